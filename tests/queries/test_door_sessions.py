"""The door reads who asks afresh at every question: from an old tab or a fragment, a session that is over gets none."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from access import accounts, opened, sessions
from access.audit import Event
from access.roles import Role
from access.scope import NotAllowed, Scope, SignedOut
from access.viewer import Viewer, records
from data.facts.tables import plan_month
from data.records.accounts import audit_entries
from queries.door import ask, cases, name_of
from tests.queries.by_hand import plan, put_in_force, sibling
from tests.signing_in import audit_of, viewer

COUNT = sa.select(sa.func.count().label("n")).select_from(plan_month)
CHILDREN = sa.select(plan_month.c.person_id)


@pytest.fixture(autouse=True)
def place(facts_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One child of each of two teams, and records of their own to keep accounts in."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")
    put_in_force(facts_url, plans=[plan("P1", team_id="T1", team="North"), plan("P2", team_id="T2", team="South")])


def ended(who: Viewer) -> None:
    with records().begin() as connection:
        sessions.end_every(connection, who.account.account_id, "a test's doing")


def test_a_session_that_is_over_gets_nothing_though_the_answer_is_kept() -> None:
    ann, bob = viewer(username="ann"), viewer(username="bob")
    assert ask(ann.scope, COUNT)["n"][0] == 2
    ended(ann)
    for question in (lambda: ask(ann.scope, COUNT), lambda: cases(ann.scope, CHILDREN)):
        with pytest.raises(SignedOut):
            question()
    with pytest.raises(SignedOut):
        name_of(ann.scope, "P1")
    assert ask(bob.scope, COUNT)["n"][0] == 2


@pytest.mark.parametrize(
    "wider",
    [
        lambda scope: replace(scope, exact=True),
        lambda scope: replace(scope, may_open_cases=True, needs_reason=False),
        lambda scope: replace(scope, own_teams=("T1",)),
        lambda scope: replace(scope, teams=("T1",), exact=True),
    ],
)
def test_a_scope_made_wider_than_the_account_s_is_no_scope(wider: object) -> None:
    board = viewer(Role.BOARD_MEMBER).scope
    assert callable(wider)
    with pytest.raises(SignedOut):
        ask(wider(board), COUNT)


def test_a_scope_of_a_role_since_changed_gets_nothing() -> None:
    manager = viewer(Role.TEAM_MANAGER, ("T1",), "manager")
    assert cases(manager.scope, CHILDREN)["person_id"].tolist() == ["P1"]
    accounts.set_role(records(), manager.account, Role.TEAM_MANAGER, ("T2",))
    with pytest.raises(SignedOut):
        cases(manager.scope, CHILDREN)


def test_what_is_opened_is_written_down_once_with_whose_records_they_are() -> None:
    leader = viewer(Role.SENIOR_LEADER, username="leader").scope
    with pytest.raises(NotAllowed, match="Say why"):
        cases(leader, CHILDREN)
    asked = leader.for_a_reason("asked by the board")
    for _ in range(3):
        cases(asked, CHILDREN, told={"what": "drifting"})
    written = [detail for event, _, detail in audit_of("leader") if event == Event.CASES_OPENED]
    assert written == ['{"children": ["P1", "P2"], "reason": "asked by the board", "what": "drifting"}']


def test_a_child_of_many_rows_is_written_down_once() -> None:
    ann = viewer(username="ann-many")
    opened.opened(ann, "", ["P2", "P1", "P2"], {"what": "chronology"})
    (written,) = [detail for event, _, detail in audit_of("ann-many") if event == Event.CASES_OPENED]
    assert '"children": ["P1", "P2"]' in written


def test_where_it_cannot_be_written_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail's table is gone: no list, no name and no file."""
    ann = viewer(username="ann")
    with records().begin() as connection:
        audit_entries.drop(connection)
    with pytest.raises(NotAllowed, match="could not be written"):
        cases(ann.scope, CHILDREN)
    with pytest.raises(NotAllowed, match="could not be written"):
        name_of(ann.scope, "P1")
    with pytest.raises(NotAllowed, match="could not be written"):
        opened.taken_away(ann, "a list", lambda: pytest.fail("it was made"))


def test_a_file_is_not_made_for_a_session_that_is_over() -> None:
    ann = viewer(username="ann")
    ended(ann)
    with pytest.raises(SignedOut):
        opened.taken_away(ann, "a list", lambda: pytest.fail("it was made"))


def test_a_child_of_another_team_has_no_name_here() -> None:
    manager = viewer(Role.TEAM_MANAGER, ("T1",), "manager").scope
    with pytest.raises(NotAllowed, match="not among those"):
        name_of(manager, "P2")
    assert name_of(manager, "P1").number == "P1"


def test_whoever_holds_the_machine_asks_without_a_session() -> None:
    assert ask(Scope(None, None, may_open_cases=False, exact=True), COUNT)["n"][0] == 2


def test_a_brother_on_no_plan_is_named_by_the_team_that_works_with_the_home_alone(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan("P1", team_id="T1"), plan("P2", team_id="T2")],
        siblings=[sibling("P9", "home", plan_type="none", in_cohort=0, team_id="T1")],
        snapshot_id="with a brother",
    )
    theirs = viewer(Role.TEAM_MANAGER, ("T1",), "theirs")
    others = viewer(Role.TEAM_MANAGER, ("T2",), "others")
    assert name_of(theirs.scope, "P9").number == "P9"
    with pytest.raises(NotAllowed, match="not among those"):
        name_of(others.scope, "P9")


def test_a_team_that_holds_nobody_now_names_nobody(facts_url: str) -> None:
    """P1 was with T1 in September, and is with T2 since."""
    put_in_force(
        facts_url,
        plans=[plan("P1", "2026-09", team_id="T1"), plan("P1", "2026-10", team_id="T2")],
        snapshot_id="moved on",
    )
    former = viewer(Role.TEAM_MANAGER, ("T1",), "former")
    with pytest.raises(NotAllowed, match="not among those"):
        name_of(former.scope, "P1")
