"""What the Brothers and sisters page asks besides its figures: who is given attention, how care compares, how far apart
school and appointments are missed, and how the children were linked. What is counted is the household."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.care_grades import POOR_GRADE
from data.facts.tables import household_month, plan_month
from data.facts.terms import ATTENTION
from queries.disclosure import (
    LEAST_DENOMINATOR,
    nought_is_shown,
    nought_of_parts,
    one_rounded,
    refuse_crossing,
    rounded_counts,
    rounded_figures,
)
from queries.door import ask
from queries.filters import Filters, Population, conditions, in_population, not_applied
from queries.holdings import holdings, month_of, practice
from queries.methods.within import Within, within_homes

_hm = household_month.c
# Homes drawn one beside another at most: those that differ most, or are worst, come first.
MOST_DRAWN = 150
WIDE, POOR, OTHER = "unequal", "poor", "other"
# What a reader may filter children by, as it is called on the page.
_FILTERS_IN_WORDS = {
    "age_bands": "age",
    "sexes": "sex",
    "ethnicity_groups": "ethnicity",
    "neurodivergence": "neurodivergence",
    "sen": "special educational needs",
    "disadvantages": "disadvantages",
    "min_disadvantages": "number of disadvantages",
}


def attention_reach(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How far each kind of attention reaches in homes: frame[name, some, none, every, homes], least equal first.

    some: households where some children have it and others have not. Counted are those where it is recorded for two
    children or more who can have it. Counts are missing where hidden.
    """
    columns = {name: _hm[kind.replace("has_", "reach_")] for kind, name in ATTENTION.items()}
    counted = {
        f"{part}__{name}": sa.func.coalesce(sa.func.sum(sa.case((column == value, 1))), 0)
        for name, column in columns.items()
        for part, value in (("none", 0), ("some", 1), ("every", 2))
    }
    row = _one_row(scope, filters, counted)
    parts = {part: [int(row[f"{part}__{name}"]) for name in columns] for part in ("some", "none", "every")}
    frame = pd.DataFrame({"name": list(columns), **parts})
    order = (frame["some"] / frame[["some", "none", "every"]].sum(axis=1)).sort_values(ascending=False).index
    return _fit(scope, filters, frame.loc[order].reset_index(drop=True), list(parts))


def care_in_homes(scope: Scope, filters: Filters) -> pd.DataFrame:
    """How care compares in homes: frame[band, children, past], the worst band first; `children` holds households.

    No difference is not read as fine: homes where care is poor for every child are a band of their own, before those
    where it is unequal. Only homes where two children or more were scored so that they can be compared.
    """
    apart = practice(scope).care_gap_grades
    less = "1 grade" if apart == 2 else f"1 to {apart - 1} grades"
    bands = (
        ("every child at grade 4 or 5", _hm.uniformly_poor == 1, True),
        (f"{apart} {'grade' if apart == 1 else 'grades'} or more apart, not all poor", _hm.care_unequal == 1, True),
        (f"{less} apart, the worst at 4 or 5", sa.and_(_hm.care_gap >= 1, _hm.care_worst >= POOR_GRADE), False),
        (f"{less} apart, the worst at 3 or better", _hm.care_gap >= 1, False),
        ("alike, at grade 3 or better", _hm.care_gap == 0, False),
    )
    place = sa.case(*((condition, number) for number, (_, condition, _) in enumerate(bands)))
    counted = {
        f"band_{number}": sa.func.coalesce(sa.func.sum(sa.case((place == number, 1))), 0)
        for number in range(len(bands))
    }
    row = _one_row(scope, filters, counted)
    homes = pd.Series([int(row[name]) for name in counted], dtype="Int64")
    return pd.DataFrame(
        {
            "band": [name for name, _, _ in bands],
            "children": homes if scope.exact else _parts_of(homes, homes.sum(), filters),
            "past": [past for _, _, past in bands],
        }
    )


