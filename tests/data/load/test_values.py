"""Whatever a source holds in a column comes to text, days and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.load.values import as_dates, as_id, as_numbers, as_text, as_whole_numbers


def of(*values: object) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def day(value: object) -> date | None:
    read = as_dates(of(value))
    assert not read.unreadable.any()
    return None if read.days.isna().iloc[0] else read.days.iloc[0].date()


@pytest.mark.parametrize(
    "written",
    [
        "2024-01-31",
        "2024-01-31 09:15:00",
        "2024-01-31 09:15:00.1234567",
        "2024-01-31T00:00:00.000",
        "20240131",
        "31/01/2024",
        "31/1/2024",
        "31-01-2024 10:00",
        "31.01.2024",
        " 2024-01-31 ",
        date(2024, 1, 31),
        datetime(2024, 1, 31, 23, 59),
        pd.Timestamp("2024-01-31 12:00"),
    ],
)
def test_a_date_is_read_in_every_form_and_loses_its_time_of_day(written: object) -> None:
    assert day(written) == date(2024, 1, 31)


def test_day_comes_before_month() -> None:
    assert day("02/03/2024") == date(2024, 3, 2)


@pytest.mark.parametrize("written", ["2024-06-01T23:30:00Z", datetime(2024, 6, 1, 23, 30, tzinfo=UTC)])
def test_a_moment_with_a_zone_is_the_day_it_was_in_england(written: object) -> None:
    """23:30 in Greenwich is half past midnight the next day in a London summer."""
    assert day(written) == date(2024, 6, 2)
    zoned = pd.Series([datetime(2024, 6, 1, 23, 30, tzinfo=UTC)]).astype("datetime64[us, UTC]")
    assert as_dates(zoned).days.iloc[0] == pd.Timestamp("2024-06-02")


@pytest.mark.parametrize("written", ["1900-01-01", "1900-01-01 00:00:00", "1753-01-01", "9999-12-31", "0001-01-01"])
def test_known_ways_of_writing_no_date_are_empty_and_no_fault(written: str) -> None:
    read = as_dates(of(written))
    assert read.days.isna().all()
    assert not read.impossible.any()
    assert not read.unreadable.any()


@pytest.mark.parametrize("written", ["1901-05-05", "1919-12-31", "2099-01-01", "2204-03-01"])
def test_dates_that_cannot_be_right_are_empty_and_marked(written: str) -> None:
    read = as_dates(of(written))
    assert read.days.isna().all()
    assert read.impossible.all()


@pytest.mark.parametrize(
    "written", ["soon", "2024-02-30", "31/02/2024", "2024", "45000", 45000, "01/02/24", "2024-13-01"]
)
def test_what_is_no_date_is_marked_and_not_guessed_at(written: object) -> None:
    read = as_dates(of(written))
    assert read.days.isna().all()
    assert read.unreadable.all()


def test_empty_values_are_no_fault_in_any_column() -> None:
    for values in (of(None, float("nan"), pd.NaT, ""), of(), pd.Series([np.nan, np.nan])):
        read = as_dates(values)
        assert read.days.isna().all()
        assert str(read.days.dtype) == "datetime64[us]"
        assert not (read.unreadable | read.impossible).any()


def test_text_loses_spaces_placeholders_and_nul() -> None:
    text = as_text(of(" a ", "", "SSD_PH", None, "a\x00b", "'; DROP TABLE ssd_person; --", "Zoë 🙂", b"bytes"))
    assert [None if pd.isna(t) else t for t in text] == [
        "a", None, None, None, "ab", "'; DROP TABLE ssd_person; --", "Zoë 🙂", "bytes",
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["", " ", "-1", "0", "SSD_PH", None, 0, -1, 0.0])
def test_what_means_no_id(written: object) -> None:
    assert as_id(of(written)).isna().all()


@pytest.mark.parametrize(
    ("written", "text"), [(12, "12"), (12.0, "12"), (Decimal("12"), "12"), ("012 ", "012"), ("-10", "-10")]
)
def test_an_id_keeps_its_digits(written: object, text: str) -> None:
    assert as_id(of(written)).tolist() == [text]
    assert as_id(pd.Series([written])).tolist() == [text]


def test_numbers() -> None:
    numbers, wrong = as_numbers(of("1.5", 2, None, "x", "inf", "1e400"))
    assert numbers.isna().tolist() == [False, False, True, True, True, True]
    assert wrong.tolist() == [False, False, False, True, True, True]
    whole, wrong = as_whole_numbers(of("3", 4.0, "3.5", "2147483648", None))
    assert whole.tolist() == [3, 4, pd.NA, pd.NA, pd.NA]
    assert wrong.tolist() == [False, False, True, True, False]


anything = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.binary(max_size=10),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(anything, max_size=20))
def test_no_value_makes_a_column_unreadable(values: list[object]) -> None:
    """Whatever stands in a cell, the column comes through, row for row."""
    raw = of(*values)
    for read in (as_text(raw), as_id(raw), as_dates(raw).days, as_numbers(raw)[0], as_whole_numbers(raw)[0]):
        assert len(read) == len(values)
