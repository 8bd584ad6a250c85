"""What must hold for any filters and any data: a figure equals the list behind it, and narrowing never adds.

The facts are those of one small random county; the filters are drawn by Hypothesis from the values that occur in it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

import data.facts.refresh
from access.scope import local_scope
from data import records
from data.facts import store
from data.facts.tables import authority, event, feed, household_month, plan_month, sibling_month
from data.facts.terms import DISADVANTAGES
from data.load.write import load_frames
from data.practice import Practice
from queries.door import cases
from queries.filters import COLUMN_OF, Basis, Filters, Population, conditions, in_population
from queries.indicators import REGISTRY
from queries.measure import Period, measure
from tests.data.facts import counties

AS_AT = date(2026, 10, 31)
PLACE: dict[str, Path] = {}
VALUES = {
    "age_bands": ("Unborn", "Under 1", "1 to 4", "5 to 9", "10 to 15", "16 to 17", "Not recorded"),
    "sexes": ("Female", "Male", "Not recorded"),
    "ethnicity_groups": ("White British", "Gypsy, Roma or Traveller", "Black", "Not recorded"),
    "neurodivergence": ("Diagnosed", "On a pathway", "Suspected", "Disability recorded", "Not recorded"),
    "sen": ("EHC plan", "SEN support", "None", "Not recorded"),
}
MONTHS = [stamp.date() for stamp in pd.date_range(end=AS_AT, periods=4, freq="ME")]
quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module", autouse=True)
def county(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    folder = PLACE["folder"] = tmp_path_factory.mktemp("properties")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'records.sqlite'}")
        patch.setenv("FACTS_URL", f"duckdb:///{folder / 'facts'}")
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", len(MONTHS))
        shutil.copy(sqlite_template, folder / "records.sqlite")
        engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
        load_frames(
            engine,
            counties.frames(counties.make(7, AS_AT, 120, len(MONTHS))),
            kind="demo",
            source="seed 7",
            authority_code="301",
            authority_name="County 301",
            as_at=AS_AT,
            synthetic=True,
        )
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
        engine.dispose()
        yield


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


filters = st.builds(
    Filters,
    month=st.sampled_from(MONTHS),
    plan_types=some(("CP", "CIN")),
    basis=st.sampled_from(Basis),
    population=st.none() | st.sampled_from([p for p in Population if p is not Population.EVERYONE]),
    disadvantages=some(tuple(DISADVANTAGES)).map(lambda names: names[:1]),
    min_disadvantages=st.integers(0, 3),
    drifting_only=st.booleans(),
    **{name: some(values) for name, values in VALUES.items()},
)
measures = st.sampled_from([key for key, entry in REGISTRY.items() if entry.id.startswith("DD")])


# Events are of child protection plans: none of them is of the children on a child in need plan.
NONE_OF_IT = "cp_reviews_on_time", Filters(month=AS_AT, population=Population.NEGLECT_CIN)


def figure(key: str, chosen: Filters) -> pd.Series:
    return measure(local_scope(), [key], chosen, period=Period.MONTH).iloc[0]


@quick
@given(measures, filters)
@example(*NONE_OF_IT)
def test_a_figure_equals_the_list_behind_it(key: str, chosen: Filters) -> None:
    entry = REGISTRY[key]
    table = event if entry.event_kind else plan_month
    population = in_population(table, chosen.population or entry.population, chosen.basis, entry.event_kind)
    statement = sa.select(table.c.person_id, entry.counted(chosen.basis).label("counted")).where(
        table.c.month == chosen.month, population, *conditions(chosen, table)
    )
    if entry.event_kind:
        statement = statement.where(event.c.kind == entry.event_kind)
    listed = cases(local_scope(), statement)
    assert figure(key, chosen)["numerator"] == listed["counted"].fillna(0).sum()


@quick
@given(filters, st.sampled_from(MONTHS))
def test_the_list_holds_exactly_the_children_that_fit(chosen: Filters, month: date) -> None:
    """The conditions written for the database, read again child by child in Python."""
    chosen = replace(chosen, month=month, population=None)
    everyone = cases(local_scope(), sa.select(plan_month).where(plan_month.c.month == month))
    fitting = [row for row in everyone.to_dict("records") if row["plan_type"] == "CP" and fits(row, chosen)]
    neglect = [row for row in fitting if _neglect(row, chosen.basis)]
    share, drifting = measure(local_scope(), ["neglect_share", "drifting"], chosen).to_dict("records")
    assert (share["numerator"], share["denominator"]) == (len(neglect), len(fitting))
    assert drifting["denominator"] == len(neglect)
    assert drifting["numerator"] == sum(row["drifting"] == 1 for row in neglect)


def fits(row: dict[str, object], chosen: Filters) -> bool:
    for name, column in COLUMN_OF.items():
        wanted = getattr(chosen, name)
        if wanted and row[column] not in wanted:
            return False
    if chosen.plan_types and row["plan_type"] not in chosen.plan_types:
        return False
    if any(row[name] != 1 for name in chosen.disadvantages):
        return False
    recorded = sum(row[name] == 1 for name in DISADVANTAGES)
    return recorded >= chosen.min_disadvantages and (not chosen.drifting_only or row["drifting"] == 1)


def _neglect(row: dict[str, object], basis: Basis) -> bool:
    initial, latest = row["neglect_initial"] == 1, row["neglect_latest"] == 1
    return {Basis.INITIAL: initial, Basis.LATEST: latest, Basis.EITHER: initial or latest}[basis]


@quick
@given(measures, filters, filters)
def test_narrowing_never_raises_a_count(key: str, one: Filters, other: Filters) -> None:
    """Each filter of one set is given to the other where that has none: what then fits is part of what did before."""
    added = {name: getattr(other, name) for name in (*VALUES, "plan_types") if not getattr(one, name)}
    both = replace(
        one,
        **added,
        disadvantages=tuple(sorted({*one.disadvantages, *other.disadvantages})),
        min_disadvantages=max(one.min_disadvantages, other.min_disadvantages),
        drifting_only=one.drifting_only or other.drifting_only,
    )
    wide, narrow = figure(key, one), figure(key, both)
    for column in ("numerator", "denominator", "covered"):
        if not pd.isna(wide[column]):
            assert narrow[column] <= wide[column]


def test_the_same_records_give_the_same_facts() -> None:
    folder = PLACE["folder"]
    engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    again = data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'again'}", Practice())
    engine.dispose()
    first, second = (store.reader(f"duckdb:///{folder / name}") for name in ("facts", "again"))
    for table in (plan_month, household_month, sibling_month, event, authority, feed):
        contents = [_contents(reader, table) for reader in (first, second)]
        assert contents[0] == contents[1]
    ids = [_contents(reader, data.facts.tables.snapshot)[0][0] for reader in (first, second)]
    assert ids[0] == ids[1] == again.snapshot_id


def _contents(reader: sa.Engine, table: sa.Table) -> list[tuple[object, ...]]:
    with reader.connect() as connection:
        return sorted((tuple(row) for row in connection.execute(sa.select(table))), key=str)
