"""Taking a file away: made when the button is pressed, and written down before it is made."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from access.opened import taken_away
from access.roles import Act
from access.viewer import Viewer

KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}


def download(viewer: Viewer, label: str, *, name: str, what: str, make: Callable[[], bytes]) -> None:
    """A button that gives a file, for who may take one. `what` it is, for the audit trail; name: with one of KINDS.

    Streamlit's own address for a file asks nobody who they are: until the button is pressed there is none, and when it
    is, who presses it is looked up again.
    """
    if viewer.may(Act.EXPORT):
        st.download_button(
            label,
            data=partial(taken_away, viewer, what, make),
            file_name=name,
            mime=KINDS[name.rpartition(".")[2]],
            on_click="ignore",
            key=f"download_{name}",
        )
