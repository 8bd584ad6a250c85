"""An authority's own Standard Safeguarding Dataset, read where it stands and never written.

The login should be allowed SELECT and nothing more. Beside that, a SQLite file is opened read-only, PostgreSQL is
told that the transaction only reads, and any statement but a query is stopped before it is sent.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import (
    URL,
    ColumnClause,
    Connection,
    Engine,
    Select,
    TableClause,
    column,
    false,
    inspect,
    literal_column,
    select,
    table,
)
from sqlalchemy.sql.elements import quoted_name

from data.load.authority import authorities_to_remove, refuse_code
from data.load.ledger import Refused, load
from data.load.read_only import open_read_only, plain_refusal, source_address, source_name
from data.load.table_form import primary_key, standard_name
from data.load.write import LoadSummary, Progress, load_frames, no_progress
from data.records import SSD_TABLES, metadata

KIND = "ssd"
READ_ROWS = 20_000
PLANS = ("ssd_cp_plans", "ssd_cin_plans")
# How far along a load is when its source is read; the rest is cleaning and writing.
HAVE_READ = 0.4

# A table of the standard to its name as spelt there, and its columns to theirs.
Found = dict[str, tuple[str, dict[str, str]]]


@dataclass(frozen=True)
class SourceRead:
    """What a source held.

    source           its address without the password, and the schema
    frames           table name to frame: the standard's column names that the source has, values as it has them,
                     rows in the order of their ids
    missing_tables   tables of the standard it lacks; extension tables are not counted, each is optional
    missing_columns  table name to the standard's columns it lacks
    """

    source: str
    frames: dict[str, pd.DataFrame]
    missing_tables: tuple[str, ...]
    missing_columns: dict[str, tuple[str, ...]]


def read_source(url: str | URL, schema: str | None = None, progress: Progress | None = None) -> SourceRead:
    """Read every table of the standard and its extensions that the source has.

    url     sqlite:///file, postgresql://... or mssql://... (its ODBC driver as ?driver=)
    schema  where the tables are, if not in the login's default schema
    Raises Refused, never showing the password, when the source cannot be reached, or has no ssd_person or no plans.
    """
    tell = progress or no_progress
    address = source_address(url)
    with plain_refusal(address):
        engine = open_read_only(address)
        try:
            with engine.connect() as connection:
                found = _find_tables(connection, schema)
                _require_core(connection, found, schema)
                frames: dict[str, pd.DataFrame] = {}
                for number, (name, (spelt, columns)) in enumerate(found.items()):
                    tell(f"Reading {name}", number / len(found))
                    frames[name] = _read_table(connection, name, spelt, columns, schema)
        finally:
            engine.dispose()
    missing = {name: _missing_columns(name, columns) for name, (_, columns) in found.items()}
    return SourceRead(
        source=source_name(address, schema),
        frames=frames,
        missing_tables=tuple(n for n in SSD_TABLES if n not in found and not n.startswith("ssd_x_")),
        missing_columns={name: columns for name, columns in missing.items() if columns},
    )


def load_ssd(
    engine: Engine,
    url: str | URL,
    *,
    schema: str | None = None,
    authority_code: str,
    authority_name: str,
    as_at: date | None = None,
    child_population: int | None = None,
    synthetic: bool = False,
    codes_file: Path | None = None,
    progress: Progress | None = None,
) -> LoadSummary:
    """Make what the source holds the authority's records, in one load. See `read_source` and `load_frames`.

    Raises Refused, with the records as they were and the reason on the ledger.
    """
    tell = progress or no_progress
    try:
        # What will be refused in the end is refused before a source is read for minutes.
        with engine.connect() as connection:
            going = authorities_to_remove(connection, synthetic=synthetic)
            refuse_code(connection, authority_code, going=going)
        read = read_source(url, schema, lambda what, done: tell(what, HAVE_READ * done))
    except Refused:
        # Raised again inside a load, which writes down why nothing came of it.
        with load(engine, kind=KIND, source=source_name(url, schema), authority=authority_code):
            raise
    return load_frames(
        engine,
        read.frames,
        kind=KIND,
        source=read.source,
        authority_code=authority_code,
        authority_name=authority_name,
        as_at=as_at,
        synthetic=synthetic,
        child_population=child_population,
        progress=lambda what, done: tell(what, HAVE_READ + (1 - HAVE_READ) * done),
        codes_file=codes_file,
    )


def _find_tables(connection: Connection, schema: str | None) -> Found:
    """The standard's tables that are there, as tables or views: name to (name as spelt, columns as spelt)."""
    inspector = inspect(connection)
    there = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
    spelt = {name.lower(): name for name in reversed(there)}
    found: Found = {}
    for name in SSD_TABLES:
        if name in spelt:
            known = set(metadata.tables[name].columns.keys())
            columns = _columns_of(connection, spelt[name], schema)
            found[name] = (
                spelt[name],
                {standard_name(one): one for one in reversed(columns) if standard_name(one) in known},
            )
    return found


