"""The columns of a list of children: what each is called, and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from access.scope import Scope
from charts.words import NOT_RECORDED
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
    "flag_no_challenge": "Challenge",
}
COLUMNS = {
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
    "next_due_kind": Column("Next due", width=80),
    "next_due": Column("By", "", Shows.DAY, 92),
    "overdue": Column("Late?", "Past that day at the month-end shown", width=72),
}
CHILD = Column("Child", "A mark that stands for the child here, the same on every page")


def columns_of(scope: Scope, names: Iterable[str]) -> dict[str, Column]:
    """The columns of these names. A name that is in no table here is a fault of the product: KeyError."""
    flags = flags_in_words(scope)
    known = COLUMNS | {
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


def for_a_file(rows: pd.DataFrame, columns: dict[str, Column], month: date) -> pd.DataFrame:
    """The list to take away: the month-end it is of, then the columns under their headings. Conditions are yes, no or
    not recorded."""
    shown = pd.DataFrame({"As at the end of": f"{month:%B %Y}", CHILD.heading: rows["pseudonym"]}, index=rows.index)
    for name, column in columns.items():
        values = rows[name]
        if column.shows is Shows.CONDITION or name == "overdue":
            words = values.astype("Int8").astype(object).replace({1: "yes", 0: "no"})
            values = words.where(values.notna(), NOT_RECORDED)
        elif column.shows is Shows.DAY:
            values = pd.to_datetime(values).dt.strftime("%Y-%m-%d")
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
