"""The single sign-on in this browser: switched on by Streamlit's secrets, worth nothing without a session of ours."""

import streamlit as st

from access.keys import key_in_force
from access.sessions import session_id_of
from access.single_sign_on import Refused, Settings, begin, configured, identity, token_of
from access.viewer import Viewer, looking, records

_REFUSED = "single_sign_on_refused"


def settings() -> Settings | None:
    """How the single sign-on is set up; None where it is not switched on. Raises NotConfigured."""
    return configured(st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {})


def viewer(client: str) -> Viewer | Refused | None:
    """Who has signed in through the provider, or why they are not let in; None where nobody has, or it is not on.

    A session begins once for each sign-in at the provider. What is refused is written down once, and remembered.
    """
    how = settings()
    if how is None or not st.user.is_logged_in:
        return None
    user = st.user.to_dict()
    who, token = identity(user, how), token_of(user, key_in_force())
    if isinstance(who, Refused) or token is None:
        return who if isinstance(who, Refused) else Refused("This sign-in cannot be told from another. Sign in again.")
    session = session_id_of(token)
    found = looking(session, active=True)
    if found is None and st.session_state.get(_REFUSED, {}).get(session) is None:
        with records().begin() as connection:
            begun = begin(connection, who, token, client)
        if isinstance(begun, Refused):
            st.session_state[_REFUSED] = {session: begun}
        else:
            found = looking(session)
    return found or st.session_state.get(_REFUSED, {}).get(session)


def offer(how: Settings, refused: Refused | None) -> None:
    """The button that leads to the provider, and why the last sign-in there was not enough. Never pressed for the
    reader: whoever is refused would go round in a circle."""
    if refused is not None:
        st.error(refused.why)
    if st.button(f"Sign in with {how.name}", type="primary"):
        st.login()


def leave() -> None:
    """Forget the reader at the provider too, where that is where they signed in: the browser is sent there."""
    if settings() is not None and st.user.is_logged_in:
        st.logout()
        # Drawn again at once, the page could overtake its own leaving.
        st.stop()
