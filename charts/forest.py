"""Groups beside all: each group's share, or how many times as often as of all, with its interval."""

import json
from typing import Literal

import altair as alt
import pandas as pd

from charts.axes import written
from charts.text import balanced, width
from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette
from charts.words import percent

ROW, ROOM, BESIDE = 34, 118, 86
"""Pixels: the height of a row, the room a line of a group's name may take, and that of what is written beside it."""
WIDEST_RATIO = 4.0
HIDDEN = "hidden"


def forest(
    frame: pd.DataFrame,
    *,
    measured: Literal["share", "ratio"],
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    worse: str = "above",
    whole: str = "all",
) -> alt.LayerChart:
    """A row a group: a point with its interval, a line where all the children are, and the share and count in words.

    frame, the first row all the children together, then the groups in the order to show:
        group                          its name
        numerator, denominator         counts; missing where hidden, and then only "hidden" is written
        share, low, high               0 to 1
        ratio, ratio_low, ratio_high   the share over that of all; missing for all
        beyond                         "above" or "below" all beyond chance, or ""
    measured: what the points show. worse: which side of all is worse, "above" or "below"; a group beyond it is orange
    and a diamond. Width follows the page; 34 pixels a row.
    """
    colours = palette(mode)
    every, groups = frame.iloc[0], frame.iloc[1:]
    low, high = ("low", "high") if measured == "share" else ("ratio_low", "ratio_high")
    hidden = groups["numerator"].isna() | groups["denominator"].isna() | groups["share"].isna()
    data = pd.DataFrame(
        {
            "group": groups["group"],
            "value": groups[measured].mask(hidden),
            "low": groups[low].mask(hidden),
            "high": groups[high].mask(hidden),
            "look": groups["beyond"].eq(worse) & (worse != ""),
            "told": [
                HIDDEN if gone else f"{percent(share)} of {count:,.0f}"
                for gone, share, count in zip(hidden, groups["share"], groups["denominator"], strict=True)
            ],
        }
    )
    line = float(every["share"]) if measured == "share" and pd.notna(every["share"]) else 1.0
    top = _top(data, measured, line)
    data[["value", "low", "high"]] = data[["value", "low", "high"]].clip(upper=top)
    names = data["group"].tolist()
    y = alt.Y("group:N", sort=names, axis=_axis(names), scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1))
    axis = written(".0%", tickCount=4) if measured == "share" else alt.Axis(title="times as often as all", tickCount=4)
    # Room on the right of the scale for what is written beside each row.
    scale = alt.Scale(domain=[0, top], nice=False, range=[0, alt.ExprRef(f"width - {BESIDE}")])
    layers = [
        _line(line, scale, colours),
        *_points(data, y, scale, axis, colours, measured),
        _beside(data, y, colours),
        _name_of_line(f"{whole} {percent(every['share'])}", line, scale, colours),
    ]
    return finish(
        layers,
        height=max(len(data), 1) * ROW,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _top(data: pd.DataFrame, measured: str, line: float) -> float:
    longest = max([line * 1.5, *data["high"].dropna()], default=1.0)
    return min(float(longest) * 1.02, 1.0 if measured == "share" else WIDEST_RATIO)


def _line(line: float, scale: alt.Scale, colours: Palette) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(pd.DataFrame({"all": [line]}))
        .mark_rule(color=colours.line, strokeWidth=1.5, strokeDash=[5, 3])
        .encode(x=alt.X("all:Q", scale=scale))
    )
    return drawn


def _points(
    data: pd.DataFrame, y: alt.Y, scale: alt.Scale, axis: alt.Axis, colours: Palette, measured: str
) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    known = data.dropna(subset=["value"])
    written_as = ".0%" if measured == "share" else ".1f"
    for look, shape, size, colour in ((False, "circle", 70, colours.focus), (True, "diamond", 140, colours.look)):
        rows = alt.Chart(known.loc[known["look"] == look, ["group", "value", "low", "high", "told"]])
        layers.append(
            rows.mark_rule(color=colour, strokeWidth=2.5).encode(
                y=y, x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
            )
        )
        layers.append(
            rows.mark_point(filled=True, shape=shape, size=size, color=colour, opacity=1).encode(
                y=y,
                x=alt.X("value:Q", scale=scale, axis=axis),
                tooltip=[
                    alt.Tooltip("group:N", title="children"),
                    alt.Tooltip("told:N", title="share"),
                    alt.Tooltip(
                        "value:Q", title="times as often" if measured == "ratio" else "share", format=written_as
                    ),
                    alt.Tooltip("low:Q", title="likely from", format=written_as),
                    alt.Tooltip("high:Q", title="to", format=written_as),
                ],
            )
        )
    return layers


def _beside(data: pd.DataFrame, y: alt.Y, colours: Palette) -> alt.Chart:
    told: alt.Chart = (
        alt.Chart(data[["group", "told"]])
        .mark_text(align="right", color=colours.text)
        .encode(y=y, x=alt.value(alt.expr("width")), text="told:N")
    )
    return told


def _name_of_line(name: str, line: float, scale: alt.Scale, colours: Palette) -> alt.Chart:
    named: alt.Chart = (
        alt.Chart(pd.DataFrame({"all": [line], "name": [name]}))
        .mark_text(align="center", baseline="bottom", dy=-4, color=colours.quiet)
        .encode(x=alt.X("all:Q", scale=scale), y=alt.value(0), text="name:N")
    )
    return named


def _axis(names: list[str]) -> alt.Axis:
    """Names beside the rows, long ones on two lines."""
    broken = {name: balanced(name, ROOM, LABEL_SIZE) for name in names}
    two_lines = json.dumps([name for name, lines in broken.items() if len(lines) > 1])
    longest = max((width(line, LABEL_SIZE) for lines in broken.values() for line in lines), default=0.0)
    return alt.Axis(
        title=None,
        grid=False,
        labelLimit=0,
        labelLineHeight=LABEL_SIZE + 2,
        labelBaseline={
            "condition": {"test": f"indexof({two_lines}, datum.value) >= 0", "value": "bottom"},
            "value": "middle",
        },
        labelExpr=f"{json.dumps(broken)}[datum.value]",
        minExtent=longest + 8,
    )
