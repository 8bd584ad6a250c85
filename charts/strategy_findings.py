"""How the strategy is getting on, as the sentences over its pictures."""

from collections.abc import Sequence

from charts.words import counted, listed

_GOOD = ("met", "on course", "within its range")
_BAD = ("not met", "behind its course", "outside its range")


def on_target(standings: Sequence[str]) -> str:
    """How many agreed targets are met or on course, and how many are not. `standings`: one an agreed target in force,
    empty where it cannot be judged."""
    judged = [standing for standing in standings if standing]
    good, bad = (sum(standing in words for standing in judged) for words in (_GOOD, _BAD))
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


def course_in_words(value: float | None, due: float | None, goal: float, standing: str, mark: str) -> str:
    """Where a figure is on its course: "26 %, behind its course: 21 % is due by now, 14 % in the end"."""
    if value is None:
        return f"not recorded here, or hidden; the goal is {goal:g}{mark}"
    by_now = f"{due:.0f}{mark} is due by now, " if due is not None else ""
    return f"{value:.0f}{mark}, {standing or 'not judged'}: {by_now}{goal:g}{mark} in the end"


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


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
