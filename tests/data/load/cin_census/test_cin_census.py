"""A call loads all its returns or none, says what it did, and keeps every fault with its place in the file."""

import os
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine

import data.load.cin_census as census
from data.load.cin_census import faults as census_faults
from data.load.cin_census import load_cin_census
from data.load.cin_census.header import Return
from data.load.cin_census.stitch import is_newest
from data.load.codes import codes_for
from data.load.ledger import Refused
from data.load.write import load_frames
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
    tag,
)
from tests.data.load.cin_census.stores import contents, faults, rows

sqlite_only = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)

WHOLE = a_return(
    child(
        "C1",
        referral(
            "2023-05-01",
            assessment("2023-05-02", "2023-06-01", ["16A", "2B"]),
            cin_plan("2023-06-02", "2023-07-01"),
            enquiry("2023-07-01", "2023-07-14", "2023-07-21"),
            cp_plan("2023-07-14", previous="1", reviews=["2023-10-01"]),
            pre_proceedings(PPStartDate="2024-01-09", PPOutcome="A", ReviewMeetingsCount="3"),
        ),
        disabilities=["AUT"],
    )
)


def test_a_whole_return(records_engine: Engine, tmp_path: Path) -> None:
    summary = load_cin_census(records_engine, [save(tmp_path, WHOLE)])
    assert (summary.outcome, summary.authority_code, summary.as_at) == ("loaded", "931", datetime(2024, 3, 31))
    assert (summary.rejected, summary.corrected, summary.removed_synthetic) == (0, 0, False)
    assert summary.messages[0].startswith("Oxfordshire, 2024 census (return.xml): ")
    assert "ssd_cp_visits" in summary.missing_tables and "ssd_cp_plans" not in summary.missing_tables
    assert "cppr_cp_review_due" in summary.missing_columns["ssd_cp_reviews"]
    assert rows(records_engine, "authorities") == [("931", "Oxfordshire", "", "cin-census", None)]
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_sex", "pers_ethnicity", "pers_dob") == [
        ("C1", "F", "WBRI", datetime(2015, 2, 3))
    ]
    assert rows(records_engine, "ssd_assessment_factors", "cinf_assessment_factors_json") == [('["16A","2B"]',)]
    assert rows(records_engine, "ssd_cin_episodes", "cine_referral_nfa", "cine_referral_source_code") == [("N", "2A")]
    assert rows(records_engine, "ssd_pre_proceedings", "prep_pre_pro_meetings_num", "prep_pre_pro_outcome") == [
        (3, "A")
    ]
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_end_date", "cppl_cp_plan_initial_category") == [
        (None, "NEG")
    ]
    (told,) = rows(records_engine, "loads", "kind", "source", "authority_code", "as_at", "synthetic", "outcome")
    assert told == ("cin-census", "return.xml", "931", datetime(2024, 3, 31), False, "loaded")
    counts = {t: (r, k) for t, r, k in rows(records_engine, "load_tables", "table_name", "rows_read", "rows_kept")}
    assert counts["ssd_cp_plans"] == (1, 1)
    assert counts["ssd_cp_visits"] == (0, 0)


def test_the_same_file_again_is_unchanged(records_engine: Engine, tmp_path: Path) -> None:
    path = save(tmp_path, WHOLE)
    load_cin_census(records_engine, [path])
    before = contents(records_engine)
    summary = load_cin_census(records_engine, [path])
    assert summary.outcome == "unchanged"
    assert summary.messages == [
        "Oxfordshire, 2024 census (return.xml): this file is already loaded; nothing was changed."
    ]
    forced = load_cin_census(records_engine, [path], force=True)
    assert forced.outcome == "loaded"
    assert contents(records_engine) == before
    assert [outcome for (outcome,) in rows(records_engine, "loads", "outcome")] == ["loaded", "loaded", "unchanged"]


