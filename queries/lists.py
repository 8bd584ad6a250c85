"""The children behind a figure, one row a child: as many as the figure counts, by the same expression."""

import pandas as pd
import sqlalchemy as sa

from access.pseudonyms import pseudonyms
from access.scope import Scope
from data.facts.tables import household_month, plan_month, sibling_month
from queries.door import cases
from queries.filters import Filters, conditions, in_population
from queries.holdings import month_of
from queries.indicators import REGISTRY, Fact, Indicator

WHO = ("pseudonym", "person_id")
# Rows of one child each; a household's list is of its children.
_LISTED_FROM = {
    Fact.PLAN_MONTH: plan_month,
    Fact.SIBLING_MONTH: sibling_month,
    Fact.HOUSEHOLD_MONTH: household_month,
}
# Put on every row to order it by, and taken off again.
_ORDER = {plan_month.name: ("flag_count", "spell_days", "as_at"), sibling_month.name: ("household_key", "age", "as_at")}


def children_behind(scope: Scope, key: str, filters: Filters) -> pd.DataFrame:
    """The children a figure counts: frame[pseudonym, person_id, *the entry's `listed`].

    A team manager gets those of their own teams. A page shows the pseudonym, and the name only through `door.name_of`.

    Conditions are 1, 0 or missing (not recorded). Where next_due is listed, `overdue` follows it: 1 where it was before
    the as-at day. Children on plans: most flags first, then longest on the plan. Brothers and sisters: household by
    household, the eldest first, with `household`, a number that stands for theirs in this list.
    Raises NotAllowed for a scope that does not open cases, and ValueError for an indicator that does not count children
    or households of them.
    """
    entry = REGISTRY[key]
    if entry.unit not in ("children", "households") or entry.fact not in _LISTED_FROM:
        raise ValueError(f"{entry.name} does not count children: it has no list.")
    told = {"what": key, **{name: str(value) for name, value in filters.chosen().items()}}
    if entry.fact is Fact.HOUSEHOLD_MONTH:
        homes = cases(scope, _counted(scope, entry, filters, household_month, ("household_key",)), told=told)
        chosen = sibling_month.c.household_key.in_(sorted(homes["household_key"]))
        rows = cases(scope, _children(scope, entry, filters, chosen), told=told)
    else:
        table = _LISTED_FROM[entry.fact]
        rows = cases(scope, _counted(scope, entry, filters, table, _columns(entry, table)), told=told)
    rows = _in_order(rows)
    if "next_due" in rows:
        due, as_at = pd.to_datetime(rows["next_due"]), pd.to_datetime(rows["as_at"])
        rows["overdue"] = (due < as_at).astype("Int8").where(due.notna())
    return rows.assign(pseudonym=pseudonyms(rows["person_id"]))[[*WHO, *shown_of(entry)]]


def shown_of(entry: Indicator) -> list[str]:
    """The columns of the entry's list in the order shown."""
    shown = [part for name in entry.listed for part in ((name, "overdue") if name == "next_due" else (name,))]
    return shown if entry.fact is Fact.PLAN_MONTH else ["household", *shown]


def _columns(entry: Indicator, table: sa.Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("person_id", *entry.listed, *_ORDER[table.name])))


def _counted(
    scope: Scope, entry: Indicator, filters: Filters, table: sa.Table, columns: tuple[str, ...]
) -> "sa.Select[tuple[object, ...]]":
    return sa.select(*(table.c[name] for name in columns)).where(
        table.c.month == month_of(scope, filters),
        in_population(table, filters.population or entry.population, filters.basis, None),
        *conditions(filters, table),
        entry.counted(filters.basis) == 1,
    )


def _children(
    scope: Scope, entry: Indicator, filters: Filters, chosen: sa.ColumnElement[bool]
) -> "sa.Select[tuple[object, ...]]":
    """Every child of the households: a brother or sister whom a filter leaves out is one of them all the same."""
    columns = (sibling_month.c[name] for name in _columns(entry, sibling_month))
    return sa.select(*columns).where(sibling_month.c.month == month_of(scope, filters), chosen)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    if "flag_count" in rows:
        by = ["flag_count", "spell_days", "person_id"]
        return rows.sort_values(by, ascending=[False, False, True], ignore_index=True)
    rows = rows.sort_values(["household_key", "age", "person_id"], ascending=[True, False, True], ignore_index=True)
    return rows.assign(household=pd.factorize(rows["household_key"])[0] + 1)
