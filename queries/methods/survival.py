"""How long plans stay open, and how they end: Kaplan-Meier and Aalen-Johansen with late entry.

Never the mean of plans that happened to close: that moves with the intake alone and leaves out every child
still waiting. Times are days on the plan. A plan is watched from `entry` (nought, unless it was already
running when we began to look) until `exit` (its end, or the last day we know of). It counts as at risk on
day t when entry < t <= exit, so a plan watched for no time (exit not after entry) counts nowhere.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]

MINIMUM_AT_RISK = 10
"""Curves stop where fewer are at risk: beyond it each child is a large step and might be recognised."""


@dataclass(frozen=True)
class Median:
    """Days by which half had ended, with its interval; None where the curve has not come down that far."""

    days: float | None
    low: float | None
    high: float | None


def watched(
    start: "pd.Series[pd.Timestamp]",
    end: "pd.Series[pd.Timestamp]",
    *,
    until: pd.Timestamp,
    since: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Days each plan was watched: frame[entry, exit, ended], indexed as `start`.

    until: the last day known (the as-at day). Plans still open then are censored on it.
    since: None follows plans from their start (an entry cohort). A day gives the period view of (since, until]:
        every plan open in it enters at the age it had on `since`, so that "how is it now?" need not wait for a
        cohort to finish.
    Plans not watched at all (begun on or after `until`, or ended on or before `since`) are left out.
    """
    last = end.where(end.notna() & (end <= until), until)
    first = start if since is None else start.where(start > since, since)
    times = pd.DataFrame(
        {
            "entry": (first - start).dt.days,
            "exit": (last - start).dt.days,
            "ended": end.notna() & (end <= until),
        }
    )
    return times[times["exit"] > times["entry"]]


