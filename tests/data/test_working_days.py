"""Working days and calendar months: published bank holidays, hand-counted clocks, and a day-by-day oracle."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.working_days import add, add_months, due_on_or_before, elapsed, england_calendar, months_completed

# England and Wales, as published on GOV.UK.
PUBLISHED = {
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
}

days = st.dates(min_value=date(1991, 1, 1), max_value=date(2038, 12, 31))


def series(*values: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(values)))


def one_elapsed(start: date, end: date) -> float:
    return float(elapsed(np.array([start], dtype="datetime64[D]"), end)[0])


def working(day: date) -> bool:
    """The oracle's working day: not a weekend, and not in the library's list of England's bank holidays."""
    return day.weekday() < 5 and np.datetime64(day) not in england_calendar().holidays


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_weekdays_off_are_the_published_bank_holidays(year: int) -> None:
    weekdays = pd.bdate_range(f"{year}-01-01", f"{year}-12-31")
    off = weekdays[~np.is_busday(weekdays.to_numpy().astype("datetime64[D]"), busdaycal=england_calendar())]
    assert " ".join(off.strftime("%m-%d")) == PUBLISHED[year]


@pytest.mark.parametrize(
    ("start", "end", "expected", "why"),
    [
        ("2026-10-05", "2026-10-05", 0, "the trigger is day 0"),
        ("2026-10-05", "2026-10-12", 5, "Monday to Monday"),
        ("2024-03-28", "2024-04-02", 1, "Maundy Thursday to Tuesday: Good Friday to Easter Monday are off"),
        ("2021-12-24", "2021-12-29", 1, "Christmas and Boxing Day fell at a weekend: 27 and 28 stand in"),
        ("2021-12-31", "2022-01-04", 1, "New Year's Day was a Saturday: 3 January stands in"),
        ("2022-06-01", "2022-06-06", 1, "2 June, and 3 June for the Platinum Jubilee"),
        ("2022-09-16", "2022-09-20", 1, "19 September, the state funeral"),
        ("2023-05-05", "2023-05-09", 1, "8 May, the coronation"),
        ("2026-10-02", "2026-10-03", 0, "done on the Saturday counts as done on the Friday"),
        ("2026-10-12", "2026-10-05", -5, "an end before the start is negative"),
        ("2024-01-12", "2024-01-08", -4, "Friday back to Monday"),
    ],
)
def test_elapsed_by_hand(start: str, end: str, expected: int, why: str) -> None:
    assert one_elapsed(date.fromisoformat(start), date.fromisoformat(end)) == expected, why


@pytest.mark.parametrize("trigger", ["2026-10-02", "2026-10-03", "2026-10-04"])
def test_a_weekend_trigger_shares_its_clock_with_the_friday(trigger: str) -> None:
    assert add(date.fromisoformat(trigger), 1) == date(2026, 10, 5)
    assert one_elapsed(date.fromisoformat(trigger), date(2026, 10, 5)) == 1


def test_a_bank_holiday_trigger_has_the_next_working_day_as_day_one() -> None:
    assert add(date(2026, 8, 31), 1) == date(2026, 9, 1)
    assert one_elapsed(date(2026, 8, 31), date(2026, 9, 1)) == 1


