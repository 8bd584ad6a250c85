"""What falls due, as a calendar file (iCalendar, RFC 5545): without names."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pandas as pd
from icalendar import Calendar, Event


def due_calendar(due: pd.DataFrame, *, as_at: date, made: datetime | None = None) -> bytes:
    """A calendar with an entry of a whole day for each row of due[pseudonym, what, day].

    as_at  the day the records speak of, told in each entry
    made   when the file was made; now, unless given
    The same row has the same number in every file, so that a calendar that is read again holds nothing twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Neglect Strategy dashboard//due//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Due on plans for neglect")
    stamp = made or datetime.now(UTC)
    told = f"As the records stood on {as_at.day} {as_at:%B %Y}. Look into the case system before you act."
    for row in due.to_dict("records"):
        day = pd.Timestamp(row["day"]).date()
        entry = Event()
        entry.add("uid", _number(str(row["pseudonym"]), str(row["what"]), day))
        entry.add("dtstamp", stamp)
        entry.add("dtstart", day)
        entry.add("summary", f"{row['what']} due: child {row['pseudonym']}")
        entry.add("description", told)
        # The day is not taken up by it.
        entry.add("transp", "TRANSPARENT")
        entry.add("class", "CONFIDENTIAL")
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _number(child: str, what: str, day: date) -> str:
    return f"{sha256(f'{child}|{what}|{day}'.encode()).hexdigest()[:32]}@neglect-strategy-dashboard"
