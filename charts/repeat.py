"""Long plans beside repeat plans: closing plans early to cut the one shows up in the other."""

import altair as alt
import pandas as pd

from charts.axes import written
from charts.labels import beside, place
from charts.theme import Mode, finish, palette
from charts.words import percent

HEIGHT = 220


def repeat(
    frame: pd.DataFrame, *, title: str, subtitle: str, description: str, mode: Mode = "light", counts: str = "plans"
) -> alt.LayerChart:
    """Lines over the same months on the same scale from nought, each named with its latest share at its end.

    frame, one row a month and line, at most three lines, in the order they should be told apart:
        month  the month (a timestamp)
        line   its name as written, e.g. "open 15 months or more"
        share  share (0 to 1); missing breaks the line; a month with nothing on either side is a dot
    counts names what the shares are of. Lines differ by dash as well as colour. Width follows the page; 220 pixels
    high.
    """
    colours = palette(mode)
    data = frame[["month", "line", "share"]]
    lines = data["line"].drop_duplicates().tolist()
    top = float(data["share"].max()) * 1.1 if data["share"].any() else 1.0
    shares = alt.Scale(domain=[0, top], nice=False)
    shades, dashes = list(colours.series[:3]), [[1, 0], [6, 3], [2, 2]]
    curves: alt.Chart = (
        alt.Chart(data)
        .mark_line()
        .encode(
            x=alt.X("month:T", axis=alt.Axis(format="%b %Y", title=None, tickCount=5)),
            y=alt.Y("share:Q", scale=shares, axis=written(".0%", tickCount=4)),
            color=alt.Color("line:N", scale=alt.Scale(domain=lines, range=shades), legend=None),
            strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=lines, range=dashes), legend=None),
            tooltip=[
                alt.Tooltip("line:N", title=counts),
                alt.Tooltip("month:T", title="month", format="%B %Y"),
                alt.Tooltip("share:Q", title="share", format=".0%"),
            ],
        )
    )
    alone = data[_alone(data)]
    dots = [
        alt.Chart(alone)
        .mark_circle(size=30, opacity=1)
        .encode(
            x="month:T",
            y=alt.Y("share:Q", scale=shares),
            color=alt.Color("line:N", scale=alt.Scale(domain=lines, range=shades), legend=None),
        )
    ]
    latest = data.dropna(subset=["share"]).groupby("line", sort=False).tail(1)
    names = [f"{line} {percent(share)}" for line, share in zip(latest["line"], latest["share"], strict=True)]
    placed = place(latest.assign(name=names), "share", "name", height=HEIGHT, low=0.0, high=top)
    return finish(
        [curves, *(dots if len(alone) else []), beside(placed, y=shares, colour=colours.text)],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _alone(data: pd.DataFrame) -> "pd.Series[bool]":
    """Which shares have none in the month before nor in the one after: no line is drawn through them."""
    known = data["share"].notna()
    lines = known.groupby(data["line"], sort=False)
    return known & ~lines.shift(1, fill_value=False) & ~lines.shift(-1, fill_value=False)
