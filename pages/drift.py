"""Drift and delay: which plans are not moving, for how long, and is it getting better?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.ends import ends
from charts.findings import beyond_chance, half_had_ended, how_plans_ended, short_of_a_line
from charts.ladder import ladder
from charts.repeat import repeat
from charts.survival import survival
from charts.tables import (
    ends_table,
    flags_table,
    flow_table,
    held_table,
    ladder_table,
    lines_table,
    medians_table,
    trend_table,
)
from charts.words import listed, number, percent
from charts.xmr import xmr
from pages.parts.answer import (
    HIDDEN,
    KEY,
    a_year_ago,
    answer,
    change,
    followed,
    how_many,
    now_and_before,
    plans,
    share_of,
    shown,
)
from pages.parts.banner import banner
from pages.parts.children import children
from pages.parts.choose import choose
from pages.parts.picture import definitions, draw, fold, mode, picture, rule, split_refused, written_out
from pages.parts.split import split_by_group
from pages.parts.teams import left_out, teams_beside
from queries import drift
from queries.bunching import ends_before_lines
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.holdings import practice
from queries.strategy.scorecard import charted
from queries.trends import Trend, trends

FIGURES = (
    "drifting",
    "plans_long",
    "plans_2y_open",
    "legal_planning_by_15m",
    "repeat_plan_ever",
    "repeat_plan_24m",
    "cp_review_in_timescale",
    "sustained_exit_6m",
    "sustained_exit_12m",
    "sustained_exit_24m",
    "exit_moved_away",
    "plans_begun",
    "plans_ended",
)
CLOCKS = {
    "assessment_45wd": "Assessment in 45 working days",
    "icpc_15wd": "Conference in 15 working days",
    "first_core_group_10wd": "First core group in 10 working days",
    "cp_reviews_on_time": "Review conferences held on time",
    "cp_visits_on_time": "Visits made on time",
}
FLOWS = {"plans_begun": "Plans begun", "plans_ended": "Plans ended"}
COARSE = "Lines join rounded numbers at quarters of a year: what lies between two of them is not shown."
# Pixels below which pictures, and the small ones of the steps, stand one beneath another.
PICTURE_WIDTH, CLOCK_WIDTH = 400, 160


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, limits."""
    st.title("Drift and delay")
    st.markdown("*Which plans are not moving, for how long, and is it getting better?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "drift")
    figures = headlines(scope, FIGURES, filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    held, drifting = figures["plans_long"], figures["drifting"]
    answer(scope, drifting, held, filters)
    if held.denominator:
        if filters.population is not Population.NEGLECT_CIN:
            beside(figures)
        how_long(scope, filters, figures)
    clocks(scope, filters)
    if drifting.denominator:
        where(scope, filters, drifting)
    if held.denominator:
        long_and_repeat(scope, filters, figures)
    if held.denominator:
        split_by_group(scope, filters, (*FIGURES, *CLOCKS, "plan_actions_overdue"))
    if drifting.denominator:
        st.header("Which children are drifting?")
        children(viewer, scope, "drifting", filters, drifting)
    limits()


def beside(figures: dict[str, Headline]) -> None:
    """What must be read beside the answer: that reviews were on time, and that some plans come back."""
    reviews, repeats = figures["cp_review_in_timescale"], figures["repeat_plan_ever"]
    on_time, again = "Whether reviews were on time is not recorded here.", "No plans began in the year."
    if reviews.hidden:
        on_time = f"How many children had every review on time is hidden: {HIDDEN}."
    elif reviews.denominator == 0:
        on_time = "Nobody has been on a plan for three months, so no review has had to be held."
    elif reviews.denominator is not None:
        share = share_of(reviews)
        on_time = f"Every review was on time for {share} on a plan three months or more."
    if repeats.mark:
        again = f"How many plans were repeats is hidden: {HIDDEN}."
    elif repeats.denominator is None:
        again = "Whether plans are repeats is not recorded here."
    elif repeats.denominator:
        begun = share_of(repeats, "plan", "plans")
        again = (
            f"Yet {begun} begun in the year to {repeats.month:%B %Y} were repeats of a plan at any time before; "
            "those within 24 months are below."
        )
    st.markdown(f"{on_time} {again}")


def how_long(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """How long plans have run, how long they last, and how they end."""
    st.header("How long do plans run?")
    side_by_side = st.grid(2, min_column_width=PICTURE_WIDTH, gap="large")
    with side_by_side.cell():
        long, legal = figures["plans_long"], figures["legal_planning_by_15m"]
        rungs = drift.plans_by_duration(scope, filters)
        planned = "Legal planning is not recorded here."
        if filters.population is Population.NEGLECT_CIN:
            planned = "Legal planning is asked about of child protection plans only."
        elif legal.mark:
            planned = f"For how many of them legal planning is recorded is hidden: {HIDDEN}."
        elif legal.denominator is not None:
            planned = f"Of them, legal planning is recorded for {share_of(legal)}."
        months = practice(scope).long_plan_months
        title = f"{how_many(long)} on a plan for {months} months or more"
        picture(
            scope,
            ladder(rungs, title=title, subtitle=f"children on {plans(filters)}", description=title, mode=mode()),
            ladder_table(rungs),
            key="ladder",
            measured=False,
            words=f"That is {share_of(long)}. {a_year_ago(long)} {planned}",
            measures=("plans_long", "plans_2y_open", "legal_planning_by_15m"),
        )
    with side_by_side.cell():
        curves, whose = drift.plan_survival(scope, filters), followed(filters)
        title = half_had_ended(curves.medians, drift.PERIOD, by_day=scope.exact)
        picture(
            scope,
            survival(
                curves.curves,
                curves.at_risk,
                title=title,
                subtitle=f"share of {whose} still open, by months since they began",
                description=title,
                mode=mode(),
                steps=scope.exact,
            )
            if len(curves.curves)
            else None,
            medians_table(curves.medians, curves.at_risk, by_day=scope.exact),
            key="survival",
            measured=False,
            words="Plans still open count as far as they have run. The dashed line is every plan running in the last "
            "twelve months, each from the age it had when they began. The numbers beneath are the plans still watched: "
            "open after so many months, and begun long enough ago to have run so long. "
            f"{not_drawn(curves)}{'' if scope.exact else COARSE}",
            empty="There is nothing to draw: too few plans are held, or they are not followed from their start.",
        )
    how_they_end(scope, filters)
    flows(scope, filters, figures)


def flows(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Plans begun and ended, by month: how many are open runs on from month to month, and is not judged by limits."""
    begun, ended = (how_many(figures[key], "plan", "plans").lower() for key in FLOWS)
    st.markdown(f"**Do more plans begin than end?** In twelve months {begun} began and {ended} ended.")
    runs = trends(scope, list(FLOWS), filters)
    faces = st.grid(len(FLOWS), min_column_width=CLOCK_WIDTH, gap="medium")
    for key, title in FLOWS.items():
        with faces.cell():
            flow(runs[key], title)
    rule(scope)
    with fold("flows") as opened:
        if opened:
            for key, title in FLOWS.items():
                written_out(flow_table(runs[key].frame, title, runs[key].step))
            definitions(scope, [run.entry for run in runs.values()])


def flow(run: Trend, title: str) -> None:
    """One flow's chart, or why there is none."""
    last = run.frame.dropna(subset=["value"])
    if last.empty:
        st.markdown(f"**{title}**  \nNot recorded here, or hidden: {HIDDEN}.")
        return
    known = last.iloc[-1]
    when = f"{number(known['value'])} in {'the quarter to ' if run.step == 'quarter' else ''}{known['month']:%B %Y}"
    subtitle = f"{when}: {run.words}"
    picture_of = xmr(
        run.frame, title=title, subtitle=subtitle, description=f"{title}: {subtitle}", mode=mode(), number_format=",.0f"
    )
    draw(picture_of, key=f"chart_{run.entry.key}")


def how_they_end(scope: Scope, filters: Filters) -> None:
    """In which ways plans have ended, by months since they began."""
    ways = drift.plan_ends(scope, filters)
    if ways.empty:
        return
    so_far = drift.ended_so_far(ways)
    title = how_plans_ended(so_far, drift.months_followed(ways))
    since = f"{drift.ends_since(scope, filters):%B %Y}"
    picture(
        scope,
        ends(
            ways,
            title=title,
            subtitle=f"how {followed(filters)} begun since {since} ended, by months",
            description=title,
            look="Into care",
            steps=scope.exact,
            mode=mode(),
        )
        if (so_far > 0).any()
        else None,
        ends_table(so_far),
        key="ends",
        measured=False,
        words="Each way of ending allows for the others. How a plan ended is read from what the records show next."
        f"{'' if scope.exact else f' {COARSE}'}",
        empty=f"How plans begun since {since} ended is hidden: too few to show.",
    )


def not_drawn(curves: drift.Survival) -> str:
    """The cohorts without a line, in a sentence."""
    return f"Too few or too new to draw: plans {listed(list(curves.left_out))}. " if curves.left_out else ""


def clocks(scope: Scope, filters: Filters) -> None:
    """Is each step on time, and is any of it changing?"""
    st.header("Is help on time?")
    st.markdown(
        "Each point is a month, or a quarter where months are too small; the Overview's figures are of twelve months "
        f"together. Each chart has a scale of its own. {KEY}"
    )
    kept = charted(scope, filters, list(CLOCKS))
    runs = trends(scope, list(CLOCKS), filters, held=kept)
    faces = st.grid(len(CLOCKS), min_column_width=CLOCK_WIDTH, gap="medium")
    for key, title in CLOCKS.items():
        with faces.cell():
            clock(runs[key], title, kept[key].goal)
    with fold("clocks") as opened:
        if opened:
            for key in CLOCKS:
                st.markdown(f"**{CLOCKS[key]}**")
                written_out(trend_table(runs[key].frame, "On time", runs[key].step))
                rule(scope)
            definitions(scope, [run.entry for run in runs.values()])


def clock(run: Trend, title: str, goal: float | None) -> None:
    """One step's chart with the target in force, or why there is none."""
    last = run.frame.dropna(subset=["value"])
    if last.empty:
        st.markdown(f"**{title}**")
        recorded = run.frame["denominator"].notna().any()
        if "mark" in run.frame and (run.frame["mark"] != "").any():
            st.markdown(f"Hidden: {HIDDEN}.")
        else:
            st.markdown(f"No {run.entry.unit} match this choice." if recorded else "Not recorded here.")
        return
    newest, known = run.frame.iloc[-1], last.iloc[-1]
    quarter = "the quarter to " if run.step == "quarter" else ""
    when = f"{percent(known['value'])} in {quarter}{known['month']:%B %Y}"
    subtitle = f"{when}: {run.words}"
    if newest["month"] != known["month"]:
        subtitle = f"{when}; {'hidden' if newest.get('mark') else 'none'} since"
    draw(
        xmr(run.frame, title=title, subtitle=subtitle, description=f"{title}: {subtitle}", mode=mode(), target=goal),
        key=f"chart_{run.entry.key}",
    )


def where(scope: Scope, filters: Filters, drifting: Headline) -> None:
    """Do teams differ more than chance would make them? And which flags are up?"""
    st.header("Where are plans drifting?")
    side_by_side = st.grid(2, min_column_width=PICTURE_WIDTH, gap="large")
    with side_by_side.cell():
        compared(scope, filters, drifting)
    with side_by_side.cell():
        st.markdown("**What is making plans drift**")
        flags = drift.flag_counts(scope, filters)
        written_out(flags_table(flags))
        rule(scope, measured=False)
        st.markdown(
            "A child can have several flags. *Of* is how many children each can be worked out for: no other is counted."
        )


def compared(scope: Scope, filters: Filters, drifting: Headline) -> None:
    """The teams on a funnel, or why they are not compared."""
    if split_refused(scope, filters, ["team"], "Teams are not compared for this choice."):
        return
    teams = drift.drift_by_team(scope, filters)
    teams_beside(
        scope,
        teams,
        drifting,
        title=beyond_chance(teams.groups),
        what="share of children drifting",
        counted="Drifting",
        key="funnel",
        measures=("drifting",),
        whole_name="these teams" if teams.held < (drifting.denominator or 0) else "all teams",
        words=left_out(teams, drifting),
    )


def long_and_repeat(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Long plans beside repeat plans: closing early can make one look better and the other worse."""
    st.header("Do plans end too soon?")
    lines = drift.long_and_repeat(scope, filters)
    long, again = figures["plans_long"], figures["repeat_plan_24m"]
    title = f"Long plans: {now_and_before(long)}. Repeats within 24 months: {now_and_before(again)}"
    picture(
        scope,
        repeat(
            lines,
            title=title,
            subtitle="share of open plans, and of plans begun in the year",
            description=title,
            mode=mode(),
        ),
        lines_table(lines, hidden=not scope.exact),
        key="repeat",
        words="Read the two together. If long plans fall and repeats rise, plans may be ending before change has held. "
        f"{short_of_a_line(ends_before_lines(scope, filters), rounded=not scope.exact)}",
        measures=("repeat_plan_24m", "repeat_plan_any_la", *drift.HELD, "exit_moved_away"),
    )
    held(scope, filters, figures)


def held(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """When a plan ends, does it hold? By how long ago it ended, and how."""
    st.markdown("**When a plan ends, does it hold?**")
    year, away = figures["sustained_exit_12m"], figures["exit_moved_away"]
    if all(figures[key].missing or figures[key].denominator == 0 for key in drift.HELD):
        st.markdown("No plans ended long enough ago to tell, or what came after is not recorded here.")
        return
    st.markdown(
        f"A year on, no new plan had begun for {share_of(year, 'plan', 'plans')} that ended in the twelve months to a "
        f"year ago, {change(year)}. Six months on, no referral had come: {shown(figures['sustained_exit_6m'])}. Two "
        f"years on, no child protection plan: {shown(figures['sustained_exit_24m'])}."
    )
    by_route = drift.held_by_route(scope, filters, figures)
    written_out(held_table(by_route, drift.HELD, [key for key in drift.HELD if figures[key].missing]))
    rule(scope)
    st.markdown(
        "Each column is of plans that ended so long before the twelve months to this one: plans closed since have not "
        f"had the time to fail. Children who moved away are not in it: of plans ended this year, "
        f"{share_of(away, 'plan', 'plans')}. "
        f"{'' if scope.exact else 'Ways of ending with too few to show are left out. '}**What to ask:** of those that "
        "came back, what had been agreed when the plan ended, and who stayed?"
    )


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown(
        "- **Why** a plan has run long. Some children need a long plan.\n"
        "- Anything from before the data begins: earlier plans elsewhere, or before the records, are not seen.\n"
        "- That a flag up is a risk. Flags are counted and shown; they are never a score for a child.\n"
        "- That on-time reviews mean progress: timeliness is hygiene, not outcome."
    )
