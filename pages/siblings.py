"""Brothers and sisters: is every child in the home seen, assessed and cared for? The unit is the household."""

import streamlit as st

from access.scope import Scope
from access.viewer import Viewer
from charts.care import care_by_home
from charts.findings import gaps_found, least_equal
from charts.ladder import ladder
from charts.parts import ATTENTION, GAPS, parts
from charts.tables import bands_table, linked_table, parts_table
from charts.words import listed, percent, share_in_words
from pages.parts.answer import HIDDEN, a_year_ago, not_held, rests_on, share_of
from pages.parts.banner import banner
from pages.parts.children import one_of
from pages.parts.choose import choose
from pages.parts.picture import mode, picture, rule, written_out
from queries import siblings
from queries.filters import Filters
from queries.headlines import Headline, headlines
from queries.holdings import practice
from queries.methods.within import Within

FIGURES = (
    "sibling_passed_by",
    "all_children_assessed",
    "uniformly_poor",
    "care_disparity",
    "disparity_reason_recorded",
    "plan_status_mismatch",
    "sibling_gap_attendance_wnb",
)
# Whose homes can be listed, child by child, in the order offered.
LISTS = (
    "sibling_passed_by",
    "uniformly_poor",
    "disparity_unexplained",
    "care_disparity",
    "plan_status_mismatch",
    "sibling_gap_attendance_wnb",
)


def render(viewer: Viewer) -> None:
    """The page: question, answer, pictures, children, how they were linked, limits."""
    st.title("Brothers and sisters")
    st.markdown(
        "*Is every child in the home seen, assessed and cared for? Where are they not alike, and where all poorly?*"
    )
    banner(viewer.scope)
    scope, filters = choose(viewer, "siblings")
    figures = headlines(scope, (*FIGURES, "disparity_unexplained"), filters)
    if not figures:
        st.subheader("Nothing is held here yet.")
        return
    linked = siblings.how_linked(scope, filters)
    answer(scope, figures, linked, filters)
    if linked.homes:
        attention(scope, filters, figures)
        care(scope, filters, figures)
        missed(scope, filters, figures)
        which(viewer, scope, filters, figures)
    if linked.known:
        how_linked(scope, linked)
    limits()


def in_homes(figure: Headline) -> str:
    """A figure's share in words: "53 of 219 homes (24 %)"."""
    return share_of(figure, "home", "homes")


def answer(scope: Scope, figures: dict[str, Headline], linked: siblings.Linked, filters: Filters) -> None:
    """In how many homes a child is passed by; or why that cannot be said."""
    passed = figures["sibling_passed_by"]
    if not linked.known:
        st.subheader("Who is whose brother or sister is not recorded here.")
        st.markdown("Nothing is held that links children: no mother, family, address or meeting that they share.")
    elif linked.homes is None:
        st.subheader("Too few homes match this choice to show anything of them.")
        st.markdown("Clear a filter, or choose a wider one.")
    elif not linked.homes:
        st.subheader("No homes of brothers and sisters match this choice.")
        st.markdown("Counted are homes of two children or more, one of them on a plan for neglect.")
    elif passed.mark:
        st.subheader(f"In how many homes a child is passed by is hidden: {HIDDEN}.")
    elif not passed.denominator:
        st.subheader("Whether a child is passed by is not recorded here.")
        missing = not_held(passed)
        st.markdown(
            f"Not held: {missing}."
            if passed.missing
            else "Too few kinds of attention are held for two children of a home to compare them."
        )
    else:
        share, ways = in_homes(passed), practice(scope).passed_by_ways
        verb = "has" if passed.numerator == 1 else "have"
        st.subheader(
            f"{share[:1].upper()}{share[1:]} {verb} a child who is passed by: without {ways} or more kinds of "
            f"attention that another child there has. {a_year_ago(passed)}"
        )
        said = rests_on(passed)
        st.markdown(f"Homes of two children or more, one of them on a plan for neglect{_more(said)}.")
    gone = siblings.left_out(filters)
    if gone:
        st.markdown(
            f"**Not applied here: {listed(gone)}.** A home has no one age, sex or need; choose a team, a locality or "
            "whose plans instead."
        )


