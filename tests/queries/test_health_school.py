"""What the Health and school page asks: neglects weighed, services, response times, absence, and what is known."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from access.scope import Scope, local_scope
from data.facts.terms import NEGLECTS
from queries.filters import Filters
from queries.headlines import headlines
from queries.health_school import (
    FIGURES,
    MONTHS,
    absence,
    by_service,
    history,
    known_by_month,
    response_time,
    schooling,
    weigh,
)
from queries.measure import UnknownSplit, measure
from queries.methods.intervals import wilson
from tests.queries.by_hand import FEEDS, Row, happening, plan, put_in_force

EVERYTHING = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


def shows(neglect: str, acted: int, of: int) -> list[Row]:
    """So many children in whom one kind of neglect shows, and so many of them whose plan acts on it."""
    signal = {"medical": "missed_any_6m", "educational": "persistent_absence", "physical": "physical_signal"}[neglect]
    return [plan(f"{neglect}{n}", **{signal: 1, f"{neglect}_action": int(n < acted)}) for n in range(of)]


def missed(child: str, days: float | None, *, in_time: int | None = 0, service: str = "dental", **given: object) -> Row:
    about = {"neglect_cin": 0, "plan_type": "CP", "missed": 1, "cancelled": 0, "household_key": f"home of {child}"}
    return happening("appointment", "2026-06-10", child, days=days, in_time=in_time, service=service, **about | given)


# --- Three kinds of neglect ---


def test_neglect_is_acted_on_less_where_the_intervals_lie_apart(facts_url: str) -> None:
    rows = [*shows("medical", 20, 100), *shows("educational", 40, 100), *shows("physical", 60, 100)]
    put_in_force(facts_url, plans=rows)
    sides = weigh(headlines(EVERYTHING, FIGURES, Filters(), months=13)).set_index("neglect")
    assert list(sides.index) == ["Medical", "Educational", "Physical"]
    assert sides["numerator"].tolist() == [20, 40, 60]
    low, high = wilson([20, 40, 60], [100] * 3)
    assert sides["low"].tolist() == pytest.approx(low.tolist())
    assert sides["less"].tolist() == [True, bool(high[1] < low[2]), False] == [True, True, False]


def test_where_a_count_is_hidden_nothing_is_said_to_be_less(facts_url: str) -> None:
    rows = [*shows("medical", 3, 100), *shows("educational", 30, 100), *shows("physical", 60, 100)]
    put_in_force(facts_url, plans=rows)
    sides = weigh(headlines(BOARD, FIGURES, Filters(), months=13)).set_index("neglect")
    assert sides.loc["Medical", "mark"] == "c"
    assert pd.isna(sides.loc["Medical", "numerator"])
    assert sides["less"].tolist() == [False, True, False]


def test_of_plans_that_act_on_all_alike_few_are_called_unlike() -> None:
    """Ten thousand counties in which each kind is acted on alike: one or both are called less in well under 5 %."""
    rng, sizes = np.random.default_rng(4), np.array([213, 188, 68])
    for share in (0.1, 0.25, 0.5):
        low, high = wilson(rng.binomial(sizes, share, (10_000, 3)), np.tile(sizes, (10_000, 1)))
        less = (high < low[:, [NEGLECTS.index("physical")]]).any(axis=1)
        assert less.mean() < 0.025, share


def test_neglect_that_could_not_be_seen_is_not_recorded_and_does_not_show_in_nobody(facts_url: str) -> None:
    rows = [*shows("medical", 20, 100), plan("P", physical_signal=0, physical_action=0)]
    put_in_force(facts_url, plans=rows)
    sides = weigh(headlines(EVERYTHING, FIGURES, Filters(), months=13)).set_index("neglect")
    assert sides.loc["Physical", ["numerator", "denominator"]].tolist() == [0, 0]
    assert sides.loc["Educational", ["numerator", "denominator"]].isna().all()
    assert not sides["less"].any()


# --- Appointments ---


def test_services_are_ordered_by_their_share_and_the_cancelled_stand_beside(facts_url: str) -> None:
    events = [
        *(missed(f"P{n}", None, missed=int(n < 2)) for n in range(10)),
        *(missed(f"Q{n}", None, missed=int(n < 5), service="CAMHS") for n in range(10)),
        *(missed(f"R{n}", None, missed=0, cancelled=1) for n in range(2)),
    ]
    put_in_force(facts_url, plans=[plan("P0")], events=events)
    rows = by_service(EVERYTHING, Filters())
    assert rows["service"].tolist() == ["CAMHS", "dental"]
    assert rows["value"].tolist() == [0.5, pytest.approx(2 / 12)]
    assert rows["cancelled"].tolist() == [0.0, pytest.approx(2 / 12)]


def test_a_service_few_children_use_is_not_shown_to_a_board(facts_url: str) -> None:
    events = [
        *(missed(f"P{n}", None, missed=int(n < 20)) for n in range(60)),
        *(missed(f"Q{n}", None, missed=1, service="gender clinic") for n in range(2)),
    ]
    put_in_force(facts_url, plans=[plan("P0")], events=events)
    assert by_service(EVERYTHING, Filters())["service"].tolist() == ["gender clinic", "dental"]
    shown = by_service(BOARD, Filters())
    assert shown["service"].tolist() == ["dental"]
    assert shown[["numerator", "denominator"]].iloc[0].tolist() == [20, 60]


def test_only_appointments_are_split_by_service(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=[missed("P1", None)])
    with pytest.raises(UnknownSplit, match="children cannot be split by service"):
        measure(EVERYTHING, ["wnb_1plus"], Filters(), by=["service"])
    assert measure(EVERYTHING, ["wnb_rate"], Filters(), by=["service"])["service"].tolist() == ["dental"]


@pytest.mark.parametrize(
    ("answered", "silent", "half"),
    [
        ([1, 2, 3, 4, 5, 6, 7], 4, 6.0),  # of eleven the sixth
        ([1, 2, 3, 4, 5, 6], 4, 5.5),  # of ten between the fifth and the sixth
        ([1, 2, 3, 4], 8, None),  # most were never answered
        ([1, 2, 3], 2, None),  # under ten
    ],
)
def test_the_median_counts_what_nobody_answered_as_longest(
    answered: list[int], silent: int, half: float | None, facts_url: str
) -> None:
    events = [missed(f"P{n}", float(days)) for n, days in enumerate(answered)]
    events += [missed(f"Q{n}", None) for n in range(silent)]
    waits = [missed("W", None, in_time=None), missed("K", None, in_time=None, missed=0)]
    put_in_force(facts_url, plans=[plan("P0")], events=[*events, *waits])
    took = response_time(EVERYTHING, Filters())
    assert (took.days, took.counted) == (half, len(events))


def test_a_median_of_two_households_is_not_shown_to_a_board(facts_url: str) -> None:
    of_two = [missed(f"P{n}", 3.0, household_key=f"home {n % 2}") for n in range(20)]
    put_in_force(facts_url, plans=[plan("P0")], events=of_two)
    assert response_time(EVERYTHING, Filters()).days == 3.0
    assert response_time(BOARD, Filters()) == response_time(BOARD, Filters(sexes=("Female",)))
    assert response_time(BOARD, Filters()).days is None
    put_in_force(facts_url, plans=[plan("P0")], events=[missed(f"P{n}", 3.0) for n in range(23)], snapshot_id="b")
    took = response_time(BOARD, Filters())
    assert (took.days, took.counted) == (3.0, 25)


# --- What is known ---


def test_before_a_feed_began_the_month_is_told_and_its_share_is_missing(facts_url: str) -> None:
    """Nobody's record, and no record, are two different things."""
    plans = [
        plan("P1", "2026-08", health_known=None, school_age=1, attendance_known=1),
        plan("P1", "2026-09", health_known=0, school_age=1, attendance_known=None),
        plan("P1", "2026-10", health_known=1, school_age=1, attendance_known=0),
    ]
    put_in_force(facts_url, plans=plans, authorities=[{"first_month": date(2026, 8, 31)}])
    told = known_by_month(EVERYTHING, Filters(), history(EVERYTHING, Filters()))
    shares = told.assign(month=told["month"].dt.month).pivot_table(
        index="record", columns="month", values="share", dropna=False
    )
    assert shares.loc["Health"].fillna(-1).tolist() == [-1, 0, 1]
    assert shares.loc["School"].fillna(-1).tolist() == [1, -1, 0]
    assert not told["hidden"].any()


