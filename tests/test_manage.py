"""The commands: what they print where, how they end; nobody who mistypes is shown a traceback or a password."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from click.testing import Result
from typer.testing import CliRunner

from data.facts import refresh as refresh_module
from data.facts import store
from data.facts.tables import plan_month
from data.records import engine_for
from data.records.partnership import authorities
from manage import app
from queries.indicators import REGISTRY
from queries.measure import SPLITS
from tests.conftest import County
from tests.data.load.sources import county, cp_plan, frames_of, person

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "samples" / "cin_census_xml"
PASSWORD = "hunter2-not-to-be-shown"
Run = Callable[..., Result]


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


def plans_in(folder: Path) -> int:
    with store.reader(f"duckdb:///{folder / 'facts'}").connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(plan_month)).scalar_one())


# --- measure ---


def test_measure_prints_a_table_to_read(small_county: County, run: Run) -> None:
    result = run("measure", "DD03", "drifting")
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["id", "name", "month", "numerator", "denominator", "value", "low", "high"]
    assert [line.split()[0] for line in lines[1:6]] == ["DD03"] * 4 + ["DD15"]
    assert "2026-10" in lines[1]
    assert " %" in lines[1]


def test_measure_prints_csv_and_json_that_say_the_same(small_county: County, run: Run) -> None:
    words = ("measure", "DD03", "neglect_rate", "DD06", "--by", "team", "--months", "2", "--format")
    rows = list(csv.DictReader(io.StringIO(run(*words, "csv").stdout)))
    objects = json.loads(run(*words, "json").stdout)
    assert len(rows) == len(objects) > 10
    for row, told in zip(rows, objects, strict=True):
        assert {name: None if value == "" else value for name, value in row.items()} == {
            name: f"{value:.4f}" if isinstance(value, float) else None if value is None else str(value)
            for name, value in told.items()
        }
    assert {row["month"] for row in rows} == {"2026-09", "2026-10"}
    assert {row["key"] for row in rows} >= {"plans_open_9m_plus", "neglect_rate", "rereferral_12m"}


def test_measure_by_a_group_adds_up_to_the_whole(small_county: County, run: Run) -> None:
    whole = json.loads(run("measure", "DD15", "--format", "json").stdout)
    for by in ("team", "age_band"):
        split = json.loads(run("measure", "DD15", "--by", by, "--format", "json").stdout)
        assert sum(row["numerator"] for row in split) == whole[0]["numerator"]
        assert sum(row["denominator"] for row in split) == whole[0]["denominator"]
    both = json.loads(run("measure", "DD15", "--by", "team", "--by", "sex", "--format", "json").stdout)
    assert {"team", "sex"} <= set(both[0])


def test_measure_counts_where_when_and_over_what_it_is_told(small_county: County, run: Run) -> None:
    def figure(*words: str) -> dict[str, float]:
        (row,) = json.loads(run("measure", *words, "--format", "json").stdout)
        return dict(row)

    every = figure("plans_open_9m_plus")
    assert figure("plans_open_9m_plus", "--where", "drifting_only=yes")["denominator"] < every["denominator"]
    assert figure("plans_open_9m_plus", "--where", "population=all_cp")["denominator"] > every["denominator"]
    assert figure("plans_open_9m_plus", "--month", "2025-01")["month"] == "2025-01"
    sizes = [figure("DD06", "--period", p)["denominator"] for p in ("month", "ytd", "12m")]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    teams = [row["team"] for row in json.loads(run("measure", "DD15", "--by", "team", "--format", "json").stdout)]
    parts = [figure("DD15", "--where", f"team={team}")["denominator"] for team in teams[:2]]
    assert figure("DD15", "--where", f"team={teams[0]}", "--where", f"team={teams[1]}")["denominator"] == sum(parts)


def test_every_indicator_can_be_measured_at_once(small_county: County, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("measure", *REGISTRY, "--format", "csv").stdout)))
    assert [row["key"] for row in rows] == list(REGISTRY)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["DD99"], "There is no indicator 'DD99'. There are: DD01, DD02"),
        (["DD03", "--by", "colour"], f"Figures cannot be split by colour. They can be by: {', '.join(SPLITS)}."),
        (["DD03", "--by", "person_id"], "Figures cannot be split by person_id."),
        (["DD03", "--where", "colour=red"], "'colour' is not a filter. Filters: plan_type, team,"),
        (["DD03", "--where", "plan_type=cp"], "plan_type cannot be cp. It can be: CP, CIN."),
        (["DD03", "--where", "plan_type"], "Write name=value, for example plan_type=CP."),
        (["DD03", "--month", "October"], "'October' is not a month. Write it as 2026-10."),
        (["DD03", "--month", "2026-10-31"], "'2026-10-31' is not a month."),
        (["DD03", "--month", ""], "'' is not a month."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_measured_is_refused_with_what_can(
    small_county: County, run: Run, words: list[str], says: str
) -> None:
    result = run("measure", *words, code=1)
    assert says in result.stderr
    assert result.stdout == ""


def test_a_team_there_is_not_is_told_and_not_counted_as_nobody(small_county: County, run: Run) -> None:
    """A slip in a team's name would otherwise be read as "no children"."""
    result = run("measure", "DD03", "--where", "team=Nroth", code=1)
    assert "Nroth" in result.stderr


