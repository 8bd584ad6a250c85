"""The funnel: each team's share against how many it rests on, and how far chance alone would take it."""

from typing import Any

import altair as alt
import pandas as pd

from charts.axes import written
from charts.labels import LINE, beside, place
from charts.text import width
from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette
from charts.words import percent

HEIGHT = 300
NARROW_PLOT = 250
"""Pixels the plot is taken to be wide when a side for a name is chosen."""


def funnel(
    groups: pd.DataFrame,
    curve: pd.DataFrame,
    *,
    whole: float,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    counts: str = "children held by the team",
    group_name: str = "team",
    whole_name: str = "all teams",
) -> alt.LayerChart:
    """Points for groups, a band for the 99.8 % limits, thin lines for the 95 % ones; only groups outside are named.

    groups, one row a group (other columns are left behind):
        group        its name
        denominator  how many it rests on
        share        0 to 1
        outside      "above" or "below" the 99.8 % limits, or "inside"; "no data" is not drawn
    curve, one row a denominator: denominator, low95, high95, low998, high998 (0 to 1).
    whole: share of all groups together (0 to 1), a line with its name. Width follows the page; 300 pixels high.
    """
    colours = palette(mode)
    drawn = groups.loc[groups["outside"] != "no data", ["group", "denominator", "share", "outside"]]
    drawn = drawn.astype({"denominator": "float64"})
    limits = curve[["denominator", "low95", "high95", "low998", "high998"]]
    first, last = float(limits["denominator"].min()), float(limits["denominator"].max())
    x = alt.X(
        "denominator:Q",
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(title=counts, titleAnchor="start", tickMinStep=1, tickCount=5),
    )
    top = _top(drawn, limits)
    shares = alt.Scale(domain=[0, top], nice=False, clamp=True)
    named = pd.DataFrame({"name": [f"{whole_name} {percent(whole)}"], "share": [whole]})
    layers = [
        *_limits(limits, x, shares, colours),
        _line(whole, shares, colours),
        *_points(drawn, x, shares, colours, counts, group_name),
        *_names(drawn, x, shares, colours, (first, last, top)),
        beside(
            place(named, "share", "name", height=HEIGHT, low=0.0, high=top),
            y=shares,
            colour=colours.quiet,
        ),
    ]
    return finish(layers, height=HEIGHT, title=title, subtitle=subtitle, description=description, mode=mode)


def _top(drawn: pd.DataFrame, limits: pd.DataFrame) -> float:
    """Room for every point, and for the limits unless small groups would send them up the page."""
    limit = min(limits["high998"].max(), limits["high998"].min() * 1.5)
    highest = max([limit, *drawn["share"]], default=1.0)
    return min(1.0, float(highest) * 1.06) if highest > 0 else 1.0


def _limits(limits: pd.DataFrame, x: alt.X, shares: alt.Scale, colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(limits).encode(x=x)
    axis = written(".0%", tickCount=5)
    band: alt.Chart = base.mark_area(color=colours.band).encode(
        y=alt.Y("low998:Q", scale=shares, axis=axis), y2="high998:Q"
    )
    thin: list[alt.Chart] = [
        base.mark_line(color=colours.line, strokeWidth=1, strokeDash=[4, 3]).encode(
            y=alt.Y(f"{limit}:Q", scale=shares, axis=axis)
        )
        for limit in ("low95", "high95")
    ]
    return [band, *thin]


def _line(whole: float, shares: alt.Scale, colours: Palette) -> alt.Chart:
    line: alt.Chart = (
        alt.Chart(pd.DataFrame({"share": [whole]}))
        .mark_rule(color=colours.line, strokeWidth=1.5)
        .encode(y=alt.Y("share:Q", scale=shares))
    )
    return line


def _points(
    drawn: pd.DataFrame, x: alt.X, shares: alt.Scale, colours: Palette, counts: str, group_name: str
) -> list[alt.Chart]:
    inside = drawn["outside"] == "inside"
    looks = ((inside, "circle", 60, colours.focus), (~inside, "diamond", 130, colours.look))
    return [
        alt.Chart(drawn.loc[rows, ["group", "denominator", "share"]])
        .mark_point(filled=True, shape=shape, size=size, color=colour, opacity=1)
        .encode(
            x=x,
            y=alt.Y("share:Q", scale=shares),
            tooltip=[
                alt.Tooltip("group:N", title=group_name),
                alt.Tooltip("share:Q", title="share", format=".0%"),
                alt.Tooltip("denominator:Q", title=counts),
            ],
        )
        for rows, shape, size, colour in looks
    ]


def _names(
    drawn: pd.DataFrame, x: alt.X, shares: alt.Scale, colours: Palette, reach: tuple[float, float, float]
) -> list[alt.Chart]:
    """Names of the groups outside, right of the point unless that would leave the plot; moved apart where close."""
    first, last, top = reach
    outside = drawn[drawn["outside"] != "inside"].sort_values("share")
    room = (last - outside["denominator"]) / max(last - first, 1) * NARROW_PLOT
    wanted = pd.Series([width(name, LABEL_SIZE, bold=True) + 12 for name in outside["group"]], outside.index)
    sides: list[tuple[Any, int, pd.Series[bool]]] = [("left", 10, room >= wanted), ("right", -10, room < wanted)]
    layers: list[alt.Chart] = []
    for align, dx, rows in sides:
        placed = place(outside[rows], "share", "group", height=HEIGHT, low=0.0, high=top)
        layers.append(
            alt.Chart(placed[["label", "denominator", "label_y"]])
            .mark_text(
                align=align,
                dx=dx,
                baseline="middle",
                lineHeight=LINE,
                lineBreak="\n",
                fontWeight=600,
                color=colours.text,
            )
            .encode(x=x, y=alt.Y("label_y:Q", scale=shares), text="label:N")
        )
    return layers
