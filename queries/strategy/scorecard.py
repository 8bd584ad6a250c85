"""The scorecard: every core measure with its figure, target, published figure, trend, and what to read beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from access.scope import Scope
from queries.benchmarks import Published, beside
from queries.filters import Filters
from queries.headlines import Headline, headlines, is_worse
from queries.holdings import indicators, month_of, table_in_words
from queries.indicators import REGISTRY, Good, Indicator, Kind
from queries.strategy.keep import current
from queries.strategy.kinds import COMMENTARY, REBASE
from queries.strategy.targets import Standing, Target, of_everybody, on_target_scale, standing_of, target_for, targets
from queries.trends import Held, Trend, trends

# How far a share is from a year ago (0 to 1) to be named.
FAR = 0.05
BAD = (Standing.BEHIND, Standing.NOT_MET, Standing.OUTSIDE)


@dataclass(frozen=True)
class Theme:
    """Core measures that belong together, and the page that looks closer."""

    name: str
    page: str
    keys: tuple[str, ...]


# domain.md's core set, as far as it is measured here, in the order in which boards read it.
_THEMES = (
    Theme(
        "Drift and delay",
        "drift",
        (
            "drifting",
            "plans_long",
            "plans_2y_open",
            "repeat_plan_ever",
            "sustained_exit_12m",
            "legal_planning_by_15m",
            "assessment_45wd",
            "icpc_15wd",
            "first_core_group_10wd",
            "cp_reviews_on_time",
            "cp_visits_on_time",
            "plan_actions_overdue",
            "cin_plan_9m_plus",
            "rereferral_12m",
        ),
    ),
    Theme("Brothers and sisters", "siblings", ("all_children_assessed", "care_disparity", "uniformly_poor")),
    Theme("Neurodiversity and caring", "neurodiversity", ("needs_recorded", "caring_role_screened")),
    Theme("Intersecting disadvantage", "disadvantage", ("drifting_4_plus", "ethnicity_grt")),
    Theme("Health and school", "health", ("persistent_absence", "equal_weight", "two_signals")),
    Theme("Assessment and supervision", "assessment", ("tool_coverage", "score_movement")),
    Theme("Challenge", "challenge", ("named_contact_present", "drift_without_challenge")),
)


def themes() -> list[Theme]:
    """The themes with the measures there are."""
    held = [Theme(one.name, one.page, tuple(key for key in one.keys if key in REGISTRY)) for one in _THEMES]
    return [one for one in held if one.keys]


def core() -> tuple[str, ...]:
    """The keys of every core measure, in order."""
    return tuple(key for theme in themes() for key in theme.keys)


@dataclass(frozen=True)
class Rebase:
    """A month from which a chart's limits begin anew, and why."""

    month: date
    reason: str


@dataclass(frozen=True)
class Said:
    """What somebody wrote about a figure: of which month, who, and what, so what, now what."""

    month: date
    by: str
    what: str
    so_what: str
    now_what: str


@dataclass(frozen=True)
class Card:
    """One core measure.

    target, standing  the target to show, and how the figure stands against it; None and NOT_JUDGED without one, and
                      with filters: targets are for everybody
    goal              what the target comes to, on the figure's own scale, for its chart; None where not agreed
    published         England's newest figure that can be compared with
    read_with         names of the measures to read beside it
    rebased, said     why its chart's limits begin anew, and what was last written about it
    """

    figure: Headline
    trend: Trend
    target: Target | None
    standing: Standing
    goal: float | None
    published: Published | None
    read_with: tuple[str, ...]
    rebased: tuple[Rebase, ...]
    said: Said | None

    @property
    def entry(self) -> Indicator:
        return self.figure.entry

    @property
    def due(self) -> float | None:
        """What the figure should have come to by its month, on the target's scale."""
        return None if self.target is None else self.target.due(self.figure.month)

    @property
    def mark(self) -> str:
        """What stands after a value on the target's scale."""
        return " %" if self.entry.kind is Kind.SHARE else ""

    @property
    def value(self) -> float | None:
        """The figure on the target's scale."""
        return on_target_scale(self.entry, self.figure.value)

    @property
    def stuck(self) -> bool:
        """Whether an agreed target is missed."""
        return self.standing in BAD

    @property
    def worse(self) -> bool:
        """Whether it is worse than a year ago, as far as its counts can tell."""
        return is_worse(self.figure)

    @property
    def changed(self) -> bool:
        """Whether its newest point is a signal: better, worse, or changed where neither way is better."""
        return self.trend.meaning not in ("none", "common")


