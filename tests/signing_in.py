"""Accounts and sessions for tests that look at pages: of any role, in whatever records the environment points to."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import jwt
import sqlalchemy as sa

from access import accounts, sessions
from access.keys import signing_key
from access.roles import RIGHTS, Role
from access.sign_in import ALGORITHM, viewer_of
from access.viewer import Viewer, records
from data.records.accounts import audit_entries as entries
from data.settings import settings

# Quick to make: nobody signs in with the passwords of these.
_HASH = "$2b$04$" + "." * 53


def token(
    role: Role = Role.ANALYST, teams: Sequence[str] = (), username: str = "", *, must_change: bool = False
) -> str:
    """A cookie as the library gives one out, and the session that belongs to it."""
    # Not the names of the demonstration accounts, which a test may make in the same records.
    username = username or f"test-{role}".replace(" ", "-")
    given = teams or (("nobody's",) if RIGHTS[role].own_teams_only else ())
    engine = records()
    with engine.begin() as connection:
        account = accounts.find(connection, username=username)
        if account is None:
            accounts.insert(
                connection, username, username.title(), role, teams=given, password_hash=_HASH, must_change=must_change
            )
            account = accounts.find(connection, username=username)
    assert account
    if teams and set(account.teams) != set(teams):
        accounts.set_role(engine, account, role, teams)
    ends = (datetime.now() + timedelta(hours=8)).timestamp()
    claims = {"username": username, "exp_date": ends, "one of its own": secrets.token_hex(8)}
    made = jwt.encode(claims, signing_key(settings().data_dir), algorithm=ALGORITHM)
    with engine.begin() as connection:
        sessions.start(connection, account.account_id, made, "a test's")
    return made


def viewer(role: Role = Role.ANALYST, teams: Sequence[str] = (), username: str = "") -> Viewer:
    """Who looks with such a cookie."""
    found = viewer_of(token(role, teams, username), signing_key(settings().data_dir))
    assert found
    return found


def at_work(who: Viewer) -> None:
    """The reader has just asked for something: on a busy machine a long test would else leave them idle too long."""
    session = sessions.Session(who.scope.session or "", who.account.account_id)
    with records().begin() as connection:
        sessions.note_seen(connection, session)


def audit_of(username: str) -> list[tuple[str, str | None, str]]:
    """(event, page, detail) of everything written down about one account, oldest first."""
    with records().connect() as connection:
        found = connection.execute(
            sa.select(entries.c.event, entries.c.page, entries.c.detail)
            .where(entries.c.username == username)
            .order_by(entries.c.entry_id)
        )
        return [(row.event, row.page, row.detail) for row in found]
