"""The same app for production: `python serve.py`, or `streamlit run serve.py`.

What it adds to app.py: headers that keep a page to itself; Streamlit's old pages mode is off before the first visitor;
memory is settled once; and an error is logged under a number and shown as a sentence, never as a stack trace.
"""

import gc
import hashlib
import logging
import os
import secrets
import sys
import tomllib
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

# What a provider tells of a person travels in one header line, and groups make it long. Read at Streamlit's import.
os.environ.setdefault("WEBSOCKETS_MAX_LINE_LENGTH", "65536")

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager

from pages.parts.arrival import TO_THE_TOP

APP = Path(__file__).resolve().parent / "app.py"
VENV = Path(sys.prefix)
log = logging.getLogger("neglect_strategy")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Before the first visitor: import what every page needs, and take it out of the collector's way.

    Streamlit collects garbage after every script run. What is imported once and kept for ever need not be looked at
    each time: freezing it halves the time from a click to the picture.
    """
    # What this process writes is for its owner alone.
    os.umask(0o077)
    # Otherwise a page's file could be opened by its name, past app.py and whatever it checks.
    PagesManager.uses_pages_directory = False
    # Otherwise a page on another site that calls here makes Streamlit ask the internet what this machine's address is.
    net_util.get_external_ip = lambda: None
    from access import demonstration
    from access.viewer import records
    from pages import accounts, audit_trail, drift, overview  # noqa: F401 - so that the freeze covers them

    # No page is served while anybody may know a password to real children's records.
    demonstration.refuse_with_real_data(records())

    gc.collect()
    gc.freeze()
    yield


def on_error(error: BaseException) -> bool:
    """Say that something went wrong, with a number to quote; the log has the number, the kind and the place."""
    number = secrets.token_hex(4)
    # Not the message: it can hold a child's data.
    log.error("error %s: %s at %s", number, type(error).__name__, _place(error))
    st.error(f"Something went wrong on this page. Tell whoever looks after the dashboard this number: {number}.")
    return True


def _place(error: BaseException) -> str:
    """The lines of ours that the error came by, and the line that raised it: files and numbers, never a value."""
    lines = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    home = APP.parent
    ours = [
        f"{file.relative_to(home)}:{line}" for file, line in lines if home in file.parents and VENV not in file.parents
    ]
    return " > ".join([*ours, *(f"{file}:{line}" for file, line in lines[-1:])]) or "unknown place"


# Streamlit writes every error out in full before it asks on_error: a database's message can hold a child's data.
for name in ("streamlit.error_util", "streamlit.runtime.backend_operation_handler"):
    logging.getLogger(name).addFilter(lambda record: not record.exc_info)


def _digest(script: str) -> str:
    """What a policy knows a script by that stands in a page."""
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()


# What a page may load, and from where: this server alone. The three scripts written into pages are Streamlit's, the
# cookie component's and our own, known by their digests; a new version has another, which the browser tests notice.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA=' "
        f"'sha256-CLFEkP0dgnFU04lAyNI12tJzuaDySVyrOCO6rb04XmE=' 'sha256-{_digest(TO_THE_TOP)}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self' data:",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cache-control": b"no-store",
}


UPLOADS = "/_stcore/upload_file"


class SafeHeaders:
    """Puts the headers on every answer that has none of the same name; what is served once and never changes may be
    kept by the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UPLOADS in scope["path"]:
            # Nothing here takes a file, and Streamlit would keep what anybody sends before it asks who they are.
            await Response(status_code=403, headers={n.decode(): v.decode() for n, v in HEADERS.items()})(
                scope, receive, send
            )
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in HEADERS.items() if n not in given)]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


app = st.App(str(APP), lifespan=lifespan, middleware=[Middleware(SafeHeaders)], on_script_error=on_error)


def port() -> dict[str, int]:
    """The port asked for by PORT: that one or none. Without it the first that is free, from 8501."""
    asked = os.environ.get("PORT", "")
    if not asked:
        return {}
    if not asked.isdecimal() or not 0 < int(asked) < 65_536:
        raise SystemExit(f"PORT must be a whole number from 1 to 65535, not {asked!r}.")
    return {"server.port": int(asked)}


def secrets_file() -> dict[str, list[str]]:
    """The file named by SECRETS_FILE, once it is sure that the single sign-on in it can work.

    Without one Streamlit looks for .streamlit/secrets.toml. Ends the program, saying what to change, where it cannot.
    """
    from access.single_sign_on import NotConfigured, configured

    asked = os.environ.get("SECRETS_FILE", "")
    path = Path(asked) if asked else APP.parent / ".streamlit" / "secrets.toml"
    if asked or path.is_file():
        try:
            configured(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            said = str(error) if isinstance(error, NotConfigured) else f"it cannot be read ({type(error).__name__})"
            raise SystemExit(f"The secrets in {path}: {said}") from None
    return {"secrets.files": [asked]} if asked else {}


if __name__ == "__main__":
    app.run(config={**port(), **secrets_file()})