def care_home_by_home(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Each home's grades of care, for a scope that sees single homes: frame[place, grades, gap, look, domain,
    unscored], widest gap first, then worst.

    place     0, 1, ... from the first to be drawn; at most MOST_DRAWN
    grades    of the children compared, a list, 1 best to 5 worst, in `domain`, where they differ most or all are poor
    look      "poor" care is poor for every child, "unequal" as far apart as the flag, "other"
    unscored  how many children of the home are not among the grades
    Empty for a scope that is not exact: a home is never drawn for it.
    """
    columns = ["place", "grades", "gap", "look", "domain", "unscored"]
    if not scope.exact:
        return pd.DataFrame(columns=columns)
    chosen = (_hm.care_grades, _hm.care_worst, _hm.care_domain)
    more = (_hm.uniformly_poor, _hm.care_unequal, _hm.children)
    rows = ask(scope, sa.select(*chosen, *more).where(*_rows(scope, filters), _hm.care_grades.is_not(None)))
    grades = pd.Series([[int(grade) for grade in text.split()] for text in rows["care_grades"]], index=rows.index)
    rows = rows.assign(grades=grades, gap=rows["care_worst"] - grades.map(min).astype("int64"))
    by = ["gap", "care_worst", "care_grades", "care_domain"]
    rows = rows.sort_values(by, ascending=[False, False, False, True], ignore_index=True).head(MOST_DRAWN)
    look = rows["uniformly_poor"].eq(1).map({True: POOR, False: OTHER}).mask(rows["care_unequal"].eq(1), WIDE)
    return pd.DataFrame(
        {
            "place": range(len(rows)),
            "grades": rows["grades"],
            "gap": rows["gap"],
            "look": look,
            "domain": rows["care_domain"],
            "unscored": rows["children"] - rows["grades"].map(len),
        },
        columns=columns,
    )


def care_within_homes(scope: Scope, filters: Filters) -> Within | None:
    """How much of the difference in children's worst grade lies within homes, against homes shuffled; None where too
    little is known. For a scope that is not exact: to the nearest twentieth, and of ten homes or more."""
    rows = ask(scope, sa.select(_hm.worst_grades).where(*_rows(scope, filters), _hm.worst_grades.is_not(None)))
    found = within_homes([[float(grade) for grade in text.split()] for text in sorted(rows["worst_grades"])])
    if found is None or scope.exact:
        return found
    homes, children = one_rounded(found.homes), one_rounded(found.children)
    if found.homes < LEAST_DENOMINATOR or homes is None or children is None:
        return None
    share, low, high = (round(part * 20) / 20 for part in (found.share, found.low, found.high))
    return Within(share, low, high, homes, children)


def gaps_beyond_chance(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Gaps in school and in appointments missed: frame[name, some, none, every, homes, without].

    some     households with a gap of the size asked about, beyond chance
    none     with a gap of that size that chance alone can make
    every    with no gap of that size
    without  households where fewer than two children have such records
    Counts are missing where hidden.
    """
    names = {"Attendance this term": "attendance_gap", "Appointments in twelve months": "missed_gap"}
    counted = {}
    for name in names.values():
        beyond, wide = _hm[name], _hm[f"{name}_wide"]
        for part, condition in (
            ("some", beyond == 1),
            ("none", sa.and_(wide == 1, beyond == 0)),
            ("every", wide == 0),
            ("without", wide.is_(None)),
        ):
            counted[f"{part}__{name}"] = sa.func.coalesce(sa.func.sum(sa.case((condition, 1))), 0)
    row = _one_row(scope, filters, counted)
    parts = ("some", "none", "every", "without")
    frame = pd.DataFrame(
        {"name": list(names), **{part: [int(row[f"{part}__{name}"]) for name in names.values()] for part in parts}}
    )
    told = _fit(scope, filters, frame, ["some", "none", "every"])
    without = frame["without"].astype("Int64")
    shown = nought_is_shown(filters)
    return told.assign(without=without if scope.exact else rounded_counts(without, without, nought=shown))


@dataclass(frozen=True)
class Linked:
    """How brothers and sisters were linked.

    homes     how many households there are within the filters; None where hidden
    known     whether anything is held that tells who is whose brother or sister
    by        frame[confidence, signal, homes]: households joined by each signal, of high and of medium confidence, and
              all of that confidence first (signal "all"); missing where hidden
    unlinked  children on plans for neglect with no brother or sister linked, of `children`; None where hidden
    """

    homes: int | None
    known: bool
    by: pd.DataFrame
    unlinked: int | None
    children: int | None


