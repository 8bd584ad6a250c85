"""A refresh: the same records give the same facts, whatever keeps them; a correction corrects the past; nothing is
ever half done."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from data.facts import refresh as module
from data.facts import store
from data.facts.refresh import DEFINITIONS_VERSION, NothingToBuild, Refreshed, refresh
from data.facts.tables import metadata, snapshot
from data.load.write import load_frames
from data.practice import Practice
from data.records import engine_for
from data.records.ssd import ssd_cp_plans, ssd_person
from tests.data.facts import counties
from tests.data.load.sources import everything, frames_of, loaded, same, small_county

Frames = dict[str, pd.DataFrame]
AS_AT = date(2026, 10, 31)
MID_JUNE = date(2025, 6, 15)
MONTHS = 4
HELD = {
    "plan_month": ("authority", "person_id", "month"),
    "household_month": ("authority", "household_key", "month"),
    "event": ("authority", "kind", "person_id", "event_date", "due_date", "done_date"),
    "authority": ("authority",),
    "feed": ("authority", "table_name"),
}


@pytest.fixture(scope="module", autouse=True)
def short_history() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HISTORY_MONTHS", MONTHS)
        yield


@pytest.fixture
def duckdb_url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'facts'}"


def facts(url: str) -> Frames:
    """Every fact, in an order of its own, values as a reader gets them."""
    found = {}
    with store.reader(url).connect() as connection:
        for name, key in HELD.items():
            rows = connection.execute(sa.select(metadata.tables[name])).all()
            frame = pd.DataFrame(rows, columns=metadata.tables[name].columns.keys(), dtype=object)
            found[name] = in_order(frame.where(frame.notna(), None), key)
    return found


def in_order(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    return frame.sort_values(list(key), key=lambda column: column.astype(str), ignore_index=True)


def in_force(url: str) -> str:
    with store.reader(url).connect() as connection:
        return str(connection.execute(sa.select(snapshot.c.snapshot_id)).scalar_one())


def assert_same(left: Frames, right: Frames) -> None:
    for name in HELD:
        pd.testing.assert_frame_equal(left[name], right[name], obj=name)


def rich() -> Frames:
    """A small county that has something in every feed, its children brothers and sisters two by two."""
    pairs = [(f"P{n:04}", f"P{n + 1:04}") for n in range(0, 14, 2)]
    links = [
        {
            "sibl_table_id": f"L{one}",
            "sibl_person_id_a": one,
            "sibl_person_id_b": other,
            "sibl_decision": "link",
            "sibl_decided_date": date(2026, 1, 5),
        }
        for one, other in pairs
    ]
    return counties.frames(counties.make(5, AS_AT, 14, MONTHS)) | frames_of(ssd_x_sibling_link=links)


def put(engine: Engine, frames: Frames, code: str = "301", as_at: date = AS_AT) -> None:
    given = {"kind": "demo", "source": "a test", "synthetic": True, "authority_name": f"County {code}"}
    load_frames(engine, frames, authority_code=code, as_at=as_at, **given)


# --- Records loaded once, and copied for each test that changes them ---


@dataclass(frozen=True)
class Built:
    """Records in a SQLite file, and what a refresh of them gave."""

    records: Path
    done: Refreshed
    facts: Frames
    about: dict[str, Any]
    progress: list[tuple[str, float]]

    def copy(self, folder: Path) -> Engine:
        return engine_for(f"sqlite:///{shutil.copy(self.records, folder / 'copied.sqlite')}")


def build_once(template: Path, folder: Path, load: Any) -> Built:
    records = Path(shutil.copy(template, folder / "records.sqlite"))
    engine = engine_for(f"sqlite:///{records}")
    load(engine)
    before = everything(engine)
    url, progress = f"duckdb:///{folder / 'facts'}", []
    done = refresh(engine, url, Practice(), lambda text, share: progress.append((text, share)))
    assert same(before, everything(engine)), "a refresh changed the records"
    with store.reader(url).connect() as connection:
        about = dict(connection.execute(sa.select(snapshot)).mappings().one())
        # Everything into the one file, so that the file alone can be copied.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Built(records, done, facts(url), about, progress)


@pytest.fixture(scope="module")
def county(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The rich county, as at 31 October 2026."""
    return build_once(sqlite_template, tmp_path_factory.mktemp("county"), lambda engine: put(engine, rich()))


