"""A slow, plain second reading of the rules about brothers and sisters: one home, one day, loops and comparisons.

A home is the children who live in it on the day, by id, each a dict of rows as in oracle_plans. Shares nothing with the
product. `County` is what one child's rows cannot say: when anybody's half-term ended.
"""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

from tests.data.facts.oracle_days import elapsed_working_days, in_months, nth_working_day, whole_months
from tests.data.facts.oracle_health import fell_due, taught_at_school, was_missed
from tests.data.facts.oracle_plans import Child, birth, cin_plans, cin_spells, is_unborn, own_plans, spells

Home = dict[str, Child]
KINDS = ("has_seen", "has_seen_alone", "has_tool", "has_assessment", "has_plan", "has_health", "has_school")
HOME_RECORDS = "Framework for Recording the Condition of a Home"
# Half-terms as (first day of the month, last) of the three terms, by month.
TERM_OF = {9: 3, 10: 3, 11: 3, 12: 3, 1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2, 7: 2, 8: 2}


def child(rows: Child, day: date, half_terms: list[date]) -> dict[str, Any]:
    """One child's columns. `half_terms`: the last days of everybody's half-terms."""
    unborn, born = is_unborn(rows, day), birth(rows)
    visits = visits_of(rows)
    seen = [v for v in visits if v[1] == "Y" and v[0] <= day and (born is None or v[0] >= born)]
    recent = [v for v in seen if (day - v[0]).days <= 60]
    newborn = born is not None and (day - born).days < 60
    found: dict[str, Any] = {"last_seen": max((v[0] for v in seen), default=None)}
    found["has_seen"] = None if unborn or (newborn and not recent) else int(bool(recent))
    answers = [v[2] for v in recent]
    old_enough = born is not None and born <= day and whole_months(born, day) >= 60
    found["has_seen_alone"] = None
    if old_enough and not unborn:
        if "Y" in answers:
            found["has_seen_alone"] = 1
        elif None not in answers and found["has_seen"] is not None:
            found["has_seen_alone"] = 0
    found["has_tool"] = None if unborn else int(any(when >= in_months(day, -12) for when in tool_days(rows, day)))
    done = [row["cina_assessment_auth_date"] for row in rows["ssd_cin_assessments"]]
    found["last_assessed"] = max((when for when in done if when is not None and when <= day), default=None)
    found["has_assessment"] = int(found["last_assessed"] is not None)
    on_cp = any(plan.end is None for plan in own_plans(rows, day))
    on_cin = any(end is None for _, end in cin_plans(rows, day))
    found["plan_type"] = "CP" if on_cp else "CIN" if on_cin else "none"
    found["has_plan"] = int(on_cp or on_cin)
    due, missed = appointments(rows, in_months(day, -12), day)
    found["has_health"] = None if unborn else int(due > 0)
    found["appointments_due_12m"] = due or None
    found["appointments_missed_12m"] = missed if due else None
    found |= school(rows, day, half_terms)
    grades = latest_grades(rows, day)
    found["worst_grade"] = max((grade for _, _, grade in grades.values()), default=None)
    found["last_scored"] = max((when for when, _, _ in grades.values()), default=None)
    for domain in ("physical", "safety"):
        found[f"grade_{domain}"] = grades[domain][2] if domain in grades else None
    return found


def visits_of(rows: Child) -> list[tuple[date, str | None, str | None]]:
    """(day, seen, alone) of every visit; one listed as of both kinds is the child protection visit."""
    visits = [
        (v["cppv_cp_visit_date"], v["cppv_cp_visit_seen"], v["cppv_cp_visit_seen_alone"]) for v in rows["ssd_cp_visits"]
    ]
    listed = {v["cppv_cp_visit_id"] for v in rows["ssd_cp_visits"]}
    for v in rows["ssd_cin_visits"]:
        if v["cinv_cin_visit_id"] not in listed:
            visits.append((v["cinv_cin_visit_date"], v["cinv_cin_visit_seen"], v.get("cinv_cin_visit_seen_alone")))
    return visits


def tool_days(rows: Child, day: date) -> list[date]:
    tools = [t for t in rows["ssd_x_neglect_tools"] if t["negt_tool_name"] != HOME_RECORDS]
    return [t["negt_completed_date"] for t in tools if t["negt_completed_date"] <= day]


def appointments(rows: Child, since: date, day: date) -> tuple[int, int]:
    due = missed = 0
    for row in rows["ssd_x_health_appointments"]:
        if since <= row["hapt_appointment_date"] <= day and fell_due(row):
            due += 1
            missed += was_missed(row)
    return due, missed


def school(rows: Child, day: date, half_terms: list[date]) -> dict[str, Any]:
    """Whether there is a school record this school year, and the sessions of this term; of children of school age."""
    nothing = {"has_school": None, "sessions_possible_term": None, "sessions_absent_term": None}
    september = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    born = birth(rows)
    if born is None or born >= september or not 5 <= whole_months(born, september - timedelta(1)) // 12 <= 15:
        return nothing
    ended = [when for when in half_terms if when <= day]
    mine = [row for row in rows["ssd_x_school_attendance"] if row["satt_period_end"] <= day]
    if any(when >= september for when in ended):
        nothing["has_school"] = int(any(row["satt_period_end"] >= september for row in mine))
    if not ended or (day - max(ended)).days > 100:
        return nothing
    last = max(ended)
    term = [row for row in mine if same_term(row["satt_period_end"], last) and taught_at_school(row)]
    possible = sum(row["satt_sessions_possible"] for row in term)
    absent = sum(row["satt_sessions_authorised_absent"] for row in term)
    absent += sum(row["satt_sessions_unauthorised_absent"] or 0 for row in term)
    if possible:
        nothing["sessions_possible_term"], nothing["sessions_absent_term"] = possible, absent
    return nothing


