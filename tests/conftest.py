"""What every test may ask for. Nothing here runs unless a test asks for it by name."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import URL, Engine, make_url

from data.demo import generate
from data.facts import store
from data.facts.refresh import refresh
from data.load.write import load_frames
from data.practice import Practice
from data.records import engine_for, upgrade
from queries.strategy.demonstration import demonstrate
from tests import chromium, postgres

# One key for every test and every program a test starts: none is made in the project's own folder.
os.environ.setdefault("SIGNING_KEY", "for the tests, and of no use to anybody else")

# A slow machine is not a fault: no drawn example is held to a time.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

_MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def the_programs_own_main() -> None:
    """Drawing a page puts another script in the place of `__main__`, and a process started by a later test would run
    that one."""
    sys.modules["__main__"] = _MAIN


# --- Records: an empty, fully migrated store per test, on SQLite and on PostgreSQL ---


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied and never written."""
    path = tmp_path_factory.mktemp("template") / "records.sqlite"
    _migrate(make_url(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a PostgreSQL server; the test is skipped, or fails if REQUIRE_POSTGRES=1, without one."""
    try:
        with postgres.server() as url:
            yield url
    except postgres.NotAvailable as missing:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied and never written."""
    with postgres.database(postgres_server) as url:
        _migrate(url)
        assert url.database
        yield url.database


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of an empty, migrated store. For one kind only:
    `@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)`."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield make_url(f"sqlite:///{shutil.copy(template, tmp_path / 'records.sqlite')}")
    else:
        server = request.getfixturevalue("postgres_server")
        with postgres.database(server, request.getfixturevalue("postgres_template")) as url:
            yield url


@pytest.fixture
def records_engine(records_url: URL) -> Iterator[Engine]:
    """An engine on an empty, migrated store."""
    engine = engine_for(records_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database with no tables at all."""
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path / 'bare.sqlite'}")
        yield engine
        engine.dispose()
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            engine = engine_for(url)
            yield engine
            engine.dispose()


@pytest.fixture
def postgres_facts_url(postgres_server: URL) -> Iterator[str]:
    """The address of a database of its own, to keep facts in."""
    with postgres.database(postgres_server) as url:
        address = url.render_as_string(hide_password=False)
        yield address
        with suppress(store.NoFacts):
            store.reader(address).dispose()


@dataclass(frozen=True)
class Logins:
    """One database to keep facts in, as two logins reach it: the one that builds them and the one the app reads with.

    Neither is a superuser: those see every row.
    """

    owner: str
    reader: str
    reader_role: str


@pytest.fixture
def logins(postgres_server: URL, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logins]:
    """An empty database and its two logins, with the environment naming the reader's."""
    with (
        postgres.role(postgres_server) as owner,
        postgres.role(postgres_server, 'Reader of "100%" facts') as reader,
        postgres.database(postgres_server) as url,
    ):
        assert reader.username
        postgres.run(url, f'GRANT CREATE ON DATABASE "{url.database}" TO "{owner.username}"')
        monkeypatch.setenv("FACTS_READER_ROLE", reader.username)
        addresses = [one.set(database=url.database).render_as_string(hide_password=False) for one in (owner, reader)]
        yield Logins(*addresses, reader_role=reader.username)


def _migrate(url: URL) -> None:
    engine = engine_for(url)
    upgrade(engine)
    engine.dispose()


# --- Synthetic counties: records in SQLite, facts in DuckDB, built once a run ---

CHILD_POPULATION = 157_000  # of the whole county


@dataclass(frozen=True)
class County:
    """Where the county is kept. To read, never to write: copy `folder` to change something."""

    folder: Path
    engine: Engine
    database_url: str
    facts_url: str
    snapshot_id: str

    @property
    def environment(self) -> dict[str, str]:
        """What an app or a command must find in its environment to work on this county."""
        return {"DATA_DIR": str(self.folder), "DATABASE_URL": self.database_url, "FACTS_URL": self.facts_url}

    def is_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Point the environment to this county for the length of one test."""
        monkeypatch.delenv("PRACTICE_FILE", raising=False)
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)


@contextmanager
def _county(empty: Path, folder: Path, scale: float) -> Iterator[County]:
    records = shutil.copy(empty, folder / "records.sqlite")
    engine = engine_for(f"sqlite:///{records}")
    load_frames(
        engine,
        generate(scale=scale),
        kind="demo",
        source="synthetic county for the tests",
        authority_code="999",
        authority_name="Synthetic County",
        as_at=date(2026, 10, 31),
        synthetic=True,
        child_population=round(CHILD_POPULATION * scale),
    )
    demonstrate(engine, date(2026, 10, 31))
    facts_url = f"duckdb:///{folder / 'facts'}"
    done = refresh(engine, facts_url, Practice())
    yield County(folder, engine, f"sqlite:///{records}", facts_url, done.snapshot_id)
    engine.dispose()


@pytest.fixture(scope="session")
def built_county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A small county, without the environment that points to it. For fixtures that outlive one test."""
    with _county(sqlite_template, tmp_path_factory.mktemp("county"), scale=0.04) as county:
        yield county


@pytest.fixture
def small_county(built_county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    """The small county, with the environment pointing to it for the length of one test."""
    built_county.is_used(monkeypatch)
    return built_county


@pytest.fixture(scope="session")
def built_whole_county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The county usually shown, at its full size: half a minute to build, so only for what a small one cannot show."""
    with _county(sqlite_template, tmp_path_factory.mktemp("whole"), scale=1.0) as county:
        yield county


@pytest.fixture
def whole_county(built_whole_county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    """The whole county, with the environment pointing to it for the length of one test."""
    built_whole_county.is_used(monkeypatch)
    return built_whole_county


# --- Facts written by hand ---


@pytest.fixture
def facts_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where facts written by hand go (see by_hand.py) and where the questions then look for them."""
    url = f"duckdb:///{tmp_path / 'facts'}"
    monkeypatch.setenv("FACTS_URL", url)
    return url


# --- What was left out is said aloud ---


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for missing in (postgres.MISSING, chromium.MISSING):
        left_out = [report.nodeid for report in skipped if missing in str(report.longrepr)]
        if left_out:
            terminalreporter.write_line(f"LEFT OUT, {len(left_out)} tests: {missing}.", yellow=True)
            for nodeid in left_out:
                terminalreporter.write_line(f"  {nodeid}")
