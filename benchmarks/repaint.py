"""From a choice in a select box to the repainted chart, in a real Chromium; and what open sessions hold in memory.

The Drift page and a bare app (one select box, one chart) are served side by side and asked in turn, so that their ratio
says what the page adds, whatever else the machine is doing. Both are given months not chosen before: no answer is kept.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from access.sign_in import COOKIE
from benchmarks.counties import AS_AT, Tell
from benchmarks.figures import Figure, figure, ratio
from benchmarks.servers import ROOT, Server, serving
from tests.signing_in import token

BARE = Path(__file__).parent / "bare_app.py"
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
DRIFT = "drift-and-delay"
AIM_TIMES = 1.5
SESSIONS = (1, 10, 20)
WARM_UP = 3
LABEL = "As at the end of"
QUIET_MS = 600
PATIENCE_MS = 60_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What else the browser would do meanwhile is switched off.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@dataclass(frozen=True)
class Repaint:
    """One choice: milliseconds from the key to each of these.

    chart, every    the first chart repainted, and the last of them; charts: each, by its place on the page
    settled         nothing on the page moves any more
    first_answer, last_answer   the server's answers had come in
    """

    chart: float
    every: float
    settled: float
    first_answer: float
    last_answer: float
    charts: dict[int, float]


def repaint_figures(facts_url: str, folder: Path, count: int, tell: Tell) -> tuple[list[Figure], list[str]]:
    """The figures, and what to say beside them."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        return [], ["Chromium is not installed here: repainting was not measured."]
    settings = {"FACTS_URL": facts_url, "DATA_DIR": str(folder)}
    with patch.dict(os.environ, settings):
        cookie = token()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        with serving(BARE, folder) as bare, serving(ROOT / "serve.py", folder, settings) as full:
            figures, notes = _in_turn(browser, bare, full, count, tell, cookie)
        for script, path in ((BARE, ""), (ROOT / "serve.py", DRIFT)):
            with serving(script, folder, settings) as server:
                figures += _memory(browser, server, path, tell, cookie)
        browser.close()
    return figures, notes


def _in_turn(
    browser: Browser, bare: Server, full: Server, count: int, tell: Tell, cookie: str
) -> tuple[list[Figure], list[str]]:
    months = _months(count + WARM_UP)
    taken: dict[str, list[Repaint]] = {"bare": [], "fresh": [], "kept": []}
    with _page(browser, bare.url, cookie) as plain, _page(browser, f"{full.url}/{DRIFT}", cookie) as page:
        for number, month in enumerate(months):
            tell(f"repainting, {number + 1} of {len(months)}")
            for name, where in (("bare", plain), ("fresh", page)):
                found = _choose(where, month)
                if number >= WARM_UP:
                    taken[name].append(found)
        for number, month in enumerate(months[WARM_UP:]):
            tell(f"repainting what was seen before, {number + 1} of {count}")
            taken["kept"].append(_choose(page, month))
    bare_ms = [one.chart for one in taken["bare"]]
    figures = _figures("bare app, select box to chart", taken["bare"])
    for name, said in (("fresh", "a month not seen before"), ("kept", "a month seen before")):
        figures += _figures(f"Drift page, {said}, select box to first chart", taken[name])
        figures.append(
            ratio(f"  ratio to the bare app, {said}", [one.chart for one in taken[name]], bare_ms, AIM_TIMES)
        )
    each = pd.DataFrame([one.charts for one in taken["fresh"]]).median().sort_index()
    told = ", ".join(f"{ms:,.0f}" for ms in each)
    return figures, [f"Median ms to each chart of the Drift page, from the top, a month not seen before: {told}."]


def _figures(what: str, taken: list[Repaint]) -> list[Figure]:
    parts = {
        what: [one.chart for one in taken],
        "  the server's first answer": [one.first_answer for one in taken],
        "  the server's last answer": [one.last_answer for one in taken],
        "  the last chart": [one.every for one in taken],
        "  the whole page at rest": [one.settled for one in taken],
    }
    return [figure(name, samples, "ms") for name, samples in parts.items()]


def _months(count: int) -> list[str]:
    """Months before the newest, as the select box shows them, newest first."""
    ends: list[date] = [stamp.date() for stamp in pd.date_range(end=AS_AT, periods=count + 1, freq="ME")][:-1]
    return [f"{end:%B %Y}" for end in reversed(ends)]


@contextmanager
def _page(browser: Browser, url: str, cookie: str) -> Iterator[Page]:
    """The page at the address, signed in with the cookie (which the bare app does not look at)."""
    with ExitStack() as stack:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        stack.callback(context.close)
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
        context.add_init_script(PROBE)
        page = context.new_page()
        page.goto(url)
        page.locator('[data-testid="stVegaLiteChart"] svg path').first.wait_for(state="attached", timeout=PATIENCE_MS)
        page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached", timeout=PATIENCE_MS)
        page.wait_for_timeout(QUIET_MS)
        yield page


def _choose(page: Page, month: str) -> Repaint:
    """Choose a month by keyboard and wait until the page is at rest."""
    page.bring_to_front()
    box = page.get_by_role("combobox", name=LABEL)
    box.click()
    box.fill(month)
    page.get_by_role("option", name=month, exact=True).wait_for()
    page.wait_for_timeout(100)
    page.evaluate("__probe.arm()")
    page.keyboard.press("Enter")
    try:
        page.wait_for_function(f"() => __probe.rested({QUIET_MS}) && 0 in __probe.charts", timeout=PATIENCE_MS)
    except TimeoutError as error:
        raise RuntimeError(f"{month}: the first chart did not change: {page.evaluate('__probe')}") from error
    return _read(page.evaluate("__probe"))


def _read(probe: dict[str, Any]) -> Repaint:
    start = probe["start"]
    charts = {int(place): at - start for place, at in probe["charts"].items()}
    return Repaint(
        chart=charts[0],
        every=max(charts.values()),
        settled=max(probe["moved"], *probe["charts"].values()) - start,
        first_answer=probe["first"] - start,
        last_answer=probe["last"] - start,
        charts=charts,
    )


def _memory(browser: Browser, server: Server, path: str, tell: Tell, cookie: str) -> list[Figure]:
    """Resident memory with no session yet and with some open at once; and what each one after the first adds."""
    whose = "Drift page" if path else "bare app"
    held = {0: server.megabytes()}
    with ExitStack() as stack:
        for number in range(1, max(SESSIONS) + 1):
            stack.enter_context(_page(browser, f"{server.url}/{path}", cookie))
            if number in SESSIONS:
                tell(f"memory with {number} sessions, {whose}")
                held[number] = server.megabytes()
    each = (held[SESSIONS[-1]] - held[SESSIONS[0]]) / (SESSIONS[-1] - SESSIONS[0])
    return [
        *(figure(f"{whose}: server's memory, {count} sessions", [held[count]], "MB") for count in held),
        figure(f"{whose}: each session after the first", [each], "MB"),
    ]
