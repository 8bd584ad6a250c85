"""Reaching the records: what the stores enforce, how writers wait for each other, what a reader sees."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, delete, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from data.records import RecordsBusy, begin_writing, defer_foreign_keys, engine_for, snapshot
from data.records.partnership import authorities, authority_people
from data.records.ssd import (
    ssd_assessment_factors,
    ssd_cp_plans,
    ssd_cp_visits,
    ssd_mother,
    ssd_person,
    ssd_x_flag_reviews,
    ssd_x_neglect_tool_items,
    ssd_x_reflective_attendance,
    ssd_x_sibling_link,
)

SQLITE_ONLY = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def add_person(engine: Engine, person_id: str) -> None:
    with engine.begin() as connection:
        connection.execute(insert(ssd_person).values(pers_person_id=person_id))


def people(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(ssd_person)) or 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_address_uses_psycopg(scheme: str) -> None:
    assert engine_for(f"{scheme}://someone@db.example/records").url.drivername == "postgresql+psycopg"


def test_the_password_in_an_address_survives() -> None:
    assert engine_for("postgres://someone:p%40ss@db.example/records").url.password == "p@ss"


def test_an_address_of_another_database_is_refused_and_says_what_to_set() -> None:
    with pytest.raises(ValueError, match=r"SQLite or PostgreSQL, not mysql.*DATABASE_URL"):
        engine_for("mysql://db.example/records")


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'new' / 'deeper' / 'records.sqlite'}")
    with engine.connect() as connection:
        assert connection.scalar(select(1)) == 1
    engine.dispose()


@SQLITE_ONLY
def test_every_sqlite_connection_writes_ahead_waits_ten_seconds_and_enforces_keys(records_engine: Engine) -> None:
    with records_engine.connect() as first, records_engine.connect() as second:
        for connection in (first, second):
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize(
    "orphan",
    [
        insert(ssd_cp_plans).values(cppl_cp_plan_id="plan", cppl_person_id="nobody"),
        insert(ssd_assessment_factors).values(cinf_table_id="factors", cinf_assessment_id="none"),
        insert(ssd_x_neglect_tool_items).values(neti_item_id="item", neti_tool_id="none"),
        insert(ssd_x_reflective_attendance).values(refa_table_id="row", refa_session_id="none"),
        insert(ssd_mother).values(moth_table_id="row", moth_childs_person_id="nobody"),
        insert(ssd_x_sibling_link).values(sibl_table_id="row", sibl_person_id_b="nobody"),
        insert(authority_people).values(person_id="nobody", authority_code="931"),
    ],
    ids=lambda statement: statement.table.name,
)
def test_a_row_about_nobody_is_refused(records_engine: Engine, orphan: object) -> None:
    with records_engine.begin() as connection:
        connection.execute(insert(authorities).values(authority_code="931", authority_name="A", source_kind="ssd"))
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), records_engine.begin() as connection:
        connection.execute(orphan)  # type: ignore[call-overload]


def test_a_child_with_rows_cannot_be_removed(records_engine: Engine) -> None:
    add_person(records_engine, "C1")
    with records_engine.begin() as connection:
        connection.execute(insert(ssd_cp_plans).values(cppl_cp_plan_id="plan", cppl_person_id="C1"))
    with pytest.raises(IntegrityError), records_engine.begin() as connection:
        connection.execute(delete(ssd_person))
    assert people(records_engine) == 1


def test_links_the_sector_is_known_to_break_are_kept_as_they_come(records_engine: Engine) -> None:
    """A visit whose plan is not in the extract, and a mother who is only a parent, are facts about the child."""
    add_person(records_engine, "C1")
    with records_engine.begin() as connection:
        connection.execute(
            insert(ssd_cp_visits).values(cppv_cp_visit_id="v", cppv_person_id="C1", cppv_cp_plan_id="gone")
        )
        connection.execute(
            insert(ssd_mother).values(moth_table_id="m", moth_person_id="adult", moth_childs_person_id="C1")
        )
    with records_engine.connect() as connection:
        assert connection.scalar(select(ssd_cp_visits.c.cppv_cp_plan_id)) == "gone"
        assert connection.scalar(select(ssd_mother.c.moth_person_id)) == "adult"


def test_with_keys_deferred_a_child_is_taken_out_and_put_back_under_rows_that_stay(records_engine: Engine) -> None:
    add_person(records_engine, "C1")
    with records_engine.begin() as connection:
        connection.execute(insert(ssd_x_flag_reviews).values(flrv_review_id="r", flrv_person_id="C1"))
    with records_engine.begin() as connection:
        defer_foreign_keys(connection)
        connection.execute(delete(ssd_person))
        connection.execute(insert(ssd_person).values(pers_person_id="C1", pers_upn="A1"))
    with records_engine.connect() as connection:
        assert connection.scalar(select(ssd_person.c.pers_upn)) == "A1"
        assert connection.scalar(select(ssd_x_flag_reviews.c.flrv_person_id)) == "C1"


def test_with_keys_deferred_a_row_left_behind_stops_the_commit(records_engine: Engine) -> None:
    add_person(records_engine, "C1")
    with records_engine.begin() as connection:
        connection.execute(insert(ssd_x_flag_reviews).values(flrv_review_id="r", flrv_person_id="C1"))
    removed = []
    with pytest.raises(IntegrityError), records_engine.begin() as connection:
        defer_foreign_keys(connection)
        removed.append(connection.execute(delete(ssd_person)).rowcount)
    assert removed == [1]
    assert people(records_engine) == 1


def test_keys_are_deferred_for_one_transaction_only(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        defer_foreign_keys(connection)
    with records_engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(insert(ssd_cp_plans).values(cppl_cp_plan_id="plan", cppl_person_id="nobody"))


def test_a_transaction_that_fails_leaves_nothing(records_engine: Engine) -> None:
    with pytest.raises(RuntimeError), records_engine.begin() as connection:
        connection.execute(insert(ssd_person).values(pers_person_id="C1"))
        raise RuntimeError("the load broke")
    assert people(records_engine) == 0


def test_reading_goes_on_while_a_load_is_being_written(records_engine: Engine) -> None:
    add_person(records_engine, "C1")
    with records_engine.begin() as writing:
        writing.execute(insert(ssd_person).values(pers_person_id="C2"))
        assert people(records_engine) == 1
    assert people(records_engine) == 2


def test_a_second_writer_waits_for_the_first_and_both_are_kept(records_engine: Engine) -> None:
    """Both write the same row, so that PostgreSQL, which locks rows and not the file, must wait as well.

    The second writer has read before it writes: on SQLite that is the case that fails at once, without waiting,
    if a transaction begins with its first read.
    """
    add_person(records_engine, "C1")
    add_upn = ssd_person.update().values(pers_upn=func.coalesce(ssd_person.c.pers_upn, "").concat("x"))
    read, trying, done = threading.Event(), threading.Event(), threading.Event()

    def second_writer() -> None:
        with records_engine.begin() as connection:
            connection.execute(select(ssd_person)).all()
            read.set()
            assert trying.wait(10)
            connection.execute(add_upn)
        done.set()

    thread = threading.Thread(target=second_writer)
    thread.start()
    assert read.wait(10)
    with records_engine.begin() as first:
        first.execute(add_upn)
        trying.set()
        assert not done.wait(0.3)
    thread.join(10)
    assert done.is_set()
    with records_engine.connect() as connection:
        assert connection.scalar(select(ssd_person.c.pers_upn)) == "xx"


def test_opening_a_new_file_waits_for_whoever_is_making_it(tmp_path: Path) -> None:
    """Another process writes to a file that is not yet in write-ahead mode; SQLite alone would fail at once."""
    path, opened = tmp_path / "records.sqlite", threading.Event()
    maker = sqlite3.connect(path, isolation_level=None)
    maker.execute("BEGIN IMMEDIATE")
    maker.execute("CREATE TABLE first (id)")

    def open_it() -> None:
        engine = engine_for(f"sqlite:///{path}")
        with engine.connect() as connection:
            if connection.scalar(text("PRAGMA journal_mode")) == "wal":
                opened.set()
        engine.dispose()

    thread = threading.Thread(target=open_it)
    thread.start()
    assert not opened.wait(0.2)
    maker.execute("COMMIT")
    maker.close()
    thread.join(10)
    assert opened.is_set()


def test_a_writer_that_has_waited_its_time_is_told_so_and_the_first_is_unharmed(records_engine: Engine) -> None:
    """Both write the same row, so that PostgreSQL, which locks rows and not the file, must wait as well."""
    wait = "PRAGMA busy_timeout = 50" if records_engine.dialect.name == "sqlite" else "SET lock_timeout = 50"

    def wait_briefly(connection: object, _record: object) -> None:
        connection.execute(wait)  # type: ignore[attr-defined]

    impatient = engine_for(records_engine.url)
    event.listen(impatient, "connect", wait_briefly)
    add_person(records_engine, "C1")
    with records_engine.begin() as first:
        first.execute(ssd_person.update().values(pers_upn="first"))
        told = r"Another load or refresh is writing to these records\. Wait for it to end and try again\."
        with pytest.raises(RecordsBusy, match=told), impatient.begin() as second:
            second.execute(ssd_person.update().values(pers_upn="second"))
    impatient.dispose()
    with records_engine.connect() as connection:
        assert connection.scalar(select(ssd_person.c.pers_upn)) == "first"


@SQLITE_ONLY
def test_whoever_begins_writing_is_the_one_writer_from_then_on(records_engine: Engine) -> None:
    def do_not_wait(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")  # type: ignore[attr-defined]

    impatient = engine_for(records_engine.url)
    event.listen(impatient, "connect", do_not_wait)
    with records_engine.connect() as first:
        begin_writing(first)
        begin_writing(first)
        with pytest.raises(RecordsBusy):
            add_person(impatient, "C2")
    impatient.dispose()


def test_a_snapshot_sees_nothing_committed_after_its_first_read(records_url: URL, records_engine: Engine) -> None:
    add_person(records_engine, "C1")
    how_many = select(func.count()).select_from(ssd_person)
    with snapshot(records_engine) as connection:
        assert connection.scalar(how_many) == 1
        add_person(records_engine, "C2")
        assert connection.scalar(how_many) == 1
    # The connection goes back to the pool as it was: the next reader is not held at the old view.
    assert people(records_engine) == 2
    add_person(records_engine, "C3")
    assert people(records_engine) == 3


def test_a_date_comes_back_as_the_naive_date_it_was(records_engine: Engine) -> None:
    born = datetime(2015, 2, 28, 0, 0)
    with records_engine.begin() as connection:
        connection.execute(insert(ssd_person).values(pers_person_id="C1", pers_dob=born))
    with records_engine.connect() as connection:
        assert connection.scalar(select(ssd_person.c.pers_dob)) == born
