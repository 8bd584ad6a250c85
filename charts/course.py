"""Each target's course and where the figure is on it: small pictures on one row, each with a scale of its own."""

import altair as alt
import pandas as pd

from charts.axes import written
from charts.theme import Mode, finish, palette

HEIGHT = 170
"""Pixels."""


def course(
    frame: pd.DataFrame,
    *,
    goal: float,
    title: str,
    subtitle: str,
    description: str,
    percents: bool,
    mode: Mode = "light",
) -> alt.LayerChart:
    """The figure as a line, its course as a dashed one, and the goal as a dotted one.

    frame (other columns are left behind):
        month  month-end (a timestamp)
        value  the figure on the target's scale; missing where hidden or not recorded: the line has a gap
        due    what it should have come to by then; missing before the course began
    goal: where the course ends. percents: whether the scale is per cent. Width follows the page; 170 pixels high.
    """
    colours = palette(mode)
    data = frame[["month", "value", "due"]].copy()
    data["month"] = pd.to_datetime(data["month"]).dt.strftime("%Y-%m-%d")
    highest = max(float(data[["value", "due"]].max().max() or 0.0), goal) * 1.12 or 1.0
    scale = alt.Scale(domain=[0, min(highest, 100.0) if percents else highest], nice=False)
    axis = written(".0f", tickCount=4, labelExpr="datum.label + ' %'" if percents else "datum.label")
    x = alt.X("month:T", axis=alt.Axis(title=None, format="%b %Y", tickCount=4))
    lines = alt.Chart(data[data["value"].notna()]).encode(x=x)
    due = alt.Chart(data[data["due"].notna()]).encode(x=x)
    rule = pd.DataFrame({"goal": [goal]})
    tooltip = [
        alt.Tooltip("month:T", title="twelve months to", format="%B %Y"),
        alt.Tooltip("value:Q", title="figure", format=".1f"),
        alt.Tooltip("due:Q", title="should have come to", format=".1f"),
    ]
    layers: list[alt.Chart] = [
        alt.Chart(rule)
        .mark_rule(color=colours.target, strokeWidth=1, strokeDash=[2, 3])
        .encode(y=alt.Y("goal:Q", scale=scale, axis=axis, title=None)),
        due.mark_line(color=colours.target, strokeWidth=1.5, strokeDash=[6, 4]).encode(
            y=alt.Y("due:Q", scale=scale, axis=axis, title=None)
        ),
        lines.mark_line(color=colours.focus, strokeWidth=2.5).encode(
            y=alt.Y("value:Q", scale=scale, axis=axis, title=None)
        ),
        lines.mark_point(color=colours.focus, filled=True, size=22, opacity=1).encode(
            y=alt.Y("value:Q", scale=scale, axis=axis), tooltip=tooltip
        ),
    ]
    return finish(layers, height=HEIGHT, title=title, subtitle=subtitle, description=description, mode=mode)
