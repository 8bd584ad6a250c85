"""The line above every page that says what the data is."""

import streamlit as st

from access.scope import Scope
from charts.words import counted, listed, number, percent, plain
from queries.door import newer_records
from queries.holdings import Holdings, holdings

SOURCES = {"ssd": "Standard Safeguarding Dataset", "cin-census": "CIN census returns", "demo": "synthetic data"}


def banner(scope: Scope) -> Holdings:
    """Draw the data banner, and give what is held to the page."""
    held = holdings(scope)
    if held.synthetic:
        st.info("**Synthetic data.** Every child, family and worker here is made up.", icon=":material/science:")
    as_at = f"{held.as_at.day} {held.as_at:%B %Y}" if held.as_at else "no date"
    facts = [
        listed([plain(name) for name in held.authorities]),
        f"as at {as_at}",
        f"from {listed([SOURCES.get(source, source) for source in held.sources])}",
        *([] if scope.own_only else _cohort(held)),
        *([f"{counted(held.rejected, 'row')} of {number(held.read)} refused at loading"] if scope.exact else []),
    ]
    st.markdown(f"All that is held: {' · '.join(facts)}")
    if newer_records():
        st.warning(
            "Records have been loaded since these figures were built. To bring them up to date, run "
            "`python manage.py refresh`.",
            icon=":material/update:",
        )
    return held


def _cohort(held: Holdings) -> list[str]:
    if not held.has_plans:
        return ["no plans held"]
    if held.children is None:
        return ["how many children is hidden: too few to show"]
    children = f"{counted(held.children, 'child', 'children')} on plans for neglect"
    if not held.children:
        return [children]
    households = "nothing that links brothers and sisters"
    if held.has_links and held.households is not None and held.unlinked is not None:
        households = (
            f"in {counted(held.households, 'household')}, {number(held.unlinked)} with no linked brother or sister"
        )
    return [
        children,
        households,
        f"team, age, sex and ethnicity all recorded for {percent(held.completeness)}",
    ]
