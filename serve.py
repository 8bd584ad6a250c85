"""The same app for production: `python serve.py`, or `streamlit run serve.py`.

What it adds to app.py: Streamlit's old pages mode is off before the first visitor, memory is settled once, and an error
is logged under a number and shown as a sentence, never as a stack trace.
"""

import gc
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

APP = Path(__file__).resolve().parent / "app.py"
log = logging.getLogger("neglect_strategy")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Before the first visitor: import what every page needs, and take it out of the collector's way.

    Streamlit collects garbage after every script run. What is imported once and kept for ever need not be looked at
    each time: freezing it halves the time from a click to the picture.
    """
    # Otherwise a page's file could be opened by its name, past app.py and whatever it checks.
    PagesManager.uses_pages_directory = False
    from pages import drift, overview  # noqa: F401 - imported here so that the freeze below covers them

    gc.collect()
    gc.freeze()
    yield


def on_error(error: BaseException) -> bool:
    """Say that something went wrong, with a number to quote; the log has the number, the kind and the place."""
    number = secrets.token_hex(4)
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
    # Not the message: it can hold a child's data.
    log.error("error %s: %s at %s", number, type(error).__name__, where)
    st.error(f"Something went wrong on this page. Tell whoever looks after the dashboard this number: {number}.")
    return True


app = st.App(str(APP), lifespan=lifespan, on_script_error=on_error)

if __name__ == "__main__":
    app.run()
