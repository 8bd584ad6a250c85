"""A session ends when it must, everywhere, and failed attempts lock out whoever makes them."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from access import accounts, attempts, sessions
from access.accounts import Account
from access.attempts import MOST_FOR_ACCOUNT, MOST_FOR_CLIENT, MOST_IN_ALL, client_of, forgive, locked, note_failure
from access.roles import Role
from access.sessions import IDLE, LASTS, end_every, living, note_seen, start
from data.records.accounts import sign_in_sessions

START = datetime(2026, 11, 2, 9, 0)


class Clock:
    """The time, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = START
        for module in (sessions, attempts):
            monkeypatch.setattr(module, "now", lambda: self.at)

    def goes_on(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def ann(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr("access.passwords.COST", 4)
    accounts.add(records_engine, "ann", "Ann Lee", Role.ANALYST)
    with records_engine.connect() as connection:
        found = accounts.find(connection, username="ann")
    assert found
    return found


def lives(engine: Engine, token: str = "token") -> bool:
    with engine.connect() as connection:
        return living(connection, sessions.session_id_of(token)) is not None


def begun(engine: Engine, account: Account, token: str = "token") -> None:
    with engine.begin() as connection:
        start(connection, account.account_id, token, "client")


def seen(engine: Engine, token: str = "token") -> None:
    with engine.begin() as connection:
        found = living(connection, sessions.session_id_of(token))
        assert found
        note_seen(connection, found)


def test_a_session_is_known_by_its_token_and_by_no_other(records_engine: Engine, ann: Account, clock: Clock) -> None:
    assert not lives(records_engine)
    begun(records_engine, ann)
    assert lives(records_engine)
    assert not lives(records_engine, "another")
    assert not lives(records_engine, "")
    with records_engine.connect() as connection:
        kept = connection.execute(sa.select(sign_in_sessions)).one()
    assert "token" not in kept, "who reads the records cannot sign in with what is there"


def test_an_idle_session_ends_and_one_in_use_does_not(records_engine: Engine, ann: Account, clock: Clock) -> None:
    begun(records_engine, ann)
    clock.goes_on(IDLE - timedelta(seconds=1))
    assert lives(records_engine)
    seen(records_engine)
    clock.goes_on(IDLE - timedelta(seconds=1))
    assert lives(records_engine)
    clock.goes_on(timedelta(seconds=1))
    assert not lives(records_engine)


def test_no_session_outlasts_the_day_however_it_is_used(records_engine: Engine, ann: Account, clock: Clock) -> None:
    begun(records_engine, ann)
    step = IDLE / 2
    while clock.at + step < START + LASTS:
        clock.goes_on(step)
        seen(records_engine)
    clock.goes_on(step)
    assert not lives(records_engine)


def test_ending_ends_every_browsers_session_of_that_account_alone(
    records_engine: Engine, ann: Account, clock: Clock
) -> None:
    accounts.add(records_engine, "bob", "Bob", Role.ANALYST)
    with records_engine.connect() as connection:
        bob = accounts.find(connection, username="bob")
    assert bob
    begun(records_engine, ann, "one")
    begun(records_engine, ann, "two")
    begun(records_engine, bob, "bobs")
    with records_engine.begin() as connection:
        assert end_every(connection, ann.account_id, "signed out") == 2
        assert end_every(connection, ann.account_id, "signed out") == 0
    assert [lives(records_engine, token) for token in ("one", "two", "bobs")] == [False, False, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda engine, who: accounts.set_active(engine, who, False),
        lambda engine, who: accounts.set_role(engine, who, Role.BOARD_MEMBER, ()),
        lambda engine, who: accounts.set_password(engine, who, "walnut tractor silver monday"),
        lambda engine, who: accounts.reset_password(engine, who),
    ],
    ids=["disabled", "another role", "another password", "reset"],
)
def test_a_changed_account_is_signed_out_everywhere(records_engine: Engine, ann: Account, clock: Clock, change) -> None:
    begun(records_engine, ann)
    change(records_engine, ann)
    assert not lives(records_engine)


def failed(engine: Engine, times: int, username: str = "ann", client: str = "here") -> None:
    with engine.begin() as connection:
        for _ in range(times):
            note_failure(connection, username, client)


def is_locked(engine: Engine, username: str = "ann", client: str = "here") -> bool:
    with engine.connect() as connection:
        return locked(connection, username, client)


def test_an_account_is_locked_from_anywhere_and_for_a_while(records_engine: Engine, clock: Clock) -> None:
    failed(records_engine, MOST_FOR_ACCOUNT - 1)
    assert not is_locked(records_engine)
    failed(records_engine, 1, client="elsewhere")
    assert is_locked(records_engine)
    assert is_locked(records_engine, client="a third place")
    assert not is_locked(records_engine, "bob")
    clock.goes_on(attempts.WINDOW + timedelta(seconds=1))
    assert not is_locked(records_engine)


def test_a_client_that_tries_many_names_is_locked_for_all(records_engine: Engine, clock: Clock) -> None:
    for number in range(MOST_FOR_CLIENT):
        failed(records_engine, 1, username=f"name{number}")
    assert is_locked(records_engine, "nobody has been tried by this name")
    assert not is_locked(records_engine, "ann", client="elsewhere")


def test_guessing_from_many_places_at_once_puts_the_brake_on(records_engine: Engine, clock: Clock) -> None:
    for number in range(MOST_IN_ALL):
        failed(records_engine, 1, username=f"name{number}", client=f"client{number}")
    assert is_locked(records_engine, "ann", client="elsewhere")
    clock.goes_on(attempts.BRAKE + timedelta(seconds=1))
    assert not is_locked(records_engine, "ann", client="elsewhere")


def test_signing_in_forgives(records_engine: Engine, clock: Clock) -> None:
    failed(records_engine, MOST_FOR_ACCOUNT)
    with records_engine.begin() as connection:
        forgive(connection, "ann")
    assert not is_locked(records_engine)


def test_a_clients_address_is_not_kept(records_engine: Engine) -> None:
    assert "10.1.2.3" not in client_of("10.1.2.3", "key")
    assert client_of("10.1.2.3", "key") == client_of("10.1.2.3", "key")
    assert len({client_of(one, key) for one in ("10.1.2.3", "10.1.2.4", None) for key in ("key", "other")}) == 6
