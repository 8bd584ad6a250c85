"""The app as it is started: who can reach it, what a fresh start gives away, what is said when a page fails."""

import asyncio
import gc
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser
from sqlalchemy import SmallInteger
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager

import serve
from data.facts.tables import household_month, plan_month
from tests.browser.serving import RUN_APP, SERVE, Served, served
from tests.browser.visiting import AT_REST, Visit
from tests.conftest import County
from tests.pages.opening import EVERY_PAGE
from tests.signing_in import token

STEMS = ("drift", "overview", "parts")
LISTENING = "0A"


def own_addresses() -> set[str]:
    """The machine's addresses that others could reach it by."""
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only picks the address it would be sent from
            found.add(probe.getsockname()[0])
        except OSError:
            pass
    return {address for address in found if not address.startswith("127.") and address != "::1"}


def test_it_can_be_reached_from_this_machine_only(app: Served) -> None:
    with socket.create_connection(("127.0.0.1", app.port), timeout=5):
        pass
    for address in own_addresses():
        with pytest.raises(OSError):
            socket.create_connection((address, app.port), timeout=5).close()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux lists who listens in /proc")
def test_it_listens_on_loopback_only(app: Served) -> None:
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()]
    listening = {
        row[1].rsplit(":", 1)[0] for row in rows if row[3] == LISTENING and row[1].endswith(f":{app.port:04X}")
    }
    assert listening == {"0100007F"}


@pytest.mark.parametrize(
    ("asked", "says"), [("taken", "is not available"), ("eighty", "PORT must be a whole number from 1 to 65535")]
)
def test_a_port_asked_for_is_that_one_or_none(app: Served, built_county: County, asked: str, says: str) -> None:
    """A proxy sends readers to the port it was told of: another one, silently taken, would look like an outage."""
    environment = {**os.environ, **built_county.environment, "PORT": str(app.port) if asked == "taken" else asked}
    ended = subprocess.run(SERVE, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_call_from_another_site_does_not_make_it_ask_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit would look up the machine's address outside, to compare it with the caller's."""

    async def started() -> None:
        async with serve.lifespan(serve.app):
            pass

    monkeypatch.setattr(net_util, "get_external_ip", lambda: pytest.fail("it asked the internet"))
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    before = os.umask(0o022)
    asyncio.run(started())
    assert os.umask(before) == 0o077, "what it writes is for its owner alone"
    gc.unfreeze()
    assert net_util.get_external_ip() is None


def first_sight(visit: Visit, address: str) -> str:
    """What the page's body says once it has come to rest, to the first visitor."""
    page = visit.open(address, settled=False, drawn=False)
    page.wait_for_selector(AT_REST)
    page.wait_for_timeout(1_000)
    return page.locator("[data-testid=stMain]").inner_text().strip()


def test_the_name_of_a_pages_file_is_no_page(browser: Browser, built_county: County, tmp_path: Path) -> None:
    """On a fresh start, before app.py has run once, nothing of a page is drawn without it: the sign-in is."""
    with served(built_county.environment, tmp_path / "log.txt") as fresh, Visit(browser, fresh.url) as visit:
        for stem in STEMS:
            assert first_sight(visit, stem).startswith("Neglect Strategy dashboard\nSign in")
        assert all("does not seem to exist" in fault for fault in visit.faults)


def test_without_serve_py_the_name_of_a_pages_file_shows_nothing(
    browser: Browser, built_county: County, tmp_path: Path
) -> None:
    """Streamlit's old mode, which serve.py turns off, runs pages/drift.py for /drift: it must have nothing to show."""
    log = tmp_path / "log.txt"
    with served(built_county.environment, log, RUN_APP) as fresh, Visit(browser, fresh.url) as visit:
        assert first_sight(visit, "drift") == ""
        assert first_sight(visit, "overview") == ""
        assert not visit.faults


@pytest.fixture
def broken(browser: Browser, small_county: County, tmp_path: Path) -> Iterator[tuple[Served, Visit, str]]:
    """The app over facts in which a child's number stands where a count should, of whatever a page counts first."""
    facts = tmp_path / "facts"
    shutil.copytree(small_county.folder / "facts", facts)
    file = facts / (facts / "current").read_text(encoding="utf-8").strip()
    with duckdb.connect(str(file)) as connection:
        for table, named in ((plan_month, "person_id"), (household_month, "household_key")):
            for counted in (column.name for column in table.c if isinstance(column.type, SmallInteger)):
                connection.execute(f"ALTER TABLE {table.name} ALTER {counted} TYPE VARCHAR USING {named}")
        child = connection.execute("SELECT min(person_id) FROM plan_month").fetchone()
    assert child
    environment = {**small_county.environment, "FACTS_URL": f"duckdb:///{facts}"}
    with served(environment, tmp_path / "log.txt") as running, Visit(browser, running.url, token) as visit:
        yield running, visit, str(child[0])


def test_a_fault_is_told_by_its_number_alone(broken: tuple[Served, Visit, str]) -> None:
    running, visit, child = broken
    numbers = re.compile(re.sub(r"\d+", lambda digits: rf"\\d{{{len(digits.group())}}}", child))
    for address in EVERY_PAGE:
        page = visit.open(address, drawn=False)
        said = page.locator("[data-testid=stMain]").inner_text()
        number = re.search(r"this number: ([0-9a-f]{8})\.", said)
        assert number, said
        assert f"error {number.group(1)}: " in running.said()
        for word in ("Traceback", "SELECT", "duckdb", "plan_month", "Error:"):
            assert word not in said
        assert not numbers.search(said)
    assert not numbers.search(running.said()), "the log names a child"
    assert "SELECT" not in running.said()
