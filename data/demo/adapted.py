"""How plans are adapted to neurodivergent and disabled children: communication needs, adjustments, direct work."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.dates import NEVER, day, moments, to_working_day
from data.demo.draws import Ints, Texts, chance, ids, pick
from data.demo.world import World

# Social workers began to write it down in a form of its own in the spring before the Review.
WRITTEN_FROM = day(date(2025, 3, 3))
# Of such children on a plan: what helps them communicate is written down, an adjustment is agreed, sessions are held.
COMMUNICATION, ADJUSTMENT, DIRECT_WORK = 0.62, 0.48, 0.56
# Both are thought of together more often than not.
TOGETHER = 0.6
SESSIONS, SESSION_EVERY = 12, 50

HELPS = {
    "Pictures and short sentences": 30.0,
    "Time to answer, one question at a time": 30.0,
    "Signs": 6.0,
    "A trusted adult beside the child": 20.0,
    "Writing or drawing instead of talking": 14.0,
}
ADJUSTMENTS = {
    "Visits at the same hour, announced with a picture": 34.0,
    "Meetings in a quiet room": 26.0,
    "Plan told in an easy-read form": 24.0,
    "Appointments at the child's school": 16.0,
}
WORK = {"wishes and feelings": 52.0, "daily life": 28.0, "keeping safe": 20.0}


def adapted_plan_table(world: World) -> pd.DataFrame:
    """ssd_x_adapted_plan, of children on a plan who are disabled or whose neurodivergence is diagnosed, on a pathway or
    suspected by then. What is written down holds until the plan ends; a session is over the day it is held."""
    rng = world.streams("adapted plans")
    plans = world.plans[world.plans["end"] > WRITTEN_FROM].reset_index(drop=True)
    children = world.children.iloc[plans["child"].to_numpy()]
    known = np.where(children["disabled"], children["birth"], children["neuro_day"])
    start = np.maximum(np.maximum(plans["start"].to_numpy(), WRITTEN_FROM), known)
    end = np.minimum(plans["end"].to_numpy(), NEVER - 1)
    mine = (known < NEVER) & (start < end)
    plans, start, end = plans[mine].reset_index(drop=True), start[mine], end[mine]
    count = len(plans)
    speaks = chance(rng, COMMUNICATION, count)
    adjusts = np.where(chance(rng, TOGETHER, count), speaks & chance(rng, 0.8, count), chance(rng, ADJUSTMENT, count))
    parts = []
    for kind, told, details in (
        ("communication needs", speaks, HELPS),
        ("reasonable adjustment", adjusts.astype(np.bool_), ADJUSTMENTS),
    ):
        on = to_working_day(start + rng.integers(5, 70, count))
        parts.append(_rows(world, plans, told & (on < end), kind, on, end, pick(rng, details, count)))
    works = chance(rng, DIRECT_WORK, count)
    for turn in range(SESSIONS):
        on = to_working_day(start + 15 + turn * SESSION_EVERY + rng.integers(0, 40, count))
        held = works & (on < end) & chance(rng, 0.85, count)
        parts.append(_rows(world, plans, held, "direct work", on, on, pick(rng, WORK, count)))
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    table.insert(0, "adpl_table_id", ids("AP", 100_000 + np.arange(len(table))))
    return table


def _rows(
    world: World,
    plans: pd.DataFrame,
    told: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    kind: str,
    on: Ints,
    end: Ints,
    detail: Texts,
) -> pd.DataFrame:
    kept = told & (on <= world.span.as_at)
    return pd.DataFrame(
        {
            "adpl_person_id": plans["person_id"].to_numpy()[kept],
            "adpl_kind": kind,
            "adpl_date": moments(on[kept]),
            "adpl_end_date": moments(end[kept], world.span.as_at),
            "adpl_detail": detail[kept],
            "adpl_source_agency": "Local authority",
            "adpl_recorded_date": moments(np.minimum(on[kept] + 3, world.span.as_at)),
        }
    )
