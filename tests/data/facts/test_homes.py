"""Who lived with whom at each month-end, and the households that hold a child of the neglect cohort."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.facts.asof import Ints, day_number
from data.facts.homes import Homes, children_at_home, household_months, neglect_cohort, sibling_months
from data.households import Households

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
Child = tuple[str, str, str | None, str | None]  # id, household, child from, child until


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def homes(children: list[Child], persons: str, ends: tuple[date, ...] = (SEPTEMBER, OCTOBER)) -> Homes:
    """Children by one-letter id; `persons` gives their numbers, in order."""
    linked = pd.DataFrame(children, columns=["person_id", "household_key", "counts_from", "counts_until"])
    linked["counts_from"] = pd.to_datetime(linked["counts_from"])
    linked["counts_until"] = pd.to_datetime(linked["counts_until"])
    linked = linked.assign(confidence="high", signals="mother")
    groups = pd.DataFrame({"household_key": sorted({key for _, key, _, _ in children})})
    groups = groups.assign(size=2, signals="mother, meeting", confidence="high")
    nothing = pd.DataFrame()
    return Homes.of(Households(nothing, groups, nothing, linked), pd.Index(list(persons)), ends)


FAMILY: list[Child] = [
    ("A", "A", "2015-01-01", "2033-01-01"),
    ("B", "A", "2008-10-10", "2026-10-10"),  # grew up in October
    ("C", "A", "2026-10-20", None),  # born in October
    ("D", "D", "2015-01-01", "2033-01-01"),
    ("E", "D", None, "2033-01-01"),  # birth not recorded: a child as long as it is not known when not
]


def test_a_childs_household_is_as_large_as_it_was_at_the_month_end() -> None:
    """In September A lived with B; in October B was 18 and C was born: two again, of whom one is another."""
    found = homes(FAMILY, "ABCDE")
    frame = found.columns(
        ints(0, 0, 1, 3, 4), ints(*(day_number(d) for d in (SEPTEMBER, OCTOBER, SEPTEMBER, OCTOBER, OCTOBER)))
    )
    assert frame["household_key"].tolist() == ["A", "A", "A", "D", "D"]
    assert frame["household_size"].tolist() == [2, 2, 2, 2, 2]
    assert found.members(ints(0), day_number(SEPTEMBER)).tolist() == [0, 1]
    assert found.members(ints(0), day_number(OCTOBER)).tolist() == [0, 2]


def test_a_day_inside_a_month_is_of_the_month_end_that_follows() -> None:
    found = homes([*FAMILY[:2], FAMILY[2], ("F", "A", "2026-10-25", None)], "ABCF")
    days = ints(*(day_number(d) for d in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 9, 1))))
    assert found.columns(ints(0, 0, 0, 0), days)["household_size"].tolist() == [2, 3, 3, 2]


def test_a_day_after_the_last_month_end_is_of_the_last() -> None:
    found = homes(FAMILY, "ABCDE")
    assert found.columns(ints(0), ints(day_number(date(2027, 1, 1))))["household_size"].tolist() == [2]


def test_a_child_in_no_household_is_one_alone_under_its_own_id() -> None:
    frame = homes(FAMILY, "AXB").columns(ints(1, 0), ints(day_number(OCTOBER), day_number(OCTOBER)))
    assert frame["household_key"].tolist() == ["X", "A"]
    assert frame["household_size"].tolist() == [1, 2]


def test_where_nobody_is_linked_everyone_is_alone() -> None:
    frame = homes([], "AB").columns(ints(0, 1), ints(day_number(OCTOBER), day_number(OCTOBER)))
    assert frame["household_key"].tolist() == ["A", "B"]
    assert frame["household_size"].tolist() == [1, 1]


def test_a_household_whose_children_have_all_grown_up_counts_the_one_asked_for() -> None:
    """Somebody still on a plan the day after turning 18 is in a home of one, not of none."""
    grown: list[Child] = [("A", "A", "2000-01-01", "2018-01-01"), ("B", "A", "2000-01-01", "2018-01-01")]
    assert homes(grown, "AB").columns(ints(0), ints(day_number(OCTOBER)))["household_size"].tolist() == [1]


def test_the_number_of_a_child_is_its_place_among_the_persons_and_not_among_the_linked() -> None:
    found = homes(FAMILY, "EDCBA")
    assert found.members(ints(0), day_number(OCTOBER)).tolist() == [2, 4]
    assert found.columns(ints(0), ints(day_number(OCTOBER)))["household_key"].tolist() == ["D"]


# --- The cohort and household_month ---


def on_plan(**given: Any) -> dict[str, Any]:
    row = {
        "plan_type": "CP",
        "neglect_initial": 1,
        "neglect_latest": 1,
        "neglect_cin": 0,
        "drifting": 0,
        "spell_days": 100,
        "team_id": "T1",
        "team": "North",
        "locality": "Town",
    }
    return row | given


OTHER = {"neglect_initial": 0, "neglect_latest": 0}
IN_NEED = {**OTHER, "plan_type": "CIN", "neglect_cin": 1, "drifting": None}


def months_of(*rows: dict[str, Any]) -> pd.DataFrame:
    flags = ["neglect_initial", "neglect_latest", "neglect_cin", "drifting"]
    return pd.DataFrame(list(rows)).astype(dict.fromkeys(flags, "Int8"))


def test_the_cohort_is_neglect_by_either_category_or_by_need() -> None:
    rows = [
        on_plan(),
        on_plan(neglect_initial=0),
        on_plan(neglect_latest=0),
        on_plan(**OTHER),
        on_plan(**IN_NEED),
        on_plan(neglect_initial=None, neglect_latest=None),
        on_plan(neglect_initial=None, neglect_latest=1),
    ]
    assert neglect_cohort(months_of(*rows)).tolist() == [True, True, True, False, True, False, True]


def household(who: dict[str, dict[str, Any]], children: list[Child], persons: str) -> pd.DataFrame:
    """household_month of October with these children on plans."""
    numbers = ints(*(persons.index(child) for child in who))
    known = homes(children, persons)
    return household_months(known, children_at_home(known, months_of(*who.values()), numbers, OCTOBER))


def test_a_household_is_counted_child_by_child() -> None:
    """A is on a plan for neglect and drifting, B in need for it, C on a plan for something else, D on none."""
    children: list[Child] = [(child, "home", "2015-01-01", None) for child in "ABCD"]
    frame = household(
        {"A": on_plan(drifting=1), "B": on_plan(**IN_NEED), "C": on_plan(**OTHER, drifting=1)}, children, "ABCD"
    )
    assert len(frame) == 1
    row = frame.iloc[0]
    assert row["household_key"] == "home"
    assert row[["children", "children_in_cohort", "children_cp", "children_cin", "children_no_plan"]].tolist() == [
        *(4, 2, 2, 1, 1)
    ]
    assert (row["children_drifting"], row["status_mismatch"]) == (2, 1)
    assert (row["signals"], row["confidence"]) == ("mother, meeting", "high")


def test_children_all_alike_are_no_mismatch() -> None:
    children: list[Child] = [("A", "home", "2015-01-01", None), ("B", "home", "2015-01-01", None)]
    frame = household({"A": on_plan(), "B": on_plan(**OTHER)}, children, "AB")
    assert frame["status_mismatch"].tolist() == [0]


def test_only_households_of_two_or_more_with_one_in_the_cohort_are_there() -> None:
    children: list[Child] = [
        ("A", "alone", "2015-01-01", None),
        ("B", "other", "2015-01-01", None),
        ("C", "other", "2015-01-01", None),
        ("D", "grown", "2015-01-01", None),
        ("E", "grown", "2000-01-01", "2018-01-01"),
        ("F", "ours", "2015-01-01", None),
        ("G", "ours", "2015-01-01", None),
    ]
    who = {"A": on_plan(), "B": on_plan(**OTHER), "D": on_plan(), "F": on_plan()}
    assert household(who, children, "ABCDEFG")["household_key"].tolist() == ["ours"]


def test_a_household_goes_by_the_team_of_its_longest_plan() -> None:
    children: list[Child] = [("A", "home", "2015-01-01", None), ("B", "home", "2015-01-01", None)]
    longer = on_plan(team_id="T2", team="South", locality="Vale", spell_days=500)
    row = household({"A": on_plan(), "B": longer}, children, "AB").iloc[0]
    assert row[["team_id", "team", "locality"]].tolist() == ["T2", "South", "Vale"]


def test_without_a_team_it_is_not_recorded() -> None:
    children: list[Child] = [("A", "home", "2015-01-01", None), ("B", "home", "2015-01-01", None)]
    row = household({"A": on_plan(team_id=None, team=None, locality=None)}, children, "AB").iloc[0]
    assert row[["team", "locality"]].tolist() == ["Not recorded", "Not recorded"]
    assert pd.isna(row["team_id"])


@pytest.mark.parametrize("who", [{}, {"A": on_plan(**OTHER)}], ids=["no plans", "none for neglect"])
def test_without_a_cohort_there_are_no_households(who: dict[str, dict[str, Any]]) -> None:
    children: list[Child] = [("A", "home", "2015-01-01", None), ("B", "home", "2015-01-01", None)]
    if who:
        assert household(who, children, "AB").empty
    else:
        months = months_of(on_plan()).iloc[:0]
        known = homes(children, "AB")
        assert household_months(known, children_at_home(known, months, ints(), OCTOBER)).empty


# --- Brothers and sisters ---


def test_every_child_of_a_household_is_there_whatever_plan_they_are_on() -> None:
    """A on a plan with T1, B on one with T2 for longer, C on none: C is the household's team's. D lives alone."""
    children: list[Child] = [(child, "home", "2015-01-01", None) for child in "ABC"]
    known = homes([*children, ("D", "alone", "2015-01-01", None)], "ABCD")
    longer = on_plan(**IN_NEED, team_id="T2", team="South", spell_days=400)
    months = months_of(on_plan(), longer, on_plan())
    found = children_at_home(known, months, ints(0, 1, 3), OCTOBER)
    assert found["who"].tolist() == [0, 1, 2]
    assert found["plan_type"].tolist() == ["CP", "CIN", "none"]
    assert found["in_cohort"].tolist() == [1, 1, 0]
    dimensions = pd.DataFrame({"team_id": ["T1", "T2", "T9"], "team": ["North", "South", "Old"], "locality": ["x"] * 3})
    rows = sibling_months(found, household_months(known, found), dimensions)
    assert rows["team_id"].tolist() == ["T1", "T2", "T2"]
    assert rows["household_key"].tolist() == ["home"] * 3
    assert rows["household_size"].tolist() == [3, 3, 3]
    assert rows[["children_cp", "children_cin"]].to_numpy().tolist() == [[1, 1]] * 3
    assert rows["neglect_cin"].tolist() == rows["neglect_initial"].tolist() == [1, 1, 1]
