"""Every filter set, on each page: it draws itself to the end, and the figure is the one asked for."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest

from access.scope import local_scope
from charts.words import share_in_words
from queries.filters import Basis, Filters, Population
from queries.headlines import headlines
from queries.holdings import choices, months
from tests.conftest import County
from tests.pages.opening import DISADVANTAGE, DRIFT, OVERVIEW, Asked, markdown, open_page, opened_well


def _some(name: str, count: int) -> list[str]:
    return choices(local_scope())[name][:count]


def _month(back: int) -> date:
    return months(local_scope())[back]


# What is asked in the address beside the same as Filters. Every filter stands in one of them.
CHOICES: dict[str, Callable[[], tuple[Asked, Filters]]] = {
    "month and sex": lambda: (
        {"month": f"{_month(12):%B %Y}", "sex": _some("sexes", 1)},
        Filters(month=_month(12), sexes=tuple(_some("sexes", 1))),
    ),
    "team and basis": lambda: (
        {"team": _some("teams", 4), "basis": "Latest category"},
        Filters(teams=tuple(_some("teams", 4)), basis=Basis.LATEST),
    ),
    "locality and age": lambda: (
        {"locality": _some("localities", 3), "age": _some("age_bands", 4)},
        Filters(localities=tuple(_some("localities", 3)), age_bands=tuple(_some("age_bands", 4))),
    ),
    "ethnicity and special needs": lambda: (
        {"ethnicity": _some("ethnicity_groups", 6), "sen": _some("sen", 3)},
        Filters(ethnicity_groups=tuple(_some("ethnicity_groups", 6)), sen=tuple(_some("sen", 3))),
    ),
    "neurodivergence": lambda: (
        {"neurodivergence": _some("neurodivergence", 4)},
        Filters(neurodivergence=tuple(_some("neurodivergence", 4))),
    ),
    "disadvantages": lambda: (
        {"with": ["Low income"], "least": "2"},
        Filters(disadvantages=("low_income",), min_disadvantages=2),
    ),
    "all plans, drifting only": lambda: (
        {"plans": "All child protection plans", "drifting": "true"},
        Filters(population=Population.ALL_CP, drifting_only=True),
    ),
    "child in need plans": lambda: (
        {"plans": "Child in need plans for neglect"},
        Filters(population=Population.NEGLECT_CIN),
    ),
}


@pytest.mark.parametrize("name", CHOICES)
def test_disadvantage_with_the_filters_set(name: str, small_county: County) -> None:
    asked, filters = CHOICES[name]()
    page = opened_well(open_page(DISADVANTAGE, **asked))
    many = headlines(local_scope(), ["drifting_4_plus"], filters)["drifting_4_plus"]
    if many.denominator:
        said = share_in_words(many.numerator, many.denominator, "child with 4", "children with 4")
        assert said.split(" (")[0].lower() in page.subheader[0].value.lower()
    assert page.header[-1].value == "What we cannot say"


# The pages whose answer is how many children drift.
@pytest.mark.parametrize("address", [OVERVIEW, DRIFT])
@pytest.mark.parametrize("name", CHOICES)
def test_a_page_with_the_filters_set(name: str, address: str, small_county: County) -> None:
    asked, filters = CHOICES[name]()
    page = opened_well(open_page(address, **asked))
    drifting = headlines(local_scope(), ["drifting"], filters)["drifting"]
    assert drifting != headlines(local_scope(), ["drifting"], Filters())["drifting"]
    said = page.subheader[0].value
    if drifting.denominator:
        assert share_in_words(drifting.numerator, drifting.denominator).lower() in said.lower()
    elif filters.population is Population.NEGLECT_CIN:
        held = headlines(local_scope(), ["plans_long"], filters)["plans_long"].denominator
        assert said == f"{held} children on child in need plans for neglect."
    else:
        assert said.endswith("match this choice.")
    assert ("who was drifting then is not part of those records" in markdown(page)) == filters.drifting_only


def test_every_filter_is_set_by_one_of_them(small_county: County) -> None:
    set_somewhere = {name for choice in CHOICES.values() for name in choice()[1].chosen()}
    assert set_somewhere == {field.name for field in fields(Filters)} - {"plan_types"}  # plan types: not on a page
