"""One column at a time from whatever a source holds to text, dates and numbers.

Sources differ: a date may be a datetime, a date, ISO text or dd/mm/yyyy; an id may be a number; text has trailing
spaces from fixed-width columns. Each function takes a column as read and gives it in normal form with masks of the
values it could not keep. Nothing is reported here: the caller knows the table and the row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

# What case systems write when there is nothing to write.
NO_TEXT = ("", "SSD_PH")
NO_ID = (*NO_TEXT, "-1", "0")
NO_DATE = tuple(pd.Timestamp(day) for day in ("0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "9999-12-31"))
# A date outside this span is a slip of the keyboard: nobody here was born before it, nothing is due after it.
FIRST_DATE = pd.Timestamp("1920-01-01")
LAST_DATE = pd.Timestamp("2099-01-01")
WHOLE_LIMIT = 2**31 - 1

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]{_CLOCK})?|\d{{8}}"
_ZONED = rf"\d{{4}}-\d{{2}}-\d{{2}}[T ]{_CLOCK}(?:Z|[+-]\d{{2}}:?\d{{2}})"
_DAY_FIRST = rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}(?: {_CLOCK})?"
_LOCAL_TIME = ZoneInfo("Europe/London")


def as_text(values: pd.Series) -> pd.Series:
    """Text without spaces at either end; nothing, '' and SSD_PH are empty. Whole numbers lose their '.0'.

    NUL characters go: no store keeps them.
    """
    if isinstance(values.dtype, pd.StringDtype):
        text = values.astype("str")
    else:
        text = values.astype(object).map(_one_text, na_action="ignore").astype("str")
    if text.str.contains("\x00", regex=False).any():
        text = text.str.replace("\x00", "", regex=False)
    text = text.str.strip()
    return text.mask(text.isin(NO_TEXT))


def as_id(values: pd.Series) -> pd.Series:
    """An id as text; '-1' and '0' are no id."""
    text = as_text(values)
    return text.mask(text.isin(NO_ID))


def _one_text(value: object) -> str | None:
    if isinstance(value, (float, np.floating, Decimal)):
        number = float(value)
        return str(int(value)) if np.isfinite(number) and number == int(value) else str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, (datetime, date)):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


@dataclass(frozen=True)
class Dates:
    """Dates read from a column.

    days         midnight of the day, no zone: case systems put a time of day on some dates and not on others
    unreadable   mask: there was a value and it is no date
    impossible   mask: a date before FIRST_DATE or from LAST_DATE on that is not one of the known ways of writing
                 "none"; empty in `days`
    """

    days: pd.Series
    unreadable: pd.Series
    impossible: pd.Series


def as_dates(values: pd.Series) -> Dates:
    """Dates from datetimes, dates, ISO text or day-first text. A moment with a zone is the day it was in England."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert(_LOCAL_TIME).dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(values.dtype):
        moments = values.astype("datetime64[us]")
        unreadable = pd.Series(False, index=values.index)
    else:
        text = as_text(values)
        distinct = text.dropna().drop_duplicates()
        read = dict(zip(distinct, _moments(distinct), strict=True))
        moments = text.map(read).astype("datetime64[us]")
        unreadable = text.notna() & moments.isna()
    days = moments.dt.normalize()
    outside = days.notna() & ((days < FIRST_DATE) | (days >= LAST_DATE))
    return Dates(days.mask(outside), unreadable, outside & ~days.isin(NO_DATE))


def _moments(text: pd.Series) -> pd.Series:
    """Distinct text to datetimes; NaT where it is in none of the known forms."""
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    zoned = text.str.fullmatch(_ZONED)
    iso = text.str.fullmatch(_ISO) & ~zoned
    day_first = text.str.fullmatch(_DAY_FIRST) & ~zoned
    if iso.any():
        found[iso] = _parsed(text[iso].str.slice(0, 10).str.replace("-", ""), "%Y%m%d")
    if day_first.any():
        found[day_first] = _parsed(
            text[day_first].str.split(" ", n=1).str[0].str.replace(r"[.-]", "/", regex=True), "%d/%m/%Y"
        )
    if zoned.any():
        found[zoned] = pd.Series(
            [_in_england(moment) for moment in text[zoned]], index=text.index[zoned], dtype="datetime64[us]"
        )
    return found


def _parsed(text: pd.Series, form: str) -> pd.Series:
    return pd.to_datetime(text, format=form, errors="coerce").astype("datetime64[us]")


def _in_england(moment: str) -> datetime | None:
    try:
        return datetime.fromisoformat(moment).astimezone(_LOCAL_TIME).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def as_numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Numbers as floats, and a mask of values that are none."""
    text = as_text(values)
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    numbers = numbers.mask(~np.isfinite(numbers))
    return numbers, text.notna() & numbers.isna()


def as_whole_numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Whole numbers (nullable Int64, within what a database's INT holds), and a mask of values that are none."""
    numbers, unreadable = as_numbers(values)
    odd = numbers.notna() & ((numbers % 1 != 0) | (numbers.abs() > WHOLE_LIMIT))
    return numbers.mask(odd).astype("Int64"), unreadable | odd
