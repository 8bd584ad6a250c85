"""The single sign-on lets in whom the provider vouches for and the accounts know, once for each sign-in there."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from access import accounts, audit, sessions, single_sign_on
from access.accounts import Account
from access.roles import Role
from access.sessions import living, session_id_of
from access.single_sign_on import (
    AHEAD,
    FRESH,
    OVER,
    Identity,
    NotConfigured,
    Refused,
    Settings,
    begin,
    configured,
    identity,
    token_of,
)
from data.records.accounts import audit_entries, sign_in_sessions

NOW = datetime(2026, 11, 2, 9, 0)
KEY = "k" * 32
AUTH = {
    "redirect_uri": "https://neglect.example.org/oauth2callback",
    "cookie_secret": "s" * 32,
    "client_id": "dashboard",
    "client_secret": "told to nobody",
    "server_metadata_url": "https://login.microsoftonline.com/3f1c/v2.0/.well-known/openid-configuration",
}
ANN = {
    "is_logged_in": True,
    "iss": "https://login.example.org",
    "sub": "ann-1",
    "email": "Ann.Lee@Example.org",
    "email_verified": True,
    "nonce": "n1",
    "iat": int(NOW.replace(tzinfo=UTC).timestamp()),
}

# --- Configured ---


def test_without_the_section_it_is_off() -> None:
    assert configured({}) is None
    assert configured({"single_sign_on": {"name": "Entra"}}) is None


def test_a_complete_section_is_enough() -> None:
    assert configured({"auth": AUTH}) == Settings()
    own = {"name": "Oxfordshire", "email_claim": "mail", "or_username": True}
    assert configured({"auth": AUTH, "single_sign_on": own}) == Settings("Oxfordshire", "mail", True)


@pytest.mark.parametrize("name", AUTH)
def test_what_is_missing_is_named(name: str) -> None:
    for nothing in ({}, {name: ""}, {name: "  "}):
        left = {other: value for other, value in AUTH.items() if other != name}
        with pytest.raises(NotConfigured, match=name):
            configured({"auth": left | nothing})


@pytest.mark.parametrize(
    "path",
    ["common/v2.0", "organizations/v2.0", "consumers", "Common", "%63ommon", "/common", single_sign_on.PERSONAL],
)
def test_a_provider_that_lets_in_everybody_is_refused(path: str) -> None:
    address = f"https://login.microsoftonline.com/{path}/.well-known/openid-configuration"
    with pytest.raises(NotConfigured, match="your own organisation"):
        configured({"auth": AUTH | {"server_metadata_url": address}})


@pytest.mark.parametrize("name", ["redirect_uri", "server_metadata_url"])
def test_addresses_are_encrypted_or_of_this_machine(name: str) -> None:
    for host in ("login.example.org", "10.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "", "["):
        with pytest.raises(NotConfigured, match="https"):
            configured({"auth": AUTH | {name: f"http://{host}/oauth2callback"}})
    with pytest.raises(NotConfigured, match="https"):
        configured({"auth": AUTH | {name: "/oauth2callback"}})
    for host in ("localhost:9400", "127.0.0.1:{port}", "[::1]"):
        assert configured({"auth": AUTH | {name: f"http://{host}/oauth2callback"}})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cookie_secret": "s" * 31}, "32 bytes"),
        ({"redirect_uri": "https://neglect.example.org/"}, "must end in /oauth2callback"),
    ],
)
def test_what_is_unsafe_is_refused(change: dict[str, str], why: str) -> None:
    with pytest.raises(NotConfigured, match=why) as refused:
        configured({"auth": AUTH | change})
    assert "s" * 31 not in str(refused.value), "a secret is never shown"


@pytest.mark.parametrize(
    "own", ["yes", {"email": "mail"}, {"email_claim": ""}, {"email_claim": 1}, {"or_username": "no"}]
)
def test_a_setting_that_is_none_is_refused(own: object) -> None:
    with pytest.raises(NotConfigured, match="single_sign_on"):
        configured({"auth": AUTH, "single_sign_on": own})
    with pytest.raises(NotConfigured, match="must be a section"):
        configured({"auth": "on"})


# --- Who it is ---


def test_the_person_is_read_from_the_claims() -> None:
    assert identity(ANN, Settings()) == Identity("https://login.example.org", "ann-1", "ann.lee@example.org", NOW)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"is_logged_in": False}, "Nobody"),
        ({"is_logged_in": "True"}, "Nobody"),
        ({"sub": ""}, "who you are"),
        ({"iss": None}, "who you are"),
        ({"iat": None}, "who you are"),
        ({"iat": True}, "who you are"),
        ({"iat": 1e300}, "who you are"),
        ({"iat": float("nan")}, "who you are"),
        ({"email_verified": False}, "made sure"),
        ({"email_verified": None}, "made sure"),
        ({"email_verified": "false"}, "made sure"),
        ({"xms_edov": "0"}, "made sure"),
        ({"email": None}, "what your e-mail address is"),
        ({"email": ["ann.lee@example.org"]}, "what your e-mail address is"),
        ({"email": "ann.lee"}, "what your e-mail address is"),
        ({"email": "an\u212a@example.org"}, "what your e-mail address is"),
        ({"email": "ann.lee@example.org\n"}, "what your e-mail address is"),
        ({"email": "[ann](http://example.org)@example.org"}, "what your e-mail address is"),
        ({"email": "a" * 250 + "@b.org"}, "what your e-mail address is"),
    ],
)
def test_whoever_is_not_vouched_for_is_refused(change: dict[str, object], why: str) -> None:
    refused = identity(ANN | change, Settings())
    assert isinstance(refused, Refused)
    assert why in refused.why


@pytest.mark.parametrize("yes", [{}, {"email_verified": "true"}, {"xms_edov": True}, {"xms_edov": "1"}])
def test_a_provider_may_say_in_its_own_way_that_the_address_is_theirs(yes: dict[str, object]) -> None:
    claims = {name: claim for name, claim in ANN.items() if name != "email_verified"} | yes
    assert isinstance(identity(claims, Settings()), Identity)


def test_the_username_stands_in_only_where_that_is_asked_for() -> None:
    claims = ANN | {"email": None, "preferred_username": "ann@example.org"}
    assert isinstance(identity(claims, Settings()), Refused)
    found = identity(claims, Settings(or_username=True))
    assert isinstance(found, Identity)
    assert found.email == "ann@example.org"
    found = identity(ANN | {"upn": "al@example.org"}, Settings(email_claim="upn"))
    assert isinstance(found, Identity)
    assert found.email == "al@example.org"


@pytest.mark.parametrize("name", ["iss", "sub", "iat", "nonce"])
def test_each_sign_in_has_a_token_of_its_own(name: str) -> None:
    token = token_of(ANN, KEY)
    assert token == token_of(dict(ANN), KEY) and token
    assert token_of(ANN | {name: "other"}, KEY) not in (token, None)
    assert token_of(ANN | {name: ""}, KEY) is None
    assert token_of(ANN, KEY[1:]) != token, "who knows the claims cannot make the token"


# --- A session begins ---


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_at(monkeypatch, NOW)


def stop_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    for module in (sessions, single_sign_on):
        monkeypatch.setattr(module, "now", lambda: moment)


@pytest.fixture
def ann(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setattr("access.passwords.COST", 4)
    accounts.add(records_engine, "ann", "Ann Lee", Role.ANALYST, email="ann.lee@example.org")
    with records_engine.connect() as connection:
        found = accounts.find(connection, username="ann")
    assert found
    yield found


def who(email: str = "ann.lee@example.org", issued_at: datetime = NOW) -> Identity:
    return Identity("https://login.example.org", "ann-1", email, issued_at)


def begun(engine: Engine, person: Identity, token: str = "token") -> Account | Refused:
    with engine.begin() as connection:
        return begin(connection, person, token, "client")


def trail(engine: Engine) -> list[tuple[str, str, dict[str, object]]]:
    """The entries about signing in: event, username, detail."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(audit_entries).order_by(audit_entries.c.entry_id)).all()
    return [(row.event, row.username, json.loads(row.detail)) for row in rows if "sign" in row.event]


