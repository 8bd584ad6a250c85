"""Dates as whole days since 1 January 1970, which is how the generator counts; `NEVER` stands for no date."""

from datetime import date

import numpy as np
import pandas as pd

from data import working_days
from data.demo.draws import Flags, Ints

NEVER = 10**6
YEAR = 365.25


def day(value: date) -> int:
    """The day number of a date."""
    return (value - date(1970, 1, 1)).days


def moments(days: Ints, last: int = NEVER - 1) -> pd.Series:
    """Day numbers as dates; `NEVER`, and anything after `last`, as missing."""
    known = np.asarray(days, dtype=np.int64)
    stamps = np.where(known <= last, known, np.iinfo(np.int64).min).astype("datetime64[D]")
    return pd.Series(stamps.astype("datetime64[s]"))


def to_working_day(days: Ints, *, back: bool = False) -> Ints:
    """The same day, or the nearest later (or earlier) day that is neither a weekend nor a bank holiday."""
    calendar = working_days.england_calendar()
    dates = days.astype("datetime64[D]")
    if back:
        rolled: Ints = np.busday_offset(dates, 0, roll="backward", busdaycal=calendar).astype(np.int64)
    else:
        rolled = np.busday_offset(dates, 0, roll="forward", busdaycal=calendar).astype(np.int64)
    return rolled


def add_working_days(days: Ints, count: Ints | int) -> Ints:
    """The day reached after `count` working days (negative counts back)."""
    calendar = working_days.england_calendar()
    moved = np.busday_offset(days.astype("datetime64[D]"), count, roll="backward", busdaycal=calendar)
    return moved.astype(np.int64)


def add_months(days: Ints, months: int | Ints) -> Ints:
    """The same day of a later month, or that month's last day if it is shorter."""
    reached: Ints = working_days.add_months(days.astype("datetime64[D]"), np.asarray(months)).astype(np.int64)
    return reached


def years_old(birth: Ints, on: Ints | int) -> Ints:
    """Whole years of age, 0 before birth."""
    then = np.broadcast_to(np.asarray(on, dtype=np.int64), birth.shape)
    months = working_days.months_completed(birth.astype("datetime64[D]"), then.astype("datetime64[D]"))
    years: Ints = np.maximum(months // 12, 0).astype(np.int64)
    return years


def eighteenth(birth: Ints) -> Ints:
    """The day of the eighteenth birthday."""
    return add_months(birth, 12 * 18)


def school_age(birth: Ints, year: int | Ints) -> Flags:
    """Whether a child was 5 to 15 on 31 August of `year`, the ages at which school is compulsory."""
    august = np.asarray(year, dtype=np.int64) - 1970
    day_number = (august * 12 + 8).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    age = years_old(birth, np.broadcast_to(day_number, birth.shape))
    return np.asarray((age >= 5) & (age <= 15) & (birth <= day_number), dtype=np.bool_)


def working_days_in(first: int, last: int) -> int:
    """Working days from `first` to `last`, both included."""
    calendar = working_days.england_calendar()
    days = np.array([first, last + 1]).astype("datetime64[D]")
    return int(np.busday_count(days[0], days[1], busdaycal=calendar))
