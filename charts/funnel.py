"""The funnel: each team's share against how many it rests on, and how far chance alone would take it."""

from typing import Literal

import altair as alt
import pandas as pd

from charts.labels import beside
from charts.theme import LABEL_SIZE, Mode, finish, palette

HEIGHT = 300


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
    all_name: str = "all teams",
) -> alt.LayerChart:
    """Points for groups, a band for the 99.8 % limits, thin lines for the 95 % ones; only groups outside are
    named.

    groups, one row a group: group, denominator (count), share (0 to 1), outside ("above", "below", "inside"
        or "no data"; the last are not drawn).
    curve, one row a denominator: denominator, low95, high95, low998, high998 (0 to 1).
    whole: share of all groups together (0 to 1), drawn as a line. Width follows the page; 300 pixels high.
    """
    colours = palette(mode)
    drawn = groups.loc[groups["outside"] != "no data", ["group", "denominator", "share", "outside"]].copy()
    drawn["denominator"] = drawn["denominator"].astype("float64")
    limits = curve[["denominator", "low95", "high95", "low998", "high998"]]
    first, last = float(limits["denominator"].min()), float(limits["denominator"].max())
    highest = min(limits["high998"].max(), limits["high998"].min() * 1.5)
    top = float(max(drawn["share"].max(), highest))
    x = alt.X(
        "denominator:Q",
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(title=counts, titleAnchor="start", tickMinStep=1, tickCount=5),
    )
    y_scale = alt.Scale(domain=[0, min(1.0, top * 1.06)], nice=False, clamp=True)
    y_axis = alt.Axis(format=".0%", title=None, tickCount=5)
    base = alt.Chart(limits).encode(x=x)
    band = base.mark_area(color=colours.band).encode(y=alt.Y("low998:Q", scale=y_scale, axis=y_axis), y2="high998:Q")
    thin = [
        base.mark_line(color=colours.line, strokeWidth=1, strokeDash=[4, 3]).encode(y=alt.Y(f"{c}:Q", scale=y_scale))
        for c in ("low95", "high95")
    ]
    middle = (
        alt.Chart(pd.DataFrame({"whole": [whole]}))
        .mark_rule(color=colours.line, strokeWidth=1.5)
        .encode(y=alt.Y("whole:Q", scale=y_scale))
    )
    inside = drawn["outside"] == "inside"
    tooltip = [
        alt.Tooltip("group:N", title="team"),
        alt.Tooltip("share:Q", title="share", format=".0%"),
        alt.Tooltip("denominator:Q", title=counts),
    ]
    dots = [
        alt.Chart(drawn[part])
        .mark_point(filled=True, shape=shape, size=size, color=colour, opacity=1)
        .encode(x=x, y=alt.Y("share:Q", scale=y_scale), tooltip=tooltip)
        for part, shape, size, colour in (
            (inside, "circle", 60, colours.focus),
            (~inside, "diamond", 130, colours.look),
        )
    ]
    names = drawn[~inside].copy()
    right = names["denominator"] <= first + (last - first) * 0.6
    sides: list[tuple[pd.Series[bool], Literal["left", "right"], int]] = [
        (right, "left", 10),
        (~right, "right", -10),
    ]
    labels = [
        alt.Chart(names.loc[side, ["group", "denominator", "share"]])
        .mark_text(align=align, dx=dx, fontSize=LABEL_SIZE, fontWeight=600, color=colours.text)
        .encode(x=x, y=alt.Y("share:Q", scale=y_scale), text="group:N")
        for side, align, dx in sides
    ]
    named = pd.DataFrame({"label": [f"{all_name}\n{whole * 100:.0f} %"], "label_y": [whole]})
    name = beside(named, y=y_scale, colour=colours.quiet)
    return finish(
        [band, *thin, middle, *dots, *labels, name],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )
