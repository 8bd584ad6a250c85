"""Keeping what a strategy is made of: nothing lost, nothing overwritten, every change told of."""

import json
from datetime import date
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.roles import RIGHTS, Act, Role
from access.scope import NotAllowed, Scope, SignedOut
from access.sessions import end_every
from access.viewer import records
from data.records.strategy import strategies, strategy_priorities
from queries.strategy.demonstration import demonstrate
from queries.strategy.keep import ChangedMeanwhile, Item, Refused, current, history, keep
from queries.strategy.kinds import ACTION, KINDS, PRIORITY, RECOMMENDATION, TARGET
from queries.strategy.starting import TARGETS, start
from tests.conftest import County
from tests.signing_in import audit_of, viewer

pytestmark = pytest.mark.usefixtures("small_county")
FIRST = {"place": 1, "title": "Nobody waits", "description": "Plans move, or are challenged."}


@pytest.fixture
def leader() -> Scope:
    return viewer(Role.SENIOR_LEADER).scope


def titles(scope: Scope) -> list[str]:
    return [item.words("title") for item in current(scope, PRIORITY)]


def test_every_edit_is_a_version_and_the_earlier_ones_stay(leader: Scope) -> None:
    made = keep(leader, PRIORITY, FIRST)
    changed = keep(leader, PRIORITY, FIRST | {"title": "Nobody waits long"}, of=made)
    assert (made.version, changed.version) == (1, 2)
    assert [one.words("title") for one in history(leader, PRIORITY, made.item_id)] == [
        "Nobody waits long",
        "Nobody waits",
    ]
    assert titles(leader).count("Nobody waits long") == 1
    assert "Nobody waits" not in titles(leader)
    keep(leader, PRIORITY, changed.values, of=changed, withdrawn=True)
    assert "Nobody waits long" not in titles(leader)
    assert len(history(leader, PRIORITY, made.item_id)) == 3


def test_who_and_when_are_kept_with_it_and_in_the_trail() -> None:
    who = viewer(Role.ANALYST, username="keeps-the-strategy")
    made = keep(who.scope, PRIORITY, FIRST)
    assert (made.changed_by, made.changed_as) == ("keeps-the-strategy", "analyst")
    event, page, detail = audit_of("keeps-the-strategy")[-1]
    assert (event, page) == ("strategy changed", "strategy")
    assert json.loads(detail) == {"kind": "priority", "item": made.item_id, "version": 1, "what": "added"}


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_that_keep_the_strategy_change_it(role: Role) -> None:
    scope = viewer(role).scope
    if Act.KEEP_STRATEGY in RIGHTS[role].acts:
        assert keep(scope, PRIORITY, FIRST).version == 1
        return
    with records().connect() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(strategy_priorities)).scalar_one()
    with pytest.raises(NotAllowed):
        keep(scope, PRIORITY, FIRST)
    with records().connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(strategy_priorities)).scalar_one() == before


def test_a_session_that_is_over_reads_and_keeps_nothing() -> None:
    who = viewer(Role.ANALYST, username="signed-out")
    with records().begin() as connection:
        end_every(connection, who.account.account_id, "a test")
    for act in (lambda: keep(who.scope, PRIORITY, FIRST), lambda: current(who.scope, PRIORITY)):
        with pytest.raises(SignedOut):
            act()


def test_the_second_of_two_is_told_and_the_first_stands(leader: Scope) -> None:
    read = keep(leader, PRIORITY, FIRST)
    other = viewer(Role.ANALYST, username="the-other").scope
    theirs = keep(other, PRIORITY, FIRST | {"title": "Theirs"}, of=read)
    with pytest.raises(ChangedMeanwhile, match="the-other changed this") as told:
        keep(leader, PRIORITY, FIRST | {"title": "Ours"}, of=read)
    assert told.value.theirs == theirs
    assert [one.words("title") for one in history(leader, PRIORITY, read.item_id)] == ["Theirs", "Nobody waits"]


