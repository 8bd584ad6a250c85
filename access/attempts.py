"""Failed attempts to sign in, counted in the records: however many browsers are used, they are the same attempts."""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

import sqlalchemy as sa

from access.times import now
from data.records import begin_writing
from data.records.accounts import accounts, sign_in_sessions
from data.records.accounts import sign_in_failures as failures

WINDOW = timedelta(minutes=15)
# So many failures in the window lock an account, or a client, out until they have grown old.
MOST_FOR_ACCOUNT, MOST_FOR_CLIENT = 5, 20
# So many in a minute, whoever makes them, and nobody can try: somebody is guessing from many places.
BRAKE, MOST_IN_ALL = timedelta(minutes=1), 60
KEPT = timedelta(days=1)
# How long a client an account has signed in from is known by it.
KNOWN_FOR = timedelta(days=30)
# Any fixed number will do, so long as every process that counts attempts takes the same one.
_LOCK = 4_160_729


def client_of(address: str | None, key: str) -> str:
    """A client's mark: a digest of its address under the signing key, so that no address is kept."""
    return hmac.new(key.encode(), _network(address).encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """The address; of the newer kind the network it is in, of which one household or office has all addresses."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or "unknown"
    return str(ip_network((known, 64), strict=False)) if known.version == 6 else str(known)


def take(connection: sa.Connection, username: str, client: str) -> bool:
    """Take one attempt to sign in: False where there is none left, and then it is refused unheard.

    It is counted as a failure before it is heard, and forgiven if it turns out right: many browsers that try at once
    are counted one by one, however long each answer takes.
    """
    if connection.dialect.name == "sqlite":
        begin_writing(connection)
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if locked(connection, username, client):
        return False
    note_failure(connection, username, client)
    return True


def locked(connection: sa.Connection, username: str, client: str) -> bool:
    """Whether an attempt is refused unheard, right or wrong. The same for a name that nobody has.

    Where an account has signed in from this client of late, only its own failures from there count: neither somebody
    elsewhere who guesses, nor a neighbour behind the same office's address, can lock its owner out.
    """
    at = now()
    counted = sa.select(sa.func.count()).select_from(failures)
    recent, mine = failures.c.failed_at > at - WINDOW, failures.c.username == username[:64]
    here = failures.c.client == client
    if _is_known(connection, username, client, at):
        limits = [(counted.where(recent, mine, here), MOST_FOR_ACCOUNT)]
    else:
        limits = [
            (counted.where(recent, here), MOST_FOR_CLIENT),
            (counted.where(recent, mine), MOST_FOR_ACCOUNT),
            (counted.where(failures.c.failed_at > at - BRAKE), MOST_IN_ALL),
        ]
    return any(int(connection.scalar(question) or 0) >= most for question, most in limits)


def _is_known(connection: sa.Connection, username: str, client: str, at: datetime) -> bool:
    """Whether the account has signed in from this client within the last month."""
    seen = (
        sa.select(sign_in_sessions.c.session_id)
        .join(accounts, accounts.c.account_id == sign_in_sessions.c.account_id)
        .where(
            accounts.c.username == username[:64],
            sign_in_sessions.c.client == client,
            sign_in_sessions.c.started_at > at - KNOWN_FOR,
        )
        .limit(1)
    )
    return connection.execute(seen).first() is not None


def locked_usernames(connection: sa.Connection) -> frozenset[str]:
    """The usernames that are locked out now for their own failures, wherever they try from."""
    many = (
        sa.select(failures.c.username)
        .where(failures.c.failed_at > now() - WINDOW)
        .group_by(failures.c.username)
        .having(sa.func.count() >= MOST_FOR_ACCOUNT)
    )
    return frozenset(connection.scalars(many))


def note_failure(connection: sa.Connection, username: str, client: str) -> None:
    """Count a failure, and forget those too old to matter."""
    at = now()
    connection.execute(sa.delete(failures).where(failures.c.failed_at < at - KEPT))
    connection.execute(sa.insert(failures).values(failed_at=at, username=username[:64], client=client))


def forgive(connection: sa.Connection, username: str) -> None:
    """Forget an account's failures: its owner has signed in, or an administrator has reset the password."""
    connection.execute(sa.delete(failures).where(failures.c.username == username[:64]))
