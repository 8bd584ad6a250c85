"""Households by how far something has been asked: one bar a kind of household, in three parts."""

import altair as alt
import pandas as pd

from charts.theme import LABEL_SIZE, LIGHT, Mode, Palette, finish, palette

BAR, ROW = 40, 84
"""Pixels: a bar's height, and from one kind of household to the next."""

NARROW_PLOT, ROOM = 300, 34
"""Pixels the plot is taken to be wide on a phone, and the width a part needs to be named in it."""

HIDDEN = "c"


def homes(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    description: str,
    mode: Mode = "light",
    short: dict[str, str],
) -> alt.LayerChart:
    """Stacked bars of households, as long as there are households, each part with its count.

    frame, every kind with every state, in the order to show:
        why    the kind of household, as written above its bar
        state  how far it has been asked, the worst first: orange; then grey; then blue
        homes  how many; missing where hidden: such a kind has no bar, for the parts shown would look like the whole
    short: by state, the word written in its part. Width follows the page.
    """
    colours = palette(mode)
    data = _placed(frame[["why", "state", "homes"]], short)
    bars = data[data["drawn"]]
    kinds = data["why"].drop_duplicates().tolist()
    states = frame["state"].drop_duplicates().tolist()
    longest = max(float(bars["to"].max()) if len(bars) else 1.0, 1.0)
    x = alt.Scale(domain=[0, longest], nice=False)
    down = alt.Scale(domain=[0, ROW * len(kinds)], reverse=True, nice=False)
    fills = [colours.look, colours.grey, colours.focus]
    shade = alt.Color("state:N", scale=alt.Scale(domain=states, range=fills), legend=None)
    parts: alt.Chart = (
        alt.Chart(bars[["why", "state", "homes", "from", "to", "top", "foot"]])
        .mark_rect(stroke=colours.page, strokeWidth=1.5)
        .encode(
            x=alt.X("from:Q", scale=x, axis=None),
            x2="to:Q",
            y=alt.Y("top:Q", scale=down, axis=None),
            y2="foot:Q",
            color=shade,
            tooltip=[
                alt.Tooltip("why:N", title="home"),
                alt.Tooltip("state:N", title="asked about caring"),
                alt.Tooltip("homes:Q", title="households"),
            ],
        )
    )
    wide = bars[(bars["to"] - bars["from"]) / longest * NARROW_PLOT >= ROOM]
    names = [
        _words(wide[wide["state"] == state], x, down, ink) for state, ink in zip(states, _inks(colours), strict=True)
    ]
    heads: alt.Chart = (
        alt.Chart(data.drop_duplicates("why")[["head", "head_at"]])
        .mark_text(align="left", baseline="bottom", fontSize=LABEL_SIZE + 1, fontWeight=600, color=colours.text)
        .encode(x=alt.value(0), y=alt.Y("head_at:Q", scale=down, axis=None), text="head:N")
    )
    return finish(
        [parts, *names, heads],
        height=ROW * len(kinds),
        title=title,
        subtitle=subtitle,
        description=description,
        mode=mode,
    )


def _placed(frame: pd.DataFrame, short: dict[str, str]) -> pd.DataFrame:
    """Where each part begins and ends, and what stands over each bar and in each part."""
    kinds = frame["why"].drop_duplicates().tolist()
    hidden = frame.groupby("why", sort=False)["homes"].transform(lambda counts: counts.isna().any())
    counts = frame["homes"].mask(hidden.astype(bool)).astype("float64")
    to = counts.fillna(0).groupby(frame["why"], sort=False).cumsum()
    total = counts.groupby(frame["why"], sort=False).transform("sum")
    row = frame["why"].map({kind: number for number, kind in enumerate(kinds)}) * ROW
    heads = [
        f"{why}: {HIDDEN}" if gone else f"{why}: {whole:,.0f} {'home' if whole == 1 else 'homes'}"
        for why, gone, whole in zip(frame["why"], hidden, total, strict=True)
    ]
    return frame.assign(
        homes=counts,
        drawn=counts.notna() & (counts > 0),
        **{"from": to - counts.fillna(0), "to": to},
        top=row + ROW - BAR - 12,
        foot=row + ROW - 12,
        middle=row + ROW - BAR / 2 - 12,
        head=heads,
        head_at=row + ROW - BAR - 18,
        label=[f"{count:,.0f}\n{short[state]}" for count, state in zip(counts.fillna(0), frame["state"], strict=True)],
    )


def _words(parts: pd.DataFrame, x: alt.Scale, down: alt.Scale, ink: str) -> alt.Chart:
    middle = (parts["from"] + parts["to"]) / 2
    written: alt.Chart = (
        alt.Chart(parts[["label", "middle"]].assign(at=middle, up=parts["middle"] - 8))
        .mark_text(lineBreak="\n", lineHeight=15, baseline="middle", fontWeight=600, color=ink)
        .encode(
            x=alt.X("at:Q", scale=x, axis=None),
            y=alt.Y("up:Q", scale=down, axis=None),
            text="label:N",
        )
    )
    return written


def _inks(colours: Palette) -> list[str]:
    """What can be read on orange, grey and the focus colour."""
    return [LIGHT.text, LIGHT.text, colours.page]