def test_of_many_at_once_exactly_one_is_next(leader: Scope) -> None:
    read, ready, told = keep(leader, PRIORITY, FIRST), Barrier(6), []

    def change(number: int) -> None:
        ready.wait()
        try:
            told.append(keep(leader, PRIORITY, FIRST | {"title": f"Title {number}"}, of=read))
        except ChangedMeanwhile as error:
            told.append(error)

    threads = [Thread(target=change, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, Item) for one in told) == 1
    assert len(told) == 6
    assert len(history(leader, PRIORITY, read.item_id)) == 2


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("priority", FIRST | {"title": "   "}, "title"),
        ("priority", FIRST | {"title": "x" * 201}, "title"),
        ("strategy", {"name": "S", "owner": "O", "begins": date(2026, 1, 2), "ends": date(2026, 1, 2)}, "ends"),
        ("target", {"measure": "no_such", "direction": "up", "status": "draft"}, "measure"),
        ("target", {"measure": "drifting", "direction": "sideways", "status": "draft"}, "direction"),
        (
            "action",
            {"recommendation": 1, "action": "A", "owner_agency": "O", "status": "complete, evidenced"},
            "evidence",
        ),
        ("scrutiny", {"question": "Q", "owner": "O", "planned_for": date(2026, 1, 1), "finding": "F"}, "held_on"),
        ("scrutiny", {"question": "Q", "owner": "O", "planned_for": date(2026, 1, 1), "measures": ["x"]}, "measures"),
    ],
)
def test_what_is_refused_names_the_field_and_keeps_nothing(
    kind: str, values: dict[str, object], field: str, leader: Scope
) -> None:
    before = current(leader, KINDS[kind])
    with pytest.raises(Refused) as refused:
        keep(leader, KINDS[kind], values)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert current(leader, KINDS[kind]) == before


def test_two_agreed_targets_of_a_measure_are_not_in_force_at_once(leader: Scope) -> None:
    agreed = {
        "measure": "plans_open_21m_plus",
        "direction": "down",
        "value_high": 3.0,
        "status": "agreed",
        "agreed_by": "The board",
        "agreed_on": date(2025, 1, 1),
        "owner": "Head of service",
        "effective_from": date(2025, 1, 1),
        "effective_to": date(2025, 12, 31),
    }
    first = keep(leader, TARGET, agreed)
    with pytest.raises(Refused, match="Another agreed target"):
        keep(leader, TARGET, agreed | {"effective_from": date(2025, 12, 31), "effective_to": None})
    keep(leader, TARGET, agreed | {"effective_from": date(2026, 1, 1), "effective_to": None})
    keep(leader, TARGET, agreed | {"value_high": 2.0}, of=first)
    keep(leader, TARGET, agreed | {"status": "draft", "value_high": None})


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=5,
    )
)
def test_the_history_is_what_was_kept_in_order(leader: Scope, words: list[str]) -> None:
    item = None
    for title in words:
        item = keep(leader, PRIORITY, FIRST | {"title": title}, of=item)
    assert item is not None
    told = history(leader, PRIORITY, item.item_id)
    assert [one.words("title") for one in told] == words[::-1]
    assert [one.version for one in told] == list(range(len(words), 0, -1))


def test_what_every_strategy_begins_with_can_be_kept_and_is_put_in_once(records_engine: sa.Engine) -> None:
    assert start(records_engine) == {"recommendation": 8, "policy": 1, "target": len(TARGETS)}
    assert start(records_engine) == {}
    for row in TARGETS:
        assert TARGET.faults(row) == []
        assert row["status"] == "draft"


def test_the_made_up_strategy_is_one_that_could_be_kept(records_engine: sa.Engine) -> None:
    demonstrate(records_engine, date(2026, 10, 31))
    demonstrate(records_engine, date(2026, 10, 31))
    with records_engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(strategies)).scalar_one() == 1
        for kind in KINDS.values():
            rows = connection.execute(sa.select(kind.table)).mappings().all()
            assert rows, kind.name
            assert {row["version"] for row in rows} == {1}


def test_what_is_made_up_is_not_shown_beside_real_children(small_county: County, leader: Scope, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    demonstrate(records(), date(2026, 10, 31))
    assert current(leader, ACTION)
    monkeypatch.setattr("queries.strategy.keep._all_is_made_up", lambda scope: False)
    assert current(leader, ACTION) == []
    assert len(current(leader, RECOMMENDATION)) == 8
