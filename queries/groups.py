"""Shares of groups of children beside the share of all: with intervals, households counted once, fit to be shown.

A group is a condition on the children of a month. Many groups are one question: the children, each counted by hand.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from access.scope import Scope
from data.facts.tables import plan_month
from data.facts.terms import DISADVANTAGES
from queries.disclosure import ROUND_TO, Mark, nought_is_shown, rounded_figures
from queries.door import ask_by_home
from queries.filters import Filters, Population, conditions, in_population
from queries.holdings import month_of
from queries.households import PARTS, in_each_part
from queries.indicators import Indicator
from queries.methods.relative import corrected, households_once, relative

WHOLE = "all"
# The score interval leans on there being more than a few.
FEWEST_HOMES = 5
# Which of the rows of `children_of_the_month` are in a group.
Condition = Callable[[pd.DataFrame], "pd.Series[bool]"]
# What groups can be made by: columns of plan_month.
GROUPED_BY = (*DISADVANTAGES, "disadvantage_count", "grt", "grt_coded")
Floats = NDArray[np.float64]


def children_of_the_month(scope: Scope, filters: Filters, entry: Indicator) -> pd.DataFrame:
    """A row a child on a plan in the month, within the filters: frame[*GROUPED_BY, numerator, denominator, top, rest,
    bottom, cohort, home]. For other queries, never for a page. One question, however many groups are made of it.

    numerator, denominator  the child's part of an indicator of plan_month; 0 outside its population
    top, rest, bottom       whether the child is in the numerator, in the denominator alone, in the denominator
    cohort                  whether the child is on a plan for neglect, or in the population chosen
    home                    which rows are of one household; -1 where none is known
    """
    parts = in_each_part(entry, filters, plan_month)
    numerator = sa.func.coalesce(entry.counted(filters.basis), 0)
    denominator = sa.func.coalesce(entry.denominator, 0) if entry.denominator is not None else numerator
    cohort = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    counts = {"numerator": numerator, "denominator": denominator}
    asked = [
        *(plan_month.c[name] for name in GROUPED_BY),
        *(sa.case((parts["bottom"], count), else_=0).label(name) for name, count in counts.items()),
        *(sa.case((part, 1), else_=0).label(name) for name, part in {**parts, "cohort": cohort}.items()),
    ]
    within = [plan_month.c.month == month_of(scope, filters), *conditions(filters, plan_month)]
    rows = ask_by_home(scope, sa.select(*asked).where(*within))
    return rows.astype(dict.fromkeys((*PARTS, "cohort"), bool))


def group_counts(scope: Scope, filters: Filters, entry: Indicator, groups: Mapping[str, Condition]) -> pd.DataFrame:
    """frame[group, numerator, denominator, top, rest, bottom]: an indicator of plan_month within each group, and of all
    (group = WHOLE), in the month. For other queries, never for a page: small numbers are as they are.

    top, rest, bottom: households of the children in the numerator, of those in the denominator alone, of all of them
    """
    rows = children_of_the_month(scope, filters, entry)
    told = []
    for condition in (_everybody, *groups.values()):
        inside = rows[condition(rows)]
        counts = {name: int(inside[name].sum()) for name in ("numerator", "denominator")}
        told.append(counts | {part: homes_of(inside[inside[part]]) for part in PARTS})
    return pd.DataFrame(told, dtype="Int64").assign(group=[WHOLE, *groups])[["group", *told[0]]]


def homes_of(rows: pd.DataFrame) -> int:
    """In how many households these children live, rows of `children_of_the_month`."""
    return int(rows.loc[rows["home"] >= 0, "home"].nunique())


def is_yes(name: str) -> Condition:
    """That a condition is recorded yes."""
    return lambda rows: rows[name] == 1


def _everybody(rows: pd.DataFrame) -> "pd.Series[bool]":
    return pd.Series(True, index=rows.index)


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
