"""What is written into the facts is read from them, wherever they are kept; and readers can only read."""

import os
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data.facts import store
from data.facts.store import NoFacts, build, narrow, reader
from data.facts.tables import event, metadata, plan_month, snapshot
from tests.data.facts.stored import about, homes, households, put, read

# --- Building and reading ---


def test_before_the_first_build_the_reader_is_told_to_make_one(url: str) -> None:
    with pytest.raises(NoFacts, match=r"No facts have been built yet\. Run: python manage\.py refresh"):
        reader(url)


def test_what_is_written_is_read_and_counted(url: str) -> None:
    built = put(url, "first", 3)
    assert built.rows == {"household_month": 3, "snapshot": 1}
    assert read(url) == ("first", 3)
    with reader(url).connect() as connection:
        narrow(connection, None, None)
        row = connection.execute(sa.select(snapshot)).mappings().one()
        home = connection.execute(sa.select(homes).limit(1)).mappings().one()
    assert (row["built_at"], row["as_at"]) == (datetime(2026, 11, 1, 8, 30), date(2026, 10, 31))
    assert (home["month"], home["children"], home["team"], home["status_mismatch"]) == (
        date(2026, 10, 31),
        2,
        None,
        None,
    )


def test_frames_are_added_one_after_another(url: str) -> None:
    with build(url) as building:
        building.write("household_month", households(2))
        building.write("household_month", households(1).iloc[:0])
        building.write("household_month", households(1))
        building.write("snapshot", about("first"))
    assert building.rows["household_month"] == 3
    assert read(url) == ("first", 3)


def test_conditions_keep_yes_no_and_not_recorded_apart(url: str) -> None:
    told = pd.array([1, 0, None], dtype="Int8")
    with build(url) as building:
        building.write("household_month", households(3).assign(status_mismatch=told))
        building.write("snapshot", about("first"))
    with reader(url).connect() as connection:
        narrow(connection, None, None)
        found = connection.execute(sa.select(homes.c.status_mismatch).order_by(homes.c.household_key)).scalars().all()
    assert found == [1, 0, None]


def test_a_column_the_table_lacks_is_refused_by_name_and_nothing_changes(url: str) -> None:
    put(url, "first", 1)
    with pytest.raises(KeyError, match="household_month has no column colour, shape"), build(url) as building:
        building.write("household_month", households(1).assign(shape="x", colour="y"))
    assert read(url) == ("first", 1)


def test_a_table_there_is_not_is_refused(url: str) -> None:
    with pytest.raises(KeyError, match="no_such_table"), build(url) as building:
        building.write("no_such_table", households(1))


def test_a_column_that_must_be_there_is_missed(url: str) -> None:
    put(url, "first", 1)
    with pytest.raises(Exception, match=r"(?i)not.null"), build(url) as building:
        building.write("household_month", households(1).drop(columns="children"))
    assert read(url) == ("first", 1)


def test_the_columns_of_a_frame_may_come_in_any_order(url: str) -> None:
    with build(url) as building:
        building.write("household_month", households(1)[sorted(households(1).columns, reverse=True)])
        building.write("snapshot", about("first"))
    assert read(url) == ("first", 1)


# --- Only reading ---


@pytest.mark.parametrize(
    "statement",
    [
        sa.insert(snapshot).values(snapshot_id="x"),
        sa.update(snapshot).values(snapshot_id="x"),
        sa.delete(snapshot),
        sa.schema.DropTable(plan_month),
        sa.schema.CreateTable(sa.Table("mine", sa.MetaData(), sa.Column("a", sa.Integer))),
    ],
    ids=["insert", "update", "delete", "drop", "create"],
)
def test_a_reader_cannot_write(url: str, statement: sa.Executable) -> None:
    put(url, "first", 1)
    with reader(url).connect() as connection, pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.only"):
        connection.execute(statement)
    assert read(url) == ("first", 1)


# --- Files ---


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_set_before_is_kept_and_older_ones_go(duckdb_url: str, folder: Path) -> None:
    names = []
    for number in range(4):
        put(duckdb_url, str(number))
        names.append((folder / "current").read_text().strip())
    assert files(folder) == sorted(["current", *names[-2:]])


def test_the_set_in_force_is_never_tidied_away(duckdb_url: str, folder: Path) -> None:
    """Files put back from a copy, or a clock set back, can make old files look newer than the one just built."""
    put(duckdb_url, "first")
    put(duckdb_url, "second")
    for path in folder.glob("facts-*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    put(duckdb_url, "third", 3)
    assert read(duckdb_url) == ("third", 3)


def test_a_folder_of_many_levels_is_made(tmp_path: Path) -> None:
    deep = f"duckdb:///{tmp_path / 'a' / 'b' / 'facts'}"
    put(deep, "first", 1)
    assert read(deep) == ("first", 1)


def test_a_set_that_was_moved_away_is_no_longer_there(duckdb_url: str, folder: Path) -> None:
    put(duckdb_url, "first", 1)
    (folder / "current").unlink()
    with pytest.raises(NoFacts):
        reader(duckdb_url)


# --- Addresses ---


@pytest.mark.parametrize("address", ["duckdb://", "duckdb:///:memory:"])
def test_facts_need_a_folder(address: str) -> None:
    for use in (reader, put):
        with pytest.raises(ValueError, match="FACTS_URL must name a folder, for example duckdb:///"):
            use(address, *(["x"] if use is put else []))


@pytest.mark.parametrize("address", ["sqlite:///facts.db", "mysql://host/facts"])
def test_other_databases_are_refused_with_those_that_will_do(address: str) -> None:
    for use in (reader, put):
        with pytest.raises(ValueError, match=r"Facts can be kept in DuckDB or PostgreSQL, not (sqlite|mysql)"):
            use(address, *(["x"] if use is put else []))


def test_postgres_is_postgresql_too(postgres_facts_url: str) -> None:
    other = postgres_facts_url.replace("postgresql://", "postgres://")
    put(other, "first", 2)
    assert read(postgres_facts_url) == ("first", 2)
    with suppress(NoFacts):
        reader(other).dispose()


def test_on_postgresql_nothing_is_left_of_older_sets(postgres_facts_url: str) -> None:
    for number in range(3):
        put(postgres_facts_url, str(number))
    with pytest.raises(RuntimeError), build(postgres_facts_url):
        raise RuntimeError("stop")
    engine = reader(postgres_facts_url)
    schemas = [name for name in sa.inspect(engine).get_schema_names() if name.startswith("facts")]
    assert schemas == ["facts"]


def test_every_table_is_made_in_both_stores_alike(url: str) -> None:
    put(url, "first")
    with reader(url).connect() as connection:
        for table in (plan_month, event, *metadata.tables.values()):
            connection.execute(sa.select(table))


def test_readers_of_one_set_share_an_engine(url: str) -> None:
    put(url, "first")
    assert reader(url) is reader(url)
    assert store.in_force(reader(url)) == store.in_force(reader(url))
