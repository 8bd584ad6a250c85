"""The strategy's pictures, tables and sentences: what they say and what they carry."""

from datetime import date

import pandas as pd

from charts.course import course
from charts.schedule import schedule
from charts.strategy_findings import as_planned, course_in_words, documents_overdue, on_target, scrutiny_held
from charts.strategy_tables import policies_table, recommendations_table, scrutiny_table, targets_table
from charts.theme import as_sent

MONTHS = pd.date_range("2026-01-31", periods=4, freq="ME")


def test_a_course_carries_its_figure_and_leaves_out_what_is_hidden() -> None:
    frame = pd.DataFrame({"month": MONTHS, "value": [30.0, None, 28.0, 27.0], "due": [None, 29.0, 28.0, 27.0]})
    spec = as_sent(course(frame, goal=14.0, title="T", subtitle="S", description="D", percents=True))
    assert spec["description"] == "D"
    goal, due, line, points = spec["layer"]
    assert [row["goal"] for row in goal["data"]["values"]] == [14.0]
    assert [row["due"] for row in due["data"]["values"]] == [29.0, 28.0, 27.0]
    assert [row["value"] for row in line["data"]["values"]] == [30.0, 28.0, 27.0]
    assert line["data"] == points["data"]


def activities() -> pd.DataFrame:
    rows = [
        ("Held?", date(2026, 1, 5), date(2026, 1, 9), "held", 0),
        ("Late?", date(2026, 9, 1), None, "overdue", 86),
        ("Later?", date(2027, 9, 1), None, "to come", 0),
    ]
    frame = pd.DataFrame(rows, columns=["question", "planned_for", "held_on", "state", "days_overdue"])
    return frame.assign(finding=["Found", None, None], decision=None, finding_owner=None, next_on=None)


def test_the_calendar_has_a_mark_for_each_activity_on_its_day_and_states_differ_in_shape() -> None:
    spec = as_sent(
        schedule(
            activities(),
            begins=date(2025, 9, 1),
            ends=date(2028, 8, 31),
            today=date(2026, 11, 26),
            title="T",
            subtitle="S",
            description="D",
        )
    )
    marks = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert [(row["when"], row["words"]) for layer in marks for row in layer["data"]["values"]] == [
        ("2026-01-09", "held"),
        ("2026-09-01", "overdue 86 days"),
        ("2027-09-01", "to come"),
    ]
    assert len({(layer["mark"]["shape"], layer["mark"]["filled"]) for layer in marks}) == 3


def test_targets_are_written_with_word_and_shape_and_drafts_are_not_judged() -> None:
    frame = pd.DataFrame(
        {
            "id": ["DD15", "DD05", "AT01", "DD10"],
            "name": ["Drifting", "Repeat", "Tools", "Reviews"],
            "value": [26.04, 20.0, None, None],
            "wanted": ["at most 14", "15 to 24.5", "no value set yet", "at least 97"],
            "due": [21.0, None, None, None],
            "standing": ["behind its course", "within its range", "", ""],
            "status": ["agreed", "agreed", "draft", "agreed"],
            "owner": ["A *bold* head", "", "", ""],
            "percents": True,
            "hidden": [False, False, False, True],
            "least": [None, None, None, None],
            "rounded": [False, True, False, True],
            "worse": [True, True, False, False],
        }
    )
    rows = targets_table(frame).to_dict("records")
    assert rows[0]["Now"] == "26 %"
    assert rows[0]["Target"] == "at most 14 %"
    assert rows[0]["How it stands"] == "▼ behind its course"
    assert (rows[1]["Now"], rows[1]["How it stands"]) == ("about 20 %", "● within its range, but worse than a year ago")
    nearly = targets_table(frame.assign(least=[None, None, None, 97.54])).to_dict("records")[3]
    assert nearly["Now"] == "97 % or more"
    assert rows[0]["Owner"] == r"A \*bold\* head"
    assert (rows[1]["Target"], rows[1]["Due by now"], rows[1]["Owner"]) == ("15 to 24.5 %", "", "none named")
    assert (rows[2]["Now"], rows[2]["Target"]) == ("not recorded here", "no value set yet")
    assert (rows[2]["How it stands"], rows[3]["How it stands"], rows[3]["Now"]) == ("draft", "not judged", "hidden")


def test_recommendations_documents_and_scrutiny_say_what_is_not_there() -> None:
    counts = {"actions": [3, 0], "evidenced": [1, 0], "complete": [0, 0], "going": [2, 0], "waiting": [0, 0]}
    frame = pd.DataFrame(
        {
            "number": [1, 2],
            "recommendation": ["One", "Two"],
            **counts,
            "overdue": [1, 0],
            "next_due": [date(2026, 12, 1), None],
        }
    )
    table = recommendations_table(frame)
    assert table["Actions"].tolist() == ["3: 1 complete with evidence, 2 in progress", "none kept"]
    assert table["Overdue"].tolist() == ["1", ""]
    assert table["Next due"].tolist() == ["1 Dec 2026", ""]
    documents = pd.DataFrame(
        {
            "document": ["Threshold of Needs", "Other"],
            "owner": [None, "Unit"],
            "last_reviewed": [date(2022, 9, 30), None],
            "review_due": [date(2024, 9, 30), None],
            "days_overdue": pd.array([787, None], dtype="Int64"),
        }
    )
    written = policies_table(documents)
    assert written["Owner"].tolist() == ["none named", "Unit"]
    assert written["Overdue"].tolist() == ["787 days", "not known"]
    assert written["Last reviewed"].tolist() == ["30 Sep 2022", "not recorded"]
    assert scrutiny_table(activities())["State"].tolist() == ["● held 9 Jan 2026", "✕ overdue 86 days", "○ to come"]


def test_the_sentences() -> None:
    assert on_target([]) == "No target is agreed and in force: nothing is judged."
    assert on_target(["", ""]) == "None of the 2 agreed targets can be judged from what is held or shown."
    assert on_target(["met", "behind its course", "on course", ""]) == (
        "Of 3 agreed targets that can be judged, 2 are met or on course and 1 is not."
    )
    assert as_planned(3, 10, 3, 4) == "3 of 10 actions are overdue; 3 of 4 scrutiny activities due were held."
    assert as_planned(0, 0, 0, 0) == "No actions are kept; no scrutiny is due yet."
    assert course_in_words(26.4, 21.2, 14.0, "behind its course", " %") == (
        "26 %, behind its course: 21 % is due by now, 14 % in the end"
    )
    assert course_in_words(None, 21.2, 14.0, "", " %") == "not recorded here, or hidden; the goal is 14 %"
    assert scrutiny_held(0, 0, []) == "No scrutiny is due yet"
    assert scrutiny_held(3, 5, [86, 3]) == ("3 of 5 scrutiny activities due were held; the longest overdue by 86 days")
    assert documents_overdue(["Threshold of Needs"], [787]) == "Overdue for review: Threshold of Needs by 787 days."
    assert documents_overdue([], []) == "No document kept here is overdue for review."
