"""Audit trail: who looked at what, who changed what, and whether the trail is whole."""

from datetime import date, datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from access.audit import Event, read, verify
from access.opened import write
from access.viewer import Viewer, records
from charts.words import counted
from pages.parts.export import download
from pages.parts.pages import said_once

SHOWN = 500
DAYS = 7
# Pixels below which the filters stand one beneath another.
FILTER_WIDTH = 180


def render(viewer: Viewer) -> None:
    """The administrator's page: the newest entries that match, to read and to take away."""
    st.title("Audit trail")
    st.markdown("Who signed in, what they opened and took away, what was refused. Entries are only ever added.")
    side_by_side = st.grid(4, min_column_width=FILTER_WIDTH)
    with side_by_side.cell():
        since = st.date_input("Since", value=date.today() - timedelta(days=DAYS))
    with side_by_side.cell():
        until = st.date_input("Until", value=date.today())
    with side_by_side.cell():
        username = st.text_input("Username", max_chars=64)
    with side_by_side.cell():
        events = st.multiselect("What happened", [str(event) for event in Event], placeholder="Anything")
    chosen = {"since": str(since), "until": str(until), "username": username, "events": events}
    said_once(viewer, Event.PAGE_OPENED, page="audit", filters=chosen)
    found = partial(
        read,
        records(),
        since=datetime.combine(since, datetime.min.time()),
        until=datetime.combine(until, datetime.min.time()) + timedelta(days=1),
        username=username,
        events=tuple(events),
    )
    shown = found(newest=SHOWN)
    if shown.empty:
        st.markdown("No entry matches.")
    else:
        st.markdown(f"{counted(len(shown), 'entry', 'entries').capitalize()}, newest first. Times are UTC.")
    if len(shown) == SHOWN:
        st.markdown(f"Only the newest {SHOWN} are shown. Choose fewer days to see the rest, or take them all away.")
    st.dataframe(_shown(shown), hide_index=True)
    download(
        viewer,
        "Download these entries",
        name="audit-trail.csv",
        what=f"audit trail, {chosen}",
        make=partial(found, newest=None),
    )
    st.header("Is the trail whole?")
    if st.button("Check every entry"):
        write(viewer, Event.PAGE_OPENED, page="audit", checked=True)
        _verify()


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    names = {
        "entry_id": "Number",
        "at": "When",
        "event": "What",
        "username": "Who",
        "role": "As",
        "page": "Page",
        "detail": "Detail",
    }
    return frame.rename(columns=names)[list(names.values())]


def _verify() -> None:
    result = verify(records())
    if result.broken is None:
        st.success(
            f"All {result.entries:,} entries hold together. The newest has the digest {result.newest[:16]}…: note it "
            "elsewhere, and a trail that has been cut short can be told from a whole one."
        )
    else:
        st.error(f"Entry {result.broken} does not follow from the one before: somebody has changed the trail.")
