"""The Chromium that the browser tests drive: the one installed on the machine, never downloaded.

With REQUIRE_BROWSER=1 a missing browser fails the tests that need one; otherwise they are skipped and counted aloud.
"""

import shutil

MISSING = "Chromium is not installed here (apt-get install chromium)"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: as root there is none to have. The rest keeps the browser from speaking to anyone but the page.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NotAvailable(Exception):
    """There is no browser to drive; the text says how to get one."""


def program() -> str:
    """Where the browser is. Raises NotAvailable."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NotAvailable(MISSING)
    return found
