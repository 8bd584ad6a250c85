"""Signing in: attempts are counted in the records, names cannot be told from one another, and a cookie is worth nothing
without its session."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import jwt
import pytest
from sqlalchemy import Engine

from access import accounts, sign_in
from access.accounts import Account
from access.attempts import MOST_FOR_ACCOUNT, MOST_FOR_CLIENT
from access.audit import Event, read
from access.passwords import nobodys
from access.roles import Role
from access.sign_in import ALGORITHM, LIBRARY_LIMIT, Directory, begin, failed, sign_out, viewer_of

KEY = secrets.token_urlsafe(48)


@pytest.fixture
def ann(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setattr("access.passwords.COST", 4)
    monkeypatch.setattr("access.viewer.records", lambda: records_engine)
    accounts.add(records_engine, "ann", "Ann Lee", Role.ANALYST)
    yield found(records_engine)


def found(engine: Engine, username: str = "ann") -> Account:
    with engine.connect() as connection:
        account = accounts.find(connection, username=username)
    assert account
    return account


def cookie(username: str = "ann", key: str | None = KEY, algorithm: str = ALGORITHM) -> str:
    ends = (datetime.now() + timedelta(hours=8)).timestamp()
    return jwt.encode({"username": username, "exp_date": ends, "id": secrets.token_hex(4)}, key, algorithm=algorithm)


def events(engine: Engine) -> list[str]:
    return read(engine)["event"].tolist()[::-1]


def test_the_directory_has_every_name_and_a_password_nobody_knows_for_those_nobody_has(
    records_engine: Engine, ann: Account
) -> None:
    directory = Directory(records_engine, "client")
    assert "nobody" in directory
    assert directory["nobody"]["password"] == nobodys()
    assert directory["ann"]["password"] not in ("", nobodys())
    assert directory.asked == "nobody"


def test_a_closed_account_looks_like_one_nobody_has(records_engine: Engine, ann: Account) -> None:
    accounts.set_active(records_engine, ann, False)
    assert Directory(records_engine, "client")["ann"] == Directory(records_engine, "client")["nobody"]


def test_attempts_run_out_for_a_name_whoever_tries_and_whether_or_not_anybody_has_it(
    records_engine: Engine, ann: Account
) -> None:
    for name in ("ann", "nobody"):
        for number in range(MOST_FOR_ACCOUNT):
            directory = Directory(records_engine, f"client {number}")
            assert directory[name]["failed_login_attempts"] == 0
        directory = Directory(records_engine, "another client")
        assert directory[name] == {"password": nobodys(), "failed_login_attempts": LIBRARY_LIMIT}
        assert directory.refused


def test_of_many_browsers_that_try_at_once_only_so_many_are_heard(records_engine: Engine, ann: Account) -> None:
    """All ask before any is answered: counted when it is heard, an attempt cannot be raced."""

    def attempt(number: int) -> bool:
        directory = Directory(records_engine, f"client {number}")
        directory["ann"]
        return not directory.refused

    with ThreadPoolExecutor(8) as browsers:
        heard = list(browsers.map(attempt, range(24)))
    assert sum(heard) == MOST_FOR_ACCOUNT


def test_a_failure_is_written_and_the_one_that_locks_and_no_other(records_engine: Engine, ann: Account) -> None:
    for _ in range(MOST_FOR_ACCOUNT + 3):
        directory = Directory(records_engine, "client")
        directory["ann"]
        failed(records_engine, "ann", "client", refused=directory.refused)
    assert events(records_engine)[1:] == [*[str(Event.SIGN_IN_FAILED)] * MOST_FOR_ACCOUNT, str(Event.LOCKED_OUT)]


def test_a_name_nobody_has_is_not_kept_for_it_may_be_a_password(records_engine: Engine, ann: Account) -> None:
    failed(records_engine, "my secret words", "client", refused=False)
    entry = read(records_engine).iloc[0]
    assert entry["event"] == Event.SIGN_IN_FAILED
    assert "secret" not in "".join(str(value) for value in entry)


def test_signing_in_begins_a_session_and_forgives_the_attempts(records_engine: Engine, ann: Account) -> None:
    for _ in range(MOST_FOR_ACCOUNT - 1):
        Directory(records_engine, "client")["ann"]
    token = cookie()
    assert begin(records_engine, "ann", token, "client")
    looking = viewer_of(token, KEY)
    assert looking
    assert looking.account.username == "ann"
    assert not Directory(records_engine, "client")["ann"]["failed_login_attempts"]


def test_whose_account_was_closed_meanwhile_has_no_session(records_engine: Engine, ann: Account) -> None:
    accounts.set_active(records_engine, ann, False)
    assert begin(records_engine, "ann", cookie(), "client") is None


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "nonsense",
        cookie(),  # rightly signed, and never given out
        cookie(key="some_key" * 8),
        cookie(key=None, algorithm="none"),
        jwt.encode({"exp_date": 9e9}, KEY, algorithm=ALGORITHM),
        jwt.encode({"username": ["ann"], "exp_date": 9e9}, KEY, algorithm="HS512"),
    ],
)
def test_a_cookie_without_its_session_is_nobodys(records_engine: Engine, ann: Account, token: str | None) -> None:
    begin(records_engine, "ann", cookie(), "client")
    assert viewer_of(token, KEY) is None


def test_a_session_is_of_the_account_its_cookie_names(records_engine: Engine, ann: Account) -> None:
    """Even where somebody could put a session of one account under another's cookie."""
    accounts.add(records_engine, "bob", "Bob", Role.ADMINISTRATOR)
    token = cookie("ann")
    begin(records_engine, "bob", token, "client")
    assert viewer_of(token, KEY) is None


