"""The strategy's tables, in words: what was typed is shown as it was typed."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from charts.words import counted, listed, number, percent, plain

SHAPES = {
    "met": "● met",
    "on course": "◐ on course",
    "behind its course": "▼ behind its course",
    "not met": "✕ not met",
    "within its range": "● within its range",
    "outside its range": "✕ outside its range",
}
"""A standing with its shape: told apart without colour."""
GOOD = ("met", "on course", "within its range")


def strategy_in_words(said: Mapping[str, str], begins: date | None, ends: date | None) -> str:
    """The strategy in a line or two: its name, life, owner, when it is to be reviewed. said: its fields in words."""
    life = f"{_day(begins)} to {_day(ends)}"
    line = f"**{plain(said['name'])}**, {life} · owner: {plain(said['owner'])}"
    approved = f"approved {_day(said['approved_on'])}" if said["approved_on"] else "not recorded as approved"
    review = f"review due {_day(said['review_due'])}" if said["review_due"] else "no review date kept"
    summary = f"  \n{plain(said['summary'])}" if said["summary"] else ""
    return f"{line} · {approved} · {review}{summary}"


def as_at_and_today(month: date | None, today: date) -> str:
    """Which day figures are of, and which day what the partnership keeps is held against: they are not the same."""
    figures = f"Figures of children are as at the end of {month:%B %Y}. " if month else ""
    return f"{figures}Actions, documents and scrutiny are held against today, {_day(today)}."


def targets_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Measure, now, target, due by now, how it stands (a draft only that it is one), and whose it is.

    frame[id, name, value, wanted, due, standing, status, owner, percents, hidden, least, rounded, worse];
    value and due missing where there
    are none.
    """
    marks = [" %" if percents else "" for percents in frame["percents"]]
    rows = zip(frame.itertuples(), marks, strict=True)
    return pd.DataFrame(
        [
            {
                "Measure": f"{row.id} {plain(str(row.name))}",
                "Now": _hidden(row.least, mark) if row.hidden else _now(row.value, mark, rounded=bool(row.rounded)),
                "Target": f"{row.wanted}{'' if str(row.wanted).startswith('no ') else mark}",
                "Due by now": _number(row.due, mark),
                "How it stands": SHAPES.get(
                    str(row.standing), "not judged" if row.status == "agreed" else str(row.status)
                )
                + though(str(row.standing), worse=bool(row.worse)),
                "Owner": plain(str(row.owner)) if row.owner else "none named",
            }
            for row, mark in rows
        ]
    )


def though(standing: str, *, worse: bool) -> str:
    """What is to be said of a figure that stands well against its target and is worse than a year ago."""
    return ", but worse than a year ago" if worse and standing in GOOD else ""


