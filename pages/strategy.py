"""Strategy: targets, recommendations, scrutiny: what is agreed, owned, due, done, evidenced?"""

import pandas as pd
import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.course import course
from charts.schedule import schedule
from charts.strategy_findings import as_planned, course_in_words, documents_overdue, on_target, scrutiny_held
from charts.strategy_tables import (
    actions_table,
    as_at_and_today,
    course_table,
    policies_table,
    recommendations_table,
    scrutiny_table,
    strategy_in_words,
    targets_table,
)
from charts.words import plain
from pages.parts.banner import banner
from pages.parts.form import change
from pages.parts.picture import definitions, draw, fold, mode, picture, rule, written_out
from queries.filters import Filters
from queries.holdings import latest_month
from queries.strategy import progress
from queries.strategy.against import Stood, against_targets, agreed, as_frame, courses, on_course
from queries.strategy.keep import Item

# Pixels below which the small pictures stand one beneath another.
COURSE_WIDTH = 260
SHAPES = (
    "● met, or within its range; ◐ on its course, not yet there; ▼ behind its course; ✕ not met, or outside its range. "
    "Only agreed targets are judged; drafts are shown as drafts."
)


def render(viewer: Viewer) -> None:
    """The page: question, answer, targets, recommendations, documents, scrutiny, limits; and changing any of it."""
    st.title("Strategy")
    st.markdown("*Targets, recommendations, scrutiny: what is agreed, owned, due, done and evidenced?*")
    scope, today = viewer.scope, progress.today()
    banner(scope)
    stood, kept = against_targets(scope, Filters()), progress.strategy_on(scope, today)
    done, looked_at = progress.recommendations(scope, today), progress.scrutiny(scope, today)
    judged = on_target([str(one.standing) for one in agreed(stood)])
    st.subheader(f"{judged} {as_planned(done.overdue, done.actions, looked_at.held, looked_at.due)}")
    whose(kept)
    st.caption(as_at_and_today(latest_month(scope), today))
    targets(scope, stood)
    recommendations(done, progress.every_action(scope, today))
    documents(scope)
    scrutiny(scope, looked_at, kept)
    limits()
    change(viewer)


def whose(kept: Item | None) -> None:
    """Which strategy this is, who owns it, and its life."""
    if kept is None:
        st.markdown(
            "No strategy is kept here yet. Whoever keeps it adds it below. `python manage.py strategy start` puts in "
            "the Review's recommendations, and targets to agree on."
        )
        return
    st.markdown(
        strategy_in_words({name: kept.words(name) for name in kept.values}, kept.day("begins"), kept.day("ends"))
    )


def targets(scope: Scope, stood: list[Stood]) -> None:
    """The agreed targets on their courses, then every target in a table."""
    st.header("Are we where we said we would be?")
    if not stood:
        st.markdown("No targets are kept yet.")
        return
    runs, going = courses(scope, Filters(), stood), on_course(stood)
    faces = st.grid(max(len(going), 1), min_column_width=COURSE_WIDTH, gap="medium")
    for one in going:
        with faces.cell():
            name = one.headline.entry.name
            words = course_in_words(one.value, one.due, one.goal, str(one.standing), one.mark, worse=one.worse)
            draw(
                course(
                    runs[runs["measure"] == one.target.measure],
                    goal=one.goal,
                    title=name,
                    subtitle=words,
                    description=f"{name}: {words}",
                    percents=one.percents,
                    mode=mode(),
                ),
                key=f"course_{one.target.measure}",
            )
    if going:
        st.markdown("The full line is the figure, the dashed line its agreed course, the dotted line the goal.")
    written_out(targets_table(as_frame(stood)))
    st.markdown(SHAPES)
    rule(scope)
    with fold("courses") as opened:
        if opened:
            written_out(course_table(runs), empty="No agreed target has a course.")
            definitions(scope, [one.headline.entry for one in stood])


def recommendations(done: progress.Progress, actions: pd.DataFrame) -> None:
    """The Review's recommendations and how far their actions are."""
    st.header("What has come of the recommendations?")
    st.markdown("Complete is not evidenced: an action is evidenced once its effect on children is shown.")
    written_out(recommendations_table(done.table), empty="No recommendations are kept yet.")
    with fold("actions", "Each action: what, who, by when, and its evidence") as opened:
        if opened:
            written_out(actions_table(actions), empty="No actions are kept yet.")


def documents(scope: Scope) -> None:
    """Policy documents and whether their review is overdue."""
    st.header("Are our own documents in date?")
    kept = progress.policies(scope, progress.today())
    late = kept[kept["days_overdue"] > 0]
    st.markdown(documents_overdue([plain(name) for name in late["document"]], late["days_overdue"].tolist()))
    written_out(policies_table(kept), empty="No documents are kept yet.")


def scrutiny(scope: Scope, looked_at: progress.Scrutiny, kept: Item | None) -> None:
    """Scrutiny over the strategy's life, and what came of it."""
    st.header("Is the strategy scrutinised for its whole life?")
    begins, ends = (kept.day("begins"), kept.day("ends")) if kept else (None, None)
    title = scrutiny_held(looked_at.held, looked_at.due, looked_at.overdue)
    picture(
        scope,
        schedule(
            looked_at.table,
            begins=begins,
            ends=ends,
            today=progress.today(),
            title=title,
            subtitle="scrutiny activities over the life of the strategy",
            description=title,
            mode=mode(),
        )
        if begins and ends and len(looked_at.table)
        else None,
        scrutiny_table(looked_at.table),
        key="scrutiny",
        words="A filled mark was held, a diamond is overdue, a ring is to come. The table says what was found.",
        empty="No scrutiny is planned yet, or no strategy says how long it runs.",
    )


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown(
        "- That a target met is a child better off: read each beside the measure it is paired with.\n"
        "- That an action complete has changed anything, until its evidence says so.\n"
        "- What nobody has written down here: what is not kept is not shown.\n"
        "- How a part of the county stands: targets are for everybody they were agreed for."
    )
