"""Parents' capacity to care, and to change: two judgements, kept apart (AT05)."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import Ints, Timeline, months_later
from data.facts.read import Records

_TABLE = "ssd_x_parenting_capacity"
RECENT_MONTHS = 12
RATINGS = {"capacity_12m": "parc_capacity_rating", "motivation_12m": "parc_motivation_rating"}


def analysed(records: Records, who: Ints, day: Ints, unborn: "npt.NDArray[np.bool_]") -> pd.DataFrame:
    """frame[capacity_12m, motivation_12m]: a parent's rating recorded for the child in the twelve months to the day.

    NULL of unborn children, and where the feed does not tell of all the twelve months.
    """
    back = months_later(day, -RECENT_MONTHS)
    owner, on = records.owner(_TABLE, "parc_person_id"), records.day(_TABLE, "parc_assessed_date")
    told = records.told(_TABLE, back) & records.told(_TABLE, day)
    found = {}
    for name, column in RATINGS.items():
        rated = records[_TABLE][column].notna().to_numpy(dtype=bool)
        recent = Timeline.of(np.where(rated, owner, -1), on).count(who, day, back - 1) > 0
        found[name] = pd.Series(recent).astype("Int8").where((recent | told) & ~unborn)
    return pd.DataFrame(found)
