"""What a picture shows, as the sentence that stands over it."""

import pandas as pd

from charts.axes import MONTH
from charts.words import listed, number, percent


def half_had_ended(medians: pd.DataFrame, period: str, *, by_day: bool = True) -> str:
    """Of frame[cohort, median]: the latest cohort half of which has ended; `period` names the period curve.

    by_day: the day may be told, and not only the month
    """
    reached = medians.dropna(subset=["median"])
    cohorts = reached[reached["cohort"] != period]
    if reached.empty:
        return "In no year have half the plans ended yet"
    row = (cohorts if len(cohorts) else reached).iloc[-1]
    whose = f"of the {period}" if row["cohort"] == period else row["cohort"]
    months = row["median"] / MONTH
    day = f" (by day {number(row['median'])})" if by_day else ""
    return f"Half of the plans {whose} had ended after {number(months)} months{day}"


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


def least_equal(reach: pd.DataFrame, *, rounded: bool = False) -> str:
    """Of frame[name, some, homes], least equal first: what most often reaches some children of a home and not all."""
    told = reach[(reach["homes"] > 0).fillna(False).astype(bool)]
    if told.empty:
        return "Attention is not recorded for two children of any home"
    known = told[told["some"].notna()]
    if known.empty:
        return "How many homes are unequal is hidden: too few to show"
    first = known.iloc[0]
    if first["some"] == 0:
        return "In no home has one child attention that another has not"
    name = f"{first['name'][:1].lower()}{first['name'][1:]}"
    some = f"{'about ' if rounded else ''}{number(first['some'])}"
    return f"Least equal: {name}. In {some} of {number(first['homes'])} homes some have it, not all"


def gaps_found(gaps: pd.DataFrame, *, rounded: bool = False) -> str:
    """Of frame[name, some, homes]: in how many homes school, and appointments, are missed unlike beyond chance."""
    said, about = [], "about " if rounded else ""
    for row in gaps.to_dict("records"):
        what = row["name"].split(" ")[0].lower()
        if pd.isna(row["homes"]) or pd.isna(row["some"]):
            said.append(f"{what} hidden")
        elif row["homes"]:
            some = f"{about}{number(row['some'])}" if row["some"] else "none"
            said.append(f"{what} in {some} of {number(row['homes'])} homes")
        else:
            said.append(f"{what} not recorded")
    return f"Gaps beyond chance: {', '.join(said)}"
