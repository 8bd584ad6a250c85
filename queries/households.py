"""In how few households the children of a figure live: what its numbers alone do not tell."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import event, household_month, plan_month, sibling_month
from queries.disclosure import LARGEST_PRIMARY, small_enough_for_households
from queries.door import ask
from queries.filters import Filters, conditions, in_population
from queries.indicators import Indicator
from queries.indicators.entry import Fact

# The parts of a figure: its numerator, those of its denominator who are not in it, and its denominator.
PARTS = ("top", "rest", "bottom")
TABLES = {
    Fact.PLAN_MONTH: plan_month,
    Fact.EVENT: event,
    Fact.HOUSEHOLD_MONTH: household_month,
    Fact.SIBLING_MONTH: sibling_month,
}


def with_households(
    scope: Scope,
    frame: pd.DataFrame,
    entries: Sequence[Indicator],
    filters: Filters,
    by: Sequence[str],
    window: Mapping[date, Sequence[date]],
) -> pd.DataFrame:
    """The frame with [top, rest, bottom]: in at least how many households the children of each part of a figure live.

    frame   [key, month, *by, numerator, denominator]
    window  the months that are counted into each month of the frame, for what happens over time
    Asked only of counts that could be of too few: of children, the small ones; of what happens to children, every one.
    Over several months there are at least as many as in the month that has the most.
    """
    whole = frame["denominator"].fillna(frame["numerator"])
    counts = [frame["numerator"], whole - frame["numerator"], whole]
    small = pd.concat([small_enough_for_households(count) for count in counts], axis=1).any(axis=1)
    asked = [e for e in entries if e.unit != "children" or small[frame["key"] == e.key].any()]
    first = min(month for months in window.values() for month in months)
    told = households_by_month(scope, asked, filters, by, first, max(window))
    keys = ["key", "month", *by]
    joined = frame.merge(_in_window(told, entries, by, window), on=keys, how="left")
    # Nobody is there in a month that is not told of.
    nobody = joined["key"].isin([entry.key for entry in asked])
    for part in PARTS:
        joined[part] = joined[part].astype("Int64").mask(nobody & joined[part].isna(), 0)
    return joined


def _in_window(
    told: pd.DataFrame, entries: Sequence[Indicator], by: Sequence[str], window: Mapping[date, Sequence[date]]
) -> pd.DataFrame:
    """The most of any month counted into a month, by indicator and group; of stocks, that month's own."""
    pairs = [(month, target) for target, months in window.items() for month in months]
    told = told.merge(pd.DataFrame(pairs, columns=["month", "target"]), on="month")
    stocks = [entry.key for entry in entries if entry.fact is not Fact.EVENT or entry.spans_quarter]
    told = told[~told["key"].isin(stocks) | (told["month"] == told["target"])]
    most = told.groupby(["key", "target", *by], dropna=False)[list(PARTS)].max().reset_index()
    return most.rename(columns={"target": "month"}).assign(month=lambda found: pd.to_datetime(found["month"]))


def households_by_month(
    scope: Scope, entries: Sequence[Indicator], filters: Filters, by: Sequence[str], first: date, last: date
) -> pd.DataFrame:
    """frame[key, month, *by, top, rest, bottom]: in how many households the children of each part live, by month."""
    parts = [_of_fact(scope, fact, entries, filters, by, first, last) for fact in Fact]
    held = [part for part in parts if len(part)]
    columns = ["key", "month", *by, *PARTS]
    return pd.concat(held, ignore_index=True)[columns] if held else pd.DataFrame(columns=columns)


def _of_fact(
    scope: Scope, fact: Fact, every: Sequence[Indicator], filters: Filters, by: Sequence[str], first: date, last: date
) -> pd.DataFrame:
    """The same of the indicators counted on one fact table, by one question."""
    entries, table = [entry for entry in every if entry.fact is fact], TABLES[fact]
    if not entries:
        return pd.DataFrame()
    groups = [table.c.month, *(table.c[name] for name in by)]
    counted = [
        sa.func.count(sa.distinct(sa.case((condition, table.c[column])))).label(f"{entry.key}__{part}{ending}")
        for entry in entries
        for part, condition in in_each_part(entry, filters, table).items()
        for column, ending in (("household_key", ""), ("person_id", "_children"))
        if column in table.c
    ]
    within = [table.c.month.between(first, last), *conditions(filters, table)]
    answer = ask(scope, sa.select(*groups, *counted).where(*within).group_by(*groups))
    names = ["month", *by]
    told = []
    for entry in entries:
        one = answer[names].copy()
        for part in PARTS:
            households = answer[f"{entry.key}__{part}"]
            # A household of household_month is of two children or more.
            children = answer.get(f"{entry.key}__{part}_children", 2 * households)
            # Actions, reviews and visits of a few children are of a few children, in however many homes.
            one[part] = households.mask(children.between(1, LARGEST_PRIMARY), 1)
        told.append(one.assign(key=entry.key))
    return pd.concat(told, ignore_index=True)


def in_each_part(entry: Indicator, filters: Filters, table: sa.Table) -> dict[str, sa.ColumnElement[bool]]:
    """Which rows are in each part of the figure."""
    chosen = in_population(table, filters.population or entry.population, filters.basis, entry.event_kind)
    if entry.event_kind:
        chosen = sa.and_(chosen, event.c.kind == entry.event_kind)
    counted = sa.func.coalesce(entry.counted(filters.basis), 0)
    bottom = counted if entry.denominator is None else sa.func.coalesce(entry.denominator, 0)
    return {
        "top": sa.and_(chosen, counted > 0),
        "rest": sa.and_(chosen, bottom > counted),
        "bottom": sa.and_(chosen, bottom > 0),
    }
