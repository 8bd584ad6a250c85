"""The names of England's children's services authorities by the three-digit code a return gives.

`authorities.csv` holds every code in the Department for Education's published children in need statistics for 2013 to
2025, among them authorities that have since been replaced (Open Government Licence v3.0).
"""

import csv
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("authorities.csv")


def authority_name_of(code: str) -> str:
    """The authority's name; "Authority <code>" for a code not known."""
    return _names().get(code, f"Authority {code}")


@cache
def _names() -> dict[str, str]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
