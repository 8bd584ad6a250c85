"""What each filter keeps, counted on children written by hand; and which population each row belongs to."""

from dataclasses import FrozenInstanceError, fields
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from access.scope import local_scope
from data.facts.tables import event, household_month, plan_month, sibling_month
from data.facts.terms import DISADVANTAGES
from queries.door import cases
from queries.filters import (
    COLUMN_OF,
    FRONT_DOOR,
    Basis,
    Filters,
    Population,
    conditions,
    in_population,
    not_applied,
)
from tests.queries.by_hand import end, happening, household, plan, put_in_force, sibling

# One child for each thing a filter can pick out; every other child differs in it, or has it not recorded.
MARKED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "team": ({"teams": ("West",)}, {"team": "West"}),
    "two teams": ({"teams": ("West", "East")}, {"team": "East"}),
    "locality": ({"localities": ("Banbury",)}, {"locality": "Banbury"}),
    "age band": ({"age_bands": ("Under 1",)}, {"age_band": "Under 1"}),
    "sex": ({"sexes": ("Girl",)}, {"sex": "Girl"}),
    "ethnicity": ({"ethnicity_groups": ("Mixed",)}, {"ethnicity_group": "Mixed"}),
    "neurodivergence": ({"neurodivergence": ("Diagnosed",)}, {"neurodivergence": "Diagnosed"}),
    "sen": ({"sen": ("Support",)}, {"sen": "Support"}),
    "disadvantage": ({"disadvantages": ("low_income",)}, {"low_income": 1}),
    "fewest disadvantages": ({"min_disadvantages": 3}, {"disadvantage_count": 3}),
}


# Whether a plan is for neglect, by its first and its latest category; and whether an assessment found neglect.
LATER_ONLY = {"neglect_initial": 0, "neglect_latest": 1}
AT_FIRST_ONLY = {"neglect_initial": 1, "neglect_latest": 0}
NEITHER = {"neglect_initial": 0, "neglect_latest": 0}
CIN = {"plan_type": "CIN", "neglect_initial": 0, "neglect_latest": 0, "neglect_cin": 1}
PLANS = {"both": {}, "later": LATER_ONLY, "first": AT_FIRST_ONLY, "other": NEITHER, "need": CIN}
FOUND = {"neglect": 1, "not": 0, "unknown": None}


@pytest.fixture(scope="module")
def kept_facts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """October's children differ in what filters pick out; September's in which population they belong to."""
    url = f"duckdb:///{tmp_path_factory.mktemp('filters')}"
    plain = {"sex": "Boy", "low_income": 0, "disadvantage_count": 2}
    rows = {name: plain | marks for name, (_, marks) in MARKED.items()}
    rows |= {"plain": plain, "nothing recorded": {"low_income": None, "disadvantage_count": None}}
    put_in_force(
        url,
        plans=[
            *(plan(name, "2026-10", **row) for name, row in rows.items()),
            *(plan(name, "2026-09", **row) for name, row in PLANS.items()),
        ],
        events=[
            *(happening("visit", "2026-10-05", name, **row) for name, row in rows.items()),
            *(happening("review", "2026-09-05", name, **row) for name, row in PLANS.items() if name != "need"),
            *(happening("referral", "2026-09-05", name, **NEITHER, neglect=value) for name, value in FOUND.items()),
        ],
    )
    return url


