"""The one measuring engine: any indicators, for any filters, by any groups, for any month or run of months.

One query per fact table answers every indicator asked for together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import authority, event, plan_month
from queries.door import ask
from queries.filters import Filters, conditions, in_population
from queries.holdings import latest_month, missing_feeds
from queries.indicators import Indicator, Kind, find
from queries.indicators.entry import Fact, yes
from queries.methods.intervals import byar, wilson

_TABLES = {Fact.PLAN_MONTH: plan_month, Fact.EVENT: event}
# What figures may be split by: column names that mean the same on both fact tables.
SPLITS = (
    "authority",
    "team",
    "locality",
    "age_band",
    "sex",
    "ethnicity_group",
    "neurodivergence",
    "sen",
    "young_carer",
    "disadvantage_count",
)


class Period(StrEnum):
    """The time a flow is counted over, ending with the month asked for."""

    MONTH = "month"
    TWELVE_MONTHS = "12m"
    YEAR_TO_DATE = "ytd"


class UnknownSplit(ValueError):
    """Figures cannot be split by this. The message lists what they can be split by."""


@dataclass(frozen=True)
class _Window:
    """Which months are counted into which target month."""

    months: dict[date, list[date]]

    @property
    def first(self) -> date:
        """Eleven months before the earliest target, whatever the period: then a figure over twelve months and its
        monthly trend are one question to the database, asked once."""
        return _back(min(self.months), 11)

    @property
    def last(self) -> date:
        return max(self.months)


def measure(
    scope: Scope,
    names: Sequence[str],
    filters: Filters,
    *,
    by: Sequence[str] = (),
    period: Period = Period.TWELVE_MONTHS,
    months: int = 1,
) -> pd.DataFrame:
    """Figures for the indicators named (ids or keys), for the month of the filters and the `months` - 1 before it.

    frame[key, month, *by, numerator, denominator, covered, value, low, high], one row per indicator, month and group.
      numerator, denominator  counts of the indicator's unit; denominator missing for counts
      covered    the population the figure rests on: denominator / covered is its completeness
                 all three are missing where a table the indicator needs is not held: not recorded here
      value      share 0 to 1, count, or rate per 10,000; missing where there is nothing to divide by
      low, high  95 % interval: Wilson for shares, Byar for rates; missing for counts

    Raises UnknownIndicator, UnknownSplit.
    """
    unknown = [name for name in by if name not in SPLITS]
    if unknown:
        raise UnknownSplit(f"Figures cannot be split by {', '.join(unknown)}. They can be by: {', '.join(SPLITS)}.")
    entries = find(*names)
    last = filters.month or latest_month(scope)
    if last is None:
        return _frame([], by)
    targets = [_back(last, n) for n in reversed(range(months))]
    parts = []
    for fact in Fact:
        asked = [entry for entry in entries if entry.fact is fact]
        if asked:
            window = _window(targets, period if fact is Fact.EVENT else Period.MONTH)
            counted = ask(scope, _statement(asked, filters, by, window))
            parts.append(_long(_over(window, counted, by, asked), asked, by))
    frame = _frame(parts, by)
    order = {entry.key: place for place, entry in enumerate(entries)}
    frame = frame.assign(place=frame["key"].map(order)).sort_values(["place", "month", *by], kind="stable")
    return _valued(scope, frame.drop(columns="place").reset_index(drop=True), filters)


def _back(month: date, count: int) -> date:
    moved: date = (pd.Timestamp(month) - pd.offsets.MonthEnd(count)).date() if count else month
    return moved


def _window(targets: list[date], period: Period) -> _Window:
    def months_into(target: date) -> list[date]:
        count = {Period.MONTH: 1, Period.TWELVE_MONTHS: 12, Period.YEAR_TO_DATE: (target.month - 4) % 12 + 1}[period]
        return [_back(target, n) for n in range(count)]

    return _Window({target: months_into(target) for target in targets})


def _statement(
    entries: list[Indicator], filters: Filters, by: Sequence[str], window: _Window
) -> "sa.Select[tuple[object, ...]]":
    """One select that adds up every indicator's numerator (n_), denominator (d_) and population (c_) by month."""
    table = _TABLES[entries[0].fact]
    sums: list[sa.ColumnElement[int]] = []
    for entry in entries:
        population = in_population(table, filters.population or entry.population, filters.basis, entry.event_kind)
        if entry.event_kind:
            population = sa.and_(event.c.kind == entry.event_kind, population)
        sums.append(_added(population, entry.counted(filters.basis)).label(f"n_{entry.key}"))
        if entry.denominator is not None:
            sums.append(_added(population, entry.denominator).label(f"d_{entry.key}"))
        sums.append(sa.func.sum(yes(population)).label(f"c_{entry.key}"))
    groups = [table.c.month, *(table.c[name] for name in by)]
    statement = sa.select(*groups, *sums).where(
        table.c.month.between(window.first, window.last), *conditions(filters, table)
    )
    kinds = sorted({entry.event_kind for entry in entries if entry.event_kind})
    if kinds:
        statement = statement.where(event.c.kind.in_(kinds))
    return statement.group_by(*groups)


