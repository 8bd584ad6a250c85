"""My caseload: which children need a decision this week, and why?"""

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from access.scope import NotAllowed, Scope
from access.viewer import Viewer
from charts.caseload_tables import changes_in_words, passed_by_in_words, reasons
from charts.chronology import chronology_picture, chronology_table, said_of
from charts.stall_words import next_in_words, stuck_in_words
from charts.words import counted, plain
from pages.parts.answer import say_of_whom
from pages.parts.banner import banner
from pages.parts.children import each_child, for_a_reason, table_of, whose
from pages.parts.choose import choose
from pages.parts.export import download
from pages.parts.list_columns import columns_of, for_a_file
from pages.parts.pages import link, say_refused
from pages.parts.picture import draw, fold, mode, written_out
from queries.caseload import CLOCKS, HOME, SOON_DAYS, Caseload, Need, caseload, changes, due, home_of
from queries.chronology import LANES, chronology
from queries.filters import Filters
from queries.holdings import flags_in_words, own_team_names, practice
from queries.stalls import steps, stuck
from reports.calendars import due_calendar
from reports.tables import as_workbook

EVERY_NEED = "Every child"
SHOWN = (
    "household",
    "age",
    "need",
    "why",
    "next_due_kind",
    "next_due",
    "last_seen",
    "plan_type",
    "spell_months",
    "flag_count",
    "team",
)
# Children passed by who are called by their mark at the head of the page; of more it is said how many.
SHOWN_BY_MARK = 6
PRESSING, BY_HOME = "Most pressing first", "Home by home"
LIMITS = (
    "**What happened since the day shown.** Records are loaded now and then: look into the case system before you act.",
    "Whether a child is safe. A child with nothing due may need you most; nothing here is a score.",
    "What falls due and is not held here: where a feed is missing, its clock stands still.",
)


