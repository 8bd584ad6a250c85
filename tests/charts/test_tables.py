from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from charts.tables import (
    ends_table,
    flags_table,
    funnel_table,
    known_table,
    ladder_table,
    lines_table,
    medians_table,
    schooling_table,
    services_table,
    trend_table,
    weights_table,
)
from tests.charts.looking import plain, secret


def read(table: pd.DataFrame) -> list[list[object]]:
    """Rows as they are read; a blank cell is None."""
    return [
        [None if pd.isna(cell) else plain(cell) if isinstance(cell, str) else cell for cell in row]
        for row in table.astype(object).to_numpy().tolist()
    ]


def test_the_ladder_from_the_bottom() -> None:
    rungs = pd.DataFrame({"band": ["under 9", "9 to 12", "12 or more"], "children": [7, 0, 2], "past": [0, 0, 1]})
    table = ladder_table(rungs)
    assert list(table) == ["Months on the plan", "Children"]
    assert read(table) == [["under 9", 7], ["9 to 12", 0], ["12 or more", 2]]


def test_a_rung_that_is_hidden_is_a_c_and_the_others_whole_numbers() -> None:
    rungs = pd.DataFrame(
        {"band": ["under 9", "9 to 12"], "children": pd.array([1_195, None], dtype="Int64"), "past": [0, 1]}
    )
    assert read(ladder_table(rungs)) == [["under 9", "1,195"], ["9 to 12", "c"]]


def test_medians_at_quarters_are_months_without_an_interval() -> None:
    medians = pd.DataFrame(
        {"cohort": ["begun in 2024", "begun in 2025"], "begun": pd.array([40, None], dtype="Int64")}
    ).assign(median=[365.0, np.nan], low=np.nan, high=np.nan)
    at_risk = pd.DataFrame(
        {"cohort": ["begun in 2024"] * 2, "day": [0, 365], "at_risk": pd.array([40, None], dtype="Int64")}
    )
    table = medians_table(medians, at_risk, by_day=False)
    assert list(table)[:3] == ["Plans", "Plans watched", "About half had ended within months"]
    assert read(table) == [["begun in 2024", "40", "12", 40, "c"], ["begun in 2025", "c", "Not yet", None, None]]


def test_medians_with_their_likely_range() -> None:
    """2025: not half have ended. 2024: the range has no upper end yet."""
    medians = pd.DataFrame(
        {
            "cohort": ["begun in 2023", "begun in 2024", "begun in 2025"],
            "begun": [1_204, 90, 40],
            "median": [1_037.4, 287.0, np.nan],
            "low": [1_000.0, 250.0, np.nan],
            "high": [1_100.0, np.nan, np.nan],
        }
    )
    assert list(medians_table(medians)) == ["Plans", "Plans watched", "Half had ended by day", "Likely between"]
    assert read(medians_table(medians)) == [
        ["begun in 2023", 1_204, "1,037", "1,000 to 1,100"],
        ["begun in 2024", 90, "287", "250 or later"],
        ["begun in 2025", 40, "Not yet", "Not yet"],
    ]


def test_medians_with_how_many_were_watched_when() -> None:
    medians = pd.DataFrame(
        {"cohort": ["begun in 2024"], "begun": [40], "median": [287.0], "low": [250.0], "high": [300.0]}
    )
    at_risk = pd.DataFrame({"cohort": ["begun in 2024"] * 2, "day": [0, 365], "at_risk": [40, 12]})
    table = medians_table(medians, at_risk)
    assert table[["Open at 0 months", "Open at 12 months"]].to_numpy().tolist() == [[40, 12]]
    assert list(medians_table(medians, at_risk.head(0))) == list(medians_table(medians))


def test_ways_of_ending_largest_first() -> None:
    shares = pd.Series({"Into care": 0.004, "Stepped down": 0.5, "Closed": 0.25})
    assert list(ends_table(shares)) == ["How the plan ended", "Share of plans"]
    assert read(ends_table(shares)) == [["Stepped down", "50 %"], ["Closed", "25 %"], ["Into care", "under 1 %"]]


