"""Groups beside all, over facts written by hand and over a county: exact, rounded, and never more than is known."""

import numpy as np
import pandas as pd
import pytest

from access.scope import Scope, local_scope
from queries.disclosure import LARGEST_UNSHOWN, ROUND_TO
from queries.filters import Filters
from queries.groups import WHOLE, beside_all, group_counts, is_yes
from queries.indicators import REGISTRY
from queries.measure import measure
from queries.methods.relative import relative
from tests.conftest import County
from tests.queries.by_hand import Row, plan, put_in_force

EXACT = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


def children(group: str, drifting: int, of: int, per_home: int = 1, **given: object) -> list[Row]:
    """So many children, the first of them drifting, so many to a household."""
    return [
        plan(f"{group}{n}", household_key=f"{group} home {n // per_home}", drifting=int(n < drifting), **given)
        for n in range(of)
    ]


def compared(scope: Scope, rows: list[Row], url: str, **groups: object) -> pd.DataFrame:
    put_in_force(url, plans=rows)
    conditions = {name: is_yes(name) for name in groups or {"housing_need": 1}}
    return beside_all(scope, Filters(), group_counts(scope, Filters(), REGISTRY["drifting"], conditions)).set_index(
        "group"
    )


def test_counts_shares_and_ratios_by_hand(facts_url: str) -> None:
    """Twelve with housing need, nine drifting; forty without, eight drifting; one whom nobody can tell of."""
    rows = [
        *children("H", 9, 12, housing_need=1),
        *children("N", 8, 40),
        plan("unknown", housing_need=1, drifting=None),
    ]
    found = compared(EXACT, rows, facts_url)
    assert found.loc[WHOLE, ["numerator", "denominator"]].tolist() == [17, 52]
    assert found.loc["housing_need", ["numerator", "denominator"]].tolist() == [9, 12]
    assert found.loc["housing_need", "share"] == 0.75
    assert found.loc["housing_need", "ratio"] == pytest.approx(0.75 / (17 / 52))
    assert found.loc["housing_need", "difference"] == pytest.approx(0.75 - 17 / 52)
    assert found.loc["housing_need", "beyond"] == "above"
    assert found.loc[WHOLE, ["ratio", "ratio_low", "difference"]].isna().all()
    expected = relative(9, 12, 17, 52)
    assert found.loc["housing_need", "ratio_low"] == pytest.approx(float(expected.low))


def test_children_of_one_household_are_one_witness(facts_url: str) -> None:
    """The same counts, but the twelve are of two homes: nobody is pointed at."""
    rows = [*children("H", 9, 12, per_home=6, housing_need=1), *children("N", 8, 40)]
    found = compared(EXACT, rows, facts_url)
    assert found.loc["housing_need", "share"] == 0.75
    assert found.loc["housing_need", "beyond"] == ""
    assert found.loc["housing_need", "high"] - found.loc["housing_need", "low"] > 0.6


def test_a_group_nobody_is_in_has_no_share(facts_url: str) -> None:
    found = compared(EXACT, children("N", 8, 40), facts_url)
    assert found.loc["housing_need", "denominator"] == 0
    assert found.loc["housing_need", ["share", "ratio", "low"]].isna().all()
    assert found.loc["housing_need", "beyond"] == ""


def test_for_the_board_counts_are_rounded_and_all_else_follows_from_those(facts_url: str) -> None:
    rows = [*children("H", 13, 23, housing_need=1), *children("N", 31, 88)]
    found = compared(BOARD, rows, facts_url)
    assert found.loc[WHOLE, ["numerator", "denominator"]].tolist() == [45, 110]
    assert found.loc["housing_need", ["numerator", "denominator"]].tolist() == [15, 25]
    assert found.loc["housing_need", "share"] == 0.6
    assert found.loc["housing_need", "ratio"] == pytest.approx(0.6 / (45 / 110))
    again = relative(15, 25, 45, 110, homes=25, whole_homes=110)
    assert found.loc["housing_need", "ratio_high"] == pytest.approx(float(again.high))


@pytest.mark.parametrize(
    ("drifting", "of", "per_home"),
    [(7, 60, 1), (57, 60, 1), (4, 9, 1), (20, 40, 20)],
    ids=["few", "nearly all", "small", "one home"],
)
def test_what_is_hidden_from_the_board_has_no_share_no_ratio_and_no_verdict(
    drifting: int, of: int, per_home: int, facts_url: str
) -> None:
    rows = [*children("H", drifting, of, per_home, housing_need=1), *children("N", 30, 120)]
    found = compared(BOARD, rows, facts_url).loc["housing_need"]
    assert found["mark"] != ""
    assert pd.isna(found["numerator"])
    assert found[["share", "low", "high", "ratio", "ratio_low", "ratio_high", "difference"]].isna().all()
    assert found["beyond"] == ""


def test_the_board_is_never_told_more_than_the_rounded_counts_are_sure_of(facts_url: str) -> None:
    """13 of 21 is rounded to 15 of 20: what only the rounding would make of it is not said."""
    rows = [*children("H", 13, 21, housing_need=1), *children("N", 79, 262)]
    exact, board = compared(EXACT, rows, facts_url), compared(BOARD, rows, facts_url)
    assert board.loc["housing_need", ["numerator", "denominator"]].tolist() == [15, 20]
    assert board.loc["housing_need", "ratio_low"] > exact.loc["housing_need", "ratio_low"]
    low = relative(13, 22, 90, 285, homes=20, whole_homes=285).low
    assert (board.loc["housing_need", "beyond"] == "above") == bool(low > 1)


def test_whatever_the_counts_a_verdict_on_rounded_ones_holds_for_the_true_ones() -> None:
    """Over random tables: what the board is told to look at, the analyst is told to look at."""
    rng = np.random.default_rng(9)
    said = missed = 0
    for _ in range(300):
        sizes = rng.integers(8, 120, 5)
        having = rng.binomial(sizes, rng.choice([0.15, 0.3, 0.6], 5))
        counts = pd.DataFrame(
            {
                "group": [WHOLE, *"abcde"],
                "numerator": pd.array([having.sum(), *having], dtype="Int64"),
                "denominator": pd.array([sizes.sum(), *sizes], dtype="Int64"),
            }
        )
        counts = counts.assign(
            top=counts["numerator"], rest=counts["denominator"] - counts["numerator"], bottom=counts["denominator"]
        )
        exact, board = beside_all(EXACT, Filters(), counts), beside_all(BOARD, Filters(), counts)
        told = board["beyond"] != ""
        said += int(told.sum())
        missed += int((told & (board["beyond"] != exact["beyond"])).sum())
    assert said > 50
    assert missed <= said * 0.02


def test_the_figures_are_those_of_measure(small_county: County) -> None:
    for scope in (EXACT, BOARD):
        groups = {"4 or more": lambda rows: rows["disadvantage_count"] >= 4}
        found = beside_all(scope, Filters(), group_counts(scope, Filters(), REGISTRY["drifting"], groups)).set_index(
            "group"
        )
        split = measure(scope, ["drifting"], Filters(), by=["disadvantage_band"]).set_index("disadvantage_band")
        for name in groups:
            assert found.loc[name, "numerator"] is split.loc[name, "numerator"] or (
                found.loc[name, "numerator"] == split.loc[name, "numerator"]
            )
            if not scope.exact and pd.notna(found.loc[name, "numerator"]):
                assert found.loc[name, "numerator"] % ROUND_TO == 0
                assert found.loc[name, "numerator"] > LARGEST_UNSHOWN or found.loc[name, "numerator"] == 0