def render(viewer: Viewer) -> None:
    """The page: who needs a decision, the list, a name when it is asked for."""
    st.title("My caseload")
    st.markdown("*Which children need a decision this week, and why?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "caseload")
    opened = for_a_reason(scope, "caseload", filters)
    if opened is None:
        return
    try:
        found = caseload(opened, filters)
    except NotAllowed as refused:
        say_refused(viewer, "caseload", refused)
        return
    answer(opened, found, filters)
    if found.as_at is not None:
        listed(viewer, opened, found, found.as_at, filters)
    st.header("What we cannot say")
    st.markdown("\n".join(f"- {said}" for said in LIMITS))


def answer(scope: Scope, found: Caseload, filters: Filters) -> None:
    """How many children need a decision, of how many."""
    if found.as_at is None:
        st.subheader("No child on a plan for neglect is to be listed here.")
        st.markdown("Clear a filter, choose another month, or ask whoever keeps the accounts which teams are yours.")
        return
    late, soon, drifting = (found.of(need) for need in (Need.OVERDUE, Need.SOON, Need.DRIFTING))
    every = counted(len(found.children), "child", "children")
    st.subheader(f"Something is overdue for {late} of {every}, and due within {SOON_DAYS} days for {soon} more.")
    ways = practice(scope).drifting_flags
    st.markdown(f"For {drifting} more nothing is due, and the plan is drifting in {ways} or more ways.")
    changed = changes(scope, filters, found.children)
    if changed is not None:
        st.markdown(
            changes_in_words(
                changed.since, changed.came, changed.left, changed.began, changed.ended, most=SHOWN_BY_MARK
            )
        )
    if len(found.passed_by):
        st.markdown(passed_by_in_words(found.passed_by, SHOWN_BY_MARK))
        link("siblings", "Look closer: Brothers and sisters")
    say_of_whom(filters)
    if scope.own_only:
        st.caption(f"The children of {', '.join(plain(name) for name in own_team_names(scope)) or 'no team'}.")


def listed(viewer: Viewer, scope: Scope, found: Caseload, as_at: date, filters: Filters) -> None:
    """Every child, or those of one need; home by home where that is chosen."""
    side_by_side = st.grid(2, min_column_width=260, gap="medium")
    with side_by_side.cell():
        need = st.selectbox("Show", [EVERY_NEED, *map(str, Need)], key="need", bind="query-params")
    with side_by_side.cell():
        order = st.selectbox("In order", [PRESSING, BY_HOME], key="order", bind="query-params")
    rows = found.children.assign(why=reasons(found.children, CLOCKS, flags_in_words(scope), as_at))
    rows = rows if need == EVERY_NEED else rows[rows["need"] == need]
    rows = rows.sort_values("household", kind="stable") if order == BY_HOME else rows
    rows = rows.reset_index(drop=True)
    if rows.empty:
        st.markdown("No child is to be shown under this.")
        return
    chosen = table_of(scope, rows, "caseload", SHOWN)
    take_away(viewer, scope, rows, as_at, need)
    if chosen and chosen[0] < len(rows):
        child = rows.iloc[chosen[0]]
        st.markdown(f"**{child['pseudonym']}**: {child['why'] or 'nothing is overdue or due within a fortnight'}.")
        whose(viewer, scope, child, "caseload")
        stands_still(scope, child.to_dict(), as_at)
        home(scope, child["person_id"], filters)
        story(scope, child["person_id"], filters, as_at)


def take_away(viewer: Viewer, scope: Scope, rows: pd.DataFrame, as_at: date, need: str) -> None:
    """The list as a workbook, and what is due as a calendar."""
    dated = due(rows, as_at)
    teams = f"Teams: {', '.join(sorted(rows['team'].dropna().unique()))}."
    about = (
        f"My caseload, as at {as_at.day} {as_at:%B %Y}: {counted(len(rows), 'child', 'children')}",
        f"{teams} Shown: {need.lower()}.",
        "Children are called by a mark, not by name. What is empty is not recorded. This is no score and no order of "
        "risk.",
    )
    with st.container(horizontal=True):
        download(
            viewer,
            "Download this list (Excel)",
            name=f"caseload-{as_at:%Y-%m-%d}.xlsx",
            what=f"caseload of {len(rows)} children",
            make=lambda: as_workbook(
                for_a_file(rows, columns_of(scope, SHOWN), as_at, as_text=False), sheet="My caseload", about=about
            ),
        )
        download(
            viewer,
            "Download what is due (calendar)",
            name=f"due-from-{as_at:%Y-%m-%d}.ics",
            what=f"calendar of {len(dated)} days due, of {len(rows)} children",
            make=lambda: due_calendar(dated, as_at=as_at),
        )
    st.caption("The calendar holds what is due from the day shown on, by mark and without names. It holds no overdue.")


def stands_still(scope: Scope, child: dict[Hashable, Any], as_at: date) -> None:
    """Where the chosen child's plan stands still, and what comes next."""
    st.header("What stands still, and what next?")
    found = stuck(child, practice(scope), as_at)
    said = [stuck_in_words(one.what, one.amount, one.since) for one in found]
    st.markdown("\n".join(f"- {line}" for line in said) or "Nothing that is recorded says that the plan stands still.")
    following = next_in_words(steps(child, found))
    if following:
        st.markdown("**What the Review recommends**\n\n" + "\n".join(f"- {line}" for line in following))
    st.caption("Not told: whether a review changed the plan, and changes of worker. Neither is held here.")


def home(scope: Scope, person_id: str, filters: Filters) -> None:
    """The children of the chosen child's home side by side."""
    st.header("Who else lives there?")
    children = home_of(scope, person_id, filters)
    if len(children) < 2:
        st.markdown("No brother or sister is linked with this child here. That is not to say that there is none.")
        return
    each_child(scope, children, HOME)
    only = " Children of other teams are left out." if scope.own_only else ""
    st.markdown(
        "A column a child, the eldest first, on a plan or not. **What to ask:** what explains each difference, and "
        f"what is daily life like for the child of whom least is recorded?{only}"
    )


def story(scope: Scope, person_id: str, filters: Filters, as_at: date) -> None:
    """What is recorded of every child of the home, on one line of time."""
    st.header("What has happened?")
    found = chronology(scope, person_id, filters)
    title = said_of(found.events)
    others = " What happened while another team held a child is left out." if scope.own_only else ""
    # Single children's events, opened as such: nothing in them is rounded, so no rule of rounding stands beneath.
    draw(
        chronology_picture(
            found.children,
            found.plans,
            found.events,
            lanes=LANES,
            until=as_at,
            title=title,
            subtitle="each child's plans by month (the darker bar is child protection) and what happened; "
            "orange diamonds were missed, late or not done",
            description=f"Plans and events of the children of the home since records are held. {title}.",
            mode=mode(),
        ),
        key="chart_story",
    )
    st.markdown(
        "A gap is time of which nothing is recorded, not time in which nothing happened. Absence from school, "
        f"actions agreed and supervision are not drawn here.{others}"
    )
    with fold("story", "The same as a table") as opened:
        if opened:
            written_out(chronology_table(found.plans, found.events))