def same_term(one: date, other: date) -> bool:
    return (one.year, TERM_OF[one.month]) == (other.year, TERM_OF[other.month])


def latest_grades(rows: Child, day: date) -> dict[str, tuple[date, tuple[str, str], int]]:
    """domain -> (day scored, tool and version, grade): the latest of each domain; of a day's two tools the later by
    name, of a tool's two scores the worse."""
    tools = {tool["negt_tool_id"]: tool for tool in rows["ssd_x_neglect_tools"]}
    found: dict[str, tuple[date, tuple[str, str], int]] = {}
    for item in rows["ssd_x_neglect_tool_items"]:
        tool = tools[item["neti_tool_id"]]
        if tool["negt_tool_name"] == HOME_RECORDS or tool["negt_completed_date"] > day:
            continue
        score = item["neti_score"] if tool["negt_higher_is_worse"] == "Y" else 6.0 - item["neti_score"]
        name = (tool["negt_tool_name"], tool["negt_tool_version"])
        scored = (tool["negt_completed_date"], name, int(score))
        found[item["neti_domain"]] = max(found.get(item["neti_domain"], scored), scored)
    return found


def home(
    children: Home, told: dict[str, dict[str, Any]], day: date, as_at: date, looks: list[dict[str, Any]]
) -> dict[str, Any]:
    """The home's columns. told: each child's own, by `child`; looks: rows of ssd_x_flag_reviews about the children."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        known = [one[kind] for one in told.values() if one[kind] is not None]
        reach = 2 if all(known) else 1 if any(known) else 0
        found[kind.replace("has_", "reach_")] = reach if len(known) > 1 else None
    ways = passed_by(told)
    compared = sum(found[kind.replace("has_", "reach_")] is not None for kind in KINDS)
    found["child_passed_by"] = int(max(ways.values()) >= 3) if compared >= 3 else None
    found["all_assessed"] = all_assessed(children, told, day)
    found |= care(children, day, looks)
    found["status_mismatch"] = int(len({one["plan_type"] for one in told.values()}) > 1)
    found["closed_apart"] = closed_apart(children, day, as_at)
    return found


def passed_by(told: dict[str, dict[str, Any]]) -> dict[str, int]:
    ways = {}
    for who, own in told.items():
        others = [one for other, one in told.items() if other != who]
        ways[who] = sum(own[kind] == 0 and any(one[kind] == 1 for one in others) for kind in KINDS)
    return ways


def all_assessed(children: Home, told: dict[str, dict[str, Any]], day: date) -> int:
    days = [one["last_assessed"] for one in told.values()]
    if None in days or elapsed_working_days(min(days), max(days)) > 45:
        return 0
    scored = [one["worst_grade"] is not None for one in told.values()]
    without = [not is_unborn(rows, day) for who, rows in children.items() if told[who]["worst_grade"] is None]
    return int(not (any(scored) and any(without)))


def care(children: Home, day: date, looks: list[dict[str, Any]]) -> dict[str, Any]:
    grades = {who: latest_grades(rows, day) for who, rows in children.items()}
    domains = {domain for own in grades.values() for domain in own}
    gaps, seen_on, poor, scored_together = [], [], False, False
    for domain in domains:
        own = [found[domain] for found in grades.values() if domain in found]
        if len(own) > 1:
            scored_together = True
            poor = poor or all(grade >= 4 for _, _, grade in own)
        for (one_day, one_tool, one), (other_day, other_tool, other) in combinations(own, 2):
            if one_tool == other_tool and abs((one_day - other_day).days) <= 90:
                gaps.append(abs(one - other))
                if gaps[-1] >= 2:
                    seen_on.append(max(one_day, other_day))
    gap = max(gaps, default=None)
    return {
        "care_gap": gap,
        "care_unequal": None if gap is None else int(gap >= 2),
        "uniformly_poor": int(poor) if scored_together else None,
        "disparity_explained": explained(min(seen_on), day, looks) if seen_on else None,
    }


def explained(seen_on: date, day: date, looks: list[dict[str, Any]]) -> int | None:
    limit = nth_working_day(seen_on, 10)
    for look in looks:
        said = look["flrv_flag"] == "SD02" and look["flrv_reason"] and look["flrv_action"]
        if said and seen_on <= look["flrv_reviewed_date"] <= min(limit, day):
            return 1
    return 0 if day > limit else None


def closed_apart(children: Home, day: date, as_at: date) -> int:
    """Of plans of one type that ended in the twelve months, one ended 28 days or more before another child's."""
    for ends_of in (ends_of_protection, ends_of_need):
        ends = [max(found) for found in (ends_of(rows, day, as_at) for rows in children.values()) if found]
        ends = [end for end in ends if end >= in_months(day, -12)]
        if ends and (max(ends) - min(ends)).days >= 28:
            return 1
    return 0


def ends_of_protection(rows: Child, day: date, as_at: date) -> list[date]:
    """What was re-opened within 27 days, as is known by now, had not ended."""
    ends = [spell.end for spell in spells(own_plans(rows, as_at))]
    return [end for end in ends if end is not None and end <= day]


def ends_of_need(rows: Child, day: date, as_at: date) -> list[date]:
    ends = [end for _, end in cin_spells(cin_plans(rows, as_at))]
    return [end for end in ends if end is not None and end <= day]
