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
from data.facts.tables import authority, event, feed, household_month, metadata, plan_month, snapshot
from data.records import metadata as records
from queries import door
from queries.door import Unscoped, ask, cases, narrowed
from tests.queries import by_hand
from tests.queries.by_hand import happening, household, plan, put_in_force

EVERYTHING = local_scope()
AUTHORITIES = ("A", "B")
TEAMS = ("T1", "T2", "T3")
BY_TEAM = (plan_month, event, household_month)
pm, ev = plan_month.c, event.c
count_all = sa.func.count()


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
    assert set(ask(Scope(("B",), ("T1",), False), sa.select(table))["authority"]) == {"B"}
    assert ask(Scope((), None, False), sa.select(table)).empty


def test_two_fact_tables_in_one_statement_are_both_narrowed(two_counties: str) -> None:
    both = sa.select(count_all.label("n")).select_from(plan_month, event).where(pm.month == ev.month)
    assert ask(EVERYTHING, both)["n"][0] == 64
    assert ask(Scope(("A",), ("T1", "T2"), False), both)["n"][0] == 4
    assert ask(Scope(("A",), None, False), both)["n"][0] == 16


def test_the_snapshot_is_open_to_all(two_counties: str) -> None:
    assert ask(Scope((), (), False), sa.select(snapshot.c.snapshot_id))["snapshot_id"].tolist() == ["by-hand"]


def test_every_fact_table_is_narrowed_or_open_on_purpose() -> None:
    """A table added later is refused until it is said how it is narrowed."""
    known = {*door._OPEN_TO_ALL, *door._BY_AUTHORITY, *door._BY_TEAM}
    assert known == set(metadata.tables.values())
    assert all("team_id" in table.c and "authority" in table.c for table in door._BY_TEAM)
    assert all("authority" in table.c for table in door._BY_AUTHORITY)


# --- What could be smuggled past a limit written as a `where` ---

other = sa.Table("event", sa.MetaData(), sa.Column("authority", sa.String), sa.Column("team_id", sa.String))
counted_events = sa.select(count_all).select_from(event)
all_plans = sa.select(count_all).select_from(plan_month).correlate(None).scalar_subquery()
a_plan = sa.select(pm.authority)

star = sa.literal_column("*")

