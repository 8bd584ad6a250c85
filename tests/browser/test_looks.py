"""Each page on a wall screen, a laptop and a phone, light and dark: drawn, whole, and kept as a picture to look at."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from access.scope import local_scope
from queries.filters import Filters
from queries.holdings import indicators
from queries.measure import measure
from tests.browser.visiting import Visit, all_drawn, rows_listed, whole_height
from tests.conftest import County
from tests.pages.opening import (
    ASSESSMENT,
    CASELOAD,
    CHALLENGE,
    DISADVANTAGE,
    DRIFT,
    EVERY_PAGE,
    HEALTH,
    NEURODIVERSITY,
    OVERVIEW,
    SIBLINGS,
    STRATEGY,
)

HEADINGS = {
    OVERVIEW: "Are we meeting the Neglect Strategy?",
    DRIFT: "Drift and delay",
    SIBLINGS: "Brothers and sisters",
    NEURODIVERSITY: "Neurodiversity and caring",
    DISADVANTAGE: "Intersecting disadvantage",
    HEALTH: "Health and school",
    ASSESSMENT: "Assessment and supervision",
    CHALLENGE: "Challenge",
    STRATEGY: "Strategy",
    CASELOAD: "My caseload",
}

# Words of one chart, and the rectangles they take, in pixels of the window.
WORDS_DRAWN = """() => [...document.querySelectorAll('svg.marks')].map(svg => ({
    name: svg.parentElement.getAttribute('aria-label') || '',
    room: rectangle(svg),
    headings: [...svg.querySelectorAll('.role-title-text text, .role-title-subtitle text')].map(text => ({
        words: text.textContent, ...rectangle(text)
    })),
    marks: [...svg.querySelectorAll('.mark-text.role-mark text')].map(text => ({
        words: text.textContent, ...rectangle(text)
    })),
}))
function rectangle(element) {
    const {left, right, top, bottom} = element.getBoundingClientRect()
    return {left, right, top, bottom}
}"""


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 420])
@pytest.mark.parametrize("address", EVERY_PAGE)
def test_a_page_is_drawn_whole(address: str, width: int, shade: str, visit: Visit, screens: Path) -> None:
    page = visit.open(address, width=width, shade=shade)
    assert page.locator("[data-testid=stMain] h1").inner_text() == HEADINGS[address]
    whole_height(page)
    page.screenshot(path=screens / f"{name(address)}-{width}-{shade}.png")
    fits(page)
    chart_words_are_apart(page)


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_at_four_times_the_size_nothing_is_lost(address: str, visit: Visit, screens: Path) -> None:
    """A window of 1440 pixels enlarged four times is one of 360: read by scrolling down, never sideways."""
    page = visit.open(address, width=360, height=640)
    whole_height(page)
    page.screenshot(path=screens / f"{name(address)}-360-light.png")
    fits(page)
    chart_words_are_apart(page)


def test_the_list_has_as_many_rows_as_the_figure_counts(visit: Visit, small_county: County) -> None:
    page = visit.open(DRIFT)
    counted = measure(local_scope(), ["drifting"], Filters()).iloc[0]["numerator"]
    assert rows_listed(page) == counted
    assert page.locator("[data-testid=stMain] h3").first.inner_text().startswith(f"{counted} of ")


def test_a_fold_opens_on_its_table_and_its_definition(visit: Visit, small_county: County) -> None:
    """The measure's name is read from the registry: local settings are in it."""
    (long,) = indicators(local_scope(), "plans_long")
    page = visit.open(DRIFT)
    assert not page.get_by_role("columnheader", name="Months on the plan").count()
    page.get_by_text("Table and definition").first.click()
    page.get_by_role("columnheader", name="Months on the plan").wait_for()
    page.get_by_text(f"{long.id} {long.name}.").wait_for()
    all_drawn(page)


def name(address: str) -> str:
    return address or "overview"


def fits(page: Page) -> None:
    """Nothing reaches past the right edge of the window."""
    wide = page.evaluate(
        """() => ['html', '[data-testid=stMain]', '[data-testid=stMainBlockContainer]'].map(name => {
            const element = document.querySelector(name)
            return [name, element.scrollWidth, element.clientWidth]
        })"""
    )
    assert not [(name, scroll, room) for name, scroll, room in wide if scroll > room + 1]


def chart_words_are_apart(page: Page) -> None:
    """A chart's title and subtitle are inside the chart, and lie neither on each other nor on the chart's labels."""
    charts = page.evaluate(WORDS_DRAWN)
    assert charts or urlsplit(page.url).path == f"/{CASELOAD}", "the caseload has no picture"
    for chart in charts:
        room = chart["room"]
        for number, words in enumerate(chart["headings"]):
            assert words["left"] >= room["left"] - 1, (chart["name"], words)
            assert words["right"] <= room["right"] + 1, (chart["name"], words)
            for other in (*chart["headings"][number + 1 :], *chart["marks"]):
                assert not overlapping(words, other), (chart["name"], words["words"], other["words"])


def overlapping(one: dict[str, float], other: dict[str, float], slack: float = 2) -> bool:
    return (
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > slack
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > slack
    )
