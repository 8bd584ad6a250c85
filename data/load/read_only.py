"""Opening another organisation's database so that nothing can be written to it, and no password is ever shown."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

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
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise Refused(
            "The address of the source is not understood. It should look like "
            "postgresql://user:password@server/database, mssql://... or sqlite:///file."
        ) from None
    if kind not in DRIVERS:
        raise Refused(f"A source can be SQL Server, PostgreSQL or SQLite, not {kind}.")
    return address.set(drivername=DRIVERS[kind])


def _engine(address: URL) -> Engine:
    if address.drivername == "sqlite":
        path = Path(address.database or "")
        if not path.is_file():
            raise Refused(f"There is no file {path}. Check the address of the source.")

        def opened() -> sqlite3.Connection:
            return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)

        return create_engine("sqlite://", creator=opened)
    if address.drivername == DRIVERS["postgresql"]:
        options = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        return create_engine(address, execution_options=options, connect_args={"connect_timeout": ANSWER_SECONDS})
    return create_engine(
        address.update_query_dict({"ApplicationIntent": "ReadOnly"}), connect_args={"timeout": ANSWER_SECONDS}
    )


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
        shown = _shown(make_url(url))
    except ArgumentError:
        shown = "an address that is not understood"
    return f"{shown} schema {schema}" if schema else shown


def _without_secrets(told: str, address: URL) -> str:
    for secret in (str(address.password or ""), str(address.query.get("password", ""))):
        for written in (secret, quote_plus(secret)):
            told = told.replace(written, "***") if written else told
    return re.sub(r"(?i)\b(pwd|password)=[^;\s]+", r"\1=***", told)
