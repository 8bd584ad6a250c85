from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from queries.methods.survival import aalen_johansen, at_risk_on, kaplan_meier, median, watched


def plans(count, seed, late=False):
    draw = np.random.default_rng(seed)
    length, known = draw.gamma(2, 130, count).astype(int) + 1, draw.integers(20, 900, count)
    entry = draw.integers(0, 200, count) if late else np.zeros(count, dtype=int)
    last = np.minimum(length, known)
    keep = last > entry
    return entry[keep], last[keep], (length <= known)[keep]


@pytest.mark.parametrize("late", [False, True])
def test_the_curve_is_that_of_statsmodels(late):
    entry, last, ended = plans(800, 1, late)
    curve = kaplan_meier(entry, last, ended, minimum_at_risk=1)
    oracle = SurvfuncRight(last, ended, entry=entry if late else None)
    ours = curve[curve["ended"] > 0].set_index("day")
    # statsmodels has a row for each day on which anyone left; compare where a plan ended.
    theirs = pd.DataFrame(
        {"share": oracle.surv_prob, "se": oracle.surv_prob_se, "at_risk": oracle.n_risk}, index=oracle.surv_times
    ).reindex(ours.index)
    assert ours["open_share"].to_numpy() == pytest.approx(theirs["share"].to_numpy(), abs=1e-12)
    assert ours["at_risk"].tolist() == theirs["at_risk"].tolist()
    with np.errstate(divide="ignore", invalid="ignore"):
        share, error = theirs["share"], theirs["se"]
        reach = 1.959963984540054 * error / (share * np.abs(np.log(share)))
    inside = ours["open_share"].between(0.001, 0.999)
    assert ours["low"][inside].to_numpy() == pytest.approx((share ** np.exp(reach))[inside].to_numpy(), abs=1e-9)
    assert ours["high"][inside].to_numpy() == pytest.approx((share ** np.exp(-reach))[inside].to_numpy(), abs=1e-9)


def test_the_median_and_its_interval_are_those_of_statsmodels():
    entry, last, ended = plans(600, 2)
    found = median(kaplan_meier(entry, last, ended))
    oracle = SurvfuncRight(last, ended)
    assert found.days == oracle.quantile(0.5)
    low, high = oracle.quantile_ci(0.5, method="cloglog")
    assert (found.low, found.high) == (low, high)
    assert found.low < found.days < found.high


