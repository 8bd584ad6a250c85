"""Opening another organisation's database so that nothing can be written to it, and no password is ever shown."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from data.load.faults import Refused

DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mssql": "mssql+pyodbc",
}
# How long a server may take to let us in.
ANSWER_SECONDS = 15
# The first word of every statement a source may be sent.
QUERY_WORDS = ("select", "pragma", "show")


def open_read_only(url: str | URL) -> Engine:
    """An engine through which nothing can be written.

    Raises Refused when the address is not understood or the driver for its kind of database is not installed.
    """
    address = source_address(url)
    try:
        engine = _engine(address)
    except ModuleNotFoundError as missing:
        raise Refused(
            f"The driver for {address.get_backend_name()} is not installed here: {missing.name}. "
            f"Install it (pip install {missing.name}) and try again."
        ) from None
    event.listen(engine, "before_cursor_execute", _only_queries)
    return engine


def source_address(url: str | URL) -> URL:
    """The address with the driver the product uses. Raises Refused when it is none, or of an unknown kind."""
    refuse_loose_sign(url)
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Refused(
            "The address of the source is not understood. It should look like "
            "postgresql://user:password@server/database, mssql://... or sqlite:///file."
        ) from None
    if kind not in DRIVERS:
        raise Refused(f"A source can be SQL Server, PostgreSQL or SQLite, not {kind}.")
    return address.set(drivername=DRIVERS[kind])


def refuse_loose_sign(url: str | URL) -> None:
    """Raises Refused for an address with an @ in its user name or password that is not written as %40: it would be cut
    there, and what comes after taken for the server and shown."""
    if isinstance(url, str) and url.count("@") > 1 and not url.lower().startswith("sqlite"):
        raise Refused(
            "The address of the source has more than one @. The last one goes before the server: write any other, as "
            "in a user name or a password, as %40."
        )


def _engine(address: URL) -> Engine:
    if address.drivername == "sqlite":
        path = Path(address.database or "")
        if not path.is_file():
            raise Refused(f"There is no file {path}. Check the address of the source.")

        def opened() -> sqlite3.Connection:
            where = f"file:{quote(str(path.resolve()))}?mode=ro"
            # Transactions are begun by us: left to itself, each query would see what had been written by then.
            return sqlite3.connect(where, uri=True, timeout=ANSWER_SECONDS, isolation_level=None)

        engine = create_engine("sqlite://", creator=opened)
        event.listen(engine, "begin", _begin_reading)
        return engine
    if address.drivername == DRIVERS["postgresql"]:
        options = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        engine = create_engine(address, execution_options=options, connect_args={"connect_timeout": ANSWER_SECONDS})
        event.listen(engine, "connect", _read_any_date)
        return engine
    return create_engine(
        address.update_query_dict({"ApplicationIntent": "ReadOnly"}), connect_args={"timeout": ANSWER_SECONDS}
    )


def _begin_reading(connection: Connection) -> None:
    """All that is read is as it was at one moment, though somebody writes meanwhile."""
    held = connection.connection.dbapi_connection
    if held is not None:
        held.cursor().execute("BEGIN")


def _read_any_date(connection: psycopg.Connection[object], _: object) -> None:
    """A day that Python has no date for, such as infinity, comes as it is written, to be refused with its row."""
    for name, loader in DATES.items():
        connection.adapters.register_loader(name, loader)


def _or_as_written(loader: type[Loader]) -> type[Loader]:
    def load(self: Loader, data: Buffer) -> object:
        try:
            return loader.load(self, data)
        except psycopg.DataError:
            return bytes(data).decode()

    return type(f"{loader.__name__}OrAsWritten", (loader,), {"load": load})


DATES = {
    "date": _or_as_written(DateLoader),
    "timestamp": _or_as_written(TimestampLoader),
    "timestamptz": _or_as_written(TimestamptzLoader),
}


def _only_queries(
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: object,
    executemany: bool,
) -> None:
    if not statement.lstrip().lower().startswith(QUERY_WORDS):
        raise Refused("The dashboard tried to write to the source, and was stopped. Please report this.")


@contextmanager
def plain_refusal(address: URL) -> Iterator[None]:
    """Turn what a driver says into a Refused that a data manager can act on and that shows no password."""
    try:
        yield
    except SQLAlchemyError as error:
        told = type(error).__name__
        # What a driver says of a login or an address helps; what it says of a row may be the row.
        if isinstance(error, OperationalError) and "decode" not in str(error).lower():
            told = (str(error.orig or "").strip() or told).splitlines()[0]
        raise Refused(
            f"The source could not be read: {_shown(address)}. "
            "Check the address, the login and that the server can be reached from here. "
            f"The database said: {_without_secrets(told, address)}"
        ) from None


def _shown(address: URL) -> str:
    """The address without password, and without options, which may hold one."""
    return address.set(query={}).render_as_string(hide_password=True)


def source_name(url: str | URL, schema: str | None) -> str:
    """How a source is written down: its address without password and options, and the schema."""
    try:
        refuse_loose_sign(url)
        shown = _shown(make_url(url))
    except (ArgumentError, ValueError, Refused):
        shown = "an address that is not understood"
    return f"{shown} schema {schema}" if schema else shown


def _without_secrets(told: str, address: URL) -> str:
    for secret in (str(address.password or ""), str(address.query.get("password", ""))):
        for written in (secret, quote_plus(secret)):
            told = told.replace(written, "***") if written else told
    return re.sub(r"(?i)\b(pwd|password)=[^;\s]+", r"\1=***", told)
