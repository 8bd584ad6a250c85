"""The answer in a sentence, made from the figures: what a page says before any picture."""

import streamlit as st

from charts.words import change_in_words, share_in_words
from queries.filters import Filters, Population
from queries.headlines import Headline

PLANS = {
    None: "child protection plans for neglect",
    Population.NEGLECT_CP: "child protection plans for neglect",
    Population.NEGLECT_CIN: "child in need plans for neglect",
    Population.NEGLECT_COHORT: "plans for neglect",
    Population.ALL_CP: "child protection plans",
}


def plans(filters: Filters) -> str:
    """The plans a page about child protection plans for neglect speaks of, once the reader has chosen whose."""
    return PLANS[filters.population]


def answer(drifting: Headline, filters: Filters) -> None:
    """How many children drift, of how many, and a year ago; or why that cannot be said."""
    if drifting.denominator is None:
        st.subheader("Which children are drifting is not recorded here.")
        st.markdown("Load records that hold child protection plans: a return of referrals alone cannot tell.")
    elif drifting.denominator == 0:
        st.subheader(f"No {plans(filters)} match this choice.")
        st.markdown("Clear a filter, choose an earlier month, or load records that hold such plans.")
    else:
        share = share_in_words(drifting.numerator, drifting.denominator)
        verb = "is" if drifting.numerator == 1 else "are"
        st.subheader(
            f"{share[:1].upper()}{share[1:]} on {plans(filters)} {verb} drifting in two or more ways. "
            f"{a_year_ago(drifting.value, drifting.before)}"
        )
    if filters.drifting_only:
        st.markdown(
            "Only children drifting now are counted among those on plans. Referrals, assessments, meetings, visits and "
            "plans begun or ended are counted for every child: who was drifting then is not part of those records."
        )


def a_year_ago(now: float | None, before: float | None) -> str:
    """What a share was, as a sentence of its own: "It was 19 % a year ago."."""
    words = change_in_words(now, before)
    verb = "" if words.startswith("was ") else "was " if before is None else "is "
    return f"It {verb}{words}."
