"""How the strategy itself is getting on: actions, documents and scrutiny, on a day. Overdue is said plainly."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from access.scope import Scope
from access.times import now
from queries.strategy.keep import Item, current
from queries.strategy.kinds import ACTION, ACTION_STATUSES, POLICY, RECOMMENDATION, SCRUTINY, STRATEGY

EVIDENCED = ACTION_STATUSES[-1]
_DONE = ACTION_STATUSES[-2:]


@dataclass(frozen=True)
class Progress:
    """What has come of the recommendations.

    table       frame[number, recommendation, actions, evidenced, complete, going, waiting, overdue, next_due]: one row
                a recommendation, with none where there are no actions; complete: not yet evidenced
    actions     how many there are; evidenced: complete with evidence of impact; overdue: past due and not complete
    """

    table: pd.DataFrame
    actions: int
    evidenced: int
    overdue: int


def today() -> date:
    """The day to hold what the partnership keeps against: what is overdue is so today, not on the data's last day."""
    return now().date()


def strategy_on(scope: Scope, day: date) -> Item | None:
    """The strategy whose life the day is in; else the newest one kept; None where none is kept."""
    kept = current(scope, STRATEGY)
    running = [item for item in kept if _in_life(item, day)]
    found = running or kept
    return found[-1] if found else None


def recommendations(scope: Scope, day: date) -> Progress:
    """The recommendations in order, with the state of their actions on the day."""
    actions = current(scope, ACTION)
    rows = []
    for item in current(scope, RECOMMENDATION):
        mine = [one for one in actions if one.number("recommendation") == item.number("number")]
        waiting = [one for one in mine if not _complete(one)]
        due = [until for one in waiting if (until := one.day("due")) is not None]
        rows.append(
            {
                "number": int(item.number("number") or 0),
                "recommendation": item.words("title"),
                "actions": len(mine),
                "evidenced": _count(mine, EVIDENCED),
                "complete": _count(mine, _DONE[0]),
                "going": _count(mine, ACTION_STATUSES[1]),
                "waiting": _count(mine, ACTION_STATUSES[0]),
                "overdue": sum(is_overdue(one, day) for one in mine),
                "next_due": min(due, default=None),
            }
        )
    columns = (
        "number",
        "recommendation",
        "actions",
        "evidenced",
        "complete",
        "going",
        "waiting",
        "overdue",
        "next_due",
    )
    table = pd.DataFrame(rows, columns=list(columns))
    return Progress(
        table,
        len(actions),
        sum(one.values["status"] == EVIDENCED for one in actions),
        sum(is_overdue(one, day) for one in actions),
    )


def every_action(scope: Scope, day: date) -> pd.DataFrame:
    """frame[number, action, agency, due, status, overdue, evidence]: each action of a recommendation, in their order,
    the first due first; due and evidence are missing where none is kept."""
    rows = [
        {
            "number": int(item.number("recommendation") or 0),
            "action": item.words("action"),
            "agency": item.words("owner_agency"),
            "due": item.day("due"),
            "status": item.words("status"),
            "overdue": is_overdue(item, day),
            "evidence": item.words("evidence") or None,
        }
        for item in current(scope, ACTION)
    ]
    frame = pd.DataFrame(rows, columns=["number", "action", "agency", "due", "status", "overdue", "evidence"])
    return frame.sort_values(["number", "due"], na_position="last", kind="stable", ignore_index=True)


def is_overdue(action: Item, day: date) -> bool:
    """Whether an action is past its due date and not complete."""
    due = action.day("due")
    return due is not None and due < day and not _complete(action)


def policies(scope: Scope, day: date) -> pd.DataFrame:
    """frame[document, owner, last_reviewed, review_due, days_overdue], the longest overdue first; days_overdue is 0
    where it is not due yet, and missing where no date is kept."""
    rows = [
        {
            "document": item.words("name"),
            "owner": item.words("owner") or None,
            "last_reviewed": item.day("last_reviewed"),
            "review_due": (due := item.day("review_due")),
            "days_overdue": None if due is None else max(0, (day - due).days),
        }
        for item in current(scope, POLICY)
    ]
    frame = pd.DataFrame(rows, columns=["document", "owner", "last_reviewed", "review_due", "days_overdue"])
    frame["days_overdue"] = frame["days_overdue"].astype("Int64")
    return frame.sort_values("days_overdue", ascending=False, na_position="last", kind="stable", ignore_index=True)


HELD, OVERDUE, TO_COME = "held", "overdue", "to come"


@dataclass(frozen=True)
class Scrutiny:
    """The scrutiny schedule on a day.

    table     frame[item_id, question, owner, planned_for, held_on, state, days_overdue, finding, decision,
              finding_owner, next_on, owned], in order of planned_for; state: held, overdue or to come; owned: whether a
              finding has an owner and a day to be looked at again; missing where there is no finding
    due, held how many were planned by the day, and how many of those were held by it
    reaches   the last day anything is planned for; None where nothing is
    """

    table: pd.DataFrame
    due: int
    held: int
    reaches: date | None

    @property
    def overdue(self) -> list[int]:
        """By how many days each overdue activity is."""
        return [int(days) for days in self.table.loc[self.table["state"] == OVERDUE, "days_overdue"]]


def scrutiny(scope: Scope, day: date) -> Scrutiny:
    """SO02: scrutiny done of scrutiny due, and findings with an owner and a date."""
    rows = []
    for item in current(scope, SCRUTINY):
        planned, held = item.day("planned_for") or date.max, item.day("held_on")
        state = HELD if held is not None and held <= day else OVERDUE if planned < day else TO_COME
        finding = item.words("finding")
        rows.append(
            {
                "item_id": item.item_id,
                "question": item.words("question"),
                "owner": item.words("owner"),
                "planned_for": planned,
                "held_on": held,
                "state": state,
                "days_overdue": (day - planned).days if state == OVERDUE else 0,
                "finding": finding or None,
                "decision": item.words("decision") or None,
                "finding_owner": item.words("finding_owner") or None,
                "next_on": item.day("next_on"),
                "owned": bool(item.values["finding_owner"] and item.day("next_on")) if finding else None,
            }
        )
    columns = ["item_id", "question", "owner", "planned_for", "held_on", "state", "days_overdue", "finding"]
    table = pd.DataFrame(rows, columns=[*columns, "decision", "finding_owner", "next_on", "owned"])
    due = table[(table["planned_for"] <= day) | (table["state"] == HELD)]
    reaches = None if table.empty else max(table["planned_for"])
    return Scrutiny(table, len(due), int((due["state"] == HELD).sum()), reaches)


def _in_life(item: Item, day: date) -> bool:
    begins, ends = item.day("begins"), item.day("ends")
    return begins is not None and ends is not None and begins <= day <= ends


def _complete(action: Item) -> bool:
    return action.values["status"] in _DONE


def _count(items: list[Item], status: str) -> int:
    return sum(one.values["status"] == status for one in items)
