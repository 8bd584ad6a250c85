"""What a target asks on a day, and how a figure stands: by hand, and for any target there can be."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.disclosure import Mark
from queries.filters import Population
from queries.headlines import Headline
from queries.indicators import REGISTRY
from queries.strategy.checks import of_target
from queries.strategy.keep import Item
from queries.strategy.kinds import TARGET
from queries.strategy.targets import Standing, Target, standing_of, target_for, target_of

BEGAN = date(2025, 9, 1)


def target(**given_values: object) -> Target:
    values = {one.name: None for one in TARGET.fields} | {
        "measure": "drifting",
        "direction": "down",
        "status": "agreed",
        "agreed_by": "The board",
        "agreed_on": BEGAN,
        "owner": "Head of service",
        "effective_from": BEGAN,
    }
    values |= given_values
    return target_of(Item("target", "T1", 1, values, False, False, "somebody", "analyst", datetime(2025, 9, 1)))


COURSE = {
    "value_high": 14.0,
    "baseline_value": 30.0,
    "baseline_date": BEGAN,
    "trajectory": [(date(2026, 9, 1), 20.0), (date(2027, 9, 1), 14.0)],
}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2025, 8, 31), None),  # before it began
        (BEGAN, 30.0),
        (BEGAN + timedelta(73), 28.0),  # a fifth of the way to 20
        (date(2026, 9, 1), 20.0),
        (date(2027, 9, 1), 14.0),
        (date(2030, 1, 1), 14.0),  # past the last step: the goal
    ],
)
def test_what_is_due_lies_on_the_line_between_two_steps(day: date, due: float | None) -> None:
    assert target(**COURSE).due(day) == (None if due is None else pytest.approx(due))


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (13.9, Standing.MET),
        (14.0, Standing.MET),
        (19.9, Standing.ON_COURSE),
        (20.0, Standing.ON_COURSE),
        (20.1, Standing.BEHIND),
        (None, Standing.NOT_JUDGED),
    ],
)
def test_a_figure_is_held_against_the_goal_and_then_the_course(value: float | None, standing: Standing) -> None:
    assert target(**COURSE).standing(value, date(2026, 9, 1)) is standing


def test_without_a_course_it_is_met_or_not() -> None:
    up = target(direction="up", value_low=85.7)
    assert up.standing(85.7, date(2026, 1, 1)) is Standing.MET
    assert up.standing(85.6, date(2026, 1, 1)) is Standing.NOT_MET


def test_a_range_is_held_to_at_both_ends() -> None:
    held = target(direction="range", value_low=15.0, value_high=24.5)
    assert [held.standing(value, date(2026, 1, 1)) for value in (14.9, 15.0, 24.5, 24.6)] == [
        Standing.OUTSIDE,
        Standing.WITHIN,
        Standing.WITHIN,
        Standing.OUTSIDE,
    ]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_only_an_agreed_target_judges(status: str) -> None:
    assert target(**COURSE, status=status).standing(1.0, date(2026, 9, 1)) is Standing.NOT_JUDGED


def test_outside_its_days_a_target_judges_nothing() -> None:
    bounded = target(**COURSE, effective_to=date(2027, 8, 31))
    assert bounded.standing(1.0, date(2027, 8, 31)) is Standing.MET
    assert bounded.standing(1.0, date(2027, 9, 1)) is Standing.NOT_JUDGED
    assert bounded.standing(1.0, BEGAN - timedelta(1)) is Standing.NOT_JUDGED


def test_the_one_in_force_is_shown_and_else_the_draft() -> None:
    old = target(**COURSE, effective_to=date(2026, 8, 31))
    new = target(**COURSE, effective_from=date(2026, 9, 1))
    draft = target(value_high=10.0, status="draft")
    assert target_for([old, new, draft], "drifting", date(2026, 8, 1)) is old
    assert target_for([old, new, draft], "drifting", date(2026, 10, 1)) is new
    assert target_for([draft], "drifting", date(2026, 10, 1)) is draft
    assert target_for([old, new, draft], "plans_long", date(2026, 10, 1)) is None


@st.composite
def courses(draw: st.DrawFn) -> Target:
    """A target up or down with a course of its own, whatever way its steps go."""
    direction = draw(st.sampled_from(["up", "down"]))
    values = st.floats(0, 100, allow_nan=False)
    days = draw(st.lists(st.integers(1, 3_000), min_size=1, max_size=6, unique=True).map(sorted))
    end = draw(values)
    return target(
        direction=direction,
        baseline_date=BEGAN,
        baseline_value=draw(values),
        trajectory=[(BEGAN + timedelta(day), draw(values)) for day in days],
        **{"value_low" if direction == "up" else "value_high": end},
    )


@given(courses(), st.integers(0, 4_000))
def test_what_is_due_is_what_a_library_finds_on_the_same_line(found: Target, days: int) -> None:
    """numpy's own interpolation, of days counted from the first."""
    assert found.began is not None
    places = [0, *((day - BEGAN).days for day, _ in found.steps)]
    values = [found.began[1], *(value for _, value in found.steps)]
    wanted = np.interp(days, places, values) if days <= places[-1] else found.goal
    assert found.due(BEGAN + timedelta(days)) == pytest.approx(wanted)


