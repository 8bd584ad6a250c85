"""Where factors meet: a matrix of who has what, how many children that is, and an outcome among them, row by row.

Three charts joined in one: they share their rows, and one width, so that the picture fits a phone as it fits a screen.
"""

import altair as alt
import pandas as pd

from charts.text import width
from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette
from charts.words import percent

ROW, GAP, FOOT = 30, 10, 24
"""Pixels: the height of a row, between the factors' names and the first row, and under the last row."""
MATRIX, BARS, OUTCOME, TOLD = (0.0, 0.36), (0.40, 0.60), (0.68, 0.88), 1.0
"""Where each chart stands across the picture, 0 to 1, and where the outcome is written."""
HIDDEN = "hidden"


def upset(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    worse: str = "above",
    outcome: str = "outcome",
) -> alt.LayerChart:
    """A row a set of factors.

    frame, the first row all the children together, then the sets in the order to show:
        group                   the set's name
        factors                 the names of its factors; none for the children of no set
        numerator, denominator  counts; a numerator missing is hidden and written so; rows without a denominator are
                                left out
        share, low, high        0 to 1
        beyond                  "above" or "below" all beyond chance, or ""
    worse: which side of all is worse; a set beyond it is orange and a diamond. outcome: what the share is of, in a word
    or two. Width follows the page; 30 pixels a row under the factors' names.
    """
    colours = palette(mode)
    every = frame.iloc[0]
    sets = frame.iloc[1:][frame.iloc[1:]["denominator"].notna()].reset_index(drop=True)
    factors = list(dict.fromkeys(name for held in sets["factors"] for name in held))
    head = max((width(name, LABEL_SIZE) for name in [*factors, "children"]), default=0.0) + GAP
    data = _placed(sets, every, head, worse)
    height = round(head + max(len(sets), 1) * ROW + FOOT)
    y = alt.Scale(domain=[0, height], range=[0, alt.ExprRef("height")], nice=False)
    x = alt.Scale(domain=[0, 1], range=[0, alt.ExprRef("width")], nice=False)
    place = _Placing(x, y)
    layers = [
        *_matrix(data, factors, place, head, colours),
        *_bars(data, place, colours),
        *_outcomes(data, every, place, head, height, colours, outcome),
    ]
    return finish(layers, height=height, title=title, subtitle=subtitle, description=description, mode=mode)


class _Placing:
    """Encodings of places across and down the whole picture; nothing of either is drawn as an axis."""

    def __init__(self, x: alt.Scale, y: alt.Scale) -> None:
        self._x, self._y = x, y

    def x(self, field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=self._x, axis=None)

    def y(self, field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=self._y, axis=None)


def _placed(sets: pd.DataFrame, every: "pd.Series[float]", head: float, worse: str) -> pd.DataFrame:
    """The sets with where each part of a row is drawn."""
    most = float(sets["denominator"].max()) if len(sets) else 1.0
    hidden = sets["numerator"].isna() | sets["share"].isna()
    top = max([float(every["share"]) if pd.notna(every["share"]) else 0.5, *sets["high"].dropna()], default=1.0)

    def across(values: "pd.Series[float]", span: tuple[float, float], longest: float) -> "pd.Series[float]":
        return span[0] + (span[1] - span[0]) * values.astype("float64") / (longest or 1.0)

    data = pd.DataFrame({"set": sets["group"], "children": sets["denominator"].astype("float64")})
    data["y"] = head + ROW / 2 + ROW * data.index
    data["factors"] = sets["factors"]
    data["bar_from"], data["bar_to"] = across(data["children"] * 0, BARS, most), across(data["children"], BARS, most)
    data["count"] = [f"{count:,.0f}" for count in data["children"]]
    for name in ("share", "low", "high"):
        data[f"{name}_x"] = across(sets[name].mask(hidden), OUTCOME, top)
    data["told"] = [HIDDEN if gone else percent(share) for gone, share in zip(hidden, sets["share"], strict=True)]
    data["told_x"] = TOLD
    data["look"] = sets["beyond"].eq(worse) & ~hidden
    data.attrs["all_x"] = across(pd.Series([every["share"]]), OUTCOME, top).iloc[0]
    return data


