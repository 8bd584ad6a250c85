"""Curves for readers who must not see small numbers: by quarters of a year, in steps of five plans.

A curve worked out to the day falls by one plan at a time, and tells on which day a child's plan ended. Here it is what
rounded counts of plans would draw: a point is left out where fewer than eight plans are, or are not, on one side of it,
or those of fewer than three households.
"""

import numpy as np
import pandas as pd

from queries.disclosure import LEAST_DENOMINATOR, LEAST_HOUSEHOLDS, rounded, rounded_counts

# The days looked at: every quarter of a year.
QUARTER = 365.25 / 4
# What ways of ending are put together as, where few plans ended so.
OTHER_WAYS = "Other ways"


def enough_to_draw(plans: pd.DataFrame) -> bool:
    """Whether a curve of these plans, frame[home, ...], is drawn at all."""
    return len(plans) >= LEAST_DENOMINATOR and plans["home"].nunique() >= LEAST_HOUSEHOLDS


def coarse_curve(curve: pd.DataFrame, plans: pd.DataFrame, *, nought: bool = True) -> pd.DataFrame:
    """Of frame[day, open_share, ...]: frame[day, open_share, low, high] at quarters, shares of rounded counts of plans.

    plans  frame[entry, exit, ended, home]: those the curve is of
    The interval is left out: it would tell the exact share again. Without `nought`, none and all are hidden as few are;
    that all were open on the first day tells nothing.
    """
    days = _quarters(curve["day"].max())
    still = curve["open_share"].to_numpy()[_places(curve["day"], days)]
    shares = _share(still, len(plans), nought=nought)
    few = [_few_homes(watched_on(plans, day)) or _few_homes(_ended_by(plans, day)) for day in days]
    return pd.DataFrame({"day": days, "open_share": shares.mask(np.array(few)), "low": np.nan, "high": np.nan}).dropna(
        subset=["open_share"]
    )


def coarse_ends(ways: pd.DataFrame, plans: pd.DataFrame, *, nought: bool = True) -> pd.DataFrame:
    """Of frame[day, cause, share]: the same at quarters, from rounded counts of plans; small ways are put together.

    plans  frame[exit, ended, cause, home]: those the curves are of
    A share that is hidden is missing, its row is not: so that a way of ending that is hidden is not taken for none.
    Without `nought` there are always other ways, hidden where there are none.
    """
    if ways.empty:
        return ways
    days = _quarters(ways["day"].max())
    wide = ways.pivot_table(index="day", columns="cause", values="share", aggfunc="last").ffill().fillna(0.0)
    at = wide.iloc[_places(wide.index.to_series(), days)].set_index(pd.Index(days, name="day"))
    few = [
        cause
        for cause in at.columns
        if rounded(_counts(at[cause], len(plans)), nought=nought).isna().iloc[-1]
        or _few_homes(_ended_by(plans[plans["cause"] == cause], days[-1]))
    ]
    if few or not nought:
        at = at.drop(columns=few).assign(**{OTHER_WAYS: at[few].sum(axis=1)})
        plans = plans.assign(cause=plans["cause"].mask(plans["cause"].isin(few), OTHER_WAYS))
    parts = []
    for cause in at.columns:
        shares = pd.Series(_from_nought(at[cause], len(plans), nought=nought))
        hidden = [_few_homes(_ended_by(plans[plans["cause"] == cause], day)) for day in days]
        parts.append(pd.DataFrame({"day": days, "cause": cause, "share": shares.mask(np.array(hidden))}))
    return pd.concat(parts, ignore_index=True)


def coarse_at_risk(still: pd.DataFrame, plans: pd.DataFrame) -> "pd.Series[int]":
    """Of frame[day, at_risk]: the plans watched on each day, rounded; plans as in `coarse_curve`."""
    homes = [watched_on(plans, day)["home"].nunique() for day in still["day"]]
    return rounded_counts(still["at_risk"], pd.Series(homes, index=still.index, dtype="Int64"))


def watched_on(plans: pd.DataFrame, day: float) -> pd.DataFrame:
    """The plans still watched just after a day, as `at_risk_on` counts them."""
    return plans[(plans["entry"] <= day) & (plans["exit"] > day)]


def _ended_by(plans: pd.DataFrame, day: float) -> pd.DataFrame:
    return plans[plans["ended"] & (plans["exit"] <= day)]


def _few_homes(plans: pd.DataFrame) -> bool:
    """Whether these are plans, and of fewer than three households."""
    return bool(0 < plans["home"].nunique() < LEAST_HOUSEHOLDS)


def coarse_median(curve: pd.DataFrame) -> float | None:
    """Of a `coarse_curve`: the day of the first quarter shown by which half had ended; None where not half have."""
    reached = curve.loc[curve["open_share"] <= 0.5, "day"]
    return None if reached.empty else float(reached.iloc[0])


def _quarters(last: float) -> "list[int]":
    return [round(number * QUARTER) for number in range(int(last // QUARTER) + 1)]


def _places(days: "pd.Series[int]", asked: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Where each day asked for stands in a step curve's days."""
    return np.maximum(np.searchsorted(days.to_numpy(), asked, side="right") - 1, 0)


def _counts(share: "pd.Series[float]", plans: int) -> "pd.Series[int]":
    return (share * plans).round().astype("Int64")


def _from_nought(
    share: "pd.Series[float]", plans: int, *, nought: bool
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Shares ended so; none on the first day, which is so of every plan."""
    shares = _rounded_share(share, plans, nought=nought)
    shares[0] = 0.0
    return shares


def _rounded_share(
    share: "pd.Series[float]", plans: int, *, nought: bool
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    whole = float(rounded(pd.Series([plans], dtype="Int64")).iloc[0])
    counts = rounded(_counts(share, plans), nought=nought).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.minimum(counts / whole, 1.0)


def _share(still: "np.ndarray[tuple[int], np.dtype[np.float64]]", plans: int, *, nought: bool) -> "pd.Series[float]":
    """Shares still open, missing where too few are, or are no longer."""
    open_now = pd.Series(still)
    hidden = rounded(_counts(1 - open_now, plans), nought=nought).isna()
    hidden.iloc[:1] = False
    return pd.Series(_rounded_share(open_now, plans, nought=nought)).mask(hidden)
