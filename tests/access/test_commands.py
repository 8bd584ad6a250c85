"""The operator's commands for accounts and the audit trail, as they are given."""

import csv
import io
import json
import os
import pwd
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from typer.testing import CliRunner

import manage
from access import accounts, audit, commands, sessions
from access.accounts import Account
from access.attempts import MOST_FOR_ACCOUNT, note_failure
from access.audit import Actor, Event, read, verify
from access.passwords import matches
from access.roles import Role
from data.records.accounts import accounts as kept_accounts
from data.records.ssd import ssd_department
from tests.data.load.sources import county, frames_of, involvement, loaded
from tests.manage.running import Run, command


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.passwords.COST", 4)


@pytest.fixture
def run(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on records that know two teams, T1 and T2."""
    monkeypatch.setattr(manage, "_records", lambda: records_engine)
    teams = [{"dept_team_id": "T1", "dept_team_name": "North"}, {"dept_team_id": "T2", "dept_team_name": "South"}]
    with records_engine.begin() as connection:
        connection.execute(sa.insert(ssd_department), teams)
    return command


def added(run: Run, username: str = "ann", role: str = "analyst", *more: str) -> str:
    """Adds an account and gives what was printed."""
    return str(run("accounts", "add", username, "--name", "Ann Lee", "--role", role, *more).stdout)


def found(engine: Engine, username: str = "ann") -> Account:
    with engine.connect() as connection:
        account = accounts.find(connection, username=username)
    assert account
    return account


def kept_hash(engine: Engine, username: str = "ann") -> str | None:
    with engine.connect() as connection:
        hashes = sa.select(kept_accounts.c.password_hash).where(kept_accounts.c.username == username)
        return connection.execute(hashes).scalar_one()


def signed_in(engine: Engine, username: str = "ann", token: str = "token") -> None:
    with engine.begin() as connection:
        sessions.start(connection, found(engine, username).account_id, token, "client")


def lives(engine: Engine, token: str = "token") -> bool:
    with engine.connect() as connection:
        return sessions.living(connection, sessions.session_id_of(token)) is not None


def failed(engine: Engine, username: str = "ann") -> None:
    with engine.begin() as connection:
        for number in range(MOST_FOR_ACCOUNT):
            note_failure(connection, username, f"client {number}")


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


# --- Accounts ---


def test_an_account_is_added_and_its_first_password_printed_alone(records_engine: Engine, run: Run) -> None:
    words = (
        "--name",
        "Ann Lee",
        "--role",
        "team manager",
        "--team",
        "T2",
        "--team",
        "T1",
        "--email",
        "Ann@example.org",
    )
    result = run("accounts", "add", "Ann.Lee", *words)
    password = result.stdout.rstrip("\n")
    ann = found(records_engine, "ann.lee")
    assert (ann.name, ann.role, ann.teams) == ("Ann Lee", Role.TEAM_MANAGER, ("T1", "T2"))
    assert (ann.email, ann.must_change) == ("ann@example.org", True)
    assert matches(password, kept_hash(records_engine, "ann.lee"))
    assert "must be changed at the first sign-in" in result.stderr
    assert password not in result.stderr + read(records_engine).to_string()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["bob", "--role", "team manager", "--team", "T9"], "no team with the id T9. There are: T1 North; T2 South."),
        (["bob", "--role", "team manager", "--team", "T1", "--team", " T2"], "no team with the id  T2."),
        (["bob", "--role", "team manager"], "at least one team"),
        (["bob", "--role", "analyst", "--team", "T1"], "no teams of their own"),
        (["ann", "--role", "analyst"], "has this username"),
        (["b", "--role", "analyst"], "3 to 64"),
        (["bob", "--role", "analyst", "--no-password"], "needs the e-mail address"),
        (["bob", "--role", "analyst", "--no-password", "--email", " "], "needs the e-mail address"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_an_account_is_said_plainly(
    records_engine: Engine, run: Run, words: list[str], says: str
) -> None:
    added(run)
    entries = verify(records_engine).entries
    result = run("accounts", "add", *words, "--name", "Somebody", code=1)
    assert says in result.stderr
    assert result.stdout == ""
    assert [account.username for account in accounts.every(records_engine)] == ["ann"]
    assert verify(records_engine).entries == entries


def test_an_account_without_a_password_has_none_and_none_is_printed(records_engine: Engine, run: Run) -> None:
    assert added(run, "ann", "analyst", "--no-password", "--email", "ann@example.org") == ""
    assert kept_hash(records_engine) is None
    assert not found(records_engine).must_change
    assert not matches("", kept_hash(records_engine))


def test_accounts_are_listed_with_what_an_operator_asks_about_them(records_engine: Engine, run: Run) -> None:
    assert "There are no accounts yet" in run("accounts", "list").stderr
    run("accounts", "add", "ann", "--name", "=Ann()", "--role", "team manager", "--team", "T2", "--team", "T1")
    added(run, "bob", "analyst", "--email", "bob@example.org")
    run("accounts", "disable", "bob")
    signed_in(records_engine, "ann")
    failed(records_engine, "bob")
    with records_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sign_in_sessions SET started_at = '2026-11-02 09:05:00.000000'")
    printed = run("accounts", "list", "--format", "csv").stdout
    assert rows(printed) == [
        {
            "username": "ann",
            "name": "'=Ann()",
            "role": "team manager",
            "teams": "T1; T2",
            "email": "",
            "active": "yes",
            "demonstration": "no",
            "last_sign_in": "2026-11-02 09:05",
            "locked_now": "no",
        },
        {
            "username": "bob",
            "name": "Ann Lee",
            "role": "analyst",
            "teams": "",
            "email": "bob@example.org",
            "active": "no",
            "demonstration": "no",
            "last_sign_in": "",
            "locked_now": "yes",
        },
    ]
    text = run("accounts", "list").stdout
    assert [line.split()[0] for line in text.splitlines()] == ["username", "ann", "bob"]
    for username in ("ann", "bob"):
        assert str(kept_hash(records_engine, username)) not in text + printed


def test_a_reset_gives_another_password_and_forgives(records_engine: Engine, run: Run) -> None:
    first = added(run).strip()
    signed_in(records_engine)
    failed(records_engine)
    result = run("accounts", "reset", "ANN")
    second = result.stdout.strip()
    assert second != first
    assert matches(second, kept_hash(records_engine))
    assert not matches(first, kept_hash(records_engine))
    assert found(records_engine).must_change
    assert not lives(records_engine)
    assert rows(run("accounts", "list", "--format", "csv").stdout)[0]["locked_now"] == "no"
    assert second not in result.stderr + read(records_engine).to_string()


def test_an_account_is_disabled_and_enabled(records_engine: Engine, run: Run) -> None:
    added(run)
    signed_in(records_engine)
    run("accounts", "disable", "ann")
    assert not found(records_engine).active
    assert not lives(records_engine)
    run("accounts", "enable", "ann")
    assert found(records_engine).active
    assert not lives(records_engine), "a session that has ended stays so"


def test_a_role_and_teams_are_changed(records_engine: Engine, run: Run) -> None:
    added(run)
    run("accounts", "role", "ann", "team manager", "--team", "T1")
    assert (found(records_engine).role, found(records_engine).teams) == (Role.TEAM_MANAGER, ("T1",))
    run("accounts", "teams", "ann", "T2")
    assert (found(records_engine).role, found(records_engine).teams) == (Role.TEAM_MANAGER, ("T2",))
    before = found(records_engine)
    assert "no team with the id T9" in run("accounts", "teams", "ann", "T1", "T9", code=1).stderr
    assert "no team with the id T9" in run("accounts", "role", "ann", "team manager", "--team", "T9", code=1).stderr
    assert "at least one team" in run("accounts", "role", "ann", "team manager", code=1).stderr
    assert found(records_engine) == before
    run("accounts", "role", "ann", "board member")
    assert (found(records_engine).role, found(records_engine).teams) == (Role.BOARD_MEMBER, ())
    assert "no teams of their own" in run("accounts", "teams", "ann", "T1", code=1).stderr


@pytest.mark.parametrize(
    "words",
    [["reset", "eve"], ["disable", "eve"], ["enable", "eve"], ["role", "eve", "analyst"], ["teams", "eve", "T1"]],
    ids=" ".join,
)
def test_an_account_there_is_not_is_said_plainly(records_engine: Engine, run: Run, words: list[str]) -> None:
    result = run("accounts", *words, code=1)
    assert "There is no account 'eve'" in result.stderr
    assert result.stdout == ""
    assert verify(records_engine).entries == 0


def test_every_change_is_in_the_trail_with_who_gave_the_command(
    records_engine: Engine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody else")
    added(run)
    for words in (["reset", "ann"], ["disable", "ann"], ["enable", "ann"], ["role", "ann", "team manager"]):
        run("accounts", *words, *(["--team", "T1"] if words[0] == "role" else []))
    run("accounts", "teams", "ann", "T2")
    run("accounts", "add", "bob", "--name", "Bob", "--role", "analyst", "--no-password", "--email", "bob@example.org")
    trail = read(records_engine)
    assert trail["event"].tolist()[::-1] == [
        *("account added", "password changed", "account changed", "account changed"),
        *("account changed", "account changed", "account added"),
    ]
    assert set(trail["username"]) == {"(command line)"}
    assert {json.loads(detail)["system_user"] for detail in trail["detail"]} == {pwd.getpwuid(os.getuid()).pw_name}


def test_a_user_the_machine_has_no_name_for_is_known_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    assert commands.operator() == Actor("(command line)", system_user="user 987654")


def test_the_demonstration_accounts_are_made_and_closed(records_engine: Engine, run: Run) -> None:
    assert "manage.py demo" in run("accounts", "demo", code=1).stderr
    frames = {**county(1), **frames_of(ssd_involvements=[involvement(1, 1, "T1")])}
    loaded(records_engine, frames, kind="demo", authority_code="999", synthetic=True)
    made = dict(line.split() for line in run("accounts", "demo").stdout.splitlines())
    assert sorted(made) == [account.username for account in accounts.every(records_engine)]
    assert all(matches(password, kept_hash(records_engine, username)) for username, password in made.items())
    assert {row["demonstration"] for row in rows(run("accounts", "list", "--format", "csv").stdout)} == {"yes"}
    assert "Closed: admin, analyst, board, leader, manager." in run("accounts", "demo", "--off").stderr
    assert not any(account.active for account in accounts.every(records_engine))
    assert "No demonstration account was open." in run("accounts", "demo", "--off").stderr
    assert "python manage.py accounts demo" in run("accounts", "enable", "leader", code=1).stderr
    assert not found(records_engine, "leader").active
    trail = read(records_engine)
    assert len(trail) == 10
    assert trail["detail"].str.contains('"system_user"').all()


# --- The audit trail ---


def test_a_trail_that_holds_is_told_with_its_newest_digest(records_engine: Engine, run: Run) -> None:
    added(run)
    run("accounts", "disable", "ann")
    told = run("audit", "verify").stdout
    assert told == f"Entries that hold: 2. Newest digest that holds: {verify(records_engine).newest}\n"


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_trail_that_was_tampered_with_fails_at_the_first_entry_that_does_not_hold(
    records_engine: Engine, run: Run
) -> None:
    added(run)
    for word in ("disable", "enable", "disable"):
        run("accounts", word, "ann")
    with records_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entries_no_update")
        connection.exec_driver_sql("UPDATE audit_entries SET username = 'bob' WHERE entry_id = 3")
    result = run("audit", "verify", code=1)
    assert "Entry 3 is the first that does not hold" in result.stderr
    assert result.stdout.startswith("Entries that hold: 2.")


@pytest.fixture
def three_days(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of ann's on each of three days, and one of a username that is a formula."""
    for day in (1, 2, 3):
        monkeypatch.setattr(audit, "now", lambda day=day: datetime(2026, 11, day, 23, 59, 59))
        with records_engine.begin() as connection:
            audit.write(connection, Event.PAGE_OPENED, Actor("ann", 1, "analyst"), page="drift")
    with records_engine.begin() as connection:
        audit.write(connection, Event.SIGN_IN_FAILED, Actor("=cmd|' /C calc'!A0"))
    monkeypatch.setattr(audit, "now", lambda: datetime(2026, 11, 9))


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ([], ["5", "4", "3", "2", "1"]),
        (["--since", "2026-11-02", "--until", "2026-11-02"], ["2"]),
        (["--since", "2026-11-03"], ["5", "4", "3"]),
        (["--until", "2026-11-02"], ["2", "1"]),
        (["--user", "ann"], ["3", "2", "1"]),
        (["--event", "sign-in failed", "--event", "exported"], ["5", "4"]),
        (["--event", "name revealed"], []),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_trail_is_exported_as_asked_and_that_is_in_it(
    records_engine: Engine, run: Run, three_days: None, words: list[str], entries: list[str]
) -> None:
    printed = rows(run("audit", "export", *words).stdout)
    assert [row["entry_id"] for row in printed] == entries
    newest = read(records_engine, newest=1).iloc[0]
    assert (newest["event"], newest["username"]) == ("exported", "(command line)")
    detail = json.loads(newest["detail"])
    assert detail["what"] == "audit trail"
    assert detail["system_user"]
    given = list(zip(words[::2], words[1::2], strict=True))
    assert detail["asked"] == {
        "since": dict(given).get("--since"),
        "until": dict(given).get("--until"),
        "user": dict(given).get("--user", ""),
        "events": [value for name, value in given if name == "--event"],
    }


def test_an_exported_trail_is_safe_to_open_and_whole(records_engine: Engine, run: Run, three_days: None) -> None:
    with records_engine.begin() as connection:
        for number in range(600):
            audit.write(connection, Event.PAGE_OPENED, Actor("ann"), number=number)
    printed = rows(run("audit", "export").stdout)
    assert len(printed) == 605, "more than a screen shows"
    assert printed[-4]["username"] == "'=cmd|' /C calc'!A0"
    assert printed[-4]["at"] == "2026-11-03 23:59:59"


def test_where_an_export_cannot_be_written_down_nothing_is_printed(
    records_engine: Engine, run: Run, three_days: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, OSError("the disk is full"))

    monkeypatch.setattr(audit, "write", fails)
    result = run("audit", "export", code=1)
    assert result.stdout == ""
    assert "The database did not do as asked" in result.stderr


def test_commands_mounted_without_what_they_stand_on_say_so() -> None:
    result = CliRunner().invoke(commands.audit_app, ["verify"])
    assert isinstance(result.exception, RuntimeError)
