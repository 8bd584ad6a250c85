"""What the Drift and delay page asks besides its figures: how long plans last, how they end, who is drifting."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import FLAGS, TWO_YEARS_DAYS, event, plan_month
from queries.door import ask, cases
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import NOT_RECORDED, first_month, flags_in_words, latest_month, practice
from queries.indicators import REGISTRY
from queries.measure import Period, measure
from queries.methods.funnel import Funnel, funnel
from queries.methods.survival import aalen_johansen, at_risk_on, kaplan_meier, median, watched

COHORTS = 3
AT_RISK_DAYS = (0, 91, 182, 365, 548, TWO_YEARS_DAYS)
ENDS_YEARS = 3
SMALLEST_TEAM = 10
PERIOD = "last twelve months"
_HELD = ("person_id", "age", "team", "plan_type", "spell_months", "cumulative_days", "next_due", "next_due_kind")
CASE_COLUMNS = [*_HELD, "overdue"]


@dataclass(frozen=True)
class Survival:
    """Curves of plans still open.

    curves   [cohort, day, open_share, low, high, kind]; kind focus | before | period
    at_risk  [cohort, day, at_risk]
    medians  [cohort, begun, median, low, high]: days by which half had ended; missing where not half have
    """

    curves: pd.DataFrame
    at_risk: pd.DataFrame
    medians: pd.DataFrame


def plans_by_duration(scope: Scope, filters: Filters) -> pd.DataFrame:
    """The ladder: frame[band, children, past], one row a rung of local practice's ladder, from the bottom.

    band says completed months on the plan; past = at or beyond the line called long.
    """
    settings = practice(scope)
    counted = ask(
        scope,
        sa.select(plan_month.c.spell_months, sa.func.count().label("children"))
        .where(*_rows(scope, filters, Population.NEGLECT_CP))
        .group_by(plan_month.c.spell_months),
    )
    steps = [0, *settings.ladder_months]
    names = [
        f"under {steps[1]}",
        *(f"{a} to {b}" for a, b in pairwise(steps[1:])),
        f"{steps[-1]} or more",
    ]
    rung = pd.cut(counted["spell_months"].astype("float64"), [*steps, np.inf], right=False, labels=names)
    children = counted.groupby(rung, observed=False)["children"].sum()
    return pd.DataFrame(
        {
            "band": names,
            "children": children.reindex(names).to_numpy(dtype="int64"),
            "past": [step >= settings.long_plan_months for step in steps],
        }
    )


def plan_survival(scope: Scope, filters: Filters) -> Survival:
    """Share of plans still open by days since they began: the latest whole years begun, and the year to the month.

    Only years the data covers from their first day; and plans that began before it does are watched from then on.
    """
    month, begins = _month(scope, filters), _data_begins(scope)
    plans = _plans(scope, filters, month)
    until = pd.Timestamp(month)
    last_whole = month.year - 1 if month.month < 12 else month.year
    parts: list[tuple[str, str, pd.DataFrame]] = []
    for year in range(last_whole - COHORTS + 1, last_whole + 1):
        if pd.Timestamp(year, 1, 1) >= begins:
            begun = plans[plans["start"].dt.year == year]
            kind = "focus" if year == last_whole else "before"
            parts.append((f"begun in {year}", kind, watched(begun["start"], begun["end"], until=until)))
    since = max(until - pd.DateOffset(years=1), begins)
    parts.append((PERIOD, "period", watched(plans["start"], plans["end"], until=until, since=since)))
    curves, at_risk, medians = [], [], []
    for cohort, kind, times in parts:
        curve = kaplan_meier(times["entry"], times["exit"], times["ended"])
        if curve.empty:
            continue
        curves.append(curve[["day", "open_share", "low", "high"]].assign(cohort=cohort, kind=kind))
        days = [day for day in AT_RISK_DAYS if day <= curve["day"].max()]
        at_risk.append(at_risk_on(times["entry"], times["exit"], days).assign(cohort=cohort))
        half = median(curve)
        medians.append({"cohort": cohort, "begun": len(times), "median": half.days, "low": half.low, "high": half.high})
    return Survival(
        _stacked(curves, ["cohort", "day", "open_share", "low", "high", "kind"]),
        _stacked(at_risk, ["cohort", "day", "at_risk"]),
        pd.DataFrame(medians, columns=["cohort", "begun", "median", "low", "high"]),
    )


def plan_ends(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How plans begun since `ends_since` ended: frame[day, cause, share], allowing for each other."""
    month = _month(scope, filters)
    plans = _plans(scope, filters, month)
    begun = plans[plans["start"] >= pd.Timestamp(ends_since(scope, filters))]
    times = watched(begun["start"], begun["end"], until=pd.Timestamp(month))
    cause = begun["outcome"].reindex(times.index).where(times["ended"])
    return aalen_johansen(times["entry"], times["exit"], cause)


def ends_since(scope: Scope, filters: Filters) -> date:
    """The first day of the three years to the month, or the data's first if that is later."""
    back = pd.Timestamp(_month(scope, filters)) - pd.DateOffset(years=ENDS_YEARS) + pd.Timedelta(days=1)
    since: date = max(back, _data_begins(scope)).date()
    return since


