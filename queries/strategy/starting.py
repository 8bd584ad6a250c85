"""What a new strategy begins with: the Review's eight recommendations, the document it found overdue, and illustrative
targets. The targets are drafts: nothing is judged against them until the Partnership has agreed them."""

from datetime import date

import sqlalchemy as sa

from access.accounts import OPERATOR
from access.audit import Actor
from data.records.strategy import strategy_recommendations
from queries.strategy.keep import put
from queries.strategy.kinds import KINDS

LAIT = "Local Authority Interactive Tool, 2025"
Row = dict[str, object]

RECOMMENDATIONS: tuple[Row, ...] = (
    {
        "number": 1,
        "title": "Consider the Review's questions and share what is found",
        "asks": "Each agency considers the five reflective questions, and shares what it learns.",
        "clause": "Recommendation 1",
    },
    {
        "number": 2,
        "title": "Refresh the Neglect Strategy, its governance and its scrutiny",
        "asks": "A strategy with an owner, dates and agreed targets, and a line of sight from the board to practice.",
        "clause": "Recommendation 2",
    },
    {
        "number": 3,
        "title": "One suite of assessment tools and one shared language",
        "asks": "Align tools across agencies; watch their use, quality, impact and how confident staff are in them.",
        "clause": "Recommendation 3",
    },
    {
        "number": 4,
        "title": "Refresh the Threshold of Needs",
        "asks": "Neurodiversity where disadvantages meet, and brothers and sisters together, in the thresholds.",
        "clause": "Recommendation 4",
    },
    {
        "number": 5,
        "title": "Understand what stands in the way of escalation",
        "asks": "Find the barriers to the escalation policy; make it easy to use; build confidence in it.",
        "clause": "Recommendation 5",
    },
    {
        "number": 6,
        "title": "A named contact on every plan",
        "asks": "Every child in need and child protection plan names whom to turn to over a difference, an action not "
        "done or drift; it is said again at every formal review.",
        "clause": "Recommendation 6",
    },
    {
        "number": 7,
        "title": "Regular reflective group supervision across agencies",
        "asks": "Facilitated sessions for those who work with neglect, to pause and think together.",
        "clause": "Recommendation 7",
    },
    {
        "number": 8,
        "title": "Scrutiny for the life of the strategy",
        "asks": "A schedule of scrutiny: barriers to delivery, use of escalation, quality of tools, training needs, "
        "and what the data shows of outcomes for children on plans.",
        "clause": "Recommendation 8",
    },
)

POLICIES: tuple[Row, ...] = (
    {
        "name": "Threshold of Needs",
        "owner": None,
        "last_reviewed": date(2022, 9, 30),
        "review_due": date(2024, 9, 30),
        "where_kept": None,
    },
)


CSC_OE = "Outcomes of children in need, Department for Education, 2025"
WORKING_TOGETHER = "Working Together to Safeguard Children"
_DUTY = "A duty: 100 % is what is asked."


def _target(measure: str, direction: str, low: float | None, high: float | None, basis: str, source: str) -> Row:
    return {
        "measure": measure,
        "direction": direction,
        "value_low": low,
        "value_high": high,
        "basis": basis,
        "source": source,
        "status": "draft",
    }


# Illustrative: from published figures, or what the law or the Review asks.
TARGETS: tuple[Row, ...] = (
    _target("icpc_15wd", "up", 100, None, f"{_DUTY} An upper quartile authority has 88.9.", WORKING_TOGETHER),
    _target("first_core_group_10wd", "up", 100, None, f"{_DUTY} No authority's share is published.", WORKING_TOGETHER),
    _target(
        "cp_review_in_timescale", "up", 100, None, f"{_DUTY} An upper quartile authority has 96.9.", WORKING_TOGETHER
    ),
    _target("assessment_45wd", "up", 85.7, None, "England's share; an upper quartile authority has 91.4.", LAIT),
    _target(
        "repeat_plan_ever",
        "range",
        15,
        24.5,
        "England's share is the upper end. A very low share is a warning too: children may not get the plan they need.",
        LAIT,
    ),
    _target("plans_2y_open", "down", None, 2.3, "England's share. Read with repeat plans, which must not rise.", LAIT),
    _target("rereferral_12m", "range", 15, 22.6, "England's share is the upper end.", LAIT),
    _target(
        "legal_planning_by_15m",
        "up",
        100,
        None,
        "No plan of 15 months without a decision about legal planning. Adapted from Swindon's policy of 2019.",
        "Swindon, 2019",
    ),
    _target("persistent_absence", "down", None, 55.4, "England's share of children on child protection plans.", CSC_OE),
    _target("severe_absence", "down", None, 15.4, "England's share of children on child protection plans.", CSC_OE),
    _target("all_children_assessed", "up", 100, None, "Asked of every home.", "The Review, 4.3"),
    _target("caring_role_screened", "up", 100, None, "Asked of every brother and sister.", "The Review, 4.3"),
)


def start(engine: sa.Engine, *, by: Actor = OPERATOR) -> dict[str, int]:
    """Put in what every strategy begins with; how many of each kind. Nothing where there are recommendations."""
    with engine.connect() as connection:
        if connection.execute(sa.select(strategy_recommendations.c.item_id).limit(1)).first():
            return {}
    made = {"recommendation": RECOMMENDATIONS, "policy": POLICIES, "target": TARGETS}
    for name, rows in made.items():
        for row in rows:
            put(KINDS[name], whole(name, row), engine=engine, by=by)
    return {name: len(rows) for name, rows in made.items()}


def whole(kind: str, row: Row) -> Row:
    """The row with every field of its kind, what is not said being None."""
    return {one.name: row.get(one.name) for one in KINDS[kind].fields}