@sqlite_only
def test_a_file_loaded_two_returns_ago_is_still_unchanged(records_engine: Engine, tmp_path: Path) -> None:
    older, newer = save(tmp_path, a_return(child(), year=2023), "older.xml"), save(tmp_path, WHOLE, "newer.xml")
    load_cin_census(records_engine, [older])
    summary = load_cin_census(records_engine, [newer, older])
    assert summary.outcome == "loaded"
    assert load_cin_census(records_engine, [older]).outcome == "unchanged"
    loads = rows(records_engine, "loads", "load_id", "source", "outcome")
    # One row for each file of a call, earliest return first.
    assert loads == [
        (1, "older.xml", "loaded"),
        (2, "older.xml", "unchanged"),
        (3, "newer.xml", "loaded"),
        (4, "older.xml", "unchanged"),
    ]


# --- Faults ---


def test_rows_that_cannot_stand_are_kept_with_their_place(records_engine: Engine, tmp_path: Path) -> None:
    # Line 1 to 3: Message, Header, Children. Every faulty value stands on a line of its own.
    text = "\n".join(
        [
            "<Message>",
            header(2024).replace("\n", ""),
            "<Children>",
            "<Child><ChildIdentifiers><LAchildID>C1</LAchildID>",
            "<PersonBirthDate>2030-01-01</PersonBirthDate>",
            "<Sex>X</Sex></ChildIdentifiers>",
            "<ChildCharacteristics><Ethnicity>BLUE</Ethnicity>",
            "<Disabilities><Disability>WINGS</Disability></Disabilities></ChildCharacteristics>",
            "<CINdetails><CINreferralDate>01/05/2023</CINreferralDate>",
            "<ReferralNFA>perhaps</ReferralNFA>",
            "<ChildProtectionPlans><CPPstartDate>2023-06-01</CPPstartDate>",
            "<CPPendDate>2023-05-01</CPPendDate>",
            "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse></ChildProtectionPlans>",
            "<ChildProtectionPlans><CPPstartDate>2023-08-01</CPPstartDate>",
            "<CPPendDate>soon</CPPendDate>",
            "<LatestCategoryOfAbuse>SAD</LatestCategoryOfAbuse></ChildProtectionPlans>",
            "</CINdetails></Child></Children></Message>",
        ]
    )
    load_cin_census(records_engine, [save(tmp_path, text)])
    told = faults(records_engine, "line", "field", "value", "rule", "treatment")
    assert set(told) >= {
        (5, "PersonBirthDate", "2030-01-01", "8520", "queried"),
        (6, "Sex", "X", None, "queried"),
        (7, "Ethnicity", "BLUE", None, "queried"),
        (8, "Disability", "WINGS", "8540", "queried"),
        (10, "ReferralNFA", "perhaps", None, "queried"),
        (12, "CPPendDate", "2023-05-01", "8925", "rejected"),
        (15, "CPPendDate", "soon", None, "queried"),
        (16, "LatestCategoryOfAbuse", "SAD", "8910", "queried"),
    }
    assert {file for (file,) in faults(records_engine, "file_name")} == {"return.xml"}
    assert {key for (key,) in faults(records_engine, "record_key", treatment="rejected")} == {"C1"}
    # A date written the English way is read; a plan with an end that cannot be read stays open.
    assert rows(records_engine, "ssd_cin_episodes", "cine_referral_id") == [("C1-R20230501",)]
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_cp_plan_end_date") == [("C1-P20230801", None)]
    assert rows(records_engine, "ssd_disability") == []


@sqlite_only
def test_every_row_read_is_kept_or_rejected(records_engine: Engine, tmp_path: Path) -> None:
    details = referral("2023-05-01", cp_plan("2023-06-01", "2023-06-01"), cp_plan(None), cp_plan("2023-07-01"))
    text = a_return(child("C1", details), child(None, referral("2023-05-01")), child("C2"))
    summary = load_cin_census(records_engine, [save(tmp_path, text)])
    counts = {table: (c.read, c.kept, c.rejected) for table, c in summary.tables.items() if c.read}
    assert counts == {"ssd_person": (3, 2, 1), "ssd_cin_episodes": (2, 1, 1), "ssd_cp_plans": (3, 1, 2)}
    assert summary.rejected == 4


