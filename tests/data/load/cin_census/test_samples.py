"""The sector's own fictional returns, kept beside the project and not in it: what becomes of each."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.load.cin_census import load_cin_census
from tests.data.load.cin_census.stores import faults, rows

SAMPLES = Path(__file__).resolve().parents[4].parent / "shared" / "samples" / "cin_census_xml"

pytestmark = [
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="The sample returns are not beside the project"),
    pytest.mark.parametrize("records_url", ["sqlite"], indirect=True),
]


def counted(engine: Engine, treatment: str) -> Counter[tuple[str, str | None]]:
    return Counter((field, rule) for field, rule in faults(engine, "field", "rule", treatment=treatment))


@pytest.mark.parametrize("name", ["CIN_Census_2021.xml", "CIN_la_issues_2887Q.xml"])
def test_the_return_of_2021(records_engine: Engine, name: str) -> None:
    """Loaded with queries: stray text, activity before the referral, an expected birth in 1066. Its header is whole
    (the file named for an authority-wide query differs from the other in nothing)."""
    summary = load_cin_census(records_engine, [SAMPLES / name])
    assert (summary.outcome, summary.authority_code, summary.as_at) == ("loaded", "201", datetime(2023, 3, 31))
    assert (summary.rejected, summary.corrected) == (0, 1)
    assert counted(records_engine, "corrected") == {("ExpectedPersonBirthDate", None): 1}
    queried = counted(records_engine, "queried")
    for expected in [
        ("ChildIdentifiers", None),
        ("AssessmentActualStartDate", "1103"),
        ("S47ActualStartDate", "2889"),
        ("CPPstartDate", "1105"),
        ("CINPlanStartDate", "4016"),
        ("FormerUPN", None),
        ("AssessmentInternalReviewDate", None),
    ]:
        assert queried[expected] == 1, expected
    assert rows(records_engine, "ssd_person", "pers_sex", "pers_dob", "pers_expected_dob") == [
        ("M", datetime(1965, 3, 27), None)
    ]
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_end_date", "cppl_cp_plan_initial_category") == [
        (datetime(1971, 3, 14), "PHY")
    ]


def test_the_return_of_2024(records_engine: Engine) -> None:
    """Loaded with queries: the header's year is not its reference date's, a code for sex in the old form, a factor
    that is none, a completed assessment without factors, activity after the return's own date."""
    summary = load_cin_census(records_engine, [SAMPLES / "CIN_Census_2024.xml"])
    assert (summary.outcome, summary.as_at, summary.rejected) == ("loaded", datetime(2024, 3, 31), 0)
    queried = counted(records_engine, "queried")
    assert queried["ReferenceDate", "100"] == 1
    assert queried["AssessmentAuthorisationDate", "8897Q"] == 1
    assert queried["LAchildID", "1570"] == queried["LAchildID", "1580"] == 1
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_sex") == [
        ("DfEX0000001", "M"),
        ("child_fails_assessments", "M"),
    ]
    assert rows(records_engine, "ssd_assessment_factors", "cinf_assessment_factors_json") == [('["1C","6B"]',)]
    stray = [(line, value) for line, value, field in faults(records_engine, "line", "value", "field")]
    assert (23, "PersonBirthDate") in [(line, value) for line, value in stray]


def test_the_return_of_2026_with_pre_proceedings(records_engine: Engine) -> None:
    summary = load_cin_census(records_engine, [SAMPLES / "CIN_Census_2026.xml"])
    assert (summary.outcome, summary.rejected) == ("loaded", 0)
    columns = ("prep_table_id", "prep_pre_pro_decision_date", "prep_pre_pro_outcome", "prep_pre_pro_meetings_num")
    assert rows(records_engine, "ssd_pre_proceedings", *columns) == [
        ("DfEX0000001-X20260909", datetime(2026, 9, 9), "A", 3)
    ]
    queried = counted(records_engine, "queried")
    for element in ("FGDMMeetingOffer", "FGDMMeetingFac", "CourtAppDate"):
        assert queried[element, None] == 1


def test_the_332_children(records_engine: Engine) -> None:
    """Loaded: referral level only, dates from 2004 to 2030, as at July 2022. Five disabilities stand twice."""
    summary = load_cin_census(records_engine, [SAMPLES / "fake_CIN_data.xml"])
    assert (summary.outcome, summary.authority_code, summary.as_at) == ("loaded", "975", datetime(2022, 7, 21))
    kept = {table: count.kept for table, count in summary.tables.items() if count.kept}
    assert kept == {
        "ssd_person": 332,
        "ssd_disability": 112,
        "ssd_cin_episodes": 402,
        "ssd_initial_cp_conference": 350,
    }
    assert counted(records_engine, "corrected") == {(None, "duplicate row"): 5}
    people = rows(records_engine, "ssd_person", "pers_ethnicity", "pers_sex")
    assert Counter(ethnicity for ethnicity, _ in people)["WROM"] == 18
    assert Counter(ethnicity for ethnicity, _ in people)["WIRT"] == 15
    assert {sex for _, sex in people} == {"F", "M", "U"}
    disabilities = Counter(code for (code,) in rows(records_engine, "ssd_disability", "disa_disability_code"))
    assert disabilities["AUT"] == 9
    assert {nfa for (nfa,) in rows(records_engine, "ssd_cin_episodes", "cine_referral_nfa")} == {"Y"}
    queried = counted(records_engine, "queried")
    assert queried["CINreferralDate", "8555Q"] == 30
    assert queried["CINreferralDate", None] == 8


def test_all_the_samples_of_one_authority_together(records_engine: Engine) -> None:
    names = ["CIN_Census_2026.xml", "CIN_Census_2021.xml", "CIN_Census_2024.xml", "CIN_la_issues_2887Q.xml"]
    summary = load_cin_census(records_engine, [SAMPLES / name for name in names])
    assert summary.outcome == "loaded"
    # Both files of 2021 are one. All say that they are for 2023, so the last replaces the others whole.
    assert len(rows(records_engine, "loads")) == 3
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_dob")[0] == ("DfEX0000001", datetime(2015, 3, 27))
    assert rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id") == [
        ("DfEX0000001-P20220217",),
    ]
