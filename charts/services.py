"""A share by service: a point with its interval, how many it rests on, and the share that was cancelled beside it."""

import altair as alt
import pandas as pd

from charts.axes import written
from charts.labels import with_symbol
from charts.theme import LABEL_SIZE, Mode, finish, palette
from charts.words import percent

STEP = 30
"""Pixels: the height of a row."""


def services(
    frame: pd.DataFrame,
    *,
    whole: float,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    suppressed: str = "c",
) -> alt.LayerChart:
    """A row a service, in the order given: the share not brought with its interval, a hollow mark for cancelled.

    frame (other columns are left behind):
        service      its name
        numerator    appointments the child was not brought to; missing where suppressed: its symbol and no point
        denominator  appointments due
        value        their share (0 to 1); low, high: its interval
        cancelled    the share cancelled by the family; missing: no mark
    whole: the share of all services together, a line with its name. Width follows the page; 30 pixels a service.
    """
    colours = palette(mode)
    data = frame[["service", "value", "low", "high", "cancelled"]].copy()
    counts = zip(with_symbol(frame["numerator"], suppressed), with_symbol(frame["denominator"]), strict=True)
    data["count"] = [f"{missed} of {due}" for missed, due in counts]
    highest = max([float(data["high"].max()) if data["high"].notna().any() else 0.0, whole])
    shares = alt.Scale(domain=[0, min(1.0, highest * 1.06) or 1.0], nice=False)
    rows = alt.Y(
        "service:N",
        sort=data["service"].tolist(),
        axis=alt.Axis(title=None, labelFontSize=LABEL_SIZE + 1, labelLimit=150),
    )
    axis = written(".0%", tickCount=4)
    known = alt.Chart(data[data["value"].notna()]).encode(y=rows)
    shown = pd.DataFrame({"share": [whole], "name": [f"all {percent(whole)}"]})
    line = alt.Chart(shown).encode(x=alt.X("share:Q", scale=shares, axis=axis))
    tooltip = [
        alt.Tooltip("service:N", title="service"),
        alt.Tooltip("count:N", title="not brought"),
        alt.Tooltip("value:Q", title="share", format=".0%"),
        alt.Tooltip("cancelled:Q", title="cancelled by the family", format=".0%"),
    ]
    layers: list[alt.Chart] = [
        line.mark_rule(color=colours.line, strokeWidth=1, strokeDash=[4, 3]),
        line.mark_text(color=colours.quiet, baseline="bottom", dy=-3).encode(y=alt.value(0), text="name:N"),
        known.mark_rule(color=colours.focus, strokeWidth=2).encode(
            x=alt.X("low:Q", scale=shares, axis=axis), x2="high:Q"
        ),
        known.mark_point(color=colours.focus, filled=True, size=90, opacity=1).encode(
            x=alt.X("value:Q", scale=shares, axis=axis), tooltip=tooltip
        ),
        alt.Chart(data.loc[data["cancelled"].notna(), ["service", "cancelled"]])
        .mark_point(color=colours.grey, filled=False, shape="diamond", size=60, strokeWidth=1.5, opacity=1)
        .encode(x=alt.X("cancelled:Q", scale=shares, axis=axis), y=rows),
        alt.Chart(data[["service", "count"]])
        .mark_text(align="left", dx=8, baseline="middle", color=colours.text)
        .encode(x=alt.value(alt.expr("width")), y=rows, text="count:N"),
    ]
    return finish(
        layers, height=max(len(data), 1) * STEP, title=title, subtitle=subtitle, description=description, mode=mode
    )
