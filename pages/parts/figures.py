"""Figures in words and in small tables, where a sentence is enough: their counts, or why there are none."""

from collections.abc import Iterable

from access.scope import Scope
from charts.words import NOT_RECORDED, percent
from pages.parts.answer import HIDDEN, share_of
from pages.parts.picture import definition, fold
from queries.headlines import Headline

_UNITS = {"children": ("child", "children")}


def told(figure: Headline, words: str, nobody: str, what: str) -> str:
    """The words about a figure; or why there are none, with `what` it would be about, or that there is `nobody`."""
    if figure.hidden:
        return f"{what} is hidden: {HIDDEN}."
    if figure.denominator is None or (figure.denominator == 0 and figure.covered):
        return f"{what} is {NOT_RECORDED} here."
    return f"{words[:1].upper()}{words[1:]}" if figure.denominator else nobody


def row(name: str, figure: Headline) -> tuple[str, str, str]:
    """A row of a table of figures: its name, its count and share or why there is none, and the share a year ago."""
    one, many = _UNITS.get(figure.entry.unit, (figure.entry.unit.removesuffix("s"), figure.entry.unit))
    hidden = figure.rounded and figure.before is None
    before = f"hidden or {NOT_RECORDED}" if hidden else percent(figure.before)
    return name, told(figure, share_of(figure, one, many), f"No {many}", "How many"), before


def defined(scope: Scope, figures: Iterable[Headline], key: str) -> None:
    """A fold with the figures' definitions."""
    with fold(key, "Definitions") as opened:
        if opened:
            for figure in figures:
                definition(scope, figure.entry)
