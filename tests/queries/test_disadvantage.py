"""Where disadvantages meet: counted by hand, and held to the rule of disclosure on whatever leaves for the board."""

import pandas as pd
import pytest

from access.scope import NotAllowed, Scope, local_scope
from data.facts.terms import DISADVANTAGES
from queries.disadvantage import (
    FACTORS,
    GRT,
    LEAST_CHILDREN,
    MANY,
    OUTCOMES,
    REST,
    at_least,
    between_intersections,
    factors_beside_all,
    heritage,
    recorded_factors,
    where_they_meet,
)
from queries.disclosure import LARGEST_UNSHOWN, ROUND_TO
from queries.filters import Filters
from queries.groups import WHOLE
from queries.measure import measure
from tests.conftest import County
from tests.queries.by_hand import Row, end, plan, put_in_force

EXACT = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
POOR, ILL, HURT = "Low income", "Parent: mental health", "Parent: domestic abuse"


def has(prefix: str, count: int, drifting: int, *factors: str, **given: object) -> list[Row]:
    """So many children, each of a home of its own, with these factors recorded yes and no other."""
    return [
        plan(
            f"{prefix}{n}",
            drifting=int(n < drifting),
            disadvantage_count=len(factors),
            disadvantage_band="4 or more" if len(factors) >= 4 else "2 or 3" if len(factors) >= 2 else "0 or 1",
            **dict.fromkeys(factors, 1),
            **given,
        )
        for n in range(count)
    ]


@pytest.fixture
def meeting(facts_url: str) -> None:
    """Thirty poor with an ill parent, twelve of whom live with abuse too; twenty with an ill parent alone; four poor
    and hurt; fifteen with nothing recorded."""
    put_in_force(
        facts_url,
        plans=[
            *has("A", 18, 9, "low_income", "parent_mental_health"),
            *has("B", 12, 9, "low_income", "parent_mental_health", "parent_domestic_abuse"),
            *has("C", 20, 4, "parent_mental_health"),
            *has("D", 4, 1, "low_income", "parent_domestic_abuse"),
            *has("E", 15, 3),
        ],
    )


def test_every_factor_has_its_words() -> None:
    assert set(FACTORS) == set(DISADVANTAGES)


def test_pairs_come_before_triples_and_the_rest_last(meeting: None) -> None:
    found = where_they_meet(EXACT, Filters(), "drifting")
    pairs = [(POOR, ILL), (POOR, HURT), (HURT, ILL)]
    assert found["factors"].tolist()[1:4] == pairs
    assert found["group"].tolist()[0] == WHOLE
    assert found["denominator"].tolist() == [69, 30, 16, 12, 12, 35]
    assert found["numerator"].tolist() == [26, 18, 10, 9, 9, 7]
    assert found["group"].tolist()[-1] == REST
    assert len(found["factors"].iloc[4]) == 3


def test_the_board_sees_pairs_alone_of_enough_children_and_rounded(meeting: None) -> None:
    found = where_they_meet(BOARD, Filters(), "drifting")
    assert {len(factors) for factors in found["factors"]} == {0, 2}
    shown = found["denominator"].dropna()
    assert (shown % ROUND_TO == 0).all()
    assert shown.min() > LEAST_CHILDREN
    assert found["group"].tolist()[0] == WHOLE
    assert found["group"].tolist()[-1] == REST


def test_with_a_filter_the_board_sees_no_sets_and_the_analyst_does(meeting: None) -> None:
    """A pair and a third thing about a child would be three."""
    some = Filters(min_disadvantages=1)
    assert len(where_they_meet(EXACT, some, "drifting")) > 3
    assert where_they_meet(BOARD, some, "drifting")["group"].tolist() == [WHOLE]


def test_a_set_too_small_is_in_no_picture(facts_url: str) -> None:
    few = [*has("A", LEAST_CHILDREN - 1, 1, "low_income", "housing_need"), *has("B", 40, 9)]
    put_in_force(facts_url, plans=few)
    assert where_they_meet(EXACT, Filters(), "drifting")["group"].tolist() == [WHOLE]


