"""The answer in a sentence, made from the figures: what a page says before any picture."""

import math
from collections.abc import Sequence

import streamlit as st

from access.scope import Scope
from charts.words import NOT_RECORDED, change_in_words, counted, listed, percent, plain, share_in_words
from queries.disclosure import LARGEST_PRIMARY
from queries.drift import flags_unknown
from queries.filters import COLUMN_OF, Filters, Population
from queries.headlines import Headline
from queries.holdings import practice, table_in_words

PLANS = {
    None: "child protection plans for neglect",
    Population.NEGLECT_CP: "child protection plans for neglect",
    Population.NEGLECT_CIN: "child in need plans for neglect",
    Population.NEGLECT_COHORT: "plans for neglect",
    Population.ALL_CP: "child protection plans",
}


POPULATIONS = {
    Population.NEGLECT_CP: "child protection plans for neglect",
    Population.NEGLECT_CIN: "child in need plans for neglect",
    Population.NEGLECT_COHORT: "every plan for neglect",
    Population.ALL_CP: "all child protection plans",
    Population.EVERYONE: "every child",
}
KEY = (
    "On a trend, grey dots are within the usual range. A blue triangle is better than usual, an orange diamond worse, "
    "a purple square changed where neither way is better. Dashed lines bound the usual range; from fewer than twelve "
    "points they are trial limits."
)
# Authorities without a figure that are named; of more, it is said how many.
MOST_NAMED = 3
STOCKS = "What is true of children at month-ends runs on from month to month, so it is drawn without limits."


def whom(figure: Headline) -> str:
    """Whom a figure counts, and when: "all child protection plans, at the end of October 2026"."""
    over = "three" if figure.entry.spans_quarter else "twelve"
    when = (
        f"{'ended ' if figure.entry.waits_months else ''}in the {over} months to {figure.until:%B %Y}"
        if figure.flow
        else f"at the end of {figure.month:%B %Y}"
    )
    return f"{POPULATIONS[figure.population]}, {when}"


def rests_on(figure: Headline) -> list[str]:
    """How much of its population a figure rests on, where that is not all of it, and who is not in it at all."""
    said = ["rounded to the nearest five"] if figure.rounded else []
    if figure.completeness is not None and figure.completeness < 1:
        said.append(f"rests on {percent(figure.completeness)} of them")
    if figure.without:
        said.append(f"without {_authorities(figure.without)}, whose records do not tell")
    return said


def not_held(figure: Headline) -> str:
    """The tables a figure needs that hold nothing here, in the field's words."""
    return listed([table_in_words(name) for name in figure.missing])


HIDDEN = "too few to show, or all but too few"


def share_of(figure: Headline, one: str = "child", many: str = "children") -> str:
    """A figure's share in words with its counts: "about" where they are rounded, and that it is hidden where it is."""
    if figure.at_least is not None:
        return f"all but {LARGEST_PRIMARY} or fewer of about {counted(figure.denominator, one, many)}"
    if figure.mark:
        return f"a number of {many} that is hidden ({HIDDEN})"
    said = share_in_words(figure.numerator, figure.denominator, one, many)
    if not figure.rounded or not figure.denominator:
        return said
    whole = counted(figure.denominator, one, many)
    if figure.numerator in (0, figure.denominator):
        return f"{'all' if figure.numerator else 'none'} of about {whole}"
    return f"about {said}"


def shown(figure: Headline) -> str:
    """A figure's share, or what it is at least, or that it is hidden."""
    if figure.at_least is not None:
        return f"{percent(math.floor(figure.at_least * 100) / 100)} or more"
    return "hidden" if figure.mark else percent(figure.value)


def now_and_before(figure: Headline) -> str:
    """A figure's share and what it was a year ago, in one clause; or that it is hidden."""
    if figure.mark and figure.mark_before:
        return "hidden, now and a year ago"
    return f"{shown(figure)}, {change(figure)}"


_OF_WHOM = {
    "teams": "of team {}",
    "localities": "in locality {}",
    "age_bands": "in the age group {}",
    "sexes": "recorded as {}",
    "ethnicity_groups": "of ethnicity {}",
    "neurodivergence": "with neurodivergence: {}",
    "sen": "with special educational needs: {}",
}


def chosen_in_words(filters: Filters) -> list[str]:
    """What is looked at alone, so that a sentence about it cannot be taken for one about everybody: phrases to follow
    "children"."""
    said = [
        _OF_WHOM[name].format(listed([plain(value) for value in getattr(filters, name)], last="or"))
        for name in COLUMN_OF
        if getattr(filters, name)
    ]
    said += [f"with {name.replace('_', ' ')} recorded" for name in filters.disadvantages]
    if filters.min_disadvantages:
        said.append(f"with at least {counted(filters.min_disadvantages, 'disadvantage')} recorded")
    if filters.drifting_only:
        said.append("drifting now")
    return said


def say_of_whom(filters: Filters) -> None:
    """Draw whom the page speaks of alone, and of when, where that is chosen."""
    only = chosen_in_words(filters)
    said = [f"Only children {', '.join(only)}."] if only else []
    if filters.month:
        said.append(f"As at the end of {filters.month:%B %Y}.")
    if said:
        st.markdown(f"**{' '.join(said)}**")


def how_many(figure: Headline, one: str = "child", many: str = "children") -> str:
    """A figure's count in words, to begin a title with."""
    if figure.mark:
        return f"A hidden number of {many}"
    said = counted(figure.numerator, one, many)
    return f"about {said}".capitalize() if figure.rounded and figure.numerator else said.capitalize()


