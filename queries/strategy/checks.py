"""What must hold between the fields of an item before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

Values = Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """One thing wrong: in which field, and what, in words that say what to do."""

    field: str
    reason: str


def of_strategy(values: Values) -> list[Fault]:
    """A strategy ends after it begins, and is reviewed within its life or at its end."""
    return _in_order(values, "begins", "ends", "A strategy ends after it begins.")


def of_target(values: Values) -> list[Fault]:
    """A target has a value for its direction; an agreed one also says who agreed it, when, and who answers for it."""
    low, high = _number(values, "value_low"), _number(values, "value_high")
    direction, faults = values.get("direction"), []
    if direction == "up" and high is not None:
        faults.append(Fault("value_high", "A target up has no upper end: leave 'At most' empty, or make it a range."))
    if direction == "down" and low is not None:
        faults.append(Fault("value_low", "A target down has no lower end: leave 'At least' empty, or make it a range."))
    if direction == "range" and low is not None and high is not None and low > high:
        faults.append(Fault("value_high", "The upper end of a range is not below its lower end."))
    if direction == "range" and values.get("trajectory"):
        faults.append(Fault("trajectory", "A range has no steps: it is where the figure should stay."))
    faults += [
        Fault(name, "A value is a plain number, nought or more.")
        for name in ("value_low", "value_high", "baseline_value")
        if (number := _number(values, name)) is not None and not (isfinite(number) and number >= 0)
    ]
    faults += _in_order(values, "effective_from", "effective_to", "A target is in force until a day after it began.")
    faults += _steps(values)
    if values.get("status") == "agreed":
        needed = {"agreed_by": "who agreed it", "agreed_on": "the day it was agreed", "owner": "its owner"}
        needed["effective_from"] = "the day it is in force from"
        absent = [name for name in needed if not values.get(name)]
        faults += [Fault(name, f"An agreed target says {needed[name]}.") for name in absent]
        ends = {"up": ("value_low",), "down": ("value_high",), "range": ("value_low", "value_high")}
        faults += [
            Fault(name, "An agreed target has a value. Leave it a draft until the Partnership has set one.")
            for name in ends.get(str(direction), ())
            if _number(values, name) is None
        ]
    return faults


def _steps(values: Values) -> list[Fault]:
    steps = values.get("trajectory") or []
    if not isinstance(steps, list) or not steps:
        return []
    days = [day for day, _ in steps]
    began = values.get("baseline_date")
    if days != sorted(set(days)):
        return [Fault("trajectory", "Steps are in order of day, each day once.")]
    if isinstance(began, date) and days[0] <= began:
        return [Fault("trajectory", "The first step is after the day it began.")]
    if any(not (isfinite(value) and value >= 0) for _, value in steps):
        return [Fault("trajectory", "A value is a plain number, nought or more.")]
    return []


def among_targets(values: Values, others: Sequence[Values]) -> list[Fault]:
    """On no day are two agreed targets of one measure in force: a figure would be judged against both."""
    if values.get("status") != "agreed":
        return []
    rivals = [one for one in others if one.get("measure") == values.get("measure") and one.get("status") == "agreed"]
    if any(_overlap(values, one) for one in rivals):
        reason = (
            "Another agreed target of this measure is in force then. Give that one a last day, or retire it, first."
        )
        return [Fault("effective_from", reason)]
    return []


def _overlap(one: Values, other: Values) -> bool:
    (first, last), (their_first, their_last) = _days(one), _days(other)
    return max(first, their_first) <= min(last, their_last)


def _days(values: Values) -> tuple[date, date]:
    first, last = values.get("effective_from"), values.get("effective_to")
    return first if isinstance(first, date) else date.min, last if isinstance(last, date) else date.max


def of_action(values: Values) -> list[Fault]:
    """Done is not evidenced: an action is called so only with the evidence."""
    if values.get("status") == "complete, evidenced" and not values.get("evidence"):
        reason = "Say what the evidence of impact is, or call the action 'complete, not yet evidenced'."
        return [Fault("evidence", reason)]
    return []


def of_policy(values: Values) -> list[Fault]:
    return _in_order(values, "last_reviewed", "review_due", "A document is due for review after it was last reviewed.")


def of_scrutiny(values: Values) -> list[Fault]:
    """Findings come of scrutiny that was held, and have somebody who acts on them."""
    faults = []
    for name, what in (("finding", "A finding"), ("decision", "A decision")):
        if values.get(name) and not values.get("held_on"):
            faults.append(Fault("held_on", f"{what} comes of scrutiny that was held: give the day."))
    if values.get("decision") and not values.get("finding_owner"):
        faults.append(Fault("finding_owner", "Say who acts on the decision."))
    return faults + _in_order(values, "held_on", "next_on", "It is looked at again after it was held.")


def _in_order(values: Values, first: str, then: str, reason: str) -> list[Fault]:
    one, other = values.get(first), values.get(then)
    if isinstance(one, date) and isinstance(other, date) and other <= one:
        return [Fault(then, reason)]
    return []


def _number(values: Values, name: str) -> float | None:
    value = values.get(name)
    return float(value) if isinstance(value, int | float) else None
