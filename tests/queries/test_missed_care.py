"""Appointments missed, like with like: against statsmodels, by hand, and how often alike groups are told apart."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from access.scope import NotAllowed, Scope, local_scope
from queries import missed_care as module
from queries.filters import Filters
from queries.methods.standardise import design_of
from queries.missed_care import missed_care
from queries.neurodiversity import DIAGNOSED, OTHERS, WAITING
from tests.queries.by_hand import Row, plan, put_in_force

EVERYTHING = local_scope()
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


def children(status: str, age: str, missed: int, count: int, due: int = 1) -> list[Row]:
    """So many children of a home each, with so many appointments due each; the first `missed` missed every one."""
    return [
        plan(
            f"{status}{age}{n}",
            neurodivergence=status,
            age_band=age,
            appointments_due_12m=due,
            appointments_missed_12m=due if n < missed else 0,
        )
        for n in range(count)
    ]


def test_of_one_age_and_one_appointment_each_it_is_newcombes_difference(facts_url: str) -> None:
    rows = [
        *children("Diagnosed", "5 to 9", 12, 40),
        *children("On a pathway", "5 to 9", 4, 20),
        *children("Not recorded", "5 to 9", 15, 90),
        *children("Disability recorded", "5 to 9", 5, 10),
    ]
    put_in_force(facts_url, plans=rows)
    found = missed_care(EVERYTHING, Filters())
    assert found.groups[["group", "missed", "due"]].to_numpy().tolist() == [
        [DIAGNOSED, 12, 40],
        [WAITING, 4, 20],
        [OTHERS, 20, 100],
    ]
    low, high = confint_proportions_2indep(12, 40, 20, 100, method="newcomb", compare="diff")
    assert found.more.value == pytest.approx(0.1)
    assert found.more.low == pytest.approx(low)
    assert found.more.high == pytest.approx(high)
    assert found.times.value == pytest.approx(1.5)
    assert found.beyond is False


def test_groups_that_differ_in_age_alone_miss_as_many(facts_url: str) -> None:
    """Young children miss half and old ones a tenth, whatever is recorded of them."""
    rows = [
        *children("Diagnosed", "1 to 4", 5, 10),
        *children("Diagnosed", "10 to 15", 9, 90),
        *children("Not recorded", "1 to 4", 45, 90),
        *children("Not recorded", "10 to 15", 1, 10),
        # Of an age that nobody diagnosed has.
        *children("Not recorded", "16 to 17", 10, 10),
    ]
    put_in_force(facts_url, plans=rows)
    found = missed_care(EVERYTHING, Filters())
    assert found.groups["missed"].tolist() == [14, 56]
    assert found.groups["share"].tolist() == [pytest.approx(0.3), pytest.approx(0.3)]
    assert found.more.value == pytest.approx(0)
    assert found.beyond is False


def test_children_with_several_appointments_tell_less_than_as_many_children(facts_url: str) -> None:
    rows = [*children("Diagnosed", "5 to 9", 12, 40, due=3), *children("Not recorded", "5 to 9", 20, 100, due=3)]
    put_in_force(facts_url, plans=rows)
    low, high = confint_proportions_2indep(12, 40, 20, 100, method="newcomb", compare="diff")
    found = missed_care(EVERYTHING, Filters())
    assert found.groups["due"].tolist() == [120, 300]
    assert found.more.low == pytest.approx(low)
    assert found.more.high == pytest.approx(high)


def test_the_design_is_that_of_a_ratio_of_sums() -> None:
    """Three children with 1 of 2, 0 of 1 and 2 of 3 missed: p is one half; the sum of (m - p n)^2 is 0.5, against
    6 x 0.25 of six appointments each alone: less, so 1. All of 3 and none of 3: 4.5 against 1.5."""
    squares = [5.0], [8.0], [14.0]
    assert design_of([3], [6], squares, [1]) == 1
    assert design_of([3], [6], ([9.0], [9.0], [18.0]), [1]) == pytest.approx(3)
    assert design_of([0], [6], ([0.0], [0.0], [18.0]), [1]) == 1


def test_where_no_appointment_is_known_nothing_is_said(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", neurodivergence="Diagnosed", age_band="5 to 9")])
    found = missed_care(EVERYTHING, Filters())
    assert not found.recorded
    assert found.more.value is None
    assert found.beyond is None


def test_a_board_sees_rounded_counts_and_no_interval(facts_url: str) -> None:
    rows = [
        *children("Diagnosed", "5 to 9", 12, 41),
        *children("Suspected", "5 to 9", 3, 20),
        *children("Not recorded", "5 to 9", 21, 102),
    ]
    put_in_force(facts_url, plans=rows)
    found = missed_care(BOARD, Filters())
    groups = found.groups.set_index("group")
    assert groups.loc[DIAGNOSED, ["missed", "due"]].tolist() == [10, 40]
    assert groups.loc[OTHERS, ["missed", "due"]].tolist() == [20, 100]
    assert groups.loc[WAITING, ["missed", "share"]].isna().all()
    assert groups.loc[[DIAGNOSED, OTHERS], "share"].tolist() == [pytest.approx(0.25), pytest.approx(0.2)]
    assert groups[["low", "high"]].isna().all(axis=None)
    assert (found.more.value, found.more.low) == (pytest.approx(0.05), None)
    with pytest.raises(NotAllowed):
        missed_care(BOARD, Filters(sexes=("Female",), age_bands=("5 to 9",)))


def test_groups_that_are_alike_are_seldom_called_different(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 120 made-up counties children's own readiness to miss varies threefold, by home, and not by group: the
    interval leaves out nought in at most about one of twenty (it is wide rather than narrow, for homes' sake)."""
    rng, told = np.random.default_rng(3), []
    for _ in range(120):
        cells = made_up(rng)
        monkeypatch.setattr(module, "_cells", lambda scope, filters, cells=cells: cells)
        found = missed_care(EVERYTHING, Filters())
        told.append(found.beyond)
    assert None not in told
    assert np.mean(told) <= 0.07


def made_up(rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for group, homes in ((DIAGNOSED, 40), (OTHERS, 250)):
        for age, usual in (("1 to 4", 0.08), ("5 to 9", 0.14)):
            size = rng.integers(1, 3, homes)
            home = np.repeat(np.arange(homes), size)
            ready = np.clip(usual * rng.uniform(0.5, 1.5, homes), 0, 1)[home]
            due = rng.integers(1, 6, len(home))
            missed = rng.binomial(due, ready)
            parts.append(
                {
                    "group": group,
                    "age": age,
                    "numerator": missed.sum(),
                    "denominator": due.sum(),
                    "tops": (missed**2).sum(),
                    "crossed": (missed * due).sum(),
                    "bottoms": (due**2).sum(),
                    "children": len(home),
                    "top": 0,
                    "rest": 0,
                    "bottom": homes,
                }
            )
    return pd.DataFrame(parts)
