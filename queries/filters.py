"""Filters: what the reader chose to look at. The same object goes to every question a page asks."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from data.facts.tables import event, household_month, plan_month, sibling_month
from data.facts.terms import DISADVANTAGES


class Basis(StrEnum):
    """Which category of abuse makes a child protection plan a plan for neglect."""

    EITHER = "either"
    INITIAL = "initial"
    LATEST = "latest"


class Population(StrEnum):
    """Whom a measure counts. Each measure has its own; a reader may cut any measure to another."""

    NEGLECT_CP = "neglect_cp"
    NEGLECT_CIN = "neglect_cin"
    NEGLECT_COHORT = "neglect_cohort"
    ALL_CP = "all_cp"
    EVERYONE = "everyone"


# The event kinds about children on, or going on to, any plan or none; the others are about child protection plans.
FRONT_DOOR = ("referral", "assessment", "conference", "core_group_first")
# Those of children on either type of plan, which say of themselves which it was.
OF_EITHER_PLAN = (
    *("appointment", "escalation", "escalation_closed", "formal_review", "plan_quarter"),
    *("first_tool", "tool"),
)


@dataclass(frozen=True)
class Filters:
    """What to count. An empty tuple means no limit.

    month              month-end to look at; None = the newest there is
    plan_types         CP, CIN
    basis              neglect by initial category, latest, or either
    population         cut every measure to this population instead of its own
    disadvantages      names of DISADVANTAGES that must be recorded yes
    min_disadvantages  at least so many recorded yes
    drifting_only      only children drifting at the month-end (figures about plans only)
    """

    month: date | None = None
    plan_types: tuple[str, ...] = ()
    basis: Basis = Basis.EITHER
    population: Population | None = None
    teams: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    ethnicity_groups: tuple[str, ...] = ()
    neurodivergence: tuple[str, ...] = ()
    sen: tuple[str, ...] = ()
    disadvantages: tuple[str, ...] = ()
    min_disadvantages: int = 0
    drifting_only: bool = False

    def __post_init__(self) -> None:
        unknown = sorted(set(self.disadvantages) - set(DISADVANTAGES))
        if unknown:
            raise ValueError(f"Not a disadvantage: {', '.join(unknown)}. Known: {', '.join(DISADVANTAGES)}.")
        if self.month and (self.month.replace(day=1) == self.month or _month_end(self.month) != self.month):
            raise ValueError(f"{self.month} is not a month-end.")

    def chosen(self) -> dict[str, object]:
        """The filters that are set, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


# Filter -> the facts column its values are looked up in; the same name on every fact that has it.
COLUMN_OF = {
    "teams": "team",
    "localities": "locality",
    "age_bands": "age_band",
    "sexes": "sex",
    "ethnicity_groups": "ethnicity_group",
    "neurodivergence": "neurodivergence",
    "sen": "sen",
}
# What a child's own row alone can be chosen by: events do not say, and of a household some child would.
_OF_PLANS = ("plan_types", "drifting_only")
_OF_CHILDREN = (
    "age_bands",
    "sexes",
    "ethnicity_groups",
    "neurodivergence",
    "sen",
    "disadvantages",
    "min_disadvantages",
)


_CHILDREN_ON = {"CP": "children_cp", "CIN": "children_cin"}


def conditions(filters: Filters, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    """The filters as conditions on a fact table, without the month and the population."""
    found: list[sa.ColumnElement[bool]] = []
    for name, column in COLUMN_OF.items():
        values = getattr(filters, name)
        if values and column in table.c:
            found.append(table.c[column].in_(sorted(values)))
    found.extend(table.c[name] == 1 for name in filters.disadvantages if name in table.c)
    if filters.min_disadvantages and "disadvantage_count" in table.c:
        found.append(table.c.disadvantage_count >= filters.min_disadvantages)
    if table is plan_month:
        if filters.plan_types:
            found.append(table.c.plan_type.in_(sorted(filters.plan_types)))
        if filters.drifting_only:
            found.append(table.c.drifting == 1)
    elif table is not event:
        # A household is chosen, with every child in it, by what is true of any one of them.
        if filters.plan_types:
            found.append(sa.or_(*(table.c[_CHILDREN_ON[name]] > 0 for name in sorted(filters.plan_types))))
        if filters.drifting_only:
            found.append(table.c.children_drifting > 0)
    return found


def not_applied(filters: Filters, table: sa.Table) -> list[str]:
    """Names of filters that are set but that this fact does not carry: to be said beside its figures."""
    not_carried = {event: _OF_PLANS, household_month: _OF_CHILDREN}.get(table, ())
    return [name for name in not_carried if name in filters.chosen()]


def neglect_cp(table: sa.Table, basis: Basis) -> sa.ColumnElement[bool]:
    """A child protection plan for neglect, on the basis chosen."""
    initial, latest = table.c.neglect_initial == 1, table.c.neglect_latest == 1
    return {Basis.INITIAL: initial, Basis.LATEST: latest, Basis.EITHER: sa.or_(initial, latest)}[basis]


def in_population(table: sa.Table, population: Population, basis: Basis, kind: str | None) -> sa.ColumnElement[bool]:
    """Whether a row is in the population: of households and their children, whether any child of the household is.
    `kind` is the event kind, for events."""
    if population is Population.EVERYONE:
        return sa.true()
    if table is event and kind not in OF_EITHER_PLAN:
        if kind in FRONT_DOOR:
            return sa.true() if population is Population.ALL_CP else event.c.neglect == 1
        if population is Population.ALL_CP:
            return sa.true()
        return sa.false() if population is Population.NEGLECT_CIN else neglect_cp(event, basis)
    if population is Population.ALL_CP:
        return table.c.children_cp > 0 if table in (household_month, sibling_month) else table.c.plan_type == "CP"
    on_cp, cin = neglect_cp(table, basis), table.c.neglect_cin == 1
    return {
        Population.NEGLECT_CP: on_cp,
        Population.NEGLECT_CIN: cin,
        Population.NEGLECT_COHORT: sa.or_(on_cp, cin),
    }[population]


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
