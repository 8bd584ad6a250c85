"""Visiting the app with a browser, and watching what it asks for and what its console says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from access.sign_in import COOKIE
from tests.pages.opening import CASELOAD, Asked

PATIENCE = 120_000
"""Milliseconds: a slow machine is not a fault."""
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
# Opened at a page's own address, Streamlit's script first looks for a server beneath that address, then at the root.
# The look is in the script that Streamlit ships, and no setting stops it.
LOOKS_BENEATH = re.compile(r"/[^/]+/_stcore/(health|host-config)$")


@dataclass
class Visit:
    """Opens pages of the app at `url`, each in a browser context of its own.

    signed_in  gives the cookie of who looks, where a visit does not bring its own; None: nobody is signed in
    """

    browser: Browser
    url: str
    signed_in: Callable[[], str] | None = None
    requested: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts:
            context.close()

    def open(
        self,
        address: str = "",
        asked: Asked | None = None,
        *,
        width: int = 1440,
        height: int = 900,
        shade: str = "light",
        drawn: bool = True,
        settled: bool = True,
        cookie: str | None = None,
    ) -> Page:
        """The page at the address, `settled` at rest and with its charts `drawn`, unless that is not expected, or it
        has none.

        cookie: of who looks; empty for nobody
        """
        viewport: Any = {"width": width, "height": height}
        context = self.browser.new_context(viewport=viewport, color_scheme="dark" if shade == "dark" else "light")
        context.set_default_timeout(PATIENCE)
        # What is expected of a page is waited for as long as the page itself: a busy machine is not a fault.
        expect.set_options(timeout=PATIENCE)
        self._contexts.append(context)
        if cookie is None and self.signed_in:
            cookie = self.signed_in()
        if cookie:
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.url, "sameSite": "Strict"}])
        page = context.new_page()
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("websocket", lambda socket: self.requested.append(socket.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda fault: self.faults.append(f"{fault.name}: {fault.message}"))
        query = f"?{urlencode(asked, doseq=True)}" if asked else ""
        page.goto(f"{self.url}/{address}{query}")
        if settled:
            at_rest(page)
        if drawn and address != CASELOAD:
            all_drawn(page)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        looked = "404" in message.text and LOOKS_BENEATH.search(where)
        if message.type == "error" and not looked:
            self.faults.append(f"{message.text} ({where})")

    def assert_nothing_left_the_machine(self) -> None:
        """Every request went to the app itself (or carried its answer in its own address)."""
        home = urlsplit(self.url).netloc
        elsewhere = {url for url in self.requested if urlsplit(url).netloc != home and not url.startswith("data:")}
        assert not {url for url in elsewhere if not url.startswith(f"blob:{self.url}")}
        assert self.requested

    def assert_no_fault_in_the_console(self) -> None:
        assert not self.faults


def at_rest(page: Page) -> None:
    """Wait until the script has run to its end and what it sent stands on the page."""
    page.wait_for_selector(AT_REST)
    page.wait_for_selector("[data-testid=stMain] h1")
    # A function, not an expression: the policy that the app sends lets nothing be evaluated in its pages.
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')")


def all_drawn(page: Page) -> None:
    """Wait until there are charts, and each of them has its marks."""
    page.wait_for_function(
        """() => {
            const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
            return charts.length > 0 && charts.every(chart => chart.querySelector('svg.marks path'))
        }"""
    )


def whole_height(page: Page) -> None:
    """Make the window as tall as the page, so that all of it is in view."""
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.set_viewport_size({"width": width, "height": min(tall + 40, 9_000)})
    if page.locator("[data-testid=stVegaLiteChart]").count():
        all_drawn(page)


def rows_listed(page: Page) -> int:
    """Rows of the list of children, without its heading."""
    grid = page.locator("[data-testid=stDataFrame] [role=grid]").first
    grid.wait_for(state="attached")
    return int(grid.get_attribute("aria-rowcount") or 0) - 1
