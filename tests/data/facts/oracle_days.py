"""Days, months and working days, one at a time: for the oracle only, and sharing nothing with the product."""

from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@cache
def bank_holidays() -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2005, 2032)))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


@cache
def nth_working_day(trigger: date, n: int) -> date:
    """The trigger is day 0, whatever day it is; day 1 is the next working day."""
    day = trigger
    while n > 0:
        day += ONE_DAY
        if is_working_day(day):
            n -= 1
    return day


def elapsed_working_days(trigger: date, done: date) -> int:
    """How many working days after the trigger, up to and including the day it was done."""
    if done < trigger:
        return -elapsed_working_days(done, trigger)
    count = 0
    day = trigger
    while day < done:
        day += ONE_DAY
        if is_working_day(day):
            count += 1
    return count


def in_months(day: date, months: int) -> date:
    """The same day so many calendar months later; the last of the month where there is no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    for number in (day.day, 30, 29, 28):
        if number <= day.day:
            try:
                return date(year, month, number)
            except ValueError:
                continue
    raise AssertionError("every month has a 28th")


def whole_months(start: date, day: date) -> int:
    """Completed calendar months."""
    months = 0
    while in_months(start, months + 1) <= day:
        months += 1
    return months


def month_end(day: date) -> date:
    first_of_next = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first_of_next - ONE_DAY


def month_ends(first: date, last: date) -> list[date]:
    """Every month-end from the month of `first` to the month of `last`."""
    found = [month_end(first)]
    while found[-1] < month_end(last):
        found.append(month_end(found[-1] + ONE_DAY))
    return found
