"""Where the facts are kept, and how a new set takes the old one's place.

A refresh builds a whole new set beside the old one and then points to it in one step, so a reader sees the old set or
the new one, never half of either, and a refresh that fails leaves the old one in place.

duckdb:///folder     one file a snapshot in the folder; the file `current` names the one in force, replaced by rename
postgresql://...     one schema a snapshot, named facts_...; renamed to `facts` in one transaction. A reader must
                     first `narrow` what it may see, or it sees no row; see security.py
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
import sqlalchemy as sa

from data.facts import security
from data.facts.tables import authority, metadata, snapshot
from data.settings import settings

_POINTER = "current"
_SCHEMA = "facts"
_SWAP_LOCK = 4_160_726
_OLD = "_old"
_NOT_PERMITTED = "42501"
# The set before the one in force is kept, for readers that are still in the middle of a question.
_KEEP_FILES = 2


class NoFacts(RuntimeError):
    """No refresh has been made yet."""


class Overtaken(RuntimeError):
    """While these facts were being built, others came into force that were built from a later load."""


@dataclass
class Building:
    """A set of facts being built; nothing of it can be read until the building ends well.

    rows     table -> how many rows it has so far
    load_id  the newest load it was built from, once its snapshot is written
    """

    rows: dict[str, int] = field(default_factory=dict)
    load_id: int = 0

    def write(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows to one table. Columns the frame lacks are NULL; columns the table lacks are an error.

        Rows are kept in order of month within what is written at once: pages ask for some months of one authority, and
        like that those lie together.
        """
        known = metadata.tables[table].columns.keys()
        unknown = sorted(set(frame.columns) - set(known))
        if unknown:
            raise KeyError(f"{table} has no column {', '.join(unknown)}")
        self.rows[table] = self.rows.get(table, 0) + len(frame)
        if table == snapshot.name:
            self.load_id = int(frame["load_id"].max())
        if "month" in frame:
            frame = frame.sort_values("month", kind="stable")
        self._insert(table, _whole_numbers(metadata.tables[table], frame.reindex(columns=list(known))))

    def _insert(self, table: str, frame: pd.DataFrame) -> None:
        raise NotImplementedError


