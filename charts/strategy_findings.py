"""How the strategy is getting on, as the sentences over its pictures."""

from collections.abc import Sequence

from charts.strategy_tables import GOOD, SHAPES, though
from charts.words import counted, listed

_BAD = ("not met", "behind its course", "outside its range")


def on_target(standings: Sequence[str]) -> str:
    """How many agreed targets are met or on course, and how many are not. `standings`: one an agreed target in force,
    empty where it cannot be judged."""
    judged = [standing for standing in standings if standing]
    good, bad = (sum(standing in words for standing in judged) for words in (GOOD, _BAD))
    if not standings:
        return "No target is agreed and in force: nothing is judged."
    if not judged:
        return f"None of the {counted(len(standings), 'agreed target')} can be judged from what is held or shown."
    could = f"Of {counted(len(judged), 'agreed target')} that can be judged"
    return f"{could}, {good} {_is(good)} met or on course and {bad} {_is(bad)} not."


def as_planned(overdue: int, actions: int, held: int, due: int) -> str:
    """How many actions are overdue, and how much of the scrutiny that was due was held."""
    acted = f"{overdue} of {counted(actions, 'action')} {_is(overdue)} overdue" if actions else "no actions are kept"
    looked = f"{held} of {counted(due, 'scrutiny activity', 'scrutiny activities')} due {_was(held)} held"
    return f"{acted[0].upper()}{acted[1:]}; {looked if due else 'no scrutiny is due yet'}."


def course_in_words(
    value: float | None, due: float | None, goal: float, standing: str, mark: str, *, worse: bool = False
) -> str:
    """Where a figure is on its course: "26 %, behind its course: 21 % is due by now, 14 % in the end". worse: than a
    year ago, which is said where it is on its course all the same."""
    if value is None:
        return f"not recorded here, or hidden; the goal is {goal:g}{mark}"
    by_now = f"{due:.0f}{mark} is due by now, " if due is not None else ""
    stands = f"{standing or 'not judged'}{though(standing, worse=worse)}"
    return f"{value:.0f}{mark}, {stands}: {by_now}{goal:g}{mark} in the end"


def scrutiny_held(held: int, due: int, overdue: Sequence[int]) -> str:
    """How much of the scrutiny that was due was held, and how long the longest overdue has waited."""
    if not due:
        return "No scrutiny is due yet"
    said = f"{held} of {counted(due, 'scrutiny activity', 'scrutiny activities')} due {_was(held)} held"
    return f"{said}; the longest overdue by {counted(max(overdue), 'day')}" if overdue else said


def documents_overdue(names: Sequence[str], days: Sequence[int]) -> str:
    """Which documents are overdue for review, the longest first, and for how long."""
    if not names:
        return "No document kept here is overdue for review."
    late = [f"{name} by {counted(late, 'day')}" for name, late in zip(names, days, strict=True)]
    return f"Overdue for review: {listed(late)}."


ASSURED = {
    "pass": "As things run, chance alone would not miss the target",  # nosec B105 - the name of an icon
    "fail": "As things run, the target would be missed: chance alone would not meet it",
    "hit_and_miss": "As things run, chance decides whether the target is met",
}
"""What a chart's limits say of a target, by the name of the icon boards know."""


def stands_in_words(
    wanted: str, standing: str, status: str, due: float | None, mark: str, *, worse: bool = False
) -> str:
    """A card's target: what it asks, and how the figure stands; that it is a draft, where it is; and where it stands
    well, whether that is worse than a year ago."""
    asks = wanted if wanted.startswith("no ") else f"{wanted}{mark}"
    if status == "draft":
        return f"Target: {asks} (draft, not agreed)"
    by_now = (
        f", {due:.0f}{mark} due by now" if due is not None and standing in ("on course", "behind its course") else ""
    )
    return f"Target: {asks}{by_now}. {_shape(standing)}{though(standing, worse=worse)}"


def missed_in_words(name: str, value: float | None, wanted: str, standing: str, due: float | None, mark: str) -> str:
    """One missed target: "Drifting: 32 %, behind its course (28 % due by now)"."""
    now = "hidden" if value is None else f"{value:.0f}{mark}"
    why = f"{due:.0f}{mark} due by now" if due is not None and standing == "behind its course" else f"{wanted}{mark}"
    return f"**{name}**: {now}, {standing} ({why})"


def published_in_words(area: str, year: int, value: float) -> str:
    """England in the year to March 2025: 85.7 %."""
    return f"{area}, year to March {year}: {value:g} %"


def _shape(standing: str) -> str:
    return SHAPES.get(standing, "Not judged for this choice") if standing else "Not judged for this choice"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
