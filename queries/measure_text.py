"""Measured figures as text, CSV or JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

import pandas as pd

from access.scope import Scope
from data.facts.tables import metadata
from data.practice import Practice, in_words
from data.spreadsheets import for_spreadsheets
from queries.drift import flags_unknown
from queries.filters import Filters, not_applied
from queries.holdings import authorities_without
from queries.holdings import practice as practice_in_force
from queries.indicators import Indicator, Kind
from queries.where import LISTS

DECIMALS = 4
FIGURES = ("numerator", "denominator", "value", "low", "high")
DASH = "- : not recorded here, or not to be worked out"


def as_csv(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """Comma-separated, a header line first; missing is empty. Shares are 0 to 1."""
    return for_spreadsheets(_named(frame, registry)).to_csv(index=False, float_format=f"%.{DECIMALS}f").rstrip("\n")


def as_json(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """A list of objects; missing is null. Shares are 0 to 1."""
    named = _named(frame, registry).round(DECIMALS)
    return json.dumps(json.loads(named.to_json(orient="records")), indent=2, ensure_ascii=False)


def as_text(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> str:
    """A table to read: shares as percentages, missing figures as a dash, with a last line that says what a dash is."""
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
    dash = (named[list(FIGURES)] == "-").any(axis=None)
    named = named.drop(columns=["key"]).astype(object).fillna("Not recorded")
    table = named.to_string(index=False, justify="left")
    return f"{table}\n{DASH}" if dash else table


def notes(scope: Scope, entries: Iterable[Indicator], filters: Filters) -> list[str]:
    """What must be said beside the figures: the local settings that shape them, filters they do not carry, authorities
    that lack what they need."""
    entries, practice = list(entries), practice_in_force(scope)
    names = [field.name for field in fields(Practice) if any(field.name in entry.settings for entry in entries)]
    said = []
    if names:
        said.append("Local settings in force: " + "; ".join(in_words(practice, names)) + ".")
    passed_over = sorted({name for entry in entries for name in _passed_over(entry, filters)})
    if passed_over:
        whose = ", ".join(entry.key for entry in entries if _passed_over(entry, filters))
        said.append(f"{' and '.join(passed_over)} not applied to {whose}: these events do not record it.")
    lacking = {entry.key: authorities_without(scope, entry, filters) for entry in entries}
    for codes in sorted({tuple(codes) for codes in lacking.values() if codes}):
        whose = ", ".join(key for key, without in lacking.items() if tuple(without) == codes)
        said.append(f"{', '.join(codes)} lacks what these need, and is not in them: {whose}.")
    unknown = flags_unknown(scope, filters) if any(entry.key == "drifting" for entry in entries) else []
    if unknown:
        said.append(f"Flags that cannot be worked out here, so that drifting is a floor: {'; '.join(unknown)}.")
    return said


def _passed_over(entry: Indicator, filters: Filters) -> list[str]:
    words = {field: word for word, field in LISTS.items()}
    return [words.get(name, name) for name in not_applied(filters, metadata.tables[entry.fact])]


def _named(frame: pd.DataFrame, registry: Mapping[str, Indicator]) -> pd.DataFrame:
    named = frame.drop(columns=["covered", "mark"], errors="ignore").copy()
    # A group that is a number is a whole one, also where another group is not recorded.
    groups = [column for column in named.columns if column not in ("key", "month", *FIGURES)]
    named[groups] = named[groups].convert_dtypes()
    named["month"] = pd.to_datetime(named["month"]).dt.strftime("%Y-%m") if len(named) else named["month"]
    named.insert(0, "id", [registry[key].id for key in frame["key"]])
    named.insert(2, "name", [registry[key].name for key in frame["key"]])
    return named
