"""A child's health and school on one day, and appointments one by one, from their sentences. For the oracle only."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.data.facts.oracle_days import elapsed_working_days, in_months, whole_months
from tests.data.facts.oracle_flags import (
    actions_of_open_plans,
    first_date,
    is_closed,
    not_brought,
    not_met_with,
    poor_attendance,
    tools_by,
    within,
)
from tests.data.facts.oracle_plans import (
    Child,
    Plan,
    Row,
    birth,
    cin_plans,
    is_neglect,
    may_be_counted,
    neglect_found,
    own_plans,
)

WORDS = {
    "medical": ("health", "dental"),
    "educational": ("education",),
    "physical": (),
}
RESPONSE_DAYS, SIGNAL_DAYS, WNB_DAYS = 10, 60, 5


def was_missed(row: Row) -> bool:
    code = row["hapt_attendance_code"]
    return code in ("3", "7") or (code in ("2", None) and row["hapt_was_not_brought"] == "Y")


def fell_due(row: Row) -> bool:
    code = row["hapt_attendance_code"]
    return code in ("2", "3", "5", "6", "7") or (code is None and row["hapt_was_not_brought"] is not None)


def health_and_school(child: Child, day: date) -> dict[str, Any]:
    """The columns of plan_month on health and school."""
    due = [row for row in child["ssd_x_health_appointments"] if fell_due(row)]
    known = any(in_months(day, -12) <= row["hapt_appointment_date"] <= day for row in due)
    missed = sum(was_missed(row) and in_months(day, -6) <= row["hapt_appointment_date"] <= day for row in due)
    found: dict[str, Any] = {
        "health_known": int(known),
        "missed_any_6m": int(missed >= 1) if known else None,
        "missed_2plus_6m": int(missed >= 2) if known else None,
        **school(child, day),
        **{f"{name}_action": acts_on(child, words, day) for name, words in WORDS.items()},
        "physical_signal": poor_physical_care(child, day),
    }
    shown = []
    if found["missed_any_6m"] == 1:
        shown.append(found["medical_action"])
    if found["persistent_absence"] == 1:
        shown.append(found["educational_action"])
    found["signals_acted_on"] = int(all(shown)) if shown else None
    return found | signals(child, day, known=known)


# --- School ---


def taught_at_school(row: Row) -> bool:
    return row["satt_on_roll_flag"] != "N" and row["satt_elective_home_education_flag"] != "Y"


def begun(day: date) -> date:
    """The first of September on or before the day."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def school(child: Child, day: date) -> dict[str, Any]:
    born = birth(child)
    empty = dict.fromkeys(
        ("attendance_known", "persistent_absence", "severe_absence", "sessions_possible", "sessions_unauthorised")
    )
    if born is None:
        return {"school_age": None, "schooling": None, **empty}
    last_august = begun(day) - timedelta(1)
    if born > last_august or not 5 <= whole_months(born, last_august) // 12 <= 15:
        return {"school_age": 0, "schooling": "Not of school age", **empty}
    rows = [row for row in child["ssd_x_school_attendance"] if begun(day) <= row["satt_period_end"] <= day]
    at_school = [row for row in rows if taught_at_school(row) and row["satt_sessions_possible"] > 0]
    possible = sum(row["satt_sessions_possible"] for row in at_school)
    without = [row for row in at_school if row["satt_sessions_unauthorised_absent"] is not None]
    absent = sum(row["satt_sessions_authorised_absent"] for row in at_school)
    absent += sum(row["satt_sessions_unauthorised_absent"] for row in without)
    told = sum(row["satt_sessions_possible"] for row in without)
    return {
        "school_age": 1,
        "schooling": taught(rows),
        "attendance_known": int(possible > 0),
        "persistent_absence": int(10 * absent >= possible) if possible else None,
        "severe_absence": int(2 * absent >= possible) if possible else None,
        "sessions_possible": told or None,
        "sessions_unauthorised": sum(row["satt_sessions_unauthorised_absent"] for row in without) if told else None,
    }


