"""The work on a planted family's plan: visits, meetings, tools, actions, school and health, row by row."""

from collections.abc import Iterable, Sequence
from datetime import date

from data.demo.casebook import CaseFamily, working, working_days_after
from data.demo.dates import day, working_days_in
from data.demo.health_school import HALF_TERMS


def visited(
    family: CaseFamily,
    children: Iterable[str],
    start: int,
    every: int = 14,
    *,
    alone: bool = True,
    plans: dict[str, str] | None = None,
    unseen_since: int | None = None,
) -> None:
    """Visits from `start` to as-at: to a CP plan if `plans` are given, else as a child in need."""
    for on in range(start, family.book.as_at, every):
        held = working(on)
        if held > family.book.as_at:
            break
        for person in children:
            seen = unseen_since is None or held < unseen_since
            prefix = "cinv_cin" if plans is None else "cppv_cp"
            values: dict[str, object] = {
                f"{prefix}_visit_id": family.next_id("X" if plans is None else "W"),
                f"{prefix[:4]}_person_id": person,
                f"{prefix}_visit_date": held,
                f"{prefix}_visit_seen": "Y" if seen else "N",
                f"{prefix}_visit_seen_alone": "Y" if seen and alone else "N",
                f"{prefix}_visit_bedroom": "Y" if seen else "N",
            }
            if plans is not None:
                values["cppv_cp_plan_id"] = plans[person]
            family.book.write("ssd_cin_visits" if plans is None else "ssd_cp_visits", **values)


def met(
    family: CaseFamily,
    plans: dict[str, str],
    kind: str,
    start: int,
    *,
    held_until: int | None = None,
    parents_until: int | None = None,
) -> None:
    """Core groups (kind CP) or reviews (CIN) due ten working days after the start and every six weeks since."""
    due = working_days_after(start, 10)
    while due <= family.book.as_at:
        held = held_until is None or due <= held_until
        for person, plan in plans.items():
            family.book.write(
                "ssd_x_core_group_meetings",
                corg_meeting_id=family.next_id("G"),
                corg_person_id=person,
                corg_plan_type=kind,
                corg_plan_id=plan,
                corg_due_date=due,
                corg_held_date=due if held else None,
                corg_meeting_type="core group" if kind == "CP" else "CIN review",
                corg_agencies_invited=5,
                corg_agencies_present=4 if held else None,
                corg_health_present="Y" if held else None,
                corg_education_present="Y" if held else None,
                corg_parents_attended=("Y" if parents_until is None or due < parents_until else "N") if held else None,
                corg_contingency_restated="Y" if held else None,
                corg_source_agency="Local authority",
                corg_recorded_date=due if held else None,
            )
        due = working(due + 42)


def scored(family: CaseFamily, on: int, grades: dict[str, dict[str, int]], purpose: str = "baseline") -> None:
    """The graded tool, one for each child: grades 1 best to 5 worst by domain."""
    for person, domains in grades.items():
        tool = family.next_id("NT")
        family.book.write(
            "ssd_x_neglect_tools",
            negt_tool_id=tool,
            negt_person_id=person,
            negt_family_group_id=family.family_id,
            negt_tool_name="Graded Care Profile 2",
            negt_tool_version="2",
            negt_completed_date=on,
            negt_completed_by_role="Social worker",
            negt_agency="Local authority",
            negt_purpose=purpose,
            negt_overall_score=max(domains.values()),
            negt_scale_min=1,
            negt_scale_max=5,
            negt_higher_is_worse="Y",
            negt_overall_band=f"Grade {max(domains.values())}",
            negt_source_agency="Local authority",
            negt_recorded_date=on,
        )
        for domain, grade in domains.items():
            family.book.write(
                "ssd_x_neglect_tool_items",
                neti_item_id=family.next_id("NI"),
                neti_tool_id=tool,
                neti_domain=domain,
                neti_score=grade,
                neti_child_id=person,
                neti_source_agency="Local authority",
                neti_recorded_date=on,
            )


def agreed(
    family: CaseFamily,
    plans: dict[str, str],
    kind: str,
    start: int,
    themes: Sequence[str],
    first_due: int,
    *,
    extended: int = 0,
    closed: int | None = None,
) -> None:
    """An action on each theme for each child, first due on a day, put off by a month so many times."""
    for person, plan in plans.items():
        for theme in themes:
            family.book.write(
                "ssd_x_plan_actions",
                pact_action_id=family.next_id("PA"),
                pact_person_id=person,
                pact_plan_type=kind,
                pact_plan_id=plan,
                pact_plan_start_date=start,
                pact_action_text=f"Agreed work on {theme}",
                pact_neglect_theme=theme,
                pact_lead_agency="Local authority",
                pact_lead_role="Named practitioner",
                pact_due_date=working(first_due + 30 * extended),
                pact_original_due_date=first_due,
                pact_times_extended=extended,
                pact_completed_date=closed,
                pact_status="complete" if closed else "open",
                pact_outcome="improved" if closed else None,
                pact_last_reviewed_date=family.book.ago(30),
                pact_source_agency="Local authority",
                pact_recorded_date=start,
            )


def attended(family: CaseFamily, person: str, share: float, since: int) -> None:
    """School attendance of a share of sessions in every half-term ended between `since` and as-at."""
    first_year = date.fromordinal(since + 719_163).year - 1
    for year in range(first_year, first_year + 4):
        for term_start, term_end in HALF_TERMS:
            begins, ends = (day(date(year + (month < 9), month, of)) for month, of in (term_start, term_end))
            if not since <= ends <= family.book.as_at:
                continue
            possible = 2 * working_days_in(begins, ends)
            missed = round(possible * (1 - share))
            family.book.write(
                "ssd_x_school_attendance",
                satt_table_id=family.next_id("SA"),
                satt_person_id=person,
                satt_upn=None,
                satt_period_start=begins,
                satt_period_end=ends,
                satt_school_urn="999001",
                satt_sessions_possible=possible,
                satt_sessions_authorised_absent=missed // 2,
                satt_sessions_unauthorised_absent=missed - missed // 2,
                satt_sessions_late_after_close=0,
                satt_sessions_part_time=0,
                satt_suspended_sessions=0,
                satt_on_roll_flag="Y",
                satt_elective_home_education_flag="N",
                satt_source_agency="Education",
                satt_recorded_date=ends,
            )


def appointment(family: CaseFamily, person: str, on: int, service: str, code: str) -> None:
    """A health appointment: code 5 seen, 3 not brought. Nothing followed from it."""
    family.book.write(
        "ssd_x_health_appointments",
        hapt_appointment_id=family.next_id("H"),
        hapt_person_id=person,
        hapt_appointment_date=on,
        hapt_service=service,
        hapt_attendance_code=code,
        hapt_was_not_brought="Y" if code == "3" else "N",
        hapt_source_agency="Health",
        hapt_recorded_date=on,
    )
