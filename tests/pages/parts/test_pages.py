"""The pages are known to one another by name, and the first of them is where a reader begins."""

from streamlit.testing.v1 import AppTest

from tests.conftest import County
from tests.pages.opening import CASELOAD, DRIFT, EVERY_PAGE, OVERVIEW, open_page


def test_the_app_registers_its_pages_under_their_addresses(drift: AppTest) -> None:
    pages = drift.session_state["pages"]
    addresses = {name: page.url_path for name, page in pages.items()}
    assert addresses["overview"] == ""
    assert addresses["drift"] == DRIFT
    assert len(set(addresses.values())) == len(addresses)


def test_the_overview_links_to_every_lens(overview: AppTest) -> None:
    links = {link.proto.page: link.proto.label for link in overview.get("page_link")}
    assert set(EVERY_PAGE) - {OVERVIEW, CASELOAD} == set(links)
    assert links[DRIFT] == "Look closer: Drift and delay"


def test_the_first_page_is_the_default(overview: AppTest, small_county: County) -> None:
    assert open_page("").title[0].value == overview.title[0].value
