"""Every measure of neurodiversity and caring counted by hand over the homes of caring_homes.py, at 30 September 2026
and the year to it: whom it counts above the line and whom below. A household goes by its first child's name."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import data.facts.refresh
from access.scope import local_scope
from data import records
from data.load.write import load_frames
from data.practice import Practice
from queries.door import cases
from queries.filters import Basis, Filters, in_population
from queries.households import TABLES
from queries.indicators import REGISTRY
from queries.indicators.entry import Fact
from queries.lists import children_behind
from queries.measure import measure
from tests.queries.indicators import caring_homes
from tests.queries.indicators.caring_homes import AS_AT, BORN, HOMES

COHORT = " ".join(sorted(set(BORN) - {"MIA"}))
# Any status, or a disability code but NONE.
OWN_NEEDS = "BEN EVE FIN KIM NED OLA PIP"
# Eight or over, and another child or a parent in the home: CAT is eight tomorrow, DOT is not born. Of BEN, KIM and NED
# nobody knows whether the others have needs; IDA and JON are known to live with nobody who has.
DUE = "ANN EVE FIN GUS LEO MIA"

EXPECTED = {
    "neurodivergent_share": ("BEN EVE KIM OLA PIP", COHORT),
    "neurodivergent_diagnosed": ("BEN OLA", COHORT),
    "neurodivergent_pathway": ("EVE", COHORT),
    # PIP's record has no date: it has always held.
    "neurodivergent_suspected": ("KIM PIP", COHORT),
    "needs_recorded": ("BEN EVE FIN IDA JON KIM NED OLA PIP", COHORT),
    "neurodivergent_by_code": ("BEN", "BEN FIN IDA JON NED"),
    "neurodivergent_by_health": ("EVE OLA PIP", "EVE OLA PIP"),
    "neurodivergent_by_school": ("KIM", "FIN KIM"),
    # ANN answered six months ago today, GUS by factor 7A, LEO at an assessment; FIN a day too long ago.
    "caring_role_screened": ("ANN GUS LEO", DUE),
    # MIA's record is blank, which is no answer.
    "caring_never_asked": ("EVE MIA", DUE),
    "caring_homes_in_date": ("ANN GUS KIM", "ANN EVE GUS KIM MIA"),
    "caring_homes_never": ("MIA", "ANN EVE GUS KIM MIA"),
    "young_carer_identified": ("GUS", "GUS HAL IDA JON"),
    "young_carer_identified_neglect": ("GUS", "GUS HAL"),
    # GUS is known by factor 7A alone.
    "young_carer_assessed": ("LEO", "GUS LEO"),
    "communication_needs": ("OLA PIP", OWN_NEEDS),
    # OLA's adjustment is over today.
    "reasonable_adjustment": ("PIP", OWN_NEEDS),
    # KIM's session was 91 days ago.
    "direct_work": ("OLA PIP", OWN_NEEDS),
    "adapted_plan_direct_work": ("PIP", OWN_NEEDS),
}
HOME_OF = {who: home.split()[0] for home in HOMES for who in home.split()}


@pytest.fixture(scope="module", autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'records.sqlite'}")
        patch.setenv("FACTS_URL", f"duckdb:///{folder / 'facts'}")
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", 12)
        shutil.copy(sqlite_template, folder / "records.sqlite")
        engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
        load_frames(
            engine,
            caring_homes.records(),
            kind="demo",
            source="homes",
            authority_code="301",
            authority_name="County 301",
            as_at=AS_AT,
            synthetic=True,
        )
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
        engine.dispose()
        yield


def test_every_measure_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id.startswith("NC")}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    entry = REGISTRY[key]
    table = TABLES[entry.fact]
    who = table.c.household_key if entry.fact is Fact.HOUSEHOLD_MONTH else table.c.person_id
    assert entry.denominator is not None
    chosen = in_population(table, entry.population, Basis.EITHER, entry.event_kind)
    when = table.c.kind == "assessment" if entry.fact is Fact.EVENT else table.c.month == AS_AT
    statement = sa.select(
        who.label("who"), entry.counted(Basis.EITHER).label("above"), entry.denominator.label("below")
    ).where(chosen, when)
    if entry.fact is Fact.HOUSEHOLD_MONTH:
        statement = statement.add_columns(table.c.household_key)
    rows = cases(local_scope(), statement).fillna(0)
    # A household's key is one of its children's ids.
    rows["who"] = rows["who"].map(lambda name: HOME_OF.get(name, name)) if "household_key" in rows else rows["who"]
    above, below = EXPECTED[key]
    assert sorted(rows.loc[rows["above"] == 1, "who"]) == sorted(above.split())
    assert sorted(rows.loc[rows["below"] == 1, "who"]) == sorted(below.split())
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert (figure["numerator"], figure["denominator"]) == (len(above.split()), len(below.split()))


def test_the_list_holds_those_never_asked_and_why_they_should_be() -> None:
    rows = children_behind(local_scope(), "caring_never_asked", Filters()).set_index("person_id")
    assert rows.index.tolist() == ["EVE", "MIA"]
    assert rows["lives_with_child"].tolist() == [1, 1]
    assert rows["plan_type"].tolist() == ["CP", "none"]
    assert rows["household"].nunique() == 2


def test_before_the_feed_began_nothing_is_said_of_who_was_asked() -> None:
    """The first answer anybody recorded is LEO's of January 2026; adapted plans are from the month of the first on."""
    figure = measure(local_scope(), ["caring_role_screened", "adapted_plan_direct_work"], Filters(), months=9)
    figure = figure.set_index(["key", "month"])
    assert figure.loc[("caring_role_screened", "2026-02-28"), "denominator"] > 0
    assert figure.loc[("caring_role_screened", "2026-01-31"), "denominator"] == 0
