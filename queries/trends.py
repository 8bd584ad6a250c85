"""An indicator month by month, read as NHS boards read it where its numbers allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
    meaning  of the newest point: improvement, concern, neutral or common; "none" where limits are not drawn
    assured  pass, fail or hit_and_miss: whether, as things run, the goal would be met; None without one, or limits
    """

    entry: Indicator
    frame: pd.DataFrame
    words: str
    step: str
    limits: bool
    meaning: str = "none"
    assured: str | None = None


@dataclass(frozen=True)
class Held:
    """What the partnership keeps of an indicator's chart.

    goal   what the figure should come to, a share 0 to 1; None without one
    bases  the months whose points begin new limits
    """

    goal: float | None = None
    bases: tuple[date, ...] = ()


NOTHING_HELD: Mapping[str, Held] = {}


def trends(
    scope: Scope,
    names: Sequence[str],
    filters: Filters,
    *,
    months: int = MONTHS,
    held: Mapping[str, Held] = NOTHING_HELD,
) -> dict[str, Trend]:
    """The trend of each indicator, by key. Flows are counted by the month; stocks are as they stood at month-ends.

    held: goals and re-bases by key (queries/strategy/scorecard.py)
    """
    if not scope.exact:
        return _by_the_rule(scope, names, filters, held)
    frame = measure(scope, names, filters, period=Period.MONTH, months=months)
    found = {}
    for entry in indicators(scope, *names):
        rows = frame.loc[frame["key"] == entry.key, ["month", "numerator", "denominator", "value"]]
        found[entry.key] = _trend(entry, rows.reset_index(drop=True), held.get(entry.key, Held()))
    return found


def _by_the_rule(scope: Scope, names: Sequence[str], filters: Filters, held: Mapping[str, Held]) -> dict[str, Trend]:
    """Trends for a scope that must not see small numbers: counts are rounded, and a point left out where one is hidden.

    Flows are by the quarter, so that no month's comings and goings can be told; of three years, for of two there would
    be too few quarters to judge.
    """
    entries = indicators(scope, *names)

    def count(within: Scope) -> pd.DataFrame:
        frame = counted(within, names, filters, period=Period.MONTH, months=MONTHS_BY_QUARTER)
        frame = frame.reindex(columns=[*dict.fromkeys([*frame.columns, *PARTS])])
        parts = []
        for entry in entries:
            rows = frame[frame["key"] == entry.key].reset_index(drop=True)
            parts.append(rows.tail(MONTHS) if entry.fact is not Fact.EVENT else _quarters(rows))
        return pd.concat(parts, ignore_index=True)

    shown = fit_to_show(scope, count, filters)
    return {
        entry.key: _shown(entry, shown[shown["key"] == entry.key].reset_index(drop=True), held.get(entry.key, Held()))
        for entry in entries
    }


def _shown(entry: Indicator, rows: pd.DataFrame, held: Held) -> Trend:
    if entry.fact is not Fact.EVENT:
        return _trend(entry, rows, held)
    if rows["value"].notna().sum() == 0:
        return Trend(entry, _without_limits(rows), "not recorded here, or hidden", "quarter", limits=False)
    return _charted(entry, rows, "quarter", held)


def _charted(entry: Indicator, rows: pd.DataFrame, step: str, held: Held) -> Trend:
    """The points with their limits, new ones from each month kept, and what they say."""
    values = rows.set_index("month")["value"]
    days = [pd.Timestamp(month).date() for month in values.index]
    # A point of a quarter is called by its last month: the first point that is not before the month begins anew.
    begun = [next((place for place, day in enumerate(days) if day >= base), None) for base in held.bases]
    bases = sorted({values.index[place] for place in begun if place})
    chart = xmr(values, good=entry.good.value, clip=_bounds(entry), target=held.goal, rebase_at=bases)
    words, meaning = signal_in_words(chart), chart.variation.split("_")[0]
    return Trend(entry, _with_limits(rows, chart), words, step, limits=True, meaning=meaning, assured=chart.assurance)


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


def _trend(entry: Indicator, rows: pd.DataFrame, held: Held) -> Trend:
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
    return _charted(entry, points, step, held)


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
