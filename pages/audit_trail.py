"""Audit trail: who looked at what, who changed what, and whether the trail is whole."""

import json
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
from reports.tables import as_csv

SHOWN = 500
WHEN = "When (UTC)"
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
    titles = {name: page.title for name, page in st.session_state["pages"].items()}
    shown = found(newest=SHOWN)
    if shown.empty:
        st.markdown("No entry matches.")
    else:
        st.markdown(f"{counted(len(shown), 'entry', 'entries').capitalize()}, newest first. Times are UTC.")
    if len(shown) == SHOWN:
        st.markdown(f"Only the newest {SHOWN} are shown. Choose fewer days to see the rest, or take them all away.")
    st.dataframe(
        _readable(shown, titles),
        hide_index=True,
        column_config={WHEN: st.column_config.DatetimeColumn(format="D MMM YYYY HH:mm:ss")},
    )
    download(
        viewer,
        "Download these entries",
        name="audit-trail.csv",
        what=f"audit trail, {_within(chosen)}",
        make=lambda: as_csv(_for_a_file(found(newest=None), titles)),
    )
    st.header("Is the trail whole?")
    if st.button("Check every entry"):
        write(viewer, Event.PAGE_OPENED, page="audit", checked=True)
        _verify()


def _readable(frame: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """The entries with headings, pages as the menu has them, and details written out; what is none is empty."""
    return pd.DataFrame(
        {
            "Number": frame["entry_id"],
            WHEN: pd.to_datetime(frame["at"]),
            "What": frame["event"],
            "Who": frame["username"].fillna(""),
            "As": frame["role"].fillna(""),
            "Page": [titles.get(name, name) for name in frame["page"].fillna("")],
            "Detail": [_in_words(json.loads(detail)) for detail in frame["detail"]],
        }
    )


def _for_a_file(frame: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """The entries to take away. It is made once the button is pressed, where there is no page and no session."""
    shown = _readable(frame, titles)
    return shown.assign(**{WHEN: shown[WHEN].dt.strftime("%Y-%m-%dT%H:%M:%S")})


def _in_words(value: object) -> str:
    """What an entry tells, without brackets and quotation marks: "filters: month 2026-10-31; children: A, B"."""
    if isinstance(value, dict):
        said = {str(name).replace("_", " "): _within(inner) for name, inner in value.items()}
        return "; ".join(f"{name}: {words}" for name, words in said.items() if words)
    return _within(value)


def _within(value: object) -> str:
    if isinstance(value, dict):
        said = {name.replace("_", " "): _within(inner) for name, inner in value.items()}
        return ", ".join(f"{name} {words}" for name, words in said.items() if words)
    if isinstance(value, list):
        return ", ".join(_within(inner) for inner in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _verify() -> None:
    result = verify(records())
    if result.broken is None:
        st.success(
            f"All {result.entries:,} entries hold together. The newest has the digest {result.newest[:16]}…: note it "
            "elsewhere, and a trail that has been cut short can be told from a whole one."
        )
    else:
        st.error(f"Entry {result.broken} does not follow from the one before: somebody has changed the trail.")