def test_a_run_newest_first_where_a_month_not_recorded_says_so() -> None:
    """September: none was due, which is not the same as August, of which nothing is recorded."""
    run = pd.DataFrame(
        {
            "month": pd.to_datetime(["2026-08-31", "2026-09-30", "2026-10-31"]),
            "numerator": pd.array([None, 0, 3], dtype="Int64"),
            "denominator": pd.array([None, 0, 4], dtype="Int64"),
            "value": [np.nan, np.nan, 0.75],
        }
    )
    table = trend_table(run, "On time")
    assert list(table) == ["Month", "On time", "Of", "Share"]
    assert read(table) == [
        ["October 2026", 3, 4, "75 %"],
        ["September 2026", 0, 0, "not recorded"],
        ["August 2026", None, None, "not recorded"],
    ]
    assert run["month"].is_monotonic_increasing, "the chart's own frame must stay as it was"


def test_a_run_of_quarters_is_not_headed_month() -> None:
    run = pd.DataFrame({"month": pd.to_datetime(["2026-10-31"]), "numerator": [3], "denominator": [4], "value": [0.75]})
    assert next(iter(trend_table(run, "On time", "quarter"))) == "Quarter to"


def groups(*rows: tuple[str, int, int, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "numerator", "denominator", "share", "outside"])


def test_teams_in_order_of_name_and_never_of_share() -> None:
    table = funnel_table(
        groups(
            ("South", 1, 100, 0.01, "below"),
            ("East", 30, 40, 0.75, "above"),
            ("West", 0, 0, np.nan, "no data"),
            ("North", 10, 40, 0.25, "inside"),
        )
    )
    assert list(table) == ["Team", "Drifting", "Children", "Share", "Beside all teams"]
    assert read(table) == [
        ["East", 30, 40, "75 %", "higher than chance"],
        ["North", 10, 40, "25 %", "within chance"],
        ["South", 1, 100, "1 %", "lower than chance"],
        ["West", 0, 0, "not recorded", "no children"],
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Duty *1*", r"Duty \*1\*"),
        ("[North](http://elsewhere)", "\\[North\\]\\(http\\://\N{ZERO WIDTH SPACE}elsewhere\\)"),
        ("![x](http://elsewhere/x.png)", "\\!\\[x\\]\\(http\\://\N{ZERO WIDTH SPACE}elsewhere/x\\.png\\)"),
        ("<b>North</b>", r"\<b\>North\</b\>"),
        (":red[North] $x$", r"\:red\[North\] \$x\$"),
        ("North & East|West", r"North \& East\|West"),
        ("Tîm Gofal 2", "Tîm Gofal 2"),
    ],
)
def test_a_team_s_name_is_not_read_as_markdown(name: str, written: str) -> None:
    """Tables are drawn as Markdown: a name must not become a link, a picture, a colour or another column."""
    table = funnel_table(groups((name, 1, 12, 1 / 12, "inside")))
    assert table["Team"].tolist() == [written]


def test_a_flag_worked_out_for_nobody_is_not_recorded_and_not_nought() -> None:
    flags = pd.DataFrame(
        {"flag": ["Long", "Repeat", "Action", "Tool"], "children": [61, 0, 0, 1], "recorded": [274, 274, 0, 274]}
    )
    assert list(flags_table(flags)) == ["Flag", "Children", "Of", "Share"]
    assert read(flags_table(flags)) == [
        ["Long", 61, 274, "22 %"],
        ["Repeat", 0, 274, "0 %"],
        ["Action", None, 0, "not recorded"],
        ["Tool", 1, 274, "under 1 %"],
    ]


