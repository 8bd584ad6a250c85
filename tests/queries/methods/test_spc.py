import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.methods.spc import (
    enough,
    monotone_runs,
    month_in_words,
    one_side_runs,
    signal_in_words,
    two_of_three,
    xmr,
)

# The series the NHS reference implementation keeps its snapshots of (R: set.seed(123); rnorm(20)).
REFERENCE = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip


def monthly(values, start="2025-01-01"):
    return pd.Series(values, index=pd.date_range(start, periods=len(values), freq="MS"), dtype="float64")


def wobble(level, months, by=0.02):
    """A quiet series: up and down by turns, so that no run and no signal arises."""
    return [level + (by if i % 2 else -by) for i in range(months)]


@pytest.mark.parametrize(
    ("values", "mean", "lower", "upper"),
    [(REFERENCE, 0.142, -3.01, 3.29), (REFERENCE[:10], 0.0746, -2.60, 2.75), (REFERENCE[10:], 0.209, -3.28, 3.70)],
)
def test_limits_are_those_of_the_nhs_reference(values, mean, lower, upper):
    frame = xmr(values, good="up").frame
    assert frame["mean"].iloc[0] == pytest.approx(mean, abs=0.0005)
    assert frame[["lower", "upper"]].iloc[0].tolist() == pytest.approx([lower, upper], abs=0.005)
    assert (frame["special"] == "none").all()


def test_limits_by_hand():
    # 2 4 2 4 2 4: mean 3; every moving range 2; limits 3 ± 2.66 * 2, near limits two thirds of that.
    row = xmr([2, 4, 2, 4, 2, 4], good="up").frame.iloc[0]
    assert [row["mean"], row["lower"], row["upper"]] == pytest.approx([3, -2.32, 8.32])
    assert [row["near_lower"], row["near_upper"]] == pytest.approx([3 - 2 * 5.32 / 3, 3 + 2 * 5.32 / 3])


def test_a_large_moving_range_is_screened_out_of_the_limits():
    # Nineteen ranges of 2 and one of 21: the average is 2.95 and 21 is more than 3.267 times it. So limits rest on 2.
    values = [2, 4] * 10 + [25]
    row = xmr(values, good="up").frame.iloc[-1]
    assert row["upper"] - row["mean"] == pytest.approx(2.66 * 2)
    assert row["special"] == "outside"
    # A range just under the bound stays in.
    values = [2, 4] * 10 + [10]
    row = xmr(values, good="up").frame.iloc[-1]
    assert row["upper"] - row["mean"] == pytest.approx(2.66 * (19 * 2 + 6) / 20)


def test_a_flat_series_has_no_signal():
    chart = xmr([0.1 + 0.2] * 6 + [0.3] * 6, good="up")
    assert (chart.frame["special"] == "none").all()
    assert chart.frame["upper"].iloc[0] == pytest.approx(0.3)


def test_two_of_three_must_lie_on_one_side():
    # From the reference's own tests: 5.5 and -5.5 end a series of ones; both near a limit, opposite sides: no signal.
    values = [1.0, -1.0] * 7 + [5.5, -5.5]
    assert xmr(values, good="up").frame["special"].tail(2).tolist() == ["none", "none"]
    near = np.array([0, 0, 1, 0, 1, 0, 0], dtype=bool)
    assert two_of_three(near, np.ones(7, dtype=int)).tolist() == near.tolist()
    assert not two_of_three(near, np.array([1, -1, 1, -1, 1, -1, 1])).any()
    # Two apart near ones, three points between their ends: not within three consecutive points.
    far = np.array([1, 0, 0, 1], dtype=bool)
    assert not two_of_three(far, np.ones(4, dtype=int)).any()


def test_seven_on_one_side_is_a_shift_and_six_is_not():
    assert one_side_runs(np.array([1] * 6 + [-1])).sum() == 0
    assert one_side_runs(np.array([-1] + [1] * 7)).tolist() == [False] + [True] * 7
    assert one_side_runs(np.array([1] * 4 + [0] + [1] * 4)).sum() == 0


