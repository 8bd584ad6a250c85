"""A made-up strategy, to look round with: what a partnership might have kept two years in. Marked so, and shown only
while every child is made up too."""

from datetime import date, timedelta

import sqlalchemy as sa

from access.accounts import OPERATOR
from access.audit import Actor
from data.records.strategy import strategies
from queries.strategy.keep import put
from queries.strategy.kinds import KINDS
from queries.strategy.starting import Row, start, whole

# Nobody: who would have written what is made up.
MADE_UP = Actor("demonstration")
BOARD = "Synthetic County Safeguarding Partnership"


def demonstrate(engine: sa.Engine, as_at: date, *, by: Actor = OPERATOR) -> None:
    """Put in the made-up strategy, as at a day. Nothing where there is a strategy already."""
    with engine.connect() as connection:
        if connection.execute(sa.select(strategies.c.item_id).limit(1)).first():
            return
    start(engine, by=by)
    for name, rows in _made_up(as_at).items():
        for row in rows:
            put(KINDS[name], whole(name, row), synthetic=True, engine=engine, by=MADE_UP)


def _made_up(as_at: date) -> dict[str, tuple[Row, ...]]:
    begins = date(as_at.year - 1, 9, 1)
    return {
        "strategy": (
            {
                "name": "Neglect Strategy",
                "owner": "Chair of the Neglect Strategy group",
                "begins": begins,
                "ends": begins.replace(year=begins.year + 3) - timedelta(1),
                "approved_on": begins - timedelta(45),
                "review_due": begins.replace(year=begins.year + 2),
                "summary": "Neglected children are seen sooner and not left to wait, and each child in the home "
                "is understood.",
            },
        ),
        "priority": tuple(
            {"place": place, "title": title, "description": words}
            for place, (title, words) in enumerate(
                (
                    ("No drift", "Plans move, or are challenged."),
                    ("Every child in the home", "Each brother and sister is seen, assessed and cared for."),
                    ("Health and school weigh the same", "A missed appointment is a sign, and is acted on."),
                    (
                        "Practice we are sure of",
                        "Tools used early and again; time to think together; safe to challenge.",
                    ),
                ),
                start=1,
            )
        ),
        "target": _targets(begins),
        "action": _actions(as_at),
        "policy": (
            {
                "name": "Escalation and professional differences",
                "owner": "Partnership business unit",
                "last_reviewed": as_at - timedelta(400),
                "review_due": as_at + timedelta(330),
                "where_kept": "Partnership website",
            },
            {
                "name": "Neglect practice guidance and tools",
                "owner": "Principal social worker",
                "last_reviewed": as_at - timedelta(800),
                "review_due": as_at - timedelta(70),
                "where_kept": "Partnership website",
            },
        ),
        "scrutiny": _scrutiny(as_at, begins),
        "rebase": (
            {
                "measure": "cp_visits_on_time",
                "month": date(as_at.year - 1, 3, 31),
                "reason": "Visits are recorded on the day from March, where they were recorded weekly before.",
            },
        ),
        "commentary": (
            {
                "measure": "drifting",
                "month": as_at,
                "what": "More than one plan in five drifts in two ways or more.",
                "so_what": "These children wait for change that their plans promised. Most had no reflective session.",
                "now_what": "Heads of service look at each drifting plan in November; the chair asks again in January.",
            },
        ),
    }


def _targets(begins: date) -> tuple[Row, ...]:
    agreed = {
        "status": "agreed",
        "agreed_by": BOARD,
        "agreed_on": begins - timedelta(45),
        "effective_from": begins,
        "owner": "Head of children's social care",
        "source": "Neglect Strategy (made up)",
    }
    years = [begins.replace(year=begins.year + number) for number in range(4)]

    def course(measure: str, direction: str, values: tuple[float, ...], basis: str) -> Row:
        goal = {"value_low" if direction == "up" else "value_high": values[-1]}
        steps = [(day, value) for day, value in zip(years[1:], values[1:], strict=True)]
        began = {"baseline_value": values[0], "baseline_date": begins}
        return agreed | goal | began | {"measure": measure, "direction": direction, "trajectory": steps, "basis": basis}

    return (
        course(
            "drifting",
            "down",
            (36.0, 28.0, 22.0, 16.0),
            "Fewer than half as many plans adrift by the end of the strategy.",
        ),
        course("all_children_assessed", "up", (70.0, 78.0, 87.0, 95.0), "Every home, by the end of the strategy."),
        course("persistent_absence", "down", (61.9, 60.0, 58.0, 55.4), "England's share by the end of the strategy."),
        agreed
        | {
            "measure": "assessment_45wd",
            "direction": "up",
            "value_low": 85.7,
            "basis": "At least as prompt as England.",
        },
        agreed
        | {
            "measure": "cp_review_in_timescale",
            "direction": "up",
            "value_low": 97.0,
            "basis": "The upper quartile of England.",
        },
        agreed
        | {
            "measure": "repeat_plan_ever",
            "direction": "range",
            "value_low": 15.0,
            "value_high": 24.5,
            "basis": "Neither closing too soon nor keeping children from the plan they need.",
        },
    )


