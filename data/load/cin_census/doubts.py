"""Doubts that only a return raises, because it says which year it is about."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from data.load.doubts import Frames, Query

# Dates of things that have happened: in a return, none can be after the day it speaks of.
HAPPENED = (
    ("ssd_person", "pers_death_date"),
    ("ssd_cin_episodes", "cine_referral_date"),
    ("ssd_cin_episodes", "cine_close_date"),
    ("ssd_cin_assessments", "cina_assessment_start_date"),
    ("ssd_cin_assessments", "cina_assessment_auth_date"),
    ("ssd_s47_enquiry", "s47e_s47_start_date"),
    ("ssd_initial_cp_conference", "icpc_icpc_date"),
    ("ssd_cp_plans", "cppl_cp_plan_start_date"),
    ("ssd_cp_plans", "cppl_cp_plan_end_date"),
    ("ssd_cp_reviews", "cppr_cp_review_date"),
    ("ssd_cin_plans", "cinp_cin_plan_start_date"),
    ("ssd_cin_plans", "cinp_cin_plan_end_date"),
    ("ssd_pre_proceedings", "prep_pre_pro_decision_date"),
    ("ssd_pre_proceedings", "prep_pre_pro_letter_date"),
    ("ssd_pre_proceedings", "prep_initial_pre_pro_meeting_date"),
    ("ssd_pre_proceedings", "prep_agree_stepdown_issue_date"),
    ("ssd_pre_proceedings", "prep_care_pro_letter_date"),
)
PRE_PROCEEDINGS_OUTCOMES = ("A", "B", "C")


def _after_return(table: str, column: str) -> Callable[[Frames, datetime], pd.Series]:
    return lambda frames, as_at: frames[table][column] > as_at


def expected_birth_out_of_range(frames: Frames, as_at: datetime) -> pd.Series:
    """Expected births before March or after December of the year the census ends in."""
    expected = frames["ssd_person"]["pers_expected_dob"]
    first, last = datetime(as_at.year, 3, 1), datetime(as_at.year, 12, 31)
    return expected.notna() & ~expected.between(first, last)


def outcome_unknown(frames: Frames, _: datetime) -> pd.Series:
    outcome = frames["ssd_pre_proceedings"]["prep_pre_pro_outcome"]
    return outcome.notna() & ~outcome.isin(PRE_PROCEEDINGS_OUTCOMES)


CENSUS_QUERIES = (
    *(
        Query(
            None,
            table,
            column,
            "This is after the day the return speaks of. Check the date, and the header's ReferenceDate.",
            _after_return(table, column),
        )
        for table, column in HAPPENED
    ),
    Query(
        "8530Q",
        "ssd_person",
        "pers_expected_dob",
        "The expected birth is not between March and December of the census year. Check the date.",
        expected_birth_out_of_range,
    ),
    Query(
        "9011",
        "ssd_pre_proceedings",
        "prep_pre_pro_outcome",
        "Not a known outcome of pre-proceedings (A, B or C); kept as written. Correct it at source.",
        outcome_unknown,
    ),
)
