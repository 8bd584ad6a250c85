"""The migrations make exactly the tables that are declared, on both databases, once, and can be undone."""

import multiprocessing
import os
import re
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from data.records import SchemaTooNew, engine_for, metadata, upgrade
from data.records.engine import MIGRATIONS
from data.records.partnership import authorities
from data.records.ssd import ssd_person


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_what_census_returns_told_before_is_taken_to_be_as_old_as_the_oldest_return_held(bare_engine: Engine) -> None:
    """931 holds the returns for 2022 and 2024: a row last written by that of 2024 may have been in that of 2022. Of
    825 no return is noted, so nothing is known."""
    upgrade(bare_engine)
    downgrade(bare_engine, "0006")
    told = [
        ("931", "return order", "2022/1", 2022),
        ("931", "return order", "2024/1", 2024),
        ("931", "ssd_person", "C1", 2024),
        ("825", "ssd_person", "825:C1", 2023),
    ]
    with bare_engine.begin() as connection:
        for code, table, row, year in told:
            connection.execute(
                text("INSERT INTO census_provenance VALUES (:code, :table, :row, :year)"),
                {"code": code, "table": table, "row": row, "year": year},
            )
    upgrade(bare_engine)
    with bare_engine.connect() as connection:
        rows = connection.execute(text("SELECT row_id, census_year, first_year FROM census_provenance"))
        assert sorted(tuple(row) for row in rows) == [
            ("2022/1", 2022, 2022),
            ("2024/1", 2024, 2022),
            ("825:C1", 2023, 0),
            ("C1", 2024, 2022),
        ]


def test_two_authorities_cannot_have_one_prefix(records_engine: Engine) -> None:
    def register(code: str, prefix: str) -> None:
        with records_engine.begin() as connection:
            connection.execute(
                authorities.insert().values(
                    authority_code=code, authority_name=code, source_kind="ssd", id_prefix=prefix
                )
            )

    register("931", "")
    register("887", "887:")
    with pytest.raises(IntegrityError):
        register("825", "")


def schema(engine: Engine) -> dict[str, object]:
    """Table -> its columns, keys and indexes, as the database itself tells them."""
    seen = inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)],
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted((k["name"], k["options"].get("deferrable")) for k in seen.get_foreign_keys(table)),
            sorted((i["name"] or "", tuple(i["column_names"])) for i in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
    }


def test_the_migrated_schema_is_the_declared_schema(records_engine: Engine) -> None:
    assert differences(records_engine) == []


def test_the_comparison_can_see_a_difference(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_ssd_family_fami_family_id"))
        connection.execute(text("ALTER TABLE ssd_family ADD COLUMN fami_extra INTEGER"))
    assert {change[0] for change in differences(records_engine)} == {"add_index", "remove_column"}  # type: ignore[index]


def test_foreign_keys_can_wait_for_the_commit(records_engine: Engine) -> None:
    """Autogenerate does not compare this on SQLite, so the schema itself is asked."""
    seen = inspect(records_engine)
    to_people = [
        (table, key["options"].get("deferrable"))
        for table in seen.get_table_names()
        for key in seen.get_foreign_keys(table)
        if table.startswith("ssd_")
    ]
    assert len(to_people) > 30
    assert {deferrable for _, deferrable in to_people} == {True}


def test_upgrading_twice_changes_nothing(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    first = schema(bare_engine)
    with bare_engine.begin() as connection:
        connection.execute(ssd_person.insert().values(pers_person_id="C1"))
    upgrade(bare_engine)
    assert schema(bare_engine) == first
    with bare_engine.connect() as connection:
        assert connection.scalar(select(ssd_person.c.pers_person_id)) == "C1"


def test_down_to_nothing_and_up_again(records_engine: Engine) -> None:
    before = schema(records_engine)
    downgrade(records_engine, "base")
    assert inspect(records_engine).get_table_names() == ["alembic_version"]
    upgrade(records_engine)
    assert schema(records_engine) == before


def test_records_of_a_newer_product_are_refused_and_left_alone(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"version 9999.*DATABASE_URL"):
        upgrade(records_engine)
    with records_engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_starting_does_not_wait_for_a_load_once_the_schema_is_up_to_date(records_engine: Engine) -> None:
    with records_engine.begin() as loading:
        loading.execute(ssd_person.insert().values(pers_person_id="C1"))
        upgrade(records_engine)


def test_a_migration_that_fails_half_way_leaves_nothing(bare_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    make_table, made = op.create_table, []

    def break_at_the_twentieth(name: str, *columns: object, **options: object) -> object:
        made.append(name)
        if len(made) == 20:
            raise RuntimeError("the power went")
        return make_table(name, *columns, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(op, "create_table", break_at_the_twentieth)
    with pytest.raises(RuntimeError, match="the power went"):
        upgrade(bare_engine)
    assert inspect(bare_engine).get_table_names() == []
    monkeypatch.undo()
    upgrade(bare_engine)
    assert differences(bare_engine) == []


def test_it_works_from_any_folder_and_says_nothing(
    bare_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    upgrade(bare_engine)
    assert capfd.readouterr() == ("", "")
    assert list(elsewhere.iterdir()) == []


def test_two_processes_that_start_together_both_succeed(bare_engine: Engine) -> None:
    processes = multiprocessing.get_context("spawn")
    barrier = processes.Barrier(2)
    starters = [processes.Process(target=upgrade_with_another, args=(bare_engine.url, barrier)) for _ in range(2)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)
    assert [starter.exitcode for starter in starters] == [0, 0]
    assert differences(bare_engine) == []


def upgrade_with_another(url: URL, barrier: object) -> None:
    engine = engine_for(url)
    barrier.wait(30)  # type: ignore[attr-defined]
    upgrade(engine)
    engine.dispose()


def test_no_migration_imports_the_live_tables() -> None:
    versions = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert versions
    for version in versions:
        assert not re.search(r"^\s*(from|import) (data|access)\b", version.read_text(), re.MULTILINE), version


def test_every_file_of_migrations_is_reached_from_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", os.fspath(MIGRATIONS))
    chain = list(ScriptDirectory.from_config(config).walk_revisions("base", "head"))
    assert len(chain) == len(list((MIGRATIONS / "versions").glob("*.py")))