@pytest.fixture(scope="module")
def pair(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two girls born on 4 March 2015 on plans since 10 January 2025, as at 15 June 2025."""

    def load(engine: Engine) -> None:
        loaded(engine, small_county(1), as_at=date(2025, 5, 31))
        loaded(engine, small_county(2), as_at=MID_JUNE, child_population=5_000)

    return build_once(sqlite_template, tmp_path_factory.mktemp("pair"), load)


@pytest.fixture
def pair_engine(pair: Built, tmp_path: Path) -> Iterator[Engine]:
    engine = pair.copy(tmp_path)
    yield engine
    engine.dispose()


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
    assert all(len(frame) > 3 for name, frame in county.facts.items() if name != "authority")
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


# --- What is told of a refresh ---


def test_the_snapshot_says_what_it_was_built_from_and_by(pair: Built) -> None:
    assert pair.done.as_at == pair.about["as_at"] == MID_JUNE
    assert pair.about["snapshot_id"] == pair.done.snapshot_id
    assert pair.done.snapshot_id.startswith("20250615-")
    assert datetime(2025, 1, 1) < pair.about["built_at"] <= datetime.now(UTC).replace(tzinfo=None)
    assert json.loads(pair.about["sources"]) == [{"authority": "Exampleshire", "source": "ssd"}]
    assert json.loads(pair.about["practice"]) == json.loads(json.dumps(asdict(Practice())))
    assert pair.about["definitions"] == DEFINITIONS_VERSION


def test_the_authority_is_told_of_by_its_latest_load(pair: Built) -> None:
    held = pair.facts["authority"].iloc[0]
    assert (held["authority"], held["name"], held["source_kind"], held["synthetic"]) == (
        "931",
        "Exampleshire",
        "ssd",
        0,
    )
    assert (held["child_population"], held["rows_read"], held["rows_rejected"]) == (5_000, 7, 0)
    assert (held["as_at"], held["children"], held["households"]) == (MID_JUNE, 2, 1)


def test_the_rows_told_of_are_the_rows_there_are(pair: Built, county: Built) -> None:
    for built in (pair, county):
        assert built.done.rows == {name: len(frame) for name, frame in built.facts.items()} | {"snapshot": 1}


def test_the_last_month_stands_for_its_end_and_is_true_on_the_datas_last_day(pair: Built) -> None:
    rows = pair.facts["plan_month"].query("person_id == 'P1'")
    days = list(zip(rows["month"], rows["as_at"], strict=True))
    assert days == [
        (date(2025, 3, 31), date(2025, 3, 31)),
        (date(2025, 4, 30), date(2025, 4, 30)),
        (date(2025, 5, 31), date(2025, 5, 31)),
        (date(2025, 6, 30), MID_JUNE),
    ]
    assert rows["spell_days"].tolist() == [(as_at - date(2025, 1, 10)).days for _, as_at in days]


def test_history_begins_with_the_first_plan_or_referral_and_goes_no_further_back_than_it_may(
    pair_engine: Engine, duckdb_url: str, pair: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pair.facts["plan_month"]["month"].nunique() == MONTHS
    monkeypatch.setattr(module, "HISTORY_MONTHS", 72)
    refresh(pair_engine, duckdb_url, Practice())
    assert sorted(set(facts(duckdb_url)["plan_month"]["month"]))[0] == date(2025, 1, 31)


def test_feeds_say_what_they_hold_and_since_when(pair: Built) -> None:
    held = pair.facts["feed"].set_index("table_name")
    assert held.loc["ssd_cp_plans", "rows"] == 2
    assert held.loc["ssd_cp_reviews", ["rows", "first_date"]].tolist() == [2, date(2025, 4, 1)]
    assert held.loc["ssd_x_plan_actions", ["rows", "first_date"]].tolist() == [0, None]


def test_progress_is_told_from_nought_to_one_and_never_goes_back(pair: Built) -> None:
    shares = [share for _, share in pair.progress]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1
    assert pair.progress[-1] == ("Facts ready", 1.0)
    assert all(text.startswith("Exampleshire: ") for text, _ in pair.progress[:-1])


def test_nothing_is_told_of_a_day_after_the_last_or_before_the_history(county: Built) -> None:
    for name, frame in county.facts.items():
        assert set(frame["authority"]) == {"301"}
        for column in {"as_at", "month", "event_date", "done_date"} & set(frame):
            assert (frame[column].dropna() <= AS_AT).all(), (name, column)
        for column in {"as_at", "month", "event_date"} & set(frame):
            assert (frame[column] >= date(2026, 7, 1)).all(), (name, column)


# --- A correction at source corrects the past ---


def set_plan_end(engine: Engine, day: datetime | None) -> None:
    """What a load of the corrected source would write."""
    with engine.begin() as connection:
        first = ssd_cp_plans.c.cppl_cp_plan_id == "CP1"
        connection.execute(sa.update(ssd_cp_plans).where(first).values(cppl_cp_plan_end_date=day))


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
        building.write("snapshot", module._snapshot("kept", AS_AT, [], Practice()))
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
    gone = []

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
