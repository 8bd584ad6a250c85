"""Where a child's plan stands still, and what the Review would have done about it. Words, never a score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from data.practice import Practice


class Stall(StrEnum):
    """A way in which a plan stands still, in the order they are told."""

    NONE_CLOSED = "no action closed for"
    NEVER_CLOSED = "no action ever closed"
    REDATED = "actions re-dated"
    SCORES = "scores did not move"
    NO_TOOL = "no tool"
    SIGNALS = "signals unanswered"
    LEGAL = "legal planning not decided"
    SILENT = "drift unchallenged"
    NO_CONTACT = "no contact named"


class Step(StrEnum):
    """What the Review recommends where a plan stands still (Recommendations 3, 5, 6 and 7; learning point 4.1a)."""

    SUPERVISION = "reflective group supervision"
    ESCALATE = "the escalation policy"
    LEGAL = "legal planning"
    SCORE = "the neglect tool again"
    CONTACT = "a contact named"
    ANSWER = "an answer to each signal"


# What helps with what. Supervision is for any plan that stands still and was not brought there in 90 days.
_STEPS = {
    Stall.SCORES: Step.SCORE,
    Stall.NO_TOOL: Step.SCORE,
    Stall.SIGNALS: Step.ANSWER,
    Stall.LEGAL: Step.LEGAL,
    Stall.SILENT: Step.ESCALATE,
    Stall.NO_CONTACT: Step.CONTACT,
}
# Columns of plan_month that are read.
COLUMNS = (
    *("actions_due", "action_closed", "actions_redated", "flag_tool_stuck", "score_stuck", "tool_12m"),
    *("signals_unanswered", "two_signals_since", "long_plan", "legal_planning", "spell_months"),
    *("drift_unchallenged", "contact_named", "supervised_90d"),
)


@dataclass(frozen=True)
class Stuck:
    """One stall. amount: days, actions or months, where it has such; since: a day, where it has one."""

    what: Stall
    amount: int | None = None
    since: date | None = None


def stuck(child: Mapping[Any, Any], practice: Practice, as_at: date) -> list[Stuck]:
    """Where the plan of a child, a row of COLUMNS, stands still. What is not recorded is not told.

    That no action has closed is told from as many days on as an action counts as late after its date.
    """
    found = []
    if not pd.isna(child["actions_due"]) and child["actions_due"] > 0:
        if pd.isna(child["action_closed"]):
            found.append(Stuck(Stall.NEVER_CLOSED, int(child["actions_due"])))
        else:
            days = (pd.Timestamp(as_at) - pd.Timestamp(child["action_closed"])).days
            if days >= practice.action_late_days:
                found.append(Stuck(Stall.NONE_CLOSED, days))
    if not pd.isna(child["actions_redated"]) and child["actions_redated"] > 0:
        found.append(Stuck(Stall.REDATED, int(child["actions_redated"])))
    if child["score_stuck"] == 1:
        found.append(Stuck(Stall.SCORES))
    if child["flag_tool_stuck"] == 1 and child["tool_12m"] == 0:
        found.append(Stuck(Stall.NO_TOOL))
    if child["signals_unanswered"] == 1:
        since = child["two_signals_since"]
        found.append(Stuck(Stall.SIGNALS, since=None if pd.isna(since) else pd.Timestamp(since).date()))
    if child["long_plan"] == 1 and child["legal_planning"] == 0:
        found.append(Stuck(Stall.LEGAL, int(child["spell_months"])))
    if child["drift_unchallenged"] == 1:
        found.append(Stuck(Stall.SILENT))
    if child["contact_named"] == 0:
        found.append(Stuck(Stall.NO_CONTACT))
    return found


def steps(child: Mapping[Any, Any], found: list[Stuck]) -> list[Step]:
    """What to do next about what `stuck` found, each once, in the order of Step."""
    needed = {_STEPS[one.what] for one in found if one.what in _STEPS}
    if any(one.what is not Stall.NO_CONTACT for one in found) and child["supervised_90d"] == 0:
        needed.add(Step.SUPERVISION)
    return [step for step in Step if step in needed]
