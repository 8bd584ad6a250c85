"""Neurodiversity and caring: are neurodivergent children's needs met, and who in the home is doing the caring?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.caring_tables import figures_table, groups_table, homes_table, missed_table, status_table
from charts.findings import done_less, homes_never_asked, judged, plans_beside, times_as_long
from charts.homes import homes
from charts.ladder import ladder
from charts.survival import survival
from charts.words import NOT_RECORDED, listed, more_in_a_hundred
from pages.parts.answer import HIDDEN, a_year_ago, change, followed, rests_on, say_of_whom, share_of, shown, whom
from pages.parts.banner import banner
from pages.parts.children import children
from pages.parts.choose import choose
from pages.parts.figures import defined, row, told
from pages.parts.picture import mode, picture, rule, written_out
from pages.parts.teams import teams_beside
from queries import neurodiversity
from queries.filters import Filters
from queries.headlines import Headline, headlines
from queries.holdings import practice
from queries.missed_care import missed_care
from queries.teams import team_funnel

STATUSES = ("neurodivergent_diagnosed", "neurodivergent_pathway", "neurodivergent_suspected")
SOURCES = {
    "neurodivergent_by_code": "Census disability code",
    "neurodivergent_by_health": "Health record",
    "neurodivergent_by_school": "School record",
}
ADAPTED = ("communication_needs", "reasonable_adjustment", "direct_work", "adapted_plan_direct_work")
CARERS = ("young_carer_identified", "young_carer_identified_neglect", "young_carer_assessed")
ASKED = ("caring_role_screened", "caring_never_asked", "caring_homes_in_date", "caring_homes_never")
# Pixels below which pictures stand one beneath another.
PICTURE_WIDTH = 400


BAND = " The band is for children with a diagnosis."
LIMITS = (
    "**That a child is not neurodivergent.** Where nothing is recorded, nobody has looked or nobody wrote it down.",
    "**Why** plans last longer. Ages are made alike; needs, families and the help there was are not.",
    "That every difference is real. Where groups are alike, one comparison in twenty still looks beyond chance.",
    "Who cares for whom. A child who was never asked may be caring, or may not.",
    "Brothers and sisters who are not linked here, or who live elsewhere, are not among those to be asked.",
    "Whether an adapted plan is a good one. No condition is compared with another: no need ranks above another.",
)


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, limits."""
    st.title("Neurodiversity and caring")
    st.markdown("*Are neurodivergent children's needs met, and who in the home is doing the caring?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "neurodiversity")
    recorded = ("neurodivergent_share", "needs_recorded", *STATUSES, *SOURCES)
    figures = headlines(scope, (*recorded, *ADAPTED, *CARERS, *ASKED), filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    answer(scope, figures, filters)
    if figures["neurodivergent_share"].denominator:
        recording(scope, filters, figures)
        like_with_like(scope, filters)
        missed(scope, filters)
        adapted(scope, figures)
    if figures["caring_role_screened"].denominator:
        caring(scope, filters, figures)
    carers(scope, figures)
    if figures["caring_never_asked"].denominator:
        st.header("Which brothers and sisters were never asked?")
        children(viewer, scope, "caring_never_asked", filters, figures["caring_never_asked"])
    limits()


def answer(scope: Scope, figures: dict[str, Headline], filters: Filters) -> None:
    """How many were asked about caring, how many are known to be neurodivergent, and a year ago; or why that cannot be
    said."""
    asked, never, known = (
        figures[key] for key in ("caring_role_screened", "caring_never_asked", "neurodivergent_share")
    )
    st.subheader(
        told(
            asked,
            f"{share_of(asked, 'brother or sister', 'brothers and sisters')} who may be caring were asked about it in "
            f"the last {practice(scope).caring_question_months} months. {a_year_ago(asked)}",
            "No brother or sister who may be caring matches this choice.",
            "Whether brothers and sisters were asked about caring",
        )
    )
    lines = []
    if never.denominator and not never.mark:
        lines.append(f"**Never asked at all: {share_of(never, 'one', 'of them')}.**")
    lines.append(
        told(
            known,
            f"{share_of(known)} on plans for neglect are known to be neurodivergent: diagnosed, on a pathway or "
            f"suspected. {a_year_ago(known)}",
            "No child on a plan for neglect matches this choice.",
            "How many children are known to be neurodivergent",
        )
    )
    st.markdown(" ".join(lines))
    say_of_whom(filters)
    st.caption("; ".join([whom(asked), *rests_on(asked)]))


def recording(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """What is recorded, and by how much teams differ in it: before any comparison."""
    st.header("What is recorded of children's needs?")
    looked, by = figures["needs_recorded"], team_funnel(scope, "needs_recorded", filters)
    side_by_side = st.grid(2, min_column_width=PICTURE_WIDTH, gap="large")
    with side_by_side.cell():
        statuses = neurodiversity.status_counts(scope, filters)
        title = f"Something is recorded of the needs of {shown(looked)} of children"
        picture(
            scope,
            ladder(
                statuses,
                title=title,
                subtitle="children on plans for neglect, by the strongest status recorded",
                description=title,
                mode=mode(),
                axis="status",
            ),
            status_table(statuses),
            key="statuses",
            measured=False,
            words=f"That is {share_of(looked)}. {a_year_ago(looked)} Not recorded is not no: those are the children "
            "nobody can speak of. A disability code that does not say which proves nothing either way.",
            measures=("neurodivergent_share", *STATUSES, "needs_recorded"),
        )
    with side_by_side.cell():
        teams_beside(
            scope,
            by,
            looked,
            title=done_less(by.groups),
            what="children of whose needs something is recorded",
            counted="Something recorded",
            key="recording",
            measures=("needs_recorded",),
        )
    st.markdown("**Who says so**")
    rows = [row(name, figures[key]) for key, name in SOURCES.items()]
    written_out(figures_table(rows, "Says that the child is neurodivergent"))
    st.markdown("Each source is counted of the children it speaks of. A child may be known to several.")
    defined(scope, [figures[key] for key in SOURCES], "sources")


def like_with_like(scope: Scope, filters: Filters) -> None:
    """Do the plans of children with a diagnosis last longer than others' of the same age?"""
    st.header("Are their plans like other children's?")
    found = neurodiversity.plans_like_with_like(scope, filters)
    plans = found.survival
    title = plans_beside(plans.medians, neurodiversity.DIAGNOSED, neurodiversity.OTHERS, by_day=scope.exact)
    picture(
        scope,
        survival(
            plans.curves,
            plans.at_risk,
            title=title,
            subtitle=f"share of {followed(filters)} still open, last {neurodiversity.YEARS} years, ages made alike",
            description=title,
            mode=mode(),
        )
        if len(plans.curves)
        else None,
        groups_table(plans.medians, plans.at_risk),
        key="like_with_like",
        measured=False,
        words=f"**{times_as_long(found.times.value, found.times.low, found.times.high)}{judged(found.beyond)}.** By "
        f"what was recorded when the plan began. Every group is given the ages of all of them: "
        f"{listed([age.lower() for age in found.ages])} when the plan began; ages that a group hardly has are left "
        f"out.{BAND if scope.exact else ''}",
        empty="There is nothing to draw: too few plans of children with and without a status are held.",
    )


def missed(scope: Scope, filters: Filters) -> None:
    """Are children with a diagnosis brought to their appointments as others of the same age are?"""
    st.markdown("**Missed health appointments**")
    found = missed_care(scope, filters)
    if not found.recorded:
        st.markdown(f"Whether children were brought to health appointments is {NOT_RECORDED} here.")
        return
    if found.more.value is None:
        st.markdown(f"Too few appointments are known, or they are hidden: {HIDDEN}.")
    else:
        many = more_in_a_hundred(found.more.value, found.more.low, found.more.high)
        st.markdown(
            f"**Of 100 appointments, {many} were missed where a diagnosis is recorded, compared with no "
            f"status{judged(found.beyond)}.** Of the twelve months to the month-end, ages made alike. Cancelled by the "
            "service is not missed."
        )
    written_out(missed_table(found.groups))
    rule(scope, measured=False)


def adapted(scope: Scope, figures: dict[str, Headline]) -> None:
    """Is the plan made for the child?"""
    st.header("Is the plan made for the child?")
    whole = figures["adapted_plan_direct_work"]
    st.markdown(
        told(
            whole,
            f"{share_of(whole)} who are neurodivergent or disabled have a plan adapted to them, with direct work. "
            f"{a_year_ago(whole)}",
            "No neurodivergent or disabled child matches this choice.",
            "Whether plans are adapted to the child",
        )
    )
    if whole.denominator:
        rows = [row(figures[key].entry.name, figures[key]) for key in ADAPTED]
        written_out(figures_table(rows, "Recorded of neurodivergent or disabled children"))
        defined(scope, [figures[key] for key in ADAPTED], "adapted")


def caring(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """In which homes has nobody asked who is doing the caring?"""
    st.header("Who is doing the caring?")
    asked, never = figures["caring_homes_in_date"], figures["caring_homes_never"]
    found = neurodiversity.homes_by_caring(scope, filters)
    title = homes_never_asked(found)
    picture(
        scope,
        homes(
            found,
            title=title,
            subtitle="homes with a child old enough to be asked. Orange: never; grey: some, or long ago; blue: all in "
            "time",
            description=title,
            mode=mode(),
            short={neurodiversity.NEVER: "never", neurodiversity.SOME: "some", neurodiversity.ALL: "all"},
        ),
        homes_table(found),
        key="homes",
        measured=False,
        words=f"Over all such homes nobody was ever asked in {share_of(never, 'home', 'homes')}, and every child was "
        f"asked in time in {share_of(asked, 'home', 'homes')}; {change(asked)}.",
        measures=ASKED,
    )


def carers(scope: Scope, figures: dict[str, Headline]) -> None:
    """Are young carers found, and then assessed?"""
    found, neglect, assessed = (figures[key] for key in CARERS)
    st.markdown("**Young carers**")
    st.markdown(
        " ".join(
            (
                told(
                    found,
                    f"{share_of(found, 'assessment', 'assessments')} in the year to {found.month:%B %Y} found a young "
                    f"carer; {change(found)}.",
                    "No assessments match this choice.",
                    "How many assessments found a young carer",
                ),
                told(
                    neglect,
                    f"Of assessments that found neglect, it was {shown(neglect)}; {change(neglect)}.",
                    "",
                    "The same of neglect",
                ),
                told(
                    assessed,
                    f"{share_of(assessed, 'known young carer', 'known young carers')} on plans for neglect had their "
                    f"own needs assessed. {a_year_ago(assessed)}",
                    "No child on a plan for neglect is known as a young carer.",
                    "Whether young carers' own needs are assessed",
                ),
            )
        )
    )
    defined(scope, (found, assessed), "carers")


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown("\n".join(f"- {one}" for one in LIMITS))
