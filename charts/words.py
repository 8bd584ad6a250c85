"""Plain sentences from figures, for the text beside a picture. "Not recorded" is never "no" and never nought."""

import re

import pandas as pd

NOT_RECORDED = "not recorded"
PERCENT = "\N{NO-BREAK SPACE}%"
"""Kept with its number when a line breaks."""


def number(count: float) -> str:
    """1,037 with a comma; a whole number without a decimal point."""
    return f"{count:,.0f}"


def percent(share: float | None, places: int = 0) -> str:
    """A share (0 to 1) as "22 %"; one that would round to 0 or 100 but is not is "under 1 %" or "over 99 %"."""
    share = _known(share)
    if share is None:
        return NOT_RECORDED
    step = 10.0**-places
    if 0 < share * 100 < step / 2:
        return f"under {step:g}{PERCENT}"
    if 100 - step / 2 < share * 100 < 100:
        return f"over {100 - step:g}{PERCENT}"
    return f"{share * 100:.{places}f}{PERCENT}"


def counted(count: float | None, one: str, many: str | None = None) -> str:
    """A count with its noun: "no children", "1 child", "274 children"; "not recorded" when it is missing."""
    count = _known(count)
    if count is None:
        return NOT_RECORDED
    plural = many or f"{one}s"
    if count == 0:
        return f"no {plural}"
    return f"{number(count)} {one if count == 1 else plural}"


def share_in_words(
    numerator: float | None, denominator: float | None, one: str = "child", many: str | None = "children"
) -> str:
    """A share with its counts: "61 of 274 children (22 %)", "none of 14 children", "all 14 children", "the only child".

    "not recorded" when either count is missing; "no children" when there are none to count.
    """
    numerator, denominator = _known(numerator), _known(denominator)
    if numerator is None or denominator is None:
        return NOT_RECORDED
    if denominator == 0:
        return counted(0, one, many)
    whole = counted(denominator, one, many)
    if numerator == 0:
        return f"none of {whole}"
    if numerator == denominator:
        return f"the only {one}" if denominator == 1 else f"all {whole}"
    return f"{number(numerator)} of {whole} ({percent(numerator / denominator)})"


def change_in_words(
    now: float | None,
    before: float | None,
    when: str = "a year ago",
    *,
    missing: str = NOT_RECORDED,
    known: bool = True,
) -> str:
    """What a share (0 to 1) was before: "was 19 % a year ago", "the same as a year ago", "not recorded a year ago".

    Compared as shown, in whole percent, so that "22 %, was 22 %" is never called a change. `missing`: why there may be
    nothing to compare with; `known`: whether the two can be compared at all, rounded as they are.
    """
    if _known(before) is None:
        return f"{missing} {when}"
    if not known:
        return f"was about {percent(before)} {when}: of so few, rounded, that does not say whether it changed"
    same = _known(now) is not None and percent(now) == percent(before)
    return f"the same as {when}" if same else f"was {percent(before)} {when}"


def points_in_words(now: float | None, before: float | None) -> str:
    """Two shares (0 to 1) compared: "up 3 points", "down 1 point", "no change"; "not recorded" when one is missing.

    The difference of the whole percents shown, so that a reader who subtracts gets the same.
    """
    now, before = _known(now), _known(before)
    if now is None or before is None:
        return NOT_RECORDED
    points = round(now * 100) - round(before * 100)
    if points == 0:
        return "no change"
    return f"{'up' if points > 0 else 'down'} {counted(abs(points), 'point')}"


def times_in_words(ratio: float | None, difference: float | None) -> str:
    """How a group's share compares with that of all: "1.9 times as often as all: 29 more in every 100", "as often as
    all"; "not recorded" when either is missing. difference: the one share (0 to 1) less the other."""
    ratio, difference = _known(ratio), _known(difference)
    if ratio is None or difference is None:
        return NOT_RECORDED
    apart = round(difference * 100)
    if apart == 0:
        return "as often as all"
    return f"{ratio:.1f} times as often as all: {abs(apart)} {'more' if apart > 0 else 'fewer'} in every 100"


def more_in_a_hundred(more: float | None, low: float | None = None, high: float | None = None) -> str:
    """A difference of shares (0 to 1) in absolute terms: "3 more (likely between 5 fewer and 11 more)" in a hundred."""

    def said(difference: float) -> str:
        many = round(abs(difference) * 100)
        return "as many" if many == 0 else f"{many} {'more' if difference > 0 else 'fewer'}"

    more, low, high = _known(more), _known(low), _known(high)
    if more is None:
        return NOT_RECORDED
    likely = "" if low is None or high is None else f" (likely between {said(low)} and {said(high)})"
    return f"{said(more)}{likely}"


def interval_in_words(low: float | None, high: float | None) -> str:
    """An interval of shares: "likely between 18 % and 27 %"; "not recorded" when a limit is missing."""
    if _known(low) is None or _known(high) is None:
        return NOT_RECORDED
    return f"likely between {percent(low)} and {percent(high)}"


def listed(names: list[str], last: str = "and") -> str:
    """Names in a row: "North 1", "North 1 and East 2", "North 1, South 2 and East 1"; "none" when there are none.

    last: the word before the last of them
    """
    if len(names) <= 1:
        return names[0] if names else "none"
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _known(value: float | None) -> float | None:
    return None if pd.isna(value) else value


def plain(name: str) -> str:
    """A name from the data as it is written, with nothing in it read as Markdown: no link, picture, formula or icon."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$:~^&])", r"\\\1", str(name))
    # An address written out becomes a link of itself, escaped or not, unless something stands between its signs.
    return re.sub(r"(//|@|(?i:www))", "\\1\N{ZERO WIDTH SPACE}", escaped)
