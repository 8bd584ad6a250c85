"""The tables beside the pictures: the same frames, with headings and numbers as a reader writes them."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from charts.axes import MONTH
from charts.words import NOT_RECORDED, percent, plain

HIDDEN = "c"
"""What stands in a table in the place of a number that is hidden."""


def ladder_table(rungs: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children, past]; a count that is missing is hidden."""
    children = told(rungs["children"], rungs["children"].isna())
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

    table = pd.DataFrame({"Plans": medians["cohort"], "Plans watched": told(medians["begun"], medians["begun"].isna())})
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
            f"Open at {round(float(day) / MONTH)} months": told(wide[day], wide[day].isna() & asked[day].notna())
            for day in wide.columns
        }
    )
    return pd.concat([table.reset_index(drop=True), watched.reindex(medians["cohort"]).reset_index(drop=True)], axis=1)


def ends_table(so_far: "pd.Series[float]") -> pd.DataFrame:
    """Of shares by way of ending, largest first; one that is missing is hidden."""
    ordered = so_far.sort_values(ascending=False)
    shares = ordered.map(percent).mask(ordered.isna(), HIDDEN)
    return pd.DataFrame({"How the plan ended": ordered.index, "Share of plans": shares.to_numpy()})


def held_table(by_route: pd.DataFrame, names: dict[str, str], unrecorded: Collection[str]) -> pd.DataFrame:
    """Of frame[route, key, numerator, denominator]: a row a way of ending, a column a key of `names` with its heading:
    how many held, of how many. A count that is missing is hidden, but for the keys that are `unrecorded`."""
    said = [
        NOT_RECORDED if key in unrecorded else HIDDEN if pd.isna(above) else f"{above:,.0f} of {below:,.0f}"
        for key, above, below in zip(*(by_route[name] for name in ("key", "numerator", "denominator")), strict=True)
    ]
    wide = by_route.assign(said=said).pivot_table(
        index="route", columns="key", values="said", aggfunc="first", sort=False
    )
    table = wide.reindex(index=by_route["route"].unique(), columns=list(names)).rename(columns=names)
    return table.rename_axis("How the plan ended").rename_axis(None, axis=1).reset_index()


def told(numbers: "pd.Series[int]", hidden: "pd.Series[bool]") -> "pd.Series[Any]":
    """Whole numbers: missing where not recorded; where any is hidden, as text, with its symbol in its place."""
    if not (hidden & numbers.isna()).any():
        return numbers.astype("Int64")
    return numbers.map(lambda count: "" if pd.isna(count) else f"{count:,.0f}").mask(hidden & numbers.isna(), HIDDEN)


def weights_table(weights: pd.DataFrame) -> pd.DataFrame:
    """Of frame[neglect, numerator, denominator, value, mark]."""
    hidden = weights["mark"] != ""
    return pd.DataFrame(
        {
            "Neglect": weights["neglect"],
            "Plan acts on it": told(weights["numerator"], hidden),
            "Children in whom it shows": told(weights["denominator"], hidden),
            "Share": weights["value"].map(percent).mask(hidden, HIDDEN),
        }
    )


def services_table(services: pd.DataFrame) -> pd.DataFrame:
    """Of frame[service, numerator, denominator, value, mark, cancelled]."""
    hidden = services["mark"] != ""
    return pd.DataFrame(
        {
            "Service": services["service"].map(plain),
            "Not brought": told(services["numerator"], hidden),
            "Due": services["denominator"].astype("Int64"),
            "Share": services["value"].map(percent).mask(hidden, HIDDEN),
            "Cancelled by the family": services["cancelled"].map(percent).mask(services["cancelled"].isna(), HIDDEN),
        }
    )


def schooling_table(taught: pd.DataFrame) -> pd.DataFrame:
    """Of frame[schooling, children]."""
    return pd.DataFrame(
        {"School-age children": taught["schooling"], "How many": told(taught["children"], taught["children"].isna())}
    )


