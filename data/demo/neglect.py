"""Where neglect is found: the category of child protection plans, and factor 16A of assessments."""

from dataclasses import replace

import numpy as np
import pandas as pd

from data.demo.courses import CP
from data.demo.draws import Flags, Ints, Texts, pick
from data.demo.workforce import plan_team
from data.demo.world import World, by_group, is_plan, person_ids, plan_ids, uniform_by_group

CATEGORIES = {"NEG": 46.0, "EMO": 35.5, "PHY": 9.0, "SAB": 5.0, "MUL": 4.5}
LATER_CATEGORIES = {"NEG": 55.0, "EMO": 38.0, "PHY": 7.0}
CHANGED = 0.07

# Share of assessments that find neglect, by where the referral led.
FOUND_IN_PATH = {"cin": 0.34, "service": 0.2, "disabled": 0.05, "care": 0.4, "closed": 0.11, "cp": 0.2}
FOUND_WITH_OTHER_PLAN = 0.20
FOUND_WITH_NEGLECT_PLAN = 0.96


def with_plans(world: World) -> World:
    """The world with `plans` and `found` worked out."""
    plans = world.spells[is_plan(world.spells["kind"].to_numpy())].reset_index(drop=True)
    cp = (plans["kind"] == CP).to_numpy()
    initial, latest = _categories(world, plans)
    neglect_cp = cp & ((initial == "NEG") | (latest == "NEG"))
    found = _found(world, plans.loc[cp, "round_id"].to_numpy(), plans.loc[neglect_cp, "round_id"].to_numpy())
    found_in = found[np.searchsorted(world.episodes["episode"].to_numpy(), plans["episode"].to_numpy())]
    plans = plans.assign(
        plan_id=plan_ids(plans),
        person_id=person_ids(plans["child"].to_numpy()),
        plan_type=np.where(cp, "CP", "CIN"),
        team=plan_team(world, plans),
        neglect=np.where(cp, neglect_cp, found_in),
        initial=np.where(cp, initial, ""),
        latest=np.where(cp, latest, ""),
    )
    return replace(world, plans=plans, found=found)


def _categories(world: World, plans: pd.DataFrame) -> tuple[Texts, Texts]:
    """Initial and latest category, the same for brothers and sisters."""
    rng = world.streams("categories")
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    begun = plans.groupby(group)["start"].min().to_numpy()
    initial = pick(rng, CATEGORIES, count, begun, block=50)
    latest = np.where(rng.random(count) < CHANGED, pick(rng, LATER_CATEGORIES, count), initial)
    return initial[group], latest[group].astype(object)


def _found(world: World, with_plan: Ints, with_neglect: Ints) -> Flags:
    """One view of a family in each referral, with some differences between children."""
    rng = world.streams("neglect found")
    round_id, path = world.episodes["round_id"].to_numpy(), world.episodes["path"].to_numpy()
    share = np.array([FOUND_IN_PATH.get(name, 0.0) for name in path])
    share = np.where(np.isin(round_id, with_plan), FOUND_WITH_OTHER_PLAN, share)
    share = np.where(np.isin(round_id, with_neglect), FOUND_WITH_NEGLECT_PLAN, share)
    shared = uniform_by_group(rng, round_id) < share
    return np.asarray(shared & (rng.random(len(path)) < 0.95), dtype=np.bool_)
