"""Overview: are we meeting the Neglect Strategy? What changed, what is stuck, what should we ask?"""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.strategy_findings import (
    ASSURED,
    missed_in_words,
    published_in_words,
    stands_in_words,
)
from charts.strategy_tables import completeness_table, published_notes, published_table
from charts.words import listed, percent, plain
from charts.xmr import sparkline
from pages.parts.answer import HIDDEN, KEY, STOCKS, answer, change, not_held, rests_on, share_of, shown, whom
from pages.parts.banner import banner
from pages.parts.choose import choose
from pages.parts.pages import link
from pages.parts.picture import definitions, draw, fold, mode, rule, written_out
from queries.benchmarks import ATTRIBUTION, of_areas
from queries.disclosure import Mark
from queries.filters import Filters
from queries.holdings import flags_in_words
from queries.strategy.scorecard import Card, completeness, core, furthest, scorecard, themes
from queries.strategy.targets import of_everybody

# Cards side by side at most, and the pixels below which fewer stand so.
IN_A_ROW, CARD_WIDTH = 4, 190
# Lists side by side, the pixels below which they stand one beneath another, and the most that is said in each.
LISTS, LIST_WIDTH, MOST_SAID = 3, 220, 5


def render(viewer: Viewer) -> None:
    """The page."""
    st.title("Are we meeting the Neglect Strategy?")
    st.markdown("*What changed, what is stuck, and what should we ask?*")
    banner(viewer.scope)
    scope, filters = choose(viewer, "overview")
    cards = scorecard(scope, filters, core())
    if not cards:
        st.markdown("No plans, referrals or assessments are held yet. Load some data first: see the README.")
        return
    answer(scope, cards["drifting"].figure, cards["plans_long"].figure, filters)
    news(list(cards.values()), filters)
    st.header("Every core measure")
    st.markdown(
        "Each card is one measure with its last two years. Read each beside the measures it names: long plans beside "
        "repeat plans, because closing plans early makes one look better and the other worse."
    )
    st.markdown(f"{KEY} {STOCKS}")
    rule(scope)
    for theme in themes():
        st.subheader(theme.name)
        faces = st.grid(IN_A_ROW, min_column_width=CARD_WIDTH, border=True)
        for key in theme.keys:
            with faces.cell():
                face(scope, cards[key])
        link(theme.page, f"Look closer: {theme.name}")
    st.caption(ATTRIBUTION)
    compared(scope, cards)
    with fold("complete", "How complete is each measure?") as opened:
        if opened:
            written_out(completeness_table(completeness(cards), rounded=not scope.exact))
            st.markdown("How many a figure is of, out of those it is about, recorded or not.")
            rule(scope)
    with fold("overview", "What these measures count") as opened:
        if opened:
            definitions(scope, [card.entry for card in cards.values()])
            st.markdown("\n- ".join(["The eight flags of drift:\n", *flags_in_words(scope).values()]))


def compared(scope: Scope, cards: dict[str, Card]) -> None:
    """Our figures beside the published ones of the areas that local practice compares with."""
    with fold("published", "Beside published figures") as opened:
        if not opened:
            return
        frame = of_areas(scope, list(cards))
        ours = {
            key: (cards[key].entry.name, shown(cards[key].figure) if cards[key].figure.denominator else "not recorded")
            for key in frame["measure"].unique()
        }
        written_out(published_table(frame, ours))
        rule(scope)
        st.markdown(
            f"Years end on 31 March.\n\n{published_notes(frame, {key: name for key, (name, _) in ours.items()})}"
        )
        st.caption(ATTRIBUTION)


