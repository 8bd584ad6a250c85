"""The eight drift flags of one child on one day, each read straight from its sentence. For the oracle only."""

from datetime import date, timedelta

from tests.data.facts.oracle_days import in_months, nth_working_day
from tests.data.facts.oracle_plans import (
    Child,
    Plan,
    Row,
    Spell,
    cin_plans,
    cin_spells,
    is_unborn,
    own_plans,
    spells,
)

LONG_PLAN_MONTHS = 15
SIGNAL_DAYS = 60
THEMES = ("health", "education", "medical", "educational", "dental", "school")


def conference_day(child: Child, plan: Plan) -> date | None:
    """The day of the conference that made the plan: the one linked with it, or one on the day it started."""
    for row in child["ssd_initial_cp_conference"]:
        if row["icpc_icpc_date"] is not None and row["icpc_icpc_id"] == plan.conference_id:
            return row["icpc_icpc_date"]
    for row in child["ssd_initial_cp_conference"]:
        if row["icpc_icpc_date"] is not None and row["icpc_cp_plan_id"] == plan.plan_id:
            return row["icpc_icpc_date"]
    for row in child["ssd_initial_cp_conference"]:
        if row["icpc_icpc_date"] == plan.start:
            return row["icpc_icpc_date"]
    return None


def reviews_of(child: Child, spell: Spell, day: date) -> list[date]:
    """Days on which reviews of the spell were held: after it began, by the day, and not after it ended."""
    held = {row["cppr_cp_review_date"] for row in child["ssd_cp_reviews"]}
    last = day if spell.end is None else min(day, spell.end)
    return sorted(when for when in held if when is not None and spell.start < when <= last)


def review_chain(child: Child, spell: Spell, day: date) -> tuple[list[tuple[date, date]], date]:
    """[(held, was due)] and when the next is due."""
    due = in_months(conference_day(child, spell.plans[0]) or spell.start, 3)
    chain = []
    for held in reviews_of(child, spell, day):
        chain.append((held, due))
        due = in_months(held, 6)
    return chain, due


def visits_seen(child: Child, spell: Spell, day: date) -> list[date]:
    """Days of the spell, once the child was born, on which a child protection visit saw the child."""
    last = day if spell.end is None else min(day, spell.end)
    days = {row["cppv_cp_visit_date"] for row in child["ssd_cp_visits"] if row["cppv_cp_visit_seen"] == "Y"}
    return sorted(when for when in days if spell.start <= when <= last and not is_unborn(child, when))


def visit_clock_starts(child: Child, spell: Spell) -> date:
    """The start of the plan; birth, for a child born on it."""
    born = child["ssd_person"][0]["pers_dob"]
    return spell.start if born is None else max(spell.start, born)


def visit_due(child: Child, spell: Spell, day: date, interval: int = 15) -> date | None:
    if is_unborn(child, day):
        return None
    seen = visits_seen(child, spell, day)
    return nth_working_day(seen[-1] if seen else visit_clock_starts(child, spell), interval)


def actions_of_plan(child: Child, plan_type: str, plans: list[tuple[str, date]], day: date) -> list[Row]:
    """Actions of the plans given as (id, start), not withdrawn: by plan id, else by the plan's start date, else, where
    the action names no plan, by a first date that falls in the plan."""
    ids, starts = [plan_id for plan_id, _ in plans], [start for _, start in plans]
    known_ids = [row["cppl_cp_plan_id"] for row in child["ssd_cp_plans"]]
    known_ids += [row["cinp_cin_plan_id"] for row in child["ssd_cin_plans"]]
    found = []
    for action in child["ssd_x_plan_actions"]:
        if action["pact_plan_type"] != plan_type or action["pact_status"] == "withdrawn":
            continue
        if action["pact_plan_id"] in known_ids:
            ours = action["pact_plan_id"] in ids
        elif action["pact_plan_start_date"] is not None:
            ours = action["pact_plan_start_date"] in starts
        else:
            first = first_date(action)
            ours = first is not None and first >= min(starts)
        if ours:
            found.append(action)
    return found


def first_date(action: Row) -> date | None:
    """The date first agreed."""
    return action["pact_original_due_date"] or action["pact_due_date"]


def is_closed(action: Row, day: date) -> bool:
    if action["pact_completed_date"] is not None:
        return bool(action["pact_completed_date"] <= day)
    return action["pact_status"] in ("complete", "not met")


def is_late(action: Row, day: date, as_at: date) -> bool:
    """Live, and 29 days or more past its first date, or re-dated twice: by that date, or as the records stand now."""
    first = first_date(action)
    if first is None or is_closed(action, day):
        return False
    return (day - first).days >= 29 or is_redated(action, day, as_at)


