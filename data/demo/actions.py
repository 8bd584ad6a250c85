"""Actions agreed in plans: when first due, how often put off, how they ended."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CP
from data.demo.dates import NEVER, moments, to_working_day
from data.demo.draws import Flags, Ints, Table, Texts, chance, ids, pick, spread
from data.demo.world import RUN_IN, World, family_plans

# theme: (weight on neglect plans, weight on others, lead agency, text)
ACTIONS: dict[str, tuple[float, float, str, str]] = {
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
EXTENDED = {"0": 71.0, "1": 21.0, "2": 6.0, "3": 2.0}
DRIFTING_TEAM_EXTENDED = {"0": 22.0, "1": 24.0, "2": 30.0, "3": 24.0}
ENDED = {"complete": 84.0, "not met": 9.0, "withdrawn": 7.0}
ENDED_WITH_PLAN = {"complete": 55.0, "not met": 25.0, "withdrawn": 20.0}
OUTCOMES = {"improved": 58.0, "same": 27.0, "worse": 4.0, "too early": 11.0}
LATE_BY: Table = [(0, -40), (0.6, 0), (0.85, 16), (0.96, 45), (1, 140)]
SHARED_WITH_EACH_CHILD = 0.62
EXTENDED_BY = 30


def action_table(world: World) -> pd.DataFrame:
    """ssd_x_plan_actions: agreed at the start and after each review; a row for each child an action is about."""
    rng = world.streams("actions")
    plans, group, count = family_plans(world, world.span.window - RUN_IN)
    actions = _agreed_in_families(world, rng, plans, group, count)
    children = plans[["person_id", "plan_type", "plan_id", "start", "end"]].assign(plan=group)
    rows = children.merge(actions, on="plan")
    alone = np.bincount(group, minlength=count)[rows["plan"].to_numpy()] == 1
    about = alone | chance(rng, SHARED_WITH_EACH_CHILD, len(rows))
    rows = rows[about & (rows["start"] <= rows["agreed"]) & (rows["agreed"] < rows["end"])].reset_index(drop=True)
    named = {"person_id": "pact_person_id", "plan_type": "pact_plan_type", "plan_id": "pact_plan_id"}
    table: pd.DataFrame = rows.rename(columns=named).assign(pact_plan_start_date=moments(rows["start"].to_numpy()))
    table.insert(0, "pact_action_id", ids("PA", 1_000_000 + np.arange(len(rows))))
    return table.drop(columns=["plan", "agreed", "start", "end"])


def _agreed_in_families(
    world: World, rng: np.random.Generator, plans: pd.DataFrame, group: Ints, count: int
) -> pd.DataFrame:
    """One row an action of a family's plan: `plan` (number), `agreed` (day), and the table's own columns."""
    lead = plans.groupby(group).first()
    end = plans.groupby(group)["end"].max().to_numpy()
    plan, agreed = _when_agreed(world, rng, lead, end)
    size = len(plan)
    neglect = lead["neglect"].to_numpy(dtype=np.bool_)[plan]
    theme = np.where(neglect, pick(rng, _weights(0), size), pick(rng, _weights(1), size))
    first_due = to_working_day(agreed + 21 + rng.integers(0, 110, size))
    extended = _times_extended(world, rng, lead["team"].to_numpy()[plan])
    done = np.maximum(first_due + extended * EXTENDED_BY + spread(rng, LATE_BY, size), agreed + 3)
    # What is still open when the plan ends is closed with it.
    ends_with_plan = done >= end[plan]
    done = to_working_day(np.minimum(done, end[plan]))
    status = _how_ended(rng, ends_with_plan, done <= world.span.as_at)
    # Only extensions made so far are known: an action is put off when its day comes.
    told = np.clip((np.minimum(done, world.span.as_at) - first_due) // EXTENDED_BY + 1, 0, extended)
    actions = pd.DataFrame(
        {
            "plan": plan,
            "pact_action_text": pd.Series(theme).map({name: row[3] for name, row in ACTIONS.items()}),
            "pact_neglect_theme": theme,
            "pact_lead_agency": pd.Series(theme).map({name: row[2] for name, row in ACTIONS.items()}),
            "pact_lead_role": "Named practitioner",
            "pact_due_date": moments(to_working_day(first_due + told * EXTENDED_BY)),
            "pact_original_due_date": moments(first_due),
            "pact_times_extended": told,
            "pact_completed_date": moments(np.where(np.isin(status, ["complete", "not met"]), done, NEVER)),
            "pact_status": status,
            "pact_outcome": only_if(status == "complete", pick(rng, OUTCOMES, size)),
            "pact_last_reviewed_date": moments(np.minimum(done, world.span.as_at)),
            "pact_source_agency": "Local authority",
            "pact_recorded_date": moments(agreed),
            "agreed": agreed,
        }
    )
    known: pd.DataFrame = actions[(agreed <= world.span.as_at) & (done > world.span.window - RUN_IN)]
    return known


def _weights(kind: int) -> dict[str, float]:
    """How often each theme comes up: kind 0 on neglect plans, 1 on others."""
    return {theme: row[0] if kind == 0 else row[1] for theme, row in ACTIONS.items()}


def _when_agreed(world: World, rng: np.random.Generator, lead: pd.DataFrame, end: Ints) -> tuple[Ints, Ints]:
    """A plan number and a day for each action: several at the start, two more every five months."""
    start = lead["start"].to_numpy()
    usual = np.where((lead["kind"] == CP).to_numpy(), PER_PLAN[True], PER_PLAN[False])
    at_start = usual + rng.integers(0, 3, len(lead))
    later = 2 * np.maximum((np.minimum(end, world.span.as_at) - start) // FURTHER_EVERY, 0)
    number = at_start + later
    plan = np.repeat(np.arange(len(lead), dtype=np.int64), number)
    turn = np.arange(len(plan)) - np.repeat(np.cumsum(number) - number, number)
    since = np.where(turn < at_start[plan], 6, ((turn - at_start[plan]) // 2 + 1) * FURTHER_EVERY)
    return plan, np.asarray(start[plan] + since, dtype=np.int64)


def _times_extended(world: World, rng: np.random.Generator, team: Ints) -> Ints:
    times = pick(rng, EXTENDED, len(team))
    if world.planted.drifting_team is not None:
        more = pick(rng, DRIFTING_TEAM_EXTENDED, len(team))
        times = np.where(team == world.planted.drifting_team, more, times)
    return times.astype(np.int64)


def _how_ended(rng: np.random.Generator, with_plan: Flags, closed: Flags) -> Texts:
    ended = np.where(with_plan, pick(rng, ENDED_WITH_PLAN, len(closed)), pick(rng, ENDED, len(closed)))
    status: Texts = np.where(closed, ended, "open").astype(object)
    return status