def test_at_least_so_many_holds_those_with_more(meeting: None) -> None:
    found = at_least(EXACT, Filters(), "drifting")
    assert found["k"].tolist() == [0, 1, 2, 3]
    assert found["denominator"].tolist() == [69, 54, 34, 12]
    assert found["numerator"].tolist() == [26, 23, 19, 9]
    board = at_least(BOARD, Filters(), "drifting")
    assert board["denominator"].tolist() == [70, 55, 35, 10]


def test_a_third_thing_about_a_child_is_not_crossed_for_the_board(meeting: None) -> None:
    two = Filters(sexes=("Female",), age_bands=("5 to 9",))
    assert at_least(BOARD, two, "drifting").empty
    assert not at_least(EXACT, Filters(), "drifting").empty
    assert factors_beside_all(BOARD, two, "drifting")["group"].tolist() == [WHOLE]


def test_heritage_is_not_crossed_with_a_place_for_the_board(small_county: County) -> None:
    team = Filters(teams=("North 1",))
    groups = factors_beside_all(BOARD, team, "drifting")["group"].tolist()
    assert not {GRT, FACTORS["minoritised_ethnicity"], FACTORS["language_barrier"]} & set(groups)
    assert heritage(BOARD, team) is None
    assert heritage(EXACT, team) is not None
    factors = recorded_factors(BOARD, team).set_index("factor")
    assert factors.loc[FACTORS["minoritised_ethnicity"]].isna().all()
    # Two things about a child and a place are refused whole.
    with pytest.raises(NotAllowed):
        where_they_meet(BOARD, Filters(ethnicity_groups=("Asian",), teams=("North 1",)), "drifting")


def test_each_factor_is_yes_no_or_not_recorded(facts_url: str) -> None:
    rows = [
        *has("Y", 9, 0, "low_income"),
        *[plan(f"N{n}", low_income=0) for n in range(14)],
        *[plan(f"U{n}") for n in range(3)],
        *[plan(f"S{n}", low_income=1, household_key="one home") for n in range(2)],
    ]
    put_in_force(facts_url, plans=rows)
    found = recorded_factors(EXACT, Filters()).set_index("factor")
    assert found.loc[POOR].tolist() == [11, 14, 3]
    board = recorded_factors(BOARD, Filters()).set_index("factor")
    assert board.loc[POOR, ["yes", "no"]].tolist() == [10, 15]
    assert pd.isna(board.loc[POOR, "unknown"])


def test_of_one_large_family_the_board_is_told_nothing(facts_url: str) -> None:
    rows = [plan(f"P{n}", low_income=1, household_key=f"home {n % 2}") for n in range(20)]
    put_in_force(facts_url, plans=[*rows, *has("E", 40, 4)])
    assert pd.isna(recorded_factors(BOARD, Filters()).set_index("factor").loc[POOR, "yes"])


def test_heritage_is_seen_by_code_in_words_and_over_three_years(facts_url: str) -> None:
    """Two by code and three by their own words; over three years, six, of whom four drifted at some month-end."""
    coded, said = {"grt": 1, "grt_coded": 1}, {"grt": 1, "grt_coded": 0}
    rows = [
        plan("C1", drifting=0, **coded),
        plan("C2", drifting=1, **coded),
        *[plan(f"S{n}", drifting=0, **said) for n in range(2)],
        plan("S2", drifting=None, grt=1, grt_coded=None),
        plan("C1", "2025-03", drifting=1, **coded),
        plan("C1", "2025-04", drifting=1, **coded),
        *[plan(f"G{n}", "2024-01", drifting=1, **said) for n in range(2)],
        plan("G2", "2023-10", drifting=1, **said),
        *[plan(f"O{n}", drifting=int(n < 3), grt=0, grt_coded=0) for n in range(10)],
    ]
    put_in_force(facts_url, plans=rows)
    found = heritage(EXACT, Filters())
    assert found
    assert (found.coded, found.described) == (2, 3)
    drifted = found.drifted.set_index("group")
    assert drifted.loc[GRT, ["numerator", "denominator"]].tolist() == [4, 6]
    assert drifted.loc[WHOLE, ["numerator", "denominator"]].tolist() == [7, 16]
    board = heritage(BOARD, Filters())
    assert board
    assert (board.coded, board.described) == (None, None)
    assert pd.isna(board.drifted.set_index("group").loc[GRT, "share"])


