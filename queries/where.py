"""Filters written as words: `plan_type=CP team=North,South`, as the command line takes them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from data.facts.tables import DISADVANTAGES
from queries.filters import Basis, Filters, Population

# Word -> field of Filters that takes a list of values.
LISTS = {
    "plan_type": "plan_types",
    "team": "teams",
    "locality": "localities",
    "age_band": "age_bands",
    "sex": "sexes",
    "ethnicity_group": "ethnicity_groups",
    "neurodivergence": "neurodivergence",
    "sen": "sen",
    "disadvantage": "disadvantages",
}
PLAN_TYPES = ("CP", "CIN")


class UnknownFilter(ValueError):
    """A filter that is not known, or a value it cannot take. The message says what would do."""


def filters_of(words: Iterable[str], month: str | None = None) -> Filters:
    """Filters from words like `name=value` or `name=value,value`, and a month like 2026-10. Raises UnknownFilter."""
    given: dict[str, Any] = {"month": month_end(month)} if month else {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip()
        if not equals or not value.strip():
            raise UnknownFilter(f"'{word}' is not a filter. Write name=value, for example plan_type=CP.")
        given |= _one(name, [part.strip() for part in value.split(",")])
    return Filters(**given)


def month_end(text: str) -> date:
    """The last day of a month written 2026-10. Raises UnknownFilter."""
    try:
        found: date = (pd.Timestamp(f"{text}-01") + pd.offsets.MonthEnd(0)).date()
    except ValueError as error:
        raise UnknownFilter(f"'{text}' is not a month. Write it as 2026-10.") from error
    return found


def _one(name: str, values: list[str]) -> dict[str, Any]:
    if name in LISTS:
        known = {"plan_type": PLAN_TYPES, "disadvantage": tuple(DISADVANTAGES)}.get(name)
        wrong = [value for value in values if known and value not in known]
        if wrong and known:
            raise UnknownFilter(f"{name} cannot be {', '.join(wrong)}. It can be: {', '.join(known)}.")
        return {LISTS[name]: tuple(values)}
    if len(values) == 1:
        if name == "basis":
            return {"basis": _member(Basis, name, values[0])}
        if name == "population":
            return {"population": _member(Population, name, values[0])}
        if name == "min_disadvantages" and values[0].isdigit():
            return {"min_disadvantages": int(values[0])}
        if name == "drifting_only" and values[0] in {"yes", "no"}:
            return {"drifting_only": values[0] == "yes"}
    known_names = [*LISTS, "basis", "population", "min_disadvantages (a whole number)", "drifting_only (yes or no)"]
    raise UnknownFilter(f"'{name}={','.join(values)}' is not a filter. Filters: {', '.join(known_names)}.")


def _member(choice: type[Basis] | type[Population], name: str, value: str) -> Basis | Population:
    try:
        return choice(value)
    except ValueError as error:
        raise UnknownFilter(f"{name} cannot be {value}. It can be: {', '.join(choice)}.") from error
