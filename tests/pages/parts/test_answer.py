"""The answer reads as a sentence, whatever the figures."""

from dataclasses import replace
from datetime import date

import pytest

from data.facts.terms import FLAGS
from data.practice import Practice
from pages.parts.answer import a_year_ago, chosen_in_words, how_many, now_and_before, plans, rests_on, share_of
from queries.filters import COLUMN_OF, Filters, Population
from queries.headlines import Headline
from queries.indicators import REGISTRY
from tests.pages.opening import draw, markdown
from tests.queries.by_hand import plan, put_in_force

KNOWN = dict.fromkeys(FLAGS, 0)
DRIFTING = Headline(
    REGISTRY["drifting"],
    population=Population.NEGLECT_CP,
    month=date(2026, 10, 31),
    flow=False,
    missing=(),
    without=(),
    numerator=61,
    denominator=274,
    value=61 / 274,
    low=0.18,
    high=0.28,
    before=0.19,
    covered=274,
    completeness=None,
)


@pytest.fixture(autouse=True)
def facts(facts_url: str) -> None:
    """One child, of whom every flag is known."""
    put_in_force(facts_url, plans=[plan("P1", **KNOWN)])


def answering(drifting, held, filters):
    from access.scope import local_scope
    from pages.parts.answer import answer

    answer(local_scope(), drifting, held, filters)


def said(filters: Filters | None = None, **figures: object) -> str:
    drifting = replace(DRIFTING, **figures)
    held = drifting if figures.get("denominator", 1) in (0, None) else DRIFTING
    page = draw(answering, drifting=drifting, held=held, filters=filters or Filters())
    return page.subheader[0].value.replace("\N{NO-BREAK SPACE}", " ")


def test_the_share_and_a_year_ago() -> None:
    assert said() == (
        "61 of 274 children (22 %) on child protection plans for neglect are drifting in 2 or more ways. "
        "It was 19 % a year ago."
    )


def test_one_child_is_drifting() -> None:
    assert said(numerator=1, value=1 / 274).startswith("1 of 274 children (under 1 %) on child protection plans for")
    assert " is drifting " in said(numerator=1, value=1 / 274)


def test_none_and_all_begin_a_sentence() -> None:
    assert said(numerator=0, value=0.0).startswith("None of 274 children on ")
    assert said(numerator=274, value=1.0).startswith("All 274 children on ")


def test_nobody_on_a_plan_is_not_nobody_drifting() -> None:
    nobody = said(Filters(population=Population.ALL_CP), numerator=0, denominator=0, value=None)
    assert nobody == "No child protection plans match this choice."


def test_where_nothing_is_chosen_there_is_no_filter_to_clear() -> None:
    assert said(numerator=0, denominator=0, value=None) == (
        "No child protection plans for neglect are held for October 2026."
    )


def test_too_few_flags_to_tell_is_not_nobody_drifting() -> None:
    unknown = replace(DRIFTING, numerator=0, denominator=0, value=None)
    page = draw(answering, drifting=unknown, held=DRIFTING, filters=Filters())
    assert page.subheader[0].value == (
        "How many of 274 children on child protection plans for neglect are drifting is not recorded here."
    )


def test_not_recorded_is_neither() -> None:
    unknown = said(numerator=None, denominator=None, value=None, before=None)
    assert unknown == "Which children are drifting is not recorded here."


def test_flags_that_cannot_be_worked_out_make_it_the_least_it_can_be(facts_url: str) -> None:
    put_in_force(
        facts_url, plans=[plan("P1", **KNOWN | {"flag_no_challenge": None})], practice=Practice(drifting_flags=3)
    )
    page = draw(answering, drifting=DRIFTING, held=DRIFTING, filters=Filters())
    assert "drifting in 3 or more ways" in page.subheader[0].value
    assert markdown(page).startswith("**The true number may be higher.** 1 flag of the eight cannot be worked out")
    assert "*15 months, no legal planning or escalation*. It is not counted." in markdown(page)
    put_in_force(facts_url, plans=[plan("P1", **KNOWN)])
    assert "may be higher" not in markdown(draw(answering, drifting=DRIFTING, held=DRIFTING, filters=Filters()))


