"""The planted families are found by the pages that should find them, in the whole county (see test_truths_found.py)."""

import pandas as pd
import pytest

from data.demo.truths import (
    CHILD_CARER,
    DIAGNOSED_STAY_LONGER,
    MOVED_IN,
    OVERLOOKED_SIBLING,
    UNIFORMLY_POOR,
    UNLIKE_SIBLINGS,
)
from data.facts.tables import event, plan_month
from queries.filters import Filters
from queries.lists import children_behind
from queries.neurodiversity import OTHERS, WAITING, plans_like_with_like
from queries.siblings import care_home_by_home, care_within_homes
from tests.looked_for import EVERYTHING, LAST, facts_of, figure, home, listed, listed_home, now, shown, up

pytestmark = pytest.mark.usefixtures("whole_county")


# --- Families on the page of neurodiversity and caring ---


@shown(CHILD_CARER)
def test_the_girl_who_cares_for_her_brother_is_listed_as_never_asked() -> None:
    """Not recorded, and not "no": nobody has asked her. Her brother's autism and her parent's illness are why she
    should be; he and the youngest are too young. Their home is among those where nobody ever asked."""
    family = (CHILD_CARER.carer, CHILD_CARER.neurodivergent, CHILD_CARER.youngest)
    rows = listed("caring_never_asked", *family)
    assert rows.index.tolist() == [CHILD_CARER.carer]
    girl = rows.loc[CHILD_CARER.carer]
    assert (girl["age"], girl["young_carer"]) == (12, "Not recorded")
    assert (girl["lives_with_child"], girl["lives_with_parent"]) == (1, 1)
    assert listed("caring_role_screened", *family).empty
    household = home(CHILD_CARER.carer)
    assert household[["caring_due", "caring_in_date", "caring_never", "caring_for_child"]].tolist() == [1, 0, 1, 1]
    alone = Filters(teams=(girl["team"],), age_bands=("10 to 15",), sexes=("Female",))
    behind = children_behind(EVERYTHING, "caring_never_asked", alone)
    assert CHILD_CARER.carer in set(behind["person_id"])
    assert figure("caring_never_asked", alone)["numerator"] == len(behind)


@shown(CHILD_CARER)
def test_her_brother_has_no_plan_made_for_him() -> None:
    assert now(CHILD_CARER.neurodivergent)["neurodivergence"].item() == "Diagnosed"
    assert now(CHILD_CARER.neurodivergent)["adapted_plan"].item() == 0
    assert listed("neurodivergent_diagnosed", *(CHILD_CARER.carer, CHILD_CARER.neurodivergent)).index.tolist() == [
        CHILD_CARER.neurodivergent
    ]


@shown(DIAGNOSED_STAY_LONGER)
def test_plans_of_children_diagnosed_are_seen_to_last_longer_than_those_of_others_of_their_age() -> None:
    """On plans for neglect of the last three years: beyond chance, and the factor lies within the interval. Of children
    on a pathway or suspected, in whom nothing is planted, half had ended no later than of others."""
    found = plans_like_with_like(EVERYTHING, Filters())
    assert found.beyond is True
    assert found.times.low is not None
    assert found.times.high is not None
    assert 1 < found.times.low < DIAGNOSED_STAY_LONGER.factor < found.times.high
    half = found.survival.medians.set_index("cohort")
    assert half.loc[WAITING, "low"] <= half.loc[OTHERS, "high"]


@shown(CHILD_CARER)
def test_of_the_girl_who_cares_for_her_brother_caring_is_not_recorded() -> None:
    """Not recorded, and not "no": nobody has asked her. Her brother's diagnosis and her parent's illness are known."""
    family = (CHILD_CARER.carer, CHILD_CARER.neurodivergent, CHILD_CARER.youngest)
    rows = now(*family)
    assert rows["young_carer"].tolist() == ["Not recorded"] * 3
    assert rows.loc[CHILD_CARER.neurodivergent, "neurodivergence"] == "Diagnosed"
    assert rows.loc[CHILD_CARER.carer, "neurodivergence"] == "Not recorded"
    assert rows["age"].max() == rows.loc[CHILD_CARER.carer, "age"] == 12
    assert rows["parent_illness_disability"].tolist() == rows["parent_mental_health"].tolist() == [1, 1, 1]
    assert home(CHILD_CARER.carer)[["children", "children_cin", "status_mismatch"]].tolist() == [3, 3, 0]


# --- Brothers and sisters ---


