"""Long plans beside repeat plans: closing plans early to cut the one shows up in the other."""

import altair as alt
import pandas as pd

from charts.labels import beside, place
from charts.theme import Mode, finish, palette

HEIGHT = 240


def repeat(frame: pd.DataFrame, *, title: str, subtitle: str, description: str, mode: Mode = "light") -> alt.LayerChart:
    """Lines over the same months on the same scale, each named at its end.

    frame, one row a month and line, lines in the order to name:
        month  the month (a timestamp)
        line   its name as written, e.g. "open 15 months or more"
        share  share (0 to 1); missing breaks the line
    The first line is drawn bold, the second dashed. Width follows the page; 240 pixels high.
    """
    colours = palette(mode)
    data = frame[["month", "line", "share"]]
    lines = data["line"].drop_duplicates().tolist()
    top = float(data["share"].max()) * 1.15
    shares = alt.Scale(domain=[0, top])
    y = alt.Y("share:Q", scale=shares, axis=alt.Axis(format=".0%", title=None, tickCount=4))
    curves = (
        alt.Chart(data)
        .mark_line()
        .encode(
            x=alt.X("month:T", axis=alt.Axis(format="%b %Y", title=None, tickCount=5)),
            y=y,
            color=alt.Color("line:N", scale=alt.Scale(domain=lines, range=list(colours.series[:3])), legend=None),
            strokeDash=alt.StrokeDash(
                "line:N", scale=alt.Scale(domain=lines, range=[[1, 0], [6, 3], [2, 2]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("line:N", title="plans"),
                alt.Tooltip("month:T", title="month", format="%B %Y"),
                alt.Tooltip("share:Q", title="share", format=".0%"),
            ],
        )
    )
    ends = data.dropna(subset=["share"]).groupby("line", sort=False).tail(1).copy()
    ends["label"] = [f"{n} {s * 100:.0f} %" for n, s in zip(ends["line"], ends["share"], strict=True)]
    placed = place(ends, "share", "label", height=HEIGHT, low=0.0, high=top)
    names = beside(placed, y=shares, colour=colours.text)
    return finish(
        [curves, names],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )
