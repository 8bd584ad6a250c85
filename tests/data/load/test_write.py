"""One authority's records replaced whole: twice the same changes nothing, half-way leaves nothing."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError

from data.load import write
from data.load.clean import clean
from data.load.faults import Faults, Refused
from data.load.ledger import load
from data.load.write import replace_authority
from data.records import SSD_TABLES
from data.records.partnership import (
    authorities,
    authority_people,
    census_provenance,
    load_rejections,
    load_tables,
    loads,
)
from data.records.ssd import ssd_cp_plans, ssd_person
from tests.data.load.sources import (
    count,
    county,
    cp_plan,
    escalation,
    everything,
    frames_of,
    loaded,
    person,
    rows_in,
    same,
    small_county,
)

Frames = dict[str, pd.DataFrame]

# For what does not depend on the database.
ON_SQLITE = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


# --- What is written ---


def test_a_source_becomes_the_authoritys_records(records_engine: Engine) -> None:
    summary = loaded(records_engine, county(), child_population=150_000)
    assert summary.outcome == "loaded"
    assert summary.as_at == datetime(2025, 4, 1)
    assert (summary.rejected, summary.corrected, summary.queried) == (0, 0, 0)
    assert not summary.removed_synthetic
    people = rows_in("ssd_person", records_engine)
    assert people["pers_person_id"].tolist() == ["P1", "P2", "P3"]
    assert people["pers_dob"].tolist() == [datetime(2015, 3, 4)] * 3
    assert rows_in("ssd_cp_plans", records_engine)["cppl_cp_plan_latest_category"].tolist() == ["NEG"] * 3
    (authority,) = rows_in("authorities", records_engine).to_dict(orient="records")
    assert authority == {
        "authority_code": "931",
        "authority_name": "Exampleshire",
        "id_prefix": "",
        "source_kind": "ssd",
        "child_population": 150_000,
    }
    assert rows_in("authority_people", records_engine)["person_id"].tolist() == ["P1", "P2", "P3"]
    (told,) = rows_in("loads", records_engine).to_dict(orient="records")
    assert (told["load_id"], told["outcome"], told["as_at"]) == (summary.load_id, "loaded", datetime(2025, 4, 1))
    assert told["rows_read"] == told["rows_kept"] == sum(len(frame) for frame in county().values())


@ON_SQLITE
def test_the_ledger_counts_each_table_and_names_what_is_missing(records_engine: Engine) -> None:
    frames = small_county(1)
    frames["ssd_cp_plans"] = frames_of(x=[cp_plan(1), cp_plan(2, child=9)])["x"]
    summary = loaded(records_engine, frames)
    tables = rows_in("load_tables", records_engine).set_index("table_name")
    plans = tables.loc["ssd_cp_plans"]
    assert (plans["rows_read"], plans["rows_kept"], plans["present"]) == (2, 1, True)
    assert plans["missing_columns"] == "cppl_cp_plan_ola, cppl_icpc_id, cppl_referral_id"
    assert not tables.loc["ssd_cin_visits", "present"]
    assert "ssd_x_escalations" not in tables.index
    assert summary.tables["ssd_cp_plans"].rejected == 1
    assert "ssd_cin_visits" in summary.missing_tables
    assert summary.missing_columns["ssd_cp_plans"] == ("cppl_cp_plan_ola", "cppl_icpc_id", "cppl_referral_id")
    assert "1 row was not stored; each is listed with its reason." in summary.messages
    assert any("ssd_cin_visits" in line for line in summary.messages)
    (fault,) = rows_in("load_rejections", records_engine).to_dict(orient="records")
    assert (fault["entity"], fault["record_key"], fault["line"], fault["treatment"]) == (
        "ssd_cp_plans",
        "CP2",
        2,
        "rejected",
    )
    assert fault["file_name"] == "somewhere"


@ON_SQLITE
def test_the_day_of_the_extract_may_be_given(records_engine: Engine) -> None:
    assert loaded(records_engine, small_county(1), as_at=date(2025, 6, 30)).as_at == datetime(2025, 6, 30)


@ON_SQLITE
def test_an_authoritys_own_codes_are_used(records_engine: Engine, tmp_path: Path) -> None:
    mapping = tmp_path / "codes.toml"
    mapping.write_text('[category]\nNEG = ["Lack of care"]\n')
    frames = frames_of(ssd_person=[person()], ssd_cp_plans=[cp_plan(cppl_cp_plan_latest_category="Lack of care")])
    loaded(records_engine, frames, codes_file=mapping)
    assert rows_in("ssd_cp_plans", records_engine)["cppl_cp_plan_latest_category"].tolist() == ["NEG"]


@ON_SQLITE
def test_progress_goes_from_nothing_to_all(records_engine: Engine) -> None:
    told: list[float] = []
    loaded(records_engine, small_county(1), progress=lambda what, done: told.append(done))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_hostile_text_is_only_text(records_engine: Engine) -> None:
    name = "Robert'); DROP TABLE ssd_person; --"
    frames = frames_of(
        ssd_person=[person(pers_surname=name), person(name)], ssd_cp_plans=[cp_plan(cppl_person_id=name)]
    )
    loaded(records_engine, frames, authority_name=name)
    assert rows_in("ssd_person", records_engine)["pers_surname"].tolist() == [name, None]
    assert len(rows_in("ssd_cp_plans", records_engine)) == 0


# --- Again ---


def test_the_same_source_twice_changes_nothing(records_engine: Engine) -> None:
    frames = small_county()
    frames["ssd_cp_plans"].loc[0, "cppl_cp_plan_initial_category"] = "Harm"
    first = loaded(records_engine, frames)
    before = everything(records_engine)
    with records_engine.begin() as connection:
        # Were the rows written again, this one would be gone.
        connection.execute(ssd_person.update().values(pers_nationality="untouched"))
    again = loaded(records_engine, {name: frame.sample(frac=1, random_state=1) for name, frame in frames.items()})
    assert again.outcome == "unchanged"
    assert again.messages[0] == "Exampleshire: the source holds what is already loaded; nothing was changed."
    assert set(rows_in("ssd_person", records_engine)["pers_nationality"]) == {"untouched"}
    assert rows_in("ssd_cp_plans", records_engine).equals(before["ssd_cp_plans"])
    assert rows_in("loads", records_engine)["outcome"].tolist() == ["loaded", "unchanged"]
    assert set(rows_in("load_rejections", records_engine)["load_id"]) == {first.load_id}


def another_county() -> Frames:
    """Fewer children, an ended plan, another team, and a table the first county lacks."""
    frames = county(2)
    frames["ssd_cp_plans"].loc[0, "cppl_cp_plan_end_date"] = "2025-06-01"
    frames["ssd_department"].loc[0, "dept_team_name"] = "South"
    return {
        **frames,
        **frames_of(
            ssd_cin_plans=[{"cinp_cin_plan_id": "X", "cinp_person_id": "P1", "cinp_cin_plan_start_date": "2023-01-01"}]
        ),
    }


def test_a_then_b_then_a_is_a(records_engine: Engine) -> None:
    loaded(records_engine, county())
    first = everything(records_engine)
    loaded(records_engine, another_county())
    between = everything(records_engine)
    assert not same(first, between)
    assert len(between["ssd_cin_plans"]) == 1
    assert loaded(records_engine, county()).outcome == "loaded"
    assert same(first, everything(records_engine))


@ON_SQLITE
@pytest.mark.parametrize(
    "changed", [{"authority_name": "Newshire"}, {"child_population": 7}, {"as_at": date(2025, 5, 5)}]
)
def test_a_change_of_what_is_said_of_the_source_is_loaded(records_engine: Engine, changed: dict[str, Any]) -> None:
    loaded(records_engine, small_county(1))
    assert loaded(records_engine, small_county(1), **changed).outcome == "loaded"


@ON_SQLITE
def test_a_new_fault_alone_is_loaded_so_that_it_is_told(records_engine: Engine) -> None:
    """The rejected plan changes no record, but someone must hear of it."""
    loaded(records_engine, small_county(1))
    frames = small_county(1)
    frames["ssd_cp_plans"] = frames_of(x=[cp_plan(1), cp_plan(2, child=9)])["x"]
    assert loaded(records_engine, frames).outcome == "loaded"
    assert len(rows_in("load_rejections", records_engine)) == 1


# --- Extension tables ---


def test_an_extension_table_the_source_lacks_is_left_alone_even_for_a_child_who_is_gone(records_engine: Engine) -> None:
    """P3 leaves the source; the escalation about them stays, and so their row does."""
    loaded(records_engine, {**small_county(3), **frames_of(ssd_x_escalations=[escalation(1, 1), escalation(2, 3)])})
    first = everything(records_engine)
    summary = loaded(records_engine, small_county(2))
    assert rows_in("ssd_x_escalations", records_engine)["escl_escalation_id"].tolist() == ["E1", "E2"]
    assert rows_in("ssd_person", records_engine)["pers_person_id"].tolist() == ["P1", "P2", "P3"]
    assert rows_in("authority_people", records_engine)["person_id"].tolist() == ["P1", "P2", "P3"]
    assert rows_in("ssd_cp_plans", records_engine)["cppl_person_id"].tolist() == ["P1", "P2"]
    assert any("no longer in the source" in line and line.endswith(": 1.") for line in summary.messages)
    loaded(records_engine, small_county(3))
    assert same(first, everything(records_engine))


def test_an_extension_table_the_source_no_longer_has_is_named_with_its_own_date(records_engine: Engine) -> None:
    escalations = frames_of(ssd_x_escalations=[escalation(1, 1)])
    loaded(records_engine, {**small_county(1), **escalations}, as_at=date(2025, 3, 3))
    told = (
        "ssd_x_escalations was last loaded as at 3 March 2025 and is not in this source: figures that rest on it stand "
        "as they were then. Ask for it to be put back in the extract."
    )
    without = loaded(records_engine, small_county(1), as_at=date(2025, 4, 4))
    again = loaded(records_engine, small_county(1), as_at=date(2025, 4, 4))
    assert again.outcome == "unchanged"
    assert without.messages[-1] == again.messages[-1] == told
    assert "ssd_x_escalations" not in without.missing_tables
    tables = rows_in("load_tables", records_engine)
    present = tables[tables["table_name"] == "ssd_x_escalations"].set_index("load_id")["present"]
    assert present.to_dict() == {1: True, 2: False, 3: False}
    back = loaded(records_engine, {**small_county(1), **escalations}, as_at=date(2025, 5, 5))
    assert not any("ssd_x_escalations" in line for line in back.messages if "last loaded" in line)


@ON_SQLITE
def test_rows_that_went_with_the_table_above_them_are_not_said_to_stand(records_engine: Engine) -> None:
    tool = {"negt_tool_id": "N1", "negt_person_id": "P1", "negt_completed_date": "2025-01-01"}
    item = {"neti_item_id": "I1", "neti_tool_id": "N1", "neti_score": 4}
    tools = frames_of(ssd_x_neglect_tools=[tool])
    loaded(records_engine, {**small_county(1), **tools, **frames_of(ssd_x_neglect_tool_items=[item])})
    summary = loaded(records_engine, {**small_county(1), **tools})
    assert not any("last loaded" in line for line in summary.messages)
    assert (
        not rows_in("load_tables", records_engine)
        .set_index("table_name")
        .loc["ssd_x_neglect_tool_items"]["present"]
        .iloc[-1]
    )


@ON_SQLITE
def test_what_is_left_of_a_synthetic_authority_is_not_a_feed_of_the_real_one(records_engine: Engine) -> None:
    loaded(records_engine, {**small_county(1), **frames_of(ssd_x_escalations=[escalation(1, 1)])}, synthetic=True)
    assert not any("last loaded" in line for line in loaded(records_engine, small_county(1)).messages)


@ON_SQLITE
def test_an_extension_table_the_source_has_is_replaced(records_engine: Engine) -> None:
    loaded(records_engine, {**small_county(2), **frames_of(ssd_x_escalations=[escalation(1, 1), escalation(2, 2)])})
    loaded(records_engine, {**small_county(1), **frames_of(ssd_x_escalations=[escalation(3, 1)])})
    assert rows_in("ssd_x_escalations", records_engine)["escl_escalation_id"].tolist() == ["E3"]
    assert len(rows_in("ssd_person", records_engine)) == 1


@ON_SQLITE
def test_rows_under_a_replaced_extension_table_go_with_it(records_engine: Engine) -> None:
    tool = {"negt_tool_id": "N1", "negt_person_id": "P1", "negt_completed_date": "2025-01-01"}
    item = {"neti_item_id": "I1", "neti_tool_id": "N1", "neti_score": 4}
    loaded(
        records_engine, {**small_county(1), **frames_of(ssd_x_neglect_tools=[tool], ssd_x_neglect_tool_items=[item])}
    )
    loaded(records_engine, {**small_county(1), **frames_of(ssd_x_neglect_tools=[{**tool, "negt_tool_id": "N2"}])})
    assert rows_in("ssd_x_neglect_tools", records_engine)["negt_tool_id"].tolist() == ["N2"]
    assert len(rows_in("ssd_x_neglect_tool_items", records_engine)) == 0


@ON_SQLITE
def test_what_a_return_wrote_is_forgotten_when_another_source_replaces_it(records_engine: Engine) -> None:
    loaded(records_engine, small_county(1))
    with records_engine.begin() as connection:
        row = {"authority_code": "931", "table_name": "ssd_person", "row_id": "P1", "census_year": 2025}
        connection.execute(insert(census_provenance).values(row))
    loaded(records_engine, small_county(2))
    assert count(records_engine, census_provenance) == 0


# --- When it fails ---


def test_a_load_that_fails_half_way_leaves_the_records_as_they_were(
    records_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault strikes after the old rows are gone and most of the new ones are in."""
    loaded(records_engine, small_county(2))
    before = everything(records_engine)
    tables_written: list[str] = []
    real = write.insert_frame

    def failing(connection: Any, table: Any, frame: pd.DataFrame, written: Any = None) -> None:
        tables_written.append(table.name)
        if table.name == "authority_people":
            raise OSError("disk full")
        real(connection, table, frame, written)

    monkeypatch.setattr(write, "insert_frame", failing)
    frames = small_county(3)
    frames["ssd_cp_plans"].loc[0, "cppl_cp_plan_initial_category"] = "Harm"
    with pytest.raises(OSError, match="disk full"):
        loaded(records_engine, frames)
    assert "ssd_cp_plans" in tables_written
    assert same(before, everything(records_engine))
    told = rows_in("loads", records_engine)
    assert told["outcome"].tolist() == ["loaded", "refused"]
    assert "OSError" in told["reason"].iloc[1]
    # The faults found before it failed are kept; the counts of a load that did not happen are not.
    assert rows_in("load_rejections", records_engine)["load_id"].tolist() == [told["load_id"].iloc[1]]
    assert set(rows_in("load_tables", records_engine)["load_id"]) == {told["load_id"].iloc[0]}


