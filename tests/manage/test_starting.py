"""Before there is anything, with wrong settings, and as an operator runs the commands."""

import csv
import io
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from data.practice import Practice
from queries.indicators import REGISTRY
from tests.conftest import County
from tests.manage.running import PASSWORD, Run

ROOT = Path(__file__).resolve().parents[2]
WHERE_IT_IS = ("DATABASE_URL", "FACTS_URL", "PRACTICE_FILE")


# --- Before there is anything ---


def test_before_anything_is_loaded_each_command_says_what_to_do(empty: Path, run: Run) -> None:
    assert "No facts have been built yet. Run: python manage.py refresh" in run("measure", "DD03", code=1).stderr
    result = run("refresh", code=1)
    assert "No records have been loaded yet. Load some, or run: python manage.py demo" in result.stderr
    assert result.stdout == ""
    assert run("loads").stdout.startswith("load_id,")
    assert run("faults").stdout.startswith("file_name,")


def test_a_new_folder_is_made_and_its_records_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    for name in WHERE_IT_IS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new" / "folder"))
    run("refresh", code=1)
    records = tmp_path / "new" / "folder" / "records.sqlite"
    assert (records.stat().st_mode & 0o077, records.parent.stat().st_mode & 0o077) == (0, 0), "its owner's alone"


def test_indicators_are_listed_without_any_data(empty: Path, run: Run) -> None:
    told = run("indicators").stdout
    assert all(key in told and entry.worded(Practice()).name in told for key, entry in REGISTRY.items())
    assert "{" not in told


# --- Wrong addresses and settings ---


@pytest.mark.parametrize("name", ["DATABASE_URL", "FACTS_URL"])
@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://app:{PASSWORD}@127.0.0.1:9/neglect",
        f"mysql://app:{PASSWORD}@server/neglect",
        f"app:{PASSWORD}@server",
    ],
    ids=["nobody answers", "another database", "no address"],
)
def test_an_address_that_will_not_do_is_said_plainly(
    small_county: County, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    monkeypatch.setenv(name, url)
    command = ["loads"] if name == "DATABASE_URL" else ["measure", "DD03"]
    result = run(*command, code=1)
    assert name in result.stderr or "can be kept in" in result.stderr
    assert result.stdout == ""


def test_facts_that_cannot_be_written_are_said_plainly(
    empty: Path, run: Run, ssd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty / "a file").write_text("in the way")
    monkeypatch.setenv("FACTS_URL", f"duckdb:///{empty / 'a file'}")
    run("load", "ssd", ssd, "--authority", "931", code=1)


def test_a_wrong_practice_file_is_said_plainly(empty: Path, run: Run, ssd: str) -> None:
    (empty / "practice.toml").write_text("long_plan_months = 'long'")
    result = run("load", "ssd", ssd, "--authority", "931", code=1)
    assert "'long_plan_months' must be a whole number, 1 or more" in result.stderr
    assert not (empty / "facts").exists()


def test_records_of_a_newer_dashboard_are_said_plainly(empty: Path, run: Run) -> None:
    with sqlite3.connect(empty / "records.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.close()
    assert "Install the newer dashboard" in run("refresh", code=1).stderr


# --- As an operator runs them ---


def test_the_demo_is_made_loaded_and_built_from_the_command_line(tmp_path: Path) -> None:
    """A real process each time: what is printed can be piped, and a second demo with --if-empty leaves all as it is."""
    kept = {name: value for name, value in os.environ.items() if name not in WHERE_IT_IS}
    environment = kept | {"DATA_DIR": str(tmp_path / "data"), "PYTHONWARNINGS": "error"}

    def process(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300)

    made = process("demo", "--scale", "0.03", "--seed", "7")
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    assert "Facts as at 31 October 2026" in made.stderr
    assert "Traceback" not in made.stderr
    kept_facts = sorted((tmp_path / "data" / "facts").iterdir())

    again = process("demo", "--if-empty")
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.startswith("To look around, sign in as leader, board, manager, analyst, admin: ")
    assert sorted((tmp_path / "data" / "facts").iterdir()) == kept_facts

    measured = process("measure", "DD01", "DD15", "--format", "csv")
    assert measured.returncode == 0, measured.stderr
    assert measured.stderr.startswith("Local settings in force: ")
    assert len(measured.stderr.splitlines()) == 1
    rows = list(csv.DictReader(io.StringIO(measured.stdout)))
    assert [row["id"] for row in rows] == [*["DD01"] * 5, "DD15"]
    assert int(rows[0]["numerator"]) > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"], "something was written elsewhere"
