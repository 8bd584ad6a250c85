"""How long plans stay open: one falling step line a cohort, named on the line, and how many each rests on."""

import math
from typing import Literal

import altair as alt
import pandas as pd

from charts.axes import days_as_months, written
from charts.labels import LINE, beside, place, with_symbol
from charts.text import width
from charts.theme import LABEL_SIZE, PAGE_WIDTH, Mode, Palette, finish, palette

HEIGHT = 280
TABLE_TOP, TABLE_LINE = 82, 18
"""Pixels from the plot's foot to the middle of the table's first line (past the axis), and from line to line."""

PHONE = 420
"""Page widths in pixels below which a cohort's name stands above its numbers."""

NUMBER_ROOM = 36
"""Pixels from one number in the table to the next, at the least."""

NARROW_PLOT, SHORT = 240, 0.9
"""Pixels the plot is taken to be wide when a place for a name is sought, and the share of it a line must cross
to be named beside it.
"""


def survival(
    frame: pd.DataFrame,
    at_risk: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    unit: str = "plans",
    steps: bool = True,
) -> alt.LayerChart:
    """Curves of the share still open, with the number of plans each rests on beneath, on the same axis.

    frame, one row a cohort and day (day 0 first), cohorts in the order to list:
        cohort      its name as written on the line, e.g. "begun 2025"
        day         days on the plan
        open_share  share still open (0 to 1)
        low, high   interval (0 to 1), drawn for the cohort in focus only; may be missing
        kind        "focus" (the latest cohort, bold), "before" (grey) or "period" (dashed: all plans of a year)
    at_risk, one row a cohort and day shown: cohort, day, at_risk (plans; missing where suppressed, shown as c).
    steps: curves fall on the very day; else, where shares are known now and then alone, straight from one to the next.
    Width follows the page; the plot is 280 pixels high, with a line of 18 beneath for each cohort.
    """
    colours = palette(mode)
    data = frame[["cohort", "day", "open_share", "low", "high", "kind"]]
    cohorts = data["cohort"].drop_duplicates().tolist()
    x = days_as_months(data["day"])
    shares = alt.Scale(domain=[0, 1])
    y = alt.Y(
        "open_share:Q",
        scale=shares,
        axis=written(".0%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    interval = (
        alt.Chart(data.loc[data["kind"] == "focus", ["day", "low", "high"]])
        .mark_area(interpolate="step-after", color=colours.band)
        .encode(x=x, y=alt.Y("low:Q", scale=shares, title=None), y2="high:Q")
    )
    curves = [
        alt.Chart(data.loc[data["kind"] == kind, ["cohort", "day", "open_share"]])
        .mark_line(interpolate="step-after" if steps else "linear", color=colour, strokeWidth=thick, strokeDash=dash)
        .encode(
            x=x,
            y=y,
            detail="cohort:N",
            tooltip=[
                alt.Tooltip("cohort:N", title=unit),
                alt.Tooltip("day:Q", title="days on the plan"),
                alt.Tooltip("open_share:Q", title="still open", format=".0%"),
            ],
        )
        for kind, colour, thick, dash in _looks(colours)
    ]
    return finish(
        [
            interval,
            *curves,
            *_names(data, x, shares, colours),
            *_table(at_risk, cohorts, data["day"].max(), x, colours, unit),
        ],
        height=HEIGHT,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _looks(colours: Palette) -> list[tuple[str, str, float, list[int]]]:
    return [
        ("before", colours.grey, 1.75, [1, 0]),
        ("period", colours.text, 1.75, [5, 4]),
        ("focus", colours.focus, 3, [1, 0]),
    ]


def _names(data: pd.DataFrame, x: alt.X, shares: alt.Scale, colours: Palette) -> list[alt.Chart]:
    """Each cohort's name: beside the plot where its line runs to the edge, at the line's end where it stops short."""
    ends = data.groupby("cohort", sort=False).tail(1)[["cohort", "day", "open_share", "kind"]]
    short = ends["day"] < ends["day"].max() * SHORT
    placed = place(ends[~short], "open_share", "cohort", height=HEIGHT, low=0.0, high=1.0)
    at_end = ends[short].assign(label_y=_free_heights(data, ends[short], placed))
    looks: list[tuple[str, str, Literal[400, 600]]] = [
        ("before", colours.quiet, 400),
        ("period", colours.text, 400),
        ("focus", colours.focus, 600),
    ]
    # A name that had to move away is tied to its line's end.
    away = at_end[(at_end["label_y"] - at_end["open_share"]).abs() * HEIGHT > LINE]
    tie: alt.Chart = (
        alt.Chart(away[["day", "open_share", "label_y"]])
        .mark_rule(color=colours.line, strokeWidth=0.75)
        .encode(x=x, y=alt.Y("open_share:Q", scale=shares), y2="label_y:Q")
    )
    layers = [tie]
    for kind, colour, weight in looks:
        layers.append(beside(placed[placed["kind"] == kind], y=shares, colour=colour, weight=weight))
        inside: alt.Chart = (
            alt.Chart(at_end.loc[at_end["kind"] == kind, ["cohort", "day", "label_y"]])
            .mark_text(align="left", baseline="middle", dx=4, color=colour, fontWeight=weight)
            .encode(x=x, y=alt.Y("label_y:Q", scale=shares), text="cohort:N")
        )
        layers.append(inside)
    return layers


def _free_heights(data: pd.DataFrame, ends: pd.DataFrame, beside_plot: pd.DataFrame) -> list[float]:
    """The nearest height to each line's end at which its name, to the right of it, meets no line and no other name."""
    day_per_pixel = float(data["day"].max()) / NARROW_PLOT if len(data) else 0.0
    clear = LABEL_SIZE / HEIGHT
    heights: list[float] = []
    names = [(float(data["day"].max()), math.inf, height) for height in beside_plot["label_y"]]
    for end in ends.to_dict("records"):
        first, last = end["day"], end["day"] + (width(end["cohort"], LABEL_SIZE) + 8) * day_per_pixel
        taken = [y for before, after, y in names if before < last and first < after]
        for cohort, line in data.groupby("cohort", sort=False):
            if cohort != end["cohort"] and line["day"].max() > first:
                for day in (first, (first + last) / 2, last):
                    taken.append(line.loc[line["day"] <= day, "open_share"].iloc[-1])
        tries = (end["open_share"] + step * clear / 2 * side for step in range(20) for side in (1, -1))
        free = (y for y in tries if clear / 2 < y < 1 and all(abs(y - other) > clear for other in taken))
        heights.append(float(next(free, end["open_share"])))
        names.append((first, last, heights[-1]))
    return heights


def _table(
    at_risk: pd.DataFrame, cohorts: list[str], longest: float, x: alt.X, colours: Palette, unit: str
) -> list[alt.Chart]:
    """The numbers under their days; on a phone each cohort's name stands above its numbers, else left of
    them.
    """
    rows = at_risk[["cohort", "day"]].assign(label=with_symbol(at_risk["at_risk"]))
    rows = rows[rows["day"].isin(_apart(rows["day"], longest))]
    phone = f"{PAGE_WIDTH} < {PHONE}"
    layers = [_row_name(f"{unit} still watched at each point", str(TABLE_TOP - TABLE_LINE), "true", colours)]
    for line, cohort in enumerate(cohorts):
        name_down = f"{TABLE_TOP} + {line} * ({phone} ? {2 * TABLE_LINE} : {TABLE_LINE})"
        down = alt.value(alt.expr(f"height + {name_down} + ({phone} ? {TABLE_LINE - 2} : 0)"))
        numbers: alt.Chart = (
            alt.Chart(rows.loc[rows["cohort"] == cohort, ["day", "label"]])
            .mark_text(color=colours.text, baseline="middle")
            .encode(x=x, y=down, text="label:N")
        )
        layers += [_row_name(cohort, name_down, phone, colours), numbers]
    return layers


def _apart(days: "pd.Series[int]", longest: float) -> list[int]:
    """Of the days asked for, those whose numbers do not run into each other on a narrow plot, from the first on."""
    kept: list[int] = []
    for day in sorted(days.unique()):
        if not kept or (day - kept[-1]) * NARROW_PLOT >= NUMBER_ROOM * longest:
            kept.append(int(day))
    return kept


def _row_name(name: str, down: str, at_left: str, colours: Palette) -> alt.Chart:
    align, aside = alt.ExprRef(f"{at_left} ? 'left' : 'right'"), alt.ExprRef(f"{at_left} ? -10 : -20")
    written: alt.Chart = (
        alt.Chart(pd.DataFrame({"label": [name]}))
        .mark_text(color=colours.quiet, baseline="middle", align=align, dx=aside)
        .encode(x=alt.value(0), y=alt.value(alt.expr(f"height + {down}")), text="label:N")
    )
    return written
