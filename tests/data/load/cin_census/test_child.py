"""A child's elements become rows with ids made of the child and a date; what cannot be a row is told."""

import json
from pathlib import Path

import pytest

from data.load.cin_census.child import LONGEST_CHILD_ID, rows_of
from data.load.cin_census.faults import Report
from data.load.cin_census.reader import read_return
from data.load.cin_census.rows import PREVIOUS_PLANS, Row
from data.load.codes import codes_for
from data.load.faults import Faults
from tests.data.load.cin_census.returns import (
    a_return,
    assessment,
    child,
    cin_plan,
    cp_plan,
    enquiry,
    leaves,
    pre_proceedings,
    referral,
    save,
    tag,
)


class Read:
    """The rows and faults of the one child of a return."""

    def __init__(self, folder: Path, text: str) -> None:
        faults = Faults()
        self.report = Report(faults, "return.xml")
        (element,) = [e for e in read_return(save(folder, a_return(text))) if e.name == "Child"]
        self.rows = rows_of(element, self.report, codes_for().of("flag"))
        self.report.close()
        self.faults = faults.frame()

    def table(self, name: str) -> list[Row]:
        return [row for row in self.rows if row.table == name]

    def only(self, name: str) -> dict[str, str | None]:
        (row,) = self.table(name)
        return {column: value for column, value in row.values.items() if value is not None}

    def told(self, *columns: str) -> list[tuple[object, ...]]:
        return list(self.faults[list(columns)].itertuples(index=False, name=None))


def test_a_child(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        child(
            "C1",
            disabilities=["AUT", "ld"],
            UPN="A123456789012",
            PersonDeathDate="2024-01-01",
            UPNunknown="UN1",
            ExpectedPersonBirthDate="2024-05-05",
        ),
    )
    assert read.only("ssd_person") == {
        "pers_person_id": "C1",
        "pers_upn": "A123456789012",
        "pers_sex": "F",
        "pers_dob": "2015-02-03",
        "pers_upn_unknown": "UN1",
        "pers_expected_dob": "2024-05-05",
        "pers_death_date": "2024-01-01",
        "pers_ethnicity": "WBRI",
    }
    assert [list(row.values.values()) for row in read.table("ssd_disability")] == [
        ["C1-DAUT", "C1", "AUT"],
        ["C1-DLD", "C1", "ld"],
    ]
    assert read.faults.empty


def test_gender_of_the_returns_before_2024_stands_for_sex(tmp_path: Path) -> None:
    person = Read(tmp_path, child(Sex=None, GenderCurrent="2")).only("ssd_person")
    assert (person["pers_sex"], person["pers_gender"]) == ("2", "2")
    person = Read(tmp_path, child(Sex="M", GenderCurrent="2")).only("ssd_person")
    assert (person["pers_sex"], person["pers_gender"]) == ("M", "2")


