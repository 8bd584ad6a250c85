"""What the Drift and delay page asks besides its figures: how long plans last, how they end, who is drifting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import event, plan_month
from data.facts.terms import FLAGS, TWO_YEARS_DAYS
from queries.coarse import coarse_at_risk, coarse_curve, coarse_ends, coarse_median, enough_to_draw
from queries.disclosure import nought_is_shown, one_rounded, refuse_crossing, rounded_figures
from queries.door import ask, ask_by_home
from queries.filters import Filters, Population, conditions, in_population
from queries.headlines import Headline
from queries.holdings import first_month, flags_in_words, month_of, practice
from queries.households import PARTS
from queries.measure import Period, measure
from queries.methods.funnel import Funnel
from queries.methods.survival import aalen_johansen, at_risk_on, kaplan_meier, median, watched
from queries.rungs import on_rungs
from queries.teams import team_funnel

COHORTS = 3
AT_RISK_DAYS = (0, 91, 182, 365, 548, TWO_YEARS_DAYS)
ENDS_YEARS = 3
PERIOD = "last twelve months"
# Of plans ended, those to which nothing had come back after so long.
HELD = {"sustained_exit_6m": "Six months", "sustained_exit_12m": "A year", "sustained_exit_24m": "Two years"}


@dataclass(frozen=True)
class Survival:
    """Curves of plans still open.

    curves   [cohort, day, open_share, low, high, kind]; kind focus | before | period
    at_risk  [cohort, day, at_risk]
    medians  [cohort, begun, median, low, high, ended]: days by which half had ended, and the share (0 to 1) that had
             by then; missing where not half have
    left_out names of the cohorts that have no curve: too few plans, or followed for too short a time

    For a scope that is not exact all of it is read from the same curve, at quarters and from rounded counts.
    """

    curves: pd.DataFrame
    at_risk: pd.DataFrame
    medians: pd.DataFrame
    left_out: tuple[str, ...] = ()


def plans_by_duration(scope: Scope, filters: Filters) -> pd.DataFrame:
    """The ladder: frame[band, children, past], one row a rung of local practice's ladder, from the bottom.

    band says completed months on the plan; past = at or beyond the line called long; children is missing where hidden.
    """
    settings = practice(scope)
    steps = [0, *settings.ladder_months]
    rung = sa.case(
        *((plan_month.c.spell_months >= step, number) for number, step in reversed(list(enumerate(steps)))), else_=0
    )
    children = on_rungs(scope, plan_month, rung, len(steps), _rows(scope, filters, Population.NEGLECT_CP), filters)
    names = [
        f"under {steps[1]}",
        *(f"{a} to {b}" for a, b in pairwise(steps[1:])),
        f"{steps[-1]} or more",
    ]
    return pd.DataFrame(
        {
            "band": names,
            "children": children,
            "past": [step >= settings.long_plan_months for step in steps],
        }
    )


def plan_survival(scope: Scope, filters: Filters) -> Survival:
    """Share of plans still open by days since they began: the latest whole years begun, and the year to the month.

    Only years the data covers from their first day; and plans that began before it does are watched from then on.
    """
    month, begins = month_of(scope, filters), data_begins(scope)
    plans = plans_followed(scope, filters, month)
    until = pd.Timestamp(month)
    last_whole = month.year - 1 if month.month < 12 else month.year
    parts: list[tuple[str, str, pd.DataFrame]] = []
    for year in range(last_whole - COHORTS + 1, last_whole + 1):
        if pd.Timestamp(year, 1, 1) >= begins:
            begun = plans[plans["start"].dt.year == year]
            kind = "focus" if year == last_whole else "before"
            parts.append((f"begun in {year}", kind, times_of(begun, until=until)))
    since = max(until - pd.DateOffset(years=1), begins)
    parts.append((PERIOD, "period", times_of(plans, until=until, since=since)))
    curves, at_risk, medians, left_out = [], [], [], []
    for cohort, kind, times in parts:
        curve = kaplan_meier(times["entry"], times["exit"], times["ended"])
        drawn = curve
        if not scope.exact:
            enough = not curve.empty and enough_to_draw(times)
            drawn = coarse_curve(curve, times, nought=nought_is_shown(filters)) if enough else curve.iloc[:0]
        if drawn.empty or drawn["day"].max() == 0:
            left_out.append(cohort)
            continue
        days = [day for day in AT_RISK_DAYS if day <= drawn["day"].max()]
        still = at_risk_on(times["entry"], times["exit"], days).assign(cohort=cohort)
        half = median(curve)
        told = {"begun": len(times), "median": half.days, "low": half.low, "high": half.high}
        if not scope.exact:
            still["at_risk"] = coarse_at_risk(still, times)
            told = {"begun": one_rounded(len(times)), "median": coarse_median(drawn), "low": np.nan, "high": np.nan}
        told["ended"] = ended_by(drawn, told["median"])
        curves.append(drawn[["day", "open_share", "low", "high"]].assign(cohort=cohort, kind=kind))
        at_risk.append(still)
        medians.append({"cohort": cohort, **told})
    return Survival(
        _stacked(curves, ["cohort", "day", "open_share", "low", "high", "kind"]),
        _stacked(at_risk, ["cohort", "day", "at_risk"]),
        pd.DataFrame(medians, columns=["cohort", "begun", "median", "low", "high", "ended"]),
        tuple(left_out),
    )


def ended_by(curve: pd.DataFrame, day: float | None) -> float:
    """Of frame[day, open_share]: the share (0 to 1) that had ended by the day; missing where there is none."""
    reached = curve if day is None else curve[curve["day"] <= day]
    return np.nan if day is None or reached.empty else 1 - float(reached["open_share"].iloc[-1])


def plan_ends(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How plans begun since `ends_since` ended: frame[day, cause, share], allowing for each other. For a scope that is
    not exact at quarters, where a share that is hidden is missing."""
    month = month_of(scope, filters)
    plans = plans_followed(scope, filters, month)
    begun = plans[plans["start"] >= pd.Timestamp(ends_since(scope, filters))]
    times = times_of(begun, until=pd.Timestamp(month))
    times = times.assign(cause=times["outcome"].where(times["ended"]))
    ways = aalen_johansen(times["entry"], times["exit"], times["cause"])
    if scope.exact:
        return ways
    return coarse_ends(ways, times, nought=nought_is_shown(filters)) if enough_to_draw(times) else ways.iloc[:0]


