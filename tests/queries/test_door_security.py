"""The database repeats the door's rule on PostgreSQL: the same answers, and no other row should the door fail."""

from collections.abc import Iterator

import pandas as pd
import pytest
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import authority, event, feed, household_month, plan_month, snapshot
from queries import door
from queries.door import ask, cases
from tests.conftest import Logins
from tests.queries.by_hand import happening, household, plan, put_in_force

SCOPES = {
    "everything": Scope(None, None, True),
    "one authority": Scope(("A",), None, True),
    "two authorities": Scope(("A", "B,C"), None, True),
    "one team": Scope(None, ("T1",), True),
    "teams of one authority": Scope(("B,C",), ("T1", 'T"2'), True),
    "a team there is not": Scope(("A",), ("T9",), True),
    "no authority": Scope((), None, True),
    "no team": Scope(None, (), True),
}
PLACES = [(code, team) for code in ("A", "B,C") for team in ("T1", 'T"2', "{T3}", None)]
STATEMENTS = {
    "plans": sa.select(plan_month).order_by(plan_month.c.person_id),
    "events": sa.select(event).order_by(event.c.person_id),
    "households": sa.select(household_month).order_by(household_month.c.household_key),
    "authorities": sa.select(authority).order_by(authority.c.authority),
    "feeds": sa.select(feed).order_by(feed.c.authority, feed.c.table_name),
    "which set": sa.select(snapshot),
    "by team": sa.select(plan_month.c.team_id, sa.func.count().label("n"), sa.func.sum(plan_month.c.spell_days))
    .group_by(plan_month.c.team_id)
    .order_by(sa.func.min(plan_month.c.person_id)),
}


def build(url: str) -> None:
    where = [{"authority": code, "team_id": team} for code, team in PLACES]
    names = [f"child {number}" for number in range(len(PLACES))]
    put_in_force(
        url,
        plans=[plan(name, **w) for name, w in zip(names, where, strict=True)],
        events=[happening("visit", "2026-10-01", name, **w) for name, w in zip(names, where, strict=True)],
        households=[household(name, **w) for name, w in zip(names, where, strict=True)],
        authorities=[{"code": "A"}, {"code": "B,C"}],
    )


@pytest.fixture
def both(facts_url: str, logins: Logins, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The same facts in DuckDB, and in PostgreSQL as the app's role reads them."""
    build(facts_url)
    build(logins.owner)
    monkeypatch.setattr(door, "_answers", door._Answers())
    yield {"duckdb": facts_url, "postgresql": logins.reader}


def test_the_answers_are_the_same_wherever_the_facts_are_kept(
    both: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, scope in SCOPES.items():
        for told, statement in STATEMENTS.items():
            answers = {}
            for kind, url in both.items():
                monkeypatch.setenv("FACTS_URL", url)
                answers[kind] = cases(scope, statement)
            pd.testing.assert_frame_equal(answers["duckdb"], answers["postgresql"], obj=f"{told} for {name}")


def test_every_scope_but_the_empty_ones_sees_something(both: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are all empty would be the same everywhere too."""
    monkeypatch.setenv("FACTS_URL", both["postgresql"])
    counts = {name: len(cases(scope, STATEMENTS["plans"])) for name, scope in SCOPES.items()}
    assert list(counts.values()) == [8, 4, 8, 2, 2, 0, 0, 0]


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_a_door_that_forgets_to_narrow_still_lets_nothing_else_out(
    both: dict[str, str], monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    monkeypatch.setenv("FACTS_URL", both["postgresql"])
    rightly = {told: cases(scope, statement) for told, statement in STATEMENTS.items()}
    monkeypatch.setattr(door, "_answers", door._Answers())
    monkeypatch.setattr(door, "narrowed", lambda scope, statement: statement)
    for told, statement in STATEMENTS.items():
        pd.testing.assert_frame_equal(cases(scope, statement), rightly[told], obj=told)


def test_one_question_after_another_each_sees_its_own(both: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTS_URL", both["postgresql"])
    many = sa.select(sa.func.count().label("n")).select_from(plan_month)
    asked = [SCOPES[name] for name in ("everything", "one team", "no team", "one authority", "everything")]
    assert [int(ask(scope, many)["n"][0]) for scope in asked] == [8, 2, 0, 4, 8]
