"""The filters in the sidebar. What is chosen stands in the page's address, so that a link opens the same view."""

from datetime import date

import streamlit as st

from access.audit import Event
from access.scope import NotAllowed, Scope
from access.viewer import Viewer
from charts.words import listed, plain
from pages.parts.pages import said_once, say_refused
from queries.disadvantage import FACTOR_OF
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
PLACES = {"teams": ("Team", "team", "All teams"), "localities": ("Locality", "locality", "All localities")}
GROUPS = {
    "age_bands": ("Age", "age"),
    "sexes": ("Sex", "sex"),
    "ethnicity_groups": ("Ethnicity", "ethnicity"),
    "neurodivergence": ("Neurodivergence", "neurodivergence"),
    "sen": ("Special educational needs", "sen"),
}


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
    mine = own_team_names(scope)
    # A manager sees several teams of their own together; nobody else to whom small numbers are not shown sees several.
    together = {name: scope.exact or (name == "teams" and len(mine) > 1) for name in (*PLACES, *GROUPS)}
    too_many = _too_many(together)
    with st.sidebar:
        st.markdown("#### What to look at")
        month = st.selectbox("As at the end of", list(named), key="month", bind="query-params")
        places = {
            name: _of(label, found[name], key, every, several=together[name])
            for name, (label, key, every) in PLACES.items()
        }
        whose = st.selectbox("Whose plans", list(POPULATIONS), key="plans", bind="query-params")
        basis = st.selectbox("Neglect judged by", list(BASES), key="basis", bind="query-params")
        with st.expander("Which children"):
            groups = {
                name: _of(label, found[name], key, "All", several=together[name])
                for name, (label, key) in GROUPS.items()
            }
            factors = st.multiselect(
                "Disadvantages recorded, all of",
                list(FACTOR_OF),
                key="with",
                bind="query-params",
                placeholder="Any",
            )
            least = st.slider("At least this many disadvantages", 0, 8, key="least", bind="query-params")
            drifting = st.toggle("Only children drifting", key="drifting", bind="query-params")
        if mine:
            st.button("Only my teams", on_click=_only, args=(mine,), width="stretch")
        st.button("Clear all filters", on_click=_clear, args=(list(named)[:1], together), width="stretch")
    if unheld:
        said_once(viewer, Event.PAGE_OPENED, page=page, not_held=[value[:LONGEST_NAME] for value in unheld])
        _say_unheld(unheld)
    if too_many:
        said_once(viewer, Event.PAGE_OPENED, page=page, refused=too_many)
        st.warning(f"You can look at one {too_many} at a time, or at all of them. This link asks for several.")
        st.button("Show without it", type="primary", on_click=_let_go, args=(together,))
        st.stop()
    filters = Filters(
        month=named.get(month),
        **places,
        population=POPULATIONS[whose],
        basis=BASES[basis],
        **groups,
        disadvantages=tuple(FACTOR_OF[name] for name in factors),
        min_disadvantages=least,
        drifting_only=drifting,
    )
    said_once(viewer, Event.PAGE_OPENED, page=page, filters={k: str(v) for k, v in filters.chosen().items()})
    scope = as_seen(scope, filters)
    refused = showing_refused(scope, filters)
    if refused:
        if scope.own_only and len(filters.teams) > 1:
            refused = "You can look at your own teams together, at one other team at a time, or at all of them."
        say_refused(viewer, page, NotAllowed(refused))
        st.stop()
    return scope, filters


def _of(label: str, options: list[str], key: str, every: str, *, several: bool) -> tuple[str, ...]:
    """A box to choose from, none chosen being all; and what is chosen. One alone unless `several` may be."""
    if several:
        return tuple(st.multiselect(label, options, key=key, bind="query-params", placeholder=every))
    chosen = st.selectbox(label, options, index=None, key=key, bind="query-params", placeholder=every)
    return () if chosen is None else (chosen,)


def _too_many(together: dict[str, bool]) -> str:
    """What the address asks for several of, where one can be chosen; in a word."""
    words = {key: label.lower() for label, key, *_ in (*PLACES.values(), *GROUPS.values())}
    keys = [(PLACES | GROUPS)[name][1] for name, several in together.items() if not several]
    asked = {key: st.query_params.get_all(key) for key in keys}
    several = [key for key in keys if len(asked[key]) > 1 and st.session_state.get(f"let_go_{key}") != asked[key]]
    return words[several[0]] if several else ""


def _let_go(together: dict[str, bool]) -> None:
    """Choose none of what one can be chosen of. The address may go on asking for several: it has been answered."""
    for name, several in together.items():
        key = (PLACES | GROUPS)[name][1]
        if not several and len(st.query_params.get_all(key)) > 1:
            st.session_state[key] = None
            st.session_state[f"let_go_{key}"] = st.query_params.get_all(key)


def _unheld(found: dict[str, list[str]], named: dict[str, date]) -> list[str]:
    """What the address asks for that cannot be chosen, as it is written there."""
    offered = {
        "month": list(named),
        "team": found["teams"],
        "locality": found["localities"],
        "plans": list(POPULATIONS),
        "basis": list(BASES),
        "with": list(FACTOR_OF),
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
    st.session_state["team"] = teams if len(teams) > 1 else teams[0]


def _clear(newest: list[str], together: dict[str, bool]) -> None:
    # Set, not forgotten: what is forgotten here still stands in the address, and comes back from there.
    for month in newest:
        st.session_state["month"] = month
    st.session_state["with"] = []
    for name, several in together.items():
        st.session_state[(PLACES | GROUPS)[name][1]] = [] if several else None
    st.session_state["plans"], st.session_state["basis"] = next(iter(POPULATIONS)), next(iter(BASES))
    st.session_state["least"], st.session_state["drifting"] = 0, False
