"""What was true by a day, against the plainest reading of it: a loop over every record."""

import calendar
from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.facts.asof import (
    NO_DAY,
    Ints,
    Timeline,
    dates,
    day_number,
    days,
    live,
    months_between,
    months_later,
    pick,
    stamps,
    working_days_between,
    working_days_later,
)

NONE = int(NO_DAY)
EPOCH = date(1970, 1, 1)
# Owners 0 to 3, 9 who has nothing, -1 who is nobody; days on both sides of 1970 and one that is missing.
record = st.tuples(st.integers(-1, 3), st.integers(-3, 8) | st.just(NONE))
records = st.lists(record, max_size=14)
asked = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 3, 9]), st.integers(-5, 10) | st.just(NONE), st.integers(-5, 10)), max_size=10
)


def ints(values: "list[int] | tuple[int, ...]") -> Ints:
    return np.array(values, dtype=np.int64)


def columns(rows: list[tuple[int, ...]], width: int) -> list[Ints]:
    return [ints([row[n] for row in rows]) for n in range(width)]


def known(rows: list[tuple[int, int]], owner: int) -> list[tuple[int, int]]:
    """An owner's records as (day, place in the frame), in order of day and then of place."""
    return sorted((day, place) for place, (who, day) in enumerate(rows) if who == owner and day != NONE)


@given(records, asked)
def test_the_last_record_by_a_day_and_the_next_after_it(
    rows: list[tuple[int, int]], questions: list[tuple[int, int, int]]
) -> None:
    line = Timeline.of(*columns(rows, 2))
    owner, day, _ = columns(questions, 3)
    by = [[one for one in known(rows, who) if one[0] <= upto] for who, upto, _ in questions]
    after = [[one for one in known(rows, who) if one[0] > upto] for who, upto, _ in questions]
    assert line.last(owner, day).tolist() == [one[-1][1] if one else -1 for one in by]
    assert line.last_day(owner, day).tolist() == [one[-1][0] if one else NONE for one in by]
    assert line.next(owner, day).tolist() == [one[0][1] if one else -1 for one in after]
    assert line.next_day(owner, day).tolist() == [one[0][0] if one else NONE for one in after]


@given(records, asked)
def test_records_are_counted_to_a_day_and_between_days(
    rows: list[tuple[int, int]], questions: list[tuple[int, int, int]]
) -> None:
    line = Timeline.of(*columns(rows, 2))
    owner, upto, after = columns(questions, 3)
    whole = [sum(day <= to for day, _ in known(rows, who)) for who, to, _ in questions]
    part = [sum(since < day <= to for day, _ in known(rows, who)) for who, to, since in questions]
    assert line.count(owner, upto).tolist() == whole
    assert line.count(owner, upto, after).tolist() == part


@given(records)
def test_a_timeline_holds_every_record_that_has_an_owner_and_a_day(rows: list[tuple[int, int]]) -> None:
    line = Timeline.of(*columns(rows, 2))
    held = list(zip(line.owner.tolist(), line.day.tolist(), line.row.tolist(), strict=True))
    assert held == sorted((who, day, place) for place, (who, day) in enumerate(rows) if who >= 0 and day != NONE)


def test_of_two_records_on_one_day_the_later_in_the_frame_is_last_and_the_earlier_is_next() -> None:
    line = Timeline.of(ints([0, 0, 0]), ints([5, 5, 3]))
    assert line.last(ints([0]), ints([5])).tolist() == [1]
    assert line.next(ints([0]), ints([4])).tolist() == [0]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 8), st.integers(0, 6) | st.just(NONE)), max_size=10), asked
)
def test_what_runs_on_a_day_has_begun_and_not_ended(
    spans: list[tuple[int, int, int]], questions: list[tuple[int, int, int]]
) -> None:
    """An interval holds its first day and not its last."""
    intervals = [(who, start, NONE if length == NONE else start + length) for who, start, length in spans]
    who, start, end = columns(intervals, 3)
    owner, day, _ = columns(questions, 3)
    running = live(Timeline.of(who, start), Timeline.of(who, end), owner, day)
    expected = [sum(w == o and s <= d < e for w, s, e in intervals) for o, d, _ in questions if d != NONE]
    assert running[day != NONE].tolist() == expected


