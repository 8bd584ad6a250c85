"""The chance of a gap, held against every way the misses could have fallen, against scipy, and against equal care."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from data.facts.exact import chance_of_gap, chances_of_gaps
from data.practice import Practice


def by_enumeration(missed: tuple[int, ...], chances: tuple[int, ...]) -> float:
    """Every way of choosing which of all the chances were missed, one by one, each as likely as any other."""
    whose = [child for child, count in enumerate(chances) for _ in range(count)]

    def gap(counts: list[int]) -> float:
        shares = [count / of for count, of in zip(counts, chances, strict=True)]
        return max(shares) - min(shares)

    wide = ways = 0
    for chosen in combinations(range(len(whose)), sum(missed)):
        counts = [0] * len(chances)
        for place in chosen:
            counts[whose[place]] += 1
        ways += 1
        wide += gap(counts) >= gap(list(missed)) - 1e-9
    return wide / ways


@st.composite
def homes(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    chances = draw(st.lists(st.integers(1, 6), min_size=2, max_size=4).filter(lambda c: sum(c) <= 14))
    missed = [draw(st.integers(0, count)) for count in chances]
    return tuple(missed), tuple(chances)


@given(homes())
def test_it_is_the_share_of_all_ways_the_misses_could_fall(home: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    assert chance_of_gap(*home) == pytest.approx(by_enumeration(*home), abs=1e-9)


def test_the_worked_example_of_three_children() -> None:
    """Six appointments each, five, one and none of them missed: 219 of 18,564 ways."""
    assert chance_of_gap((5, 1, 0), (6, 6, 6)) == pytest.approx(219 / 18564)


@given(st.integers(1, 40), st.data())
def test_for_two_children_with_as_many_chances_it_is_fisher_s_exact_test(count: int, data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, count)) for _ in range(2))
    fisher = fisher_exact([[one, count - one], [other, count - other]]).pvalue
    assert chance_of_gap((one, other), (count, count)) == pytest.approx(fisher, rel=1e-7)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_for_two_children_it_is_read_off_the_hypergeometric(first: int, second: int, data: st.DataObject) -> None:
    one, other = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    falls = np.arange(max(0, one + other - second), min(first, one + other) + 1)
    gaps = np.abs(falls / first - (one + other - falls) / second)
    chance = hypergeom(first + second, first, one + other).pmf(falls)
    wide = gaps >= abs(one / first - other / second) - 1e-9
    assert chance_of_gap((one, other), (first, second)) == pytest.approx(chance[wide].sum(), rel=1e-6, abs=1e-12)


def test_a_year_of_sessions_of_six_children_neither_overflows_nor_vanishes() -> None:
    assert 0 < chance_of_gap((0, 20, 40, 30, 25, 30), (380,) * 6) < 1e-6
    assert chance_of_gap((190,) * 6, (380,) * 6) == 1


def test_misses_that_cannot_be_are_refused() -> None:
    for missed, chances in (((1,), (2,)), ((3, 0), (2, 2)), ((0, 0), (0, 1)), ((-1, 1), (2, 2))):
        with pytest.raises(ValueError, match="Not misses"):
            chance_of_gap(missed, chances)


def test_homes_are_answered_each_and_one_child_alone_is_not() -> None:
    home, missed, chances = (np.array(part) for part in ([2, 0, 2, 1, 2], [0, 3, 1, 2, 5], [6, 6, 6, 6, 6]))
    found = chances_of_gaps(home, missed, chances)
    assert np.isnan(found[:2]).all()
    assert found[2] == pytest.approx(219 / 18564)
    assert len(chances_of_gaps(*(np.array([], dtype=np.int64),) * 3)) == 0


# --- Equal care, simulated: at most one home in twenty is pointed at ---


@pytest.mark.parametrize("children", [2, 3, 5])
@pytest.mark.parametrize("share", [0.05, 0.15, 0.4])
@pytest.mark.parametrize("chances", [(4, 9), (30, 40)])
def test_equal_care_is_flagged_in_at_most_five_homes_of_a_hundred(
    children: int, share: float, chances: tuple[int, int]
) -> None:
    """Misses of one chance each, whatever the number of children and of chances. Of 2,000 homes, with a margin for the
    simulation's own chance of three standard errors."""
    rng = np.random.default_rng(20_261_031)
    of = np.sort(rng.integers(*chances, (2000, children)), axis=1)
    missed = rng.binomial(of, share)
    flagged = [chance_of_gap(tuple(m), tuple(o)) <= 0.05 for m, o in zip(missed.tolist(), of.tolist(), strict=True)]
    assert np.mean(flagged) <= 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5


def days_off(rng: np.random.Generator, days: int, share: float, length: float) -> int:
    """Days missed of so many where they come in illnesses of a mean length, each as likely to begin on any day."""
    missed = day = 0
    while day < days:
        if rng.random() < share / length:
            ill = min(int(rng.geometric(1 / length)), days - day)
            missed, day = missed + ill, day + ill
        else:
            day += 1
    return missed


def flagged_by_runs(days_at_a_time: int, length: float) -> float:
    rng, days, children, homes = np.random.default_rng(1), 71, 3, 500
    flagged = 0
    for _ in range(homes):
        off = np.array([days_off(rng, days, 0.15, length) for _ in range(children)])
        if off.max() - off.min() < 0.1 * days:
            continue
        chances = int(days / days_at_a_time + 0.5)
        missed = np.minimum((off / days_at_a_time + 0.5).astype(int), chances)
        flagged += chance_of_gap(tuple(sorted(missed.tolist())), (chances,) * children) <= 0.05
    return flagged / homes


def test_illness_of_days_on_end_does_not_make_equal_care_look_unequal() -> None:
    """Absence comes in runs. Counted by the day, a third of homes that are alike would be pointed at; counted as
    practice says, by the school week, hardly any."""
    assert flagged_by_runs(Practice().absence_run_days, 3) <= 0.05
    assert flagged_by_runs(1, 3) > 0.3