def test_lines_side_by_side_newest_month_first() -> None:
    """The second line is not recorded in September; the first has no October at all."""
    months = pd.to_datetime(["2026-08-31", "2026-09-30", "2026-08-31", "2026-09-30", "2026-10-31"])
    lines = pd.DataFrame(
        {
            "month": months,
            "line": ["open 15 months or more"] * 2 + ["repeat within 24 months"] * 3,
            "share": [0.1, 0.2, 0.3, np.nan, 0.4],
        }
    )
    table = lines_table(lines)
    assert list(table) == ["Month", "Open 15 months or more", "Repeat within 24 months"]
    assert read(table) == [
        ["October 2026", None, "40 %"],
        ["September 2026", "20 %", "not recorded"],
        ["August 2026", "10 %", "30 %"],
    ]


Table = Callable[[pd.DataFrame], pd.DataFrame]
EMPTY: dict[Table, list[str]] = {
    ladder_table: ["band", "children", "past"],
    medians_table: ["cohort", "begun", "median", "low", "high"],
    lambda frame: trend_table(frame, "On time"): ["month", "numerator", "denominator", "value"],
    funnel_table: ["group", "numerator", "denominator", "share", "outside"],
    flags_table: ["flag", "children", "recorded"],
    lines_table: ["month", "line", "share"],
    lambda frame: ends_table(frame["share"].astype(float)): ["share"],
}


@pytest.mark.parametrize(("table", "columns"), EMPTY.items())
def test_nothing_gives_a_table_with_its_headings_and_no_rows(table: Table, columns: list[str]) -> None:
    found = table(pd.DataFrame(columns=columns))
    assert found.empty
    assert len(found.columns) >= 1


@pytest.mark.parametrize(("table", "columns"), EMPTY.items())
def test_no_table_shows_a_column_it_was_not_asked_to(table: Table, columns: list[str]) -> None:
    """Whatever else a frame holds, a child's number is not in the table."""
    words = dict.fromkeys(("band", "cohort", "group", "outside", "flag", "line"), "x")
    row = {**dict.fromkeys(columns, 1.0), **words, "month": pd.Timestamp("2026-10-31")}
    found = table(secret(pd.DataFrame([row])))
    assert "C-1" not in found.astype(str).to_numpy()


def test_three_kinds_of_neglect_hidden_and_not_recorded_apart() -> None:
    sides = pd.DataFrame(
        {
            "neglect": ["Medical", "Educational", "Physical"],
            "numerator": pd.array([42, None, None], dtype="Int64"),
            "denominator": pd.array([213, 190, None], dtype="Int64"),
            "value": [42 / 213, np.nan, np.nan],
            "mark": ["", "c", ""],
        }
    )
    assert read(weights_table(secret(sides))) == [
        ["Medical", "42", 213, "20 %"],
        ["Educational", "c", 190, "c"],
        ["Physical", "", None, "not recorded"],
    ]


def test_services_with_what_was_cancelled() -> None:
    kinds = pd.DataFrame(
        {
            "service": ["dental", "GP"],
            "numerator": pd.array([30, None], dtype="Int64"),
            "denominator": pd.array([120, 40], dtype="Int64"),
            "value": [0.25, np.nan],
            "mark": ["", "c"],
            "cancelled": [0.05, np.nan],
        }
    )
    assert read(services_table(secret(kinds))) == [["dental", "30", 120, "25 %", "5 %"], ["GP", "c", 40, "c", "c"]]


def test_where_children_are_taught() -> None:
    taught = pd.DataFrame(
        {"schooling": ["On a school roll", "Taught at home"], "children": pd.array([30, None], dtype="Int64")}
    )
    assert read(schooling_table(taught)) == [["On a school roll", "30"], ["Taught at home", "c"]]


def test_what_is_known_newest_first() -> None:
    months = [pd.Timestamp("2026-09-30"), pd.Timestamp("2026-10-31")]
    told = pd.DataFrame(
        {
            "month": months * 2,
            "record": ["Health"] * 2 + ["School"] * 2,
            "share": [0.96, np.nan, np.nan, 0.89],
            "hidden": [False, True, False, False],
        }
    )
    assert read(known_table(told)) == [["October 2026", "c", "89 %"], ["September 2026", "96 %", "not recorded"]]