def lives(engine: Engine, token: str = "token") -> bool:
    with engine.connect() as connection:
        return living(connection, session_id_of(token)) is not None


def test_a_new_sign_in_begins_a_session_of_the_account_with_that_address(records_engine: Engine, ann: Account) -> None:
    assert begun(records_engine, who()) == ann
    assert lives(records_engine)
    assert trail(records_engine) == [("signed in", "ann", {"method": "single sign-on"})]
    assert audit.verify(records_engine).broken is None


def test_another_tab_finds_the_session_begun(records_engine: Engine, ann: Account) -> None:
    begun(records_engine, who())
    assert begun(records_engine, who()) == ann
    assert len(trail(records_engine)) == 1


def test_of_two_tabs_at_once_one_begins_and_both_are_in(records_engine: Engine, ann: Account) -> None:
    with ThreadPoolExecutor() as tabs, records_engine.begin() as connection:
        first = begin(connection, who(), "token", "client")
        second = tabs.submit(begun, records_engine, who())
        with pytest.raises(TimeoutError):
            second.result(timeout=0.5)
        connection.commit()
        assert first == second.result() == ann
    assert len(trail(records_engine)) == 1


@pytest.mark.parametrize("age", [FRESH + timedelta(seconds=1), timedelta(days=20), -AHEAD - timedelta(seconds=1)])
def test_an_old_sign_in_begins_nothing(records_engine: Engine, ann: Account, age: timedelta) -> None:
    assert begun(records_engine, who(issued_at=NOW - age)) == OVER
    assert not lives(records_engine)
    assert not trail(records_engine)


