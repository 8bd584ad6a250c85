"""How often children were brought to their health appointments, like with like."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import plan_month
from queries.disclosure import nought_is_shown, refuse_crossing, rounded, rounded_figures
from queries.door import ask
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import NOT_RECORDED, month_of
from queries.households import PARTS
from queries.methods.standardise import NOT_KNOWN, Estimate, design_of, difference, ratio, standardised_share
from queries.neurodiversity import DIAGNOSED, GROUPS, OTHERS, WAITING

_COUNTS = ("numerator", "denominator", *PARTS, "children", "tops", "crossed", "bottoms")
# A group is compared at an age where so many of its appointments, or more, fell due.
LEAST_DUE = 5


@dataclass(frozen=True)
class MissedCare:
    """Appointments missed in the twelve months to the month, by what is recorded of the child.

    groups    frame[group, missed, due, share, low, high]: counts as they are, and the share with all groups' ages;
              low and high are missing, and the rest is rounded or hidden, for a scope that is not exact
    more      how many more in a hundred were missed by children diagnosed than by those with no status recorded, and
    times     how many times as many; both as shares, and without an interval for a scope that is not exact
    beyond    whether that is more, or fewer, than chance would explain; None where it cannot be said
    recorded  whether it is recorded here at all
    """

    groups: pd.DataFrame
    more: Estimate
    times: Estimate
    beyond: bool | None
    recorded: bool


def missed_care(scope: Scope, filters: Filters) -> MissedCare:
    """Shares of appointments missed by children on plans, directly standardised by age to all of them."""
    refuse_crossing(scope, filters, ("neurodivergence",))
    cells = _cells(scope, filters)
    groups = [group for group in (DIAGNOSED, WAITING, OTHERS) if (cells["group"] == group).any()]
    enough = cells[cells["denominator"] >= LEAST_DUE].groupby("age")["group"].nunique() == len(groups)
    ages = sorted(enough.index[enough])
    inside = cells[cells["age"].isin(ages)]
    standard = inside.groupby("age")["denominator"].sum().reindex(ages)
    shares = {
        group: _share(inside[inside["group"] == group].set_index("age").reindex(ages), standard) for group in groups
    }
    one, other = shares.get(DIAGNOSED, NOT_KNOWN), shares.get(OTHERS, NOT_KNOWN)
    more, times = difference(one, other), ratio(one, other)
    beyond = None if more.low is None or more.high is None else not more.low <= 0 <= more.high
    counted = cells.groupby("group")[list(_COUNTS)].sum().reindex(groups)
    frame = pd.DataFrame(
        {
            "group": groups,
            "missed": counted["numerator"].to_numpy(),
            "due": counted["denominator"].to_numpy(),
            **{name: [getattr(shares[group], of) for group in groups] for name, of in _OF.items()},
        }
    ).astype({"missed": "Int64", "due": "Int64", **dict.fromkeys(_OF, "float64")})
    if not scope.exact:
        frame = _as_rounded(frame, counted, nought=nought_is_shown(filters, ("neurodivergence",)))
        told = frame.set_index("group")["share"].reindex([DIAGNOSED, OTHERS])
        known = [Estimate(None if pd.isna(value) else float(value), None, None) for value in told]
        more = Estimate(None if told.isna().any() else float(told.iloc[0] - told.iloc[1]), None, None)
        times, beyond = ratio(*known), beyond if more.value is not None else None
    return MissedCare(frame, more, times, beyond, bool(cells["denominator"].sum() > 0))


_OF = {"share": "value", "low": "low", "high": "high"}


def _cells(scope: Scope, filters: Filters) -> pd.DataFrame:
    """By group and age: appointments missed and due, the sums of their squares over children, and in how many
    households the children live."""
    missed, due = plan_month.c.appointments_missed_12m, plan_month.c.appointments_due_12m
    home = plan_month.c.household_key
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    rows = ask(
        scope,
        sa.select(
            plan_month.c.neurodivergence.label("status"),
            plan_month.c.age_band.label("age"),
            sa.func.coalesce(sa.func.sum(missed), 0).label("numerator"),
            sa.func.coalesce(sa.func.sum(due), 0).label("denominator"),
            sa.func.coalesce(sa.func.sum(missed * missed), 0).label("tops"),
            sa.func.coalesce(sa.func.sum(missed * due), 0).label("crossed"),
            sa.func.coalesce(sa.func.sum(due * due), 0).label("bottoms"),
            sa.func.count().label("children"),
            sa.func.count(sa.distinct(sa.case((missed > 0, home)))).label("top"),
            sa.func.count(sa.distinct(sa.case((due > missed, home)))).label("rest"),
            sa.func.count(sa.distinct(home)).label("bottom"),
        )
        .where(plan_month.c.month == month_of(scope, filters), chosen, due > 0, *conditions(filters, plan_month))
        .group_by(plan_month.c.neurodivergence, plan_month.c.age_band),
    )
    rows["group"] = rows["status"].map(GROUPS).fillna(OTHERS)
    rows = rows[rows["age"] != NOT_RECORDED]
    added = rows.groupby(["group", "age"], as_index=False)[list(_COUNTS)].sum()
    return added.astype(dict.fromkeys(_COUNTS, "int64"))


def _share(cells: pd.DataFrame, standard: "pd.Series[int]") -> Estimate:
    """One group's share, with the standard's mix of ages: children have several appointments, and homes several
    children."""
    if not len(standard):
        return NOT_KNOWN
    squares = cells["tops"], cells["crossed"], cells["bottoms"]
    design = design_of(cells["numerator"], cells["denominator"], squares, standard)
    design *= max(1.0, float(cells["children"].sum() / cells["bottom"].sum()))
    return standardised_share(cells["numerator"], cells["denominator"], standard, design=design)


def _as_rounded(frame: pd.DataFrame, counted: pd.DataFrame, *, nought: bool) -> pd.DataFrame:
    """The frame with rounded counts, and shares as rounded counts would make them; without intervals."""
    told = rounded_figures(counted.reset_index()[["numerator", "denominator", *PARTS]], nought=nought)
    whole = told["denominator"].astype("float64")
    alike = rounded((frame["share"] * frame["due"].astype("float64")).round().astype("Int64"), nought=nought)
    share = (alike.astype("float64") / whole).clip(upper=1.0).mask(np.asarray(told["mark"] != ""))
    return frame.assign(missed=told["numerator"], due=told["denominator"], share=share, low=np.nan, high=np.nan)
