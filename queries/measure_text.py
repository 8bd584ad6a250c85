"""Measured figures as text, CSV or JSON."""

import json
from collections.abc import Mapping

import pandas as pd

from queries.indicators import Indicator, Kind

DECIMALS = 4


def as_csv(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """Comma-separated, a header line first; missing is empty. Shares are 0 to 1."""
    return _named(frame, registry).to_csv(index=False, float_format=f"%.{DECIMALS}f").rstrip("\n")


def as_json(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """A list of objects; missing is null. Shares are 0 to 1."""
    named = _named(frame, registry).round(DECIMALS)
    return json.dumps(json.loads(named.to_json(orient="records")), indent=2, ensure_ascii=False)


def as_text(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """A table to read; shares as percentages, missing as a dash with what it means."""
    if frame.empty:
        return "Nothing is recorded here for that."
    named = _named(frame, registry)
    shares = frame["key"].map(lambda key: registry[key].kind is Kind.SHARE)
    for column in ("value", "low", "high"):
        whole = named[column].map(lambda v: "-" if pd.isna(v) else f"{v:,.1f}")
        percent = named[column].map(lambda v: "-" if pd.isna(v) else f"{100 * v:.1f} %")
        named[column] = percent.where(shares.to_numpy(), whole)
    for column in ("numerator", "denominator"):
        named[column] = named[column].map(lambda v: "-" if pd.isna(v) else f"{v:,}")
    return named.drop(columns=["key"]).fillna("Not recorded").to_string(index=False, justify="left")


def _named(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> pd.DataFrame:
    named = frame.drop(columns=["covered"]).copy()
    named["month"] = pd.to_datetime(named["month"]).dt.strftime("%Y-%m") if len(named) else named["month"]
    named.insert(0, "id", [registry[key].id for key in frame["key"]])
    named.insert(2, "name", [registry[key].name for key in frame["key"]])
    return named