def kaplan_meier(
    entry: ArrayLike,
    exit: ArrayLike,
    ended: ArrayLike,
    *,
    level: float = 0.95,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> pd.DataFrame:
    """Share of plans still open by day: frame[day, at_risk, ended, open_share, low, high].

    One row for day 0 (open_share 1), one for each day on which a plan ended, and one for the last day on which
    `minimum_at_risk` plans were still watched; the curve steps down at each row. at_risk and ended are counts of
    plans. low and high: log-log interval from Greenwood's variance (NaN where the share is 0). Empty when fewer than
    `minimum_at_risk` are at risk from the start.
    """
    first, last, is_end = _times(entry, exit, ended)
    days, at_risk, ends = _event_table(first, last, is_end, minimum_at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        open_share = np.cumprod(1 - ends / np.maximum(at_risk, 1))
        greenwood = np.cumsum(ends / (at_risk * (at_risk - ends)))
        log_share = np.log(open_share)
        spread = norm.ppf(0.5 + level / 2) * np.sqrt(greenwood) / np.abs(log_share)
        low, high = open_share ** np.exp(spread), open_share ** np.exp(-spread)
    untouched = open_share == 1
    return pd.DataFrame(
        {
            "day": days,
            "at_risk": at_risk,
            "ended": ends,
            "open_share": open_share,
            "low": np.where(untouched, 1.0, low),
            "high": np.where(untouched, 1.0, high),
        }
    )


def aalen_johansen(
    entry: ArrayLike,
    exit: ArrayLike,
    cause: "pd.Series[str]",
    *,
    minimum_at_risk: int = MINIMUM_AT_RISK,
) -> pd.DataFrame:
    """Share of plans that had ended in each way by day: long frame[day, cause, share].

    cause: how the plan ended; missing where it had not. Each way's share allows for the others (treating those as
    censored would overstate it). The shares of a day and the share still open add up to 1. Rows: the days of
    `kaplan_meier`, each with every cause, causes in order of their name.
    """
    first, last, is_end = _times(entry, exit, cause.notna())
    labels = cause.to_numpy(dtype=object)
    days, at_risk, ends = _event_table(first, last, is_end, minimum_at_risk)
    still_open = np.cumprod(1 - ends / np.maximum(at_risk, 1))
    open_before = np.concatenate([[1.0], still_open[:-1]])[: days.size]
    watched_ends = is_end & (last > first)
    curves = []
    for name in sorted(set(labels[watched_ends])):
        of_cause = np.sort(last[watched_ends & (labels == name)])
        count = np.searchsorted(of_cause, days, "right") - np.searchsorted(of_cause, days, "left")
        share = np.cumsum(open_before * count / np.maximum(at_risk, 1))
        curves.append(pd.DataFrame({"day": days, "cause": name, "share": share}))
    if not curves:
        return pd.DataFrame({"day": days[:0], "cause": pd.Series(dtype="str"), "share": pd.Series(dtype="float64")})
    return pd.concat(curves, ignore_index=True).sort_values(["day", "cause"], ignore_index=True)


def median(curve: pd.DataFrame) -> Median:
    """Day by which half had ended, from a `kaplan_meier` frame, with its log-log interval (Brookmeyer-Crowley)."""
    return Median(days=_first_day(curve, "open_share"), low=_first_day(curve, "low"), high=_first_day(curve, "high"))


def at_risk_on(entry: ArrayLike, exit: ArrayLike, days: ArrayLike) -> pd.DataFrame:
    """Plans at risk just after each of `days`: frame[day, at_risk], for the table beneath a curve."""
    first, last, _ = _times(entry, exit, np.zeros(np.shape(entry)))
    wanted = np.asarray(days, dtype=np.int64)
    return pd.DataFrame({"day": wanted, "at_risk": _at_risk_after(first, last, wanted)})


def _first_day(curve: pd.DataFrame, column: str) -> float | None:
    # The share is a product of fractions: one half may come out a hair above it.
    reached = curve.loc[curve[column] <= 0.5 + 1e-12, "day"]
    return None if reached.empty else float(reached.iloc[0])


def _times(entry: ArrayLike, exit: ArrayLike, ended: ArrayLike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    first, last = np.asarray(entry, dtype=np.float64), np.asarray(exit, dtype=np.float64)
    is_end = np.asarray(ended, dtype=bool)
    if not first.shape == last.shape == is_end.shape:
        raise ValueError("entry, exit and ended must have one value for each plan")
    if np.isnan(first).any() or np.isnan(last).any():
        raise ValueError("entry and exit must be known for each plan; give the as-at day for plans still open")
    return first, last, is_end


def _at_risk_after(first: Floats, last: Floats, days: NDArray[np.int64] | Floats) -> NDArray[np.int64]:
    seen = last > first
    entered = np.searchsorted(np.sort(first[seen]), days, "right")
    left = np.searchsorted(np.sort(last[seen]), days, "right")
    return np.asarray(entered - left, dtype=np.int64)


def _event_table(
    first: Floats, last: Floats, is_end: NDArray[np.bool_], minimum_at_risk: int
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Days of the curve with the plans at risk on each and the plans that ended on it.

    Looks at each day on which a plan ended or left view, up to the first with too few at risk.
    """
    seen = last > first
    at_start = _at_risk_after(first, last, np.zeros(1))[0]
    if at_start < minimum_at_risk or not seen.any():
        return np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    exits = np.sort(last[seen])
    days, leaving = np.unique(exits, return_counts=True)
    at_risk = np.searchsorted(np.sort(first[seen]), days, "left") - np.cumsum(leaving) + leaving
    ends = np.bincount(np.searchsorted(days, last[seen & is_end]), minlength=days.size)
    too_few = np.flatnonzero(at_risk < minimum_at_risk)
    stop = too_few[0] if too_few.size else days.size
    rows = ends[:stop] > 0
    rows[-1:] = True
    return (
        np.concatenate([[0.0], days[:stop][rows]]),
        np.concatenate([[at_start], at_risk[:stop][rows]]),
        np.concatenate([[0], ends[:stop][rows]]),
    )