def taught(rows: list[Row]) -> str:
    """By the newest rows; on a roll if any of them says so."""
    newest = [row for row in rows if row["satt_period_end"] == max(one["satt_period_end"] for one in rows)]
    if not newest:
        return "No school record"
    if any(taught_at_school(row) for row in newest):
        return "On a school roll"
    off_roll = any(row["satt_elective_home_education_flag"] != "Y" for row in newest)
    return "Taught at home" if not off_roll else "On no school roll"


# --- What the plan does ---


def acts_on(child: Child, themes: tuple[str, ...], day: date) -> int:
    """A live action of a plan the child is on, on one of the themes, with a date and an owner."""
    for action in actions_of_open_plans(child, day):
        agreed = action["pact_recorded_date"]
        owned = action["pact_lead_agency"] is not None or action["pact_lead_role"] is not None
        live = (agreed is None or agreed <= day) and not is_closed(action, day)
        if live and owned and first_date(action) is not None and action["pact_neglect_theme"] in themes:
            return 1
    return 0


def poor_physical_care(child: Child, day: date) -> int | None:
    """Grade 4 or 5 on the latest tool, in a year, that scores physical care."""
    person = child["ssd_person"][0]["pers_person_id"]
    for tool in reversed(tools_by(child, day)):
        grades = []
        for item in child["ssd_x_neglect_tool_items"]:
            about = item["neti_child_id"] or tool["negt_person_id"]
            ours = item["neti_tool_id"] == tool["negt_tool_id"] and about == person
            if ours and item["neti_domain"] == "physical" and item["neti_score"] is not None:
                worse = tool["negt_higher_is_worse"] != "N"
                grades.append(item["neti_score"] if worse else 6 - item["neti_score"])
        if grades:
            same_day = tool["negt_completed_date"]
            return int(max(grades) >= 4) if in_months(same_day, 12) >= day else None
    return None


# --- Signals ---


def signals(child: Child, day: date, *, known: bool) -> dict[str, Any]:
    there = {
        "not_brought": bool(not_brought(child, day)),
        "low_attendance": bool(poor_attendance(child, day)),
        "not_seen": bool(not_met_with(child, day)),
    }
    recorded = {"not_brought": known, "low_attendance": bool(half_terms(child, day)), "not_seen": True}
    two = sum(there.values()) >= 2
    since = sorted(first_day(child, day))[1] if two else None
    return {
        **{f"signal_{name}": int(there[name]) if recorded[name] or there[name] else None for name in there},
        "two_signals": int(two) if two or sum(recorded.values()) >= 2 else None,
        "two_signals_since": since,
        "signals_unanswered": None if since is None else unanswered(child, since, day),
    }


def half_terms(child: Child, day: date) -> list[tuple[date, int, int]]:
    """(its last day, sessions possible, sessions missed) of each half-term up to the day, if the last is fresh."""
    ended: dict[date, list[int]] = {}
    for row in child["ssd_x_school_attendance"]:
        if taught_at_school(row) and row["satt_sessions_possible"] > 0 and row["satt_period_end"] <= day:
            counts = ended.setdefault(row["satt_period_end"], [0, 0])
            counts[0] += row["satt_sessions_possible"]
            counts[1] += row["satt_sessions_authorised_absent"] + (row["satt_sessions_unauthorised_absent"] or 0)
    found = [(when, possible, missed) for when, (possible, missed) in sorted(ended.items())]
    return found if found and (day - found[-1][0]).days <= 100 else []