def test_signed_out_is_signed_out_everywhere(records_engine: Engine, ann: Account) -> None:
    here, there = cookie(), cookie()
    for token in (here, there):
        begin(records_engine, "ann", token, "client")
    sign_out(records_engine, ann)
    assert viewer_of(here, KEY) is None
    assert viewer_of(there, KEY) is None
    assert events(records_engine)[-1] == Event.SIGNED_OUT


@pytest.mark.parametrize("change", ["role", "closed", "password", "reset"])
def test_a_change_of_the_account_ends_its_sessions(records_engine: Engine, ann: Account, change: str) -> None:
    token = cookie()
    begin(records_engine, "ann", token, "client")
    if change == "role":
        accounts.set_role(records_engine, ann, Role.BOARD_MEMBER, ())
    elif change == "closed":
        accounts.set_active(records_engine, ann, False)
    elif change == "password":
        accounts.set_password(records_engine, ann, "granite walrus teacup midnight")
    else:
        accounts.reset_password(records_engine, ann)
    assert viewer_of(token, KEY) is None


def test_the_library_is_asked_for_what_it_does(records_engine: Engine) -> None:
    """The names that are reached into: a new version of the library that lacks one is noticed here."""
    import streamlit_authenticator as stauth

    made = stauth.Authenticate({"usernames": {}}, "name", KEY, 1.0, auto_hash=False, login_sleep_time=0)
    assert made.authentication_controller.authentication_model.credentials == {"usernames": {}}
    assert callable(made.cookie_controller.cookie_model.cookie_manager.set)
    assert pytest.approx(1 / 3) == sign_in.COOKIE_DAYS


def test_a_name_with_a_nul_in_it_is_the_name_without_also_in_the_trail(records_engine: Engine, ann: Account) -> None:
    directory = Directory(records_engine, "here")
    directory["a\0nn"]
    assert directory.asked == "ann"
    failed(records_engine, str(directory.asked), "here", refused=directory.refused)
    assert read(records_engine).iloc[0][["event", "username"]].tolist() == [Event.SIGN_IN_FAILED, "ann"]


def test_a_neighbour_behind_the_same_address_locks_nobody_out_who_is_known_there(
    records_engine: Engine, ann: Account
) -> None:
    begin(records_engine, "ann", cookie(), "the office")
    for number in range(MOST_FOR_CLIENT):
        Directory(records_engine, "the office")[f"nobody {number}"]
    stranger, owner = Directory(records_engine, "the office"), Directory(records_engine, "the office")
    stranger["somebody else"]
    owner["ann"]
    assert (stranger.refused, owner.refused) == (True, False)
    for _ in range(MOST_FOR_ACCOUNT - 1):
        Directory(records_engine, "the office")["ann"]
    last = Directory(records_engine, "the office")
    last["ann"]
    assert last.refused, "the account's own failures from there still count"
