"""Like with like: groups compared as if each had the same mix of ages, by direct standardisation.

Children with a diagnosis are older than others, and older children's plans end sooner or later for reasons of their
own. So each group is given the ages of all of them together, and only ages that every group has are compared.

Shares    The variance is the sum over strata of w^2 p (1 - p) / n; the interval is Wilson's for as many children as
          would have that variance (Korn and Graubard 1998, Survey Methodology 24).
Survival  Kaplan-Meier with each plan weighted; Greenwood's variance with the effective number at risk,
          (sum w)^2 / sum w^2 (Xie and Liu 2005, Statistics in Medicine 24).
Two       The ratio, and the difference, from the two intervals (MOVER: Zou and Donner 2008, Statistics in Medicine 27;
          for a difference of Wilson's it is Newcombe's method 10).

Brothers and sisters share a fate: a hundred children of seventy homes tell less than a hundred of as many homes.
`design` is how many children stand for one: variances are multiplied by it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from queries.methods.intervals import wilson
from queries.methods.survival import MINIMUM_AT_RISK

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval; any of them missing where it cannot be said."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def whole(self) -> tuple[float, float, float] | None:
        """(value, low, high) where all three are known."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return self.value, self.low, self.high


NOT_KNOWN = Estimate(None, None, None)


def common_strata(group: "pd.Series[str]", stratum: "pd.Series[str]", least: int) -> list[str]:
    """The strata in which every group has so many rows or more, in order of name."""
    counted = pd.crosstab(stratum, group)
    return [str(name) for name in counted.index[(counted >= least).all(axis=1)]]


def weights(group: "pd.Series[str]", stratum: "pd.Series[str]") -> Floats:
    """One weight a row: how much commoner its stratum is among all rows than in the row's own group.

    Weighted so, every group has the mix of strata of all rows together; the weights of a group add up to its size.
    """
    whole = stratum.map(stratum.value_counts(normalize=True))
    own = stratum.groupby(group).transform(lambda rows: rows.map(rows.value_counts(normalize=True)))
    return np.asarray(whole / own.astype("float64"), dtype=np.float64)


def standardised_share(
    numerator: ArrayLike, denominator: ArrayLike, standard: ArrayLike, *, design: float = 1.0
) -> Estimate:
    """The share (0 to 1) a group would have with the standard's mix: by stratum its counts, and the standard's weights.

    Not known where a stratum that carries weight has nothing in it.
    """
    events, trials = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    weight = np.asarray(standard, dtype=np.float64) / np.sum(standard)
    used = weight > 0
    if not used.any() or (trials[used] <= 0).any():
        return NOT_KNOWN
    events, trials, weight = events[used], trials[used], weight[used]
    each = events / trials
    share = float(np.sum(weight * each))
    variance = float(np.sum(weight**2 * each * (1 - each) / trials))
    # Where no stratum varies there is no variance to go by: then as many as the weights alone leave.
    children = share * (1 - share) / variance if variance > 0 else 1 / float(np.sum(weight**2 / trials))
    children /= design
    low, high = wilson(share * children, children)
    return Estimate(share, float(low), float(high))


def design_of(
    numerator: ArrayLike, denominator: ArrayLike, squares: tuple[ArrayLike, ArrayLike, ArrayLike], standard: ArrayLike
) -> float:
    """How much wider the variance of a standardised share is where a child has several events than where each has one.

    squares  by stratum, the sums over children of numerator^2, numerator x denominator and denominator^2
    The variance of a ratio of two sums over children (Cochran 1977, Sampling Techniques, 6.3), against the binomial
    one. 1 where neither varies; never less than 1.
    """
    events, trials = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    tops, crossed, bottoms = (np.asarray(one, dtype=np.float64) for one in squares)
    weight = np.asarray(standard, dtype=np.float64) / np.sum(standard)
    each = np.divide(events, trials, out=np.zeros_like(trials), where=trials > 0)
    safe = np.where(trials > 0, trials, 1.0)
    by_child = float(np.sum(weight**2 * (tops - 2 * each * crossed + each**2 * bottoms) / safe**2))
    alone = float(np.sum(weight**2 * each * (1 - each) / safe))
    return max(1.0, by_child / alone) if alone > 0 else 1.0