def known_table(known: pd.DataFrame) -> pd.DataFrame:
    """Of frame[month, record, share, hidden]: a row a month, newest first, a column a record."""
    words = known["share"].map(percent).mask(known["share"].isna() & known["hidden"], HIDDEN)
    wide = known.assign(words=words).pivot_table(index="month", columns="record", values="words", aggfunc="first")
    newest = wide.sort_index(ascending=False).reset_index()
    return newest.assign(month=pd.to_datetime(newest["month"]).dt.strftime("%B %Y")).rename(columns={"month": "Month"})


def trend_table(frame: pd.DataFrame, counted: str, step: str = "month") -> pd.DataFrame:
    """Of frame[month, numerator, denominator, value, mark?], newest first; `counted` names the numerator, and `step` is
    what a row is of: a month, or a quarter to the month."""
    newest = frame.iloc[::-1]
    hidden = newest["mark"] != "" if "mark" in newest else pd.Series(False, index=newest.index)
    return pd.DataFrame(
        {
            "Quarter to" if step == "quarter" else "Month": pd.to_datetime(newest["month"]).dt.strftime("%B %Y"),
            counted: told(newest["numerator"], hidden),
            "Of": told(newest["denominator"], hidden),
            "Share": newest["value"].map(percent).mask(hidden, HIDDEN),
        }
    )


def flow_table(frame: pd.DataFrame, counted: str, step: str = "month") -> pd.DataFrame:
    """Of frame[month, value, mark?], counts by month or quarter, newest first."""
    newest = frame.iloc[::-1]
    hidden = newest["mark"] != "" if "mark" in newest else pd.Series(False, index=newest.index)
    return pd.DataFrame(
        {
            "Quarter to" if step == "quarter" else "Month": pd.to_datetime(newest["month"]).dt.strftime("%B %Y"),
            counted: told(newest["value"].round().astype("Int64"), hidden),
        }
    )


def funnel_table(groups: pd.DataFrame, counted: str = "Drifting") -> pd.DataFrame:
    """Of frame[group, numerator, denominator, share, outside], in order of name: not a league table. `counted` names
    the numerator."""
    words = {"inside": "within chance", "above": "higher than chance", "below": "lower than chance"}
    ordered = groups.sort_values("group")
    return pd.DataFrame(
        {
            "Team": ordered["group"].map(plain),
            counted: ordered["numerator"].astype("Int64"),
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
            "Children": told(children.mask(nobody), hidden),
            "Of": told(recorded, hidden),
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


def parts_table(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Of frame[name, homes, ...]: a row a thing, a column each part of `names` (its column and its heading), homes last
    but one; the first part's share of the homes last."""
    first = next(iter(names))
    columns = {heading: told(frame[name].astype("Int64"), frame[name].isna()) for name, heading in names.items()}
    share = frame[first].astype("Int64") / frame["homes"].astype("Int64").where(frame["homes"] > 0)
    return pd.DataFrame(
        {
            "What": frame["name"],
            **columns,
            "Homes": told(frame["homes"].astype("Int64"), frame["homes"].isna()),
            "Share": share.map(percent).mask(frame[first].isna(), HIDDEN),
        }
    )


def bands_table(bands: pd.DataFrame) -> pd.DataFrame:
    """Of frame[band, children, past], where what is counted is homes."""
    homes = bands["children"].astype("Int64")
    return pd.DataFrame({"Care in the home": bands["band"], "Homes": told(homes, homes.isna())})


def linked_table(by: pd.DataFrame) -> pd.DataFrame:
    """Of frame[confidence, signal, homes]: a row a signal, a column a confidence; all of them first."""
    words = {"all": "all of them", "referral": "referral on one day", "family": "family id"}
    wide = by.pivot_table(index="signal", columns="confidence", values="homes", aggfunc="first", sort=False)
    hidden = by.assign(gone=by["homes"].isna()).pivot_table(
        index="signal", columns="confidence", values="gone", aggfunc="first", sort=False
    )
    wide = wide.reindex(hidden.index)
    table = pd.DataFrame({"Linked by": [words.get(str(name), str(name)) for name in hidden.index]})
    for confidence in hidden.columns:
        gone = hidden[confidence].eq(True).reset_index(drop=True)
        counts = wide[confidence] if confidence in wide else pd.Series(index=hidden.index, dtype="float64")
        table[f"Homes, {confidence} confidence"] = told(counts.astype("Int64").reset_index(drop=True), gone)
    return table
