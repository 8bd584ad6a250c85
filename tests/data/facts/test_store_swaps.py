"""One set of facts takes another's place in one step, whatever goes wrong meanwhile."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.facts.store import NoFacts, Overtaken, build, discard, in_force, narrow, reader
from data.facts.tables import metadata
from tests.data.facts.stored import about, homes, households, keys_of, put, read


def test_the_new_set_replaces_the_old_whole(url: str) -> None:
    put(url, "first", 5)
    put(url, "second", 2)
    assert read(url) == ("second", 2)


def test_while_a_set_is_built_the_old_one_is_read(url: str) -> None:
    put(url, "first", 5)
    with build(url) as building:
        building.write("household_month", households(1))
        assert read(url) == ("first", 5)
        building.write("snapshot", about("second"))
        assert read(url) == ("first", 5)
    assert read(url) == ("second", 1)


def test_a_build_that_fails_leaves_the_old_set_and_nothing_of_itself(url: str, folder: Path) -> None:
    put(url, "first", 5)
    before = sorted(folder.glob("*")) if folder.exists() else []
    for fault in (RuntimeError("disk full"), KeyboardInterrupt()):
        with pytest.raises(type(fault)), build(url) as building:
            building.write("household_month", households(3))
            raise fault
        assert read(url) == ("first", 5)
    assert (sorted(folder.glob("*")) if folder.exists() else []) == before


def test_a_first_build_that_fails_leaves_no_facts(url: str) -> None:
    with pytest.raises(RuntimeError), build(url) as building:
        building.write("household_month", households(3))
        raise RuntimeError("disk full")
    with pytest.raises(NoFacts):
        reader(url)


def test_which_set_is_in_force_is_told_apart(url: str) -> None:
    told = []
    for name in ("first", "second", "third"):
        put(url, name)
        told.append(in_force(reader(url)))
    assert len(set(told)) == 3


def test_whoever_is_in_the_middle_of_an_answer_gets_the_rest_of_it_from_the_same_set(url: str) -> None:
    put(url, "first", 5)
    swap = threading.Thread(target=put, args=(url, "second", 1))
    with reader(url).connect().execution_options(stream_results=True, max_row_buffer=1) as connection:
        narrow(connection, None, None)
        answer = connection.execute(sa.select(homes.c.household_key))
        begun = answer.fetchmany(1)
        swap.start()
        swap.join(0.3)
        rest = answer.fetchall()
    swap.join()
    assert len(begun) + len(rest) == 5
    assert read(url) == ("second", 1)


def test_whoever_goes_on_to_another_table_while_sets_change_is_not_turned_away(url: str) -> None:
    """Nor is the new set: on PostgreSQL a swap that waits for one table must not hold another that a reader wants."""
    put(url, "first", 5)
    faults: list[BaseException] = []

    def change() -> None:
        try:
            put(url, "second", 1)
        except BaseException as fault:
            faults.append(fault)

    swap = threading.Thread(target=change)
    with reader(url).connect() as connection:
        narrow(connection, None, None)
        connection.execute(sa.select(homes.c.household_key)).all()
        swap.start()
        swap.join(0.3)
        for table in metadata.tables.values():
            connection.execute(sa.select(sa.func.count()).select_from(table)).all()
    swap.join()
    assert not faults
    assert read(url) == ("second", 1)


def test_readers_see_one_set_or_the_other_and_never_an_error_while_sets_change(url: str) -> None:
    put(url, "first", 3)
    read(url)
    done = threading.Event()
    seen: list[list[str]] = []
    faults: list[BaseException] = []

    def look() -> None:
        try:
            while not done.is_set():
                with reader(url).connect() as connection:
                    narrow(connection, None, None)
                    seen.append(sorted(connection.execute(sa.select(homes.c.household_key)).scalars()))
        except BaseException as fault:
            faults.append(fault)

    looking = [threading.Thread(target=look) for _ in range(2)]
    for one in looking:
        one.start()
    for number in range(4):
        put(url, str(number), number + 1)
    done.set()
    for one in looking:
        one.join()
    assert not faults
    whole = [keys_of(number) for number in range(1, 5)]
    assert seen
    assert all(keys in whole for keys in seen)


def test_of_two_builds_at_once_each_is_whole_and_the_last_to_finish_is_in_force(folder: Path) -> None:
    url = f"duckdb:///{folder}"
    put(url, "first", 1)
    with build(url) as one, build(url) as other:
        one.write("household_month", households(2))
        other.write("household_month", households(3))
        other.write("household_month", households(4))
        one.write("snapshot", about("one"))
        other.write("snapshot", about("other"))
    assert read(url) == ("one", 2)


def test_two_builds_in_postgresql_take_turns(postgres_facts_url: str) -> None:
    """The second begins when the first has ended: it is the one in force, and whole."""
    url = postgres_facts_url
    begun = threading.Event()

    def second() -> None:
        begun.set()
        put(url, "second", 3)

    with build(url) as first:
        waiting = threading.Thread(target=second)
        waiting.start()
        begun.wait(10)
        first.write("household_month", households(2))
        first.write("snapshot", about("first"))
    waiting.join(60)
    assert not waiting.is_alive()
    assert read(url) == ("second", 3)


def test_a_build_that_others_overtake_still_comes_into_force(folder: Path) -> None:
    """While one slow build runs, three quick ones from the same records finish and tidy up after themselves."""
    url = f"duckdb:///{folder}"
    put(url, "first", 1)
    with build(url) as slow:
        slow.write("household_month", households(7))
        for count in (2, 3, 4):
            put(url, str(count), count)
        slow.write("snapshot", about("slow"))
    assert read(url) == ("slow", 7)


def test_facts_never_go_back_to_an_earlier_load(url: str) -> None:
    """Facts of load 2 are in force: a slow refresh that read the records after load 1 does not take their place."""
    with build(url) as newer:
        newer.write("household_month", households(3))
        newer.write("snapshot", about("newer", load_id=2))
    older = build(url)
    with pytest.raises(Overtaken, match="They stay: these were built from an earlier load"), older as building:
        building.write("household_month", households(5))
        building.write("snapshot", about("older", load_id=1))
    assert read(url) == ("newer", 3)
    with build(url) as again:
        again.write("household_month", households(4))
        again.write("snapshot", about("again", load_id=2))
    assert read(url) == ("again", 4)


def test_facts_that_are_discarded_are_gone(url: str, folder: Path) -> None:
    put(url, "first", 5)
    put(url, "second", 2)
    discard(url)
    with pytest.raises(NoFacts):
        reader(url)
    assert not list(folder.glob("facts-*")) if folder.exists() else True
    discard(url)
    put(url, "third", 1)
    assert read(url) == ("third", 1)