@pytest.mark.parametrize("age", [FRESH, -AHEAD])
def test_a_little_time_is_allowed(records_engine: Engine, ann: Account, age: timedelta) -> None:
    assert begun(records_engine, who(issued_at=NOW - age)) == ann


def test_a_sign_in_whose_session_was_ended_begins_no_other(records_engine: Engine, ann: Account) -> None:
    begun(records_engine, who())
    with records_engine.begin() as connection:
        sessions.end_every(connection, ann.account_id, "signed out")
    assert begun(records_engine, who()) == OVER
    assert not lives(records_engine)
    assert trail(records_engine)[-1] == (
        "sign-in failed",
        "ann",
        {"method": "single sign-on", "why": "its session was ended"},
    )
    assert begun(records_engine, who(), "the next sign-in") == ann


def test_a_session_that_ran_out_begins_no_other(
    records_engine: Engine, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(records_engine, who())
    stop_at(monkeypatch, NOW + sessions.IDLE)
    # However new the sign-in is said to be.
    assert begun(records_engine, who(issued_at=NOW + sessions.IDLE)) == OVER
    assert len(trail(records_engine)) == 1


def test_an_address_that_no_account_has_is_refused_and_written_down(records_engine: Engine, ann: Account) -> None:
    refused = begun(records_engine, who("bob@example.org"))
    assert isinstance(refused, Refused)
    assert "bob@example.org" in refused.why
    told = {"method": "single sign-on", "email": "bob@example.org", "why": "no active account"}
    assert trail(records_engine) == [("sign-in failed", "", told)]
    with records_engine.connect() as connection:
        assert not connection.execute(sa.select(sign_in_sessions)).all()


def test_an_account_that_is_closed_is_refused_in_the_same_words(records_engine: Engine, ann: Account) -> None:
    accounts.set_active(records_engine, ann, False)
    refused = begun(records_engine, who())
    assert isinstance(refused, Refused)
    assert refused.why == "No account here that is in use has the e-mail address ann.lee@example.org. " + (
        "Ask your administrator."
    )
    assert [entry[:2] for entry in trail(records_engine)] == [("sign-in failed", "ann")]
