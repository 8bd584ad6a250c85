"""Which authority, which year, how recent: what the header of a return says, and in what order returns count."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.load.cin_census.faults import unreadable
from data.load.cin_census.reader import Element, read_header
from data.load.cin_census.rows import day_of

# The first return in something like today's form, and a year no return made now can be for.
FIRST_YEAR, LAST_YEAR = 2009, 2098
_YEAR = re.compile(r"(\d{4})(?:[-/](\d{2}))?", re.ASCII)
# A year in a file's name, by itself or as 2023-24; not part of a longer number such as a day.
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:[-_](\d{2}|20\d{2}))?(?!\d)", re.ASCII)
_AUTHORITY = re.compile(r"\d{3}", re.ASCII)


@dataclass(frozen=True)
class Doubt:
    """Something in a header that is odd but does not stop the load."""

    reason: str
    field: str
    value: str | None
    line: int
    rule: str | None = None


@dataclass(frozen=True)
class Return:
    """One return, by its header.

    authority       the authority's three-digit code (LEA)
    year            the census year: 2027 for April 2026 to March 2027
    reference_date  the day the return speaks of, normally 31 March of the year
    prepared        when the file was made, if it says so
    serial          its serial number, '' if it has none
    """

    path: Path
    authority: str
    year: int
    reference_date: datetime
    prepared: datetime | None
    serial: str
    doubts: tuple[Doubt, ...]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def as_at(self) -> datetime:
        """How recent the return is. A trial return made before its reference date knows nothing after the day it
        was made; a making date that does not fit the year is not believed."""
        prepared = self.prepared
        if prepared is None or self.reference_date.year != self.year:
            return self.reference_date
        within_year = datetime(self.year - 1, 4, 1) <= prepared < self.reference_date
        return prepared.replace(hour=0, minute=0, second=0) if within_year else self.reference_date

    @property
    def order(self) -> str:
        """Sorts returns of one authority: a later one's values stand over an earlier's. At most 48 characters."""
        prepared = self.prepared or self.reference_date
        return f"{self.year}/{self.reference_date:%Y%m%d}/{prepared:%Y%m%d%H%M%S}/{self.serial:>19.19}"


def read_return_header(path: Path) -> Return:
    """The return a file holds. Refused, saying what to do, if it does not say whose it is or for which year."""
    header = read_header(path)
    details = _part(header, "CollectionDetails")
    source = _part(header, "Source")
    doubts: list[Doubt] = []

    def need(part: Element, name: str, why: str) -> tuple[str, int]:
        found = part.named(name)
        value = found[0].text.strip() if found else ""
        line = found[0].line if found else part.line
        if not value:
            raise _refused(path, name, None, line, f"The header has no {name}, so {why}.")
        if any(other.text.strip() != value for other in found[1:]):
            raise _refused(path, name, value, line, f"The header has more than one {name}, and they differ.")
        return value, line

    collection, line = need(details, "Collection", "it cannot be known that this is a CIN census return")
    if collection.upper() != "CIN":
        reason = "This is another collection. Only the children in need census (CIN) can be loaded."
        raise _refused(path, "Collection", collection, line, reason)
    written, line = need(details, "Year", "it cannot be known which year the return is for")
    year = _year(written)
    if year is None:
        raise _refused(path, "Year", written, line, "This is not a census year: write it as in 2026.")
    written, line = need(details, "ReferenceDate", "it cannot be known how recent the return is")
    reference_date = day_of(written)
    if reference_date is None:
        raise _refused(path, "ReferenceDate", written, line, "This is not a date: write it as in 2026-03-31.")
    if reference_date != datetime(year, 3, 31):
        reason = f"The reference date of the {year} census is {year}-03-31. The date given was used."
        doubts.append(Doubt(reason, "ReferenceDate", written, line, rule="100"))
    if (named := _year_of_name(path.name)) not in (None, year, reference_date.year):
        reason = (
            f"The file's name says {named} but its reference date is {reference_date.day} {reference_date:%B %Y}. It "
            f"was loaded as the {year} return. See whether it is the file that was meant."
        )
        doubts.append(Doubt(reason, "ReferenceDate", written, line))
    authority, line = need(source, "LEA", "it cannot be known whose children these are")
    if not _AUTHORITY.fullmatch(authority):
        raise _refused(path, "LEA", authority, line, "An authority's code has three figures, as in 931.")
    doubts += _other_doubts(source)
    return Return(
        path=path,
        authority=authority,
        year=year,
        reference_date=reference_date,
        prepared=_moment(_text(source, "DateTime")),
        serial=_text(source, "SerialNo") or "",
        doubts=tuple(doubts),
    )


def _part(header: Element, name: str) -> Element:
    """All of the header's elements of one name as one."""
    found = header.named(name)
    merged = Element(name, found[0].line if found else header.line)
    for element in found:
        merged.children += element.children
    return merged


def _text(part: Element, name: str) -> str | None:
    return next((text for element in part.named(name) if (text := element.text.strip())), None)


def _other_doubts(source: Element) -> list[Doubt]:
    doubts: list[Doubt] = []
    level = _text(source, "SourceLevel")
    if level is None or level.upper() != "L":
        reason = "A local authority's return has the source level L. Loaded as a local authority's."
        doubts.append(Doubt(reason, "SourceLevel", level, source.line))
    prepared = _text(source, "DateTime")
    if prepared is not None and _moment(prepared) is None:
        reason = "This is not a date and time, so it is not known when the file was made."
        doubts.append(Doubt(reason, "DateTime", prepared, source.line))
    return doubts


def _year(written: str) -> int | None:
    """The census year from 2027, 2026-27 or 2026/27."""
    match = _YEAR.fullmatch(written)
    if match is None:
        return None
    year = int(match[1])
    if match[2] is not None:
        year += 1
        if year % 100 != int(match[2]):
            return None
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _year_of_name(name: str) -> int | None:
    """The census year in a file's name; None where it names none, or several."""
    named = {
        int(first) + 1 if second and int(second) % 100 == (int(first) + 1) % 100 else int(first)
        for first, second in _NAMED_YEAR.findall(name)
    }
    return named.pop() if len(named) == 1 else None


def _moment(written: str | None) -> datetime | None:
    """When the file was made, to the second; its zone, if it names one, is passed over."""
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment.replace(tzinfo=None, microsecond=0)


def _refused(path: Path, field: str, value: str | None, line: int, reason: str) -> Exception:
    return unreadable(path.name, reason, line=line, field=field, value=value)
