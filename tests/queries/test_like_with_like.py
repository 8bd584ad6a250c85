"""How often the comparison of plans calls groups different that are alike, and how often it finds what is planted.

Counties of twenty seeds, each made with and without the effect; plans are read off the county as it was drawn, so that
nothing but the comparison itself is on trial.
"""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.county import make_world
from data.demo.courses import CP
from data.demo.dates import moments, years_old
from data.demo.truths import DIAGNOSED_STAY_LONGER
from data.demo.world import Planted
from queries.holdings import AGE_ORDER
from queries.methods.standardise import Estimate
from queries.methods.survival import watched
from queries.neurodiversity import DIAGNOSED, OTHERS, WAITING, YEARS, made_alike

AS_AT = pd.Timestamp(2026, 10, 31)
GROUP_OF = {"diagnosed": DIAGNOSED, "on pathway": WAITING, "suspected": WAITING}


def times_as_long(seed: int, pace: float, *, scale: float, neglect_only: bool) -> Estimate:
    world = make_world(seed, "999", date(2026, 10, 31), 6, scale, Planted(diagnosed_pace=pace))
    plans = world.plans_of(CP)
    plans = plans[plans["neglect"].astype(bool) | (not neglect_only)].reset_index(drop=True)
    children = world.children.iloc[plans["child"].to_numpy()].reset_index(drop=True)
    start = plans["start"].to_numpy()
    status = pd.Series(np.where(children["neuro_day"] <= start, children["neuro"], ""))
    age = pd.cut(years_old(children["birth"].to_numpy(), start), [-1, 0, 4, 9, 15, 200], labels=list(AGE_ORDER[1:]))
    frame = pd.DataFrame(
        {
            "start": moments(start),
            "end": moments(plans["end"].to_numpy()),
            "group": status.map(GROUP_OF).fillna(OTHERS),
            "age_band": age.astype(str),
            "home": plans["family"],
        }
    )
    since = AS_AT - pd.DateOffset(years=YEARS)
    frame = frame.join(watched(frame["start"], frame["end"], until=AS_AT, since=since), how="inner")
    return made_alike(frame).times


def test_groups_that_are_alike_are_seldom_called_different() -> None:
    """Half a county's plans of every category are as many as a whole one's for neglect. Of twenty in which a diagnosis
    makes no difference the 95 % interval leaves out 1 in at most three: at one in twenty, more would be seen once in
    sixty times."""
    found = [times_as_long(seed, 1.0, scale=0.5, neglect_only=False).whole for seed in range(20)]
    known = [whole for whole in found if whole is not None]
    assert len(known) >= 15
    assert sum(not low <= 1 <= high for _, low, high in known) <= 3
    assert abs(np.mean([value for value, _, _ in known]) - 1) < 0.12


def test_a_county_in_which_they_stay_longer_shows_it() -> None:
    """In each of three counties the interval lies above 1 and holds the factor planted."""
    for seed in range(3):
        whole = times_as_long(seed, DIAGNOSED_STAY_LONGER.factor, scale=1.0, neglect_only=True).whole
        assert whole is not None
        _, low, high = whole
        assert low > 1
        assert low <= DIAGNOSED_STAY_LONGER.factor <= high
