"""An indicator month by month, read as NHS boards read it where its numbers allow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from access.scope import Scope
from queries.filters import Filters
from queries.holdings import indicators
from queries.households import PARTS
from queries.indicators import Indicator, Kind
from queries.indicators.entry import Fact
from queries.measure import Period, counted, fit_to_show, measure
from queries.methods.spc import XmR, enough, signal_in_words, xmr

MONTHS = 25  # two years and the month they began with, so that "a year ago" and "two years ago" are both there
MONTHS_BY_QUARTER = 36


@dataclass(frozen=True)
class Trend:
    """One indicator's run of months (or quarters).

    frame    [month, value, mean, lower, upper, point, base, numerator, denominator]; a run chart has no limits
    words    what the run says: "within its usual range", "better since March 2026", or why it cannot be said
    step     "month" or "quarter"
    limits   whether limits are drawn: not for stocks, which run on from month to month, nor for small numbers
    """

    entry: Indicator
    frame: pd.DataFrame
    words: str
    step: str
    limits: bool


def trends(scope: Scope, names: Sequence[str], filters: Filters, *, months: int = MONTHS) -> dict[str, Trend]:
    """The trend of each indicator, by key. Flows are counted by the month; stocks are as they stood at month-ends."""
    if not scope.exact:
        return _by_the_rule(scope, names, filters)
    frame = measure(scope, names, filters, period=Period.MONTH, months=months)
    found = {}
    for entry in indicators(scope, *names):
        rows = frame.loc[frame["key"] == entry.key, ["month", "numerator", "denominator", "value"]]
        found[entry.key] = _trend(entry, rows.reset_index(drop=True))
    return found


def _by_the_rule(scope: Scope, names: Sequence[str], filters: Filters) -> dict[str, Trend]:
    """Trends for a scope that must not see small numbers: counts are rounded, and a point left out where one is hidden.

    Flows are by the quarter, so that no month's comings and goings can be told; of three years, for of two there would
    be too few quarters to judge.
    """
    frame = counted(scope, names, filters, period=Period.MONTH, months=MONTHS_BY_QUARTER)
    frame = frame.reindex(columns=[*dict.fromkeys([*frame.columns, *PARTS])])
    entries = indicators(scope, *names)
    parts = []
    for entry in entries:
        rows = frame[frame["key"] == entry.key].reset_index(drop=True)
        parts.append(rows.tail(MONTHS) if entry.fact is not Fact.EVENT else _quarters(rows))
    shown = fit_to_show(scope, pd.concat(parts, ignore_index=True), filters)
    return {entry.key: _shown(entry, shown[shown["key"] == entry.key].reset_index(drop=True)) for entry in entries}


def _shown(entry: Indicator, rows: pd.DataFrame) -> Trend:
    if entry.fact is not Fact.EVENT:
        return _trend(entry, rows)
    if rows["value"].notna().sum() == 0:
        return Trend(entry, _without_limits(rows), "not recorded here, or hidden", "quarter", limits=False)
    chart = xmr(rows.set_index("month")["value"], good=entry.good.value, clip=_bounds(entry))
    return Trend(entry, _with_limits(rows, chart), signal_in_words(chart), "quarter", limits=True)


def _quarters(rows: pd.DataFrame) -> pd.DataFrame:
    """Monthly counts added up by threes, back from the latest; in at least as many households as the most of them."""
    whole = rows.iloc[len(rows) % 3 :].reset_index(drop=True)
    added = whole.groupby(np.arange(len(whole)) // 3).agg(
        key=("key", "first"),
        month=("month", "last"),
        **{name: (name, lambda counts: counts.sum(min_count=1)) for name in ("numerator", "denominator", "covered")},
        **{part: (part, "max") for part in PARTS},
    )
    return added.reset_index(drop=True)


def _trend(entry: Indicator, rows: pd.DataFrame) -> Trend:
    if rows["value"].notna().sum() == 0:
        return Trend(entry, _without_limits(rows), "not recorded here", "month", limits=False)
    if entry.fact is not Fact.EVENT:
        return Trend(entry, _without_limits(rows), "", "month", limits=False)
    # A feed that begins part-way has no denominators before: those months are not small, they are not there.
    began = rows[rows["denominator"].fillna(0).cumsum() > 0] if entry.kind is Kind.SHARE else rows
    kind = enough(began["denominator"]) if entry.kind is Kind.SHARE else "xmr"
    if kind == "run_chart":
        return Trend(entry, _without_limits(rows), "too few to judge", "month", limits=False)
    step = "month" if kind == "xmr" else "quarter"
    points = began.reset_index(drop=True) if step == "month" else _by_quarter(began)
    chart = xmr(points.set_index("month")["value"], good=entry.good.value, clip=_bounds(entry))
    return Trend(entry, _with_limits(points, chart), signal_in_words(chart), step, limits=True)


def _bounds(entry: Indicator) -> tuple[float, float]:
    return (0.0, 1.0) if entry.kind is Kind.SHARE else (0.0, float("inf"))


def _by_quarter(rows: pd.DataFrame) -> pd.DataFrame:
    """Months added up by threes, back from the latest; an unfinished three at the start is left out."""
    whole = rows.iloc[len(rows) % 3 :].reset_index(drop=True)
    three = np.arange(len(whole)) // 3
    added = whole.groupby(three).agg(
        month=("month", "last"), numerator=("numerator", "sum"), denominator=("denominator", "sum")
    )
    value = added["numerator"].astype("float64") / added["denominator"].astype("float64").where(
        added["denominator"] > 0
    )
    return added.assign(value=value)


def _without_limits(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(mean=np.nan, lower=np.nan, upper=np.nan, point="common", base=0)


def _with_limits(rows: pd.DataFrame, chart: XmR) -> pd.DataFrame:
    drawn = chart.frame[["mean", "lower", "upper", "point", "base"]].reset_index(drop=True)
    return pd.concat([rows.reset_index(drop=True), drawn], axis=1)