def test_a_filter_that_a_figure_does_not_carry_is_said_beside_it(small_county: County, run: Run) -> None:
    """Re-referrals are not about a plan: asked of children on child in need plans alone they are the same for all."""
    result = run("measure", "DD06", "--where", "plan_type=CIN")
    assert "plan_type" in result.stderr
    assert result.stdout == run("measure", "DD06").stdout


def test_a_month_the_data_does_not_reach_is_not_recorded(small_county: County, run: Run) -> None:
    (row,) = json.loads(run("measure", "neglect_plans_open", "--month", "2031-01", "--format", "json").stdout)
    assert row["value"] is None


@pytest.mark.parametrize(
    "words",
    [
        ["measure"],
        ["measure", "DD03", "--period", "year"],
        ["measure", "DD03", "--months", "0"],
        ["measure", "DD03", "--months", "many"],
        ["measure", "DD03", "--format", "xml"],
        ["measure", "DD03", "--colour"],
        ["demo", "--scale", "0"],
        ["demo", "--scale", "3"],
        ["load"],
        ["load", "ssd"],
        ["load", "cin-census"],
        ["load", "ssd", "sqlite:///x.db", "--as-at", "yesterday"],
        ["load", "ssd", "sqlite:///x.db", "--child-population", "0"],
        ["load", "ssd", "sqlite:///x.db", "--codes", "no-such-file.toml"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_a_command_that_is_not_understood_ends_with_2(empty: Path, run: Run, words: list[str]) -> None:
    result = run(*words, code=2)
    assert "Usage" in result.stderr + result.stdout
    assert not (empty / "facts").exists()


def test_help_says_what_there_is(run: Run) -> None:
    told = run("--help").stdout
    for name in ("demo", "load", "refresh", "measure", "loads", "faults", "indicators"):
        assert name in told


# --- Before there is anything ---


def test_before_anything_is_loaded_each_command_says_what_to_do(empty: Path, run: Run) -> None:
    assert "No facts have been built yet. Run: python manage.py refresh" in run("measure", "DD03", code=1).stderr
    result = run("refresh", code=1)
    assert "No records have been loaded yet. Load some, or run: python manage.py demo" in result.stderr
    assert result.stdout == ""
    assert run("loads").stdout.startswith("load_id,")
    assert run("faults").stdout.startswith("file_name,")


def test_a_new_folder_is_made_and_its_records_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    for name in ("DATABASE_URL", "FACTS_URL", "PRACTICE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new" / "folder"))
    run("refresh", code=1)
    assert (tmp_path / "new" / "folder" / "records.sqlite").exists()


def test_indicators_are_listed_without_any_data(empty: Path, run: Run) -> None:
    told = run("indicators").stdout
    assert all(key in told and entry.name in told for key, entry in REGISTRY.items())


# --- Loading ---


@pytest.fixture
def ssd(tmp_path: Path) -> str:
    """A small Standard Safeguarding Dataset in SQLite: two children on plans, one row of a child there is not."""
    frames = county(2)
    stray = frames_of(ssd_cp_plans=[cp_plan(9, 9)])["ssd_cp_plans"]
    frames["ssd_cp_plans"] = pd.concat([frames["ssd_cp_plans"], stray], ignore_index=True)
    return write_ssd(tmp_path / "ssd.sqlite", frames)


def write_ssd(path: Path, frames: dict[str, pd.DataFrame]) -> str:
    with sqlite3.connect(path) as connection:
        for name, frame in frames.items():
            frame.to_sql(name, connection, index=False)
    connection.close()
    return f"sqlite:///{path}"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_standard_dataset_is_loaded_measured_and_left_as_it_was(
    empty: Path, run: Run, ssd: str, tmp_path: Path
) -> None:
    before = digest(tmp_path / "ssd.sqlite")
    result = run(*("load", "ssd", ssd, "--authority", "931", "--as-at", "2025-06-30", "--child-population", "1000"))
    assert result.stdout == ""
    assert "Facts as at 30 June 2025: 6 plan_month rows" in result.stderr
    assert digest(tmp_path / "ssd.sqlite") == before
    count, rate = json.loads(run("measure", "neglect_plans_open", "neglect_rate", "--format", "json").stdout)
    assert (count["numerator"], count["value"]) == (2, 2.0)
    assert (rate["numerator"], rate["value"]) == (None, None)  # there are no child in need plans in this source
    (told,) = csv.DictReader(io.StringIO(run("loads").stdout))
    assert (told["kind"], told["outcome"], told["rows_rejected"]) == ("ssd", "loaded", "1")
    (fault,) = csv.DictReader(io.StringIO(run("faults").stdout))
    assert (fault["entity"], fault["treatment"], fault["value"]) == ("ssd_cp_plans", "rejected", "P9")
    assert run("faults", "--load", "1").stdout == run("faults").stdout

    again = run("load", "ssd", ssd, "--authority", "931", "--as-at", "2025-06-30", "--child-population", "1000")
    assert "unchanged" in run("loads").stdout
    snapshots = [text.split("Snapshot ")[1].split(".")[0] for text in (result.stderr, again.stderr)]
    assert snapshots[0] == snapshots[1]


def test_a_load_may_leave_the_facts_for_later(empty: Path, run: Run, ssd: str) -> None:
    run("load", "ssd", ssd, "--authority", "931", "--no-refresh")
    assert not (empty / "facts").exists()
    result = run("refresh")
    assert result.stdout == ""
    assert "Facts as at 1 April 2025" in result.stderr
    assert plans_in(empty) > 0


def test_a_dataset_without_plans_is_refused_and_the_records_stay(
    empty: Path, run: Run, ssd: str, tmp_path: Path
) -> None:
    run("load", "ssd", ssd, "--authority", "931")
    plans = plans_in(empty)
    other = write_ssd(tmp_path / "other.sqlite", frames_of(ssd_person=[person(1)]))
    result = run("load", "ssd", other, "--authority", "931", code=1)
    assert "has no ssd_cp_plans or ssd_cin_plans" in result.stderr
    assert "refused" in run("loads").stdout
    assert plans_in(empty) == plans


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/ssd.sqlite",
        f"postgresql://reader:{PASSWORD}@127.0.0.1:9/ssd",
        f"mssql+pyodbc://reader:{PASSWORD}@server/ssd",
        f"nosuchdatabase://reader:{PASSWORD}@server/ssd",
        f"reader:{PASSWORD}@server",
        "",
    ],
    ids=["no file", "nobody answers", "no driver", "no such database", "no address", "nothing"],
)
def test_a_source_that_cannot_be_reached_is_said_plainly(empty: Path, run: Run, url: str) -> None:
    result = run("load", "ssd", url, "--authority", "931", code=1)
    assert len(result.stderr.strip()) > 20
    assert PASSWORD not in run("loads").stdout


