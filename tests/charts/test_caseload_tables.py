"""Why a child needs a decision, in words."""

from datetime import date

import pandas as pd

from charts.caseload_tables import reasons
from tests.charts.looking import plain

AS_AT = date(2026, 10, 31)
CLOCKS = {"Review": "review_due", "Visit": "visit_due", "Core group": "core_group_due"}
FLAGS = {
    "flag_long_plan": "Plan 15 months or more",
    "flag_action_late": "An action is late",
    "flag_review_overdue": "Review overdue",
}
QUIET = {
    "review_due": None,
    "visit_due": None,
    "core_group_due": None,
    "actions_overdue": None,
    "contact_named": None,
    **dict.fromkeys(FLAGS, 0),
}


def why(**given: object) -> str:
    return plain(reasons(pd.DataFrame([QUIET | given]), CLOCKS, FLAGS, AS_AT)[0])


def test_what_is_overdue_comes_first_then_what_is_due_then_what_goes_on() -> None:
    assert why(
        review_due=date(2026, 10, 30),
        visit_due=date(2026, 10, 1),
        actions_overdue=1,
        contact_named=0,
        flag_long_plan=1,
        flag_action_late=1,
        flag_review_overdue=1,
    ) == ("Visit 30 days overdue; Review 1 day overdue; 1 action overdue; No named contact; Plan 15 months or more")


def test_what_falls_due_within_a_fortnight_is_told_and_nothing_later() -> None:
    assert why(visit_due=AS_AT, review_due=date(2026, 11, 14)) == "Visit due today; Review due in 14 days"
    assert why(visit_due=date(2026, 11, 15)) == ""
    assert why(core_group_due=date(2026, 11, 5)) == "Core group due in 5 days"


def test_what_is_not_recorded_is_not_said() -> None:
    assert why(flag_long_plan=None) == ""
