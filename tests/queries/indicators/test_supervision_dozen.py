"""Every measure of supervision, and of parents' capacity, counted by hand over the children of supervision_dozen.py, at
31 March 2026. As in test_drift_dozen.py: whom it counts above the line and whom below."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from access.scope import local_scope
from queries.filters import Filters
from queries.indicators import REGISTRY
from queries.lists import children_behind
from tests.queries.indicators.counting import counted, facts_of
from tests.queries.indicators.supervision_dozen import AS_AT, county

YEAR = date(2025, 4, 30)
DRIFTING = "ANN BEN CIA DEV ELI GUS"
EVERYBODY = "ANN BEN CIA DEV ELI FLO GUS HAN"

EXPECTED = {
    "drift_case_covered": ("ANN ELI", DRIFTING),
    "drift_not_covered": ("BEN CIA DEV GUS", DRIFTING),
    "moved_after": ("BEN CIA", "ANN BEN CIA"),
    "both_analysed": ("ANN ELI", EVERYBODY),
    "capacity_analysed": ("ANN CIA ELI", EVERYBODY),
    "motivation_analysed": ("ANN DEV ELI", EVERYBODY),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("supervision"), sqlite_template):
        yield


def test_every_measure_of_supervision_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id in ("RS02", "AT05")}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = (Counter(names.split()) for names in EXPECTED[key])
    assert counted(key, YEAR, AS_AT) == (above, below)
    assert sorted(children_behind(local_scope(), key, Filters())["person_id"]) == sorted(above)