def test_four_or_more_is_the_figure_of_the_headline(small_county: County) -> None:
    figure = measure(EXACT, ["drifting_4_plus"], Filters()).iloc[0]
    row = factors_beside_all(EXACT, Filters(), "drifting").set_index("group").loc[MANY]
    assert row[["numerator", "denominator"]].tolist() == figure[["numerator", "denominator"]].tolist()
    two = at_least(EXACT, Filters(), "drifting").set_index("group").loc["2 or more"]
    filtered = measure(EXACT, ["drifting"], Filters(min_disadvantages=2)).iloc[0]
    assert two[["numerator", "denominator"]].tolist() == filtered[["numerator", "denominator"]].tolist()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_leaves_for_the_board_is_rounded_or_hidden(outcome: str, small_county: County) -> None:
    frames = [
        at_least(BOARD, Filters(), outcome),
        factors_beside_all(BOARD, Filters(), outcome),
        where_they_meet(BOARD, Filters(), outcome),
    ]
    for frame in frames:
        for name in ("numerator", "denominator"):
            shown = frame[name].dropna()
            assert (shown % ROUND_TO == 0).all()
            assert ((shown == 0) | (shown > LARGEST_UNSHOWN)).all()
        told = frame[["share", "low", "high", "ratio", "ratio_low", "ratio_high", "difference"]]
        assert told[frame["numerator"].isna()].isna().all(axis=None)


# --- Between intersections ---


@pytest.fixture
def modelled(facts_url: str) -> None:
    """Two intersections, of twelve children in nine homes and of five in four; nothing beyond the sum of the parts."""
    where = {"authority": "A", "month": end("2026-10"), "outcome": "drifting"}
    who = {"sex": "Female", "age": "5 to 10", "ethnicity": "White British", "needs": "Neither recorded"}
    put_in_force(
        facts_url,
        plans=[plan("P1")],
        others={
            "intersection_model": [
                where
                | {
                    "children": 17,
                    "households": 12,
                    "strata": 2,
                    "spread": 0.9,
                    "spread_beyond": 0.1,
                    "explained": 0.98,
                }
                | {"share_between": 0.197, "share_beyond": 0.003, "p_between": 0.01, "p_beyond": 0.4}
            ],
            "intersection": [
                where
                | who
                | {"family": "2 or 3", "children": 12, "households": 9, "having": 5}
                | {"estimate": 0.43, "low": 0.21, "high": 0.68},
                where
                | who
                | {"family": "4 or more", "children": 5, "households": 4, "having": 4}
                | {"estimate": 0.61, "low": 0.28, "high": 0.86},
            ],
        },
    )


def test_what_lies_between_intersections_is_told_whole(modelled: None) -> None:
    found = between_intersections(EXACT, "drifting")
    row = found.models.iloc[0]
    assert row[["authority", "children", "strata"]].tolist() == ["County A", 17, 2]
    assert (bool(row["between"]), bool(row["beyond"])) == (True, False)
    assert found.strata["estimate"].tolist() == [0.61, 0.43]
    assert between_intersections(EXACT, "plans_long").models.empty


def test_a_reader_of_some_teams_or_of_another_authority_is_told_nothing_of_it(modelled: None) -> None:
    for authorities, teams in ((None, frozenset({"T1"})), (frozenset({"B"}), None)):
        other = Scope(authorities=authorities, teams=teams, may_open_cases=True, exact=True)
        found = between_intersections(other, "drifting")
        assert found.models.empty
        assert found.strata.empty


def test_the_board_is_told_of_intersections_together_and_of_none_alone(modelled: None) -> None:
    found = between_intersections(BOARD, "drifting")
    assert found.strata.empty
    row = found.models.iloc[0]
    assert row[["children", "households", "share_between", "share_beyond"]].tolist() == [15, 10, 0.2, 0.0]
    assert not {"p_between", "having", "spread"} & {*found.models.columns, *found.strata.columns}
