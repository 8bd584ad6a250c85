"""The values directly inside one element of a return, as text, and a word for each thing that does not belong."""

from data.load.cin_census.faults import Report
from data.load.cin_census.reader import STRAY_TEXT, Element
from data.load.cin_census.structure import NOT_KEPT, STRUCTURE
from data.load.values import NO_TEXT


class Fields:
    """The values directly inside `elements`, which are one record of `table` (several elements of one name, where
    the standard has one, are read as one). What the standard has no place for is reported here."""

    def __init__(self, report: Report, table: str, child: str | None, *elements: Element) -> None:
        self.report = report
        self.table = table
        self.child = child
        self.line = elements[0].line if elements else None
        self._inside: dict[str, list[Element]] = {}
        self._read: dict[str, str | None] = {}
        for element in elements:
            self._sort(element)

    def _sort(self, element: Element) -> None:
        allowed = STRUCTURE[element.name]
        for inner in element.children:
            if inner.name == STRAY_TEXT:
                reason = f"There is text between the elements of <{element.name}>; it was passed over."
                self.query(element.name, inner.text, reason, inner.line)
                continue
            if inner.name not in allowed:
                self._unexpected(inner, element.name)
                continue
            self._inside.setdefault(inner.name, []).append(inner)
            if inner.name not in STRUCTURE:
                for deeper in inner.children:
                    self._unexpected(deeper, inner.name)
                if inner.name in NOT_KEPT and inner.text:
                    self.report.not_kept(self.table, inner.name, inner.line)

    def _unexpected(self, element: Element, where: str) -> None:
        name = element.name[:100]
        self.report.often(
            self.table, name, f"The census has no {name} inside <{where}>, so it was passed over.", element.line
        )

    def query(
        self, name: str, value: str | None, reason: str, line: int | None = None, rule: str | None = None
    ) -> None:
        """Report a value of this record that is in doubt."""
        self.report.query(
            self.table,
            reason,
            child=self.child,
            line=line or self.line_of(name),
            field=name,
            value=value,
            rule=rule,
        )

    def within(self, name: str) -> list[Element]:
        """The elements of that name, in order."""
        return self._inside.get(name, [])

    def line_of(self, name: str) -> int | None:
        """The line of an element, or of the record if it is not there."""
        return self._inside[name][0].line if name in self._inside else self.line

    def text(self, name: str) -> str | None:
        """The value of an element that stands at most once; None for nothing. Where it stands again with another
        value the first is taken, and the other reported."""
        if name not in self._read:
            self._read[name] = self._one_text(name)
        return self._read[name]

    def _one_text(self, name: str) -> str | None:
        values = [v for v in (element.text.strip() for element in self.within(name)) if v not in NO_TEXT]
        if not values:
            return None
        for other in dict.fromkeys(values):
            if other != values[0]:
                self.query(name, other, f"{name} stands here twice with different values; the first was kept.")
        return values[0]
