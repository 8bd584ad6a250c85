"""Relative rates against statsmodels, against the likelihood itself, and by simulation."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from queries.methods.relative import corrected, households_once, relative

# Of a group, and of the rest: having, size.
PAIRS = [(3, 9, 59, 631), (30, 100, 40, 300), (1, 7, 80, 90), (12, 12, 300, 500), (44, 116, 48, 167), (0, 20, 30, 200)]


def to_whole(ratio: float, part: float) -> float:
    """A ratio to the rest as one to the whole, when the group is such a part of it."""
    return ratio / (part * ratio + 1 - part)


@pytest.mark.parametrize(("a", "n", "b", "m"), [pair for pair in PAIRS if 0 < pair[0] < pair[1]])
def test_the_limits_are_those_of_the_score_interval_carried_over(a: int, n: int, b: int, m: int) -> None:
    found = relative(a, n, a + b, n + m)
    low, high = confint_proportions_2indep(a, n, b, m, compare="ratio", method="score", correction=False)
    part = n / (n + m)
    assert found.low == pytest.approx(to_whole(low, part), rel=1e-6)
    assert found.high == pytest.approx(to_whole(high, part), rel=1e-6)
    assert found.ratio == pytest.approx((a / n) / ((a + b) / (n + m)))


def score(ratio: float, a: int, n: int, b: int, m: int) -> float:
    """The score statistic by brute force: the rest's share that the likelihood likes best, were this the ratio."""

    def against(q: float) -> float:
        p = ratio * q
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = [a * np.log(p) if a else 0, (n - a) * np.log(1 - p) if n - a else 0]
            terms += [b * np.log(q) if b else 0, (m - b) * np.log(1 - q) if m - b else 0]
        return -float(sum(terms))

    q = minimize_scalar(
        against, bounds=(1e-12, min(1, 1 / ratio) - 1e-12), method="bounded", options={"xatol": 1e-13}
    ).x
    p = ratio * q
    return float((a / n - ratio * b / m) / np.sqrt(p * (1 - p) / n + ratio**2 * q * (1 - q) / m))


@pytest.mark.parametrize(("a", "n", "b", "m"), PAIRS)
def test_the_limits_lie_where_the_likelihood_puts_them(a: int, n: int, b: int, m: int) -> None:
    """Also where statsmodels gives up: a group all of whom, or none of whom, have it."""
    found, z, part = relative(a, n, a + b, n + m), norm.ppf(0.975), n / (n + m)
    high = brentq(lambda ratio: score(ratio, a, n, b, m) + z, 1e-4, 1e4)
    assert found.high == pytest.approx(to_whole(high, part), rel=1e-4)
    if a:
        low = brentq(lambda ratio: score(ratio, a, n, b, m) - z, 1e-4, 1e4)
        assert found.low == pytest.approx(to_whole(low, part), rel=1e-4)
    else:
        assert found.low == 0


@pytest.mark.parametrize(("a", "n", "b", "m"), PAIRS)
def test_the_difference_is_newcombe_s_carried_over(a: int, n: int, b: int, m: int) -> None:
    found = relative(a, n, a + b, n + m)
    low, high = confint_proportions_2indep(a, n, b, m, compare="diff", method="newcomb")
    rest = m / (n + m)
    assert found.least == pytest.approx(rest * low)
    assert found.most == pytest.approx(rest * high)
    assert found.difference == pytest.approx(a / n - (a + b) / (n + m))


def test_if_nobody_else_has_it_the_highest_it_can_be_is_the_limit() -> None:
    found = relative(4, 10, 4, 40)
    assert found.ratio == pytest.approx(4)
    assert found.high == pytest.approx(4)
    assert found.low > 1


def test_where_there_is_nothing_to_compare_there_is_no_figure() -> None:
    nobody, everybody, never = relative([0, 30, 0], [0, 30, 10], [30, 30, 0], [30, 30, 50]).ratio
    assert np.isnan([nobody, everybody, never]).all()
    apart = relative([0, 30], [0, 30], [30, 30], [30, 30])
    assert np.isnan([apart.low, apart.high, apart.difference, apart.least]).all()


@pytest.mark.parametrize("counts", [(-1, 5, 9, 20), (6, 5, 9, 20), (2, 25, 9, 20), (10, 12, 9, 20)])
def test_a_part_larger_than_its_whole_is_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="a part is larger"):
        relative(*counts)


def test_counted_by_households_it_is_as_sure_as_so_many_witnesses() -> None:
    """Of 40 children in 20 households, with the others in pairs too, it is the interval of half the counts."""
    found = relative(20, 40, 60, 200, homes=20, whole_homes=100)
    half = relative(10, 20, 30, 100)
    assert [float(found.low), float(found.high)] == pytest.approx([float(half.low), float(half.high)])
    assert found.ratio == relative(20, 40, 60, 200).ratio
    low, high = households_once(20, 40, 20)
    assert (low, high) == pytest.approx(proportion_confint(10, 20, method="wilson"))
    # More households than children there cannot be.
    assert households_once(20, 40, 90) == pytest.approx(proportion_confint(20, 40, method="wilson"))


def alike(rng: np.random.Generator, times: int) -> tuple[np.ndarray, np.ndarray]:
    """Households of one to four children, alike within and all with the same chance, in eight groups: (having, size),
    and in how many households."""
    group = rng.integers(0, 8, (times, 220))
    children, has = rng.integers(1, 5, group.shape), rng.random(group.shape) < 0.3
    sizes = np.stack([(children * (group == one)).sum(axis=1) for one in range(8)], axis=1)
    having = np.stack([(children * has * (group == one)).sum(axis=1) for one in range(8)], axis=1)
    homes = np.stack([(group == one).sum(axis=1) for one in range(8)], axis=1)
    return np.stack([having, sizes]), homes


def test_where_groups_are_alike_the_stated_share_is_called_apart() -> None:
    """Brothers and sisters wholly alike, the hardest case: a group in about twenty, and with the correction a table in
    about twenty, though children counted as strangers would give three times that."""
    rng = np.random.default_rng(20261031)
    (having, sizes), homes = alike(rng, 4000)
    whole = having.sum(axis=1, keepdims=True), sizes.sum(axis=1, keepdims=True)

    def apart(level: float, **by: np.ndarray) -> np.ndarray:
        found = relative(having, sizes, *whole, level=level, **by)
        return (found.low > 1) | (found.high < 1)

    by_homes = {"homes": homes, "whole_homes": homes.sum(axis=1, keepdims=True)}
    one = apart(0.95, **by_homes).mean()
    table = apart(corrected(8), **by_homes).any(axis=1).mean()
    strangers = apart(0.95).mean()
    assert 0.03 < one < 0.09
    assert 0.02 < table < 0.11
    assert strangers > 2 * one


def test_where_a_group_is_truly_apart_the_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(7)
    size, rest = 80, 400
    a, b = rng.binomial(size, 0.45, 4000), rng.binomial(rest, 0.25, 4000)
    found = relative(a, size, a + b, size + rest)
    truth = to_whole(0.45 / 0.25, size / (size + rest))
    assert ((found.low <= truth) & (truth <= found.high)).mean() == pytest.approx(0.95, abs=0.012)
    assert (found.low > 1).mean() > 0.9


def test_of_one_group_nothing_is_corrected() -> None:
    assert corrected(1) == corrected(0) == pytest.approx(0.95)
    assert corrected(13) ** 13 == pytest.approx(0.95)
