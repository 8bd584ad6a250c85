"""Whatever somebody types, wherever they can: no fault, nothing run, nothing read as more than words."""

import secrets

import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from charts.words import plain
from pages.parts.reader import TOKEN
from tests.conftest import County
from tests.pages.opening import DRIFT, markdown, open_page, opened_well, press
from tests.signing_in import audit_of, token

WORDS = [
    "'; DROP TABLE accounts; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a link](https://example.org) ![a picture](https://example.org/p.png) $x^2$ :material/lock:",
    '=HYPERLINK("https://example.org")',
    "nought\x00byte \u202eturned \ud7ff and \U0001f9ed",
]
hostile = pytest.mark.parametrize("words", WORDS)


def said(page: AppTest) -> str:
    """All that the page says in words that are read as Markdown."""
    return "\n".join(
        [markdown(page), *(told.value for kind in (page.error, page.success, page.warning) for told in kind)]
    )


def harmless(page: AppTest, words: str) -> None:
    assert not page.exception
    # Words with nothing in them that Markdown reads may stand as they are.
    assert words not in said(page) or plain(words) == words
    assert not any(element.proto.allow_html for element in page.markdown if "alert(1)" in element.value)


@hostile
def test_at_the_sign_in(words: str, small_county: County) -> None:
    page = open_page("", signed_in="nobody's")
    page.text_input[0].input(words)
    page.text_input[1].input(words)
    press(page, "Sign in")
    assert "You are not signed in." in page.error[0].value
    harmless(page, words)


def test_boxes_left_empty_are_asked_to_be_filled_in(small_county: County) -> None:
    page = open_page("", signed_in="nobody's")
    press(page, "Sign in")
    assert page.error[0].value == "Fill in your username and your password."


@hostile
def test_as_a_reason(words: str, small_county: County) -> None:
    name = f"leader-{secrets.token_hex(3)}"
    page = opened_well(open_page(DRIFT, signed_in=token(Role.SENIOR_LEADER, username=name)))
    page.text_input[0].input(f"because {words}")
    press(page, "Open the list")
    harmless(page, words)
    assert page.dataframe
    assert "cases opened" in [event for event, *_ in audit_of(name)]


@hostile
def test_in_an_account(words: str, small_county: County) -> None:
    signed_in = token(Role.ADMINISTRATOR, username=f"doorkeeper-{secrets.token_hex(3)}")
    page = opened_well(open_page("", signed_in=signed_in))
    for box in page.text_input[:3]:
        box.input(words)
    page.selectbox[-1].select(Role.BOARD_MEMBER)
    press(page, "Add the account")
    assert page.error
    harmless(page, words)
    # A name may be anything. It is shown as it is written.
    page = opened_well(open_page("", signed_in=signed_in))
    page.text_input[0].input(f"odd-{secrets.token_hex(3)}")
    page.text_input[1].input(words.replace("\x00", ""))
    page.selectbox[-1].select(Role.BOARD_MEMBER)
    press(page, "Add the account")
    harmless(page, words)


@hostile
def test_in_the_trail_and_as_a_password(words: str, small_county: County) -> None:
    name = f"doorkeeper-{secrets.token_hex(3)}"
    page = opened_well(open_page("who-did-what", signed_in=token(Role.ADMINISTRATOR, username=name)))
    page.text_input[0].input(words).run()
    harmless(page, words)
    # Words too long for a username are not taken at all.
    assert len(words) > 64 or page.dataframe[0].value.empty
    page = opened_well(open_page("my-account", signed_in=page.session_state[TOKEN]))
    for box in page.text_input:
        box.input(words)
    press(page, "Change password")
    assert page.error
    harmless(page, words)
