"""Events of challenge: escalations raised and closed, formal reviews that restate the contact, plans of a quarter."""

from datetime import date

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, day_number, months_later, working_days_between, working_days_later
from data.facts.event_rows import as_at_day, events, yes
from data.facts.months import PlanMonths, month_ends

# What changed the plan or the decision, or was agreed, in whole or in part.
CHANGED = ("agreed", "part")
OPEN = "open"


def _placed(facts: PlanMonths, day_name: str) -> tuple[pd.DataFrame, Ints, Ints, pd.DataFrame]:
    """Escalations with a known child who was on a plan of plan_month the day they were raised, those that have not
    happened by the as-at left out: rows, child, the day named, the plan."""
    every = facts.challenge.escalations
    by_now = (every["who"] >= 0) & (every["raised"] < NO_DAY) & (every[day_name] <= as_at_day(facts))
    rows = every[by_now].reset_index(drop=True)
    who, raised = (rows[name].to_numpy(dtype=np.int64) for name in ("who", "raised"))
    plan = facts.on_plan(who, raised)
    kept = plan["plan_type"].notna().to_numpy(dtype=bool)
    rows, plan = rows[kept].reset_index(drop=True), plan[kept].reset_index(drop=True)
    return rows, who[kept], rows[day_name].to_numpy(dtype=np.int64), plan


def _due(rows: pd.DataFrame, facts: PlanMonths) -> Ints:
    """The day each stage is to be answered: as recorded, else so many working days after it was raised as practice
    allows the stage; the last of them for later stages, the first where no stage is recorded."""
    limits = facts.practice.escalation_working_days
    stage = rows["stage"].fillna(1).clip(1, len(limits)).to_numpy(dtype=np.int64)
    raised, recorded = (rows[name].to_numpy(dtype=np.int64) for name in ("raised", "due"))
    by_rule = np.full(len(rows), NO_DAY)
    for number, limit in enumerate(limits, start=1):
        by_rule = np.where(stage == number, working_days_later(raised, limit), by_rule)
    return np.where(recorded < NO_DAY, recorded, by_rule)


def escalations(facts: PlanMonths) -> pd.DataFrame:
    """Escalations about a plan, on the day raised (EP01, EP02).

    in_time: closed by its due day, or later; NULL while open. open_late: past its due day and still open.
    """
    rows, who, raised, plan = _placed(facts, "raised")
    due, closed = _due(rows, facts), rows["closed"].to_numpy(dtype=np.int64)
    as_at = as_at_day(facts)
    is_open = closed > as_at
    return events(
        who,
        raised,
        kind="escalation",
        trigger=raised,
        due=due,
        done=closed,
        days=working_days_between(raised, np.where(is_open, NO_DAY, closed)),
        in_time=yes(closed <= due).where(~is_open),
        open_late=yes(is_open & (due < as_at)),
        **{name: rows[name] for name in ("stage", "raised_by", "raised_to")},
        **{name: plan[name] for name in plan.columns},
    )


def escalations_closed(facts: PlanMonths) -> pd.DataFrame:
    """The same on the day closed: in time or not, and whether the plan or the decision changed (EP02, EP04)."""
    rows, who, closed, plan = _placed(facts, "closed")
    resolution = rows["resolution"]
    known = (resolution.notna() & (resolution != OPEN)).to_numpy(dtype=bool)
    return events(
        who,
        closed,
        kind="escalation_closed",
        trigger=rows["raised"].to_numpy(dtype=np.int64),
        due=_due(rows, facts),
        done=closed,
        in_time=yes(closed <= _due(rows, facts)),
        plan_changed=yes(resolution.isin(CHANGED)).where(known),
        **{name: rows[name] for name in ("stage", "raised_by", "raised_to")},
        **{name: plan[name] for name in plan.columns},
    )


def formal_reviews(facts: PlanMonths) -> pd.DataFrame:
    """Reviews held of children who were on a plan of plan_month the day before: review conferences of a child
    protection plan, reviews of a child in need plan. restated: whether it restated the named contact (PC02)."""
    records, name = facts.records, "ssd_x_core_group_meetings"
    meetings = records[name]
    kind = meetings["corg_meeting_type"].fillna("").str.lower()
    is_review = ((meetings["corg_plan_type"] == "CIN") & kind.str.contains("review")).to_numpy(dtype=bool)
    of_cin = np.where(is_review, records.owner(name, "corg_person_id"), -1)
    both = pd.DataFrame(
        {
            "who": np.concatenate([records.owner("ssd_cp_reviews", "cppr_person_id"), of_cin]),
            "day": np.concatenate(
                [records.day("ssd_cp_reviews", "cppr_cp_review_date"), records.day(name, "corg_held_date")]
            ),
            "of": ["CP"] * len(records["ssd_cp_reviews"]) + ["CIN"] * len(meetings),
        }
    ).drop_duplicates()
    held = both[(both["who"] >= 0) & (both["day"] < NO_DAY)].reset_index(drop=True)
    who, day = (held[column].to_numpy(dtype=np.int64) for column in ("who", "day"))
    plan = facts.on_plan(who, day - 1)
    kept = (plan["plan_type"] == held["of"]).fillna(False).to_numpy(dtype=bool)
    who, day, plan = who[kept], day[kept], plan[kept].reset_index(drop=True)
    return events(
        who,
        day,
        kind="formal_review",
        done=day,
        restated=facts.challenge.restated(who, day),
        **{column: plan[column] for column in plan.columns},
    )


def plans_of_a_quarter(facts: PlanMonths) -> pd.DataFrame:
    """Children on a plan at any time in the three months to each month-end, with the escalations raised in them (EP01):
    from the first month-end whose three months the log of escalations tells of."""
    first = facts.records.first_day("ssd_x_escalations")
    if first is None or facts.clocks.empty:
        return events(
            np.empty(0, np.int64), np.empty(0, np.int64), kind="plan_quarter", escalations=np.empty(0, np.int64)
        )
    begins = months_later(np.array([first]), 3)[0]
    until = facts.records.told_until.get("ssd_x_escalations", NO_DAY)
    ends = [day_number(end) for end in month_ends(_day(begins), facts.records.authority.as_at)]
    spells = facts.clocks
    who, start, end = (spells[name].to_numpy(dtype=np.int64) for name in ("person", "start", "end"))
    parts = []
    for month_end in (np.int64(number) for number in ends if begins <= number <= until):
        after = months_later(np.array([month_end]), -3)[0]
        there = np.flatnonzero((start <= month_end) & (end - 1 > after))
        parts.append(pd.DataFrame({"who": who[there], "last": np.minimum(end[there] - 1, month_end), "day": month_end}))
        parts[-1]["after"] = after
    every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["who", "last", "day", "after"])
    # Of a child on more than one spell in the quarter, the last.
    every = every.sort_values("last", kind="stable").drop_duplicates(["who", "day"], keep="last").reset_index(drop=True)
    child, last, day, since = (every[name].to_numpy(dtype=np.int64) for name in ("who", "last", "day", "after"))
    plan = facts.on_plan(child, last)
    kept = plan["plan_type"].notna().to_numpy(dtype=bool)
    _, escalated, on, _ = _placed(facts, "raised")
    raised = Timeline.of(escalated, on).count(child, day, since)
    return events(
        child[kept],
        day[kept],
        kind="plan_quarter",
        escalations=raised[kept],
        **{name: plan[name][kept].reset_index(drop=True) for name in plan.columns},
    )


def _day(number: np.int64) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(number))
