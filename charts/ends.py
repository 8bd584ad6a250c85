"""How plans end: the shares that have ended in each way, stacked, with those still open above."""

import altair as alt
import pandas as pd

from charts.axes import days_as_months, written
from charts.labels import beside, place
from charts.theme import Mode, Palette, finish, palette
from charts.words import percent

HEIGHT = 280


def ends(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    look: str | None = None,
    still_open: str = "still open",
) -> alt.LayerChart:
    """Stacked steps of the share of plans ended in each way by day.

    frame, one row a day and way of ending, every way on every day, ways in the order to stack from the foot:
        day    days on the plan
        cause  how the plan ended, as written beside its band
        share  share ended so by that day (0 to 1)
    look: the cause to point at, in orange. What is left above the bands is still open.
    Width follows the page; 280 pixels high.
    """
    colours = palette(mode)
    causes = frame["cause"].drop_duplicates().tolist()
    data = _stacked(frame[["day", "cause", "share"]], causes)
    shares = alt.Scale(domain=[0, 1])
    bands: alt.Chart = (
        alt.Chart(data)
        .mark_area(interpolate="step-after", stroke=colours.page, strokeWidth=1)
        .encode(
            x=days_as_months(data["day"]),
            y=alt.Y("from:Q", scale=shares, axis=written(".0%", values=[0, 0.25, 0.5, 0.75, 1])),
            y2="to:Q",
            color=alt.Color(
                "cause:N",
                scale=alt.Scale(domain=causes, range=_shades(data, causes, look, colours)),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("cause:N", title="ended"),
                alt.Tooltip("day:Q", title="days on the plan"),
                alt.Tooltip("share:Q", title="share by then", format=".0%"),
            ],
        )
    )
    named = place(_names(data, still_open), "middle", "name", height=HEIGHT, low=0.0, high=1.0)
    return finish(
        [bands, beside(named, y=shares, colour=colours.text)],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _stacked(frame: pd.DataFrame, causes: list[str]) -> pd.DataFrame:
    turn = frame["cause"].map({cause: i for i, cause in enumerate(causes)})
    data = frame.assign(turn=turn).sort_values(["day", "turn"], ignore_index=True)
    data["to"] = data.groupby("day")["share"].cumsum()
    data["from"] = data["to"] - data["share"]
    return data.drop(columns="turn")


def _names(data: pd.DataFrame, still_open: str) -> pd.DataFrame:
    """Name and height of each band at the right edge, and of the room left above them."""
    last = data[data["day"] == data["day"].max()]
    left = 1 - float(last["share"].sum())
    middles = [*((last["from"] + last["to"]) / 2), 1 - left / 2]
    shares = zip([*last["cause"], still_open], [*last["share"], left], strict=True)
    return pd.DataFrame({"name": [f"{name}: {percent(share)}" for name, share in shares], "middle": middles})


def _shades(data: pd.DataFrame, causes: list[str], look: str | None, colours: Palette) -> list[str]:
    """Orange for the cause to look at; the others in the palette's order, from the commonest."""
    quiet = [shade for shade in colours.series if shade != colours.look]
    others = data.loc[data["cause"] != look].groupby("cause")["share"].max().sort_values(ascending=False)
    shade_of = {cause: quiet[i % len(quiet)] for i, cause in enumerate(others.index)}
    return [shade_of.get(cause, colours.look) for cause in causes]
