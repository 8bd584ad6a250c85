"""What was true by a day: one sorted timeline per kind of record, asked for many children and days at once.

Days are whole numbers since 1970-01-01; NO_DAY stands for a date that is missing. Children are row numbers of the
person frame (see `people.py`), or any other owner numbered from 0 (spells, households).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import working_days

Ints = npt.NDArray[np.int64]
Stamps = npt.NDArray[np.datetime64]

NO_DAY = np.int64(4_000_000)  # after every real date, so that "not ended" needs no special case
_SPAN = np.int64(20_000_000)  # more than any day number: owner * _SPAN + day sorts by owner, then day


def days(values: "pd.Series | pd.DatetimeIndex") -> Ints:
    """Dates as whole days since 1970-01-01; missing becomes NO_DAY."""
    stamps = pd.to_datetime(values).to_numpy(dtype="datetime64[D]")
    found = ~np.isnat(stamps)
    return np.where(found, stamps.astype(np.int64), NO_DAY)


def day_number(day: date) -> int:
    """One date as whole days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def stamps(numbers: Ints) -> Stamps:
    """Whole days since 1970-01-01 as datetime64[D]; NO_DAY becomes NaT."""
    return np.where(numbers >= NO_DAY, np.iinfo(np.int64).min, numbers).astype("datetime64[D]")


def dates(numbers: Ints) -> pd.Series:
    """Whole days since 1970-01-01 as a column of dates; NO_DAY becomes NaT."""
    return pd.Series(stamps(numbers).astype("datetime64[s]"))


def months_later(day: Ints, months: "int | Ints") -> Ints:
    """The same day of the month so many calendar months later, clamped to the month's end; NO_DAY stays NO_DAY."""
    moved = np.asarray(working_days.add_months(stamps(day), months))
    return np.where(np.isnat(moved), NO_DAY, moved.astype(np.int64))


def months_between(start: Ints, end: Ints) -> Ints:
    """Completed calendar months from one day to another; both days must be known."""
    completed: Ints = np.asarray(working_days.months_completed(stamps(start), stamps(end))).astype(np.int64)
    return completed


def working_days_later(day: Ints, count: int) -> Ints:
    """The day so many working days after; NO_DAY stays NO_DAY."""
    moved = np.asarray(working_days.add(stamps(day), count))
    return np.where(np.isnat(moved), NO_DAY, moved.astype(np.int64))


def working_days_between(start: Ints, end: Ints) -> "npt.NDArray[np.float64]":
    """Working days elapsed after the start day; NaN where either day is missing."""
    return working_days.elapsed(stamps(start), stamps(end))


@dataclass(frozen=True)
class Timeline:
    """Records of many owners in order of day. `row` gives each one's place in the frame it came from."""

    key: Ints
    day: Ints
    row: Ints

    @property
    def owner(self) -> Ints:
        """Whose each record is."""
        owner: Ints = (self.key - self.day) // _SPAN
        return owner

    @classmethod
    def of(cls, owner: Ints, day: Ints) -> "Timeline":
        """Records that have an owner (0 or more) and a day; the others are left out."""
        row = np.flatnonzero((owner >= 0) & (day < NO_DAY))
        key = owner[row] * _SPAN + day[row]
        order = np.argsort(key, kind="stable")
        return cls(key[order], day[row][order], row[order])

    def _upto(self, owner: Ints, day: Ints) -> Ints:
        place: Ints = np.searchsorted(self.key, owner * _SPAN + day, side="right").astype(np.int64)
        return place

    def _first(self, owner: Ints) -> Ints:
        place: Ints = np.searchsorted(self.key, owner * _SPAN - _SPAN // 2, side="left").astype(np.int64)
        return place

    def count(self, owner: Ints, upto: Ints, after: Ints | None = None) -> Ints:
        """How many records each owner has on or before `upto` (and after `after`, where it is given)."""
        start = self._first(owner) if after is None else self._upto(owner, after)
        counted: Ints = np.maximum(self._upto(owner, upto) - start, 0)
        return counted

    def last(self, owner: Ints, upto: Ints) -> Ints:
        """The frame row of each owner's latest record on or before `upto`; -1 where there is none."""
        place = self._upto(owner, upto)
        found = place > self._first(owner)
        return np.where(found, self.row[np.maximum(place - 1, 0)] if len(self.row) else -1, -1)

    def next(self, owner: Ints, after: Ints) -> Ints:
        """The frame row of each owner's earliest record after `after`; -1 where there is none."""
        place = self._upto(owner, after)
        end = np.searchsorted(self.key, owner * _SPAN + _SPAN // 2, side="left")
        found = place < end
        return np.where(found, self.row[np.minimum(place, len(self.row) - 1)] if len(self.row) else -1, -1)

    def last_day(self, owner: Ints, upto: Ints) -> Ints:
        """The day of each owner's latest record on or before `upto`; NO_DAY where there is none."""
        place = self._upto(owner, upto)
        found = place > self._first(owner)
        return np.where(found, self.day[np.maximum(place - 1, 0)] if len(self.day) else NO_DAY, NO_DAY)

    def next_day(self, owner: Ints, after: Ints) -> Ints:
        """The day of each owner's earliest record after `after`; NO_DAY where there is none."""
        place = self._upto(owner, after)
        end = np.searchsorted(self.key, owner * _SPAN + _SPAN // 2, side="left")
        found = place < end
        return np.where(found, self.day[np.minimum(place, len(self.day) - 1)] if len(self.day) else NO_DAY, NO_DAY)


def pick(column: "pd.Series | npt.NDArray[np.generic]", row: Ints) -> pd.Series:
    """The column's value at each frame row; missing where the row is -1."""
    series = pd.Series(column).reset_index(drop=True)
    return series.reindex(np.where(row < 0, -1, row)).reset_index(drop=True)


def live(starts: Timeline, ends: Timeline, owner: Ints, day: Ints) -> Ints:
    """How many intervals [start, end) each owner has running on the day: those begun less those ended."""
    return starts.count(owner, day) - ends.count(owner, day)