def news(cards: list[Card], filters: Filters) -> None:
    """What changed beyond chance, which agreed targets are missed, and what to ask about either."""
    changed, stuck = [card for card in cards if card.changed], [card for card in cards if card.stuck]
    side_by_side = st.grid(LISTS, min_column_width=LIST_WIDTH, gap="large")
    with side_by_side.cell():
        st.subheader("What changed")
        said = [f"**{card.entry.name}**: {card.trend.words}, now {percent(card.figure.value)}" for card in changed]
        told(said, "No measure that is read month by month has changed beyond its usual range.")
        far = [
            f"{card.entry.name}: {percent(card.figure.before)} a year ago, {percent(card.figure.value)} now"
            for card in furthest(cards)
        ]
        if far:
            st.markdown("Furthest from a year ago, whether by chance or not:\n\n- " + "\n- ".join(far))
    with side_by_side.cell():
        st.subheader("What is stuck")
        missed = [
            missed_in_words(
                card.entry.name, card.value, card.target.in_words(), str(card.standing), card.due, card.mark
            )
            for card in stuck
            if card.target
        ]
        nothing = (
            "No agreed target is missed." if of_everybody(filters) else "Targets are for everybody: clear the filters."
        )
        told(missed, nothing)
        link("strategy", "All targets: Strategy")
    with side_by_side.cell():
        st.subheader("What to ask")
        told(
            [f"{card.entry.question}" for card in cards if card.stuck or card.changed],
            "Nothing stands out to ask about."
            if of_everybody(filters)
            else "Why is it so here? Compare with everybody: clear the filters.",
        )


def told(said: list[str], nothing: str) -> None:
    """The first few as a list, and how many more there are; `nothing` where there are none."""
    if not said:
        st.markdown(nothing)
        return
    more = len(said[MOST_SAID:])
    st.markdown("\n".join(f"- {words}" for words in said[:MOST_SAID]))
    if more:
        st.caption(f"And {more} more, on their cards below.")


def face(scope: Scope, card: Card) -> None:
    """One measure: its figure and trend, its target, England's figure, and what to read beside it."""
    figure_and_trend(card)
    lines = []
    if card.target:
        standing, status = str(card.standing), card.target.status
        lines.append(stands_in_words(card.target.in_words(), standing, status, card.due, card.mark, worse=card.worse))
    if card.trend.assured:
        lines.append(ASSURED[card.trend.assured])
    if card.published:
        lines.append(published_in_words(card.published.area, card.published.year, card.published.value))
    if lines:
        st.markdown("  \n".join(lines))
    if card.said:
        st.markdown(
            f"**What** {plain(card.said.what)} **So what** {plain(card.said.so_what)} "
            f"**Now what** {plain(card.said.now_what)} ({plain(card.said.by)}, {card.said.month:%B %Y})"
        )
    notes = [f"Limits begin anew in {one.month:%B %Y}: {plain(one.reason)}" for one in card.rebased]
    notes += [f"Read with: {listed(list(card.read_with))}"] if card.read_with else []
    st.caption("  \n".join(["; ".join([whom(card.figure), *rests_on(card.figure)]), *notes]))


def figure_and_trend(card: Card) -> None:
    """A measure's name, its figure and its trend; or why there is none."""
    figure, run = card.figure, card.trend
    st.markdown(f"**{figure.entry.name}**")
    one, many = _unit(figure.entry.unit)
    if figure.at_least is not None:
        st.markdown(f"### {shown(figure)}")
        st.markdown(f"{share_of(figure, one, many).capitalize()}.")
        return
    if figure.mark:
        st.markdown(f"### {Mark.HIDDEN}")
        st.markdown(f"Hidden: {HIDDEN}.")
        return
    if figure.denominator is None:
        st.markdown("### Not recorded")
        missing = not_held(figure)
        st.markdown(f"Not held here: {missing}." if figure.missing else "This month lies outside the data.")
        return
    if figure.value is None and figure.covered:
        st.markdown("### Not recorded")
        st.markdown("It cannot be worked out from what is held here.")
        return
    if figure.value is None:
        st.markdown("### None to count")
        st.markdown(f"There are no {many} that match this choice.")
        return
    st.markdown(f"### {'about ' if figure.rounded else ''}{percent(figure.value)}")
    was = change(figure)
    st.markdown(f"{share_of(figure, one, many)}; {was}.")
    said = "; ".join(filter(None, [f"now {percent(figure.value)}", was, run.words]))
    draw(
        sparkline(run.frame, description=f"{figure.entry.name}, last 24 months: {said}", mode=mode(), target=card.goal),
        key=f"spark_{figure.entry.key}",
    )
    if run.words:
        st.markdown(f"**{run.words[:1].upper()}{run.words[1:]}**")


def _unit(unit: str) -> tuple[str, str]:
    return unit.removesuffix("s"), unit
