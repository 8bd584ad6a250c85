"""Any figure split by a group: the counts of `measure`, each group beside all, and no more crossed than may be."""

import pandas as pd
import pytest

from access.scope import NotAllowed, Scope, local_scope
from queries.filters import Filters
from queries.groups import WHOLE
from queries.measure import measure
from queries.splits import SPLIT_BY, can_be_split_by, split
from tests.conftest import County
from tests.queries.by_hand import happening, plan, put_in_force

EXACT = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
KEYS = ("drifting", "plans_long", "assessment_45wd", "cp_reviews_on_time", "plan_actions_overdue")


@pytest.mark.parametrize("scope", [EXACT, BOARD], ids=["exact", "board"])
@pytest.mark.parametrize("by", [name for name in SPLIT_BY if name != "grt_group"])
def test_the_counts_are_those_of_measure(by: str, scope: Scope, small_county: County) -> None:
    found = split(scope, KEYS, Filters(), by)
    whole, parts = measure(scope, KEYS, Filters()), measure(scope, KEYS, Filters(), by=[by])
    for key in KEYS:
        mine = found[found["key"] == key].set_index("group")
        counts = ["numerator", "denominator"]
        assert _told(mine.loc[WHOLE, counts]) == _told(whole.loc[whole["key"] == key, counts].iloc[0])
        expected = parts[parts["key"] == key].set_index(by)
        assert set(mine.index) == {WHOLE, *expected.index}
        for group, row in expected[counts].iterrows():
            assert _told(mine.loc[group, counts]) == _told(row)


def _told(counts: "pd.Series[int]") -> list[int | None]:
    return [None if pd.isna(count) else int(count) for count in counts]


def test_groups_stand_in_a_sensible_order_with_not_recorded_last(facts_url: str) -> None:
    bands = ["4 or more", "Not recorded", "0 or 1", "2 or 3"]
    put_in_force(facts_url, plans=[plan(f"P{n}", disadvantage_band=band) for n, band in enumerate(bands)])
    assert split(EXACT, ["drifting"], Filters(), "disadvantage_band")["group"].tolist() == [
        WHOLE,
        "0 or 1",
        "2 or 3",
        "4 or more",
        "Not recorded",
    ]


def test_gypsy_roma_and_traveller_children_stand_on_their_own_line_and_unknown_is_a_line_too(facts_url: str) -> None:
    groups = ("Gypsy, Roma or Traveller", "Other heritage recorded", "Other heritage recorded", "Not recorded")
    rows = [plan(f"P{n}", grt_group=group, drifting=int(n == 0)) for n, group in enumerate(groups)]
    put_in_force(facts_url, plans=rows)
    found = split(EXACT, ["drifting"], Filters(), "grt_group").set_index("group")
    assert found["denominator"].to_dict() == {
        WHOLE: 4,
        "Gypsy, Roma or Traveller": 1,
        "Other heritage recorded": 2,
        "Not recorded": 1,
    }
    assert found.loc["Gypsy, Roma or Traveller", "ratio"] == 4


def test_what_happens_is_counted_over_the_year_and_its_households_once(facts_url: str) -> None:
    """Twelve assessments of one family's twelve months are of one household, however many they are."""
    months = [f"{2025 + (n + 10) // 12}-{(n + 10) % 12 + 1:02}" for n in range(12)]
    assert months[0] == "2025-11"
    assert months[-1] == "2026-10"
    late = [happening("assessment", f"{month}-05", sex="Male", household_key="theirs", in_time=0) for month in months]
    others = [
        happening("assessment", f"{month}-05", f"Q{n}", sex="Female", household_key=f"home {n}", in_time=int(n % 6 > 0))
        for n, month in enumerate(months * 3)
    ]
    put_in_force(facts_url, plans=[plan("P1")], events=[_dated(row) for row in late + others])
    found = split(EXACT, ["assessment_45wd"], Filters(), "sex").set_index("group")
    assert found.loc["Male", ["numerator", "denominator"]].tolist() == [0, 12]
    assert found.loc["Male", "beyond"] == "", "one family is one witness"
    assert found.loc["Female", ["numerator", "denominator"]].tolist() == [30, 36]


def _dated(row: dict[str, object]) -> dict[str, object]:
    return row | {"done_date": row["event_date"]}


def test_what_is_no_share_of_children_is_left_out(small_county: County) -> None:
    found = split(EXACT, ["neglect_plans_open", "neglect_rate", "drifting"], Filters(), "sex")
    assert set(found["key"]) == {"drifting"}


def test_nothing_is_crossed_that_may_not_be(small_county: County) -> None:
    team, sex = Filters(teams=("North 1",)), Filters(sexes=("Female",))
    assert set(can_be_split_by(EXACT, team)) == set(SPLIT_BY)
    assert {"grt_group", "ethnicity_group"} & set(can_be_split_by(BOARD, team)) == set()
    assert set(can_be_split_by(BOARD, Filters())) == set(SPLIT_BY)
    assert set(can_be_split_by(BOARD, sex)) == set(SPLIT_BY)
    two = Filters(sexes=("Female",), age_bands=("5 to 9",))
    assert set(can_be_split_by(BOARD, two)) == {"age_band", "sex"}
    for by, filters in (("grt_group", team), ("disadvantage_band", two), ("grt_group", Filters(localities=("North",)))):
        with pytest.raises(NotAllowed):
            split(BOARD, ["drifting"], filters, by)