def test_everything_under_a_referral_is_linked_to_it(tmp_path: Path) -> None:
    read = Read(
        tmp_path,
        child(
            "C1",
            referral(
                "2023-05-01",
                assessment("2023-05-02", "2023-06-01", ["16A", "2B"]),
                cin_plan("2023-06-02", "2023-07-01"),
                enquiry("2023-07-01", "2023-07-14", "2023-07-21"),
                cp_plan("2023-07-14", category="NEG", previous="1", reviews=["2023-10-01", "2024-03-01"]),
                CINclosureDate="2024-03-30",
                ReasonForClosure="RC7",
            ),
        ),
    )
    assert read.only("ssd_cin_episodes") == {
        "cine_referral_id": "C1-R20230501",
        "cine_person_id": "C1",
        "cine_referral_date": "2023-05-01",
        "cine_cin_primary_need_code": "N1",
        "cine_referral_source_code": "2A",
        "cine_referral_nfa": "false",
        "cine_close_reason": "RC7",
        "cine_close_date": "2024-03-30",
    }
    assert read.only("ssd_cin_assessments") == {
        "cina_assessment_id": "C1-A20230502",
        "cina_person_id": "C1",
        "cina_referral_id": "C1-R20230501",
        "cina_assessment_start_date": "2023-05-02",
        "cina_assessment_auth_date": "2023-06-01",
    }
    assert read.only("ssd_assessment_factors") == {
        "cinf_table_id": "C1-A20230502",
        "cinf_assessment_id": "C1-A20230502",
        "cinf_assessment_factors_json": '["16A", "2B"]',
    }
    assert read.only("ssd_cin_plans") == {
        "cinp_cin_plan_id": "C1-N20230602",
        "cinp_referral_id": "C1-R20230501",
        "cinp_person_id": "C1",
        "cinp_cin_plan_start_date": "2023-06-02",
        "cinp_cin_plan_end_date": "2023-07-01",
    }
    assert read.only("ssd_s47_enquiry") == {
        "s47e_s47_enquiry_id": "C1-S20230701",
        "s47e_referral_id": "C1-R20230501",
        "s47e_person_id": "C1",
        "s47e_s47_start_date": "2023-07-01",
        "s47e_s47_outcome_json": '{"CP_CONFERENCE_FLAG": "Y"}',
    }
    assert read.only("ssd_initial_cp_conference") == {
        "icpc_icpc_id": "C1-C20230714",
        "icpc_s47_enquiry_id": "C1-S20230701",
        "icpc_person_id": "C1",
        "icpc_cp_plan_id": "C1-P20230714",
        "icpc_referral_id": "C1-R20230501",
        "icpc_icpc_target_date": "2023-07-21",
        "icpc_icpc_date": "2023-07-14",
        "icpc_icpc_outcome_cp_flag": "Y",
    }
    assert read.only("ssd_cp_plans") == {
        "cppl_cp_plan_id": "C1-P20230714",
        "cppl_referral_id": "C1-R20230501",
        "cppl_icpc_id": "C1-C20230714",
        "cppl_person_id": "C1",
        "cppl_cp_plan_start_date": "2023-07-14",
        "cppl_cp_plan_initial_category": "NEG",
        "cppl_cp_plan_latest_category": "NEG",
    }
    assert [row.values for row in read.table("ssd_cp_reviews")] == [
        {
            "cppr_cp_review_id": f"C1-V{day.replace('-', '')}",
            "cppr_person_id": "C1",
            "cppr_cp_plan_id": "C1-P20230714",
            "cppr_cp_review_date": day,
        }
        for day in ("2023-10-01", "2024-03-01")
    ]
    assert read.only(PREVIOUS_PLANS) == {"person_id": "C1", "plan_start": "2023-07-14", "previous_plans": "1"}
    assert read.faults.empty


def test_the_pre_proceedings_of_2026_27(tmp_path: Path) -> None:
    record = pre_proceedings(
        PPStartDate="2026-09-09",
        LBPSentDate="2026-09-20",
        FGDMMeetingOffer="1",
        InitialPPMeetingDate="2026-09-28",
        ReviewMeetingsCount="3",
        StepDecisionDate="2026-12-01",
        PPOutcome="A",
        CourtAppDate="2026-12-18",
        LetterInitCPDate="2027-02-05",
    )
    read = Read(tmp_path, child("C1", referral("2026-05-01", record)))
    assert read.only("ssd_pre_proceedings") == {
        "prep_table_id": "C1-X20260909",
        "prep_person_id": "C1",
        "prep_pre_pro_decision_date": "2026-09-09",
        "prep_initial_pre_pro_meeting_date": "2026-09-28",
        "prep_pre_pro_outcome": "A",
        "prep_agree_stepdown_issue_date": "2026-12-01",
        "prep_pre_pro_letter_date": "2026-09-20",
        "prep_care_pro_letter_date": "2027-02-05",
        "prep_pre_pro_meetings_num": "3",
    }
    assert read.told("field", "treatment") == [("FGDMMeetingOffer", "queried"), ("CourtAppDate", "queried")]
    assert all("no column" in str(reason) for reason in read.faults["reason"])


def test_pre_proceedings_without_a_start_take_their_id_from_the_next_date_they_have(tmp_path: Path) -> None:
    read = Read(tmp_path, child("C1", referral("2026-05-01", pre_proceedings(StepDecisionDate="2026-12-01"))))
    assert read.only("ssd_pre_proceedings")["prep_table_id"] == "C1-X20261201"
    read = Read(tmp_path, child("C1", referral("2026-05-01", pre_proceedings(PPOutcome="A"))))
    assert read.told("entity", "field", "treatment") == [("ssd_pre_proceedings", "PPStartDate", "rejected")]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"ICPCnotRequired": "TRUE"}, "N"),
        ({"ICPCnotRequired": "1"}, "N"),
        # Required, and none held yet: no outcome. Held, whatever the flag says: yes.
        ({"ICPCnotRequired": "0"}, None),
        ({"ICPCnotRequired": None}, None),
        ({"DateOfInitialCPC": "2023-07-14", "ICPCnotRequired": "true"}, "Y"),
    ],
)
def test_what_came_of_an_enquiry(tmp_path: Path, given: dict[str, str | None], outcome: str | None) -> None:
    read = Read(tmp_path, child("C1", referral("2023-05-01", enquiry("2023-07-01", **given))))
    (row,) = read.table("ssd_s47_enquiry")
    told = row.values["s47e_s47_outcome_json"]
    assert (None if told is None else json.loads(told)["CP_CONFERENCE_FLAG"]) == outcome
    assert read.faults.empty


