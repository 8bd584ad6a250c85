"""What surrounds the children of the Intersecting disadvantage page, in words: how many have how much, where they come
from, what they are offered."""

import pandas as pd
import streamlit as st

from access.scope import Scope
from charts.words import counted, number, percent
from pages.parts.answer import HIDDEN, a_year_ago, followed, not_held, rests_on, say_of_whom, share_of
from queries import disadvantage
from queries.filters import Filters, Population
from queries.headlines import Headline
from queries.indicators import Indicator

WORDS_WIDTH = 240


def answer(figures: dict[str, Headline], filters: Filters) -> bool:
    """The answer in a sentence, or why there is none. Whether there is anything more to show."""
    held, many = figures["disadvantage_count_4_plus"], figures["drifting_4_plus"]
    if held.denominator is None and held.mark:
        st.subheader("Too few children, or none, match this choice to show anything of them.")
    elif held.denominator is None:
        st.subheader("Which disadvantages children have is not recorded here.")
        missing = not_held(held)
        st.markdown(f"Not held here: {missing}." if held.missing else "This month lies outside the data.")
    elif not held.covered:
        st.subheader("No plans for neglect match this choice.")
        st.markdown("Clear a filter or choose another month.")
    elif not held.denominator:
        st.subheader("Too little is recorded of these children to say who has few disadvantages and who has many.")
    else:
        st.subheader(f"{_sentence(many, held, filters)}")
        said = "; ".join(rests_on(held))
        st.markdown(
            f"Of children on any plan for neglect, {share_of(held)} have 4 or more of eleven disadvantages recorded"
            f"{f' ({said})' if said else ''}. What is not recorded is not counted."
        )
        say_of_whom(filters)
        return True
    return False


def _sentence(many: Headline, held: Headline, filters: Filters) -> str:
    if filters.population is Population.NEGLECT_CIN:
        return f"{share_of(held)} have 4 or more disadvantages recorded.".capitalize()
    if many.mark:
        return f"How many children with 4 or more disadvantages recorded are drifting is hidden: {HIDDEN}."
    if not many.denominator:
        return "No child with 4 or more disadvantages recorded is known to drift, or not to."
    said = share_of(
        many, "child with 4 or more disadvantages recorded", "children with 4 or more disadvantages recorded"
    )
    return f"{said[:1].upper()}{said[1:]} {'is' if many.numerator == 1 else 'are'} drifting. {a_year_ago(many)}"


def heritage(scope: Scope, filters: Filters, figures: dict[str, Headline], entry: Indicator) -> None:
    """Gypsy, Roma and Traveller children: protected, and still not hidden."""
    st.header("Gypsy, Roma and Traveller children")
    found = disadvantage.heritage(scope, filters, entry.key)
    if found is None:
        st.markdown("Heritage is not shown together with a team or a locality: it could point at one family.")
        return
    figure, known = figures["ethnicity_grt"], figures["ethnicity_recorded"]
    coded, described = (HIDDEN if count is None else number(count) for count in (found.coded, found.described))
    every, ours = (found.drifted.iloc[place] for place in (0, 1))
    st.markdown(
        f"Now on plans for neglect: {share_of(figure)}. By ethnicity code: {coded}. By how the family describes "
        f"itself, and not by the code: {described}. Ethnicity is recorded for {share_of(known)}."
    )
    if pd.isna(ours["share"]):
        st.markdown(f"How many drifted at any time since {found.since:%B %Y} is hidden: {HIDDEN}.")
    else:
        beyond = "more than chance would explain" if ours["beyond"] == "above" else "no more than chance would explain"
        such = f"{'' if scope.exact else 'about '}{counted(ours['denominator'], 'such child', 'such children')}"
        st.markdown(
            f"So few at one time tell little, so look back: of {such} on {followed(filters)} since "
            f"{found.since:%B %Y}, {percent(ours['share'])} drifted at some month-end; of all, "
            f"{percent(every['share'])}: {beyond}."
        )


def offered(figures: dict[str, Headline]) -> None:
    """Poverty beside the help offered; families that moved in, and their history; interpreters."""
    side_by_side = st.grid(3, min_column_width=WORDS_WIDTH, gap="large")
    with side_by_side.cell():
        st.subheader("Poverty, and help with it")
        for key in ("poverty_free_meals", "poverty_housing_need", "material_help_offered"):
            line(figures[key])
        st.markdown("Poverty is not neglect. What does the plan offer the family?")
    with side_by_side.cell():
        st.subheader("Moved in from elsewhere")
        for key in ("previous_area_history_asked", "previous_area_history_obtained", "previous_area_history_missing"):
            line(figures[key])
        st.markdown("Whether or not a case was open there: what does the authority they left know?")
    with side_by_side.cell():
        st.subheader("Language")
        line(figures["interpreter_used"])
        st.markdown("Is every child heard in a language they speak?")


def line(figure: Headline, one: str = "child", many: str = "children") -> None:
    """One measure in a line, or why there is none."""
    if figure.mark:
        said = f"hidden: {HIDDEN}."
    elif figure.denominator:
        said = f"{share_of(figure, one, many)}. {a_year_ago(figure)}"
    else:
        said = "not recorded here." if figure.denominator is None else f"no such {many}."
    st.markdown(f"**{figure.entry.name}:** {said}")
