"""Groups made alike in age: against statsmodels, by hand, and by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from queries.methods.standardise import (
    NOT_KNOWN,
    Estimate,
    common_strata,
    difference,
    ratio,
    standardised_share,
    weighted_kaplan_meier,
    weights,
)
from queries.methods.survival import kaplan_meier


def plans(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    entry = np.where(rng.random(count) < 0.3, rng.integers(1, 200, count), 0)
    return entry, rng.integers(1, 700, count), rng.random(count) < 0.7


# --- Shares ---


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_one_stratum_has_wilsons_interval(counts: tuple[int, int]) -> None:
    found = standardised_share([counts[0]], [counts[1]], [1])
    low, high = proportion_confint(*counts, method="wilson")
    assert found.value == counts[0] / counts[1]
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)


def test_a_share_has_the_standards_mix() -> None:
    """Half of 10 young and a tenth of 90 old children; the standard is three quarters young: 0.75 x 0.5 + 0.25 x 0.1.

    Its variance is 0.75^2 x 0.25 / 10 + 0.25^2 x 0.09 / 90 = 0.014125, as of 17.0 children: Wilson of 0.4 of 17.0.
    """
    found = standardised_share([5, 9], [10, 90], [75, 25])
    assert found.value == pytest.approx(0.4)
    children = 0.4 * 0.6 / 0.014125
    low, high = proportion_confint(0.4 * children, children, method="wilson")
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_stratum_with_weight_and_nobody_in_it_leaves_nothing_to_say() -> None:
    assert standardised_share([1, 0], [10, 0], [1, 1]) == NOT_KNOWN
    assert standardised_share([1, 0], [10, 0], [1, 0]).value == pytest.approx(0.1)


def test_children_who_stand_for_fewer_widen_the_interval() -> None:
    narrow, wide = standardised_share([30], [100], [1]), standardised_share([30], [100], [1], design=2)
    assert wide == standardised_share([15], [50], [1])
    assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    size, true, standard = np.array([40, 25, 15]), np.array([0.15, 0.3, 0.4]), np.array([0.2, 0.3, 0.5])
    target = float(true @ standard)
    held = [standardised_share(rng.binomial(size, true), size, standard) for _ in range(2000)]
    inside = np.mean([one.low <= target <= one.high for one in held])  # type: ignore[operator]
    assert 0.93 < inside < 0.97


# --- Two of them ---


def share(events: int, trials: int) -> Estimate:
    return standardised_share([events], [trials], [1])


@given(st.integers(1, 59), st.integers(1, 89))
def test_a_difference_is_newcombes(one: int, other: int) -> None:
    found = difference(share(one, 60), share(other, 90))
    low, high = confint_proportions_2indep(one, 60, other, 90, method="newcomb", compare="diff")
    assert found.value == pytest.approx(one / 60 - other / 90)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_ratio_lies_close_to_the_score_interval() -> None:
    found = ratio(share(30, 100), share(12, 90))
    low, high = confint_proportions_2indep(30, 100, 12, 90, method="score", compare="ratio")
    assert found.value == pytest.approx(2.25)
    assert found.low == pytest.approx(low, rel=0.02)
    assert found.high == pytest.approx(high, rel=0.02)


def test_a_ratio_turned_round_is_the_same_turned_round() -> None:
    one, other = ratio(share(30, 100), share(12, 90)), ratio(share(12, 90), share(30, 100))
    assert one.whole is not None
    assert other.whole is not None
    assert other.whole == pytest.approx(tuple(1 / one.whole[n] for n in (0, 2, 1)))


def test_without_both_intervals_only_the_value_is_said() -> None:
    assert ratio(Estimate(450, 400, None), Estimate(300, 280, 320)) == Estimate(1.5, None, None)
    assert ratio(Estimate(None, None, None), Estimate(300, 280, 320)) == NOT_KNOWN
    assert ratio(share(0, 10), share(3, 10)) == NOT_KNOWN
    assert difference(Estimate(0.2, None, None), share(3, 10)) == NOT_KNOWN


# --- Weights ---


def test_every_group_gets_the_ages_of_all() -> None:
    group = pd.Series(["one"] * 10 + ["other"] * 30)
    stratum = pd.Series(["young"] * 8 + ["old"] * 2 + ["young"] * 2 + ["old"] * 28)
    found = pd.Series(weights(group, stratum))
    assert found.groupby(group).sum().tolist() == [pytest.approx(10), pytest.approx(30)]
    for name in ("one", "other"):
        mine = found[group == name]
        assert mine[stratum == "young"].sum() / mine.sum() == pytest.approx(10 / 40)


def test_only_ages_that_every_group_has_are_compared() -> None:
    group = pd.Series(["a", "a", "a", "b", "b", "b", "b"])
    stratum = pd.Series(["1", "1", "2", "1", "1", "2", "2"])
    assert common_strata(group, stratum, 2) == ["1"]
    assert common_strata(group, stratum, 1) == ["1", "2"]
    assert common_strata(group, stratum, 3) == []


# --- Survival ---


@pytest.mark.parametrize("seed", range(5))
def test_with_equal_weights_it_is_kaplan_meier(seed: int) -> None:
    entry, exit, ended = plans(np.random.default_rng(seed), 300)
    plain = kaplan_meier(entry, exit, ended)
    for weight in (1.0, 2.5):
        found = weighted_kaplan_meier(entry, exit, ended, np.full(300, weight))
        pd.testing.assert_frame_equal(found, plain, check_dtype=False)


def test_plans_all_followed_give_the_ages_curves_mixed_by_the_standard() -> None:
    """Every young child's plan ends on days 10 to 100, every old child's on days 110 to 200. The group is a third
    young, the standard two thirds: on day 100 a third are open, and on day 150 half of that."""
    ends = np.concatenate([np.tile(np.arange(10, 101, 10), 2), np.tile(np.arange(110, 201, 10), 4)])
    young = ends <= 100
    weight = np.where(young, (2 / 3) / (1 / 3), (1 / 3) / (2 / 3))
    found = weighted_kaplan_meier(np.zeros(60), ends, np.ones(60, dtype=bool), weight, minimum_at_risk=1).set_index(
        "day"
    )["open_share"]
    assert found[50] == pytest.approx(2 / 3)
    assert found[100] == pytest.approx(1 / 3)
    assert found[150] == pytest.approx(1 / 6)


def test_the_curve_stops_where_fewer_than_ten_are_at_risk_and_design_widens_it() -> None:
    days = np.arange(1, 31)
    args = np.zeros(30), days, np.ones(30, dtype=bool), np.ones(30)
    found = weighted_kaplan_meier(*args)
    assert (found["day"].max(), found["at_risk"].min()) == (21, 10)
    wide = weighted_kaplan_meier(*args, design=1.5)
    assert (wide["open_share"] == found["open_share"]).all()
    assert (wide["low"].iloc[1:] < found["low"].iloc[1:]).all()
    assert weighted_kaplan_meier(np.zeros(9), days[:9], days[:9] > 0, np.ones(9)).empty


def test_the_interval_of_a_weighted_curve_holds_the_truth_as_often_as_it_says() -> None:
    """Two ages with exponential plans, the group half and half, the standard four to one: the share open on day 200."""
    rng = np.random.default_rng(11)
    young = np.repeat([True, False], 60)
    weight = np.where(young, 0.8 / 0.5, 0.2 / 0.5)
    true = 0.8 * np.exp(-200 / 250) + 0.2 * np.exp(-200 / 500)
    inside = 0
    for _ in range(600):
        length = np.ceil(rng.exponential(np.where(young, 250, 500)))
        stop = rng.integers(150, 900, 120)
        curve = weighted_kaplan_meier(np.zeros(120), np.minimum(length, stop), length <= stop, weight)
        row = curve[curve["day"] <= 200].iloc[-1]
        inside += row["low"] <= true <= row["high"]
    assert 0.92 < inside / 600 < 0.98
