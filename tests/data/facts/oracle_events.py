"""What happened or fell due to one child, up to the data's last day. For the oracle only."""

from datetime import date
from typing import Any

from tests.data.facts.oracle_challenge import challenge_events
from tests.data.facts.oracle_days import elapsed_working_days, in_months, nth_working_day, whole_months
from tests.data.facts.oracle_exits import exits
from tests.data.facts.oracle_flags import repeats, review_chain, visit_clock_starts, visits_seen
from tests.data.facts.oracle_health import appointments
from tests.data.facts.oracle_plans import (
    Child,
    Row,
    Spell,
    birth,
    is_neglect,
    is_unborn,
    own_plans,
    readable,
    spells,
)
from tests.data.facts.oracle_tools import tool_events

Event = dict[str, Any]


def events(child: Child, as_at: date) -> list[Event]:
    found = referrals(child, as_at) + assessments(child, as_at) + conferences(child, as_at)
    found += appointments(child, as_at) + challenge_events(child, as_at) + tool_events(child, as_at)
    for spell in spells(own_plans(child, as_at)):
        found += [plan_start(child, spell)]
        found += [plan_end(spell), *exits(child, spell, as_at)] if spell.end is not None else []
        found += reviews(child, spell, as_at) + visits_due(child, spell, as_at) + visits(child, spell, as_at)
    return found


def over_on(child: Child, spell: Spell, as_at: date) -> date:
    """The day after which nothing of the spell can fall due: its end, death, the 18th birthday or the last day."""
    born, died = birth(child), child["ssd_person"][0]["pers_death_date"]
    days = [as_at, spell.end, died, None if born is None else in_months(born, 18 * 12)]
    return min(day for day in days if day is not None)


def referral_of(child: Child, assessment: Row) -> Row | None:
    """By its id; failing that the child's last referral when the assessment began."""
    for row in child["ssd_cin_episodes"]:
        if row["cine_referral_id"] == assessment["cina_referral_id"]:
            return row
    began = assessment["cina_assessment_start_date"] or assessment["cina_assessment_auth_date"]
    before = [row for row in child["ssd_cin_episodes"] if row["cine_referral_date"] <= began]
    return max(before, key=lambda row: row["cine_referral_date"]) if before else None


def found_neglect(child: Child, assessment: Row) -> int | None:
    """Whether the assessment found neglect; not recorded where its factors are missing or cannot be read."""
    for row in child["ssd_assessment_factors"]:
        if row["cinf_assessment_id"] == assessment["cina_assessment_id"]:
            factors = readable(row["cinf_assessment_factors_json"])
            return None if factors is None else int('"16A"' in factors)
    return None


def referrals(child: Child, as_at: date) -> list[Event]:
    found = []
    for row in child["ssd_cin_episodes"]:
        day = row["cine_referral_date"]
        if day > as_at:
            continue
        again = led = 0
        for other in child["ssd_cin_episodes"]:
            if other["cine_referral_date"] < day <= in_months(other["cine_referral_date"], 12):
                again = 1
        for assessment in child["ssd_cin_assessments"]:
            done = assessment["cina_assessment_auth_date"]
            if done is not None and done <= as_at and referral_of(child, assessment) is row:
                led = max(led, found_neglect(child, assessment) or 0)
        found.append({"kind": "referral", "event_date": day, "rereferral": again, "neglect": led})
    return found


def assessments(child: Child, as_at: date) -> list[Event]:
    """Completed ones on the day they were authorised; those still open once their 45th working day is past."""
    found = []
    for row in child["ssd_cin_assessments"]:
        done = row["cina_assessment_auth_date"]
        began = row["cina_assessment_start_date"] or done
        if began > as_at:
            continue
        referral = referral_of(child, row)
        trigger = referral["cine_referral_date"] if referral else None
        due = nth_working_day(trigger, 45) if trigger else None
        if done is not None and done <= as_at:
            in_time = None if trigger is None else int(elapsed_working_days(trigger, done) <= 45)
            event_date = done
        elif trigger is not None and due is not None and elapsed_working_days(trigger, as_at) > 45:
            done, in_time, event_date = None, 0, due
        else:
            continue
        found.append(
            {
                "kind": "assessment",
                "event_date": event_date,
                "trigger_date": trigger,
                "due_date": due,
                "done_date": done,
                "in_time": in_time,
                "counted": int(trigger is not None),
                "neglect": found_neglect(child, row),
            }
        )
    return found


def enquiry_of(child: Child, conference: Row) -> date | None:
    """By its id; failing that the child's last enquiry begun before the conference, or on its day."""
    for row in child["ssd_s47_enquiry"]:
        if row["s47e_s47_enquiry_id"] == conference["icpc_s47_enquiry_id"]:
            return row["s47e_s47_start_date"]
    days = [row["s47e_s47_start_date"] for row in child["ssd_s47_enquiry"]]
    return max((day for day in days if day <= conference["icpc_icpc_date"]), default=None)


def conferences(child: Child, as_at: date) -> list[Event]:
    """Initial conferences held; and for those that made a plan, the first core group after."""
    found = []
    for row in child["ssd_initial_cp_conference"]:
        day = row["icpc_icpc_date"]
        if day is None or day > as_at:
            continue
        trigger = enquiry_of(child, row)
        transfer = row["icpc_icpc_transfer_in"] == "Y"
        in_time = None if trigger is None else int(elapsed_working_days(trigger, day) <= 15)
        counted = int(trigger is not None and not transfer)
        held = {"kind": "conference", "event_date": day, "trigger_date": trigger, "done_date": day}
        found.append({**held, "in_time": in_time if counted else "either", "counted": counted})
        if row["icpc_icpc_outcome_cp_flag"] == "Y":
            found.append(first_core_group(child, day, as_at))
    return found


