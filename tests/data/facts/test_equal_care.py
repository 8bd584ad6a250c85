"""A county where brothers and sisters are alike but for chance, and one where they are not, over twenty seeds.

Children are taken family by family from the made-up records, with no database between: what is put to the test is how
often a gap is called beyond chance.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.demo import generate
from data.facts.asof import day_number
from data.facts.needed import NEEDED
from data.facts.people import People
from data.facts.read import Authority, Records
from data.facts.sibling_gaps import SiblingGaps
from data.facts.signals import Signals
from data.practice import Practice

AS_AT = date(2026, 10, 31)
DAYS = (date(2026, 3, 31), date(2026, 7, 31))
SEEDS, SCALE = 20, 0.06


def gaps_of(seed: int, *, plant: bool) -> pd.DataFrame:
    """By day and family: the columns of `SiblingGaps.of_homes`."""
    frames = generate(seed=seed, scale=SCALE, plant=plant, dirty=False)
    tables = {name: frames.get(name, pd.DataFrame()).reindex(columns=columns) for name, columns in NEEDED.items()}
    authority = Authority("999", "County", AS_AT, "demo", True, None, 0, 0)
    persons = pd.Index(tables["ssd_person"]["pers_person_id"])
    records = Records(authority, tables, persons, pd.DataFrame(), {})
    gaps = SiblingGaps(Practice(), People(records), Signals(records, Practice()))
    family = tables["ssd_family"].drop_duplicates("fami_person_id")
    who = persons.get_indexer(pd.Index(family["fami_person_id"]))
    home = pd.factorize(family["fami_family_id"])[0]
    children = pd.concat(
        [pd.DataFrame({"who": who[who >= 0], "home": home[who >= 0], "day": day_number(day)}) for day in DAYS],
        ignore_index=True,
    )
    own = gaps.of_children(children["who"].to_numpy(np.int64), children["day"].to_numpy(np.int64))
    return gaps.of_homes(pd.concat([children, own], axis=1))


@pytest.fixture(scope="module")
def alike() -> pd.DataFrame:
    return pd.concat([gaps_of(seed, plant=False) for seed in range(SEEDS)])


@pytest.mark.parametrize("column", ["attendance_gap", "missed_gap", "gap_beyond_chance"])
def test_where_all_are_alike_at_most_five_homes_of_a_hundred_are_pointed_at(alike: pd.DataFrame, column: str) -> None:
    known = alike[column].dropna()
    assert len(known) > 150
    assert known.mean() <= 0.05


def test_where_they_are_not_alike_more_are(alike: pd.DataFrame) -> None:
    unlike = pd.concat([gaps_of(seed, plant=True) for seed in range(3)])
    assert unlike["attendance_gap"].mean() > 0.08 > alike["attendance_gap"].mean()
