"""Actions, documents and scrutiny on a day, counted by hand."""

from datetime import date

import pandas as pd
import pytest

from access.scope import Scope, local_scope
from charts.strategy_tables import actions_table
from queries.strategy import keep as module
from queries.strategy.keep import put
from queries.strategy.kinds import KINDS
from queries.strategy.progress import every_action, policies, recommendations, scrutiny, strategy_on
from queries.strategy.starting import Row, whole

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def empty_records(records_engine, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Whatever is kept is kept in records of the test's own; nothing is held of children."""
    monkeypatch.setattr(module, "records", lambda: records_engine)
    monkeypatch.setattr(module, "_all_is_made_up", lambda scope: True)


@pytest.fixture
def scope() -> Scope:
    return local_scope()


def kept(kind: str, *rows: Row) -> None:
    for row in rows:
        put(KINDS[kind], whole(kind, row))


def action(number: int, status: str, due: date | None, **more: object) -> Row:
    return {"recommendation": number, "action": "A", "owner_agency": "O", "status": status, "due": due} | more


def test_an_action_is_overdue_once_its_day_is_past_and_it_is_not_complete(scope: Scope) -> None:
    kept("recommendation", {"number": 6, "title": "A named contact"}, {"number": 7, "title": "Supervision"})
    kept(
        "action",
        action(6, "not started", date(2026, 11, 25)),
        action(6, "in progress", TODAY),
        action(6, "complete, not yet evidenced", date(2026, 1, 1)),
        action(6, "complete, evidenced", date(2026, 1, 1), evidence="Parents say so"),
        action(6, "in progress", None),
    )
    found = recommendations(scope, TODAY)
    six, seven = found.table.to_dict("records")
    assert six == {
        "number": 6,
        "recommendation": "A named contact",
        "actions": 5,
        "evidenced": 1,
        "complete": 1,
        "going": 2,
        "waiting": 1,
        "overdue": 1,
        "next_due": date(2026, 11, 25),
    }
    assert (seven["actions"], seven["overdue"], seven["next_due"]) == (0, 0, None)
    assert (found.actions, found.evidenced, found.overdue) == (5, 1, 1)


def test_every_action_is_told_with_its_owner_the_first_due_of_each_recommendation_first(scope: Scope) -> None:
    kept("recommendation", {"number": 6, "title": "A named contact"})
    kept(
        "action",
        action(7, "not started", None, action="=cmd", owner_agency="<b>Health</b>"),
        action(6, "in progress", TODAY, action="Later"),
        action(6, "in progress", date(2026, 11, 25), action="First", evidence="Seen"),
    )
    found = every_action(scope, TODAY)
    assert found["action"].tolist() == ["First", "Later", "=cmd"]
    assert found["overdue"].tolist() == [True, False, False]
    told = actions_table(found)
    assert told["Status"].tolist() == ["in progress (overdue)", "in progress", "not started"]
    assert told["Evidence"].tolist() == ["Seen", "none yet", "none yet"]
    assert told["Due"].tolist()[2] == "no date"
    assert "<b>" not in told["Who owns it"].iloc[2]


def test_without_actions_there_are_none_to_tell(scope: Scope) -> None:
    assert actions_table(every_action(scope, TODAY)).empty


def test_documents_stand_by_how_long_their_review_is_overdue(scope: Scope) -> None:
    kept(
        "policy",
        {"name": "Due today", "review_due": TODAY},
        {"name": "Threshold of Needs", "review_due": date(2024, 9, 30)},
        {"name": "No date"},
        {"name": "Yesterday", "review_due": date(2026, 11, 25)},
    )
    found = policies(scope, TODAY)
    assert found["document"].tolist() == ["Threshold of Needs", "Yesterday", "Due today", "No date"]
    assert found["days_overdue"].tolist()[:3] == [787, 1, 0]
    assert found["days_overdue"].isna().tolist() == [False, False, False, True]


def test_scrutiny_done_of_scrutiny_due(scope: Scope) -> None:
    def activity(planned: date, held: date | None = None, **more: object) -> Row:
        return {"question": "Q", "owner": "O", "planned_for": planned, "held_on": held} | more

    kept(
        "scrutiny",
        activity(date(2026, 3, 1), date(2026, 3, 9), finding="F", finding_owner="X", next_on=date(2027, 1, 1)),
        activity(date(2026, 6, 1), date(2026, 6, 1), finding="F"),
        activity(date(2026, 9, 1)),
        activity(TODAY),
        activity(date(2027, 2, 1), date(2026, 11, 1)),  # held early
        activity(date(2027, 5, 1)),
        activity(date(2027, 6, 1), date(2027, 6, 2)),  # a day still to come is not held yet
    )
    found = scrutiny(scope, TODAY)
    assert found.table["state"].tolist() == ["held", "held", "overdue", "to come", "held", "to come", "to come"]
    assert (found.due, found.held, found.overdue) == (5, 3, [86])
    assert found.table["owned"].tolist()[:2] == [True, False]
    assert found.table["owned"].iloc[2] is None or pd.isna(found.table["owned"].iloc[2])
    assert found.reaches == date(2027, 6, 1)


def test_with_nothing_kept_there_is_nothing_to_say(scope: Scope) -> None:
    assert strategy_on(scope, TODAY) is None
    assert recommendations(scope, TODAY).table.empty
    assert policies(scope, TODAY).empty
    assert (scrutiny(scope, TODAY).due, scrutiny(scope, TODAY).reaches) == (0, None)


def test_the_strategy_shown_is_the_one_the_day_is_in(scope: Scope) -> None:
    for name, begins, ends in (
        ("Old", date(2022, 1, 1), date(2024, 12, 31)),
        ("Now", date(2025, 9, 1), date(2028, 8, 31)),
    ):
        kept("strategy", {"name": name, "owner": "O", "begins": begins, "ends": ends})
    found = [strategy_on(scope, day) for day in (date(2023, 1, 1), TODAY, date(2025, 3, 1))]
    assert [one.words("name") for one in found if one] == ["Old", "Now", "Now"]