def test_a_table_that_is_not_held_is_a_gap_from_end_to_end(facts_url: str) -> None:
    without = [name for name in FEEDS if name != "ssd_x_health_appointments"]
    put_in_force(facts_url, plans=[plan("P1", school_age=1, attendance_known=1)], feeds=without)
    told = known_by_month(EVERYTHING, Filters(), history(EVERYTHING, Filters()))
    health = told[told["record"] == "Health"]
    assert len(health) == MONTHS
    assert health["share"].isna().all()
    figures = headlines(EVERYTHING, FIGURES, Filters(), months=13)
    assert figures["wnb_1plus"].missing == figures["wnb_rate"].missing == ("ssd_x_health_appointments",)
    assert figures["wnb_1plus"].denominator is None


def test_absence_has_three_lines_of_two_years(facts_url: str) -> None:
    of_age = {"school_age": 1, "attendance_known": 1}
    absent = plan("P1", **of_age, persistent_absence=1, severe_absence=0)
    put_in_force(facts_url, plans=[absent, plan("P2", school_age=1, attendance_known=0)])
    lines = absence(history(EVERYTHING, Filters()))
    assert lines["line"].drop_duplicates().tolist() == ["sessions found", "persistently absent", "severely absent"]
    assert lines.groupby("line").size().tolist() == [25, 25, 25]
    newest = lines[lines["month"] == lines["month"].max()].set_index("line")["share"]
    assert newest.to_dict() == {"sessions found": 0.5, "persistently absent": 1.0, "severely absent": 0.0}