def ends_since(scope: Scope, filters: Filters) -> date:
    """The first day of the three years to the month, or the data's first if that is later."""
    back = pd.Timestamp(month_of(scope, filters)) - pd.DateOffset(years=ENDS_YEARS) + pd.Timedelta(days=1)
    since: date = max(back, data_begins(scope)).date()
    return since


def ended_so_far(ways: pd.DataFrame) -> "pd.Series[float]":
    """Share ended in each way by the last day the curves reach, by cause; missing where it is hidden."""
    last = ways[ways["day"] == ways["day"].max()].set_index("cause")["share"] if len(ways) else pd.Series(dtype=float)
    return last


def months_followed(ways: pd.DataFrame) -> int:
    """How many whole months after they began the curves of plans' ends reach."""
    return int(ways["day"].max() / (365.25 / 12)) if len(ways) else 0


def drift_by_team(scope: Scope, filters: Filters) -> Funnel:
    """Each team's share of children drifting, on a funnel around the whole (see `team_funnel`)."""
    return team_funnel(scope, "drifting", filters)


def long_and_repeat(scope: Scope, filters: Filters, months: int = 37) -> pd.DataFrame:
    """Long plans beside repeat plans: frame[month, line, share]. Repeats are of plans begun in the twelve months."""
    frame = measure(scope, ["plans_long", "repeat_plan_24m"], filters, period=Period.TWELVE_MONTHS, months=months)
    long = practice(scope).long_plan_months
    names = {"plans_long": f"open {long} months or more", "repeat_plan_24m": "repeat within 24 months"}
    shown = frame.assign(line=frame["key"].map(names), share=frame["value"])
    return shown[["month", "line", "share", "numerator", "denominator"]]


def held_by_route(scope: Scope, filters: Filters, figures: Mapping[str, Headline]) -> pd.DataFrame:
    """Plans that held, by how they ended: frame[route, key, numerator, denominator], a row a measure of HELD and a way
    of ending: all of them first, then the commonest. Counts are missing where hidden or not recorded. For a scope that
    is not exact, ways of which nothing can be shown are left out, those that none had as those that a few had."""
    whole = [("All of them", key, figures[key].numerator, figures[key].denominator) for key in HELD]
    every = pd.DataFrame(whole, columns=["route", "key", "numerator", "denominator"])
    by = measure(scope, list(HELD), filters, by=["outcome"]).rename(columns={"outcome": "route"})
    by["seen"] = by["denominator"].where(by["numerator"].notna())
    by = by.assign(size=by.groupby("route")["seen"].transform("sum")).query("size > 0")
    by = by.sort_values(["size", "route"], ascending=[False, True], kind="stable")
    told = pd.concat([every, by[every.columns]], ignore_index=True)
    return told.astype({"numerator": "Int64", "denominator": "Int64"})


