"""The address and what is on the page are one: change a filter and the address says so; open it, and there it is."""

import random
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, TimeoutError

from access.scope import local_scope
from pages.parts.choose import BASES, POPULATIONS
from queries.disadvantage import FACTOR_OF
from queries.filters import Filters
from queries.holdings import choices, months
from queries.measure import measure
from tests.browser.visiting import Visit, all_drawn, at_rest, rows_listed
from tests.conftest import County
from tests.pages.opening import DRIFT, OVERVIEW, PAGES, Asked

STATES = 10
"""Random states of the filters tried on each page."""


def asked_by(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def answer(page: Page) -> str:
    return page.locator("[data-testid=stMain] h3").first.inner_text()


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a filter in the sidebar, and wait for the page to follow."""
    at_rest(page)
    before = page.url
    wanted = page.get_by_role("option", name=option, exact=True)
    page.get_by_label(label, exact=True).click()
    try:
        wanted.click(timeout=5_000)
    except TimeoutError:
        # A slow machine redraws the sidebar once more and the list closes: a reader would open it again.
        page.get_by_label(label, exact=True).click()
        wanted.click()
    page.keyboard.press("Escape")
    page.wait_for_function("before => location.href !== before", arg=before)
    at_rest(page)


def test_a_filter_redraws_the_page_and_stands_in_the_address(visit: Visit, small_county: County) -> None:
    drifting = measure(local_scope(), ["drifting"], Filters(), by=["age_band"])
    age = drifting[drifting["numerator"] > 0].sort_values("numerator")["age_band"].iloc[0]
    # Tall enough for the list of ages to open beneath its box.
    page = visit.open(DRIFT, height=1_300)
    everybody, rows = answer(page), rows_listed(page)
    page.get_by_text("Which children", exact=True).click()
    choose(page, "Age", age)
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMain] h3').innerText !== before", arg=everybody
    )
    all_drawn(page)
    assert asked_by(page) == {"age": [age]}
    # The list is the last to be redrawn.
    page.wait_for_function(
        "rows => +document.querySelector('[data-testid=stDataFrame] [role=grid]')?.ariaRowCount - 1 < rows", arg=rows
    )
    assert 0 < rows_listed(page) < rows

    copied = visit.open(page.url.removeprefix(visit.url + "/"))
    assert answer(copied) == answer(page)
    assert rows_listed(copied) == rows_listed(page)
    assert asked_by(copied) == {"age": [age]}


def test_filters_go_along_to_the_other_page(visit: Visit) -> None:
    page = visit.open(OVERVIEW)
    choose(page, "Whose plans", "All child protection plans")
    chosen = answer(page)
    page.get_by_role("link", name="Look closer: Drift and delay").click()
    page.get_by_role("heading", name="Drift and delay", exact=True).wait_for()
    at_rest(page)
    assert answer(page) == chosen
    assert asked_by(page) == {"plans": ["All child protection plans"]}
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("heading", name="Are we meeting").wait_for()
    at_rest(page)
    assert answer(page) == chosen


def test_clearing_the_filters_clears_the_address(visit: Visit, small_county: County) -> None:
    asked: Asked = {
        "plans": "All child protection plans",
        "least": "1",
        "month": f"{months(local_scope())[6]:%B %Y}",
        "drifting": "true",
    }
    page = visit.open(DRIFT, asked, drawn=False)
    assert asked_by(page).keys() == asked.keys()
    page.get_by_role("button", name="Clear all filters").click()
    page.wait_for_function("() => location.search === ''")
    at_rest(page)
    assert answer(page) == answer(visit.open(DRIFT))


def test_what_is_forged_is_said_and_taken_out_of_the_address(visit: Visit) -> None:
    page = visit.open(OVERVIEW, {"team": "No such team", "least": "99", "basis": "<b>", "sex": "Male"}, drawn=False)
    assert (
        "asks for “No such team” and “<b>”, which is not held here" in page.locator("[data-testid=stMain]").inner_text()
    )
    assert not page.locator("[data-testid=stMain] h3").count(), "figures of everybody could be taken for that team's"
    page.get_by_role("button", name="Show without it").click()
    page.locator("[data-testid=stMain] h3").first.wait_for()
    at_rest(page)
    assert asked_by(page) == {"sex": ["Male"]}


@pytest.mark.parametrize("address", PAGES)
def test_any_state_of_the_filters_is_drawn(address: str, visit: Visit, small_county: County) -> None:
    rng = random.Random(f"{address} 2026")
    for _ in range(STATES):
        asked = some_state(rng)
        page = visit.open(address, asked, drawn=False)
        assert "Something went wrong" not in page.locator("[data-testid=stMain]").inner_text(), asked
        assert asked_by(page) == {name: [given] if isinstance(given, str) else given for name, given in asked.items()}
        assert answer(page), asked
        page.context.close()


def some_state(rng: random.Random) -> Asked:
    """A few filters, each set to something that can be chosen but is not chosen already."""
    found = choices(local_scope())
    several = {
        "team": found["teams"],
        "locality": found["localities"],
        "age": found["age_bands"],
        "sex": found["sexes"],
        "ethnicity": found["ethnicity_groups"],
        "neurodivergence": found["neurodivergence"],
        "sen": found["sen"],
        "with": list(FACTOR_OF),
    }
    one = {
        "month": [f"{end:%B %Y}" for end in months(local_scope())[1:]],
        "plans": list(POPULATIONS)[1:],
        "basis": list(BASES)[1:],
        "least": ["1", "2", "3"],
        "drifting": ["true"],
    }
    asked: Asked = {name: rng.choice(values) for name, values in one.items() if rng.random() < 0.3}
    for name, values in several.items():
        if rng.random() < 0.25:
            asked[name] = rng.sample(values, rng.randint(1, min(3, len(values))))
    return asked
