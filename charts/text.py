"""How wide words are when drawn, where to break them, and how to keep labels from lying on each other."""

from collections.abc import Sequence

LETTERS = {
    0.20: " ",
    0.26: "',.:;Iijl|·",
    0.31: "!()-[]f{}",
    0.36: "/\\rt",
    0.42: "*?csz",
    0.47: '"vxy',
    0.51: "0123456789#$+<=>FJLVXY^_aegk~–≤≥×",
    0.56: "ACEPRSTZ`bdhnopqu",
    0.60: "BDGK",
    0.67: "&HNOQU",
    0.73: "w",
    0.78: "M",
    0.83: "%W",
    0.86: "@m",
}
"""Widths of Source Sans letters as a share of the type size, rounded up."""
WIDTHS = {letter: share for share, letters in LETTERS.items() for letter in letters}
UNKNOWN_LETTER, BOLDER = 0.60, 1.05


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Pixels `words` take in Source Sans at `size`, a little over rather than under."""
    return sum(WIDTHS.get(letter, UNKNOWN_LETTER) for letter in words) * size * (BOLDER if bold else 1)


def wrap(words: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break `words` into lines of at most `room` pixels at `size`; a longer single word stands alone.

    A percent sign stays with its number: "22 %" is never broken.
    """
    lines: list[str] = []
    for word in words.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(words: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """`wrap`ped, then evened out: as few lines as fit in `room`, and no narrower last line than need be."""
    lines = wrap(words, room, size, bold=bold)
    widest = max(width(word, size, bold=bold) for word in words.split(" "))
    for narrower in range(int(room), int(widest), -6):
        tighter = wrap(words, narrower, size, bold=bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def spread(places: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for labels that want `places`, moved as little as needed so that none overlaps another.

    sizes: each label's extent in the unit of `places`. All stay between `low` and `high`, in the order of
        their places (equal
    places keep the order given). When they cannot all fit, they close up evenly.
    """
    if not places:
        return []
    squeeze = min(1.0, (high - low) / sum(sizes))
    order = sorted(range(len(places)), key=lambda i: places[i])
    # Labels that touch move as one block: where it would start (a mean over its labels), how many, how long.
    blocks: list[tuple[float, int, float]] = []
    for i in order:
        size = sizes[i] * squeeze
        blocks.append((places[i] - size / 2, 1, size))
        while len(blocks) > 1 and _kept(blocks[-1], low, high) < _end(blocks[-2], low, high):
            after_start, after_count, after_length = blocks.pop()
            start, count, length = blocks.pop()
            together = (start * count + (after_start - length) * after_count) / (count + after_count)
            blocks.append((together, count + after_count, length + after_length))
    middles = [0.0] * len(places)
    turn = iter(order)
    for block in blocks:
        edge = _kept(block, low, high)
        for _ in range(block[1]):
            label = next(turn)
            size = sizes[label] * squeeze
            middles[label] = edge + size / 2
            edge += size
    return middles


def _kept(block: tuple[float, int, float], low: float, high: float) -> float:
    return min(max(block[0], low), high - block[2])


def _end(block: tuple[float, int, float], low: float, high: float) -> float:
    return _kept(block, low, high) + block[2]
