"""Visits to children on plans; core groups and child in need reviews."""

import numpy as np
import pandas as pd

from data.demo.columns import whole, yes_no
from data.demo.courses import CIN, CP
from data.demo.dates import NEVER, add_working_days, moments, to_working_day, years_old
from data.demo.draws import Flags, Floats, Ints, ids
from data.demo.world import RUN_IN, World, by_group, uniform_by_group

VISIT_EVERY = {CP: 14, CIN: 28}
VISIT_LAPSES = {CP: 0.08, CIN: 0.12}
MEET_EVERY = {CP: 42, CIN: 60}
NOT_HELD = {CP: 0.10, CIN: 0.19}
# In the planted team meetings lapse this many times as often.
DRIFTING_TEAM_LAPSES = 4.0
PARENTS_ATTEND = {True: 0.76, False: 0.85}


def repeat_times(
    rng: np.random.Generator, start: Ints, end: Ints, first: Ints, gap: int, jitter: int, group: Ints
) -> tuple[Ints, Ints, Ints]:
    """Regular events within each row's time: row, turn and day. The first `first` days after the start, then every
    `gap` or so; rows of one `group` share the jitter, so that they share the day."""
    count = np.maximum((end - start - first) // gap + 1, 0)
    row = np.repeat(np.arange(len(start), dtype=np.int64), count)
    turn = np.arange(len(row), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    moved = np.floor(uniform_by_group(rng, group[row], turn) * (2 * jitter + 1)).astype(np.int64) - jitter
    day = to_working_day(np.maximum(start[row] + first[row] + turn * gap + moved, start[row]))
    good = day <= end[row]
    return row[good], turn[good], day[good]


def visit_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_cp_visits (about every ten working days) and ssd_cin_visits (about every four weeks), with lapses."""
    return _visits(world, CP), _visits(world, CIN)


def _running(world: World, kind: int) -> tuple[pd.DataFrame, Ints, Ints, Ints]:
    """Plans of a kind since the run-in, the days they run, and a number for each family's plan."""
    plans = world.recent_plans(kind, world.span.window - RUN_IN)
    start = plans["start"].to_numpy()
    end = np.minimum(plans["end"].to_numpy() - 1, world.span.as_at)
    group, _ = by_group(plans["round_id"].to_numpy(), start)
    return plans, start, end, group


def _visits(world: World, kind: int) -> pd.DataFrame:
    rng = world.streams(f"visits {kind}")
    plans, start, end, group = _running(world, kind)
    gap = VISIT_EVERY[kind]
    first = 3 + group % 6
    row, _, day = repeat_times(rng, start, end, first, gap, gap // 6, group)
    # A visit is to the household: a lapse is a lapse for all, though one child may be missed.
    kept = (uniform_by_group(rng, group[row], day) >= VISIT_LAPSES[kind]) & (day >= world.span.window - RUN_IN)
    row, day = row[kept], day[kept]
    birth = world.birth(plans["child"].to_numpy()[row])
    age = years_old(birth, day)
    seen: Flags = (rng.random(len(row)) < 0.94) & (birth <= day)
    alone = seen & (age >= 4) & (rng.random(len(row)) < 0.72)
    bedroom = seen & (rng.random(len(row)) < 0.45)
    plan, letter = ("cppv_cp", "W") if kind == CP else ("cinv_cin", "X")
    columns: dict[str, object] = {
        f"{plan}_visit_id": ids(letter, 1_000_000 + np.arange(len(row))),
        f"{plan[:4]}_person_id": plans["person_id"].to_numpy()[row],
    }
    if kind == CP:
        columns["cppv_cp_plan_id"] = plans["plan_id"].to_numpy()[row]
    columns |= {
        f"{plan}_visit_date": moments(day),
        f"{plan}_visit_seen": np.where(seen, "Y", "N"),
        f"{plan}_visit_seen_alone": np.where(alone, "Y", "N"),
        f"{plan}_visit_bedroom": np.where(bedroom, "Y", "N"),
    }
    return pd.DataFrame(columns)


def meeting_table(world: World) -> pd.DataFrame:
    """ssd_x_core_group_meetings: core groups (CP) and reviews (CIN), held or missed, and the next one due.

    The first core group is due ten working days after the conference, later ones about every six weeks.
    """
    table = pd.concat([_meetings(world, CP), _meetings(world, CIN)], ignore_index=True)
    table.insert(0, "corg_meeting_id", ids("G", 1_000_000 + np.arange(len(table))))
    return table


def _meetings(world: World, kind: int) -> pd.DataFrame:
    rng = world.streams(f"meetings {kind}")
    plans, start, end, group = _running(world, kind)
    gap = MEET_EVERY[kind]
    # The due day after as-at is listed too, for a plan still open.
    open_now = plans["end"].to_numpy() > world.span.as_at
    first = add_working_days(start, np.full(len(start), 10)) - start
    row, turn, due = repeat_times(rng, start, np.where(open_now, end + gap, end), first, gap, 0, group)
    since = due >= world.span.window - RUN_IN
    row, turn, due = row[since], turn[since], due[since]
    throw = uniform_by_group(rng, group[row], turn)
    # Up to four days early; a later one may also slip a day.
    days = np.where(turn == 0, 5, 6)
    slip = np.floor(uniform_by_group(rng, group[row], turn, np.zeros(len(row), np.int64)) * days).astype(np.int64)
    held = due - 4 + slip
    # The first core group is late in some families; a later one slips a little now and then.
    held = np.where((turn == 0) & (throw > 0.82), due + 3 + np.floor((throw - 0.82) * 80).astype(np.int64), held)
    held = np.maximum(to_working_day(held, back=True), start[row] + 1)
    lapses: Floats = np.full(len(row), NOT_HELD[kind])
    if world.planted.drifting_team is not None:
        lapses *= np.where(plans["team"].to_numpy()[row] == world.planted.drifting_team, DRIFTING_TEAM_LAPSES, 1.0)
    was_held = (throw >= lapses) & (held <= np.minimum(end[row], world.span.as_at))
    due_only = ~was_held & (due > world.span.as_at)
    late_in_plan = ~was_held & ~due_only & (held > end[row])
    listed = ~late_in_plan
    neglect = plans["neglect"].to_numpy()[row]
    invited = 4 + np.floor(uniform_by_group(rng, group[row]) * 4).astype(np.int64)
    present = np.maximum(invited - np.floor(uniform_by_group(rng, group[row], due) * 3).astype(np.int64), 2)
    parents = uniform_by_group(rng, due, group[row]) < np.where(neglect, PARENTS_ATTEND[True], PARENTS_ATTEND[False])
    contingency = rng.random(len(row)) < 0.62

    return pd.DataFrame(
        {
            "corg_person_id": plans["person_id"].to_numpy()[row],
            "corg_plan_type": plans["plan_type"].to_numpy()[row],
            "corg_plan_id": plans["plan_id"].to_numpy()[row],
            "corg_due_date": moments(due),
            "corg_held_date": moments(np.where(was_held, held, NEVER)),
            "corg_meeting_type": "core group" if kind == CP else "CIN review",
            "corg_agencies_invited": invited,
            "corg_agencies_present": whole(present, was_held),
            "corg_health_present": yes_no(rng.random(len(row)) < 0.74, was_held),
            "corg_education_present": yes_no(rng.random(len(row)) < 0.79, was_held),
            "corg_parents_attended": yes_no(parents, was_held),
            "corg_contingency_restated": yes_no(contingency, was_held),
            "corg_source_agency": "Local authority",
            "corg_recorded_date": moments(np.where(was_held, np.minimum(held + 3, world.span.as_at), NEVER)),
        }
    )[listed].reset_index(drop=True)
