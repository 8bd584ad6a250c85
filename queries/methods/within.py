"""How much of the difference between children lies within homes: one less the intraclass correlation.

Were brothers and sisters always alike it would be nought; were homes to make no difference, about one. What "about"
means for just these homes and these values is told by shuffling the children among the homes: a baseline. Never the
mean range: it grows with the number of children in a home.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SHUFFLES, SEED = 999, 20_250_701
# Shuffles worked out at a time, so that a hundred thousand children fit in memory.
_AT_ONCE_VALUES = 4_000_000


@dataclass(frozen=True)
class Within:
    """The share of difference within homes, and the middle 95 % of what shuffled homes would show. All 0 to 1.

    homes, children  how many it rests on: homes of two or more values
    """

    share: float
    low: float
    high: float
    homes: int
    children: int


def within_homes(homes: Sequence[Sequence[float]]) -> Within | None:
    """Of each home's values. Homes of one value tell nothing; None under two homes, or where no two values differ.

    The intraclass correlation is the analysis of variance's, which allows for homes of different sizes. The shuffles
    are always the same ones: the same data, the same answer.
    """
    kept = [values for values in homes if len(values) > 1]
    if len(kept) < 2:
        return None
    sizes = np.array([len(values) for values in kept], dtype=np.int64)
    values = np.concatenate([np.asarray(one, dtype=np.float64) for one in kept])
    if np.ptp(values) == 0:
        return None
    observed = _within(values[None, :], sizes)[0]
    rng = np.random.default_rng(SEED)
    step = max(1, _AT_ONCE_VALUES // len(values))
    rounds = [
        _within(rng.permuted(np.tile(values, (min(step, SHUFFLES - start), 1)), axis=1), sizes)
        for start in range(0, SHUFFLES, step)
    ]
    low, high = np.quantile(np.concatenate(rounds), [0.025, 0.975])
    share, least, most = (float(np.clip(part, 0, 1)) for part in (observed, low, high))
    return Within(share, least, most, len(kept), len(values))


def _within(values: Floats, sizes: Ints) -> Floats:
    """One less the intraclass correlation of each row of values, which stand home by home."""
    count, homes = int(sizes.sum()), len(sizes)
    sums = np.add.reduceat(values, np.cumsum(sizes) - sizes, axis=1)
    between = (sums**2 / sizes).sum(axis=1) - values.sum(axis=1) ** 2 / count
    inside = (values**2).sum(axis=1) - (sums**2 / sizes).sum(axis=1)
    usual = (count - (sizes**2).sum() / count) / (homes - 1)
    mean_between, mean_inside = between / (homes - 1), inside / (count - homes)
    share: Floats = 1 - (mean_between - mean_inside) / (mean_between + (usual - 1) * mean_inside)
    return share
