"""Reflective group supervision, and looks taken at a flag: challenge, mid-point reviews, unlike siblings."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CP
from data.demo.dates import add_months, day, moments, to_working_day
from data.demo.draws import Ints, Texts, chance, ids, pick
from data.demo.world import World, by_group, family_ids

# Recommendation 7: sessions began in the autumn after the Review and became more frequent.
SESSIONS_FROM = day(date(2025, 10, 6))
SESSIONS_A_MONTH = (5, 13)
WHOLE_TEAM = 0.12
INVITED = ("Local authority", "Health", "Education", "Police", "Housing", "Voluntary sector", "Adult services")
PRESENT = (0.98, 0.82, 0.76, 0.4, 0.22, 0.35, 0.28)

LOOKS_FROM = day(date(2023, 9, 1))
MIDPOINT_SHARE = 0.34
CHALLENGE_SHARE = 0.05
DISPARITY_LOOKS = 0.02


def supervision_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_x_reflective_supervision and ssd_x_reflective_attendance."""
    rng = world.streams("reflective supervision")
    span_days = world.span.as_at - SESSIONS_FROM
    months = max(span_days // 30, 0)
    number = round(months * sum(SESSIONS_A_MONTH) / 2 * world.scale)
    # Square root of a uniform number would rise evenly; two uniforms' maximum does the same without a root.
    late = np.maximum(rng.random(number), rng.random(number) * 0.9)
    on: Ints = to_working_day(SESSIONS_FROM + np.sort(np.floor(late * span_days).astype(np.int64)), back=True)
    plans = world.plans_of(CP)
    stuck = plans[plans["neglect"] & (plans["end"] > SESSIONS_FROM)].reset_index(drop=True)
    case = _case_for_each(rng, on, stuck)
    named = (case >= 0) & ~chance(rng, WHOLE_TEAM, number)
    picked = stuck.iloc[np.maximum(case, 0)] if len(stuck) else stuck
    person = only_if(named, picked["person_id"]) if len(stuck) else np.full(number, None)
    family = only_if(named, family_ids(picked["family"].to_numpy())) if len(stuck) else person
    session = ids("RS", 10_000 + np.arange(number))
    sessions = pd.DataFrame(
        {
            "refs_session_id": session,
            "refs_session_date": moments(on),
            "refs_theme": pick(rng, {"neglect": 78, "neglect and neurodiversity": 12, "sibling groups": 10}, number),
            "refs_facilitator_agency": pick(rng, {"Local authority": 62, "Health": 30, "Education": 8}, number),
            "refs_child_person_id": person,
            "refs_family_group_id": family,
            "refs_agreed_actions_count": rng.integers(0, 6, number),
            "refs_source_agency": "Local authority",
            "refs_recorded_date": moments(np.minimum(on + 2, world.span.as_at)),
        }
    )
    there = rng.random((number, len(INVITED))) < np.array(PRESENT)
    at, agency = np.nonzero(there)
    attendance = pd.DataFrame(
        {
            "refa_table_id": ids("RA", 10_000 + np.arange(len(at))),
            "refa_session_id": session[at],
            "refa_agency": np.array(INVITED, dtype=object)[agency],
            "refa_role": pick(rng, {"Practitioner": 55, "Designated lead": 25, "Manager": 20}, len(at)),
            "refa_level": pick(rng, {"practitioner": 74, "manager": 26}, len(at)),
            "refa_source_agency": "Local authority",
            "refa_recorded_date": moments(np.minimum(on[at] + 2, world.span.as_at)),
        }
    )
    return sessions, attendance


def _case_for_each(rng: np.random.Generator, on: Ints, stuck: pd.DataFrame) -> Ints:
    """For each session a neglect plan open that day, mostly one six months old or more; -1 if there is none."""
    chosen = np.full(len(on), -1, dtype=np.int64)
    start, end = stuck["start"].to_numpy(), stuck["end"].to_numpy()
    throw = rng.random((len(on), 2))
    for number, when in enumerate(on):
        wanted = 182 if throw[number, 0] < 0.8 else 20
        fits = np.flatnonzero((start <= when - wanted) & (end > when))
        if len(fits):
            chosen[number] = fits[int(throw[number, 1] * len(fits))]
    return chosen


def flag_review_table(world: World) -> pd.DataFrame:
    """ssd_x_flag_reviews: the chair's mid-point review of long plans, recorded challenge, and reasons for disparity."""
    rng = world.streams("flag reviews")
    plans = world.plans_of(CP)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    start, end = plans["start"].to_numpy(), np.minimum(plans["end"].to_numpy(), world.span.as_at + 1)
    year_on = to_working_day(add_months(start, 12) + rng.integers(-20, 30, count)[group])
    midpoint = (rng.random(count)[group] < MIDPOINT_SHARE) & (year_on < end) & (year_on >= LOOKS_FROM)
    sometime = to_working_day(
        start + 60 + np.floor(rng.random(count)[group] * np.maximum(end - start - 70, 0)).astype(np.int64)
    )
    challenge = (rng.random(count)[group] < CHALLENGE_SHARE) & (sometime < end) & (sometime >= LOOKS_FROM)
    disparity = (rng.random(count)[group] < DISPARITY_LOOKS) & (sometime < end) & (sometime >= LOOKS_FROM)
    author = pick(rng, {"Conference chair": 60, "Team manager": 25, "Health safeguarding lead": 15}, len(plans))
    parts = [
        _looks(plans, midpoint, "midpoint", year_on, np.full(len(plans), "Conference chair", dtype=object),
               "Mid-point review of the plan by the chair", "Plan reset with dates"),
        _looks(plans, challenge, "challenge", sometime, author, "Progress questioned in writing", "Reply in ten days"),
        _looks(plans, disparity, "SD02", sometime + 3, author, "Different fathers' families give different care",
               "Plan now sets out each child's day"),
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "flrv_review_id", ids("FR", 10_000 + np.arange(len(table))))
    return table


def _looks(
    plans: pd.DataFrame,
    happens: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    flag: str,
    on: Ints,
    author: Texts,
    reason: str,
    action: str,
) -> pd.DataFrame:
    mine = plans[happens]
    return pd.DataFrame(
        {
            "flrv_person_id": mine["person_id"].to_numpy(),
            "flrv_household_key": None,
            "flrv_flag": flag,
            "flrv_reason": reason,
            "flrv_action": action,
            "flrv_next_look_date": moments(on[happens] + 42),
            "flrv_author": author[happens],
            "flrv_reviewed_date": moments(on[happens]),
            "flrv_source_agency": "Local authority",
            "flrv_recorded_date": moments(on[happens]),
        }
    )
