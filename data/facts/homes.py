"""household_month: households of two or more children, at least one of them in the neglect cohort."""

import numpy as np
import pandas as pd

from data.facts.people import NOT_RECORDED


def neglect_cohort(months: pd.DataFrame) -> pd.Series:
    """True where a plan_month row is in the neglect cohort, by either category."""
    return (months[["neglect_initial", "neglect_latest", "neglect_cin"]] == 1).any(axis=1)


def household_months(months: pd.DataFrame, members: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """One month-end's rows.

    months   plan_month rows of that month-end, with household_key
    members  frame[person_id, household_key, household_size] of that month-end
    groups   frame[household_key, signals, confidence]
    """
    cohort = months.loc[neglect_cohort(months), "household_key"].unique()
    kept = members[(members["household_size"] >= 2) & members["household_key"].isin(cohort)]
    plans = months[["person_id", "plan_type", "drifting", "spell_days", "team_id", "team", "locality"]]
    children = kept.merge(plans.assign(in_cohort=neglect_cohort(months)), on="person_id", how="left")
    status = children["plan_type"].fillna("none")
    children = children.assign(
        cp=status == "CP",
        cin=status == "CIN",
        none=status == "none",
        cohort=children["in_cohort"].eq(True),
        drift=(children["drifting"] == 1).fillna(False),
    )
    by_home = children.groupby("household_key", sort=True)
    frame = by_home.agg(
        children=("person_id", "size"),
        children_in_cohort=("cohort", "sum"),
        children_cp=("cp", "sum"),
        children_cin=("cin", "sum"),
        children_no_plan=("none", "sum"),
        children_drifting=("drift", "sum"),
    ).reset_index()
    mixed = np.sign(frame[["children_cp", "children_cin", "children_no_plan"]]).sum(axis=1) > 1
    frame["status_mismatch"] = mixed.astype("Int8")
    longest = children.sort_values("spell_days", ascending=False, kind="stable").drop_duplicates("household_key")
    frame = frame.merge(longest[["household_key", "team_id", "team", "locality"]], on="household_key", how="left")
    frame = frame.fillna({"team": NOT_RECORDED, "locality": NOT_RECORDED})
    return frame.merge(groups[["household_key", "signals", "confidence"]], on="household_key", how="left")
