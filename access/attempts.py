"""Failed attempts to sign in, counted in the records: however many browsers are used, they are the same attempts."""

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa

from access.times import now
from data.records.accounts import sign_in_failures as failures

WINDOW = timedelta(minutes=15)
# So many failures in the window lock an account, or a client, out until they have grown old.
MOST_FOR_ACCOUNT, MOST_FOR_CLIENT = 5, 20
# So many in a minute, whoever makes them, and nobody can try: somebody is guessing from many places.
BRAKE, MOST_IN_ALL = timedelta(minutes=1), 60
KEPT = timedelta(days=1)


def client_of(address: str | None, key: str) -> str:
    """A client's mark: a digest of its address under the signing key, so that no address is kept."""
    return hmac.new(key.encode(), (address or "unknown").encode(), hashlib.sha256).hexdigest()


def locked(connection: sa.Connection, username: str, client: str) -> bool:
    """Whether an attempt is refused unheard, right or wrong. The same for a name that nobody has."""
    at = now()
    counted = sa.select(sa.func.count()).select_from(failures)
    recent = failures.c.failed_at > at - WINDOW
    limits = (
        (counted.where(recent, failures.c.username == username[:64]), MOST_FOR_ACCOUNT),
        (counted.where(recent, failures.c.client == client), MOST_FOR_CLIENT),
        (counted.where(failures.c.failed_at > at - BRAKE), MOST_IN_ALL),
    )
    return any(int(connection.scalar(question) or 0) >= most for question, most in limits)


def note_failure(connection: sa.Connection, username: str, client: str) -> None:
    """Count a failure, and forget those too old to matter."""
    at = now()
    connection.execute(sa.delete(failures).where(failures.c.failed_at < at - KEPT))
    connection.execute(sa.insert(failures).values(failed_at=at, username=username[:64], client=client))


def forgive(connection: sa.Connection, username: str) -> None:
    """Forget an account's failures: its owner has signed in, or an administrator has reset the password."""
    connection.execute(sa.delete(failures).where(failures.c.username == username[:64]))
