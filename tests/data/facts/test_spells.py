"""Plans joined into spells, and days on any plan, against a count of single days."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.facts.asof import NO_DAY, Ints, day_number
from data.facts.needed import NEEDED
from data.facts.read import Authority, Records
from data.facts.spells import DaysInAny, Plans, cin_plans, cp_plans, elsewhere_ends, holds_neglect
from data.practice import Practice

NONE = int(NO_DAY)
FIRST = date(2025, 1, 1)
AS_AT = date(2026, 10, 31)
Plan = tuple[str, int, int | None]  # child, first day and last day counted from 1 January 2025


def day(number: int | None) -> date | None:
    return None if number is None else FIRST + timedelta(number)


def records_of(**tables: pd.DataFrame) -> Records:
    """Records with these tables and children A, B and C; every other table is empty."""
    empty = {name: pd.DataFrame({column: pd.Series(dtype=object) for column in cols}) for name, cols in NEEDED.items()}
    authority = Authority("A", "County A", AS_AT, "demo", True, None, 0, 0)
    previous = pd.DataFrame(columns=["person_id", "plan_start", "previous_plans"])
    return Records(authority, empty | tables, pd.Index(["A", "B", "C"]), previous, {})


def cp_frame(plans: list[Plan], **given: object) -> pd.DataFrame:
    frame = pd.DataFrame(index=range(len(plans)), columns=list(NEEDED["ssd_cp_plans"]), dtype=object)
    return frame.assign(
        cppl_cp_plan_id=[f"CP{n}" for n in range(len(plans))],
        cppl_person_id=[child for child, _, _ in plans],
        cppl_cp_plan_start_date=pd.to_datetime([day(start) for _, start, _ in plans]),
        cppl_cp_plan_end_date=pd.to_datetime([day(end) for _, _, end in plans]),
        cppl_cp_plan_initial_category="NEG",
        cppl_cp_plan_latest_category="NEG",
        **given,
    )


def joined(plans: list[Plan], practice: Practice | None = None, **given: object) -> Plans:
    return cp_plans(records_of(ssd_cp_plans=cp_frame(plans, **given)), practice or Practice())


def spells(found: Plans) -> list[tuple[str, int, int | None]]:
    """Spells as plans are written above."""
    zero = day_number(FIRST)
    return [
        ("ABC"[row.person], row.start - zero, None if row.end == NONE else row.end - zero)
        for row in found.spells.itertuples()
    ]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (0, [("A", 0, 200)]),
        (1, [("A", 0, 201)]),
        (27, [("A", 0, 227)]),
        (28, [("A", 0, 100), ("A", 128, 228)]),
        (-40, [("A", 0, 160)]),
    ],
)
def test_a_gap_of_27_days_joins_two_plans_and_one_of_28_does_not(gap: int, expected: list[Plan]) -> None:
    found = joined([("A", 0, 100), ("A", 100 + gap, 200 + gap)])
    assert spells(found) == expected
    assert found.plans["spell"].tolist() == ([0, 1] if len(expected) == 2 else [0, 0])


def test_how_long_a_gap_may_be_is_local_practice() -> None:
    plans: list[Plan] = [("A", 0, 100), ("A", 110, 200)]
    assert len(spells(joined(plans, Practice(spell_gap_days=10)))) == 1
    assert len(spells(joined(plans, Practice(spell_gap_days=9)))) == 2
    assert spells(joined([("A", 0, 100), ("A", 100, 200)], Practice(spell_gap_days=0))) == [("A", 0, 200)]


def test_a_joined_spell_is_marked_with_the_day_its_gap_was_closed_and_an_overlap_is_no_gap() -> None:
    found = joined([("A", 0, 100), ("A", 110, 200), ("A", 205, None), ("B", 0, 100), ("B", 50, 120), ("C", 0, 5)])
    assert spells(found) == [("A", 0, None), ("B", 0, 120), ("C", 0, 5)]
    assert found.spells["joined"].tolist() == [day_number(FIRST) + 110, NONE, NONE]
    assert found.spells["plans"].tolist() == [3, 2, 1]


def test_a_short_plan_inside_a_long_one_does_not_end_the_spell() -> None:
    """The gap is counted from the furthest end so far, not from the end of the plan before."""
    assert spells(joined([("A", 0, 300), ("A", 10, 20), ("A", 310, 400)])) == [("A", 0, 400)]
    assert spells(joined([("A", 0, None), ("A", 10, 20), ("A", 900, None)])) == [("A", 0, None)]


def test_plans_of_different_children_are_never_joined() -> None:
    assert spells(joined([("B", 100, 200), ("A", 0, 100), ("C", 150, None)])) == [
        *[("A", 0, 100), ("B", 100, 200), ("C", 150, None)]
    ]


def test_a_plan_of_another_authority_is_taken_out_before_joining() -> None:
    """With the middle plan of another authority, 50 days lie between the two of our own."""
    plans: list[Plan] = [("A", 0, 100), ("A", 100, 150), ("A", 150, 200)]
    found = joined(plans, cppl_cp_plan_ola=["N", "Y", None])
    assert spells(found) == [("A", 0, 100), ("A", 150, 200)]
    elsewhere = elsewhere_ends(records_of(ssd_cp_plans=cp_frame(plans, cppl_cp_plan_ola=["N", "Y", None])))
    assert elsewhere.day.tolist() == [day_number(FIRST) + 150]
    assert elsewhere.owner.tolist() == [0]


@pytest.mark.parametrize("plan", [("A", 10, 10), ("A", 10, 9), ("A", None, 50), ("nobody", 0, 50)])
def test_what_is_no_plan_is_left_out(plan: Plan) -> None:
    """Ended on or before its first day, begun on no day, of a child there is no record of."""
    assert spells(joined([plan, ("B", 0, 5)])) == [("B", 0, 5)]


def test_without_plans_there_are_no_spells() -> None:
    assert spells(joined([])) == []
    assert len(cin_plans(records_of()).spells) == 0
    assert DaysInAny(joined([]).plans).upto(np.array([0, 1]), np.array([5, NONE])).tolist() == [0, 0]


def test_child_in_need_plans_are_joined_only_where_they_touch() -> None:
    plans: list[Plan] = [("A", 0, 100), ("A", 100, 200), ("A", 201, 300), ("B", 0, 100), ("B", 50, None)]
    frame = pd.DataFrame(index=range(len(plans)), columns=list(NEEDED["ssd_cin_plans"]), dtype=object).assign(
        cinp_person_id=[child for child, _, _ in plans],
        cinp_cin_plan_start_date=pd.to_datetime([day(start) for _, start, _ in plans]),
        cinp_cin_plan_end_date=pd.to_datetime([day(end) for _, _, end in plans]),
    )
    assert spells(cin_plans(records_of(ssd_cin_plans=frame))) == [("A", 0, 200), ("A", 201, 300), ("B", 0, None)]


def test_neglect_is_its_own_category_or_a_part_of_several() -> None:
    told = {"NEG": 1, "MUL:NEG,PHY": 1, "MUL:EMO,NEG": 1, "MUL": 0, "MUL:EMO,PHY": 0, "PHY": 0, None: None}
    found = holds_neglect(pd.Series(list(told), dtype=object))
    assert [None if pd.isna(one) else int(one) for one in found] == list(told.values())


# --- Against a count of single days ---

drawn = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 120), st.integers(1, 60) | st.none()), max_size=7
).map(lambda rows: [(child, start, None if length is None else start + length) for child, start, length in rows])


def runs(plans: list[Plan], child: str, gap: int) -> list[tuple[int, int | None]]:
    """A child's spells, found by laying plans end to end one at a time until nothing more can be joined."""
    left = [(start, 10_000 if end is None else end) for who, start, end in plans if who == child]
    changed = True
    while changed:
        changed = False
        for one in left:
            for other in left:
                if one is not other and one[0] <= other[0] <= one[1] + gap:
                    left = [x for x in left if x is not one and x is not other]
                    left.append((one[0], max(one[1], other[1])))
                    changed = True
                    break
            if changed:
                break
    return sorted((start, None if end == 10_000 else end) for start, end in left)


