"""Change over time as NHS boards read it: grey where nothing really changed, colour and shape where it did."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from charts.axes import written
from charts.text import width
from charts.theme import LABEL_SIZE, PAGE_WIDTH, Mode, Palette, finish, palette

HEIGHT, SPARK_HEIGHT = 150, 56
SUBTITLE_ROOM = 150
"""Pixels a subtitle's lines may take: a fifth of a page, or half of a phone's."""
SHORT_OF_SPACE = 230
"""Page widths in pixels below which months are written short and the middle one is left out."""
NARROW_PLOT = 150
"""Pixels the plot is taken to be wide when a place for the target's name is sought: a quarter of a page."""

COLUMNS = ["month", "value", "mean", "lower", "upper", "point", "base"]
MEANINGS = {
    "common": ("circle", "within its usual range"),
    "improvement": ("triangle-up", "better"),
    "concern": ("diamond", "worse"),
    "neutral": ("square", "changed"),
}
"""How a point is drawn and what its tooltip says, by its meaning."""


def xmr(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    number_format: str = ".0%",
    target: float | None = None,
    target_name: str | None = None,
    height: int = HEIGHT,
) -> alt.LayerChart:
    """An XmR chart, small enough for four to stand side by side.

    frame, one row a month in order (other columns are left behind):
        month               the month (a timestamp)
        value               the measure; missing breaks the line
        mean, lower, upper  centre line and process limits, in the value's unit; may be missing (a run chart)
        point               common | improvement | concern | neutral
        base                0, 1, ...: the limits break where it changes
    number_format: d3 format of the value (".0%" for shares, ",.0f" for counts). target: a dashed line, in the
    value's unit; its name is "target" and the value unless given. Width follows the page.
    """
    colours = palette(mode)
    data = _drawn(frame)
    axis = written(number_format, tickCount=4, grid=False)
    layers = _layers(data, colours, target, (_month_axis(data), axis), number_format, size=50, height=height)
    if target is not None:
        name = target_name or f"target {target:{number_format}}".replace("%", " %")
        layers += _target_name(data, target, name, colours, _domain(data, target), height)
    return finish(
        layers,
        height=height,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
        subtitle_room=SUBTITLE_ROOM,
    )


def sparkline(
    frame: pd.DataFrame,
    *,
    description: str,
    mode: Mode = "light",
    number_format: str = ".0%",
    target: float | None = None,
) -> alt.LayerChart:
    """The same without title and axes, for a card. Frame as for `xmr`; 56 pixels high, width follows the page."""
    data, colours = _drawn(frame), palette(mode)
    layers = _layers(data, colours, target, (None, None), number_format, size=30, height=SPARK_HEIGHT)
    return finish(layers, height=SPARK_HEIGHT, title="", subtitle="", description=description, mode=mode)


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[COLUMNS].assign(signal=frame["point"].map({k: said for k, (_, said) in MEANINGS.items()}))


