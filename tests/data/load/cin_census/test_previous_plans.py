"""The count of earlier plans stands or goes with its plan."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Column, DateTime, Engine, Integer, MetaData, String, Table

from data.load.cin_census import load_cin_census, previous_plans
from data.load.cin_census.rows import PREVIOUS_PLANS
from data.records import metadata
from tests.data.load.cin_census.returns import a_return, child, cp_plan, referral, save
from tests.data.load.cin_census.stores import faults

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


@pytest.fixture
def table(records_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """The table of the records, or one like it where they have none yet."""
    if PREVIOUS_PLANS in metadata.tables:
        yield metadata.tables[PREVIOUS_PLANS]
        return
    made = Table(
        PREVIOUS_PLANS,
        MetaData(),
        Column("person_id", String(48), primary_key=True),
        Column("plan_start", DateTime, primary_key=True),
        Column("previous_plans", Integer, nullable=False),
    )
    made.create(records_engine)
    monkeypatch.setattr(previous_plans, "metadata", SimpleNamespace(tables={PREVIOUS_PLANS: made}))
    yield made


def held(engine: Engine, table: Table) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(table.select()))


def plans(year: int, *counts: str | None) -> str:
    """One child with a plan begun on the first of May, June, ..., and the number of earlier plans each has."""
    each = [cp_plan(f"2022-{5 + n:02}-01", f"2022-{5 + n:02}-20", previous=count) for n, count in enumerate(counts)]
    return a_return(child("C1", referral("2022-04-01", *each)), year=year)


def test_counts_are_kept_and_a_later_return_has_the_last_word(
    records_engine: Engine, table: Table, tmp_path: Path
) -> None:
    later = save(tmp_path, plans(2024, "2", None), "later.xml")
    earlier = save(tmp_path, plans(2023, "0", "1", "3"), "earlier.xml")
    expected = [("C1", datetime(2022, 5, 1), 2), ("C1", datetime(2022, 7, 1), 3)]
    load_cin_census(records_engine, [later])
    load_cin_census(records_engine, [earlier])
    assert held(records_engine, table) == expected
    load_cin_census(records_engine, [earlier, later], force=True)
    assert held(records_engine, table) == expected


@pytest.mark.parametrize("written", ["100", "-1", "two", "1.5"])
def test_a_count_that_cannot_be_right_is_queried(
    records_engine: Engine, table: Table, tmp_path: Path, written: str
) -> None:
    load_cin_census(records_engine, [save(tmp_path, plans(2023, written))])
    assert held(records_engine, table) == []
    told = faults(records_engine, "entity", "field", "value", "treatment")
    assert ("ssd_cp_plans", "NumberOfPreviousCPP", written, "queried") in told


def test_the_count_of_a_rejected_plan_is_not_kept(records_engine: Engine, table: Table, tmp_path: Path) -> None:
    plan = cp_plan("2022-05-01", "2022-05-01", previous="2")
    load_cin_census(records_engine, [save(tmp_path, a_return(child("C1", referral("2022-04-01", plan))))])
    assert held(records_engine, table) == []
