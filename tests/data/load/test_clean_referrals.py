"""Doubts about referrals, assessments and enquiries: each is reported, and its row kept."""

from typing import Any

import pandas as pd
import pytest

from tests.data.load.sources import about, cleaned, county, frames_of, of_rule, person, referral


def faults_of(*referrals: Any, **people: Any) -> pd.DataFrame:
    kept, faults = cleaned(frames_of(ssd_person=[person(**people)], ssd_cin_episodes=list(referrals)))
    assert len(kept["ssd_cin_episodes"]) == len(referrals)
    return faults


def changed(table: str, **values: Any) -> pd.DataFrame:
    """Faults of a clean source of one child with these values put into one table; no row may go."""
    source = county(1)
    for column, value in values.items():
        source[table][column] = pd.Series([value], dtype=object)
    kept, faults = cleaned(source)
    assert all(len(kept[name]) == len(frame) for name, frame in source.items())
    return faults


def test_a_referral_after_death_is_queried() -> None:
    assert of_rule(faults_of(referral(), pers_death_date="2024-01-01"), "8555Q") == [("R1", "queried")]
    assert of_rule(faults_of(referral(), pers_death_date="2024-01-02"), "8555Q") == []


def test_a_referral_more_than_forty_weeks_before_birth_is_queried() -> None:
    """280 days before 8 October 2024 is 2 January 2024, the day of the referral."""
    assert of_rule(faults_of(referral(), pers_dob="2024-10-08"), "8606") == []
    assert of_rule(faults_of(referral(), pers_dob="2024-10-09"), "8606") == [("R1", "queried")]
    expected = faults_of(referral(), pers_dob=None, pers_expected_dob="2024-10-09")
    assert of_rule(expected, "8606") == [("R1", "queried")]


def test_closing_is_queried_when_out_of_order_or_half_said() -> None:
    assert of_rule(faults_of(referral(end="2024-01-01")), "8630") == [("R1", "queried")]
    assert of_rule(faults_of(referral(end="2024-01-03", cine_close_reason=None)), "8805") == [("R1", "queried")]
    assert of_rule(faults_of(referral(cine_close_reason="RC7")), "8810") == [("R1", "queried")]
    assert of_rule(faults_of(referral(end="2024-01-03", cine_close_reason="RC2")), "8585Q") == [("R1", "queried")]
    assert faults_of(referral(end="2024-01-03")).empty


def test_two_open_episodes_are_queried_unless_one_was_for_no_further_action() -> None:
    first, second = referral(1), referral(2, start="2024-05-01")
    faults = faults_of(first, second)
    assert of_rule(faults, "8815") == [("R1", "queried"), ("R2", "queried")]
    assert of_rule(faults, "8820") == [("R2", "queried")]
    assert faults_of(first, {**second, "cine_referral_nfa": "Y"}).empty


def test_an_episode_that_starts_the_day_another_closes_does_not_overlap() -> None:
    first = referral(1, end="2024-05-01")
    assert faults_of(first, referral(2, start="2024-05-01")).empty
    assert of_rule(faults_of(first, referral(2, start="2024-04-30")), "8820") == [("R2", "queried")]


def test_work_before_its_referral_is_queried() -> None:
    """The referral is of 2 January 2024."""
    early = "2024-01-01"
    assert of_rule(changed("ssd_cin_assessments", cina_assessment_start_date=early), "1103") == [("A1", "queried")]
    source = county(1)
    source["ssd_s47_enquiry"] = frames_of(
        x=[
            {
                "s47e_s47_enquiry_id": "S1",
                "s47e_person_id": "P1",
                "s47e_referral_id": "R1",
                "s47e_s47_start_date": early,
            }
        ]
    )["x"]
    source["ssd_initial_cp_conference"] = frames_of(
        x=[{"icpc_icpc_id": "I1", "icpc_person_id": "P1", "icpc_referral_id": "R1", "icpc_icpc_date": early}]
    )["x"]
    _, faults = cleaned(source)
    assert of_rule(faults, "2889") == [("S1", "queried")]
    assert of_rule(faults, "1104") == [("I1", "queried")]


def test_an_assessment_finished_before_it_started_is_queried() -> None:
    faults = changed("ssd_cin_assessments", cina_assessment_auth_date="2024-01-02")
    assert of_rule(faults, "8608") == [("A1", "queried")]


@pytest.mark.parametrize("factors", [None, "[]", "[broken"])
def test_a_finished_assessment_without_factors_is_queried(factors: str | None) -> None:
    faults = changed("ssd_assessment_factors", cinf_assessment_factors_json=factors)
    assert of_rule(faults, "8897Q") == [("A1", "queried")]


def test_factors_are_not_missed_where_the_source_has_no_factors_at_all() -> None:
    source = county(1)
    del source["ssd_assessment_factors"]
    assert cleaned(source)[1].empty


def test_an_unfinished_assessment_needs_no_factors() -> None:
    source = county(1)
    source["ssd_cin_assessments"]["cina_assessment_auth_date"] = "1900-01-01"
    source["ssd_assessment_factors"]["cinf_assessment_factors_json"] = None
    kept, faults = cleaned(source)
    assert kept["ssd_cin_assessments"]["cina_assessment_auth_date"].isna().all()
    assert faults.empty


def test_a_link_that_leads_nowhere_is_queried_and_the_row_kept() -> None:
    faults = changed("ssd_cin_assessments", cina_referral_id="R99")
    assert about(faults, "cina_referral_id") == [("A1", "R99", "queried")]
    assert changed("ssd_cin_assessments", cina_referral_id=None).empty