SMUGGLED: dict[str, Any] = {
    "every column": sa.select(star).select_from(plan_month),
    "every column, beside the rows counted by it": sa.select(star, sa.func.count(star)).select_from(plan_month),
    "every column, with the rows counted after": sa.select(star)
    .select_from(plan_month)
    .having(sa.func.count(star) > 0),
    "every column, smallest": sa.select(sa.func.min(star)).select_from(plan_month),
    "every column of the table": sa.select(sa.literal_column("plan_month.*")).select_from(plan_month),
    "digits that are none": sa.select(sa.literal_column("²")).select_from(plan_month),
    "scalar subquery": sa.select(pm.team, counted_events.scalar_subquery()),
    "scalar subquery of the same table": sa.select(all_plans).select_from(plan_month),
    "scalar subquery, labelled": sa.select(all_plans.label("n")).select_from(plan_month),
    "scalar subquery in a sum": sa.select(sa.func.sum(all_plans)).select_from(plan_month),
    "scalar subquery in a case": sa.select(sa.case((pm.age > 1, all_plans), else_=0)),
    "scalar subquery in a comparison": a_plan.where(pm.age > all_plans),
    "scalar subquery in group by": sa.select(count_all).select_from(plan_month).group_by(all_plans),
    "scalar subquery in having": sa.select(pm.team).group_by(pm.team).having(all_plans > 0),
    "scalar subquery in order by": a_plan.order_by(all_plans),
    "scalar subquery in limit": a_plan.limit(all_plans),
    "scalar subquery in offset": a_plan.offset(all_plans),
    "scalar subquery in fetch": a_plan.fetch(all_plans),
    "scalar subquery in count distinct": sa.select(sa.func.count(sa.distinct(all_plans))).select_from(plan_month),
    "exists": a_plan.where(sa.exists().where(ev.team == pm.team)),
    "exists of the same table": a_plan.where(sa.exists(sa.select(pm.team).correlate(None))),
    "exists in the columns": sa.select(sa.exists(sa.select(ev.team))).select_from(plan_month),
    "in a subquery": a_plan.where(pm.team.in_(sa.select(ev.team))),
    "any of a subquery": a_plan.where(pm.team == sa.any_(sa.select(ev.team).scalar_subquery())),
    "alias": sa.select(plan_month.alias("p").c.authority),
    "alias beside the table": sa.select(pm.authority, plan_month.alias("p").c.authority),
    "alias of a subquery": sa.select(a_plan.subquery().c.authority),
    "lateral": sa.select(pm.team, sa.select(ev.team).lateral().c.team),
    "cte": sa.select(a_plan.cte("p").c.authority),
    "cte named as the table": sa.select(sa.select(ev.authority).cte("plan_month").c.authority),
    "cte beside": a_plan.add_cte(sa.select(ev.authority).cte("e")),
    "join": a_plan.join(event, ev.person_id == pm.person_id),
    "join as a source": a_plan.select_from(plan_month.join(event, ev.person_id == pm.person_id)),
    "outer join": a_plan.outerjoin(event, sa.true()),
    "sample": sa.select(sa.tablesample(plan_month, 50).c.authority),
    "values": sa.select(sa.values(sa.column("authority", sa.String), name="v").data([("A",)]).c.authority),
    "union": a_plan.union_all(sa.select(ev.authority)),
    "union as a source": sa.select(a_plan.union_all(a_plan).subquery().c.authority),
    "intersection": a_plan.intersect(a_plan),
    "text": sa.text("SELECT * FROM plan_month"),
    "text with columns": sa.text("SELECT authority FROM plan_month").columns(pm.authority),
    "text as a source": sa.select(sa.text("authority")).select_from(sa.text("plan_month")),
    "text in the columns": sa.select(pm.team, sa.text("(SELECT count(*) FROM event)")),
    "text in where": a_plan.where(sa.text("1 = 1) OR (1 = 1")),
    "text in order by": a_plan.order_by(sa.text("(SELECT count(*) FROM event)")),
    "text in group by": a_plan.group_by(sa.text("1 UNION ALL SELECT authority FROM plan_month")),
    "name in order by": a_plan.order_by("person_id"),
    "name in group by": sa.select(count_all).select_from(plan_month).group_by("person_id"),
    "literal column": sa.select(pm.team, sa.literal_column("(SELECT count(*) FROM event)")),
    "literal column in where": a_plan.where(sa.literal_column("1 = 1 OR 1") == 1),
    "literal column of the table": a_plan.where(sa.literal_column("authority", type_=sa.String) != ""),
    "column of no table": sa.select(sa.column("person_id")).select_from(plan_month),
    "unattached column": sa.select(sa.Column("person_id", sa.String)).select_from(plan_month),
    "table by its name": sa.select(sa.column("authority")).select_from(sa.table("plan_month")),
    "table of the same name": sa.select(other.c.authority),
    "table of the records": sa.select(records.tables["ssd_person"].c.pers_person_id),
    "table of the records without from": sa.select(pm.team, records.tables["ssd_person"].c.pers_dob),
    "table function": sa.select(sa.func.query("SELECT * FROM plan_month").table_valued("authority")),
    "table function by name": sa.select(sa.func.query_table("plan_month").table_valued("authority").c.authority),
    "table function as a column": sa.select(sa.func.unnest(sa.func.array_agg(pm.team)).column_valued()),
    "function that runs a query": sa.select(sa.func.query_to_xml("SELECT 1", True, True, "")).select_from(plan_month),
    "function that reads a file": sa.select(sa.func.read_text("/etc/hosts")).select_from(plan_month),
    "function of a package": sa.select(sa.func.other.count(pm.team)),
    "operator by hand": sa.select(pm.team.op("|| (SELECT max(team) FROM event) ||")("")),
    "operator by hand, negated": a_plan.where(~pm.team.op("= ANY (SELECT team FROM event) OR", is_comparison=True)("")),
    "operator by hand, before": sa.select(
        sa.sql.elements.UnaryExpression(pm.team, operator=sa.sql.operators.custom_op("x"))
    ),
    "cast to a type by hand": sa.select(sa.cast(pm.team, sa.types.NullType())),
    "part of a date by hand": sa.select(sa.extract("year FROM (SELECT 1)) + (1", pm.month)),
    "window": sa.select(sa.func.count().over(partition_by=pm.team)),
    "prefix": a_plan.prefix_with(sa.text("(SELECT count(*) FROM event),")),
    "suffix": a_plan.suffix_with(sa.text("UNION ALL SELECT authority FROM plan_month")),
    "hint": a_plan.with_hint(plan_month, "JOIN event ON TRUE"),
    "statement hint": a_plan.with_statement_hint("UNION ALL SELECT authority FROM plan_month"),
    "for update": a_plan.with_for_update(of=event),
    "another schema": a_plan.execution_options(schema_translate_map={None: "facts_of_another"}),
    "insert": sa.insert(plan_month).values(team="x"),
    "delete": sa.delete(plan_month),
    "ddl": sa.schema.DropTable(plan_month),
    "string": "SELECT * FROM plan_month",
    "swapped columns": a_plan.with_only_columns(sa.column("household_key")),
    "swapped columns, from a subquery": a_plan.with_only_columns(sa.select(ev.team).scalar_subquery()),
}


@pytest.mark.parametrize("statement", SMUGGLED.values(), ids=SMUGGLED)
def test_what_could_reach_past_the_scope_is_refused(two_counties: str, statement: Any) -> None:
    for question in (ask, cases):
        with pytest.raises(Unscoped):
            question(Scope(("A",), ("T1",), True), statement)