def published_table(frame: pd.DataFrame, ours: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """A row a measure, a column an area, with the year its figure is of: of frame[measure, area, year, value].

    ours: by measure, in the order to show, our own figure in words under the measure's name: (name, figure)
    """
    areas = frame["area"].unique()
    columns = (frame[name].tolist() for name in ("measure", "area", "year", "value"))
    cells = {
        (measure, area): "not comparable" if pd.isna(value) else f"{value:g} % ({year})"
        for measure, area, year, value in zip(*columns, strict=True)
    }
    return pd.DataFrame(
        [
            {"Measure": name, "Here": here, **{area: cells.get((key, area), "not published") for area in areas}}
            for key, (name, here) in ours.items()
        ]
    )


def completeness_table(frame: pd.DataFrame, *, rounded: bool) -> pd.DataFrame:
    """Of frame[measure, unit, counted, about, share, missing]. rounded: a count that is missing may be hidden."""
    nothing = "c, or not known" if rounded else "not known"
    names = ("measure", "unit", "counted", "about", "share", "missing")
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return pd.DataFrame(
        [
            {
                "Measure": measure,
                "Rests on": f"not held: {missing}"
                if missing
                else nothing
                if pd.isna(share)
                else f"{percent(share)}: {number(found)} of {number(about)} {unit}",
            }
            for measure, unit, found, about, share, missing in rows
        ]
    )


def published_notes(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    """What to know of published figures, a line a measure and note, with the areas where it is not said of all of them:
    of frame[measure, area, footnote]. names: of the measures."""
    lines = []
    for key, mine in frame.groupby("measure", sort=False):
        for note, said in mine[mine["footnote"] != ""].groupby("footnote", sort=False):
            areas = "" if len(said) == len(mine) else f" ({listed([plain(area) for area in said['area']])})"
            lines.append(f"- {names[str(key)]}{areas}: {plain(str(note))}")
    return "\n".join(lines)


def course_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Month, figure and what it should have come to: of frame[name, month, value, due], one measure after another."""
    return pd.DataFrame(
        {
            "Measure": frame["name"],
            "Month": [f"{month:%B %Y}" for month in pd.to_datetime(frame["month"])],
            "Figure": [_number(value, "") or "none, or hidden" for value in frame["value"]],
            "Should have come to": [_number(value, "") for value in frame["due"]],
        }
    )


def recommendations_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Of queries.strategy.progress.Progress.table: a row a recommendation, what is done of it in words."""
    return pd.DataFrame(
        {
            "No.": frame["number"],
            "Recommendation": [plain(str(words)) for words in frame["recommendation"]],
            "Actions": [_actions(counts) for counts in frame[["actions", *_STATES]].to_numpy(dtype=int).tolist()],
            "Overdue": [str(late) if late else "" for late in frame["overdue"]],
            "Next due": [_day(day) for day in frame["next_due"]],
        }
    )


def actions_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Of queries.strategy.progress.every_action: what will be done, by whom, by when, and what is known of it."""
    return pd.DataFrame(
        {
            "No.": frame["number"],
            "What will be done": [plain(str(words)) for words in frame["action"]],
            "Who owns it": [plain(str(name)) for name in frame["agency"]],
            "Due": [_day(day) or "no date" for day in frame["due"]],
            "Status": [
                f"{status} (overdue)" if late else str(status)
                for status, late in zip(frame["status"], frame["overdue"], strict=True)
            ],
            "Evidence": [_words(words) or "none yet" for words in frame["evidence"]],
        }
    )


def policies_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Of queries.strategy.progress.policies: documents and how long their review is overdue."""
    return pd.DataFrame(
        {
            "Document": [plain(str(name)) for name in frame["document"]],
            "Owner": [_words(name) or "none named" for name in frame["owner"]],
            "Last reviewed": [_day(day) or "not recorded" for day in frame["last_reviewed"]],
            "Review due": [_day(day) or "not recorded" for day in frame["review_due"]],
            "Overdue": [
                "not known" if pd.isna(days) else counted(int(days), "day") if days else ""
                for days in frame["days_overdue"]
            ],
        }
    )


def scrutiny_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Of queries.strategy.progress.Scrutiny.table: each activity, its state, and what came of it."""
    return pd.DataFrame(
        {
            "Planned for": [_day(day) for day in frame["planned_for"]],
            "Question": [plain(str(words)) for words in frame["question"]],
            "State": [
                f"✕ overdue {counted(days, 'day')}" if state == "overdue" else _held(state, held)
                for state, days, held in zip(frame["state"], frame["days_overdue"], frame["held_on"], strict=True)
            ],
            "Found": [_words(said) for said in frame["finding"]],
            "Decided": [_words(said) for said in frame["decision"]],
            "Who acts": [_words(said) for said in frame["finding_owner"]],
            "Again on": [_day(day) for day in frame["next_on"]],
        }
    )


def _held(state: str, held: Any) -> str:  # noqa: ANN401
    return f"● held {_day(held)}" if state == "held" else f"○ {state}"


def frozen_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Of frame[name, value, numerator, denominator, month]: the figures kept with scrutiny, shares in per cent."""
    return pd.DataFrame(
        {
            "Measure": [plain(str(name)) for name in frame["name"]],
            "Figure": [percent(value) if pd.notna(value) else "not recorded, or hidden" for value in frame["value"]],
            "Counts": [
                "" if pd.isna(top) or pd.isna(bottom) else f"about {top:,.0f} of {bottom:,.0f}"
                for top, bottom in zip(frame["numerator"], frame["denominator"], strict=True)
            ],
            "At the end of": [f"{pd.Timestamp(str(month)):%B %Y}" for month in frame["month"]],
        }
    )


# How far the actions of a recommendation are, and what that is called.
_STATES = {
    "evidenced": "complete with evidence",
    "complete": "complete, not evidenced",
    "going": "in progress",
    "waiting": "not started",
}


def _actions(counts: list[int]) -> str:
    """How many actions there are, and how many are how far, in the order of _STATES."""
    every, *far = counts
    if not every:
        return "none kept"
    return f"{every}: " + ", ".join(
        f"{count} {words}" for count, words in zip(far, _STATES.values(), strict=True) if count
    )


def _words(said: Any) -> str:  # noqa: ANN401
    return "" if said is None or pd.isna(said) else plain(str(said))


def _number(value: Any, mark: str) -> str:  # noqa: ANN401 - whatever stands in a frame
    return "" if value is None or pd.isna(value) else f"{float(value):.1f}".removesuffix(".0") + mark


def _hidden(least: Any, mark: str) -> str:  # noqa: ANN401
    """That a figure is hidden; or what it is at least, where it is hidden as nearly all."""
    return "hidden" if least is None or pd.isna(least) else f"{math.floor(float(least))}{mark} or more"


def _now(value: Any, mark: str, *, rounded: bool) -> str:  # noqa: ANN401
    """A figure now: of rounded counts in whole numbers, for its tenths would mean nothing."""
    if value is None or pd.isna(value):
        return "not recorded here"
    return f"about {float(value):.0f}{mark}" if rounded else _number(value, mark)


def _day(day: Any) -> str:  # noqa: ANN401
    if day is None or pd.isna(day):
        return ""
    when = pd.Timestamp(str(day))
    return f"{when.day} {when:%b %Y}"
