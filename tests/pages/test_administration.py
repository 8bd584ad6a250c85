"""The administrator's pages: accounts are kept, the trail is read, by whoever may, and every change is written down."""

import secrets

import pytest

from access import accounts
from access.roles import Role
from access.viewer import records
from tests.conftest import County
from tests.pages.opening import markdown, open_page, opened_well, press
from tests.signing_in import audit_of, token

FRONT_DOOR, ACCOUNTS, AUDIT = "", "who-may-sign-in", "who-did-what"


@pytest.fixture
def doorkeeper(small_county: County) -> str:
    return f"doorkeeper-{secrets.token_hex(3)}"


def held(username: str) -> accounts.Account | None:
    with records().connect() as connection:
        return accounts.find(connection, username=username)


def test_an_administrator_comes_in_at_the_accounts_and_is_refused_nothing(doorkeeper: str) -> None:
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    assert page.title[0].value == "Accounts"
    assert "refused" not in [event for event, *_ in audit_of(doorkeeper)]


def test_an_account_is_made_with_a_first_password_shown_once(doorkeeper: str) -> None:
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    name = f"new-{secrets.token_hex(3)}"
    page.text_input[0].input(name)
    page.text_input[1].input("New Comer")
    page.selectbox[-1].select(Role.BOARD_MEMBER)
    press(page, "Add the account")
    made = held(name)
    assert made
    assert (made.role, made.must_change) == (Role.BOARD_MEMBER, True)
    assert len(page.code[0].value) == 23
    assert not opened_well(page.run()).code
    assert "account added" in [event for event, *_ in audit_of(doorkeeper)]


def test_what_is_wrong_with_an_account_is_said(doorkeeper: str) -> None:
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.text_input[0].input("A B")
    press(page, "Add the account")
    assert "A username has 3 to 64" in page.error[0].value
    page.text_input[0].input("manager-without")
    page.selectbox[-1].select(Role.TEAM_MANAGER)
    press(page, "Add the account")
    assert "needs at least one team" in page.error[0].value


def test_an_account_is_closed_and_its_sessions_end(doorkeeper: str) -> None:
    name = f"going-{secrets.token_hex(3)}"
    theirs = token(Role.BOARD_MEMBER, username=name)
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.selectbox[0].select(name).run()
    press(page, "Close the account")
    account = held(name)
    assert account
    assert not account.active
    assert open_page(FRONT_DOOR, signed_in=theirs).title[0].value == "Neglect Strategy dashboard"


def test_one_cannot_change_one_s_own_account(doorkeeper: str) -> None:
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    assert doorkeeper not in page.selectbox[0].options


def test_the_trail_is_read_filtered_and_found_whole(doorkeeper: str) -> None:
    page = opened_well(open_page(AUDIT, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.text_input[0].input(doorkeeper).run()
    shown = page.dataframe[0].value
    assert set(shown["Who"]) == {doorkeeper}
    assert "page opened" in set(shown["What"])
    press(page, "Check every entry")
    assert "entries hold together" in page.success[0].value


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", [ACCOUNTS, AUDIT])
def test_nobody_else_gets_there(role: Role, address: str, small_county: County) -> None:
    name = f"{role.replace(' ', '-')}-{secrets.token_hex(3)}"
    page = open_page(address, signed_in=token(role, username=name))
    assert page.title[0].value == "Not for your role"
    assert "has been written down" in markdown(page)
    assert not page.table
    assert not page.dataframe
    assert [event for event, *_ in audit_of(name)][-1] == "refused"