def _actions(as_at: date) -> tuple[Row, ...]:
    done, evidenced, going, waiting = (
        "complete, not yet evidenced",
        "complete, evidenced",
        "in progress",
        "not started",
    )

    def action(number: int, words: str, agency: str, days: int, status: str, evidence: str | None = None) -> Row:
        due = as_at + timedelta(days)
        return {
            "recommendation": number,
            "action": words,
            "owner_agency": agency,
            "due": due,
            "status": status,
            "evidence": evidence,
        }

    return (
        action(
            1,
            "Each agency holds a learning session on the five questions",
            "All agencies",
            -200,
            evidenced,
            "Eleven of twelve agencies returned what they changed; the board read them in June.",
        ),
        action(2, "Strategy, targets and owners agreed by the board", "Partnership business unit", -400, done),
        action(3, "One neglect tool for all agencies chosen and its training begun", "Local authority", -60, going),
        action(3, "Sample of completed tools looked at for quality each quarter", "Principal social worker", 60, going),
        action(4, "Threshold of Needs rewritten with families' advice", "Local authority", -90, going),
        action(5, "Staff asked what keeps them from escalating", "Partnership business unit", 30, waiting),
        action(6, "A field for the named contact on every plan", "Local authority", -150, done),
        action(6, "Chairs restate the contact at every review", "Independent chairs", -30, going),
        action(7, "Twelve facilitated sessions a quarter", "Health and local authority", 90, going),
        action(
            8,
            "Scrutiny schedule for the life of the strategy",
            "Independent scrutineer",
            -300,
            evidenced,
            "Five of six due activities were held; three changed what is done.",
        ),
    )


def _scrutiny(as_at: date, begins: date) -> tuple[Row, ...]:
    def activity(question: str, planned: date, held: int | None, measures: tuple[str, ...], **found: object) -> Row:
        row: Row = {
            "question": question,
            "owner": "Independent scrutineer",
            "planned_for": planned,
            "measures": list(measures),
        }
        return row | ({"held_on": planned + timedelta(held)} if held is not None else {}) | found

    def after(months: int) -> date:
        day = begins
        for _ in range(months):
            day = (day.replace(day=28) + timedelta(8)).replace(day=15)
        return day

    return (
        activity(
            "What stands in the way of delivering the strategy?",
            after(3),
            4,
            ("drifting", "plan_actions_overdue"),
            finding="Actions that need two agencies are the late ones.",
            decision="Every joint action gets one owner.",
            finding_owner="Head of children's social care",
            next_on=after(18),
        ),
        activity(
            "Is every child in the home assessed?",
            after(6),
            11,
            ("all_children_assessed", "sibling_passed_by"),
            finding="Older brothers are the ones passed by.",
            decision="Managers sign off an assessment only when all children are in it.",
            finding_owner="Heads of service",
            next_on=after(20),
        ),
        activity("How good are completed neglect tools?", after(9), 0, ("uniformly_poor",)),
        activity("Is missed health care acted on?", after(12), None, ("wnb_2plus", "equal_weight")),
        activity("Does escalation change anything for children?", after(15), None, ("drifting",)),
        activity("What training is needed, and by whom?", after(20), None, ()),
        activity("What do outcomes for children on plans show?", after(26), None, ("repeat_plan_24m", "plans_long")),
        activity("Has the strategy done what it set out to?", after(34), None, ("drifting", "all_children_assessed")),
    )
