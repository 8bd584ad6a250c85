"""Names written at the ends of lines, moved apart so that none lies on another."""

from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.text import spread, wrap
from charts.theme import LABEL_SIZE

LINE = LABEL_SIZE + 3
"""Pixels from one line of a label to the next."""

ROOM = 120
"""Pixels a label's lines may take beside the plot: a third of a phone."""


def place(ends: pd.DataFrame, y: str, text: str, *, height: float, low: float, high: float) -> pd.DataFrame:
    """`ends` with columns label (`text` broken into lines) and label_y (where its first line goes).

    `y` is where each label would be centred; labels move so that none overlaps another.
    height: the plot's, in pixels; low and high: the domain of `y` on it. A label may reach half a line outside.
    """
    label = ["\n".join(wrap(words, ROOM, LABEL_SIZE)) for words in ends[text]]
    line = LINE / height * (high - low)
    sizes = [(words.count("\n") + 1) * line for words in label]
    middles = spread(ends[y].tolist(), sizes, low - line / 2, high + line / 2)
    first_lines = [middle + (size - line) / 2 for middle, size in zip(middles, sizes, strict=True)]
    return ends.assign(label=label, label_y=first_lines)


def beside(placed: pd.DataFrame, *, y: alt.Scale, colour: str, weight: Literal[400, 600] = 400) -> alt.Chart:
    """The labels of a `place`d frame, just right of the plot; y is the scale of the lines they name."""
    labels: alt.Chart = (
        alt.Chart(placed[["label", "label_y"]])
        .mark_text(
            align="left", baseline="middle", dx=8, lineHeight=LINE, lineBreak="\n", color=colour, fontWeight=weight
        )
        .encode(x=alt.value(alt.expr("width")), y=alt.Y("label_y:Q", scale=y), text="label:N")
    )
    return labels


def with_symbol(counts: "pd.Series[Any]", suppressed: str = "c") -> list[str]:
    """Counts as written on a picture: "1,037", or the symbol where suppressed (missing)."""
    return [suppressed if pd.isna(count) else f"{count:,.0f}" for count in counts]