def test_the_limits_cannot_be_taken_off_again_by_the_statement_given(two_counties: str) -> None:
    """Written as one more condition, they hold beside any `or` the statement has."""
    loose = sa.select(pm.authority).where(sa.or_(pm.authority == "B", sa.true()))
    assert set(ask(Scope(("A",), None, False), loose)["authority"]) == {"A"}
    assert "authority" in str(narrowed(Scope(("A",), None, False), loose).whereclause)


def test_the_parts_of_a_select_that_the_door_knows_are_parts_of_a_select() -> None:
    """A part renamed by SQLAlchemy would otherwise be refused for ever, and this says why."""
    assert {name for name, _ in sa.Select._traverse_internals} >= door._PARTS


# --- Single children ---

NAMED: dict[str, Any] = {
    "column": sa.select(pm.person_id),
    "household": sa.select(pm.household_key),
    "household of households": sa.select(household_month.c.household_key),
    "of an event": sa.select(ev.person_id),
    "whole table": sa.select(plan_month),
    "whole table of households": sa.select(household_month),
    "label": sa.select(pm.person_id.label("team")),
    "label of a label": sa.select(pm.person_id.label("a").label("b")),
    "smallest": sa.select(sa.func.min(pm.person_id)),
    "largest, labelled": sa.select(sa.func.max(pm.household_key).label("n")),
    "first of several": sa.select(sa.func.coalesce(pm.person_id, "")),
    "joined up": sa.select(sa.func.string_agg(pm.person_id, ",")),
    "as another type": sa.select(sa.cast(pm.person_id, sa.Text)),
    "with text before": sa.select("child " + pm.person_id),
    "in a case": sa.select(sa.case((pm.age > 3, pm.person_id), else_="")),
    "compared": sa.select(pm.person_id == "Team AT1 child"),
    "in where": sa.select(count_all).where(pm.person_id == "Team AT1 child"),
    "in where, denied": sa.select(count_all).where(~pm.person_id.in_(["Team AT1 child"])),
    "in group by": sa.select(count_all).select_from(plan_month).group_by(pm.household_key),
    "in having": sa.select(pm.team).group_by(pm.team).having(sa.func.min(pm.person_id) > "a"),
    "in order by": sa.select(pm.team).order_by(pm.person_id),
    "in order by a label": sa.select(pm.team).order_by(pm.person_id.label("x").desc()),
    "counted, not distinct": sa.select(sa.func.count(pm.person_id)),
    "beside a count": sa.select(sa.func.count(sa.distinct(pm.person_id)), pm.person_id),
    "counted, distinct, by a question about it": sa.select(
        sa.func.count(sa.distinct(sa.case((pm.person_id == "Team AT1 child", 1))))
    ),
    "smallest of distinct": sa.select(sa.func.min(sa.distinct(pm.person_id))),
}


@pytest.mark.parametrize("statement", NAMED.values(), ids=NAMED)
def test_what_could_name_a_child_is_not_answered_even_to_someone_who_may_open_cases(
    two_counties: str, statement: Any
) -> None:
    with pytest.raises(Unscoped):
        ask(EVERYTHING, statement)


def test_children_and_households_may_be_counted(two_counties: str) -> None:
    counted = sa.select(
        sa.func.count(sa.distinct(pm.person_id)).label("children"),
        sa.func.count(pm.household_key.distinct()).label("homes"),
    )
    row = ask(Scope(("A",), None, False), counted).iloc[0]
    assert (row["children"], row["homes"]) == (4, 4)


def test_rows_about_single_children_need_a_scope_that_opens_cases(two_counties: str) -> None:
    listed = sa.select(pm.person_id).where(pm.team_id == "T1").order_by(pm.person_id)
    assert cases(EVERYTHING, listed)["person_id"].tolist() == ["Team AT1 child", "Team BT1 child"]
    assert cases(Scope(("B",), None, True), listed)["person_id"].tolist() == ["Team BT1 child"]
    with pytest.raises(NotAllowed, match="does not open"):
        cases(Scope(None, None, False), listed)


def test_an_answer_kept_for_one_who_opens_cases_is_not_given_to_one_who_does_not(two_counties: str) -> None:
    listed = sa.select(pm.person_id)
    assert len(cases(EVERYTHING, listed)) == 8
    for question in (ask, cases):
        with pytest.raises((NotAllowed, Unscoped)):
            question(Scope(None, None, False), listed)


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


def test_an_answer_is_kept_for_its_scope_alone(two_counties: str, asked: list[str]) -> None:
    ask(EVERYTHING, teams)
    assert ask(Scope(None, ("T2",), True), teams)["team_id"].tolist() == ["T2"]
    assert ask(Scope(("A",), ("T1",), True), teams)["team_id"].tolist() == ["T1"]
    assert ask(Scope((), None, True), teams).empty
    # Where SQL and values are the same, the scope itself still tells the answers apart.
    ask(Scope(None, None, False), teams)
    assert len(asked) == 5


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
        scope = Scope((code,), (team,), True)
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
