"""Challenge beside one child's plan on one day, and its events, from their sentences. For the oracle only."""

from datetime import date, timedelta
from typing import Any

from tests.data.facts.oracle_days import elapsed_working_days, in_months, nth_working_day
from tests.data.facts.oracle_flags import flags
from tests.data.facts.oracle_health import plan_on
from tests.data.facts.oracle_plans import Child, Row, Spell, is_unborn, may_be_counted

STAGE_DAYS = {1: 5, 2: 7, 3: 7, 4: 7}
KINDS = ("challenge_escalation", "challenge_session", "challenge_note", "challenge_midpoint")


def contact(child: Child, kind: str, plans: list[tuple[str, date]], newest: date, day: date) -> dict[str, Any]:
    """Whom the plan says to turn to. plans: (id, start) of the spell's; newest: when the plan in force began."""
    if elapsed_working_days(newest, day) <= 10:
        return {"contact_named": None, "contact_state": None}
    named = [row for row in contacts_of(child, kind, plans) if in_post(row, day)]
    if any(can_be_reached(row) and checked(row, day) for row in named):
        state = "In date"
    elif any(can_be_reached(row) for row in named):
        state = "Not checked in six months"
    elif named:
        state = "No way to reach them"
    else:
        state = "Nobody named"
    return {"contact_named": int(state == "In date"), "contact_state": state}


def contacts_of(child: Child, kind: str, plans: list[tuple[str, date]]) -> list[Row]:
    """By the plan's id; where that is not one of the child's, by the plan's start; else by when the contact began."""
    ids = [plan_id for plan_id, _ in plans]
    known = [row["cppl_cp_plan_id"] for row in child["ssd_cp_plans"]]
    known += [row["cinp_cin_plan_id"] for row in child["ssd_cin_plans"]]
    found = []
    for row in child["ssd_x_plan_escalation_contact"]:
        if row["plec_plan_type"] != kind:
            continue
        if row["plec_plan_id"] in known:
            ours = row["plec_plan_id"] in ids
        elif row["plec_plan_start_date"] is not None:
            ours = row["plec_plan_start_date"] in [start for _, start in plans]
        else:
            ours = row["plec_start_date"] >= min(start for _, start in plans)
        if ours:
            found.append(row)
    return found


def in_post(row: Row, day: date) -> bool:
    someone = row["plec_contact_role"] is not None or row["plec_contact_name"] is not None
    ended = row["plec_end_date"] is not None and row["plec_end_date"] <= day
    return someone and row["plec_start_date"] <= day and not ended


def can_be_reached(row: Row) -> bool:
    return row["plec_contact_phone_or_email"] is not None


def checked(row: Row, day: date) -> bool:
    """Named, verified or restated in the six months to the day."""
    days = (row["plec_start_date"], row["plec_verified_date"], row["plec_restated_at_review_date"])
    return any(when is not None and when <= day <= in_months(when, 6) for when in days)


def spoken_up(child: Child, since: date, day: date) -> dict[str, Any]:
    """Which kinds of challenge there were from the day a spell began."""
    looks = child["ssd_x_flag_reviews"]
    days = {
        "challenge_escalation": [row["escl_raised_date"] for row in child["ssd_x_escalations"]],
        "challenge_session": [row["refs_session_date"] for row in child["ssd_x_reflective_supervision"]],
        "challenge_note": [row["flrv_reviewed_date"] for row in looks if row["flrv_flag"] == "challenge"],
        "challenge_midpoint": [row["flrv_reviewed_date"] for row in looks if row["flrv_flag"] == "midpoint"],
    }
    found: dict[str, Any] = {name: int(any(since <= when <= day for when in days[name])) for name in KINDS}
    return {**found, "challenged": max(found.values())}


def silence(child: Child, spell: Spell, day: date, as_at: date, *, drifting: bool) -> dict[str, Any]:
    """Whether the plan drifts and did 28 days before, and if so whether nobody has said so."""
    before = day - timedelta(28)
    held = drifting and spell.start <= before
    if held:
        held = sum(flag or 0 for flag in flags(child, spell, before, as_at).values()) >= 2
    spoken = spoken_up(child, spell.start, day)
    return {"drift_held": int(held), **spoken, "drift_unchallenged": 1 - spoken["challenged"] if held else None}


def after_a_session(child: Child, spell: Spell | None, day: date, as_at: date) -> dict[str, Any]:
    """Brought to supervision in 90 days; and of a plan that drifted 90 days ago and had been brought to it in the 90
    days to then, whether fewer flags are up. Parents rated in a year. spell: of a child protection plan."""
    sessions = [row["refs_session_date"] for row in child["ssd_x_reflective_supervision"]]
    then = day - timedelta(90)
    moved = None
    if spell is not None and spell.start <= then and any(then - timedelta(90) <= when <= then for when in sessions):
        before = sum(flag or 0 for flag in flags(child, spell, then, as_at).values())
        now = sum(flag or 0 for flag in flags(child, spell, day, as_at).values())
        moved = int(now < before) if before >= 2 else None
    found = {"supervised_90d": int(any(then <= when <= day for when in sessions)), "moved_since_session": moved}
    for name, column in (("capacity_12m", "parc_capacity_rating"), ("motivation_12m", "parc_motivation_rating")):
        rated = [row["parc_assessed_date"] for row in child["ssd_x_parenting_capacity"] if row[column] is not None]
        within = any(in_months(day, -12) <= when <= day for when in rated)
        found[name] = None if is_unborn(child, day) else int(within)
    return found


# --- Events ---


def challenge_events(child: Child, as_at: date) -> list[dict[str, Any]]:
    return escalations(child, as_at) + formal_reviews(child, as_at)


def escalations(child: Child, as_at: date) -> list[dict[str, Any]]:
    found = []
    for row in child["ssd_x_escalations"]:
        raised, closed = row["escl_raised_date"], row["escl_resolved_date"]
        plan = plan_on(child, raised) if raised <= as_at and may_be_counted(child, raised) else None
        if plan is None:
            continue
        due = row["escl_target_resolution_date"] or nth_working_day(raised, STAGE_DAYS[row["escl_stage"] or 1])
        over = closed is not None and closed <= as_at
        about = {**plan, "stage": row["escl_stage"], "due_date": due}
        found.append(
            {
                **about,
                "kind": "escalation",
                "event_date": raised,
                "done_date": closed if over else None,
                "in_time": int(closed <= due) if over else None,
                "open_late": int(not over and due < as_at),
            }
        )
        if over:
            changed = {"agreed": 1, "part": 1, "overruled": 0, "withdrawn": 0}.get(row["escl_resolution"])
            closing = {"kind": "escalation_closed", "event_date": closed, "in_time": int(closed <= due)}
            found.append({**about, **closing, "plan_changed": changed})
    return found


def formal_reviews(child: Child, as_at: date) -> list[dict[str, Any]]:
    """Reviews of a child who was on a plan the day before."""
    ids = {row["cppr_cp_review_id"]: row["cppr_cp_review_date"] for row in child["ssd_cp_reviews"]}
    restated = []
    for row in child["ssd_x_plan_escalation_contact"]:
        restated += [row["plec_restated_at_review_date"], ids.get(row["plec_restated_review_id"])]
    found = []
    for held in sorted({when for when in ids.values() if when is not None and when <= as_at}):
        before = held - timedelta(1)
        plan = plan_on(child, before) if may_be_counted(child, before) else None
        if plan is not None and plan["plan_type"] == "CP":
            found.append({"kind": "formal_review", "event_date": held, **plan, "restated": int(held in restated)})
    return found
