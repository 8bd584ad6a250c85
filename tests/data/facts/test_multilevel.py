"""The multilevel model against numerical integration, against statsmodels, and by simulation."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.special import expit

from data.facts.multilevel import PRIOR_SPREAD, Fitted, fit, shrunken

Floats = np.ndarray


def strata(rng: np.random.Generator, count: int, spread: float) -> tuple[Floats, Floats, Floats, Floats]:
    """(having, size, columns, true share): strata with five main effects and so much between them beyond those."""
    size = rng.integers(1, 12, count).astype(float)
    columns = np.column_stack([np.ones(count), rng.integers(0, 2, (count, 5))]).astype(float)
    share = expit(columns @ np.array([-0.8, 0.5, -0.4, 0.3, 0.0, 0.2]) + spread * rng.standard_normal(count))
    return rng.binomial(size.astype(int), share).astype(float), size, columns, share


def by_quadrature(effects: Floats, spread: float, having: Floats, size: Floats, columns: Floats) -> float:
    """The log likelihood, one stratum after another, by scipy's adaptive integration."""
    total = 0.0
    for a, n, fixed in zip(having, size, columns @ effects, strict=True):

        def at(z: float, a: float = a, n: float = n, fixed: float = fixed) -> float:
            share = expit(fixed + spread * z)
            return float(share**a * (1 - share) ** (n - a) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))

        total += np.log(quad(at, -12, 12, epsabs=1e-13, points=[0])[0])
    return total


def penalised(found: Fitted, having: Floats, size: Floats, columns: Floats, spread: float) -> float:
    prior = found.effects[1:] / PRIOR_SPREAD
    return by_quadrature(found.effects, spread, having, size, columns) - float(prior @ prior) / 2


def test_the_likelihood_is_that_of_numerical_integration_and_the_fit_its_peak() -> None:
    having, size, columns, _ = strata(np.random.default_rng(3), 60, 1.5)
    # Weighted so that each household counts once, counts need not be whole.
    having, size = having * 0.7, size * 0.7
    found = fit(having, size, columns)
    assert found.spread > 0.1
    assert found.likelihood == pytest.approx(penalised(found, having, size, columns, found.spread), abs=1e-6)
    for nearby in (found.spread - 0.05, found.spread + 0.05):
        assert penalised(found, having, size, columns, nearby) < found.likelihood
    for place in range(len(found.effects)):
        moved = Fitted(found.effects.copy(), found.spread, 0, 0)
        moved.effects[place] += 0.05
        assert penalised(moved, having, size, columns, found.spread) < found.likelihood


def test_without_a_spread_it_is_an_ordinary_logistic_regression() -> None:
    """On plenty of data the prior on the effects is nothing: statsmodels' binomial model is found, effect by effect."""
    rng = np.random.default_rng(11)
    having, size, columns, _ = strata(rng, 120, 0.0)
    size = size * 400
    having = rng.binomial(size.astype(int), expit(columns @ np.array([-0.8, 0.5, -0.4, 0.3, 0.0, 0.2]))).astype(float)
    found = fit(having, size, columns)
    plain = sm.GLM(np.column_stack([having, size - having]), columns, family=sm.families.Binomial()).fit()
    assert found.effects == pytest.approx(plain.params, abs=2e-3)
    assert found.spread < 0.05
    estimate, low, high = shrunken(found, having, size, columns)
    told = plain.get_prediction(columns).summary_frame()
    assert estimate == pytest.approx(told["mean"], abs=2e-3)
    if found.spread < 1e-3:
        assert high - low == pytest.approx(told["mean_ci_upper"] - told["mean_ci_lower"], rel=0.05)


@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_a_known_spread_is_recovered(spread: float) -> None:
    rng = np.random.default_rng(2026)
    found = [fit(*strata(rng, 140, spread)[:3]) for _ in range(25)]
    assert np.mean([one.spread for one in found]) == pytest.approx(spread, abs=0.12)
    assert np.mean([one.p_value < 0.05 for one in found]) > (0.5 if spread < 1 else 0.99)


def test_where_there_is_none_it_is_called_so_no_oftener_than_stated() -> None:
    """At most one in twenty; about half the time the spread is estimated as exactly none."""
    rng = np.random.default_rng(5)
    found = [fit(*strata(rng, 90, 0.0)[:3]) for _ in range(200)]
    assert np.mean([one.p_value < 0.05 for one in found]) < 0.08
    assert np.mean([one.p_value == 1 for one in found]) > 0.35
    assert np.median([one.share_between for one in found]) < 0.02


def test_small_strata_are_drawn_towards_what_their_parts_would_give_and_large_ones_hardly() -> None:
    columns = np.ones((3, 1))
    found = Fitted(np.array([0.0]), 0.8, 0, 0)
    estimate, low, high = shrunken(found, np.array([2.0, 160.0, 0.0]), np.array([2.0, 200.0, 1.0]), columns)
    assert 0.5 < estimate[0] < 0.75
    assert estimate[1] == pytest.approx(0.8, abs=0.02)
    assert 0.35 < estimate[2] < 0.5
    assert (high - low)[1] < (high - low)[0]
    assert ((low < estimate) & (estimate < high)).all()


def test_the_intervals_of_the_estimates_hold_the_truth() -> None:
    rng = np.random.default_rng(17)
    held = []
    for _ in range(20):
        having, size, columns, share = strata(rng, 140, 0.7)
        _, low, high = shrunken(fit(having, size, columns), having, size, columns)
        held.append(((low <= share) & (share <= high)).mean())
    assert np.mean(held) > 0.91


def test_the_estimates_miss_by_less_than_the_raw_shares_do() -> None:
    rng = np.random.default_rng(23)
    having, size, columns, share = strata(rng, 200, 0.5)
    estimate, _, _ = shrunken(fit(having, size, columns), having, size, columns)
    assert np.mean((estimate - share) ** 2) < 0.5 * np.mean((having / size - share) ** 2)


def test_a_characteristic_that_nobody_with_the_outcome_has_does_not_run_away() -> None:
    columns = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]).astype(float)
    found = fit(np.array([3.0, 4, 2, 0, 0, 0]), np.full(6, 9.0), columns)
    assert -8 < found.effects[1] < -1


def test_the_same_counts_give_the_same_answer() -> None:
    having, size, columns, _ = strata(np.random.default_rng(1), 80, 0.6)
    first, again = fit(having, size, columns), fit(having.copy(), size.copy(), columns.copy())
    assert first.spread == again.spread
    assert (first.effects == again.effects).all()
