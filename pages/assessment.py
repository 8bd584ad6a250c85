"""Assessment and supervision: are tools used early and again, do scores move, and do stuck plans get a session?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.assessment_tables import agencies_in_words, days_table, half_by, moved_most, moved_table, tools_table
from charts.findings import done_less
from charts.ladder import ladder
from charts.parts import MOVED, parts
from pages.parts.answer import HIDDEN, a_year_ago, cannot_be_said, change, not_held, of_whom, plans, share_of, shown
from pages.parts.banner import banner
from pages.parts.children import one_of
from pages.parts.choose import choose
from pages.parts.picture import definitions, fold, mode, picture, rule, written_out
from pages.parts.split import split_by_group
from pages.parts.teams import teams_beside
from queries import assessment
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.holdings import indicators, practice
from queries.teams import team_funnel

LISTS = ("tool_missing", "drift_not_covered", "score_stuck")
SPLITS = ("tool_coverage", "first_tool_in_time", "score_movement", "drift_case_covered", "both_analysed")
LIMITS = (
    "**How well a tool was used.** That takes somebody to read a sample; none is held here.",
    "Tools used in early help, or before a conference, for children on no plan yet.",
    "Whether staff are trained in a tool and confident in it. That takes a survey; none is held here.",
    "That care got better because a plan ran, or a session was held. Few are scored twice, and not by chance.",
    "How many sessions were planned. Only those held are recorded, and one of a whole team names no child.",
)


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, limits."""
    st.title("Assessment and supervision")
    st.markdown("*Are tools used early and again, does care get better, and do stuck plans get a session?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "assessment")
    figures = headlines(scope, assessment.FIGURES, filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    held = figures["neglect_plans_open"]
    answer(figures, filters)
    if held.numerator or held.mark:
        used(scope, filters, figures)
        moved(scope, filters, figures)
        supervised(scope, filters, figures)
        split_by_group(scope, filters, SPLITS)
        st.header("Which children?")
        one_of(viewer, scope, LISTS, filters, figures, label="Children to list", key="assessment_list")
    st.header("What we cannot say")
    st.markdown("\n".join(f"- {limit}" for limit in LIMITS))


def answer(figures: dict[str, Headline], filters: Filters) -> None:
    """For how many children a tool has been used, and a year ago; or why that cannot be said."""
    held, coverage = figures["neglect_plans_open"], figures["tool_coverage"]
    told = not cannot_be_said(
        held, coverage, whether="assessment tools are used", hidden="For how many children a neglect tool has been used"
    )
    if told and not coverage.denominator:
        st.subheader("Whether tools are used is not recorded for these children: a year of tools is not held yet.")
    elif told:
        st.subheader(
            f"A neglect tool was used in twelve months for {share_of(coverage)} "
            f"on {plans(filters, Population.NEGLECT_COHORT)}."
        )
        home = shown(figures["home_record_coverage"])
        st.markdown(f"{a_year_ago(coverage)} The condition of the home was recorded for {home}.")
    of_whom(coverage, filters)
    if filters.drifting_only:
        st.markdown("First tools, and tools used, are counted for every child: who was drifting then is not known.")


def used(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Where tools are used, how soon the first is, which they are, and whether each child has its own scores."""
    st.header("Are tools used, and early enough?")
    coverage, soon = figures["tool_coverage"], figures["first_tool_in_time"]
    by = team_funnel(scope, "tool_coverage", filters)
    teams_beside(
        scope,
        by,
        coverage,
        title=f"{shown(coverage)} with a tool in twelve months. {done_less(by.groups, 'uses fewer', 'use fewer')}",
        what="children with a neglect tool in twelve months",
        counted="With a tool",
        key="coverage",
        measures=assessment.COVERAGE,
    )
    bands = assessment.days_to_first(scope, filters)
    limit = practice(scope).first_tool_working_days
    title = f"First tool within {limit} working days: {shown(soon)}"
    picture(
        scope,
        ladder(
            bands,
            title=title,
            subtitle="children, by working days from neglect first recorded to the first tool; of twelve months",
            description=title,
            mode=mode(),
            axis="working days",
        )
        if soon.denominator
        else None,
        days_table(bands),
        key="first_tool",
        measured=False,
        words=f"That is {share_of(soon)}, {change(soon)}. {half_by(bands)} "
        "**What to ask:** what was plain to see, and to whom, before the tool was used?",
        measures=assessment.SOON,
        empty=_why_not(soon, "no child's first tool fell due in twelve months"),
    )
    which_tools(scope, filters, figures)


def which_tools(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """The tools in use, by whom, and scores that are a brother's or sister's to the last domain."""
    completed, alike = figures["tools_completed"], figures["scores_copied"]
    st.markdown("**Which tools, by whom, and is each child scored as its own?**")
    if completed.missing:
        st.markdown(f"Not recorded here. Not held: {not_held(completed)}.")
        return
    tools = assessment.by_tool(scope, filters)
    written_out(tools_table(tools))
    rule(scope)
    same = "Which scores are alike is not recorded here."
    if not alike.missing:
        same = (
            "Where brothers and sisters were scored on one day by the same role, every score was the same for "
            f"{share_of(alike, 'use', 'uses')}. Some children do fare alike; look at a few."
        )
    st.markdown(f"{agencies_in_words(assessment.by_agency(scope, filters))} {same}")


def moved(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Whether scores moved between the first use of a tool and the last, and whether it was used again in time."""
    st.header("Does care get better?")
    better, twice, again = (figures[key] for key in ("score_movement", "scored_twice", "tool_again_in_time"))
    stuck, changes = figures["score_stuck"], assessment.movement(figures)
    title = moved_most(changes)
    picture(
        scope,
        parts(
            changes,
            MOVED,
            title=title,
            subtitle="children scored twice or more with one tool, by how their grade moved",
            description=title,
            mode=mode(),
            counts="children",
        )
        if better.denominator
        else None,
        moved_table(changes),
        key="moved",
        words=f"Only {share_of(twice)} have been scored twice. At grade 4 or 5 twice running: {shown(stuck)} of them. "
        f"Used again in time: {share_of(again)}, {change(again)}. **What to ask:** for those who are worse, or stuck, "
        "what will be done differently, and by when?",
        measures=assessment.AGAIN,
        empty=_why_not(better, "nobody has been scored twice with one tool"),
    )


def supervised(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Whether drifting plans are brought to supervision, what moved after, and what is judged of parents."""
    st.header("Do stuck plans get a session, and does anything move?")
    covered, after = figures["drift_case_covered"], figures["moved_after"]
    by = team_funnel(scope, "drift_case_covered", filters)
    if covered.denominator:
        st.markdown(
            f"Brought to reflective supervision in 90 days: {share_of(covered)} whose plan drifts, {change(covered)}. "
            f"Of plans that had a session three to six months ago, fewer flags are up now for {share_of(after)}. "
            "That does not say that the session did it."
        )
    teams_beside(
        scope,
        by,
        covered,
        title=f"{shown(covered)} of drifting plans had a session. {done_less(by.groups, 'holds fewer', 'hold fewer')}",
        what="children whose plan drifts, brought to supervision in 90 days",
        counted="Had a session",
        key="supervised",
        measures=assessment.SUPERVISED,
    )
    both, capacity, change_rated = (figures[key] for key in assessment.RATED)
    st.markdown("**Is capacity to care judged apart from capacity to change?**")
    if both.missing:
        st.markdown(f"Not recorded here. Not held: {not_held(both)}.")
        return
    st.markdown(
        f"Both were rated in twelve months for {share_of(both)}, {change(both)}: capacity to care for "
        f"{shown(capacity)}, motivation to change for {shown(change_rated)}. The Review asks for both, apart."
    )
    rule(scope)
    with fold("rated", "Definition") as opened:
        if opened:
            definitions(scope, indicators(scope, *assessment.RATED))


def _why_not(figure: Headline, nobody: str) -> str:
    """Why there is no picture of a figure."""
    if figure.missing:
        return f"Not recorded here. Not held: {not_held(figure)}."
    return f"Hidden: {HIDDEN}." if figure.mark else f"There is nothing to draw: {nobody}."
