"""What is due, as another calendar reads it."""

from datetime import UTC, date, datetime

import pandas as pd
from icalendar import Calendar

from reports.calendars import due_calendar

AS_AT = date(2026, 10, 31)
DUE = pd.DataFrame(
    {
        "pseudonym": ["AAA-2222", "AAA-2222", "BBB-3333"],
        "what": ["Visit", "Review", "Core group"],
        "day": pd.to_datetime(["2026-11-02", "2026-12-25", "2026-10-31"]),
    }
)


def read(due: pd.DataFrame) -> Calendar:
    found = Calendar.from_ical(due_calendar(due, as_at=AS_AT, made=datetime(2026, 11, 1, 9, tzinfo=UTC)))
    assert isinstance(found, Calendar)
    return found


def test_each_day_is_an_entry_of_a_whole_day_by_mark() -> None:
    entries = read(DUE).events
    assert [(str(entry["summary"]), entry.decoded("dtstart")) for entry in entries] == [
        ("Visit due: child AAA-2222", date(2026, 11, 2)),
        ("Review due: child AAA-2222", date(2026, 12, 25)),
        ("Core group due: child BBB-3333", date(2026, 10, 31)),
    ]
    assert all("31 October 2026" in str(entry["description"]) for entry in entries)
    assert {str(entry["transp"]) for entry in entries} == {"TRANSPARENT"}


def test_the_same_day_has_the_same_number_in_the_next_file_and_no_other_has_it() -> None:
    first, second = ([str(entry["uid"]) for entry in read(DUE).events] for _ in range(2))
    assert first == second
    assert len(set(first)) == len(DUE)


def test_nothing_due_is_a_calendar_without_entries() -> None:
    assert read(DUE.iloc[:0]).events == []
