"""The columns of a list of children: what each is called, and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from access.scope import Scope
from charts.words import NOT_RECORDED
from queries.disadvantage import FACTORS
from queries.holdings import flags_in_words

YES, UNKNOWN = "●", "–"


class Shows(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CONDITION = "condition"


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it means in a sentence without its full stop, how it is written, pixels wide."""

    heading: str
    meaning: str = ""
    shows: Shows = Shows.TEXT
    width: int | None = None


# A flag's heading over its narrow column; its meaning is worded by the settings in force.
FLAG_HEADINGS = {
    "flag_long_plan": "Long",
    "flag_repeat_plan": "Repeat",
    "flag_review_overdue": "Review",
    "flag_core_group_overdue": "Group",
    "flag_action_late": "Action",
    "flag_tool_stuck": "Tool",
    "flag_signal_unanswered": "Signal",
    "flag_no_challenge": "No challenge",
}


@cache
def every_column() -> dict[str, Column]:
    """Every column a list may have, but the flags."""
    return {
        "household": Column("Home", "A number that stands for the household in this list", Shows.NUMBER, 60),
        "age": Column("Age", "", Shows.NUMBER, 50),
        "team": Column("Team", width=210),
        "plan_type": Column("Plan", "CP is child protection, CIN is child in need", width=60),
        "spell_months": Column("Months", "Completed months on this plan", Shows.NUMBER, 64),
        "cumulative_days": Column(
            "Days on any plan",
            "Since the first plan for neglect: closing and re-opening does not reset it",
            Shows.NUMBER,
        ),
        "need": Column("Needs", "What presses most", width=120),
        "why": Column("Why", "What is overdue, due within 14 days, or has gone on too long", width=420),
        "next_due_kind": Column("Next due", width=140),
        "next_due": Column("By", "", Shows.DAY, 92),
        "lives_with_child": Column(
            "Sibling", "Another child of the home is neurodivergent or disabled", Shows.CONDITION, 76
        ),
        "lives_with_parent": Column(
            "Parent",
            "A parent has mental ill health, a learning disability, an illness or a disability (factors 4B, 5B, 6B)",
            Shows.CONDITION,
            72,
        ),
        "caring_due": Column("To ask", "To be asked about caring", Shows.CONDITION, 72),
        "caring_ever_asked": Column("Asked", "Ever asked about caring, with an answer", Shows.CONDITION, 72),
        "young_carer": Column("Young carer", "By factor 7A or a young carer record", width=110),
        "passed_by_ways": Column(
            "Passed by", "Kinds of attention this child is without that another child of the home has", Shows.NUMBER, 84
        ),
        "has_seen": Column("Seen", "At a visit, as recently as practice says", Shows.CONDITION, 64),
        "has_seen_alone": Column("Alone", "Seen alone, if old enough", Shows.CONDITION, 64),
        "has_tool": Column("Tool", "A neglect tool of the child's own in twelve months", Shows.CONDITION, 64),
        "has_assessment": Column("Assessed", "A completed assessment of the child's own", Shows.CONDITION, 84),
        "has_health": Column(
            "Health", "An appointment of the child's own fell due in twelve months", Shows.CONDITION, 72
        ),
        "has_school": Column("School", "A school record of the child's own, of school age", Shows.CONDITION, 72),
        "last_seen": Column("Last seen", "At a visit of either kind", Shows.DAY, 92),
        "last_assessed": Column("Assessed on", "The day the latest assessment was completed", Shows.DAY, 96),
        "last_scored": Column("Scored on", "The latest neglect tool that scored the child", Shows.DAY, 92),
        "worst_grade": Column("Worst", "Worst of the latest grades, 1 best to 5 worst", Shows.NUMBER, 64),
        "grade_physical": Column("Physical", "Latest grade of physical care, 1 best to 5 worst", Shows.NUMBER, 76),
        "grade_safety": Column("Safety", "Latest grade of safety, 1 best to 5 worst", Shows.NUMBER, 70),
        "grade_emotional": Column("Emotional", "Latest grade of emotional care, 1 best to 5 worst", Shows.NUMBER, 84),
        "grade_developmental": Column(
            "Development", "Latest grade of development, 1 best to 5 worst", Shows.NUMBER, 96
        ),
        "sessions_absent_term": Column("Absent", "School sessions missed this term", Shows.NUMBER, 72),
        "sessions_possible_term": Column("Of sessions", "School sessions possible this term", Shows.NUMBER, 92),
        "appointments_missed_12m": Column(
            "Not brought", "Appointments the child was not brought to in twelve months", Shows.NUMBER, 92
        ),
        "appointments_due_12m": Column("Of due", "Appointments that fell due in twelve months", Shows.NUMBER, 72),
        "overdue": Column("Late?", "Past that day at the month-end shown", width=72),
        # The eleven disadvantages, each a narrow column.
        "disadvantage_count": Column("Recorded", "How many of eleven disadvantages are recorded", Shows.NUMBER, 76),
        "disadvantage_unknown": Column("Unknown", "How many of the eleven are not recorded", Shows.NUMBER, 76),
        "heritage": Column("Heritage in their words", "As the child or family describe it, beside any code", width=170),
        **{
            name: Column(heading, FACTORS[name], Shows.CONDITION, 64 if len(heading) < 7 else 92)
            for name, heading in (
                ("low_income", "Income"),
                ("housing_need", "Housing"),
                ("parent_domestic_abuse", "Abuse"),
                ("parent_mental_health", "Mental"),
                ("parent_alcohol_drugs", "Drink"),
                ("parent_learning_disability", "Learn"),
                ("parent_illness_disability", "Illness"),
                ("child_send", "SEND"),
                ("minoritised_ethnicity", "Minority"),
                ("language_barrier", "Language"),
                ("recent_move", "Moved"),
            )
        },
        "material_help": Column("Help", "A live action offers material help", Shows.CONDITION, 64),
        "history_asked": Column("Asked", "The authority they left was asked for their history", Shows.CONDITION, 64),
        # Assessment and supervision.
        "home_record_12m": Column(
            "Home", "The condition of the home was recorded in twelve months", Shows.CONDITION, 64
        ),
        "scored_tool": Column("Tool", "And its version", width=210),
        "score_first": Column("First", "Worst grade of its first use, 1 best to 5 worst", Shows.NUMBER, 60),
        "score_latest": Column("Latest", "Worst grade of its last use", Shows.NUMBER, 64),
        "capacity_12m": Column(
            "Capacity", "A parent's capacity to care was rated in twelve months", Shows.CONDITION, 80
        ),
        "motivation_12m": Column("Change", "Motivation to change was rated in twelve months", Shows.CONDITION, 72),
        # Challenge.
        "contact_state": Column("Named contact", "Whom the plan says to turn to when it drifts", width=180),
        "drifting": Column("Drifting", "By how many flags practice calls so", Shows.CONDITION, 80),
        "flag_count": Column("Flags", "How many of the eight are up", Shows.NUMBER, 60),
        # Health and school.
        "schooling": Column("Taught", "Where the newest record has the child taught", width=130),
        "two_signals_since": Column("Since", "The day of the second signal", Shows.DAY, 92),
        "signal_not_brought": Column("Missed", "Not brought to a health appointment lately", Shows.CONDITION, 76),
        "signal_low_attendance": Column("Absent", "Low attendance in the last half-term", Shows.CONDITION, 72),
        "signal_not_seen": Column(
            "Unseen", "Not seen at a visit lately, or parents missed a core group", Shows.CONDITION, 64
        ),
        "signals_unanswered": Column("Silence", "No response in time after the second signal", Shows.CONDITION, 76),
        "missed_any_6m": Column("Medical", "Not brought to a health appointment in six months", Shows.CONDITION, 76),
        "persistent_absence": Column("School", "Persistently absent this school year", Shows.CONDITION, 72),
        "physical_signal": Column("Physical", "Poor physical care on the latest tool", Shows.CONDITION, 80),
        "medical_action": Column("Health action", "A live action on the child's health", Shows.CONDITION, 110),
        "educational_action": Column("School action", "A live action on the child's schooling", Shows.CONDITION, 110),
        "physical_action": Column("Physical action", "A live action on physical care", Shows.CONDITION, 120),
    }


