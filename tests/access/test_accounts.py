"""Accounts are made, changed and found as they should be; what is refused leaves nothing behind."""

import pytest
from sqlalchemy import Engine

from access import accounts
from access.accounts import Account, AccountRefused
from access.audit import Actor, read, verify
from access.passwords import matches
from access.roles import RIGHTS, Act, Role


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.passwords.COST", 4)


def found(engine: Engine, username: str) -> Account:
    with engine.connect() as connection:
        account = accounts.find(connection, username=username)
    assert account
    return account


def kept_hash(engine: Engine, username: str) -> str:
    with engine.connect() as connection:
        return str(
            connection.exec_driver_sql("SELECT password_hash FROM accounts ORDER BY account_id").scalars().first()
        )


def test_an_account_is_made_with_a_password_to_change(records_engine: Engine) -> None:
    password = accounts.add(records_engine, " Ann.Lee ", "Ann Lee", Role.TEAM_MANAGER, teams=["T2", "T1"])
    ann = found(records_engine, "ann.lee")
    assert (ann.role, ann.teams, ann.active, ann.must_change) == (Role.TEAM_MANAGER, ("T1", "T2"), True, True)
    assert matches(password, kept_hash(records_engine, "ann.lee"))
    assert read(records_engine)["event"].tolist() == ["account added"]
    assert password not in read(records_engine).to_string()


@pytest.mark.parametrize(
    ("username", "role", "teams", "says"),
    [
        ("ann", Role.ANALYST, [], "has this username"),
        ("ANN", Role.ANALYST, [], "has this username"),
        ("a", Role.ANALYST, [], "3 to 64"),
        ("ann lee", Role.ANALYST, [], "3 to 64"),
        ("<b>ann</b>", Role.ANALYST, [], "3 to 64"),
        ("bob", Role.TEAM_MANAGER, [], "at least one team"),
        ("bob", Role.BOARD_MEMBER, ["T1"], "no teams of their own"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_nothing_is_left(
    records_engine: Engine, username: str, role: Role, teams: list[str], says: str
) -> None:
    accounts.add(records_engine, "ann", "Ann", Role.ANALYST)
    with pytest.raises(AccountRefused, match=says):
        accounts.add(records_engine, username, "Somebody", role, teams=teams)
    assert [account.username for account in accounts.every(records_engine)] == ["ann"]
    assert verify(records_engine).entries == 1


def test_an_e_mail_address_belongs_to_one_account_however_it_is_spelt(records_engine: Engine) -> None:
    accounts.add(records_engine, "ann", "Ann", Role.ANALYST, email="Ann@Example.org")
    with pytest.raises(AccountRefused):
        accounts.add(records_engine, "bob", "Bob", Role.ANALYST, email="ann@example.org ")
    with records_engine.connect() as connection:
        by_mail = accounts.find_by_email(connection, "ANN@example.org")
        assert by_mail
        assert by_mail.username == "ann"
        assert accounts.find_by_email(connection, "") is None
    accounts.add(records_engine, "cat", "Cat", Role.ANALYST)
    accounts.add(records_engine, "dan", "Dan", Role.ANALYST)  # two without one


def test_a_weak_password_changes_nothing(records_engine: Engine) -> None:
    accounts.add(records_engine, "ann", "Ann Lee", Role.ANALYST)
    before = kept_hash(records_engine, "ann")
    with pytest.raises(AccountRefused, match="Leave your name"):
        accounts.set_password(records_engine, found(records_engine, "ann"), "annual leave for everyone 7")
    assert kept_hash(records_engine, "ann") == before
    accounts.set_password(records_engine, found(records_engine, "ann"), "walnut tractor silver monday")
    assert not found(records_engine, "ann").must_change
    assert "walnut" not in read(records_engine).to_string()


def test_another_role_takes_its_teams_with_it(records_engine: Engine) -> None:
    accounts.add(records_engine, "ann", "Ann", Role.TEAM_MANAGER, teams=["T1"])
    with pytest.raises(AccountRefused):
        accounts.set_role(records_engine, found(records_engine, "ann"), Role.TEAM_MANAGER, [])
    accounts.set_role(records_engine, found(records_engine, "ann"), Role.BOARD_MEMBER, [], by=Actor("admin", 9))
    ann = found(records_engine, "ann")
    assert (ann.role, ann.teams) == (Role.BOARD_MEMBER, ())
    newest = read(records_engine).iloc[0]
    assert (newest["event"], newest["username"]) == ("account changed", "admin")
    assert '"role": "board member"' in newest["detail"]


def test_every_role_has_its_rights_and_the_board_opens_no_case() -> None:
    assert set(RIGHTS) == set(Role)
    board, administrator = RIGHTS[Role.BOARD_MEMBER], RIGHTS[Role.ADMINISTRATOR]
    for rights in (board, administrator):
        assert not rights.acts & {Act.OPEN_CASES, Act.REVEAL_NAMES}
        assert not rights.unsuppressed
    assert not administrator.pages & {"overview", "drift"}, "accounts and audit, no case data"
    assert RIGHTS[Role.SENIOR_LEADER].reason
    assert RIGHTS[Role.TEAM_MANAGER].own_teams_only
