"""A resubmission is the whole of its year's return: what only the return had that it replaces goes, and is told."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from data.load.cin_census import load_cin_census, replaced
from data.load.write import LoadSummary
from data.records.ssd import ssd_x_flag_reviews
from tests.data.load.cin_census.returns import (
    a_return,
    assessment,
    child,
    cin_plan,
    cp_plan,
    enquiry,
    header,
    pre_proceedings,
    referral,
    save,
)
from tests.data.load.cin_census.stores import contents, faults, rows

Load = Callable[..., LoadSummary]
sqlite_only = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)

# Everything a return can tell of a child, so that each table has a row to take back.
EVERYTHING = referral(
    "2023-05-01",
    assessment("2023-05-02", "2023-06-01", ["16A"]),
    cin_plan("2023-06-02", "2023-07-01"),
    enquiry("2023-07-01", "2023-07-14", "2023-07-21"),
    cp_plan("2023-07-14", previous="1", reviews=["2023-10-01"]),
    pre_proceedings(PPStartDate="2024-01-09"),
)


@pytest.fixture
def load(records_engine: Engine, tmp_path: Path) -> Load:
    """Loads returns given as text, in one call, each under a name of its own."""

    def load_texts(*texts: str, **how: Any) -> LoadSummary:
        paths = [save(tmp_path, text, f"r{abs(hash(text))}.xml") for text in texts]
        return load_cin_census(records_engine, paths, **how)

    return load_texts


def second(*children: str, year: int = 2024, serial: str = "002") -> str:
    return a_return(*children, head=header(year, SerialNo=serial))


def without_files(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything held but which files it came from."""
    held = contents(engine)
    held["census_provenance"] = [row for row in held["census_provenance"] if not str(row[1]).startswith("return ")]
    return held


def told(engine: Engine, treatment: str) -> list[tuple[Any, ...]]:
    return faults(engine, "entity", "record_key", "value", "treatment", "rule", treatment=treatment)


def test_a_child_and_all_their_rows_go_with_the_return_that_had_them(records_engine: Engine, load: Load) -> None:
    kept = child("C2", referral("2023-05-01"))
    load(second(kept, serial="009").replace(">2024<", ">2023<").replace("2024-", "2023-"))
    before = contents(records_engine)
    load(a_return(child("C1", EVERYTHING, disabilities=["LD", "AUT"]), kept))
    assert len(rows(records_engine, "ssd_disability")) == 2
    summary = load(second(kept))
    after = contents(records_engine)
    assert {name: found for name, found in after.items() if name != "census_provenance"} == {
        name: found for name, found in before.items() if name != "census_provenance"
    }
    removed = [row for row in told(records_engine, "corrected") if row[4] == "replaced return"]
    assert {row[0] for row in removed} == {
        "ssd_person", "ssd_disability", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors",
        "ssd_s47_enquiry", "ssd_initial_cp_conference", "ssd_cp_plans", "ssd_cp_reviews", "ssd_cin_plans",
        "ssd_pre_proceedings",
    }  # fmt: skip
    assert {row[1] for row in removed} == {"C1"}
    assert len(removed) == 12
    assert any("12 rows were removed that only the 2024 return it replaces had" in line for line in summary.messages)
    assert summary.corrected == 0


def test_one_plan_goes_and_the_child_stays(records_engine: Engine, load: Load) -> None:
    one, other = cp_plan("2023-06-01", "2023-07-01", previous="0"), cp_plan("2023-09-01", previous="1")
    load(a_return(child("C1", referral("2023-05-01", one, other))))
    load(second(child("C1", referral("2023-05-01", other))))
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id") == [("C1-P20230901",)]
    assert rows(records_engine, "census_previous_plans", "plan_start") == [(date(2023, 9, 1),)]
    assert told(records_engine, "corrected") == [("ssd_cp_plans", "C1", "C1-P20230601", "corrected", "replaced return")]


@sqlite_only
def test_disabilities_no_longer_named_go_and_others_take_their_place(records_engine: Engine, load: Load) -> None:
    load(a_return(child("C1", disabilities=["LD"]), child("C2", disabilities=["LD"])))
    load(second(child("C1"), child("C2", disabilities=["AUT"])))
    assert rows(records_engine, "ssd_disability", "disa_person_id", "disa_disability_code") == [("C2", "AUT")]


@sqlite_only
def test_what_another_year_has_stays(records_engine: Engine, load: Load) -> None:
    """The plan of C1 is in the return for 2025 too, that of C2 in the one for 2023; C3 is only in that for 2024."""
    one, two, three = (child(f"C{n}", referral("2022-05-01", cp_plan("2022-06-01"))) for n in (1, 2, 3))
    load(a_return(two, year=2023))
    load(a_return(one, two.replace("NEG", "EMO"), three, year=2024))
    load(a_return(one, year=2025))
    summary = load(second(child("C9")))
    plans = rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_cp_plan_latest_category")
    assert plans == [("C1-P20220601", "NEG"), ("C2-P20220601", "EMO")]
    queried = [row for row in told(records_engine, "queried") if row[4] == "replaced return"]
    assert queried == [
        ("ssd_cp_plans", "C2", "C2-P20220601", "queried", "replaced return"),
        ("ssd_cin_episodes", "C2", "C2-R20220501", "queried", "replaced return"),
        ("ssd_person", "C2", "C2", "queried", "replaced return"),
    ]
    assert any("3 rows were kept as the 2024 return it replaces had them" in line for line in summary.messages)


