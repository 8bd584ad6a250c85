"""Plans whose end held, by how they ended, as a reader who is shown rounded numbers sees it."""

from access.scope import Scope, local_scope
from data.facts.ends import ELSEWHERE
from queries.drift import HELD, held_by_route
from queries.filters import Filters
from queries.headlines import headlines
from tests.queries.by_hand import Row, happening, plan, put_in_force

STEP_DOWN, CARE, NOTHING = "Stepped down to child in need", "Into care", "No further plan"


def ended(outcome: str, plans: int, held: int, *, counted: int = 1) -> list[Row]:
    """Plans that ended a year ago, so many of which held, each of a home of its own."""
    return [
        happening(
            "exit_12m",
            "2026-10-05",
            f"{outcome} {number}",
            household_key=f"{outcome} home {number}",
            outcome=outcome,
            exit_held=int(number < held),
            counted=counted,
        )
        for number in range(plans)
    ]


EVENTS = [*ended(STEP_DOWN, 31, 19), *ended(CARE, 30, 27), *ended(NOTHING, 4, 4), *ended(ELSEWHERE, 9, 9, counted=0)]


def told(scope: Scope, facts_url: str) -> dict[str, tuple[object, object]]:
    put_in_force(facts_url, plans=[plan("P1")], events=EVENTS)
    rows = held_by_route(scope, Filters(), headlines(scope, list(HELD), Filters()))
    year = rows[rows["key"] == "sustained_exit_12m"].astype(object).where(rows.notna(), None)
    return {row.route: (row.numerator, row.denominator) for row in year.itertuples()}


def test_an_exact_scope_sees_every_way_commonest_first_and_none_who_moved_away(facts_url: str) -> None:
    found = told(local_scope(), facts_url)
    assert list(found.items()) == [
        ("All of them", (50, 65)),
        (STEP_DOWN, (19, 31)),
        (CARE, (27, 30)),
        (NOTHING, (4, 4)),
    ]


def test_others_see_fives_and_ways_with_too_few_are_left_out(facts_url: str) -> None:
    """Of those who went into care all but three held: too near all of them to show."""
    found = told(local_scope().as_a_board(), facts_url)
    assert found == {"All of them": (50, 65), STEP_DOWN: (20, 30)}
