"""Filters written as words: `plan_type=CP team=North,South`, as the command line takes them."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import event, plan_month
from data.facts.terms import DISADVANTAGES
from queries.door import ask
from queries.filters import COLUMN_OF, Basis, Filters, Population
from queries.holdings import months

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
    """Filters from words like `name=value` or `name=value,value`, and a month like 2026-10. Raises UnknownFilter.

    A list given twice holds the values of both; anything else can be given once.
    """
    given: dict[str, Any] = {} if month is None else {"month": month_end(month)}
    for word in words:
        name, _, value = (part.strip() for part in word.partition("="))
        values = [part.strip() for part in value.split(",")]
        if not all(values):
            raise UnknownFilter(f"'{word}' is not a filter. Write name=value, for example plan_type=CP.")
        field, chosen = _one(name, values)
        if field not in given:
            given[field] = chosen
        elif isinstance(chosen, tuple):
            given[field] = tuple(dict.fromkeys((*given[field], *chosen)))
        else:
            raise UnknownFilter(f"{name} is given twice. Give it once.")
    return Filters(**given)


def refuse_unheld(scope: Scope, filters: Filters) -> None:
    """Raises UnknownFilter where a team, place or group chosen is in no fact of the scope.

    A slip in a name would otherwise be answered with a nought, and read as "no children".
    """
    for word, field in LISTS.items():
        chosen = getattr(filters, field)
        if field in COLUMN_OF and chosen:
            held = _held(scope, COLUMN_OF[field])
            wrong = [value for value in chosen if value not in held]
            if wrong:
                raise UnknownFilter(f"{word} cannot be {', '.join(wrong)} here. It can be: {', '.join(sorted(held))}.")


def refuse_outside(scope: Scope, filters: Filters) -> None:
    """Raises UnknownFilter where the month chosen lies outside the data: every figure would be "not recorded"."""
    held = months(scope)
    if filters.month and held and not held[-1] <= filters.month <= held[0]:
        raise UnknownFilter(
            f"{filters.month:%Y-%m} lies outside the data, which runs from {held[-1]:%Y-%m} to {held[0]:%Y-%m}."
        )


def _held(scope: Scope, column: str) -> set[str]:
    found = (ask(scope, sa.select(table.c[column]).distinct())[column].dropna() for table in (plan_month, event))
    return {str(value) for values in found for value in values}


def month_end(text: str) -> date:
    """The last day of a month written 2026-10. Raises UnknownFilter."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise UnknownFilter(f"'{text}' is not a month. Write it as 2026-10.") from error
    return first.replace(day=monthrange(first.year, first.month)[1])


def _one(name: str, values: list[str]) -> tuple[str, Any]:
    """The field of Filters that a word fills, and what goes into it."""
    if name in LISTS:
        known = {"plan_type": PLAN_TYPES, "disadvantage": tuple(DISADVANTAGES)}.get(name)
        wrong = [value for value in values if known and value not in known]
        if wrong and known:
            raise UnknownFilter(f"{name} cannot be {', '.join(wrong)}. It can be: {', '.join(known)}.")
        return LISTS[name], tuple(values)
    single: Mapping[str, Mapping[str, Any]] = {
        "basis": {choice.value: choice for choice in Basis},
        "population": {choice.value: choice for choice in Population},
        "min_disadvantages": {str(number): number for number in range(len(DISADVANTAGES) + 1)},
        "drifting_only": {"yes": True, "no": False},
    }
    if name not in single:
        raise UnknownFilter(f"'{name}' is not a filter. Filters: {', '.join([*LISTS, *single])}.")
    value = ",".join(values)
    if value not in single[name]:
        raise UnknownFilter(f"{name} cannot be {value}. It can be: {', '.join(single[name])}.")
    return name, single[name][value]
