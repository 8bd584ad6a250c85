"""axe-core finds nothing serious on any page, light or dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.visiting import Visit
from tests.pages.opening import PAGES

# Faults of Streamlit's own, which no page of ours can mend: axe's rule -> what it is and where.
STREAMLITS_OWN: dict[str, str] = {}


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_serious_stands_in_the_way(address: str, shade: str, visit: Visit) -> None:
    page = visit.open(address, shade=shade)
    page.get_by_text("Which children", exact=True).click()
    page.get_by_label("Sex", exact=True).wait_for()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = {
        fault["id"]: [node["html"][:200] for node in fault["nodes"]]
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    }
    assert not {rule: nodes for rule, nodes in serious.items() if rule not in STREAMLITS_OWN}
