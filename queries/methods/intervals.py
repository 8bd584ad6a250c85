"""Intervals for shares and rates: Wilson for shares, Byar (exact when small) for rates.

These are the two that English public-health and NHS board reports use, so a reader can compare our intervals
with theirs.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm

Floats = NDArray[np.float64]

EXACT_BELOW = 10
"""Counts below this take the exact Poisson interval; Byar's approximation is used from here up."""


def wilson(numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval of numerator / denominator, as (low, high), each between 0 and 1.

    Takes numbers, arrays or Series (also nullable ones) and returns arrays of the same shape.
    NaN where the denominator is 0 or either count is missing.
    Raises ValueError when a numerator is negative or larger than its denominator.
    Wilson (1927); Newcombe (1998), method 3.
    """
    events, trials = _counts(numerator, denominator)
    if np.any(events > trials):
        raise ValueError("a numerator is larger than its denominator: a share cannot be more than all")
    trials = np.where(trials > 0, trials, np.nan)
    z = norm.ppf(0.5 + level / 2)
    share = events / trials
    centre = share + z**2 / (2 * trials)
    spread = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    scale = 1 + z**2 / trials
    # Rounding may leave a limit a hair outside the share it belongs to when the share is 0 or 1.
    low = np.clip((centre - spread) / scale, 0.0, share)
    high = np.clip((centre + spread) / scale, share, 1.0)
    return low, high


def byar(count: ArrayLike, exposure: ArrayLike, level: float = 0.95, per: float = 1.0) -> tuple[Floats, Floats]:
    """Interval of the rate count / exposure * per, as (low, high).

    Exact Poisson (Garwood) for counts below 10, Byar's approximation from 10 up, as the public-health
    standard has it. NaN where the exposure is 0 or either number is missing.
    Raises ValueError for negative counts. `per` is the rate's unit, e.g. 10_000 children.
    """
    events, exposed = _counts(count, exposure)
    exposed = np.where(exposed > 0, exposed, np.nan)
    tail = (1 - level) / 2
    z = norm.ppf(1 - tail)
    exact_low = np.where(events > 0, chi2.ppf(tail, np.maximum(2 * events, 1)) / 2, 0.0)
    exact_high = chi2.ppf(1 - tail, 2 * (events + 1)) / 2
    above_zero = np.maximum(events, 1)
    byar_low = above_zero * (1 - 1 / (9 * above_zero) - z / (3 * np.sqrt(above_zero))) ** 3
    next_up = events + 1
    byar_high = next_up * (1 - 1 / (9 * next_up) + z / (3 * np.sqrt(next_up))) ** 3
    small = events < EXACT_BELOW
    low = np.where(np.isnan(events), np.nan, np.where(small, exact_low, byar_low))
    high = np.where(small, exact_high, byar_high)
    return low / exposed * per, high / exposed * per


def _counts(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    top, bottom = np.broadcast_arrays(_floats(numerator), _floats(denominator))
    if np.any(top < 0) or np.any(bottom < 0):
        raise ValueError("a count is negative")
    return top, bottom


def _floats(numbers: ArrayLike) -> Floats:
    if isinstance(numbers, pd.Series):
        return numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)
