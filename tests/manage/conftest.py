"""Running the commands on a folder with nothing in it yet, and something to load into it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from data.facts import refresh as refresh_module
from manage import app
from tests.data.load.sources import county, cp_plan, frames_of
from tests.manage.running import PASSWORD, Run, write_ssd


@pytest.fixture(autouse=True)
def mask() -> Iterator[None]:
    """Commands write for their owner alone; the tests after them need not."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def run() -> Run:
    """Runs a command and gives its exit code and what it wrote. Whatever happens, no traceback and no password."""

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, list(words))
        told = result.stdout + result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert "Traceback" not in told
        assert PASSWORD not in told
        assert result.exit_code == code, told
        return result

    return command


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """A data folder with records and nothing in them; history short, to be quick."""
    for name in ("DATABASE_URL", "FACTS_URL", "PRACTICE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(refresh_module, "HISTORY_MONTHS", 3)
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "records.sqlite")
    return tmp_path / "data"


@pytest.fixture
def ssd(tmp_path: Path) -> str:
    """A small Standard Safeguarding Dataset in SQLite: two children on plans, one row of a child there is not."""
    frames = county(2)
    stray = frames_of(ssd_cp_plans=[cp_plan(9, 9)])["ssd_cp_plans"]
    frames["ssd_cp_plans"] = pd.concat([frames["ssd_cp_plans"], stray], ignore_index=True)
    return write_ssd(tmp_path / "ssd.sqlite", frames)
