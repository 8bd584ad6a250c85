"""What a figure is counted over: the month, the twelve months, the year from 1 April; and runs of months."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.scope import local_scope
from queries.filters import Filters
from queries.measure import Period, measure
from tests.conftest import County
from tests.queries.by_hand import end, happening, plan, put_in_force
from tests.queries.figures import LONG, SOME, counts, one

EVERYTHING = local_scope()

REFERRED = ["2025-03-31", "2025-04-01", "2025-12-15", "2026-03-31", "2026-04-01", "2026-04-30", "2026-10-31"]


@pytest.fixture(scope="module")
def kept_referrals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Referrals about two children on days around the turn of the year and of the month; half are re-referrals."""
    url = f"duckdb:///{tmp_path_factory.mktemp('referrals')}"
    put_in_force(
        url,
        plans=[plan("P1", "2025-01"), plan("P1")],
        events=[happening("referral", day, rereferral=n % 2) for n, day in enumerate(REFERRED)],
    )
    return url


@pytest.fixture
def referrals(kept_referrals: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FACTS_URL", kept_referrals)
    return kept_referrals


@pytest.mark.parametrize(
    ("month", "period", "counted"),
    [
        ("2026-04", Period.MONTH, ["2026-04-01", "2026-04-30"]),
        ("2026-05", Period.MONTH, []),
        ("2026-03", Period.YEAR_TO_DATE, ["2025-04-01", "2025-12-15", "2026-03-31"]),
        ("2026-04", Period.YEAR_TO_DATE, ["2026-04-01", "2026-04-30"]),
        ("2025-03", Period.YEAR_TO_DATE, ["2025-03-31"]),
        ("2026-10", Period.YEAR_TO_DATE, ["2026-04-01", "2026-04-30", "2026-10-31"]),
        ("2026-03", Period.TWELVE_MONTHS, ["2025-04-01", "2025-12-15", "2026-03-31"]),
        ("2026-02", Period.TWELVE_MONTHS, ["2025-03-31", "2025-04-01", "2025-12-15"]),
        ("2026-10", Period.TWELVE_MONTHS, ["2025-12-15", "2026-03-31", "2026-04-01", "2026-04-30", "2026-10-31"]),
    ],
)
def test_a_flow_is_counted_over_its_period(referrals: str, month: str, period: Period, counted: list[str]) -> None:
    """The year runs from 1 April: March belongs to the year before it, April begins the next."""
    row = one("rereferral_12m", Filters(month=end(month)), period=period)
    again = sum(REFERRED.index(day) % 2 for day in counted)
    assert counts(row) == (again, len(counted), len(counted))


@given(
    st.dates(date(2025, 6, 1), date(2026, 10, 31)).map(lambda day: f"{day:%Y-%m}"),
    st.sampled_from(list(Period)),
    st.integers(1, 5),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_period_of_any_month_is_counted_by_its_days(
    referrals: str, month: str, period: Period, months: int
) -> None:
    frame = measure(EVERYTHING, ["rereferral_12m"], Filters(month=end(month)), period=period, months=months)
    assert len(frame) == months
    for row in frame.itertuples():
        last = row.month
        year = last.year if last.month >= 4 else last.year - 1
        first = {
            Period.MONTH: last.replace(day=1),
            Period.TWELVE_MONTHS: (last + pd.Timedelta(days=1)) - pd.DateOffset(years=1),
            Period.YEAR_TO_DATE: pd.Timestamp(year, 4, 1),
        }[period]
        assert row.denominator == sum(first <= pd.Timestamp(day) <= last for day in REFERRED)


def test_a_stock_is_true_on_its_day_whatever_the_period(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", "2026-09"), plan("P1"), plan("P2")])
    assert [counts(one(LONG, period=period)) for period in Period] == [(0, 2, 2)] * 3


def test_the_newest_month_is_taken_unless_another_is_asked_for(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", "2026-09"), plan("P2", "2026-09"), plan("P1")])
    assert one(LONG)["denominator"] == 1
    assert one(LONG, Filters(month=end("2026-09")))["denominator"] == 2


def test_a_run_has_every_month_once_and_a_gap_in_it_counts_nought(referrals: str) -> None:
    frame = measure(EVERYTHING, ["rereferral_12m", LONG], Filters(), period=Period.MONTH, months=8)
    ends = pd.date_range("2026-03-31", "2026-10-31", freq="ME").tolist()
    assert frame["month"].tolist() == ends * 2
    flow = frame[frame["key"] == "rereferral_12m"]
    assert flow["denominator"].tolist() == [1, 2, 0, 0, 0, 0, 0, 1]
    assert flow["value"].isna().tolist() == [False, False, True, True, True, True, True, False]


@pytest.mark.parametrize("period", list(Period))
def test_a_run_of_months_is_its_months_one_by_one(small_county: County, period: Period) -> None:
    run = measure(EVERYTHING, SOME, Filters(), period=period, months=3)
    for month in run["month"].unique():
        alone = measure(EVERYTHING, SOME, Filters(month=month.date()), period=period)
        pd.testing.assert_frame_equal(run[run["month"] == month].reset_index(drop=True), alone)
