"""The same app for production: `python serve.py`, or `streamlit run serve.py`.

What it adds to app.py: Streamlit's old pages mode is off before the first visitor, memory is settled once, and an error
is logged under a number and shown as a sentence, never as a stack trace.
"""

import gc
import logging
import os
import secrets
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager

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
    from pages import drift, overview  # noqa: F401 - imported here so that the freeze below covers them

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
logging.getLogger("streamlit.error_util").addFilter(lambda record: not record.exc_info)
app = st.App(str(APP), lifespan=lifespan, on_script_error=on_error)


def port() -> dict[str, int]:
    """The port asked for by PORT: that one or none. Without it the first that is free, from 8501."""
    asked = os.environ.get("PORT", "")
    if not asked:
        return {}
    if not asked.isdecimal() or not 0 < int(asked) < 65_536:
        raise SystemExit(f"PORT must be a whole number from 1 to 65535, not {asked!r}.")
    return {"server.port": int(asked)}


if __name__ == "__main__":
    app.run(config=port())
