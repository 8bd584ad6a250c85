"""The count of earlier plans stands or goes with its plan."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.load.cin_census import load_cin_census
from tests.data.load.cin_census.returns import a_return, child, cp_plan, referral, save
from tests.data.load.cin_census.stores import faults, rows

sqlite_only = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def held(engine: Engine) -> list[tuple[object, ...]]:
    return rows(engine, "census_previous_plans", "person_id", "plan_start", "previous_plans", "authority_code")


def plans(year: int, *counts: str | None) -> str:
    """One child with a plan begun on the first of May, June, ..., and the number of earlier plans each has."""
    each = [cp_plan(f"2022-{5 + n:02}-01", f"2022-{5 + n:02}-20", previous=count) for n, count in enumerate(counts)]
    return a_return(child("C1", referral("2022-04-01", *each)), year=year)


def test_counts_are_kept_and_a_later_return_has_the_last_word(records_engine: Engine, tmp_path: Path) -> None:
    later = save(tmp_path, plans(2024, "2", None), "later.xml")
    earlier = save(tmp_path, plans(2023, "0", "1", "3"), "earlier.xml")
    expected = [("C1", date(2022, 5, 1), 2, "931"), ("C1", date(2022, 7, 1), 3, "931")]
    load_cin_census(records_engine, [later])
    load_cin_census(records_engine, [earlier])
    assert held(records_engine) == expected
    load_cin_census(records_engine, [earlier, later], force=True)
    assert held(records_engine) == expected


@sqlite_only
@pytest.mark.parametrize("written", ["100", "-1", "two", "1.5"])
def test_a_count_that_cannot_be_right_is_queried(records_engine: Engine, tmp_path: Path, written: str) -> None:
    load_cin_census(records_engine, [save(tmp_path, plans(2023, written))])
    assert held(records_engine) == []
    told = faults(records_engine, "entity", "field", "value", "treatment")
    assert ("ssd_cp_plans", "NumberOfPreviousCPP", written, "queried") in told


@sqlite_only
def test_the_count_of_a_rejected_plan_is_not_kept(records_engine: Engine, tmp_path: Path) -> None:
    plan = cp_plan("2022-05-01", "2022-05-01", previous="2")
    load_cin_census(records_engine, [save(tmp_path, a_return(child("C1", referral("2022-04-01", plan))))])
    assert held(records_engine) == []


@sqlite_only
def test_a_second_authoritys_counts_are_its_own(records_engine: Engine, tmp_path: Path) -> None:
    for authority in ("931", "825"):
        text = plans(2023, "1").replace(">931<", f">{authority}<")
        load_cin_census(records_engine, [save(tmp_path, text)])
    assert held(records_engine) == [
        ("825:C1", date(2022, 5, 1), 1, "825"),
        ("C1", date(2022, 5, 1), 1, "931"),
    ]