def _authorities(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return counted(len(names), "authority", "authorities")
    return listed([plain(name) for name in names])


def plans(filters: Filters, own: Population | None = None) -> str:
    """The plans a page speaks of once the reader has chosen whose; `own`: whose where nothing is chosen, if not child
    protection plans for neglect."""
    return PLANS[filters.population or own]


def followed(filters: Filters) -> str:
    """The plans that are followed from their start to their end: child protection plans, whatever is chosen besides."""
    return PLANS[Population.ALL_CP if filters.population is Population.ALL_CP else Population.NEGLECT_CP]


def answer(scope: Scope, drifting: Headline, held: Headline, filters: Filters) -> None:
    """How many children drift, of how many, and a year ago; or why that cannot be said. `held`: any figure over every
    child on the plans chosen."""
    if held.mark and held.denominator is None:
        st.subheader("Too few children, or none, match this choice to show anything of them.")
        st.markdown("Clear a filter, or choose a wider one.")
    elif held.denominator is None:
        st.subheader("Which children are drifting is not recorded here.")
        st.markdown("Load records that hold child protection plans: a return of referrals alone cannot tell.")
    elif held.denominator == 0:
        _nobody(filters, held)
    elif filters.population is Population.NEGLECT_CIN:
        about = "about " if held.rounded else ""
        st.subheader(f"{about}{counted(held.denominator, 'child', 'children')} on {plans(filters)}.".capitalize())
        st.markdown(
            "Drift flags are worked out for child protection plans only. Choose another of *Whose plans* to see them."
        )
    elif drifting.mark:
        st.subheader(f"How many of about {counted(held.denominator, 'child', 'children')} are drifting is hidden.")
        st.markdown(f"It is {HIDDEN}.")
    elif not drifting.denominator:
        st.subheader(
            f"How many of {counted(held.denominator, 'child', 'children')} on {plans(filters)} are drifting is not "
            "recorded here."
        )
        st.markdown(
            "Too few of the eight flags can be worked out from what is held to say that a child is not drifting. "
            f"{_cannot_tell(flags_unknown(scope, filters))}"
        )
    else:
        share = share_of(drifting)
        verb = "is" if drifting.numerator == 1 else "are"
        ways = practice(scope).drifting_flags
        st.subheader(
            f"{share[:1].upper()}{share[1:]} on {followed(filters)} {verb} drifting in {ways} or more ways. "
            f"{a_year_ago(drifting)}"
        )
        floor(scope, filters)
        if drifting.without:
            st.markdown(f"Not counted: {_authorities(drifting.without)}, whose records do not tell.")
    say_of_whom(filters)
    if filters.drifting_only:
        st.markdown(
            "Only children drifting now are counted among those on plans. Referrals, assessments, meetings, visits and "
            "plans begun or ended are counted for every child: who was drifting then is not part of those records."
        )


def cannot_be_said(held: Headline, figure: Headline, *, whether: str, hidden: str, more: str = "") -> bool:
    """Draw why a page's figure cannot be told, where that is so; whether it is.

    held: how many children are on the plans chosen; whether, hidden: what it would tell, after "Whether" and before "is
    hidden"; more: what is said after the tables that are missing
    """
    if not held.mark and not held.numerator:
        nobody = held.numerator is None
        st.subheader(f"Whether {whether} is not recorded here." if nobody else "No plans match this choice.")
        st.markdown("No plans for neglect are held." if nobody else "Clear a filter or choose another month.")
    elif figure.missing:
        st.subheader(f"Whether {whether} is not recorded here.")
        st.markdown(f"Not held: {not_held(figure)}. {more}".strip())
    elif figure.hidden:
        st.subheader(f"{hidden} is hidden: {HIDDEN}.")
    else:
        return False
    return True


def of_whom(figure: Headline, filters: Filters) -> None:
    """Draw whom a page's figure counts, what it rests on, and whom the page speaks of alone."""
    if not figure.missing:
        st.caption("; ".join([whom(figure), *rests_on(figure)]))
    say_of_whom(filters)


def _nobody(filters: Filters, held: Headline) -> None:
    if filters.chosen().keys() - {"month"}:
        st.subheader(f"No {plans(filters)} match this choice.")
        st.markdown("Clear a filter or choose another month.")
    else:
        st.subheader(f"No {plans(filters)} are held for {held.month:%B %Y}.")
        st.markdown("Choose another month, or load records that hold such plans.")


def floor(scope: Scope, filters: Filters) -> None:
    """Where flags cannot be worked out from what is held: that the figure is the least it can be."""
    unknown = flags_unknown(scope, filters)
    if unknown:
        st.markdown(f"**The true number may be higher.** {_cannot_tell(unknown)}")


def _cannot_tell(unknown: list[str]) -> str:
    names = listed([f"*{words[:1].lower()}{words[1:]}*" for words in unknown])
    one = len(unknown) == 1
    return (
        f"{counted(len(unknown), 'flag').capitalize()} of the eight cannot be worked out from what is held here: "
        f"{names}. {'It is' if one else 'They are'} not counted."
    )


def a_year_ago(figure: Headline) -> str:
    """What a share was, as a sentence of its own: "It was 19 % a year ago."."""
    words = change(figure)
    if figure.before is None and figure.none_before:
        return f"{words[:1].upper()}{words[1:]}."
    verb = "" if words.startswith("was ") else "was " if figure.before is None else "is "
    return f"It {verb}{words}."


def change(figure: Headline) -> str:
    """What a share was a year ago, in words; or why there is none."""
    missing = "hidden" if figure.mark_before else "there were none" if figure.none_before else NOT_RECORDED
    return change_in_words(figure.value, figure.before, missing=missing, known=figure.change_known)
