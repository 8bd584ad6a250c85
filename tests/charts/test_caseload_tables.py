"""Why a child needs a decision, in words."""

from datetime import date

import pandas as pd

from charts.caseload_tables import changes_in_words, passed_by_in_words, reasons
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


def test_who_is_passed_by_is_called_by_mark_and_of_more_it_is_said_how_many() -> None:
    marks = ["AAA-2222", "BBB-3333", "CCC-4444"]
    frame = pd.DataFrame({"pseudonym": marks, "household": [3, 3, 7], "passed_by_ways": [5, 4, 3]})
    said = passed_by_in_words(frame, 2)
    assert said.startswith("In 2 homes a child goes without")
    assert "**AAA-2222** (home 3, in 5 ways), **BBB-3333** (home 3, in 4 ways); and 1 more." in said
    assert "more." not in passed_by_in_words(frame.head(2), 2)


def test_changes_are_told_by_mark_and_where_there_are_none_it_is_said() -> None:
    since = date(2026, 9, 30)
    said = changes_in_words(since, ["A", "B", "C"], [], ["D"], ["E"], 2)
    assert said == (
        "**Since the end of September 2026:** 3 children came onto this list (A, B and 1 more); "
        "1 child began to drift (D); 1 child drifts no longer (E)."
    )
    assert "nobody came or left" in changes_in_words(since, [], [], [], [], 2)
