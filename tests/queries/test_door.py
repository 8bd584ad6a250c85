"""Nothing gets past the door: not beyond the scope, not a child's name, not another's answer, not yesterday's facts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.scope import NotAllowed, Scope, local_scope
from data.facts import store
from data.facts.tables import authority, event, feed, household_month, metadata, plan_month, sibling_month, snapshot
from queries import door
from queries.door import Unscoped, ask, ask_by_home, cases, narrowed
from tests.queries import by_hand
from tests.queries.by_hand import happening, household, plan, put_in_force
from tests.queries.smuggled import NAMED, SMUGGLED, count_all, ev, pm

EVERYTHING = local_scope()
AUTHORITIES = ("A", "B")
TEAMS = ("T1", "T2", "T3")
BY_TEAM = (plan_month, event, household_month, sibling_month)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two authorities with three teams each, and one child, event and household in each team; a team is not named."""
    url = f"duckdb:///{tmp_path_factory.mktemp('counties')}"
    places = [(code, team) for code in AUTHORITIES for team in (*TEAMS, None)]
    where = [{"authority": code, "team_id": team, "team": f"Team {code}{team}"} for code, team in places]
    put_in_force(
        url,
        plans=[plan(f"{w['team']} child", **w) for w in where],
        events=[happening("plan_start", "2026-10-05", f"{w['team']} child", **w) for w in where],
        households=[household(f"{w['team']} home", **w) for w in where],
        authorities=[{"code": code} for code in AUTHORITIES],
    )
    return url