@sqlite_only
def test_activity_after_the_return_is_kept_and_queried(records_engine: Engine, tmp_path: Path) -> None:
    text = a_return(child("C1", referral("2030-05-01", cp_plan("2030-05-09"))))
    summary = load_cin_census(records_engine, [save(tmp_path, text)])
    assert summary.as_at == datetime(2024, 3, 31)
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id") == [("C1-P20300509",)]
    after = [
        field for field, reason in faults(records_engine, "field", "reason") if "after the day the return" in reason
    ]
    assert after == ["CINreferralDate", "CPPstartDate"]


@sqlite_only
def test_the_authoritys_own_words_are_read_by_its_mapping_file(records_engine: Engine, tmp_path: Path) -> None:
    mapping = tmp_path / "codes.toml"
    mapping.write_text('[category]\nNEG = ["NGL"]\n')
    assert codes_for(mapping).of("category")["ngl"] == "NEG"
    path = save(tmp_path, a_return(child("C1", referral("2023-05-01", cp_plan("2023-06-01", category="NGL")))))
    load_cin_census(records_engine, [path])
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_initial_category") == [(None,)]
    load_cin_census(records_engine, [path], force=True, codes_file=mapping)
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_initial_category") == [("NEG",)]


# --- Refusals ---


def refused(engine: Engine, *paths: Path) -> str:
    with pytest.raises(Refused) as error:
        load_cin_census(engine, paths)
    return str(error.value)


def test_a_bad_file_among_good_ones_stops_them_all_and_is_named(records_engine: Engine, tmp_path: Path) -> None:
    good = save(tmp_path, a_return(child("C1"), year=2023), "good.xml")
    # Well formed as far as the last child, so that rows have been written when the fault is met.
    bad = save(tmp_path, WHOLE.removesuffix("</Message>\n") + "<Message>", "bad.xml")
    told = refused(records_engine, good, bad)
    assert "bad.xml was not loaded" in told and "good.xml" not in told
    assert "bad.xml, line " in told
    assert set(contents(records_engine)) == set()
    (load,) = rows(records_engine, "loads", "source", "authority_code", "outcome")
    assert load == ("good.xml, bad.xml", "931", "refused")
    assert rows(records_engine, "loads", "reason")[0][0] == told
    assert ("bad.xml", "source", "rejected") in faults(records_engine, "file_name", "entity", "treatment")


@sqlite_only
def test_what_is_already_loaded_stays_when_a_return_is_refused(records_engine: Engine, tmp_path: Path) -> None:
    load_cin_census(records_engine, [save(tmp_path, WHOLE)])
    before = contents(records_engine)
    refused(records_engine, save(tmp_path, WHOLE.replace("2024", "2025").replace("</Message>", ""), "cut.xml"))
    assert contents(records_engine) == before


@sqlite_only
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (a_return(), "There is no Child in it."),
        (a_return(child(None), child("0")), "None of its children has an LAchildID that can be kept."),
        (tag("Message", header(), header(), tag("Children", child())), "There is more than one Header"),
        (a_return(child(), head=""), "There is no Header"),
    ],
)
def test_a_return_that_holds_nothing_to_keep_is_refused(
    records_engine: Engine, tmp_path: Path, text: str, told: str
) -> None:
    assert told in refused(records_engine, save(tmp_path, text))
    assert contents(records_engine) == {}


@sqlite_only
def test_returns_of_two_authorities_in_one_call_are_refused(records_engine: Engine, tmp_path: Path) -> None:
    ours, theirs = save(tmp_path, WHOLE, "ours.xml"), save(tmp_path, a_return(child(), authority="825"), "theirs.xml")
    told = refused(records_engine, ours, theirs)
    assert "These returns are of different authorities (825, 931). Nothing was loaded." in told
    assert "theirs.xml, LEA, value '825'" in told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name")
