"""The tables beside the pictures: the same frames, with headings and numbers as a reader writes them."""

from typing import Any

import pandas as pd

from charts.axes import MONTH
from charts.words import NOT_RECORDED, percent, plain

HIDDEN = "c"
"""What stands in a table in the place of a number that is hidden."""


def ladder_table(rungs: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children, past]; a count that is missing is hidden."""
    children = _told(rungs["children"], rungs["children"].isna())
    return pd.DataFrame({"Months on the plan": rungs["band"], "Children": children})


def medians_table(medians: pd.DataFrame, at_risk: pd.DataFrame | None = None, *, by_day: bool = True) -> pd.DataFrame:
    """Of frame[cohort, begun, median, low, high], in days; beside it of frame[cohort, day, at_risk] how many were still
    watched at each day. A count that is missing is hidden.

    by_day: the day may be told, with its interval; else the months alone
    """

    def day(value: float) -> str:
        return "Not yet" if pd.isna(value) else f"{value:,.0f}"

    def likely(low: float, high: float) -> str:
        if pd.isna(low):
            return "Not yet"
        return f"{day(low)} or later" if pd.isna(high) else f"{day(low)} to {day(high)}"

    table = pd.DataFrame(
        {"Plans": medians["cohort"], "Plans watched": _told(medians["begun"], medians["begun"].isna())}
    )
    if by_day:
        table["Half had ended by day"] = medians["median"].map(day)
        table["Likely between"] = [likely(low, high) for low, high in zip(medians["low"], medians["high"], strict=True)]
    else:
        table["About half had ended within months"] = (medians["median"] / MONTH).map(day)
    if at_risk is None or at_risk.empty:
        return table
    wide = at_risk.pivot_table(index="cohort", columns="day", values="at_risk", aggfunc="first", dropna=False)
    # Which days were asked about: a number that is missing there is hidden.
    asked = at_risk.assign(asked=1).pivot_table(index="cohort", columns="day", values="asked", aggfunc="first")
    watched = pd.DataFrame(
        {
            f"Open at {round(float(day) / MONTH)} months": _told(wide[day], wide[day].isna() & asked[day].notna())
            for day in wide.columns
        }
    )
    return pd.concat([table.reset_index(drop=True), watched.reindex(medians["cohort"]).reset_index(drop=True)], axis=1)


def ends_table(so_far: "pd.Series[float]") -> pd.DataFrame:
    """Of shares by way of ending, largest first; one that is missing is hidden."""
    ordered = so_far.sort_values(ascending=False)
    shares = ordered.map(percent).mask(ordered.isna(), HIDDEN)
    return pd.DataFrame({"How the plan ended": ordered.index, "Share of plans": shares.to_numpy()})


def _told(numbers: "pd.Series[int]", hidden: "pd.Series[bool]") -> "pd.Series[Any]":
    """Whole numbers: missing where not recorded; where any is hidden, as text, with its symbol in its place."""
    if not (hidden & numbers.isna()).any():
        return numbers.astype("Int64")
    return numbers.map(lambda count: "" if pd.isna(count) else f"{count:,.0f}").mask(hidden & numbers.isna(), HIDDEN)


def trend_table(frame: pd.DataFrame, counted: str, step: str = "month") -> pd.DataFrame:
    """Of frame[month, numerator, denominator, value, mark?], newest first; `counted` names the numerator, and `step` is
    what a row is of: a month, or a quarter to the month."""
    newest = frame.iloc[::-1]
    hidden = newest["mark"] != "" if "mark" in newest else pd.Series(False, index=newest.index)
    return pd.DataFrame(
        {
            "Quarter to" if step == "quarter" else "Month": pd.to_datetime(newest["month"]).dt.strftime("%B %Y"),
            counted: _told(newest["numerator"], hidden),
            "Of": _told(newest["denominator"], hidden),
            "Share": newest["value"].map(percent).mask(hidden, HIDDEN),
        }
    )


def funnel_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Of frame[group, numerator, denominator, share, outside], in order of name: not a league table."""
    words = {"inside": "within chance", "above": "higher than chance", "below": "lower than chance"}
    ordered = groups.sort_values("group")
    return pd.DataFrame(
        {
            "Team": ordered["group"].map(plain),
            "Drifting": ordered["numerator"].astype("Int64"),
            "Children": ordered["denominator"].astype("Int64"),
            "Share": ordered["share"].map(percent),
            "Beside all teams": ordered["outside"].map(words).fillna("no children"),
        }
    )


def flags_table(flags: pd.DataFrame) -> pd.DataFrame:
    """Of frame[flag, children, recorded]; a flag worked out for nobody is not recorded, and one whose count is missing
    is hidden."""
    children, recorded = flags["children"].astype("Int64"), flags["recorded"].astype("Int64")
    nobody, hidden = (recorded == 0).fillna(False), children.isna() | recorded.isna()
    share = children / recorded.where(recorded > 0)
    return pd.DataFrame(
        {
            "Flag": flags["flag"],
            "Children": _told(children.mask(nobody), hidden),
            "Of": _told(recorded, hidden),
            "Share": share.map(percent).mask(hidden, HIDDEN),
        }
    )


def lines_table(lines: pd.DataFrame, *, hidden: bool = False) -> pd.DataFrame:
    """Of frame[month, line, share]: a row a month, newest first, a column a line.

    hidden: a share that is missing may be hidden
    """
    missing = f"{HIDDEN}, or {NOT_RECORDED}" if hidden else NOT_RECORDED
    shown = lines.assign(share=lines["share"].map(percent).mask(lines["share"].isna(), missing))
    wide = shown.pivot_table(index="month", columns="line", values="share", aggfunc="first", sort=False)
    newest = wide.sort_index(ascending=False)
    months = pd.to_datetime(pd.Series(newest.index)).dt.strftime("%B %Y")
    return (
        newest.rename(columns=str.capitalize)
        .reset_index(drop=True)
        .assign(Month=months)
        .set_index("Month")
        .reset_index()
    )
