"""What the Health and school page asks besides its headline figures: services, weights, absence, what is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.attendance import AT_HOME, OFF_ROLL, ON_ROLL, UNMATCHED
from data.facts.tables import event, plan_month
from data.facts.terms import NEGLECTS
from queries.disclosure import (
    LEAST_HOUSEHOLDS,
    median_to_show,
    nought_is_shown,
    one_rounded,
    refuse_crossing,
    rounded_counts,
)
from queries.door import ask
from queries.filters import Filters, Population, conditions, in_population
from queries.headlines import YEAR, Headline
from queries.holdings import month_of
from queries.measure import measure

# Every figure of the page, asked for together: one question to each fact table.
FIGURES = (
    "neglect_plans_open",
    "equal_weight",
    *(f"equal_weight_{neglect}" for neglect in NEGLECTS),
    "physical_care_graded",
    "wnb_1plus",
    "wnb_2plus",
    "health_record_known",
    "persistent_absence",
    "severe_absence",
    "unauthorised_absence",
    "attendance_matched",
    "two_signals",
    "triple_signal",
    "wnb_rate",
    "cancelled_by_family",
    "wnb_response_5wd",
)
# How far back the page looks: as far as facts are kept.
MONTHS = 72
ABSENCE_MONTHS = 25
ABSENCE = {
    "attendance_matched": "sessions found",
    "persistent_absence": "persistently absent",
    "severe_absence": "severely absent",
}
TAUGHT = (ON_ROLL, UNMATCHED, AT_HOME, OFF_ROLL)
# The figure that says whether a kind of neglect could be seen to show.
_SHOWN_BY = {"medical": "wnb_1plus", "educational": "persistent_absence", "physical": "physical_care_graded"}
KNOWN = {"health_record_known": "Health", "attendance_matched": "School"}


@dataclass(frozen=True)
class Response:
    """How soon anybody responded to missed appointments: the median of all that no longer wait, answered or not.

    days     working days; None where there are under ten, or where fewer than half have had a response
    counted  missed appointments it rests on; None where hidden from the scope
    """

    days: float | None
    counted: int | None


def weigh(figures: Mapping[str, Headline]) -> pd.DataFrame:
    """The three kinds of neglect side by side: frame[neglect, numerator, denominator, value, low, high, mark, less].

    denominator  children in whom it shows; numerator: of those, whose plan acts on it; both are missing where not
                 recorded: that it shows in nobody of whom nothing is known says nothing of them
    less         acted on less than physical neglect, the two 95 % intervals apart
    """
    found = [figures[f"equal_weight_{neglect}"] for neglect in NEGLECTS]
    names = ("numerator", "denominator", "value", "low", "high", "mark")
    frame = pd.DataFrame({name: [getattr(figure, name) for figure in found] for name in names})
    unknown = [not is_known(figures, neglect) for neglect in NEGLECTS]
    frame.loc[unknown, ["numerator", "denominator", "value", "low", "high"]] = None
    frame = frame.astype({"numerator": "Int64", "denominator": "Int64", "value": float, "low": float, "high": float})
    least = frame["low"].iloc[NEGLECTS.index("physical")]
    return frame.assign(neglect=[name.capitalize() for name in NEGLECTS], less=frame["high"] < least)


def is_known(figures: Mapping[str, Headline], neglect: str) -> bool:
    """Whether anything is recorded of any child that could show this kind of neglect; yes where that is hidden."""
    figure = figures[_SHOWN_BY[neglect]]
    count = figure.numerator if neglect == "physical" else figure.denominator
    return bool(figure.mark or count)


def by_service(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Appointments due in the twelve months, by service: frame[service, numerator, denominator, value, low, high, mark,
    cancelled], the most often missed first.

    numerator: not brought; cancelled: share cancelled by or for the family. Services of which how many fell due is
    hidden from the scope are left out.
    """
    frame = measure(scope, ["wnb_rate", "cancelled_by_family"], filters, by=["service"])
    missed, cancelled = (frame[frame["key"] == key] for key in ("wnb_rate", "cancelled_by_family"))
    share = cancelled.set_index("service")["value"].to_dict()
    shown = missed[missed["denominator"].fillna(0) > 0].assign(cancelled=lambda rows: rows["service"].map(share))
    ordered = shown.sort_values(["value", "service"], ascending=[False, True], ignore_index=True)
    return ordered[["service", "numerator", "denominator", "value", "low", "high", "mark", "cancelled"]]


