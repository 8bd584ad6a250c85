"""A slow second reading of the rules of needs and caring: one child, one day, loops and comparisons. See oracle.py."""

from datetime import date, timedelta
from typing import Any

from tests.data.facts.oracle import neurodivergence
from tests.data.facts.oracle_days import in_months, whole_months
from tests.data.facts.oracle_health import fell_due, was_missed
from tests.data.facts.oracle_plans import Child, Row, birth, factors_on, is_unborn

CARING_AGE, CARING_MONTHS, DIRECT_WORK_DAYS = 8, 6, 90
KINDS = {
    "communication_needs": "communication needs",
    "reasonable_adjustment": "reasonable adjustment",
    "direct_work": "direct work",
}


def needs(child: Child, day: date, adapted_began: date) -> dict[str, Any]:
    """The columns of plan_month on needs and on how the plan is adapted."""
    codes = {row["disa_disability_code"] for row in child["ssd_disability"]}
    held = [row for row in child["ssd_x_neurodiversity"] if (row["neur_status_date"] or date.min) <= day]
    school = [row for row in held if "school" in (row["neur_source"] or "")]
    other = [row for row in held if row not in school]
    ehc = child["ssd_person"][0]["pers_send_flag"] == "Y"
    own = own_needs(child, day)
    found: dict[str, Any] = {
        "needs_recorded": int(bool(codes or held or ehc)),
        "neuro_by_code": int("AUT" in codes) if codes else None,
        "neuro_by_health": int(any(row["neur_status"] for row in other)) if other else None,
        "neuro_by_school": int(any(row["neur_status"] for row in school)) if school else None,
        "neurodivergent_or_disabled": own,
    }
    about = own == 1 and day >= adapted_began
    for name, kind in KINDS.items():
        rows = [row for row in child["ssd_x_adapted_plan"] if row["adpl_kind"] == kind]
        found[name] = int(any(_holds(row, day) for row in rows)) if about else None
    parts = [found[name] for name in KINDS]
    return {**found, "adapted_plan": min(parts) if about else None}


def _holds(row: Row, day: date) -> bool:
    begun, over = row["adpl_date"], row["adpl_end_date"]
    if row["adpl_kind"] == "direct work":
        return bool(day - timedelta(DIRECT_WORK_DAYS) <= begun <= day)
    return bool(begun <= day and (over is None or day < over))


def own_needs(child: Child, day: date) -> int | None:
    codes = {row["disa_disability_code"] for row in child["ssd_disability"]}
    held = [row for row in child["ssd_x_neurodiversity"] if (row["neur_status_date"] or date.min) <= day]
    if codes - {"NONE"} or neurodivergence(child, day) != "Not recorded":
        return 1
    return 0 if codes or held else None


def answers(child: Child, day: date) -> list[date]:
    """The days by which the child's caring was answered for."""
    found = []
    for row in child["ssd_x_young_carer"]:
        if row["ycar_status"]:
            found += [row["ycar_identified_date"], row["ycar_assessment_date"]]
    for assessment in child["ssd_cin_assessments"]:
        done = assessment["cina_assessment_auth_date"]
        if done is not None and '"7A"' in (factors_on(child, done) or ""):
            found.append(done)
    return [when for when in found if when is not None and when <= day]


def appointments(child: Child, day: date) -> dict[str, int]:
    """Appointments due in the twelve months to the day, the day twelve months before it among them, and missed."""
    first = in_months(day, -12)
    held = [row for row in child["ssd_x_health_appointments"] if first <= row["hapt_appointment_date"] <= day]
    due = [row for row in held if fell_due(row)]
    return {"appointments_due_12m": len(due), "appointments_missed_12m": sum(was_missed(row) for row in due)}


def young_carer_assessed(child: Child, day: date) -> int:
    """Whether a needs assessment of a young carer is completed."""
    for row in child["ssd_x_young_carer"]:
        if row["ycar_status"] not in (None, "not a carer"):
            when = row["ycar_assessment_date"]
            if when is None and row["ycar_status"] in ("assessed", "support in place"):
                when = row["ycar_identified_date"]
            if when is not None and when <= day:
                return 1
    return 0


def either(values: list[int | None]) -> int | None:
    """1 where any is, 0 where all are known not to be, None else."""
    if 1 in values:
        return 1
    return None if None in values else 0


def at_home(who: str, home: dict[str, Child], day: date) -> dict[str, Any]:
    """The caring columns of sibling_month of one child among those of the household, itself too."""
    child = home[who]
    with_child = either([own_needs(other, day) for name, other in home.items() if name != who])
    parents: list[int | None] = []
    for other in home.values():
        factors = factors_on(other, day)
        parents.append(None if factors is None else int(any(f'"{code}"' in factors for code in ("4B", "5B", "6B"))))
    with_parent = either(parents)
    born = birth(child)
    due = either([with_child, with_parent])
    if born is None and not is_unborn(child, day):
        due = None
    elif is_unborn(child, day) or (born is not None and whole_months(born, day) // 12 < CARING_AGE):
        due = 0
    told = answers(child, day)
    return {
        "neurodivergent_or_disabled": own_needs(child, day),
        "lives_with_child": with_child,
        "lives_with_parent": with_parent,
        "caring_due": due,
        "caring_in_date": int(any(when >= in_months(day, -CARING_MONTHS) for when in told)),
        "caring_ever_asked": int(bool(told)),
    }


def household(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The caring columns of household_month of its children's rows of sibling_month."""
    due = [row for row in rows if row["caring_due"] == 1]
    if not due:
        return dict.fromkeys(("caring_due", "caring_in_date", "caring_never", "caring_for_child"))
    return {
        "caring_due": len(due),
        "caring_in_date": sum(row["caring_in_date"] for row in due),
        "caring_never": sum(1 - row["caring_ever_asked"] for row in due),
        "caring_for_child": int(any(row["lives_with_child"] == 1 for row in due)),
    }