def test_a_file_that_is_no_database_is_said_plainly(empty: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague, " * 100)
    run("load", "ssd", f"sqlite:///{tmp_path / 'letter.txt'}", "--authority", "931", code=1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.xml", None),
        ("empty.xml", b""),
        ("letter.xml", b"Dear colleague"),
        ("other.xml", b"<Message><Children/></Message>"),
        ("bomb.xml", b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><Message>&c;</Message>'),
    ],
)
def test_a_return_that_cannot_be_read_is_refused_by_name(
    empty: Path, run: Run, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("load", "cin-census", str(tmp_path / name), code=1)
    assert name in result.stderr
    assert not (empty / "facts").exists()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="The sample returns are not beside the project")
def test_a_census_return_is_loaded_and_measured(empty: Path, run: Run) -> None:
    result = run("load", "cin-census", str(SAMPLES / "CIN_Census_2024.xml"), "--name", "Sampleshire")
    assert result.stdout == ""
    assert "Facts as at 31 March 2024" in result.stderr
    rows = json.loads(run("measure", "neglect_plans_open", "DD12", "--format", "json").stdout)
    assert rows[0]["month"] == "2024-03"
    assert [row["value"] for row in rows if row["id"] == "DD12"] == [None, None]  # a census tells of no actions
    engine = engine_for(f"sqlite:///{empty / 'records.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(sa.select(authorities.c.authority_name)).scalar_one() == "Sampleshire"
    engine.dispose()


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
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FACTS_URL")}
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
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert sorted((tmp_path / "data" / "facts").iterdir()) == kept_facts

    measured = process("measure", "DD01", "DD15", "--format", "csv")
    assert (measured.returncode, measured.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(measured.stdout)))
    assert [row["id"] for row in rows] == ["DD01", "DD01", "DD01", "DD15"]
    assert int(rows[0]["numerator"]) > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"], "something was written elsewhere"