@given(courses(), st.integers(0, 4_000), st.floats(0, 100), st.floats(0, 100))
def test_a_better_figure_never_stands_worse(found: Target, days: int, one: float, other: float) -> None:
    order = [Standing.NOT_MET, Standing.BEHIND, Standing.ON_COURSE, Standing.MET]
    worse, better = sorted((one, other), reverse=found.direction == "down")
    day = BEGAN + timedelta(days)
    stands = [found.standing(value, day) for value in (worse, better)]
    assert order.index(stands[0]) <= order.index(stands[1])


@given(courses())
def test_every_course_drawn_can_be_kept(found: Target) -> None:
    assert of_target(found.item.values) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"direction": "up", "value_high": 3.0, "value_low": 1.0}, "value_high"),
        ({"direction": "down", "value_low": 3.0, "value_high": 4.0}, "value_low"),
        ({"direction": "range", "value_low": 5.0, "value_high": 4.0}, "value_high"),
        ({"value_high": None}, "value_high"),
        ({"value_high": -1.0}, "value_high"),
        ({"value_high": float("nan")}, "value_high"),
        ({"value_high": 3.0, "agreed_by": None}, "agreed_by"),
        ({"value_high": 3.0, "owner": None}, "owner"),
        ({"value_high": 3.0, "effective_to": BEGAN}, "effective_to"),
        (COURSE | {"trajectory": COURSE["trajectory"][::-1]}, "trajectory"),  # type: ignore[index]
        (COURSE | {"trajectory": [(BEGAN, 20.0)]}, "trajectory"),
        ({"direction": "range", "value_low": 1.0, "value_high": 2.0, "trajectory": [(BEGAN, 1.0)]}, "trajectory"),
    ],
)
def test_what_cannot_be_kept_says_in_which_field(wrong: dict[str, object], field: str) -> None:
    assert field in {fault.field for fault in of_target(target(**wrong).item.values)}


def test_a_figure_hidden_as_nearly_all_meets_a_target_it_is_sure_to_meet() -> None:
    """All but five or fewer of about 205: 97.5 % at least."""
    figure = Headline(
        entry=REGISTRY["cp_review_in_timescale"],
        population=Population.NEGLECT_CP,
        month=date(2026, 10, 31),
        flow=False,
        missing=(),
        without=(),
        numerator=None,
        denominator=205,
        value=None,
        low=None,
        high=None,
        before=None,
        covered=None,
        completeness=None,
        mark=Mark.NEARLY_ALL,
        rounded=True,
    )
    asks = {"measure": "cp_review_in_timescale", "direction": "up", "value_high": None}
    assert standing_of(target(**asks, value_low=97.0), figure) is Standing.MET
    assert standing_of(target(**asks, value_low=99.0), figure) is Standing.NOT_JUDGED
    assert standing_of(target(**asks, value_low=97.0), replace(figure, mark=Mark.HIDDEN)) is Standing.NOT_JUDGED
