"""Any indicator split by a group of children, each group beside all: what a lens page can ask of its own figures."""

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.terms import DISADVANTAGE_BANDS
from queries.disclosure import showing_refused
from queries.door import ask
from queries.filters import Filters, conditions
from queries.groups import WHOLE, compared
from queries.holdings import AGE_ORDER, NOT_RECORDED, month_of
from queries.households import TABLES, in_each_part
from queries.indicators import Fact, Indicator, Kind, find
from queries.measure import Period, measure

# What a page's figures can be split by, and how that is written.
SPLIT_BY = {
    "disadvantage_band": "Disadvantages recorded",
    "grt_group": "Gypsy, Roma or Traveller",
    "sen": "Special educational needs",
    "neurodivergence": "Neurodivergence",
    "ethnicity_group": "Ethnicity",
    "age_band": "Age",
    "sex": "Sex",
    "locality": "Locality",
}
_ORDER = [*DISADVANTAGE_BANDS, *AGE_ORDER, "Gypsy, Roma or Traveller", "Diagnosed", "On a pathway", "Suspected"]
_MONTHS = 12


def can_be_split_by(scope: Scope, filters: Filters) -> list[str]:
    """The names of SPLIT_BY that the scope may cross with these filters."""
    return [name for name in SPLIT_BY if not showing_refused(scope, filters, [name])]


def split(scope: Scope, names: Sequence[str], filters: Filters, by: str) -> pd.DataFrame:
    """Shares by group: frame[key, group, numerator, denominator, mark, share, low, high, ratio, ratio_low, ratio_high,
    difference, beyond], all first (group = WHOLE) within each key; see queries.groups.compared.

    Counts are those `measure` gives, in the month of the filters or the twelve months to it. What counts no share, or
    households where the split is of children, is left out. Raises UnknownIndicator, and NotAllowed for what the scope
    may not cross.
    """
    entries = [entry for entry in find(*names) if entry.kind is Kind.SHARE and by in TABLES[entry.fact].c]
    keys = [entry.key for entry in entries]
    whole = measure(scope, keys, filters, period=Period.TWELVE_MONTHS).assign(group=WHOLE)
    parts = measure(scope, keys, filters, by=[by], period=Period.TWELVE_MONTHS)
    if parts.empty:
        return pd.DataFrame()
    parts = parts.assign(group=parts[by].fillna(NOT_RECORDED))
    within = [scope, scope.within_own_teams()] if scope.without_teams else [scope]
    homes = pd.concat([_homes(one, entries, filters, groups) for one in within for groups in ((), (by,))])
    told = []
    for key in keys:
        groups = parts[parts["key"] == key].sort_values("group", key=lambda names: names.map(_place), kind="stable")
        frame = pd.concat([whole[whole["key"] == key], groups])[["key", "group", "numerator", "denominator", "mark"]]
        mine = homes[homes["key"] == key].groupby("group")["homes"].sum()
        told.append(compared(scope, frame, frame["group"].map(mine).fillna(0).astype("Int64")))
    return pd.concat(told, ignore_index=True)


def _homes(scope: Scope, entries: Sequence[Indicator], filters: Filters, by: tuple[str, ...]) -> pd.DataFrame:
    """frame[key, group, homes]: in how many households each denominator's children live. One query a fact table."""
    month = month_of(scope, filters)
    told = []
    for fact, table in TABLES.items():
        mine = [entry for entry in entries if entry.fact is fact]
        if not mine:
            continue
        first = (pd.Timestamp(month) - pd.offsets.MonthEnd(_MONTHS - 1)).date() if fact is Fact.EVENT else month
        columns = [table.c[name] for name in by]
        counted = [
            sa.func.count(
                sa.distinct(sa.case((in_each_part(entry, filters, table)["bottom"], table.c.household_key)))
            ).label(entry.key)
            for entry in mine
        ]
        within = [table.c.month.between(first, month), *conditions(filters, table)]
        rows = ask(scope, sa.select(*columns, *counted).where(*within).group_by(*columns))
        group = rows[by[0]].fillna(NOT_RECORDED) if by else WHOLE
        told += [pd.DataFrame({"key": entry.key, "group": group, "homes": rows[entry.key]}) for entry in mine]
    return pd.concat(told, ignore_index=True)


def _place(name: str) -> tuple[bool, int, str]:
    return name == NOT_RECORDED, _ORDER.index(name) if name in _ORDER else len(_ORDER), name
