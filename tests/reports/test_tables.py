"""A table taken away is read back as it was, days as days, and nothing in it runs."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from reports.tables import as_csv, as_workbook

FRAME = pd.DataFrame(
    {
        "Child": ["AAA-2222", "=1+1", None],
        "Age": pd.array([7, None, 0], dtype="Int64"),
        "By": pd.to_datetime(["2026-11-02", None, "2026-10-31"]),
        "Why": ["http://example.org", "Visit due; +44", ""],
    }
)


def read(frame: pd.DataFrame, *about: str) -> Worksheet:
    book = openpyxl.load_workbook(BytesIO(as_workbook(frame, sheet="List", about=about)))
    assert book.sheetnames == ["List"]
    return book["List"]


def test_what_it_is_stands_above_the_headings_and_both_stay_in_sight() -> None:
    page = read(FRAME, "My caseload, as at 31 October 2026", "Teams: North.")
    assert [page.cell(n, 1).value for n in (1, 2, 3)] == ["My caseload, as at 31 October 2026", "Teams: North.", None]
    assert [cell.value for cell in page[4]] == ["Child", "Age", "By", "Why"]
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:D7"


def test_values_come_back_as_what_they_are() -> None:
    page = read(FRAME)
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert page.freeze_panes == "A2"
    assert rows[0] == ["AAA-2222", 7, datetime(2026, 11, 2), "http://example.org"]
    assert rows[1][:3] == ["=1+1", None, None]
    assert rows[2][1:3] == [0, datetime(2026, 10, 31)]
    assert page["C2"].is_date
    assert page["C2"].number_format == "d mmm yyyy"


def test_no_text_is_a_formula_or_a_link() -> None:
    page = read(FRAME)
    assert page["A3"].data_type == "s"
    assert page["D2"].hyperlink is None


def test_a_day_of_the_calendar_is_a_day_too_and_nobody_is_a_list_of_nobody() -> None:
    assert read(pd.DataFrame({"By": [date(2026, 11, 2)]}))["A2"].value == datetime(2026, 11, 2)
    empty = read(FRAME.iloc[:0], "Nobody")
    assert [cell.value for cell in empty[3]] == ["Child", "Age", "By", "Why"]
    assert empty.max_row == 3


def test_a_csv_runs_nothing_either() -> None:
    assert b"'=1+1" in as_csv(FRAME)
    assert as_csv(FRAME).startswith(b"\xef\xbb\xbf"), "so that Excel reads it as UTF-8"
