"""Headline figures: now, a year ago, and how much they rest on."""

import math

import pytest

from access.scope import Scope, local_scope
from queries.filters import Filters
from queries.headlines import Headline, headlines, is_worse
from queries.indicators import REGISTRY
from queries.measure import Period, measure
from tests.conftest import County
from tests.queries.by_hand import FEEDS, end, happening, plan, put_in_force

EVERYTHING = local_scope()
LONG = "plans_open_15m_plus"


def test_a_headline_is_the_figure_now_and_a_year_ago(facts_url: str) -> None:
    """A year ago one of two children had been on a plan 15 months; a month ago all three; now one of four."""
    put_in_force(
        facts_url,
        plans=[
            *(plan(f"P{n}", "2025-10", spell_months=15 if n == 0 else 1) for n in range(2)),
            *(plan(f"P{n}", "2026-09", spell_months=15) for n in range(3)),
            *(plan(f"P{n}", "2026-10", spell_months=15 if n == 0 else 1) for n in range(4)),
        ],
    )
    line = headlines(EVERYTHING, [LONG], Filters())[LONG]
    assert line.entry == REGISTRY[LONG]
    assert (line.numerator, line.denominator, line.value, line.before) == (1, 4, 0.25, 0.5)
    assert line.low is not None
    assert line.high is not None
    assert line.low < 0.25 < line.high
    earlier = headlines(EVERYTHING, [LONG], Filters(month=end("2026-09")))[LONG]
    assert (earlier.numerator, earlier.denominator, earlier.before) == (3, 3, None)


def test_the_year_before_a_flow_is_the_twelve_months_before_its_own_twelve(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan("P1", "2024-11")],
        events=[
            *(happening("referral", day, rereferral=1) for day in ("2024-11-01", "2025-10-31")),
            *(happening("referral", day, rereferral=0) for day in ("2024-12-01", "2025-11-01")),
            happening("referral", "2026-10-31", rereferral=1),
        ],
    )
    line = headlines(EVERYTHING, ["rereferral_12m"], Filters())["rereferral_12m"]
    assert (line.numerator, line.denominator) == (1, 2)
    assert line.before == pytest.approx(2 / 3)
    month = headlines(EVERYTHING, ["rereferral_12m"], Filters(), period=Period.MONTH)["rereferral_12m"]
    assert (month.numerator, month.denominator, month.before) == (1, 1, 1.0)


def test_nobody_to_count_a_year_ago_is_neither_hidden_nor_not_recorded(facts_url: str) -> None:
    begun = [happening("referral", day, rereferral=0) for day in ("2024-10-15", "2026-01-15")]
    put_in_force(facts_url, plans=[plan("P1", "2024-10")], events=begun)
    line = headlines(EVERYTHING, ["rereferral_12m"], Filters())["rereferral_12m"]
    assert (line.before, line.none_before, line.mark_before) == (None, True, "")


def rounded_headline(facts_url: str, before: tuple[int, int], now: tuple[int, int]) -> Headline:
    """Of so many of so many children on long plans a year ago, and now, each of a household of its own."""
    put_in_force(
        facts_url,
        plans=[
            plan(f"P{n}", month, household_key=f"H{n}", spell_months=15 if n < long else 1)
            for month, (long, whole) in (("2025-10", before), ("2026-10", now))
            for n in range(whole)
        ],
    )
    return headlines(Scope(authorities=None, teams=None, may_open_cases=False), [LONG], Filters())[LONG]


@pytest.mark.parametrize(
    ("before", "now", "known", "worse"),
    [
        ((12, 29), (14, 47), False, False),  # 41 % and 30 %, and in rounded counts 33 % both
        ((60, 200), (60, 200), True, False),
        ((61, 203), (63, 203), True, False),  # by no more than five points apart, whatever the counts stand for
        ((10, 50), (30, 50), True, True),
        ((30, 50), (10, 50), True, False),
    ],
)
def test_rounded_counts_are_called_the_same_or_worse_only_where_they_can_tell(
    facts_url: str, before: tuple[int, int], now: tuple[int, int], known: bool, worse: bool
) -> None:
    line = rounded_headline(facts_url, before, now)
    assert (line.change_known, is_worse(line)) == (known, worse)
    assert headlines(EVERYTHING, [LONG], Filters())[LONG].change_known


