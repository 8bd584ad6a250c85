"""event: what happened or fell due, each in the month it is counted in.

Each function of EVENTS gives one kind: a frame with `who` (child number), `day` (the day it is counted on) and that
kind's own columns; `as_of` where team, age and the rest are those of another day. Adding a kind is adding a function to
the list.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, dates
from data.facts.challenge_events import escalations, escalations_closed, formal_reviews, plans_of_a_quarter
from data.facts.event_rows import as_at_day
from data.facts.exit_events import held_a_year, held_six_months, held_two_years
from data.facts.front_door_events import assessments, conferences, first_core_groups, referrals
from data.facts.health_events import appointments
from data.facts.months import PlanMonths
from data.facts.plan_events import plan_ends, plan_starts, reviews, visits, visits_due
from data.facts.tool_events import first_tools, tool_uses

# A plan that had begun before the first month worked out.
RUNNING = "plan_running"

EVENTS: tuple[Callable[[PlanMonths], pd.DataFrame], ...] = (
    referrals,
    assessments,
    conferences,
    first_core_groups,
    reviews,
    visits,
    visits_due,
    plan_starts,
    plan_ends,
    held_six_months,
    held_a_year,
    held_two_years,
    appointments,
    escalations,
    escalations_closed,
    formal_reviews,
    plans_of_a_quarter,
    first_tools,
    tool_uses,
)


def happened(facts: PlanMonths, kind: Callable[[PlanMonths], pd.DataFrame], since: int) -> pd.DataFrame:
    """One kind's rows of the event table (but the household's columns), from `since` to the authority's as-at.

    Plans begun before `since` and still running then are there too, as a kind of their own: they are no starts to
    count, but plans watched from then on.
    """
    as_at = as_at_day(facts)
    raw = kind(facts)
    running = (raw["kind"] == "plan_start") & (raw["day"] < since)
    raw["kind"] = raw["kind"].mask(running, RUNNING)
    recent = (raw["day"] >= since) | (running & (raw["done_date"] > since) if "done_date" in raw else running)
    kept = raw[(raw["who"] >= 0) & (raw["day"] <= as_at) & recent].reset_index(drop=True)
    who, day = kept["who"].to_numpy(dtype=np.int64), kept["day"].to_numpy(dtype=np.int64)
    # What was true of the child on another day than that it is counted on, where the kind says so.
    as_of = kept.pop("as_of").to_numpy(dtype=np.int64) if "as_of" in kept else day
    frame = pd.concat([facts.people.dimensions(who, as_of), kept], axis=1)
    event_date = dates(day)
    frame["event_date"] = event_date
    frame["month"] = event_date + pd.offsets.MonthEnd(0)
    for column in ("trigger_date", "due_date", "done_date"):
        if column in frame:
            numbers = frame[column].to_numpy(dtype=np.int64)
            hidden = (numbers > as_at) & (column != "due_date")
            frame[column] = dates(np.where(hidden, NO_DAY, numbers))
    return frame
