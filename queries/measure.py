"""The one measuring engine: any indicators, for any filters, by any groups, for any month or run of months.

One query per fact table answers every indicator asked for together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import authority, event
from queries.disclosure import Mark, nearly_is_said, nought_is_shown, refuse_crossing, rounded, rounded_figures
from queries.door import ask
from queries.filters import Basis, Filters, Population, conditions, in_population
from queries.holdings import authorities_without, first_month, latest_month, missing_feeds, offered, tables_held
from queries.households import PARTS, TABLES, with_households
from queries.indicators import REGISTRY, Indicator, Kind, find
from queries.indicators.entry import Fact
from queries.methods.intervals import byar, wilson

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
COUNTS = ("numerator", "denominator", "covered")
PER = 10_000  # rates are per so many children
# What figures may be split by: column names that mean the same on every fact table that has them.
SPLITS = (
    "authority",
    "team",
    "locality",
    "age_band",
    "sex",
    "ethnicity_group",
    "neurodivergence",
    "sen",
    "young_carer",
    "disadvantage_count",
    "disadvantage_band",
    "service",
    "stage",
    "raised_by",
    "raised_to",
    "outcome",
    "tool",
    "agency",
    "grt_group",
)


class Period(StrEnum):
    """The time a flow is counted over, ending with the month asked for."""

    MONTH = "month"
    TWELVE_MONTHS = "12m"
    YEAR_TO_DATE = "ytd"


class UnknownSplit(ValueError):
    """Figures cannot be split by this. The message lists what they can be split by."""


@dataclass(frozen=True)
class _Window:
    """Which months are counted into which target month."""

    months: dict[date, list[date]]

    @property
    def first(self) -> date:
        """Eleven months before the earliest target, whatever the period: then a figure over twelve months and its
        monthly trend are one question to the database, asked once."""
        return _back(min(self.months), 11)

    @property
    def last(self) -> date:
        return max(self.months)


def measure(
    scope: Scope,
    names: Sequence[str],
    filters: Filters,
    *,
    by: Sequence[str] = (),
    period: Period = Period.TWELVE_MONTHS,
    months: int = 1,
) -> pd.DataFrame:
    """Figures for the indicators named (ids or keys), for the month of the filters and the `months` - 1 before it.

    frame[key, month, *by, numerator, denominator, covered, mark, value, low, high]: a row an indicator, month, group.
      numerator, denominator  counts of the indicator's unit; denominator missing for counts
      covered    those of the population it is about, recorded or not: denominator / covered is its completeness
                 all three are missing where a table the indicator needs is not held, or the month lies outside the
                 data: not recorded here
      mark       why a count is hidden from this scope (queries/disclosure.py); empty where none is. For a scope that is
                 not exact every count is rounded, and what follows is worked out from the rounded counts
      value      share 0 to 1, count, or rate per 10,000; missing where there is nothing to divide by
      low, high  95 % interval: Wilson for shares, Byar for rates; missing for counts

    Raises UnknownIndicator, UnknownSplit, and NotAllowed for what a scope that is not exact may not cross.
    """

    def count(within: Scope) -> pd.DataFrame:
        return counted(within, names, filters, by=by, period=period, months=months)

    return fit_to_show(scope, count, filters, by)


def fit_to_show(
    scope: Scope, count: Callable[[Scope], pd.DataFrame], filters: Filters, by: Sequence[str] = ()
) -> pd.DataFrame:
    """What `counted` gives, by the scope's rule of disclosure, with mark, value, low and high worked out from that.

    count  asks for it within a scope. To who manages teams it gives the others' counts: those are made fit to be shown,
           and the reader's own added to them as they are. Nothing more of the others can be told from the sum.
    """
    frame = count(scope)
    if scope.exact or frame.empty:
        shown = frame.assign(mark="").drop(columns=list(PARTS), errors="ignore")
    else:
        nought = nought_is_shown(filters, by)
        nearly = nearly_is_said(scope, filters, by)
        shown = rounded_figures(frame, nought=nought, nearly=nearly).drop(columns=list(PARTS), errors="ignore")
        shown["covered"] = rounded(frame["covered"], nought=nought).mask(shown["mark"] != "")
        shown = _every_group(scope, shown, tuple(by))
        if scope.own_only:
            shown = _with_own(shown, count(scope.within_own_teams()), by)
    return _valued(scope, shown, filters, tuple(by))


def _with_own(others: pd.DataFrame, own: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Counts as they may be shown of other teams, with the reader's own added; what is hidden stays so. By team, each
    of the reader's own stands beside the others."""
    rows = ["key", "month", *by]
    own = own.dropna(subset=list(by))
    if own.empty:
        return others
    both = others.merge(own[[*rows, *COUNTS]], on=rows, how="left", suffixes=("", "_own"))
    for name in COUNTS:
        both[name] = both[name].astype("Int64") + both.pop(f"{name}_own").astype("Int64").fillna(0)
    if "team" in by:
        teams = own[own["team"].notna() & ~own["team"].isin(others["team"])]
        both = pd.concat([both, teams[[*rows, *COUNTS]].assign(mark=str(Mark.SHOWN))], ignore_index=True)
    return both


