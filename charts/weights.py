"""Kinds of neglect side by side: of the children in whom each shows, the share whose plan acts on it."""

import altair as alt
import pandas as pd

from charts.axes import written
from charts.text import balanced
from charts.theme import LABEL_SIZE, Mode, finish, palette
from charts.words import NOT_RECORDED, percent

STEP, NAME_ROOM = 54, 110
"""Pixels: the height of a row, and the room a line of its count may take."""


def weights(
    frame: pd.DataFrame, *, title: str, subtitle: str, description: str, mode: Mode = "light"
) -> alt.LayerChart:
    """A bar a kind on one scale from nought to all, over a pale bar that is every child in whom it shows.

    frame, one row a kind in the order to show (other columns are left behind):
        neglect      the kind's name
        numerator    children whose plan acts on it; denominator: children in whom it shows; missing where not recorded
        value        their share (0 to 1); low, high: its interval, a thin line
        mark         what is written where the counts are suppressed; else empty
        less         whether it is acted on less than the kind it is weighed against: orange, with a heavier count
    Without a share there is no bar, but the reason. Width follows the page; 54 pixels a kind.
    """
    colours = palette(mode)
    data = frame[["neglect", "value", "low", "high", "less"]].assign(all=1.0, none=0.0)
    counts = zip(frame["numerator"], frame["denominator"], frame["value"], frame["mark"], strict=True)
    data["count"] = [_count(acted, shows, share, mark) for acted, shows, share, mark in counts]
    known = data[data["value"].notna()]
    kinds = alt.Y(
        "neglect:N",
        sort=data["neglect"].tolist(),
        scale=alt.Scale(paddingInner=0.5, paddingOuter=0.25),
        axis=alt.Axis(title=None, labelFontSize=LABEL_SIZE + 1),
    )
    shares = alt.Scale(domain=[0, 1])
    axis = written(".0%", values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(known[["neglect", "all", "none"]]).encode(y=kinds)
    layers: list[alt.Chart] = [
        base.mark_bar(color=colours.band).encode(x=alt.X("none:Q", scale=shares, axis=axis), x2="all:Q")
    ]
    for less, fill in ((False, colours.focus), (True, colours.look)):
        rows = known.loc[known["less"] == less, ["neglect", "value", "low", "high", "none", "count"]]
        at = alt.Chart(rows).encode(y=kinds)
        tooltip = [alt.Tooltip("neglect:N", title="neglect"), alt.Tooltip("count:N", title="plan acts on it")]
        layers += [
            at.mark_bar(color=fill).encode(x=alt.X("none:Q", scale=shares, axis=axis), x2="value:Q", tooltip=tooltip),
            at.mark_rule(color=colours.text, strokeWidth=1.5).encode(
                x=alt.X("low:Q", scale=shares, axis=axis), x2="high:Q"
            ),
        ]
    for less, ink in ((False, colours.text), (True, colours.look_text)):
        layers.append(
            alt.Chart(data.loc[data["less"] == less, ["neglect", "count"]])
            .mark_text(
                align="left",
                dx=8,
                baseline="middle",
                lineBreak="\n",
                lineHeight=LABEL_SIZE + 3,
                fontSize=LABEL_SIZE + 1,
                color=ink,
                fontWeight=600 if less else 400,
            )
            .encode(x=alt.value(alt.expr("width")), y=kinds, text="count:N")
        )
    return finish(
        layers, height=max(len(data), 1) * STEP, title=title, subtitle=subtitle, description=description, mode=mode
    )


def _count(acted: int, shows: int, share: float, mark: str) -> str:
    if mark:
        return mark
    if pd.isna(shows):
        return NOT_RECORDED
    if shows == 0:
        return "shows in nobody"
    words = f"{acted:,.0f} of {shows:,.0f} ({percent(share)})"
    return "\n".join(balanced(words, NAME_ROOM, LABEL_SIZE + 1))