def test_seven_rising_is_a_trend_and_a_tie_breaks_it():
    assert monotone_runs(np.array([1.0, 2, 3, 4, 5, 6])).tolist() == [0] * 6
    assert monotone_runs(np.array([2.0, 1, 2, 3, 4, 5, 6, 7, 3])).tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert monotone_runs(np.array([1.0, 2, 3, 3, 4, 5, 6])).tolist() == [0] * 7
    # The peak ends one run and begins the next: it takes the next one's direction.
    peak = np.array([1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1])
    assert monotone_runs(peak).tolist() == [1] * 6 + [-1] * 7


def windows(size, wide):
    return [range(start, start + wide) for start in range(size - wide + 1)]


@given(st.lists(st.integers(-3, 3), max_size=30))
def test_runs_are_what_their_definition_says(numbers):
    """Against the rules said literally: a point is in a run when some seven consecutive points holding it are."""
    values = np.array(numbers, dtype=float)
    side = np.sign(values).astype(int)
    sevens = windows(len(numbers), 7)
    alike = [set(w) for w in sevens if abs(side[list(w)].sum()) == 7]
    assert one_side_runs(side).tolist() == [any(i in w for w in alike) for i in range(len(numbers))]
    steady = [set(w) for w in sevens if abs(np.sign(np.diff(values[list(w)])).sum()) == 6]
    assert (monotone_runs(values) != 0).tolist() == [any(i in w for w in steady) for i in range(len(numbers))]


@given(st.lists(st.integers(-3, 3), max_size=30))
def test_near_pairs_are_what_their_definition_says(numbers):
    side, near = np.sign(numbers).astype(int), np.abs(np.array(numbers, dtype=int)) == 3
    threes = [set(w) for w in windows(len(numbers), 3) if near[list(w)].sum() >= 2 and abs(side[list(w)].sum()) == 3]
    expected = [bool(near[i]) and any(i in w for w in threes) for i in range(len(numbers))]
    assert two_of_three(near, side).tolist() == expected


def test_meaning_depends_on_which_way_is_good():
    values = monthly([*wobble(0.5, 12), 0.9])
    points = {good: xmr(values, good=good).frame["point"].iloc[-1] for good in ("up", "down", "range", "context")}
    assert points == {"up": "improvement", "down": "concern", "range": "neutral", "context": "neutral"}
    assert xmr(values, good="up").variation == "improvement_high"
    assert xmr(values, good="down").variation == "concern_high"
    assert xmr(values, good="context").variation == "neutral_high"
    assert xmr(monthly(wobble(0.5, 12)), good="up").variation == "common"
    assert xmr(monthly([]), good="up").variation == "none"


def test_a_falling_trend_above_the_mean_is_read_by_its_direction():
    values = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2]
    frame = xmr(values, good="up").frame
    inside = frame[frame["special"] == "trend"]
    assert not inside.empty
    assert (inside["point"] == "concern").all()
    assert inside["value"].max() > frame["mean"].iloc[0]


@pytest.mark.parametrize(
    ("target", "up", "down"),
    [(0.9, "fail", "pass"), (0.5, "hit_and_miss", "hit_and_miss"), (0.1, "pass", "fail"), (None, None, None)],
)
def test_assurance_compares_the_target_with_the_last_limits(target, up, down):
    values = wobble(0.5, 14)
    assert xmr(values, good="up", target=target).assurance == up
    assert xmr(values, good="down", target=target).assurance == down
    assert xmr(values, good="range", target=target).assurance is None


def test_a_rebase_starts_limits_and_runs_afresh():
    values = monthly(wobble(0.4, 12) + wobble(0.8, 12))
    without = xmr(values, good="up")
    chart = xmr(values, good="up", rebase_at=[pd.Timestamp("2026-01-01")])
    assert (without.frame["special"] != "none").any()
    assert (chart.frame["special"] == "none").all()
    assert chart.frame.groupby("base")["mean"].first().tolist() == pytest.approx([0.4, 0.8])
    with pytest.raises(ValueError, match="no point has that label"):
        xmr(values, good="up", rebase_at=[pd.Timestamp("2030-01-01")])


def test_limits_of_shares_can_be_kept_between_nought_and_one():
    values = [0.02, 0.2] * 8
    free, kept = xmr(values, good="up"), xmr(values, good="up", clip=(0, 1))
    assert free.frame["lower"].iloc[0] < 0 == kept.frame["lower"].iloc[0]
    assert free.frame["special"].tolist() == kept.frame["special"].tolist()


