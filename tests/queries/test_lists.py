"""The children behind a figure: as many as it counts, in a sensible order, for who may open them."""

from datetime import date

import pandas as pd
import pytest

from access.scope import NotAllowed, Scope, local_scope
from queries.filters import Basis, Filters, Population
from queries.indicators import REGISTRY
from queries.lists import WHO, children_behind, shown_of
from queries.measure import measure
from tests.conftest import County
from tests.queries.by_hand import plan, put_in_force

EVERYTHING = local_scope()
LISTED = [key for key, entry in REGISTRY.items() if entry.unit in ("children", "households") and entry.fact != "event"]


@pytest.mark.parametrize("key", LISTED)
def test_the_list_is_as_long_as_its_figure(small_county: County, key: str) -> None:
    for filters in (
        Filters(),
        Filters(month=date(2025, 9, 30), basis=Basis.INITIAL),
        Filters(population=Population.NEGLECT_COHORT, drifting_only=True),
    ):
        figure = measure(EVERYTHING, [key], filters).iloc[0]["numerator"]
        rows = children_behind(EVERYTHING, key, filters)
        households = REGISTRY[key].unit == "households"
        assert (rows["household"].nunique() if households else len(rows)) == figure
        assert rows["person_id"].is_unique
        assert rows.columns.tolist() == [*WHO, *shown_of(REGISTRY[key])]


def test_the_list_of_a_scope_is_as_long_as_the_scopes_figure(small_county: County) -> None:
    teams = measure(EVERYTHING, ["plans_open_9m_plus"], Filters(), by=["team"]).query("numerator > 0")["team"]
    assert len(teams) > 1
    every = children_behind(EVERYTHING, "plans_open_9m_plus", Filters())
    assert set(teams) == set(every["team"])
    own = children_behind(EVERYTHING, "plans_open_9m_plus", Filters(teams=(teams.iloc[0],)))
    assert 0 < len(own) < len(every)
    assert children_behind(Scope(None, ("no such team",), True, exact=True), "plans_open_9m_plus", Filters()).empty


def test_most_flags_come_first_then_the_longest_on_a_plan(facts_url: str) -> None:
    given = {"P1": (1, 100), "P2": (3, 50), "P3": (3, 400), "P4": (0, 999), "P5": (3, 50)}
    put_in_force(
        facts_url,
        plans=[plan(child, flag_count=flags, spell_days=days) for child, (flags, days) in given.items()],
    )
    assert children_behind(EVERYTHING, "neglect_plans_open", Filters())["person_id"].tolist() == [
        *("P3", "P2", "P5", "P1", "P4")
    ]


def test_a_flag_not_recorded_stays_apart_from_one_that_is_down(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", flag_long_plan=1, flag_review_overdue=0, flag_tool_stuck=None)])
    row = children_behind(EVERYTHING, "neglect_plans_open", Filters()).iloc[0]
    assert (row["flag_long_plan"], row["flag_review_overdue"]) == (1, 0)
    assert pd.isna(row["flag_tool_stuck"])


def test_whoever_may_not_open_cases_is_told_so_and_given_nothing(small_county: County) -> None:
    with pytest.raises(NotAllowed, match="does not open single children's records"):
        children_behind(Scope(None, None, False, exact=True), "drifting", Filters())


@pytest.mark.parametrize("key", ["plan_actions_overdue", "rereferral_12m", "cp_reviews_on_time"])
def test_a_figure_that_does_not_count_children_has_no_list(small_county: County, key: str) -> None:
    with pytest.raises(ValueError, match="does not count children: it has no list"):
        children_behind(EVERYTHING, key, Filters())


def test_what_is_past_its_day_is_overdue_and_what_is_due_that_day_is_not(facts_url: str) -> None:
    due = {"P1": date(2026, 10, 30), "P2": date(2026, 10, 31), "P3": None}
    put_in_force(facts_url, plans=[plan(name, next_due=day, drifting=1) for name, day in due.items()])
    listed = children_behind(EVERYTHING, "drifting", Filters()).set_index("person_id")["overdue"]
    assert listed[["P1", "P2"]].tolist() == [1, 0]
    assert pd.isna(listed["P3"])