def _whole_numbers(table: sa.Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with whole numbers where the table has them: beside a gap pandas keeps 5 as 5.0, which PostgreSQL does
    not read. A number that is not whole is an error."""
    whole = [c.name for c in table.c if isinstance(c.type, sa.Integer) and frame[c.name].dtype.kind == "f"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


@contextmanager
def build(url: str) -> Iterator[Building]:
    """Build a new set of facts and put it in force when the block ends without an error.

    Raises Overtaken, with nothing changed, where the set by then in force was built from a later load: the facts
    never go back in time because a slow refresh ended last.
    """
    if sa.make_url(url).get_backend_name() == "duckdb":
        with _build_duckdb(_folder(url)) as building:
            yield building
    else:
        with _build_postgresql(_server(url), settings().facts_reader_role) as building:
            yield building


def reader(url: str) -> sa.Engine:
    """An engine that can only read, on the set in force now. Raises NoFacts where there is none.

    Cheap to ask for every question: the engine is kept until another set is in force.
    """
    if sa.make_url(url).get_backend_name() == "duckdb":
        folder = _folder(url)
        try:
            name = (folder / _POINTER).read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            raise NoFacts("No facts have been built yet. Run: python manage.py refresh") from error
        return _duckdb_reader(str(folder / name))
    return _postgresql_reader(url)


def narrow(
    connection: sa.Connection,
    authorities: tuple[str, ...] | None,
    teams: tuple[str, ...] | None,
    *,
    without_teams: tuple[str, ...] = (),
) -> None:
    """Let the current transaction see the rows of these authorities and teams alone, None being every one; and none of
    those without which it asks.

    On PostgreSQL, until this is called, it sees none. DuckDB has no such rule: there the door alone narrows.
    """
    if connection.dialect.name == "postgresql":
        security.narrow(connection, authorities, teams, without_teams)


def real_authorities(url: str) -> list[str]:
    """Codes of the authorities in the facts in force whose children are real; none where there are no facts."""
    with suppress(NoFacts):
        engine = reader(url)
        return list(_real(engine, in_force(engine)))
    return []


@lru_cache(maxsize=4)
def _real(engine: sa.Engine, _in_force: str) -> tuple[str, ...]:
    real = sa.select(authority.c.authority).where(authority.c.synthetic == 0).order_by(authority.c.authority)
    with engine.connect() as connection:
        narrow(connection, None, None)
        return tuple(connection.scalars(real))


def discard(url: str) -> None:
    """Take every set of facts away: the records they were built from are no longer held."""
    if sa.make_url(url).get_backend_name() == "duckdb":
        folder = _folder(url)
        (folder / _POINTER).unlink(missing_ok=True)
        for file in folder.glob("facts-*.duckdb"):
            file.unlink(missing_ok=True)
        return
    engine = sa.create_engine(_server(url))
    with engine.begin() as connection:
        for name in sa.inspect(connection).get_schema_names():
            if name == _SCHEMA or (name.startswith(f"{_SCHEMA}_") and name.endswith(_OLD)):
                connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
    engine.dispose()
    _postgresql_reader.cache_clear()


def in_force(engine: sa.Engine) -> str:
    """Which set of facts a reader's engine reads now: another set, another answer.

    Raises PermissionError where its role was not given leave to read them.
    """
    if engine.dialect.name == "duckdb":
        return str(engine.url.database)
    try:
        with engine.connect() as connection:
            return str(connection.execute(sa.select(snapshot.c.snapshot_id)).scalar_one())
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == _NOT_PERMITTED:
            raise PermissionError(
                "The database role in FACTS_URL may not read the facts. Name it in FACTS_READER_ROLE and refresh them."
            ) from error
        # The engine is kept, and the facts it read have been taken away since.
        raise NoFacts("No facts have been built yet. Run: python manage.py refresh") from error


def _refuse_if_overtaken(engine: sa.Engine, building: Building) -> None:
    with engine.connect() as connection:
        try:
            newest = connection.execute(sa.select(snapshot.c.load_id)).scalar()
        except sa.exc.ProgrammingError:  # facts of an older version of this product do not say
            newest = None
    if newest is not None and newest > building.load_id:
        raise Overtaken("Newer facts were put in force meanwhile. They stay: these were built from an earlier load.")


@lru_cache(maxsize=2)
def _duckdb_reader(path: str) -> sa.Engine:
    return sa.create_engine(sa.URL.create("duckdb", database=path), connect_args={"read_only": True})


@lru_cache(maxsize=2)
def _postgresql_reader(url: str) -> sa.Engine:
    # No connection is kept between questions: an engine that falls out of this cache leaves none open behind it.
    engine = sa.create_engine(_server(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        built = sa.inspect(connection).has_schema(_SCHEMA)
    if not built:
        engine.dispose()
        raise NoFacts("No facts have been built yet. Run: python manage.py refresh")
    return engine.execution_options(schema_translate_map={None: _SCHEMA}, postgresql_readonly=True)


def _folder(url: str) -> Path:
    database = sa.make_url(url).database
    if not database or database == ":memory:":
        raise ValueError("FACTS_URL must name a folder, for example duckdb:///var/facts")
    return Path(database)


def _server(url: str) -> sa.URL:
    address = sa.make_url(url)
    if address.get_backend_name() not in {"postgresql", "postgres"}:
        raise ValueError(f"Facts can be kept in DuckDB or PostgreSQL, not {address.get_backend_name()}.")
    return address.set(drivername="postgresql+psycopg")


class _DuckDB(Building):
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._connection = connection

    def _insert(self, table: str, frame: pd.DataFrame) -> None:
        self._connection.register("incoming", frame)
        self._connection.execute(f'INSERT INTO "{table}" SELECT * FROM incoming')  # noqa: S608  # nosec B608 - our names
        self._connection.unregister("incoming")


@contextmanager
def _build_duckdb(folder: Path) -> Iterator[Building]:
    folder.mkdir(parents=True, exist_ok=True)
    number = secrets.token_hex(6)
    # Under another name until it is whole: other builds tidy up while this one runs.
    path, whole = folder / f"building-{number}.duckdb", folder / f"facts-{number}.duckdb"
    try:
        engine = sa.create_engine(sa.URL.create("duckdb", database=str(path)))
        metadata.create_all(engine)
        engine.dispose()
        with duckdb.connect(str(path)) as connection:
            building = _DuckDB(connection)
            connection.begin()
            yield building
            connection.commit()
        with suppress(NoFacts):
            _refuse_if_overtaken(reader(f"duckdb:///{folder}"), building)
        path.rename(whole)
        pointer = folder / f"{_POINTER}-{number}"
        pointer.write_text(whole.name, encoding="utf-8")
        pointer.replace(folder / _POINTER)
    except BaseException:
        for left in folder.glob(f"*-{number}*"):
            left.unlink(missing_ok=True)
        raise
    _tidy(folder)


def forget_old(url: str) -> None:
    """Take away every set but the one in force: it may tell of children whose records have been removed."""
    if sa.make_url(url).get_backend_name() == "duckdb":
        folder = _folder(url)
        in_force_now = (folder / _POINTER).read_text(encoding="utf-8").strip()
        for file in folder.glob("facts-*.duckdb"):
            if file.name != in_force_now:
                file.unlink(missing_ok=True)
    else:
        engine = sa.create_engine(_server(url))
        _drop_old(engine)
        engine.dispose()


def _tidy(folder: Path) -> None:
    # The one in force need not be the newest: of two builds at once the older may be the last to finish.
    in_force_now = (folder / _POINTER).read_text(encoding="utf-8").strip()
    others = [file for file in folder.glob("facts-*.duckdb") if file.name != in_force_now]
    others.sort(key=lambda file: file.stat().st_mtime, reverse=True)
    for old in others[_KEEP_FILES - 1 :]:
        try:
            old.unlink()
        except PermissionError:  # on Windows a file that is being read cannot go yet: the next refresh takes it
            continue
    # What a refresh that was killed, or ran out of disk, left behind.
    day_ago = time.time() - 24 * 3600
    for left in (*folder.glob("building-*"), *folder.glob(f"{_POINTER}-*")):
        if left.stat().st_mtime < day_ago:
            left.unlink(missing_ok=True)


def _drop_old(engine: sa.Engine) -> None:
    """Drop the sets no longer in force. One that is still being read stays until the next build."""
    for name in sa.inspect(engine).get_schema_names():
        if name.startswith(f"{_SCHEMA}_") and name.endswith(_OLD):
            try:
                with engine.begin() as connection:
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
                    connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
            except sa.exc.OperationalError:
                continue


class _PostgreSQL(Building):
    def __init__(self, connection: sa.Connection, schema: str) -> None:
        super().__init__()
        self._connection = connection
        self._schema = schema

    def _insert(self, table: str, frame: pd.DataFrame) -> None:
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        target = f'COPY "{self._schema}"."{table}" ({columns}) FROM STDIN'
        rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
        cursor = self._connection.connection.cursor()
        with cursor.copy(target) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def _build_postgresql(address: sa.URL, reader_role: str | None) -> Iterator[Building]:
    schema = f"{_SCHEMA}_{secrets.token_hex(6)}"
    engine = sa.create_engine(address)
    try:
        # All in one transaction: what is not committed was never there, for readers and for the disk.
        with engine.begin() as connection:
            # One build at a time: two that each make and drop tables can lock each other out.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SWAP_LOCK})")
            if reader_role:
                security.refuse_unless_bound(connection, reader_role)
            connection.execute(sa.schema.CreateSchema(schema))
            metadata.create_all(connection.execution_options(schema_translate_map={None: schema}))
            building = _PostgreSQL(connection, schema)
            yield building
            for table, columns in {
                "plan_month": "authority, month",
                "household_month": "authority, month",
                "sibling_month": "authority, month",
                "event": "authority, kind, month",
            }.items():
                connection.exec_driver_sql(f'CREATE INDEX ON "{schema}"."{table}" ({columns})')
                connection.exec_driver_sql(f'ANALYZE "{schema}"."{table}"')
            security.protect(connection, schema)
            if reader_role:
                security.admit(connection, schema, reader_role)
            if sa.inspect(connection).has_schema(_SCHEMA):
                _refuse_if_overtaken(engine.execution_options(schema_translate_map={None: _SCHEMA}), building)
                connection.exec_driver_sql(f'ALTER SCHEMA {_SCHEMA} RENAME TO "{schema}{_OLD}"')
            connection.exec_driver_sql(f'ALTER SCHEMA "{schema}" RENAME TO {_SCHEMA}')
        _drop_old(engine)
    finally:
        engine.dispose()