def attention(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Who is seen and who is passed by: what some children of a home have and others have not."""
    st.header("Who is seen, and who is passed by?")
    reach = siblings.attention_reach(scope, filters)
    title = least_equal(reach, rounded=not scope.exact)
    seen_days = practice(scope).sibling_seen_days
    together = told(
        figures["all_children_assessed"], "All children were assessed together in", "Whether all were assessed"
    )
    differ = told(figures["plan_status_mismatch"], "Children's plans differ in", "Whether plans differ")
    picture(
        scope,
        parts(
            reach,
            ATTENTION,
            title=title,
            subtitle="homes where some children have it and others have not, where none has, and where every child has",
            description=title,
            mode=mode(),
        )
        if (reach["homes"] > 0).fillna(False).any()
        else None,
        parts_table(reach, {"some": "Some, not all", "none": "None", "every": "Every child"}),
        key="attention",
        measured=False,
        words=f"{together} {differ} *Seen* is seen in {seen_days} days; a tool or an appointment counts for twelve "
        "months. Only homes where it is recorded for two children who can have it are counted. **Each child's voice: "
        "not recorded here.** The records hold no field for it.",
        measures=("sibling_passed_by", "all_children_assessed", "plan_status_mismatch"),
        empty="Nothing held tells of attention to two children of one home.",
    )


def told(figure: Headline, before: str, otherwise: str) -> str:
    """A figure as a sentence that begins with `before`, or that it is hidden or not recorded."""
    if figure.mark:
        return f"{otherwise} is hidden: {HIDDEN}."
    if not figure.denominator:
        return f"{otherwise} is not recorded here."
    return f"{before} {in_homes(figure)}; {a_year_ago(figure)[:1].lower()}{a_year_ago(figure)[1:]}"


def care(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """How care compares, on axes that show uniformly poor care as what it is."""
    st.header("Is care alike, and is it good enough?")
    poor, unequal, explained = (
        figures[key] for key in ("uniformly_poor", "care_disparity", "disparity_reason_recorded")
    )
    bands, each = siblings.care_in_homes(scope, filters), siblings.care_home_by_home(scope, filters)
    apart = practice(scope).care_gap_grades
    title = "How care compares between children is not recorded here"
    if poor.denominator and not poor.mark:
        title = f"Care is poor for every child in {in_homes(poor)}"
    elif poor.mark:
        title = "How many homes are poor for every child is hidden"
    if len(each):
        chart = care_by_home(
            each,
            title=title,
            subtitle="each column is a home, each mark a child, in the domain where they differ most or all are poor; "
            f"orange diamonds are {apart} grades or more apart, orange squares poor for every child",
            description=title,
            mode=mode(),
        )
    else:
        chart = ladder(
            bands,
            title=title,
            subtitle="homes by how far apart children's care is, and how poor",
            description=title,
            mode=mode(),
            axis="care in the home",
            counts="homes",
        )
    wide = told(unequal, f"Care is {apart} grades or more apart in", "Where care is unequal")
    why = told(explained, "A reason and an action were recorded in time for", "Whether anybody said why")
    picture(
        scope,
        chart if bands["children"].fillna(1).sum() else None,
        bands_table(bands),
        key="care",
        measured=False,
        words=f"**No difference is not the same as fine.** {wide} {why} {scored(poor)} "
        f"{where_difference_lies(siblings.care_within_homes(scope, filters))}",
        measures=("uniformly_poor", "care_disparity", "disparity_reason_recorded"),
        empty="No two children of one home have been scored with one tool.",
    )


def where_difference_lies(within: Within | None) -> str:
    """How much of the difference in care lies between children of one home, beside what chance alone would give."""
    if within is None:
        return ""
    return (
        f"Of all the difference in care between children, {percent(within.share)} lies between brothers and sisters. "
        f"If children were put into homes at random it would be {percent(within.low)} to {percent(within.high)}. A "
        "rising share means that children of one home are treated less alike."
    )


def scored(figure: Headline) -> str:
    """In how many of the homes two children or more have been scored."""
    if figure.completeness is None or figure.mark:
        return ""
    return (
        f"Two children or more are scored in {percent(figure.completeness)} of homes; of the others nothing is known."
    )


def missed(scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """Gaps in school and in appointments missed, with their chance."""
    st.header("Does one child of a home miss far more school, or more appointments, than another?")
    gaps = siblings.gaps_beyond_chance(scope, filters)
    title = gaps_found(gaps, rounded=not scope.exact)
    days, points = practice(scope).absence_run_days, practice(scope).attendance_gap_points
    picture(
        scope,
        parts(
            gaps,
            GAPS,
            title=title,
            subtitle=f"homes where one child misses far more than another: {points} points of attendance, or two "
            "appointments to none",
            description=title,
            mode=mode(),
        )
        if (gaps["homes"] > 0).fillna(False).any()
        else None,
        parts_table(gaps, {"some": "Beyond chance", "none": "Within chance", "every": "No such gap"}),
        key="gaps",
        measured=False,
        words="Children cared for alike differ too. A gap is *beyond chance* where so wide a one would come about "
        f"in at most 5 of 100 homes where all are alike, with days off taken {days} at a time, as illness comes. "
        "One child's long illness can still make one: ask.",
        measures=("sibling_gap_attendance_wnb", "sibling_attendance_gap", "sibling_missed_gap"),
        empty="Not enough is recorded of school or appointments for two children of any home.",
    )


def which(viewer: Viewer, scope: Scope, filters: Filters, figures: dict[str, Headline]) -> None:
    """The homes of one measure, child by child."""
    st.header("Which homes?")
    one_of(viewer, scope, LISTS, filters, figures, label="Homes to list, child by child", key="which_homes")


def how_linked(scope: Scope, linked: siblings.Linked) -> None:
    """By what children were taken for brothers and sisters, how surely, and how many are not linked with anybody."""
    st.header("How were brothers and sisters linked?")
    alone = "How many children are linked with nobody is hidden."
    if linked.unlinked is not None and linked.children is not None:
        alone = (
            "**Linked with no brother or sister under 18: "
            f"{in_all(linked.unlinked, linked.children, exact=scope.exact)}.** That is not the same as an only child: "
            "the records hold no fathers."
        )
    st.markdown(
        f"{alone} A home is joined by a shared mother, meeting, pre-proceedings family, family id, address or "
        "referral, or by several. *High* confidence: a mother, a meeting, a local decision, or two weaker signs that "
        "agree. *Medium*: one family id or one address alone."
    )
    if len(linked.by):
        written_out(linked_table(linked.by))
        rule(scope, measured=False)


def in_all(some: int, of: int, *, exact: bool) -> str:
    """A count of children of all on plans for neglect, in words."""
    return f"{'' if exact or not some else 'about '}{share_in_words(some, of)} on plans for neglect"


def limits() -> None:
    """What this page cannot say."""
    st.header("What we cannot say")
    st.markdown(
        "- **Why** children of one home differ. They may need different things; ages, schools and fathers differ too.\n"
        "- That children are alike in what is not recorded. A blank is not a good sign.\n"
        "- Anything of brothers and sisters who are not linked, are grown up, or live elsewhere.\n"
        "- What each child says: no field for the child's voice is held.\n"
        "- That a gap beyond chance is neglect. It says: these children differ on this; ask why."
    )


def _more(said: list[str]) -> str:
    return f"; {'; '.join(said)}" if said else ""
