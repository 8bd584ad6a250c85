"""Every kind of dirt is in the county as often as it says, and nowhere in a clean one beyond what is natural."""

import pandas as pd
import pytest

from data.demo import generate
from data.demo.dirt import Dirt, at_scale
from data.demo.dirt_kinds import DIRT

Frames = dict[str, pd.DataFrame]


@pytest.mark.parametrize("kind", DIRT, ids=lambda kind: kind.name)
def test_each_kind_is_there_as_often_as_it_says(kind: Dirt, county: Frames, clean: Frames) -> None:
    put = int(kind.found(county).sum()) - int(kind.found(clean).sum())
    assert put == kind.count


def test_names_are_distinct() -> None:
    assert len({kind.name for kind in DIRT}) == len(DIRT) == 48


def test_a_small_county_has_less_of_each() -> None:
    dirty, clean = generate(scale=0.05), generate(scale=0.05, dirty=False)
    for kind in DIRT:
        put = int(kind.found(dirty).sum()) - int(kind.found(clean).sum())
        # A small county may lack a child whom the dirt could happen to.
        assert 0 <= put <= at_scale(kind, 0.05), kind.name


def test_dirt_keeps_off_the_planted_families(county: Frames, clean: Frames) -> None:
    for table, column in (("ssd_person", "pers_person_id"), ("ssd_cp_plans", "cppl_person_id")):
        planted = [frames[table][frames[table][column].str.match(r"P900\d{3}$")] for frames in (county, clean)]
        pd.testing.assert_frame_equal(planted[0].reset_index(drop=True), planted[1].reset_index(drop=True))


def test_the_rest_of_the_county_is_left_as_it_was(county: Frames, clean: Frames) -> None:
    """Rows that exist before and after differ in few places: dirt is a little, not a rewriting."""
    for table in ("ssd_cp_plans", "ssd_cp_visits", "ssd_assessment_factors"):
        before, after = clean[table], county[table].iloc[: len(clean[table])]
        changed = (before.astype("str").fillna("") != after.astype("str").fillna("")).any(axis=1)
        assert 0 < changed.mean() < 0.05
