"""The demo county resembles the published one. `pytest -s` shows the figures side by side."""

from datetime import date

import pandas as pd
import pytest

from data.demo.calibration import CALIBRATIONS, last_year_end, measured
from data.demo.measures import Year, working_days

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def figures(county: Frames) -> pd.DataFrame:
    table = measured(county)
    shown = table.assign(demo=table["demo"].round(1)).to_string(index=False)
    print(f"\n{shown}\n")
    return table


def test_every_figure_is_within_its_tolerance(figures: pd.DataFrame) -> None:
    outside = figures[~figures["within"]]
    assert outside.empty, f"\n{outside.to_string(index=False)}"


def test_the_table_names_a_source_and_a_tolerance_for_every_figure(figures: pd.DataFrame) -> None:
    assert len(figures) == len(CALIBRATIONS) == 45
    assert (figures["tolerance"] > 0).all()
    assert figures["source"].str.len().gt(0).all()
    assert figures["measure"].is_unique


def test_a_county_unlike_the_published_one_is_noticed(county: Frames) -> None:
    """Without half of its child protection plans the county is too small, and the table says so."""
    plans = county["ssd_cp_plans"]
    table = measured({**county, "ssd_cp_plans": plans.iloc[::2]}).set_index("measure")
    assert not table.loc["Children on a CP plan at 31 March", "within"]


def test_the_year_measured_is_the_last_one_that_ended() -> None:
    assert last_year_end(date(2026, 10, 31)) == pd.Timestamp(2026, 3, 31)
    assert last_year_end(date(2026, 3, 30)) == pd.Timestamp(2025, 3, 31)
    assert last_year_end(date(2026, 3, 31)) == pd.Timestamp(2026, 3, 31)


def plans(*rows: tuple[str, str, str, str | None]) -> Frames:
    """CP plans of neglect: id, person, start, end."""
    table = pd.DataFrame(rows, columns=["id", "person", "start", "end"])
    frame = pd.DataFrame(
        {
            "cppl_cp_plan_id": table["id"],
            "cppl_person_id": table["person"],
            "cppl_cp_plan_start_date": pd.to_datetime(table["start"]),
            "cppl_cp_plan_end_date": pd.to_datetime(table["end"]),
            "cppl_cp_plan_ola": "N",
            "cppl_cp_plan_initial_category": "Neglect",
            "cppl_cp_plan_latest_category": "Emotional abuse",
        }
    )
    return {"ssd_cp_plans": frame}


def test_repeat_plans_are_counted_by_hand() -> None:
    """Four plans began in the year to 31 March 2025: A's second, B's first, C's first and C's second. Two of four."""
    frames = plans(
        ("1", "A", "2020-01-06", "2020-09-01"),
        ("2", "A", "2024-06-03", None),
        ("3", "B", "2024-07-01", None),
        ("4", "C", "2024-04-08", "2024-08-01"),
        ("5", "C", "2025-01-06", None),
        ("6", "D", "2023-01-09", None),
    )
    assert Year(frames, pd.Timestamp(2025, 3, 31)).repeat_share() == 50.0


def test_a_plan_two_years_old_is_730_days_old() -> None:
    """Of two plans open on 31 March 2025 one began 730 days before, the other 729."""
    frames = plans(("1", "A", "2023-04-01", None), ("2", "B", "2023-04-02", None))
    assert Year(frames, pd.Timestamp(2025, 3, 31)).open_band(729, 99_999) == 50.0


def test_either_category_makes_a_plan_one_of_neglect() -> None:
    assert Year(plans(("1", "A", "2024-06-03", None)), pd.Timestamp(2025, 3, 31)).neglect_share() == 100.0


def test_working_days_leave_out_weekends_and_bank_holidays() -> None:
    """Thursday 17 April 2025 to Tuesday 22 April: Good Friday and Easter Monday do not count, so one day."""
    days = working_days(pd.Series([pd.Timestamp(2025, 4, 17)]), pd.Series([pd.Timestamp(2025, 4, 22)]))
    assert list(days) == [1]
