"""Many rows into a table at the speed of the driver.

Dates are put in the database's form once for each different day. On SQLite rows go to the driver as plain tuples:
several times as fast as handing it a dict for each row. On PostgreSQL they are streamed with COPY, faster again.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

WRITE_ROWS = 20_000


def insert_frame(
    connection: Connection, table: Table, frame: pd.DataFrame, written: Callable[[int], None] | None = None
) -> None:
    """Insert every row of `frame`, whose columns are some of the table's.

    `written` is told the number of rows each time some have been written.
    """
    columns = list(frame.columns)
    copying = connection.dialect.name == "postgresql"
    for rows in _chunks(connection.dialect, table, frame):
        if copying:
            _copy(connection, _copy_statement(connection.dialect, table, columns), rows)
        else:
            connection.exec_driver_sql(_statement(connection.dialect, table, columns), rows)
        if written is not None:
            written(len(rows))


def _statement(dialect: Dialect, table: Table, columns: list[str]) -> str:
    """The INSERT with a placeholder for each of `columns`, in order."""
    marks = ", ".join("?" for _ in columns)
    return f"INSERT INTO {_place(dialect, table, columns)} VALUES ({marks})"  # noqa: S608  # nosec B608 - names are quoted


def _copy_statement(dialect: Dialect, table: Table, columns: list[str]) -> str:
    return f"COPY {_place(dialect, table, columns)} FROM STDIN"


def _place(dialect: Dialect, table: Table, columns: list[str]) -> str:
    """The table and its columns as SQL names them."""
    quote = dialect.identifier_preparer
    names = ", ".join(quote.format_column(table.columns[name]) for name in columns)
    return f"{quote.format_table(table)} ({names})"


def _copy(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Stream rows into PostgreSQL in the connection's transaction; a fault is raised as SQLAlchemy's own."""
    if not connection.in_transaction():
        # SQLAlchemy does not see what is done past it, and commits only what it has begun.
        connection.begin()
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as fault:
        raise DBAPIError.instance(statement, None, fault, psycopg.Error, dialect=connection.dialect) from fault


def _chunks(dialect: Dialect, table: Table, frame: pd.DataFrame) -> Iterator[list[tuple[Any, ...]]]:
    for first in range(0, len(frame), WRITE_ROWS):
        part = frame.iloc[first : first + WRITE_ROWS]
        columns = [_for_driver(dialect, table, part[name]) for name in frame.columns]
        yield list(zip(*columns, strict=True))


def _for_driver(dialect: Dialect, table: Table, values: pd.Series) -> list[Any]:
    """The values as the driver takes them; nothing is None."""
    if not pd.api.types.is_datetime64_dtype(values.dtype):
        return list(values.astype(object).where(values.notna(), None))
    place, days = pd.factorize(values)
    moments: list[Any] = list(pd.DatetimeIndex(days).to_pydatetime())
    written = table.columns[str(values.name)].type.dialect_impl(dialect).bind_processor(dialect)
    if written is not None:
        moments = [written(moment) for moment in moments]
    # A missing date has place -1, the last.
    return list(np.array([*moments, None], dtype=object)[place])
