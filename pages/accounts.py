"""Accounts: who may sign in, as what. Nothing here is done in a callback: those run before it is known who asks."""

from datetime import datetime

import pandas as pd
import streamlit as st

from access import accounts
from access.accounts import Account, AccountRefused
from access.attempts import locked_usernames
from access.audit import Event
from access.roles import RIGHTS, Role
from access.sessions import last_started
from access.viewer import Viewer, records
from charts.words import plain
from pages.parts.pages import article, said_once

NOBODY = "Choose an account"
# Kept while it is asked whether an account is to be closed: its id.
CLOSING = "closing_account"
# Id to name.
Teams = dict[str, str]


def render(viewer: Viewer) -> None:
    """The administrator's page: the accounts, a new one, and what can be changed of each."""
    said_once(viewer, Event.PAGE_OPENED, page="accounts")
    st.title("Accounts")
    st.markdown("Who may sign in, as what, and for which teams. Every change is written to the audit trail.")
    _told()
    held, teams = accounts.every(records()), accounts.teams_known(records())
    # A phone shows the first columns: the others are reached by drawing the table sideways.
    st.dataframe(
        _table(held, teams), hide_index=True, column_config={"Username": st.column_config.TextColumn(pinned=True)}
    )
    _change(viewer, held, teams)
    _add(viewer, teams)


def _table(held: list[Account], teams: Teams) -> pd.DataFrame:
    with records().connect() as connection:
        seen, locked = last_started(connection), locked_usernames(connection)
    return pd.DataFrame(
        {
            "Username": [one.username for one in held],
            "Name": [one.name for one in held],
            "Role": [str(one.role) for one in held],
            "Signs in": [_signs_in(one) for one in held],
            "Last signed in (UTC)": [_when(seen.get(one.account_id)) for one in held],
            "Locked out": ["yes, for a quarter of an hour" if one.username in locked else "no" for one in held],
            "Teams": [", ".join(teams.get(team, team) for team in one.teams) for one in held],
        }
    )


def _when(last: datetime | None) -> str:
    return f"{last.day} {last:%B %Y %H:%M}" if last else "never"


def _signs_in(account: Account) -> str:
    if not account.active:
        return "no longer"
    if account.must_change:
        return "with a first password"
    return "with a password" if account.has_password else "by single sign-on"


def _add(viewer: Viewer, known: Teams) -> None:
    st.header("A new account")
    with st.form("new account", clear_on_submit=True):
        username = st.text_input("Username", max_chars=64)
        name = st.text_input("Name", max_chars=100)
        email = st.text_input("E-mail address, where the single sign-on knows it", max_chars=254)
        role = _role(None)
        teams = _teams(known, ())
        sent = st.form_submit_button("Add the account")
    if sent and role is None:
        st.error("Choose a role for the account.")
    elif sent and role is not None:
        try:
            given = accounts.add(records(), username, name, role, teams=teams, email=email or None, by=viewer.actor)
        except AccountRefused as refused:
            st.error(str(refused))
            return
        _first_password(username, given)


def _change(viewer: Viewer, held: list[Account], known: Teams) -> None:
    st.header("Change an account")
    others = {one.username: one for one in held if one.account_id != viewer.account.account_id}
    chosen = st.selectbox("Account", [NOBODY, *others], help="Your own is changed by another administrator")
    account = others.get(chosen)
    if account is None:
        return
    try:
        _changes(viewer, account, known)
    except AccountRefused as refused:
        st.error(str(refused))


def _changes(viewer: Viewer, account: Account, known: Teams) -> None:
    if account.demonstration:
        st.markdown("A demonstration account. It is made, and closed, by `python manage.py accounts demo`.")
        return
    if account.active:
        if st.button("Give a new first password"):
            _first_password(account.username, accounts.reset_password(records(), account, by=viewer.actor))
        _close(viewer, account)
    else:
        st.markdown("This account is closed. Open it again before you give it a new first password.")
        if st.button("Open the account again"):
            accounts.set_active(records(), account, True, by=viewer.actor)
            _done(f"{plain(account.username)} can again sign in.")
    with st.form("role and teams"):
        role = _role(list(Role).index(account.role))
        teams = _teams(known, account.teams)
        sent = st.form_submit_button("Change role and teams")
    if sent and role is not None:
        wanted = teams if RIGHTS[role].own_teams_only else ()
        accounts.set_role(records(), account, role, wanted, by=viewer.actor)
        _done(f"{plain(account.username)} is {article(role)} now. Every session of the account has ended.")


def _close(viewer: Viewer, account: Account) -> None:
    """Close the account, once it has been asked whether it should be."""
    if st.button("Close the account"):
        st.session_state[CLOSING] = account.account_id
    if st.session_state.get(CLOSING) != account.account_id:
        return
    st.warning(f"{plain(account.username)} will be signed out everywhere, and can no longer sign in.")
    if st.button("Yes, close it", type="primary"):
        del st.session_state[CLOSING]
        accounts.set_active(records(), account, False, by=viewer.actor)
        _done(f"{plain(account.username)} can no longer sign in.")
    if st.button("No, leave it open"):
        del st.session_state[CLOSING]
        st.rerun()


def _role(index: int | None) -> Role | None:
    """A choice of role; None while none is chosen."""
    chosen = st.selectbox("Role", list(Role), index=index, placeholder="Choose a role")
    return None if chosen is None else Role(chosen)


def _first_password(username: str, password: str) -> None:
    _done(
        f"Tell {plain(username)} this password yourself. It is shown this once, and changed at the first sign-in:",
        password,
    )


def _done(sentence: str, password: str | None = None) -> None:
    """Draw the page again with its lists as they are now, and say what was done."""
    st.session_state["done"] = (sentence, password)
    st.rerun()


def _told() -> None:
    """What was done the last time, said once."""
    sentence, password = st.session_state.pop("done", (None, None))
    if sentence:
        st.success(sentence)
    if password:
        st.code(password, language=None)


def _teams(known: Teams, given: tuple[str, ...]) -> tuple[str, ...]:
    """A choice of teams, by name; those given to begin with, also where the records no longer know them."""
    options = sorted({*known, *given}, key=lambda team: known.get(team, team))
    chosen = st.multiselect(
        "Teams, for a team manager",
        options,
        default=list(given),
        format_func=lambda team: f"{known.get(team, 'no longer known')} ({team})",
        placeholder="None",
    )
    return tuple(chosen)
