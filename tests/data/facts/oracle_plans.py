"""A child's plans read one by one: which are open on a day, which make one spell. For the oracle only.

A child is a dict: table name to the rows about that child, each a dict of the standard's column names to plain values
(date, str, int, float or None).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.data.facts.oracle_days import in_months

Row = dict[str, Any]
Child = dict[str, list[Row]]

SPELL_GAP_DAYS = 27
WORDS = {
    "neglect": "NEG",
    "neg": "NEG",
    "physical abuse": "PHY",
    "phy": "PHY",
    "sexual abuse": "SAB",
    "sab": "SAB",
    "emotional abuse": "EMO",
    "emo": "EMO",
}
PERSON_OF = {
    "ssd_person": "pers_person_id",
    "ssd_cp_plans": "cppl_person_id",
    "ssd_cin_plans": "cinp_person_id",
    "ssd_cp_reviews": "cppr_person_id",
    "ssd_cp_visits": "cppv_person_id",
    "ssd_cin_visits": "cinv_person_id",
    "ssd_cin_episodes": "cine_person_id",
    "ssd_cin_assessments": "cina_person_id",
    "ssd_s47_enquiry": "s47e_person_id",
    "ssd_initial_cp_conference": "icpc_person_id",
    "ssd_disability": "disa_person_id",
    "ssd_pre_proceedings": "prep_person_id",
    "ssd_x_plan_actions": "pact_person_id",
    "ssd_x_escalations": "escl_person_id",
    "ssd_x_plan_escalation_contact": "plec_person_id",
    "ssd_x_reflective_supervision": "refs_child_person_id",
    "ssd_x_parenting_capacity": "parc_person_id",
    "ssd_x_flag_reviews": "flrv_person_id",
    "ssd_x_core_group_meetings": "corg_person_id",
    "ssd_x_neglect_tools": "negt_person_id",
    "ssd_x_health_appointments": "hapt_person_id",
    "ssd_x_school_attendance": "satt_person_id",
    "ssd_x_neurodiversity": "neur_person_id",
    "ssd_x_disadvantage": "disv_person_id",
}


def children_of(county: dict[str, list[Row]]) -> dict[str, Child]:
    """The county's rows sorted by the child they are about. Assessment factors and tool items go with their parent."""
    children: dict[str, Child] = {}
    for person in county["ssd_person"]:
        children[person["pers_person_id"]] = defaultdict(list)
    for table, column in PERSON_OF.items():
        for row in county.get(table, []):
            if row[column] in children:
                children[row[column]][table].append(row)
    factors = {row["cinf_assessment_id"]: row for row in county.get("ssd_assessment_factors", [])}
    for child in children.values():
        for assessment in child["ssd_cin_assessments"]:
            if assessment["cina_assessment_id"] in factors:
                child["ssd_assessment_factors"].append(factors[assessment["cina_assessment_id"]])
    tools = {row["negt_tool_id"]: row for row in county.get("ssd_x_neglect_tools", [])}
    for item in county.get("ssd_x_neglect_tool_items", []):
        tool = tools[item["neti_tool_id"]]
        about = item["neti_child_id"] or tool["negt_person_id"]
        if about in children:
            child = children[about]
            child["ssd_x_neglect_tool_items"].append(item)
            if tool not in child["ssd_x_neglect_tools"]:
                child["ssd_x_neglect_tools"].append(tool)
    return children


@dataclass
class Plan:
    """A child protection plan as known on a day: an end still to come is not yet an end."""

    plan_id: str
    start: date
    end: date | None
    initial: str | None
    latest: str | None
    conference_id: str | None

    def for_neglect(self) -> bool:
        return is_neglect(self.initial) == 1 or is_neglect(self.latest) == 1


@dataclass
class Spell:
    plans: list[Plan]
    start: date
    end: date | None
    joined: bool


def normal_category(text: str | None) -> str | None:
    """NEG, PHY, SAB, EMO, MUL, or MUL with the parts it lists."""
    if text is None:
        return None
    if text.lower().startswith("mul"):
        parts = text.partition(":")[2]
        named = sorted(WORDS[part.strip().lower()] for part in parts.split(",") if part.strip())
        return "MUL:" + ",".join(named) if named else "MUL"
    return WORDS[text.lower()]


