"""Funnel plots: is a team further from the whole than chance would take it? Never a league table.

Limits are exact binomial around the whole's share, interpolated between counts so that they are smooth
(Spiegelhalter 2005, Statistics in Medicine 24). Teams truly differ a little for many small reasons (children
of one family share a fate, for one), which makes plain limits too narrow for large teams. That
over-dispersion is tested, and allowed for by an additive random effect (Spiegelhalter 2005, Quality and
Safety in Health Care 14).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

Floats = NDArray[np.float64]

WINSORISED = 0.10
"""Share of the z-scores at each end that are pulled in, so that a true outlier does not widen its own limits."""

LEVELS = {"95": 0.95, "998": 0.998}
CURVE_POINTS = 120


@dataclass(frozen=True)
class Funnel:
    """A worked-out funnel.

    groups: one row a group, in the order given: group, numerator, denominator, share (0 to 1), low95,
        high95, low998, high998, outside: "above" or "below" the 99.8 % limits, "inside" them, or "no data"
        (denominator 0).
    curve: the limits to draw: denominator, low95, high95, low998, high998.
    share: the whole's share (0 to 1). NaN without any data.
    of_more: whether the whole is of more than the groups.
    phi: mean of the squared z-scores, winsorised; about 1 or less where groups differ by chance alone.
    between: standard deviation of the groups' true shares, as estimated (0 to 1); 0 where chance explains
        them.
    """

    groups: pd.DataFrame
    curve: pd.DataFrame
    share: float
    phi: float
    between: float
    of_more: bool = False

    @property
    def held(self) -> int:
        """How many the groups hold together."""
        return int(self.groups["denominator"].sum())

    @property
    def over_dispersed(self) -> bool:
        """Groups differ more than chance explains, single outliers apart; the limits have been widened for it."""
        return self.between > 0


def funnel(frame: pd.DataFrame, whole: float | None = None) -> Funnel:
    """Place each group of frame[group, numerator, denominator] on a funnel around the share of them all, or around
    `whole` (0 to 1) where that is of more than they are.

    Raises ValueError where a numerator is larger than its denominator or a count is missing or negative.
    """
    events = frame["numerator"].to_numpy(dtype=np.float64, na_value=np.nan)
    trials = frame["denominator"].to_numpy(dtype=np.float64, na_value=np.nan)
    if not (np.all(events >= 0) and np.all(trials >= events)):
        raise ValueError("a funnel needs known counts, with no numerator larger than its denominator")
    of_more = whole is not None
    if whole is None:
        whole = events.sum() / trials.sum() if trials.sum() > 0 else float("nan")
    phi, variance = dispersion(events, trials)
    share = np.divide(events, trials, out=np.full(trials.shape, np.nan), where=trials > 0)
    groups = pd.concat(
        [
            frame[["group", "numerator", "denominator"]].reset_index(drop=True),
            pd.DataFrame({"share": share}),
            limits(trials, whole, variance),
        ],
        axis=1,
    )
    groups["outside"] = np.select(
        [trials == 0, share > groups["high998"], share < groups["low998"]],
        ["no data", "above", "below"],
        "inside",
    )
    some = trials[trials > 0] if trials.any() else np.ones(1)
    span = np.linspace(max(1.0, some.min() * 0.8), some.max() * 1.08, CURVE_POINTS)
    sizes = np.unique(np.rint(span))
    curve = pd.concat([pd.DataFrame({"denominator": sizes}), limits(sizes, whole, variance)], axis=1)
    return Funnel(groups, curve, float(whole), phi, float(np.sqrt(variance)), of_more)


def dispersion(events: Floats, trials: Floats) -> tuple[float, float]:
    """(phi, variance between groups' true shares) from counts; the variance is 0 unless they are over-dispersed.

    phi is the mean square of the z-scores against the whole's share, after the lowest and highest tenth of them are
    set to the 10th and 90th percentile. With I groups, over-dispersion is shown when I * phi > I - 1; the variance
    is then the method-of-moments (DerSimonian-Laird) estimate. Winsorising makes phi less than 1 on average under
    chance alone, so the test errs towards plain limits.
    """
    events, trials = events[trials > 0], trials[trials > 0]
    groups = trials.size
    whole = events.sum() / trials.sum() if groups else 0.0
    if groups < 2 or whole in (0.0, 1.0):
        return 0.0, 0.0
    weight = trials / (whole * (1 - whole))
    z = (events / trials - whole) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi = float(np.mean(z**2))
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return phi, max(0.0, float((groups * phi - (groups - 1)) / spare))


def limits(trials: Floats, whole: float, variance: float = 0.0) -> pd.DataFrame:
    """95 % and 99.8 % limits for denominators `trials`: frame[low95, high95, low998, high998], shares 0 to 1.

    Each exact limit's distance from the whole is stretched as the standard deviation is when `variance` is added.
    NaN where the denominator is 0.
    """
    sizes = np.maximum(trials, 0)
    columns = {}
    for name, level in LEVELS.items():
        tail = (1 - level) / 2
        for side, probability in (("low", tail), ("high", 1 - tail)):
            columns[f"{side}{name}"] = _stretched(_exact(probability, sizes, whole), sizes, whole, variance)
    return pd.DataFrame(columns)


def _exact(probability: float, sizes: Floats, whole: float) -> Floats:
    """The share below which `probability` of groups of each size fall, interpolated between counts."""
    usable = np.where(sizes > 0, sizes, np.nan)
    if np.isnan(whole) or whole in (0.0, 1.0):
        return np.where(np.isnan(usable), np.nan, whole)
    count = binom.ppf(probability, usable, whole)
    reached = binom.cdf(count, usable, whole)
    step = binom.pmf(count, usable, whole)
    return np.asarray((count - (reached - probability) / step) / usable, dtype=np.float64)


def _stretched(limit: Floats, sizes: Floats, whole: float, variance: float) -> Floats:
    if variance == 0:
        return np.clip(limit, 0.0, 1.0)
    chance = whole * (1 - whole) / np.where(sizes > 0, sizes, np.nan)
    return np.clip(whole + (limit - whole) * np.sqrt(1 + variance / chance), 0.0, 1.0)