def test_an_answer_that_is_neither_true_nor_false_is_queried(tmp_path: Path) -> None:
    read = Read(tmp_path, child("C1", referral("2023-05-01", enquiry("2023-07-01", ICPCnotRequired="maybe"))))
    assert read.told("field", "value", "treatment") == [("ICPCnotRequired", "maybe", "queried")]


def test_a_conference_named_in_the_referral_and_in_its_enquiries_is_one_of_the_latest_enquiry(tmp_path: Path) -> None:
    details = referral(
        "2023-05-01",
        enquiry("2023-07-01", "2023-07-14", "2023-07-21"),
        enquiry("2023-07-05", "2023-07-14", "2023-07-26"),
        DateOfInitialCPC="2023-07-14",
    )
    conference = Read(tmp_path, child("C1", details)).only("ssd_initial_cp_conference")
    assert conference["icpc_s47_enquiry_id"] == "C1-S20230705"
    assert conference["icpc_icpc_target_date"] == "2023-07-26"


def test_a_conference_without_an_enquiry_and_a_target_without_a_conference(tmp_path: Path) -> None:
    details = referral("2023-05-01", enquiry("2023-07-01", None, "2023-07-21"), DateOfInitialCPC="2023-06-01")
    read = Read(tmp_path, child("C1", details))
    assert read.only("ssd_initial_cp_conference") == {
        "icpc_icpc_id": "C1-C20230601",
        "icpc_person_id": "C1",
        "icpc_referral_id": "C1-R20230501",
        "icpc_icpc_date": "2023-06-01",
    }
    assert read.told("field", "treatment") == [("InitialCPCtarget", "queried")]


@pytest.mark.parametrize(
    ("inside", "table", "field", "rule"),
    [
        (assessment(None, "2023-06-01"), "ssd_cin_assessments", "AssessmentActualStartDate", None),
        (cin_plan("soon"), "ssd_cin_plans", "CINPlanStartDate", "4010"),
        (enquiry("2023-02-30"), "ssd_s47_enquiry", "S47ActualStartDate", None),
        (cp_plan(None), "ssd_cp_plans", "CPPstartDate", "8720"),
        (cp_plan("1900-01-01"), "ssd_cp_plans", "CPPstartDate", "8720"),
        (tag("Section47", leaves({"S47ActualStartDate": ""})), "ssd_s47_enquiry", "S47ActualStartDate", None),
    ],
)
def test_a_record_without_its_date_is_rejected(
    tmp_path: Path, inside: str, table: str, field: str, rule: str | None
) -> None:
    read = Read(tmp_path, child("C1", referral("2023-05-01", inside)))
    assert read.table(table) == []
    assert read.told("entity", "field", "rule", "treatment", "key") == [(table, field, rule, "rejected", "C1")]
    assert read.report.turned_away == {table: 1}


def test_what_hangs_under_a_rejected_record_is_kept_without_the_link(tmp_path: Path) -> None:
    details = referral(None, assessment("2023-05-02", "2023-06-01", ["16A"]), cp_plan("never", reviews=["2023-10-01"]))
    read = Read(tmp_path, child("C1", details))
    assert read.only("ssd_cin_assessments")["cina_assessment_id"] == "C1-A20230502"
    assert "cina_referral_id" not in read.only("ssd_cin_assessments")
    assert "cppr_cp_plan_id" not in read.only("ssd_cp_reviews")
    assert [row[0] for row in read.told("entity")] == ["ssd_cin_episodes", "ssd_cp_plans"]


def test_factors_cannot_be_kept_without_their_assessment(tmp_path: Path) -> None:
    read = Read(tmp_path, child("C1", referral("2023-05-01", assessment(None, "2023-06-01", ["16A", "7A"]))))
    assert read.told("entity", "value", "treatment") == [
        ("ssd_cin_assessments", None, "rejected"),
        ("ssd_assessment_factors", "16A, 7A", "rejected"),
    ]


def test_a_review_without_a_date_is_rejected_by_rule_8842(tmp_path: Path) -> None:
    read = Read(tmp_path, child("C1", referral("2023-05-01", cp_plan("2023-05-02", reviews=["", "2023-10-01"]))))
    assert len(read.table("ssd_cp_reviews")) == 1
    assert read.told("entity", "rule", "treatment") == [("ssd_cp_reviews", "8842Q", "rejected")]


