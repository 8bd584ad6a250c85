"""An OpenID Connect provider on this machine, while a test needs one: oidc-provider-mock, in a process of its own.

It does what a real one does (discovery, authorization codes, signed tokens, keys to check them by) but asks nobody for
a password: who comes picks a person by the subject.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.browser.serving import WHILE_OPEN

START_SECONDS = 60
COOKIE_SECRET = "made up for the tests, and long enough"


@dataclass(frozen=True)
class Person:
    """Somebody the provider knows, by the names of the claims."""

    sub: str
    email: str
    name: str = ""
    email_verified: bool = True


@dataclass(frozen=True)
class Provider:
    """A running provider: its address without a slash at the end."""

    url: str

    def secrets(self, redirect_uri: str = "http://127.0.0.1:{port}/oauth2callback") -> str:
        """Streamlit's secrets, as TOML, for an app whose people sign in here. Streamlit puts in the port."""
        told: Mapping[str, str] = {
            "redirect_uri": redirect_uri,
            "cookie_secret": COOKIE_SECRET,
            "client_id": "dashboard",
            "client_secret": "told to nobody",
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
        }
        return "\n".join(["[auth]", *(f"{name} = {json.dumps(value)}" for name, value in told.items())])


@contextmanager
def provider(log: Path, *people: Person) -> Iterator[Provider]:
    """A provider that knows these people, on a free port, until the end of the block."""
    known = [part for person in people for part in ("--user-claims", json.dumps(asdict(person)))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", "0", "--require-nonce", "true", *known]
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            ["sh", "-c", WHILE_OPEN, *command],
            env={**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield Provider(_address(log, process))
        finally:
            process.communicate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8")):
            return found.group(1)
        time.sleep(0.1)
    raise RuntimeError(f"The provider did not start. It said:\n{log.read_text(encoding='utf-8')}")


def stay_here(page: Page) -> None:
    """The provider's pages ask the internet for a style sheet: give the browser an empty one."""

    def answered(route: Route) -> None:
        route.fulfill(body="", content_type="text/css")

    page.context.route("https://cdn.jsdelivr.net/**", answered)


def choose(page: Page, person: Person) -> None:
    """On the provider's page, be this person."""
    page.get_by_role("button", name=person.sub, exact=True).first.click()