def _columns_of(connection: Connection, spelt: str, schema: str | None) -> list[str]:
    """Column names as spelt, from a query that gives no row: types do not matter, and may be unknown here."""
    nothing: Select[tuple[object, ...]] = (
        select(literal_column("*")).select_from(_source_table(spelt, schema)).where(false())
    )
    return list(connection.execute(nothing).keys())


def _source_table(spelt: str, schema: str | None) -> TableClause:
    return table(quoted_name(spelt, quote=True), schema=schema)


def _require_core(connection: Connection, found: Found, schema: str | None) -> None:
    """Refuse a source from which no child on a plan could be shown."""
    lacking = []
    if "ssd_person" not in found:
        lacking.append("ssd_person")
    if not any(name in found for name in PLANS):
        lacking.append(" or ".join(PLANS))
    if not lacking:
        return
    where = f"schema {schema}" if schema else "the default schema"
    elsewhere = _schemas_with_people(connection, schema)
    raise Refused(
        f"The source cannot be loaded: {where} has no {' and no '.join(lacking)}. "
        + (
            f"There is an ssd_person in {', '.join(elsewhere)}: give that as the schema."
            if elsewhere
            else "Give the schema the Standard Safeguarding Dataset is in, or ask for the tables to be deployed. "
            "Temporary tables (#ssd_person) cannot be read from here: ask for persistent ones."
        )
    )


def _schemas_with_people(connection: Connection, schema: str | None) -> list[str]:
    inspector = inspect(connection)
    others = [name for name in inspector.get_schema_names() if name != schema]
    return [
        name
        for name in others
        if any(
            one.lower() == "ssd_person" for one in (*inspector.get_table_names(name), *inspector.get_view_names(name))
        )
    ]


def _missing_columns(name: str, columns: dict[str, str]) -> tuple[str, ...]:
    return tuple(one.name for one in metadata.tables[name].columns if one.name not in columns)


def _read_table(
    connection: Connection, name: str, spelt: str, columns: dict[str, str], schema: str | None
) -> pd.DataFrame:
    """The wanted columns of one table under the standard's names, fetched READ_ROWS rows at a time.

    Columns carry no type, so that each value comes as the driver gives it and is read where dates and codes are.
    """
    wanted = [one.name for one in metadata.tables[name].columns if one.name in columns]
    if not wanted:
        return pd.DataFrame()
    given: dict[str, ColumnClause[object]] = {one: column(quoted_name(columns[one], quote=True)) for one in wanted}
    rows = select(*given.values()).select_from(_source_table(spelt, schema))
    keys = [given[key] for key in primary_key(name) if key in given]
    result = connection.execution_options(stream_results=True).execute(rows.order_by(*keys))
    fetched = [tuple(row) for part in result.partitions(READ_ROWS) for row in part]
    return pd.DataFrame(fetched, columns=wanted, dtype=object)