@pytest.mark.parametrize("child_id", [None, "", "0", "-1", "X" * (LONGEST_CHILD_ID + 1)])
def test_a_child_without_a_usable_id_is_rejected_with_every_row(tmp_path: Path, child_id: str | None) -> None:
    read = Read(tmp_path, child(child_id, referral("2023-05-01", cp_plan("2023-05-02"))))
    assert read.rows == []
    assert read.report.turned_away == {"ssd_person": 1, "ssd_cin_episodes": 1, "ssd_cp_plans": 1}
    assert set(read.faults["treatment"]) == {"rejected"}


@pytest.mark.parametrize(
    ("child_id", "rules"),
    [("A" * 20, []), ("A" * 21, ["1570"]), ("A_1", ["1580"]), ("child_with_a_long_identifier", ["1580", "1570"])],
)
def test_an_id_of_another_form_is_kept_and_queried(tmp_path: Path, child_id: str, rules: list[str]) -> None:
    read = Read(tmp_path, child(child_id))
    assert read.only("ssd_person")["pers_person_id"] == child_id
    assert list(read.faults["rule"]) == rules


def test_ids_leave_room_for_another_authoritys_prefix(tmp_path: Path) -> None:
    longest = "A" * LONGEST_CHILD_ID
    read = Read(tmp_path, child(longest, referral("2023-05-01", cp_plan("2023-05-02")), disabilities=["A" * 99]))
    ids = [next(iter(row.values.values())) or "" for row in read.rows if row.table != PREVIOUS_PLANS]
    assert max(len(one) for one in ids) + len("931:") == 48


def test_a_value_that_stands_twice_is_read_once_and_the_other_is_told(tmp_path: Path) -> None:
    text = child("C1").replace("<Sex>F</Sex>", "<Sex>F</Sex><sex>M</sex><Sex/><Sex>F</Sex>")
    read = Read(tmp_path, text)
    assert read.only("ssd_person")["pers_sex"] == "F"
    assert read.told("field", "value", "treatment") == [("Sex", "M", "queried")]


def test_a_value_read_for_two_purposes_is_told_once(tmp_path: Path) -> None:
    twice = enquiry("2023-07-01", "2023-07-14").replace(
        "</Section47>", "<DateOfInitialCPC>2023-07-15</DateOfInitialCPC></Section47>"
    )
    read = Read(tmp_path, child("C1", referral("2023-05-01", twice)))
    assert read.told("field", "value") == [("DateOfInitialCPC", "2023-07-15")]


def test_what_the_census_has_no_place_for_is_told_once_with_how_often(tmp_path: Path) -> None:
    text = child("C1", referral("2023-05-01", "<Mood>low</Mood>"), referral("2023-06-01", "<Mood>high</Mood>"))
    text = text.replace("<Sex>F</Sex>", "<Sex>F<Mood/></Sex>stray")
    read = Read(tmp_path, text)
    told = [str(reason) for reason in read.faults["reason"]]
    assert any(reason.startswith("There is text between the elements of <ChildIdentifiers>") for reason in told)
    assert "The census has no Mood inside <Sex>, so it was passed over. Met once." in told
    assert "The census has no Mood inside <CINdetails>, so it was passed over. Met 2 times." in told
    assert set(read.faults["treatment"]) == {"queried"}


def test_elements_in_another_order_give_the_same_rows(tmp_path: Path) -> None:
    usual = referral("2023-05-01", assessment("2023-05-02"), cp_plan("2023-06-02", reviews=["2023-09-01"]))
    turned = tag(
        "CINdetails",
        cp_plan("2023-06-02", reviews=["2023-09-01"]),
        tag("ReferralNFA", "false"),
        assessment("2023-05-02"),
        leaves({"PrimaryNeedCode": "N1", "ReferralSource": "2A", "CINreferralDate": "2023-05-01"}),
    )

    def rows(details: str) -> set[str]:
        read = Read(tmp_path, child("C1", details))
        return {json.dumps([row.table, row.values], sort_keys=True) for row in read.rows}

    assert rows(usual) == rows(turned)


def test_each_value_knows_its_line(tmp_path: Path) -> None:
    (row,) = Read(tmp_path, child("C1", "\n\n" + referral("2023-05-01"))).table("ssd_cin_episodes")
    assert row.line is not None
    date_line, closed_line = row.lines["cine_referral_date"], row.lines["cine_close_date"]
    assert date_line is not None and date_line == row.line
    # There is no closing date: the line is the record's.
    assert closed_line == row.line
