"""Signing in with a password: what streamlit-authenticator looks names up in, and what follows when it says yes.

The library draws the form, checks the password against the hash it is given and writes the cookie. Everything that it
lacks stands here: attempts are counted in the records, an unknown name takes as long as a known one, and a cookie is
worth nothing without a session in the records.
"""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
import sqlalchemy as sa

from access import accounts, attempts, audit, sessions
from access.accounts import Account, AccountRefused
from access.audit import Actor, Event
from access.passwords import matches, nobodys
from access.sessions import LASTS, session_id_of
from access.viewer import Viewer, looking
from data.records.accounts import accounts as accounts_table

COOKIE = "neglect_strategy_session"
ALGORITHM = "HS256"
# The library's own count, set so that it refuses what `Directory` says is locked and nothing else.
LIBRARY_LIMIT = 1
# So much of a client's mark is enough to tell attempts from one place.
MARK = 12
# The library wants days.
COOKIE_DAYS = LASTS / timedelta(days=1)


@dataclass
class Directory(MutableMapping[str, Any]):
    """The accounts as the library's mapping of credentials, looked up in the records one by one.

    Every name is in it: a name that nobody has, or that may not sign in, has a password nobody knows, so that an answer
    takes as long and says no more. Asking for a name takes one of its attempts. Nothing written to it is kept.
    """

    engine: sa.Engine
    client: str

    def __post_init__(self) -> None:
        self._entries: dict[str, dict[str, Any]] = {}
        # Before anybody tries: the first name that nobody has must not take longer than the others.
        nobodys()
        self.refused = False

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> dict[str, Any]:
        # No account has a NUL in its name, and PostgreSQL takes none. From here on it is the name without.
        name = name.replace("\0", "")
        if name not in self._entries:
            self._entries[name] = self._look_up(name)
        return self._entries[name]

    def get(self, name: str, default: object = None) -> dict[str, Any]:
        return self[name]

    @property
    def asked(self) -> str | None:
        """The name that was tried; None where nobody has tried."""
        return next(iter(self._entries), None)

    def __setitem__(self, name: str, entry: dict[str, Any]) -> None:
        self._entries[name] = entry

    def __delitem__(self, name: str) -> None:
        self._entries.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return 1

    def _look_up(self, name: str) -> dict[str, Any]:
        with self.engine.begin() as connection:
            if not attempts.take(connection, name, self.client):
                self.refused = True
                return {"password": nobodys(), "failed_login_attempts": LIBRARY_LIMIT}
            kept = connection.scalar(
                sa.select(accounts_table.c.password_hash).where(
                    accounts_table.c.username == name, accounts_table.c.active
                )
            )
        return {"password": kept or nobodys(), "failed_login_attempts": 0}


def failed(engine: sa.Engine, username: str, client: str, *, refused: bool) -> None:
    """Write down an attempt that failed, and that it was the last there was. A name that no account has is not kept:
    it may be a password, typed one line too high. Attempts refused unheard are not written: they could fill the trail.
    """
    if refused:
        return
    with engine.begin() as connection:
        account = accounts.find(connection, username=username)
        who = account.actor if account else Actor()
        known, mark = account is not None, client[:MARK]
        audit.write(connection, Event.SIGN_IN_FAILED, who, known=known, client=mark)
        if attempts.locked(connection, username, client):
            audit.write(connection, Event.LOCKED_OUT, who, known=known, client=mark)


def begin(engine: sa.Engine, username: str, token: str, client: str) -> Viewer | None:
    """The session of an account whose password was right, kept under the cookie it was given.

    None where the account has been closed meanwhile.
    """
    with engine.begin() as connection:
        account = accounts.find(connection, username=username)
        if account is None or not account.active:
            return None
        attempts.forgive(connection, username)
        session = sessions.start(connection, account.account_id, token, client)
        audit.write(connection, Event.SIGNED_IN, account.actor, method="password", client=client[:MARK])
    return Viewer(account, session.session_id)


def change_password(engine: sa.Engine, account: Account, present: str, chosen: str, client: str) -> None:
    """Another password for whoever knows the present one. Raises AccountRefused where that is wrong, as often as a
    sign-in may be, or the new one is too weak or no other."""
    directory = Directory(engine, client)
    entry = directory[account.username]
    if directory.refused:
        raise AccountRefused("There have been too many attempts. Wait a quarter of an hour.")
    if not matches(present, entry["password"]):
        failed(engine, account.username, client, refused=False)
        raise AccountRefused("Your present password is wrong.")
    if present == chosen:
        raise AccountRefused("Choose another password than the present one.")
    accounts.set_password(engine, account, chosen)
    with engine.begin() as connection:
        attempts.forgive(connection, account.username)


def viewer_of(token: str | None, key: str) -> Viewer | None:
    """Who looks through the session that a cookie belongs to: signed by us, of the account it names, and still alive.

    Whatever else a cookie holds, however it was made, is nobody.
    """
    if not token:
        return None
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM])
        username = str(claims["username"])
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        return None
    viewer = looking(session_id_of(token), active=True)
    return viewer if viewer and viewer.account.username == username else None


def sign_out(engine: sa.Engine, account: Account) -> None:
    """End every session of the account, in whatever browser."""
    with engine.begin() as connection:
        audit.write(connection, Event.SIGNED_OUT, account.actor)
        sessions.end_every(connection, account.account_id, str(Event.SIGNED_OUT))
