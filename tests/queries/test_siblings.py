"""What the Brothers and sisters page asks, of homes written by hand; and what of it a board may see."""

import pandas as pd
import pytest

from access.scope import Scope, local_scope
from queries.filters import Filters
from queries.measure import measure
from queries.siblings import (
    MOST_DRAWN,
    attention_reach,
    care_home_by_home,
    care_in_homes,
    care_within_homes,
    gaps_beyond_chance,
    how_linked,
    left_out,
)
from tests.queries.by_hand import Row, household, plan, put_in_force

BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
NOW = Filters()


def homes(count: int, name: str, **given: object) -> list[Row]:
    return [household(f"{name}{number}", **given) for number in range(count)]


def counts(frame: pd.DataFrame, name: str) -> list[int | None]:
    """some, none, every and homes of one row; None where hidden."""
    row = frame.set_index("name").loc[name, ["some", "none", "every", "homes"]]
    return [None if pd.isna(count) else int(count) for count in row]


def test_reach_is_counted_over_homes_where_it_is_recorded_least_equal_first(facts_url: str) -> None:
    rows = [
        *homes(3, "A", reach_plan=1, reach_tool=0, reach_seen=2),
        *homes(1, "B", reach_plan=2, reach_tool=1),
        *homes(2, "C", reach_plan=2),
    ]
    put_in_force(facts_url, households=rows)
    frame = attention_reach(local_scope(), NOW)
    assert counts(frame, "Own plan") == [3, 0, 3, 6]
    assert counts(frame, "Own neglect tool") == [1, 3, 0, 4]
    assert counts(frame, "Seen") == [0, 0, 3, 3]
    assert frame["name"].tolist()[:2] == ["Own plan", "Own neglect tool"]


def test_a_board_is_told_rounded_counts_and_none_of_few_homes(facts_url: str) -> None:
    rows = [*homes(12, "A", reach_plan=1), *homes(4, "B", reach_plan=0), *homes(33, "C", reach_plan=2)]
    put_in_force(facts_url, households=rows)
    assert counts(attention_reach(local_scope(), NOW), "Own plan") == [12, 4, 33, 49]
    assert counts(attention_reach(BOARD, NOW), "Own plan") == [10, None, 35, 45]


def test_a_total_beside_all_its_parts_but_one_does_not_tell_that_one(facts_url: str) -> None:
    """Of 107 homes the whole would be shown as 105: less 13 at least and 93 at least, one home would be left over."""
    rows = [*homes(13, "A", reach_plan=1), *homes(1, "B", reach_plan=0), *homes(93, "C", reach_plan=2)]
    put_in_force(facts_url, households=rows)
    assert counts(attention_reach(local_scope(), NOW), "Own plan") == [13, 1, 93, 107]
    assert counts(attention_reach(BOARD, NOW), "Own plan") == [15, None, 95, 110]


CARE = [
    *homes(
        9, "P", uniformly_poor=1, care_gap=1, care_unequal=0, care_worst=5, care_grades="4 5", care_domain="physical"
    ),
    *homes(2, "U", uniformly_poor=0, care_gap=3, care_unequal=1, care_worst=5, care_grades="2 5", care_domain="safety"),
    *homes(8, "W", uniformly_poor=0, care_gap=1, care_unequal=0, care_worst=4, care_grades="3 4", care_domain="safety"),
    *homes(8, "L", uniformly_poor=0, care_gap=1, care_unequal=0, care_worst=2, care_grades="1 2", care_domain="safety"),
    *homes(
        10, "S", uniformly_poor=0, care_gap=0, care_unequal=0, care_worst=3, care_grades="3 3", care_domain="safety"
    ),
    *homes(6, "N"),
]


def test_uniformly_poor_homes_are_a_band_of_their_own_and_not_among_those_alike(facts_url: str) -> None:
    put_in_force(facts_url, households=CARE)
    frame = care_in_homes(local_scope(), NOW)
    assert frame["band"].tolist() == [
        "every child at grade 4 or 5",
        "2 grades or more apart, not all poor",
        "1 grade apart, the worst at 4 or 5",
        "1 grade apart, the worst at 3 or better",
        "alike, at grade 3 or better",
    ]
    assert frame["children"].tolist() == [9, 2, 8, 8, 10]
    assert frame["past"].tolist() == [True, True, False, False, False]
    assert frame["children"].sum() == measure(local_scope(), ["care_disparity"], NOW)["denominator"].iloc[0]


def test_a_board_sees_bands_and_never_a_home(facts_url: str) -> None:
    put_in_force(facts_url, households=CARE)
    shown = care_in_homes(BOARD, NOW)["children"]
    assert [None if pd.isna(count) else count for count in shown] == [10, None, 10, 10, 10]
    assert care_home_by_home(BOARD, NOW).empty


