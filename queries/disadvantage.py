"""What the Intersecting disadvantage page asks besides its figures: which factors are recorded, where they meet, and
whether children wait longer there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import authority, intersection, intersection_model, plan_month
from data.facts.terms import STRATUM
from queries.disclosure import (
    nought_of_parts,
    refuse_crossing,
    rounded,
    rounded_counts,
    showing_refused,
)
from queries.door import ask
from queries.filters import Filters, Population, conditions, in_population
from queries.groups import WHOLE, Condition, beside_all, children_of_the_month, group_counts, homes_of, is_yes
from queries.holdings import month_of
from queries.indicators import REGISTRY
from queries.methods.intersections import largest

# The eleven factors as they are written on a page.
FACTORS = {
    "low_income": "Low income",
    "housing_need": "Housing need",
    "parent_domestic_abuse": "Parent: domestic abuse",
    "parent_mental_health": "Parent: mental health",
    "parent_alcohol_drugs": "Parent: alcohol or drugs",
    "parent_learning_disability": "Parent: learning disability",
    "parent_illness_disability": "Parent: illness or disability",
    "child_send": "Child: SEND or neurodivergent",
    "minoritised_ethnicity": "Minoritised ethnicity",
    "language_barrier": "Language barrier",
    "recent_move": "Recent move",
}
# What may be looked at by group: do children wait longer, or get less?
OUTCOMES = ("drifting", "plans_long", "cp_visit_in_timescale", "cp_review_in_timescale")
# The figures the page of Intersecting disadvantage asks for, and those whose children it lists.
LISTS = ("drifting_4_plus", "material_help_missing", "previous_area_history_missing")
FIGURES = (
    *LISTS,
    *OUTCOMES,
    "disadvantage_count_4_plus",
    "ethnicity_grt",
    "ethnicity_recorded",
    "poverty_housing",
    "poverty_free_meals",
    "poverty_housing_need",
    "material_help_offered",
    "previous_area_history_asked",
    "previous_area_history_obtained",
    "interpreter_used",
)
# The name of a factor by its words.
FACTOR_OF = {words: name for name, words in FACTORS.items()}
GRT = "Gypsy, Roma or Traveller"
MANY = "4 or more recorded"
REST = "None of these"
HIGHEST = 8
PAIRS, TRIPLES = 8, 4
# No set of fewer children is drawn, for whoever looks.
LEAST_CHILDREN = 6
POOLED_MONTHS = 36
# A chance below this is called more than chance.
RARE = 0.05


def recorded_factors(scope: Scope, filters: Filters, outcome: str = OUTCOMES[0]) -> pd.DataFrame:
    """frame[factor, yes, no, unknown]: of how many children on plans for neglect each factor is recorded yes, recorded
    no, and not recorded. Missing where hidden from the scope. outcome: that the rest of the page looks at."""
    rows = _cohort(scope, filters, outcome)
    frame = pd.DataFrame({"factor": list(FACTORS.values())})
    refused = pd.Series([showing_refused(scope, filters, [name]) is not None for name in FACTORS])
    nought = nought_of_parts(filters, len(rows))
    for answer, said in (("yes", 1), ("no", 0), ("unknown", None)):
        parts = [rows[rows[name].isna() if said is None else rows[name] == said] for name in FACTORS]
        counts = pd.Series([len(part) for part in parts], dtype="Int64")
        homes = pd.Series([homes_of(part) for part in parts], dtype="Int64")
        frame[answer] = counts if scope.exact else rounded_counts(counts, homes, nought=nought).mask(refused)
    return frame


def at_least(scope: Scope, filters: Filters, outcome: str) -> pd.DataFrame:
    """An outcome among children with at least so many factors recorded: queries.groups.compared's columns, and k; of
    all (k = 0) first, up to the most that enough children have. Empty where the scope may not cross that with the
    filters."""
    if showing_refused(scope, filters, ["disadvantage_count"]):
        return pd.DataFrame()
    groups = {f"{k} or more": _as_many(k) for k in range(1, HIGHEST + 1)}
    frame = beside_all(scope, filters, group_counts(scope, filters, REGISTRY[outcome], groups)).assign(
        k=range(HIGHEST + 1)
    )
    some = (frame["denominator"] >= LEAST_CHILDREN).fillna(False)
    return frame[some | (frame["k"] == 0)].reset_index(drop=True)


def factors_beside_all(scope: Scope, filters: Filters, outcome: str) -> pd.DataFrame:
    """An outcome among children with each factor recorded, those with four or more, and Gypsy, Roma and Traveller
    children, beside that of all: queries.groups.compared's columns. What may not be crossed with the filters is left
    out."""
    groups = {
        (MANY, "disadvantage_band"): _as_many(4),
        (GRT, "grt_group"): is_yes("grt"),
    }
    groups |= {(words, name): is_yes(name) for name, words in FACTORS.items()}
    allowed = {words: yes for (words, name), yes in groups.items() if not showing_refused(scope, filters, [name])}
    return beside_all(scope, filters, group_counts(scope, filters, REGISTRY[outcome], allowed))


def where_they_meet(scope: Scope, filters: Filters, outcome: str) -> pd.DataFrame:
    """The largest sets of factors that children have together, pairs before triples, with an outcome in each.

    queries.groups.compared's columns, and factors (a tuple of their words, none for all and for REST, the children of
    no set shown). A child can be in several. A scope that is not exact is shown pairs alone, and no small set: two
    things about a child are the most that are crossed for it.
    """
    entry = REGISTRY[outcome]
    found: list[tuple[str, ...]] = []
    combos = _combinations(scope, filters, outcome)
    for size, most in ((2, PAIRS), (3, TRIPLES)):
        sets = largest(combos, list(FACTORS), size, most, LEAST_CHILDREN)
        found += [chosen for chosen in sets if not showing_refused(scope, filters, chosen)]
    if not scope.exact:
        found = _large_enough(scope, filters, outcome, found)
    groups = {" and ".join(FACTORS[name] for name in chosen): _all_of(chosen) for chosen in found}
    rest = {REST: _none_of(found)} if groups else {}
    frame = beside_all(scope, filters, group_counts(scope, filters, entry, groups | rest))
    words = [(), *(tuple(FACTORS[name] for name in chosen) for chosen in found), *([()] if rest else [])]
    frame = frame.assign(factors=pd.Series(words, dtype=object), order=[len(one) for one in words])
    # Sets shown as equally large stand in the order of their factors, which tells nothing of which is larger.
    place = frame["group"].map({WHOLE: 0, REST: 2}).fillna(1)
    ordered = frame.assign(place=place, size=-frame["denominator"].astype("float64")).sort_values(
        ["place", "order", "size", "group"], kind="stable"
    )
    return ordered.drop(columns=["place", "size", "order"]).reset_index(drop=True)


def _combinations(scope: Scope, filters: Filters, outcome: str) -> pd.DataFrame:
    """frame[FACTORS, children]: how many children with the outcome recorded have each combination; never shown."""
    refuse_crossing(scope, filters)
    rows = children_of_the_month(scope, filters, REGISTRY[outcome])
    known = rows[rows["bottom"]]
    return known.groupby(list(FACTORS), dropna=False).size().rename("children").reset_index()


def _large_enough(
    scope: Scope, filters: Filters, outcome: str, found: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    counts = group_counts(scope, filters, REGISTRY[outcome], {str(chosen): _all_of(chosen) for chosen in found})
    shown = beside_all(scope, filters, counts)["denominator"].notna().to_list()[1:]
    return [chosen for chosen, large in zip(found, shown, strict=True) if large]


def _as_many(least: int) -> Condition:
    return lambda rows: rows["disadvantage_count"] >= least


def _all_of(chosen: Sequence[str]) -> Condition:
    """All of them recorded yes: true or false of every child, so that the others are those of whom it is not."""
    return lambda rows: (rows[list(chosen)] == 1).all(axis=1)


def _none_of(sets: Sequence[Sequence[str]]) -> Condition:
    return lambda rows: ~pd.concat([_all_of(chosen)(rows) for chosen in sets], axis=1).any(axis=1)


@dataclass(frozen=True)
class Heritage:
    """Gypsy, Roma and Traveller children, seen so that few are still not nobody.

    coded, described   now on plans for neglect: by ethnicity code; by how the family describes itself alone. Missing
                       where hidden
    drifted            of children on child protection plans for neglect at any time in the months to now: those who
                       drifted at any of the month-ends, these children and all; queries.groups.compared's columns
    since              the first month looked back to
    """

    coded: int | None
    described: int | None
    drifted: pd.DataFrame
    since: date


def heritage(scope: Scope, filters: Filters, outcome: str = OUTCOMES[0]) -> Heritage | None:
    """None where heritage may not be crossed with what is chosen. outcome: as in `recorded_factors`."""
    if showing_refused(scope, filters, ["grt_group"]):
        return None
    month = month_of(scope, filters)
    rows = _cohort(scope, filters, outcome)
    coded = rows["grt_coded"] == 1
    parts = rows[coded], rows[(rows["grt"] == 1) & ~coded]
    counts = pd.Series([len(part) for part in parts], dtype="Int64")
    homes = pd.Series([homes_of(part) for part in parts], dtype="Int64")
    shown = counts if scope.exact else rounded_counts(counts, homes, nought=False)
    since = (pd.Timestamp(month) - pd.offsets.MonthEnd(POOLED_MONTHS - 1)).date()
    told = [None if pd.isna(count) else int(count) for count in shown]
    return Heritage(told[0], told[1], beside_all(scope, filters, _ever(scope, filters, since, month)), since)


def _ever(scope: Scope, filters: Filters, since: date, month: date) -> pd.DataFrame:
    """queries.groups.group_counts's columns: children who drifted at any of the month-ends, of those on plans then."""
    known, drifted = plan_month.c.drifting.is_not(None), plan_month.c.drifting == 1
    sums = []
    for number, group in enumerate((sa.true(), plan_month.c.grt == 1)):
        for name, condition, column in (
            ("numerator", drifted, plan_month.c.person_id),
            ("denominator", known, plan_month.c.person_id),
            ("top", drifted, plan_month.c.household_key),
            ("bottom", known, plan_month.c.household_key),
        ):
            counted = sa.case((sa.and_(group, condition), column))
            sums.append(sa.func.count(sa.distinct(counted)).label(f"{name}_{number}"))
    population = in_population(plan_month, filters.population or Population.NEGLECT_CP, filters.basis, None)
    within = [plan_month.c.month.between(since, month), population, *conditions(filters, plan_month)]
    row = ask(scope, sa.select(*sums).where(*within)).iloc[0]
    rows = [
        {name: int(row[f"{name}_{number}"]) for name in ("numerator", "denominator", "top", "bottom")}
        for number in (0, 1)
    ]
    # Who never drifted lives in no fewer households than there are besides those of who did.
    frame = pd.DataFrame(rows, dtype="Int64").assign(group=[WHOLE, GRT])
    return frame.assign(
        rest=frame["bottom"] - frame["top"] + (frame["denominator"] > frame["numerator"]).astype("Int64")
    )


