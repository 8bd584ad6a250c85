"""Sign in: the form, and the demonstration accounts while all that is held is made up."""

import functools
from contextlib import suppress

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.utilities import LoginError

from access import demonstration
from access.keys import key_in_force
from access.sign_in import COOKIE, COOKIE_DAYS, LIBRARY_LIMIT, Directory, begin, failed
from access.single_sign_on import Refused
from access.viewer import records
from pages.parts import single_sign_on
from pages.parts.arrival import ARRIVED
from pages.parts.reader import TOKEN, client

# Pixels below which the buttons of the demonstration accounts stand one beneath another.
BUTTON_WIDTH = 150
# What Streamlit keeps the press of the library's button under.
PRESSED = "FormSubmitter:Login-Sign in"
WORDS = {"Form name": "Sign in", "Username": "Username", "Password": "Password", "Login": "Sign in"}  # nosec B105 - words


def render() -> None:
    """The form. Whoever signs in comes out at the page whose address they opened."""
    st.title("Neglect Strategy dashboard")
    how = single_sign_on.settings()
    if how is not None:
        known = single_sign_on.viewer(client())
        single_sign_on.offer(how, known if isinstance(known, Refused) else None)
    directory = Directory(records(), client())
    authenticator, issued = _authenticator(directory)
    # The library keeps to its form: whose cookie counts is decided in access/sign_in.py.
    st.session_state["logout"] = True
    st.session_state["authentication_status"] = None
    with suppress(LoginError):
        authenticator.login(max_login_attempts=LIBRARY_LIMIT, fields=WORDS)
    told = st.container()
    if not issued:
        _demonstration(authenticator)
    if issued:
        _begin(issued[-1])
    elif directory.asked:
        failed(records(), directory.asked, client(), refused=directory.refused)
        told.error(
            "You are not signed in. The username or password is wrong, or there have been too many attempts: then wait "
            "a quarter of an hour. If you cannot sign in, ask whoever looks after the dashboard's accounts."
        )
    elif st.session_state.get(PRESSED):
        told.error("Fill in your username and your password.")


def _authenticator(directory: Directory) -> tuple[stauth.Authenticate, list[str]]:
    """The library's form on our directory, and a list that the cookie it gives out is put into."""
    authenticator = stauth.Authenticate(
        {"usernames": {}}, COOKIE, key_in_force(), COOKIE_DAYS, auto_hash=False, login_sleep_time=0
    )
    # Given when it is made, it would be copied.
    authenticator.authentication_controller.authentication_model.credentials["usernames"] = directory
    manager = authenticator.cookie_controller.cookie_model.cookie_manager
    issued: list[str] = []
    secure = (st.context.url or "").startswith("https:")
    put = functools.partial(manager.set, secure=secure, same_site="strict")

    def set_and_tell(name: str, token: str, **how: object) -> None:
        issued.append(token)
        put(name, token, **how)

    manager.set = set_and_tell
    return authenticator, issued


def _begin(token: str) -> None:
    """Begin the session; the library's cookie, once it is in the browser, draws the page again as its reader's."""
    username = str(st.session_state["username"])
    if begin(records(), username, token, client()) is not None:
        st.session_state[TOKEN] = token
        st.session_state[ARRIVED] = True
        st.markdown("Signing in …")


def _demonstration(authenticator: stauth.Authenticate) -> None:
    """While every child held is made up: an account of each role to try."""
    offered = demonstration.offered(records())
    if not offered:
        return
    st.info("**Synthetic data.** Every child here is made up. Look around as any of these:", icon=":material/science:")
    side_by_side = st.grid(len(offered), min_column_width=BUTTON_WIDTH, gap="small")
    for account in offered:
        with side_by_side.cell():
            label = f"{account.role[:1].upper()}{account.role[1:]}"
            if st.button(label, key=f"as_{account.username}", width="stretch", help=f"Sign in as {account.username}"):
                model = authenticator.authentication_controller
                if model.login(account.username, demonstration.PASSWORD, max_login_attempts=LIBRARY_LIMIT):
                    authenticator.cookie_controller.set_cookie()
