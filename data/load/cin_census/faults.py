"""What is wrong with a return, in words a data manager can act on, with the file and the line."""

from collections import Counter
from dataclasses import dataclass, field

from data.load.ledger import CORRECTED, QUERIED, REJECTED, Fault, FaultSink, Refused

EXPORT_AGAIN = "Export the return from the case system again, or mend the place named, and load the new file."
# Faults wait in memory until the load commits; the largest authority's whole return has about 20,000 children.
MOST_FAULTS = 100_000


def unreadable(
    file: str, reason: str, *, line: int | None = None, field: str | None = None, value: str | None = None
) -> Refused:
    """The refusal of a file that cannot be read as a census return."""
    return Refused(
        f"{file} was not loaded, because it cannot be read as a CIN census return. {EXPORT_AGAIN}",
        [Fault(reason, file=file, line=line, field=field, value=value)],
    )


@dataclass
class _Often:
    """Where something was first met, and how often."""

    line: int | None
    times: int = 0


@dataclass
class Report:
    """The faults of one return. `sink` is where they go: the load.

    `turned_away` counts, by table, the rows rejected before they could be cleaned with the others.
    A fault names the table its row would have gone to, the child (`LAchildID`), the element, the value and the line.
    What a supplier does the same way all through a file (an element the census does not have) is told once, with how
    often it was met.
    """

    sink: FaultSink
    file: str
    told: int = 0
    turned_away: Counter[str] = field(default_factory=Counter)
    _often: dict[tuple[str, str, str], _Often] = field(default_factory=dict)

    def reject(
        self,
        table: str,
        reason: str,
        *,
        child: str | None,
        line: int | None,
        field: str | None = None,
        value: str | None = None,
        rule: str | None = None,
        treatment: str = REJECTED,
    ) -> None:
        """Report one fault. Refused if there are more than MOST_FAULTS: such a file is not what it says it is."""
        self.told += 1
        if self.told > MOST_FAULTS:
            raise unreadable(
                self.file,
                f"More than {MOST_FAULTS:,} values in it are wrong or in doubt; the last is {table} {field or ''}: "
                f"{reason}",
                line=line,
            )
        self.sink.reject(
            table,
            reason,
            field=field,
            value=value,
            key=child,
            line=line,
            file=self.file,
            rule=rule,
            treatment=treatment,
        )

    def turn_away(
        self,
        table: str,
        reason: str,
        *,
        child: str | None,
        line: int | None,
        field: str | None = None,
        value: str | None = None,
        rule: str | None = None,
    ) -> None:
        """Reject a row before it is with the others, so that it is counted here as read."""
        self.turned_away[table] += 1
        self.reject(table, reason, child=child, line=line, field=field, value=value, rule=rule)

    def correct(
        self,
        table: str,
        reason: str,
        *,
        child: str | None,
        line: int | None,
        field: str | None = None,
        value: str | None = None,
        rule: str | None = None,
    ) -> None:
        self.reject(
            table,
            reason,
            child=child,
            line=line,
            field=field,
            value=value,
            rule=rule,
            treatment=CORRECTED,
        )

    def query(
        self,
        table: str,
        reason: str,
        *,
        child: str | None,
        line: int | None,
        field: str | None = None,
        value: str | None = None,
        rule: str | None = None,
    ) -> None:
        self.reject(table, reason, child=child, line=line, field=field, value=value, rule=rule, treatment=QUERIED)

    def often(self, table: str, name: str, reason: str, line: int | None) -> None:
        """Something met again and again: told once by `close`, with the first line and the number of times."""
        met = self._often.setdefault((table, name, reason), _Often(line))
        met.times += 1

    def not_kept(self, table: str, name: str, line: int | None) -> None:
        """A value the records have no column for."""
        self.often(table, name, f"The records have no column for {name}, so it was read but not kept.", line)

    def close(self) -> None:
        """Tell what was gathered by `often`; call once, after the last child."""
        for (table, name, reason), met in self._often.items():
            times = "once" if met.times == 1 else f"{met.times:,} times"
            self.query(table, f"{reason} Met {times}.", child=None, line=met.line, field=name)
        self._often.clear()
