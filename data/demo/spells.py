"""From a family's course to each child's own referrals and spells.

Brothers and sisters mostly go through together, but not wholly: some are not on the plan, some join when they are born,
some leave earlier or later, and all leave at eighteen.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.courses import (
    ASSESSMENT_DAYS,
    CARE,
    CIN,
    CP,
    NONE,
    REVIEW_ENDED,
    SERVICE,
    STAGES,
    Courses,
    nearest,
)
from data.demo.dates import NEVER, add_working_days, to_working_day
from data.demo.draws import Flags, Floats, Ints, Streams, Table, Texts, chance, spread

TAKING_PART = {CIN: 0.93, CP: 0.88, CARE: 0.68, SERVICE: 0.85}
JOINING = 0.92
# A child not on the family's child protection plan may have a child in need plan meanwhile.
INSTEAD_OF_CP = 0.5
OWN_PACE = 0.10
AFTER_CARE: Table = [(0, 0), (0.25, 10), (0.4, 365), (1, 1180)]


@dataclass(frozen=True)
class Spells:
    """What happened to each child.

    episodes  one row per referral of a child: episode, child, family, round_id, path, referral, joined_later, assessed
              (NEVER if not), close, of_age (closed at 18), died, moved (closed because the family moved away)
    spells    one row per plan or period of care of a child: episode, child, family, round_id, step, kind, start, end,
              route
    """

    episodes: pd.DataFrame
    spells: pd.DataFrame


def follow_children(streams: Streams, courses: Courses, children: pd.DataFrame, diagnosed_pace: float = 1.0) -> Spells:
    """Each child's part in the family's rounds.

    `diagnosed_pace` multiplies the length of CP plans begun once a child's neurodivergence is diagnosed.
    """
    rng = streams("spells")
    pairs = _pairs(rng, courses, children)
    child, row = pairs["child"].to_numpy(), pairs["round_id"].to_numpy()
    size = len(pairs)
    leaves = children["leaves"].to_numpy()[child]
    diagnosed = np.where(children["neuro"] == "diagnosed", children["neuro_day"], NEVER)[child]
    own_referral = pairs["referral"].to_numpy()
    joined_later = pairs["joined_later"].to_numpy()
    leads = pairs["leads"].to_numpy()

    kind = _own_kinds(rng, courses.kind[row], leads)
    start = np.full((size, STAGES), NEVER, dtype=np.int64)
    end = np.full((size, STAGES), NEVER, dtype=np.int64)
    route = courses.route[row].copy()
    own_pace = np.where(chance(rng, OWN_PACE, size), 0.45 + rng.random(size), 1.0)
    earliest = np.where(joined_later, to_working_day(own_referral + 25), own_referral)
    cursor = earliest
    shared_end = np.full(size, NEVER, dtype=np.int64)
    for step in range(STAGES):
        group_start, group_end = courses.start[row, step], courses.end[row, step]
        # A child whose plan ended before the others' moves on then, not when the family does.
        ahead = (step > 0) & (cursor < shared_end) & (shared_end < NEVER) & ~joined_later
        begins = np.where(ahead, cursor + np.maximum(group_start - shared_end, 0), np.maximum(group_start, cursor))
        begins = np.where(begins < NEVER, to_working_day(np.minimum(begins, NEVER)), NEVER)
        pace = own_pace * np.where(diagnosed <= begins, diagnosed_pace, 1.0)
        stops = _own_end(courses, row, step, kind[:, step], begins, group_end, pace)
        aged = stops >= leaves
        stops = np.minimum(stops, leaves)
        real = (kind[:, step] != NONE) & (begins < stops - 5) & (begins < NEVER)
        route[:, step] = np.where(aged, "eighteen", route[:, step])
        kind[:, step] = np.where(real, kind[:, step], NONE)
        start[:, step] = np.where(real, begins, NEVER)
        end[:, step] = np.where(real, stops, NEVER)
        cursor = np.where(real, stops, cursor)
        shared_end = np.where(group_end < NEVER, group_end, shared_end)
    _join_runs(kind, start, end, route)

    rounds = courses.rounds
    assessed = rounds["assessed"].to_numpy()[row]
    own_assessed = add_working_days(own_referral, spread(rng, ASSESSMENT_DAYS, size))
    assessed = np.where(joined_later & (assessed < NEVER), own_assessed, assessed)
    close = _own_close(rng, courses, row, kind, end, own_referral, assessed, leaves)
    routes_taken = np.where(kind != NONE, route, "")
    episodes = pd.DataFrame(
        {
            "child": child,
            "family": children["family"].to_numpy()[child],
            "round_id": row,
            "path": rounds["path"].to_numpy()[row],
            "referral": own_referral,
            "joined_later": joined_later,
            "assessed": assessed,
            "close": close,
            "of_age": close >= leaves,
            "died": (close >= leaves) & (children["death"].to_numpy()[child] < NEVER),
            "moved": (routes_taken == "moved").any(axis=1),
            "number": rounds["number"].to_numpy()[row],
        }
    )
    keep = _not_already_open(episodes)
    episodes = episodes[keep].reset_index(drop=True)
    episodes.insert(0, "episode", np.arange(len(episodes), dtype=np.int64))
    return Spells(episodes, _long(episodes, kind[keep], start[keep], end[keep], route[keep]))


def _pairs(rng: np.random.Generator, courses: Courses, children: pd.DataFrame) -> pd.DataFrame:
    """Every child and family round in which the child is referred; `leads` marks the child the round is about."""
    rounds = courses.rounds
    pairs = rounds[["round_id", "family", "referral", "close", "path"]].merge(
        children.reset_index(names="child")[["child", "family", "birth", "leaves", "disabled"]], on="family"
    )
    birth, referral = pairs["birth"].to_numpy(), pairs["referral"].to_numpy()
    later = birth > referral + 120
    own = np.where(later, to_working_day(birth - rng.integers(50, 130, len(pairs))), referral)
    possible = (own < pairs["close"].to_numpy() - 30 * later) & (own < pairs["leaves"].to_numpy() - 30)
    # A disabled children's referral is about the disabled child, if the family has one.
    about = (pairs["path"].to_numpy() == "disabled") & pairs["disabled"].to_numpy()
    draw = np.where(possible & ~later, rng.random(len(pairs)) + about, -1.0)
    top = pd.Series(draw).groupby(pairs["round_id"].to_numpy()).transform("max").to_numpy()
    leads = (draw == top) & (draw >= 0)
    share = np.where(pairs["path"].to_numpy() == "disabled", 0.08, JOINING)
    joins = leads | (possible & (rng.random(len(pairs)) < share))
    made: pd.DataFrame = pairs.assign(referral=own, joined_later=later, leads=leads)[joins]
    return made[["child", "round_id", "referral", "joined_later", "leads"]].sort_values(
        ["round_id", "child"], ignore_index=True
    )


def _own_kinds(rng: np.random.Generator, kind: Ints, leads: Flags) -> Ints:
    """Each child's own kind of stage, given the family's."""
    size = len(kind)
    share = np.zeros(kind.shape)
    for value, part in TAKING_PART.items():
        share[kind == value] = part
    # One draw a child, so that a child left out of one stage tends to be left out of the next.
    takes_part = leads[:, None] | (rng.random(size)[:, None] < share)
    instead = rng.random(size)[:, None] < INSTEAD_OF_CP
    own = np.where(takes_part, kind, np.where((kind == CP) & instead, CIN, NONE))
    return own.astype(np.int64)


def _own_end(courses: Courses, row: Ints, step: int, kind: Ints, begins: Ints, group_end: Ints, pace: Floats) -> Ints:
    """When the child's own stage ends: with the others, or at a conference nearer the child's own pace."""
    group_start = courses.start[row, step]
    differs = (kind == CP) & (pace != 1.0)
    wanted = begins + np.floor((group_end - group_start) * pace).astype(np.int64)
    decided = np.isin(courses.route[row, step], REVIEW_ENDED)
    at_review = nearest(courses.meetings[row, step], wanted)
    own = np.where(decided, at_review, wanted)
    rolled = to_working_day(np.where(differs, own, 0))
    return np.asarray(np.where(differs, rolled, group_end), dtype=np.int64)


def _join_runs(kind: Ints, start: Ints, end: Ints, route: Texts) -> None:
    """Two child in need plans that follow each other within three weeks are one plan."""
    rows = np.arange(len(kind))
    last = np.full(len(kind), -1, dtype=np.int64)
    for step in range(STAGES):
        held = np.maximum(last, 0)
        joins = (
            (kind[:, step] == CIN) & (last >= 0) & (kind[rows, held] == CIN) & (start[:, step] - end[rows, held] <= 21)
        )
        end[rows[joins], held[joins]] = end[joins, step]
        route[rows[joins], held[joins]] = route[joins, step]
        kind[joins, step] = NONE
        last = np.where((kind[:, step] != NONE) & ~joins, step, last)


def _own_close(
    rng: np.random.Generator,
    courses: Courses,
    row: Ints,
    kind: Ints,
    end: Ints,
    referral: Ints,
    assessed: Ints,
    leaves: Ints,
) -> Ints:
    """When the child's referral closes: after the last plan, or the assessment; care leavers stay on to 21 or so."""
    size = len(row)
    lag = spread(rng, [(0, 0), (0.5, 8), (0.9, 30), (1, 90)], size)
    worked = np.where(kind != NONE, end, 0).max(axis=1)
    done = np.where(worked > 0, worked, np.where(assessed < NEVER, assessed, referral))
    close = to_working_day(done + np.where(assessed < NEVER, lag, rng.integers(0, 3, size)))
    close = np.where(assessed >= NEVER, np.maximum(courses.rounds["close"].to_numpy()[row], referral), close)
    close = np.minimum(close, np.maximum(leaves, referral + 1))
    leaver = (np.where(kind == CARE, end, 0).max(axis=1) >= leaves) & (worked > 0)
    return np.asarray(np.where(leaver, leaves + spread(rng, AFTER_CARE, size), close), dtype=np.int64)


def _not_already_open(episodes: pd.DataFrame) -> Flags:
    """A referral is not recorded while the child's case is open."""
    order = episodes.sort_values(["child", "referral"]).index
    ordered = episodes.loc[order]
    open_until = ordered.groupby("child")["close"].cummax().groupby(ordered["child"]).shift(1)
    free = (open_until.isna() | (open_until < ordered["referral"])).reindex(episodes.index)
    return free.to_numpy(dtype=np.bool_)


def _long(episodes: pd.DataFrame, kind: Ints, start: Ints, end: Ints, route: Texts) -> pd.DataFrame:
    at, step = np.nonzero(kind != NONE)
    taken = episodes.iloc[at]
    return pd.DataFrame(
        {
            "episode": taken["episode"].to_numpy(),
            "child": taken["child"].to_numpy(),
            "family": taken["family"].to_numpy(),
            "round_id": taken["round_id"].to_numpy(),
            "step": step,
            "kind": kind[at, step],
            "start": start[at, step],
            "end": end[at, step],
            "route": route[at, step],
        }
    )
