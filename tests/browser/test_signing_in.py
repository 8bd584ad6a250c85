"""Signing in, what each role then sees, and what becomes of a session, in a real browser.

What the library alone would let through is tried on a running app: cookies forged, unsigned, replayed and of accounts
that have gone, an attempt too many from another browser, and a tab left open.
"""

import json
import re
import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import jwt
import pytest
from playwright.sync_api import Browser, Page, expect

from access import accounts, demonstration
from access.attempts import MOST_FOR_ACCOUNT
from access.keys import signing_key
from access.roles import Role
from access.sign_in import ALGORITHM, COOKIE
from access.viewer import records
from data.settings import settings
from tests.browser.serving import Served
from tests.browser.visiting import Visit, all_drawn, at_rest, whole_height
from tests.conftest import County
from tests.pages.opening import DRIFT
from tests.signing_in import audit_of, token

AUDIT, ACCOUNTS, OWN = "who-did-what", "who-may-sign-in", "my-account"
PASSWORD = "granite walrus teacup midnight"


@pytest.fixture
def visits(browser: Browser, app: Served, small_county: County) -> Iterator[Visit]:
    """Opens the app as nobody. Afterwards the console has no fault in it: the policy that the app sends was kept to."""
    with Visit(browser, app.url) as visiting:
        yield visiting
        visiting.assert_nothing_left_the_machine()
        visiting.assert_no_fault_in_the_console()


def username(role: Role) -> str:
    """An account of this test's own, with a password somebody knows."""
    name = f"{role.replace(' ', '-')}-{secrets.token_hex(3)}"
    engine = records()
    teams = demonstration.make(engine) and []
    if role is Role.TEAM_MANAGER:
        with engine.connect() as connection:
            manager = accounts.find(connection, username="manager")
        assert manager
        teams = list(manager.teams)
    accounts.add(engine, name, "Somebody", role, teams=teams)
    with engine.connect() as connection:
        account = accounts.find(connection, username=name)
    assert account
    accounts.set_password(engine, account, PASSWORD)
    return name


def events_of(name: str) -> list[str]:
    """What is written down of the account since it chose its password."""
    return [event for event, *_ in audit_of(name) if event != "password changed"]


def wait_until_written(name: str, events: int) -> None:
    """Checking a password takes its time: the page may look at rest before what became of it is written down."""
    deadline = time.monotonic() + 30
    while len(events_of(name)) < events and time.monotonic() < deadline:
        time.sleep(0.1)


