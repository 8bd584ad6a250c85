"""A picture with its table and its definition beside it, always the three together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from access.scope import Scope
from charts.theme import Mode, Picture, as_sent
from queries.disclosure import rule_in_short, rule_in_words, showing_refused
from queries.filters import Filters
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
    measured: bool = True,
) -> None:
    """Draw the chart, a sentence, and a fold that holds the table and the measures' definitions.

    Without a chart, `empty` says why, in place of the sentence about it.
    measured  its counts are those of measures; else, to who manages teams, they are of the other teams alone
    """
    if chart is not None:
        draw(chart, key=f"chart_{key}")
    st.markdown(empty if chart is None else words)
    said = rule_in_short(scope, measured=measured)
    if said:
        st.caption(said)
    with fold(key) as opened:
        if opened:
            written_out(table)
            rule(scope, measured=measured)
            definitions(scope, indicators(scope, *measures))


def draw(chart: Picture, *, key: str) -> None:
    """The chart alone, as wide as its place. Its toolbar offers no table: ours stands beside it."""
    st.vega_lite_chart(spec=as_sent(chart), key=key, width="stretch")


def written_out(table: pd.DataFrame, empty: str = "There is nothing to list.") -> None:
    """The table, its numbers with commas; `empty` in its place where it has no rows."""
    if table.empty:
        st.markdown(empty)
    else:
        st.table(table.style.format(precision=0, thousands=",", na_rep=""), hide_index=True)


def split_refused(scope: Scope, filters: Filters, by: Sequence[str], words: str) -> bool:
    """Whether the scope is not given these figures split `by` such columns; then `words` and the reason stand in their
    place. To be asked before the question is: refused there, it would take the rest of the page along."""
    why = showing_refused(scope, filters, by)
    if why is not None:
        st.markdown(f"{words} {why}")
    return why is not None


def rule(scope: Scope, *, measured: bool = True) -> None:
    """The rule of disclosure that the figures above it were shown by, where there is one. measured: as in `picture`."""
    said = rule_in_words(scope, measured=measured)
    if said:
        st.caption(said)


# Whose line a threshold is, by its mark in the registry.
_WHOSE = {
    "S": "set by law",
    "N": "published nationally",
    "L": "another authority's policy",
    "P": "proposed here",
}
_MARK = r"\[([SNLP](?:/[SNLP])*)\] ?"


def threshold_in_words(threshold: str) -> str:
    """A threshold with whose it is in words: "[S] 45 working days" is "45 working days (set by law)"."""
    found = re.match(_MARK, threshold)
    if found is None:
        return threshold
    whose = " and ".join(_WHOSE[mark] for mark in found[1].split("/"))
    line = threshold[found.end() :]
    return f"{line} ({whose})" if line else whose


def definitions(scope: Scope, entries: Sequence[Indicator]) -> None:
    """The measures in words, one beneath another, and what the Review is that they serve."""
    for entry in entries:
        definition(scope, entry)
    if any("Review" in entry.clause for entry in entries):
        st.caption("The Review is the Oxfordshire review of July 2025.")


def definition(scope: Scope, entry: Indicator) -> None:
    """The measure in words: what it asks, what it counts, whose line it is judged by, the local settings that shape
    it, what it cannot say."""
    lines = [
        f"**{entry.id} {entry.name}.** {entry.question}",
        f"Counts {entry.unit}. {entry.caveat}".strip(),
        f"Threshold: {threshold_in_words(entry.threshold)}." if entry.threshold else "No threshold is set.",
    ]
    if entry.settings:
        lines.append(f"Local settings: {'; '.join(settings_in_words(scope, entry))}.")
    lines.append(f"Source: {entry.source}. Serves: {entry.clause}.")
    if entry.read_with:
        lines.append(f"Read with: {', '.join(one.name for one in indicators(scope, *entry.read_with))}.")
    st.markdown("  \n".join(lines))