def ended_so_far(ways: pd.DataFrame) -> "pd.Series[float]":
    """Share ended in each way by the last day the curves reach, by cause."""
    last = ways[ways["day"] == ways["day"].max()].set_index("cause")["share"] if len(ways) else pd.Series(dtype=float)
    return last


def months_followed(ways: pd.DataFrame) -> int:
    """How many whole months after they began the curves of plans' ends reach."""
    return int(ways["day"].max() / (365.25 / 12)) if len(ways) else 0


def drift_by_team(scope: Scope, filters: Filters) -> Funnel:
    """Each team's share of children drifting, on a funnel around the whole. Teams of under ten are left out: one
    child more would move such a team across the picture. So are children whose team is not recorded: no team of theirs
    can be compared."""
    counted = measure(scope, ["drifting"], filters, by=["team"]).rename(columns={"team": "group"})
    teams = (counted["denominator"] >= SMALLEST_TEAM) & (counted["group"] != NOT_RECORDED) & counted["group"].notna()
    return funnel(counted[teams].reset_index(drop=True))


def long_and_repeat(scope: Scope, filters: Filters, months: int = 37) -> pd.DataFrame:
    """Long plans beside repeat plans: frame[month, line, share]. Repeats are of plans begun in the twelve months."""
    frame = measure(scope, ["plans_long", "repeat_plan_24m"], filters, period=Period.TWELVE_MONTHS, months=months)
    long = practice(scope).long_plan_months
    names = {"plans_long": f"open {long} months or more", "repeat_plan_24m": "repeat within 24 months"}
    shown = frame.assign(line=frame["key"].map(names), share=frame["value"])
    return shown[["month", "line", "share", "numerator", "denominator"]]


def children_behind(scope: Scope, key: str, filters: Filters) -> pd.DataFrame:
    """The children a figure counts: frame[CASE_COLUMNS, FLAGS], by the same expression as its numerator.

    Each flag is 1, 0 or missing (not recorded); overdue is 1 where what is due next was due before the as-at day.
    Most flags first, then longest on the plan. Raises NotAllowed for a scope that does not open cases, and ValueError
    for an indicator that does not count children.
    """
    entry = REGISTRY[key]
    if entry.unit != "children" or entry.fact != plan_month.name:
        raise ValueError(f"{entry.name} does not count children: it has no list.")
    columns = [plan_month.c[name] for name in (*_HELD, *FLAGS, "flag_count", "spell_days", "as_at")]
    rows = cases(
        scope,
        sa.select(*columns).where(*_rows(scope, filters, entry.population), entry.counted(filters.basis) == 1),
    )
    rows = rows.sort_values(
        ["flag_count", "spell_days", "person_id"], ascending=[False, False, True], ignore_index=True
    )
    due, as_at = pd.to_datetime(rows["next_due"]), pd.to_datetime(rows["as_at"])
    overdue = (due < as_at).astype("Int8").where(due.notna())
    return rows.assign(overdue=overdue)[[*CASE_COLUMNS, *FLAGS]]


def flag_counts(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How often each drift flag is up: frame[flag, children, recorded]; recorded = children it is known for."""
    sums = [
        column
        for name in FLAGS
        for column in (
            sa.func.coalesce(sa.func.sum(plan_month.c[name]), 0).label(f"up_{name}"),
            sa.func.count(plan_month.c[name]).label(f"known_{name}"),
        )
    ]
    row = ask(scope, sa.select(*sums).where(*_rows(scope, filters, Population.NEGLECT_CP))).iloc[0]
    return pd.DataFrame(
        [
            {"flag": words, "children": int(row[f"up_{n}"]), "recorded": int(row[f"known_{n}"])}
            for n, words in flags_in_words(scope).items()
        ]
    )


def flags_unknown(scope: Scope, filters: Filters) -> list[str]:
    """The flags that are recorded for no child in the month, in words: figures of drifting are then a floor."""
    flags = flag_counts(scope, filters)
    return flags.loc[flags["recorded"] == 0, "flag"].tolist()


def _month(scope: Scope, filters: Filters) -> date:
    return filters.month or latest_month(scope) or date.today()


def _data_begins(scope: Scope) -> pd.Timestamp:
    """The first day of the first month worked out."""
    first = first_month(scope)
    return pd.Timestamp(first.replace(day=1)) if first else pd.Timestamp.min


def _rows(scope: Scope, filters: Filters, population: Population) -> list[sa.ColumnElement[bool]]:
    """The month's plan rows of the population, within the filters."""
    chosen = in_population(plan_month, filters.population or population, filters.basis, None)
    return [plan_month.c.month == _month(scope, filters), chosen, *conditions(filters, plan_month)]


def _plans(scope: Scope, filters: Filters, month: date) -> pd.DataFrame:
    """Child protection spells begun by the month, also before the data begins: frame[start, end, outcome], with nothing
    that says whose."""
    population = filters.population or Population.NEGLECT_CP
    rows = ask(
        scope,
        sa.select(
            event.c.event_date.label("start"), event.c.done_date.label("end"), event.c.outcome.label("outcome")
        ).where(
            event.c.kind.in_(("plan_start", "plan_running")),
            event.c.month <= month,
            in_population(event, population, filters.basis, "plan_start"),
            *conditions(filters, event),
        ),
    )
    return rows.assign(start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"]))


def _stacked(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
