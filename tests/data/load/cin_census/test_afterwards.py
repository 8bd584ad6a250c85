"""What only shows once a return is among the others: shared pupil numbers, cases that have gone."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.load.cin_census import afterwards, load_cin_census
from tests.data.load.cin_census.returns import a_return, child, cin_plan, cp_plan, referral, save
from tests.data.load.cin_census.stores import faults

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def told(engine: Engine, *columns: str) -> list[tuple[object, ...]]:
    return faults(engine, *columns, treatment="queried")


def test_children_of_one_pupil_number_are_told_wherever_they_stand(records_engine: Engine, tmp_path: Path) -> None:
    load_cin_census(records_engine, [save(tmp_path, a_return(child("OLD1", UPN="A111111111111"), year=2023))])
    assert told(records_engine, "rule") == []
    both = a_return(child("NEW1", UPN="A111111111111"), child("C2", UPN="A222222222222"), year=2024)
    load_cin_census(records_engine, [save(tmp_path, both)])
    assert told(records_engine, "record_key", "rule", "value") == [
        ("NEW1", "1520", "A111111111111"),
        ("OLD1", "1520", "A111111111111"),
    ]


def test_open_cases_that_have_gone_from_the_newest_return_are_told(records_engine: Engine, tmp_path: Path) -> None:
    first = a_return(
        child("C1", referral("2022-05-01", cp_plan("2022-06-01"))),
        child("C2", referral("2022-05-01", cin_plan("2022-06-01", "2022-09-01"), CINclosureDate="2022-10-01")),
        child("C3", referral("2022-05-01", cin_plan("2022-06-01"))),
        year=2023,
    )
    second = a_return(child("C3", referral("2022-05-01", cin_plan("2022-06-01", "2023-05-01"))), year=2024)
    load_cin_census(records_engine, [save(tmp_path, first)])
    before = len(told(records_engine, "entity"))
    load_cin_census(records_engine, [save(tmp_path, second)])
    gone = told(records_engine, "entity", "record_key", "value", "field")[before:]
    assert gone == [("ssd_cin_episodes", "C1", "2023", "CINclosureDate"), ("ssd_cp_plans", "C1", "2023", "CPPendDate")]


def test_a_return_between_two_others_tells_nothing_of_what_has_gone(records_engine: Engine, tmp_path: Path) -> None:
    """The newest return has told it already."""
    with_c1, without = child("C1", referral("2021-05-01")), child("C2")
    load_cin_census(records_engine, [save(tmp_path, a_return(with_c1, year=2022))])
    load_cin_census(records_engine, [save(tmp_path, a_return(without, year=2024))])
    assert told(records_engine, "record_key", "value") == [("C1", "2022")]
    load_cin_census(records_engine, [save(tmp_path, a_return(without, year=2023))])
    assert told(records_engine, "record_key", "value") == [("C1", "2022")]


def test_past_a_number_they_are_counted(
    records_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(afterwards, "LISTED", 2)
    text = a_return(*[child(f"C{n}", UPN="A111111111111") for n in range(5)])
    load_cin_census(records_engine, [save(tmp_path, text)])
    reasons = [reason for (reason,) in told(records_engine, "reason")]
    assert len(reasons) == 3
    assert str(reasons[-1]).endswith("3 more are not listed.")
