"""Small numbers cannot be read, nor worked out from what stands beside them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access.scope import Scope, local_scope
from queries.disclosure import (
    LARGEST_PRIMARY,
    LARGEST_UNSHOWN,
    Mark,
    at_least,
    fixed_table,
    median_to_show,
    nearly_is_said,
    nought_is_shown,
    rounded,
    rounded_figures,
    rule_in_words,
    small_enough_for_households,
)
from queries.filters import Basis, Filters, Population


def table(*rows: list[int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), index=[f"row {n}" for n in range(len(rows))])


def shown(frame: pd.DataFrame) -> list[list[int | None]]:
    return [[None if pd.isna(value) else int(value) for value in row] for row in frame.to_numpy(dtype=object)]


# --- Rounded ---


@pytest.mark.parametrize(
    ("count", "as_shown"),
    [(0, 0), (1, None), (5, None), (7, None), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1_234, 1_235)],
)
def test_a_count_is_nought_or_hidden_or_the_nearest_five(count: int, as_shown: int | None) -> None:
    (found,) = rounded(pd.Series([count], dtype="Int64"))
    assert (None if pd.isna(found) else found) == as_shown


def test_not_recorded_stays_not_recorded() -> None:
    frame = rounded_figures(pd.DataFrame({"numerator": [pd.NA], "denominator": [pd.NA]}, dtype="Int64"))
    assert frame[["numerator", "denominator"]].isna().all(axis=None)
    assert frame["mark"].tolist() == [Mark.SHOWN], "not recorded is not hidden"


def figures(numerator: int, denominator: int | None, *, nearly: bool = False, **households: int | None) -> pd.Series:
    given = {"numerator": [numerator], "denominator": [denominator], **{k: [v] for k, v in households.items()}}
    return rounded_figures(pd.DataFrame(given, dtype="Int64"), nearly=nearly).iloc[0]


def test_hardly_any_and_nearly_all_are_hidden_alike() -> None:
    """5 of 100, and 95 of 100: either names the five."""
    assert pd.isna(figures(5, 100)["numerator"])
    assert pd.isna(figures(95, 100)["numerator"])
    assert figures(5, 100)["mark"] == Mark.HIDDEN
    assert figures(100, 100)["numerator"] == 100
    assert figures(0, 100)["numerator"] == 0


def test_of_everybody_nearly_all_is_said_to_be_so_and_what_it_is_at_least() -> None:
    """198 of 203, shown as about 205, is all but 5 or fewer: 97.5 % or more, whatever stands behind the 205."""
    assert figures(198, 203)["mark"] == Mark.HIDDEN
    found = figures(198, 203, nearly=True)
    assert (found["mark"], pd.isna(found["numerator"]), found["denominator"]) == (Mark.NEARLY_ALL, True, 205)
    least = at_least(found["mark"], found["denominator"])
    assert least == 1 - 5 / 203
    for whole in range(203, 208):
        assert all((whole - few) / whole >= least for few in range(1, 6))
    assert figures(198, 203, nearly=True, top=2)["mark"] == Mark.HIDDEN, "one large family"
    assert figures(190, 203, nearly=True, rest=2)["mark"] == Mark.HIDDEN, "all but one large family is more than five"
    assert at_least(Mark.HIDDEN, 205) is None
    assert at_least(Mark.SHOWN, 205) is None


@pytest.mark.parametrize("numerator", [0, 3, 97, 100])
def test_of_some_children_only_none_and_all_look_like_a_few(numerator: int) -> None:
    given = pd.DataFrame({"numerator": [numerator, 0], "denominator": [100, 0]}, dtype="Int64")
    found = rounded_figures(given, nought=False)
    assert found["numerator"].isna().all()
    assert found["denominator"].fillna(-1).tolist() == [100, -1]
    assert (found["mark"] == Mark.HIDDEN).all()


def test_nought_is_shown_of_everybody_and_of_no_choice_of_children() -> None:
    month = date(2026, 9, 30)
    assert nought_is_shown(Filters(month=month, basis=Basis.LATEST, population=Population.NEGLECT_CIN))
    for chosen in ({"teams": ("North",)}, {"drifting_only": True}, {"plan_types": ("CP",)}, {"min_disadvantages": 1}):
        assert not nought_is_shown(Filters(**chosen))  # type: ignore[arg-type]
    assert not nought_is_shown(Filters(), by=("sex",))


def test_nearly_all_is_said_of_everybody_and_not_to_who_knows_some_of_them_exactly() -> None:
    """Five of a manager's own late, and all but 5 or fewer of everybody's in time: then nobody else's is late."""
    board = Scope(None, None, may_open_cases=False)
    manager = Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T1",))
    assert nearly_is_said(board, Filters())
    assert not nearly_is_said(manager, Filters())
    assert not nearly_is_said(board, Filters(sexes=("Female",)))
    assert not nearly_is_said(board, Filters(), by=("team",))


