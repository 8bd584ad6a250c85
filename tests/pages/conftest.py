"""Facts of the kinds a page meets: a county's, those of a return of referrals alone, and none."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.util import patch_config_options

from data.facts.refresh import refresh
from data.load.cin_census import load_cin_census
from data.practice import Practice
from data.records import engine_for, upgrade
from tests.conftest import County
from tests.data.load.cin_census.returns import a_return, assessment, child, header, referral, save
from tests.pages.opening import (
    ASSESSMENT,
    CHALLENGE,
    DISADVANTAGE,
    DRIFT,
    HEALTH,
    NEURODIVERSITY,
    OVERVIEW,
    SIBLINGS,
    open_page,
    opened_well,
)


@pytest.fixture(scope="session")
def built_referrals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the facts of a census return that holds six children's referrals, and no plan."""
    folder = tmp_path_factory.mktemp("referrals")
    children = [
        child(f"C{month}", referral(f"2023-{month:02}-03", assessment(f"2023-{month:02}-03", f"2023-{month:02}-20")))
        for month in range(5, 11)
    ]
    engine = engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    upgrade(engine)
    load_cin_census(engine, [save(folder, a_return(*children, head=header(2024)))])
    refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
    engine.dispose()
    return folder


@pytest.fixture(scope="session")
def overview(built_county: County) -> AppTest:
    """The Overview of the county as it opens, to be read only."""
    return _as_it_opens(OVERVIEW, built_county)


@pytest.fixture(scope="session")
def drift(built_county: County) -> AppTest:
    """Drift and delay of the county as it opens, to be read only."""
    return _as_it_opens(DRIFT, built_county)


@pytest.fixture(scope="session")
def disadvantage(built_county: County) -> AppTest:
    """Intersecting disadvantage of the county as it opens, to be read only."""
    return _as_it_opens(DISADVANTAGE, built_county)


@pytest.fixture(scope="session")
def challenge(built_county: County) -> AppTest:
    """Challenge of the county as it opens, to be read only."""
    return _as_it_opens(CHALLENGE, built_county)


@pytest.fixture(scope="session")
def supervision(built_county: County) -> AppTest:
    """Assessment and supervision of the county as it opens, to be read only."""
    return _as_it_opens(ASSESSMENT, built_county)


@pytest.fixture(scope="session")
def health(built_county: County) -> AppTest:
    """Health and school of the county as it opens, to be read only."""
    return _as_it_opens(HEALTH, built_county)


@pytest.fixture(scope="session")
def neurodiversity(built_county: County) -> AppTest:
    """Neurodiversity and caring of the county as it opens, to be read only."""
    return _as_it_opens(NEURODIVERSITY, built_county)


@pytest.fixture(scope="session")
def siblings(built_county: County) -> AppTest:
    """Brothers and sisters of the county as it opens, to be read only."""
    return _as_it_opens(SIBLINGS, built_county)


def _as_it_opens(address: str, county: County) -> AppTest:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in county.environment.items():
            patched.setenv(name, value)
        patched.delenv("PRACTICE_FILE", raising=False)
        with said_in_full():
            return opened_well(open_page(address))


@pytest.fixture
def referrals(built_referrals: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment points to facts without a single plan."""
    _point_to(built_referrals, monkeypatch)
    return built_referrals


@pytest.fixture
def no_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment points to a folder in which nothing has been built."""
    _point_to(tmp_path, monkeypatch)
    return tmp_path


def _point_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder))
    for name in ("DATABASE_URL", "FACTS_URL", "PRACTICE_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def told_what_went_wrong() -> Iterator[None]:
    """The app tells a reader only that something did; a test that fails should say what."""
    with said_in_full():
        yield


def said_in_full() -> AbstractContextManager[None]:
    return patch_config_options({"client.showErrorDetails": "full"})
