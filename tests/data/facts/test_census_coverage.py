"""A census return tells of one year: what it does not tell of is not recorded, and never taken as nought."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from data.facts.refresh import refresh
from data.load.cin_census import load_cin_census
from data.practice import Practice
from tests.data.facts.refreshed import facts
from tests.data.load.cin_census.returns import a_return, child, cp_plan, referral, save

only_sqlite = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)

# On a plan since before the year; on a first plan; on a plan that was the second, the first of which nobody tells.
OLD = child("OLD", referral("2023-01-10", cp_plan("2023-02-01", previous="0")))
FIRST = child("FIRST", referral("2024-05-01", cp_plan("2024-06-03", previous="0")))
SECOND = child("SECOND", referral("2024-07-01", cp_plan("2024-08-05", previous="1")))


def built(engine: Engine, folder: Path, years: Sequence[int], *children: str) -> dict[str, pd.DataFrame]:
    paths = [save(folder, a_return(*children, year=year), f"return {year}.xml") for year in years]
    load_cin_census(engine, paths)
    url = f"duckdb:///{folder / 'facts'}"
    refresh(engine, url, Practice())
    return facts(url)


def starts(held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    events = held["event"]
    return events[events["kind"] == "plan_start"].set_index("event_date").sort_index()


@only_sqlite
def test_nothing_is_counted_before_the_year_of_the_return(records_engine: Engine, tmp_path: Path) -> None:
    """The return for the year to 31 March 2025 begins on 1 April 2024, though OLD's plan began fourteen months before.
    Plans that ended before are not in the return: a figure of those months would be of the long ones alone."""
    held = built(records_engine, tmp_path, [2025], OLD, FIRST, SECOND)
    assert held["authority"]["first_month"].tolist() == [date(2024, 4, 30)]
    assert held["plan_month"]["month"].min() == date(2024, 4, 30)
    assert starts(held).index.tolist() == [date(2024, 6, 3), date(2024, 8, 5)]


@only_sqlite
def test_a_plan_that_began_before_is_watched_and_not_counted_as_begun(records_engine: Engine, tmp_path: Path) -> None:
    held = built(records_engine, tmp_path, [2025], OLD, FIRST)
    running = held["event"][held["event"]["kind"] == "plan_running"]
    assert running["event_date"].tolist() == [date(2023, 2, 1)]
    assert pd.isna(running["done_date"].iloc[0])


@only_sqlite
def test_a_repeat_of_a_plan_nobody_tells_of_is_a_repeat_and_when_is_not_recorded(
    records_engine: Engine, tmp_path: Path
) -> None:
    """Nor is it of FIRST, whose return says that there was none before: to count those that are known not to be
    repeats and leave out those that are would make repeats look rare."""
    held = starts(built(records_engine, tmp_path, [2025], FIRST, SECOND))
    assert held["repeat_ever"].tolist() == [0, 1]
    for column in ("repeat_24m", "repeat_12m", "repeat_neglect"):
        assert held[column].tolist() == [None, None], column
    last = facts(f"duckdb:///{tmp_path / 'facts'}")["plan_month"]
    march = last[last["month"].astype(str) == "2025-03-31"].set_index("person_id")
    assert march["flag_repeat_plan"].tolist() == [0, None]


@only_sqlite
def test_a_referral_of_the_first_year_may_or_may_not_be_a_second(records_engine: Engine, tmp_path: Path) -> None:
    """In the first year nothing is known of the year before. To count that year's second referrals alone would
    make every one that is known a second."""
    again = child("AGAIN", referral("2024-05-01"), referral("2024-09-02"))
    held = built(records_engine, tmp_path, [2025], again, FIRST)["event"]
    referrals = held[held["kind"] == "referral"].sort_values("event_date")
    assert referrals["rereferral"].tolist() == [None, None, None]


@only_sqlite
def test_once_two_years_are_told_of_repeats_are_known(records_engine: Engine, tmp_path: Path) -> None:
    """Three returns cover April 2022 to March 2025: of FIRST and SECOND, begun in June and August 2024, all of the two
    years before is told, so that SECOND's earlier plan ended before that."""
    held = starts(built(records_engine, tmp_path, [2023, 2024, 2025], FIRST, SECOND))
    assert held["repeat_24m"].tolist() == [0, 0]
    assert held["repeat_ever"].tolist() == [0, 1]


@only_sqlite
def test_few_flags_known_is_not_drifting_unknown(records_engine: Engine, tmp_path: Path) -> None:
    """A census tells at most of the length, the repeat and the reviews: three flags of eight."""
    held = built(records_engine, tmp_path, [2025], OLD, FIRST)["plan_month"]
    assert (held["flags_known"] < 4).all()
    assert held["drifting"].isna().all()


@only_sqlite
@pytest.mark.parametrize(
    ("years", "first"), [([2024, 2025], date(2023, 4, 30)), ([2022, 2024, 2025], date(2023, 4, 30))]
)
def test_years_in_a_row_are_covered_and_those_before_a_gap_are_not(
    records_engine: Engine, tmp_path: Path, years: list[int], first: date
) -> None:
    held = built(records_engine, tmp_path, years, OLD, FIRST)
    assert held["authority"]["first_month"].tolist() == [first]


@only_sqlite
def test_rows_kept_once_are_not_rows_refused(records_engine: Engine, tmp_path: Path) -> None:
    held = built(records_engine, tmp_path, [2025], OLD, FIRST)
    assert held["authority"]["rows_rejected"].tolist() == [0]
    with records_engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM load_rejections WHERE treatment = 'rejected'")) == 0