def test_one_large_family_is_one_family() -> None:
    assert pd.isna(figures(11, 200, top=2)["numerator"])
    assert figures(11, 200, top=3)["numerator"] == 10
    assert figures(0, 200, top=0)["numerator"] == 0


def test_a_small_whole_is_too_few_to_show() -> None:
    assert figures(3, 6)["mark"] == Mark.TOO_FEW
    assert figures(2, 9)["mark"] == Mark.TOO_FEW


def test_a_count_without_a_whole_is_shown_by_itself() -> None:
    assert (figures(23, None)["numerator"], figures(23, None)["mark"]) == (25, Mark.SHOWN)
    assert pd.isna(figures(4, None)["numerator"])


def test_only_small_counts_are_asked_about_households() -> None:
    asked = small_enough_for_households(pd.Series([0, 1, 24, 25, None], dtype="Int64"))
    assert asked.tolist() == [False, True, True, False, False]


@given(st.integers(0, 200), st.integers(0, 12))
def test_two_choices_a_child_apart_look_alike_or_differ_by_five(count: int, more: int) -> None:
    """What a differencing attacker sees of one child more."""
    first, second = rounded(pd.Series([count, count + 1], dtype="Int64"))
    if pd.notna(first) and pd.notna(second) and count > 0:
        assert second - first in (0, 5)


def test_medians_of_few_are_not_shown() -> None:
    assert median_to_show(301.0, 9) is None
    assert median_to_show(301.0, 10) == 301.0


def test_the_key_says_what_the_marks_mean() -> None:
    rule = rule_in_words(Scope(None, None, may_open_cases=False))
    assert f"{Mark.HIDDEN}: hidden" in rule
    assert rule_in_words(local_scope()) == ""


def could_be(parts: list[int], *, nought: bool) -> list[tuple[int, int]]:
    """The least and the most each part can be to who is shown the parts and their sum, all rounded."""
    told = rounded(pd.Series(parts, dtype="Int64"), nought=nought)
    hidden = (1 if nought else 0, LARGEST_UNSHOWN)
    boxes = [
        hidden if pd.isna(shown) else (0, 0) if shown == 0 else (max(shown - 2, LARGEST_UNSHOWN + 1), shown + 2)
        for shown in told
    ]
    whole = rounded(pd.Series([sum(parts)], dtype="Int64")).iloc[0]
    least, most = (0, LARGEST_UNSHOWN) if pd.isna(whole) else (max(whole - 2, 0), whole + 2)
    lows, highs = sum(low for low, _ in boxes), sum(high for _, high in boxes)
    return [(max(low, least - (highs - high)), min(high, most - (lows - low))) for low, high in boxes]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
@settings(max_examples=500)
def test_no_small_part_of_a_whole_can_be_worked_out_where_a_nought_is_hidden_too(parts: list[int]) -> None:
    for part, (low, high) in zip(parts, could_be(parts, nought=False), strict=True):
        assert low <= part <= high
        assert not (1 <= part <= LARGEST_PRIMARY and low == high), (parts, part)


def test_where_a_nought_is_shown_a_one_beside_two_others_can_be() -> None:
    """58, 43 and 1 are 60, 45 and hidden, of about 100: so low a sum leaves one child for what is hidden."""
    assert could_be([58, 43, 1], nought=True)[2] == (1, 1)
    assert could_be([58, 43, 1], nought=False)[2] == (0, 1)


