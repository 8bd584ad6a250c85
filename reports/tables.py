"""A table as a file: for a spreadsheet to read, or as a workbook."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.spreadsheets import for_spreadsheets

_WIDEST = 60


def as_csv(frame: pd.DataFrame) -> bytes:
    """The table as CSV that a spreadsheet opens as it is, and runs nothing of."""
    return for_spreadsheets(frame).to_csv(index=False).encode("utf-8-sig")


def as_workbook(frame: pd.DataFrame, *, sheet: str, about: Sequence[str]) -> bytes:
    """The table as an Excel workbook of one sheet: what it is `about`, a line each, then the headings, which stay in
    sight, then the rows. Days are Excel's own; what is missing is an empty cell; no text is taken for a formula or a
    link.
    """
    file = BytesIO()
    # Text that begins like a formula or a link stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": sheet, "comments": " ".join(about)})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day, bold = book.add_format({"num_format": "d mmm yyyy"}), book.add_format({"bold": True})
        page = book.add_worksheet(sheet)
        for number, line in enumerate(about):
            page.write_string(number, 0, line, bold if number == 0 else None)
        top = len(about) + 1 if about else 0
        for place, name in enumerate(frame.columns):
            page.write_string(top, place, str(name), heading)
            values = frame[name].tolist()
            for row, value in enumerate(values, start=top + 1):
                _write(page, row, place, value, day)
            page.set_column(place, place, _width(str(name), values))
        page.freeze_panes(top + 1, 0)
        if len(frame):
            page.autofilter(top, 0, top + len(frame), len(frame.columns) - 1)
        page.repeat_rows(top)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return file.getvalue()


def _write(page: Worksheet, row: int, place: int, value: object, day: Format) -> None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return
    if isinstance(value, datetime | date):
        page.write_datetime(row, place, pd.Timestamp(value).to_pydatetime(), day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, place, value)
    else:
        page.write_string(row, place, str(value))


def _width(name: str, values: Sequence[object]) -> float:
    """Wide enough for the longest value, within reason; a heading of several words may wrap."""
    longest = max((11 if isinstance(value, date) else len(str(value)) for value in values), default=0)
    return min(max(longest, *(len(word) for word in name.split()), 8) + 2, _WIDEST)
