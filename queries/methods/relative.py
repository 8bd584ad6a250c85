"""Relative rates: how much oftener something is so of a group than of everybody, the group among them.

Against the whole, not against one group that is taken for the norm (CCWIP's relative rate). A group is part of the
whole, so the two shares do not vary apart; but the relative rate rises and falls with the ratio of the group to the
rest, for which there is a score interval (Koopman 1984), and that interval carries over as it stands.

Children of one household are not separate witnesses. Intervals are therefore worked out as if each household counted
once: shares stay those of children, how sure they are goes by households.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from queries.methods.intervals import wilson

Floats = NDArray[np.float64]

_STEPS = 80
_FARTHEST = 14.0  # in natural logarithms: a ratio of about a million


@dataclass(frozen=True)
class Relative:
    """Arrays of one shape, NaN where there is nothing to compare.

    ratio, low, high          the group's share over the whole's, with its interval; high is at most whole / group
    difference, least, most   the group's share less the whole's (-1 to 1), with its interval
    """

    ratio: Floats
    low: Floats
    high: Floats
    difference: Floats
    least: Floats
    most: Floats


def relative(
    having: ArrayLike,
    size: ArrayLike,
    whole_having: ArrayLike,
    whole_size: ArrayLike,
    *,
    homes: ArrayLike | None = None,
    whole_homes: ArrayLike | None = None,
    level: float = 0.95,
) -> Relative:
    """Compare groups, `having` of `size`, with the whole they are part of, `whole_having` of `whole_size`.

    homes, whole_homes  in how many households each lives: how many witnesses there are; as many as children if left out
    Counts may be rounded ones. Raises ValueError where a count is negative or a part larger than its whole.
    """
    a, n, all_a, all_n = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (having, size, whole_having, whole_size))
    )
    if np.any(a < 0) or np.any(a > n) or np.any(all_a > all_n) or np.any(n > all_n) or np.any(a > all_a):
        raise ValueError("a count is negative, or a part is larger than the whole it is of")
    m = all_n - n
    # Counts rounded apart can leave the rest with more than there is of it.
    b = np.minimum(all_a - a, m)
    n_homes = n if homes is None else np.minimum(np.asarray(homes, dtype=np.float64), n)
    all_homes = all_n if whole_homes is None else np.minimum(np.asarray(whole_homes, dtype=np.float64), all_n)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = n / all_n
        fewer, fewer_rest = n_homes / n, all_homes / all_n
        ratio = (a / n) / (all_a / all_n)
        apart = (n > 0) & (m > 0) & (a + b > 0)
        low, high = _ratio_to_rest(a * fewer, n * fewer, b * fewer_rest, m * fewer_rest, apart, level)
        to_whole = [limit / (part * limit + 1 - part) for limit in (low, np.where(np.isinf(high), 1.0, high))]
        to_whole[1] = np.where(np.isinf(high), 1 / part, to_whole[1])
        difference = (1 - part) * (a / n - b / m)
    least, most = _difference_to_rest(a * fewer, n * fewer, b * fewer_rest, m * fewer_rest, level)
    seen = [np.where(apart, values, np.nan) for values in (ratio, *to_whole)]
    told = (n > 0) & (m > 0)
    gaps = [np.where(told, values, np.nan) for values in (difference, (1 - part) * least, (1 - part) * most)]
    return Relative(*seen, *gaps)


def corrected(groups: int, level: float = 0.95) -> float:
    """The level of each of so many intervals at which, were all groups alike, all would hold the whole so often."""
    return float(level ** (1 / max(groups, 1)))


def _ratio_to_rest(
    a: Floats, n: Floats, b: Floats, m: Floats, apart: NDArray[np.bool_], level: float
) -> tuple[Floats, Floats]:
    """The score interval of (a / n) / (b / m), by halving on the logarithm of the ratio."""
    z = norm.ppf(0.5 + level / 2)
    n, m = np.where(apart, n, 1.0), np.where(apart, m, 1.0)
    a, b = np.where(apart, a, 0.5), np.where(apart, b, 0.5)

    def score(log_ratio: Floats) -> Floats:
        """How many standard errors the group lies above what this ratio would make it."""
        ratio = np.exp(log_ratio)
        middle = (n + b) * ratio + a + m
        rest = (middle - np.sqrt(np.maximum(middle**2 - 4 * (n + m) * ratio * (a + b), 0))) / (2 * (n + m) * ratio)
        rest = np.clip(rest, 0, 1)
        own = np.clip(ratio * rest, 0, 1)
        error = np.sqrt(own * (1 - own) / n + ratio**2 * rest * (1 - rest) / m)
        gap = a / n - ratio * b / m
        return np.where(error > 0, gap / np.where(error > 0, error, 1.0), np.sign(gap) * np.inf)

    limits = []
    for wanted in (z, -z):
        # The score falls as the ratio grows.
        under, over = np.full(a.shape, -_FARTHEST), np.full(a.shape, _FARTHEST)
        for _ in range(_STEPS):
            middle = (under + over) / 2
            above = score(middle) > wanted
            under, over = np.where(above, middle, under), np.where(above, over, middle)
        limits.append(np.exp((under + over) / 2))
    low = np.where(a <= 0, 0.0, limits[0])
    high = np.where(b <= 0, np.inf, limits[1])
    return low, high


def _difference_to_rest(a: Floats, n: Floats, b: Floats, m: Floats, level: float) -> tuple[Floats, Floats]:
    """Newcombe's interval of a / n - b / m, from the Wilson interval of each (1998, method 10)."""
    ones, zeros = (n > 0) & (m > 0), np.zeros(a.shape)
    safe = [np.where(ones, values, zeros) for values in (a, n, b, m)]
    own, rest = wilson(safe[0], safe[1], level), wilson(safe[2], safe[3], level)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = a / n, b / m
    least = p - q - np.sqrt((p - own[0]) ** 2 + (rest[1] - q) ** 2)
    most = p - q + np.sqrt((own[1] - p) ** 2 + (q - rest[0]) ** 2)
    return least, most


def households_once(having: ArrayLike, size: ArrayLike, homes: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """The Wilson interval of having / size, as sure as so many households make it: (low, high), 0 to 1."""
    a, n, h = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (having, size, homes)))
    fewer = np.minimum(h, n) / np.where(n > 0, n, np.nan)
    return wilson(a * fewer, n * fewer, level)