# --- Fixed ---


def cells(*rows: list[int], households: pd.DataFrame | None = None) -> list[list[int | None]]:
    return shown(fixed_table(table(*rows), households).cells)


def test_a_single_hidden_cell_takes_the_smallest_other_in_its_row_and_column_with_it() -> None:
    assert cells([3, 20, 12], [30, 40, 50]) == [[None, 20, None], [None, 40, None]]


def test_two_by_two_with_one_small_cell_hides_all_four() -> None:
    assert cells([3, 20], [30, 40]) == [[None, None], [None, None]]


def test_hiding_goes_on_from_line_to_line() -> None:
    """Row 0 hides its 6 beside the 2; then each of those columns has one hidden, and hides its own smallest."""
    assert cells([2, 6, 50], [40, 30, 60], [8, 7, 70]) == [[None, None, 50], [40, 30, 60], [None, None, 70]]


def test_where_all_else_is_nought_the_totals_go() -> None:
    """The 4 stands alone in its row and column: neither total may be shown, nor the whole, less the other totals."""
    held = fixed_table(table([4, 0], [0, 30]))
    assert shown(held.cells) == [[None, 0], [0, 30]]
    assert pd.isna(held.rows.iloc[0])
    assert pd.isna(held.columns.iloc[0])
    assert held.whole is None
    assert (held.rows.iloc[1], held.columns.iloc[1]) == (30, 30)


def test_of_equal_cells_the_first_is_taken() -> None:
    assert cells([3, 12, 12], [0, 0, 0])[0] == [None, None, 12]


def test_a_cell_of_two_households_is_hidden_whatever_its_size() -> None:
    households = table([2, 9, 9], [0, 0, 0])
    assert cells([14, 20, 30], [0, 0, 0], households=households)[0] == [None, None, 30]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    held = fixed_table(table([6, 0], [10, 300]))
    assert shown(held.cells) == [[6, 0], [10, 300]]
    assert (held.rows.tolist(), held.columns.tolist(), held.whole) == ([6, 310], [16, 300], 316)


def test_lines_that_give_a_cell_away_together_are_found() -> None:
    """Every line of [[0, 1, 1], [1, 1, 1]] has its second hidden cell or its total gone, and still the first column's
    1 is the whole less what the other two columns and the rows say."""
    held = fixed_table(table([0, 1, 1], [1, 1, 1]))
    known = [*held.rows.dropna(), *held.columns.dropna(), *([held.whole] if held.whole is not None else [])]
    assert len(known) < 4


tables = st.integers(2, 4).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 25), min_size=columns, max_size=columns), min_size=2, max_size=4)
)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_no_small_cell_can_be_worked_out_from_all_that_is_shown(rows: list[list[int]]) -> None:
    """By trying: every table of the same shape that agrees with each number shown is one the reader cannot rule out.
    For each small cell there is one with another count there. Moves of one along a loop of hidden cells, or into a line
    whose total is hidden, reach them all."""
    counts = table(*rows)
    held = fixed_table(counts)
    values = counts.to_numpy(dtype=int)
    hidden = held.cells.isna().to_numpy()
    assert ((values[~hidden] == 0) | (values[~hidden] > 5)).all()
    shown_sums = [("row", n) for n in np.flatnonzero(held.rows.notna())]
    shown_sums += [("column", n) for n in np.flatnonzero(held.columns.notna())]
    places = [tuple(place) for place in np.argwhere(hidden)]
    lines = [[float(place[0 if kind == "row" else 1] == n) for place in places] for kind, n in shown_sums]
    lines += [[1.0] * len(places)] if held.whole is not None else []
    fixed = np.array(lines).reshape(len(lines), len(places))
    for number, place in enumerate(places):
        if values[place] <= 5:
            # A direction in which the cell moves while every shown sum stays: it is not fixed by them.
            aim = np.zeros(len(places))
            aim[number] = 1.0
            stacked = np.vstack([fixed, aim]) if len(fixed) else aim[None, :]
            rank = np.linalg.matrix_rank(fixed) if len(fixed) else 0
            assert np.linalg.matrix_rank(stacked) > rank, (rows, place)
