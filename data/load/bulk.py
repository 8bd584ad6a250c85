"""Many rows into a table at the speed of the driver.

Dates are put in the database's form once for each different day, and rows go to the driver as plain tuples:
several times as fast as handing it a dict for each row.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Dialect, Table

WRITE_ROWS = 20_000
PLACEHOLDER = {"qmark": "?", "pyformat": "%s"}


def insert_frame(
    connection: Connection, table: Table, frame: pd.DataFrame, written: Callable[[int], None] | None = None
) -> None:
    """Insert every row of `frame`, whose columns are some of the table's.

    `written` is told the number of rows each time some have been written.
    """
    statement = _statement(connection.dialect, table, list(frame.columns))
    for rows in _chunks(connection.dialect, table, frame):
        connection.exec_driver_sql(statement, rows)
        if written is not None:
            written(len(rows))


def _statement(dialect: Dialect, table: Table, columns: list[str]) -> str:
    """The INSERT with a placeholder for each of `columns`, in order."""
    quote = dialect.identifier_preparer
    names = ", ".join(quote.format_column(table.columns[name]) for name in columns)
    marks = ", ".join([PLACEHOLDER[dialect.paramstyle]] * len(columns))
    return f"INSERT INTO {quote.format_table(table)} ({names}) VALUES ({marks})"  # noqa: S608  # nosec B608 - names are quoted


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
