"""One child of a return as rows, each with its id; what cannot have one is rejected here, with the reason."""

import json
from collections.abc import Mapping, Sequence

from data.load.cin_census.faults import Report
from data.load.cin_census.fields import Fields
from data.load.cin_census.reader import Element
from data.load.cin_census.rows import (
    ASSESSMENT,
    CHARACTERISTICS,
    CIN_PLAN,
    CONFERENCE,
    CONFERENCE_OF_ENQUIRY,
    CP_PLAN,
    ENQUIRY,
    PERSON,
    PRE_PROCEEDINGS,
    PRE_PROCEEDINGS_DATES,
    PREVIOUS_PLANS,
    REFERRAL,
    Row,
    day_of,
    row_id,
)
from data.load.codes import fold
from data.load.table_form import primary_key
from data.load.values import NO_ID
from data.records import PERSON_COLUMN

# Ids have 48 characters in the standard: this leaves room for an authority's prefix (931:) and for a date.
LONGEST_CHILD_ID = 34
STANDARD_CHILD_ID = 20


def rows_of(child: Element, report: Report, flags: Mapping[str, str]) -> list[Row]:
    """The rows of one child, parents before what hangs under them.

    flags   how true and false may be written, folded (the list `flag` of `Codes`)
    A record without the date its id is made from is rejected; what is inside it is kept, without the link. Every
    row of a child without a usable id is rejected.
    """
    child_id = _child_id(child)
    reading = _Reading(child_id or "", report, flags)
    reading.read(child)
    if child_id is not None and _id_fits(child_id, child.line, report):
        return reading.rows
    for row in reading.rows:
        report.turn_away(
            row.table,
            "The child this belongs to has no LAchildID, or one too long to keep. Give the child an LAchildID of at "
            f"most {STANDARD_CHILD_ID} letters and figures at source.",
            child=child_id,
            line=row.line,
            field="LAchildID",
            value=child_id,
            rule=None if child_id is None else "1570",
        )
    return []


def _child_id(child: Element) -> str | None:
    for identifiers in child.named("ChildIdentifiers"):
        for element in identifiers.named("LAchildID"):
            if (value := element.text.strip()) not in NO_ID:
                return value
    return None


def _id_fits(child_id: str, line: int, report: Report) -> bool:
    if not child_id.isalnum():
        report.query(
            "ssd_person",
            "An LAchildID has letters and figures only. Kept as written.",
            child=child_id,
            line=line,
            field="LAchildID",
            value=child_id,
            rule="1580",
        )
    if STANDARD_CHILD_ID < len(child_id) <= LONGEST_CHILD_ID:
        report.query(
            "ssd_person",
            f"An LAchildID has at most {STANDARD_CHILD_ID} characters. Kept as written.",
            child=child_id,
            line=line,
            field="LAchildID",
            value=child_id,
            rule="1570",
        )
    return len(child_id) <= LONGEST_CHILD_ID


