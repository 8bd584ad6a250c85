"""A refresh: the same records give the same facts, whatever keeps them; a correction corrects the past; nothing is
ever half done."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from data.facts import refresh as module
from data.facts import store
from data.facts.refresh import NothingToBuild, Refreshed, refresh
from data.practice import Practice
from data.records import engine_for
from data.records.ssd import ssd_cp_plans, ssd_person
from tests.data.facts.refreshed import (
    AS_AT,
    HELD,
    MID_JUNE,
    MONTHS,
    Built,
    Frames,
    assert_same,
    facts,
    in_force,
    in_order,
    put,
    rich,
    set_plan_end,
)
from tests.data.load.sources import loaded, small_county

pytestmark = pytest.mark.usefixtures("short_history")


# --- The same records, the same facts ---


def test_whatever_keeps_records_and_facts_they_are_the_same_and_so_is_the_snapshots_id(
    records_engine: Engine, duckdb_url: str, postgres_facts_url: str, county: Built
) -> None:
    """The records in SQLite or PostgreSQL, the facts in DuckDB or PostgreSQL, and a second time over the first."""
    put(records_engine, rich())
    urls = [duckdb_url, postgres_facts_url]
    for url in (*urls, postgres_facts_url) if records_engine.dialect.name == "postgresql" else urls:
        done = refresh(records_engine, url, Practice())
        assert_same(facts(url), county.facts)
        assert done.snapshot_id == county.done.snapshot_id == in_force(url)


def test_the_rich_county_has_something_in_every_table(county: Built) -> None:
    # Intersections are worked out where many children share one; a county of this size has none.
    large = {"authority", "intersection", "intersection_model"}
    assert all(len(frame) > 3 for name, frame in county.facts.items() if name not in large)
    assert county.facts["event"]["kind"].nunique() >= 6
    filled = county.facts["plan_month"].notna().any()
    assert filled.sum() > 60


def test_the_order_of_the_source_does_not_matter(
    sqlite_template: Path, tmp_path: Path, duckdb_url: str, pair: Built
) -> None:
    engine = engine_for(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'turned.sqlite')}")
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in small_county(2).items()}
    loaded(engine, turned, as_at=MID_JUNE, child_population=5_000)
    assert refresh(engine, duckdb_url, Practice()).snapshot_id == pair.done.snapshot_id
    engine.dispose()


# --- A correction at source corrects the past ---


def test_a_correction_at_source_corrects_the_past_and_taking_it_back_takes_it_back(
    records_engine: Engine, request: pytest.FixtureRequest, pair: Built
) -> None:
    """In June it is learnt that a plan ended in April: the month-ends of April and May no longer hold it."""
    embedded = records_engine.dialect.name == "sqlite"
    url = request.getfixturevalue("duckdb_url" if embedded else "postgres_facts_url")
    loaded(records_engine, small_county(2), as_at=MID_JUNE, child_population=5_000)
    first = refresh(records_engine, url, Practice())
    assert first.snapshot_id == pair.done.snapshot_id

    set_plan_end(records_engine, datetime(2025, 4, 20))
    second = refresh(records_engine, url, Practice())
    now = facts(url)["plan_month"]
    assert now.loc[now["person_id"] == "P1", "month"].tolist() == [date(2025, 3, 31)]
    assert now.loc[now["person_id"] == "P2", "month"].nunique() == MONTHS
    assert second.snapshot_id != first.snapshot_id

    set_plan_end(records_engine, None)
    assert refresh(records_engine, url, Practice()).snapshot_id == first.snapshot_id
    assert_same(facts(url), pair.facts)


def test_a_correction_that_no_fact_shows_leaves_the_id_and_one_that_any_shows_changes_it(
    pair_engine: Engine, duckdb_url: str, pair: Built
) -> None:
    """A girl born on 5 and not on 4 March 2015 is as old on every month-end; one of another ethnicity is another."""

    def corrected(**values: object) -> Refreshed:
        with pair_engine.begin() as connection:
            connection.execute(sa.update(ssd_person).where(ssd_person.c.pers_person_id == "P1").values(**values))
        return refresh(pair_engine, duckdb_url, Practice())

    assert corrected(pers_dob=datetime(2015, 3, 5)).snapshot_id == pair.done.snapshot_id
    assert corrected(pers_ethnicity="BCRB").snapshot_id != pair.done.snapshot_id


def test_other_local_practice_gives_other_facts_under_another_id(
    pair_engine: Engine, duckdb_url: str, pair: Built
) -> None:
    shorter = refresh(pair_engine, duckdb_url, Practice(long_plan_months=2))
    assert pair.facts["plan_month"]["flag_long_plan"].eq(0).all()
    assert facts(duckdb_url)["plan_month"]["flag_long_plan"].eq(1).all()
    # A ladder is only drawn and changes no row, but a page drawn by another ladder is another page.
    other = refresh(pair_engine, duckdb_url, Practice(ladder_months=(1, 2)))
    assert len({pair.done.snapshot_id, shorter.snapshot_id, other.snapshot_id}) == 3


# --- Nothing to build, and builds that fail ---


def test_with_nothing_loaded_nothing_is_built_and_the_facts_in_force_stay(
    records_engine: Engine, duckdb_url: str
) -> None:
    with store.build(duckdb_url) as building:
        building.write("feed", pd.DataFrame({"authority": ["A"], "table_name": ["kept"], "rows": [1]}))
        building.write("snapshot", module._snapshot("kept", AS_AT, [], Practice(), 0))
    for _ in ("before any load", "after one that was refused"):
        with pytest.raises(NothingToBuild, match=r"No records have been loaded yet\..*python manage\.py demo"):
            refresh(records_engine, duckdb_url, Practice())
        with pytest.raises(Exception, match="ssd_person"):
            loaded(records_engine, {})
    assert in_force(duckdb_url) == "kept"
    assert facts(duckdb_url)["feed"]["table_name"].tolist() == ["kept"]


def broken(*_: object, **__: object) -> Any:
    raise RuntimeError("the power went")


def test_a_crash_in_the_middle_leaves_the_facts_as_they_were(
    pair_engine: Engine, duckdb_url: str, pair: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(pair_engine, duckdb_url, Practice())
    set_plan_end(pair_engine, datetime(2025, 4, 20))
    for where in ("household_months", "happened", "_snapshot"):
        with monkeypatch.context() as patch:
            patch.setattr(module, where, broken)
            with pytest.raises(RuntimeError, match="the power went"):
                refresh(pair_engine, duckdb_url, Practice())
        assert in_force(duckdb_url) == pair.done.snapshot_id
    assert_same(facts(duckdb_url), pair.facts)


def test_a_refresh_reads_the_records_as_they_were_at_one_moment(
    records_engine: Engine, duckdb_url: str, pair: Built
) -> None:
    """Every plan is taken out of the records while the refresh reads other tables: it does not see half of that."""
    loaded(records_engine, small_county(2), as_at=MID_JUNE, child_population=5_000)
    gone: list[str] = []

    def take_out(text: str, share: float) -> None:
        if "ssd_family" in text and not gone:
            gone.append(text)
            with records_engine.begin() as connection:
                connection.execute(sa.delete(ssd_cp_plans))

    assert refresh(records_engine, duckdb_url, Practice(), take_out).snapshot_id == pair.done.snapshot_id
    assert gone
    with records_engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ssd_cp_plans)).scalar_one() == 0


# --- Several authorities ---


def of(frames: Frames, code: str) -> Frames:
    """One authority's facts, its ids without their prefix, and without its code and name."""
    own = {}
    for name, frame in frames.items():
        part = frame[frame["authority"] == code].drop(columns=["authority", "name"], errors="ignore")
        for column in part.columns.intersection(["person_id", "household_key", "team_id"]):
            part[column] = [None if value is None else str(value).removeprefix(f"{code}:") for value in part[column]]
        own[name] = in_order(part, tuple(key for key in HELD[name] if key in part) or ("as_at",))
    return own