def form(page: Page, name: str, password: str = PASSWORD) -> None:
    at_rest(page)
    page.get_by_label("Username").fill(name)
    page.get_by_role("textbox", name="Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def signed_in(page: Page, name: str) -> None:
    form(page, name)
    expect(page.get_by_role("textbox", name="Password", exact=True)).to_have_count(0)
    page.wait_for_function("() => document.cookie.includes('neglect_strategy_session')")
    at_rest(page)


def test_after_signing_in_tab_begins_at_the_top_of_the_page(visits: Visit) -> None:
    """The button that was pressed is gone: without help the browser would go on from the middle of the page."""
    page = visits.open(drawn=False)
    signed_in(page, username(Role.ANALYST))
    all_drawn(page)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.dataset.testid") == "stSkipToContent"


def test_an_address_that_is_no_page_is_said_to_be_none(visits: Visit) -> None:
    page = visits.open("no-such-page", cookie=token(Role.ANALYST))
    expect(page.get_by_text("There is no page at that address.")).to_be_visible()
    page.goto(f"{visits.url}/{DRIFT}")
    assert heading(page) == "Drift and delay"
    expect(page.get_by_text("There is no page at that address.")).to_have_count(0)
    # The browser's own word for it is not a fault of ours.
    visits.faults.clear()


def is_at_the_form(page: Page) -> bool:
    page.get_by_role("textbox", name="Password", exact=True).wait_for()
    return page.locator("[data-testid=stMain] h1").inner_text() == "Neglect Strategy dashboard"


def heading(page: Page) -> str:
    at_rest(page)
    return page.locator("[data-testid=stMain] h1").inner_text()


def cookie_of(page: Page) -> str:
    return next(one["value"] for one in page.context.cookies() if one["name"] == COOKIE)


def test_a_link_leads_through_the_form_to_its_page_with_its_filters(visits: Visit, screens: Path) -> None:
    name = username(Role.ANALYST)
    page = visits.open(DRIFT, {"sex": "Female"}, drawn=False)
    assert is_at_the_form(page)
    page.screenshot(path=screens / "sign-in-1440-light.png")
    signed_in(page, name)
    assert heading(page) == "Drift and delay"
    assert "sex=Female" in page.url
    cookie = next(one for one in page.context.cookies() if one["name"] == COOKIE)
    assert cookie["sameSite"] == "Strict"
    assert cookie["expires"] - time.time() <= 8 * 3600 + 60
    assert events_of(name)[:2] == ["signed in", "page opened"]


def test_a_wrong_password_is_refused_and_so_is_the_right_one_after_too_many(visits: Visit) -> None:
    name = username(Role.ANALYST)
    page = visits.open(drawn=False)
    for number in range(MOST_FOR_ACCOUNT):
        form(page, name, f"wrong {number}")
        wait_until_written(name, number + 1)
        page.get_by_text("You are not signed in.").wait_for()
        at_rest(page)
    other = visits.open(drawn=False)
    form(other, name)
    wait_until_written(name, MOST_FOR_ACCOUNT + 1)
    other.get_by_text("You are not signed in.").wait_for()
    assert is_at_the_form(other)
    assert events_of(name) == [*["sign-in failed"] * MOST_FOR_ACCOUNT, "locked out"]


@pytest.mark.parametrize("kind", ["the library's key", "unsigned", "rightly signed", "nonsense"])
def test_a_cookie_nobody_was_given_opens_nothing(kind: str, visits: Visit) -> None:
    name = username(Role.ANALYST)
    claims = {"username": name, "exp_date": (datetime.now() + timedelta(days=400)).timestamp()}
    forged = {
        "the library's key": lambda: jwt.encode(claims, "some_key" * 8, algorithm=ALGORITHM),
        "unsigned": lambda: jwt.encode(claims, None, algorithm="none"),
        "rightly signed": lambda: jwt.encode(claims, signing_key(settings().data_dir), algorithm=ALGORITHM),
        "nonsense": lambda: "nonsense",
    }[kind]()
    page = visits.open(drawn=False, cookie=forged)
    assert is_at_the_form(page)


def test_signed_out_in_one_tab_is_signed_out_in_all_and_the_cookie_is_worth_nothing(visits: Visit) -> None:
    name = username(Role.ANALYST)
    page = visits.open(OWN, drawn=False)
    signed_in(page, name)
    old = cookie_of(page)
    other = page.context.new_page()
    other.goto(f"{visits.url}/{DRIFT}")
    assert heading(other) == "Drift and delay"
    page.get_by_role("button", name="Sign out", exact=True).click()
    assert is_at_the_form(page)
    # The tab that was left open: its next interaction meets the form.
    other.get_by_text("Table and definition").first.click()
    assert is_at_the_form(other)
    assert is_at_the_form(visits.open(drawn=False, cookie=old))


@pytest.mark.parametrize("change", ["closed", "another role"])
def test_an_open_tab_of_an_account_that_changes_shows_no_more(change: str, visits: Visit) -> None:
    name = username(Role.ANALYST)
    page = visits.open(DRIFT, drawn=False)
    signed_in(page, name)
    with records().connect() as connection:
        account = accounts.find(connection, username=name)
    assert account
    if change == "closed":
        accounts.set_active(records(), account, False)
    else:
        accounts.set_role(records(), account, Role.BOARD_MEMBER, ())
    page.get_by_text("Table and definition").first.click()
    assert is_at_the_form(page)


def test_a_first_password_is_changed_before_anything_else(visits: Visit) -> None:
    name = f"newcomer-{secrets.token_hex(3)}"
    first = accounts.add(records(), name, "New Comer", Role.ANALYST)
    page = visits.open(DRIFT, drawn=False)
    form(page, name, first)
    page.get_by_text("Somebody else knows this password.").wait_for()
    assert not page.locator("[data-testid=stVegaLiteChart]").count()
    # What is typed while the page is still being drawn would be lost.
    at_rest(page)
    page.get_by_role("textbox", name="Your present password").fill(first)
    page.get_by_role("textbox", name="New password", exact=True).fill(PASSWORD)
    page.get_by_role("textbox", name="The new password again").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("Your password is changed").wait_for()
    page.goto(f"{visits.url}/{DRIFT}")
    assert is_at_the_form(page)
    signed_in(page, name)
    assert heading(page) == "Drift and delay"


def test_two_tabs_may_be_two_people(visits: Visit) -> None:
    page = visits.open(OWN, drawn=False)
    signed_in(page, username(Role.ANALYST))
    other = visits.open(OWN, drawn=False)
    signed_in(other, username(Role.BOARD_MEMBER))
    other.reload()
    at_rest(other)
    assert "board member" in other.locator("[data-testid=stMain]").inner_text()
    page.reload()
    at_rest(page)
    assert "analyst" in page.locator("[data-testid=stMain]").inner_text()


@pytest.mark.parametrize(
    ("role", "address"), [(Role.BOARD_MEMBER, AUDIT), (Role.ANALYST, ACCOUNTS), (Role.ADMINISTRATOR, DRIFT)]
)
def test_a_page_of_another_role_says_so_and_is_written_down(
    role: Role, address: str, visits: Visit, screens: Path
) -> None:
    name = f"{role.replace(' ', '-')}-{secrets.token_hex(3)}"
    page = visits.open(address, drawn=False, cookie=token(role, username=name))
    assert heading(page) == "Not for your role"
    page.screenshot(path=screens / f"refused-{role.replace(' ', '-')}-1440-light.png")
    assert not page.locator("[data-testid=stVegaLiteChart], [data-testid=stDataFrame]").count()
    assert ("refused", {AUDIT: "audit", ACCOUNTS: "accounts", DRIFT: "drift"}[address]) in [
        (event, where) for event, where, _ in audit_of(name)
    ]


def test_a_leader_opens_the_list_only_for_a_reason(visits: Visit, screens: Path) -> None:
    name = f"leader-{secrets.token_hex(3)}"
    page = visits.open(DRIFT, cookie=token(Role.SENIOR_LEADER, username=name))
    assert "Rounded to the nearest 5" in page.locator("[data-testid=stMain]").inner_text()
    assert not page.locator("[data-testid=stDataFrame]").count()
    page.get_by_label("Why do you need to see these children?").fill("no")
    page.get_by_role("button", name="Open the list").click()
    page.get_by_text("Say why, in").wait_for()
    page.get_by_label("Why do you need to see these children?").fill("asked by the board on 12 October")
    page.get_by_role("button", name="Open the list").click()
    page.locator("[data-testid=stDataFrame]").wait_for()
    at_rest(page)
    whole_height(page)
    page.screenshot(path=screens / "leader-list-1440-light.png")
    (told,) = [json.loads(detail) for event, _, detail in audit_of(name) if event == "cases opened"]
    assert told["reason"] == "asked by the board on 12 October"
    assert told["children"]


def test_a_managers_own_children_are_listed_by_mark_and_named_when_asked(visits: Visit, screens: Path) -> None:
    demonstration.make(records())
    with records().connect() as connection:
        manager = accounts.find(connection, username="manager")
    assert manager
    name = f"manager-{secrets.token_hex(3)}"
    page = visits.open(DRIFT, cookie=token(Role.TEAM_MANAGER, manager.teams, name))
    page.get_by_role("button", name="Only my teams").click()
    page.wait_for_function("() => location.search.includes('team=')")
    at_rest(page)
    all_drawn(page)
    assert "ounded to the nearest" not in page.locator("[data-testid=stMain]").inner_text()
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = grid.bounding_box()
    assert box
    # The box that chooses the first row; the list is drawn on a canvas, which has no parts to name.
    page.mouse.click(box["x"] + 12, box["y"] + 52)
    page.get_by_role("button", name=re.compile("Show the name of child [A-Z2-7]{3}-[A-Z2-7]{4}")).click()
    page.get_by_text(re.compile(r"Child [A-Z2-7]{3}-[A-Z2-7]{4} is .+, number \S+ in the case system")).wait_for()
    whole_height(page)
    page.screenshot(path=screens / "manager-reveal-1440-light.png")
    revealed = [json.loads(detail) for event, _, detail in audit_of(name) if event == "name revealed"]
    opened = [json.loads(detail) for event, _, detail in audit_of(name) if event == "cases opened"]
    assert len(revealed) == 1
    assert revealed[0]["child"] in opened[-1]["children"]
    assert revealed[0]["child"] not in page.url


def test_whoever_opens_a_page_before_signing_in_downloads_nothing(visits: Visit) -> None:
    """What is to be taken away has no address until its button is pressed, and then one that nobody else can guess."""
    page = visits.open(DRIFT, cookie=token(Role.ANALYST))
    page.get_by_role("button", name="Download this list").wait_for()
    assert not re.search(r"/media/[0-9a-f]{16}", page.content())
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download this list").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("As at the end of,Child,")
    assert "person_id" not in text
