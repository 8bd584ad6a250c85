"""What the Neurodiversity and caring page asks besides its figures: what is recorded, plans like with like, who was
asked about caring."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import household_month, plan_month
from queries.coarse import coarse_at_risk, coarse_curve, coarse_median, enough_to_draw
from queries.disclosure import nought_is_shown, nought_of_parts, one_rounded, refuse_crossing, rounded, rounded_counts
from queries.door import ask
from queries.drift import AT_RISK_DAYS, Survival, data_begins, plans_followed, times_of
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import AGE_ORDER, NOT_RECORDED, month_of
from queries.methods.standardise import (
    NOT_KNOWN,
    Estimate,
    common_strata,
    ratio,
    weighted_kaplan_meier,
    weights,
)
from queries.methods.survival import at_risk_on, median

# Kinds of status as shown, from the surest, then what is not known.
STATUSES = ("Diagnosed", "On a pathway", "Suspected", "Disability recorded")
NO_STATUS, NOTHING = "Records, but no status", "Nothing recorded"
# Who is compared. A disability code that does not say which proves nothing of neurodivergence.
DIAGNOSED, WAITING, OTHERS = "Diagnosed", "Pathway or suspected", "No status recorded"
GROUPS = {"Diagnosed": DIAGNOSED, "On a pathway": WAITING, "Suspected": WAITING}
KINDS = {DIAGNOSED: "focus", WAITING: "period", OTHERS: "before"}
# Years to the month whose plans are followed, and how many plans of an age each group must have to be compared at it.
YEARS, LEAST_OF_AN_AGE = 3, 5
# Why a household's children are to be asked, and how far they have been.
CHILD, PARENT = "A child is neurodivergent or disabled", "Only a parent is unwell or disabled"
NEVER, SOME, ALL = "never asked", "some, or long ago", "all asked in date"


@dataclass(frozen=True)
class LikeWithLike:
    """Plans of groups with the same mix of ages.

    survival  curves, numbers at risk and medians, a cohort being a group
    times     how many times as long until half the plans of children diagnosed had ended as of those with no status
              recorded; the interval is missing for a scope that is not exact
    beyond    whether that is more, or less, than chance would explain; None where it cannot be said
    ages      the ages at which plans began that are compared
    """

    survival: Survival
    times: Estimate
    beyond: bool | None
    ages: tuple[str, ...]


def status_counts(scope: Scope, filters: Filters) -> pd.DataFrame:
    """What is recorded of the children on plans: frame[band, children, past], one row a status in order of sureness;
    past marks those of whom nothing is recorded. children is missing where hidden."""
    refuse_crossing(scope, filters, ("neurodivergence",))
    unknown = plan_month.c.neurodivergence == NOT_RECORDED
    band = sa.case(
        (sa.and_(unknown, plan_month.c.needs_recorded == 1), NO_STATUS),
        (unknown, NOTHING),
        else_=plan_month.c.neurodivergence,
    )
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    counted = ask(
        scope,
        sa.select(
            band.label("band"),
            sa.func.count().label("children"),
            sa.func.count(sa.distinct(plan_month.c.household_key)).label("households"),
        )
        .where(plan_month.c.month == month_of(scope, filters), chosen, *conditions(filters, plan_month))
        .group_by(band),
    )
    counted = counted.set_index("band").reindex([*STATUSES, NO_STATUS, NOTHING], fill_value=0)
    children = counted["children"].astype("Int64")
    by = ("neurodivergence",)
    nought = nought_is_shown(filters, by)
    shown = children if scope.exact else rounded_counts(children, counted["households"], nought=nought)
    return pd.DataFrame({"band": counted.index, "children": shown.to_numpy(), "past": counted.index == NOTHING})


def plans_like_with_like(scope: Scope, filters: Filters) -> LikeWithLike:
    """Share of child protection plans still open, by what is recorded of the child when the plan began: every plan of
    the three years to the month, each from the age it had when they began, with the mix of ages of all of them."""
    refuse_crossing(scope, filters, ("neurodivergence",))
    month = month_of(scope, filters)
    until = pd.Timestamp(month)
    since = max(until - pd.DateOffset(years=YEARS), data_begins(scope))
    plans = times_of(plans_followed(scope, filters, month), until=until, since=since)
    plans["group"] = plans["neurodivergence"].map(GROUPS).fillna(OTHERS)
    alike = made_alike(plans)
    times, halves = alike.times, alike.halves
    beyond = None if times.low is None or times.high is None else not times.low <= 1 <= times.high
    if not scope.exact:
        # Of the curve as it is drawn: another would tell on which day it was.
        coarse = {name: coarse_curve(curve, alike.plans[name], nought=False) for name, curve in alike.curves.items()}
        halves = {name: Estimate(coarse_median(curve), None, None) for name, curve in coarse.items()}
        told = ratio(halves.get(DIAGNOSED, NOT_KNOWN), halves.get(OTHERS, NOT_KNOWN)).value
        times = Estimate(None if told is None else round(told, 1), None, None)
        beyond = None if told is None else beyond
    return LikeWithLike(_survival(scope, alike, halves), times, beyond, alike.ages)


@dataclass(frozen=True)
class Alike:
    """Groups with the same mix of ages, as they are, and so never for a page: by group the plans compared, their curve
    and the day half had ended; and the ages."""

    plans: dict[str, pd.DataFrame]
    curves: dict[str, pd.DataFrame]
    halves: dict[str, Estimate]
    ages: tuple[str, ...]

    @property
    def times(self) -> Estimate:
        """How many times as long until half the plans of children diagnosed had ended as of those with no status."""
        return ratio(self.halves.get(DIAGNOSED, NOT_KNOWN), self.halves.get(OTHERS, NOT_KNOWN))


def made_alike(plans: pd.DataFrame) -> Alike:
    """Groups of ten plans or more in three households or more, with the mix of ages of all of them.

    plans  frame[group, age_band, entry, exit, ended, home]
    """
    drawn = [name for name in KINDS if enough_to_draw(plans[plans["group"] == name])]
    plans = plans[plans["group"].isin(drawn) & (plans["age_band"] != NOT_RECORDED)]
    ages = common_strata(plans["group"], plans["age_band"], LEAST_OF_AN_AGE) if len(drawn) > 1 else []
    plans = plans[plans["age_band"].isin(ages)].reset_index(drop=True)
    plans["weight"] = weights(plans["group"], plans["age_band"]) if len(plans) else np.zeros(0)
    parts = {name: plans[plans["group"] == name] for name in drawn}
    # Of those left once the ages are alike there must be enough as well.
    parts = {name: part for name, part in parts.items() if enough_to_draw(part)}
    curves = {name: _curve(part) for name, part in parts.items()}
    curves = {name: curve for name, curve in curves.items() if len(curve)}
    half = {name: median(curve) for name, curve in curves.items()}
    return Alike(
        parts,
        curves,
        {name: Estimate(found.days, found.low, found.high) for name, found in half.items()},
        tuple(age for age in AGE_ORDER if age in ages),
    )


def _curve(plans: pd.DataFrame) -> pd.DataFrame:
    """The weighted curve. Brothers' and sisters' plans end together: as many stand for one as a home has."""
    design = len(plans) / plans["home"].nunique()
    return weighted_kaplan_meier(plans["entry"], plans["exit"], plans["ended"], plans["weight"], design=design)


def _survival(scope: Scope, alike: Alike, halves: dict[str, Estimate]) -> Survival:
    """The groups' curves as the scope may see them, with the days half had ended as it may."""
    drawn, still, medians = [], [], []
    for name, curve in alike.curves.items():
        plans, half = alike.plans[name], halves[name]
        days = [day for day in AT_RISK_DAYS if day <= curve["day"].max()]
        at_risk = at_risk_on(plans["entry"], plans["exit"], days).assign(cohort=name)
        shown, begun = curve, len(plans)
        if not scope.exact:
            shown = coarse_curve(curve, plans, nought=False)
            at_risk["at_risk"] = coarse_at_risk(at_risk, plans)
        drawn.append(shown[["day", "open_share", "low", "high"]].assign(cohort=name, kind=KINDS[name]))
        still.append(at_risk)
        medians.append(
            {
                "cohort": name,
                "begun": begun if scope.exact else one_rounded(begun),
                "median": half.value,
                "low": half.low,
                "high": half.high,
            }
        )
    if not drawn:
        nothing = pd.DataFrame(columns=["cohort", "begun", "median", "low", "high"])
        return Survival(nothing, nothing, nothing)
    return Survival(
        pd.concat(drawn, ignore_index=True),
        pd.concat(still, ignore_index=True),
        pd.DataFrame(medians).astype(dict.fromkeys(("median", "low", "high"), "float64")),
    )


def homes_by_caring(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Households with a child to be asked about caring: frame[why, state, homes], why and state in order, every pair
    there. homes is missing where hidden, and everywhere where it is not recorded whether anybody was asked."""
    refuse_crossing(scope, filters)
    home = household_month.c
    why = sa.case((home.caring_for_child == 1, CHILD), else_=PARENT)
    state = sa.case(
        (home.caring_never == home.caring_due, NEVER), (home.caring_in_date == home.caring_due, ALL), else_=SOME
    )
    chosen = in_population(household_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    counted = ask(
        scope,
        sa.select(why.label("why"), state.label("state"), sa.func.count().label("homes"))
        .where(
            home.month == month_of(scope, filters),
            home.caring_due > 0,
            home.caring_never.is_not(None),
            chosen,
            *conditions(filters, household_month),
        )
        .group_by(why, state),
    )
    every = pd.MultiIndex.from_product([(CHILD, PARENT), (NEVER, SOME, ALL)], names=["why", "state"])
    homes = counted.set_index(["why", "state"])["homes"].reindex(every, fill_value=0).astype("Int64").reset_index()
    nought = nought_of_parts(filters, homes["homes"].sum())
    return homes if scope.exact else homes.assign(homes=rounded(homes["homes"], nought=nought))