def _matrix(data: pd.DataFrame, factors: list[str], place: _Placing, head: float, colours: Palette) -> list[alt.Chart]:
    step = (MATRIX[1] - MATRIX[0]) / max(len(factors), 1)
    at = {name: MATRIX[0] + step * (number + 0.5) for number, name in enumerate(factors)}
    held: list[tuple[str, ...]] = data["factors"].tolist()
    rows = [(names, y, one) for names, y, one in zip(held, data["y"], data["set"], strict=True) if names]
    cells = pd.DataFrame(
        [
            {"x": at[name], "y": y, "factor": name, "set": one, "has": name in names}
            for names, y, one in rows
            for name in factors
        ],
        columns=["x", "y", "factor", "set", "has"],
    )
    ends = [
        {"y": y, "from": min(at[name] for name in names), "to": max(at[name] for name in names)} for names, y, _ in rows
    ]
    joined = pd.DataFrame(ends, columns=["y", "from", "to"], dtype="float64")
    heads = pd.DataFrame({"x": list(at.values()), "y": head - GAP, "factor": factors})
    alone = data.loc[[not names for names in held], ["y", "set"]].assign(x=MATRIX[0])
    dots = [
        alt.Chart(cells.loc[cells["has"] == has, ["x", "y", "factor", "set"]])
        .mark_point(filled=True, color=colour, size=size, opacity=1)
        .encode(x=place.x("x"), y=place.y("y"), tooltip=[alt.Tooltip("set:N", title="children with")])
        for has, colour, size in ((False, colours.grid, 60), (True, colours.focus, 110))
    ]
    line = alt.Chart(joined).mark_rule(color=colours.focus, strokeWidth=2)
    # Between the dots: over those of factors a set has not, under those of factors it has.
    layers: list[alt.Chart] = [dots[0], line.encode(x=place.x("from"), x2="to", y=place.y("y")), dots[1]]
    layers.append(
        alt.Chart(heads)
        .mark_text(angle=270, align="left", baseline="middle", color=colours.text)
        .encode(x=place.x("x"), y=place.y("y"), text="factor:N")
    )
    layers.append(
        alt.Chart(alone)
        .mark_text(align="left", baseline="middle", color=colours.text)
        .encode(x=place.x("x"), y=place.y("y"), text="set:N")
    )
    return layers


def _bars(data: pd.DataFrame, place: _Placing, colours: Palette) -> list[alt.Chart]:
    rows = alt.Chart(data[["set", "children", "count", "y", "bar_from", "bar_to"]])
    bars: alt.Chart = rows.mark_bar(height=ROW - 12, color=colours.focus).encode(
        x=place.x("bar_from"),
        x2="bar_to",
        y=place.y("y"),
        tooltip=[alt.Tooltip("set:N", title="children with"), alt.Tooltip("count:N", title="children")],
    )
    counts: alt.Chart = rows.mark_text(align="left", baseline="middle", dx=4, color=colours.text).encode(
        x=place.x("bar_to"), y=place.y("y"), text="count:N"
    )
    return [bars, counts]


def _outcomes(
    data: pd.DataFrame,
    every: "pd.Series[float]",
    place: _Placing,
    head: float,
    height: int,
    colours: Palette,
    outcome: str,
) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    if pd.notna(every["share"]):
        at = data.attrs["all_x"]
        line = pd.DataFrame({"x": [at], "from": [head], "to": [float(height - FOOT + 2)]})
        named = pd.DataFrame({"x": [at], "y": [height - FOOT / 2 + 2], "name": [f"all {percent(every['share'])}"]})
        layers.append(
            alt.Chart(line)
            .mark_rule(color=colours.line, strokeDash=[5, 3], strokeWidth=1.5)
            .encode(x=place.x("x"), y=place.y("from"), y2="to")
        )
        layers.append(
            alt.Chart(named)
            .mark_text(color=colours.quiet, baseline="middle")
            .encode(x=place.x("x"), y=place.y("y"), text="name:N")
        )
    known = data.dropna(subset=["share_x"])
    for look, shape, size, colour in ((False, "circle", 60, colours.focus), (True, "diamond", 130, colours.look)):
        rows = alt.Chart(known.loc[known["look"] == look, ["set", "told", "y", "share_x", "low_x", "high_x"]])
        layers.append(
            rows.mark_rule(color=colour, strokeWidth=2.5).encode(x=place.x("low_x"), x2="high_x", y=place.y("y"))
        )
        layers.append(
            rows.mark_point(filled=True, shape=shape, size=size, color=colour, opacity=1).encode(
                x=place.x("share_x"),
                y=place.y("y"),
                tooltip=[alt.Tooltip("set:N", title="children with"), alt.Tooltip("told:N", title=outcome)],
            )
        )
    layers.append(
        alt.Chart(data[["told", "told_x", "y"]])
        .mark_text(align="right", baseline="middle", color=colours.text)
        .encode(x=place.x("told_x"), y=place.y("y"), text="told:N")
    )
    heads = pd.DataFrame({"x": [BARS[0], TOLD], "y": head - GAP, "words": ["children", outcome]})
    for number, align in enumerate(("left", "right")):
        layers.append(
            alt.Chart(heads.iloc[[number]])
            .mark_text(align=align, baseline="bottom", color=colours.quiet)  # type: ignore[arg-type]
            .encode(x=place.x("x"), y=place.y("y"), text="words:N")
        )
    return layers
