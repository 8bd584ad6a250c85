"""An indicator month by month: limits for flows and not for stocks, quarters where months are small."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from access.scope import Scope, local_scope
from queries.filters import Filters
from queries.indicators import REGISTRY, Fact
from queries.methods.spc import xmr
from queries.trends import MONTHS, Held, Trend, trends
from tests.conftest import County
from tests.queries.by_hand import FEEDS, Row, end, happening, plan, put_in_force

EVERYTHING = local_scope()
COLUMNS = ["month", "numerator", "denominator", "value", "mean", "lower", "upper", "point", "base"]
RUN = [f"{end:%Y-%m}" for end in pd.date_range(end="2026-10-31", periods=MONTHS, freq="ME")]
KEY = "rereferral_12m"


def referrals(sizes: list[int], again: list[int]) -> list[Row]:
    """So many referrals in each month of the run, the first so many of them re-referrals."""
    return [
        happening("referral", f"{month}-15", rereferral=int(n < of))
        for month, size, of in zip(RUN, sizes, again, strict=True)
        for n in range(size)
    ]


def trend(facts_url: str, sizes: list[int], again: list[int], key: str = KEY) -> Trend:
    put_in_force(facts_url, plans=[plan("P1", RUN[0]), plan("P1")], events=referrals(sizes, again))
    return trends(EVERYTHING, [key], Filters())[key]


def test_a_flow_has_limits_and_its_signal_in_words(facts_url: str) -> None:
    """Two re-referrals in ten for a year and more, then six in ten for the last eight months: eight above the mean."""
    again = [2, 3] * 8 + [2] + [6, 7] * 4
    found = trend(facts_url, [10] * MONTHS, again)
    assert found.limits
    assert found.step == "month"
    assert found.frame.columns.tolist() == COLUMNS
    assert found.frame["value"].tolist() == pytest.approx([n / 10 for n in again])
    # Few re-referrals are no target and many no fault in themselves ("range"), so the words take no side.
    assert found.words == "higher since March 2026"
    assert (found.frame["point"].tail(8) == "neutral").all()
    by_hand = xmr(found.frame.set_index("month")["value"], good="range", clip=(0, 1)).frame
    assert found.frame["mean"].tolist() == pytest.approx(by_hand["mean"].tolist())
    assert found.frame[["lower", "upper"]].notna().all(axis=None)
    assert ((found.frame["lower"] >= 0) & (found.frame["upper"] <= 1)).all()


def test_a_steady_flow_shows_no_real_change(facts_url: str) -> None:
    found = trend(facts_url, [10] * MONTHS, [2, 3, 4, 3, 2] * 5)
    assert found.words == "within its usual range"
    assert (found.frame["point"] == "common").all()


def test_a_flow_of_small_months_is_read_by_quarters_counted_back_from_the_latest(facts_url: str) -> None:
    """Four referrals a month make twelve a quarter. 25 months are eight quarters and one month over, the first."""
    again = [4] + [1, 2, 0] * 8
    found = trend(facts_url, [4] * MONTHS, again)
    assert (found.step, found.limits) == ("quarter", True)
    assert len(found.frame) == 8
    assert found.frame["denominator"].tolist() == [12] * 8
    assert found.frame["numerator"].tolist() == [3] * 8
    assert found.frame["value"].tolist() == [0.25] * 8
    months = found.frame["month"].dt.strftime("%Y-%m").tolist()
    assert months[-1] == "2026-10"
    assert months[0] == "2025-01"
    assert all(b - a == 3 for a, b in pairwise(int(m[:4]) * 12 + int(m[5:]) for m in months))


def test_where_even_quarters_are_small_nothing_is_judged(facts_url: str) -> None:
    found = trend(facts_url, [1] * MONTHS, [1] * MONTHS)
    assert (found.words, found.limits, found.step) == ("too few to judge", False, "month")
    assert len(found.frame) == MONTHS
    assert found.frame[["mean", "lower", "upper"]].isna().all(axis=None)


def test_a_feed_that_starts_part_way_is_judged_from_its_start(facts_url: str) -> None:
    """Nothing in the first ten months is not ten small months. Judged are the fifteen there are."""
    found = trend(facts_url, [0] * 10 + [12] * 15, [0] * 10 + [3] * 15)
    assert (found.step, found.limits) == ("month", True)
    assert found.frame["month"].min() == pd.Timestamp(RUN[10]) + pd.offsets.MonthEnd(0)
    assert len(found.frame) == 15
    assert found.frame["mean"].tolist() == pytest.approx([0.25] * 15)
    assert found.words == "within its usual range"


def test_a_month_without_any_after_the_start_is_a_gap_and_not_nought(facts_url: str) -> None:
    sizes = [10] * MONTHS
    sizes[12] = 0
    found = trend(facts_url, sizes, [3 if size else 0 for size in sizes])
    gap = found.frame[found.frame["denominator"] == 0]
    assert len(gap) == 1
    assert gap["value"].isna().all()
    assert found.frame["mean"].dropna().tolist() == pytest.approx([0.3] * found.frame["mean"].notna().sum())


def test_a_stock_has_no_limits_for_it_runs_on_from_month_to_month(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan(f"P{n}", m, drifting=n % 2) for m in RUN for n in range(2)])
    found = trends(EVERYTHING, ["drifting"], Filters())["drifting"]
    assert (found.limits, found.step, found.words) == (False, "month", "")
    assert len(found.frame) == MONTHS
    assert found.frame["value"].tolist() == [0.5] * MONTHS
    assert found.frame[["mean", "lower", "upper"]].isna().all(axis=None)


def test_a_count_of_events_has_limits_above_nought(facts_url: str) -> None:
    rows = [happening("assessment", f"{month}-10", in_time=0, done_date=None) for month in RUN for _ in range(3)]
    put_in_force(facts_url, plans=[plan("P1", RUN[0])], events=rows)
    found = trends(EVERYTHING, ["assessment_open_late"], Filters())["assessment_open_late"]
    assert found.limits
    assert found.frame["value"].tolist() == [3.0] * MONTHS
    assert (found.frame["lower"] >= 0).all()


def test_what_is_not_recorded_here_says_so(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=[n for n in FEEDS if n != "ssd_cin_episodes"])
    found = trends(EVERYTHING, [KEY, "drifting"], Filters())
    assert (found[KEY].words, found[KEY].limits) == ("not recorded here", False)
    assert found[KEY].frame["value"].isna().all()


def test_a_scope_that_holds_nothing_has_a_trend_that_says_so(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    found = trends(Scope((), None, False, exact=True), [KEY, "drifting"], Filters())
    assert {one.words for one in found.values()} <= {"not recorded here"}


def test_every_trend_of_the_county_can_be_drawn(small_county: County) -> None:
    found = trends(EVERYTHING, list(REGISTRY), Filters())
    assert list(found) == list(REGISTRY)
    for key, one in found.items():
        assert one.frame.columns.tolist() == COLUMNS, key
        assert one.frame["month"].is_monotonic_increasing
        assert one.limits == bool(np.isfinite(one.frame["mean"].astype(float)).any())
        assert one.words or REGISTRY[key].fact is not Fact.EVENT
    assert {one.step for one in found.values()} <= {"month", "quarter"}
    assert any(one.limits for one in found.values())


def test_limits_begin_anew_in_the_month_that_is_kept_and_nowhere_else(facts_url: str) -> None:
    sizes, again = [10] * MONTHS, [2, 3] * 6 + [6, 7] * 6 + [6]
    put_in_force(facts_url, plans=[plan("P1", RUN[0]), plan("P1")], events=referrals(sizes, again))
    base = date.fromisoformat(f"{RUN[12]}-01")
    plain, anew = (trends(EVERYTHING, [KEY], Filters(), held=held)[KEY] for held in ({}, {KEY: Held(bases=(base,))}))
    assert set(plain.frame["base"]) == {0}
    assert anew.frame["base"].tolist() == [0] * 12 + [1] * 13
    by_hand = xmr(anew.frame["value"].iloc[12:], good="range", clip=(0, 1)).frame
    assert anew.frame["mean"].iloc[12:].tolist() == pytest.approx(by_hand["mean"].tolist())
    assert anew.words == "within its usual range"
    assert plain.words != anew.words


def test_a_goal_is_judged_against_the_last_limits(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan("P1", RUN[0]), plan("P1")],
        events=[
            happening("assessment", f"{month}-15", done_date=end(month), in_time=int(n < 14 + turn % 2))
            for turn, month in enumerate(RUN)
            for n in range(20)
        ],
    )
    assured = {
        goal: trends(EVERYTHING, ["assessment_45wd"], Filters(), held={"assessment_45wd": Held(goal)})[
            "assessment_45wd"
        ].assured
        for goal in (0.2, 0.72, 1.0, None)
    }
    by_hand = xmr([0.7, 0.75] * 12 + [0.7], good="up", clip=(0, 1)).frame.iloc[-1]
    assert 0.2 < by_hand["lower"] < 0.72 < by_hand["upper"] < 1.0
    assert assured == {0.2: "pass", 0.72: "hit_and_miss", 1.0: "fail", None: None}