def test_the_plans_are_those_chosen() -> None:
    assert "on child protection plans are drifting" in said(Filters(population=Population.ALL_CP))
    # The flags are of child protection plans: with every plan for neglect chosen, they are still said to be.
    assert "on child protection plans for neglect are" in said(Filters(population=Population.NEGLECT_COHORT))
    in_need = Filters(population=Population.NEGLECT_CIN)
    assert said(in_need) == "274 children on child in need plans for neglect."
    assert all(plans(Filters(population=one)) for one in Population if one is not Population.EVERYONE)


def test_what_a_filter_does_not_reach_is_said() -> None:
    page = draw(answering, drifting=DRIFTING, held=DRIFTING, filters=Filters(drifting_only=True))
    assert "visits and plans begun or ended are counted for every child" in markdown(page)


def test_authorities_that_are_not_counted_are_named_and_many_are_numbered() -> None:
    some = replace(DRIFTING, without=("County B", "County C"))
    page = draw(answering, drifting=some, held=some, filters=Filters())
    assert "Not counted: County B and County C, whose records do not tell." in markdown(page)
    assert rests_on(replace(some, completeness=0.5)) == [
        "rests on 50\N{NO-BREAK SPACE}% of them",
        "without County B and County C, whose records do not tell",
    ]
    many = replace(DRIFTING, without=tuple(f"County {letter}" for letter in "ABCDE"))
    assert rests_on(many) == ["without 5 authorities, whose records do not tell"]


def test_why_there_is_no_figure_of_a_year_ago_is_said() -> None:
    nothing = replace(DRIFTING, before=None, rounded=True)
    assert a_year_ago(nothing) == "It was not recorded a year ago."
    assert a_year_ago(replace(nothing, mark_before="c")) == "It was hidden a year ago."
    assert a_year_ago(replace(nothing, none_before=True)) == "There were none a year ago."
    assert now_and_before(replace(nothing, mark="c", mark_before="c")) == "hidden, now and a year ago"
    assert now_and_before(replace(nothing, mark="c")) == "hidden, not recorded a year ago"


def test_a_rounded_figure_says_about_of_the_number_and_not_of_all_or_none() -> None:
    rounded = replace(DRIFTING, numerator=25, denominator=25, rounded=True)
    assert share_of(rounded) == "all of about 25 children"
    assert share_of(replace(rounded, numerator=0)) == "none of about 25 children"
    assert share_of(replace(rounded, numerator=10)).startswith("about 10 of 25 children")
    assert how_many(replace(rounded, mark="c")) == "A hidden number of children"


def test_what_is_looked_at_alone_is_said_as_of_children() -> None:
    chosen = Filters(teams=("North 1", "East 2"), age_bands=("1 to 4",), disadvantages=("low_income",))
    page = draw(answering, drifting=DRIFTING, held=DRIFTING, filters=chosen)
    said = "**Only children of team North 1 or East 2, in the age group 1 to 4, with low income recorded.**"
    assert said in markdown(page)


def test_every_filter_that_can_be_chosen_is_said() -> None:
    for name in COLUMN_OF:
        assert chosen_in_words(Filters(**{name: ("A value",)}))[0].endswith("A value"), name


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (0.22, 0.19, "It was 19 % a year ago."),
        (0.22, 0.22, "It is the same as a year ago."),
        (0.22, None, "It was not recorded a year ago."),
    ],
)
def test_a_year_ago_is_a_sentence(now: float, before: float | None, sentence: str) -> None:
    assert a_year_ago(replace(DRIFTING, value=now, before=before)).replace("\N{NO-BREAK SPACE}", " ") == sentence
