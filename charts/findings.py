"""What a picture shows, as the sentence that stands over it."""

import pandas as pd

from charts.axes import MONTH
from charts.words import counted, listed, number, percent


def half_had_ended(medians: pd.DataFrame, period: str, *, by_day: bool = True) -> str:
    """Of frame[cohort, median, ended]: the latest cohort half of which has ended; `period` names the period curve.

    by_day: the day may be told; else the curve is known at quarters alone, from rounded counts, and it is said how many
    had ended by the first at which half had
    """
    reached = medians.dropna(subset=["median"])
    cohorts = reached[reached["cohort"] != period]
    if reached.empty:
        return "In no year have half the plans ended yet"
    row = (cohorts if len(cohorts) else reached).iloc[-1]
    whose = f"of the {period}" if row["cohort"] == period else row["cohort"]
    months = row["median"] / MONTH
    if not by_day:
        return f"About {percent(row['ended'])} of the plans {whose} had ended within {number(months)} months"
    return f"Half of the plans {whose} had ended after {number(months)} months (by day {number(row['median'])})"


def beyond_chance(groups: pd.DataFrame) -> str:
    """Of frame[group, outside]: the teams above the funnel, by name."""
    high = groups.loc[groups["outside"] == "above", "group"].tolist()
    if not high:
        return "No team drifts more than chance would explain"
    return f"{listed(high)} {'drifts' if len(high) == 1 else 'drift'} more than chance would explain"


def acted_on(weights: pd.DataFrame) -> str:
    """Of frame[neglect, value, less]: which kinds of neglect plans act on less than on physical neglect."""
    less = weights.loc[weights["less"].astype(bool), "neglect"].str.lower().tolist()
    if less:
        return f"Plans act less on {listed(less)} neglect than on physical neglect"
    if weights["value"].isna().any():
        return "Whether plans act on all three alike cannot be said here"
    return "Plans act on the three kinds of neglect alike, as far as chance lets us tell"


def done_less(groups: pd.DataFrame, one: str = "records less", many: str = "record less") -> str:
    """Of frame[group, outside]: the teams below the funnel, by name, that do less of what should be done for a child.

    one, many: what a team, and teams, do
    """
    low = groups.loc[groups["outside"] == "below", "group"].tolist()
    if not low:
        return f"No team {one} than chance would explain"
    return f"{listed(low)} {one if len(low) == 1 else many} than chance would explain"


def times_as_long(times: float | None, low: float | None, high: float | None) -> str:
    """How many times as long plans last where a diagnosis is recorded, with its interval where that is known."""
    if times is None:
        return "How many times as long they last cannot be said yet"
    likely = "" if low is None or high is None else f" (likely between {low:.1f} and {high:.1f})"
    return f"{times:.1f} times as long where a diagnosis is recorded{likely}"


def judged(beyond: bool | None) -> str:
    """What chance has to do with a difference; nothing where that cannot be said."""
    said = {True: ": beyond what chance would explain", False: ": no more than chance would explain"}
    return "" if beyond is None else said[beyond]


def plans_beside(medians: pd.DataFrame, group: str, other: str, *, by_day: bool = True) -> str:
    """Of frame[cohort, median], in days: after how many months half the plans of two groups had ended; within how many,
    where the curve is known at quarters alone (not `by_day`)."""
    half = medians.set_index("cohort")["median"].reindex([group, other])
    if half.isna().all():
        return "In no group have half the plans ended yet"
    said = [f"{number(days / MONTH)} months" if pd.notna(days) else "more time than was watched" for days in half]
    half_had = "Half the plans had ended after" if by_day else "Half the plans or more had ended within"
    return f"{half_had} {said[0]} where a diagnosis is recorded, {said[1]} where no status is"


def homes_never_asked(homes: pd.DataFrame) -> str:
    """Of frame[why, state, homes], the worst state of the first kind of household first: in how many nobody asked."""
    first = homes["homes"].iloc[0]
    if pd.isna(first):
        return "In how many homes nobody asked about caring is hidden: too few to show"
    if homes["homes"].sum() == 0:
        return "In no home is a child to be asked about caring"
    where = "where a child is neurodivergent or disabled"
    if first == 0:
        return f"In every home {where}, somebody has asked about caring"
    return f"In {counted(first, 'home')} {where}, nobody has ever asked who is caring"