@pytest.fixture
def children(kept_facts: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FACTS_URL", kept_facts)
    return kept_facts


def people(table: sa.Table, month: str, *chosen: sa.ColumnElement[bool]) -> list[str]:
    found = cases(local_scope(), sa.select(table.c.person_id).where(table.c.month == end(month), *chosen))
    return sorted(found["person_id"])


def kept(filters: Filters, table: sa.Table) -> list[str]:
    return people(table, "2026-10", *conditions(filters, table))


@pytest.mark.parametrize("table", [plan_month, event], ids=["plan_month", "event"])
@pytest.mark.parametrize("name", MARKED)
def test_a_filter_keeps_the_children_it_names_and_nobody_not_recorded(
    children: str, name: str, table: sa.Table
) -> None:
    chosen = Filters(**MARKED[name][0])
    expected = ["team", "two teams"] if name == "two teams" else [name]
    assert kept(chosen, table) == expected


@pytest.mark.parametrize("table", [plan_month, event], ids=["plan_month", "event"])
def test_without_filters_everyone_is_kept_and_filters_together_keep_those_who_meet_all(
    children: str, table: sa.Table
) -> None:
    assert len(kept(Filters(), table)) == len(MARKED) + 2
    assert kept(Filters(sexes=("Boy", "Girl"), teams=("West",)), table) == ["team"]
    assert kept(Filters(sexes=("Girl",), teams=("West",)), table) == []
    assert kept(Filters(disadvantages=("low_income", "recent_move")), table) == []


def test_filters_about_plans_hold_for_plans_and_are_named_where_they_do_not(facts_url: str) -> None:
    rows = [("on", {"drifting": 1}), ("off", {"drifting": 0}), ("unknown", {"drifting": None, "plan_type": "CIN"})]
    put_in_force(
        facts_url,
        plans=[plan(name, **row) for name, row in rows],
        events=[happening("visit", "2026-10-05", name) for name, _ in rows],
    )
    only = Filters(drifting_only=True, plan_types=("CP",))
    assert kept(Filters(drifting_only=True), plan_month) == ["on"]
    assert kept(Filters(plan_types=("CP",)), plan_month) == ["off", "on"]
    assert kept(Filters(plan_types=("CIN", "CP")), plan_month) == ["off", "on", "unknown"]
    assert kept(only, event) == ["off", "on", "unknown"]
    assert not_applied(only, event) == ["plan_types", "drifting_only"]
    assert not_applied(only, plan_month) == not_applied(Filters(teams=("North",)), event) == []


def test_households_are_chosen_by_any_child_and_their_children_with_them(facts_url: str) -> None:
    """A home with a child in need plan, one with a child drifting, one of the other team."""
    homes = {
        "need": {"children_cp": 0, "children_cin": 1},
        "drifts": {"children_drifting": 1},
        "west": {"team": "West", "team_id": "T2"},
    }
    put_in_force(
        facts_url,
        households=[household(key, **row) for key, row in homes.items()],
        siblings=[
            sibling(f"{key} {age}", key, age_band=age, **row) for key, row in homes.items() for age in ("old", "young")
        ],
    )

    def chosen(filters: Filters, table: sa.Table) -> list[str]:
        name = table.c.household_key if table is household_month else table.c.person_id
        return sorted(cases(local_scope(), sa.select(name.label("name")).where(*conditions(filters, table)))["name"])

    for filters, keys in (
        (Filters(plan_types=("CIN",)), ["need"]),
        (Filters(plan_types=("CP",)), ["drifts", "west"]),
        (Filters(drifting_only=True), ["drifts"]),
        (Filters(teams=("West",)), ["west"]),
    ):
        assert chosen(filters, household_month) == keys
        assert chosen(filters, sibling_month) == sorted(f"{key} {age}" for key in keys for age in ("old", "young"))
    old = Filters(age_bands=("old",), min_disadvantages=1)
    assert chosen(old, household_month) == sorted(homes), "of a household some child would be of that age"
    assert not_applied(old, household_month) == ["age_bands", "min_disadvantages"]
    assert chosen(Filters(age_bands=("old",)), sibling_month) == sorted(f"{key} old" for key in homes)
    assert not_applied(old, sibling_month) == []


def test_every_filter_is_looked_up_somewhere() -> None:
    """A filter added to the class and forgotten in the conditions would be chosen in vain."""
    elsewhere = {"month", "basis", "population", "disadvantages", "min_disadvantages", "plan_types", "drifting_only"}
    assert {field.name for field in fields(Filters)} == {*COLUMN_OF, *elsewhere}
    for column in (*COLUMN_OF.values(), *DISADVANTAGES):
        assert column in plan_month.c
        assert column in event.c


# --- Populations ---

WHO: list[tuple[Population, Basis, set[str]]] = [
    (Population.NEGLECT_CP, Basis.EITHER, {"both", "later", "first"}),
    (Population.NEGLECT_CP, Basis.INITIAL, {"both", "first"}),
    (Population.NEGLECT_CP, Basis.LATEST, {"both", "later"}),
    (Population.NEGLECT_CIN, Basis.EITHER, {"need"}),
    (Population.NEGLECT_CIN, Basis.INITIAL, {"need"}),
    (Population.NEGLECT_COHORT, Basis.EITHER, {"both", "later", "first", "need"}),
    (Population.NEGLECT_COHORT, Basis.LATEST, {"both", "later", "need"}),
    (Population.ALL_CP, Basis.EITHER, {"both", "later", "first", "other"}),
    (Population.EVERYONE, Basis.EITHER, {"both", "later", "first", "other", "need"}),
]


@pytest.mark.parametrize(("population", "basis", "who"), WHO)
def test_who_is_in_each_population_of_plans(children: str, population: Population, basis: Basis, who: set[str]) -> None:
    assert set(people(plan_month, "2026-09", in_population(plan_month, population, basis, None))) == who


@pytest.mark.parametrize(
    ("population", "basis", "plan_events", "front_door"),
    [
        (Population.NEGLECT_CP, Basis.EITHER, {"both", "later", "first"}, {"neglect"}),
        (Population.NEGLECT_CP, Basis.INITIAL, {"both", "first"}, {"neglect"}),
        (Population.NEGLECT_CP, Basis.LATEST, {"both", "later"}, {"neglect"}),
        (Population.NEGLECT_CIN, Basis.EITHER, set(), {"neglect"}),
        (Population.NEGLECT_COHORT, Basis.EITHER, {"both", "later", "first"}, {"neglect"}),
        (Population.ALL_CP, Basis.EITHER, {"both", "later", "first", "other"}, {"neglect", "not", "unknown"}),
        (Population.EVERYONE, Basis.EITHER, {"both", "later", "first", "other"}, {"neglect", "not", "unknown"}),
    ],
)
def test_what_is_in_each_population_of_events(
    children: str, population: Population, basis: Basis, plan_events: set[str], front_door: set[str]
) -> None:
    """Events of a plan go by the plan's category; the front door by whether the assessment found neglect."""
    for kind, who in (("review", plan_events), ("referral", front_door)):
        chosen = in_population(event, population, basis, kind)
        assert set(people(event, "2026-09", event.c.kind == kind, chosen)) == who


def test_the_front_door_is_kinds_of_event_that_are_made() -> None:
    assert set(FRONT_DOOR) == {"referral", "assessment", "conference", "core_group_first"}


# --- The object itself ---


def test_only_what_is_set_is_said() -> None:
    assert Filters().chosen() == {}
    month = date(2026, 10, 31)
    assert Filters(month=month, teams=("North",), basis=Basis.EITHER, min_disadvantages=2).chosen() == {
        "month": month,
        "teams": ("North",),
        "min_disadvantages": 2,
    }


@pytest.mark.parametrize("day", [date(2026, 10, 30), date(2026, 10, 1), date(2024, 2, 28), date(2026, 12, 1)])
def test_a_day_that_ends_no_month_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match=f"{day} is not a month-end"):
        Filters(month=day)


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2024, 2, 29), date(2023, 2, 28), date(2026, 12, 31)])
def test_a_month_end_is_taken(day: date) -> None:
    assert Filters(month=day).month == day


def test_a_disadvantage_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"Not a disadvantage: poverty\. Known: low_income"):
        Filters(disadvantages=("low_income", "poverty"))


def test_filters_can_be_kept_by_and_not_changed() -> None:
    chosen = Filters(teams=("North",))
    assert {chosen: 1}[Filters(teams=("North",))] == 1
    with pytest.raises(FrozenInstanceError):
        chosen.teams = ("South",)  # type: ignore[misc]
