"""Each filter set once, each page: it draws itself to the end, and the figure is the one asked for."""

from collections.abc import Callable

import pytest

from access.scope import local_scope
from charts.words import share_in_words
from queries.filters import Basis, Filters, Population
from queries.headlines import headlines
from queries.holdings import choices, months
from tests.conftest import County
from tests.pages.opening import PAGES, markdown, open_page, opened_well

# What is asked in the address, and the same as Filters; the values are looked up in the county.
Choice = Callable[[], tuple[dict[str, str | list[str]], Filters]]


def _first(name: str, key: str, count: int = 1) -> Choice:
    def choice() -> tuple[dict[str, str | list[str]], Filters]:
        values = choices(local_scope())[name][:count]
        return {key: values}, Filters(**{name: tuple(values)})

    return choice


def _a_year_back() -> tuple[dict[str, str | list[str]], Filters]:
    end = months(local_scope())[12]
    return {"month": f"{end:%B %Y}"}, Filters(month=end)


CHOICES: dict[str, Choice] = {
    "month": _a_year_back,
    "team": _first("teams", "team", 3),
    "locality": _first("localities", "locality", 2),
    "population": lambda: ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
    "child in need": lambda: ({"plans": "Child in need plans for neglect"}, Filters(population=Population.NEGLECT_CIN)),
    "basis": lambda: ({"basis": "Latest category"}, Filters(basis=Basis.LATEST)),
    "age": _first("age_bands", "age", 4),
    "sex": _first("sexes", "sex"),
    "ethnicity": _first("ethnicity_groups", "ethnicity", 6),
    "neurodivergence": _first("neurodivergence", "neurodivergence", 4),
    "sen": _first("sen", "sen", 3),
    "disadvantage": lambda: ({"with": ["Low income"]}, Filters(disadvantages=("low_income",))),
    "least": lambda: ({"least": "2"}, Filters(min_disadvantages=2)),
    "drifting": lambda: ({"drifting": "true"}, Filters(drifting_only=True)),
}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("name", CHOICES)
def test_a_page_with_the_filter_set(name: str, address: str, small_county: County) -> None:
    asked, filters = CHOICES[name]()
    page = opened_well(open_page(address, **asked))
    drifting = headlines(local_scope(), ["drifting"], filters)["drifting"]
    said = page.subheader[0].value
    if drifting.denominator:
        assert share_in_words(drifting.numerator, drifting.denominator).lower() in said.lower()
    else:
        assert said.endswith("match this choice.")
    assert ("who was drifting then is not part of those records" in markdown(page)) == filters.drifting_only
