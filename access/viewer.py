"""Who is looking: an account and the session it looks through, read from the records each time they are needed."""

from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from access import accounts
from access.accounts import Account
from access.audit import Actor
from access.roles import RIGHTS, Act, Role
from access.scope import NOTHING, Scope, SignedOut
from access.sessions import living, note_seen
from data.records import engine_for, upgrade
from data.settings import settings


@dataclass(frozen=True)
class Viewer:
    """One account, looking through one session."""

    account: Account
    session: str

    @property
    def actor(self) -> Actor:
        return self.account.actor

    @property
    def scope(self) -> Scope:
        return scope_of(self.account, self.session)

    def may(self, act: Act) -> bool:
        """Whether the role may do this."""
        return act in self.account.rights.acts

    def may_open(self, page: str) -> bool:
        """Whether the role may open this page, by its name."""
        return page in self.account.rights.pages


def scope_of(account: Account, session: str) -> Scope:
    """What an account may see, by its role and teams alone."""
    rights = RIGHTS[account.role]
    if account.role is Role.ADMINISTRATOR:
        return Scope(NOTHING.authorities, NOTHING.teams, may_open_cases=False, session=session)
    return Scope(
        authorities=None,
        teams=None,
        may_open_cases=Act.OPEN_CASES in rights.acts,
        exact=rights.unsuppressed and not rights.own_teams_only,
        own_only=rights.own_teams_only,
        own_teams=account.teams if rights.own_teams_only else (),
        needs_reason=rights.reason,
        session=session,
    )


def records() -> sa.Engine:
    """The engine on the records that accounts, sessions and the audit trail are in."""
    return _engine(settings().database_url)


@lru_cache(maxsize=4)
def _engine(url: str) -> sa.Engine:
    engine = engine_for(url)
    # An app that is started before anything is loaded finds tables to look for accounts in.
    upgrade(engine)
    return engine


def looking(session: str, *, active: bool = False) -> Viewer | None:
    """Who looks through the session, while it lives; None once it is over.

    active  the reader has just asked for something: the end of an idle session is put off
    """
    with records().connect() as connection:
        found = living(connection, session)
        account = accounts.find(connection, account_id=found.account_id) if found else None
    if found is None or account is None:
        return None
    if active:
        with records().begin() as connection:
            note_seen(connection, found)
    return Viewer(account, session)


def confirmed(scope: Scope) -> Viewer | None:
    """Who asks within the scope, read afresh; None for whoever holds the machine.

    Raises SignedOut where the session is over, or its account may no longer see what the scope says.
    """
    if scope.session is None:
        return None
    viewer = looking(scope.session)
    if viewer is None or not scope.is_part_of(viewer.scope):
        raise SignedOut
    return viewer
