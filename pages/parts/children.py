"""The children behind a figure: a reason first where one is needed, then the list, and a name when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from access.roles import Act
from access.scope import NotAllowed, Scope
from access.viewer import Viewer
from charts.words import NOT_RECORDED, counted, plain
from pages.parts.export import download
from pages.parts.list_columns import Shows, child_column, columns_of, config, for_a_file, legend, written
from pages.parts.pages import say_refused
from queries.door import Named, name_of
from queries.filters import Filters
from queries.headlines import Headline
from queries.holdings import own_team_names
from queries.indicators import REGISTRY
from queries.lists import children_behind, shown_of
from reports.tables import as_csv

SHORTEST_REASON = 10


def children(viewer: Viewer, scope: Scope, key: str, filters: Filters, figure: Headline) -> None:
    """The list of the children a figure counts, for who may open it, and only once that is written down."""
    if not viewer.may(Act.OPEN_CASES):
        st.markdown("Single children's records are not opened in your role. Ask the team that holds them.")
        return
    opened = for_a_reason(scope, key, filters)
    if opened is None:
        return
    scope = opened
    try:
        found = children_behind(scope, key, filters)
    except NotAllowed as refused:
        say_refused(viewer, f"list of {key}", refused)
        return
    if scope.own_only:
        names = ", ".join(plain(name) for name in own_team_names(scope)) or "you have none with a child on a plan"
        st.markdown(f"Those of your teams alone: {names}.")
    if found.empty:
        st.markdown("None of those children is your teams'." if scope.own_only else "No child is to be listed here.")
        return
    of_homes = REGISTRY[key].unit == "households"
    rows_counted = found["household"].nunique() if of_homes else len(found)
    same = rows_counted == figure.numerator and not figure.rounded
    listed = counted(len(found), "child", "children").capitalize()
    if "household" in found:
        listed = f"{listed} of {counted(found['household'].nunique(), 'home')}"
    as_above = "as many homes as the figure counts" if of_homes else "the same as the figure above"
    st.markdown(f"{listed}: {as_above}." if same else f"{listed}.")
    rows = table_of(scope, found, key, shown_of(REGISTRY[key]))
    download(
        viewer,
        "Download this list",
        name=f"{key}-{figure.month:%Y-%m}.csv",
        what=f"list of {len(found)} children, {key}, {_asked(filters)}",
        make=lambda: as_csv(for_a_file(found, columns_of(scope, shown_of(REGISTRY[key])), figure.month)),
    )
    if rows and rows[0] < len(found):
        whose(viewer, scope, found.iloc[rows[0]], key)


def one_of(
    viewer: Viewer,
    scope: Scope,
    keys: Sequence[str],
    filters: Filters,
    figures: Mapping[str, Headline],
    *,
    label: str,
    key: str,
) -> None:
    """The list behind one of several figures, which the reader chooses; for who may open none there is no choice."""
    chosen = keys[0]
    if viewer.may(Act.OPEN_CASES):
        names = {figures[one].entry.name: one for one in keys}
        chosen = names[st.selectbox(label, list(names), key=key)]
    children(viewer, scope, chosen, filters, figures[chosen])


def for_a_reason(scope: Scope, key: str, filters: Filters) -> Scope | None:
    """The scope with the reason given for opening this list, where one is needed; None until it is given."""
    if not scope.needs_reason:
        return scope
    reason = _reason(key, filters)
    return None if reason is None else scope.for_a_reason(reason)


def _reason(key: str, filters: Filters) -> str | None:
    """The reason given in this tab for opening this very list; None until it is. Another choice is another list."""
    kept = f"reason_{key}"
    if st.session_state.get(kept, (None, ""))[0] != filters:
        st.markdown(
            "To see which children these are, say why. What you write, when you opened the list and the children on it "
            "are kept in the audit trail."
        )
        with st.form(f"ask_{kept}"):
            reason = st.text_input("Why do you need to see these children?", max_chars=300)
            sent = st.form_submit_button("Open the list")
        if not sent:
            return None
        if len(reason.strip()) < SHORTEST_REASON:
            st.error(f"Say why, in {SHORTEST_REASON} letters or more.")
            return None
        st.session_state[kept] = (filters, reason.strip())
        # Drawn afresh without the form: the list stands in its place.
        st.rerun()
    given = str(st.session_state[kept][1])
    st.markdown(f"Opened because: {plain(given)}")
    return given


def _asked(filters: Filters) -> str:
    """What is looked at, for the audit trail."""
    chosen = filters.chosen().items()
    return ", ".join(
        f"{name.replace('_', ' ')} {' or '.join(value) if isinstance(value, tuple) else value}"
        for name, value in chosen
    )


def whose(viewer: Viewer, scope: Scope, child: "pd.Series[str]", key: str) -> None:
    """A button that tells the name of the child on the row chosen; each telling is written down."""
    pseudonym = child["pseudonym"]
    if not viewer.may(Act.REVEAL_NAMES):
        return
    if st.button(f"Show the name of child {pseudonym}", key=f"name_{key}", help="This is written down"):
        try:
            _told(pseudonym, name_of(scope, child["person_id"]))
        except NotAllowed as refused:
            say_refused(viewer, f"name behind {key}", refused)


def _told(pseudonym: str, named: Named) -> None:
    name = plain(named.name) if named.name else "no name recorded"
    st.markdown(f"Child {pseudonym} is **{name}**, number {plain(named.number)} in the case system.")


def each_child(scope: Scope, children: pd.DataFrame, shown: Iterable[str]) -> None:
    """A column a child of a home, to be read across: the same of every one, and what is not recorded is said to be."""
    columns = columns_of(scope, shown)
    told = {
        column.meaning if column.meaning and column.shows in (Shows.CONDITION, Shows.NUMBER) else column.heading: [
            _cell(value, column.shows) for value in children[name]
        ]
        for name, column in columns.items()
    }
    st.table(pd.DataFrame.from_dict(told, orient="index", columns=children["pseudonym"].tolist()))


def _cell(value: Any, shows: Shows) -> str:  # noqa: ANN401 - whatever stands in a list
    if pd.isna(value):
        return NOT_RECORDED
    if shows is Shows.CONDITION:
        return "yes" if value else "no"
    if shows is Shows.DAY:
        return f"{value:%-d %b %Y}"
    return f"{value:g}" if shows is Shows.NUMBER else plain(str(value))


def table_of(scope: Scope, children: pd.DataFrame, key: str, shown: Iterable[str]) -> list[int]:
    """The list, with the columns named and no other; gives which of its rows are chosen."""
    columns = columns_of(scope, shown)
    st.markdown(
        f"{legend(columns)} Drag the table sideways, or use its full-screen button, to see every column. Choose a row "
        "to see whose it is."
    )
    grid = st.dataframe(
        # What is not chosen here is not sent to the browser: the case system's number stays on the server.
        pd.concat([children["pseudonym"], written(children, columns)], axis=1),
        key=f"cases_{key}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "pseudonym": st.column_config.TextColumn(child_column().heading, help=child_column().meaning, pinned=True),
            **{name: config(column) for name, column in columns.items()},
        },
    )
    chosen: list[int] = grid["selection"]["rows"]
    return chosen