def weighted_kaplan_meier(
    entry: ArrayLike,
    exit: ArrayLike,
    ended: ArrayLike,
    weight: ArrayLike,
    *,
    design: float = 1.0,
    level: float = 0.95,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> pd.DataFrame:
    """`kaplan_meier` with weighted plans: frame[day, at_risk, ended, open_share, low, high].

    at_risk and ended count plans as they are, unweighted. The curve stops where fewer than `minimum_at_risk` plans are.
    """
    first, last = np.asarray(entry, dtype=np.float64), np.asarray(exit, dtype=np.float64)
    is_end, mass = np.asarray(ended, dtype=bool), np.asarray(weight, dtype=np.float64)
    seen = last > first
    first, last, is_end, mass = first[seen], last[seen], is_end[seen], mass[seen]
    days = np.unique(last)
    at_risk = _still(first, last, np.ones_like(mass), days)
    too_few = np.flatnonzero(at_risk < minimum_at_risk)
    days = days[: too_few[0]] if too_few.size else days
    begun = int((first <= 0).sum())
    if begun < minimum_at_risk or not days.size:
        return pd.DataFrame(columns=["day", "at_risk", "ended", "open_share", "low", "high"], dtype=np.float64)
    place = np.searchsorted(days, last[is_end])
    inside = place < days.size
    ends = np.bincount(place[inside], minlength=days.size)
    ended_mass = np.bincount(place[inside], weights=mass[is_end][inside], minlength=days.size)
    total, squares = _still(first, last, mass, days), _still(first, last, mass**2, days)
    with np.errstate(divide="ignore", invalid="ignore"):
        falls = ended_mass / total
        open_share = np.cumprod(1 - falls)
        greenwood = np.cumsum(falls / (total**2 / squares * (1 - falls))) * design
        spread = norm.ppf(0.5 + level / 2) * np.sqrt(greenwood) / np.abs(np.log(open_share))
        low, high = open_share ** np.exp(spread), open_share ** np.exp(-spread)
    rows = ends > 0
    rows[-1:] = True
    untouched = open_share == 1
    frame = pd.DataFrame(
        {
            "day": days,
            "at_risk": at_risk[: days.size].astype(np.int64),
            "ended": ends,
            "open_share": open_share,
            "low": np.where(untouched, 1.0, low),
            "high": np.where(untouched, 1.0, high),
        }
    )[rows]
    start = pd.DataFrame({"day": [0.0], "at_risk": [begun], "ended": [0], "open_share": 1.0, "low": 1.0, "high": 1.0})
    return pd.concat([start, frame], ignore_index=True)


def ratio(one: Estimate, other: Estimate) -> Estimate:
    """How many times the other the one is, with its interval, by MOVER on the logarithms."""
    if one.value is None or other.value is None or one.value <= 0 or other.value <= 0:
        return NOT_KNOWN
    times = one.value / other.value
    if one.whole is None or other.whole is None or min(one.whole[1], other.whole[1]) <= 0:
        return Estimate(times, None, None)
    (a, a_low, a_high), (b, b_low, b_high) = np.log(one.whole), np.log(other.whole)
    down, up = np.hypot(a - a_low, b_high - b), np.hypot(a_high - a, b - b_low)
    return Estimate(times, float(times * np.exp(-down)), float(times * np.exp(up)))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """How much more the one is than the other, with its interval, by MOVER."""
    if one.whole is None or other.whole is None:
        return NOT_KNOWN
    (a, a_low, a_high), (b, b_low, b_high) = one.whole, other.whole
    down, up = np.hypot(a - a_low, b_high - b), np.hypot(a_high - a, b - b_low)
    return Estimate(a - b, float(a - b - down), float(a - b + up))


def _still(first: Floats, last: Floats, mass: Floats, days: Floats) -> Floats:
    """The mass at risk on each day: of those with entry < day <= exit."""
    entered = _upto(first, mass, days, "left")
    left: Floats = _upto(last, mass, days, "left")
    return entered - left


def _upto(when: Floats, mass: Floats, days: Floats, side: str) -> Floats:
    """The mass of those whose time comes before each day."""
    order = np.argsort(when, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(mass[order])])
    found: Floats = running[np.searchsorted(when[order], days, side)]  # type: ignore[call-overload]
    return found
