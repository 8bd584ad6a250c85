"""An authority's own Standard Safeguarding Dataset is read as it stands: what is there, as it is spelt there."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, text

from data.load import ssd_source
from data.load.faults import Refused
from data.load.ssd_source import load_ssd, read_source
from data.records import ID_COLUMNS, metadata
from tests.data.load.sources import county, cp_plan, frames_of, person, rows_in

Frames = dict[str, pd.DataFrame]
Build = Callable[..., tuple[sa.URL, str | None]]
PERSON_AND_PLAN = frames_of(ssd_person=[person()], ssd_cp_plans=[cp_plan()])


def stored(value: Any, column: sa.Column[Any]) -> Any:
    if pd.isna(value):
        return None
    return datetime.fromisoformat(value) if isinstance(column.type, sa.DateTime) else value


def create(engine: Engine, frames: Frames, schema: str | None, respelt: Callable[[str], str] = str) -> None:
    """Tables as a case system's extract makes them: ids as text, dates as dates where the records have dates."""
    tables = sa.MetaData(schema=schema)
    with engine.begin() as connection:
        if schema:
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        for name, frame in frames.items():
            known = metadata.tables.get(name)
            columns = []
            for one in frame.columns:
                dated = known is not None and one in known.c and isinstance(known.c[one].type, sa.DateTime)
                columns.append(sa.Column(respelt(one), sa.DateTime if dated else sa.Text))
            table = sa.Table(respelt(name), tables, *columns)
            table.create(connection)
            columns = table.c
            rows = [
                {respelt(str(k)): stored(v, columns[respelt(str(k))]) for k, v in row.items()}
                for row in frame.to_dict(orient="records")
            ]
            connection.execute(table.insert(), rows)


@pytest.fixture
def source(bare_engine: Engine) -> Iterator[Build]:
    """Makes a source of frames, in a SQLite file or in a schema of a PostgreSQL database; gives address and schema."""
    schema = "ssd_development" if bare_engine.dialect.name == "postgresql" else None

    def build(frames: Frames, respelt: Callable[[str], str] = str) -> tuple[sa.URL, str | None]:
        create(bare_engine, frames, schema, respelt)
        return bare_engine.url, schema

    yield build


def test_what_is_there_is_read_under_the_standards_names(source: Build) -> None:
    frames = county(2)
    read = read_source(*source(frames))
    assert set(read.frames) == set(frames)
    for name, frame in frames.items():
        assert list(read.frames[name].columns) == [c.name for c in metadata.tables[name].columns if c.name in frame]
        key = next(iter(metadata.tables[name].primary_key.columns)).name
        assert read.frames[name][key].tolist() == frame[key].tolist()
    assert read.frames["ssd_cp_plans"]["cppl_cp_plan_initial_category"].tolist() == ["Neglect", "Neglect"]


def test_what_is_missing_is_named(source: Build) -> None:
    read = read_source(*source(PERSON_AND_PLAN))
    assert "ssd_cp_visits" in read.missing_tables
    assert "ssd_cp_plans" not in read.missing_tables
    assert not any(name.startswith("ssd_x_") for name in read.missing_tables)
    assert read.missing_columns["ssd_cp_plans"] == ("cppl_referral_id", "cppl_icpc_id", "cppl_cp_plan_ola")
    assert "pers_upn" in read.missing_columns["ssd_person"]


def test_names_in_capitals_and_names_of_older_versions_are_read(source: Build) -> None:
    frames = {
        "ssd_person": frames_of(x=[person(pers_common_child_id="9434765919")])["x"],
        "ssd_cin_plans": frames_of(
            x=[{"cinp_cin_plan_id": "CN1", "cinp_person_id": "P1", "cinp_cin_plan_start_date": "2024-01-10"}]
        )["x"],
        "ssd_cla_episodes": frames_of(x=[{"clae_cla_episode_id": "L1", "clae_cla_episode_ceased": "2024-05-01"}])["x"],
    }
    read = read_source(*source(frames, str.upper))
    assert read.frames["ssd_person"]["pers_single_unique_id"].tolist() == ["9434765919"]
    assert read.frames["ssd_cla_episodes"]["clae_cla_episode_ceased_date"].tolist() == ["2024-05-01"]


