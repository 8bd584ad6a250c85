"""The ladder: how many children stand on each rung of time on a plan."""

import json
from typing import Literal

import altair as alt
import pandas as pd

from charts.labels import with_symbol
from charts.text import balanced, width
from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette

STEP, ROOM = 36, 150
"""Pixels: the height of a rung, and the room a line of its name may take."""


def ladder(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    axis: str = "months on the plan",
    counts: str = "children",
    suppressed: str = "c",
) -> alt.LayerChart:
    """Horizontal bars, one a band, with the count at the end of each.

    frame, one row a band in the order to show:
        band      the band's name, e.g. "15 to 21"
        children  how many; missing where suppressed: drawn as its symbol, never as a bar of nought
        past      whether the band lies at or past the threshold: orange, with a heavier label
    axis names the bands, counts what is counted. Width follows the page; height is 36 pixels a band.
    """
    colours = palette(mode)
    data = frame[["band", "children", "past"]].copy()
    data["label"] = with_symbol(data["children"], suppressed)
    data["children"] = data["children"].astype("float64")
    bands = data["band"].tolist()
    rung = alt.Y(
        "band:N",
        sort=bands,
        axis=_axis(bands, axis),
        scale=alt.Scale(paddingInner=0.34, paddingOuter=0.17),
    )
    most = max(data["children"].dropna(), default=1.0)
    length = alt.X("children:Q", axis=None, scale=alt.Scale(domain=[0, max(most, 1) * 1.16]))
    tooltip = [alt.Tooltip("band:N", title=axis), alt.Tooltip("label:N", title=counts)]
    layers: list[alt.Chart] = []
    for past, fill, ink, weight in _looks(colours):
        rows = data[data["past"] == past]
        shown = alt.Chart(rows[rows["children"].notna()]).encode(y=rung, x=length)
        hidden = alt.Chart(rows.loc[rows["children"].isna(), ["band", "label"]]).encode(y=rung, x=alt.value(0))
        layers.append(shown.mark_bar(color=fill).encode(tooltip=tooltip))
        layers += [
            bars.mark_text(align="left", dx=6, fontSize=LABEL_SIZE + 1, color=ink, fontWeight=weight).encode(
                text="label:N"
            )
            for bars in (shown, hidden)
        ]
    return finish(
        layers,
        height=max(len(data), 1) * STEP,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _looks(colours: Palette) -> list[tuple[bool, str, str, Literal[400, 600]]]:
    return [(False, colours.focus, colours.text, 400), (True, colours.look, colours.look_text, 600)]


def _axis(bands: list[str], title: str) -> alt.Axis:
    """Names beside the bars, the long ones on two lines about the bar's middle, under the axis' name written level."""
    broken = {band: balanced(band, ROOM, LABEL_SIZE + 1) for band in bands}
    two_lines = json.dumps([band for band, lines in broken.items() if len(lines) > 1])
    return alt.Axis(
        title=title,
        titleAngle=0,
        titleAlign="right",
        titleAnchor="end",
        titleX=-6,
        titleY=-10,
        titleBaseline="bottom",
        labelFontSize=LABEL_SIZE + 1,
        labelLineHeight=LABEL_SIZE + 3,
        labelExpr=f"{json.dumps(broken)}[datum.value]",
        labelBaseline={
            "condition": {"test": f"indexof({two_lines}, datum.value) >= 0", "value": "bottom"},
            "value": "middle",
        },
        minExtent=width(title, LABEL_SIZE) + 6,
    )
