import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from queries.methods.intervals import byar, wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_values(numerator, denominator, low, high):
    assert np.round(wilson(numerator, denominator), 4).tolist() == [low, high]


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_statsmodels_and_holds_the_share(counts):
    numerator, denominator = counts
    low, high = wilson(numerator, denominator)
    assert (low, high) == pytest.approx(proportion_confint(numerator, denominator, method="wilson"), abs=1e-12)
    assert 0 <= low <= numerator / denominator <= high <= 1


def test_wilson_takes_series_and_leaves_gaps_where_nothing_can_be_said():
    numerator = pd.Series([3, None, 0, 5], dtype="Int64")
    denominator = pd.Series([9, 9, 0, None], dtype="Int64")
    low, high = wilson(numerator, denominator)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, True, True]
    assert (round(low[0], 2), round(high[0], 2)) == (0.12, 0.65)


def test_a_narrower_level_gives_a_narrower_interval():
    assert wilson(3, 9, level=0.8)[0] > wilson(3, 9)[0]


@pytest.mark.parametrize(("numerator", "denominator"), [(10, 9), (-1, 9)])
def test_impossible_counts_are_refused(numerator, denominator):
    with pytest.raises(ValueError, match=r"numerator is larger|count is negative"):
        wilson(numerator, denominator)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood's exact limits for a Poisson count, as tabled in public-health handbooks.
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (9, 4.1154, 17.0848)],
)
def test_small_counts_take_the_exact_interval(count, low, high):
    assert np.round(byar(count, 1), 4).tolist() == [low, high]


def test_larger_counts_take_byars_which_is_close_to_exact():
    counts = np.arange(10, 400)
    low, high = byar(counts, 1)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * counts) / 2, rel=0.003)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * counts + 2) / 2, rel=0.003)
    # Worked by hand for 10: 10 (1 - 1/90 - 1.96/(3 sqrt 10))^3 and 11 (1 - 1/99 + 1.96/(3 sqrt 11))^3.
    assert (round(low[0], 3), round(high[0], 3)) == (4.787, 18.391)


def test_a_rate_is_given_per_so_many_and_is_missing_without_exposure():
    low, high = byar([530, 530, None], [145_000, 0, 10], per=10_000)
    assert (round(low[0], 1), round(high[0], 1)) == (33.5, 39.8)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, True]
