"""Records with facts built from them, once a run, for the tests of a refresh."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.facts import refresh as module
from tests.data.facts.refreshed import MID_JUNE, MONTHS, Built, build_once, put, rich
from tests.data.load.sources import loaded, small_county


@pytest.fixture(scope="module")
def short_history() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HISTORY_MONTHS", MONTHS)
        yield


@pytest.fixture(params=["duckdb", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path / 'facts'}"
    address: str = request.getfixturevalue("postgres_facts_url")
    return address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "facts"


@pytest.fixture
def duckdb_url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'facts'}"


@pytest.fixture(scope="session")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The rich county, as at 31 October 2026."""
    return build_once(sqlite_template, tmp_path_factory.mktemp("county"), lambda engine: put(engine, rich()))


@pytest.fixture(scope="session")
def pair(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two girls born on 4 March 2015 on plans since 10 January 2025, as at 15 June 2025."""

    def load(engine: Engine) -> None:
        loaded(engine, small_county(1), as_at=date(2025, 5, 31))
        loaded(engine, small_county(2), as_at=MID_JUNE, child_population=5_000)

    return build_once(sqlite_template, tmp_path_factory.mktemp("pair"), load)


@pytest.fixture
def pair_engine(pair: Built, tmp_path: Path) -> Iterator[Engine]:
    engine = pair.copy(tmp_path)
    yield engine
    engine.dispose()
