"""Every measure of whether a plan's end held, counted by hand over the children of exits_dozen.py, at 31 March 2026 and
the year to it. As in test_drift_dozen.py: whom it counts above the line and whom below."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from access.scope import local_scope
from queries.drift import held_by_route
from queries.filters import Filters
from queries.headlines import headlines
from queries.indicators import REGISTRY
from queries.measure import measure
from tests.queries.indicators.counting import counted, facts_of
from tests.queries.indicators.exits_dozen import AS_AT, county

YEAR = date(2025, 4, 30)
ENDED_THIS_YEAR = "ANN BEN CIA DEV IDA MAX NED OLA"

EXPECTED = {
    "sustained_exit_6m": ("BEN CIA ELI FLO GUS HAN OLA", "ANN BEN CIA ELI FLO GUS HAN IDA OLA"),
    "sustained_exit_12m": ("ELI GUS", "ELI FLO GUS HAN"),
    "sustained_exit_24m": ("KIM", "JON KIM"),
    "exit_moved_away": ("MAX", ENDED_THIS_YEAR),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("exits"), sqlite_template):
        yield


def test_every_measure_of_how_plans_end_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id == "SO03"}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = (Counter(names.split()) for names in EXPECTED[key])
    assert counted(key, YEAR, AS_AT) == (above, below)
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert (figure["numerator"], figure["denominator"]) == (above.total(), below.total())


def test_by_how_the_plan_ended() -> None:
    """Nobody's care is recorded here, so of those without a next plan it is not known that nothing followed."""
    rows = held_by_route(local_scope(), Filters(), headlines(local_scope(), EXPECTED, Filters()))
    year = rows[rows["key"] == "sustained_exit_12m"].set_index("route")[["numerator", "denominator"]]
    assert year.to_dict("index") == {
        "All of them": {"numerator": 2, "denominator": 4},
        "Stepped down to child in need": {"numerator": 2, "denominator": 2},
        "Not recorded": {"numerator": 0, "denominator": 2},
    }
    assert "Moved to another authority" not in set(rows["route"])
