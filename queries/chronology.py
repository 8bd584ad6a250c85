"""What is recorded to have happened to the children of a home, day by day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from access.pseudonyms import pseudonyms
from access.scope import Scope
from data.facts.tables import event, plan_month, sibling_month
from queries.door import cases
from queries.filters import Filters
from queries.holdings import month_of

PLAN = "On a plan"
_COLUMNS = (
    *("person_id", "kind", "event_date", "due_date", "done_date", "in_time"),
    *("seen", "seen_alone", "missed", "cancelled", "service", "stage", "tool"),
)


@dataclass(frozen=True)
class Chronology:
    """The children of a home beside each other, the eldest first.

    children  [pseudonym, age]
    plans     [pseudonym, plan_type, began, ended]: months on a kind of plan at their end, without a break; from the
              first day of the first to the last day of the last, which may be that of now
    events    [pseudonym, day, lane, words, look], the newest first: what happened, on which of LANES it stands, and
              whether something was missed, late or not done
    """

    children: pd.DataFrame
    plans: pd.DataFrame
    events: pd.DataFrame


def chronology(scope: Scope, person_id: str, filters: Filters) -> Chronology:
    """Everything held of the children under 18 of a child's home, to the month looked at. Of other teams' children, and
    of the time in which another team held a child, a manager of teams is given nothing.

    Empty where the child is not on a plan that the scope opens. Raises NotAllowed for a scope that does not open cases,
    or has given no reason where one is needed. What is opened is written down.
    """
    told, month = {"what": "chronology"}, month_of(scope, filters)
    chosen = [plan_month.c.month == month, plan_month.c.person_id == person_id]
    own = plan_month.c
    one = cases(scope, sa.select(own.person_id, own.household_key, own.age).where(*chosen), told=told)
    within = sibling_month.c.household_key.in_(sorted(one["household_key"].dropna()))
    of_home = sa.select(sibling_month.c.person_id, sibling_month.c.age).where(sibling_month.c.month == month, within)
    children = pd.concat([cases(scope, of_home, told=told), one[["person_id", "age"]]], ignore_index=True)
    children = children.drop_duplicates("person_id").sort_values(
        ["age", "person_id"], ascending=[False, True], ignore_index=True
    )
    ids = sorted(children["person_id"])
    on_plan = sa.select(own.person_id, own.month, own.plan_type).where(own.person_id.in_(ids), own.month <= month)
    happened = sa.select(*(event.c[name] for name in _COLUMNS)).where(
        event.c.person_id.in_(ids), event.c.kind.in_(sorted(_KINDS)), event.c.event_date <= month
    )
    named = dict(zip(children["person_id"], pseudonyms(children["person_id"]), strict=True))
    plans = _plans(cases(scope, on_plan, told=told))
    events = _events(cases(scope, happened, told=told), pd.Timestamp(month))
    return Chronology(
        *(frame.assign(pseudonym=frame.pop("person_id").map(named)) for frame in (children, plans, events))
    )


def _plans(rows: pd.DataFrame) -> pd.DataFrame:
    """Runs of month-ends on one kind of plan."""
    rows = rows.assign(month=pd.to_datetime(rows["month"])).sort_values(["person_id", "month"], ignore_index=True)
    number = rows["month"].dt.year * 12 + rows["month"].dt.month
    same = (rows["person_id"] == rows["person_id"].shift()) & (rows["plan_type"] == rows["plan_type"].shift())
    run = (~(same & (number.diff() == 1))).cumsum()
    runs = rows.groupby(run).agg(
        person_id=("person_id", "first"),
        plan_type=("plan_type", "first"),
        began=("month", "first"),
        ended=("month", "last"),
    )
    return runs.assign(began=runs["began"] - pd.offsets.MonthBegin(1)).reset_index(drop=True)


# What became of it, whether that is something to look at, and the day it stands on.
_Told = tuple[str, bool]


def _in_time(what: str, done: str) -> Callable[[Mapping[Any, Any]], _Told]:
    """What stands on the day it was done, or the day it was due where that came first."""

    def told(row: Mapping[Any, Any]) -> _Told:
        if pd.isna(row["done_date"]):
            return f"{what} due, not {done} by then or since", True
        if row["in_time"] == 0:
            return f"{what} due, {done} late on {row['done_date']:%-d %b %Y}", True
        return f"{what} {done}", False

    return told


def _visit(row: Mapping[Any, Any]) -> _Told:
    if row["seen"] == 0:
        return "Visit: the child was not seen", True
    if pd.isna(row["seen"]):
        return "Visit: not recorded whether the child was seen", False
    return ("Visit: seen alone" if row["seen_alone"] == 1 else "Visit: seen"), False


def _appointment(row: Mapping[Any, Any]) -> _Told:
    service = "Health appointment" if pd.isna(row["service"]) else str(row["service"])
    if row["missed"] == 1:
        return f"{service}: not brought", True
    return (f"{service}: cancelled" if row["cancelled"] == 1 else f"{service}: brought"), False


def _escalation(row: Mapping[Any, Any]) -> _Told:
    return ("Escalated" if pd.isna(row["stage"]) else f"Escalated at stage {int(row['stage'])}"), False


def _tool(row: Mapping[Any, Any]) -> _Told:
    return ("Neglect tool used" if pd.isna(row["tool"]) else f"{row['tool']} used"), False


# The kinds of event told of: where each stands, and in which words.
_KINDS: dict[str, tuple[str, Callable[[Mapping[Any, Any]], _Told]]] = {
    "referral": ("Referral, conference", lambda _: ("Referral", False)),
    "conference": ("Referral, conference", lambda _: ("Initial conference", False)),
    "assessment": ("Assessment, tool", lambda _: ("Assessment", False)),
    "tool": ("Assessment, tool", _tool),
    "review": ("Review", _in_time("Review", "held")),
    "visit": ("Visit", _visit),
    # Of the intervals in which a child had to be seen, those in which nobody did: the visits made stand there already.
    "visit_due": ("Visit", _in_time("Visit", "made")),
    "appointment": ("Health", _appointment),
    "escalation": ("Escalation", _escalation),
}
LANES = (PLAN, *dict.fromkeys(lane for lane, _ in _KINDS.values()))


def _events(rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """The events as they stood on the last day looked at: what was done after it was not done yet."""
    done = pd.to_datetime(rows["done_date"])
    rows = rows.assign(done_date=done.where(done <= until))
    rows = rows[(rows["kind"] != "visit_due") | (rows["in_time"] == 0)].reset_index(drop=True)
    told = [_KINDS[row["kind"]][1](row) for row in rows.to_dict("records")]
    frame = pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "day": pd.to_datetime(rows["event_date"]),
            "lane": [_KINDS[kind][0] for kind in rows["kind"]],
            "words": [words for words, _ in told],
            "look": [look for _, look in told],
        }
    )
    return frame.sort_values(["day", "person_id", "lane", "words"], ascending=[False, True, True, True]).reset_index(
        drop=True
    )
