"""Single sign-on: what the provider says about a person, and which account that is.

Streamlit speaks to the provider and keeps what it says in a signed cookie, for thirty days, whatever happens here. So
the cookie alone lets nobody in: a session is a row in the records, as it is for a password, begun once for each sign-in
at the provider and only while that sign-in is new. Ended there, it is over, and the cookie is worth nothing.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TypeGuard
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from access.accounts import Account, find, find_by_email
from access.audit import Actor, Event, write
from access.keys import LEAST_BYTES
from access.sessions import living, session_id_of, start
from access.times import now
from data.records import begin_writing
from data.records.accounts import sign_in_sessions

METHOD = "single sign-on"
# How old a sign-in at the provider may be when its session begins here; and how far the provider's clock may be ahead.
FRESH = timedelta(minutes=5)
AHEAD = timedelta(minutes=2)

NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
# Where Entra lets in people of any organisation, or of none (the number is that of personal accounts). Whoever runs an
# organisation of their own can give themselves any e-mail address in it.
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
EVERYBODYS = frozenset({"common", "organizations", "consumers", PERSONAL})
# Not beyond ASCII: a few letters of other alphabets become one of ours when made small, and so somebody else's address.
# And nothing that would be a link where it is shown.
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]+@[\w.-]+", re.ASCII)


class NotConfigured(ValueError):
    """The single sign-on is asked for, and cannot work or would not be safe. The message says what to change."""


@dataclass(frozen=True)
class Settings:
    """How to read what the provider says.

    name         what the button calls the provider
    email_claim  the claim that holds the e-mail address
    or_username  take `preferred_username` where that claim is missing
    """

    name: str = METHOD
    email_claim: str = "email"
    or_username: bool = False


@dataclass(frozen=True)
class Identity:
    """A person, as the provider vouches for them: `issued_at` is when it did, in UTC."""

    issuer: str
    subject: str
    email: str
    issued_at: datetime


@dataclass(frozen=True)
class Refused:
    """Why nobody is signed in: a sentence that is safe to show. Not an error to raise, which would undo its entry in
    the audit trail."""

    why: str


OVER = Refused("You are no longer signed in. Sign in again.")


# --- Is it switched on, and safe? ---


def configured(secrets: Mapping[str, object]) -> Settings | None:
    """The settings, from Streamlit's secrets: `[auth]` switches the single sign-on on, `[single_sign_on]` says how to
    read what comes. None where there is no `[auth]`. Raises NotConfigured."""
    auth = secrets.get("auth")
    if auth is None:
        return None
    if not isinstance(auth, Mapping):
        raise NotConfigured("In the secrets, auth must be a section: [auth].")
    given = {name: str(auth.get(name) or "").strip() for name in NEEDED}
    missing = [name for name in NEEDED if not given[name]]
    if missing:
        raise NotConfigured(f"The section [auth] of the secrets has no {', '.join(missing)}.")
    _refuse_unsafe(given)
    return _settings(secrets.get("single_sign_on", {}))


def _refuse_unsafe(given: Mapping[str, str]) -> None:
    if len(given["cookie_secret"].encode()) < LEAST_BYTES:
        raise NotConfigured(
            f"cookie_secret in [auth] has fewer than {LEAST_BYTES} bytes. Make a longer one, at random."
        )
    for name in ("redirect_uri", "server_metadata_url"):
        if not _secure(given[name]):
            raise NotConfigured(f"{name} in [auth] must start https://. Only on this machine itself may it be http://.")
    if not urlsplit(given["redirect_uri"]).path.endswith(CALLBACK):
        raise NotConfigured(f"redirect_uri in [auth] must end in {CALLBACK}.")
    tenant = unquote(urlsplit(given["server_metadata_url"]).path).strip("/").partition("/")[0].lower()
    if tenant in EVERYBODYS:
        raise NotConfigured(
            f"server_metadata_url in [auth] must name your own organisation. With /{tenant}/ anybody can claim to have "
            "the e-mail address of one of your staff."
        )


def _secure(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _own(host)))


def _own(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _settings(given: object) -> Settings:
    if not isinstance(given, Mapping):
        raise NotConfigured("In the secrets, single_sign_on must be a section: [single_sign_on].")
    kinds: dict[str, type] = {"name": str, "email_claim": str, "or_username": bool}
    for name, value in given.items():
        if not isinstance(value, kinds.get(name, ())) or value == "":
            raise NotConfigured(
                f"[single_sign_on] of the secrets cannot have {name} = {value!r}. It may have name and email_claim, "
                "which are texts, and or_username, true or false."
            )
    return Settings(**given)


# --- Who is it? ---


def identity(user: Mapping[str, object], settings: Settings) -> Identity | Refused:
    """The person in the claims that Streamlit hands out as `st.user`, whose signature it has checked."""
    if user.get("is_logged_in") is not True:
        return Refused("Nobody is signed in.")
    issuer, subject, issued = user.get("iss"), user.get("sub"), user.get("iat")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject and _is_time(issued)):
        return Refused("The sign-in service does not say who you are, or since when.")
    # `xms_edov` is Entra's own: whether the address belongs to a domain its organisation has proved to be its own.
    if any(name in user and not _yes(user[name]) for name in ("email_verified", "xms_edov")):
        return Refused("The sign-in service has not made sure that your e-mail address is yours.")
    email = _email(user, settings)
    if email is None:
        return Refused("The sign-in service does not say what your e-mail address is.")
    return Identity(issuer, subject, email, datetime.fromtimestamp(issued, UTC).replace(tzinfo=None))


def _email(user: Mapping[str, object], settings: Settings) -> str | None:
    claim = user.get(settings.email_claim)
    if not claim and settings.or_username:
        claim = user.get("preferred_username")
    if not isinstance(claim, str) or len(claim) > 254 or not ADDRESS.fullmatch(claim):
        return None
    return claim.lower()


def _yes(claim: object) -> bool:
    # Some providers send texts or figures.
    return claim is True or claim in (1, "1", "true", "True")


def _is_time(claim: object) -> TypeGuard[float]:
    return isinstance(claim, int | float) and not isinstance(claim, bool) and 0 < claim < 2**33


def token_of(user: Mapping[str, object], key: str) -> str | None:
    """What a session of this very sign-in is kept under; None where the claims do not tell it from another.

    Made from the claims and not from the cookie: one cookie can be spelt in several ways that Streamlit takes for the
    same, and each would pass for a new one. The nonce is made at random for each sign-in, and Streamlit has seen to it
    that it is the provider's answer to that. Made with the signing key, as it is no secret: it stands in addresses.
    """
    marks = [user.get(name) for name in ("iss", "sub", "iat", "nonce")]
    if not all(marks):
        return None
    told = json.dumps([METHOD, *marks], default=str)
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()


# --- A session begins ---


def begin(connection: sa.Connection, who: Identity, token: str, client: str) -> Account | Refused:
    """Begin the session of this sign-in and say whose it is. To be called where no session of the token lives.

    An entry in the audit trail tells of every session begun, every person turned away, and every use of a sign-in whose
    session was ended. A cookie that has merely grown old is every reader's next morning, and leaves none.
    """
    # What is read here decides what is written.
    begin_writing(connection)
    session_id = session_id_of(token)
    already = connection.execute(
        sa.select(sign_in_sessions.c.account_id, sign_in_sessions.c.ended_at).where(
            sign_in_sessions.c.session_id == session_id
        )
    ).first()
    if already is not None:
        return _begun_before(connection, session_id, already.account_id, already.ended_at)
    if not -AHEAD <= now() - who.issued_at <= FRESH:
        return OVER
    account = find_by_email(connection, who.email)
    if account is None or not account.active:
        # The address itself: the provider vouches for it, so it is no slip of the keyboard, and whoever reads the trail
        # must be able to tell who was turned away. A digest would hide nothing from anyone with a list of the staff.
        actor = account.actor if account else Actor()
        write(connection, Event.SIGN_IN_FAILED, actor, method=METHOD, email=who.email, why="no active account")
        return Refused(f"No account here that is in use has the e-mail address {who.email}. Ask your administrator.")
    try:
        with connection.begin_nested():
            start(connection, account.account_id, token, client)
    except IntegrityError:
        # Another tab of the same browser was quicker.
        return account if living(connection, session_id) else OVER
    write(connection, Event.SIGNED_IN, account.actor, method=METHOD)
    return account


def _begun_before(
    connection: sa.Connection, session_id: str, account_id: int, ended_at: datetime | None
) -> Account | Refused:
    account = find(connection, account_id=account_id)
    if account and living(connection, session_id):
        return account
    if account and ended_at:
        write(connection, Event.SIGN_IN_FAILED, account.actor, method=METHOD, why="its session was ended")
    return OVER
