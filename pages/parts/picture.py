"""A picture with its table and its definition beside it, always the three together; and a list of children."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from charts.theme import Mode, Picture
from queries.drift import FLAGS
from queries.indicators import REGISTRY, Indicator


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
            for name in measures:
                definition(REGISTRY[name])


def definition(entry: Indicator) -> None:
    """The measure in words: what it asks, what it counts, whose line it is judged by, what it cannot say."""
    lines = [
        f"**{entry.id} {entry.name}.** {entry.question}",
        f"Counts {entry.unit}. {entry.caveat}".strip(),
        f"Threshold: {entry.threshold}." if entry.threshold else "No threshold is set.",
        f"Source: {entry.source}. Serves: {entry.clause}.",
    ]
    if entry.read_with:
        lines.append(f"Read with: {', '.join(REGISTRY[key].name for key in entry.read_with)}.")
    st.markdown("  \n".join(lines))


# A flag's heading over its narrow column in a list of children, in the order shown.
FLAG_HEADINGS = {
    "flag_long_plan": "15 m+",
    "flag_repeat_plan": "Repeat",
    "flag_review_overdue": "Review",
    "flag_core_group_overdue": "Group",
    "flag_action_late": "Action",
    "flag_tool_stuck": "Tool",
    "flag_signal_unanswered": "Signal",
    "flag_no_challenge": "Silence",
}


def cases(children: pd.DataFrame, *, key: str) -> None:
    """A list of children: who, where, how long, which flags are up, what is due next."""
    headings = ", ".join(f"**{FLAG_HEADINGS[flag]}** {words[:1].lower()}{words[1:]}" for flag, words in FLAGS.items())
    st.markdown(f"● the flag is up, – it cannot be worked out from what is recorded. {headings}.")
    marks = children[list(FLAG_HEADINGS)].astype("Int8").astype(object).replace({1: "●", 0: ""})
    shown = children.assign(**{flag: marks[flag].where(children[flag].notna(), "–") for flag in FLAG_HEADINGS})
    narrow = {
        flag: st.column_config.TextColumn(heading, help=FLAGS[flag], width=56, alignment="center")
        for flag, heading in FLAG_HEADINGS.items()
    }
    first, last = ["person_id", "age", "team", "spell_months", "next_due_kind", "next_due"], ["cumulative_days"]
    st.dataframe(
        shown[[*first, *FLAG_HEADINGS, *last]],
        key=f"cases_{key}",
        hide_index=True,
        column_config={
            "person_id": st.column_config.TextColumn("Child", help="The case system's own number"),
            "age": st.column_config.NumberColumn("Age", width=50),
            "team": st.column_config.TextColumn("Team"),
            "spell_months": st.column_config.NumberColumn("Months", help="Completed months on this plan", width=64),
            "cumulative_days": st.column_config.NumberColumn(
                "Days on any plan", help="Since the first plan for neglect: closing and re-opening does not reset it"
            ),
            **narrow,
            "next_due_kind": st.column_config.TextColumn("Next due", width=80),
            "next_due": st.column_config.DateColumn("By", format="D MMM YYYY", width=92),
        },
    )
