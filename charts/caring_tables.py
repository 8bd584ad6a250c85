"""The tables of the Neurodiversity and caring page, with headings and numbers as a reader writes them."""

from collections.abc import Sequence

import pandas as pd

from charts.axes import MONTH
from charts.tables import HIDDEN
from charts.words import percent


def status_table(statuses: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children, past]."""
    return pd.DataFrame({"What is recorded": statuses["band"], "Children": _counts(statuses["children"])})


def homes_table(homes: pd.DataFrame) -> pd.DataFrame:
    """Of frame[why, state, homes]: a row a kind of household, a column a state."""
    shown = homes.assign(homes=_counts(homes["homes"]))
    wide = shown.pivot_table(index="why", columns="state", values="homes", aggfunc="first", sort=False)
    return wide.rename(columns=str.capitalize).reset_index().rename(columns={"why": "Household"})


def figures_table(rows: Sequence[tuple[str, str, str]], heading: str) -> pd.DataFrame:
    """Of (what is counted, how many of how many in words, what it was), one a row."""
    return pd.DataFrame(rows, columns=[heading, "Now", "A year ago"])


def missed_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Of frame[group, missed, due, share, low, high]."""

    def likely(low: float, high: float) -> str:
        return "Not said" if pd.isna(low) else f"{percent(low)} and {percent(high)}"

    return pd.DataFrame(
        {
            "Recorded of the child": groups["group"],
            "Missed": _counts(groups["missed"]),
            "Due": _counts(groups["due"]),
            "Share, ages made alike": groups["share"].map(percent).mask(groups["share"].isna(), HIDDEN),
            "Likely between": [likely(low, high) for low, high in zip(groups["low"], groups["high"], strict=True)],
        }
    )


def groups_table(medians: pd.DataFrame, at_risk: pd.DataFrame) -> pd.DataFrame:
    """Of frame[cohort, begun, median, low, high], in days, and frame[cohort, day, at_risk]: when half of each group's
    plans had ended, with the same ages, and how many were still watched."""
    table = pd.DataFrame(
        {
            "When the plan began": medians["cohort"],
            "Plans": _counts(medians["begun"]),
            "Half had ended after": medians["median"].map(_months),
            "Likely between": [_between(low, high) for low, high in zip(medians["low"], medians["high"], strict=True)],
        }
    )
    if medians["low"].isna().all():
        table = table.drop(columns="Likely between").rename(columns={"Half had ended after": "Half had ended within"})
    if at_risk.empty:
        return table
    wide = at_risk.pivot_table(index="cohort", columns="day", values="at_risk", aggfunc="first", dropna=False)
    watched = wide.reindex(medians["cohort"])
    for day in wide.columns:
        table[f"Watched at {round(float(day) / MONTH)} months"] = _counts(watched[day]).to_numpy()
    return table


def _counts(numbers: "pd.Series[int]") -> "pd.Series[str]":
    return numbers.map(lambda count: HIDDEN if pd.isna(count) else f"{count:,.0f}")


def _months(days: float | None) -> str:
    return "Not yet" if pd.isna(days) else f"{days / MONTH:.0f} months"


def _between(low: float | None, high: float | None) -> str:
    if pd.isna(low):
        return "Not said"
    return f"{_months(low)} or later" if pd.isna(high) else f"{low / MONTH:.0f} and {_months(high)}"
