"""On PostgreSQL a row is shown only to a transaction that has said it may see it, whoever reads, however it asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from data.facts import store
from data.facts.store import narrow, reader
from data.facts.tables import (
    authority,
    event,
    feed,
    household_month,
    intersection,
    intersection_model,
    metadata,
    plan_month,
    sibling_month,
    snapshot,
)
from tests.conftest import Logins
from tests.data.facts.stored import put, read
from tests.queries.by_hand import happening, household, model, plan, put_in_force, sibling, stratum

BY_TEAM = (plan_month, household_month, sibling_month, event)
BY_AUTHORITY = (authority, feed)
# Of whole authorities, and so of no part of one.
OF_WHOLE = (intersection_model, intersection)
PROTECTED = (*BY_TEAM, *BY_AUTHORITY, *OF_WHOLE)

# What would lead to others' rows if it were pasted into a list, a text or a statement.
TEAMS = ("T1", "T2", "T,1", 'T"1', "T'1", "{T1}", "T\\1", "*", "{*}", " ", "NULL", 'T1","T2', '["T1"]', "') OR true --")
CODES = ("A", "B", "A,B", 'A"', "A'", "{A}", "A\\", "*")
NOT_HELD = ("", "t1", "T1,T2", "T1'", '"T1"', "{T1,T2}", "%", "T_", "T1\\")


def build(url: str) -> None:
    """In every authority a child, household, sibling and event of each team, and of none; what a row is, it tells."""
    where = [{"authority": code, "team_id": team} for code in CODES for team in (*TEAMS, None)]
    names = [f"{code} {team}" for code in CODES for team in (*TEAMS, None)]
    put_in_force(
        url,
        plans=[plan(name, **w) for name, w in zip(names, where, strict=True)],
        events=[happening("visit", "2026-10-01", name, **w) for name, w in zip(names, where, strict=True)],
        households=[household(name, **w) for name, w in zip(names, where, strict=True)],
        siblings=[sibling(name, name, **w) for name, w in zip(names, where, strict=True)],
        models=[model(code) for code in CODES],
        strata=[stratum(code) for code in CODES],
        authorities=[{"code": code} for code in CODES],
    )


@pytest.fixture(params=["reader", "owner"])
def url(request: pytest.FixtureRequest, logins: Logins) -> str:
    """Facts in force, as each of the two logins reaches them."""
    build(logins.owner)
    return str(getattr(logins, request.param))


@contextmanager
def seeing(url: str, codes: tuple[str, ...] | None, teams: tuple[str, ...] | None) -> Iterator[sa.Connection]:
    with reader(url).connect() as connection:
        narrow(connection, codes, teams)
        yield connection


def count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def values(connection: sa.Connection, column: sa.Column[str]) -> set[str | None]:
    return set(connection.execute(sa.select(column)).scalars())


# --- What is shown ---


@pytest.mark.parametrize("said", [None, ""], ids=["never said", "said to be nothing"])
def test_until_it_is_said_what_may_be_seen_nothing_is(url: str, said: str | None) -> None:
    with reader(url).connect() as connection:
        if said is not None:
            connection.execute(sa.select(sa.func.set_config("neglect.authorities", said, True))).one()
            connection.execute(sa.select(sa.func.set_config("neglect.teams", said, True))).one()
        assert [count(connection, table) for table in PROTECTED] == [0] * len(PROTECTED)
        # Which set is in force names nobody, and is asked before it is known who asks.
        assert count(connection, snapshot) == 1


@pytest.mark.parametrize("half", ["neglect.authorities", "neglect.teams"])
def test_half_said_is_not_said(url: str, half: str) -> None:
    with reader(url).connect() as connection:
        connection.execute(sa.select(sa.func.set_config(half, "*", True))).one()
        assert [count(connection, table) for table in BY_TEAM] == [0] * len(BY_TEAM)


def test_everything_is_seen_by_who_may_see_everything(url: str) -> None:
    with seeing(url, None, None) as connection:
        for table in BY_TEAM:
            assert count(connection, table) == len(CODES) * (len(TEAMS) + 1)
            assert values(connection, table.c.team_id) == {*TEAMS, None}
        for table in PROTECTED:
            assert values(connection, table.c.authority) == set(CODES)


@pytest.mark.parametrize("codes", [(code,) for code in CODES] + [("A", "B"), ("A", "Z"), ("Z",), ()], ids=str)
def test_only_the_authorities_said_are_seen(logins: Logins, codes: tuple[str, ...]) -> None:
    build(logins.owner)
    with seeing(logins.reader, codes, None) as connection:
        for table in PROTECTED:
            assert values(connection, table.c.authority) == set(codes) & set(CODES)
        assert count(connection, plan_month) == len(set(codes) & set(CODES)) * (len(TEAMS) + 1)


def test_only_the_teams_said_are_seen_and_a_row_of_no_team_by_none_of_them(url: str) -> None:
    for teams in [*((team,) for team in (*TEAMS, *NOT_HELD)), TEAMS, ("T1", "T2"), ("T1", ""), ()]:
        with seeing(url, ("A", "B"), teams) as connection:
            held = set(teams) & set(TEAMS)
            for table in BY_TEAM:
                assert values(connection, table.c.team_id) == held, teams
                assert count(connection, table) == 2 * len(held)
            # Of an authority its teams may know how much it holds, as at the door.
            for table in BY_AUTHORITY:
                assert values(connection, table.c.authority) == {"A", "B"}
            assert [count(connection, table) for table in OF_WHOLE] == [0, 0]


def test_teams_left_out_are_not_seen_and_a_row_of_no_team_is(url: str) -> None:
    for without in [*((team,) for team in (*TEAMS, *NOT_HELD)), TEAMS, ("T1", "T2"), ()]:
        with reader(url).connect() as connection:
            narrow(connection, ("A", "B"), None, without_teams=without)
            for table in BY_TEAM:
                assert values(connection, table.c.team_id) == {*TEAMS, None} - set(without), without


def test_sql_of_any_kind_sees_the_same_rows(url: str) -> None:
    statements = (
        "SELECT person_id FROM facts.plan_month",
        "SELECT person_id FROM facts.event WHERE true OR authority = 'B'",
        "SELECT e.person_id FROM facts.plan_month p RIGHT JOIN facts.event e ON e.authority <> p.authority",
        "WITH every AS (SELECT * FROM facts.plan_month) SELECT person_id FROM every",
        "SELECT person_id FROM facts.plan_month UNION ALL SELECT household_key FROM facts.household_month",
    )
    with seeing(url, ("A",), ("T,1",)) as connection:
        for statement in statements:
            assert set(connection.exec_driver_sql(statement).scalars()) == {"A T,1"}
        hidden = connection.exec_driver_sql("SELECT (SELECT count(*) FROM facts.event WHERE authority = 'B')")
        assert hidden.scalar_one() == 0


def test_what_was_said_ends_with_its_transaction(logins: Logins) -> None:
    build(logins.owner)
    engine = sa.create_engine(reader(logins.reader).url, pool_size=1, max_overflow=0)
    with engine.connect().execution_options(schema_translate_map={None: "facts"}) as connection:
        held = "SELECT pg_backend_pid()"
        for end in (connection.commit, connection.rollback):
            process = connection.exec_driver_sql(held).scalar_one()
            narrow(connection, None, None)
            assert count(connection, plan_month) > 0
            end()
            assert count(connection, plan_month) == 0
            assert connection.exec_driver_sql(held).scalar_one() == process
        narrow(connection, None, None)
        narrow(connection, ("A",), ("T1",))
        assert count(connection, plan_month) == 1, "what is said last holds"
    engine.dispose()


def test_on_duckdb_there_is_nothing_to_say(duckdb_url: str) -> None:
    put(duckdb_url, "first", 2)
    with seeing(duckdb_url, (), ()) as connection:
        assert count(connection, household_month) == 2


# --- Who builds and who reads ---


def test_no_table_that_tells_of_an_authority_is_left_open(logins: Logins) -> None:
    put(logins.owner, "first")
    with reader(logins.reader).connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'facts'::regnamespace AND relkind = 'r'"
        )
        found = dict(rows.all())
    assert found == {name: name != "snapshot" for name in metadata.tables}
    assert {table.name for table in PROTECTED} == set(metadata.tables) - {"snapshot"}


def test_the_owner_builds_again_and_again_and_the_reader_reads_each(logins: Logins) -> None:
    for number in (3, 1, 2):
        assert put(logins.owner, str(number), number).rows["household_month"] == number
        assert read(logins.owner) == read(logins.reader) == (str(number), number)
        assert store.in_force(reader(logins.reader)) == str(number)
    schemas = [name for name in sa.inspect(reader(logins.owner)).get_schema_names() if name.startswith("facts")]
    assert schemas == ["facts"]
    store.discard(logins.owner)
    with pytest.raises(store.NoFacts):
        reader(logins.reader)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM facts.plan_month",
        "INSERT INTO facts.feed VALUES ('A', 'more', 1, NULL)",
        "UPDATE facts.snapshot SET snapshot_id = 'mine'",
        "ALTER TABLE facts.plan_month DISABLE ROW LEVEL SECURITY",
        "DROP POLICY within_scope ON facts.plan_month",
        "CREATE TABLE facts.mine (a int)",
    ],
)
def test_the_reader_only_reads_even_where_its_engine_would_let_it_write(logins: Logins, statement: str) -> None:
    put(logins.owner, "first", 1)
    engine = sa.create_engine(reader(logins.reader).url)
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as refused:
        connection.exec_driver_sql(statement)
    engine.dispose()
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_switching_the_rule_off_gives_an_error_and_no_row(url: str) -> None:
    with seeing(url, None, None) as connection:
        connection.exec_driver_sql("SET LOCAL row_security = off")
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            count(connection, plan_month)


def test_a_role_that_was_not_let_in_is_told_so(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTS_READER_ROLE", "")
    put(logins.owner, "first", 1)
    with pytest.raises(PermissionError, match="Name it in FACTS_READER_ROLE"):
        store.in_force(reader(logins.reader))
    monkeypatch.setenv("FACTS_READER_ROLE", logins.reader_role)
    put(logins.owner, "second", 1)
    assert read(logins.reader) == ("second", 1)


@pytest.mark.parametrize("role", ["nobody", "public", "none", 'x"; DROP SCHEMA facts CASCADE; --'])
def test_a_role_there_is_not_stops_the_build_and_the_old_facts_stay(
    logins: Logins, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    put(logins.owner, "first", 1)
    monkeypatch.setenv("FACTS_READER_ROLE", role)
    with pytest.raises(ValueError, match="names a role this server does not have: "):
        put(logins.owner, "second", 2)
    assert read(logins.reader) == ("first", 1)


def test_a_role_that_sees_every_row_anyway_is_refused(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(logins.owner) as connection:
        (superuser,) = connection.execute("SELECT min(rolname::text) FROM pg_roles WHERE rolsuper").fetchone()
    monkeypatch.setenv("FACTS_READER_ROLE", superuser)
    with pytest.raises(ValueError, match="names a role that sees every row: "):
        put(logins.owner, "first", 1)
