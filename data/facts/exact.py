"""How often chance alone would set brothers and sisters so far apart: an exact test, worked out and never drawn.

Each child had so many chances to miss something (appointments due, school days) and missed so many of them. Were
every chance of every child as likely to be missed as any other, the misses there were would have fallen on the chances
at random. `chance_of_gap` is the share of all ways they could have fallen in which the highest and the lowest share
missed lie at least as far apart as they do. For two children with as many chances each it is Fisher's exact test.

By its making, care that is equal gives 5 % or less at most 5 times in a hundred, however few the chances are.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from data.facts.asof import Ints

Floats = npt.NDArray[np.float64]

# Shares of whole numbers of chances lie further apart than this, or are the same.
_SAME = 1e-9


def chances_of_gaps(home: Ints, missed: Ints, chances: Ints) -> Floats:
    """For each home from 0 to the largest: the chance of a gap as wide as its children's; NaN with under two children.

    home, missed, chances: one of each for a child, chances 1 or more.
    """
    order = np.lexsort((missed, chances, home))
    starts = np.flatnonzero(np.diff(home[order], prepend=-1))
    found = np.full(int(home.max(initial=-1)) + 1, np.nan)
    for rows in np.split(order, starts[1:]):
        if len(rows) > 1:
            found[home[rows[0]]] = chance_of_gap(tuple(missed[rows].tolist()), tuple(chances[rows].tolist()))
    return found


@lru_cache(maxsize=65536)
def chance_of_gap(missed: tuple[int, ...], chances: tuple[int, ...]) -> float:
    """The share (0 to 1) of all ways the misses could have fallen on the children's chances in which the gap between
    the highest and the lowest share missed is as wide as it is, or wider. Raises ValueError for counts that cannot be.
    """
    each, of = np.array(missed, dtype=np.int64), np.array(chances, dtype=np.int64)
    if len(each) != len(of) or len(each) < 2 or (of < 1).any() or (each < 0).any() or (each > of).any():
        raise ValueError(f"Not misses of two or more children's chances: {missed} of {chances}")
    total, every = int(each.sum()), int(of.sum())
    gap = float((each / of).max() - (each / of).min())
    if gap <= _SAME:
        return 1.0
    # Ways of falling are weighed as binomial draws with one chance for all, given their sum: the same shares, and
    # numbers that neither overflow nor vanish.
    middle = total / every
    narrower = 0.0
    for lowest in _lowest_shares(of, middle, gap):
        # The lowest share is this one where all lie at or above it, less where all lie above it.
        for edge, sign in ((lowest - _SAME, 1.0), (lowest + _SAME, -1.0)):
            narrower += sign * _all_between(of, total, middle, edge, lowest + gap - _SAME)
    return min(1.0, max(0.0, 1.0 - narrower / float(_binomial(every, middle)[total])))


def _lowest_shares(of: Ints, middle: float, gap: float) -> list[float]:
    """Shares that can be the lowest of a narrower gap: one of them is at most the middle, and one at least."""
    shares = np.unique(np.concatenate([np.arange(count + 1) / count for count in np.unique(of)]).round(12))
    return [float(share) for share in shares[(shares <= middle + _SAME) & (shares > middle - gap)]]


def _all_between(of: Ints, total: int, middle: float, low: float, high: float) -> float:
    """The weight of the ways in which every child's share lies above `low` and below `high`."""
    ways = np.ones(1)
    for count in of:
        shares = np.arange(count + 1) / count
        ways = np.convolve(ways, _binomial(int(count), middle) * ((shares > low) & (shares < high)))
    return float(ways[total])


@lru_cache(maxsize=1024)
def _binomial(count: int, share: float) -> Floats:
    """The chance of each number from 0 to `count` of draws that each come up with the same share."""
    hits = np.arange(count + 1)
    ways = gammaln(count + 1) - gammaln(hits + 1) - gammaln(count - hits + 1)
    chances: Floats = np.exp(ways + xlogy(hits, share) + xlogy(count - hits, 1 - share))
    return chances
