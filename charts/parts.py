"""Of each thing, the share of homes in which it reaches some children, none, or every one: a bar of three parts."""

from typing import NamedTuple

import altair as alt
import pandas as pd

from charts.labels import with_symbol
from charts.text import width
from charts.theme import LABEL_SIZE, Mode, Palette, finish, palette
from charts.words import percent

STEP, BAR = 46, 18
"""Pixels: from one bar to the next, and a bar's height. Its words stand over it, so that they fit on a phone."""
NARROW_PLOT = 320
"""Pixels the plot is taken to be wide when it is asked whether words fit into a part."""


HIDDEN_PART = 3
# The least share of a bar (0 to 1) that a hidden part is drawn as.
LEAST_HIDDEN = 0.05


class Part(NamedTuple):
    """One part of every bar: its column, and what is written in it where it fits."""

    column: str
    words: str


ATTENTION = (Part("some", "some, not all"), Part("none", "none"), Part("every", "every child"))
ANSWERED = (Part("late", "late"), Part("open", "open past its date"), Part("in_time", "in time"))
MOVED = (Part("worse", "worse"), Part("same", "no change"), Part("better", "better"))
GAPS = (Part("some", "beyond chance"), Part("none", "within chance"), Part("every", "no such gap"))
"""Of homes: how far a kind of attention reaches, and whether so wide a gap is beyond chance. Of escalations: answered
in time or not. Of children: how their scores moved."""


def parts(
    frame: pd.DataFrame,
    named: tuple[Part, Part, Part],
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    suppressed: str = "c",
    counts: str = "homes",
) -> alt.LayerChart:
    """Bars of three parts, the first of them orange and beginning at nought, so that it can be compared.

    frame, one row a bar in the order to show: name, homes and a column of counts for each part. A count that is missing
    is hidden: its part is left blank and written with its symbol. Bars of no homes are left out.
    named: the parts from the left; counts: what is counted. Width follows the page; 46 pixels high a bar.
    """
    colours = palette(mode)
    shown = frame[(frame["homes"] > 0).fillna(False).astype(bool)].reset_index(drop=True)
    names = shown["name"].tolist()
    y = alt.Y("name:N", sort=names, axis=None, scale=alt.Scale(domain=names))
    x = alt.Scale(domain=[0, 1], nice=False)
    pieces = _pieces(shown, named, suppressed)
    tooltip = [
        alt.Tooltip("name:N", title="what"),
        alt.Tooltip("words:N", title=f"{counts} where"),
        alt.Tooltip("count:Q"),
    ]
    layers: list[alt.Chart] = []
    for number, (fill, ink) in enumerate(_looks(colours)):
        part = pieces[pieces["part"] == number]
        # A layer of nothing would leave an empty picture in the picture, without a name for who cannot see it.
        if part.empty:
            continue
        rows, fitting = alt.Chart(part), part[part["fits"].astype(bool)]
        if number == HIDDEN_PART:
            layers.append(_words(rows, x, y, ink))
            continue
        layers.append(
            rows.mark_bar(color=fill, height=BAR, stroke=colours.page, strokeWidth=1).encode(
                x=alt.X("from:Q", scale=x, axis=None), x2="to:Q", y=y, tooltip=tooltip
            )
        )
        if len(fitting):
            layers.append(_words(alt.Chart(fitting), x, y, ink))
    heads = alt.Chart(_heads(shown, named[0], suppressed, counts))
    over = heads.mark_text(
        align="left", baseline="bottom", dy=-BAR / 2 - 4, lineBreak="\n", color=colours.text, fontSize=LABEL_SIZE + 1
    )
    layers.append(over.encode(x=alt.value(0), y=y, text="told:N"))
    return finish(
        layers,
        height=max(len(shown), 1) * STEP,
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _looks(colours: Palette) -> tuple[tuple[str, str], ...]:
    """Fill and ink of each part, and of what is hidden."""
    return (
        (colours.look, "#0B0C0C"),
        (colours.grid, colours.text),
        (colours.focus, colours.page),
        (colours.page, colours.text),
    )


def _words(rows: alt.Chart, x: alt.Scale, y: alt.Y, ink: str) -> alt.Chart:
    """The words written in a part."""
    words: alt.Chart = rows.mark_text(align="left", dx=5, color=ink, fontSize=LABEL_SIZE).encode(
        x=alt.X("from:Q", scale=x, axis=None), y=y, text="words:N"
    )
    return words


def _pieces(shown: pd.DataFrame, named: tuple[Part, Part, Part], suppressed: str) -> pd.DataFrame:
    """A row a part: name, part, count, words, from, to, fits. A hidden part leaves a gap with its symbol in it."""
    rows: list[dict[str, object]] = []
    for bar in shown.to_dict("records"):
        begins, known = 0.0, [bar[part.column] for part in named]
        left = max(float(bar["homes"]) - sum(float(count) for count in known if not pd.isna(count)), 0.0)
        missing = sum(pd.isna(count) for count in known)
        whole = max(float(bar["homes"]), sum(float(count) for count in known if not pd.isna(count)))
        shares = [(left / missing if pd.isna(count) else float(count)) / whole for count in known]
        # How wide what is hidden is, nobody is told: it is drawn no narrower than its symbol, at the widest's expense.
        short = [
            max(LEAST_HIDDEN - share, 0.0) if pd.isna(count) else 0.0
            for share, count in zip(shares, known, strict=True)
        ]
        shares = [share + more for share, more in zip(shares, short, strict=True)]
        shares[shares.index(max(shares))] -= sum(short)
        for number, (part, count, share) in enumerate(zip(named, known, shares, strict=True)):
            told = {"name": bar["name"], "part": number, "from": begins, "to": begins + share}
            if pd.isna(count):
                rows.append(told | {"part": HIDDEN_PART, "words": suppressed, "fits": True})
            elif share > 0:
                fits = share * NARROW_PLOT > width(part.words, LABEL_SIZE) + 8
                rows.append(told | {"count": int(count), "words": part.words, "fits": fits})
            begins += share
    return pd.DataFrame(rows, columns=["name", "part", "count", "words", "from", "to", "fits"])


def _heads(shown: pd.DataFrame, first: Part, suppressed: str, counts: str) -> pd.DataFrame:
    """What stands over each bar: its name, and what its first part is, with its count and share."""
    share = (shown[first.column].astype("float64") / shown["homes"].astype("float64")).map(percent)
    firsts, homes = with_symbol(shown[first.column], suppressed), with_symbol(shown["homes"], suppressed)
    told = [
        f"{name}: {first.words} in {count} of {whole} {counts}" + ("" if count == suppressed else f" ({part})")
        for name, count, whole, part in zip(shown["name"], firsts, homes, share, strict=True)
    ]
    return pd.DataFrame({"name": shown["name"], "told": told})