def _added(population: sa.ColumnElement[bool], count: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((population, count))), 0)


def _over(window: _Window, counted: pd.DataFrame, by: Sequence[str], entries: list[Indicator]) -> pd.DataFrame:
    """Monthly counts added into their target months; every target month there, with nothing counted as 0."""
    pairs = pd.DataFrame([(t, m) for t, found in window.months.items() for m in found], columns=["target", "month"])
    pairs["month"], pairs["target"] = pd.to_datetime(pairs["month"]), pd.to_datetime(pairs["target"])
    counted = counted.assign(month=pd.to_datetime(counted["month"]))
    added = pairs.merge(counted, on="month").drop(columns="month").rename(columns={"target": "month"})
    added = added.groupby(["month", *by], as_index=False, dropna=False).sum()
    if by:
        return added
    targets = pd.DataFrame({"month": pd.to_datetime(list(window.months))})
    return targets.merge(added, on="month", how="left").fillna(0)


def _long(wide: pd.DataFrame, entries: list[Indicator], by: Sequence[str]) -> pd.DataFrame:
    parts = []
    for entry in entries:
        part = wide[["month", *by]].copy()
        part.insert(0, "key", entry.key)
        part["numerator"] = wide[f"n_{entry.key}"].astype("Int64")
        has_denominator = entry.denominator is not None
        part["denominator"] = wide[f"d_{entry.key}"].astype("Int64") if has_denominator else pd.NA
        part["covered"] = wide[f"c_{entry.key}"].astype("Int64")
        parts.append(part.astype({"denominator": "Int64"}))
    return pd.concat(parts, ignore_index=True)


def _frame(parts: list[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns=["key", "month", *by, "numerator", "denominator", "covered"])


def _valued(scope: Scope, frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Adds value, low and high; blanks what is not recorded here."""
    entries = {entry.key: entry for entry in find(*frame["key"].unique())} if len(frame) else {}
    absent = frame["key"].isin([key for key, entry in entries.items() if missing_feeds(scope, entry)])
    frame = frame.assign(**{c: frame[c].mask(absent) for c in ("numerator", "denominator", "covered")})
    numerator = frame["numerator"].astype("float64")
    denominator = frame["denominator"].astype("float64")
    low, high = wilson(numerator, denominator)
    value = (numerator / denominator.where(denominator > 0)).astype("float64")
    frame = frame.assign(value=value, low=low, high=high)
    for key, entry in entries.items():
        rows = frame["key"] == key
        if entry.kind is Kind.COUNT:
            frame.loc[rows, "value"] = numerator[rows]
        elif entry.kind is Kind.RATE:
            frame.loc[rows, ["value", "low", "high"]] = _rates(scope, numerator[rows], filters).to_numpy()
        if entry.kind is not Kind.SHARE:
            frame.loc[rows & (entry.kind is Kind.COUNT), ["low", "high"]] = float("nan")
    return frame


def _rates(scope: Scope, numerator: pd.Series, filters: Filters) -> pd.DataFrame:
    """Per 10,000 children of the area. Missing where the population is not given, or filters pick out part of it."""
    people = ask(scope, sa.select(authority.c.child_population))["child_population"]
    whole = not (set(filters.chosen()) - {"month", "basis", "plan_types", "population"}) and scope.teams is None
    total = float(people.sum()) if whole and len(people) and people.notna().all() else float("nan")
    low, high = byar(numerator, pd.Series(total, index=numerator.index))
    return pd.DataFrame({"value": numerator / total, "low": low, "high": high}) * 10_000


def completeness(row: "pd.Series[float]") -> float | None:
    """The share of its population a figure rests on; None where there is no population."""
    covered = row["covered"]
    if not covered or pd.isna(covered) or pd.isna(row["denominator"]):
        return None
    return float(row["denominator"] / covered)


def fact_of(names: Sequence[str]) -> list[sa.Table]:
    """The fact tables these indicators are read from."""
    return reduce(lambda held, e: held if _TABLES[e.fact] in held else [*held, _TABLES[e.fact]], find(*names), [])
