"""Plans that end just short of a line: by hand, against scipy, and how often chance is taken for it."""

import numpy as np
import pytest
from scipy.stats import binomtest

from queries.methods.bunching import bunching


def test_by_hand() -> None:
    """Days 30 to 1 before the line are the month before; the two months on either side of it are beside."""
    found = bunching([-30, -1, -15, -31, -90, 0, 59, -91, 60])
    assert (found.before, found.around, found.expected) == (3, 4, 1.0)


@pytest.mark.parametrize(("before", "around"), [(12, 20), (5, 20), (0, 8), (9, 0), (0, 0)])
def test_the_chance_is_the_binomial_tests(before: int, around: int) -> None:
    found = bunching([-5] * before + [10] * around)
    every = before + around
    wanted = binomtest(before, every, 0.2, alternative="greater").pvalue if every else 1.0
    assert found.chance == pytest.approx(wanted)


def test_brothers_and_sisters_count_as_few_as_they_are() -> None:
    assert bunching([-5] * 12 + [10] * 20).chance < 0.05
    assert bunching([-5] * 12 + [10] * 20, design=2.0).chance == pytest.approx(
        binomtest(6, 16, 0.2, alternative="greater").pvalue
    )


@pytest.mark.parametrize("tilt", [0.0, 0.25, -0.25])
def test_where_nobody_looks_at_the_line_it_is_seldom_said_so(tilt: float) -> None:
    """Ends spread evenly, or thinning or growing steadily: at 5 in 100 it is said of no more."""
    rng, told = np.random.default_rng(5), []
    for _ in range(800):
        u = rng.random(60)
        place = u if not tilt else (-(1 - tilt) + np.sqrt((1 - tilt) ** 2 + 4 * tilt * u)) / (2 * tilt)
        told.append(bunching(-90 + 150 * place).chance < 0.05)
    assert np.mean(told) <= 0.07


def test_where_a_third_wait_no_longer_it_is_found() -> None:
    rng, told = np.random.default_rng(6), []
    for _ in range(200):
        days = rng.uniform(-90, 60, 120)
        brought = (days >= 0) & (rng.random(120) < 0.6)
        told.append(bunching(np.where(brought, -rng.uniform(1, 30, 120), days)).chance < 0.05)
    assert np.mean(told) > 0.8
