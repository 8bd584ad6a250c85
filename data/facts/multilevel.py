"""How much an outcome differs between intersections of characteristics, beyond the sum of the single ones.

A logistic model with a random intercept for each intersection (stratum), once with nothing else in it and once with
every single characteristic: "multilevel analysis of individual heterogeneity and discriminatory accuracy", MAIHDA
(Merlo 2018; Evans and others 2018, Social Science and Medicine). Fitted by maximum likelihood over the strata's counts,
the random intercept integrated out by adaptive Gauss-Hermite quadrature; nothing is drawn by chance, so the same counts
give the same answer.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, logsumexp
from scipy.stats import chi2

Floats = npt.NDArray[np.float64]

_NODE, _WEIGHT = np.polynomial.hermite.hermgauss(21)
# Of a single characteristic, in log odds: keeps one that nobody with the outcome has from running off to nought.
PRIOR_SPREAD = 2.5
MOST_SPREAD = 4.0
# Variance of the logistic distribution: what is within strata, on the scale of log odds.
WITHIN = np.pi**2 / 3
# A spread below this is none: the likelihood is flat there.
NONE = 1e-3


@dataclass(frozen=True)
class Fitted:
    """One model. `effects`: intercept first, log odds; `spread`: standard deviation between strata, log odds.

    likelihood  its logarithm at the fit; without: at the same model with no spread
    """

    effects: Floats
    spread: float
    likelihood: float
    without: float

    @property
    def share_between(self) -> float:
        """Of all variation, the part between strata (0 to 1): the variance partition coefficient."""
        return self.spread**2 / (self.spread**2 + WITHIN)

    @property
    def p_value(self) -> float:
        """The chance of as much spread or more, were there none: a likelihood ratio test at the edge of what a spread
        can be, so that half of it is a point at nought."""
        ratio = 2 * (self.likelihood - self.without)
        return 1.0 if self.spread <= NONE or ratio <= 0 else float(chi2.sf(ratio, 1) / 2)


def fit(having: Floats, size: Floats, columns: Floats) -> Fitted:
    """Fit having ~ Binomial(size, expit(columns @ effects + spread * z)), z standard normal, a row a stratum.

    having, size  counts, which need not be whole (each household can count once); size above 0
    columns       one row a stratum, first column ones
    """
    start = np.zeros(columns.shape[1])
    overall = np.clip(having.sum() / size.sum(), 0.005, 0.995)
    start[0] = np.log(overall / (1 - overall))

    def against(parameters: Floats) -> tuple[float, Floats]:
        value, slope = _likelihood(parameters[:-1], parameters[-1], having, size, columns)
        prior = parameters[1:-1] / PRIOR_SPREAD
        value -= float(prior @ prior) / 2
        slope[1:-1] -= prior / PRIOR_SPREAD
        return -value, -slope

    free = [(-12.0, 12.0)] * columns.shape[1]
    plain = minimize(against, np.append(start, 0.0), jac=True, method="L-BFGS-B", bounds=[*free, (0.0, 0.0)])
    # From two starts: near nought the likelihood can be flat, and far from it have a hill of its own.
    tried = [
        minimize(
            against, np.append(plain.x[:-1], spread), jac=True, method="L-BFGS-B", bounds=[*free, (0.0, MOST_SPREAD)]
        )
        for spread in (0.3, 1.0)
    ]
    best = min((plain, *tried), key=lambda found: found.fun)
    return Fitted(best.x[:-1], float(best.x[-1]), -float(best.fun), -float(plain.fun))


def shrunken(fitted: Fitted, having: Floats, size: Floats, columns: Floats) -> tuple[Floats, Floats, Floats]:
    """Each stratum's share with the outcome, drawn towards what its single characteristics would give, the more so the
    smaller it is: (estimate, low, high), 0 to 1, the limits of 95 %.

    The limits allow for the stratum's own size and for the effects' uncertainty; the spread is taken as known.
    """
    place, weight = _nodes(fitted.effects, fitted.spread, having, size, columns)
    score = (columns @ fitted.effects)[:, None] + fitted.spread * place
    share = expit(score)
    estimate = (weight * share).sum(axis=1)
    middle = (weight * score).sum(axis=1)
    own = (weight * (score - middle[:, None]) ** 2).sum(axis=1)
    excess = having[:, None] - size[:, None] * share
    told = (weight * size[:, None] * share * (1 - share)).sum(axis=1) - (
        (weight * excess**2).sum(axis=1) - (weight * excess).sum(axis=1) ** 2
    )
    information = (columns * told[:, None]).T @ columns
    information[np.arange(1, columns.shape[1]), np.arange(1, columns.shape[1])] += 1 / PRIOR_SPREAD**2
    of_effects = np.einsum("si,ij,sj->s", columns, np.linalg.pinv(information, hermitian=True), columns)
    # A stratum with much of its own to say is moved less by the effects' uncertainty.
    kept = own / fitted.spread**2 if fitted.spread > NONE else np.ones(len(own))
    error = np.sqrt(own + kept**2 * np.maximum(of_effects, 0))
    return estimate, expit(middle - 1.96 * error), expit(middle + 1.96 * error)


def _likelihood(effects: Floats, spread: float, having: Floats, size: Floats, columns: Floats) -> tuple[float, Floats]:
    """The logarithm of the likelihood, less the binomial coefficients, and its slope by effects and spread."""
    place, log_weight = _log_nodes(effects, spread, having, size, columns)
    score = (columns @ effects)[:, None] + spread * place
    terms = having[:, None] * score - size[:, None] * np.logaddexp(0, score) + log_weight
    each = logsumexp(terms, axis=1)
    after = np.exp(terms - each[:, None])
    excess = having[:, None] - size[:, None] * expit(score)
    by_effect = columns.T @ (after * excess).sum(axis=1)
    by_spread = (after * excess * place).sum()
    return float(each.sum()), np.append(by_effect, by_spread)


def _nodes(effects: Floats, spread: float, having: Floats, size: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Where each stratum's random intercept may lie, in standard deviations, and how likely given its counts."""
    place, log_weight = _log_nodes(effects, spread, having, size, columns)
    score = (columns @ effects)[:, None] + spread * place
    terms = having[:, None] * score - size[:, None] * np.logaddexp(0, score) + log_weight
    return place, np.exp(terms - logsumexp(terms, axis=1)[:, None])


def _log_nodes(effects: Floats, spread: float, having: Floats, size: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Quadrature about each stratum's own peak: (places, logarithms of weights), a row a stratum."""
    fixed = columns @ effects
    peak = np.zeros(len(fixed))
    for _ in range(30):
        share = expit(fixed + spread * peak)
        slope = spread * (having - size * share) - peak
        curve = spread**2 * size * share * (1 - share) + 1
        step = slope / curve
        peak = peak + np.clip(step, -1.5, 1.5)
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    share = expit(fixed + spread * peak)
    width = 1 / np.sqrt(spread**2 * size * share * (1 - share) + 1)
    place = peak[:, None] + np.sqrt(2) * width[:, None] * _NODE[None, :]
    # The standard normal's density there, over the density the nodes were laid out for.
    log_weight = np.log(_WEIGHT) + _NODE**2 + np.log(width)[:, None] - place**2 / 2 - np.log(np.pi) / 2
    return place, log_weight
