"""The pages without a mouse: everything is reached by Tab, in the order it is read, and can be left again."""

import pytest
from playwright.sync_api import Page

from tests.browser.visiting import Visit, at_rest
from tests.pages.opening import DRIFT, PAGES

WHO = """() => {
    const element = document.activeElement
    if (!element || element === document.body) return ''
    return (element.getAttribute('aria-label') || element.innerText || element.tagName).trim().split('\\n').pop()
}"""
IN_THE_SIDEBAR = [
    "Overview",
    "Strategy",
    "Drift and delay",
    "Brothers and sisters",
    "Neurodiversity and caring",
    "Intersecting disadvantage",
    "Health and school",
    "Assessment and supervision",
    "Challenge",
    "My caseload",
    "Your account",
    "Sign out",
    "As at the end of",
    "Team",
    "Locality",
    "Whose plans",
]
FURTHER_DOWN = ["Neglect judged by", "Which children", "Clear all filters"]


def tabbed(page: Page, times: int) -> list[str]:
    """What the focus lands on, step by step."""
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(page.evaluate(WHO))
    return found


@pytest.mark.parametrize("address", PAGES)
def test_tab_goes_from_the_skip_link_by_the_pages_to_the_filters(address: str, visit: Visit) -> None:
    page = visit.open(address)
    order = tabbed(page, 1 + len(IN_THE_SIDEBAR) + len(FURTHER_DOWN))
    assert order == ["Skip to main content", *IN_THE_SIDEBAR, *FURTHER_DOWN]


def test_the_skip_link_leads_to_the_page_itself(visit: Visit) -> None:
    page = visit.open(DRIFT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('[data-testid=stMain]')")


def test_a_filter_is_set_with_keys_alone(visit: Visit) -> None:
    page = visit.open(DRIFT)
    tabbed(page, 1 + IN_THE_SIDEBAR.index("Whose plans") + 1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('plans=')")


def test_every_fold_is_reached_and_opened_with_keys(visit: Visit) -> None:
    page = visit.open(DRIFT)
    folds = page.locator("[data-testid=stMain] summary")
    page.locator("[data-testid=stMain]").focus()
    reached = 0
    for _ in range(120):
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement.tagName === 'SUMMARY'")
        if reached == folds.count():
            break
    assert reached == folds.count()
    page.keyboard.press("Enter")
    page.locator("[data-testid=stMain] details[open] table").first.wait_for()
    at_rest(page)


def test_the_list_of_children_can_be_left_with_tab(visit: Visit) -> None:
    page = visit.open(DRIFT)
    page.locator("[data-testid=data-grid-canvas]").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid !== 'data-grid-canvas'"):
            return
    pytest.fail("the focus is caught in the list")