def test_homes_are_drawn_widest_first_and_the_worst_of_those_alike(facts_url: str) -> None:
    put_in_force(facts_url, households=CARE)
    frame = care_home_by_home(local_scope(), NOW)
    assert frame["gap"].tolist() == [3] * 2 + [1] * 25 + [0] * 10
    assert frame["look"].tolist()[:11] == ["unequal"] * 2 + ["poor"] * 9
    assert frame["grades"].iloc[0] == [2, 5]
    assert set(frame.columns) == {"place", "grades", "gap", "look", "domain", "unscored"}
    assert frame["place"].tolist() == list(range(37))


def test_no_more_homes_are_drawn_than_can_be_told_apart(facts_url: str) -> None:
    alike = {"uniformly_poor": 0, "care_gap": 0, "care_unequal": 0, "care_worst": 2, "care_grades": "2 2"}
    put_in_force(facts_url, households=[*homes(MOST_DRAWN + 20, "A", **alike, care_domain="safety"), *CARE])
    frame = care_home_by_home(local_scope(), NOW)
    assert len(frame) == MOST_DRAWN
    assert (frame["look"] != "other").sum() == 11


def test_children_without_a_grade_are_counted_beside_their_home(facts_url: str) -> None:
    grades = {"uniformly_poor": 0, "care_gap": 1, "care_unequal": 0, "care_worst": 3, "care_grades": "2 3"}
    put_in_force(facts_url, households=[household("H", children=5, **grades, care_domain="safety")])
    assert care_home_by_home(local_scope(), NOW)["unscored"].tolist() == [3]


def test_where_difference_lies_is_told_a_board_to_the_nearest_twentieth(facts_url: str) -> None:
    rows = [*homes(9, "A", worst_grades="1 2"), *homes(9, "B", worst_grades="4 4 5"), *homes(5, "C", worst_grades="3")]
    put_in_force(facts_url, households=rows)
    exact, board = care_within_homes(local_scope(), NOW), care_within_homes(BOARD, NOW)
    assert exact is not None
    assert board is not None
    assert (exact.homes, exact.children, board.homes, board.children) == (18, 45, 20, 45)
    assert 0 < exact.share < 0.2 < exact.low
    assert board.share == pytest.approx(round(exact.share * 20) / 20)
    put_in_force(facts_url, households=homes(9, "A", worst_grades="1 2"), snapshot_id="few")
    assert care_within_homes(BOARD, NOW) is None


def test_gaps_are_told_of_homes_with_enough_records(facts_url: str) -> None:
    rows = [
        *homes(8, "A", attendance_gap=1, attendance_gap_wide=1),
        *homes(9, "B", attendance_gap=0, attendance_gap_wide=1),
        *homes(20, "C", attendance_gap=0, attendance_gap_wide=0, missed_gap=0, missed_gap_wide=0),
    ]
    put_in_force(facts_url, households=rows)
    frame = gaps_beyond_chance(local_scope(), NOW)
    assert counts(frame, "Attendance this term") == [8, 9, 20, 37]
    assert counts(frame, "Appointments in twelve months") == [0, 0, 20, 20]
    assert frame["without"].tolist() == [0, 17]
    assert counts(gaps_beyond_chance(BOARD, NOW), "Attendance this term") == [10, 10, 20, 35]


def test_how_homes_were_linked_and_how_many_children_were_not(facts_url: str) -> None:
    linked = [
        *homes(9, "A", signals="mother, meeting", confidence="high"),
        *homes(3, "B", signals="mother", confidence="high"),
        *homes(2, "C", signals="address", confidence="medium"),
    ]
    alone = [plan(f"P{number}", household_size=1) for number in range(4)]
    together = [plan(f"Q{number}", household_size=2) for number in range(5)]
    put_in_force(facts_url, households=linked, plans=[*alone, *together], feeds=("ssd_mother", "ssd_cp_plans"))
    found = how_linked(local_scope(), NOW)
    assert found.known
    assert found.by.to_numpy().tolist() == [
        ["high", "all", 12],
        ["high", "mother", 12],
        ["high", "meeting", 9],
        ["medium", "all", 2],
        ["medium", "address", 2],
    ]
    assert (found.unlinked, found.children) == (4, 9)
    board = how_linked(BOARD, NOW)
    assert board.by["homes"].isna().tolist() == [False, False, False, True, True]
    assert (board.unlinked, board.children) == (None, 10)


def test_nothing_that_links_is_known_to_link(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=("ssd_cp_plans",))
    found = how_linked(local_scope(), NOW)
    assert not found.known
    assert found.by.empty


def test_what_is_chosen_of_children_is_said_not_to_be_applied() -> None:
    chosen = Filters(sexes=("Female",), min_disadvantages=2, teams=("North",))
    assert left_out(chosen) == ["sex", "number of disadvantages"]
    assert left_out(Filters(teams=("North",))) == []


def test_a_home_is_counted_within_a_team_and_not_by_its_children_s_sex(facts_url: str) -> None:
    rows = [*homes(3, "A", reach_plan=1), *homes(2, "B", reach_plan=1, team_id="T2", team="South")]
    put_in_force(facts_url, households=rows)
    assert counts(attention_reach(local_scope(), Filters(teams=("South",))), "Own plan")[0] == 2
    assert counts(attention_reach(local_scope(), Filters(sexes=("Female",))), "Own plan")[0] == 5