def flag_counts(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How often each drift flag is up: frame[flag, children, recorded]; recorded = children it is known for. Both are
    missing where hidden from the scope."""
    conditions = {"top": 1, "rest": 0}
    sums = [
        column
        for name in FLAGS
        for column in (
            sa.func.coalesce(sa.func.sum(plan_month.c[name]), 0).label(f"numerator_{name}"),
            sa.func.count(plan_month.c[name]).label(f"denominator_{name}"),
            *(
                sa.func.count(sa.distinct(sa.case((plan_month.c[name] == value, plan_month.c.household_key)))).label(
                    f"{part}_{name}"
                )
                for part, value in conditions.items()
            ),
            sa.func.count(sa.distinct(sa.case((plan_month.c[name].is_not(None), plan_month.c.household_key)))).label(
                f"bottom_{name}"
            ),
        )
    ]
    row = ask(scope, sa.select(*sums).where(*_rows(scope, filters, Population.NEGLECT_CP))).iloc[0]
    parts = ("numerator", "denominator", *PARTS)
    counts = pd.DataFrame([{part: int(row[f"{part}_{name}"]) for part in parts} for name in FLAGS], dtype="Int64")
    shown = counts if scope.exact else rounded_figures(counts, nought=nought_is_shown(filters))
    words = flags_in_words(scope)
    return pd.DataFrame(
        {
            "flag": [words[name] for name in FLAGS],
            "children": shown["numerator"].astype("Int64"),
            "recorded": shown["denominator"].astype("Int64"),
        }
    )


def flags_unknown(scope: Scope, filters: Filters) -> list[str]:
    """The flags that are recorded for no child in the month, in words: figures of drifting are then a floor."""
    flags = flag_counts(scope, filters)
    return flags.loc[(flags["recorded"] == 0).fillna(False), "flag"].tolist()


def data_begins(scope: Scope) -> pd.Timestamp:
    """The first day of the first month worked out."""
    first = first_month(scope)
    return pd.Timestamp(first.replace(day=1)) if first else pd.Timestamp.min


def plans_begun(scope: Scope, filters: Filters, month: date) -> list[sa.ColumnElement[bool]]:
    """Child protection spells begun by the month, also before the data begins, within the filters."""
    refuse_crossing(scope, filters)
    return [
        event.c.kind.in_(("plan_start", "plan_running")),
        event.c.month <= month,
        in_population(event, filters.population or Population.NEGLECT_CP, filters.basis, "plan_start"),
        *conditions(filters, event),
    ]


def _rows(scope: Scope, filters: Filters, population: Population) -> list[sa.ColumnElement[bool]]:
    """The month's plan rows of the population, within the filters."""
    refuse_crossing(scope, filters)
    chosen = in_population(plan_month, filters.population or population, filters.basis, None)
    return [plan_month.c.month == month_of(scope, filters), chosen, *conditions(filters, plan_month)]


def plans_followed(scope: Scope, filters: Filters, month: date) -> pd.DataFrame:
    """Child protection spells begun by the month, also before the data begins: frame[start, end, outcome,
    neurodivergence, age_band, home], the last two of them when the plan began, with nothing that says whose."""
    rows = ask_by_home(
        scope,
        sa.select(
            event.c.event_date.label("start"),
            event.c.done_date.label("end"),
            event.c.outcome,
            event.c.neurodivergence,
            event.c.age_band,
        ).where(*plans_begun(scope, filters, month)),
    )
    return rows.assign(start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"]))


def times_of(plans: pd.DataFrame, *, until: pd.Timestamp, since: pd.Timestamp | None = None) -> pd.DataFrame:
    """`plans_followed` with the days each was watched (see `watched`): frame[..., entry, exit, ended]."""
    return plans.join(watched(plans["start"], plans["end"], until=until, since=since), how="inner")


def _stacked(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
