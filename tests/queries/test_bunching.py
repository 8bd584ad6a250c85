"""Plans that end just before the months that are watched, counted by hand and shown by the rule."""

from datetime import date, timedelta

import pandas as pd

from access.scope import Scope, local_scope
from charts.findings import short_of_a_line
from queries.bunching import ends_before_lines
from queries.disclosure import ROUND_TO
from queries.filters import Filters
from tests.queries.by_hand import Row, happening, plan, put_in_force

EXACT = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
# Fifteen months after 10 January 2024.
START, LINE = "2024-01-10", date(2025, 4, 10)


def ended(prefix: str, count: int, days: int) -> list[Row]:
    """So many plans, of a home each, that ended so many days after their line of fifteen months."""
    return [
        happening(
            "plan_start",
            START,
            f"{prefix}{n}",
            household_key=f"home {prefix}{n}",
            done_date=LINE + timedelta(days),
            outcome="Closed",
        )
        for n in range(count)
    ]


def county(facts_url: str, short: int) -> None:
    rows = [*ended("A", short, -3), *ended("B", 10, -40), *ended("C", 12, 5), *ended("D", 10, 45)]
    put_in_force(facts_url, plans=[plan("P1")], events=rows)


def test_plans_ended_just_short_are_counted_and_held_against_the_months_beside(facts_url: str) -> None:
    county(facts_url, short=30)
    lines = ends_before_lines(EXACT, Filters()).set_index("months")
    assert lines.loc[15, ["before", "expected", "beyond"]].tolist() == [30, 8, True]
    assert lines.loc[[21, 24], "before"].tolist() == [0, 0]
    assert not lines.loc[[21, 24], "beyond"].any()
    said = short_of_a_line(ends_before_lines(EXACT, Filters()))
    assert said.startswith("**Plans end just short of a line more often than chance")
    assert "30 in the month before 15 months, where 8 would be usual" in said


def test_as_many_as_beside_is_nothing_to_say(facts_url: str) -> None:
    county(facts_url, short=9)
    assert not ends_before_lines(EXACT, Filters())["beyond"].any()
    assert short_of_a_line(ends_before_lines(EXACT, Filters())) == (
        "Plans do not end just before 15, 21 or 24 months more often than chance would have it."
    )


def test_a_board_sees_rounded_counts_and_only_what_is_sure_of_them(facts_url: str) -> None:
    county(facts_url, short=31)
    lines = ends_before_lines(BOARD, Filters()).set_index("months")
    assert lines.loc[15, "before"] == 30
    assert lines.loc[15, "expected"] in (7, 8)
    assert lines.loc[15, "beyond"]
    assert (lines["before"].dropna() % ROUND_TO == 0).all()
    county(facts_url, short=4)
    few = ends_before_lines(BOARD, Filters())
    assert pd.isna(few["before"].iloc[0])
    assert not few["beyond"].any()


def test_where_no_plan_ended_nothing_is_found(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    lines = ends_before_lines(EXACT, Filters())
    assert lines["before"].tolist() == [0, 0, 0]
    assert not lines["beyond"].any()


def test_plans_of_two_families_are_not_told_of_however_many_there_are(facts_url: str) -> None:
    """Fourteen plans, all of two homes, ended just short of the line: neither they nor those beside are counted out."""
    rows = ended("A", 14, -3)
    rows = [{**row, "household_key": f"home {number % 2}"} for number, row in enumerate(rows)]
    put_in_force(facts_url, plans=[plan("P1")], events=[*rows, *ended("B", 10, -40), *ended("C", 12, 5)])
    assert ends_before_lines(EXACT, Filters()).loc[0, "before"] == 14
    told = ends_before_lines(BOARD, Filters())
    assert pd.isna(told.loc[0, "before"])
    assert not told.loc[0, "beyond"]
    assert not pd.isna(told.loc[0, "expected"])
