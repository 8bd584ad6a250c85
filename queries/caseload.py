"""The children a reader may open, with what is due for each and why it needs a decision."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
import sqlalchemy as sa

from access.pseudonyms import pseudonyms
from access.scope import Scope
from data.facts.tables import event, plan_month, sibling_month
from data.facts.terms import FLAGS
from queries.door import cases
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import first_month, month_of, practice
from queries.stalls import COLUMNS

# Days to the day shown within which what falls due is due soon.
SOON_DAYS = 14
CORE_GROUP = "Core group"
# What falls due on a day of its own, by what it is called: first what law and statutory guidance set a time for.
_BY_LAW = {
    "Review": "review_due",
    "Visit": "visit_due",
    CORE_GROUP: "core_group_due",
    "Assessment": "assessment_due",
    "Conference": "conference_due",
}
CLOCKS = {**_BY_LAW, "First neglect tool": "first_tool_due", "Answer to an escalation": "escalation_due"}
# Of those, what is due by an event that waits: its kind.
_WAITING = {
    "assessment": "assessment_due",
    "conference": "conference_due",
    "first_tool": "first_tool_due",
    "escalation": "escalation_due",
}
_COLUMNS = (
    *("person_id", "household_key", "team", "age", "plan_type", "spell_start", "spell_months", "spell_days", "as_at"),
    *("review_due", "visit_due", "next_due", "next_due_kind"),
    *("actions_overdue", "last_seen", "drifting", "flag_count", *FLAGS),
    *(name for name in COLUMNS if name not in ("spell_months", *FLAGS)),
)


# What is told of each child of a home, the same of every one and in this order.
HOME = (
    *("age", "plan_type", "last_seen", "has_seen_alone", "last_assessed", "last_scored", "worst_grade"),
    *("grade_physical", "grade_safety", "grade_emotional", "grade_developmental"),
    *("sessions_absent_term", "sessions_possible_term", "appointments_missed_12m", "appointments_due_12m"),
    *("caring_due", "caring_ever_asked", "passed_by_ways", "team"),
)


class Need(StrEnum):
    """Why a child is to be looked at, the most pressing first."""

    OVERDUE = "Overdue"
    SOON = "Due in 14 days"
    DRIFTING = "Drifting"
    NOTHING = "Nothing due"


@dataclass(frozen=True)
class Caseload:
    """The children of a month.

    children  [pseudonym, person_id, household, team, age, plan_type, spell_months, need, next_due, next_due_kind,
              overdue_days, actions_overdue, last_seen, drifting, flag_count, *FLAGS, *CLOCKS' columns, and those of
              queries/stalls.py], the most pressing first. household is a number that stands for theirs in this list;
              overdue_days: days by which the longest of the clocks set by law has passed, missing where none has.
              next_due: the first of all of them, next_due_kind which it is. Conditions are 1, 0 or missing.
    passed_by [pseudonym, household, age, passed_by_ways]: the children of their homes, on a plan or not, who are
              without as many kinds of attention as practice says that another child of the home has; the most first
    as_at     the day it was true on; missing where there is nobody
    """

    children: pd.DataFrame
    passed_by: pd.DataFrame
    as_at: date | None

    def of(self, need: Need) -> int:
        """How many children are to be looked at for this above all."""
        return int((self.children["need"] == need).sum())


def caseload(scope: Scope, filters: Filters) -> Caseload:
    """Every child on a plan for neglect whom the scope opens, within the filters. What is opened is written down.

    Raises NotAllowed for a scope that does not open cases, or has given no reason where one is needed.
    """
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    rows = cases(
        scope,
        sa.select(*(plan_month.c[name] for name in _COLUMNS)).where(
            plan_month.c.month == month_of(scope, filters), chosen, *conditions(filters, plan_month)
        ),
        told={"what": "caseload", **{name: str(value) for name, value in filters.chosen().items()}},
    )
    as_at = pd.to_datetime(rows["as_at"])
    rows = rows.assign(**_days_due(scope, filters, rows))
    left = pd.DataFrame({name: (rows[name] - as_at).dt.days for name in CLOCKS.values()}, dtype="float64")
    past = -left[list(_BY_LAW.values())].min(axis=1)
    late = (left < 0).any(axis=1)
    overdue = late | (rows["actions_overdue"].fillna(0) > 0) | (rows["flag_core_group_overdue"] == 1)
    soon = left.min(axis=1).between(0, SOON_DAYS)
    need = pd.Series(str(Need.NOTHING), index=rows.index, dtype=object)
    for state, holds in ((Need.DRIFTING, rows["drifting"] == 1), (Need.SOON, soon), (Need.OVERDUE, overdue)):
        need = need.mask(holds.fillna(False).astype(bool), str(state))
    rows = rows.assign(
        need=need,
        overdue_days=past.where(past > 0).astype("Int64"),
        pseudonym=pseudonyms(rows["person_id"]),
        place=need.map({str(state): number for number, state in enumerate(Need)}),
    )
    rows = rows.sort_values(
        ["place", "overdue_days", "flag_count", "spell_days", "person_id"],
        ascending=[True, False, False, False, True],
        ignore_index=True,
    )
    rows["household"] = pd.factorize(rows["household_key"])[0] + 1
    first = as_at.max()
    homes = rows.dropna(subset=["household_key"]).drop_duplicates("household_key").set_index("household_key")
    return Caseload(
        rows.drop(columns=["household_key", "spell_start", "spell_days", "as_at", "place"]),
        _passed_by(scope, filters, homes["household"]),
        None if pd.isna(first) else first.date(),
    )


@dataclass(frozen=True)
class Changes:
    """What is not as it was a month before, each child by its mark.

    since         the month-end before
    came, left    onto the list and off it: onto a plan, to the team, or within the filters, and away again
    began, ended  on both lists, and drifting now and not then; or then and not now
    """

    since: date
    came: tuple[str, ...]
    left: tuple[str, ...]
    began: tuple[str, ...]
    ended: tuple[str, ...]


def changes(scope: Scope, filters: Filters, children: pd.DataFrame) -> Changes | None:
    """How a `caseload`'s children differ from those of the month before; None where that is not held."""
    month = month_of(scope, filters)
    before = (pd.Timestamp(month) - pd.offsets.MonthEnd(1)).date()
    first = first_month(scope)
    if first is None or before < first:
        return None
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    asked = sa.select(plan_month.c.person_id, plan_month.c.drifting).where(
        plan_month.c.month == before, chosen, *conditions(filters, plan_month)
    )
    then = cases(scope, asked, told={"what": "caseload, the month before", "month": str(before)})
    both = children[["person_id", "drifting"]].merge(
        then, on="person_id", how="outer", suffixes=("", "_then"), indicator="where"
    )
    both["pseudonym"] = pseudonyms(both["person_id"])

    def marks(held: "pd.Series[bool]") -> tuple[str, ...]:
        return tuple(sorted(both.loc[held, "pseudonym"]))

    stayed = both["where"] == "both"
    return Changes(
        since=before,
        came=marks(both["where"] == "left_only"),
        left=marks(both["where"] == "right_only"),
        began=marks(stayed & (both["drifting"] == 1) & (both["drifting_then"] == 0)),
        ended=marks(stayed & (both["drifting"] == 0) & (both["drifting_then"] == 1)),
    )