class _Reading:
    """One child being read: the rows met so far, and its conferences by id."""

    def __init__(self, child: str, report: Report, flags: Mapping[str, str]) -> None:
        self.child = child
        self.report = report
        self.flags = flags
        self.rows: list[Row] = []
        self.conferences: dict[str, Row] = {}

    def read(self, child: Element) -> None:
        inside = self._fields("ssd_person", child)
        self._person(child, inside)
        for details in inside.within("CINdetails"):
            self._referral(details)
        for row in self.rows:
            if row.table == "ssd_cp_plans":
                self._link_to_conference(row)
        self.rows.extend(self.conferences.values())

    def _fields(self, table: str, *elements: Element) -> Fields:
        return Fields(self.report, table, self.child or None, *elements)

    def _person(self, child: Element, inside: Fields) -> None:
        who = self._fields("ssd_person", *inside.within("ChildIdentifiers"))
        what = self._fields("ssd_person", *inside.within("ChildCharacteristics"))
        who.text("LAchildID")
        row = Row("ssd_person", self.child, child.line, {"pers_person_id": self.child})
        row.take(who, PERSON)
        row.take(what, CHARACTERISTICS)
        if row.values["pers_sex"] is None:
            row.values["pers_sex"] = row.values["pers_gender"]
            row.lines["pers_sex"] = row.lines["pers_gender"]
        self.rows.append(row)
        for element in self._fields("ssd_disability", *what.within("Disabilities")).within("Disability"):
            if code := element.text.strip():
                values: dict[str, str | None] = {
                    "disa_table_id": f"{self.child}-D{code.upper()[:8]}",
                    "disa_person_id": self.child,
                    "disa_disability_code": code,
                }
                self.rows.append(Row("ssd_disability", self.child, element.line, values))

    def _referral(self, element: Element) -> None:
        fields = self._fields("ssd_cin_episodes", element)
        referral = self._dated(fields, "R", REFERRAL)
        for assessment in fields.within("Assessments"):
            self._assessment(assessment, referral)
        for plan in fields.within("CINPlanDates"):
            plan_fields = self._fields("ssd_cin_plans", plan)
            self._dated(plan_fields, "N", CIN_PLAN, rule="4010", cinp_referral_id=referral)
        for enquiry in fields.within("Section47"):
            self._enquiry(enquiry, referral)
        self._conference(fields, CONFERENCE, referral, None)
        for plan in fields.within("ChildProtectionPlans"):
            self._cp_plan(plan, referral)
        for record in fields.within("PreProceedingsandFGDM"):
            self._dated(self._fields("ssd_pre_proceedings", record), "X", PRE_PROCEEDINGS, by=PRE_PROCEEDINGS_DATES)

    def _assessment(self, element: Element, referral: str | None) -> None:
        fields = self._fields("ssd_cin_assessments", element)
        found = self._fields("ssd_assessment_factors", *fields.within("FactorsIdentifiedAtAssessment"))
        factors = [code for factor in found.within("AssessmentFactors") if (code := factor.text.strip())]
        assessment = self._dated(fields, "A", ASSESSMENT, cina_referral_id=referral)
        if not factors:
            return
        row = Row("ssd_assessment_factors", self.child, found.line, {})
        row.values["cinf_assessment_factors_json"] = json.dumps(factors)
        if assessment is None:
            reason = "The assessment these factors belong to could not be kept; see what is wrong with it."
            self._reject(row, reason, "AssessmentFactors", ", ".join(factors))
            return
        row.values |= {"cinf_table_id": assessment, "cinf_assessment_id": assessment}
        self.rows.append(row)

    def _enquiry(self, element: Element, referral: str | None) -> None:
        fields = self._fields("ssd_s47_enquiry", element)
        outcome = self._outcome(fields)
        enquiry = self._dated(fields, "S", ENQUIRY, s47e_referral_id=referral, s47e_s47_outcome_json=outcome)
        self._conference(fields, CONFERENCE_OF_ENQUIRY, referral, enquiry)

    def _outcome(self, fields: Fields) -> str | None:
        """Whether an enquiry led to a conference, in the standard's form. "Required", and none held yet, is not an
        outcome."""
        if fields.text("DateOfInitialCPC"):
            return json.dumps({"CP_CONFERENCE_FLAG": "Y"})
        written = fields.text("ICPCnotRequired")
        answer = None if written is None else self.flags.get(fold(written))
        if written is not None and answer is None:
            fields.query("ICPCnotRequired", written, "This is not true or false; left as not recorded.")
        return json.dumps({"CP_CONFERENCE_FLAG": "N"}) if answer == "Y" else None

    def _conference(
        self, fields: Fields, columns: Mapping[str, str], referral: str | None, enquiry: str | None
    ) -> None:
        """One row for each child and day: a conference named in a referral and in an enquiry, or in two enquiries,
        is one, of the enquiry that began last."""
        if fields.text("DateOfInitialCPC") is None:
            if "icpc_icpc_target_date" in columns and fields.text("InitialCPCtarget"):
                self.report.not_kept(fields.table, "InitialCPCtarget", fields.line)
            return
        row = Row("ssd_initial_cp_conference", self.child, fields.line, {"icpc_person_id": self.child})
        row.take(fields, columns)
        row.values |= {"icpc_referral_id": referral, "icpc_s47_enquiry_id": enquiry}
        day = day_of(row.values["icpc_icpc_date"])
        if day is None:
            self._reject(row, _no_day("DateOfInitialCPC"), "DateOfInitialCPC", row.values["icpc_icpc_date"])
            return
        key = row.values["icpc_icpc_id"] = row_id(self.child, "C", day)
        known = self.conferences.get(key)
        if known is None or (known.values["icpc_s47_enquiry_id"] or "") < (enquiry or ""):
            self.conferences[key] = row

    def _cp_plan(self, element: Element, referral: str | None) -> None:
        fields = self._fields("ssd_cp_plans", element)
        plan = self._dated(fields, "P", CP_PLAN, rule="8720", cppl_referral_id=referral)
        previous = fields.text("NumberOfPreviousCPP")
        if plan is not None and previous is not None:
            values: dict[str, str | None] = {
                "person_id": self.child,
                "plan_start": fields.text("CPPstartDate"),
                "previous_plans": previous,
            }
            self.rows.append(Row(PREVIOUS_PLANS, self.child, fields.line_of("NumberOfPreviousCPP"), values))
        reviews = self._fields("ssd_cp_reviews", *fields.within("Reviews"))
        for review in reviews.within("CPPreviewDate"):
            self._review(review, plan)

    def _review(self, element: Element, plan: str | None) -> None:
        written = element.text.strip() or None
        row = Row("ssd_cp_reviews", self.child, element.line, {"cppr_person_id": self.child})
        row.values |= {"cppr_cp_plan_id": plan, "cppr_cp_review_date": written}
        day = day_of(written)
        if day is None:
            self._reject(row, _no_day("CPPreviewDate"), "CPPreviewDate", written, rule="8842Q")
            return
        row.values["cppr_cp_review_id"] = row_id(self.child, "V", day)
        self.rows.append(row)

    def _link_to_conference(self, plan: Row) -> None:
        """A plan and a conference of one day belong together."""
        day = day_of(plan.values["cppl_cp_plan_start_date"])
        conference = self.conferences.get(row_id(self.child, "C", day)) if day else None
        if conference:
            plan.values["cppl_icpc_id"] = conference.values["icpc_icpc_id"]
            conference.values["icpc_cp_plan_id"] = plan.values["cppl_cp_plan_id"]
            conference.values["icpc_icpc_outcome_cp_flag"] = "Y"

    def _dated(
        self,
        fields: Fields,
        letter: str,
        columns: Mapping[str, str],
        *,
        by: Sequence[str] = (),
        rule: str | None = None,
        **links: str | None,
    ) -> str | None:
        """Add the row of a record; its id, or None if it could not have one and was rejected.

        The id is made from the date in the first of `columns`, or in the first column of `by` that has one.
        """
        row = Row(fields.table, self.child, fields.line, {PERSON_COLUMN[fields.table]: self.child, **links})
        row.take(fields, columns)
        first = next(iter(columns))
        day = next((day for column in by or (first,) if (day := day_of(row.values[column]))), None)
        if day is None:
            self._reject(row, _no_day(columns[first]), columns[first], row.values[first], rule=rule)
            return None
        key = row.values[primary_key(fields.table)[0]] = row_id(self.child, letter, day)
        self.rows.append(row)
        return key

    def _reject(self, row: Row, reason: str, element: str, value: str | None, *, rule: str | None = None) -> None:
        self.report.turn_away(
            row.table,
            reason,
            child=self.child or None,
            line=row.line,
            field=element,
            value=value,
            rule=rule,
        )


def _no_day(element: str) -> str:
    return f"There is no {element}, or none that can be read, so this cannot be kept. Enter it as YYYY-MM-DD."
