"""What a return's elements become: rows of the Standard Safeguarding Dataset, values still as the file has them.

The census has no ids but the child's. A row's id is made from the child's id, a letter for the kind of row and the
date that tells it from the child's others, so that the same row in two returns has the same id.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import pandas as pd

from data.load.cin_census.fields import Fields
from data.load.values import FIRST_DATE, LAST_DATE, as_dates

# How many child protection plans a child had before this one: the census asks, the standard has no column.
PREVIOUS_PLANS = "census_previous_plans"

# Column to the element it is read from.
PERSON = {
    "pers_upn": "UPN",
    "pers_sex": "Sex",
    "pers_gender": "GenderCurrent",
    "pers_dob": "PersonBirthDate",
    "pers_upn_unknown": "UPNunknown",
    "pers_expected_dob": "ExpectedPersonBirthDate",
    "pers_death_date": "PersonDeathDate",
}
CHARACTERISTICS = {"pers_ethnicity": "Ethnicity"}
REFERRAL = {
    "cine_referral_date": "CINreferralDate",
    "cine_cin_primary_need_code": "PrimaryNeedCode",
    "cine_referral_source_code": "ReferralSource",
    "cine_referral_nfa": "ReferralNFA",
    "cine_close_reason": "ReasonForClosure",
    "cine_close_date": "CINclosureDate",
}
ASSESSMENT = {
    "cina_assessment_start_date": "AssessmentActualStartDate",
    "cina_assessment_auth_date": "AssessmentAuthorisationDate",
}
ENQUIRY = {"s47e_s47_start_date": "S47ActualStartDate"}
CONFERENCE = {"icpc_icpc_date": "DateOfInitialCPC"}
CONFERENCE_OF_ENQUIRY = {"icpc_icpc_target_date": "InitialCPCtarget", "icpc_icpc_date": "DateOfInitialCPC"}
CIN_PLAN = {"cinp_cin_plan_start_date": "CINPlanStartDate", "cinp_cin_plan_end_date": "CINPlanEndDate"}
CP_PLAN = {
    "cppl_cp_plan_start_date": "CPPstartDate",
    "cppl_cp_plan_end_date": "CPPendDate",
    "cppl_cp_plan_initial_category": "InitialCategoryOfAbuse",
    "cppl_cp_plan_latest_category": "LatestCategoryOfAbuse",
}
REVIEW = {"cppr_cp_review_date": "CPPreviewDate"}
PRE_PROCEEDINGS = {
    "prep_pre_pro_decision_date": "PPStartDate",
    "prep_initial_pre_pro_meeting_date": "InitialPPMeetingDate",
    "prep_pre_pro_outcome": "PPOutcome",
    "prep_agree_stepdown_issue_date": "StepDecisionDate",
    "prep_pre_pro_letter_date": "LBPSentDate",
    "prep_care_pro_letter_date": "LetterInitCPDate",
    "prep_pre_pro_meetings_num": "ReviewMeetingsCount",
}
# In the order in which they stand for a decision that has no date.
PRE_PROCEEDINGS_DATES = (
    "prep_pre_pro_decision_date",
    "prep_pre_pro_letter_date",
    "prep_initial_pre_pro_meeting_date",
    "prep_agree_stepdown_issue_date",
    "prep_care_pro_letter_date",
)

# Column to element, over all tables: a fault names the element, which is what its reader can look for.
ELEMENT_OF = {
    **PERSON,
    **CHARACTERISTICS,
    **REFERRAL,
    **ASSESSMENT,
    **ENQUIRY,
    **CONFERENCE_OF_ENQUIRY,
    **CIN_PLAN,
    **CP_PLAN,
    **REVIEW,
    **PRE_PROCEEDINGS,
    "pers_person_id": "LAchildID",
    "disa_table_id": "Disability",
    "disa_disability_code": "Disability",
    "cinf_assessment_factors_json": "AssessmentFactors",
}

# What a return can say of each table, parents first; the standard's other columns stay "not recorded".
COLUMNS: dict[str, tuple[str, ...]] = {
    "ssd_person": ("pers_person_id", *PERSON, *CHARACTERISTICS),
    "ssd_disability": ("disa_table_id", "disa_person_id", "disa_disability_code"),
    "ssd_cin_episodes": ("cine_referral_id", "cine_person_id", *REFERRAL),
    "ssd_cin_assessments": ("cina_assessment_id", "cina_person_id", "cina_referral_id", *ASSESSMENT),
    "ssd_assessment_factors": ("cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json"),
    "ssd_s47_enquiry": (
        "s47e_s47_enquiry_id",
        "s47e_referral_id",
        "s47e_person_id",
        *ENQUIRY,
        "s47e_s47_outcome_json",
    ),
    "ssd_initial_cp_conference": (
        "icpc_icpc_id",
        "icpc_s47_enquiry_id",
        "icpc_person_id",
        "icpc_cp_plan_id",
        "icpc_referral_id",
        *CONFERENCE_OF_ENQUIRY,
        "icpc_icpc_outcome_cp_flag",
    ),
    "ssd_cp_plans": ("cppl_cp_plan_id", "cppl_referral_id", "cppl_icpc_id", "cppl_person_id", *CP_PLAN),
    "ssd_cp_reviews": ("cppr_cp_review_id", "cppr_person_id", "cppr_cp_plan_id", *REVIEW),
    "ssd_cin_plans": ("cinp_cin_plan_id", "cinp_referral_id", "cinp_person_id", *CIN_PLAN),
    "ssd_pre_proceedings": ("prep_table_id", "prep_person_id", *PRE_PROCEEDINGS),
}

# The form a return's dates must have; XML allows a time zone after it.
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
_FIRST, _LAST = FIRST_DATE.to_pydatetime(), LAST_DATE.to_pydatetime()


@dataclass(slots=True)
class Row:
    """One row: its table, its child, the line its element starts on; each column's value as the file has it and the
    line that value stands on."""

    table: str
    child: str
    line: int | None
    values: dict[str, str | None]
    lines: dict[str, int | None] = field(default_factory=dict)

    def take(self, fields: Fields, columns: Mapping[str, str]) -> None:
        """Fill columns from the elements they are read from."""
        for column, element in columns.items():
            self.values[column] = fields.text(element)
            self.lines[column] = fields.line_of(element)


@lru_cache(maxsize=1 << 16)
def day_of(text: str | None) -> datetime | None:
    """A date as the records will hold it (the rules are those of `as_dates`, which reads a column at a time); None
    if it cannot be read or means "none"."""
    if text is None:
        return None
    standard = _ISO_DAY.fullmatch(text)
    if standard is None:
        day = as_dates(pd.Series([text])).days.iloc[0]
        return None if pd.isna(day) else day.to_pydatetime()
    try:
        day = datetime.fromisoformat(standard[1])
    except ValueError:
        return None
    return day if _FIRST <= day < _LAST else None


def row_id(child: str, letter: str, day: datetime) -> str:
    """The id of the child's row of that kind and day."""
    return f"{child}-{letter}{day:%Y%m%d}"
