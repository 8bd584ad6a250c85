"""Counties in which drifting has nothing to do with who the child is: what the page on disadvantage says of them.

Twenty counties, of two hundred homes each. Brothers and sisters share their family's disadvantages and its fate, and
some families' plans drift far more than others': whoever counted children as strangers would find effects here.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from access.scope import Scope
from data.facts.strata import intersections
from data.facts.terms import DISADVANTAGES
from queries.disadvantage import at_least, factors_beside_all, where_they_meet
from queries.filters import Filters
from tests.queries.by_hand import Row, plan, put_in_force

SEEDS, HOMES, OUTCOME = 20, 200, "drifting"
# Of tables that each raise a false alarm one time in twenty: more than this many would come of one run in a thousand.
ALARM, RARELY = 0.05, 0.001
OF_THE_CHILD = ("child_send", "young_carer")
Tables = Callable[[Scope, Filters, str], pd.DataFrame]


def county(seed: int, times: float = 1.0) -> list[Row]:
    """The children of one county. `times`: how much oftener the plans of the poor drift."""
    rng = np.random.default_rng(seed)
    family = [name for name in DISADVANTAGES if name not in OF_THE_CHILD]
    rows = []
    for home in range(HOMES):
        burden = rng.beta(1.5, 3)
        shared = {name: int(rng.random() < burden) for name in family}
        drifts = rng.beta(0.4, 1.2) * (times if shared["low_income"] else 1.0)
        ethnicity = rng.choice(["White British", "Asian", "Black", "Not recorded"], p=[0.7, 0.12, 0.1, 0.08])
        for child in range(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1])):
            own = {name: int(rng.random() < 0.3) for name in OF_THE_CHILD if name in DISADVANTAGES}
            factors = shared | own
            many = sum(factors.values())
            rows.append(
                plan(
                    f"{seed} {home} {child}",
                    authority=str(seed),
                    household_key=f"{seed} {home}",
                    drifting=int(rng.random() < min(drifts, 1.0)),
                    sex=rng.choice(["Female", "Male"]),
                    age=int(rng.integers(0, 18)),
                    age_band="5 to 9",
                    ethnicity_group=ethnicity,
                    grt=int(rng.random() < 0.05),
                    disadvantage_count=many,
                    disadvantage_band="4 or more" if many >= 4 else "2 or 3" if many >= 2 else "0 or 1",
                    **factors,
                )
            )
    return rows


def alarms(facts_url: str, table: Tables, times: float = 1.0) -> int:
    """In how many of the counties the table calls any group apart from all."""
    put_in_force(
        facts_url,
        plans=[row for seed in range(SEEDS) for row in county(seed, times)],
        authorities=[{"authority": str(seed)} for seed in range(SEEDS)],
    )
    scopes = [Scope((str(seed),), None, may_open_cases=True, exact=True) for seed in range(SEEDS)]
    return sum(bool((table(scope, Filters(), OUTCOME)["beyond"] != "").any()) for scope in scopes)


@pytest.mark.parametrize("table", [at_least, factors_beside_all, where_they_meet])
def test_where_nothing_differs_a_table_says_so_nineteen_times_in_twenty(table: Tables, facts_url: str) -> None:
    assert alarms(facts_url, table) <= binom.isf(RARELY, SEEDS, ALARM)


def test_where_the_poor_drift_thrice_as_often_most_counties_show_it(facts_url: str) -> None:
    """A table that never said anything would keep the other tests too."""
    assert alarms(facts_url, factors_beside_all, times=3.0) >= SEEDS * 0.8


def test_the_model_finds_nothing_between_intersections_nor_beyond_their_parts() -> None:
    found = pd.concat(
        [
            model.assign(seed=seed)
            for seed in range(SEEDS)
            for model, _ in intersections(pd.DataFrame(county(seed)).assign(long_plan=None))
        ]
    )
    assert len(found) == SEEDS
    for chance in ("p_between", "p_beyond"):
        assert (found[chance] < ALARM).sum() <= binom.isf(RARELY, SEEDS, ALARM), chance
