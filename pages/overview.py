"""Overview: are we meeting the Neglect Strategy?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.words import listed, percent
from charts.xmr import sparkline
from pages.parts.answer import HIDDEN, KEY, STOCKS, answer, change, rests_on, share_of, whom
from pages.parts.banner import banner
from pages.parts.choose import choose
from pages.parts.pages import link
from pages.parts.picture import definitions, draw, mode, rule
from queries.disclosure import Mark
from queries.headlines import Headline, headlines
from queries.holdings import flags_in_words, table_in_words
from queries.trends import Trend, trends

CARDS = (
    "drifting",
    "plans_long",
    "repeat_plan_24m",
    "legal_planning_by_15m",
    "assessment_45wd",
    "icpc_15wd",
    "first_core_group_10wd",
    "cp_reviews_on_time",
    "cp_visits_on_time",
    "plan_actions_overdue",
    "cin_plan_9m_plus",
    "rereferral_12m",
)
# Cards side by side at most, and the pixels below which fewer stand so.
IN_A_ROW, CARD_WIDTH = 4, 190


def render(viewer: Viewer) -> None:
    """The page."""
    st.title("Are we meeting the Neglect Strategy?")
    banner(viewer.scope)
    scope, filters = choose(viewer, "overview")
    figures = headlines(scope, CARDS, filters)
    if not figures:
        st.markdown("No plans, referrals or assessments are held yet. Load some data first: see the README.")
        return
    runs = trends(scope, CARDS, filters)
    answer(scope, figures["drifting"], figures["plans_long"], filters)
    st.markdown(
        "Each card is one measure of drift and delay, with its last two years. Read long plans and repeat plans "
        "together: closing plans early makes one look better and the other worse."
    )
    st.markdown(f"{KEY} {STOCKS}")
    rule(scope)
    cards = st.grid(IN_A_ROW, min_column_width=CARD_WIDTH, border=True)
    for key in CARDS:
        with cards.cell():
            card(scope, figures[key], runs[key])
    link("drift", "Look closer: Drift and delay")
    fold = st.expander("What these measures count", key="fold_overview", on_change="rerun")
    if fold.open:
        with fold:
            definitions(scope, [figures[key].entry for key in CARDS])
            st.markdown("\n- ".join(["The eight flags of drift:\n", *flags_in_words(scope).values()]))


def card(scope: Scope, figure: Headline, run: Trend) -> None:
    """One measure: its name, its figure, whom and when it counts, what it rests on, and its trend."""
    st.markdown(f"**{figure.entry.name}**")
    one, many = _unit(figure.entry.unit)
    if figure.mark:
        st.markdown(f"### {Mark.HIDDEN}")
        st.markdown(f"Hidden: {HIDDEN}.")
        st.caption("; ".join([whom(figure), *rests_on(figure)]))
        return
    if figure.denominator is None:
        st.markdown("### Not recorded")
        missing = listed([table_in_words(name) for name in figure.missing])
        st.markdown(f"Not held here: {missing}." if figure.missing else "This month lies outside the data.")
        return
    if figure.value is None and figure.covered:
        st.markdown("### Not recorded")
        st.markdown("It cannot be worked out from what is held here.")
        return
    if figure.value is None:
        st.markdown("### None to count")
        st.markdown(f"There are no {many} that match this choice.")
        return
    st.markdown(f"### {'about ' if figure.rounded else ''}{percent(figure.value)}")
    was = change(figure)
    st.markdown(f"{share_of(figure, one, many)}; {was}.")
    said = "; ".join(filter(None, [f"now {percent(figure.value)}", was, run.words]))
    draw(
        sparkline(run.frame, description=f"{figure.entry.name}, last 24 months: {said}", mode=mode()),
        key=f"spark_{figure.entry.key}",
    )
    if run.words:
        st.markdown(f"**{run.words[:1].upper()}{run.words[1:]}**")
    st.caption("; ".join([whom(figure), *rests_on(figure)]))


def _unit(unit: str) -> tuple[str, str]:
    return unit.removesuffix("s"), unit