@shown(OVERLOOKED_SIBLING)
def test_the_overlooked_sibling_is_listed_as_passed_by_among_the_others() -> None:
    """Seen with the others and never alone, no tool, no assessment, no plan: four kinds that both the others have."""
    child, others = OVERLOOKED_SIBLING.overlooked, OVERLOOKED_SIBLING.on_plan
    rows = listed_home("sibling_passed_by", child)
    assert set(rows.index) == {child, *others}
    assert rows.loc[child, ["has_seen", "has_seen_alone", "has_tool", "has_assessment"]].tolist() == [1, 0, 0, 0]
    assert (rows.loc[child, "plan_type"], rows.loc[child, "passed_by_ways"]) == ("none", 4)
    for other in others:
        assert rows.loc[other, ["has_seen", "has_seen_alone", "has_tool", "has_assessment"]].tolist() == [1, 1, 1, 1]
        assert (rows.loc[other, "plan_type"], rows.loc[other, "passed_by_ways"]) == ("CP", 0)
    assert not listed_home("plan_status_mismatch", child).empty
    assert listed_home("all_children_assessed", child).empty
    # The two who are scored are alike: of the home as a whole unequal care says nothing.
    assert listed_home("care_disparity", child).empty
    assert home(others[0])[["children", "children_cp", "children_no_plan", "reach_seen"]].tolist() == [3, 2, 1, 2]


@shown(UNIFORMLY_POOR)
def test_the_uniformly_poor_household_is_listed_and_drawn_at_the_bad_end() -> None:
    """Every one of four at grade 5 for physical care: no disparity, and among the poor and not the alike."""
    children = UNIFORMLY_POOR.children
    rows = listed_home("uniformly_poor", children[0])
    assert set(rows.index) == set(children)
    assert rows[f"grade_{UNIFORMLY_POOR.domain}"].tolist() == [UNIFORMLY_POOR.grade] * 4
    for key in ("care_disparity", "care_disparity_watch", "sibling_passed_by", "plan_status_mismatch"):
        assert listed_home(key, children[0]).empty
    drawn = care_home_by_home(EVERYTHING, Filters())
    worst = drawn[(drawn["gap"] == 0) & (drawn["look"] == "poor")]
    assert [5, 5, 5, 5] in worst["grades"].tolist()
    assert home(children[0])[["care_gap", "uniformly_poor", "status_mismatch"]].tolist() == [0, 1, 0]


@shown(UNLIKE_SIBLINGS)
def test_more_homes_differ_in_attendance_than_chance_would_give_and_none_in_appointments() -> None:
    school, health = (figure(key, Filters()) for key in ("sibling_attendance_gap", "sibling_missed_gap"))
    assert school["low"] > 0.05
    assert health["value"] <= 0.05
    assert 3 <= figure("care_disparity", Filters())["numerator"] <= figure("uniformly_poor", Filters())["numerator"]
    within = care_within_homes(EVERYTHING, Filters())
    assert within is not None
    assert within.share < within.low, "brothers and sisters are still more alike than children of different homes"


@shown(UNIFORMLY_POOR)
def test_the_children_of_the_uniformly_poor_household_are_alike() -> None:
    """All four on a plan, and each one's scores stuck at the worst: one flag, the same for all, and so not drifting."""
    children = UNIFORMLY_POOR.children
    household = home(children[0])
    assert household[["children", "children_in_cohort", "children_cp"]].tolist() == [4, 4, 4]
    assert household[["status_mismatch", "children_drifting"]].tolist() == [0, 0]
    rows = listed("neglect_plans_open", *children)
    assert [up(rows, child) for child in children] == [{"flag_tool_stuck"}] * 4
    assert listed("drifting", *children).empty


# --- Families on the page of Intersecting disadvantage ---


@shown(MOVED_IN)
def test_the_family_that_moved_in_is_listed_as_one_whose_history_has_not_come() -> None:
    """Nobody asked the authority they left, where they had a plan for neglect: no check is recorded of them, and of
    other families who moved in there are some."""
    children = MOVED_IN.children
    for key in ("previous_area_history_asked", "previous_area_history_obtained"):
        assert listed(key, *children).empty
    missing = listed("previous_area_history_missing", *children)
    assert set(missing.index) == set(children)
    assert missing["history_asked"].tolist() == [0, 0]
    assert (
        figure("previous_area_history_missing", Filters())["numerator"]
        < figure("previous_area_history_missing", Filters())["denominator"]
    )


@shown(MOVED_IN)
def test_of_the_family_that_moved_in_the_move_is_known_and_the_plan_elsewhere_is_not_counted_here() -> None:
    """The move narrows the list to them; days on any plan are those of the plan here, and no start was elsewhere. They
    are counted among Gypsy, Roma and Traveller children, by the code."""
    children = MOVED_IN.children
    moved = listed("neglect_plans_open", *children, filters=Filters(disadvantages=("recent_move",)))
    assert set(moved.index) == set(children)
    assert set(moved["plan_type"]) == {"CIN"}
    assert moved["cumulative_days"].tolist() == now(*children)["spell_days"].tolist()
    assert facts_of(event, *children, kind="plan_start").empty
    assert facts_of(plan_month, *children)["month"].min() > LAST - pd.Timedelta(days=MOVED_IN.moved_days_ago)
    assert set(listed("ethnicity_grt", *children).index) == set(children)
