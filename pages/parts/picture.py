"""A picture with its table and its definition beside it, always the three together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from access.scope import Scope
from charts.theme import Mode, Picture
from queries.disclosure import rule_in_words
from queries.holdings import indicators, settings_in_words
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
    rule(scope)
    with fold(key) as opened:
        if opened:
            st.table(table, hide_index=True)
            for entry in indicators(scope, *measures):
                definition(scope, entry)


def rule(scope: Scope) -> None:
    """The rule of disclosure that the figures above it were shown by, where there is one."""
    if rule_in_words(scope):
        st.caption(rule_in_words(scope))


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
