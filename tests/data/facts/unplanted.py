"""The newest month-end of a county in which nothing is planted, straight from its tables: quick enough for many."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo import generate
from data.facts.homes import Homes
from data.facts.months import PlanMonths
from data.facts.needed import NEEDED
from data.facts.read import Authority, Records
from data.households import link_households
from data.practice import Practice

AS_AT = date(2026, 10, 31)


def newest_month(seed: int, scale: float) -> pd.DataFrame:
    """Its plan_month rows, as a refresh would write them."""
    frames = generate(seed, as_at=AS_AT, scale=scale, plant=False, dirty=False)
    tables = {name: frames[name].reindex(columns=list(columns)) for name, columns in NEEDED.items()}
    persons = pd.Index(tables["ssd_person"]["pers_person_id"])
    previous = pd.DataFrame(columns=["person_id", "plan_start", "previous_plans"])
    held = Records(Authority("999", "Unplanted", AS_AT, "demo", True, None, 0, 0), tables, persons, previous, {})
    months = PlanMonths(held, Practice()).at([AS_AT])
    homes = Homes.of(link_households(tables, AS_AT), persons, [AS_AT])
    who, day = months["who"].to_numpy(dtype=np.int64), months["day"].to_numpy(dtype=np.int64)
    return pd.concat([months.drop(columns=["who", "day"]), homes.columns(who, day)], axis=1)
