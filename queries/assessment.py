"""What the Assessment and supervision page asks besides its headline figures: days to the first tool, what moved."""

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import event
from data.facts.terms import GRADED_DOMAINS
from queries.disclosure import LARGEST_UNSHOWN, refuse_crossing
from queries.filters import Filters, Population, conditions, in_population
from queries.headlines import Headline
from queries.holdings import month_of, practice
from queries.measure import measure
from queries.rungs import on_rungs

COVERAGE = ("tool_coverage", "tool_missing", "home_record_coverage")
SOON = ("first_tool_in_time",)
# Of children scored twice: the worst grade of all, then domain by domain; which measure counts better, which worse.
MOVED = {
    "Worst of all": ("score_movement", "score_worse"),
    **{
        domain.capitalize(): (f"better_{domain}", f"worse_{domain}")
        for domain in (column.removeprefix("grade_") for column in GRADED_DOMAINS)
    },
}
AGAIN = ("scored_twice", "score_movement", "score_same", "score_worse", "score_stuck", "tool_again_in_time")
SUPERVISED = ("drift_case_covered", "drift_not_covered", "moved_after")
RATED = ("both_analysed", "capacity_analysed", "motivation_analysed")
USED = ("tools_completed", "scores_copied")
# Every figure of the page, asked for together: one question to each fact table.
FIGURES = (
    "neglect_plans_open",
    "drifting",
    *COVERAGE,
    *SOON,
    *dict.fromkeys((*AGAIN, *(key for pair in MOVED.values() for key in pair))),
    *SUPERVISED,
    *RATED,
    *USED,
)
_MONTHS = 12


def days_to_first(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Working days from when neglect was first recorded to the first tool: frame[band, children, past], of children
    whose clock ended in the twelve months to the month. past: later than local practice has it. children is missing
    where hidden."""
    refuse_crossing(scope, filters)
    limit, month = practice(scope).first_tool_working_days, month_of(scope, filters)
    steps = [1, limit // 3 + 1, 2 * limit // 3 + 1, limit + 1, 2 * limit + 1]
    days = event.c.days
    still_none = sa.and_(event.c.in_time == 0, event.c.done_date.is_(None))
    rung = sa.case(
        (still_none, len(steps) + 1),
        *((days >= step, number) for number, step in reversed(list(enumerate(steps, start=1)))),
        else_=0,
    )
    first = (pd.Timestamp(month) - pd.offsets.MonthEnd(_MONTHS - 1)).date()
    rows = [
        event.c.kind == "first_tool",
        event.c.month.between(first, month),
        event.c.in_time.is_not(None),
        in_population(event, filters.population or Population.NEGLECT_COHORT, filters.basis, "first_tool"),
        *conditions(filters, event),
    ]
    between = [f"{low} to {high - 1}" for low, high in pairwise(steps)]
    names = ["Used before", *between, f"{steps[-1]} or more", "Still none"]
    return pd.DataFrame(
        {
            "band": names,
            "children": on_rungs(scope, event, rung, len(names), rows, filters),
            "past": [number > steps.index(limit + 1) for number in range(len(names))],
        }
    )


def movement(figures: Mapping[str, Headline]) -> pd.DataFrame:
    """How scores moved, overall and by domain: frame[name, homes, worse, same, better], homes being how many children
    were scored twice. A count that is missing is hidden."""
    rows = []
    for name, (up, down) in MOVED.items():
        better, worse = figures[up], figures[down]
        counts = (better.denominator, worse.numerator, better.numerator)
        whole = 0 if better.missing else counts[0]
        same = None if None in counts else max(counts[0] - counts[1] - counts[2], 0)  # type: ignore[operator]
        if better.rounded and same is not None and same <= LARGEST_UNSHOWN:
            same = None
        rows.append({"name": name, "homes": whole, "worse": counts[1], "same": same, "better": counts[2]})
    columns = ["homes", "worse", "same", "better"]
    return pd.DataFrame(rows, columns=["name", *columns]).astype(dict.fromkeys(columns, "Int64"))


def by_tool(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Tools completed in twelve months: frame[tool, uses, compared, alike], in order of name. compared: scored on a day
    on which a brother or sister was; alike: with the same scores. Missing where hidden. For a scope that is not exact,
    tools of which nothing can be shown are left out."""
    frame = measure(scope, USED, filters, by=["tool"])
    uses, alike = (frame[frame["key"] == key].set_index("tool") for key in USED)
    told = pd.DataFrame(
        {"uses": uses["numerator"], "compared": alike["denominator"], "alike": alike["numerator"]}, dtype="Int64"
    ).sort_index()
    if not scope.exact:
        told = told.dropna(how="all")
    return told.rename_axis("tool").reset_index()


def by_agency(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Tools completed in twelve months by agency: frame[agency, uses], in order of name; those hidden left out."""
    frame = measure(scope, ["tools_completed"], filters, by=["agency"]).dropna(subset=["agency", "numerator"])
    told = frame[frame["numerator"] > 0].sort_values("agency")
    return told[["agency", "numerator"]].rename(columns={"numerator": "uses"}).reset_index(drop=True)