def _days_due(scope: Scope, filters: Filters, rows: pd.DataFrame) -> "dict[str, pd.Series[Any]]":
    """The day each of CLOCKS runs to for each of the rows, and next_due and next_due_kind: the first of them."""
    core = rows["next_due"].where(rows["next_due_kind"] == CORE_GROUP)
    told = {"review_due": rows["review_due"], "visit_due": rows["visit_due"], "core_group_due": core}
    waits = _waiting(scope, filters, rows)
    for kind, column in _WAITING.items():
        told[column] = rows["person_id"].map(waits[waits["kind"] == kind].set_index("person_id")["due_date"])
    days = pd.DataFrame({column: pd.to_datetime(told[column]) for column in CLOCKS.values()})
    first = days.min(axis=1)
    which = pd.Series(None, index=rows.index, dtype=object)
    for what, column in reversed(CLOCKS.items()):
        which = which.mask(first.notna() & (days[column] == first), what)
    return {**{column: days[column] for column in CLOCKS.values()}, "next_due": first, "next_due_kind": which}


def _waiting(scope: Scope, filters: Filters, rows: pd.DataFrame) -> pd.DataFrame:
    """What has begun in the plan of these children, or is to lead to it, and was not done by the day looked at:
    frame[person_id, kind, due_date], the first of each kind."""
    month, found = month_of(scope, filters), event.c
    asked = sa.select(found.person_id, found.kind, found.due_date).where(
        found.kind.in_(sorted(_WAITING)),
        found.person_id.in_(sorted(rows["person_id"])),
        found.due_date.is_not(None),
        sa.or_(found.trigger_date.is_(None), found.trigger_date <= month),
        sa.or_(found.event_date <= month, found.kind != "escalation"),
        sa.or_(found.done_date.is_(None), found.done_date > month),
    )
    waits = cases(scope, asked, told={"what": "caseload, what waits"})
    waits = waits.merge(rows[["person_id", "spell_start"]], on="person_id")
    # What fell due before this plan is no longer waited for.
    waits = waits[pd.to_datetime(waits["due_date"]) >= pd.to_datetime(waits["spell_start"])]
    return waits.groupby(["person_id", "kind"])["due_date"].min().reset_index()


