"""Why a child needs a decision, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from charts.words import counted


def reasons(children: pd.DataFrame, clocks: Mapping[str, str], flags: Mapping[str, str], as_at: date) -> list[str]:
    """What is to be done for each child, and what has gone on too long, the most pressing first.

    children  frame[*clocks' columns, actions_overdue, contact_named, *flags]
    clocks    the column of each day something falls due on, by what it is called; flags: the words of each flag
    Flags that only repeat a day or an action told already are not said again.
    """
    return [_reasons(child, clocks, flags, pd.Timestamp(as_at)) for child in children.to_dict("records")]


# What the day or the count beside it tells already.
_TOLD = ("flag_review_overdue", "flag_action_late")


def _reasons(child: Mapping[Any, Any], clocks: Mapping[str, str], flags: Mapping[str, str], as_at: pd.Timestamp) -> str:
    days = {what: child[column] for what, column in clocks.items()}
    late: list[tuple[int, str]] = []
    soon: list[tuple[int, str]] = []
    for what, day in days.items():
        if pd.isna(day):
            continue
        left = (pd.Timestamp(day) - as_at).days
        (late if left < 0 else soon).append((left, f"{what} {_when(left)}"))
    said = [words for _, words in sorted(late)]
    actions = child["actions_overdue"]
    if not pd.isna(actions) and actions:
        said.append(f"{counted(int(actions), 'action')} overdue")
    said += [words for left, words in sorted(soon) if left <= 14]
    if child["contact_named"] == 0:
        said.append("No named contact")
    said += [words for name, words in flags.items() if child[name] == 1 and name not in _TOLD]
    return "; ".join(said)


def _when(left: int) -> str:
    if left < 0:
        return f"{counted(-left, 'day')} overdue"
    return "due today" if left == 0 else f"due in {counted(left, 'day')}"


def passed_by_in_words(children: pd.DataFrame, most: int) -> str:
    """Who is passed by in the homes of a list: frame[pseudonym, household, passed_by_ways], the most first; `most` of
    them by their mark."""
    homes = children["household"].nunique()
    said = [
        f"**{row['pseudonym']}** (home {row['household']}, in {row['passed_by_ways']} ways)"
        for row in children.head(most).to_dict("records")
    ]
    more = f"; and {len(children) - most} more" if len(children) > most else ""
    return (
        f"In {counted(homes, 'home')} a child goes without attention that a brother or sister has: "
        f"{', '.join(said)}{more}. Such a child may be on no plan, and then stands in no row below: choose one of the "
        "same home."
    )


def changes_in_words(
    since: date, came: Sequence[str], left: Sequence[str], began: Sequence[str], ended: Sequence[str], most: int
) -> str:
    """What changed on a list since a month-end: marks of children, at most so many of each."""
    said = [
        f"{counted(len(marks), 'child', 'children')} {words}{_marks(marks, most)}"
        for marks, words in (
            (came, "came onto this list"),
            (left, "left it"),
            (began, "began to drift"),
            (ended, "drift no longer" if len(ended) != 1 else "drifts no longer"),
        )
        if marks
    ]
    when = f"Since the end of {since:%B %Y}"
    if not said:
        return f"{when} nobody came or left, and nobody began or ceased to drift."
    return f"**{when}:** {'; '.join(said)}."


def _marks(marks: Sequence[str], most: int) -> str:
    more = f" and {len(marks) - most} more" if len(marks) > most else ""
    return f" ({', '.join(marks[:most])}{more})"
