"""The children a reader may open, with what is due for each and why it needs a decision."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd
import sqlalchemy as sa

from access.pseudonyms import pseudonyms
from access.scope import Scope
from data.facts.tables import plan_month, sibling_month
from data.facts.terms import FLAGS
from queries.door import cases
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import month_of
from queries.stalls import COLUMNS

# Days to the day shown within which what falls due is due soon.
SOON_DAYS = 14
# What falls due on a day of its own, by what it is called.
CLOCKS = {"Review": "review_due", "Visit": "visit_due"}
_COLUMNS = (
    *("person_id", "household_key", "team", "age", "plan_type", "spell_months", "spell_days", "as_at"),
    *CLOCKS.values(),
    *("next_due", "next_due_kind", "actions_overdue", "last_seen", "drifting", "flag_count", *FLAGS),
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
              overdue_days: days by which the longest of the clocks has passed, missing where none has. Conditions are
              1, 0 or missing.
    as_at     the day it was true on; missing where there is nobody
    """

    children: pd.DataFrame
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
    left = pd.DataFrame(
        {name: (pd.to_datetime(rows[name]) - as_at).dt.days for name in (*CLOCKS.values(), "next_due")}, dtype="float64"
    )
    past = -left.min(axis=1)
    overdue = (past > 0) | (rows["actions_overdue"].fillna(0) > 0) | (rows["flag_core_group_overdue"] == 1)
    soon = left["next_due"].between(0, SOON_DAYS)
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
    return Caseload(
        rows.drop(columns=["household_key", "spell_days", "as_at", "place"]),
        None if pd.isna(first) else first.date(),
    )


def due(children: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """What falls due on the day shown or after it for the children of a `caseload`: frame[pseudonym, what, day], by
    day."""
    kinds = [children[["pseudonym"]].assign(what=what, day=children[column]) for what, column in CLOCKS.items()]
    other = children[~children["next_due_kind"].isin(list(CLOCKS))]
    kinds.append(other[["pseudonym"]].assign(what=other["next_due_kind"], day=other["next_due"]))
    every = pd.concat(kinds, ignore_index=True).dropna(subset=["day"])
    every["day"] = pd.to_datetime(every["day"])
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
