"""The made-up authorities that speed is measured on: generated, loaded, and multiplied where many are wanted."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import sqlalchemy as sa

from data.demo import generate
from data.facts import store
from data.facts.tables import metadata
from data.load.write import load_frames
from data.records import engine_for, upgrade
from data.records.partnership import authorities

AS_AT = date(2026, 10, 31)
CHILD_POPULATION = 157_000
# The authority that is asked about alone and among others: the same children each time, not the first of the file.
ONE = "002"
Tell = Callable[[str], None]

# Ids of an authority's own, which another authority's must not equal.
_IDS = ("person_id", "household_key")


@dataclass
class Records:
    """A records store and, where it was made now, the seconds each authority took."""

    url: str
    codes: list[str]
    generating: list[float] = field(default_factory=list)
    loading: list[float] = field(default_factory=list)


def codes_of(count: int) -> list[str]:
    """Codes of so many authorities, in the order the store holds them; of one alone, ONE."""
    return [ONE] if count == 1 else [f"{number:03}" for number in range(1, count + 1)]


def records_of(folder: Path, count: int, scale: float, tell: Tell) -> Records:
    """A store of so many generated authorities, each from its own seed; one that is in the folder is used again."""
    path = folder / f"records-{count}-at-{scale:g}.sqlite"
    made = Records(f"sqlite:///{path}", codes_of(count))
    engine = engine_for(made.url)
    upgrade(engine)
    with engine.connect() as connection:
        held = set(connection.execute(sa.select(authorities.c.authority_code)).scalars())
    for code in made.codes:
        if code not in held:
            tell(f"generating and loading authority {code}, of {count}")
            _load(engine, made, code, scale)
    engine.dispose()
    return made


def _load(engine: sa.Engine, made: Records, code: str, scale: float) -> None:
    seed, name = 2023 + int(code), f"Synthetic County {code}"
    began = time.perf_counter()
    frames = generate(seed, authority_code=code, authority_name=name, as_at=AS_AT, scale=scale)
    made.generating.append(time.perf_counter() - began)
    began = time.perf_counter()
    load_frames(
        engine,
        frames,
        kind="demo",
        source=f"synthetic county, seed {seed}",
        authority_code=code,
        authority_name=name,
        as_at=AS_AT,
        synthetic=True,
        child_population=round(CHILD_POPULATION * scale),
    )
    made.loading.append(time.perf_counter() - began)


def multiplied(facts_url: str, folder: Path, count: int) -> str:
    """Facts of so many authorities, each the rows of one in `facts_url` under a code of its own, in order of authority.

    The rows of an authority keep their order. Gives the address of the new facts.
    """
    path, target = store.reader(facts_url).url.database, f"duckdb:///{folder}"
    with store.build(target) as building:
        connection = building._connection
        connection.execute(f"ATTACH '{path}' AS source (READ_ONLY)")
        held = [code for (code,) in connection.execute("SELECT authority FROM source.authority ORDER BY 1").fetchall()]
        for code in codes_of(count):
            _copy(connection, held[(int(code) - 1) % len(held)], code)
        connection.execute("INSERT INTO snapshot SELECT * FROM source.snapshot")
    return target


def _copy(connection: duckdb.DuckDBPyConnection, held: str, code: str) -> None:
    for name, table in metadata.tables.items():
        if "authority" not in table.columns:
            continue
        ids = [f"? || ':' || {column} AS {column}" for column in _IDS if column in table.columns]
        replaced = ", ".join(["? AS authority", *ids])
        connection.execute(
            f'INSERT INTO "{name}" SELECT * REPLACE ({replaced}) FROM source."{name}" WHERE authority = ?',
            [code, *[code] * len(ids), held],
        )


def rows_of(facts_url: str, tables: Sequence[str]) -> dict[str, int]:
    """How many rows some tables of the facts hold."""
    with store.reader(facts_url).connect() as connection:
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in tables}