@given(drawn, st.integers(0, 40))
def test_any_plans_are_joined_as_they_would_be_by_hand(plans: list[Plan], gap: int) -> None:
    found = joined(plans, Practice(spell_gap_days=gap))
    assert spells(found) == [(child, *run) for child in "ABC" for run in runs(plans, child, gap)]
    # Each plan lies within its spell, and spells of a child lie further apart than the gap.
    spell = found.spells.iloc[found.plans["spell"]].reset_index(drop=True)
    assert (spell["start"] <= found.plans["start"]).all()
    assert (spell["end"] >= found.plans["end"]).all()
    assert spell["person"].tolist() == found.plans["person"].tolist()


@given(drawn, st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 220)), max_size=8))
def test_days_on_any_plan_are_the_days_counted_one_by_one(plans: list[Plan], questions: list[tuple[int, int]]) -> None:
    intervals = pd.DataFrame(
        [("ABC".index(c), s, NONE if e is None else e) for c, s, e in plans], columns=["person", "start", "end"]
    ).astype("int64")
    owner, upto = (np.array([q[n] for q in questions], dtype=np.int64) for n in (0, 1))
    counted: Ints = DaysInAny(intervals).upto(owner, upto)
    expected = [
        sum(any("ABC".index(c) == who and s <= d and (e is None or d < e) for c, s, e in plans) for d in range(-5, to))
        for who, to in questions
    ]
    assert counted.tolist() == expected