def test_a_due_date_never_falls_on_a_bank_holiday() -> None:
    """15 weekdays after Friday 18 December 2026 would be Friday 8 January; 25 and 28 December and 1 January
    push it to Wednesday 13 January. One working day after Thursday 24 December is Tuesday 29."""
    assert add(date(2026, 12, 18), 15) == date(2027, 1, 13)
    assert add(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_adding_nothing_is_the_trigger_itself_even_on_a_sunday() -> None:
    assert add(date(2026, 10, 4), 0) == date(2026, 10, 4)


def test_adding_fewer_than_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        add(date(2026, 10, 5), -1)


def test_in_time_is_on_the_due_date_and_not_the_day_after() -> None:
    """Due 15 working days after Monday 5 October 2026: Monday 26 October."""
    start = series(*["2026-10-05"] * 4, None)
    done = series("2026-10-26", "2026-10-27", "2026-10-01", None, "2026-10-26")
    expected = pd.Series([True, False, True, pd.NA, pd.NA], dtype="boolean")
    pd.testing.assert_series_equal(due_on_or_before(start, 15, done), expected)


def test_due_on_a_bank_holiday_moves_to_the_next_working_day_and_that_day_is_in_time() -> None:
    """Ten weekdays after Monday 17 August 2026 is Monday 31 August, the bank holiday: due on Tuesday."""
    start = series("2026-08-17", "2026-08-17")
    assert list(due_on_or_before(start, 10, series("2026-09-01", "2026-09-02"))) == [True, False]


def test_a_missing_date_gives_a_missing_answer() -> None:
    start, end = series("2026-10-05", None, None), series(None, "2026-10-05", None)
    assert elapsed(start, end).isna().all()
    assert months_completed(start, end).isna().all()
    assert add(end, 3).isna().tolist() == add_months(end, 3).isna().tolist() == [True, False, True]


def test_a_column_with_no_dates_at_all_is_missing_throughout() -> None:
    nothing = pd.Series([None, None], dtype="object")
    assert elapsed(nothing, date(2026, 10, 5)).isna().all()
    assert add(nothing, 5).isna().all()


def test_the_index_is_kept_and_two_indexes_are_not_paired() -> None:
    start = series("2026-10-05", "2026-10-06").set_axis(["b", "a"])
    assert elapsed(start, date(2026, 10, 7)).to_dict() == {"b": 2.0, "a": 1.0}
    for ask in (elapsed, months_completed):
        with pytest.raises(ValueError, match="different indexes"):
            ask(start, start.iloc[::-1])
    with pytest.raises(ValueError, match="different indexes"):
        add(start, pd.Series([1, 2]))


def test_times_of_day_are_ignored() -> None:
    assert elapsed(series("2026-10-05T23:59"), pd.Timestamp("2026-10-06T00:01")).tolist() == [1.0]
    assert add(series("2026-10-05T23:59"), 1).tolist() == [pd.Timestamp("2026-10-06")]
    assert months_completed(series("1969-12-31T23:59"), pd.Timestamp("1970-01-31")).tolist() == [1.0]


def test_each_row_may_have_its_own_interval() -> None:
    start = series("2026-10-05", "2026-10-05")
    assert add(start, pd.Series([1, 5])).dt.day.tolist() == [6, 12]
    assert add_months(start, np.array([3, 6])).dt.month.tolist() == [1, 4]


def test_a_mistyped_year_is_counted_without_bank_holidays_rather_than_refused() -> None:
    assert one_elapsed(date(2205, 12, 20), date(2205, 12, 27)) == 5


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_are_clamped_to_the_end_of_the_month(start: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-01-15", "2026-01-15", 0),
        ("2025-01-15", "2026-04-14", 14),
        ("2025-01-15", "2026-04-15", 15),
        ("2026-03-15", "2026-03-10", -1),
    ],
)
def test_months_completed_by_hand(start: str, end: str, expected: int) -> None:
    assert months_completed(series(start), date.fromisoformat(end)).tolist() == [expected]


@given(start=days, end=days)
def test_elapsed_counts_the_working_days_one_by_one(start: date, end: date) -> None:
    end = min(end, start + timedelta(days=400))
    later = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    expected = sum(map(working, later)) if end >= start else -one_elapsed(end, start)
    assert one_elapsed(start, end) == expected


@given(start=days, n=st.integers(min_value=1, max_value=300))
def test_adding_then_counting_gives_the_same_number_and_lands_on_a_working_day(start: date, n: int) -> None:
    due = add(start, n)
    assert working(due)
    assert one_elapsed(start, due) == n
    assert one_elapsed(start, due - timedelta(days=1)) == n - 1


@given(start=days, first=days, second=days)
def test_elapsed_never_falls_as_the_end_moves_on(start: date, first: date, second: date) -> None:
    earlier, later = sorted((first, second))
    assert one_elapsed(start, earlier) <= one_elapsed(start, later)


@given(start=days, n=st.integers(min_value=-120, max_value=120))
def test_adding_months_then_counting_them_gives_the_same_number(start: date, n: int) -> None:
    end = add_months(start, n)
    assert months_completed(series(str(start)), end).tolist() == [n]
    assert months_completed(series(str(start)), end - timedelta(days=1)).tolist() == [n - 1]
    assert add_months(start, n) == (pd.Timestamp(start) + pd.DateOffset(months=n)).date()
