"""The administrator's pages: accounts are kept, the trail is read, by whoever may, and every change is written down."""

import secrets

import pytest

from access import accounts
from access.attempts import MOST_FOR_ACCOUNT, note_failure
from access.audit import read
from access.roles import Role
from access.viewer import records
from pages.audit_trail import _for_a_file, _in_words
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
    assert page.error[0].value == "Choose a role for the account."
    page.selectbox[-1].select(Role.BOARD_MEMBER)
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
    assert page.warning[0].value.endswith("will be signed out everywhere, and can no longer sign in.")
    press(page, "No, leave it open")
    asked = held(name)
    assert asked
    assert asked.active
    assert not page.warning
    press(page, "Close the account")
    press(page, "Yes, close it")
    account = held(name)
    assert account
    assert not account.active
    assert open_page(FRONT_DOOR, signed_in=theirs).title[0].value == "Neglect Strategy dashboard"


def test_a_closed_account_is_not_given_a_password(doorkeeper: str) -> None:
    """Whoever was told it would be turned away at the form, and not know why."""
    name = f"gone-{secrets.token_hex(3)}"
    token(Role.BOARD_MEMBER, username=name)
    account = held(name)
    assert account
    accounts.set_active(records(), account, False)
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.selectbox[0].select(name).run()
    assert "This account is closed. Open it again before you give it a new first password." in markdown(page)
    assert "Give a new first password" not in [button.label for button in page.button]
    press(page, "Open the account again")
    again = held(name)
    assert again
    assert again.active


def test_the_list_says_who_has_signed_in_and_who_is_locked_out(doorkeeper: str) -> None:
    name = f"forgetful-{secrets.token_hex(3)}"
    accounts.add(records(), name, "Forgetful", Role.BOARD_MEMBER)
    with records().begin() as connection:
        for _ in range(MOST_FOR_ACCOUNT):
            note_failure(connection, name, "a client's")
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    rows = page.dataframe[0].value.set_index("Username")
    assert rows.loc[name, ["Last signed in (UTC)", "Locked out"]].tolist() == ["never", "yes, for a quarter of an hour"]
    assert rows.loc[doorkeeper, "Last signed in (UTC)"] != "never"
    assert rows.loc[doorkeeper, "Locked out"] == "no"


def test_one_cannot_change_one_s_own_account(doorkeeper: str) -> None:
    page = opened_well(open_page(FRONT_DOOR, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    assert doorkeeper not in page.selectbox[0].options


def test_the_trail_is_read_filtered_and_found_whole(doorkeeper: str) -> None:
    page = opened_well(open_page(AUDIT, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.text_input[0].input(doorkeeper).run()
    shown = page.dataframe[0].value
    assert set(shown["Who"]) == {doorkeeper}
    assert "page opened" in set(shown["What"])
    assert "Audit trail" in set(shown["Page"])
    assert not shown.astype(str).isin(["None", "nan"]).any(axis=None)
    assert not shown["Detail"].str.contains('[{}\\[\\]"]').any()
    press(page, "Check every entry")
    assert "entries hold together" in page.success[0].value


def test_where_no_entry_matches_that_is_said(doorkeeper: str) -> None:
    page = opened_well(open_page(AUDIT, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    page.text_input[0].input("nobody-of-that-name").run()
    assert "No entry matches." in markdown(page)
    assert "newest first" not in markdown(page)


def test_the_trail_is_taken_away_with_headings_whole_seconds_and_titles(doorkeeper: str) -> None:
    opened_well(open_page(AUDIT, signed_in=token(Role.ADMINISTRATOR, username=doorkeeper)))
    file = _for_a_file(read(records(), username=doorkeeper), {"audit": "Audit trail"})
    assert list(file) == ["Number", "When (UTC)", "What", "Who", "As", "Page", "Detail"]
    assert file["When (UTC)"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d").all()
    assert "Audit trail" in set(file["Page"])


def test_an_entry_is_written_out_as_words() -> None:
    detail = {
        "filters": {"month": "2026-10-31", "teams": ["A", "B"], "ages": []},
        "known": True,
        "reason": None,
        "children": ["1"],
    }
    assert _in_words(detail) == "filters: month 2026-10-31, teams A, B; known: yes; children: 1"


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