def _passed_by(scope: Scope, filters: Filters, homes: "pd.Series[int]") -> pd.DataFrame:
    """As `Caseload` has them. homes: the number of each household in the list, by its key."""
    child = sibling_month.c
    asked = sa.select(child.person_id, child.household_key, child.age, child.passed_by_ways).where(
        child.month == month_of(scope, filters),
        child.household_key.in_(sorted(homes.index)),
        child.passed_by_ways >= practice(scope).passed_by_ways,
    )
    rows = cases(scope, asked, told={"what": "caseload, who is passed by"})
    rows = rows.assign(pseudonym=pseudonyms(rows["person_id"]), household=rows["household_key"].map(homes))
    rows = rows.sort_values(["passed_by_ways", "household", "age"], ascending=[False, True, False], ignore_index=True)
    return rows[["pseudonym", "household", "age", "passed_by_ways"]]


def due(children: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """What falls due on the day shown or after it for the children of a `caseload`: frame[pseudonym, what, day], by
    day."""
    kinds = [children[["pseudonym"]].assign(what=what, day=children[column]) for what, column in CLOCKS.items()]
    every = pd.concat(kinds, ignore_index=True).dropna(subset=["day"])
    ahead = every[every["day"] >= pd.Timestamp(as_at)]
    return ahead.sort_values(["day", "what", "pseudonym"], ignore_index=True)


def home_of(scope: Scope, person_id: str, filters: Filters) -> pd.DataFrame:
    """Every child under 18 of the home of a child on the caseload, on a plan or not: frame[pseudonym, *HOME], the
    eldest first. Of other teams' children a manager of teams is given none. Conditions are 1, 0 or missing.

    Empty where the child is linked with nobody. Raises NotAllowed as `caseload` does.
    """
    told, month = {"what": "home"}, month_of(scope, filters)
    chosen = [plan_month.c.month == month, plan_month.c.person_id == person_id]
    homes = cases(scope, sa.select(plan_month.c.person_id, plan_month.c.household_key).where(*chosen), told=told)
    columns = (sibling_month.c[name] for name in ("person_id", *HOME))
    within = sibling_month.c.household_key.in_(sorted(homes["household_key"]))
    rows = cases(scope, sa.select(*columns).where(sibling_month.c.month == month, within), told=told)
    rows = rows.sort_values(["age", "person_id"], ascending=[False, True], ignore_index=True)
    return rows.assign(pseudonym=pseudonyms(rows["person_id"]))[["pseudonym", *HOME]]