def how_linked(scope: Scope, filters: Filters) -> Linked:
    """How the households of the filters were linked, and how many children are not linked with anybody."""
    homes = sa.func.count().label("homes")
    groups = (_hm.confidence, _hm.signals)
    rows = ask(scope, sa.select(*groups, homes).where(*_rows(scope, filters)).group_by(*groups))
    every = pd.Series([int(rows["homes"].sum())], dtype="Int64")
    shown = nought_is_shown(filters)
    every = every if scope.exact else rounded_counts(every, every, nought=shown)
    rows = rows.dropna(subset=["confidence"]).fillna({"signals": ""})
    each = rows.assign(signal=rows["signals"].str.split(", ")).explode("signal")
    by = pd.concat([rows.assign(signal="all"), each], ignore_index=True)
    by = by.groupby(["confidence", "signal"])["homes"].sum().reset_index()
    by = by.assign(first=by["signal"] != "all").sort_values(
        ["confidence", "first", "homes"], ascending=[True, True, False]
    )
    counts = by["homes"].astype("Int64")
    by = by.assign(homes=counts if scope.exact else rounded_counts(counts, counts, nought=shown))
    alone, children = _unlinked(scope, filters)
    return Linked(
        homes=None if every.isna().iloc[0] else int(every.iloc[0]),
        known=holdings(scope).has_links,
        by=by[["confidence", "signal", "homes"]].reset_index(drop=True),
        unlinked=alone,
        children=children,
    )


def _unlinked(scope: Scope, filters: Filters) -> tuple[int | None, int | None]:
    """Children on plans for neglect with no linked brother or sister under 18, and all of them."""
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    alone = plan_month.c.household_size == 1
    counted = {
        "numerator": sa.func.coalesce(sa.func.sum(sa.case((alone, 1), else_=0)), 0),
        "denominator": sa.func.count(),
        "top": sa.func.count(sa.distinct(sa.case((alone, plan_month.c.household_key)))),
        "rest": sa.func.count(sa.distinct(sa.case((sa.not_(alone), plan_month.c.household_key)))),
        "bottom": sa.func.count(sa.distinct(plan_month.c.household_key)),
    }
    within = [plan_month.c.month == month_of(scope, filters), chosen, *conditions(filters, plan_month)]
    frame = ask(scope, sa.select(*(count.label(name) for name, count in counted.items())).where(*within))
    if not scope.exact:
        frame = rounded_figures(frame, nought=nought_is_shown(filters))
    unlinked, children = frame["numerator"].astype("Int64"), frame["denominator"].astype("Int64")
    return (
        None if unlinked.isna().iloc[0] else int(unlinked.iloc[0]),
        None if children.isna().iloc[0] else int(children.iloc[0]),
    )


def left_out(filters: Filters) -> list[str]:
    """The filters that are set and say nothing of a household, in words: they are not applied on this page."""
    return [_FILTERS_IN_WORDS[name] for name in not_applied(filters, household_month)]


def _rows(scope: Scope, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The month's households within the filters."""
    refuse_crossing(scope, filters)
    chosen = in_population(household_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    return [_hm.month == month_of(scope, filters), chosen, *conditions(filters, household_month)]


def _one_row(scope: Scope, filters: Filters, counted: "Mapping[str, sa.ColumnElement[int]]") -> "pd.Series[int]":
    columns = (count.label(name) for name, count in counted.items())
    row: pd.Series[int] = ask(scope, sa.select(*columns).where(*_rows(scope, filters))).iloc[0]
    return row


def _fit(scope: Scope, filters: Filters, frame: pd.DataFrame, parts: list[str]) -> pd.DataFrame:
    """The frame with `homes`, the parts' sum, and all counts as the scope may see them; of those shown, where a part is
    hidden."""
    counts = frame[parts].astype("Int64")
    homes = counts.sum(axis=1).astype("Int64")
    if not scope.exact:
        counts = counts.apply(lambda part: _parts_of(part, homes, filters))
        homes = rounded_counts(homes, homes, nought=nought_is_shown(filters))
        # A total beside all its parts but one would tell that one: there it is of those shown alone.
        hidden = counts.isna().any(axis=1) & homes.notna()
        homes = homes.mask(hidden, counts.sum(axis=1).astype("Int64"))
    return frame.drop(columns=parts).join(counts).assign(homes=homes)


def _parts_of(part: "pd.Series[int]", homes: "pd.Series[int] | int", filters: Filters) -> "pd.Series[int]":
    """Counts of homes that are part of so many, as a scope that is not exact may see them."""
    whole = pd.Series(homes, index=part.index, dtype="Int64")
    figures = pd.DataFrame(
        {"numerator": part, "denominator": whole, "top": part, "rest": whole - part, "bottom": whole}
    )
    shown: pd.Series[int] = rounded_figures(figures, nought=nought_of_parts(filters, float(whole.sum())))["numerator"]
    return shown
