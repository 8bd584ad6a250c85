"""Targets: what a measure should be on a day, and how a figure stands against it.

Only an agreed target is judged against. A draft is shown as a draft; a range or a measure for context is never given a
colour. Shares are in per cent here, as they are agreed and published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from access.scope import Scope
from queries.filters import Filters
from queries.headlines import Headline
from queries.indicators import Good, Indicator, Kind
from queries.strategy.keep import Item, current
from queries.strategy.kinds import TARGET


class Standing(StrEnum):
    """How a figure stands against an agreed target. Each has a word and a shape; never a colour alone."""

    MET = "met"
    ON_COURSE = "on course"
    BEHIND = "behind its course"
    NOT_MET = "not met"
    WITHIN = "within its range"
    OUTSIDE = "outside its range"
    NOT_JUDGED = ""


@dataclass(frozen=True)
class Target:
    """One target as it stands.

    low, high    what the figure should be at least, and at most; None where there is no such end
    began        (day, value) it started from, or None
    steps        [(day, value)] on the way, in order of day; empty for ranges
    first, last  the days it is in force from and to; None where that is open
    """

    item: Item
    measure: str
    direction: str
    low: float | None
    high: float | None
    began: tuple[date, float] | None
    steps: tuple[tuple[date, float], ...]
    status: str
    first: date | None
    last: date | None

    @property
    def agreed(self) -> bool:
        return self.status == "agreed"

    @property
    def goal(self) -> float | None:
        """The value it ends at; None for a range."""
        return self.low if self.direction == "up" else self.high if self.direction == "down" else None

    def in_force(self, day: date) -> bool:
        """Whether it is agreed and in force on the day."""
        after_first = self.first is None or self.first <= day
        return self.agreed and after_first and (self.last is None or day <= self.last)

    def due(self, day: date) -> float | None:
        """What the figure should have come to by the day, the line between two steps straight; the goal where no step
        is left to take. None for a range, where no value is set, and before it began."""
        goal = self.goal
        if goal is None:
            return None
        points = [*([self.began] if self.began else []), *self.steps]
        if not points or day > points[-1][0]:
            return goal
        if day < points[0][0]:
            return None
        for (since, start), (until, end) in pairwise(points):
            if since <= day <= until:
                return start + (end - start) * (day - since).days / (until - since).days
        return points[-1][1]

    def standing(self, value: float | None, day: date) -> Standing:
        """How a value stands on the day. NOT_JUDGED where the target is not in force or there is no value."""
        if value is None or not self.in_force(day):
            return Standing.NOT_JUDGED
        if self.direction == "range":
            above = self.low is None or value >= self.low
            below = self.high is None or value <= self.high
            return Standing.WITHIN if above and below else Standing.OUTSIDE
        goal, due = self.goal, self.due(day)
        if goal is None:
            return Standing.NOT_JUDGED
        if self._as_good(value, goal):
            return Standing.MET
        if due is None:
            return Standing.NOT_JUDGED
        if due == goal:
            return Standing.NOT_MET
        return Standing.ON_COURSE if self._as_good(value, due) else Standing.BEHIND

    def _as_good(self, value: float, wanted: float) -> bool:
        return value >= wanted if self.direction == "up" else value <= wanted

    def in_words(self) -> str:
        """What it asks: at least 85.7, at most 24.5, 15 to 24.5; that no value is set yet."""
        low, high = (None if end is None else f"{end:g}" for end in (self.low, self.high))
        if low and high:
            return f"{low} to {high}"
        return f"at least {low}" if low else f"at most {high}" if high else "no value set yet"


def targets(scope: Scope) -> list[Target]:
    """Every target that is not retired, by measure."""
    return [target_of(item) for item in current(scope, TARGET) if item.values["status"] != "retired"]


def target_of(item: Item) -> Target:
    """A target from what is kept of it."""
    began, at = item.day("baseline_date"), item.number("baseline_value")
    steps = item.values["trajectory"]
    return Target(
        item,
        item.words("measure"),
        item.words("direction"),
        item.number("value_low"),
        item.number("value_high"),
        None if began is None or at is None else (began, at),
        tuple(steps) if isinstance(steps, list) else (),
        item.words("status"),
        item.day("effective_from"),
        item.day("effective_to"),
    )


def target_for(found: Sequence[Target], measure: str, day: date) -> Target | None:
    """The target of a measure to show on a day: the one in force; else the newest draft; else None."""
    mine = [one for one in found if one.measure == measure]
    in_force = [one for one in mine if one.in_force(day)]
    drafts = [one for one in mine if not one.agreed]
    chosen = in_force or drafts
    return chosen[-1] if chosen else None


def of_everybody(filters: Filters) -> bool:
    """Whether figures within the filters are of everybody that targets were agreed for; in whatever month."""
    return not filters.chosen().keys() - {"month"}


def on_target_scale(entry: Indicator, value: float | None) -> float | None:
    """A figure as targets are written: shares in per cent, counts and rates as they are."""
    if value is None:
        return None
    return value * 100 if entry.kind is Kind.SHARE else value


def standing_of(target: Target | None, headline: Headline) -> Standing:
    """How a headline stands against its target, on the last day of its month."""
    if target is None:
        return Standing.NOT_JUDGED
    judged = target.standing(on_target_scale(headline.entry, headline.value), headline.month)
    if headline.at_least is None:
        return judged
    # Hidden as nearly all: met for sure where the least it can be meets the target, and else not judged.
    least = target.standing(on_target_scale(headline.entry, headline.at_least), headline.month)
    return least if least is Standing.MET and headline.entry.good is Good.UP else judged
