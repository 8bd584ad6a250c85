"""Who is reading through this browser, and their session's beginning and end in it."""

import streamlit as st

from access.attempts import client_of
from access.keys import key_in_force
from access.sign_in import COOKIE, sign_out, viewer_of
from access.single_sign_on import Refused
from access.viewer import Viewer, records
from charts.words import plain
from pages.parts import single_sign_on

# A tab knows its own token: the cookies it was opened with do not change while it stays open.
READING = "whose_session"
TOKEN = "sign_in_token"  # noqa: S105  # nosec B105 - where it is kept, not what it is


def client() -> str:
    """The mark of the machine that asks."""
    address = st.context.ip_address
    return client_of(address if isinstance(address, str) else None, key_in_force())


def viewer() -> Viewer | None:
    """Who is signed in here, with a password or through the single sign-on, read afresh from the records; None where
    nobody is. A session that has ended takes all that this tab still held of it along. Raises NotConfigured."""
    found = _with_password()
    if found is None:
        known = single_sign_on.viewer(client())
        found = None if isinstance(known, Refused) else known
    _forget_others(found)
    return found


def _with_password() -> Viewer | None:
    for token in (st.session_state.get(TOKEN), st.context.cookies.get(COOKIE)):
        found = viewer_of(token, key_in_force())
        if found is not None:
            _forget_others(found)
            st.session_state[TOKEN] = token
            return found
    return None


def _forget_others(found: Viewer | None) -> None:
    """Take away what the tab holds of a session that is not this one: what somebody asked for, and why, is theirs."""
    last = st.session_state.get(READING)
    if last is not None and (found is None or found.session != last):
        st.session_state.clear()
    if found is not None:
        st.session_state[READING] = found.session


def must_change_password(reader: Viewer) -> bool:
    """Whether the reader came in with a password that somebody else knows."""
    return reader.account.must_change and TOKEN in st.session_state


def way_out(reader: Viewer) -> None:
    """On every page: who is signed in, and how to leave."""
    with st.sidebar:
        if st.button("Sign out", help="Here, and in every other browser", width="stretch"):
            leave(reader)
        st.caption(f"{plain(reader.account.name)}, {reader.account.role}")


def leave(reader: Viewer) -> None:
    """End every session of the account, here and in every other browser, and show the form."""
    sign_out(records(), reader.account)
    st.session_state.clear()
    single_sign_on.leave()
    st.rerun()
