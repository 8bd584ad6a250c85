"""Where things are kept: the defaults, and what the environment changes."""

from pathlib import Path

import pytest

from data.settings import ROOT, Settings, settings

NAMES = ("DATA_DIR", "DATABASE_URL", "FACTS_URL", "FACTS_READER_ROLE", "PRACTICE_FILE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_unless_told_otherwise_everything_is_in_one_folder_of_the_project() -> None:
    var = ROOT / "var"
    assert settings() == Settings(
        data_dir=var,
        database_url=f"sqlite:///{var / 'records.sqlite'}",
        facts_url=f"duckdb:///{var / 'facts'}",
        facts_reader_role=None,
        practice_file=var / "practice.toml",
        practice_named=False,
    )
    assert (ROOT / "pyproject.toml").exists()


def test_moving_the_folder_moves_everything_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    moved = settings()
    assert moved.data_dir == tmp_path
    assert moved.database_url == f"sqlite:///{tmp_path}/records.sqlite"
    assert moved.facts_url == f"duckdb:///{tmp_path}/facts"
    assert moved.practice_file == tmp_path / "practice.toml"


def test_a_folder_named_from_here_is_the_same_folder_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "kept")
    here = settings().database_url
    assert here == f"sqlite:///{tmp_path}/kept/records.sqlite"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("DATABASE_URL", "database_url", "postgresql://records.example/neglect"),
        ("FACTS_URL", "facts_url", "postgresql://facts.example/neglect"),
        ("FACTS_READER_ROLE", "facts_reader_role", "neglect_app"),
        ("PRACTICE_FILE", "practice_file", "/etc/neglect/practice.toml"),
    ],
)
def test_each_can_be_moved_alone(monkeypatch: pytest.MonkeyPatch, name: str, field: str, value: str) -> None:
    before = settings()
    monkeypatch.setenv(name, value)
    now = settings()
    assert str(getattr(now, field)) == value
    for other in {"data_dir", "database_url", "facts_url", "facts_reader_role", "practice_file"} - {field}:
        assert getattr(now, other) == getattr(before, other)


def test_the_environment_is_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTS_URL", "duckdb:////one")
    assert settings().facts_url == "duckdb:////one"
    monkeypatch.setenv("FACTS_URL", "duckdb:////two")
    assert settings().facts_url == "duckdb:////two"


@pytest.mark.parametrize("name", NAMES)
def test_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A container passes on what its own environment lacks as empty text: the records must not land in `/`."""
    monkeypatch.setenv(name, "")
    set_to_nothing = settings()
    monkeypatch.delenv(name)
    assert set_to_nothing == settings()
