"""How much is known, month by month: a row a record, and a shaded gap where nothing is."""

import altair as alt
import pandas as pd

from charts.theme import LABEL_SIZE, Mode, finish, palette
from charts.words import percent

ROW, FULL = 74, 0.62
"""Pixels a row takes, and the share of it that a month of which everything is known fills."""


def known(frame: pd.DataFrame, *, title: str, subtitle: str, description: str, mode: Mode = "light") -> alt.LayerChart:
    """A bar a month for each record, full height where every child has one; months not told of are shaded, not bare.

    frame, one row a record and month, records in the order to show (other columns are left behind):
        record  its name
        month   the month-end (a timestamp)
        share   of the children it is about, how many have one (0 to 1); missing = not told of, or hidden
        hidden  whether a missing share is hidden: then it is neither a bar nor a gap
    Width follows the page; 74 pixels a record.
    """
    colours = palette(mode)
    records = frame["record"].drop_duplicates().tolist()
    data = frame[["record", "month", "share", "hidden"]].copy()
    data["from"] = (pd.to_datetime(data["month"]) - pd.offsets.MonthBegin(1)).dt.strftime("%Y-%m-%d")
    data["to"] = (pd.to_datetime(data["month"]) + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%d")
    data["foot"] = [float(len(records) - 1 - records.index(name)) for name in data["record"]]
    data["top"] = data["foot"] + data["share"].fillna(1.0).astype("float64") * FULL
    height = max(len(records), 1) * ROW
    rows = alt.Scale(domain=[0, max(len(records), 1)], nice=False)
    x = alt.X("from:T", axis=alt.Axis(format="%Y", title=None, tickCount="year"))
    told, gap = data["share"].notna(), data["share"].isna() & ~data["hidden"].astype(bool)
    bars, gaps = (
        alt.Chart(data.loc[chosen, ["record", "month", "share", "from", "to", "foot", "top"]]).encode(
            x=x, x2="to:T", y=alt.Y("foot:Q", scale=rows, axis=None), y2="top:Q"
        )
        for chosen in (told, gap)
    )
    when = alt.Tooltip("from:T", title="month", format="%B %Y")
    names = pd.DataFrame(
        {
            "label": [_said(name, data[data["record"] == name]) for name in records],
            "head": [float(len(records) - 1 - place) + FULL + 0.06 for place in range(len(records))],
        }
    )
    layers: list[alt.Chart] = [
        gaps.mark_rect(color=colours.band, stroke=colours.line, strokeWidth=0.5, strokeDash=[2, 2]).encode(
            tooltip=[alt.Tooltip("record:N", title="nothing recorded of"), when]
        ),
        bars.mark_rect(color=colours.focus, stroke=colours.page, strokeWidth=0.5).encode(
            tooltip=[
                alt.Tooltip("record:N", title="record"),
                when,
                alt.Tooltip("share:Q", title="children known", format=".0%"),
            ]
        ),
        alt.Chart(names)
        .mark_text(align="left", baseline="bottom", color=colours.text, fontSize=LABEL_SIZE + 1)
        .encode(x=alt.value(0), y=alt.Y("head:Q", scale=rows, axis=None), text="label:N"),
    ]
    return finish(layers, height=height, title=title, subtitle=subtitle, description=description, mode=mode)


def _said(name: str, months: pd.DataFrame) -> str:
    """A record's name, what is known of the newest month told of, and since when it is told of at all."""
    told = months[months["share"].notna()]
    if told.empty:
        return f"{name}: {'hidden' if months['hidden'].any() else 'not recorded here'}"
    first, last = pd.Timestamp(told["month"].iloc[0]), told.iloc[-1]
    words = f"{name}: {percent(last['share'])} in {pd.Timestamp(last['month']):%B %Y}"
    before = months[(months["month"] < first) & ~months["hidden"].astype(bool)]
    return f"{words}; none before {first:%B %Y}" if len(before) else words