def _every_group(scope: Scope, shown: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The rows of every group that is offered as a choice, and of no other. A group in which there is nobody this month
    stands there hidden, as one with a few does: its absence would tell the two apart."""
    if not by:
        return shown
    groups = pd.MultiIndex.from_product([offered(scope, name) for name in by], names=list(by)).to_frame(index=False)
    nothing = shown["numerator"].isna() & (shown["mark"] == "")
    absent = nothing.groupby(shown["key"]).all()
    rows = shown[["key", "month"]].drop_duplicates().merge(groups, how="cross")
    # Where no row says its group, the column would have no type of its own.
    alike = shown.astype({name: groups[name].dtype for name in by})
    every = rows.merge(alike, on=["key", "month", *by], how="left")
    every["mark"] = every["mark"].fillna(every["key"].map(absent.map({True: "", False: str(Mark.HIDDEN)})))
    return every


def counted(
    scope: Scope,
    names: Sequence[str],
    filters: Filters,
    *,
    by: Sequence[str] = (),
    period: Period = Period.TWELVE_MONTHS,
    months: int = 1,
) -> pd.DataFrame:
    """The counts behind `measure`, as they are: never for a page, only for what adds them up and passes them on through
    `fit_to_show`. For a scope that is not exact, [top, rest, bottom] say in at least how many households they are."""
    refuse_crossing(scope, filters, by)
    by = tuple(dict.fromkeys(by))
    unknown = [name for name in by if name not in SPLITS]
    if unknown:
        raise UnknownSplit(f"Figures cannot be split by {', '.join(unknown)}. They can be by: {', '.join(SPLITS)}.")
    entries = find(*names)
    cannot = sorted({entry.unit for entry in entries for name in by if name not in TABLES[entry.fact].c})
    if cannot:
        raise UnknownSplit(f"Figures of {', '.join(cannot)} cannot be split by {', '.join(by)}.")
    last = filters.month or latest_month(scope)
    if last is None or not entries:
        return pd.DataFrame(columns=["key", "month", *by, "numerator", "denominator", "covered"])
    targets = [_back(last, n) for n in reversed(range(months))]
    added: dict[str, _Added] = {}
    for fact in Fact:
        asked = [entry for entry in entries if entry.fact is fact]
        if not asked:
            continue
        window = _window(targets, Period.MONTH)
        statement, columns = _statement(asked, filters, by, window)
        answer = ask(scope, statement)
        # Flows are counted over the period; what is true of a month-end, or stands for months itself, in its month.
        flows = [entry for entry in asked if fact is Fact.EVENT and not entry.spans_quarter]
        for mine, over in ((flows, _window(targets, period)), ([e for e in asked if e not in flows], window)):
            if mine:
                found = _add(over, answer, by, mine, columns)
                added |= dict.fromkeys((entry.key for entry in mine), found)
    feeds = tables_held(scope)
    absent = [bool(missing_feeds(scope, entry, filters, feeds)) for entry in entries]
    frame = _long(entries, absent, added, targets, by)
    first = first_month(scope)
    outside = (frame["month"].dt.date > (latest_month(scope) or last)) | (frame["month"].dt.date < (first or date.min))
    counts = [*COUNTS]
    frame[counts] = frame[counts].mask(outside)
    if "authority" in by:
        without = {entry.key: authorities_without(scope, entry, filters, feeds) for entry in entries}
        lacking = [code in without[key] for code, key in zip(frame["authority"], frame["key"], strict=True)]
        frame[counts] = frame[counts].mask(pd.Series(lacking, index=frame.index, dtype=bool))
    if scope.exact or frame.empty:
        return frame
    return with_households(scope, frame, entries, filters, by, _window(targets, period).months)


@lru_cache(maxsize=4096)
def _back(month: date, count: int) -> date:
    moved: date = (pd.Timestamp(month) - pd.offsets.MonthEnd(count)).date() if count else month
    return moved


def _window(targets: list[date], period: Period) -> _Window:
    def months_into(target: date) -> list[date]:
        count = {Period.MONTH: 1, Period.TWELVE_MONTHS: 12, Period.YEAR_TO_DATE: (target.month - 4) % 12 + 1}[period]
        return [_back(target, n) for n in range(count)]

    return _Window({target: months_into(target) for target in targets})


# By indicator: the columns of the answer its numerator, denominator and population are in.
_Columns = dict[str, tuple[str, str | None, str]]


def _statement(
    entries: list[Indicator], filters: Filters, by: Sequence[str], window: _Window
) -> "tuple[sa.Select[tuple[object, ...]], _Columns]":
    """One select that adds up what the indicators count, by month (events: and by kind). Like sums are taken once."""
    table = TABLES[entries[0].fact]
    sums: dict[str, sa.ColumnElement[int]] = {}
    names: dict[str, str] = {}
    columns: _Columns = {}
    for entry in entries:
        found = _sums(entry.key, filters.population or entry.population, filters.basis)
        for said, added in found:
            sums.setdefault(names.setdefault(said, f"sum_{len(names)}"), added)
        top, *bottom, whole = (names[said] for said, _ in found)
        columns[entry.key] = (top, bottom[0] if bottom else None, whole)
    groups = [table.c.month, *(table.c[name] for name in by)]
    chosen = [table.c.month.between(window.first, window.last), *conditions(filters, table)]
    if table is event:
        groups.append(event.c.kind)
        chosen.append(event.c.kind.in_(sorted({entry.event_kind for entry in entries if entry.event_kind})))
    counted = (added.label(name) for name, added in sums.items())
    return sa.select(*groups, *counted).where(*chosen).group_by(*groups), columns


@lru_cache(maxsize=1024)
def _sums(key: str, population: Population, basis: Basis) -> "tuple[tuple[str, sa.ColumnElement[int]], ...]":
    """An indicator's numerator, denominator if it has one, and population as sums, each after its own SQL."""
    entry = find(key)[0]
    chosen = in_population(TABLES[entry.fact], population, basis, entry.event_kind)
    counts = [entry.counted(basis), entry.denominator, entry.eligible]
    sums = [sa.func.coalesce(sa.func.sum(sa.case((chosen, c))), 0) for c in counts if c is not None]
    return tuple((str(added.compile(compile_kwargs={"literal_binds": True})), added) for added in sums)


@dataclass(frozen=True)
class _Added:
    """One fact table's counts added into target months, a row for each month and group that has anything.

    groups        frame[*by], in order; one row of no columns where nothing is split
    month, group  of each row: its place among the target months, and among the groups
    counts        by indicator: numerator, denominator (None where it has none) and population of each row
    """

    groups: pd.DataFrame
    month: "npt.NDArray[np.intp]"
    group: "npt.NDArray[np.intp]"
    counts: dict[str, tuple[Ints, Ints | None, Ints]]


def _add(
    window: _Window, answer: pd.DataFrame, by: Sequence[str], entries: list[Indicator], columns: _Columns
) -> _Added:
    """Monthly counts into their target months. Unsplit, every target month is there, with nothing counted as 0."""
    months = sorted({month for found in window.months.values() for month in found})
    into = np.array([[month in found for month in months] for found in window.months.values()], dtype=np.int64)
    at = pd.Index(months, dtype=object).get_indexer(pd.Index(answer["month"]))
    kinds = sorted({entry.event_kind or "" for entry in entries})
    kind = pd.Index(kinds).get_indexer(pd.Index(answer["kind"])) if "kind" in answer else np.zeros_like(at)
    mine = (at >= 0) & (kind >= 0)
    answer, at, kind = answer[mine], at[mine], kind[mine]
    if by:
        split = answer.groupby(list(by), dropna=False)
        groups, place = split.size().reset_index()[list(by)], split.ngroup().to_numpy()
    else:
        groups, place = pd.DataFrame(index=[0]), np.zeros(len(answer), dtype=np.int64)
    names = sorted({name for found in columns.values() for name in found if name})
    # The last of the counts says whether there is anything of a group; unsplit there is nothing else to go by.
    monthly = np.zeros((len(kinds), len(months), len(groups), len(names) + 1), dtype=np.int64)
    monthly[..., -1] = not by
    np.add.at(monthly, (kind, at, place), answer[names].assign(rows=1).to_numpy(dtype=np.int64))
    total = np.einsum("tm,kmgn->ktgn", into, monthly)
    month, group = np.nonzero(total[..., -1].any(axis=0))
    counts = {}
    for entry in entries:
        own = total[kinds.index(entry.event_kind or ""), month, group]
        top, bottom, whole = columns[entry.key]
        counts[entry.key] = (
            own[:, names.index(top)],
            own[:, names.index(bottom)] if bottom else None,
            own[:, names.index(whole)],
        )
    return _Added(groups, month, group, counts)


def _long(
    entries: list[Indicator], absent: list[bool], added: dict[str, _Added], targets: list[date], by: Sequence[str]
) -> pd.DataFrame:
    """frame[key, month, *by, numerator, denominator, covered]: by indicator as asked, then month, then group."""
    places = [added[entry.key] for entry in entries]
    lengths = [len(place.month) for place in places]
    month = np.concatenate([place.month for place in places])
    frame = pd.DataFrame({"key": np.repeat([entry.key for entry in entries], lengths)})
    frame["month"] = pd.to_datetime(targets)[month]
    for name in by:
        parts = [place.groups[name].iloc[place.group] for place in places]
        frame[name] = pd.concat(parts, ignore_index=True)
    for number, name in enumerate(("numerator", "denominator", "covered")):
        counts = [place.counts[entry.key][number] for entry, place in zip(entries, places, strict=True)]
        missing = [out or count is None for out, count in zip(absent, counts, strict=True)]
        values = [np.zeros(length, np.int64) if c is None else c for c, length in zip(counts, lengths, strict=True)]
        frame[name] = pd.arrays.IntegerArray(np.concatenate(values), np.repeat(missing, lengths))
    return frame


def _valued(scope: Scope, frame: pd.DataFrame, filters: Filters, by: Sequence[str]) -> pd.DataFrame:
    """Adds value, low and high."""
    if frame.empty:
        return frame.assign(value=None, low=None, high=None)
    kind = frame["key"].map({key: entry.kind for key, entry in REGISTRY.items()}).to_numpy()
    numerator = frame["numerator"].to_numpy(dtype=np.float64, na_value=np.nan)
    denominator = frame["denominator"].to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = wilson(numerator, denominator)
    value = numerator / np.where(denominator > 0, denominator, np.nan)
    value = np.where(kind == Kind.COUNT, numerator, value)
    rates = kind == Kind.RATE
    if rates.any():
        people = _people(scope, filters, by, frame[rates])
        low[rates], high[rates] = byar(numerator[rates], people, per=PER)
        value[rates] = numerator[rates] / people * PER
    return frame.assign(value=value, low=low, high=high)


def _people(scope: Scope, filters: Filters, by: Sequence[str], rows: pd.DataFrame) -> Floats:
    """How many children of the area each row's rate is of; missing where not given, or where only part is counted."""
    held = ask(scope, sa.select(authority.c.authority, authority.c.child_population))
    population = held.set_index("authority")["child_population"].astype("float64")
    cut = set(filters.chosen()) - {"month", "basis", "plan_types", "population"} or set(by) - {"authority"}
    if cut or scope.teams is not None:
        return np.full(len(rows), np.nan, dtype=np.float64)
    if "authority" in by:
        return np.asarray(rows["authority"].map(population.to_dict()), dtype=np.float64)
    total = float(population.sum(min_count=len(population))) if len(population) else float("nan")
    return np.full(len(rows), total, dtype=np.float64)
