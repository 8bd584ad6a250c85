"""A load is in the records whole or not at all, and the ledger says what became of it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, event, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from data.load import ledger
from data.load.faults import DUPLICATE_ROW, Faults, not_stored
from data.load.ledger import Fault, Load, Refused, already_loaded, load, without_password
from data.records import RecordsBusy, engine_for
from data.records import engine as records
from data.records.partnership import authorities, load_rejections, load_tables, loads
from data.records.ssd import ssd_person

ABOUT: dict[str, Any] = {"kind": "ssd", "source": "somewhere", "authority": "931"}


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def add_person(under_way: Load, person: str) -> None:
    under_way.connection.execute(insert(ssd_person).values(pers_person_id=person))


def test_a_load_is_written_with_its_counts_and_faults(records_engine: Engine) -> None:
    with load(records_engine, **ABOUT, as_at=datetime(2026, 10, 31), synthetic=True, sha256="a" * 64) as under_way:
        add_person(under_way, "P1")
        under_way.count("ssd_person", read=3, kept=1, missing_columns=["pers_upn"])
        under_way.count("ssd_contacts", present=False)
        under_way.reject("ssd_person", "No id.", field="pers_person_id", line=2, file="a.xml", rule="100")
        under_way.reject("ssd_person", "Twice.", key="P1", rule=DUPLICATE_ROW, treatment="corrected")
        under_way.reject("ssd_person", "Odd.", key="P1", value="x", treatment="queried")
        number = under_way.load_id
    (told,) = rows(records_engine, loads)
    assert told["load_id"] == number
    assert told["outcome"] == "loaded"
    assert told["reason"] is None
    assert told["synthetic"] is True
    assert told["as_at"] == datetime(2026, 10, 31)
    assert told["finished_at"] >= told["started_at"]
    assert (told["rows_read"], told["rows_kept"], told["rows_rejected"], told["rows_queried"]) == (3, 1, 2, 1)
    tables = {row["table_name"]: row for row in rows(records_engine, load_tables)}
    assert (tables["ssd_person"]["rows_read"], tables["ssd_person"]["missing_columns"]) == (3, "pers_upn")
    assert tables["ssd_contacts"]["present"] is False
    faults = rows(records_engine, load_rejections)
    assert [(f["file_name"], f["line"], f["record_key"], f["value"], f["treatment"]) for f in faults] == [
        ("a.xml", 2, None, None, "rejected"),
        ("somewhere", None, "P1", None, "corrected"),
        ("somewhere", None, "P1", "x", "queried"),
    ]


def test_an_exception_undoes_everything_and_is_written_down(records_engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="halfway"), load(records_engine, **ABOUT) as under_way:
        add_person(under_way, "P1")
        under_way.count("ssd_person", read=1, kept=1)
        under_way.reject("ssd_person", "Odd.", key="P1", treatment="queried")
        raise RuntimeError("halfway")
    assert rows(records_engine, ssd_person) == []
    assert rows(records_engine, load_tables) == []
    (told,) = rows(records_engine, loads)
    assert told["outcome"] == "refused"
    assert "RuntimeError" in told["reason"]
    assert told["rows_kept"] == 0
    (fault,) = rows(records_engine, load_rejections)
    assert (fault["load_id"], fault["reason"]) == (told["load_id"], "Odd.")


def test_a_refusal_keeps_its_report_and_each_fault(records_engine: Engine) -> None:
    faults = [Fault("Not a date.", file="a.xml", line=7, field="CPPstartDate", value="soon")]
    with pytest.raises(Refused), load(records_engine, **ABOUT):
        raise Refused("The file is not a census return. Ask for the XML.", faults)
    (told,) = rows(records_engine, loads)
    assert told["outcome"] == "refused"
    assert told["reason"].startswith("The file is not a census return. Ask for the XML.")
    assert "a.xml, line 7, CPPstartDate, value 'soon': Not a date." in told["reason"]
    (kept,) = rows(records_engine, load_rejections)
    assert (kept["file_name"], kept["line"], kept["field"], kept["value"], kept["reason"]) == (
        "a.xml", 7, "CPPstartDate", "soon", "Not a date.",
    )  # fmt: skip


def test_a_database_fault_is_told_without_the_values_it_was_given(records_engine: Engine) -> None:
    with pytest.raises(IntegrityError), load(records_engine, **ABOUT) as under_way:
        for _ in range(2):
            values = {"pers_person_id": "P1", "pers_surname": "Greenleaf"}
            under_way.connection.execute(insert(ssd_person).values(values))
    (told,) = rows(records_engine, loads)
    assert "IntegrityError" in told["reason"]
    assert "Greenleaf" not in told["reason"]


def test_a_load_that_is_broken_off_leaves_nothing(records_engine: Engine) -> None:
    """Ctrl-C in the middle."""
    with pytest.raises(KeyboardInterrupt), load(records_engine, **ABOUT) as under_way:
        add_person(under_way, "P1")
        raise KeyboardInterrupt
    assert rows(records_engine, ssd_person) == []
    (told,) = rows(records_engine, loads)
    assert (told["outcome"], told["reason"]) == ("refused", "The load was broken off. Nothing was changed.")


def test_nobody_is_kept_from_writing_while_a_source_is_read(records_engine: Engine) -> None:
    """Before its first statement a load holds no lock, so that another process can write."""
    with load(records_engine, **ABOUT) as under_way:
        under_way.reject("ssd_person", "Odd.", treatment="queried")
        with records_engine.begin() as other:
            other.execute(insert(ssd_person).values(pers_person_id="P9"))
    assert [row["pers_person_id"] for row in rows(records_engine, ssd_person)] == ["P9"]


def test_a_second_load_does_not_wait_for_ever_and_the_first_is_unharmed(
    records_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second leaves no row on the ledger: nothing can be written while the first goes on."""
    monkeypatch.setattr(records, "BUSY_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(ledger, "BUSY_TIMEOUT_SECONDS", 0.05)
    impatient = engine_for(records_engine.url)
    with load(records_engine, **ABOUT) as first:
        add_person(first, "P1")
        with (
            pytest.raises(RecordsBusy, match="Another load or refresh is writing to these records"),
            load(impatient, **ABOUT) as second,
        ):
            add_person(second, "P2")
    impatient.dispose()
    assert [row["pers_person_id"] for row in rows(records_engine, ssd_person)] == ["P1"]
    assert [row["outcome"] for row in rows(records_engine, loads)] == ["loaded"]


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_disk_that_fills_is_what_the_caller_hears_and_nothing_is_left(records_engine: Engine, tmp_path: Path) -> None:
    """The file may not grow past what it has, so that not even the refusal can be written down."""

    def full(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    small_disk = engine_for(records_engine.url)
    event.listen(small_disk, "connect", full)
    with pytest.raises(Refused, match="Not a census"), load(small_disk, **ABOUT) as under_way:
        for number in range(20):
            under_way.reject("ssd_person", "Odd. " * 1_000, key=f"P{number}")
        raise Refused("Not a census return.")
    with pytest.raises(OperationalError, match="database or disk is full"), load(small_disk, **ABOUT) as under_way:
        under_way.connection.execute(
            insert(ssd_person), [{"pers_person_id": f"P{n}", "pers_surname": "x" * 200} for n in range(1_000)]
        )
    small_disk.dispose()
    assert rows(records_engine, ssd_person) == []
    load_once(records_engine, "a")
    records_engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["records.sqlite"]


def load_once(engine: Engine, sha256: str, *, kind: str = "ssd", unchanged: bool = False) -> None:
    with load(engine, kind=kind, source="somewhere", authority="931", sha256=sha256) as under_way:
        if unchanged:
            under_way.unchanged()


def test_already_loaded_means_nothing_else_was_loaded_since(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        connection.execute(insert(authorities).values(authority_code="931", authority_name="A", source_kind="ssd"))
    assert not already_loaded(records_engine, "ssd", "931", "a")
    load_once(records_engine, "a")
    assert already_loaded(records_engine, "ssd", "931", "a")
    assert not already_loaded(records_engine, "cin-census", "931", "a")
    assert not already_loaded(records_engine, "ssd", "887", "a")
    load_once(records_engine, "a", unchanged=True)
    assert already_loaded(records_engine, "ssd", "931", "a")
    load_once(records_engine, "b")
    assert not already_loaded(records_engine, "ssd", "931", "a")


def test_a_refused_load_does_not_count_as_loaded(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        connection.execute(insert(authorities).values(authority_code="931", authority_name="A", source_kind="ssd"))
    with pytest.raises(Refused), load(records_engine, **ABOUT, sha256="a"):
        raise Refused("No.")
    assert not already_loaded(records_engine, "ssd", "931", "a")


def test_faults_of_an_unchanged_load_are_not_written_again(records_engine: Engine) -> None:
    with load(records_engine, **ABOUT) as under_way:
        under_way.reject("ssd_person", "Odd.")
        under_way.unchanged()
    (told,) = rows(records_engine, loads)
    assert (told["outcome"], told["rows_rejected"]) == ("unchanged", 1)
    with records_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(load_rejections)) == 0


def test_a_password_in_the_source_is_never_written(records_engine: Engine) -> None:
    with load(records_engine, kind="ssd", source="postgresql://reader:s3cret@db/ssd", authority="931"):
        pass
    assert rows(records_engine, loads)[0]["source"] == "postgresql://reader:***@db/ssd"
    assert without_password("mssql://u:p@h and postgresql://v:q@i") == "mssql://u:***@h and postgresql://v:***@i"


def test_what_is_too_long_for_the_ledger_is_cut_and_hostile_text_is_only_text(records_engine: Engine) -> None:
    with load(records_engine, **{**ABOUT, "source": "s" * 500}) as under_way:
        under_way.reject("ssd_person", "Odd.", key="k" * 300, value="'); DROP TABLE loads; --", file="f" * 500)
    (fault,) = rows(records_engine, load_rejections)
    assert (len(fault["record_key"]), len(fault["file_name"])) == (200, 400)
    assert fault["value"] == "'); DROP TABLE loads; --"
    assert len(rows(records_engine, loads)[0]["source"]) == 400


def test_a_report_shows_the_first_faults_and_counts_the_rest() -> None:
    report = str(Refused("Broken.", [Fault("bad", line=n) for n in range(1, 26)]))
    assert report.splitlines()[0] == "Broken."
    assert "line 20: bad" in report
    assert "line 21" not in report
    assert report.endswith("and 5 more")


def test_a_frame_of_faults_needs_only_entity_and_reason() -> None:
    faults = Faults()
    faults.reject_frame(pd.DataFrame({"entity": ["t", "t"], "reason": ["a", "b"], "line": [1, 2]}))
    faults.reject("t", "c", treatment="queried")
    frame = faults.frame()
    assert frame["treatment"].tolist() == ["rejected", "rejected", "queried"]
    assert frame["line"].tolist() == [1, 2, None]
    assert not_stored(frame).tolist() == [True, True, False]
    assert Faults().frame().empty