def first_core_group(child: Child, conference: date, as_at: date) -> Event:
    due = nth_working_day(conference, 10)
    days = []
    for row in child["ssd_x_core_group_meetings"]:
        held = row["corg_held_date"]
        if row["corg_meeting_type"] == "core group" and held is not None and conference <= held <= as_at:
            days.append(held)
    done = min(days, default=None)
    if done is not None:
        in_time = int(elapsed_working_days(conference, done) <= 10)
    else:
        in_time = 0 if elapsed_working_days(conference, as_at) > 10 else None
    return {
        "kind": "core_group_first",
        "event_date": conference,
        "trigger_date": conference,
        "due_date": due,
        "done_date": done,
        "in_time": in_time,
    }


def plan_start(child: Child, spell: Spell) -> Event:
    earlier = [other for other in spells(own_plans(child, spell.start)) if _ended_by(other, spell.start)]
    again = any(plan.for_neglect() for other in earlier for plan in other.plans)
    return {
        "kind": "plan_start",
        "event_date": spell.start,
        **categories(spell),
        "repeat_ever": int(bool(earlier)),
        "repeat_24m": repeats(child, spell, 24),
        "repeat_12m": repeats(child, spell, 12),
        "repeat_neglect": int(again and any(plan.for_neglect() for plan in spell.plans)),
        "repeat_any_authority": int(bool(earlier) or known_elsewhere(child, spell.start)),
    }


def _ended_by(spell: Spell, day: date) -> bool:
    return spell.end is not None and spell.end <= day


def known_elsewhere(child: Child, start: date) -> bool:
    """Another authority's plan that had ended, or a transfer in, by the start."""
    for row in child["ssd_cp_plans"]:
        end = row["cppl_cp_plan_end_date"]
        if row["cppl_cp_plan_ola"] == "Y" and end is not None and row["cppl_cp_plan_start_date"] < end <= start:
            return True
    for row in child["ssd_initial_cp_conference"]:
        day = row["icpc_icpc_date"]
        if row["icpc_icpc_transfer_in"] == "Y" and day is not None and day <= start:
            return True
    return False


def categories(spell: Spell) -> Event:
    """Neglect by the initial and by the latest category, in any plan of the spell. Not recorded: in none of them."""
    found = {}
    for name in ("initial", "latest"):
        answers = [is_neglect(getattr(plan, name)) for plan in spell.plans]
        known = [answer for answer in answers if answer is not None]
        found[f"neglect_{name}"] = max(known) if known else None
    return found


def plan_end(spell: Spell) -> Event:
    assert spell.end is not None
    return {
        "kind": "plan_end",
        "event_date": spell.end,
        **categories(spell),
        "lasted_2y": int((spell.end - spell.start).days >= 730),
    }


def reviews(child: Child, spell: Spell, as_at: date) -> list[Event]:
    """Each counts when it was held or fell due, whichever came first."""
    chain, due = review_chain(child, spell, as_at)
    found = []
    for held, by in chain:
        event = {"kind": "review", "event_date": min(held, by), "due_date": by, "done_date": held}
        found.append({**event, "in_time": int(held <= by)})
    if due < over_on(child, spell, as_at):
        found.append({"kind": "review", "event_date": due, "due_date": due, "done_date": None, "in_time": 0})
    return found


def visits_due(child: Child, spell: Spell, as_at: date) -> list[Event]:
    """Each interval in which the child had to be seen: it counts when the child was seen or when it ran out, whichever
    came first. One the plan's end cuts short does not count, one still running waits, the unborn are left out."""
    trigger = visit_clock_starts(child, spell)
    over = over_on(child, spell, as_at)
    found = []
    for seen in [*visits_seen(child, spell, as_at), None]:
        if seen == trigger:
            continue
        due = nth_working_day(trigger, 15)
        ran_out = elapsed_working_days(trigger, as_at if seen is None else seen) > 15
        event = {"kind": "visit_due", "trigger_date": trigger, "due_date": due, "done_date": seen}
        day = due if seen is None else min(seen, due)
        if is_unborn(child, day):
            continue
        if (seen is not None or ran_out) and (day < over or (day == over == as_at and spell.end is None)):
            found.append({**event, "event_date": day, "in_time": int(not ran_out)})
        trigger = seen or trigger
    return found


def visits(child: Child, spell: Spell, as_at: date) -> list[Event]:
    """Visits while on the plan; whether the child was seen alone, where old enough and seen."""
    found = []
    born = birth(child)
    last = as_at if spell.end is None else min(as_at, spell.end)
    for row in child["ssd_cp_visits"]:
        day = row["cppv_cp_visit_date"]
        if not spell.start <= day <= last:
            continue
        seen = {"Y": 1, "N": 0}.get(row["cppv_cp_visit_seen"])
        alone = None
        if born is not None and whole_months(born, day) >= 60 and seen == 1:
            alone = {"Y": 1, "N": 0}.get(row["cppv_cp_visit_seen_alone"])
        found.append({"kind": "visit", "event_date": day, "seen": seen, "seen_alone": alone})
    return found
