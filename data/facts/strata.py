"""Intersections of characteristics: who is in each, and the model of what lies between them, at one month-end.

Every household counts once, however many of its children are on plans: brothers and sisters share a fate, and counted
as strangers they would make any two intersections look unlike.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.facts.circumstances import GRT
from data.facts.multilevel import Fitted, fit, shrunken
from data.facts.people import NOT_RECORDED
from data.facts.terms import DISADVANTAGES, STRATUM

# The plan_month conditions looked at, of children on child protection plans for neglect.
OUTCOMES = ("drifting", "long_plan")
# With fewer households than this nothing is worked out: there is nothing to be learned from so few.
FEWEST_HOUSEHOLDS = 30
AGES = ("Under 5", "5 to 10", "11 or over")
# What a stratum's other characteristics already say is not counted again among the family's.
_OF_THE_CHILD = ("child_send", "minoritised_ethnicity")


def characteristics(months: pd.DataFrame) -> pd.DataFrame:
    """frame[STRATUM] of each plan_month row: coarse, so that an intersection has more than a child or two."""
    age = months["age"].astype("float64")
    band = pd.cut(age, [-1, 4, 10, 200], labels=list(AGES)).astype(object)
    ethnicity = np.select(
        [_is(months["grt"]), months["ethnicity_group"] == "White British", months["ethnicity_group"] == NOT_RECORDED],
        [GRT, "White British", NOT_RECORDED],
        "Other minoritised",
    )
    family = months[[name for name in DISADVANTAGES if name not in _OF_THE_CHILD]].sum(axis=1).to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "sex": months["sex"],
            "age": band.where(age.notna(), np.where(months["age_band"] == "Unborn", AGES[0], NOT_RECORDED)),
            "ethnicity": ethnicity,
            "needs": np.where(_is(months["child_send"]), "SEND or neurodivergent", "Neither recorded"),
            "family": np.select([family >= 4, family >= 2], ["4 or more", "2 or 3"], "0 or 1"),
        },
        index=months.index,
    )


def intersections(months: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """For each outcome that enough is known of, one row of intersection_model and the rows of intersection (each but
    authority and month). `months`: the plan_month rows of one authority at one month-end, with household_key."""
    on_plan = (months[["neglect_initial", "neglect_latest"]] == 1).any(axis=1)
    for outcome in OUTCOMES:
        known = months[on_plan & months[outcome].notna()]
        if known["household_key"].nunique() >= FEWEST_HOUSEHOLDS:
            yield _of_outcome(known, outcome)


def _of_outcome(known: pd.DataFrame, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    has = known[outcome].to_numpy(dtype=np.float64)
    weight = 1 / known.groupby("household_key")["household_key"].transform("size").to_numpy(dtype=np.float64)
    rows = characteristics(known).assign(
        household=known["household_key"], having=has, weight=weight, weighted=has * weight
    )
    strata = (
        rows.groupby(list(STRATUM))
        .agg(
            children=("having", "size"),
            households=("household", "nunique"),
            having=("having", "sum"),
            size=("weight", "sum"),
            weighted=("weighted", "sum"),
        )
        .reset_index()
    )
    having, size = strata["weighted"].to_numpy(), strata["size"].to_numpy()
    ones, parts = np.ones((len(strata), 1)), _single(strata)
    between, beyond = fit(having, size, ones), fit(having, size, parts)
    estimate, low, high = shrunken(beyond, having, size, parts)
    model = pd.DataFrame([_summary(between, beyond) | {"outcome": outcome}]).assign(
        children=len(known), households=known["household_key"].nunique(), strata=len(strata)
    )
    told = strata[[*STRATUM, "children", "households"]].assign(
        outcome=outcome, having=strata["having"].astype("int64"), estimate=estimate, low=low, high=high
    )
    return model, told


def _single(strata: pd.DataFrame) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """One column for each value of each characteristic but its commonest, after a column of ones."""
    columns = [np.ones(len(strata))]
    for name in STRATUM:
        sizes = strata.groupby(name)["size"].sum().sort_values(ascending=False, kind="stable")
        columns += [(strata[name] == value).to_numpy(dtype=np.float64) for value in sizes.index[1:]]
    return np.column_stack(columns)


def _summary(between: Fitted, beyond: Fitted) -> dict[str, float | None]:
    variance = between.spread**2
    explained = None if between.p_value == 1 else float(np.clip(1 - beyond.spread**2 / variance, 0, 1))
    return {
        "spread": between.spread,
        "spread_beyond": beyond.spread,
        "share_between": between.share_between,
        "share_beyond": beyond.share_between,
        "explained": explained,
        "p_between": between.p_value,
        "p_beyond": beyond.p_value,
    }


def _is(condition: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return (condition == 1).fillna(False).to_numpy(dtype=bool)
