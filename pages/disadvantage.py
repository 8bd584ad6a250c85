"""Intersecting disadvantage: where disadvantages meet, do children wait longer or get less?"""

import pandas as pd
import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.findings import between_in_words, meet_most, stands_out, with_many
from charts.forest import forest
from charts.group_tables import factors_table, groups_table, strata_table
from charts.upset import upset
from charts.words import number, percent, plain, times_in_words
from pages.parts.banner import banner
from pages.parts.children import children
from pages.parts.choose import choose
from pages.parts.circumstances import answer, heritage, line, offered
from pages.parts.picture import definition, fold, mode, picture, rule, written_out
from pages.parts.split import INTERVALS, WORSE, split_by_group
from queries import disadvantage
from queries.filters import Filters
from queries.headlines import Headline, headlines
from queries.holdings import indicators
from queries.indicators import Indicator

BANDS = ("disadvantage_count_0_1", "disadvantage_count_2_3", "disadvantage_count_4_plus")
FOUND = (
    "parental_factor_alcohol",
    "parental_factor_drugs",
    "parental_factor_domestic_abuse",
    "parental_factor_mental_health",
    "parental_factor_learning_disability",
    "parental_factor_illness_disability",
)
STRATA = {
    "authority": "Authority",
    "sex": "Sex",
    "age": "Age",
    "ethnicity": "Ethnicity",
    "needs": "Needs",
    "family": "Disadvantages of the family",
}
FEWER = "Choose fewer filters to see this: for your role no more than two things about a child are shown together."


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, what is offered, children, limits."""
    st.title("Intersecting disadvantage")
    st.markdown("*Where disadvantages meet, do children wait longer or get less?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "disadvantage")
    figures = headlines(scope, disadvantage.FIGURES, filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    if answer(figures, filters):
        entry = looked_at(scope, figures)
        groups = disadvantage.factors_beside_all(scope, filters, entry.key)
        beside(groups, entry)
        how_many(scope, filters, entry)
        where_they_meet(scope, filters, entry)
        which_groups(scope, groups, entry)
        recorded(scope, filters, entry)
        heritage(scope, filters, figures, entry)
        offered(figures)
        split_by_group(scope, filters, (*disadvantage.OUTCOMES, "plan_actions_overdue", "material_help_offered"))
        which_children(viewer, scope, filters, figures)
    limits()


def looked_at(scope: Scope, figures: dict[str, Headline]) -> Indicator:
    """Which outcome the reader looks at by group; the first unless chosen. It stands in the address."""
    entries = {entry.name: entry for entry in indicators(scope, *disadvantage.OUTCOMES)}
    chosen = st.selectbox("Look at", list(entries), key="outcome", bind="query-params")
    whole = figures[entries[chosen].key]
    if not whole.denominator and not whole.mark:
        st.markdown("It is not recorded here for any of these children.")
    return entries[chosen]


def beside(groups: pd.DataFrame, entry: Indicator) -> None:
    """How children with four or more fare beside all: the page's question, for the outcome chosen."""
    rows = groups[groups["group"] == disadvantage.MANY]
    if rows.empty or rows["share"].isna().all():
        return
    many, whole = rows.iloc[0], groups.iloc[0]
    chance = {
        "above": "That is more than chance would explain.",
        "below": "That is fewer than chance would explain.",
        "": "Chance alone could explain the difference.",
    }[many["beyond"]]
    st.markdown(
        f"**{entry.name}:** {percent(many['share'])} of those with 4 or more recorded, {percent(whole['share'])} of "
        f"all. That is {times_in_words(many['ratio'], many['difference'])}. {chance}"
    )
    st.markdown(INTERVALS)


def how_many(scope: Scope, filters: Filters, entry: Indicator) -> None:
    """The outcome by how many disadvantages are recorded, at least."""
    st.header("Does it grow with how many are recorded?")
    frame = disadvantage.at_least(scope, filters, entry.key)
    worse = WORSE.get(entry.good, "")
    title = with_many(frame, "4 or more") if len(frame) > 1 else ""
    picture(
        scope,
        forest(
            frame,
            measured="share",
            title=title,
            subtitle=f"{entry.name.lower()}, by at least how many of eleven disadvantages are recorded",
            description=f"{entry.name} by how many disadvantages are recorded. {title}",
            mode=mode(),
            worse=worse,
        )
        if len(frame) > 1
        else None,
        groups_table(frame, "Disadvantages", "Children counted") if len(frame) else frame,
        key="at_least",
        measured=False,
        words="Each row holds the rows below it: children with 3 are also among those with 2 or more.",
        measures=(entry.key, "disadvantage_count_4_plus"),
        empty=FEWER if frame.empty and not scope.exact else "There is nothing to draw: too few children match.",
    )


