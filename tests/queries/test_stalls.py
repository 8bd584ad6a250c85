"""Where a plan stands still: by hand, and never from what is not recorded."""

from datetime import date

import pytest

from access.scope import local_scope
from charts.stall_words import next_in_words, stuck_in_words
from data.practice import Practice
from queries.caseload import caseload
from queries.filters import Filters
from queries.stalls import COLUMNS, Stall, Step, Stuck, steps, stuck
from tests.queries.by_hand import plan, put_in_force

AS_AT = date(2026, 10, 31)
MOVING = {
    **dict.fromkeys(COLUMNS, 0),
    "actions_due": 3,
    "action_closed": date(2026, 10, 20),
    "two_signals_since": None,
    "tool_12m": 1,
    "legal_planning": 1,
    "contact_named": 1,
    "spell_months": 17,
    "supervised_90d": 1,
}


def found(**given: object) -> list[Stuck]:
    return stuck(MOVING | given, Practice(), AS_AT)


def test_a_plan_that_moves_stands_still_nowhere() -> None:
    assert found() == []
    assert steps(MOVING, []) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"action_closed": date(2026, 8, 21)}, [Stuck(Stall.NONE_CLOSED, 71)]),
        ({"action_closed": date(2026, 10, 2)}, [Stuck(Stall.NONE_CLOSED, 29)]),
        ({"action_closed": date(2026, 10, 3)}, []),
        ({"action_closed": None}, [Stuck(Stall.NEVER_CLOSED, 3)]),
        ({"action_closed": None, "actions_due": 0}, []),
        ({"actions_redated": 2}, [Stuck(Stall.REDATED, 2)]),
        ({"flag_tool_stuck": 1, "score_stuck": 1}, [Stuck(Stall.SCORES)]),
        ({"flag_tool_stuck": 1, "tool_12m": 0}, [Stuck(Stall.NO_TOOL)]),
        (
            {"signals_unanswered": 1, "two_signals_since": date(2026, 10, 1)},
            [Stuck(Stall.SIGNALS, since=date(2026, 10, 1))],
        ),
        ({"long_plan": 1, "legal_planning": 0}, [Stuck(Stall.LEGAL, 17)]),
        ({"long_plan": 1}, []),
        ({"drift_unchallenged": 1}, [Stuck(Stall.SILENT)]),
        ({"contact_named": 0}, [Stuck(Stall.NO_CONTACT)]),
    ],
)
def test_each_way_of_standing_still(given: dict[str, object], said: list[Stuck]) -> None:
    assert found(**given) == said


def test_what_is_not_recorded_is_not_told() -> None:
    assert stuck(dict.fromkeys(COLUMNS), Practice(), AS_AT) == []


def test_what_comes_next_is_said_once_and_supervision_only_where_it_was_not() -> None:
    def after(**given: object) -> list[Step]:
        return steps(MOVING | given, found(**given))

    assert after(drift_unchallenged=1, supervised_90d=0) == [Step.SUPERVISION, Step.ESCALATE]
    assert after(drift_unchallenged=1, supervised_90d=None) == [Step.ESCALATE]
    assert after(flag_tool_stuck=1, score_stuck=1, tool_12m=0) == [Step.SCORE]
    assert after(contact_named=0, supervised_90d=0) == [Step.CONTACT]
    assert after(long_plan=1, legal_planning=0) == [Step.LEGAL]
    assert after(signals_unanswered=1) == [Step.ANSWER]


def test_every_stall_and_every_step_has_its_sentence() -> None:
    for what in Stall:
        for amount, since in ((1, None), (71, date(2026, 10, 1))):
            words = stuck_in_words(what, amount, since)
            assert not words[0].islower(), words
            assert words.endswith(".")
    assert len(next_in_words(Step)) == len(Step)
    assert stuck_in_words(Stall.NONE_CLOSED, 71, None) == "No agreed action has closed for 71 days."
    assert stuck_in_words(Stall.REDATED, 2, None) == "2 open actions were re-dated, and re-dated again."


def test_the_caseload_holds_all_that_is_read(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", actions_due=2, action_closed=date(2026, 8, 21), actions_redated=1)])
    child = caseload(local_scope(), Filters()).children.iloc[0].to_dict()
    assert stuck(child, Practice(), AS_AT) == [Stuck(Stall.NONE_CLOSED, 71), Stuck(Stall.REDATED, 1)]
