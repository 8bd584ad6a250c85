"""The tables beside pictures of groups: counts, shares and how each compares with all."""

from collections.abc import Mapping

import pandas as pd

from charts.tables import HIDDEN, told
from charts.words import percent, plain, times_in_words

_BESIDE = {"above": "above all, beyond chance", "below": "below all, beyond chance", "": "within chance"}
_UNSURE = "beyond chance by the rounded counts, not for sure"


def groups_table(groups: pd.DataFrame, name: str, counted: str) -> pd.DataFrame:
    """Of frame[group, numerator, denominator, mark, share, low, high, ratio, difference, beyond,
    unsure], all in the first row.

    name heads the groups, counted their numerators
    """
    hidden = groups["mark"] != ""
    known = ~hidden & groups["share"].notna()
    likely = [
        f"{percent(low)} to {percent(high)}" if shown else ""
        for low, high, shown in zip(groups["low"], groups["high"], known, strict=True)
    ]
    chance = [
        _UNSURE if unsure else _BESIDE[beyond]
        for unsure, beyond in zip(groups["unsure"], groups["beyond"], strict=True)
    ]
    beside = [
        f"{times_in_words(ratio, difference)}; {said}" if shown and pd.notna(ratio) else ""
        for ratio, difference, said, shown in zip(groups["ratio"], groups["difference"], chance, known, strict=True)
    ]
    return pd.DataFrame(
        {
            name: groups["group"].map(plain),
            counted: told(groups["numerator"], hidden),
            "Of": told(groups["denominator"], hidden),
            "Share": groups["share"].map(percent).mask(~known, "").mask(hidden, HIDDEN),
            "Likely": likely,
            "Beside all": beside,
        }
    )


def factors_table(factors: pd.DataFrame) -> pd.DataFrame:
    """Of frame[factor, yes, no, unknown]; a count that is missing is hidden."""
    counts = factors[["yes", "no", "unknown"]]
    every = pd.Series(True, index=factors.index)
    columns = {"Recorded yes": "yes", "Recorded no": "no", "Not recorded": "unknown"}
    shown = {heading: told(counts[name], every) for heading, name in columns.items()}
    total = counts.sum(axis=1, min_count=3).astype("Float64")
    missing = (counts["unknown"] / total.where(total > 0)).map(percent).mask(total.isna(), HIDDEN)
    return pd.DataFrame({"Factor": factors["factor"], **shown, "Share not recorded": missing})


def strata_table(strata: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    """Of frame[*headings, children, estimate, low, high]: a row an intersection."""
    likely = [f"{percent(low)} to {percent(high)}" for low, high in zip(strata["low"], strata["high"], strict=True)]
    named = {heading: strata[name].map(plain) for name, heading in headings.items()}
    return pd.DataFrame(
        {
            **named,
            "Children": strata["children"].astype("Int64"),
            "Estimate": strata["estimate"].map(percent),
            "Likely": likely,
        }
    )