def is_neglect(text: str | None) -> int | None:
    """1 neglect, alone or listed in a Multiple; 0 anything else, bare Multiple too; None not recorded."""
    category = normal_category(text)
    if category is None:
        return None
    return 1 if "NEG" in category else 0


def birth(child: Child) -> date | None:
    return child["ssd_person"][0]["pers_dob"]


def is_unborn(child: Child, day: date) -> bool:
    born = birth(child)
    if born is not None:
        return day < born
    expected = child["ssd_person"][0]["pers_expected_dob"]
    return expected is not None and day < expected


def may_be_counted(child: Child, day: date) -> bool:
    """Not dead and not grown up on or before the day. Unborn, and of unknown age, are in."""
    died, born = child["ssd_person"][0]["pers_death_date"], birth(child)
    if died is not None and died <= day:
        return False
    return born is None or in_months(born, 18 * 12) > day


def own_plans(child: Child, day: date) -> list[Plan]:
    """The authority's own child protection plans known on the day, by start."""
    found = []
    for row in child["ssd_cp_plans"]:
        start, end = row["cppl_cp_plan_start_date"], row["cppl_cp_plan_end_date"]
        if row["cppl_cp_plan_ola"] == "Y" or start > day:
            continue
        if end is not None and end <= start:
            continue
        if end is not None and end > day:
            end = None
        found.append(
            Plan(
                row["cppl_cp_plan_id"],
                start,
                end,
                row["cppl_cp_plan_initial_category"],
                row["cppl_cp_plan_latest_category"],
                row["cppl_icpc_id"],
            )
        )
    return sorted(found, key=lambda plan: plan.start)


def spells(plans: list[Plan]) -> list[Spell]:
    """Overlapping plans are one spell; a gap of 27 days or fewer joins, 28 does not."""
    found: list[Spell] = []
    for plan in plans:
        last = found[-1] if found else None
        if last is None or (last.end is not None and (plan.start - last.end).days > SPELL_GAP_DAYS):
            found.append(Spell([plan], plan.start, plan.end, False))
            continue
        last.plans.append(plan)
        if last.end is not None and plan.start > last.end:
            last.joined = True
        if last.end is not None:
            last.end = None if plan.end is None else max(last.end, plan.end)
    return found


def cin_plans(child: Child, day: date) -> list[tuple[date, date | None]]:
    """(start, end) of child in need plans known on the day, by start."""
    found = []
    for row in child["ssd_cin_plans"]:
        start, end = row["cinp_cin_plan_start_date"], row["cinp_cin_plan_end_date"]
        if start > day or (end is not None and end <= start):
            continue
        found.append((start, None if end is None or end > day else end))
    return sorted(found, key=lambda plan: plan[0])


def cin_spells(plans: list[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """Child in need plans that overlap or touch are one; any gap parts them."""
    found: list[tuple[date, date | None]] = []
    for start, end in plans:
        if found and (found[-1][1] is None or start <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if last is None or end is None else max(last, end))
        else:
            found.append((start, end))
    return found


def factors_on(child: Child, day: date) -> str | None:
    """The factors of the child's latest assessment completed by the day, as written; None where there are none."""
    latest = None
    for row in child["ssd_cin_assessments"]:
        done = row["cina_assessment_auth_date"]
        if done is not None and done <= day and (latest is None or done >= latest["cina_assessment_auth_date"]):
            latest = row
    if latest is None:
        return None
    for row in child["ssd_assessment_factors"]:
        if row["cinf_assessment_id"] == latest["cina_assessment_id"]:
            return readable(row["cinf_assessment_factors_json"])
    return None


def readable(factors: str | None) -> str | None:
    """Broken lists are not guessed at."""
    if factors is None or not (factors.startswith("[") and factors.endswith("]")):
        return None
    return factors


def neglect_found(child: Child, day: date) -> bool:
    return '"16A"' in (factors_on(child, day) or "")