def test_authorities_are_worked_out_apart_though_their_children_have_the_same_ids(
    county: Built, tmp_path: Path, duckdb_url: str
) -> None:
    """The same county under a second code: each one's facts are those it has alone. A third is as at an earlier day."""
    engine = county.copy(tmp_path)
    put(engine, rich(), "302")
    put(engine, small_county(1), "303", as_at=date(2026, 9, 10))
    assert refresh(engine, duckdb_url, Practice()).as_at == AS_AT
    engine.dispose()
    together, alone = facts(duckdb_url), of(county.facts, "301")
    assert together["authority"]["authority"].tolist() == ["301", "302", "303"]
    for code in ("301", "302"):
        assert_same(of(together, code), alone)
    third = of(together, "303")["plan_month"]
    assert third["as_at"].max() == date(2026, 9, 10)
    assert third["person_id"].tolist() == ["P1"] * MONTHS


def test_a_child_of_whom_little_is_recorded_is_there_and_says_so(pair_engine: Engine, duckdb_url: str) -> None:
    unknown = dict.fromkeys(("pers_dob", "pers_sex", "pers_ethnicity"))
    with pair_engine.begin() as connection:
        connection.execute(sa.update(ssd_person).values(unknown))
    refresh(pair_engine, duckdb_url, Practice())
    row = facts(duckdb_url)["plan_month"].iloc[-1]
    assert row["age"] is None
    assert row[["age_band", "sex", "ethnicity_group", "team", "locality"]].tolist() == ["Not recorded"] * 5
    held = facts(duckdb_url)["authority"].iloc[0]
    assert (held["children"], held["completeness"]) == (2, 0.0)
