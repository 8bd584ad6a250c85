"""One load is one transaction, and the ledger says what became of every row.

`loads` has a row for every attempt: loaded, unchanged or refused; and one for an authority removed. `load_tables` says
what each table held. `load_rejections` keeps each fault with the file, line, field and value, in words a data manager
can act on.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from data.load.bulk import insert_frame
from data.load.faults import (
    CORRECTED,
    DUPLICATE_ROW,
    DUPLICATE_VISIT,
    QUERIED,
    REJECTED,
    REPLACED_RETURN,
    Fault,
    Faults,
    FaultSink,
    Refused,
    TableCount,
    not_stored,
)
from data.records import RecordsBusy, metadata
from data.records.engine import BUSY_TIMEOUT_SECONDS

__all__ = [
    "CORRECTED",
    "DUPLICATE_ROW",
    "DUPLICATE_VISIT",
    "QUERIED",
    "REJECTED",
    "REMOVED",
    "REPLACED_RETURN",
    "Fault",
    "FaultSink",
    "Faults",
    "Load",
    "Refused",
    "TableCount",
    "already_loaded",
    "is_loaded",
    "load",
    "not_stored",
    "without_password",
]

loads = metadata.tables["loads"]
load_tables = metadata.tables["load_tables"]
load_rejections = metadata.tables["load_rejections"]
authorities = metadata.tables["authorities"]

CODE_WIDTH = 9
# Kind and outcome of taking an authority out of the records.
REMOVED = "removed"

_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@\s]+@")


class Load:
    """A load under way. Write through `connection`; report through `reject` and `count`.

    Nothing is sent to the store before `connection` or `load_id` is first used, so a loader can read and clean
    its source without keeping anyone else from writing.
    """

    def __init__(self, connection: Connection, opened: dict[str, Any]) -> None:
        self.connection = connection
        self.opened = opened
        self.faults = Faults()
        self.tables: dict[str, TableCount] = {}
        self.outcome = "loaded"
        self.reason: str | None = None
        self.as_at: datetime | None = opened["as_at"]
        self.sha256: str | None = opened["sha256"]
        self.reject = self.faults.reject
        self.reject_frame = self.faults.reject_frame
        self._load_id: int | None = None

    @property
    def load_id(self) -> int:
        """The load's number, taken when first asked for."""
        if self._load_id is None:
            self._load_id = _open_row(self.connection, {**self.opened, "outcome": self.outcome})
        return self._load_id

    def count(
        self,
        table: str,
        read: int = 0,
        kept: int = 0,
        present: bool = True,
        missing_columns: Sequence[str] = (),
    ) -> None:
        """Add to what is known of a table: rows read and kept, whether the source has it, columns it lacks."""
        known = self.tables.setdefault(table, TableCount(present=present))
        known.read += read
        known.kept += kept
        known.present = known.present or present
        known.missing_columns = tuple(sorted({*known.missing_columns, *missing_columns}))

    def unchanged(self, reason: str | None = None) -> None:
        """Say that the records stay: the source holds what is already loaded, unless `reason` says otherwise."""
        self.outcome, self.reason = "unchanged", reason

    def finish(self) -> None:
        """Write the counts and, unless unchanged, the faults; called once, before the commit."""
        faults = self.faults.frame()
        for table, gone in faults.loc[not_stored(faults), "entity"].value_counts().items():
            self.tables.setdefault(str(table), TableCount()).rejected = int(gone)
        _write_tables(self.connection, self.load_id, self.tables)
        if self.outcome == "loaded":
            _write_faults(self.connection, self.load_id, faults, self.opened["source"])
        self.connection.execute(
            update(loads)
            .where(loads.c.load_id == self.load_id)
            .values(
                finished_at=_now(),
                as_at=self.as_at,
                sha256=self.sha256,
                outcome=self.outcome,
                reason=self.reason,
                rows_read=sum(count.read for count in self.tables.values()),
                rows_kept=sum(count.kept for count in self.tables.values()),
                rows_rejected=int(not_stored(faults).sum()),
                rows_queried=int((faults["treatment"] == QUERIED).sum()),
            )
        )


# Any fixed number will do, so long as every process loading these records takes the same one.
_LOAD_LOCK = 4_160_727