def test_a_database_fault_in_the_middle_leaves_the_records_as_they_were(records_engine: Engine) -> None:
    """Frames that were not cleaned break a foreign key."""
    loaded(records_engine, small_county(1))
    before = everything(records_engine)
    with pytest.raises(IntegrityError), load(records_engine, kind="ssd", source="x", authority="931") as ledger:
        frames = clean(small_county(1), Faults())
        frames["ssd_cp_plans"].loc[0, "cppl_person_id"] = "P9"
        replace_authority(ledger, "931", "Exampleshire", frames)
    assert same(before, everything(records_engine))


@ON_SQLITE
def test_a_broken_mapping_file_is_refused(records_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        loaded(records_engine, small_county(1), codes_file=tmp_path / "none.toml")
    assert count(records_engine, authorities) == 0
    assert "cannot be read" in rows_in("loads", records_engine)["reason"].iloc[0]


@ON_SQLITE
def test_an_authority_is_not_replaced_without_its_people(records_engine: Engine) -> None:
    with (
        pytest.raises(ValueError, match="ssd_person"),
        load(records_engine, kind="ssd", source="x", authority="1") as ledger,
    ):
        replace_authority(ledger, "1", "One", clean(frames_of(ssd_department=[{"dept_team_id": "T1"}]), Faults()))


@ON_SQLITE
def test_ids_that_look_like_another_authoritys_are_refused(records_engine: Engine) -> None:
    loaded(records_engine, small_county(1))
    loaded(records_engine, small_county(1), authority_code="887")
    before = everything(records_engine)
    with pytest.raises(Refused, match="Ids in ssd_person begin with the mark of another authority"):
        loaded(records_engine, small_county(1) | frames_of(ssd_person=[person(), person(pers_person_id="887:P1")]))
    assert same(before, everything(records_engine))


@ON_SQLITE
def test_a_row_that_stands_twice_is_said_to_be_kept_once(records_engine: Engine) -> None:
    summary = loaded(records_engine, frames_of(ssd_person=[person(), person(), person(2)]))
    assert "1 row that stood twice was kept once; each is listed." in summary.messages
    assert not any("not stored" in line for line in summary.messages)
    assert (summary.rejected, summary.merged, summary.corrected) == (1, 1, 0)


@ON_SQLITE
def test_records_emptied_by_hand_are_loaded_again(records_engine: Engine) -> None:
    """`unchanged` must not be said of an authority that is no longer there."""
    loaded(records_engine, small_county(1))
    with records_engine.begin() as connection:
        for name in reversed(SSD_TABLES):
            connection.execute(delete(authority_people))
            connection.execute(delete(ssd_person.metadata.tables[name]))
        connection.execute(delete(authorities))
    assert loaded(records_engine, small_county(1)).outcome == "loaded"
    assert count(records_engine, ssd_cp_plans) == 1


@ON_SQLITE
def test_a_load_of_nothing_but_people_works(records_engine: Engine) -> None:
    assert loaded(records_engine, frames_of(ssd_person=[person()])).outcome == "loaded"
    assert count(records_engine, loads) == 1
    assert count(records_engine, load_tables) > 0
    assert count(records_engine, load_rejections) == 0
