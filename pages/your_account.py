"""Your account: who you are here, your password, and the way out."""

import streamlit as st

from access.accounts import AccountRefused
from access.audit import Event
from access.passwords import LEAST_CHARACTERS
from access.sign_in import change_password
from access.viewer import Viewer, records
from charts.words import plain
from pages.parts.pages import said_once
from pages.parts.reader import client, leave, must_change_password


def render(viewer: Viewer) -> None:
    """The page of whoever is signed in. Until a first password is changed, it is the only one."""
    said_once(viewer, Event.PAGE_OPENED, page="your account")
    st.title("Your account")
    st.markdown(f"You are signed in as **{plain(viewer.account.name)}**, {viewer.account.role}.")
    if must_change_password(viewer):
        st.warning("Somebody else knows this password. Choose one of your own before you go on.")
    if viewer.account.has_password:
        _password(viewer)
    if must_change_password(viewer) and st.button("Sign out"):
        leave(viewer)


def _password(viewer: Viewer) -> None:
    st.header("Change your password")
    with st.form("password", clear_on_submit=True):
        present = st.text_input("Your present password", type="password")
        chosen = st.text_input(
            "New password",
            type="password",
            help=f"{LEAST_CHARACTERS} characters or more. Three or four words that have nothing in common are good.",
        )
        again = st.text_input("The new password again", type="password")
        sent = st.form_submit_button("Change password")
    if not sent:
        return
    if chosen != again:
        st.error("The two are not the same. Type the new password twice.")
        return
    try:
        change_password(records(), viewer.account, present, chosen, client())
    except AccountRefused as refused:
        st.error(str(refused))
        return
    # The session has ended with the old password: the next thing asked for meets the form.
    st.success("Your password is changed, and you are signed out everywhere. Sign in with the new one.")
    st.button("Sign in")
