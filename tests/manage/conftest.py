"""Running the commands on a folder with nothing in it yet, and something to load into it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from data.facts import refresh as refresh_module
from tests.data.load.sources import county, cp_plan, frames_of
from tests.manage.running import Run, command, write_ssd


@pytest.fixture
def run() -> Run:
    """Runs a command, as `running.command`."""
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
