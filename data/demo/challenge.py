"""Challenge: the named escalation contact on plans, and escalations raised."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CP
from data.demo.dates import NEVER, add_working_days, day, moments, to_working_day
from data.demo.draws import Floats, ids, pick, spread
from data.demo.world import World, family_plans, uniform_by_group

# Recommendation 6 began to be put into practice after the Review of July 2025; coverage grew from there.
CONTACT_FROM = day(date(2025, 9, 1))
CONTACT_SHARE = {True: 0.84, False: 0.6}
CONTACT_ROLES = {"Conference chair": 34.0, "Service manager, family support": 26.0, "Team manager": 24.0,
                 "Designated safeguarding lead": 16.0}  # fmt: skip

AGENCIES = {
    "Health": 32.0,
    "Education": 30.0,
    "Local authority": 14.0,
    "Police": 10.0,
    "Housing": 5.0,
    "Voluntary sector": 9.0,
}
REASONS = {"drift": 28.0, "incomplete action": 24.0, "threshold": 22.0, "standards of care": 14.0,
           "sibling disparity": 6.0, "other": 6.0}  # fmt: skip
STAGES = {"1": 58.0, "2": 27.0, "3": 11.0, "4": 4.0}
STAGE_WORKING_DAYS = (5, 10, 15, 20)
RAISED_A_YEAR = {True: 0.12, False: 0.045}
RESOLUTIONS = {"agreed": 55.0, "part": 25.0, "overruled": 13.0, "withdrawn": 7.0}


def contact_table(world: World, reviews: pd.DataFrame) -> pd.DataFrame:
    """ssd_x_plan_escalation_contact: who to turn to, from September 2025 on.

    A restatement at a review makes a new row for the same contact from that day. `reviews`: the CP review table.
    """
    rng = world.streams("escalation contacts")
    plans, group, count = family_plans(world, CONTACT_FROM)
    start, end = plans["start"].to_numpy(), plans["end"].to_numpy()
    cp = (plans["kind"] == CP).to_numpy()
    rank = rng.random(count)[group]
    share: Floats = np.where(cp, CONTACT_SHARE[True], CONTACT_SHARE[False])
    # Older plans get theirs as they come up; new ones at or soon after the start.
    named = np.maximum(start + 4, CONTACT_FROM + np.floor(rank / share * 420).astype(np.int64))
    has = (rank < share) & (named < end) & (named <= world.span.as_at)
    kept = plans[has].reset_index(drop=True)
    named, group = to_working_day(named[has], back=True), group[has]
    role = pick(rng, CONTACT_ROLES, count)[group]
    number = rng.integers(100, 999, count)[group]
    # A contact detail is missing now and then.
    detail = only_if(rng.random(count)[group] < 0.93, [f"01999 900{n}" for n in number])
    base = pd.DataFrame(
        {
            "plec_person_id": kept["person_id"],
            "plec_plan_type": kept["plan_type"],
            "plec_plan_id": kept["plan_id"],
            "plec_plan_start_date": moments(kept["start"].to_numpy()),
            "plec_contact_role": role,
            "plec_contact_name": only_if(role == "Conference chair", "Safeguarding and review service"),
            "plec_contact_phone_or_email": detail,
            "plec_agency": np.where(role == "Designated safeguarding lead", "Education", "Local authority"),
            "begins": named,
            "ends": kept["end"].to_numpy(),
            "restated": NEVER,
            "review": None,
        }
    )
    held = reviews[reviews["cppr_cp_review_date"].notna()][
        ["cppr_cp_plan_id", "cppr_cp_review_id", "cppr_cp_review_date"]
    ]
    again = base.drop(columns="review").merge(held, left_on="plec_plan_id", right_on="cppr_cp_plan_id")
    on = again["cppr_cp_review_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    meeting = uniform_by_group(rng, on, again["begins"].to_numpy())
    again = again.assign(begins=on, restated=on, review=again["cppr_cp_review_id"])[
        (on > again["begins"]) & (meeting < 0.66)
    ][base.columns]
    rows = pd.concat([base, again], ignore_index=True).sort_values(["plec_plan_id", "begins"], ignore_index=True)
    following = rows.groupby("plec_plan_id")["begins"].shift(-1)
    rows["ends"] = following.fillna(rows["ends"]).astype("int64")
    table = rows.drop(columns=["begins", "ends", "restated", "review"]).assign(
        plec_start_date=moments(rows["begins"].to_numpy()),
        plec_end_date=moments(rows["ends"].to_numpy(), world.span.as_at),
        plec_verified_date=moments(rows["begins"].to_numpy()),
        plec_restated_at_review_date=moments(rows["restated"].to_numpy()),
        plec_restated_review_id=rows["review"],
        plec_source_agency="Local authority",
        plec_recorded_date=moments(rows["begins"].to_numpy()),
    )
    table.insert(0, "plec_table_id", ids("PC", 100_000 + np.arange(len(table))))
    return table


def escalation_table(world: World) -> pd.DataFrame:
    """ssd_x_escalations: rare, as they are; a little more common since the Review."""
    rng = world.streams("escalations")
    since = world.span.window
    plans, group, count = family_plans(world, since)
    lead = plans.groupby(group).first()
    start = np.maximum(lead["start"].to_numpy(), since)
    end = np.minimum(lead["end"].to_numpy(), world.span.as_at)
    yearly = np.where((lead["kind"] == CP).to_numpy(), RAISED_A_YEAR[True], RAISED_A_YEAR[False])
    raised = to_working_day(start + 20 + np.floor(rng.random(count) * np.maximum(end - start - 25, 0)).astype(np.int64))
    yearly = yearly * np.where(raised > CONTACT_FROM, 1.7, 1.0)
    happens = (rng.random(count) < yearly * (end - start) / 365.25) & (raised < end)
    rows = lead[happens].reset_index(drop=True)
    raised, size = raised[happens], int(happens.sum())
    stage = pick(rng, STAGES, size).astype(np.int64)
    target = add_working_days(raised, np.array(STAGE_WORKING_DAYS)[stage - 1])
    resolved = to_working_day(target + spread(rng, [(0, -6), (0.6, 0), (0.85, 20), (1, 90)], size))
    resolved = np.maximum(resolved, raised + 1)
    over = resolved <= world.span.as_at
    by = pick(rng, AGENCIES, size)
    to = np.where(
        by == "Local authority", pick(rng, {"Health": 50, "Education": 35, "Police": 15}, size), "Local authority"
    )
    resolution = np.where(over, pick(rng, RESOLUTIONS, size), "open")
    changed = over & np.isin(resolution, ["agreed", "part"])
    return pd.DataFrame(
        {
            "escl_escalation_id": ids("ES", 100_000 + np.arange(size)),
            "escl_person_id": rows["person_id"],
            "escl_plan_type": rows["plan_type"],
            "escl_plan_id": rows["plan_id"],
            "escl_raised_date": moments(raised),
            "escl_raised_by_agency": by,
            "escl_raised_to_agency": to,
            "escl_stage": stage,
            "escl_reason": pick(rng, REASONS, size),
            "escl_target_resolution_date": moments(target),
            "escl_resolved_date": moments(resolved, world.span.as_at),
            "escl_resolution": resolution,
            "escl_child_impact_note": only_if(changed, "Plan changed after discussion"),
            "escl_source_agency": by,
            "escl_recorded_date": moments(raised),
        }
    )
