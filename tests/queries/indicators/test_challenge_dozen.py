"""Every measure of challenge counted by hand over the children of challenge_dozen.py, at 31 March 2026 and the year to
it. As in test_drift_dozen.py: whom it counts above the line and whom below, a name as often as it counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from access.scope import local_scope
from queries.challenge import FIGURES as OF_THE_PAGE
from queries.challenge import by_agency, by_stage, silence
from queries.filters import Filters
from queries.headlines import headlines
from queries.indicators import REGISTRY
from queries.lists import children_behind
from queries.measure import measure
from tests.queries.indicators.challenge_dozen import AS_AT, county
from tests.queries.indicators.counting import counted, facts_of

YEAR = date(2025, 4, 30)
HELD = "ANN BEN CIA DEV ELI GUS"
OLD_ENOUGH = "ANN BEN CIA DEV ELI FLO GUS IDA LEO"

EXPECTED: dict[str, tuple[str, str]] = {
    # CIA was escalated the day before her plan began; FLO had not drifted 28 days before.
    "drift_without_challenge": ("ANN CIA", HELD),
    "drift_escalated": ("BEN ELI GUS", HELD),
    "drift_supervised": ("DEV", HELD),
    "drift_questioned": ("", HELD),
    "drift_midpoint": ("ELI", HELD),
    # JON's plan ended on the second day of the quarter; BEN's escalation was before it.
    "escalations_per_100_plans": ("ELI FLO GUS", "ANN BEN CIA DEV ELI FLO GUS HAN IDA JON LEO"),
    # FLO's is due on the as-at day; CIA had no plan yet; KIM's is for another reason.
    "escalations_open_late": ("GUS", "BEN ELI FLO GUS"),
    # BEN's on the fifth working day; ELI's a day after the seventh.
    "escalation_in_timescale": ("BEN", "BEN ELI"),
    "escalation_outcome": ("BEN ELI", "BEN ELI"),
    # HAN's plan is ten working days old.
    "named_contact_present": ("ANN ELI", OLD_ENOUGH),
    "named_contact_missing": ("BEN CIA DEV FLO GUS IDA LEO", OLD_ENOUGH),
    "contact_restated": ("JON", "JON JON LEO"),
    # LEO's was a review of a child in need plan.
    "contact_restated_cp": ("JON", "JON JON"),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("challenge"), sqlite_template):
        yield


def test_every_measure_of_challenge_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id[:2] in ("EP", "PC")}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = (Counter(names.split()) for names in EXPECTED[key])
    assert counted(key, YEAR, AS_AT) == (above, below)
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert (figure["numerator"], figure["denominator"]) == (above.total(), below.total())
    assert figure["value"] == pytest.approx(above.total() / below.total())


@pytest.mark.parametrize("key", [key for key in EXPECTED if REGISTRY[key].unit == "children"])
def test_the_list_is_of_those_counted(key: str) -> None:
    assert sorted(children_behind(local_scope(), key, Filters())["person_id"]) == sorted(set(EXPECTED[key][0].split()))


def test_a_measure_of_a_quarter_is_the_same_whatever_is_asked_beside_it() -> None:
    """Events counted over a year, and those that stand for a quarter themselves, come of one question."""
    together = measure(local_scope(), list(EXPECTED), Filters(), months=3)
    for key in EXPECTED:
        alone = measure(local_scope(), [key], Filters(), months=3)
        mine = together[together["key"] == key].reset_index(drop=True)
        assert mine[["numerator", "denominator"]].equals(alone[["numerator", "denominator"]]), key


def test_who_spoke_of_the_drifting_plans() -> None:
    rows = silence(headlines(local_scope(), OF_THE_PAGE, Filters())).set_index("band")
    assert rows["children"].to_dict() == {
        "Taken to reflective supervision": 1,
        "Chair's mid-point review": 1,
        "Escalated": 3,
        "Challenge recorded": 0,
        "None of these": 2,
    }
    assert rows.index[rows["past"]].tolist() == ["None of these"]


def test_stages_beside_each_other() -> None:
    """Stage 1: BEN in time, GUS open past his date; FLO's is not yet due. Stage 2: ELI late."""
    rows = by_stage(local_scope(), Filters()).set_index("name")
    assert rows.to_dict("index") == {
        "Stage 1": {"late": 0, "open": 1, "in_time": 1, "homes": 2},
        "Stage 2": {"late": 1, "open": 0, "in_time": 0, "homes": 1},
    }


def test_agencies_in_order_of_name() -> None:
    rows = by_agency(local_scope(), Filters()).set_index("agency").fillna(0).astype(int)
    assert rows.to_dict("index") == {
        "Health": {"raised": 4, "closed": 2, "changed": 2, "to_answer": 0, "answered": 0, "in_time": 0},
        "Local authority": {"raised": 0, "closed": 0, "changed": 0, "to_answer": 4, "answered": 2, "in_time": 1},
    }


def test_what_becomes_of_a_contact() -> None:
    """In date, out of date, out of reach, and nobody: also where the contact leaves on the day itself."""
    rows = children_behind(local_scope(), "named_contact_missing", Filters()).set_index("person_id")
    assert rows["contact_state"].to_dict() == {
        "BEN": "Not checked in six months",
        "CIA": "No way to reach them",
        **dict.fromkeys(("DEV", "FLO", "GUS", "IDA", "LEO"), "Nobody named"),
    }
