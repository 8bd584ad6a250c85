"""A picture with its table and its definition beside it, always the three together; and a list of children."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import altair as alt
import pandas as pd
import streamlit as st

from charts.theme import Mode
from queries.indicators import REGISTRY, Indicator

AnyChart = alt.LayerChart | alt.VConcatChart | alt.Chart


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
    chart: AnyChart | None,
    table: pd.DataFrame,
    *,
    key: str,
    words: str = "",
    measures: Iterable[str] = (),
    empty: str = "There is nothing to draw: too few plans match these filters.",
) -> None:
    """Draw the chart, a sentence, and a fold that holds the table and the measures' definitions."""
    if chart is None:
        st.markdown(empty)
    else:
        st.altair_chart(chart, key=f"chart_{key}", width="stretch")
    if words:
        st.markdown(words)
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


def cases(children: pd.DataFrame, *, key: str) -> None:
    """A list of children: who, where, how long, which flags are up, what is due next."""
    st.dataframe(
        children,
        key=f"cases_{key}",
        hide_index=True,
        row_height=44,
        column_config={
            "person_id": st.column_config.TextColumn("Child", help="The case system's own number"),
            "age": st.column_config.NumberColumn("Age"),
            "team": st.column_config.TextColumn("Team"),
            "plan_type": None,
            "spell_months": st.column_config.NumberColumn("Months on the plan"),
            "cumulative_days": st.column_config.NumberColumn(
                "Days on any plan", help="Since the first plan for neglect"
            ),
            "flags": st.column_config.ListColumn("Why", width="large"),
            "next_due_kind": st.column_config.TextColumn("Next due"),
            "next_due": st.column_config.DateColumn("By", format="D MMM YYYY"),
        },
    )
