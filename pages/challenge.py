"""Challenge: when a plan drifts, does anybody say so, and does it change anything?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.challenge_tables import agencies_table, in_stages, raising, silence_table, stages_table
from charts.findings import done_less
from charts.ladder import ladder
from charts.parts import ANSWERED, parts
from pages.parts.answer import HIDDEN, a_year_ago, cannot_be_said, change, not_held, of_whom, plans, share_of, shown
from pages.parts.banner import banner
from pages.parts.children import one_of
from pages.parts.choose import choose
from pages.parts.picture import mode, picture, rule, written_out
from pages.parts.split import split_by_group
from pages.parts.teams import teams_beside
from queries import challenge
from queries.filters import Filters
from queries.headlines import Headline, headlines
from queries.teams import team_funnel

# Pixels below which pictures stand one beneath another.
PICTURE_WIDTH = 400
LISTS = ("drift_without_challenge", "named_contact_missing")
SPLITS = ("drift_without_challenge", "named_contact_present", "drift_supervised")
LIMITS = (
    "**That nobody spoke.** A word in a corridor or at a meeting is seen only if somebody wrote it down.",
    "That a challenge was right, or made in time. It shows only that there was one since the plan began.",
    "Whether people feel safe to disagree. That takes a survey; none is held here.",
    "Why an agency raises few. It may know few of these children, settle things early, or have given up.",
    "That a contact named on a plan would answer. It shows a name, a way to reach them, and when that was checked.",
    "What brothers and sisters gained: one escalation often stands for all of them, and is recorded of one.",
)


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, limits."""
    st.title("Challenge")
    st.markdown("*When a plan drifts, does anybody say so, and does it change anything?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "challenge")
    figures = headlines(scope, challenge.FIGURES, filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    held = figures["neglect_plans_open"]
    answer(figures, filters)
    if held.numerator or held.mark:
        silence(scope, figures)
        escalated(scope, filters, figures)
        contact(scope, filters, figures)
        split_by_group(scope, filters, SPLITS)
        st.header("Which children?")
        one_of(viewer, scope, LISTS, filters, figures, label="Children to list", key="challenge_list")
    st.header("What we cannot say")
    st.markdown("\n".join(f"- {limit}" for limit in LIMITS))


def answer(figures: dict[str, Headline], filters: Filters) -> None:
    """How many drifting plans nobody has challenged, and a year ago; or why that cannot be said."""
    held, silent = figures["neglect_plans_open"], figures["drift_without_challenge"]
    told = not cannot_be_said(
        held,
        silent,
        whether="drifting plans are challenged",
        hidden="How many drifting plans nobody has challenged",
        more="Half a record cannot tell of silence.",
    )
    if told and not silent.denominator:
        st.subheader(f"None of these {plans(filters)} has drifted for four weeks, as far as is recorded.")
    elif told:
        st.subheader(f"No challenge is recorded for {share_of(silent)} whose plan has drifted for four weeks or more.")
        st.markdown(f"{a_year_ago(silent)} {spoken(figures)}")
    of_whom(silent, filters)
    if filters.drifting_only:
        st.markdown("Escalations are counted for every child: who was drifting then is not part of those records.")


def spoken(figures: dict[str, Headline]) -> str:
    """How often plans are escalated at all, and what came of it."""
    often, changed = figures["escalations_per_100_plans"], figures["escalation_outcome"]
    if often.missing:
        return ""
    raised = "How many were escalated is hidden." if often.mark else f"{_per_100(often)}."
    came = (
        "What came of it is hidden." if changed.mark else f"Of escalations closed, {shown(changed)} changed the plan."
    )
    return f"{raised} {came if changed.denominator or changed.mark else ''}"


def _per_100(often: Headline) -> str:
    if not often.denominator:
        return "No plans were open in the three months"
    return f"In three months {share_of(often, 'plan', 'plans')} were escalated"


def silence(scope: Scope, figures: dict[str, Headline]) -> None:
    """Who has challenged the drifting plans."""
    st.header("Has anybody challenged the plans that drift?")
    silent, rows = figures["drift_without_challenge"], challenge.silence(figures)
    title = f"No challenge is recorded for {shown(silent)} of plans that have drifted for four weeks"
    picture(
        scope,
        ladder(
            rows,
            title=title,
            subtitle="children whose plan drifts and did 28 days before, by what happened since the plan began",
            description=title,
            mode=mode(),
            axis="challenge",
        )
        if silent.denominator
        else None,
        silence_table(rows),
        key="silence",
        words=f"That is {share_of(silent)}. A plan can be in more than one row, but for the last. "
        "**What to ask:** who will take each of these to supervision, or escalate it, and by when?",
        measures=tuple(challenge.SPOKEN),
        empty=f"Not recorded here. Not held: {not_held(silent)}."
        if silent.missing
        else f"Hidden: {HIDDEN}."
        if silent.mark
        else "There is nothing to draw: no plan has drifted for four weeks.",
    )


def escalated(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """How soon escalations are answered, stage by stage; by whom and to whom; and what came of it."""
    st.header("Are escalations answered, and do they change anything?")
    in_time, waiting, changed = (
        figures[key] for key in ("escalation_in_timescale", "escalations_open_late", "escalation_outcome")
    )
    stages = challenge.by_stage(scope, filters)
    if in_time.mark and changed.mark:
        st.markdown(f"How many were answered in time, and what changed, is hidden: {HIDDEN}.")
    elif not in_time.missing:
        st.markdown(
            f"In time: {share_of(in_time, 'escalation', 'escalations')} closed in the twelve months, "
            f"{change(in_time)}. Still open past their date: {share_of(waiting, 'escalation', 'escalations')} raised "
            f"in them. The plan changed: {share_of(changed, 'escalation', 'escalations')}, {change(changed)}."
        )
    title = in_stages(stages)
    picture(
        scope,
        parts(
            stages,
            ANSWERED,
            title=title,
            subtitle="escalations closed in twelve months, or raised in them and open past their date, by stage",
            description=title,
            mode=mode(),
            counts="escalations",
        )
        if len(stages)
        else None,
        stages_table(stages),
        key="stages",
        words="Bars are drawn for stages that had any. **What to ask:** who holds the oldest one open, and what would "
        "settle it this week?",
        measures=challenge.ESCALATION,
        empty=f"Not recorded here. Not held: {not_held(in_time)}."
        if in_time.missing
        else "There is nothing to draw: no stage had any, or each had too few to show.",
    )
    if in_time.missing:
        return
    agencies = challenge.by_agency(scope, filters)
    told = raising(agencies, rounded=not scope.exact)
    st.markdown(f"**Who raises, and who answers.** {told} Few raised can be silence, and many can be courage.")
    if len(agencies):
        written_out(agencies_table(agencies, rounded=not scope.exact))
        st.markdown("In order of name. Closed and answered in the twelve months, whenever they were raised.")
        rule(scope)


def contact(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Does every plan name somebody to turn to, and is that restated?"""
    st.header("Does every plan say whom to turn to?")
    named, restated, conferences = (
        figures[key] for key in ("named_contact_present", "contact_restated", "contact_restated_cp")
    )
    by = team_funnel(scope, "named_contact_present", filters)
    if not named.missing:
        st.markdown(
            f"A contact in date is named for {share_of(named)}, {change(named)}. Restated at "
            f"{share_of(conferences, 'review conference', 'review conferences')}, {change(conferences)}; at all formal "
            f"reviews, child in need among them: {shown(restated)}. The Review asks for both on every plan."
        )
    title = f"{shown(named)} of plans name a contact in date. {done_less(by.groups, 'names fewer', 'name fewer')}"
    teams_beside(
        scope,
        by,
        named,
        title=title,
        what="children whose plan names a contact in date",
        counted="Contact in date",
        key="contact",
        measures=challenge.CONTACT,
    )
