"""XmR charts as NHS boards read them ("Making Data Count").

The rules are those of the NHS reference implementation NHSRplotthedots, with its defaults:

* Centre line: the mean. Process limits: mean ± 2.66 × the average moving range. A point is *near* a limit
  beyond two thirds of the way to it.
* Moving ranges of 3.267 or more times their average are left out and the average is taken again, once. (The
  R tool screens so; the NHS Excel tool does not.)
* Special cause: a point outside the limits; seven or more points running up or down (equal neighbours break
  the run); two of three consecutive points near the same limit, all three on the same side of the mean;
  seven or more consecutive points on one side of the mean (a point on the mean breaks the run). Where
  several hold, the first in that order names the point.
* Fewer than seven points can show neither a trend nor a shift.
* A re-base starts limits and runs afresh.

Two readings of our own, where the reference has none: a missing point gives no moving range and breaks runs;
and where every moving range is nought the limits lie on the mean.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Good = Literal["up", "down", "range", "context"]
Floats = NDArray[np.float64]
Signs = NDArray[np.int64]

LIMIT = 2.66
NEAR = LIMIT * 2 / 3
SCREEN = 3.267
RUN = 7
TRIAL_BELOW = 12
JUDGE_FROM = 6

COLUMNS = [
    "month",
    "value",
    "mean",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "special",
    "direction",
    "point",
    "base",
]


@dataclass(frozen=True)
class XmR:
    """A worked-out XmR chart.

    frame: one row a point, in the order given:
        month       the value's label (its index)
        value       as given; NaN where missing
        mean, lower, upper, near_lower, near_upper   of the point's own base, in the value's unit
        special     none | outside | trend | two_of_three | shift
        direction   1 high or rising, -1 low or falling, 0 common cause
        point       common | improvement | concern | neutral
        base        0, 1, ...: which base the limits belong to
    good: which way is good. "range" and "context" measures have no better or worse: their signals are neutral.
    variation: the NHS icon of the last recorded point: common, improvement_high, improvement_low, concern_high,
        concern_low, neutral_high, neutral_low; "none" where no point is recorded.
    assurance: pass | fail | hit_and_miss against the target and the last limits; None without a target or good way.
    trial: the last base has fewer than 12 recorded points: its limits are trial limits and will move.
    """

    frame: pd.DataFrame
    good: Good
    target: float | None
    variation: str
    assurance: Literal["pass", "fail", "hit_and_miss"] | None
    trial: bool


def xmr(
    values: "pd.Series[float] | Sequence[float]",
    *,
    good: Good,
    target: float | None = None,
    rebase_at: Sequence[Hashable] = (),
    clip: tuple[float, float] | None = None,
) -> XmR:
    """Work out the XmR chart of `values`, in time order; a Series' index names the points (months).

    rebase_at: labels of the points at which a new base begins. Re-base only for a known, written-down cause.
    clip: bounds the measure cannot leave, e.g. (0, 1) for a share. Limits are drawn no further. Signals do
        not change: no value can lie beyond a bound.
    Raises ValueError for a re-base label that is not in the index.
    """
    series = pd.Series(values, dtype="float64") if not isinstance(values, pd.Series) else values
    numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
    bases = _bases(series.index, rebase_at)
    parts = [_one_base(numbers[bases == base]) for base in range(int(bases.max(initial=0)) + 1)]
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "month", series.index)
    frame["point"] = _meaning(frame["direction"].to_numpy(), good)
    frame["base"] = bases
    limits = ["lower", "upper", "near_lower", "near_upper"]
    if clip is not None:
        frame[limits] = frame[limits].clip(*clip)
    last_base = frame.loc[frame["base"] == frame["base"].max(), "value"] if len(frame) else frame["value"]
    return XmR(
        frame=frame[COLUMNS],
        good=good,
        target=target,
        variation=_variation(frame),
        assurance=_assurance(frame, good, target),
        trial=int(last_base.notna().sum()) < TRIAL_BELOW,
    )


def enough(
    denominators: ArrayLike, minimum: int = 10, tolerated: float = 0.1
) -> Literal["xmr", "quarters", "run_chart"]:
    """Whether monthly shares rest on enough to draw an XmR chart.

    "xmr": at least nine in ten points have a denominator of `minimum` or more. "quarters": the months do not, but
    added up by threes they do (for flows only: a stock cannot be added up). "run_chart": neither; draw the points
    and their median, without limits. Missing denominators count as too small.
    """
    sizes = np.nan_to_num(pd.Series(denominators).to_numpy(dtype=np.float64, na_value=np.nan))
    if sizes.size and np.mean(sizes < minimum) <= tolerated:
        return "xmr"
    # Quarters are counted back from the latest month; an unfinished one at the start is left out.
    whole = sizes[sizes.size % 3 :]
    quarters = whole.reshape(-1, 3).sum(axis=1)
    if quarters.size >= JUDGE_FROM and np.mean(quarters < minimum) <= tolerated:
        return "quarters"
    return "run_chart"


def signal_in_words(chart: XmR) -> str:
    """The newest signal there is, as a reader would say it.

    "within its usual range", "better since March 2026", "getting worse since May 2026" (a trend), "better than usual in
    October 2026" (one point); "higher" and "lower" for measures with no good way. "Since" is the month in which the
    unbroken run of signals of the same meaning began. Where the last point is within its usual range and others before
    it were not: "worse than usual April to September 2026; since then within its usual range". Fewer than six points:
    "too few points to judge"; fewer than 12: "(trial limits)" is added.
    """
    frame = chart.frame[chart.frame["value"].notna()]
    frame = frame[frame["base"] == frame["base"].max()]
    if len(frame) < JUDGE_FROM:
        return "too few points to judge"
    caution = " (trial limits)" if chart.trial else ""
    signals = np.flatnonzero(frame["special"] != "none")
    if not signals.size:
        return f"within its usual range{caution}"
    upto = frame.iloc[: signals[-1] + 1]
    last = upto.iloc[-1]
    same = (upto["point"] == last["point"]) & (upto["direction"] == last["direction"])
    run = upto[same[::-1].cumprod()[::-1].astype(bool)]["month"]
    trend = last["special"] == "trend"
    word = _word(last["point"], int(last["direction"]), trend=trend)
    over = len(upto) < len(frame)
    if len(run) == 1:
        said = f"{word} than usual in {month_in_words(run.iloc[0])}"
    elif over:
        said = f"{word}{'' if trend else ' than usual'} {span_in_words(run.iloc[0], run.iloc[-1])}"
    else:
        said = f"{word} since {month_in_words(run.iloc[0])}"
    return f"{said}{'; since then within its usual range' if over else ''}{caution}"


def span_in_words(first: object, last: object) -> str:
    """From one month to another: "April to September 2026", "November 2025 to March 2026"."""
    begun, ended = month_in_words(first), month_in_words(last)
    year = begun[-5:]
    return f"{begun.removesuffix(year) if hasattr(first, 'strftime') and ended.endswith(year) else begun} to {ended}"


def month_in_words(label: object) -> str:
    """A date or period as "March 2026"; anything else as it is written."""
    return f"{label:%B %Y}" if hasattr(label, "strftime") else str(label)


def _word(point: str, direction: int, *, trend: bool) -> str:
    if point == "neutral":
        word = "higher" if direction > 0 else "lower"
    else:
        word = "better" if point == "improvement" else "worse"
    return f"getting {word}" if trend else word


def _bases(index: pd.Index, rebase_at: Sequence[Hashable]) -> Signs:
    unknown = [label for label in rebase_at if label not in index]
    if unknown:
        raise ValueError(f"cannot re-base at {unknown[0]!r}: no point has that label")
    starts = index.isin(list(rebase_at)) if len(rebase_at) else np.zeros(len(index), dtype=bool)
    return np.cumsum(starts) - int(len(starts) > 0 and starts[0])


def _one_base(values: Floats) -> pd.DataFrame:
    mean, average_range = _centre(values)
    lower, upper = mean - LIMIT * average_range, mean + LIMIT * average_range
    near_lower, near_upper = mean - NEAR * average_range, mean + NEAR * average_range
    # A share computed two ways can differ in its last bit; that is no side of the mean.
    hair = 1e-12 * max(1.0, abs(mean)) if np.isfinite(mean) else 0.0
    side = np.where(values > mean + hair, 1, np.where(values < mean - hair, -1, 0))
    outside = (values > upper + hair) | (values < lower - hair)
    near = ~outside & ((values > near_upper + hair) | (values < near_lower - hair))
    trend = monotone_runs(values)
    shift = one_side_runs(side)
    close = two_of_three(near, side)
    special = np.select([outside, trend != 0, close, shift], ["outside", "trend", "two_of_three", "shift"], "none")
    direction = np.select([outside, trend != 0, close | shift], [side, trend, side], 0)
    return pd.DataFrame(
        {
            "value": values,
            "mean": mean,
            "lower": lower,
            "upper": upper,
            "near_lower": near_lower,
            "near_upper": near_upper,
            "special": special,
            "direction": direction.astype(np.int64),
        }
    )


def _centre(values: Floats) -> tuple[float, float]:
    """Mean and screened average moving range; NaN where there is nothing to average."""
    recorded = values[~np.isnan(values)]
    mean = float(recorded.mean()) if recorded.size else float("nan")
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return mean, float("nan")
    kept = ranges[ranges < SCREEN * ranges.mean()]
    return mean, float(kept.mean()) if kept.size else 0.0


def one_side_runs(side: Signs) -> NDArray[np.bool_]:
    """Points that belong to seven or more consecutive points on one side of the mean (side: 1, -1, or 0 on
    it).
    """
    breaks = np.flatnonzero(np.diff(side)) + 1
    runs = np.split(np.arange(side.size), breaks)
    part = np.zeros(side.size, dtype=bool)
    for run in runs:
        if run.size >= RUN and side[run[0]] != 0:
            part[run] = True
    return part


def monotone_runs(values: Floats) -> Signs:
    """1 or -1 for points of seven or more consecutive points that only rise or only fall; else 0.

    A turning point that ends one run and begins the next takes the direction of the next.
    """
    steps = np.sign(np.diff(values))
    steps = np.where(np.isnan(steps), 0, steps).astype(np.int64)
    part = np.zeros(values.size, dtype=np.int64)
    breaks = np.flatnonzero(np.diff(steps)) + 1
    for run in np.split(np.arange(steps.size), breaks):
        if run.size >= RUN - 1 and steps[run[0]] != 0:
            part[run[0] : run[-1] + 2] = steps[run[0]]
    return part


def two_of_three(near: NDArray[np.bool_], side: Signs) -> NDArray[np.bool_]:
    """Points near a limit that, with one more near it, lie among three consecutive points on one side of the
    mean.
    """
    part = np.zeros(near.size, dtype=bool)
    for start in range(near.size - 2):
        three = slice(start, start + 3)
        if near[three].sum() >= 2 and abs(side[three].sum()) == 3:
            part[three] = True
    return part & near


def _meaning(direction: Signs, good: Good) -> NDArray[np.str_]:
    if good in ("range", "context"):
        return np.where(direction == 0, "common", "neutral")
    towards_good = direction * (1 if good == "up" else -1)
    return np.select([towards_good > 0, towards_good < 0], ["improvement", "concern"], "common")


def _variation(frame: pd.DataFrame) -> str:
    recorded = frame[frame["value"].notna()]
    if recorded.empty:
        return "none"
    last = recorded.iloc[-1]
    if last["direction"] == 0:
        return "common"
    return f"{last['point']}_{'high' if last['direction'] > 0 else 'low'}"


def _assurance(frame: pd.DataFrame, good: Good, target: float | None) -> Literal["pass", "fail", "hit_and_miss"] | None:
    if target is None or good in ("range", "context") or frame.empty or pd.isna(frame["lower"].iloc[-1]):
        return None
    last = frame.iloc[-1]
    if target > last["upper"]:
        return "fail" if good == "up" else "pass"
    if target < last["lower"]:
        return "pass" if good == "up" else "fail"
    return "hit_and_miss"