@dataclass(frozen=True)
class Between:
    """What lies between intersections of characteristics, in each whole authority at its newest month.

    models  frame[authority, outcome, children, households, strata, between, beyond, share_between, share_beyond]
            between, beyond  whether more than chance would explain lies between intersections, and beyond the sum of
                             their single characteristics
            share_between, share_beyond  of all variation, 0 to 1
    strata  frame[authority, outcome, *STRATUM, children, estimate, low, high]: those large enough to show, the highest
            estimate first
    Counts are rounded, and shares and estimates given to the nearest twentieth, for a scope that is not exact.
    """

    models: pd.DataFrame
    strata: pd.DataFrame


def between_intersections(scope: Scope, outcome: str) -> Between:
    """Worked out at the refresh, of everybody: no filter changes it. Nothing for a scope of some teams alone; and no
    single intersection for one that is not exact, which is not shown more than two things about children at once."""
    column = {"plans_long": "long_plan"}.get(outcome, outcome)
    model, one = intersection_model.c, intersection.c
    names = ask(scope, sa.select(authority.c.authority, authority.c.name)).set_index("authority")["name"]
    models = ask(scope, sa.select(intersection_model).where(model.outcome == column).order_by(model.authority))
    strata = ask(scope, sa.select(intersection).where(one.outcome == column))
    models = models.assign(between=models["p_between"] < RARE, beyond=models["p_beyond"] < RARE)
    shares, limits = ["share_between", "share_beyond"], ["estimate", "low", "high"]
    if not scope.exact:
        for name in ("children", "households", "strata"):
            models[name] = rounded(models[name])
        strata = strata.iloc[:0]
        models[shares] = (models[shares].astype("float64") * 20).round() / 20
    kept = ["authority", "outcome", "children", "households", "strata", "between", "beyond", *shares]
    strata = strata.sort_values(["estimate", *STRATUM], ascending=[False, *[True] * len(STRATUM)], ignore_index=True)
    return Between(
        models[kept].assign(authority=models["authority"].map(names)),
        strata[["authority", "outcome", *STRATUM, "children", *limits]].assign(
            authority=strata["authority"].map(names)
        ),
    )


def _cohort(scope: Scope, filters: Filters, outcome: str) -> pd.DataFrame:
    """The children on plans for neglect, of those the rest of the page is about: one question for all of it."""
    refuse_crossing(scope, filters)
    rows = children_of_the_month(scope, filters, REGISTRY[outcome])
    return rows[rows["cohort"]]