def is_redated(action: Row, day: date, as_at: date) -> bool:
    """Live, and re-dated twice."""
    first, twice = first_date(action), (action["pact_times_extended"] or 0) >= 2
    return first is not None and not is_closed(action, day) and twice and day >= min(first, as_at)


def closing_day(action: Row, as_at: date) -> date | None:
    """The day written; of one that is closed without, the last known date that has come, else its first, else now."""
    if action["pact_completed_date"] is not None or action["pact_status"] not in ("complete", "not met"):
        written: date | None = action["pact_completed_date"]
        return written
    known = [day for day in (action["pact_last_reviewed_date"], action["pact_due_date"]) if day is not None]
    return min(known) if known and min(known) <= as_at else min(first_date(action) or as_at, as_at)


def core_group_overdue(child: Child, spell: Spell, day: date) -> int | None:
    """A recorded core group fell due, and neither it nor a later one was held. None where none is recorded."""
    groups = []
    for row in child["ssd_x_core_group_meetings"]:
        due, held = row["corg_due_date"], row["corg_held_date"]
        ours = (due is not None and due > spell.start) or (held is not None and held >= spell.start)
        if row["corg_meeting_type"] == "core group" and row["corg_plan_type"] == "CP" and ours:
            groups.append(row)
    fallen_due = [row for row in groups if row["corg_due_date"] is not None and row["corg_due_date"] < day]
    were_held = [row for row in groups if row["corg_held_date"] is not None and row["corg_held_date"] <= day]
    if not fallen_due and not were_held:
        return None
    for group in fallen_due:
        answered = False
        for other in were_held:
            later_by_due = other["corg_due_date"] is not None and other["corg_due_date"] > group["corg_due_date"]
            if other is group or later_by_due or other["corg_held_date"] >= group["corg_due_date"]:
                answered = True
        if not answered:
            return 1
    return 0


def tools_by(child: Child, day: date) -> list[Row]:
    """Neglect tools completed by the day, oldest first. A record of the condition of a home is not one."""
    done = []
    for tool in child["ssd_x_neglect_tools"]:
        completed = tool["negt_completed_date"]
        if completed is not None and completed <= day and "Condition of a Home" not in tool["negt_tool_name"]:
            done.append(tool)
    return sorted(done, key=lambda tool: tool["negt_completed_date"])


def worst_grade(child: Child, tool: Row) -> float | None:
    """The worst of the child's scores over the domains, turned so that more is worse; None where it cannot be said."""
    person = child["ssd_person"][0]["pers_person_id"]
    scores = []
    for item in child["ssd_x_neglect_tool_items"]:
        about = item["neti_child_id"] or tool["negt_person_id"]
        if item["neti_tool_id"] == tool["negt_tool_id"] and about == person and item["neti_score"] is not None:
            scores.append(item["neti_score"])
    if not scores and tool["negt_person_id"] == person and tool["negt_overall_score"] is not None:
        scores = [tool["negt_overall_score"]]
    if not scores or tool["negt_higher_is_worse"] is None:
        return None
    if tool["negt_higher_is_worse"] == "N":
        scores = [tool["negt_scale_min"] + tool["negt_scale_max"] - score for score in scores]
    return float(max(scores))


def tool_stuck(child: Child, spell: Spell, day: date) -> int | None:
    if is_unborn(child, day):
        return None
    tools = tools_by(child, day)
    recent = [tool for tool in tools if in_months(tool["negt_completed_date"], 6) >= day]
    if in_months(spell.start, 6) <= day and not recent:
        return 1
    for one in tools:
        alike = [t for t in tools if _name(t) == _name(one)]
        if len(alike) >= 2:
            earlier, later = worst_grade(child, alike[-2]), worst_grade(child, alike[-1])
            if earlier is not None and later is not None and earlier >= 4 and later >= 4 and later >= earlier:
                return 1
    return 0


def _name(tool: Row) -> tuple[str, str]:
    return tool["negt_tool_name"], tool["negt_tool_version"]


def signal_unanswered(child: Child, day: date) -> int:
    """Two of: not brought; poor attendance; a child not seen or a core group missed. And no live action on it."""
    signals = not_brought(child, day) + poor_attendance(child, day) + not_met_with(child, day)
    if signals < 2:
        return 0
    for action in actions_of_open_plans(child, day):
        agreed = action["pact_recorded_date"]
        begun = agreed is None or agreed <= day
        if begun and not is_closed(action, day) and action["pact_neglect_theme"] in THEMES:
            return 0
    return 1


