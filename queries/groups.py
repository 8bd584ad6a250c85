"""Shares of groups of children beside the share of all: with intervals, households counted once, fit to be shown.

A group is a condition on plan_month. Many groups are one question: each is a sum under its condition.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from access.scope import Scope
from data.facts.tables import plan_month
from queries.disclosure import ROUND_TO, Mark, nought_is_shown, rounded_figures
from queries.door import ask
from queries.filters import Filters, conditions
from queries.holdings import month_of
from queries.households import PARTS, in_each_part
from queries.indicators import Indicator
from queries.methods.relative import corrected, households_once, relative

WHOLE = "all"
# The score interval leans on there being more than a few.
FEWEST_HOMES = 5
Condition = sa.ColumnElement[bool]
Floats = NDArray[np.float64]


def group_counts(scope: Scope, filters: Filters, entry: Indicator, groups: Mapping[str, Condition]) -> pd.DataFrame:
    """frame[group, numerator, denominator, top, rest, bottom]: an indicator of plan_month within each group, and of all
    (group = WHOLE), in the month. For other queries, never for a page: small numbers are as they are.

    top, rest, bottom: households of the children in the numerator, of those in the denominator alone, of all of them
    """
    parts = in_each_part(entry, filters, plan_month)
    numerator = sa.func.coalesce(entry.counted(filters.basis), 0)
    denominator = sa.func.coalesce(entry.denominator, 0) if entry.denominator is not None else numerator
    asked = {WHOLE: sa.true(), **groups}
    sums = []
    for number, condition in enumerate(asked.values()):
        for name, value in (("numerator", numerator), ("denominator", denominator)):
            inside = sa.and_(condition, parts["bottom"])
            sums.append(sa.func.coalesce(sa.func.sum(sa.case((inside, value))), 0).label(f"{name}_{number}"))
        for part in PARTS:
            homes = sa.case((sa.and_(condition, parts[part]), plan_month.c.household_key))
            sums.append(sa.func.count(sa.distinct(homes)).label(f"{part}_{number}"))
    within = [plan_month.c.month == month_of(scope, filters), *conditions(filters, plan_month)]
    row = ask(scope, sa.select(*sums).where(*within)).iloc[0]
    columns = ("numerator", "denominator", *PARTS)
    counts = [{name: int(row[f"{name}_{number}"]) for name in columns} for number in range(len(asked))]
    return pd.DataFrame(counts, dtype="Int64").assign(group=list(asked))[["group", *columns]]


def beside_all(scope: Scope, filters: Filters, counts: pd.DataFrame) -> pd.DataFrame:
    """`compared`, of what may be shown of `group_counts` in the scope. Of a group none and all are hidden as a few are:
    whoever is known to be in it would be told of."""
    if scope.exact:
        shown = counts.assign(mark=str(Mark.SHOWN))
    else:
        every = rounded_figures(counts.iloc[:1], nought=nought_is_shown(filters))
        shown = pd.concat([every, rounded_figures(counts.iloc[1:], nought=False)])
    return compared(scope, shown.drop(columns=list(PARTS)), counts["bottom"])


def compared(scope: Scope, shown: pd.DataFrame, homes: "pd.Series[int]") -> pd.DataFrame:
    """Groups beside all: shown[group, numerator, denominator, mark] with what follows from it added, in its order.

    shown  counts as the scope may see them, of all in the first row; what is hidden is missing
    homes  in how many households each group's denominator lives; rounded here where the scope is not exact
    Added are
      share, low, high               0 to 1, with a 95 % interval in which each household counts once
      ratio, ratio_low, ratio_high   the share over that of all, with its 95 % interval
      difference                     the share less that of all, -1 to 1
      beyond                         "above" or "below" all beyond chance, allowing for how many groups are compared:
                                     were all alike, one such table in twenty would call any of them so; else "". Of
                                     fewer than FEWEST_HOMES households it is never said
      unsure                         the same of groups that are so by the rounded counts, but not by all that those may
                                     stand for
    """
    shown = shown.reset_index(drop=True)
    witnesses = homes.astype("float64").to_numpy()
    if not scope.exact:
        witnesses = np.maximum(np.round(witnesses / ROUND_TO), 1) * ROUND_TO
    a, n = (shown[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("numerator", "denominator"))
    known = ~np.isnan(a) & (n > 0)
    a, n = np.where(known, a, np.nan), np.where(known, n, np.nan)
    low, high = households_once(a, n, witnesses)
    shown = shown.assign(share=a / n, low=low, high=high)
    known &= known[0]
    # Rounded apart, a group can have more than there is of all.
    part, size = (np.where(known, np.minimum(x, x[0]), 0) for x in (a, n))
    whole = np.where(known, a[0], 0), np.where(known, n[0], 0)
    usual = relative(part, size, *whole, homes=witnesses, whole_homes=witnesses[0])
    # Counts that are rounded can each be two out: what is not sure of all that they may stand for is not said.
    out = 0 if scope.exact else ROUND_TO // 2
    sure = witnesses >= FEWEST_HOMES
    level = corrected(int((known & sure)[1:].sum()))
    homes_of = {"homes": witnesses, "whole_homes": witnesses[0]}
    fewest = relative(*_at_most(part - out, size + out, *whole), **homes_of, level=level)
    most = relative(*_at_most(part + out, np.maximum(size - out, 0), *whole), **homes_of, level=level)
    seen = relative(part, size, *whole, **homes_of, level=level)
    beyond = np.select([sure & (fewest.low > 1), sure & (most.high < 1)], ["above", "below"], "")
    return shown.assign(
        ratio=usual.ratio,
        ratio_low=usual.low,
        ratio_high=usual.high,
        difference=usual.difference,
        beyond=beyond,
        unsure=np.select([beyond != "", sure & (seen.low > 1), sure & (seen.high < 1)], ["", "above", "below"], ""),
    )


def _at_most(part: Floats, size: Floats, whole_part: Floats, whole: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Counts moved from where they were, kept within what a part of a part can be."""
    part = np.clip(part, 0, size)
    return part, size, np.maximum(whole_part, part), np.maximum(whole, np.maximum(size, whole_part))