def test_loading_earlier_years_again_puts_right_what_only_the_replaced_return_changed(
    records_engine: Engine, load: Load
) -> None:
    plan = child("C1", referral("2022-05-01", cp_plan("2022-06-01", category="NEG")))
    y2023 = a_return(plan, child("C2"), year=2023)
    resubmitted = second(child("C2"))
    load(y2023, resubmitted)
    never_replaced = without_files(records_engine)
    load(a_return(plan.replace("NEG", "EMO"), child("C2"), head=header(2024, SerialNo="003")))
    load(second(child("C2"), serial="004"))
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_latest_category") == [("EMO",)]
    assert load(y2023).outcome == "loaded"
    assert without_files(records_engine) == never_replaced
    assert load(y2023).outcome == "unchanged"


@sqlite_only
def test_a_row_that_went_from_one_years_return_may_go_from_the_next(records_engine: Engine, load: Load) -> None:
    """In 2023 and 2024 at first, in neither once both are resubmitted."""
    gone, kept = child("C1", referral("2022-05-01", cp_plan("2022-06-01"))), child("C2")
    load(a_return(gone, kept, year=2023), a_return(gone, kept, year=2024))
    load(second(kept, year=2023))
    assert len(rows(records_engine, "ssd_cp_plans")) == 1
    load(second(kept, year=2024))
    assert len(rows(records_engine, "ssd_cp_plans")) == 0
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("C2",)]


@pytest.mark.parametrize("together", [True, False], ids=["one call", "later first"])
def test_of_a_return_that_is_replaced_nothing_is_used(records_engine: Engine, load: Load, together: bool) -> None:
    old = a_return(child("C1", EVERYTHING), child("C2", Ethnicity="WIRT"))
    new = second(child("C2", Ethnicity="WROM"))
    summary = load(old, new) if together else load(new)
    if not together:
        summary = load(old)
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_ethnicity") == [("C2", "WROM")]
    assert rows(records_engine, "ssd_cp_plans") == []
    assert any(
        line.endswith("another return for 2024 replaces it; nothing of it was used.") for line in summary.messages
    )
    outcomes = dict(rows(records_engine, "loads", "outcome", "reason"))
    assert outcomes == {
        "loaded": None,
        "unchanged": "Another return for 2024 replaces it; nothing of it was used.",
    }
    assert told(records_engine, "corrected") == []


@sqlite_only
def test_a_return_that_was_replaced_is_not_said_to_be_loaded(records_engine: Engine, load: Load) -> None:
    old = a_return(child("C1"))
    load(old)
    load(second(child("C2")))
    assert "replaces it" in load(old).messages[0]
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("C2",)]


@sqlite_only
def test_a_mended_file_under_the_same_header_replaces_the_first(records_engine: Engine, load: Load) -> None:
    first, mended = a_return(child("C1"), child("C2")), a_return(child("C2"))
    load(first)
    assert "SerialNo" not in [field for (field,) in faults(records_engine, "field")]
    load(mended)
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("C2",)]
    (reason,) = [reason for reason, field in faults(records_engine, "reason", "field") if field == "SerialNo"]
    assert "with this very header" in reason
    assert "used in its place" in reason
    assert load(mended).outcome == "unchanged"
    assert load(first).outcome == "loaded"


@sqlite_only
def test_two_files_of_one_call_that_do_not_say_which_is_later_are_queried(
    records_engine: Engine, tmp_path: Path
) -> None:
    one, other = save(tmp_path, a_return(child("C1")), "a.xml"), save(tmp_path, a_return(child("C2")), "b.xml")
    load_cin_census(records_engine, [other, one])
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("C2",)]
    (reason,) = [reason for reason, rule in faults(records_engine, "reason", "rule") if "a.xml" in reason]
    assert "neither header says which replaces the other" in reason


@sqlite_only
def test_a_child_other_records_speak_of_stays_and_is_queried(records_engine: Engine, load: Load) -> None:
    load(a_return(child("C1", referral("2023-05-01")), child("C2")))
    with records_engine.begin() as connection:
        connection.execute(insert(ssd_x_flag_reviews).values(flrv_review_id="F1", flrv_person_id="C1"))
    for serial in ("002", "003"):
        load(second(child("C2"), serial=serial))
        assert rows(records_engine, "ssd_person", "pers_person_id") == [("C1",), ("C2",)]
        assert rows(records_engine, "authority_people", "person_id") == [("C1",), ("C2",)]
        assert rows(records_engine, "ssd_cin_episodes") == []
    about = [row[:2] for row in told(records_engine, "queried") if row[4] == "replaced return"]
    assert about == [("ssd_person", "C1"), ("ssd_person", "C1")]


@sqlite_only
def test_one_authoritys_resubmission_leaves_the_others(records_engine: Engine, load: Load) -> None:
    load(a_return(child("C1", EVERYTHING)))
    load(a_return(child("C1", EVERYTHING), authority="825"))
    load(second(child("C2")).replace(">931<", ">825<"))
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("825:C2",), ("C1",)]
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id") == [("C1-P20230714",)]
    assert rows(records_engine, "census_previous_plans", "person_id") == [("C1",)]


@sqlite_only
def test_past_a_number_the_rows_removed_are_counted(
    records_engine: Engine, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaced, "LISTED", 2)
    load(a_return(*(child(f"C{n}") for n in range(3)), child("D1")))
    load(second(child("D1")))
    reasons = [reason for (reason,) in faults(records_engine, "reason", treatment="corrected")]
    assert len(reasons) == 3
    assert str(reasons[-1]).endswith("1 more is not listed.")