def actions_of_open_plans(child: Child, day: date) -> list[Row]:
    """Actions, not withdrawn, of whatever plans the child is on: both, where it is on both."""
    now = [spell for spell in spells(own_plans(child, day)) if spell.end is None]
    on_cp = [(plan.plan_id, plan.start) for spell in now for plan in spell.plans]
    on_cin = []
    for start, end in cin_spells(cin_plans(child, day)):
        for row in child["ssd_cin_plans"]:
            if end is None and start <= row["cinp_cin_plan_start_date"] <= day:
                on_cin.append((row["cinp_cin_plan_id"], row["cinp_cin_plan_start_date"]))
    found = actions_of_plan(child, "CP", on_cp, day) if on_cp else []
    return found + (actions_of_plan(child, "CIN", on_cin, day) if on_cin else [])


def within(day: date, when: date | None) -> bool:
    return when is not None and day - timedelta(days=SIGNAL_DAYS) <= when <= day


def not_brought(child: Child, day: date) -> int:
    for row in child["ssd_x_health_appointments"]:
        code = row["hapt_attendance_code"]
        missed = code in ("3", "7") or (code in ("2", None) and row["hapt_was_not_brought"] == "Y")
        if missed and within(day, row["hapt_appointment_date"]):
            return 1
    return 0


def poor_attendance(child: Child, day: date) -> int:
    """Under 90 % in the last half-term that has ended. One that ended over 100 days ago is not the last."""
    ended = []
    for row in child["ssd_x_school_attendance"]:
        at_school = row["satt_on_roll_flag"] != "N" and row["satt_elective_home_education_flag"] != "Y"
        if at_school and 0 <= (day - row["satt_period_end"]).days <= 100:
            ended.append(row)
    if not ended:
        return 0
    last = max(row["satt_period_end"] for row in ended)
    possible = missed = 0
    for row in ended:
        if row["satt_period_end"] == last:
            possible += row["satt_sessions_possible"]
            missed += row["satt_sessions_authorised_absent"] + (row["satt_sessions_unauthorised_absent"] or 0)
    return 1 if possible and 10 * missed > possible else 0


def not_met_with(child: Child, day: date) -> int:
    for row in child["ssd_cp_visits"]:
        if row["cppv_cp_visit_seen"] == "N" and within(day, row["cppv_cp_visit_date"]):
            return 1
    for row in child["ssd_cin_visits"]:
        if row["cinv_cin_visit_seen"] == "N" and within(day, row["cinv_cin_visit_date"]):
            return 1
    for row in child["ssd_x_core_group_meetings"]:
        missed = row["corg_meeting_type"] == "core group" and row["corg_parents_attended"] == "N"
        if missed and within(day, row["corg_held_date"]):
            return 1
    return 0


def legal_planning(child: Child, spell: Spell, day: date) -> int:
    """A legal-planning or pre-proceedings decision since the spell began."""
    for row in child["ssd_pre_proceedings"]:
        decided = row["prep_pre_pro_decision_date"]
        if decided is not None and spell.start <= decided <= day:
            return 1
    return 0


def escalated(child: Child, spell: Spell, day: date) -> int:
    for row in child["ssd_x_escalations"]:
        if spell.start <= row["escl_raised_date"] <= day:
            return 1
    return 0


def repeats(child: Child, spell: Spell, months: int) -> int:
    """Whether an earlier spell ended on or before this one's start and at most so many months before it."""
    for earlier in spells(own_plans(child, spell.start)):
        if earlier.end is not None and earlier.end <= spell.start <= in_months(earlier.end, months):
            return 1
    return 0


def flags(child: Child, spell: Spell, day: date, as_at: date) -> dict[str, int | None]:
    long_plan = 1 if in_months(spell.start, LONG_PLAN_MONTHS) <= day else 0
    _, next_review = review_chain(child, spell, day)
    actions = actions_of_plan(child, "CP", [(plan.plan_id, plan.start) for plan in spell.plans], day)
    considered = legal_planning(child, spell, day) or escalated(child, spell, day)
    return {
        "flag_long_plan": long_plan,
        "flag_repeat_plan": repeats(child, spell, 24),
        "flag_review_overdue": 1 if next_review < day else 0,
        "flag_core_group_overdue": core_group_overdue(child, spell, day),
        "flag_action_late": 1 if any(is_late(action, day, as_at) for action in actions) else 0,
        "flag_tool_stuck": tool_stuck(child, spell, day),
        "flag_signal_unanswered": signal_unanswered(child, day),
        "flag_no_challenge": 1 if long_plan and not considered else 0,
    }
