"""The kinds of thing a strategy is made of, declared once: from one entry come the form, its checks and its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from data.records import strategy as tables
from queries.indicators import REGISTRY
from queries.strategy import checks
from queries.strategy.checks import Fault, Values


class Shape(StrEnum):
    """What a field holds, and so how it is asked for."""

    WORDS = "words"
    PARAGRAPH = "paragraph"
    DAY = "day"
    NUMBER = "number"
    WHOLE = "whole number"
    CHOICE = "choice"
    MEASURE = "measure"
    MEASURES = "measures"
    POINTS = "points"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Field:
    """One thing said of an item. `name` is its column; `longest` the most characters it may have."""

    name: str
    label: str
    shape: Shape = Shape.WORDS
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    longest: int = 200


@dataclass(frozen=True)
class Kind:
    """One kind of item.

    one, many  what it is called
    named_by   the field whose words stand for the item in a list
    order      the fields items are put in order by
    check      what must hold between fields: the faults found
    clash      what must hold between an item's fields and those of the others that stand
    """

    name: str
    one: str
    many: str
    table: sa.Table
    fields: tuple[Field, ...]
    named_by: str
    order: tuple[str, ...]
    check: Callable[[Values], list[Fault]] = field(default=lambda values: [])
    clash: Callable[[Values, Sequence[Values]], list[Fault]] = field(default=lambda values, others: [])

    def faults(self, values: Values, others: Sequence[Values] = ()) -> list[Fault]:
        """What is wrong with the values, field by field; nothing where they can be kept. `others`: those of the other
        items that stand."""
        found = [fault for one in self.fields for fault in _faults_of(one, values.get(one.name))]
        return found or self.check(values) or self.clash(values, others)


def _faults_of(one: Field, value: object) -> list[Fault]:
    if value is None or value == "" or value == []:
        return [Fault(one.name, f"{one.label} is needed.")] if one.required else []
    if isinstance(value, str) and len(value) > one.longest:
        return [Fault(one.name, f"{one.label} has {len(value):,} characters; the most is {one.longest:,}.")]
    if one.choices and value not in one.choices:
        return [Fault(one.name, f"{one.label} is one of: {', '.join(one.choices)}.")]
    if one.shape is Shape.MEASURE and value not in REGISTRY:
        return [Fault(one.name, f"{one.label}: there is no measure {value}.")]
    if one.shape is Shape.MEASURES and isinstance(value, list):
        return [Fault(one.name, f"{one.label}: there is no measure {key}.") for key in value if key not in REGISTRY]
    return []


PARAGRAPH = 4_000
# The days a strategy can speak of.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
TARGET_STATUSES = ("draft", "agreed", "retired")
DIRECTIONS = ("up", "down", "range")
ACTION_STATUSES = ("not started", "in progress", "complete, not yet evidenced", "complete, evidenced")


def _paragraph(name: str, label: str, *, required: bool = False, help: str = "") -> Field:
    return Field(name, label, Shape.PARAGRAPH, required=required, help=help, longest=PARAGRAPH)


def _day(name: str, label: str, *, required: bool = False, help: str = "") -> Field:
    return Field(name, label, Shape.DAY, required=required, help=help)


STRATEGY = Kind(
    "strategy",
    "the strategy",
    "strategies",
    tables.strategies,
    (
        Field("name", "Name", required=True),
        Field("owner", "Owner", required=True, help="The person or group who answers for it"),
        _day("begins", "Begins", required=True),
        _day("ends", "Ends", required=True),
        _day("approved_on", "Approved on"),
        _day("review_due", "Review due"),
        _paragraph("summary", "In a few sentences"),
    ),
    named_by="name",
    order=("begins",),
    check=checks.of_strategy,
)
PRIORITY = Kind(
    "priority",
    "a priority",
    "priorities",
    tables.strategy_priorities,
    (
        Field("place", "Place in the list", Shape.WHOLE, required=True),
        Field("title", "Priority", required=True),
        _paragraph("description", "What it means for children"),
    ),
    named_by="title",
    order=("place",),
)
TARGET = Kind(
    "target",
    "a target",
    "targets",
    tables.strategy_targets,
    (
        Field("measure", "Measure", Shape.MEASURE, required=True),
        Field("direction", "Good is", Shape.CHOICE, required=True, choices=DIRECTIONS),
        Field("value_low", "At least", Shape.NUMBER, help="Shares in per cent. For targets up, and ranges"),
        Field("value_high", "At most", Shape.NUMBER, help="Shares in per cent. For targets down, and ranges"),
        _paragraph("basis", "Why this value"),
        Field("source", "Source"),
        Field("owner", "Owner"),
        Field("status", "Status", Shape.CHOICE, required=True, choices=TARGET_STATUSES),
        Field("agreed_by", "Agreed by", help="The meeting or person. Needed once it is agreed"),
        _day("agreed_on", "Agreed on"),
        _day("effective_from", "In force from"),
        _day("effective_to", "In force to"),
        Field("baseline_value", "Where it began", Shape.NUMBER),
        _day("baseline_date", "On which day"),
        Field(
            "trajectory",
            "Steps on the way",
            Shape.POINTS,
            help="One a line: day, value. For example 2027-03-31, 58. Between two days the line is straight",
            longest=PARAGRAPH,
        ),
    ),
    named_by="measure",
    order=("measure", "effective_from"),
    check=checks.of_target,
    clash=checks.among_targets,
)
RECOMMENDATION = Kind(
    "recommendation",
    "a recommendation",
    "recommendations",
    tables.strategy_recommendations,
    (
        Field("number", "Number", Shape.WHOLE, required=True),
        Field("title", "Recommendation", required=True),
        _paragraph("asks", "What it asks"),
        Field("clause", "Where the Review says so", longest=60),
    ),
    named_by="title",
    order=("number",),
)
ACTION = Kind(
    "action",
    "an action",
    "actions",
    tables.strategy_actions,
    (
        Field("recommendation", "Recommendation number", Shape.WHOLE, required=True),
        _paragraph("action", "What will be done", required=True),
        Field("owner_agency", "Agency that owns it", required=True),
        _day("due", "Due"),
        Field("status", "Status", Shape.CHOICE, required=True, choices=ACTION_STATUSES),
        _paragraph("evidence", "Evidence of impact", help="What changed for children, and how it is known"),
    ),
    named_by="action",
    order=("recommendation", "due"),
    check=checks.of_action,
)
POLICY = Kind(
    "policy",
    "a policy document",
    "policy documents",
    tables.strategy_policies,
    (
        Field("name", "Document", required=True),
        Field("owner", "Owner"),
        _day("last_reviewed", "Last reviewed"),
        _day("review_due", "Review due"),
        Field("where_kept", "Where it is kept", longest=400),
    ),
    named_by="name",
    order=("review_due", "name"),
    check=checks.of_policy,
)
SCRUTINY = Kind(
    "scrutiny",
    "a scrutiny activity",
    "scrutiny activities",
    tables.strategy_scrutiny,
    (
        _paragraph("question", "Question", required=True),
        Field("owner", "Owner", required=True),
        _day("planned_for", "Planned for", required=True),
        Field("measures", "Measures to look at", Shape.MEASURES),
        Field("evidence", "What the figures were then", Shape.EVIDENCE, longest=100_000),
        _day("held_on", "Held on"),
        _paragraph("finding", "What was found"),
        _paragraph("decision", "What was decided"),
        Field("finding_owner", "Who acts on it"),
        _day("next_on", "To be looked at again on"),
    ),
    named_by="question",
    order=("planned_for",),
    check=checks.of_scrutiny,
)
COMMENTARY = Kind(
    "commentary",
    "a commentary",
    "commentaries",
    tables.strategy_commentary,
    (
        Field("measure", "Measure", Shape.MEASURE, required=True),
        _day("month", "Month", required=True),
        _paragraph("what", "What: the figure in a sentence", required=True),
        _paragraph("so_what", "So what: what it means for children", required=True),
        _paragraph("now_what", "Now what: who does what, by when", required=True),
    ),
    named_by="measure",
    order=("month", "measure"),
)
REBASE = Kind(
    "rebase",
    "a re-based chart",
    "re-based charts",
    tables.strategy_rebases,
    (
        Field("measure", "Measure", Shape.MEASURE, required=True),
        _day("month", "From the month of", required=True),
        _paragraph(
            "reason",
            "Why",
            required=True,
            help="A known cause that changed how things work: not a wish for narrower limits",
        ),
    ),
    named_by="measure",
    order=("measure", "month"),
)
KINDS = {
    kind.name: kind
    for kind in (STRATEGY, PRIORITY, TARGET, RECOMMENDATION, ACTION, POLICY, SCRUTINY, COMMENTARY, REBASE)
}
