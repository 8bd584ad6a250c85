"""How much difference lies within homes, against a mixed model, against what was simulated, and against shuffling."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from queries.methods.within import within_homes


def simulated(rng: np.random.Generator, homes: int, within: float) -> list[list[float]]:
    """Homes of two to five children whose values differ by a variance of one, this share of it within homes."""
    sizes = rng.choice([2, 2, 2, 3, 3, 4, 5], homes)
    return [(rng.normal(0, (1 - within) ** 0.5) + rng.normal(0, within**0.5, size)).tolist() for size in sizes.tolist()]


@pytest.mark.parametrize("within", [0.1, 0.4, 0.8])
def test_it_finds_the_share_that_was_simulated(within: float) -> None:
    rng = np.random.default_rng(3)
    found = [within_homes(simulated(rng, 200, within)) for _ in range(30)]
    shares = [one.share for one in found if one is not None]
    assert len(shares) == 30
    assert np.mean(shares) == pytest.approx(within, abs=0.03)


@pytest.mark.parametrize("within", [0.15, 0.5])
def test_it_agrees_with_a_mixed_model(within: float) -> None:
    """statsmodels' random intercept for each home, by restricted maximum likelihood."""
    homes = simulated(np.random.default_rng(8), 400, within)
    frame = pd.DataFrame([(n, value) for n, values in enumerate(homes) for value in values], columns=["home", "value"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = smf.mixedlm("value ~ 1", frame, groups=frame["home"]).fit(reml=True)
    between, inside = float(model.cov_re.iloc[0, 0]), float(model.scale)
    found = within_homes(homes)
    assert found is not None
    assert found.share == pytest.approx(inside / (inside + between), abs=0.03)


def test_where_homes_make_no_difference_it_lies_within_the_baseline() -> None:
    """Of a hundred counties without homes about five lie outside; of those with, every one lies below."""
    rng = np.random.default_rng(5)
    outside = 0
    for _ in range(100):
        found = within_homes(simulated(rng, 60, 0.999))
        assert found is not None
        outside += not found.low <= found.share <= found.high
    assert outside <= 10
    alike = within_homes(simulated(rng, 60, 0.2))
    assert alike is not None
    assert alike.share < alike.low


def test_it_does_not_grow_with_the_number_of_children_in_a_home() -> None:
    """The mean gap would: here all children are alike but for chance."""
    rng = np.random.default_rng(6)
    for size in (2, 6):
        found = within_homes(rng.normal(size=(2000, size)).tolist())
        assert found is not None
        assert found.share == pytest.approx(1, abs=0.1)


def test_by_hand() -> None:
    """Homes (1, 1) and (3, 3): nothing within. (1, 3) and (1, 3): all within, and the means of homes are alike."""
    assert within_homes([[1, 1], [3, 3]]).share == 0  # type: ignore[union-attr]
    assert within_homes([[1, 3], [1, 3]]).share == 1  # type: ignore[union-attr]
    # Between: 2 homes at 1.5 and 3.5, mean square 4; within: 4 x 0.25 over 2, mean square 0.5. ICC 3.5 / 4.5.
    assert within_homes([[1, 2], [3, 4], [5]]).share == pytest.approx(1 - 3.5 / 4.5)  # type: ignore[union-attr]


def test_the_same_homes_give_the_same_answer() -> None:
    homes = simulated(np.random.default_rng(9), 50, 0.5)
    assert within_homes(homes) == within_homes(homes)


@pytest.mark.parametrize("homes", [[], [[1.0]], [[1.0, 2.0]], [[2.0, 2.0], [2.0, 2.0]], [[1.0], [2.0], [3.0, 4.0]]])
def test_too_little_tells_nothing(homes: list[list[float]]) -> None:
    assert within_homes(homes) is None