@sqlite_only
def test_a_pipe_or_a_folder_is_refused_and_not_waited_for(records_engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    for path in (tmp_path / "pipe.xml", tmp_path):
        assert f"{path.name}: This is not a file." in refused(records_engine, path)


@sqlite_only
def test_no_file_is_refused(records_engine: Engine) -> None:
    assert "No file was given" in refused(records_engine)


@sqlite_only
def test_one_file_given_twice_is_loaded_once(records_engine: Engine, tmp_path: Path) -> None:
    path, copy = save(tmp_path, WHOLE), save(tmp_path, WHOLE, "copy.xml")
    summary = load_cin_census(records_engine, [path, copy])
    assert summary.tables["ssd_person"].read == 1


@sqlite_only
def test_a_file_with_more_faults_than_can_be_worked_through_is_refused(
    records_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census_faults, "MOST_FAULTS", 3)
    text = a_return(*[child(f"C{n}", Sex="X") for n in range(4)])
    assert "More than 3 values in it are wrong or in doubt" in refused(records_engine, save(tmp_path, text))


@sqlite_only
def test_a_file_that_changes_while_it_is_read_is_refused(
    records_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path, WHOLE)

    def meddle(connection: Connection, the_return: Return) -> bool:
        path.write_text(WHOLE.replace("C1", "C2"))
        return is_newest(connection, the_return)

    monkeypatch.setattr(census, "is_newest", meddle)
    assert "The file changed while it was being read." in refused(records_engine, path)


# --- Beside other sources ---


def person(code: str) -> dict[str, pd.DataFrame]:
    return {"ssd_person": pd.DataFrame({"pers_person_id": [f"{code}-P1"]})}


def test_a_real_return_takes_the_place_of_the_synthetic_authority(records_engine: Engine, tmp_path: Path) -> None:
    load_frames(
        records_engine,
        person("931"),
        kind="demo",
        source="demo",
        authority_code="931",
        authority_name="Synthetic County",
        as_at=None,
        synthetic=True,
    )
    summary = load_cin_census(records_engine, [save(tmp_path, WHOLE)])
    assert summary.removed_synthetic
    assert "The synthetic authorities were removed first: 931." in summary.messages
    assert rows(records_engine, "authorities", "authority_code", "authority_name") == [("931", "Oxfordshire")]
    assert rows(records_engine, "ssd_person", "pers_person_id") == [("C1",)]


@sqlite_only
def test_a_refused_return_leaves_the_synthetic_authority(records_engine: Engine, tmp_path: Path) -> None:
    load_frames(
        records_engine,
        person("999"),
        kind="demo",
        source="demo",
        authority_code="999",
        authority_name="Synthetic County",
        as_at=None,
        synthetic=True,
    )
    refused(records_engine, save(tmp_path, a_return()))
    assert rows(records_engine, "authorities", "authority_name") == [("Synthetic County",)]


@sqlite_only
def test_a_return_is_refused_for_an_authority_whose_records_came_from_its_database(
    records_engine: Engine, tmp_path: Path
) -> None:
    load_frames(
        records_engine,
        person("931"),
        kind="ssd",
        source="their database",
        authority_code="931",
        authority_name="Oxfordshire",
        as_at=None,
        synthetic=False,
    )
    before = contents(records_engine)
    told = refused(records_engine, save(tmp_path, WHOLE))
    assert "The records of authority 931 came from its own database (ssd)" in told
    assert contents(records_engine) == before
    assert load_cin_census(records_engine, [save(tmp_path, a_return(child(), authority="825"))]).outcome == "loaded"


@sqlite_only
def test_the_name_given_is_kept_until_another_is(records_engine: Engine, tmp_path: Path) -> None:
    def name_after(text: str, name: str | None) -> str:
        load_cin_census(records_engine, [save(tmp_path, text)], authority_name=name)
        return str(rows(records_engine, "authorities", "authority_name")[0][0])

    assert name_after(a_return(child(), year=2023), "Oxon") == "Oxon"
    assert name_after(a_return(child(), year=2024), None) == "Oxon"
    assert name_after(a_return(child(), year=2025), "Oxfordshire") == "Oxfordshire"


@sqlite_only
def test_progress_tells_what_is_done_and_never_goes_back(records_engine: Engine, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    files = [save(tmp_path, a_return(child("C1"), year=year), f"{year}.xml") for year in (2024, 2023)]
    load_cin_census(records_engine, files, progress=lambda what, done: told.append((what, done)))
    assert [what for what, _ in told] == ["Reading 2023.xml", "Reading 2024.xml", "Done"]
    fractions = [done for _, done in told]
    assert fractions == sorted(fractions) and fractions[-2:] == [1.0, 1.0]
    assert 0.4 < fractions[0] < 0.6
