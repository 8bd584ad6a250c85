import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from queries.methods.funnel import dispersion, funnel, limits


def teams(numerators, denominators):
    names = [f"Team {i}" for i in range(len(numerators))]
    return pd.DataFrame({"group": names, "numerator": numerators, "denominator": denominators})


def alike(draw, count=40, share=0.2):
    sizes = draw.integers(15, 150, count)
    return teams(draw.binomial(sizes, share), sizes)


def test_limits_by_hand():
    """Ten plans at one half: P(R <= 8) = 0.98926, P(R = 8) = 0.04395; P(R <= 2) = 0.05469, P(R = 2) = 0.04395.

    97.5 %: 8 less (0.98926 - 0.975) / 0.04395 = 0.3245, so 0.7676. 2.5 %: 2 less (0.05469 - 0.025) / 0.04395 = 0.6756,
    so 0.1324.
    """
    row = limits(np.array([10.0]), 0.5).iloc[0]
    assert (round(row["high95"], 4), round(row["low95"], 4)) == (0.7676, 0.1324)


@given(st.integers(5, 400), st.floats(0.03, 0.97))
def test_limits_lie_within_one_child_of_the_exact_ones(size, whole):
    row = limits(np.array([float(size)]), whole).iloc[0]
    for column, tail in (("low998", 0.001), ("low95", 0.025), ("high95", 0.975), ("high998", 0.999)):
        count = binom.ppf(tail, size, whole)
        assert max(0, (count - 1) / size) - 1e-9 <= row[column] <= count / size + 1e-9
    assert row["low998"] <= row["low95"] <= row["high95"] <= row["high998"]


def test_limits_close_in_smoothly_as_groups_grow():
    shape = limits(np.arange(20.0, 400), 0.2)
    assert shape["high998"].iloc[0] > shape["high998"].iloc[-1] > 0.2 > shape["low998"].iloc[-1]
    # Whole counts alone would jump by up to one child in twenty.
    assert shape.diff().abs().max().max() < 0.02


def test_alike_teams_are_seldom_outside():
    draw = np.random.default_rng(11)
    outside = pd.concat([funnel(alike(draw)).groups["outside"] for _ in range(150)])
    assert (outside != "inside").mean() <= 0.005


def test_a_planted_outlier_is_found_and_the_rest_left_alone():
    draw = np.random.default_rng(12)
    found = []
    for _ in range(40):
        frame = alike(draw)
        frame.loc[7, ["numerator", "denominator"]] = [50, 100]
        result = funnel(frame)
        found.append(result.groups["outside"].iloc[7] == "above")
        assert (result.groups["outside"].drop(index=7) != "inside").mean() <= 0.05
    assert np.mean(found) > 0.95


def test_a_team_far_below_is_found_too():
    frame = teams([20, 22, 19, 21, 20, 18, 2], [100] * 7)
    assert funnel(frame).groups["outside"].tolist() == ["inside"] * 6 + ["below"]


def test_over_dispersion_is_found_and_allowed_for():
    """True shares differ by a standard deviation of 0.08: plain limits flag many teams, widened ones few."""
    draw = np.random.default_rng(13)
    plain, widened, spreads = [], [], []
    for _ in range(60):
        sizes = draw.integers(80, 300, 40)
        truth = np.clip(draw.normal(0.3, 0.08, 40), 0.02, 0.98)
        frame = teams(draw.binomial(sizes, truth), sizes)
        result = funnel(frame)
        assert result.over_dispersed
        assert result.phi > 1
        exact = limits(sizes.astype(float), result.share)
        share = frame["numerator"] / frame["denominator"]
        plain.append(((share > exact["high998"]) | (share < exact["low998"])).mean())
        widened.append((result.groups["outside"] != "inside").mean())
        spreads.append(result.between)
    assert np.mean(plain) > 0.15
    assert np.mean(widened) < 0.02
    assert 0.05 < np.mean(spreads) < 0.09


def test_chance_alone_is_not_called_over_dispersion():
    draw = np.random.default_rng(14)
    assert np.mean([funnel(alike(draw)).over_dispersed for _ in range(100)]) < 0.05


def test_dispersion_by_hand():
    """Ten teams of 100, five with 10 and five with 30 of them: share 0.2, each z = ±0.1 / 0.04 = 2.5, phi 6.25.

    Weights are all 625; the spare weight 6250 - 625 = 5625; variance (62.5 - 9) / 5625 = 0.009511.
    """
    phi, variance = dispersion(np.array([10.0, 30.0] * 5), np.full(10, 100.0))
    assert phi == pytest.approx(6.25)
    assert variance == pytest.approx(53.5 / 5625)
    # The limits widen as the standard deviation does: sqrt(0.0016 + 0.009511) / 0.04 = 2.635 times.
    size = np.array([100.0])
    narrow, wide = limits(size, 0.2).iloc[0], limits(size, 0.2, variance).iloc[0]
    assert wide["high95"] - 0.2 == pytest.approx((narrow["high95"] - 0.2) * np.sqrt(0.0016 + 53.5 / 5625) / 0.04)
    assert wide["low998"] == 0


def test_teams_without_children_are_said_to_have_no_data():
    result = funnel(teams([0, 5, 6], [0, 40, 50]))
    assert result.groups["outside"].tolist() == ["no data", "inside", "inside"]
    assert np.isnan(result.groups["share"].iloc[0])
    assert result.share == pytest.approx(11 / 90)
    assert result.curve["denominator"].min() >= 30


@pytest.mark.parametrize(("numerators", "denominators"), [([0, 0], [20, 30]), ([20, 30], [20, 30])])
def test_none_or_all_leave_nobody_outside(numerators, denominators):
    assert (funnel(teams(numerators, denominators)).groups["outside"] == "inside").all()


def test_nothing_at_all_is_an_empty_funnel():
    result = funnel(teams([], []))
    assert result.groups.empty
    assert np.isnan(result.share)


@pytest.mark.parametrize("numerators", [[5, 50], [5, None], [5, -1]])
def test_impossible_counts_are_refused(numerators):
    with pytest.raises(ValueError, match="known counts"):
        funnel(teams(numerators, [20, 20]))


def test_the_line_may_be_of_more_than_the_groups_drawn():
    frame = pd.DataFrame({"group": ["A", "B"], "numerator": [20, 30], "denominator": [100, 100]})
    assert funnel(frame).share == 0.25
    found = funnel(frame, 0.1)
    assert found.share == 0.1
    assert found.groups["low998"].max() < 0.1 < found.groups["high998"].min()
