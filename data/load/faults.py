"""What is wrong with a source or a row of it, in words a data manager can act on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

REJECTED, CORRECTED, QUERIED = "rejected", "corrected", "queried"

# Rules whose row is not stored although nothing is lost: another row already says the same.
DUPLICATE_ROW = "duplicate row"
DUPLICATE_VISIT = "duplicate visit"
MERGED_RULES = frozenset({DUPLICATE_ROW, DUPLICATE_VISIT})
# A row held from a census return that another of the same year has replaced.
REPLACED_RETURN = "replaced return"

FAULT_COLUMNS = ("entity", "key", "field", "value", "reason", "rule", "treatment", "line", "file")
# Enough to find what is wrong in a file; the rest is counted.
FAULTS_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """Why a source is refused: where it is wrong and what is wrong there."""

    reason: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                None if self.line is None else f"line {self.line}",
                self.field,
                None if self.value is None else f"value {self.value!r}",
            )
            if part
        )
        return f"{place}: {self.reason}" if place else self.reason


class Refused(Exception):
    """A source that must not be loaded at all. `str()` is the report a data manager reads.

    summary   what was refused and what to do next
    faults    the places that are wrong; may be empty when the whole source is the fault
    """

    def __init__(self, summary: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.faults = list(faults)

    def __str__(self) -> str:
        lines = [self.summary, *(f"  {fault}" for fault in self.faults[:FAULTS_SHOWN])]
        if len(self.faults) > FAULTS_SHOWN:
            lines.append(f"  and {len(self.faults) - FAULTS_SHOWN:,} more")
        return "\n".join(lines)


class FaultSink(Protocol):
    """Where cleaning reports what it found: a `Load`, or `Faults` alone."""

    def reject(
        self,
        entity: str,
        reason: str,
        *,
        field: str | None = None,
        value: str | None = None,
        key: str | None = None,
        line: int | None = None,
        file: str | None = None,
        rule: str | None = None,
        treatment: str = REJECTED,
    ) -> None: ...

    def reject_frame(self, faults: pd.DataFrame) -> None: ...


@dataclass
class Faults:
    """Faults gathered in memory, in the order found."""

    _frames: list[pd.DataFrame] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def reject(
        self,
        entity: str,
        reason: str,
        *,
        field: str | None = None,
        value: str | None = None,
        key: str | None = None,
        line: int | None = None,
        file: str | None = None,
        rule: str | None = None,
        treatment: str = REJECTED,
    ) -> None:
        """Keep one fault: `entity` is the table or element, `reason` says what is wrong and what to do."""
        self._rows.append(
            {
                "entity": entity,
                "key": key,
                "field": field,
                "value": value,
                "reason": reason,
                "rule": rule,
                "treatment": treatment,
                "line": line,
                "file": file,
            }
        )

    def reject_frame(self, faults: pd.DataFrame) -> None:
        """Keep many faults: a frame with the columns FAULT_COLUMNS. Those not given are empty, except that
        `entity` and `reason` must be there and `treatment` is 'rejected' unless said."""
        if faults.empty:
            return
        whole = faults.reindex(columns=list(FAULT_COLUMNS)).astype(object)
        whole["treatment"] = whole["treatment"].where(whole["treatment"].notna(), REJECTED)
        self._frames.append(whole)

    def frame(self) -> pd.DataFrame:
        """Every fault so far: the columns FAULT_COLUMNS, `None` where not said."""
        parts = list(self._frames)
        if self._rows:
            parts.append(pd.DataFrame(self._rows, columns=list(FAULT_COLUMNS), dtype=object))
        if not parts:
            return pd.DataFrame(columns=list(FAULT_COLUMNS), dtype=object)
        whole = pd.concat(parts, ignore_index=True).astype(object)
        return whole.where(whole.notna(), None)


@dataclass
class TableCount:
    """Rows of one table in one load. `rejected` is counted from the faults, not worked out from the others."""

    read: int = 0
    kept: int = 0
    rejected: int = 0
    present: bool = True
    missing_columns: tuple[str, ...] = ()


def not_stored(faults: pd.DataFrame) -> pd.Series:
    """Which faults took their row out of the load (mask over `faults`)."""
    return (faults["treatment"] == REJECTED) | merged(faults)


def merged(faults: pd.DataFrame) -> pd.Series:
    """Which faults took their row out because another row says the same (mask over `faults`)."""
    return faults["rule"].isin(MERGED_RULES)


def put_right(faults: pd.DataFrame) -> pd.Series:
    """Which faults changed a value of a row that was kept (mask over `faults`)."""
    return (faults["treatment"] == CORRECTED) & ~not_stored(faults) & (faults["rule"] != REPLACED_RETURN)