@cache
def child_column() -> Column:
    """The mark a child is known by."""
    return Column("Child", "A mark that stands for the child here, the same on every page")


def columns_of(scope: Scope, names: Iterable[str]) -> dict[str, Column]:
    """The columns of these names. A name that is in no table here is a fault of the product: KeyError."""
    flags = flags_in_words(scope)
    known = every_column() | {
        name: Column(heading, flags[name], Shows.CONDITION, 64 if len(heading) < 7 else 92)
        for name, heading in FLAG_HEADINGS.items()
    }
    return {name: known[name] for name in names}


def legend(columns: dict[str, Column]) -> str:
    """What the narrow columns of yes and no mean, in a paragraph; empty where there are none."""
    marked = [column for column in columns.values() if column.shows is Shows.CONDITION]
    if not marked:
        return ""
    said = "; ".join(f"**{one.heading}**: {one.meaning[:1].lower()}{one.meaning[1:]}" for one in marked)
    return f"{YES} yes, {UNKNOWN} cannot be worked out from what is recorded, empty no. {said}."


def written(rows: pd.DataFrame, columns: dict[str, Column]) -> pd.DataFrame:
    """The rows' values as the columns show them. What no column names is left out: a hidden column would be sent too.

    Not recorded is never the same as no: a condition is a dot, nothing, or a dash.
    """
    shown = pd.DataFrame(index=rows.index)
    for name, column in columns.items():
        values = rows[name]
        if column.shows is Shows.CONDITION:
            marks = values.astype("Int8").astype(object).replace({1: YES, 0: ""})
            values = marks.where(values.notna(), UNKNOWN)
        elif name == "overdue":
            values = values.astype("Int8").map({1: "overdue", 0: ""})
        shown[name] = values
    return shown


def for_a_file(rows: pd.DataFrame, columns: dict[str, Column], month: date, *, as_text: bool = True) -> pd.DataFrame:
    """The list to take away: the month-end it is of, then the columns under their headings. Conditions are yes, no or
    not recorded; days are text that sorts, or, for a workbook, days."""
    shown = pd.DataFrame(
        {"As at the end of": f"{month:%B %Y}", child_column().heading: rows["pseudonym"]}, index=rows.index
    )
    for name, column in columns.items():
        values = rows[name]
        if column.shows is Shows.CONDITION or name == "overdue":
            words = values.astype("Int8").astype(object).replace({1: "yes", 0: "no"})
            values = words.where(values.notna(), NOT_RECORDED)
        elif column.shows is Shows.DAY:
            values = pd.to_datetime(values)
            values = values.dt.strftime("%Y-%m-%d") if as_text else values
        shown[column.heading] = values
    return shown


def config(column: Column) -> ColumnConfig:
    """How Streamlit draws the column."""
    if column.shows is Shows.NUMBER:
        return st.column_config.NumberColumn(column.heading, help=column.meaning or None, width=column.width)
    if column.shows is Shows.DAY:
        return st.column_config.DateColumn(
            column.heading, help=column.meaning or None, format="D MMM YYYY", width=column.width
        )
    return st.column_config.TextColumn(
        column.heading,
        help=column.meaning or None,
        width=column.width,
        alignment="center" if column.shows is Shows.CONDITION else None,
    )
