"""Health and school: is medical and educational neglect given the same weight as physical?"""

import pandas as pd
import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.findings import acted_on
from charts.known import known
from charts.repeat import repeat
from charts.services import services
from charts.tables import known_table, lines_table, schooling_table, services_table, weights_table
from charts.weights import weights
from charts.words import number
from pages.parts.answer import HIDDEN, PLANS, a_year_ago, change, not_held, rests_on, say_of_whom, share_of, shown, whom
from pages.parts.banner import banner
from pages.parts.children import children
from pages.parts.choose import choose
from pages.parts.picture import mode, picture, rule, written_out
from queries import health_school
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.holdings import practice

# Pixels below which pictures stand one beneath another.
PICTURE_WIDTH = 400
KINDS = ("medical", "educational", "physical")


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, limits."""
    st.title("Health and school")
    st.markdown("*Is medical and educational neglect given the same weight as physical?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "health")
    figures = headlines(scope, health_school.FIGURES, filters, months=health_school.MONTHS)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    held = figures["neglect_plans_open"]
    answer(figures, filters)
    if held.numerator:
        months = health_school.history(scope, filters)
        acted(scope, figures)
        brought_and_present(scope, filters, figures, months)
        record(scope, filters, figures, months)
        together(viewer, scope, filters, figures)
    limits()


def answer(figures: dict[str, Headline], filters: Filters) -> None:
    """For how many of the children in whom it shows the plan acts on it, and a year ago; or why that cannot be said."""
    held, both, physical = figures["neglect_plans_open"], figures["equal_weight"], figures["equal_weight_physical"]
    plans = PLANS[filters.population or Population.NEGLECT_COHORT]
    if held.mark:
        st.subheader("Too few children, or none, match this choice to show anything of them.")
        st.markdown("Clear a filter, or choose a wider one.")
    elif held.numerator is None:
        st.subheader("What plans do about health and school is not recorded here.")
        st.markdown(f"No {plans} are held: a return of referrals alone cannot tell.")
    elif held.numerator == 0:
        st.subheader(f"No {plans} match this choice.")
        st.markdown("Clear a filter or choose another month.")
    elif both.missing:
        st.subheader("Whether plans act on medical and educational neglect is not recorded here.")
        st.markdown(f"Not held: {not_held(both)}. That is a gap in what is known, not a sign that children are well.")
    elif both.mark:
        st.subheader(f"For how many children the plan acts on medical or educational neglect is hidden: {HIDDEN}.")
    elif not both.denominator:
        st.subheader("No child's record shows medical or educational neglect that actions are recorded beside.")
        st.markdown("Look below at how many children have a health and a school record at all.")
    else:
        st.subheader(
            f"{acted_on(health_school.weigh(figures))}. Of children not brought to appointments, or persistently "
            f"absent, the plan acts on it for {share_of(both)}. {a_year_ago(both)}"
        )
    if held.numerator and physical.denominator:
        st.markdown(f"Where physical care is poor, it acts for **{share_of(physical)}**. {a_year_ago(physical)}")
    if held.numerator and not both.missing:
        st.markdown(rests(figures))
        st.caption("; ".join([whom(both), *rests_on(both)]))
    say_of_whom(filters)
    if filters.drifting_only:
        st.markdown("Appointments are counted for every child: who was drifting then is not part of those records.")


def rests(figures: dict[str, Headline]) -> str:
    """How many children there is any record of that could show neglect, kind by kind."""
    health, school, graded = (
        figures[key] for key in ("health_record_known", "attendance_matched", "physical_care_graded")
    )
    appointments = f"a health record for {share_of(health)}"
    if not health_school.is_known(figures, "medical"):
        appointments = "**no health record**, for none goes back so far, so missed appointments are not in it"
    sessions = f"school sessions for {share_of(school)} of school age"
    if not health_school.is_known(figures, "educational"):
        sessions = "**no school sessions**, for none of this school year are recorded yet, so absence is not in it"
    care = "How physical care is graded is not recorded here."
    if health_school.is_known(figures, "physical"):
        care = f"Physical care is graded for {share_of(graded)}."
    return f"It rests on {appointments}, and {sessions}. {care}"


def acted(scope: Scope, figures: dict[str, Headline]) -> None:
    """The three kinds of neglect side by side."""
    st.header("Does the plan act on each kind of neglect?")
    sides = health_school.weigh(figures)
    title = acted_on(sides)
    missing = [figure for figure in figures.values() if figure.entry.id == "ME04" and figure.missing]
    picture(
        scope,
        weights(
            sides,
            title=title,
            subtitle="of the children in whom each shows (pale), the share whose plan acts on it; line: 95 % interval",
            description=title,
            mode=mode(),
        )
        if sides["value"].notna().any()
        else None,
        weights_table(sides),
        key="weights",
        words="Medical shows as a missed appointment in six months, educational as persistent absence, physical as "
        "poor physical care on a neglect tool. A plan acts where a live action on it is dated and owned. A child can "
        "be in more than one row. **What to ask:** who owns the action on a missed appointment, and by when?",
        measures=("equal_weight", *(f"equal_weight_{neglect}" for neglect in KINDS), "physical_care_graded"),
        empty=f"There is nothing to draw. Not held: {not_held(missing[0])}."
        if missing
        else "There is nothing to draw: no kind of neglect shows in enough children.",
    )


def brought_and_present(scope: Scope, filters: Filters, figures: dict[str, Headline], months: pd.DataFrame) -> None:
    """Were children brought to appointments, and were they at school?"""
    st.header("Were children brought to appointments, and at school?")
    side_by_side = st.grid(2, min_column_width=PICTURE_WIDTH, gap="large")
    with side_by_side.cell():
        rate = figures["wnb_rate"]
        kinds = health_school.by_service(scope, filters) if rate.denominator else None
        title = f"Children were not brought to {shown(rate)} of their appointments"
        picture(
            scope,
            services(
                kinds,
                whole=rate.value,
                title=title,
                subtitle="by service, with 95 % intervals; ◇ cancelled by the family; twelve months",
                description=title,
                mode=mode(),
            )
            if kinds is not None and len(kinds) and rate.value is not None
            else None,
            services_table(kinds) if kinds is not None else pd.DataFrame(),
            key="services",
            words=f"{missed(figures)} {response(scope, filters, figures)}",
            measures=("wnb_rate", "cancelled_by_family", "wnb_1plus", "wnb_2plus", "wnb_response_5wd"),
            empty=nothing(rate, "appointments of these children fell due in the twelve months"),
        )
    with side_by_side.cell():
        persistent, severe = figures["persistent_absence"], figures["severe_absence"]
        lines = health_school.absence(months)
        title = f"Persistently absent: {shown(persistent)}. Severely: {shown(severe)}"
        picture(
            scope,
            repeat(
                lines,
                title=title,
                subtitle="share of school-age children whose sessions are found, over the school year so far",
                description=title,
                mode=mode(),
                counts="children",
            )
            if lines["share"].notna().any()
            else None,
            lines_table(lines, hidden=not scope.exact),
            key="absence",
            words=present(scope, filters, figures),
            measures=("persistent_absence", "severe_absence", "unauthorised_absence", "attendance_matched"),
            empty=nothing(persistent, "sessions of these children are found"),
        )


def missed(figures: dict[str, Headline]) -> str:
    """How many children were not brought, the first miss being the trigger."""
    once, twice, cancelled = figures["wnb_1plus"], figures["wnb_2plus"], figures["cancelled_by_family"]
    if once.denominator is None and not once.mark:
        return "How many children that was is not recorded here."
    return (
        f"In six months {share_of(once)} with a health record were not brought once or more, {change(once)}; twice or "
        f"more: {shown(twice)}. **For a child on a plan for neglect the first miss is enough to act on.** Cancelled by "
        f"the family: {shown(cancelled)}, {change(cancelled)}."
    )


def response(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> str:
    """How soon anybody responds to a missed appointment."""
    in_time = figures["wnb_response_5wd"]
    if in_time.mark:
        return f"How many missed appointments were answered in time is hidden: {HIDDEN}."
    if not in_time.denominator:
        return "How soon anybody responded is not recorded here."
    took = health_school.response_time(scope, filters)
    half = f"half had a response within {number(took.days)} working days" if took.days is not None else ""
    within = practice(scope).wnb_response_working_days
    said = f"Somebody responded within {within} working days to {share_of(in_time, 'miss', 'misses')}"
    return f"{said}; {half or 'when half had one cannot be said'}."


def present(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> str:
    """How many are absent, and how many there is nothing known of."""
    persistent, severe = figures["persistent_absence"], figures["severe_absence"]
    found, without = figures["attendance_matched"], figures["unauthorised_absence"]
    if not persistent.denominator and not persistent.mark:
        return (
            "No half-term of this school year has ended yet, or no sessions are found: the lines stop where it began."
        )
    return (
        f"Persistently absent: {share_of(persistent)}, {change(persistent)}. Severely: {share_of(severe)}, "
        f"{change(severe)}. Of all sessions {shown(without)} were missed without leave. Sessions are found for "
        f"{share_of(found)} of school age. Lines begin again with each school year."
    )


def record(scope: Scope, filters: Filters, figures: dict[str, Headline], months: pd.DataFrame) -> None:
    """How much is known at all: a gap in the record is shown as a gap."""
    st.header("How many children is anything known of?")
    told = health_school.known_by_month(scope, filters, months)
    health, school = figures["health_record_known"], figures["attendance_matched"]
    title = f"Children with a health record: {shown(health)}. Of school age, with sessions found: {shown(school)}"
    picture(
        scope,
        known(
            told,
            title=title,
            subtitle="share of children with a record, month by month; shaded: nothing is recorded",
            description=title,
            mode=mode(),
        )
        if len(told)
        else None,
        known_table(told),
        key="known",
        words="Shaded months are a gap in what we know, not months in which children were well. School is shaded each "
        "September, before the first half-term has ended."
        + (" A month left white is hidden: its record is of all but a few." if told["hidden"].any() else ""),
        measures=("health_record_known", "attendance_matched"),
        empty="Nothing is recorded of these children's health or schooling.",
    )
    taught = health_school.schooling(scope, filters)
    if len(taught):
        written_out(schooling_table(taught))
        rule(scope, measured=False)


def together(viewer: Viewer, scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Children with two or more signals and no response."""
    st.header("Who shows two or more signals, and nobody responded?")
    silent, two = figures["triple_signal"], figures["two_signals"]
    if silent.missing:
        st.markdown(f"That is not recorded here. Not held: {not_held(silent)}.")
        return
    days = practice(scope).signal_response_working_days
    st.markdown(
        f"Two or more signals: {share_of(two)}, {change(two)}. Of those older than {days} working days, "
        f"**no response is recorded for {share_of(silent)}**; {change(silent)}. Newer ones wait."
    )
    if silent.numerator or silent.mark:
        children(viewer, scope, "triple_signal", filters, silent)


def nothing(figure: Headline, what: str) -> str:
    """Why there is no picture."""
    if figure.missing:
        return f"Not recorded here. Not held: {not_held(figure)}."
    return f"Hidden: {HIDDEN}." if figure.mark else f"There is nothing to draw: no {what}."


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown(
        "- **Why** a child was not brought or was absent. Ask first whether help could be reached: distance, cost, "
        "language, a clinic that moved the date.\n"
        "- That a child with no health record is healthy, or that one at no school is taught.\n"
        "- That an action works. It shows only that the plan has one, with a date and an owner.\n"
        "- Teeth, immunisations and eyesight, beyond what missed appointments tell.\n"
        "- That a response was to the signal: anything agreed or raised in those days counts.\n"
        "- That a signal is a risk: signals are counted and shown, never a score for a child."
    )