def test_a_missing_month_gives_no_range_and_breaks_a_run():
    values = monthly([*wobble(0.5, 11), 0.53, 0.53, 0.53, 0.53, None, 0.53, 0.53, 0.53, 0.53])
    frame = xmr(values, good="up").frame
    assert (frame["special"] == "none").all()
    assert frame["upper"].notna().all()
    assert (xmr(values.dropna(), good="up").frame["special"] == "shift").sum() == 8


def test_few_points_make_trial_limits():
    assert xmr(wobble(0.5, 11), good="up").trial
    assert not xmr(wobble(0.5, 12), good="up").trial
    rebased = xmr(monthly(wobble(0.5, 20)), good="up", rebase_at=[pd.Timestamp("2026-06-01")])
    assert rebased.trial


@pytest.mark.parametrize(
    ("values", "good", "words"),
    [
        (wobble(0.5, 24), "up", "within its usual range"),
        (wobble(0.5, 14) + wobble(0.7, 10), "up", "better since March 2026"),
        (wobble(0.5, 14) + wobble(0.7, 10), "down", "worse since March 2026"),
        (wobble(0.5, 14) + wobble(0.7, 10), "context", "higher since March 2026"),
        ([*wobble(0.5, 23), 0.9], "up", "better than usual in December 2026"),
        ([0.5 + i / 100 for i in (*[0, 9] * 8, 3, 4, 5, 6, 7, 8, 9)], "up", "getting better since May 2026"),
        (wobble(0.5, 5), "up", "too few points to judge"),
        (wobble(0.5, 8), "up", "within its usual range (trial limits)"),
    ],
)
def test_the_signal_in_words(values, good, words):
    assert signal_in_words(xmr(monthly(values), good=good)) == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        # Seven below the mean from January to July 2026, then back.
        (
            [*wobble(0.6, 12), *[0.5] * 7, *wobble(0.6, 4)],
            "worse than usual January to July 2026; since then within its usual range",
        ),
        # One month far below, in August 2025.
        (
            [*wobble(0.6, 7, 0.03), 0.2, *wobble(0.6, 10, 0.03)],
            "worse than usual in August 2025; since then within its usual range",
        ),
        # Eight that fall, from October 2025 on.
        (
            [*wobble(0.6, 9), *[0.63 - 0.015 * n for n in range(8)], *wobble(0.6, 6)],
            "getting worse October 2025 to May 2026; since then within its usual range",
        ),
        # The newest of two: better in the second run.
        (
            [*wobble(0.6, 4), *[0.5] * 7, *[0.7] * 7, *wobble(0.6, 2)],
            "better than usual December 2025 to June 2026; since then within its usual range",
        ),
    ],
)
def test_a_signal_that_is_over_is_said_with_its_end(values, words):
    assert signal_in_words(xmr(monthly(values), good="up")) == words


def test_words_rest_on_the_last_recorded_month():
    values = monthly([*wobble(0.5, 14), *wobble(0.7, 9), None])
    assert signal_in_words(xmr(values, good="up")) == "better since March 2026"


def test_labels_that_are_not_dates_are_written_as_they_are():
    assert month_in_words(pd.Period("2026-03", "M")) == "March 2026"
    assert month_in_words("autumn term") == "autumn term"


@pytest.mark.parametrize(
    ("denominators", "advice"),
    [
        ([30] * 24, "xmr"),
        ([30] * 22 + [2, 3], "xmr"),
        (([30] * 7 + [2]) * 2 + [30] * 7 + [None], "quarters"),
        ([5] * 24, "quarters"),
        ([5] * 12, "run_chart"),
        ([1] * 24, "run_chart"),
        ([], "run_chart"),
    ],
)
def test_small_denominators_are_not_charted_by_month(denominators, advice):
    assert enough(denominators) == advice


def test_quiet_series_are_seldom_flagged():
    """24 months of independent noise: a published simulation gives at least one signal on about a fifth of charts."""
    noise = np.random.default_rng(3)
    flagged = [(xmr(noise.normal(50, 5, 24), good="up").frame["special"] != "none").any() for _ in range(200)]
    assert 0.08 < np.mean(flagged) < 0.32