def test_nearly_all_is_told_of_everybody_as_at_least(facts_url: str) -> None:
    line = rounded_headline(facts_url, (10, 50), (47, 50))
    assert (line.numerator, line.value, line.hidden) == (None, None, False)
    assert line.at_least == 1 - 5 / 48
    put_in_force(facts_url, plans=[plan(f"P{n}", household_key=f"H{n}") for n in range(50)])
    few = headlines(Scope(authorities=None, teams=None, may_open_cases=False), [LONG], Filters(sexes=("Female",)))[LONG]
    assert few.at_least is None


def test_what_waits_is_of_the_months_before(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    found = headlines(EVERYTHING, ["sustained_exit_12m", LONG], Filters())
    assert found["sustained_exit_12m"].until == end("2025-10")
    assert found[LONG].until == end("2026-10")


def test_a_figure_hidden_a_year_ago_is_marked(facts_url: str) -> None:
    """Twelve children on plans, each of a household of its own; a year ago three."""
    rows = [("2025-10", 3), ("2026-10", 12)]
    put_in_force(
        facts_url,
        plans=[plan(f"P{n}", month, household_key=f"H{n}") for month, count in rows for n in range(count)],
    )
    rounded = Scope(authorities=None, teams=None, may_open_cases=False)
    line = headlines(rounded, [LONG], Filters())[LONG]
    assert (line.mark, line.before, line.none_before) == ("", None, False)
    assert line.mark_before


def test_who_is_not_in_a_figure_is_named(facts_url: str) -> None:
    """Of three authorities, two have no core group meetings: the figure is of the third alone, and says so."""
    put_in_force(
        facts_url,
        plans=[plan("P1")],
        authorities=[{}, {"code": "B"}, {"code": "C"}],
        lacking={code: ["ssd_x_core_group_meetings"] for code in "BC"},
    )
    names = ["first_core_group_10wd", LONG]
    core_group, long = headlines(EVERYTHING, names, Filters()).values()
    assert core_group.without == ("County B", "County C")
    assert long.without == ()


def test_completeness_is_the_share_of_the_children_that_is_recorded(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan(f"P{n}", seen_in_time=(1, 1, None, 0)[n], actions_due=3, actions_overdue=1) for n in range(4)],
        events=[happening("visit", "2026-10-01", seen=1, seen_alone=None)],
    )
    found = headlines(EVERYTHING, ["cp_visit_in_timescale", LONG, "plan_actions_overdue", "seen_alone"], Filters())
    assert found["cp_visit_in_timescale"].completeness == 0.75
    assert found[LONG].completeness == 1.0
    # Several actions a child, and visits of some ages only: what share of children they rest on is not to be had so.
    assert found["plan_actions_overdue"].completeness is None
    assert found["seen_alone"].completeness is None


def test_a_count_has_no_interval_and_rests_on_no_share(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1"), plan("P2"), plan("P1", "2025-10")])
    line = headlines(EVERYTHING, ["neglect_plans_open"], Filters())["neglect_plans_open"]
    assert (line.numerator, line.denominator, line.value, line.before) == (2, None, 2.0, 1.0)
    assert (line.low, line.high, line.completeness) == (None, None, None)


def test_what_is_not_recorded_here_is_none_and_never_nought(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=[n for n in FEEDS if n != "ssd_x_plan_actions"])
    line = headlines(EVERYTHING, ["plan_actions_overdue"], Filters())["plan_actions_overdue"]
    assert (line.numerator, line.denominator, line.value, line.before, line.completeness) == (None,) * 5


def test_where_there_is_nobody_there_is_a_nought_of_nought_and_no_value(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    line = headlines(EVERYTHING, [LONG], Filters(teams=("Nobody",)))[LONG]
    assert (line.numerator, line.denominator, line.value, line.low, line.before) == (0, 0, None, None, None)


def test_a_scope_that_holds_nothing_has_no_headlines(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    assert headlines(Scope((), None, False, exact=True), [LONG, "rereferral_12m"], Filters()) == {}


def test_headlines_come_in_the_order_asked_and_are_what_is_measured(small_county: County) -> None:
    names = list(REGISTRY)[::-1]
    found = headlines(EVERYTHING, names, Filters())
    assert list(found) == names
    measured = measure(EVERYTHING, names, Filters()).set_index("key")
    for key, line in found.items():
        row = measured.loc[key]
        assert line.numerator == row["numerator"]
        assert math.isclose(line.value, row["value"]) if line.value is not None else math.isnan(row["value"])
        assert line.completeness is None or 0 <= line.completeness <= 1


def test_reading_further_back_changes_no_headline(small_county: County) -> None:
    names = [LONG, "rereferral_12m", "neglect_rate"]
    assert headlines(EVERYTHING, names, Filters(), months=25) == headlines(EVERYTHING, names, Filters())