def where_they_meet(scope: Scope, filters: Filters, entry: Indicator) -> None:
    """The largest sets of factors children have together."""
    st.header("Where do they meet?")
    frame = disadvantage.where_they_meet(scope, filters, entry.key)
    worse = WORSE.get(entry.good, "")
    title = meet_most(frame, worse) if len(frame) > 1 else ""
    pairs = "pairs" if not scope.exact else "pairs, then sets of three,"
    picture(
        scope,
        upset(
            frame,
            title=title,
            subtitle=f"the largest {pairs} of factors that children have together, and {entry.name.lower()}",
            description=f"The largest sets of disadvantages that meet, and {entry.name.lower()} in each. {title}",
            mode=mode(),
            worse=worse,
            outcome="share",
        )
        if len(frame) > 1
        else None,
        groups_table(frame, "Children with", "Children counted"),
        key="upset",
        measured=False,
        words="A pair is every child with both, whatever else they have, so a child can be in several rows; the last "
        f"row is children in none of them. A set of fewer than {disadvantage.LEAST_CHILDREN} is not drawn. These are "
        "factors recorded, not a score.",
        measures=(entry.key,),
        empty=FEWER if not scope.exact else "No two factors meet in enough children to draw.",
    )


def which_groups(scope: Scope, groups: pd.DataFrame, entry: Indicator) -> None:
    """Every factor beside all, and what lies between intersections."""
    st.header("Which children wait longer, or get less?")
    worse = WORSE.get(entry.good, "")
    title = stands_out(groups, worse)
    picture(
        scope,
        forest(
            groups,
            measured="ratio",
            title=title,
            subtitle=f"{entry.name.lower()}: children with each factor recorded, beside all",
            description=f"{entry.name} of children with each factor, as many times as often as of all. {title}",
            mode=mode(),
            worse=worse,
        ),
        groups_table(groups, "Children with", "Children counted"),
        key="groups",
        measured=False,
        words="Each group is set against all the children, not against one group taken for the norm.",
        measures=(entry.key,),
    )
    found = disadvantage.between_intersections(scope, entry.key)
    for row in found.models.to_dict("records"):
        said = between_in_words(*(row[name] for name in ("between", "beyond", "share_between", "share_beyond")))
        whose = f"{plain(str(row['authority']))}: " if len(found.models) > 1 else ""
        st.markdown(
            f"**Beyond the sum of the parts.** {whose}{said} Looked at are the {number(row['strata'])} intersections "
            "of sex, age, ethnicity, special needs and the family's disadvantages that occur among children on child "
            "protection plans for neglect, each household once, when the facts were built: what is chosen above does "
            "not change it."
        )
    if len(found.strata):
        with fold("strata", "Each intersection, drawn towards what its parts would give") as opened:
            if opened:
                written_out(strata_table(found.strata, STRATA))
                st.markdown("Small groups are drawn the most. These are estimates for groups, never for a child.")
    elif len(found.models):
        st.markdown("Single intersections tell more than two things about children at once: they are for analysts.")


def recorded(scope: Scope, filters: Filters, entry: Indicator) -> None:
    """Each factor yes, no, or not recorded; and what assessments find."""
    st.header("Which disadvantages are recorded?")
    factors = disadvantage.recorded_factors(scope, filters, entry.key)
    written_out(factors_table(factors))
    rule(scope, measured=False)
    st.markdown(
        "*Not recorded* is not *no*. Low income, housing need and a recent move are written down only where they are "
        "so: nobody records that a family is not poor."
    )
    with fold("found", "What assessments find, and definitions") as opened:
        if opened:
            for figure in headlines(scope, FOUND, filters).values():
                line(figure, "assessment", "assessments")
            for entry in indicators(scope, FOUND[0], *BANDS):
                definition(scope, entry)


def which_children(viewer: Viewer, scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """The children behind one of three figures."""
    st.header("Which children are they?")
    entries = {figures[key].entry.name: key for key in disadvantage.LISTS}
    key = entries[st.selectbox("Children to list", list(entries), key="list", bind="query-params")]
    line(figures[key])
    if figures[key].denominator or figures[key].mark:
        children(viewer, scope, key, filters, figures[key])


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown(
        "- **Why** groups differ: they differ in age, in time on a plan and in much that nobody records.\n"
        "- How many there *should* be of any group: the area's children by heritage or income are not held.\n"
        "- That what is not recorded is not there. Factors are what social workers tick, not how common things are.\n"
        "- Anything of one child. Factors and intersections describe groups; they are no score, and no cause.\n"
        "- What a family is given outside the plan."
    )
