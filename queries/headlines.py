"""Headline figures: now, a year ago, and how much they rest on. One query per fact table for a whole page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from access.scope import Scope
from queries.disclosure import ROUND_TO, at_least
from queries.filters import Filters, Population
from queries.holdings import indicators, missing_feeds, names_without, tables_held
from queries.indicators import Fact, Good, Indicator
from queries.measure import Period, measure

YEAR = 12
# How far a share may have moved, unseen behind rounded counts, and still be called the same (0 to 1).
UNSEEN = 0.05


@dataclass(frozen=True)
class Headline:
    """One indicator's figure. Counts are None where it is not recorded here.

    value, before   share 0 to 1, count or rate per 10,000: now, and twelve months before; None where there is none
    covered         those of its population it is about, recorded or not
    mark            why its counts are hidden from the scope; empty where they are not
    mark_before     the same of the figure twelve months before
    none_before     there was nobody it could be about then: none, which is not the same as none recorded
    change_known    whether the two shares can be told apart, or called the same; rounded counts of few children cannot
    rounded         whether its counts are rounded
    completeness    share of its population the figure rests on; None for counts and where there is no population
    population      whom it counts, as filtered; month: the month-end; flow: counted over a period, not on a day
    missing         tables it needs that hold nothing here
    without         names of the authorities that are not in it, because they lack such a table
    """

    entry: Indicator
    population: Population
    month: date
    flow: bool
    missing: tuple[str, ...]
    without: tuple[str, ...]
    numerator: int | None
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    before: float | None
    covered: int | None
    completeness: float | None
    mark: str = ""
    rounded: bool = False
    mark_before: str = ""
    none_before: bool = False
    change_known: bool = True

    @property
    def hidden(self) -> bool:
        """Whether nothing is told of it: not even that it is nearly all."""
        return bool(self.mark) and self.at_least is None

    @property
    def at_least(self) -> float | None:
        """The least its share (0 to 1) can be, where it is hidden because it is nearly all; else None."""
        return at_least(self.mark, self.denominator)

    @property
    def until(self) -> date:
        """The end of the last month its events are of: its own, or so long before as has to pass before they count."""
        until: date = (pd.Timestamp(self.month) - pd.offsets.MonthEnd(self.entry.waits_months)).date()
        return until


def headlines(
    scope: Scope,
    names: Sequence[str],
    filters: Filters,
    *,
    period: Period = Period.TWELVE_MONTHS,
    months: int = YEAR + 1,
) -> dict[str, Headline]:
    """The figures by key, in the order asked. `months`: how far back to read, at least a year and a month."""
    frame = measure(scope, names, filters, period=period, months=months)
    found, feeds = {}, tables_held(scope)
    for entry in indicators(scope, *names):
        rows = frame[frame["key"] == entry.key]
        if len(rows):
            missing = tuple(missing_feeds(scope, entry, filters, feeds)) if pd.isna(rows.iloc[-1]["covered"]) else ()
            without = tuple(names_without(scope, entry, filters, feeds)) if not missing else ()
            figure = _headline(entry, rows, filters.population or entry.population, missing, without)
            apart = scope.exact or told_apart(rows.iloc[-1], rows.iloc[-1 - YEAR])
            found[entry.key] = replace(figure, rounded=not scope.exact, change_known=apart)
    return found


def is_worse(figure: Headline) -> bool:
    """Whether a figure is worse than twelve months before, where its counts can tell, and one way is better."""
    if figure.value is None or figure.before is None or not figure.change_known:
        return False
    worse = {Good.UP: figure.before - figure.value, Good.DOWN: figure.value - figure.before}
    return worse.get(figure.entry.good, 0.0) > (UNSEEN if figure.rounded else 0.0)


def told_apart(now: "pd.Series[Any]", before: "pd.Series[Any]") -> bool:
    """Whether two rounded shares, rows of `measure`, differ or are alike whatever their counts stand for. True where
    either is missing: there is nothing to compare."""
    if pd.isna(now["value"]) or pd.isna(before["value"]) or not (0 <= now["value"] <= 1 and 0 <= before["value"] <= 1):
        return True
    (low, high), (low_before, high_before) = _stands_for(now), _stands_for(before)
    moved = max(high - low_before, high_before - low)
    return low > high_before or high < low_before or moved <= UNSEEN


def _stands_for(row: "pd.Series[Any]") -> tuple[float, float]:
    """The least and the largest share that two counts rounded to the nearest five may stand for."""
    out, top, whole = ROUND_TO // 2, float(row["numerator"]), float(row["denominator"])
    if not whole:
        return 0.0, 1.0
    least = top if top == 0 else max(top - out, 0)
    return least / (whole + out), min((top + out if top else 0) / max(whole - out, 1), 1.0)


def _headline(
    entry: Indicator,
    rows: pd.DataFrame,
    population: Population,
    missing: tuple[str, ...],
    without: tuple[str, ...],
) -> Headline:
    now, before = rows.iloc[-1], rows.iloc[-1 - YEAR]
    covered, denominator = _number(now["covered"]), _number(now["denominator"])
    rests_on = (
        denominator / covered
        if covered and denominator is not None and entry.unit in ("children", "households")
        else None
    )
    return Headline(
        entry=entry,
        population=population,
        month=now["month"].date(),
        flow=entry.fact is Fact.EVENT,
        missing=missing,
        without=without,
        numerator=_whole(now["numerator"]),
        denominator=_whole(now["denominator"]),
        value=_number(now["value"]),
        low=_number(now["low"]),
        high=_number(now["high"]),
        before=_number(before["value"]),
        covered=_whole(now["covered"]),
        completeness=rests_on,
        mark=str(now["mark"]),
        mark_before=str(before["mark"]),
        none_before=_number(before["denominator"]) == 0 and not _number(before["covered"]),
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
