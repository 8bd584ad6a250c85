"""What is held: whose, as at when, how complete; and what a reader can choose from."""

from datetime import date

import pytest

from access.scope import Scope, local_scope
from data.facts.store import NoFacts
from data.practice import Practice
from queries.filters import COLUMN_OF, Filters
from queries.holdings import (
    AGE_ORDER,
    NOT_RECORDED,
    choices,
    first_month,
    holdings,
    latest_month,
    missing_feeds,
    months,
    practice,
)
from queries.indicators import REGISTRY
from tests.conftest import County
from tests.queries.by_hand import FEEDS, plan, put_in_force

EVERYTHING = local_scope()
NOTHING = Scope((), None, False, exact=True)


def test_two_authorities_are_added_up_and_completeness_weighed_by_children(facts_url: str) -> None:
    """0.9 of 10 children and 0.5 of 30 children: 9 + 15 of 40 = 0.6."""
    put_in_force(
        facts_url,
        authorities=[
            {"code": "B", "as_at": date(2026, 9, 30), "completeness": 0.5, "children": 30, "source_kind": "ssd"},
            {"code": "A", "completeness": 0.9, "children": 10, "synthetic": 0, "source_kind": "cin-census"},
        ],
        practice=Practice(long_plan_months=12),
        snapshot_id="this-one",
    )
    held = holdings(EVERYTHING)
    assert held.snapshot_id == "this-one"
    assert held.authorities == ("County A", "County B")
    assert held.sources == ("cin-census", "ssd")
    assert held.as_at == date(2026, 10, 31)
    assert held.synthetic  # one of the two is made up
    assert (held.children, held.households, held.unlinked) == (40, 10, 2)
    assert held.completeness == pytest.approx(0.6)
    assert (held.read, held.rejected) == (200, 4)
    assert practice(EVERYTHING) == Practice(long_plan_months=12)


def test_only_the_scopes_authorities_are_told_of(facts_url: str) -> None:
    put_in_force(facts_url, authorities=[{"code": "A", "synthetic": 0}, {"code": "B", "as_at": date(2026, 12, 15)}])
    own = holdings(Scope(("A",), ("T1",), False, exact=True))
    assert (own.authorities, own.as_at, own.synthetic, own.children) == (("County A",), date(2026, 10, 31), False, 10)
    assert latest_month(Scope(("A",), None, False, exact=True)) == date(2026, 10, 31)
    # County B's last day is in December; figures end with the last month that both reach.
    assert latest_month(Scope(("B",), None, False, exact=True)) == date(2026, 12, 31)
    assert latest_month(EVERYTHING) == date(2026, 10, 31)


def test_an_authority_with_no_children_has_no_completeness_and_takes_none_from_another(facts_url: str) -> None:
    put_in_force(
        facts_url,
        authorities=[{"code": "A", "children": 0, "completeness": None}, {"code": "B", "completeness": 0.8}],
    )
    assert holdings(Scope(("A",), None, False, exact=True)).completeness is None
    assert holdings(EVERYTHING).completeness == pytest.approx(0.8)


def test_a_scope_that_holds_nothing_is_told_so_and_nothing_breaks(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    held = holdings(NOTHING)
    assert (held.authorities, held.as_at, held.synthetic, held.children) == ((), None, False, 0)
    assert held.completeness is None
    assert latest_month(NOTHING) is None
    assert first_month(NOTHING) is None
    assert months(NOTHING) == []
    assert choices(NOTHING) == {name: [] for name in COLUMN_OF}


def test_without_facts_the_reader_is_told_to_make_them(facts_url: str) -> None:
    with pytest.raises(NoFacts, match="refresh"):
        holdings(EVERYTHING)


def test_months_run_without_gaps_from_the_first_worked_out_newest_first(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], authorities=[{"code": "A", "first_month": date(2026, 7, 31)}])
    assert first_month(EVERYTHING) == date(2026, 7, 31)
    assert months(EVERYTHING) == [date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31), date(2026, 7, 31)]


def test_a_scope_chooses_among_its_own_months(facts_url: str) -> None:
    put_in_force(
        facts_url,
        authorities=[
            {"code": "A", "first_month": date(2026, 10, 31)},
            {"code": "B", "first_month": date(2024, 10, 31)},
        ],
    )
    assert len(months(Scope(("A",), None, False, exact=True))) == 1
    assert len(months(EVERYTHING)) == 25


def test_choices_are_what_occurs_within_the_scope(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[
            plan("P1", team_id="T1", team="South", sex="Girl", locality=None),
            plan("P2", team_id="T2", team="North", sex=NOT_RECORDED, locality="Town"),
            plan("P3", "2025-01", team_id="T2", team="Another", sex="Boy"),
        ],
    )
    every = choices(EVERYTHING)
    assert every["teams"] == ["Another", "North", "South"]
    assert every["sexes"] == ["Boy", "Girl", NOT_RECORDED]
    assert every["localities"] == ["Town"]
    assert choices(Scope(None, ("T1",), False, exact=True))["teams"] == ["South"]
    assert set(every) == set(COLUMN_OF)


def test_ages_stand_in_order_of_age(facts_url: str) -> None:
    bands = [NOT_RECORDED, "16 to 17", "5 to 9", "Unborn", "10 to 15", "1 to 4", "Under 1"]
    put_in_force(facts_url, plans=[plan(f"P{n}", age_band=band) for n, band in enumerate(bands)])
    assert choices(EVERYTHING)["age_bands"] == [*AGE_ORDER, NOT_RECORDED]


def test_a_table_that_holds_nothing_is_missing_and_one_not_told_of_too(facts_url: str) -> None:
    entry = REGISTRY["legal_planning_by_15m"]
    put_in_force(facts_url, feeds=[name for name in FEEDS if name != "ssd_pre_proceedings"])
    assert missing_feeds(EVERYTHING, entry, Filters()) == ["ssd_pre_proceedings"]
    assert missing_feeds(EVERYTHING, REGISTRY["drifting"], Filters()) == []
    assert missing_feeds(NOTHING, entry, Filters()) == list(entry.needs)


def test_the_synthetic_county_is_what_was_built(small_county: County) -> None:
    held = holdings(EVERYTHING)
    assert held.snapshot_id == small_county.snapshot_id
    assert held.authorities == ("Synthetic County",)
    assert held.synthetic
    assert held.children > held.households > 0
    assert held.read > held.rejected > 0
    assert months(EVERYTHING)[0] == latest_month(EVERYTHING) == date(2026, 10, 31)
    found = choices(EVERYTHING)
    assert set(found["age_bands"]) <= {*AGE_ORDER, NOT_RECORDED}
    assert len(found["teams"]) > 3
    assert all(not missing_feeds(EVERYTHING, entry, Filters()) for entry in REGISTRY.values())