def how_plans_ended(so_far: "pd.Series[float]", months: int) -> str:
    """Of shares by way of ending so many months on: how many had ended in care, or that it is not recorded."""
    if "Not recorded" in so_far.index:
        return "How plans ended is recorded only in part"
    if "Into care" not in so_far.index and "Other ways" in so_far.index:
        return "How many plans ended in care is hidden: too few to show"
    if "Into care" not in so_far.index:
        return "No plan is known to have ended in care"
    return f"After {months} months, {percent(so_far['Into care'])} of plans had ended in care"


def stands_out(groups: pd.DataFrame, worse: str) -> str:
    """Of frame[group, beyond, unsure], all the children in its first row: the groups that fare worse than all beyond
    chance.

    worse: which side of all is worse, "above" or "below"; "" where neither is. Where none is so for sure, those that
    are by their rounded counts are named, as unsure.
    """
    compared = groups.iloc[1:]
    out = compared[compared["beyond"].eq(worse) if worse else compared["beyond"].ne("")]
    if out.empty:
        fares = "fares worse than" if worse else "differs from"
        apart = compared[compared["unsure"].eq(worse) if worse else compared["unsure"].ne("")]
        if len(apart):
            stand = "stands" if len(apart) == 1 else "stand"
            names = listed([f"\u201c{name}\u201d" for name in apart["group"]])
            return f"{names} {stand} out from all, though rounded counts of so few cannot be sure that it is not chance"
        return f"No group {fares} all the children by more than chance would explain"
    names = listed([f"\u201c{name}\u201d" for name in out["group"]])
    fares = "fare worse than" if worse else "differ from"
    return f"Children in {names} {fares} all by more than chance would explain"


def between_in_words(between: bool, beyond: bool, share_between: float, share_beyond: float) -> str:
    """Whether an outcome differs between intersections of characteristics, and whether beyond the sum of the parts.

    share_between, share_beyond: of all variation (0 to 1), the part between them, and the part beyond that sum
    """
    if beyond:
        return (
            "Some intersections fare differently from what their single characteristics would lead one to expect, by "
            f"more than chance would explain: {percent(share_beyond)} of all variation lies there."
        )
    if between:
        return (
            f"Intersections differ by more than chance would explain ({percent(share_between)} of all variation lies "
            "between them), and their single characteristics are enough to explain it."
        )
    return "Intersections do not differ by more than chance would explain."


def with_many(groups: pd.DataFrame, many: str) -> str:
    """Of frame[group, share, beyond], all the children in its first row: how those with `many` recorded fare."""
    rows = groups[groups["group"] == many]
    if rows.empty or pd.isna(rows["share"].iloc[0]):
        return f"How children with {many} recorded fare is hidden, or not recorded"
    chance = {"above": "more than chance would explain", "below": "less than chance would leave"}.get(
        rows["beyond"].iloc[0], "no further apart than chance would take them"
    )
    return f"{percent(rows['share'].iloc[0])} with {many} recorded, {percent(groups['share'].iloc[0])} of all: {chance}"


def meet_most(sets: pd.DataFrame, worse: str) -> str:
    """Of frame[group, denominator, beyond], all the children first and the largest set next: which it is, and which
    sets fare worse than all."""
    largest = sets.iloc[1]
    return f"{largest['group']} meet most often: {number(largest['denominator'])} children. {stands_out(sets, worse)}"


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


def short_of_a_line(lines: pd.DataFrame, *, rounded: bool = False) -> str:
    """Of frame[months, before, expected, beyond]: whether plans end just before the months that are watched."""
    about = "about " if rounded else ""
    high = lines[lines["beyond"]]
    met = [
        f"{about}{number(before)} in the month before {months} months, where {about}{number(expected)} would be usual"
        for months, before, expected in zip(high["months"], high["before"], high["expected"], strict=True)
    ]
    if met:
        return f"**Plans end just short of a line more often than chance would have it**: {listed(met)}. Ask why."
    watched = listed([str(months) for months in lines["months"]], last="or")
    if lines["before"].isna().all():
        return f"Whether plans end just before {watched} months cannot be shown: too few did."
    return f"Plans do not end just before {watched} months more often than chance would have it."
