"""The trail is only added to, and any tampering with it is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from access.audit import Actor, Event, read, verify, write
from access.times import now
from data.records.accounts import audit_entries as entries

ANN = Actor("ann", 1, "team manager")


def written(engine: Engine, count: int, event: Event = Event.PAGE_OPENED) -> None:
    for number in range(count):
        with engine.begin() as connection:
            write(connection, event, ANN, page="drift", number=number, filters={"team": "Nörth"})


def test_a_trail_that_nobody_touched_holds(records_engine: Engine) -> None:
    assert verify(records_engine).entries == 0
    written(records_engine, 5)
    held = verify(records_engine)
    assert (held.entries, held.broken) == (5, None)
    assert len(held.newest) == 64


@pytest.mark.parametrize(
    "change",
    [
        sa.update(entries).where(entries.c.entry_id == 2).values(username="bob"),
        sa.delete(entries).where(entries.c.entry_id == 2),
        sa.delete(entries),
    ],
    ids=["changed", "removed", "emptied"],
)
def test_the_database_itself_refuses_a_change(records_engine: Engine, change: sa.Executable) -> None:
    written(records_engine, 3)
    with pytest.raises(sa.exc.DBAPIError, match="can only be added to"), records_engine.begin() as connection:
        connection.execute(change)
    assert verify(records_engine).entries == 3


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_entries SET username = 'bob' WHERE entry_id = 2", 2),
        ("UPDATE audit_entries SET at = '2020-01-01 00:00:00.000000' WHERE entry_id = 3", 3),
        ("UPDATE audit_entries SET detail = '{}' WHERE entry_id = 1", 1),
        ("DELETE FROM audit_entries WHERE entry_id = 2", 3),
        ("DELETE FROM audit_entries WHERE entry_id = 1", 2),
        ("UPDATE audit_entries SET entry_id = 9 WHERE entry_id = 2", 3),
    ],
)
def test_who_gets_round_the_database_is_found_out(records_engine: Engine, tampering: str, broken: int) -> None:
    written(records_engine, 4)
    with records_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entries_no_update")
        connection.exec_driver_sql("DROP TRIGGER audit_entries_no_delete")
        connection.exec_driver_sql(tampering)
    assert verify(records_engine).broken == broken


def test_what_fails_is_not_written_down_as_done(records_engine: Engine) -> None:
    with pytest.raises(RuntimeError), records_engine.begin() as connection:
        write(connection, Event.EXPORTED, ANN)
        raise RuntimeError("the export failed")
    assert verify(records_engine).entries == 0


def test_many_at_once_make_one_chain(records_engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: written(records_engine, 5), range(4)))
    held = verify(records_engine)
    assert (held.entries, held.broken) == (20, None)


def test_it_is_read_newest_first_and_by_what_is_asked(records_engine: Engine) -> None:
    written(records_engine, 2)
    with records_engine.begin() as connection:
        write(connection, Event.SIGN_IN_FAILED, Actor("' OR 1=1 --"))
    every = read(records_engine)
    assert every["entry_id"].tolist() == [3, 2, 1]
    assert read(records_engine, username="Ann ")["entry_id"].tolist() == [2, 1]
    assert read(records_engine, events=(Event.SIGN_IN_FAILED,))["username"].tolist() == ["' OR 1=1 --"]
    assert read(records_engine, newest=1)["entry_id"].tolist() == [3]
    assert read(records_engine, since=now() + timedelta(minutes=1)).empty
    assert read(records_engine, until=now() - timedelta(minutes=1)).empty
