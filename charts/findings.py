"""What a picture shows, as the sentence that stands over it."""

import pandas as pd

from charts.axes import MONTH
from charts.words import listed, number, percent


def half_had_ended(medians: pd.DataFrame, period: str, *, by_day: bool = True) -> str:
    """Of frame[cohort, median]: the latest cohort half of which has ended; `period` names the period curve.

    by_day: the day may be told; else the curve is known at quarters alone, from rounded counts
    """
    reached = medians.dropna(subset=["median"])
    cohorts = reached[reached["cohort"] != period]
    if reached.empty:
        return "In no year have half the plans ended yet"
    row = (cohorts if len(cohorts) else reached).iloc[-1]
    whose = f"of the {period}" if row["cohort"] == period else row["cohort"]
    months = row["median"] / MONTH
    if not by_day:
        return f"About half of the plans {whose} had ended within {number(months)} months"
    return f"Half of the plans {whose} had ended after {number(months)} months (by day {number(row['median'])})"


def beyond_chance(groups: pd.DataFrame) -> str:
    """Of frame[group, outside]: the teams above the funnel, by name."""
    high = groups.loc[groups["outside"] == "above", "group"].tolist()
    if not high:
        return "No team drifts more than chance would explain"
    return f"{listed(high)} {'drifts' if len(high) == 1 else 'drift'} more than chance would explain"


def how_plans_ended(so_far: "pd.Series[float]", months: int) -> str:
    """Of shares by way of ending so many months on: how many had ended in care, or that it is not recorded."""
    if "Not recorded" in so_far.index:
        return "How plans ended is recorded only in part"
    if "Into care" not in so_far.index and "Other ways" in so_far.index:
        return "How many plans ended in care is hidden: too few to show"
    if "Into care" not in so_far.index:
        return "No plan is known to have ended in care"
    return f"After {months} months, {percent(so_far['Into care'])} of plans had ended in care"
