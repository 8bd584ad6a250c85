"""What is planted in the synthetic county stands on the first screen of the manager whose it is."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from access.pseudonyms import pseudonyms
from access.scope import Scope
from data.demo.truths import OVERLOOKED_SIBLING, SILENT_DRIFT, STALLED_PLAN, UNANSWERED_SIGNAL
from pages.caseload import SHOWN_BY_MARK
from queries.caseload import Caseload, caseload
from queries.filters import Filters
from queries.holdings import practice
from queries.stalls import Stall, Step, Stuck, steps, stuck
from tests.looked_for import EVERYTHING, LAST, now

pytestmark = pytest.mark.usefixtures("whole_county")
# Rows that the list shows without being scrolled.
FIRST_SCREEN = 10


def caseload_of(person: str) -> Caseload:
    """The caseload as the manager of the child's team sees it."""
    team = str(now(person)["team_id"].iloc[0])
    return caseload(Scope(None, None, may_open_cases=True, own_only=True, own_teams=(team,)), Filters())


def on_the_first_screen(person: str) -> tuple[dict[Hashable, Any], list[Stuck]]:
    """The child's row, which is sure to be among the first, and where the plan stands still."""
    found = caseload_of(person).children
    (place,) = found.index[found["person_id"] == person]
    assert place < FIRST_SCREEN
    child = found.loc[place].to_dict()
    return child, stuck(child, practice(EVERYTHING), LAST)


def test_the_stalled_plan_with_how_it_stalls_and_what_is_next() -> None:
    for person in STALLED_PLAN.children:
        child, found = on_the_first_screen(person)
        ways = (Stall.NEVER_CLOSED, Stall.REDATED, Stall.SCORES, Stall.LEGAL, Stall.SILENT)
        assert [one.what for one in found if one.what is not Stall.NO_CONTACT] == [*ways]
        amounts = {one.what: one.amount for one in found}
        assert (amounts[Stall.REDATED], amounts[Stall.LEGAL]) == (6, STALLED_PLAN.months_on_plan)
        assert {Step.ESCALATE, Step.LEGAL, Step.SCORE} <= set(steps(child, found))


def test_the_silent_drift_told_to_be_silent() -> None:
    for person in SILENT_DRIFT.children:
        _, found = on_the_first_screen(person)
        assert Stall.SILENT in [one.what for one in found]


def test_the_signal_that_nobody_answered() -> None:
    child, found = on_the_first_screen(UNANSWERED_SIGNAL.child)
    assert Stall.SIGNALS in [one.what for one in found]
    assert Step.ANSWER in steps(child, found)


def test_the_overlooked_sibling_named_by_mark_above_the_list() -> None:
    """On no plan, and so in no row of it."""
    found = caseload_of(OVERLOOKED_SIBLING.on_plan[0])
    (mark,) = pseudonyms(pd.Series([OVERLOOKED_SIBLING.overlooked]))
    assert mark in found.passed_by["pseudonym"].head(SHOWN_BY_MARK).tolist()
    assert mark not in found.children["pseudonym"].tolist()