def _layers(
    data: pd.DataFrame,
    colours: Palette,
    target: float | None,
    axes: tuple[alt.Axis | None, alt.Axis | None],
    number_format: str,
    *,
    size: int,
    height: int,
) -> list[alt.Chart]:
    # Room above and below, so that points at the edge are not cut.
    margin = 7 / height
    low, high = _domain(data, target)
    reach = (high - low) * margin / (1 - 2 * margin)
    scale = alt.Scale(domain=[low - reach, high + reach], nice=False, zero=False)
    months = alt.X("month:T", axis=axes[0], scale=alt.Scale(padding=8))

    def at(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", scale=scale, axis=axes[1])

    base = alt.Chart(data).encode(x=months)
    drawn = {
        "color": [colours.grey, colours.focus, colours.look, colours.series[2]],
        "shape": [shape for shape, _ in MEANINGS.values()],
    }
    meaning = {name: alt.Scale(domain=list(MEANINGS), range=values) for name, values in drawn.items()}
    layers: list[alt.Chart] = [
        base.mark_line(interpolate="step", strokeDash=[4, 3], strokeWidth=1, color=colours.line).encode(
            y=at(limit), detail="base:N"
        )
        for limit in ("lower", "upper")
    ]
    layers += [
        base.mark_line(interpolate="step", strokeWidth=1, color=colours.line).encode(y=at("mean"), detail="base:N"),
        base.mark_line(strokeWidth=1.5, color=colours.grey).encode(y=at("value")),
    ]
    if target is not None:
        goal = alt.Chart(pd.DataFrame({"target": [target]}))
        layers.append(goal.mark_rule(strokeDash=[8, 3], strokeWidth=1.5, color=colours.target).encode(y=at("target")))
    layers.append(
        base.mark_point(filled=True, size=size, opacity=1).encode(
            y=at("value"),
            color=alt.Color("point:N", scale=meaning["color"], legend=None),
            shape=alt.Shape("point:N", scale=meaning["shape"], legend=None),
            tooltip=[
                alt.Tooltip("month:T", title="month", format="%B %Y"),
                alt.Tooltip("value:Q", title="value", format=number_format),
                alt.Tooltip("mean:Q", title="average", format=number_format),
                alt.Tooltip("signal:N", title="signal"),
            ],
        )
    )
    return layers


def _domain(data: pd.DataFrame, target: float | None) -> tuple[float, float]:
    numbers = pd.concat([data["value"], data["lower"], data["upper"]]).dropna().tolist()
    numbers += [] if target is None else [target]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    if high > low:
        return low, high
    # A line that never moves is drawn in the middle of a little room, and shares have none beyond nought and one.
    shares = 0 <= low <= 1
    return (max(low - 0.1, 0.0), min(low + 0.1, 1.0)) if shares else (low - 0.5, high + 0.5)


def _month_axis(data: pd.DataFrame) -> alt.Axis:
    """First, middle and last month, the outer two flush with the plot's edges; written short where space is short."""
    months = data["month"].tolist()
    shown: Sequence[pd.Timestamp] = [months[0], months[len(months) // 2], months[-1]] if months else []
    return alt.Axis(
        title=None,
        labelExpr=f"{PAGE_WIDTH} >= {SHORT_OF_SPACE} ? timeFormat(datum.value, '%b %Y') : "
        "datum.index == 0 || datum.index == 1 ? timeFormat(datum.value, '%b %y') : ''",
        values=[alt.DateTime(year=month.year, month=month.month) for month in shown],
        labelFlush=12,
        labelOverlap="greedy",
    )


def _target_name(
    data: pd.DataFrame,
    target: float,
    name: str,
    colours: Palette,
    domain: tuple[float, float],
    height: int,
) -> list[alt.Chart]:
    """The target's name at that end of its line, above or below, where the fewest points are in its way."""
    pixels = (data["value"] - target) / (domain[1] - domain[0]) * height
    covered = max(1, round(len(data) * (width(name, LABEL_SIZE) + 6) / NARROW_PLOT))
    places = []
    for align, near in (("right", pixels.tail(covered)), ("left", pixels.head(covered))):
        for up in (1, -1):
            in_the_way = (near * up).between(2, LABEL_SIZE + 8).sum()
            places.append((int(in_the_way), align, up))
    _, align, up = min(places, key=lambda place: place[0])
    at_end = alt.value(alt.expr("width")) if align == "right" else alt.value(0)
    text = alt.Chart(pd.DataFrame({"target": [target], "name": [name]})).encode(
        x=at_end, y=alt.Y("target:Q"), text="name:N"
    )
    placed: dict[str, Any] = {"align": align, "dy": -8 * up, "baseline": "middle"}
    return [
        text.mark_text(**placed, stroke=colours.page, strokeWidth=4, strokeJoin="round"),
        text.mark_text(**placed, color=colours.target),
    ]
