"""Every health and school measure counted by hand over the children of health_dozen.py, at 31 March 2026 and the year
to it. As in test_drift_dozen.py: whom it counts above the line and whom below, a name as often as it counts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from access.scope import Scope, local_scope
from queries.filters import Filters, Population
from queries.health_school import by_service, response_time, schooling
from queries.indicators import REGISTRY
from queries.lists import children_behind
from queries.measure import measure
from tests.queries.indicators.counting import counted, facts_of
from tests.queries.indicators.health_dozen import AS_AT, county

YEAR = date(2025, 4, 30)
EVERYBODY = "ANN BEN CIA DEV ELI FLO HAN"
DUE = "ANN BEN BEN CIA DEV ELI"
KNOWN = "ANN BEN CIA DEV ELI"
MATCHED = "ANN BEN CIA"

EXPECTED: dict[str, tuple[str, str]] = {
    # ANN's miss was the day before her plan began; GUY's plan is not for neglect.
    "wnb_rate": ("BEN BEN DEV ELI", DUE),
    # BEN's cancellation is a miss by local rule.
    "cancelled_by_family": ("CIA", DUE),
    # ANN's is six months ago to the day. Of FLO and HAN no appointment is known.
    "wnb_1plus": ("ANN BEN DEV ELI", KNOWN),
    "wnb_2plus": ("BEN", KNOWN),
    "health_record_known": (KNOWN, EVERYBODY),
    # BEN's first on the fifth working day, ELI's by an escalation on the fifth; DEV's may still come.
    "wnb_response_5wd": ("BEN ELI", "BEN BEN ELI"),
    # BEN: a tenth to the session. DEV is taught at home; ELI's sessions are last year's.
    "persistent_absence": ("BEN CIA", MATCHED),
    "severe_absence": ("CIA", MATCHED),
    "unauthorised_absence": (
        " ".join(["ANN"] * 3 + ["BEN"] * 3 + ["CIA"] * 15),
        " ".join(["ANN"] * 120 + ["BEN"] * 60 + ["CIA"] * 60),
    ),
    # HAN is too old.
    "attendance_matched": (MATCHED, "ANN BEN CIA DEV ELI FLO"),
    # BEN's plan acts on school and not on health.
    "equal_weight": ("ANN ELI", KNOWN),
    "equal_weight_medical": ("ANN ELI", "ANN BEN DEV ELI"),
    "equal_weight_educational": ("BEN", "BEN CIA"),
    # CIA's grade is too old.
    "equal_weight_physical": ("ANN", "ANN ELI"),
    # CIA's grade is too old.
    "physical_care_graded": ("ANN BEN ELI", EVERYBODY),
    # Of FLO only visits are recorded. BEN's attendance is 90 %, not under it.
    "two_signals": ("BEN CIA DEV ELI", "ANN BEN CIA DEV ELI HAN"),
    # CIA's and DEV's are too new.
    "triple_signal": ("BEN", "BEN ELI"),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("health"), sqlite_template):
        yield


def test_every_health_and_school_measure_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id.startswith("ME")}


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


def test_a_signal_is_dated_by_the_second() -> None:
    listed = children_behind(local_scope(), "two_signals", Filters()).set_index("person_id")["two_signals_since"]
    dated = {who: day.date() for who, day in listed.astype("datetime64[s]").items()}
    assert dated == {
        "BEN": date(2026, 3, 10),
        "CIA": date(2026, 3, 18),
        "DEV": date(2026, 3, 24),
        "ELI": date(2026, 3, 23),
    }


def test_services_beside_each_other() -> None:
    """Dental: BEN's and ELI's missed, CIA's cancelled. ANN kept hers at the GP's."""
    rows = by_service(local_scope(), Filters()).set_index("service")
    assert rows[["numerator", "denominator"]].to_dict("index") == {
        "CAMHS": {"numerator": 1, "denominator": 1},
        "paediatric": {"numerator": 1, "denominator": 1},
        "dental": {"numerator": 2, "denominator": 3},
        "GP": {"numerator": 0, "denominator": 1},
    }
    assert rows.loc["dental", "cancelled"] == pytest.approx(1 / 3)


def test_half_the_misses_answered() -> None:
    """Answered after 5 and 5 working days, and one not at all: half within 5. Under ten, the median is not told."""
    took = response_time(local_scope(), Filters())
    assert (took.days, took.counted) == (None, 3)


def test_where_children_are_taught() -> None:
    taught = schooling(local_scope(), Filters()).set_index("schooling")["children"]
    assert taught.to_dict() == {"On a school roll": 3, "No school record": 2, "Taught at home": 1}
    board = schooling(Scope(authorities=None, teams=None, may_open_cases=False, exact=False), Filters())
    assert board["children"].isna().all()


@pytest.mark.parametrize(
    ("population", "due"),
    [
        (Population.NEGLECT_CP, 6),
        (Population.NEGLECT_CIN, 0),
        (Population.ALL_CP, 7),  # GUY's too
        (Population.NEGLECT_COHORT, 6),
    ],
)
def test_appointments_of_each_population(population: Population, due: int) -> None:
    figure = measure(local_scope(), ["wnb_rate"], Filters(population=population)).iloc[0]
    assert figure["denominator"] == due
