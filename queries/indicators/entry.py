"""What an indicator's entry says."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

import sqlalchemy as sa

from data.facts.terms import FLAGS
from data.practice import Practice
from queries.filters import Basis, Filters, Population

# A whole number for each row of the fact table, added up over the population; a NULL adds nothing.
Count = sa.ColumnElement[int]


class Good(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"
    CONTEXT = "context"


class Fact(StrEnum):
    """The table a figure is counted on. All but events are stocks: true at a month-end."""

    PLAN_MONTH = "plan_month"
    EVENT = "event"
    HOUSEHOLD_MONTH = "household_month"
    SIBLING_MONTH = "sibling_month"


class Kind(StrEnum):
    """share: numerator of denominator. count: the numerator alone. rate: per 10,000 children of the area."""

    SHARE = "share"
    COUNT = "count"
    RATE = "rate"


def yes(condition: sa.ColumnElement[bool]) -> Count:
    """1 where the condition holds, else 0."""
    return sa.case((condition, 1), else_=0)


def recorded(column: "sa.Column[int]") -> Count:
    """1 where the condition is recorded, yes or no; 0 where it is not."""
    return yes(column.is_not(None))


# What says who is on a child in need plan for neglect.
CIN_FEEDS = ("ssd_cin_plans", "ssd_assessment_factors")
# What a list of children on plans shows, in order, unless its indicator says otherwise.
LISTED = ("spell_months", *FLAGS, "next_due_kind", "next_due", "team", "age", "plan_type", "cumulative_days")
EVERY_ROW: Count = sa.literal_column("1", sa.Integer)


@dataclass(frozen=True)
class Indicator:
    """One measure. A stock is true at a month-end; a flow (event) happened in a period.

    id          the catalogue's id; variants share it
    key         code name, unique
    name        as on a card
    question    what a leader asks of it
    unit        what is counted, plural
    numerator   what is added up, within the population; may depend on the basis of neglect
    denominator the same, for shares; None for counts and rates
    eligible    the same, for those it is about, recorded or not: what its completeness is a share of
    good        which way is better
    threshold   the line people speak of, and whose it is: [S] statutory, [N] national, [L] local, [P] proposed here
    spans_quarter  an event stands for three months itself: counted in its own month, whatever the period
    waits_months   an event counts only so many months after it happened: in the month by which they have passed
    read_with   keys of the measures that must stand beside it
    needs       tables without which it is "not recorded here"
    settings    names of the local practice settings that shape it, printed with the figure
    listed      columns of its fact that a list of its children shows, in order (of households: of sibling_month)

    Words may name a setting, as in "{long_plan_months} months or more": `worded` puts in the value in force.
    """

    id: str
    key: str
    name: str
    question: str
    unit: str
    fact: Fact
    population: Population
    numerator: Count | Callable[[Basis], Count]
    denominator: Count | None
    good: Good
    source: str
    clause: str
    needs: tuple[str, ...]
    kind: Kind = Kind.SHARE
    event_kind: str | None = None
    spans_quarter: bool = False
    waits_months: int = 0
    eligible: Count = EVERY_ROW
    threshold: str = ""
    read_with: tuple[str, ...] = field(default=())
    caveat: str = ""
    settings: tuple[str, ...] = field(default=())
    listed: tuple[str, ...] = field(default=LISTED)

    def worded(self, practice: Practice) -> "Indicator":
        """The entry with the settings in force in its words."""
        values = asdict(practice)
        words = {name: getattr(self, name).format(**values) for name in ("name", "question", "threshold", "caveat")}
        return replace(self, **words)

    def needed(self, filters: Filters) -> tuple[str, ...]:
        """Tables needed to count it within the filters: a count of child in need plans needs theirs too."""
        population = filters.population or self.population
        with_cin = population in (Population.NEGLECT_CIN, Population.NEGLECT_COHORT)
        with_cin &= not filters.plan_types or "CIN" in filters.plan_types
        more = CIN_FEEDS if with_cin and self.fact is not Fact.EVENT else ()
        return (*self.needs, *(name for name in more if name not in self.needs))

    def counted(self, basis: Basis) -> Count:
        """The numerator on the basis of neglect chosen."""
        return self.numerator(basis) if callable(self.numerator) else self.numerator
