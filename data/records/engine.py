"""Reaching the records: an engine for SQLite or PostgreSQL, the schema brought up to date, a consistent view.

On SQLite a transaction begins with its first write, at once as a writer, and waits up to ten seconds for
another writer to finish; reading never waits. That is close to what PostgreSQL does. A writer that has waited its
time gets RecordsBusy, on either. Where several reads must agree with each other, use `snapshot`; where what is read
decides what is written, `begin_writing` first.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
BUSY_TIMEOUT_SECONDS = 10.0

# Any fixed number will do, so long as every process upgrading these records takes the same one.
_UPGRADE_LOCK = 4_160_725


# What PostgreSQL calls a lock it has waited too long for.
_LOCK_NOT_AVAILABLE = "55P03"


class SchemaTooNew(RuntimeError):
    """The records were last upgraded by a newer version of this product than the one now running."""


class RecordsBusy(SQLAlchemyError):
    """Another process is writing to the records, and went on for longer than a writer waits."""

    def __init__(self) -> None:
        super().__init__("Another load or refresh is writing to these records. Wait for it to end and try again.")


def engine_for(url: str | URL) -> Engine:
    """An engine for records at `url`: `sqlite:///path` or `postgresql://...` (`postgres://` is accepted too).

    Foreign keys are enforced on both. A SQLite file's folder is made if it is not there.
    """
    address = make_url(url)
    if address.get_backend_name() in {"postgresql", "postgres"}:
        engine = create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _say_busy)
        return engine
    if address.get_backend_name() != "sqlite":
        raise ValueError(
            f"Records can be kept in SQLite or PostgreSQL, not {address.get_backend_name()}. "
            "Set DATABASE_URL to an address that starts sqlite:/// or postgresql://"
        )
    if address.database and not address.database.startswith((":memory:", "file:")):
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"isolation_level": "IMMEDIATE"}, hide_parameters=True)
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "handle_error", _say_busy)
    return engine


def _say_busy(context: ExceptionContext) -> RecordsBusy | None:
    """RecordsBusy in the place of a driver's own word for a lock it could not get."""
    fault = context.original_exception
    if isinstance(fault, sqlite3.OperationalError):
        # The lowest byte is the kind of fault; SQLite has several kinds of busy.
        busy = getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    else:
        busy = getattr(fault, "sqlstate", None) == _LOCK_NOT_AVAILABLE
    return RecordsBusy() if busy else None


def _settle_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # First, so that the statements after it wait for a writer rather than fail.
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_SECONDS * 1000)}")
    cursor.execute("PRAGMA foreign_keys = ON")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Two processes that open a new file together may both try to switch it, and SQLite does not wait for that."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection for reading on which every read sees the records as they were at the first of them."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN DEFERRED")
            yield connection
    else:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection:
            yield connection


def begin_writing(connection: Connection) -> None:
    """On SQLite become the one writer now and not at the first write, so that what is read until then still holds
    when it is written. On PostgreSQL, where rows are locked one by one, nothing is done."""
    if connection.dialect.name == "sqlite" and not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def defer_foreign_keys(connection: Connection) -> None:
    """Until this transaction ends, check foreign keys at the commit and not at each statement.

    For a reload, which takes a child's row out and puts it back while rows about that child stay. A row left
    pointing at nothing still stops the commit, with an IntegrityError.
    """
    if connection.dialect.name == "sqlite":
        # SQLite forgets this setting unless a transaction is open, and none is open before the first write.
        begin_writing(connection)
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def upgrade(engine: Engine) -> None:
    """Bring the records' schema up to date: every table made if there is none, nothing done if all is there.

    One transaction; two processes that start together take turns. Raises SchemaTooNew if the records come
    from a newer version of the product.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        # Asked without a lock first: starting the app must not wait for a long load to finish.
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.begin() as connection:
        _take_turns(connection)
        _refuse_newer(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})


def _refuse_newer(connection: Connection, config: Config) -> None:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaTooNew(
            f"This copy of the dashboard does not know version {revision} of the records. "
            "Install the newer dashboard, or set DATABASE_URL to other records."
        )
