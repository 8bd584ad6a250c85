"""Any page's own figures split by a group of children: is it the same for every child?"""

from collections.abc import Sequence

import streamlit as st

from access.scope import Scope
from charts.findings import stands_out
from charts.forest import forest
from charts.group_tables import groups_table
from charts.words import percent
from pages.parts.answer import HIDDEN
from pages.parts.picture import mode, picture
from queries.filters import Filters
from queries.holdings import indicators
from queries.indicators import Good, Indicator, Kind
from queries.splits import SPLIT_BY, can_be_split_by, split

NOTHING = "Nothing"
INTERVALS = (
    "In the pictures of groups, lines are 95 % intervals in which each household counts once. A group is said to "
    "fare worse only where chance alone would say so on fewer than one such picture in twenty. Where counts are "
    "rounded that must hold for every number they can stand for; a group for which it does not is called unsure."
)
WORSE = {Good.DOWN: "above", Good.UP: "below"}


def split_by_group(scope: Scope, filters: Filters, keys: Sequence[str]) -> None:
    """A choice of group and of measure, and the groups beside all. What is chosen stands in the page's address.

    keys: the page's measures, of which shares can be split; nothing is asked of the facts until a group is chosen
    """
    st.header("Is it the same for every child?")
    offered = can_be_split_by(scope, filters)
    entries = {entry.name: entry for entry in indicators(scope, *keys) if entry.kind is Kind.SHARE}
    names = {SPLIT_BY[name]: name for name in offered}
    side_by_side = st.grid(2, min_column_width=260, gap="medium")
    with side_by_side.cell():
        by = st.selectbox("Split by", [NOTHING, *names], key="split", bind="query-params")
    with side_by_side.cell():
        chosen = st.selectbox("Measure to split", list(entries), key="split_measure", bind="query-params")
    left_out = [SPLIT_BY[name].lower() for name in SPLIT_BY if name not in offered]
    if left_out:
        st.markdown(f"Cannot be split here, so that no child can be picked out: {', '.join(left_out)}.")
    if by == NOTHING:
        st.markdown("Choose a group to see each part of it beside all the children.")
        return
    _shown(scope, filters, keys, by, names[by], entries[chosen])


def _shown(scope: Scope, filters: Filters, keys: Sequence[str], words: str, by: str, entry: Indicator) -> None:
    frame = split(scope, keys, filters, by)
    mine = frame[frame["key"] == entry.key] if len(frame) else frame
    if mine.empty or not mine["share"].notna().any():
        st.markdown(f"{entry.name}: not recorded here, or {HIDDEN}.")
        return
    worse = WORSE.get(entry.good, "")
    title = stands_out(mine, worse)
    every = mine.iloc[0]
    picture(
        scope,
        forest(
            mine,
            measured="ratio",
            title=title,
            subtitle=f"{entry.name.lower()}, by {words.lower()}: each group beside all",
            description=f"{entry.name} by {words.lower()}. {title}",
            mode=mode(),
            worse=worse,
        ),
        groups_table(mine, words, f"{entry.unit.capitalize()} counted"),
        key="split",
        words=f"Of all: {percent(every['share'])} of {every['denominator']:,.0f} {entry.unit}. {INTERVALS} Groups "
        "differ in age and much else: this does not say why.",
        measures=(entry.key,),
    )
