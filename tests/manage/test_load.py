"""`load` and `refresh`: what becomes of a source, and what is said of one that will not do."""

import csv
import hashlib
import io
import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from access import audit, demonstration
from data.facts import store
from data.facts.tables import plan_month
from data.records import engine as records_engine
from data.records import engine_for
from data.records.partnership import authorities
from tests.data.load.cin_census.returns import a_return, child, header, referral, save
from tests.data.load.sources import county, escalation, frames_of, involvement, loaded, person
from tests.manage.running import PASSWORD, Run, write_ssd

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples" / "cin_census_xml"


def plans_in(folder: Path) -> int:
    with store.reader(f"duckdb:///{folder / 'facts'}").connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(plan_month)).scalar_one())


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
    wanted = ("measure", "neglect_plans_open", "neglect_rate", "--format", "json")
    count, rate = json.loads(run(*wanted, "--where", "plan_type=CP").stdout)
    assert (count["numerator"], count["value"]) == (2, 2.0)
    assert (rate["numerator"], rate["value"]) == (2, 20.0)
    # There are no child in need plans in this source, so that with them it is not recorded.
    assert [row["value"] for row in json.loads(run(*wanted).stdout)] == [None, None]
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


def test_a_load_without_a_code_and_one_with_are_not_the_same_children_twice(empty: Path, run: Run, ssd: str) -> None:
    run("load", "ssd", ssd, "--no-refresh")
    told = run("load", "ssd", ssd, "--authority", "931", "--no-refresh", code=1).stderr
    assert "the children would be counted twice" in told
    assert "python manage.py remove-authority LOCAL" in told

    removed = run("remove-authority", "LOCAL", "--yes")
    assert "Authority LOCAL is no longer in the records." in removed.stderr
    assert "the facts built from them are gone too" in removed.stderr
    assert "No facts have been built yet" in run("measure", "DD03", code=1).stderr
    run("load", "ssd", ssd, "--authority", "931")
    assert plans_in(empty) > 0
    assert "Give --authority as before" in run("load", "ssd", ssd, code=1).stderr
    loads = list(csv.DictReader(io.StringIO(run("loads").stdout)))
    assert [(load["kind"], load["outcome"]) for load in reversed(loads)] == [
        ("ssd", "loaded"),
        ("ssd", "refused"),
        ("removed", "removed"),
        ("ssd", "loaded"),
        ("ssd", "refused"),
    ]


def test_an_authority_is_not_removed_unless_that_is_meant(empty: Path, run: Run, ssd: str) -> None:
    run("load", "ssd", ssd, "--authority", "931", "--no-refresh")
    # Nobody is there to answer.
    assert "Remove authority 931 and every row about its children" in run("remove-authority", "931", code=1).stderr
    assert "hold no authority 825. They hold: 931." in run("remove-authority", "825", "--yes", code=1).stderr
    run("refresh")
    assert plans_in(empty) > 0


@pytest.mark.parametrize("code", ["", "9 31", "Oxfordshire"])
def test_what_is_no_authoritys_code_is_said_plainly(empty: Path, run: Run, ssd: str, code: str) -> None:
    told = run("load", "ssd", ssd, "--authority", code, code=1).stderr
    assert "cannot be an authority's code" in told
    assert "as in 931" in told


def test_faults_of_a_load_there_is_not_are_refused(empty: Path, run: Run, ssd: str) -> None:
    run("load", "ssd", ssd, "--authority", "931", "--no-refresh")
    result = run("faults", "--load", "99", code=1)
    assert result.stdout == ""
    assert "There is no load 99. The newest are: 1." in result.stderr


