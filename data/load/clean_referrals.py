"""Doubts about referrals, assessments and enquiries: dates out of order, episodes that overlap, lost links."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from data.load.doubts import (
    Frames,
    Query,
    after_death,
    among,
    before_referral,
    lost_link,
    matched,
    more_than_one_open,
    overlapping,
)

FORTY_WEEKS = pd.Timedelta(days=280)


def _episode(column: str) -> Callable[[Frames], pd.Series]:
    return lambda frames: frames["ssd_cin_episodes"][column]


def long_before_birth(frames: Frames, _: datetime) -> pd.Series:
    """Referrals more than 40 weeks before the birth, or the expected birth, of the child."""
    person = frames["ssd_cin_episodes"]["cine_person_id"]
    people = frames["ssd_person"]
    birth = matched(person, people, "pers_person_id", "pers_dob").fillna(
        matched(person, people, "pers_person_id", "pers_expected_dob")
    )
    return frames["ssd_cin_episodes"]["cine_referral_date"] < birth - FORTY_WEEKS


def acted_on(frames: Frames) -> pd.Series:
    """Referrals that did not end in no further action."""
    return frames["ssd_cin_episodes"]["cine_referral_nfa"].ne("Y")


def died_without_a_date(frames: Frames, _: datetime) -> pd.Series:
    person = frames["ssd_cin_episodes"]["cine_person_id"]
    died = matched(person, frames["ssd_person"], "pers_person_id", "pers_death_date")
    return frames["ssd_cin_episodes"]["cine_close_reason"].eq("RC2") & died.isna()


def completed_without_factors(frames: Frames, _: datetime) -> pd.Series:
    assessments, factors = frames["ssd_cin_assessments"], frames["ssd_assessment_factors"]
    having = factors.loc[factors["cinf_assessment_factors_json"].notna(), "cinf_assessment_id"]
    return assessments["cina_assessment_auth_date"].notna() & ~among(assessments["cina_assessment_id"], having)


REFERRAL_QUERIES = (
    Query(
        "8555Q",
        "ssd_cin_episodes",
        "cine_referral_date",
        "The child was referred after their date of death. Check both dates.",
        after_death("ssd_cin_episodes", "cine_person_id", "cine_referral_date"),
        ("ssd_person",),
    ),
    Query(
        "8606",
        "ssd_cin_episodes",
        "cine_referral_date",
        "The referral is more than 40 weeks before the child's birth. Check both dates.",
        long_before_birth,
        ("ssd_person",),
    ),
    Query(
        "8630",
        "ssd_cin_episodes",
        "cine_close_date",
        "The episode closed before it was referred. Correct its dates.",
        lambda frames, _: _episode("cine_close_date")(frames) < _episode("cine_referral_date")(frames),
    ),
    Query(
        "8805",
        "ssd_cin_episodes",
        "cine_close_reason",
        "The episode is closed but has no reason for closing. Enter it.",
        lambda frames, _: _episode("cine_close_date")(frames).notna() & _episode("cine_close_reason")(frames).isna(),
    ),
    Query(
        "8810",
        "ssd_cin_episodes",
        "cine_close_reason",
        "The episode has a reason for closing but no closing date. Enter the date, or remove the reason.",
        lambda frames, _: _episode("cine_close_date")(frames).isna() & _episode("cine_close_reason")(frames).notna(),
    ),
    Query(
        "8585Q",
        "ssd_cin_episodes",
        "cine_close_reason",
        "The episode closed because the child died, but the child has no date of death. Enter it.",
        died_without_a_date,
        ("ssd_person",),
    ),
    Query(
        "8815",
        "ssd_cin_episodes",
        "cine_referral_id",
        "The child has more than one open episode. Close those that are finished.",
        lambda frames, _: more_than_one_open(
            frames["ssd_cin_episodes"], "cine_person_id", "cine_close_date", acted_on(frames)
        ),
    ),
    Query(
        "8820",
        "ssd_cin_episodes",
        "cine_referral_date",
        "The episode starts before the child's earlier one has closed. Check the dates of both.",
        lambda frames, _: overlapping(
            frames["ssd_cin_episodes"],
            "cine_person_id",
            "cine_referral_date",
            "cine_close_date",
            acted_on(frames),
        ),
    ),
    Query(
        "1103",
        "ssd_cin_assessments",
        "cina_assessment_start_date",
        "The assessment starts before its referral. Check both dates.",
        before_referral("ssd_cin_assessments", "cina_referral_id", "cina_assessment_start_date"),
        ("ssd_cin_episodes",),
    ),
    Query(
        "8608",
        "ssd_cin_assessments",
        "cina_assessment_auth_date",
        "The assessment was finished before it started. Correct its dates.",
        lambda frames, _: (
            frames["ssd_cin_assessments"]["cina_assessment_auth_date"]
            < frames["ssd_cin_assessments"]["cina_assessment_start_date"]
        ),
    ),
    Query(
        "8897Q",
        "ssd_cin_assessments",
        "cina_assessment_auth_date",
        "The assessment is finished but no factor is recorded. Enter the factors found, or 21 for none.",
        completed_without_factors,
        ("ssd_assessment_factors",),
    ),
    Query(
        "2889",
        "ssd_s47_enquiry",
        "s47e_s47_start_date",
        "The section 47 enquiry starts before its referral. Check both dates.",
        before_referral("ssd_s47_enquiry", "s47e_referral_id", "s47e_s47_start_date"),
        ("ssd_cin_episodes",),
    ),
    Query(
        None,
        "ssd_s47_enquiry",
        "s47e_s47_end_date",
        "The section 47 enquiry ends before it starts. Correct its dates.",
        lambda frames, _: (
            frames["ssd_s47_enquiry"]["s47e_s47_end_date"] < frames["ssd_s47_enquiry"]["s47e_s47_start_date"]
        ),
    ),
    Query(
        "1104",
        "ssd_initial_cp_conference",
        "icpc_icpc_date",
        "The initial conference is before its referral. Check both dates.",
        before_referral("ssd_initial_cp_conference", "icpc_referral_id", "icpc_icpc_date"),
        ("ssd_cin_episodes",),
    ),
    lost_link("ssd_cin_assessments", "cina_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    lost_link("ssd_s47_enquiry", "s47e_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    lost_link("ssd_initial_cp_conference", "icpc_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    lost_link("ssd_initial_cp_conference", "icpc_s47_enquiry_id", "ssd_s47_enquiry", "s47e_s47_enquiry_id"),
    lost_link("ssd_ehcp_requests", "ehcr_send_table_id", "ssd_send", "send_table_id"),
    lost_link("ssd_ehcp_assessment", "ehca_ehcp_request_id", "ssd_ehcp_requests", "ehcr_ehcp_request_id"),
    lost_link("ssd_ehcp_named_plan", "ehcn_ehcp_asmt_id", "ssd_ehcp_assessment", "ehca_ehcp_assessment_id"),
    lost_link("ssd_ehcp_active_plans", "ehcp_ehcp_request_id", "ssd_ehcp_requests", "ehcr_ehcp_request_id"),
    lost_link("ssd_sen_need", "senn_active_ehcp_id", "ssd_ehcp_active_plans", "ehcp_active_ehcp_id"),
)
