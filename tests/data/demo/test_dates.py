"""Day arithmetic."""

from datetime import date

import numpy as np
import pandas as pd

from data.demo.dates import (
    NEVER,
    add_months,
    add_working_days,
    day,
    eighteenth,
    moments,
    school_age,
    to_working_day,
    working_days_in,
    years_old,
)


def days(*values: date) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array([day(value) for value in values], dtype=np.int64)


def test_a_bank_holiday_is_moved_to_the_next_or_the_last_working_day() -> None:
    """Good Friday 2025 is 18 April; the Monday after is a holiday too."""
    friday = days(date(2025, 4, 18))
    assert to_working_day(friday).tolist() == [day(date(2025, 4, 22))]
    assert to_working_day(friday, back=True).tolist() == [day(date(2025, 4, 17))]


def test_working_days_are_added_and_taken_away() -> None:
    thursday = days(date(2025, 4, 17))
    assert add_working_days(thursday, 1).tolist() == [day(date(2025, 4, 22))]
    assert add_working_days(days(date(2025, 4, 22)), np.array([-1])).tolist() == thursday.tolist()


def test_months_are_clamped_to_their_end() -> None:
    assert add_months(days(date(2025, 11, 30)), 3).tolist() == [day(date(2026, 2, 28))]


def test_a_birthday_adds_a_year_on_the_day() -> None:
    born = days(date(2015, 9, 1), date(2015, 9, 2))
    assert years_old(born, day(date(2025, 9, 1))).tolist() == [10, 9]
    assert years_old(days(date(2026, 1, 1)), day(date(2025, 1, 1))).tolist() == [0]
    assert eighteenth(days(date(2008, 2, 29))).tolist() == [day(date(2026, 2, 28))]


def test_school_age_is_5_to_15_on_31_august() -> None:
    """Born 31 August 2020: five on 31 August 2025. A day later: four. Born 31 August 2009: sixteen, too old."""
    born = days(date(2020, 8, 31), date(2020, 9, 1), date(2009, 8, 31), date(2009, 9, 1))
    assert school_age(born, 2025).tolist() == [True, False, False, True]


def test_never_and_days_after_the_last_are_missing() -> None:
    shown = moments(np.array([0, NEVER, 20]), last=10)
    assert shown.isna().tolist() == [False, True, True]
    assert shown[0] == pd.Timestamp(1970, 1, 1)


def test_working_days_of_a_half_term_include_both_ends() -> None:
    """Monday 1 September to Friday 12 September 2025: ten days."""
    assert working_days_in(day(date(2025, 9, 1)), day(date(2025, 9, 12))) == 10
