"""Published figures from the Department for Education's own CSV files, for every area in them.

The files are laid out as the Department publishes all its statistics: a row a year and area, a column a figure. A
symbol in a figure's place stays a symbol: c suppressed, z not applicable, x not available, k rounds to nought, u
unreliable. A file is loaded whole or not at all.
"""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from data.load.faults import Refused
from data.records.benchmarks import benchmarks

SYMBOLS = ("c", "z", "x", "k", "u")
NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"
_PLACES = {
    NATIONAL: ("country_code", "country_name"),
    REGIONAL: ("region_code", "region_name"),
    LOCAL: ("old_la_code", "la_name"),
}
_ANY_PLAN = "Children on child protection plans whatever for."
_TICKED = "Share of assessments; how often a factor is ticked, not how common it is."
# So many faults are told of; a file laid out in another way would have as many as lines.
MOST_TOLD = 20


@dataclass(frozen=True)
class Layout:
    """One of the Department's files, known by a column that only it has.

    shares  measure -> the column of its percentage
    parts   measure -> the column of its count, to be taken as a share of `whole`
    """

    known_by: str
    footnote: str
    shares: dict[str, str]
    whole: str = ""
    parts: dict[str, str] | None = None


LAYOUTS = (
    Layout("CPP_subsequent_percent", _ANY_PLAN, {"repeat_plan_ever": "CPP_subsequent_percent"}),
    Layout(
        "CPP_At31",
        _ANY_PLAN,
        {
            "plan_band_0_3m": "3_months_or_less_percent",
            "plan_band_3_6m": "more_than_3_months_6_months_percent",
            "plan_band_6_12m": "more_than_6_months_less_than_1_year_percent",
            "plan_band_1_2y": "1_year_less_than_2_years_percent",
            "plan_band_2y_plus": "2_years_or_more_percent",
            "plans_2y_open": "2_years_or_more_percent",
        },
    ),
    Layout(
        "Episodes_with_assessment_factor",
        _TICKED,
        {},
        "Episodes_with_assessment_factor",
        {
            "parental_factor_alcohol": "Alcohol_Misuse_parent",
            "parental_factor_drugs": "Drug_Misuse_parent",
            "parental_factor_domestic_abuse": "Domestic_Abuse_parent",
            "parental_factor_mental_health": "Mental_Health_parent",
            "parental_factor_learning_disability": "Learning_Disability_parent",
            "parental_factor_illness_disability": "Physical_Disability_parent",
            "young_carer_identified": "Young_Carer",
        },
    ),
)


def load_benchmarks(engine: sa.Engine, file: Path) -> int:
    """Load one file; how many figures it holds. Those of the same measure, area and year are replaced.

    Raises Refused, with file, line, field, value and reason of what is wrong, and nothing loaded.
    """
    rows = _figures(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    at, source = datetime.now(UTC).replace(tzinfo=None), f"{file.name} ({digest})"[:200]
    given = [row | {"source": source, "loaded_at": at} for row in rows]
    keys = (benchmarks.c.measure, benchmarks.c.area_code, benchmarks.c.year)
    replaced = sa.delete(benchmarks).where(*(key == sa.bindparam(f"the_{key.name}") for key in keys))
    with engine.begin() as connection:
        connection.execute(replaced, [{f"the_{key.name}": row[key.name] for key in keys} for row in rows])
        connection.execute(sa.insert(benchmarks), given)
    return len(rows)


def _figures(file: Path) -> list[dict[str, object]]:
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise Refused(f"{file.name} is not a CSV file that can be read: {error}.") from error
    layout = next((one for one in LAYOUTS if one.known_by in frame), None)
    if layout is None:
        known = ", ".join(one.known_by for one in LAYOUTS)
        raise Refused(f"{file.name} is none of the files known here: it has none of the columns {known}.")
    needed = ["time_period", "geographic_level", *(name for pair in _PLACES.values() for name in pair)]
    needed += [*layout.shares.values(), *(layout.parts or {}).values()]
    if lacking := sorted(set(needed) - set(frame)):
        raise Refused(f"{file.name} lacks the columns {', '.join(lacking)}. Nothing was loaded.")
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    faults: list[str] = []
    for line, record in enumerate(frame.astype(str).to_dict("records"), start=2):
        for row in _of_line(file, line, record, layout, faults):
            key = (row["measure"], row["area_code"], row["year"])
            if key in rows:
                faults.append(
                    _fault(file, line, "time_period", str(record["time_period"]), "a second row of this area")
                )
            rows[key] = row
    if faults:
        more = f"\nAnd {len(faults) - MOST_TOLD} more." if len(faults) > MOST_TOLD else ""
        raise Refused("\n".join(faults[:MOST_TOLD]) + more + "\nNothing was loaded.")
    return list(rows.values())


def _of_line(
    file: Path, line: int, record: dict[Hashable, str], layout: Layout, faults: list[str]
) -> list[dict[str, object]]:
    level, year = record["geographic_level"], record["time_period"]
    if level not in _PLACES:
        faults.append(_fault(file, line, "geographic_level", level, f"not one of {', '.join(_PLACES)}"))
        return []
    if not (year.isdigit() and len(year) == 4):
        faults.append(_fault(file, line, "time_period", year, "not a year"))
        return []
    code, name = (record[column] for column in _PLACES[level])
    about = {"area_code": code or name[:9], "area": name, "level": level.lower(), "year": int(year)}
    found = []
    for measure, column in {**layout.shares, **(layout.parts or {})}.items():
        value, symbol = _number(file, line, column, record[column], faults)
        if layout.parts and measure in layout.parts and value is not None:
            whole, unknown = _number(file, line, layout.whole, record[layout.whole], faults)
            value, symbol = (None, unknown) if not whole else (round(100 * value / whole, 1), None)
        found.append(about | {"measure": measure, "value": value, "symbol": symbol, "footnote": layout.footnote})
    return found


def _number(file: Path, line: int, field: str, text: str, faults: list[str]) -> tuple[float | None, str | None]:
    """A figure, or the symbol in its place."""
    if text in SYMBOLS:
        return None, text
    try:
        value = float(text)
    except ValueError:
        faults.append(_fault(file, line, field, text, f"neither a number nor one of {', '.join(SYMBOLS)}"))
        return None, None
    if not 0 <= value < float("inf"):
        faults.append(_fault(file, line, field, text, "not a number of nought or more"))
    return value, None


def _fault(file: Path, line: int, field: str, value: str, reason: str) -> str:
    return f"{file.name}, line {line}, {field}: '{value[:60]}' is {reason}."