def test_children_taught_at_home_are_told_apart_and_hidden_where_few(facts_url: str) -> None:
    taught = [plan(f"P{n}", school_age=1, schooling="On a school roll") for n in range(12)]
    taught += [plan(f"H{n}", school_age=1, schooling="Taught at home") for n in range(3)]
    young = plan("Y", school_age=0, schooling="Not of school age")
    put_in_force(facts_url, plans=[*taught, young])
    assert schooling(EVERYTHING, Filters())["children"].tolist() == [12, 3]
    board = schooling(BOARD, Filters())
    assert set(board["schooling"]) == {"On a school roll", "Taught at home", "On no school roll", "No school record"}
    assert board["children"].fillna(-1).tolist() == [10, -1, -1, -1]


def test_a_gap_of_some_children_is_a_gap_to_a_board_too(facts_url: str) -> None:
    """That the feed had not begun is no secret of the few who are looked at; how many of them are known is."""
    girls = {"sex": "Female", "school_age": 0}
    plans = [
        *(plan(f"P{n}", "2026-09", health_known=None, **girls) for n in range(20)),
        *(plan(f"P{n}", "2026-10", health_known=int(n > 1), **girls) for n in range(20)),
    ]
    put_in_force(facts_url, plans=plans, authorities=[{"first_month": date(2026, 9, 30)}])
    chosen = Filters(sexes=("Female",))
    told = known_by_month(BOARD, chosen, history(BOARD, chosen))
    health = told[told["record"] == "Health"].assign(month=lambda rows: rows["month"].dt.month).set_index("month")
    assert health["share"].isna().all()
    assert health["hidden"].to_dict() == {9: False, 10: True}
