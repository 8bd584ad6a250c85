"""The pages are known to one another by name, and the first of them is where a reader begins."""

from streamlit.testing.v1 import AppTest

from tests.conftest import County
from tests.pages.opening import DRIFT, open_page


def test_the_app_registers_its_pages_under_their_addresses(drift: AppTest) -> None:
    pages = drift.session_state["pages"]
    addresses = {name: page.url_path for name, page in pages.items()}
    assert addresses["overview"] == ""
    assert addresses["drift"] == DRIFT
    assert len(set(addresses.values())) == len(addresses)


def test_the_overview_links_to_the_lens(overview: AppTest) -> None:
    link = overview.get("page_link")[0].proto
    assert link.page == DRIFT
    assert link.label == "Look closer: Drift and delay"


def test_the_first_page_is_the_default(overview: AppTest, small_county: County) -> None:
    assert open_page("").title[0].value == overview.title[0].value