def response_time(scope: Scope, filters: Filters) -> Response:
    """How soon anybody responded to the appointments missed in the twelve months to the month."""
    refuse_crossing(scope, filters)
    month = month_of(scope, filters)
    since = (pd.Timestamp(month) - pd.offsets.MonthEnd(YEAR)).date()
    missed = [
        event.c.kind == "appointment",
        event.c.month > since,
        event.c.month <= month,
        event.c.missed == 1,
        event.c.in_time.is_not(None),
        in_population(event, filters.population or Population.NEGLECT_COHORT, filters.basis, "appointment"),
        *conditions(filters, event),
    ]
    homes = sa.select(sa.func.count(sa.distinct(event.c.household_key)).label("homes")).where(*missed)
    if not scope.exact and ask(scope, homes)["homes"].iloc[0] < LEAST_HOUSEHOLDS:
        return Response(None, None)
    found = ask(scope, sa.select(event.c.days, sa.func.count().label("missed")).where(*missed).group_by(event.c.days))
    days = np.repeat(found["days"].to_numpy(np.float64, na_value=np.inf), found["missed"].to_numpy(np.int64))
    half = float(np.median(days)) if len(days) else np.inf
    enough = median_to_show(half, len(days)) is not None
    if not scope.exact:
        return Response(half if enough and np.isfinite(half) else None, one_rounded(len(days)) if enough else None)
    return Response(half if enough and np.isfinite(half) else None, len(days))


def history(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Every figure of the page month by month, as `measure` gives it; what the headlines asked is not asked again."""
    return measure(scope, FIGURES, filters, months=MONTHS)


def absence(months: pd.DataFrame) -> pd.DataFrame:
    """Absence month by month with the share of school-age children it rests on, of `history`: frame[month, line, share,
    numerator, denominator, mark]. share is missing while no half-term of the school year has ended, and where
    hidden."""
    recent = months[months["key"].isin(list(ABSENCE))].groupby("key", sort=False).tail(ABSENCE_MONTHS)
    named = recent.assign(line=recent["key"].map(ABSENCE), share=recent["value"])
    order = {key: place for place, key in enumerate(ABSENCE)}
    named = named.sort_values("month").sort_values("key", key=lambda keys: keys.map(order), kind="stable")
    return named[["month", "line", "share", "numerator", "denominator", "mark"]].reset_index(drop=True)


def known_by_month(scope: Scope, filters: Filters, months: pd.DataFrame) -> pd.DataFrame:
    """How many of the children there is any record of, month by month, of `history`: frame[month, record, share,
    numerator, denominator, hidden].

    record  Health (of all children) or School (of those of school age)
    share   missing where the month is not told of by the feed: before it began, after it stopped, and, of school, while
            no half-term of the school year has ended; or where hidden from the scope, and then `hidden` says so
    """
    held = months[(months["key"] == "neglect_plans_open") & (months["covered"].notna() | (months["mark"] != ""))]
    chosen = months[months["key"].isin(list(KNOWN)) & months["month"].isin(held["month"])]
    hidden = (chosen["mark"] != "") & ~_not_told(scope, filters, chosen)
    named = chosen.assign(record=chosen["key"].map(KNOWN), share=chosen["value"], hidden=hidden)
    columns = ["month", "record", "share", "numerator", "denominator", "hidden"]
    return named.sort_values(["record", "month"])[columns].reset_index(drop=True)


def _not_told(scope: Scope, filters: Filters, chosen: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are of months that the feed tells of for nobody at all, whoever is looked at: a gap, and no secret."""
    everybody = measure(scope, list(KNOWN), Filters(month=filters.month), months=MONTHS)
    gaps = everybody.loc[(everybody["denominator"] == 0) & (everybody["mark"] == ""), ["key", "month"]]
    return pd.Series(
        pd.MultiIndex.from_frame(chosen[["key", "month"]]).isin(pd.MultiIndex.from_frame(gaps)), chosen.index
    )


def schooling(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Where school-age children are taught, by their newest record of the school year: frame[schooling, children], the
    commonest first; children missing where hidden; no row where nothing is recorded. For a scope that is not exact
    every kind is there: one that is not would tell that nobody is taught so."""
    refuse_crossing(scope, filters)
    chosen = in_population(plan_month, filters.population or Population.NEGLECT_COHORT, filters.basis, None)
    counted = ask(
        scope,
        sa.select(
            plan_month.c.schooling,
            sa.func.count().label("children"),
            sa.func.count(sa.distinct(plan_month.c.household_key)).label("households"),
        )
        .where(
            plan_month.c.month == month_of(scope, filters),
            plan_month.c.school_age == 1,
            plan_month.c.schooling.is_not(None),
            chosen,
            *conditions(filters, plan_month),
        )
        .group_by(plan_month.c.schooling),
    )
    if not scope.exact and (len(counted) or not nought_is_shown(filters)):
        counted = counted.set_index("schooling").reindex(TAUGHT, fill_value=0).reset_index()
    children = counted["children"].astype("Int64")
    shown = children if scope.exact else rounded_counts(children, counted["households"], nought=False)
    taught = pd.DataFrame({"schooling": counted["schooling"], "children": shown})
    return taught.sort_values(["children", "schooling"], ascending=[False, True], ignore_index=True)