@pytest.fixture
def two_counties(kept: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FACTS_URL", kept)
    return kept


def within(frame: pd.DataFrame, scope: Scope) -> bool:
    """Whether every row is of the scope's authorities and teams."""
    own = scope.authorities is None or frame["authority"].isin(scope.authorities).all()
    return bool(own and (scope.teams is None or frame["team_id"].isin(scope.teams).all()))


scopes = st.builds(
    Scope,
    st.none() | st.lists(st.sampled_from(("A", "B", "C")), max_size=3).map(tuple),
    st.none() | st.lists(st.sampled_from((*TEAMS, "T9")), max_size=3).map(tuple),
    st.just(True),
)
limits = {
    table: st.lists(
        st.one_of(
            st.sampled_from(("A", "B")).map(lambda v, c=table.c: c.authority == v),
            st.sampled_from(("A", "B")).map(lambda v, c=table.c: c.authority != v),
            st.sampled_from(TEAMS).map(lambda v, c=table.c: c.team_id == v),
            st.sampled_from(TEAMS).map(lambda v, c=table.c: sa.or_(c.team_id != v, c.team_id.is_(None), sa.true())),
            st.just(sa.or_(table.c.authority.in_(AUTHORITIES), sa.true())),
        ),
        max_size=3,
    )
    for table in BY_TEAM
}


@given(data=st.data(), scope=scopes, table=st.sampled_from(BY_TEAM))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_rows_no_count_and_no_option_lead_outside_the_scope(
    two_counties: str, data: st.DataObject, scope: Scope, table: sa.Table
) -> None:
    chosen = data.draw(limits[table])
    columns = (table.c.authority, table.c.team_id)
    rows = cases(scope, sa.select(table).where(*chosen))
    assert within(rows, scope)
    assert within(ask(scope, sa.select(*columns).where(*chosen).distinct()), scope)
    assert ask(scope, sa.select(count_all.label("n")).select_from(table).where(*chosen))["n"][0] == len(rows)
    grouped = ask(scope, sa.select(*columns, count_all.label("n")).where(*chosen).group_by(*columns).order_by(*columns))
    assert within(grouped, scope)
    assert grouped["n"].sum() == len(rows)
    # Whatever the scope leaves out is seen by someone who may see it: the limit is the scope's, not the data's.
    seen = cases(EVERYTHING, sa.select(table).where(*chosen))
    inside = seen[[within(seen.loc[[n]], scope) for n in seen.index]]
    assert len(rows) == len(inside)


@pytest.mark.parametrize("table", [authority, feed])
def test_what_is_told_by_authority_stays_in_the_scopes_authorities(two_counties: str, table: sa.Table) -> None:
    assert set(ask(EVERYTHING, sa.select(table))["authority"]) == {"A", "B"}
    assert set(ask(Scope(("B",), ("T1",), False, exact=True), sa.select(table))["authority"]) == {"B"}
    assert ask(Scope((), None, False, exact=True), sa.select(table)).empty


def test_two_fact_tables_in_one_statement_are_both_narrowed(two_counties: str) -> None:
    both = sa.select(count_all.label("n")).select_from(plan_month, event).where(pm.month == ev.month)
    assert ask(EVERYTHING, both)["n"][0] == 64
    assert ask(Scope(("A",), ("T1", "T2"), False, exact=True), both)["n"][0] == 4
    assert ask(Scope(("A",), None, False, exact=True), both)["n"][0] == 16


def test_the_snapshot_is_open_to_all(two_counties: str) -> None:
    assert ask(Scope((), (), False, exact=True), sa.select(snapshot.c.snapshot_id))["snapshot_id"].tolist() == [
        "by-hand"
    ]


def test_every_fact_table_is_narrowed_or_open_on_purpose() -> None:
    """A table added later is refused until it is said how it is narrowed."""
    known = {*door._OPEN_TO_ALL, *door._BY_AUTHORITY, *door._BY_TEAM}
    assert known == set(metadata.tables.values())
    assert all("team_id" in table.c and "authority" in table.c for table in door._BY_TEAM)
    assert all("authority" in table.c for table in door._BY_AUTHORITY)


# --- What could be smuggled past a limit written as a `where` ---


@pytest.mark.parametrize("statement", SMUGGLED.values(), ids=SMUGGLED)
def test_what_could_reach_past_the_scope_is_refused(two_counties: str, statement: Any) -> None:
    for question in (ask, cases):
        with pytest.raises(Unscoped):
            question(Scope(("A",), ("T1",), True, exact=True), statement)


def test_the_limits_cannot_be_taken_off_again_by_the_statement_given(two_counties: str) -> None:
    """Written as one more condition, they hold beside any `or` the statement has."""
    loose = sa.select(pm.authority).where(sa.or_(pm.authority == "B", sa.true()))
    assert set(ask(Scope(("A",), None, False, exact=True), loose)["authority"]) == {"A"}
    assert "authority" in str(narrowed(Scope(("A",), None, False, exact=True), loose).whereclause)


def test_the_parts_of_a_select_that_the_door_knows_are_parts_of_a_select() -> None:
    """A part renamed by SQLAlchemy would otherwise be refused for ever, and this says why."""
    assert {name for name, _ in sa.Select._traverse_internals} >= door._PARTS


# --- Single children ---


@pytest.mark.parametrize("statement", NAMED.values(), ids=NAMED)
def test_what_could_name_a_child_is_not_answered_even_to_someone_who_may_open_cases(
    two_counties: str, statement: Any
) -> None:
    for way in (ask, ask_by_home):
        with pytest.raises(Unscoped):
            way(EVERYTHING, statement)


def test_children_and_households_may_be_counted(two_counties: str) -> None:
    counted = sa.select(
        sa.func.count(sa.distinct(pm.person_id)).label("children"),
        sa.func.count(pm.household_key.distinct()).label("homes"),
    )
    row = ask(Scope(("A",), None, False, exact=True), counted).iloc[0]
    assert (row["children"], row["homes"]) == (4, 4)


def test_rows_are_told_apart_by_home_without_saying_whose_they_are(two_counties: str) -> None:
    """By a number of the answer's own, within the scope."""
    rows = ask_by_home(Scope(("A",), None, False, exact=True), sa.select(pm.team_id))
    assert rows.columns.tolist() == ["team_id", "home"]
    assert sorted(rows["home"]) == [0, 1, 2, 3]
    assert len(ask_by_home(Scope(("B",), ("T1",), False, exact=True), sa.select(pm.team_id))) == 1


def test_rows_about_single_children_need_a_scope_that_opens_cases(two_counties: str) -> None:
    listed = sa.select(pm.person_id).where(pm.team_id == "T1").order_by(pm.person_id)
    assert cases(EVERYTHING, listed)["person_id"].tolist() == ["Team AT1 child", "Team BT1 child"]
    assert cases(Scope(("B",), None, True, exact=True), listed)["person_id"].tolist() == ["Team BT1 child"]
    with pytest.raises(NotAllowed, match="does not open"):
        cases(Scope(None, None, False, exact=True), listed)


def test_an_answer_kept_for_one_who_opens_cases_is_not_given_to_one_who_does_not(two_counties: str) -> None:
    listed = sa.select(pm.person_id)
    assert len(cases(EVERYTHING, listed)) == 8
    for question in (ask, cases):
        with pytest.raises((NotAllowed, Unscoped)):
            question(Scope(None, None, False, exact=True), listed)


# --- Answers that are kept ---


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reach the database."""
    told: list[str] = []
    run = sa.Connection.execute

    def listen(self: sa.Connection, statement: Any, *rest: Any, **more: Any) -> Any:
        told.append(str(statement))
        return run(self, statement, *rest, **more)

    monkeypatch.setattr(sa.Connection, "execute", listen)
    monkeypatch.setattr(door, "_answers", door._Answers())
    return told


teams = sa.select(pm.team_id).distinct().order_by(pm.team_id)


def test_the_same_question_costs_one_query(two_counties: str, asked: list[str]) -> None:
    first = ask(EVERYTHING, teams)
    again = ask(EVERYTHING, sa.select(pm.team_id).distinct().order_by(pm.team_id))
    assert first.equals(again)
    assert len(asked) == 1


def test_an_answer_is_kept_for_what_it_was_narrowed_to(two_counties: str, asked: list[str]) -> None:
    ask(EVERYTHING, teams)
    assert ask(Scope(None, ("T2",), True, exact=True), teams)["team_id"].tolist() == ["T2"]
    assert ask(Scope(("A",), ("T1",), True, exact=True), teams)["team_id"].tolist() == ["T1"]
    assert ask(Scope((), None, True, exact=True), teams).empty
    # Who may read as much is given the same answer: whether they may ask at all is settled before.
    ask(Scope(None, None, False, exact=True), teams)
    assert len(asked) == 4


def test_another_value_is_another_question(two_counties: str) -> None:
    def of(team: Any) -> int:
        return int(ask(EVERYTHING, sa.select(count_all.label("n")).where(pm.team_id == team))["n"][0])

    assert [of("T1"), of("T9"), of("T1"), of(None)] == [2, 0, 2, 2]
    by_size = [sa.select(count_all.label("n")).where(pm.spell_days.in_(days)) for days in ([184], [1, 2], [184, 1])]
    assert [int(ask(EVERYTHING, s)["n"][0]) for s in by_size] == [8, 0, 8]


def test_one_reader_cannot_change_what_another_is_given(two_counties: str) -> None:
    first = ask(EVERYTHING, teams)
    first["team_id"] = "changed"
    second = ask(EVERYTHING, teams)
    second.loc[0, "team_id"] = "changed again"
    assert ask(EVERYTHING, teams)["team_id"].dropna().tolist() == list(TEAMS)


@pytest.fixture(params=["duckdb", "postgresql"])
def any_facts_url(request: pytest.FixtureRequest, facts_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "duckdb":
        return facts_url
    url = request.getfixturevalue("postgres_facts_url")
    monkeypatch.setenv("FACTS_URL", url)
    return str(url)


def test_a_new_set_of_facts_is_seen_at_once_and_an_old_one_that_comes_back_too(any_facts_url: str) -> None:
    many = sa.select(count_all.label("n")).select_from(plan_month)
    for number, snapshot_id in ((1, "first"), (2, "second"), (1, "first"), (3, "third")):
        put_in_force(any_facts_url, plans=[plan(f"P{n}") for n in range(number)], snapshot_id=snapshot_id)
        assert int(ask(EVERYTHING, many)["n"][0]) == number
        assert int(ask(EVERYTHING, many)["n"][0]) == number


def test_an_answer_read_while_the_facts_changed_is_not_kept(
    two_counties: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    named = iter(["old", "new", "new", "new"])
    monkeypatch.setattr(store, "in_force", lambda engine: next(named))
    ask(EVERYTHING, teams)
    assert not door._answers._kept
    ask(EVERYTHING, teams)
    assert len(door._answers._kept) == 1


def test_only_so_many_answers_are_kept_and_the_oldest_unused_goes_first(
    two_counties: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def of(number: int) -> None:
        ask(EVERYTHING, sa.select(count_all).where(pm.spell_days == number))

    monkeypatch.setattr(door, "_KEPT_ANSWERS", 3)
    for number in (0, 1, 2, 0):
        of(number)
    assert len(asked) == 3
    of(3)
    assert len(door._answers._kept) == 3
    of(0)  # used since, so kept
    assert len(asked) == 4
    of(1)  # the oldest unused, so gone
    assert len(asked) == 5


def test_many_readers_at_once_each_get_their_own_answer(two_counties: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_answers", door._Answers())
    monkeypatch.setattr(door, "_KEPT_ANSWERS", 4)
    start = threading.Barrier(8)

    def read(number: int) -> bool:
        start.wait()
        code, team = AUTHORITIES[number % 2], TEAMS[number % 3]
        scope = Scope((code,), (team,), True, exact=True)
        every = [cases(scope, sa.select(pm.person_id).where(pm.spell_days < 200 + n % 6)) for n in range(12)]
        return all(found["person_id"].tolist() == [f"Team {code}{team} child"] for found in every)

    with ThreadPoolExecutor(8) as readers:
        assert all(readers.map(read, range(8)))
    assert len(door._answers._kept) <= 4


def test_without_facts_the_reader_is_told_what_to_do(facts_url: str) -> None:
    with pytest.raises(store.NoFacts, match="refresh"):
        ask(EVERYTHING, teams)


def test_every_value_the_facts_by_hand_need_is_a_column(facts_url: str) -> None:
    """The hand-written facts of these tests are in the shape of the store: a renamed column is noticed here."""
    for table, row in (
        (plan_month, plan("P")),
        (event, happening("visit", "2026-10-01")),
        (authority, by_hand.authority()),
    ):
        assert set(row) <= set(table.c.keys())
