"""The single sign-on from end to end: a browser, Streamlit, and a provider that signs what it says."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from access import accounts, sessions
from access.roles import Role
from data.records import engine_for
from data.records.accounts import sign_in_sessions
from tests.browser.serving import Served, served
from tests.browser.visiting import PATIENCE, Visit, at_rest
from tests.oidc import Person, Provider, choose, provider, stay_here

ANN = Person("ann-1", "Ann@Example.org", "Ann Lee")
BOB = Person("bob-1", "bob@example.org", "Bob Hill")
EVE = Person("eve-1", "ann@example.org", "Eve", email_verified=False)
IDENTITY = "_streamlit_user"
OWN = "my-account"
SIGN_IN, SIGN_OUT = "Sign in with single sign-on", "Sign out"
SIGNED_IN = "You are signed in as Ann Lee, analyst."


@dataclass(frozen=True)
class Place:
    """The app that the proof is about, its provider and its records."""

    app: Served
    provider: Provider
    records: sa.Engine


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("single-sign-on")
    address = f"sqlite:///{shutil.copy(sqlite_template, folder / 'records.sqlite')}"
    records = engine_for(address)
    accounts.add(records, "ann", "Ann Lee", Role.ANALYST, email=ANN.email)
    with provider(folder / "provider.txt", ANN, BOB, EVE) as running:
        secrets = folder / "secrets.toml"
        secrets.write_text(running.secrets(), encoding="utf-8")
        environment = {"DATABASE_URL": address, "DATA_DIR": str(folder), "SECRETS_FILE": str(secrets)}
        with served(environment, folder / "app.txt") as app:
            yield Place(app, running, records)
    records.dispose()


@pytest.fixture
def visit(browser: Browser, place: Place) -> Iterator[Visit]:
    with Visit(browser, place.app.url) as visiting:
        yield visiting
        assert not visiting.faults


def opened(visit: Visit) -> Page:
    page = visit.open(OWN, drawn=False)
    stay_here(page)
    return page


def sign_in(page: Page, person: Person) -> None:
    """Streamlit brings whoever comes back from the provider to the first page; from there to the account's own."""
    home = page.url.rsplit("/", 1)[0]
    page.get_by_role("button", name=SIGN_IN).click()
    choose(page, person)
    page.wait_for_url(f"{home}/")
    at_rest(page)
    page.goto(f"{home}/{OWN}")


def says(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence)).to_be_visible(timeout=PATIENCE)
    at_rest(page)


def is_at_the_form(page: Page) -> None:
    expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(SIGNED_IN)).to_have_count(0)


def identity_cookies(page: Page) -> list[Any]:
    return [cookie for cookie in page.context.cookies() if cookie["name"].startswith(IDENTITY)]


def signed_in(visit: Visit) -> Page:
    page = opened(visit)
    sign_in(page, ANN)
    says(page, SIGNED_IN)
    return page


def test_a_person_signs_in_and_out(visit: Visit, place: Place) -> None:
    page = opened(visit)
    is_at_the_form(page)
    sign_in(page, ANN)
    says(page, SIGNED_IN)
    page.reload()
    says(page, SIGNED_IN)
    assert_out_of_reach(page)
    page.get_by_role("button", name=SIGN_OUT, exact=True).click()
    # The provider asks first, then sends the browser back.
    page.wait_for_url(f"{place.provider.url}/**")
    page.get_by_role("button", name="End session").click()
    is_at_the_form(page)
    assert not identity_cookies(page)
    assert_nothing_secret(place.app.said())


def assert_out_of_reach(page: Page) -> None:
    """What the browser keeps is no script's to read, and no other site's to send."""
    kept = identity_cookies(page)
    assert kept
    for cookie in kept:
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert IDENTITY not in page.evaluate("document.cookie")


def assert_nothing_secret(said: str) -> None:
    assert "Traceback" not in said
    assert "told to nobody" not in said
    assert "eyJ" not in said, "a token"


def test_a_cookie_whose_session_was_ended_is_worth_nothing(visit: Visit, place: Place) -> None:
    page = signed_in(visit)
    stolen = identity_cookies(page)
    thief = opened(visit)
    thief.context.add_cookies(stolen)
    thief.reload()
    says(thief, SIGNED_IN)
    page.get_by_role("button", name=SIGN_OUT, exact=True).click()
    page.get_by_role("button", name="End session").click()
    is_at_the_form(page)
    # In the tab that was open, and in one opened now.
    thief.get_by_role("button", name="Change password").click()
    says(thief, "You are no longer signed in.")
    thief.reload()
    says(thief, "You are no longer signed in.")


def test_the_same_cookie_spelt_in_another_way_is_the_same_sign_in(visit: Visit, place: Place) -> None:
    """Streamlit takes `...A` and `...A=` for one signature: if a session hung on spelling, a new one would begin."""
    page = signed_in(visit)
    stolen = identity_cookies(page)
    with place.records.begin() as connection:
        sessions.end_every(connection, 1, "signed out")
    for cookie in stolen:
        cookie["value"] += "="
    thief = opened(visit)
    thief.context.add_cookies(stolen)
    thief.reload()
    says(thief, "You are no longer signed in.")


def test_each_sign_in_of_a_person_is_a_session_of_its_own(visit: Visit, place: Place) -> None:
    before = rows(place)
    first, second = signed_in(visit), signed_in(visit)
    assert rows(place) == before + 2
    assert identity_cookies(first)[0]["value"] != identity_cookies(second)[0]["value"]


def rows(place: Place) -> int:
    with place.records.connect() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(sign_in_sessions)) or 0)


def test_a_session_ended_here_begins_again_with_a_new_sign_in(visit: Visit, place: Place) -> None:
    page = signed_in(visit)
    with place.records.begin() as connection:
        sessions.end_every(connection, 1, "an administrator's doing")
    page.get_by_role("button", name="Change password").click()
    says(page, "You are no longer signed in.")
    sign_in(page, ANN)
    says(page, SIGNED_IN)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (BOB, "No account here that is in use has the e-mail address bob@example.org."),
        (EVE, "The sign-in service has not made sure that your e-mail address is yours."),
    ],
)
def test_who_has_no_account_or_no_address_is_told_so(visit: Visit, person: Person, sentence: str) -> None:
    page = opened(visit)
    sign_in(page, person)
    says(page, sentence)
