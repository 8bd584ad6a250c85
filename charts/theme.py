"""The house look, said once: colours, type and spacing for light and dark pages.

The palette is the Government Analysis Function's. Orange means "look here" and nothing else. Every colour
stands out from its page by 4.5 to 1 where it is for text and 3 to 1 where it is for graphics.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.text import balanced

Mode = Literal["light", "dark"]
Picture = alt.LayerChart

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE = 16, 13, 12
PHONE_ROOM = 330
"""Pixels a subtitle's lines may take. Only titles can look at the room there is, so this suits a phone."""

PAGE_WIDTH = "(containerSize()[0] || width)"
"""Vega expression: pixels the page gives the picture (the plot's own width where drawn without a page)."""


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for. `page` is the background they are seen against.

    text, quiet and look_text are for words; look, grey, line and series for lines, bars and points; focus and target
    for both. band and grid are faint surfaces that carry no meaning on their own.
    """

    page: str
    text: str
    quiet: str
    focus: str
    look: str
    look_text: str
    grey: str
    target: str
    line: str
    grid: str
    band: str
    series: tuple[str, ...]


LIGHT = Palette(
    page="#FFFFFF",
    text="#0B0C0C",
    quiet="#484D52",
    focus="#12436D",
    look="#F46A25",
    look_text="#A63E08",
    grey="#7B8186",
    target="#801650",
    line="#62686E",
    grid="#E3E6E8",
    band="#DCE6EE",
    series=("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"),
)
DARK = Palette(
    page="#11181F",
    text="#F3F2F1",
    quiet="#C3C8CC",
    focus="#6BACE6",
    look="#F46A25",
    look_text="#FF9A66",
    grey="#8B939A",
    target="#E07BB0",
    line="#A9B0B6",
    grid="#2A343D",
    band="#22303C",
    series=("#6BACE6", "#28A197", "#E07BB0", "#F46A25", "#D5D8DB", "#B9A1E2"),
)


def palette(mode: Mode) -> Palette:
    """The colours for a light or a dark page."""
    return DARK if mode == "dark" else LIGHT


def config(mode: Mode) -> dict[str, Any]:
    """Vega-Lite's config for a page of that mode."""
    colours = palette(mode)
    words = {"labelColor": colours.quiet, "titleColor": colours.quiet, "labelFontSize": LABEL_SIZE}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": colours.text,
            "fontSize": TITLE_SIZE,
            "fontWeight": 600,
            "lineHeight": 20,
            "subtitleColor": colours.quiet,
            "subtitleFontSize": SUBTITLE_SIZE,
            "subtitleLineHeight": 17,
            "subtitlePadding": 5,
            "offset": 14,
        },
        "axis": {
            **words,
            "titleFontSize": LABEL_SIZE,
            "titleFontWeight": "normal",
            "domainColor": colours.line,
            "tickColor": colours.line,
            "gridColor": colours.grid,
            "gridWidth": 1,
            "labelPadding": 6,
            "titlePadding": 10,
            "labelLimit": 260,
            "labelFlush": False,
            "labelOverlap": True,
            "labelSeparation": 6,
        },
        "axisY": {"domain": False, "ticks": False, "grid": True},
        "axisX": {"domain": True, "ticks": True, "grid": False, "tickSize": 4},
        "legend": {**words, "titleFontSize": LABEL_SIZE, "orient": "top", "symbolSize": 90},
        "text": {"color": colours.text, "fontSize": LABEL_SIZE},
        "line": {"color": colours.focus, "strokeWidth": 2.5},
        "bar": {"color": colours.focus},
        "point": {"color": colours.focus, "filled": True, "size": 60},
        "rule": {"color": colours.line},
        "range": {"category": list(colours.series)},
    }


@alt.theme.register("house", enable=True)
def house() -> alt.theme.ThemeConfig:
    """The light look as Altair's theme, so that a chart drawn elsewhere (and an export) has it too."""
    return alt.theme.ThemeConfig(config=config("light"))  # type: ignore[typeddict-item]


def finish(
    layers: Sequence[alt.Chart],
    *,
    height: int,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode,
    subtitle_room: int = PHONE_ROOM,
) -> alt.LayerChart:
    """Lay `layers` over each other and put title, subtitle, accessible name and colours on them.

    The description becomes the picture's name for a screen reader. Width follows the page; `height` is the plot's, in
    pixels. An empty title leaves none.
    """
    # A layer of nothing would leave an empty picture in the picture, without a name for who cannot see it.
    drawn = [layer for layer in layers if not (isinstance(layer.data, pd.DataFrame) and layer.data.empty)]
    heading = alt.Title(text=_broken(title), subtitle=balanced(subtitle, subtitle_room, SUBTITLE_SIZE), limit=0)
    chart = alt.LayerChart(
        layer=drawn or list(layers),
        title=heading if title else alt.Undefined,
        description=description,
        width="container",
        height=height,
        padding={"left": 2, "right": 6, "top": 2, "bottom": 8},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        config=alt.Config(**config(mode)),
    )
    _put_rows_in(chart)
    return chart


def _put_rows_in(chart: alt.LayerChart) -> None:
    """The frames' rows in the place of the frames: what is drawn depends on no setting of Altair's that others set."""
    for part in (chart, *chart.layer):
        if isinstance(part.data, pd.DataFrame):
            part.data = alt.InlineData(values=alt.to_values(part.data)["values"])


def as_sent(chart: Picture) -> dict[str, Any]:
    """The chart's specification with each layer's rows inside it.

    Rows sent beside a specification are offered to the reader as a table of their own, with the names that columns have
    here; a table with headings in words stands beside each picture.
    """
    spec: dict[str, Any] = chart.to_dict()
    rows, shared = spec.pop("datasets", {}), spec.pop("data", None)
    for layer in spec["layer"]:
        data = layer.get("data", shared)
        layer["data"] = {"values": rows[data["name"]]}
    return spec


def _broken(title: str) -> alt.ExprRef:
    """The title in as few lines as fit the room there is when the picture is drawn, so that it is never cut."""
    choice, shown = "", None
    for room in range(150, 1200, 10):
        lines = balanced(title, room, TITLE_SIZE, bold=True)
        if lines != shown:
            choice = f"{PAGE_WIDTH} >= {room + 10} ? {json.dumps(lines)} : ({choice})" if shown else json.dumps(lines)
            shown = lines
    return alt.ExprRef(expr=choice)