def test_freireichs_remissions():
    """Weeks in remission on 6-MP (Freireich 1963), the textbook example: S(6) = 0.857, S(10) = 0.753, S(23) = 0.448."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(np.zeros(21), weeks, ended, minimum_at_risk=1).set_index("day")
    assert curve.loc[[6, 7, 10, 13, 16, 22, 23], "open_share"].round(3).tolist() == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip
    assert median(curve.reset_index()).days == 23
    # The last plan left view on week 35; nobody ended after 23, so the curve runs level to there.
    assert curve.index[-1] == 35
    assert curve.loc[35, "ended"] == 0


def test_without_censoring_the_curve_is_plain_shares():
    lengths = np.array([30, 30, 60, 90, 90, 90, 120, 300])
    curve = kaplan_meier(np.zeros(8), lengths, np.ones(8), minimum_at_risk=1)
    assert curve["day"].tolist() == [0, 30, 60, 90, 120, 300]
    assert curve["open_share"].tolist() == pytest.approx([1, 6 / 8, 5 / 8, 2 / 8, 1 / 8, 0])
    assert curve["at_risk"].tolist() == [8, 8, 6, 5, 2, 1]
    assert curve["ended"].tolist() == [0, 2, 1, 3, 1, 1]
    assert np.isnan(curve["low"].iloc[-1])


def test_late_entry_by_hand():
    """Plan A begins with us and ends on day 5; B is first seen on day 3 and ends on 8; C is first seen on 6.

    Day 5: A and B at risk, one ends: 1/2. Day 8: B and C at risk, one ends: 1/2 of that. D, first seen on day 5, is not
    at risk on day 5.
    """
    curve = kaplan_meier([0, 3, 6, 5], [5, 8, 20, 6], [1, 1, 0, 0], minimum_at_risk=1)
    assert curve["at_risk"].tolist() == [1, 2, 2, 1]
    assert curve["open_share"].tolist() == [1, 0.5, 0.25, 0.25]


def test_the_curve_stops_where_fewer_than_ten_are_at_risk():
    lengths = np.arange(1, 31) * 10
    curve = kaplan_meier(np.zeros(30), lengths, np.ones(30))
    assert curve["at_risk"].min() == 10
    assert curve["day"].iloc[-1] == 210
    assert median(curve).days == 150
    assert median(curve[curve["day"] < 100]).days is None
    assert kaplan_meier(np.zeros(9), lengths[:9], np.ones(9)).empty
    assert kaplan_meier([], [], []).empty


def test_impossible_times_are_refused():
    with pytest.raises(ValueError, match="must be known"):
        kaplan_meier([0], [np.nan], [False])
    with pytest.raises(ValueError, match="one value for each plan"):
        kaplan_meier([0, 0], [5], [True])


def test_competing_ends_by_hand():
    """Eight plans: 10 stepped down, 20 care, 20 open, 30 stepped down, 40 stepped down, 40 care, 50 open, 60 care.

    Day 10: 8 at risk: step 1/8. Open 7/8. Day 20: 7 at risk: care 7/8 * 1/7 = 1/8. Open 6/8 = 3/4.
    Day 30: 5 at risk: step 3/4 * 1/5 = 3/20. Open 3/5. Day 40: 4 at risk: each 3/5 * 1/4 = 3/20. Open 3/10.
    Day 60: 1 at risk: care 3/10. Open 0.
    """
    last = [10, 20, 20, 30, 40, 40, 50, 60]
    cause = pd.Series(["step", "care", None, "step", "step", "care", None, "care"])
    curve = aalen_johansen(np.zeros(8), last, cause, minimum_at_risk=1)
    wide = curve.pivot_table(index="day", columns="cause", values="share")
    step = [Fraction(0), *np.cumsum([Fraction(1, 8), 0, Fraction(3, 20), Fraction(3, 20), 0])]
    care = [Fraction(0), *np.cumsum([0, Fraction(1, 8), 0, Fraction(3, 20), Fraction(3, 10)])]
    assert wide.index.tolist() == [0, 10, 20, 30, 40, 60]
    assert wide["step"].tolist() == pytest.approx([float(share) for share in step])
    assert wide["care"].tolist() == pytest.approx([float(share) for share in care])


def test_competing_ends_of_a_published_example():
    """Satagopan and others (2004), British Journal of Cancer 91, table 2: nine of 305 patients, the rest still alive.

    Printed there: each death from breast cancer, at 10, 16, 23 and 27 months, adds 0.3 % to its cumulative incidence
    (their running total of 1.2 % adds up the rounded steps); overall survival 99.7, 99.3, 99.0, 98.7, 98.3, 98.0 % at
    10, 16, 18, 23, 26, 27.
    """
    months = [7, 10, 14, 16, 18, 23, 24, 26, 27] + [60] * 296
    cause = pd.Series([None, "breast", None, "breast", "other", "breast", None, "other", "breast"] + [None] * 296)
    curve = aalen_johansen(np.zeros(305), months, cause)
    breast = curve[curve["cause"] == "breast"].set_index("day")["share"]
    assert breast.index.tolist() == [0, 10, 16, 18, 23, 26, 27, 60]
    assert (breast.diff().iloc[1:] * 100).round(1).tolist() == [0.3, 0.3, 0, 0.3, 0, 0.3, 0]
    overall = kaplan_meier(np.zeros(305), months, cause.notna()).set_index("day")["open_share"]
    printed = [99.7, 99.3, 99.0, 98.7, 98.3, 98.0]
    assert (overall.loc[[10, 16, 18, 23, 26, 27]] * 100).tolist() == pytest.approx(printed, abs=0.051)


def test_treating_other_ends_as_censored_would_overstate():
    entry, last, ended = plans(900, 4)
    cause = pd.Series(np.random.default_rng(4).choice(["step", "care"], last.size)).where(ended)
    proper = aalen_johansen(entry, last, cause).query("cause == 'care'")["share"].iloc[-1]
    naive = 1 - kaplan_meier(entry, last, cause == "care")["open_share"].iloc[-1]
    assert proper < naive - 0.1


def test_no_ends_give_an_empty_frame():
    none = aalen_johansen(np.zeros(20), np.full(20, 50), pd.Series([None] * 20))
    assert none.empty
    assert none.columns.tolist() == ["day", "cause", "share"]


one_plan = st.tuples(st.integers(0, 15), st.integers(1, 25), st.sampled_from([None, "step", "care", "away"])).map(
    lambda plan: (plan[0], plan[0] + plan[1], plan[2])
)


@settings(deadline=None)
@given(st.lists(one_plan, min_size=1, max_size=40))
def test_shares_fall_and_ends_add_up_to_what_is_no_longer_open(history):
    entry, last, cause = zip(*history, strict=True)
    cause = pd.Series(cause, dtype=object)
    curve = kaplan_meier(entry, last, cause.notna(), minimum_at_risk=1)
    ends = aalen_johansen(entry, last, cause, minimum_at_risk=1)
    assert (curve["open_share"].diff().dropna() <= 1e-12).all()
    assert curve["open_share"].between(-1e-12, 1).all()
    sound = curve.dropna(subset=["low"])
    assert (sound["low"] <= sound["open_share"] + 1e-12).all()
    assert (sound["high"] >= sound["open_share"] - 1e-12).all()
    if not ends.empty:
        assert (ends.sort_values(["cause", "day"]).groupby("cause")["share"].diff().dropna() >= -1e-12).all()
        ended = ends.groupby("day")["share"].sum()
        still = curve.set_index("day")["open_share"].reindex(ended.index)
        assert ended.to_numpy() == pytest.approx(1 - still.to_numpy(), abs=1e-9)


def test_cohorts_and_the_period_view():
    start = pd.Series(pd.to_datetime(["2025-01-01", "2025-06-01", "2026-03-01", "2024-01-01", "2026-11-01"]))
    end = pd.Series(pd.to_datetime(["2025-03-02", None, "2027-01-01", "2025-12-31", None]))
    until = pd.Timestamp("2026-10-31")
    cohort = watched(start, end, until=until)
    assert cohort.index.tolist() == [0, 1, 2, 3]
    assert cohort["entry"].tolist() == [0, 0, 0, 0]
    assert cohort["exit"].tolist() == [60, 517, 244, 730]
    assert cohort["ended"].tolist() == [True, False, False, True]
    # In the year to 31 October 2026: the first ended before it, the second was 152 days old when it opened.
    period = watched(start, end, until=until, since=pd.Timestamp("2025-10-31"))
    assert period.index.tolist() == [1, 2, 3]
    assert period["entry"].tolist() == [152, 0, 669]
    assert period["exit"].tolist() == [517, 244, 730]


def test_the_period_view_recovers_a_steady_process_that_closed_plans_misjudge():
    """Intake grows, lengths do not change: the period median is still that of the process."""
    draw = np.random.default_rng(5)
    born = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta((draw.random(12_000) ** 0.5) * 2400, "D"))
    length = draw.exponential(260, born.size)
    end = born + pd.to_timedelta(length, "D")
    until, since = pd.Timestamp("2026-06-30"), pd.Timestamp("2025-06-30")
    times = watched(born, end, until=until, since=since)
    found = median(kaplan_meier(times["entry"], times["exit"], times["ended"]))
    assert found.days == pytest.approx(260 * np.log(2), rel=0.06)
    closed = length[(end > since) & (end <= until)]
    assert closed.mean() < 0.95 * 260


def test_numbers_at_risk_beneath_a_curve():
    at_risk = at_risk_on([0, 0, 0, 100, 7], [50, 365, 400, 365, 7], [0, 50, 100, 364, 365])
    assert at_risk["at_risk"].tolist() == [3, 2, 3, 3, 1]
