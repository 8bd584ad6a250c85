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
    steps: bool = True,
) -> alt.LayerChart:
    """Stacked bands of the share of plans ended in each way by day.

    frame, one row a day and way of ending, every way on every day, ways in the order to stack from the foot:
        day    days on the plan
        cause  how the plan ended, as written beside its band
        share  share ended so by that day (0 to 1); missing where it is hidden
    steps: bands rise on the very day; else, where shares are known now and then alone, straight from one that is shown
    to the next: a step would draw what is hidden as nought, and what was first shown on the last day not at all.
    A way that is hidden on the last day has no band, and what is left above is then said to be open or hidden.
    look: the cause to point at, in orange. Every known cause has a colour of its own, whichever others are drawn.
    Width follows the page; 280 pixels high.
    """
    colours = palette(mode)
    told = _told(frame[["day", "cause", "share"]])
    left = still_open if len(told) == len(frame) else f"{still_open}, or hidden"
    causes = told["cause"].drop_duplicates().tolist()
    data = _stacked(told, causes)
    shares = alt.Scale(domain=[0, 1])
    bands: alt.Chart = (
        alt.Chart(data)
        .mark_area(interpolate="step-after" if steps else "linear", stroke=colours.page, strokeWidth=1)
        .encode(
            x=days_as_months(data["day"]),
            y=alt.Y("from:Q", scale=shares, axis=written(".0%", values=[0, 0.25, 0.5, 0.75, 1])),
            y2="to:Q",
            color=alt.Color(
                "cause:N",
                scale=alt.Scale(domain=causes, range=_shades(causes, look, colours)),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("cause:N", title="ended"),
                alt.Tooltip("day:Q", title="days on the plan"),
                alt.Tooltip("share:Q", title="share by then", format=".0%"),
            ],
        )
    )
    named = place(_names(data, left), "middle", "name", height=HEIGHT, low=0.0, high=1.0)
    return finish(
        [bands, beside(named, y=shares, colour=colours.text)],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the ways that are hidden on the last day."""
    last = frame[frame["day"] == frame["day"].max()]
    return frame[~frame["cause"].isin(last.loc[last["share"].isna(), "cause"])]


def _stacked(frame: pd.DataFrame, causes: list[str]) -> pd.DataFrame:
    """Each way's foot and top by day; a share that is hidden lies between those shown before and after it."""
    wide = frame.pivot_table(index="day", columns="cause", values="share", aggfunc="first", sort=False, dropna=False)
    known = wide.astype("float64").sort_index().interpolate(method="index", limit_direction="both")
    parts = [pd.DataFrame({"day": known.index, "cause": cause, "share": known[cause].to_numpy()}) for cause in causes]
    data = pd.concat(parts or [frame]).sort_values("day", kind="stable", ignore_index=True)
    data["to"] = data.groupby("day")["share"].cumsum()
    data["from"] = data["to"] - data["share"]
    return data


def _names(data: pd.DataFrame, still_open: str) -> pd.DataFrame:
    """Name and height of each band at the right edge, and of the room left above them."""
    last = data[data["day"] == data["day"].max()]
    left = 1 - float(last["share"].sum())
    middles = [*((last["from"] + last["to"]) / 2), 1 - left / 2]
    shares = zip([*last["cause"], still_open], [*last["share"], left], strict=True)
    return pd.DataFrame({"name": [f"{name}: {percent(share)}" for name, share in shares], "middle": middles})


# The ways of ending that the records tell, each with its place among the palette's series.
_PLACES = {
    "No further plan": 0,
    "Stepped down to child in need": 1,
    "Moved to another authority": 2,
    "Turned 18": 4,
    "Died": 5,
}


def _shades(causes: list[str], look: str | None, colours: Palette) -> list[str]:
    """Orange for the cause to look at; of the others each its own, and what is not known here the colours left over."""
    quiet = [place for place, shade in enumerate(colours.series) if shade != colours.look]
    left = [place for place in quiet if place not in {_PLACES.get(cause) for cause in causes}] or quiet
    unknown = [cause for cause in causes if cause not in _PLACES and cause != look]
    place_of = _PLACES | {cause: left[number % len(left)] for number, cause in enumerate(unknown)}
    shade_of = {cause: colours.series[place] for cause, place in place_of.items()}
    shade_of |= {"Other ways": colours.grey, "Not recorded": colours.line}
    return [colours.look if cause == look else shade_of[cause] for cause in causes]
