"""axe-core finds nothing serious on any page, light or dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visiting import Visit
from tests.pages.opening import EVERY_PAGE, STRATEGY

# Faults of Streamlit's own, which no page of ours can mend: axe's rule and the part of the page -> what it is.
STREAMLITS_OWN = {
    ("list", "[data-testid=stSidebarNav]"): "the menu's list has its sections' headings straight inside it",
    ("listitem", "[data-testid=stSidebarNav]"): "and its pages one level too deep",
}
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("address", EVERY_PAGE)
def test_nothing_serious_stands_in_the_way(address: str, shade: str, visit: Visit) -> None:
    page = visit.open(address, shade=shade)
    if address == STRATEGY:
        page.get_by_text("Change the strategy", exact=True).click()
        page.get_by_label("Name", exact=True).wait_for()
    else:
        page.get_by_text("Which children", exact=True).click()
        page.get_by_label("Sex", exact=True).wait_for()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = [
        (fault["id"], node["target"][0], node["html"][:300])
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
        if not accepted(page, fault["id"], node["target"][0])
    ]
    assert not faults


def accepted(page: Page, rule: str, target: str) -> bool:
    return any(
        rule == known and page.locator(target).first.evaluate("(element, part) => !!element.closest(part)", part)
        for known, part in STREAMLITS_OWN
    )
