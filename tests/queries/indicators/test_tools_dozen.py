"""Every measure of assessment tools counted by hand over the children of tools_dozen.py, at 31 March 2026 and the year
to it. As in test_drift_dozen.py: whom it counts above the line and whom below, a name as often as it counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from access.scope import local_scope
from queries.filters import Filters
from queries.indicators import REGISTRY
from queries.lists import children_behind
from queries.measure import measure
from tests.queries.indicators.counting import counted, facts_of
from tests.queries.indicators.tools_dozen import AS_AT, county

YEAR = date(2025, 4, 30)
BORN = "ANN BEN CIA DEV ELI FLO HAN IDA JON KIM LEO MAX NED PIP"
USED = "ANN CIA DEV ELI HAN JON KIM LEO MAX NED PIP"
TWICE = "CIA DEV ELI HAN PIP"

EXPECTED: dict[str, tuple[str, str]] = {
    "tool_coverage": (USED, BORN),
    "tool_missing": ("BEN FLO IDA", BORN),
    "home_record_coverage": ("IDA JON", BORN),
    # FLO waits; HAN's clock ran before the year; IDA's ran out.
    "first_tool_in_time": ("ANN BEN CIA ELI JON PIP", "ANN BEN CIA DEV ELI IDA JON KIM LEO MAX NED PIP"),
    "tool_again_in_time": ("CIA ELI", "ANN BEN CIA DEV ELI HAN JON KIM LEO MAX NED PIP"),
    "score_movement": ("CIA PIP", TWICE),
    "score_same": ("ELI", TWICE),
    "score_worse": ("DEV HAN", TWICE),
    "score_stuck": ("DEV", TWICE),
    "scored_twice": (TWICE, BORN),
    "better_physical": ("CIA ELI PIP", TWICE),
    "worse_physical": ("DEV HAN", TWICE),
    "better_emotional": ("", "ELI"),
    "worse_emotional": ("", "ELI"),
    "better_safety": ("", ""),
    "worse_safety": ("", ""),
    "better_developmental": ("", ""),
    "worse_developmental": ("", ""),
    # Not those of before a plan.
    "tools_completed": ("CIA CIA CIA DEV DEV ELI ELI HAN HAN JON KIM LEO MAX NED PIP PIP PIP PIP", ""),
    "scores_copied": ("KIM LEO", "KIM LEO MAX"),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("tools"), sqlite_template):
        yield


def test_every_measure_of_tools_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id[:3] == "AT0" and entry.id != "AT05"}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = (Counter(names.split()) for names in EXPECTED[key])
    assert counted(key, YEAR, AS_AT) == (above, below)
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert figure["numerator"] == above.total()
    assert REGISTRY[key].denominator is None or figure["denominator"] == below.total()


@pytest.mark.parametrize(
    "key", [key for key in EXPECTED if REGISTRY[key].unit == "children" and not REGISTRY[key].event_kind]
)
def test_the_list_is_of_those_counted(key: str) -> None:
    assert sorted(children_behind(local_scope(), key, Filters())["person_id"]) == sorted(EXPECTED[key][0].split())


def test_a_list_says_by_which_tool_and_from_what_to_what() -> None:
    """Of PIP's two tools that used last; HAN's and PIP's scores by grade, on which 5 is worst."""
    rows = children_behind(local_scope(), "scored_twice", Filters()).set_index("person_id")
    told = {who: (row.scored_tool, row.score_first, row.score_latest) for who, row in rows.iterrows()}
    assert told == {
        "CIA": ("Graded Care Profile 2 2", 4, 3),
        "DEV": ("Graded Care Profile 2 2", 4, 5),
        "ELI": ("Graded Care Profile 2 2", 3, 3),
        "HAN": ("Local checklist 1", 3, 4),
        "PIP": ("Local checklist 1", 4, 2),
    }
