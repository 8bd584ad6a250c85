"""How plans end: the shares that have ended in each way, stacked, with those still open above."""

import altair as alt
import pandas as pd

from charts.axes import days_as_months, written
from charts.labels import beside, place
from charts.theme import Mode, finish, palette

HEIGHT = 280


def ends(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    look: str | None = None,
) -> alt.LayerChart:
    """Stacked steps of the share of plans ended in each way by day.

    frame, one row a day and way of ending, ways in the order to stack from the foot:
        day    days on the plan
        cause  how the plan ended, as written on the band
        share  share ended so by that day (0 to 1)
    look: the cause to point at, in orange. What is left above the bands is still open. Width follows the
        page; 280 pixels high.
    """
    colours = palette(mode)
    causes = frame["cause"].drop_duplicates().tolist()
    wide = frame.pivot_table(index="day", columns="cause", values="share", observed=True)[causes]
    top = wide.cumsum(axis=1)
    data = top.reset_index().melt(id_vars="day", var_name="cause", value_name="to")
    data["share"] = wide.melt()["value"].to_numpy()
    data["from"] = data["to"] - data["share"]
    longest = float(data["day"].max())
    shades = [c for c in colours.series if c != colours.look]
    colour_of = {c: colours.look if c == look else shades[i % len(shades)] for i, c in enumerate(causes)}
    x = days_as_months(data["day"])
    shares = alt.Scale(domain=[0, 1])
    areas = (
        alt.Chart(data)
        .mark_area(interpolate="step-after", stroke=colours.page, strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("from:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", title=None, tickCount=5)),
            y2="to:Q",
            color=alt.Color(
                "cause:N", scale=alt.Scale(domain=causes, range=[colour_of[c] for c in causes]), legend=None
            ),
            tooltip=[
                alt.Tooltip("cause:N", title="ended"),
                alt.Tooltip("day:Q", title="days on the plan"),
                alt.Tooltip("share:Q", title="share by then", format=".0%"),
            ],
        )
    )
    last = data[data["day"] == longest].copy()
    last["middle"] = (last["from"] + last["to"]) / 2
    last["label"] = [f"{c} {s:.0%}".replace("%", " %") for c, s in zip(last["cause"], last["share"], strict=True)]
    left_open = 1 - float(last["share"].sum())
    still = pd.DataFrame(
        {"cause": ["still open"], "middle": [1 - left_open / 2], "label": [f"still open {left_open * 100:.0f} %"]}
    )
    named = place(pd.concat([last, still], ignore_index=True), "middle", "label", height=HEIGHT, low=0.0, high=1.0)
    names = beside(named, y=shares, colour=colours.text)
    return finish(
        [areas, names],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )
