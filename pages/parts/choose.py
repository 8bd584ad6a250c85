"""The filters in the sidebar. What is chosen stands in the page's address, so that a link opens the same view."""

from datetime import date

import streamlit as st

from access.audit import Event
from access.scope import Scope
from access.viewer import Viewer
from charts.words import listed, plain
from pages.parts.pages import said_once
from queries.disadvantage import FACTORS
from queries.disclosure import showing_refused
from queries.filters import Basis, Filters, Population
from queries.holdings import as_seen, choices, months, own_team_names

LONGEST_NAME = 60
POPULATIONS = {
    "Each measure's own": None,
    "Child protection plans for neglect": Population.NEGLECT_CP,
    "Child in need plans for neglect": Population.NEGLECT_CIN,
    "Every plan for neglect": Population.NEGLECT_COHORT,
    "All child protection plans": Population.ALL_CP,
}
BASES = {
    "Initial or latest category": Basis.EITHER,
    "Initial category": Basis.INITIAL,
    "Latest category": Basis.LATEST,
}
GROUPS = {
    "age_bands": ("Age", "age"),
    "sexes": ("Sex", "sex"),
    "ethnicity_groups": ("Ethnicity", "ethnicity"),
    "neurodivergence": ("Neurodivergence", "neurodivergence"),
    "sen": ("Special educational needs", "sen"),
}
DISADVANTAGES = {words: name for name, words in FACTORS.items()}


def choose(viewer: Viewer, page: str) -> tuple[Scope, Filters]:
    """Draw the filters and give what was chosen, and the scope it is seen in: a manager's own teams are seen exactly.
    That the page was opened, and on what, is written down.

    Where the address names what is not held, that is said and the page ends: the figures of everything would else be
    read as those of a team that is not there.
    """
    scope = viewer.scope
    found, ends = choices(scope), months(scope)
    named = {f"{end:%B %Y}": end for end in ends}
    unheld = _unheld(found, named)
    with st.sidebar:
        st.markdown("#### What to look at")
        month = st.selectbox("As at the end of", list(named), key="month", bind="query-params")
        teams = st.multiselect("Team", found["teams"], key="team", bind="query-params", placeholder="All teams")
        areas = st.multiselect(
            "Locality", found["localities"], key="locality", bind="query-params", placeholder="All localities"
        )
        whose = st.selectbox("Whose plans", list(POPULATIONS), key="plans", bind="query-params")
        basis = st.selectbox("Neglect judged by", list(BASES), key="basis", bind="query-params")
        with st.expander("Which children"):
            groups = {
                name: st.multiselect(label, found[name], key=key, bind="query-params", placeholder="All")
                for name, (label, key) in GROUPS.items()
            }
            factors = st.multiselect(
                "Disadvantages recorded, all of",
                list(DISADVANTAGES),
                key="with",
                bind="query-params",
                placeholder="Any",
            )
            least = st.slider("At least this many disadvantages", 0, 8, key="least", bind="query-params")
            drifting = st.toggle("Only children drifting", key="drifting", bind="query-params")
        mine = own_team_names(scope)
        if mine:
            st.button("Only my teams", on_click=_only, args=(mine,), width="stretch")
        st.button("Clear all filters", on_click=_clear, args=(list(named)[:1],), width="stretch")
    if unheld:
        said_once(viewer, Event.PAGE_OPENED, page=page, not_held=[value[:LONGEST_NAME] for value in unheld])
        _say_unheld(unheld)
    filters = Filters(
        month=named.get(month),
        teams=tuple(teams),
        localities=tuple(areas),
        population=POPULATIONS[whose],
        basis=BASES[basis],
        **{name: tuple(values) for name, values in groups.items()},
        disadvantages=tuple(DISADVANTAGES[name] for name in factors),
        min_disadvantages=least,
        drifting_only=drifting,
    )
    said_once(viewer, Event.PAGE_OPENED, page=page, filters={k: str(v) for k, v in filters.chosen().items()})
    scope = as_seen(scope, filters)
    refused = showing_refused(scope, filters)
    if refused:
        st.warning(refused)
        st.stop()
    return scope, filters


def _unheld(found: dict[str, list[str]], named: dict[str, date]) -> list[str]:
    """What the address asks for that cannot be chosen, as it is written there."""
    offered = {
        "month": list(named),
        "team": found["teams"],
        "locality": found["localities"],
        "plans": list(POPULATIONS),
        "basis": list(BASES),
        "with": list(DISADVANTAGES),
        **{key: found[name] for name, (_, key) in GROUPS.items()},
    }
    return [value for key, can_be in offered.items() for value in st.query_params.get_all(key) if value not in can_be]


def _say_unheld(unheld: list[str]) -> None:
    names = listed([f"“{plain(value[:LONGEST_NAME])}”" for value in unheld])
    st.warning(
        f"This link asks for {names}, which is not held here. Nothing is shown, so that it is not taken for that."
    )
    st.button("Show without it", type="primary")
    st.stop()


def _only(teams: list[str]) -> None:
    st.session_state["team"] = teams


def _clear(newest: list[str]) -> None:
    # Set, not forgotten: what is forgotten here still stands in the address, and comes back from there.
    for month in newest:
        st.session_state["month"] = month
    for key in ("team", "locality", "with", *(key for _, key in GROUPS.values())):
        st.session_state[key] = []
    st.session_state["plans"], st.session_state["basis"] = next(iter(POPULATIONS)), next(iter(BASES))
    st.session_state["least"], st.session_state["drifting"] = 0, False
