"""The course of each family through the service, as spells of work.

A family is referred (a *round*); the referral ends at once, ends with the assessment, or leads to a chain of *stages*:
a child in need plan, a child protection plan, care, or other services. After closure some families come back. All
families move one step at a time together, so the work is a few dozen array operations however many there are.

Shares and durations here are what calibration.py holds against the published figures.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.dates import NEVER, add_working_days, to_working_day
from data.demo.draws import Flags, Ints, Streams, Table, Texts, pick, spread

STAGES = 6
MEETINGS = 14
NONE, CIN, CP, CARE, SERVICE = 0, 1, 2, 3, 4

# Where a referral leads, by what the family has been through before.
PATHS: dict[str, dict[str, float]] = {
    "new": {"nfa": 50.0, "closed": 25.0, "cin": 13.2, "cp": 4.85, "care": 2.1, "disabled": 2.8, "service": 2.1},
    "known": {"nfa": 50.0, "closed": 23.2, "cin": 15.5, "cp": 5.65, "care": 1.9, "disabled": 0.9, "service": 2.8},
    "had plan": {"nfa": 37.0, "closed": 16.5, "cin": 15.5, "cp": 27.5, "care": 3.0, "disabled": 0.5, "service": 0.0},
}
RETURNS: dict[str, float] = {
    "nfa": 0.54,
    "closed": 0.54,
    "cin": 0.52,
    "cp": 0.66,
    "care": 0.10,
    "disabled": 0.15,
    "service": 0.25,
}
# Days from closure to the next referral, among those who come back.
RETURN_GAP: Table = [(0, 3), (0.10, 30), (0.30, 120), (0.55, 300), (0.74, 650), (0.9, 1300), (1, 2800)]

# Working days from referral to the assessment's authorisation.
ASSESSMENT_DAYS: Table = [(0, 3), (0.12, 15), (0.35, 30), (0.60, 42), (0.735, 45.99), (0.88, 60), (1, 110)]
# Days from the referral to the section 47 enquiry, and working days from the enquiry to the conference.
ENQUIRY_DELAY: Table = [(0, 0), (0.45, 2), (0.7, 12), (0.9, 30), (1, 50)]
CONFERENCE_DAYS: Table = [(0, 6), (0.10, 10), (0.30, 13), (0.775, 15.99), (0.93, 20), (1, 33)]

CIN_DAYS: Table = [(0, 25), (0.2, 90), (0.5, 200), (0.75, 330), (0.9, 560), (0.97, 950), (1, 1700)]
STEP_DOWN_DAYS: Table = [(0, 25), (0.3, 95), (0.6, 160), (0.85, 270), (1, 600)]
DISABLED_DAYS: Table = [(0, 200), (0.25, 800), (0.55, 1600), (0.85, 3000), (1, 5000)]
SERVICE_DAYS: Table = [(0, 120), (0.25, 900), (0.6, 2100), (1, 4700)]
CARE_DAYS: Table = [(0, 10), (0.15, 120), (0.33, 500), (0.58, 1300), (0.8, 2700), (1, 5500)]
# How long a child protection plan is meant to last, before its end is moved to a review conference.
PLAN_DAYS: Table = [
    (0, 15),
    (0.035, 70),
    (0.10, 140),
    (0.19, 175),
    (0.40, 260),
    (0.69, 348),
    (0.84, 465),
    (0.93, 690),
    (1, 1030),
]
# Days between conferences: the first, an early second, and the usual later ones.
FIRST_REVIEW: Table = [(0, 62), (0.3, 74), (1, 87)]
EARLY_REVIEW: Table = [(0, 62), (1, 120)]
LATER_REVIEW: Table = [(0, 140), (0.3, 158), (1, 177)]

# How a child protection plan ends. Step-down and "needs met" are decided at a review conference.
PLAN_ENDS: dict[str, float] = {
    "step down": 63.0,
    "needs met": 12.0,
    "care": 13.0,
    "moved": 5.0,
    "other": 5.0,
    "reopened": 2.0,
}
REVIEW_ENDED = ("step down", "needs met")


@dataclass(frozen=True)
class Courses:
    """Rounds and stages of every family.

    rounds    one row per referral of a family: round_id, family, number, referral, path, assessed (day of
              authorisation, NEVER if none), enquiry (day the first section 47 enquiry began, NEVER if none), close
    kind, start, end, route   arrays of shape (rounds, STAGES); route says how a stage ended
    meetings  (rounds, STAGES, MEETINGS): days of review conferences were the plan to last, NEVER where no CP stage
    late      the same shape: days by which each review was late (0 = in time)
    """

    rounds: pd.DataFrame
    kind: Ints
    start: Ints
    end: Ints
    route: Texts
    meetings: Ints
    late: Ints


@dataclass(frozen=True)
class ReviewLateness:
    """How often a review conference is late, and a team whose reviews were late until a known day."""

    share: float = 0.0065
    team: int | None = None
    team_share_before: float = 0.0
    until: int = 0


def run_courses(streams: Streams, families: pd.DataFrame, as_at: int, lateness: ReviewLateness) -> Courses:
    """Follow every family from its first referral to `as_at`; stages may run on past it."""
    rng = streams("courses")
    family = np.arange(len(families), dtype=np.int64)
    referral = families["first_referral"].to_numpy()
    history = np.zeros(len(families), dtype=np.int64)
    parts: list[Courses] = []
    number = 0
    while len(family):
        made = _one_round(rng, families, family, referral, history, number, lateness)
        parts.append(made)
        path = made.rounds["path"].to_numpy()
        returns = rng.random(len(family)) < np.array([RETURNS[p] for p in path])
        again = to_working_day(made.rounds["close"].to_numpy() + spread(rng, RETURN_GAP, len(family)))
        history = np.maximum(history, np.where((made.kind == CP).any(axis=1), 2, 1))
        go = returns & (again <= as_at) & (again < families["youngest_18"].to_numpy()[family] - 120)
        family, referral, history = family[go], again[go], history[go]
        number += 1
    return _together(parts)


def _together(parts: list[Courses]) -> Courses:
    rounds = pd.concat([part.rounds for part in parts], ignore_index=True)
    order = np.lexsort((rounds["referral"].to_numpy(), rounds["family"].to_numpy()))
    rounds = rounds.iloc[order].reset_index(drop=True)
    rounds.insert(0, "round_id", np.arange(len(rounds), dtype=np.int64))
    stacked = {
        name: np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("kind", "start", "end", "route", "meetings", "late")
    }
    return Courses(rounds=rounds, **stacked)


def _one_round(
    rng: np.random.Generator,
    families: pd.DataFrame,
    family: Ints,
    referral: Ints,
    history: Ints,
    number: int,
    lateness: ReviewLateness,
) -> Courses:
    size = len(family)
    path = np.empty(size, dtype=object)
    for value, name in enumerate(PATHS):
        mine = history == value
        path[mine] = pick(rng, PATHS[name], int(mine.sum()), referral[mine], block=900)

    assessed = add_working_days(referral, spread(rng, ASSESSMENT_DAYS, size))
    assessed = np.where(path == "nfa", NEVER, assessed)
    enquiry = to_working_day(referral + spread(rng, ENQUIRY_DELAY, size))
    conference = add_working_days(enquiry, spread(rng, CONFERENCE_DAYS, size))

    kind = np.zeros((size, STAGES), dtype=np.int64)
    start = np.full((size, STAGES), NEVER, dtype=np.int64)
    end = np.full((size, STAGES), NEVER, dtype=np.int64)
    route = np.full((size, STAGES), "", dtype=object)
    meetings = np.full((size, STAGES, MEETINGS), NEVER, dtype=np.int64)
    late = np.zeros((size, STAGES, MEETINGS), dtype=np.int64)

    first = {"cin": CIN, "disabled": CIN, "cp": CP, "care": CARE, "service": SERVICE}
    doing = np.array([first.get(p, NONE) for p in path], dtype=np.int64)
    soon = spread(rng, [(0, 0), (0.6, 5), (1, 25)], size)
    starting = np.where(doing == CP, conference, to_working_day(np.where(path == "nfa", referral, assessed) + soon))
    starting = np.where(doing == CARE, to_working_day(referral + 1 + soon), starting)

    for step in range(STAGES):
        live = np.flatnonzero(doing != NONE)
        if len(live) == 0:
            break
        team = families["team"].to_numpy()[family[live]]
        made = _one_stage(rng, doing[live], starting[live], path[live], _previous(kind, live, step), team, lateness)
        kind[live, step] = doing[live]
        start[live, step] = starting[live]
        end[live, step], route[live, step] = made.end, made.route
        meetings[live, step], late[live, step] = made.meetings, made.late
        last = step == STAGES - 1
        doing[live] = NONE if last else made.following
        starting[live] = made.next_start

    worked = np.where(kind != NONE, end, 0).max(axis=1)
    lag = spread(rng, [(0, 0), (0.5, 8), (0.9, 30), (1, 90)], size)
    close = to_working_day(np.where(worked > 0, worked, assessed) + lag)
    close = np.where(path == "nfa", to_working_day(referral + rng.integers(0, 3, size)), close)
    rounds = pd.DataFrame(
        {
            "family": family,
            "number": number,
            "referral": referral,
            "path": path,
            "assessed": assessed,
            "enquiry": np.where(path == "cp", enquiry, NEVER),
            "close": close,
        }
    )
    return Courses(rounds, kind, start, end, route, meetings, late)


def _previous(kind: Ints, live: Ints, step: int) -> Ints:
    return kind[live, step - 1] if step else np.zeros(len(live), dtype=np.int64)


@dataclass(frozen=True)
class _Stage:
    end: Ints
    route: Texts
    meetings: Ints
    late: Ints
    following: Ints
    next_start: Ints


def _one_stage(
    rng: np.random.Generator,
    kind: Ints,
    start: Ints,
    path: Texts,
    before: Ints,
    team: Ints,
    lateness: ReviewLateness,
) -> _Stage:
    size = len(kind)
    plan_days = np.zeros(size, dtype=np.int64)
    cp = kind == CP
    plan_days[cp] = spread(rng, PLAN_DAYS, int(cp.sum()), start[cp], block=60)
    lasting = np.select(
        [cp, kind == CARE, kind == SERVICE, path == "disabled", before == CP],
        [
            plan_days,
            spread(rng, CARE_DAYS, size),
            spread(rng, SERVICE_DAYS, size),
            spread(rng, DISABLED_DAYS, size),
            spread(rng, STEP_DOWN_DAYS, size),
        ],
        spread(rng, CIN_DAYS, size),
    )
    end = to_working_day(start + lasting)
    meetings, late = review_days(rng, start, team, lateness)
    route = np.where(kind == CP, pick(rng, PLAN_ENDS, size), "closed").astype(object)
    at_review = (kind == CP) & np.isin(route, REVIEW_ENDED)
    end = np.where(at_review, nearest(meetings, end), end)
    meetings = np.where((kind == CP)[:, None], meetings, NEVER)

    throw = rng.random(size)
    up = (kind == CIN) & (throw < np.where(before == CP, 0.15, np.where(path == "disabled", 0.03, 0.125)))
    to_care = (kind == CIN) & ~up & (throw > 0.975)
    following = np.select(
        [up, to_care, route == "step down", route == "care", route == "reopened"],
        [CP, CARE, CIN, CARE, CP],
        NONE,
    )
    route[up], route[to_care] = "step up", "care"
    pause = np.where(route == "reopened", rng.integers(5, 23, size), rng.integers(0, 6, size))
    next_start = np.where(following == CP, end + np.where(kind == CP, pause, 0), end + pause)
    next_start = np.where(following == CARE, end, to_working_day(next_start))
    return _Stage(end, route, meetings, late, following.astype(np.int64), next_start.astype(np.int64))


def review_days(rng: np.random.Generator, start: Ints, team: Ints, lateness: ReviewLateness) -> tuple[Ints, Ints]:
    """Review conferences of plans starting on `start`, were they to last for ever: the days, and days late.

    The first falls within three months, later ones within six; a late one is held 8 to 45 days after it was due.
    """
    size = len(start)
    days = np.full((size, MEETINGS), NEVER, dtype=np.int64)
    late = np.zeros((size, MEETINGS), dtype=np.int64)
    last = start
    early = rng.random(size) < 0.25
    for turn in range(MEETINGS):
        usual = spread(rng, FIRST_REVIEW if turn == 0 else LATER_REVIEW, size)
        brought_forward = spread(rng, EARLY_REVIEW, size)
        gap = np.where(early & (turn == 1), brought_forward, usual)
        held = to_working_day(last + gap, back=True)
        share = np.full(size, lateness.share)
        if lateness.team is not None:
            share[(team == lateness.team) & (held < lateness.until)] = lateness.team_share_before
        overrun: Flags = rng.random(size) < share
        due = last + (90 if turn == 0 else 182)
        slow = to_working_day(due + rng.integers(8, 46, size))
        late[:, turn] = np.where(overrun, slow - due, 0)
        days[:, turn] = np.where(overrun, slow, held)
        last = days[:, turn]
    return days, late


def nearest(choices: Ints, wanted: Ints) -> Ints:
    """For each row the choice nearest to what is wanted."""
    at = np.abs(choices - wanted[:, None]).argmin(axis=1)
    return np.asarray(choices[np.arange(len(choices)), at], dtype=np.int64)
