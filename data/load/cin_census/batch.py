"""A batch of children as cleaned frames. Cleaning is the same as any other source's; what it finds is told by the
element, the value and the line in the return."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from data.load.cin_census.doubts import CENSUS_QUERIES
from data.load.cin_census.faults import Report
from data.load.cin_census.rows import COLUMNS, ELEMENT_OF, PREVIOUS_PLANS, Row
from data.load.clean import clean
from data.load.codes import Codes
from data.load.ledger import QUERIED, REJECTED
from data.load.table_form import primary_key, report

# A pupil number is compared over the whole authority once all is loaded, not within a batch.
_ASKED_LATER = "1520"


@dataclass
class Batch:
    """The rows of some children, by table, in the order of the file."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    previous_plans: list[Row] = field(default_factory=list)
    children: int = 0
    size: int = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Add the rows of one child."""
        self.children += 1
        for row in rows:
            self.size += 1
            if row.table == PREVIOUS_PLANS:
                self.previous_plans.append(row)
            else:
                self.rows[row.table].append(row)


def cleaned(batch: Batch, codes: Codes, as_at: datetime, told: Report) -> dict[str, pd.DataFrame]:
    """The batch in the records' normal form, by table; the tables it has no rows of are left out.

    The index of a frame says which of `batch.rows` each row is.
    """
    # Without empty tables a small return takes half the time. Factors stay: that there are none is a doubt.
    frames = {
        table: pd.DataFrame([row.values for row in rows], columns=list(COLUMNS[table]), dtype=object)
        for table, rows in batch.rows.items()
        if rows or table == "ssd_assessment_factors"
    }
    sink = _InReturn(batch, told)
    kept = clean(frames, sink, codes=codes, as_at=as_at)
    for table, frame in kept.items():
        key = primary_key(table)[0]
        # Of rows with one id the first is kept.
        places = {row.values[key]: n for n, row in reversed(list(enumerate(batch.rows[table])))}
        frame.index = pd.Index([places[one] for one in frame[key]], dtype="int64")
    for query in CENSUS_QUERIES:
        if query.table in kept:
            found = kept[query.table][query.found(kept, as_at)]
            report(sink, query.table, found, query.reason, field=query.field, rule=query.rule, treatment=QUERIED)
    return kept


@dataclass(frozen=True)
class _InReturn:
    """A sink for the faults of frames, which names the child, the element and the line in the return."""

    batch: Batch
    told: Report

    def reject_frame(self, faults: pd.DataFrame) -> None:
        for fault in faults.astype(object).where(faults.notna(), None).to_dict("records"):
            if fault["rule"] == _ASKED_LATER:
                continue
            row, column = self.batch.rows[fault["entity"]][fault["line"] - 1], fault["field"]
            self.told.reject(
                fault["entity"],
                fault["reason"],
                child=row.child,
                line=row.lines.get(column) or row.line,
                field=ELEMENT_OF.get(column, column),
                value=row.values.get(column, fault["value"]),
                rule=fault["rule"],
                treatment=fault["treatment"],
            )

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
        self.told.reject(entity, reason, child=key, line=line, field=field, value=value, rule=rule, treatment=treatment)