def test_an_empty_timeline_answers_that_there_is_nothing() -> None:
    line = Timeline.of(ints([]), ints([]))
    owner, day = ints([0, 7]), ints([3, NONE])
    assert line.last(owner, day).tolist() == line.next(owner, day).tolist() == [-1, -1]
    assert line.last_day(owner, day).tolist() == line.next_day(owner, day).tolist() == [NONE, NONE]
    assert line.count(owner, day).tolist() == [0, 0]
    assert line.last(ints([]), ints([])).tolist() == []


def test_owners_do_not_run_into_each_other_at_the_ends_of_time() -> None:
    """A date a thousand years off is still its own owner's."""
    far = day_number(date(9999, 12, 31))
    early = day_number(date(1, 1, 1))
    line = Timeline.of(ints([0, 1, 2]), ints([far, early, far]))
    owner = ints([0, 1, 2])
    assert line.last(owner, ints([NONE] * 3)).tolist() == [0, 1, 2]
    assert line.next(owner, ints([-NONE] * 3)).tolist() == [0, 1, 2]
    assert line.count(owner, ints([0] * 3)).tolist() == [0, 1, 0]


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.none(), max_size=8))
def test_days_and_dates_are_each_others_inverse(values: list[date | None]) -> None:
    series = pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
    numbers = days(series)
    assert numbers.tolist() == [NONE if value is None else (value - EPOCH).days for value in values]
    assert dates(numbers).equals(series)
    assert [None if np.isnat(one) else one.item() for one in stamps(numbers)] == values


def test_a_time_of_day_does_not_change_the_day() -> None:
    assert days(pd.Series([pd.Timestamp("1970-01-02 23:59:59"), pd.Timestamp("1969-12-31 00:00:01")])).tolist() == [
        1,
        -1,
    ]
    assert day_number(date(1969, 12, 31)) == -1


def months_on(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


some_day = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(some_day, st.integers(-40, 40))
def test_months_later_is_the_same_day_of_the_month_or_the_months_last(day: date, months: int) -> None:
    moved = months_later(ints([day_number(day), NONE]), months)
    assert moved.tolist() == [day_number(months_on(day, months)), NONE]


@given(some_day, st.integers(0, 2000))
def test_months_between_counts_the_months_that_are_whole(start: date, length: int) -> None:
    end = start + timedelta(length)
    counted = int(months_between(ints([day_number(start)]), ints([day_number(end)]))[0])
    assert months_on(start, counted) <= end < months_on(start, counted + 1)


def test_the_clamped_month_end_is_a_whole_month() -> None:
    """31 January to 28 February 2026 is one month; to 27 February it is none."""
    start = ints([day_number(date(2026, 1, 31))] * 2)
    assert months_between(start, ints([day_number(date(2026, 2, d)) for d in (28, 27)])).tolist() == [1, 0]


def test_working_days_pass_over_weekends_and_bank_holidays() -> None:
    """From Thursday 2 April 2026, ten working days end on the 20th: Good Friday is the 3rd, Easter Monday the 6th."""
    start = ints([day_number(date(2026, 4, 2)), NONE])
    assert working_days_later(start, 10).tolist() == [day_number(date(2026, 4, 20)), NONE]
    elapsed = working_days_between(start, ints([day_number(date(2026, 4, 20)), 0]))
    assert elapsed[0] == 10
    assert np.isnan(elapsed[1])


def test_picking_takes_the_value_of_the_row_and_nothing_for_no_row() -> None:
    column = pd.Series(["a", "b", "c"], index=[7, 7, 9])
    assert pick(column, ints([2, -1, 0])).fillna("-").tolist() == ["c", "-", "a"]
    assert pick(column, ints([])).tolist() == []
    assert pick(pd.Series([], dtype=object), ints([-1, -1])).isna().tolist() == [True, True]
