"""Working days on England's calendar, and calendar months.

The rule of every statutory clock here: the day of the trigger (the referral, the strategy discussion, the
conference) is day 0 whatever day of the week it is, and day 1 is the next day that is Monday to Friday and
not a bank holiday in England. So a trigger on a Friday, on the Saturday after it or on the Sunday has Monday
as day 1, and something done over a weekend counts as done on the Friday before it. Months are calendar months
from the date, clamped to the end of a shorter month: one month from 31 January is 28 (or 29) February.

The first argument is a Series or a numpy array of datetime64, and the answer has its form (and index). The
others may be that or a single value for all rows; two Series must share one index (ValueError otherwise).
Times of day are ignored. A missing date gives a missing answer, never zero.
"""

from datetime import date
from functools import cache
from typing import Any, TypeVar

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

FIRST_YEAR, LAST_YEAR = 1990, 2040

Array = npt.NDArray[Any]
Dates = pd.Series | Array | date | np.datetime64
Counts = pd.Series | Array | int
Column = TypeVar("Column", pd.Series, Array)
DateLike = TypeVar("DateLike", pd.Series, Array, date)


@cache
def england_calendar() -> np.busdaycalendar:
    """Monday to Friday less England's bank holidays, 1990 to 2040, substitute and one-off days included.

    Outside those years only weekends are left out, so that one mistyped year does not stop a refresh.
    """
    bank_holidays = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    return np.busdaycalendar(holidays=sorted(bank_holidays))


def elapsed(start: Column, end: Dates) -> Column:
    """Working days after `start` up to and including `end`, as floats; NaN where either date is missing.

    Negative when `end` comes first: elapsed(a, b) == -elapsed(b, a).
    """
    first, last = _paired(start, end)
    known = ~(np.isnat(first) | np.isnat(last))
    # busday_count counts from its first date up to, but not including, its second; and it refuses NaT.
    after = np.minimum(first, last)[known] + 1
    through = np.maximum(first, last)[known] + 1
    days = np.full(first.shape, np.nan)
    days[known] = np.busday_count(after, through, busdaycal=england_calendar())
    return _as_given(start, np.where(last < first, -days, days))


def add(start: DateLike, n: Counts) -> DateLike:
    """The date of the nth working day after `start` (one n, or one for each row). A single date gives a date.

    n = 0 gives `start` itself, whatever day that is. Raises ValueError for a negative n.
    """
    _check_rows(start, n)
    trigger, days = np.broadcast_arrays(_days(start), np.asarray(n))
    if (days < 0).any():
        raise ValueError("The number of working days to add must be zero or more.")
    # Rolling back first makes a weekend or holiday trigger share its day 1 with the working day before it.
    due = np.busday_offset(trigger, days, roll="backward", busdaycal=england_calendar())
    return _as_given(start, np.where(days == 0, trigger, due))


def due_on_or_before(start: pd.Series, n: Counts, done: Dates) -> pd.Series:
    """Whether the thing was done on or before the nth working day after `start`: nullable "boolean".

    Missing where either date is: what was never done is late only once its due date has passed, which is for
    the caller to judge by the as-at date. Done before the trigger counts as in time.
    """
    due, happened = _paired(add(start, n), done)
    in_time = pd.Series(happened <= due, index=start.index, dtype="boolean")
    return in_time.mask(np.isnat(due) | np.isnat(happened))


def add_months(start: DateLike, n: Counts) -> DateLike:
    """The same day n calendar months later (earlier if n is negative), clamped to the month's end.

    One n, or one for each row. A single date gives a date.
    """
    _check_rows(start, n)
    day = _days(start)
    month = day.astype("datetime64[M]")
    target = month + np.asarray(n)
    past_the_first = np.minimum(day - month.astype("datetime64[D]"), _last_day(target))
    return _as_given(start, target.astype("datetime64[D]") + past_the_first)


def months_completed(start: Column, end: Dates) -> Column:
    """Whole calendar months from `start` to `end`, as floats: the largest n with add_months(start, n) <= end.

    31 January to 28 February is one month (clamped). Negative when `end` comes first; NaN where a date is
    missing. Twelve of these are a year of age, so a child born on 29 February is a year older on 28 February.
    """
    first, last = _paired(start, end)
    first_month, last_month = first.astype("datetime64[M]"), last.astype("datetime64[M]")
    anniversary = np.minimum(first - first_month.astype("datetime64[D]"), _last_day(last_month))
    not_reached = (last - last_month.astype("datetime64[D]")) < anniversary
    months = (last_month - first_month).astype("float64") - not_reached
    return _as_given(start, np.where(np.isnat(first) | np.isnat(last), np.nan, months))


def _last_day(month: Array) -> Array:
    """Days from the first to the last of each month (datetime64[M] in, timedelta64[D] out)."""
    length: Array = (month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")
    return length - np.timedelta64(1, "D")


def _days(dates: Dates) -> Array:
    """Any accepted dates as datetime64[D], without their times of day."""
    if isinstance(dates, pd.Series):
        # A column that is empty throughout arrives without a date type.
        return pd.to_datetime(dates).to_numpy().astype("datetime64[D]")
    if isinstance(dates, date):
        return np.asarray(pd.Timestamp(dates).to_datetime64().astype("datetime64[D]"))
    return np.asarray(dates).astype("datetime64[D]")


def _check_rows(first: object, second: object) -> None:
    """Raise ValueError for two Series that cannot be paired row by row."""
    indexes = [column.index for column in (first, second) if isinstance(column, pd.Series)]
    if len(indexes) == 2 and not indexes[0].equals(indexes[1]):
        raise ValueError("The two Series have different indexes, so they cannot be paired row by row.")


def _paired(start: Dates, end: Dates) -> tuple[Array, Array]:
    """Both as datetime64[D] arrays of one shape."""
    _check_rows(start, end)
    first, last = np.broadcast_arrays(_days(start), _days(end))
    return first, last


def _as_given(model: DateLike, values: Array) -> DateLike:
    """Values in the form of `model`: a Series on its index, an array, or a single date."""
    if isinstance(model, pd.Series):
        # Microseconds are what pandas gives dates by default; a Series cannot hold whole days.
        whole = values.astype("datetime64[us]") if values.dtype.kind == "M" else values
        return pd.Series(whole, index=model.index)
    if isinstance(model, np.ndarray):
        return values
    one: date = values.item()
    return one
