"""Who is signed in. A session is a row in the records: ended there, it is over in every browser at the next."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from access.times import now
from data.records.accounts import accounts, sign_in_sessions

# A working day, and a meeting: then the reader signs in again.
LASTS = timedelta(hours=8)
IDLE = timedelta(minutes=30)
# How often a session that is in use is noted as seen.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A session that lives: whose it is, and its id."""

    session_id: str
    account_id: int


def session_id_of(token: str) -> str:
    """The id a token's session is kept under. Who reads the records cannot make the token from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(connection: sa.Connection, account_id: int, token: str, client: str) -> Session:
    """A session begins now, of the account, for whoever holds the token."""
    session_id, at = session_id_of(token), now()
    connection.execute(
        sa.insert(sign_in_sessions).values(
            session_id=session_id,
            account_id=account_id,
            client=client,
            started_at=at,
            seen_at=at,
            ends_at=at + LASTS,
        )
    )
    return Session(session_id, account_id)


def living(connection: sa.Connection, session_id: str) -> Session | None:
    """The session, while it lives and its account may sign in; None for any other."""
    at = now()
    row = connection.execute(
        sa.select(sign_in_sessions.c.account_id).where(
            sign_in_sessions.c.session_id == session_id,
            sign_in_sessions.c.ended_at.is_(None),
            sign_in_sessions.c.ends_at > at,
            sign_in_sessions.c.seen_at > at - IDLE,
            sa.exists().where(accounts.c.account_id == sign_in_sessions.c.account_id, accounts.c.active),
        )
    ).first()
    return None if row is None else Session(session_id, int(row.account_id))


def note_seen(connection: sa.Connection, session: Session) -> None:
    """Put off the end of an idle session: its reader has asked for something."""
    at = now()
    connection.execute(
        sa.update(sign_in_sessions)
        .where(
            sign_in_sessions.c.session_id == session.session_id,
            sign_in_sessions.c.ended_at.is_(None),
            sign_in_sessions.c.seen_at < at - NOTED_EVERY,
        )
        .values(seen_at=at)
    )


def last_started(connection: sa.Connection) -> dict[int, datetime]:
    """When each account last signed in, by account id; those that never did are not in it."""
    last = sa.select(sign_in_sessions.c.account_id, sa.func.max(sign_in_sessions.c.started_at))
    return {row[0]: row[1] for row in connection.execute(last.group_by(sign_in_sessions.c.account_id))}


def end_every(connection: sa.Connection, account_id: int, why: str) -> int:
    """End every session of an account, in whatever browser; how many there were."""
    ended = connection.execute(
        sa.update(sign_in_sessions)
        .where(sign_in_sessions.c.account_id == account_id, sign_in_sessions.c.ended_at.is_(None))
        .values(ended_at=now(), ended_by=why[:30])
    )
    return int(ended.rowcount)
