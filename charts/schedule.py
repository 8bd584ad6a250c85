"""Scrutiny as a calendar over the strategy's life: what was held, what is overdue, what is to come."""

from datetime import date

import altair as alt
import pandas as pd

from charts.text import wrap
from charts.theme import LABEL_SIZE, Mode, finish, palette

STEP, NAME_ROOM = 44, 250
"""Pixels: the height of a row, and the room its words have."""
MARKS = {"held": ("circle", True), "overdue": ("diamond", True), "to come": ("circle", False)}
"""A state's shape, and whether it is filled: told apart without colour."""


def schedule(
    frame: pd.DataFrame,
    *,
    begins: date,
    ends: date,
    today: date,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
) -> alt.LayerChart:
    """A row an activity, in the order given, on one calendar from the strategy's first day to its last.

    frame (other columns are left behind):
        question     what is asked
        planned_for  the day it is planned for
        held_on      the day it was held; missing where it was not
        state        held, overdue or to come
        days_overdue so many, where it is overdue
    today: a line with its name. Width follows the page; 44 pixels an activity.
    """
    colours = palette(mode)
    data = frame[["question", "planned_for", "held_on", "state", "days_overdue"]].reset_index(drop=True)
    data["row"] = data.index.astype(float)
    data["when"] = [str(held if state == "held" else planned) for held, planned, state in _days(data)]
    data["planned"] = data["planned_for"].map(str)
    data["words"] = [
        f"overdue {days} days" if state == "overdue" else state
        for state, days in zip(data["state"], data["days_overdue"], strict=True)
    ]
    data["name"] = [" ".join(wrap(words, NAME_ROOM * 3, LABEL_SIZE)[:1]) for words in data["question"]]
    data = data.drop(columns=["planned_for", "held_on", "days_overdue"])
    rows = max(len(data), 1)
    down = alt.Scale(domain=[-0.5, rows - 0.5], reverse=True, nice=False)
    span = alt.Scale(domain=[begins.isoformat(), max(ends, today).isoformat()], nice=False)
    x = alt.X("when:T", scale=span, axis=alt.Axis(title=None, format="%b %Y", tickCount=6))
    y = alt.Y("row:Q", scale=down, axis=None)
    inks = {"held": colours.focus, "overdue": colours.look, "to come": colours.line}
    life = pd.DataFrame({"row": data["row"], "from": begins.isoformat(), "to": max(ends, today).isoformat()})
    tooltip = [
        alt.Tooltip("question:N", title="question"),
        alt.Tooltip("planned:N", title="planned for"),
        alt.Tooltip("words:N", title="state"),
    ]
    layers: list[alt.Chart] = [
        alt.Chart(life)
        .mark_rule(color=colours.grid, strokeWidth=1)
        .encode(x=alt.X("from:T", scale=span), x2="to:T", y=y),
        alt.Chart(pd.DataFrame({"when": [today.isoformat()], "name": ["today"]}))
        .mark_rule(color=colours.target, strokeWidth=1.5)
        .encode(x=x),
        alt.Chart(pd.DataFrame({"when": [today.isoformat()], "name": ["today"]}))
        .mark_text(color=colours.target, baseline="bottom", dy=-4)
        .encode(x=x, y=alt.value(0), text="name:N"),
        alt.Chart(data)
        .mark_text(color=colours.text, align="left", baseline="bottom", dy=-8, fontSize=LABEL_SIZE, limit=560)
        .encode(x=alt.value(4), y=y, text="name:N"),
    ]
    for state, (shape, filled) in MARKS.items():
        mine = data[data["state"] == state]
        layers += [
            alt.Chart(mine)
            .mark_point(shape=shape, filled=filled, color=inks[state], size=130, strokeWidth=2, opacity=1)
            .encode(x=x, y=y, tooltip=tooltip),
            alt.Chart(mine)
            # What is overdue lies before today, whose line its words would cross.
            .mark_text(
                color=colours.look_text if state == "overdue" else colours.quiet,
                align="right" if state == "overdue" else "left",
                dx=-11 if state == "overdue" else 11,
                baseline="middle",
            )
            .encode(x=x, y=y, text="words:N"),
        ]
    return finish(layers, height=rows * STEP, title=title, subtitle=subtitle, description=description, mode=mode)


def _days(data: pd.DataFrame) -> "zip[tuple[object, object, object]]":
    return zip(data["held_on"], data["planned_for"], data["state"], strict=True)