@contextmanager
def load(
    engine: Engine,
    *,
    kind: str,
    source: str,
    authority: str | None,
    as_at: datetime | None = None,
    synthetic: bool = False,
    sha256: str | None = None,
) -> Iterator[Load]:
    """One load in one transaction: all of it is in the records afterwards, or none of it.

    kind        cin-census, ssd, demo, or removed where an authority is taken out
    source      file name or address; a password in it is hidden
    authority   the authority's code
    Any exception undoes everything written, leaves a `loads` row 'refused' with the reason and the faults found
    so far, and goes on to the caller. RecordsBusy, while another process is loading, leaves no row.
    """
    opened = {
        "kind": kind,
        "source": without_password(source)[:400],
        "sha256": sha256,
        # What is no code is refused, and that is written down as far as there is room.
        "authority_code": authority and authority[:CODE_WIDTH],
        "started_at": _now(),
        "as_at": as_at,
        "synthetic": synthetic,
    }
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # As on SQLite: one load at a time, so that two cannot both find the store empty, and no endless wait.
            connection.execute(text(f"SET LOCAL lock_timeout = {int(BUSY_TIMEOUT_SECONDS * 1000)}"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOAD_LOCK})
        under_way = Load(connection, opened)
        try:
            yield under_way
            under_way.finish()
            connection.commit()
        except BaseException as error:
            connection.rollback()
            # Where the records cannot be written at all (the disk is full, another load goes on), what the caller
            # must hear is the first fault and not a second.
            if not isinstance(error, RecordsBusy):
                with suppress(SQLAlchemyError):
                    _record_refusal(engine, under_way, error)
            raise


def already_loaded(engine: Engine, kind: str, authority: str, sha256: str) -> bool:
    """Whether the authority's records are, as they stand, what this very source gave when last loaded."""
    with engine.connect() as connection:
        return is_loaded(connection, kind, authority, sha256)


def is_loaded(connection: Connection, kind: str, authority: str, sha256: str) -> bool:
    """`already_loaded` inside a transaction. A load of anything else since then makes it False."""
    held = select(authorities.c.authority_code).where(authorities.c.authority_code == authority)
    if connection.scalar(held) is None:
        return False
    last = connection.execute(
        select(loads.c.kind, loads.c.sha256)
        .where(loads.c.authority_code == authority, loads.c.outcome == "loaded")
        .order_by(loads.c.load_id.desc())
        .limit(1)
    ).first()
    return last is not None and (last.kind, last.sha256) == (kind, sha256)


def without_password(text: str) -> str:
    """The text with the password of any address in it shown as ***."""
    return _PASSWORD.sub(r"\1:***@", text)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _open_row(connection: Connection, opened: dict[str, Any]) -> int:
    zero = {"rows_read": 0, "rows_kept": 0, "rows_rejected": 0, "rows_queried": 0}
    key = connection.execute(insert(loads).values(**zero, **opened)).inserted_primary_key
    if key is None:
        raise RuntimeError("The database gave the load no number.")
    return int(key[0])


def _record_refusal(engine: Engine, load: Load, error: BaseException) -> None:
    """Write the refused load in a transaction of its own."""
    for fault in error.faults if isinstance(error, Refused) else ():
        load.reject("source", fault.reason, file=fault.file, line=fault.line, field=fault.field, value=fault.value)
    faults = load.faults.frame()
    with engine.begin() as connection:
        load_id = _open_row(
            connection,
            {
                **load.opened,
                "outcome": "refused",
                "finished_at": _now(),
                "reason": without_password(_reason(error)),
            },
        )
        _write_faults(connection, load_id, faults, load.opened["source"])


def _reason(error: BaseException) -> str:
    """Why a load stopped, without the rows in hand: a database's message lists the values it was given."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        original = getattr(error, "orig", None)
        told = str(original).splitlines()[0] if original is not None and str(original) else ""
        return f"The database stopped the load ({type(error).__name__}): {told}".rstrip(": ")
    if not isinstance(error, Exception):
        return "The load was broken off. Nothing was changed."
    return f"The load stopped with a fault in the program ({type(error).__name__}). Nothing was changed."


def _write_tables(connection: Connection, load_id: int, tables: dict[str, TableCount]) -> None:
    rows = [
        {
            "load_id": load_id,
            "table_name": name,
            "present": count.present,
            "rows_read": count.read,
            "rows_kept": count.kept,
            "missing_columns": ", ".join(count.missing_columns) or None,
        }
        for name, count in tables.items()
    ]
    if rows:
        connection.execute(insert(load_tables), rows)


def _write_faults(connection: Connection, load_id: int, faults: pd.DataFrame, source: str) -> None:
    """Write faults in the order found; a fault that names no file is the source's."""
    rows = faults.rename(columns={"key": "record_key", "file": "file_name"})
    rows["file_name"] = rows["file_name"].where(rows["file_name"].notna(), source)
    for column, width in (("record_key", 200), ("file_name", 400), ("field", 100)):
        rows[column] = rows[column].map(lambda text, width=width: None if text is None else str(text)[:width])
    rows["load_id"] = load_id
    insert_frame(connection, load_rejections, rows)
