"""Where a plan stands still, and what comes next, in sentences."""

from collections.abc import Iterable
from datetime import date

from charts.words import counted

_NEXT = {
    "reflective group supervision": "Bring this family to reflective group supervision: it was not brought in 90 days.",
    "the escalation policy": "Use the escalation policy: say who disagrees with what, and by when it is to be settled.",
    "legal planning": "Decide on legal planning, and write the decision down, whichever it is.",
    "the neglect tool again": "Use the neglect tool again, the same one, so that the scores can be compared.",
    "a contact named": "Name whom professionals turn to when the plan drifts, and say it again at each review.",
    "an answer to each signal": "Answer each signal: who asks the family, who asks health or school, and by when?",
}


def stuck_in_words(what: str, amount: int | None, since: date | None) -> str:
    """One stall (queries/stalls.py), by its kind, with its number or its day, as a sentence."""
    many = amount or 0
    day = f" since {since.day} {since:%B %Y}" if since else ""
    return {
        "no action closed for": f"No agreed action has closed for {counted(many, 'day')}.",
        "no action ever closed": f"{counted(many, 'agreed action').capitalize()} fell due, and none has ever closed.",
        "actions re-dated": f"{counted(many, 'open action').capitalize()} {'was' if many == 1 else 'were'} re-dated, "
        "and re-dated again.",
        "scores did not move": "The last two uses of the neglect tool both put care at grade 4 or 5.",
        "no tool": "No neglect tool has been used in twelve months.",
        "signals unanswered": f"Two or more signals from health, school or visits stand unanswered{day}.",
        "legal planning not decided": f"On a plan for {counted(many, 'month')}, and no legal planning is recorded.",
        "drift unchallenged": "The plan has drifted for four weeks, and nobody is recorded to have challenged it.",
        "no contact named": "No contact to turn to is named, or the name was not checked in six months.",
    }[what]


def next_in_words(steps: Iterable[str]) -> list[str]:
    """What the Review recommends next, a sentence each, by its name (queries/stalls.py)."""
    return [_NEXT[step] for step in steps]
