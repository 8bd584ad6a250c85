"""The work on plans: agreed actions, named escalation contacts, escalations."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CP
from data.demo.dates import NEVER, add_working_days, day, moments, to_working_day
from data.demo.draws import Floats, Ints, Table, chance, ids, pick, spread
from data.demo.world import RUN_IN, World, by_group, uniform_by_group

# theme: (weight on neglect plans, weight on others, lead agency, text)
ACTIONS = {
    "home conditions": (16, 4, "Local authority", "Home kept clean, warm and safe; agreed checklist completed weekly"),
    "health": (11, 6, "Health", "All health appointments kept and follow-up arranged"),
    "dental": (6, 2, "Health", "Registered with a dentist and treatment completed"),
    "education": (12, 8, "Education", "Attendance above 90 per cent with a morning routine in place"),
    "supervision": (10, 8, "Local authority", "Parents know where each child is and who is caring for them"),
    "emotional warmth": (9, 14, "Local authority", "Parents take part in the agreed parenting programme"),
    "routines": (9, 5, "Education", "Regular meals, bedtimes and clean clothes"),
    "parental substance use": (9, 9, "Health", "Parent attends treatment and agreed testing"),
    "parental mental health": (9, 13, "Health", "Parent seen by adult mental health service"),
    "domestic abuse": (5, 20, "Police", "Safety plan agreed and reviewed"),
    "material help": (4, 3, "Housing", "Application for repairs and furniture grant made"),
}
PER_PLAN = {True: 5, False: 3}
FURTHER_EVERY = 150
EXTENDED = {"0": 66.0, "1": 21.0, "2": 9.0, "3": 4.0}
DRIFTING_TEAM_EXTENDED = {"0": 34.0, "1": 27.0, "2": 23.0, "3": 16.0}
ENDED = {"complete": 84.0, "not met": 9.0, "withdrawn": 7.0}
LATE_BY: Table = [(0, -35), (0.55, 0), (0.8, 20), (0.93, 60), (1, 200)]
SHARED_WITH_EACH_CHILD = 0.62

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
RAISED_A_YEAR = {True: 0.055, False: 0.022}
RESOLUTIONS = {"agreed": 55.0, "part": 25.0, "overruled": 13.0, "withdrawn": 7.0}


def _family_plans(world: World, since: int) -> tuple[pd.DataFrame, Ints, int]:
    """Plans running since a day, a number for each family's plan, and how many there are."""
    plans = world.plans[world.plans["end"] > since].reset_index(drop=True)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    return plans, group, count


def action_table(world: World) -> pd.DataFrame:
    """ssd_x_plan_actions: agreed at the start and after each review; a row for each child an action is about."""
    rng = world.streams("actions")
    plans, group, count = _family_plans(world, world.span.window - RUN_IN)
    lead = plans.groupby(group).first()
    start = lead["start"].to_numpy()
    end = plans.groupby(group)["end"].max().to_numpy()
    cp, neglect = (lead["kind"] == CP).to_numpy(), lead["neglect"].to_numpy(dtype=np.bool_)
    at_start = np.where(cp, PER_PLAN[True], PER_PLAN[False]) + rng.integers(0, 3, count)
    later = 2 * np.maximum((np.minimum(end, world.span.as_at) - start) // FURTHER_EVERY, 0)
    number = at_start + later
    plan = np.repeat(np.arange(count), number)
    turn = np.arange(len(plan)) - np.repeat(np.cumsum(number) - number, number)
    agreed = start[plan] + np.where(
        turn < at_start[plan], 6, (turn - at_start[plan]) // 2 * FURTHER_EVERY + FURTHER_EVERY
    )
    size = len(plan)
    themes = {
        True: {name: row[0] for name, row in ACTIONS.items()},
        False: {name: row[1] for name, row in ACTIONS.items()},
    }
    theme = np.where(neglect[plan], pick(rng, themes[True], size), pick(rng, themes[False], size))
    first_due = to_working_day(agreed + 21 + rng.integers(0, 110, size))
    extended = pick(rng, EXTENDED, size)
    if world.planted.drifting_team is not None:
        slow = lead["team"].to_numpy()[plan] == world.planted.drifting_team
        extended = np.where(slow, pick(rng, DRIFTING_TEAM_EXTENDED, size), extended)
    extended = extended.astype(np.int64)
    done = np.maximum(first_due + extended * 30 + spread(rng, LATE_BY, size), agreed + 3)
    # What is still open when the plan ends is closed with it.
    ends_with_plan = done >= end[plan]
    done = to_working_day(np.minimum(done, end[plan]))
    status = np.where(
        ends_with_plan, pick(rng, {"complete": 55, "not met": 25, "withdrawn": 20}, size), pick(rng, ENDED, size)
    )
    closed = done <= world.span.as_at
    # Only extensions made so far are known: an action is put off when its day comes.
    told = np.clip((np.minimum(done, world.span.as_at) - first_due) // 30 + 1, 0, extended)
    due = to_working_day(first_due + told * 30)
    status = np.where(closed, status, "open")
    outcome = only_if(status == "complete", pick(rng, {"improved": 58, "same": 27, "worse": 4, "too early": 11}, size))
    actions = pd.DataFrame(
        {
            "plan": plan,
            "pact_action_text": pd.Series(theme).map({name: row[3] for name, row in ACTIONS.items()}),
            "pact_neglect_theme": theme,
            "pact_lead_agency": pd.Series(theme).map({name: row[2] for name, row in ACTIONS.items()}),
            "pact_lead_role": "Named practitioner",
            "pact_due_date": moments(due),
            "pact_original_due_date": moments(first_due),
            "pact_times_extended": told,
            "pact_completed_date": moments(np.where(np.isin(status, ["complete", "not met"]), done, NEVER)),
            "pact_status": status,
            "pact_outcome": outcome,
            "pact_last_reviewed_date": moments(np.minimum(done, world.span.as_at)),
            "pact_source_agency": "Local authority",
            "pact_recorded_date": moments(agreed),
            "agreed": agreed,
        }
    )
    actions = actions[(agreed <= world.span.as_at) & (done > world.span.window - RUN_IN)]
    children = plans[["person_id", "plan_type", "plan_id", "start", "end"]].assign(plan=group)
    rows = children.merge(actions, on="plan")
    alone = np.bincount(group, minlength=count)[rows["plan"].to_numpy()] == 1
    about = alone | chance(rng, SHARED_WITH_EACH_CHILD, len(rows))
    rows = rows[about & (rows["start"] <= rows["agreed"]) & (rows["agreed"] < rows["end"])].reset_index(drop=True)
    named = {"person_id": "pact_person_id", "plan_type": "pact_plan_type", "plan_id": "pact_plan_id"}
    table: pd.DataFrame = rows.rename(columns=named).assign(pact_plan_start_date=moments(rows["start"].to_numpy()))
    table.insert(0, "pact_action_id", ids("PA", 1_000_000 + np.arange(len(rows))))
    return table.drop(columns=["plan", "agreed", "start", "end"])


def contact_table(world: World, reviews: pd.DataFrame) -> pd.DataFrame:
    """ssd_x_plan_escalation_contact: who to turn to, from September 2025 on.

    A restatement at a review makes a new row for the same contact from that day. `reviews`: the CP review table.
    """
    rng = world.streams("escalation contacts")
    plans, group, count = _family_plans(world, CONTACT_FROM)
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
    plans, group, count = _family_plans(world, since)
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