def first_day(child: Child, day: date) -> list[date]:
    """The first day in the window of each signal that is there."""
    found = []
    misses = [row["hapt_appointment_date"] for row in child["ssd_x_health_appointments"] if was_missed(row)]
    unseen = [row["cppv_cp_visit_date"] for row in child["ssd_cp_visits"] if row["cppv_cp_visit_seen"] == "N"]
    unseen += [row["cinv_cin_visit_date"] for row in child["ssd_cin_visits"] if row["cinv_cin_visit_seen"] == "N"]
    for row in child["ssd_x_core_group_meetings"]:
        if row["corg_parents_attended"] == "N" and row["corg_meeting_type"] == "core group":
            unseen.append(row["corg_held_date"])
    for days in (misses, unseen):
        inside = [when for when in days if within(day, when)]
        found += [min(inside)] if inside else []
    if poor_attendance(child, day):
        terms = half_terms(child, day)
        since = terms[-1][0]
        for (earlier, possible, missed), (later, *_) in reversed(list(pairwise(terms))):
            if 10 * missed <= possible or (later - earlier).days > 100:
                break
            since = earlier
        found.append(max(since, day - timedelta(SIGNAL_DAYS)))
    return found


def responses(child: Child, since: date) -> list[date]:
    """Days on or after which something was agreed, raised or begun about the child."""
    days = [row["escl_raised_date"] for row in child["ssd_x_escalations"]]
    days += [row["s47e_s47_start_date"] for row in child["ssd_s47_enquiry"]]
    days += [row["pact_recorded_date"] for row in child["ssd_x_plan_actions"] if of_a_plan(child, row)]
    return sorted(when for when in days if when is not None and when >= since)


def of_a_plan(child: Child, action: Row) -> bool:
    """Not withdrawn, and agreed in a plan the child has, or had, here."""
    return action["pact_status"] != "withdrawn"


def unanswered(child: Child, since: date, day: date) -> int | None:
    """Nothing in ten working days; None while they are not over."""
    days = responses(child, since)
    days += [row["hapt_followed_up_date"] for row in child["ssd_x_health_appointments"] if fell_due(row)]
    for when in days:
        if when is not None and since <= when <= day and elapsed_working_days(since, when) <= RESPONSE_DAYS:
            return 0
    return 1 if elapsed_working_days(since, day) > RESPONSE_DAYS else None


# --- Appointments ---


def appointments(child: Child, as_at: date) -> list[dict[str, Any]]:
    """Those that fell due while the child was on a plan, for neglect if in need."""
    found = []
    for row in child["ssd_x_health_appointments"]:
        day = row["hapt_appointment_date"]
        if not fell_due(row) or day > as_at or not may_be_counted(child, day):
            continue
        plan = plan_on(child, day)
        if plan is not None:
            found.append({"kind": "appointment", "event_date": day, **plan, **outcome(child, row, as_at)})
    return found


def plan_on(child: Child, day: date) -> dict[str, Any] | None:
    open_plans: list[Plan] = [plan for plan in own_plans(child, day) if plan.end is None]
    if open_plans:
        plan = open_plans[-1]
        neglect = {"neglect_initial": is_neglect(plan.initial), "neglect_latest": is_neglect(plan.latest)}
        return {"plan_type": "CP", **neglect, "neglect_cin": 0}
    if any(end is None for _, end in cin_plans(child, day)) and neglect_found(child, day):
        return {"plan_type": "CIN", "neglect_initial": 0, "neglect_latest": 0, "neglect_cin": 1}
    return None


def outcome(child: Child, row: Row, as_at: date) -> dict[str, Any]:
    day = row["hapt_appointment_date"]
    service = row["hapt_service"]
    told = {
        "service": "Not recorded" if service is None else service.casefold(),
        "missed": int(was_missed(row)),
        "cancelled": int(row["hapt_attendance_code"] == "2" and not was_missed(row)),
    }
    if not was_missed(row):
        return {**told, "done_date": None, "in_time": None}
    own = row["hapt_followed_up_date"]
    days = responses(child, day) + ([own] if own is not None and own >= day else [])
    done = min((when for when in days if when <= as_at), default=None)
    if done is not None:
        return {**told, "done_date": done, "in_time": int(elapsed_working_days(day, done) <= WNB_DAYS)}
    return {**told, "done_date": None, "in_time": 0 if elapsed_working_days(day, as_at) > WNB_DAYS else None}
