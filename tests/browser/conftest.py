"""A browser, an app to point it at, and a watch on everything the two say to each other."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from data.settings import ROOT
from tests import chromium
from tests.browser.serving import Served, served
from tests.browser.visiting import Visit
from tests.conftest import County
from tests.signing_in import token

SCREENS = ROOT / "artefacts" / "screens"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if any(SCREENS.glob("*.png")):
        terminalreporter.write_line(f"Pictures of the pages: {SCREENS}")


@pytest.fixture(scope="session")
def screens() -> Path:
    """The folder for pictures of the pages, which outlives the tests. Git ignores it."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS


@pytest.fixture(scope="session")
def app(built_county: County, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the small county, started once."""
    with served(built_county.environment, tmp_path_factory.mktemp("app") / "log.txt") as running:
        yield running


# Not for the session: while it is there, an event loop runs in the tests' own thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; the test is skipped, or fails if REQUIRE_BROWSER=1, without one."""
    try:
        program = chromium.program()
    except chromium.NotAvailable as missing:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(chromium.ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, app: Served, small_county: County) -> Iterator[Visit]:
    """Opens pages of the app as an analyst, each in a browser that has never been there. Afterwards nothing may have
    gone wrong unsaid, and nothing may have left the machine."""
    with Visit(browser, app.url, token) as visiting:
        yield visiting
        visiting.assert_nothing_left_the_machine()
        visiting.assert_no_fault_in_the_console()