def scorecard(scope: Scope, filters: Filters, keys: Sequence[str]) -> dict[str, Card]:
    """The cards by key, in order. Empty where nothing is held."""
    figures = headlines(scope, keys, filters)
    if not figures:
        return {}
    kept, bases, said = targets(scope), rebases(scope), commentary(scope)
    everybody = of_everybody(filters)
    month = next(iter(figures.values())).month
    shown = {key: target_for(kept, key, month) for key in figures}
    held = _held(list(figures), shown if everybody else {}, bases, month)
    runs, outside = trends(scope, keys, filters, held=held), beside(scope, keys)
    return {
        key: Card(
            figure,
            runs[key],
            shown[key],
            standing_of(shown[key], figure) if everybody else Standing.NOT_JUDGED,
            held[key].goal,
            outside.get(key),
            tuple(one.name for one in indicators(scope, *figure.entry.read_with)),
            bases.get(key, ()),
            _newest(said.get(key, ()), figure.month),
        )
        for key, figure in figures.items()
    }


def furthest(cards: Sequence[Card], most: int = 3) -> list[Card]:
    """The shares that are furthest from what they were a year ago, by FAR or more, and not already said to have
    changed; chance is not asked."""
    apart = {
        place: abs(card.figure.value - card.figure.before)
        for place, card in enumerate(cards)
        if card.entry.kind is Kind.SHARE
        and card.figure.value is not None
        and card.figure.before is not None
        and card.figure.change_known
        and not card.changed
    }
    far = sorted((place for place in apart if apart[place] >= FAR), key=lambda place: -apart[place])
    return [cards[place] for place in far[:most]]


def completeness(cards: Mapping[str, Card]) -> pd.DataFrame:
    """What each measure rests on (SO05): frame[measure, unit, counted, about, share, missing], a row a card in order.

    counted: how many its figure is of; about: how many it is about, recorded or not; share: the one of the other, at
    most 1. All three are missing where hidden, not recorded or not known; missing: tables that hold nothing, in words.
    """
    rows = []
    for card in cards.values():
        figure = card.figure
        # Several actions stand on one child's row: of those nobody can say how many were left out.
        one_a_row = figure.flow or figure.entry.unit in ("children", "households")
        known = one_a_row and figure.covered and figure.denominator is not None
        share = min(figure.denominator / figure.covered, 1.0) if known else None  # type: ignore[operator]
        rows.append(
            {
                "measure": figure.entry.name,
                "unit": figure.entry.unit,
                "counted": figure.denominator if known else None,
                "about": figure.covered if known else None,
                "share": share,
                "missing": ", ".join(table_in_words(name) for name in figure.missing),
            }
        )
    frame = pd.DataFrame(rows, columns=["measure", "unit", "counted", "about", "share", "missing"])
    return frame.astype({"counted": "Int64", "about": "Int64", "share": "float64"})


def charted(scope: Scope, filters: Filters, keys: Sequence[str]) -> dict[str, Held]:
    """What is kept of the measures' charts, by key: the goals of targets in force, and where limits begin anew."""
    month, kept = month_of(scope, filters), targets(scope)
    shown = {key: target_for(kept, key, month) for key in keys} if of_everybody(filters) else {}
    return _held(keys, shown, rebases(scope), month)


def _held(
    keys: Sequence[str], shown: Mapping[str, Target | None], bases: Mapping[str, tuple[Rebase, ...]], month: date
) -> dict[str, Held]:
    return {
        key: Held(_goal(REGISTRY[key], shown.get(key), month), tuple(one.month for one in bases.get(key, ())))
        for key in keys
    }


def rebases(scope: Scope) -> dict[str, tuple[Rebase, ...]]:
    """Why charts' limits begin anew, by key, in order of month."""
    found: dict[str, tuple[Rebase, ...]] = {}
    for item in current(scope, REBASE):
        key, month = item.words("measure"), item.day("month")
        if month is not None:
            found[key] = (*found.get(key, ()), Rebase(month, item.words("reason")))
    return found


def commentary(scope: Scope) -> dict[str, tuple[Said, ...]]:
    """What was written about figures, by key, in order of month."""
    found: dict[str, tuple[Said, ...]] = {}
    for item in current(scope, COMMENTARY):
        key, month = item.words("measure"), item.day("month")
        if month is not None:
            words = (item.words(name) for name in ("what", "so_what", "now_what"))
            found[key] = (*found.get(key, ()), Said(month, item.changed_by, *words))
    return found


def _goal(entry: Indicator, target: Target | None, month: date) -> float | None:
    """Where a target in force ends, on the scale of the figure; None for ranges, which no chart is judged by."""
    if target is None or target.goal is None or entry.good in (Good.RANGE, Good.CONTEXT):
        return None
    if not target.in_force(month):
        return None
    return target.goal / 100 if entry.kind is Kind.SHARE else target.goal


def _newest(said: Sequence[Said], month: date) -> Said | None:
    """The newest that is not of a month still to come, and no older than a quarter."""
    recent = [one for one in said if one.month <= month and (month - one.month).days <= 92]
    return recent[-1] if recent else None