def test_a_load_beside_another_is_told_to_wait(
    empty: Path, run: Run, ssd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_engine, "BUSY_TIMEOUT_SECONDS", 0.05)
    other = sqlite3.connect(empty / "records.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for command in (("load", "ssd", ssd, "--authority", "931"), ("remove-authority", "931", "--yes")):
        told = run(*command, code=1).stderr
        assert "Another load or refresh is writing to these records. Wait for it to end and try again." in told
    other.execute("ROLLBACK")
    other.close()
    run("load", "ssd", ssd, "--authority", "931", "--no-refresh")


@pytest.fixture
def demonstrated(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The folder's records with a synthetic child on a plan in them, and the demonstration accounts made."""
    monkeypatch.setattr("access.passwords.COST", 4)
    engine = engine_for(f"sqlite:///{empty / 'records.sqlite'}")
    frames = {**county(1), **frames_of(ssd_involvements=[involvement(1, 1, "T1")])}
    loaded(engine, frames, kind="demo", authority_code="999", synthetic=True)
    demonstration.make(engine)
    return engine


@pytest.mark.parametrize("kind", ["ssd", "cin-census"])
def test_a_load_of_real_children_closes_the_demonstration_accounts(
    demonstrated: Engine, run: Run, ssd: str, tmp_path: Path, kind: str
) -> None:
    census = str(save(tmp_path, a_return(child("C1", referral("2023-05-01"))), "first.xml"))
    words = {"ssd": (ssd, "--authority", "931"), "cin-census": (census,)}[kind]
    told = run("load", kind, *words, "--no-refresh").stderr
    assert "The demonstration accounts were closed: admin, analyst, board, leader, manager." in told
    assert not demonstration.present(demonstrated)
    demonstration.refuse_with_real_data(demonstrated)
    newest = audit.read(demonstrated, newest=5)
    assert set(newest["username"]) == {"(command line)"}
    assert newest["detail"].str.contains('"system_user"').all()
    again = run("load", kind, *words, "--no-refresh").stderr
    assert "demonstration" not in again
    demonstrated.dispose()


def test_a_load_that_is_refused_leaves_the_demonstration_as_it_was(
    demonstrated: Engine, run: Run, tmp_path: Path
) -> None:
    other = write_ssd(tmp_path / "other.sqlite", frames_of(ssd_person=[person(1)]))
    run("load", "ssd", other, "--authority", "931", code=1)
    assert demonstration.present(demonstrated)
    demonstrated.dispose()


def test_a_feed_that_has_stopped_is_named(empty: Path, run: Run, tmp_path: Path) -> None:
    frames = county(1)
    plain = write_ssd(tmp_path / "plain.sqlite", frames)
    more = write_ssd(tmp_path / "more.sqlite", {**frames, **frames_of(ssd_x_escalations=[escalation(1, 1)])})
    run("load", "ssd", more, "--authority", "931", "--as-at", "2025-05-31", "--no-refresh")
    told = run("load", "ssd", plain, "--authority", "931", "--as-at", "2025-06-30", "--no-refresh").stderr
    assert "ssd_x_escalations was last loaded as at 31 May 2025 and is not in this source" in told


def test_a_resubmission_says_what_it_takes_back(empty: Path, run: Run, tmp_path: Path) -> None:
    first = a_return(child("C1", referral("2023-05-01")), child("C2", referral("2023-05-01")))
    second = a_return(child("C2", referral("2023-05-01")), head=header(2024, SerialNo="002"))
    run("load", "cin-census", str(save(tmp_path, first, "first.xml")), "--no-refresh")
    told = run("load", "cin-census", str(save(tmp_path, second, "second.xml")), "--no-refresh").stderr
    assert "2 rows were removed that only the 2024 return it replaces had" in told
    faults = list(csv.DictReader(io.StringIO(run("faults").stdout)))
    removed = [(fault["entity"], fault["value"]) for fault in faults if fault["rule"] == "replaced return"]
    assert removed == [("ssd_cin_episodes", "C1-R20230501"), ("ssd_person", "C1")]
    late = run("load", "cin-census", str(tmp_path / "first.xml"), "--no-refresh").stderr
    assert "another return for 2024 replaces it; nothing of it was used." in late
