"""The audit trail: who did what, when. Entries are only ever added, and each holds the digest of the one before.

A changed, removed or inserted entry breaks the chain, which `verify` finds: digests are made under the signing key, and
that is not in the records, so that whoever can only write to those cannot mend it. Entries cut off the end do not
break it: note the newest digest elsewhere (`manage.py audit verify` prints it) to see that too.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from access.keys import key_in_force
from access.times import now
from data.records import begin_writing
from data.records.accounts import audit_entries as entries

# Any fixed number will do, so long as every process that writes the trail takes the same one.
_LOCK = 4_160_728
_FIRST = "0" * 64


class Event(StrEnum):
    """What can be written down."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGN_IN_FAILED = "sign-in failed"
    LOCKED_OUT = "locked out"
    SESSION_ENDED = "session ended"
    REFUSED = "refused"
    PAGE_OPENED = "page opened"
    CASES_OPENED = "cases opened"
    NAME_REVEALED = "name revealed"
    EXPORTED = "exported"
    STRATEGY_CHANGED = "strategy changed"
    ACCOUNT_ADDED = "account added"
    ACCOUNT_CHANGED = "account changed"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # nosec B105 - a word, not a password


@dataclass(frozen=True)
class Actor:
    """Who did it. Nobody is signed in while an attempt fails: then only the name that was tried is known. Nor on the
    command line: then `system_user` is who they are to the machine, and is kept in the detail."""

    username: str = ""
    account_id: int | None = None
    role: str | None = None
    system_user: str | None = None


@dataclass(frozen=True)
class Verified:
    """entries: how many hold together from the first; broken: the number of the first that does not; newest: the last
    digest that holds."""

    entries: int
    broken: int | None
    newest: str


def write(connection: sa.Connection, event: Event, who: Actor, *, page: str | None = None, **detail: object) -> None:
    """Add an entry, in the caller's transaction: what it tells of and the entry come into being together, or neither.

    detail: what else to keep, as JSON. Never a child's name: the child's number, so that the trail is no second record.
    """
    take_turns(connection)
    if who.system_user:
        detail["system_user"] = who.system_user
    newest = connection.execute(
        sa.select(entries.c.entry_id, entries.c.digest).order_by(entries.c.entry_id.desc()).limit(1)
    ).first()
    row = {
        "entry_id": (newest.entry_id if newest else 0) + 1,
        "at": now(),
        "event": str(event),
        "account_id": who.account_id,
        "username": who.username[:64],
        "role": who.role,
        "page": page,
        "detail": json.dumps(detail, sort_keys=True, default=str, ensure_ascii=False),
        "previous": newest.digest if newest else _FIRST,
    }
    connection.execute(sa.insert(entries).values(**row, digest=_digest(row)))


def verify(engine: sa.Engine) -> Verified:
    """Walk the chain from the first entry."""
    previous, whole = _FIRST, 0
    with engine.connect() as connection:
        for row in connection.execute(sa.select(entries).order_by(entries.c.entry_id)).mappings():
            right = row["entry_id"] == whole + 1 and row["previous"] == previous and row["digest"] == _digest(dict(row))
            if not right:
                return Verified(whole, int(row["entry_id"]), previous)
            previous, whole = str(row["digest"]), whole + 1
    return Verified(whole, None, previous)


def read(
    engine: sa.Engine,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    username: str = "",
    events: tuple[str, ...] = (),
    newest: int | None = 500,
) -> pd.DataFrame:
    """The newest entries that match, or all of them for None, newest first: frame[entry_id, at, event, username, role,
    page, detail]. `since` is the first moment wanted, `until` the first no longer wanted."""
    columns = [entries.c[name] for name in ("entry_id", "at", "event", "username", "role", "page", "detail")]
    wanted = sa.select(*columns).order_by(entries.c.entry_id.desc()).limit(newest)
    if since:
        wanted = wanted.where(entries.c.at >= since)
    if until:
        wanted = wanted.where(entries.c.at < until)
    if username:
        wanted = wanted.where(entries.c.username == username.strip().lower())
    if events:
        wanted = wanted.where(entries.c.event.in_(events))
    with engine.connect() as connection:
        rows = connection.execute(wanted)
        return pd.DataFrame(rows.all(), columns=list(rows.keys()))


def take_turns(connection: sa.Connection) -> None:
    """Until this transaction ends, nobody else adds to the trail. For where what is read decides what is written."""
    if connection.dialect.name == "sqlite":
        begin_writing(connection)
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _digest(row: Mapping[str, object]) -> str:
    at = row["at"]
    told = {
        name: row[name]
        for name in ("entry_id", "event", "account_id", "username", "role", "page", "detail", "previous")
    }
    told["at"] = at.isoformat(timespec="microseconds") if isinstance(at, datetime) else str(at)
    key = f"audit trail:{key_in_force()}".encode()
    return hmac.new(key, json.dumps(told, sort_keys=True, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()
