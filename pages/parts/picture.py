"""A picture with its table and its definition beside it, always the three together; and a list of children."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from access.scope import Scope
from charts.theme import Mode, Picture
from queries.holdings import flags_in_words, indicators, settings_in_words
from queries.indicators import Indicator


def mode() -> Mode:
    """Whether the reader's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


@contextmanager
def fold(key: str, label: str = "Table and definition") -> Iterator[bool]:
    """A fold whose inside is drawn only while it is open: yields whether it is."""
    box = st.expander(label, key=f"fold_{key}", on_change="rerun")
    with box:
        yield bool(box.open)


def picture(
    scope: Scope,
    chart: Picture | None,
    table: pd.DataFrame,
    *,
    key: str,
    words: str,
    measures: Iterable[str] = (),
    empty: str = "There is nothing to draw: too few plans match these filters.",
) -> None:
    """Draw the chart, a sentence, and a fold that holds the table and the measures' definitions.

    Without a chart, `empty` says why, in place of the sentence about it.
    """
    if chart is not None:
        st.altair_chart(chart, key=f"chart_{key}", width="stretch")
    st.markdown(empty if chart is None else words)
    with fold(key) as opened:
        if opened:
            st.table(table, hide_index=True)
            for entry in indicators(scope, *measures):
                definition(scope, entry)


def definition(scope: Scope, entry: Indicator) -> None:
    """The measure in words: what it asks, what it counts, whose line it is judged by, the local settings that shape
    it, what it cannot say."""
    lines = [
        f"**{entry.id} {entry.name}.** {entry.question}",
        f"Counts {entry.unit}. {entry.caveat}".strip(),
        f"Threshold: {entry.threshold}." if entry.threshold else "No threshold is set.",
    ]
    if entry.settings:
        lines.append(f"Local settings: {'; '.join(settings_in_words(scope, entry))}.")
    lines.append(f"Source: {entry.source}. Serves: {entry.clause}.")
    if entry.read_with:
        lines.append(f"Read with: {', '.join(one.name for one in indicators(scope, *entry.read_with))}.")
    st.markdown("  \n".join(lines))


# A flag's heading over its narrow column in a list of children, in the order shown.
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
UP, UNKNOWN = "●", "–"


def cases(scope: Scope, children: pd.DataFrame, *, key: str) -> None:
    """A list of children: who, where, how long, which flags are up, what is due next and whether it is overdue."""
    flags = flags_in_words(scope)
    headings = ", ".join(f"**{FLAG_HEADINGS[flag]}** {words[:1].lower()}{words[1:]}" for flag, words in flags.items())
    st.markdown(
        f"{UP} the flag is up, {UNKNOWN} it cannot be worked out from what is recorded. {headings}. "
        "Drag the table sideways, or use its full-screen button, to see every column."
    )
    marks = children[list(FLAG_HEADINGS)].astype("Int8").astype(object).replace({1: UP, 0: ""})
    shown = children.assign(
        **{flag: marks[flag].where(children[flag].notna(), UNKNOWN) for flag in FLAG_HEADINGS},
        overdue=children["overdue"].astype("Int8").map({1: "overdue", 0: ""}),
    )
    narrow = {
        flag: st.column_config.TextColumn(
            heading, help=flags[flag], width=64 if len(heading) < 7 else 92, alignment="center"
        )
        for flag, heading in FLAG_HEADINGS.items()
    }
    # What the list is for comes first: on a narrow screen the rest is to the right.
    last = ["next_due_kind", "next_due", "overdue", "team", "age", "cumulative_days"]
    st.dataframe(
        shown[["person_id", "spell_months", *FLAG_HEADINGS, *last]],
        key=f"cases_{key}",
        hide_index=True,
        column_config={
            "person_id": st.column_config.TextColumn("Child", help="The case system's own number", pinned=True),
            "age": st.column_config.NumberColumn("Age", width=50),
            "team": st.column_config.TextColumn("Team", width=210),
            "spell_months": st.column_config.NumberColumn("Months", help="Completed months on this plan", width=64),
            "cumulative_days": st.column_config.NumberColumn(
                "Days on any plan", help="Since the first plan for neglect: closing and re-opening does not reset it"
            ),
            **narrow,
            "next_due_kind": st.column_config.TextColumn("Next due", width=80),
            "next_due": st.column_config.DateColumn("By", format="D MMM YYYY", width=92),
            "overdue": st.column_config.TextColumn("Late?", help="Past that day at the month-end shown", width=72),
        },
    )