def test_columns_the_dashboard_has_no_use_for_are_not_read(source: Build) -> None:
    frames = frames_of(
        ssd_person=[person(pers_common_note="private")], ssd_cp_plans=[cp_plan()], ssd_cohort=[{"x": "y"}]
    )
    read = read_source(*source(frames))
    assert "pers_common_note" not in read.frames["ssd_person"]
    assert "ssd_cohort" not in read.frames


def test_tables_may_be_views(source: Build, bare_engine: Engine) -> None:
    url, schema = source(
        frames_of(base=[person()], ssd_cin_plans=[{"cinp_cin_plan_id": "CN1", "cinp_person_id": "P1"}])
    )
    dot = f"{schema}." if schema else ""
    with bare_engine.begin() as connection:
        connection.execute(text(f"CREATE VIEW {dot}ssd_person AS SELECT * FROM {dot}base"))
    assert read_source(url, schema).frames["ssd_person"]["pers_person_id"].tolist() == ["P1"]


def test_many_rows_come_in_the_order_of_their_ids(source: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssd_source, "READ_ROWS", 3)
    frames = {**PERSON_AND_PLAN, "ssd_person": frames_of(x=[person(n) for n in (5, 2, 7, 1, 4, 3, 6)])["x"]}
    told: list[float] = []
    read = read_source(*source(frames), progress=lambda what, done: told.append(done))
    assert read.frames["ssd_person"]["pers_person_id"].tolist() == [f"P{n}" for n in range(1, 8)]
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("table", "told"), [("ssd_cp_plans", "no ssd_person"), ("ssd_person", "no ssd_cp_plans or ssd_cin_plans")]
)
def test_a_source_without_people_or_plans_is_refused(source: Build, table: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_source(*source({table: PERSON_AND_PLAN[table]}))


@pytest.mark.parametrize("bare_engine", ["postgresql"], indirect=True)
def test_a_source_in_another_schema_is_pointed_to(source: Build) -> None:
    url, _ = source(PERSON_AND_PLAN)
    for schema in (None, "no_such_schema"):
        with pytest.raises(Refused, match="There is an ssd_person in ssd_development: give that as the schema"):
            read_source(url, schema)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    with pytest.raises(Refused, match="could not be read"):
        read_source(f"sqlite:///{tmp_path / 'notes.txt'}")


# --- From source to records ---


def loaded(engine: Engine, url: sa.URL | str, schema: str | None = None, **how: Any) -> Any:
    return load_ssd(engine, url, schema=schema, authority_code="931", authority_name="Exampleshire", **how)


def test_a_source_becomes_the_records_and_twice_changes_nothing(source: Build, records_engine: Engine) -> None:
    address = source(county(2))
    told: list[float] = []
    summary = loaded(records_engine, *address, progress=lambda what, done: told.append(done))
    assert (summary.outcome, summary.as_at) == ("loaded", datetime(2025, 4, 1))
    assert (summary.rejected, summary.corrected, summary.queried) == (0, 0, 0)
    assert rows_in("ssd_person", records_engine)["pers_dob"].tolist() == [datetime(2015, 3, 4)] * 2
    assert rows_in("ssd_assessment_factors", records_engine)["cinf_assessment_factors_json"].tolist() == ['["16A"]'] * 2
    assert (told, told[-1]) == (sorted(told), 1.0)
    (kept,) = rows_in("loads", records_engine).to_dict(orient="records")
    assert (kept["kind"], kept["synthetic"]) == ("ssd", False)
    assert loaded(records_engine, *address).outcome == "unchanged"


def dirt() -> Frames:
    """One of each of the sector's known faults: sentinels, descriptions, spaces, orphans, overlaps, broken JSON."""
    frames = county(2)
    frames["ssd_person"] = frames_of(
        x=[
            person(
                1,
                pers_ethnicity="A5 ",
                pers_sex="01",
                pers_send_flag="Y    ",
                pers_surname="O'Example'); DROP TABLE x; --",
            ),
            person(2, pers_ethnicity="??", pers_sex="SSD_PH", pers_dob="1900-01-01", pers_expected_dob="2026-01-01"),
        ]
    )["x"]
    frames["ssd_assessment_factors"]["cinf_assessment_factors_json"] = ['{"16A": "Yes"}', '["16A", ']
    frames["ssd_cp_plans"] = frames_of(
        x=[
            cp_plan(1, cppl_cp_plan_latest_category="Multiple: Neglect, Emotional abuse", cppl_referral_id="-1"),
            cp_plan(2, start="2025-03-01"),
            cp_plan(3, child=77),
            cp_plan(4, child=2, start="2025-01-10", end="2025-01-10"),
        ]
    )["x"]
    return frames


def test_a_dirty_source_is_loaded_with_every_fault_told(source: Build, records_engine: Engine) -> None:
    summary = loaded(records_engine, *source(dirt()))
    people = rows_in("ssd_person", records_engine).set_index("pers_person_id")
    assert people["pers_ethnicity"].tolist() == ["WROM", None]
    assert people["pers_sex"].tolist() == ["M", None]
    assert people["pers_send_flag"].tolist() == ["Y", None]
    assert people.loc["P1", "pers_surname"] == "O'Example'); DROP TABLE x; --"
    assert rows_in("ssd_assessment_factors", records_engine)["cinf_assessment_factors_json"].tolist() == [
        '["16A"]',
        None,
    ]
    plans = rows_in("ssd_cp_plans", records_engine)
    assert plans["cppl_cp_plan_id"].tolist() == ["CP1", "CP2"]
    assert plans["cppl_cp_plan_latest_category"].tolist() == ["MUL:EMO,NEG", "NEG"]
    assert plans["cppl_referral_id"].tolist() == [None, None]
    told = rows_in("load_rejections", records_engine)
    by_reason = {(row.record_key, row.rule, row.treatment) for row in told.itertuples()}
    assert {
        ("CP3", None, "rejected"),
        ("CP4", "8840", "rejected"),
        ("CP1", "8935", "queried"),
        ("CP2", "8940", "queried"),
        ("F2", None, "queried"),
    } <= by_reason
    assert told.set_index("record_key").loc["F2", "value"] == '["16A",'
    assert summary.rejected == 2
    counts = summary.tables["ssd_cp_plans"]
    assert (counts.read, counts.kept, counts.rejected) == (4, 2, 2)


def test_a_source_that_cannot_be_read_leaves_a_refused_load_without_the_password(records_engine: Engine) -> None:
    url = "postgresql://reader:s3cret@127.0.0.1:1/ssd"
    with pytest.raises(Refused, match="could not be read"):
        loaded(records_engine, url)
    (told,) = rows_in("loads", records_engine).to_dict(orient="records")
    assert (told["outcome"], told["authority_code"]) == ("refused", "931")
    assert told["source"] == "postgresql://reader:***@127.0.0.1:1/ssd"
    assert "could not be read" in told["reason"]
    assert "s3cret" not in told["reason"]


def test_every_id_column_survives_the_way_from_source_to_records(records_engine: Engine, tmp_path: Path) -> None:
    """Guards against a column of links being left behind for one of the tables read."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'source.sqlite'}")
    links = dict.fromkeys(ID_COLUMNS["ssd_initial_cp_conference"], "X1")
    conference = {**links, "icpc_icpc_id": "I1", "icpc_person_id": "P1", "icpc_icpc_date": "2025-01-10"}
    create(engine, {**PERSON_AND_PLAN, **frames_of(ssd_initial_cp_conference=[conference])}, None)
    engine.dispose()
    loaded(records_engine, engine.url)
    (kept,) = rows_in("ssd_initial_cp_conference", records_engine).to_dict(orient="records")
    assert {name: kept[name] for name in links} == {name: conference[name] for name in links}
