"""The county's figures beside the published ones it was made to resemble.

Published figures are Oxfordshire's for the year to 31 March 2025 (Department for Education, Open Government
Licence v3.0) unless the row says otherwise; absence is of the academic year 2024/25. The demo is measured in the same
way at the last 31 March before its as-at day, straight from its tables (measures.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.demo.measures import Frames, Year

POPULATION = 157_000
OXFORDSHIRE = "Oxfordshire 2025"


@dataclass(frozen=True)
class Calibration:
    """A published figure, where it is from, how far the demo may be from it either side, and how it is measured."""

    measure: str
    published: float
    source: str
    tolerance: float
    measured: Callable[[Year], float]


def _per_10_000(year: Year, count: int) -> float:
    return 10_000 * count / (POPULATION * year.scale)


def _factor(code: str, name: str, published: float) -> Calibration:
    tolerance = 1.5 if published < 10 else 2.5
    return Calibration(
        f"Assessments with factor {code} ({name}), %", published, OXFORDSHIRE, tolerance, lambda year: year.factor(code)
    )


def _band(name: str, published: float, over: int, up_to: int) -> Calibration:
    return Calibration(
        f"Open CP plans {name}, %", published, OXFORDSHIRE, 5.0, lambda year: year.open_band(over, up_to)
    )


CALIBRATIONS: tuple[Calibration, ...] = (
    Calibration("Children on a CP plan at 31 March", 527, OXFORDSHIRE, 50, lambda y: len(y.open_plans) / y.scale),
    Calibration("CP plans starting in the year", 563, OXFORDSHIRE, 55, lambda y: len(y.plans_started) / y.scale),
    Calibration(
        "CP plans with neglect as initial or latest category, %", 50.0, "England, about half", 6.0, Year.neglect_share
    ),
    Calibration("CP plans starting that were a second or later plan, %", 29.8, OXFORDSHIRE, 4.0, Year.repeat_share),
    _band("up to 3 months", 32.6, -1, 91),
    _band("over 3 and up to 6 months", 22.4, 91, 182),
    _band("over 6 months and under a year", 26.8, 182, 364),
    _band("1 to under 2 years", 15.0, 364, 729),
    Calibration("Open CP plans 2 years or more, %", 3.2, OXFORDSHIRE, 1.7, lambda y: y.open_band(729, 99_999)),
    Calibration("CP plans ending that had lasted 2 years or more, %", 6.4, OXFORDSHIRE, 2.5, Year.ended_two_years),
    Calibration("CP plans of 3 months or more reviewed in time, %", 98.0, OXFORDSHIRE, 1.5, Year.reviewed_in_time),
    Calibration(
        "Children in need at 31 March per 10,000 (every open referral)",
        234.4,
        OXFORDSHIRE,
        12.0,
        lambda y: _per_10_000(y, len(y.in_need)),
    ),
    Calibration("Children in need open 2 years or more, %", 38.0, OXFORDSHIRE, 3.0, Year.open_two_years),
    Calibration(
        "Children with an open CIN plan", 1_100, "not published; assumed", 200, lambda y: y.open_cin_plans() / y.scale
    ),
    Calibration("Referrals per 10,000", 322.2, OXFORDSHIRE, 16.0, lambda y: _per_10_000(y, len(y.referred))),
    Calibration("Referrals within 12 months of the last, %", 17.7, OXFORDSHIRE, 1.5, Year.rereferral_share),
    Calibration("Assessments within 45 working days, %", 74.2, OXFORDSHIRE, 2.5, Year.assessed_in_time),
    Calibration(
        "Section 47 enquiries per 10,000", 138.0, OXFORDSHIRE, 10.0, lambda y: _per_10_000(y, y.enquiries_begun())
    ),
    Calibration("Initial conferences per 10,000", 43.3, OXFORDSHIRE, 4.0, lambda y: _per_10_000(y, len(y.conferences))),
    Calibration("Initial conferences within 15 working days, %", 82.5, OXFORDSHIRE, 4.0, Year.conferenced_in_time),
    _factor("16A", "neglect", 26.0),
    _factor("7A", "young carer", 7.8),
    _factor("4B", "parent's mental health", 52.6),
    _factor("4A", "child's mental health", 31.7),
    _factor("3B", "domestic abuse of parent", 35.9),
    _factor("3A", "domestic abuse of child", 13.6),
    _factor("2B", "parent's drug misuse", 21.7),
    _factor("1B", "parent's alcohol misuse", 21.9),
    _factor("5A", "child's learning disability", 19.5),
    _factor("5B", "parent's learning disability", 4.6),
    _factor("6A", "child's disability or illness", 7.9),
    _factor("6B", "parent's disability or illness", 8.2),
    _factor("17A", "emotional abuse", 28.1),
    Calibration(
        "School-age children in need with an EHC plan, %",
        32.2,
        OXFORDSHIRE,
        3.0,
        lambda y: y.pupils_with_provision("E"),
    ),
    Calibration(
        "School-age children in need on SEN support, %", 27.7, OXFORDSHIRE, 3.0, lambda y: y.pupils_with_provision("K")
    ),
    Calibration(
        "School-age children in need with free school meals, %", 56.7, OXFORDSHIRE, 3.5, Year.pupils_with_free_meals
    ),
    Calibration("Persistent absence, CP plan, %", 61.9, OXFORDSHIRE, 6.0, lambda y: y.absent(on_cp=True, at_least=0.1)),
    Calibration("Severe absence, CP plan, %", 22.6, OXFORDSHIRE, 5.0, lambda y: y.absent(on_cp=True, at_least=0.5)),
    Calibration(
        "Sessions missed, CP plan, %", 27.3, OXFORDSHIRE, 4.0, lambda y: y.sessions_missed(on_cp=True, kind="missed")
    ),
    Calibration(
        "Sessions missed unauthorised, CP plan, %",
        14.1,
        OXFORDSHIRE,
        3.0,
        lambda y: y.sessions_missed(on_cp=True, kind="unauthorised"),
    ),
    Calibration(
        "Persistent absence, CIN plan, %", 49.4, OXFORDSHIRE, 5.0, lambda y: y.absent(on_cp=False, at_least=0.1)
    ),
    Calibration("Severe absence, CIN plan, %", 16.1, OXFORDSHIRE, 4.0, lambda y: y.absent(on_cp=False, at_least=0.5)),
    Calibration(
        "Sessions missed, CIN plan, %", 21.0, OXFORDSHIRE, 3.0, lambda y: y.sessions_missed(on_cp=False, kind="missed")
    ),
    Calibration(
        "Sessions missed unauthorised, CIN plan, %",
        8.4,
        OXFORDSHIRE,
        2.0,
        lambda y: y.sessions_missed(on_cp=False, kind="unauthorised"),
    ),
    Calibration(
        "Appointments at which a child was not brought, %", 10.8, "A dental service audit, 2019", 1.5, Year.not_brought
    ),
)


def last_year_end(as_at: date) -> pd.Timestamp:
    """The last 31 March on or before a day."""
    return pd.Timestamp(as_at.year if (as_at.month, as_at.day) >= (3, 31) else as_at.year - 1, 3, 31)


def measured(frames: Frames, as_at: date = date(2026, 10, 31), scale: float = 1.0) -> pd.DataFrame:
    """A row a published figure: measure, published, demo, tolerance, source, within (the demo is near enough)."""
    year = Year(frames, last_year_end(as_at), scale)
    rows = [(row.measure, row.published, row.measured(year), row.tolerance, row.source) for row in CALIBRATIONS]
    table = pd.DataFrame(rows, columns=["measure", "published", "demo", "tolerance", "source"])
    return table.assign(within=(table["demo"] - table["published"]).abs() <= table["tolerance"])
