"""ID01 to ID05 counted by hand over a dozen made-up children, at 30 September 2026 and the year to it.

Each measure has two lines: whom it counts above the line and whom below, by name. A name stands twice where an
assessment counts twice. Every child is on a child protection plan for neglect since March, but for CIN's.
"""

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
from tests.data.facts.counties import County, add, began_long_ago, empty_county
from tests.queries.indicators.counting import counted, facts_of

AS_AT, YEAR = date(2026, 9, 30), date(2025, 10, 31)
START = date(2026, 3, 2)

# Born so that each is of school age but for BABY (four on 31 August) and TEEN (sixteen on it).
BORN = {"BABY": date(2021, 9, 1), "TEEN": date(2010, 8, 31)}
EVERYBODY = "NONE ONE TWO FOUR FIVE GRT SAYS BABY TEEN HELP MOVE LATE SENT SOON CIN BLANK"


def county() -> County:
    c = empty_county()
    began_long_ago(c, "")
    codes = {"GRT": "WIRT", "BLANK": None, "TWO": "APKN"}
    for who in EVERYBODY.split():
        add(c, "ssd_person", who, BORN.get(who, date(2016, 5, 1)), None, None, "F", codes.get(who, "WBRI"))
        if who == "CIN":
            add(c, "ssd_cin_plans", f"plan {who}", who, START, None)
        else:
            add(c, "ssd_cp_plans", f"plan {who}", who, None, START, None, "N", "Neglect", "Neglect")
    # What the latest assessment found. Of BLANK nothing is known: no assessment, no ethnicity.
    found = {
        "NONE": '["16A"]',
        "ONE": '["16A", "3B"]',
        "TWO": '["16A", "4B"]',
        "FOUR": '["16A", "1B", "2B", "4B", "5B"]',
        "FIVE": '["16A", "2B", "3B", "4B", "6B"]',
        "CIN": '["16A", "2B", "3B", "5B", "6B"]',
    }
    for who in EVERYBODY.split():
        if who != "BLANK":
            add(c, "ssd_cin_assessments", f"A {who}", who, None, date(2026, 1, 5), date(2026, 2, 2))
            add(c, "ssd_assessment_factors", f"F {who}", f"A {who}", found.get(who, '["16A"]'))
    # An assessment whose factors cannot be read, one with none, one still open, and one of the year before.
    add(c, "ssd_cin_assessments", "A bad", "NONE", None, date(2025, 11, 3), date(2025, 12, 1))
    add(c, "ssd_assessment_factors", "F bad", "A bad", "{broken")
    add(c, "ssd_cin_assessments", "A open", "NONE", None, date(2026, 9, 1), None)
    add(c, "ssd_cin_assessments", "A old", "ONE", None, date(2025, 6, 2), date(2025, 7, 1))
    add(c, "ssd_assessment_factors", "F old", "A old", '["1B", "4B"]')
    # FOUR: alcohol and drugs are one factor; with mental health, learning disability and free meals, four.
    for who in ("FOUR", "BABY", "TEEN", "HELP"):
        add(c, "ssd_x_disadvantage", f"D {who}", who, "free school meals", date(2026, 1, 1), None)
    add(c, "ssd_x_disadvantage", "D1", "FIVE", "temporary accommodation", date(2026, 1, 1), None)
    # CIN's housing trouble ended on the day itself: no longer so.
    add(c, "ssd_x_disadvantage", "D2", "CIN", "overcrowded housing", date(2026, 1, 1), AS_AT)
    # Heritage as described: beside the code, which says White British.
    add(c, "ssd_x_heritage", "H1", "SAYS", "Romany Gypsy", date(2026, 4, 1))
    add(c, "ssd_x_heritage", "H2", "TWO", "British Pakistani", date(2026, 4, 1))
    # Language: FIVE needs one and had it; ONE needs one and had none; NONE needs none.
    add(c, "ssd_x_language", "L1", "FIVE", "Y", "Y", date(2026, 1, 1))
    add(c, "ssd_x_language", "L2", "ONE", "Y", "N", date(2026, 1, 1))
    add(c, "ssd_x_language", "L3", "NONE", "N", None, date(2026, 1, 1))
    # Help: HELP's is live; FOUR's is done; FIVE's is about the home's condition.
    for who, theme, status, done in (
        ("HELP", "material help", "open", None),
        ("FOUR", "material help", "complete", date(2026, 5, 1)),
        ("FIVE", "home conditions", "open", None),
    ):
        due = date(2026, 10, 30)
        add(c, "ssd_x_plan_actions", f"PA {who}", who, "CP", f"plan {who}", START, theme, due, due, 0, done, status)
    # Moved in a year ago, and referred on Monday 2 February 2026 but for SOON. Ten working days on is Monday the 16th.
    for who in ("MOVE", "LATE", "SENT", "SOON"):
        add(c, "ssd_x_disadvantage", f"M {who}", who, "recent move between authorities", date(2025, 10, 1), None)
        referred = date(2026, 9, 21) if who == "SOON" else date(2026, 2, 2)
        add(c, "ssd_cin_episodes", f"R {who}", who, referred, "N1")
    add(c, "ssd_x_previous_area_checks", "C0", "OLD", None, date(2015, 1, 1), date(2015, 2, 1))
    add(c, "ssd_x_previous_area_checks", "C1", "MOVE", None, date(2026, 2, 3), date(2026, 2, 16))
    add(c, "ssd_x_previous_area_checks", "C2", "LATE", None, date(2026, 2, 3), date(2026, 2, 17))
    add(c, "ssd_x_previous_area_checks", "C3", "SENT", None, date(2026, 2, 3), None)
    return c


# FOUR and FIVE; CIN has four of its parents'. BLANK has too little known to be called few.
FEW = "NONE GRT SAYS BABY TEEN HELP MOVE LATE SENT SOON"
KNOWN = f"{FEW} ONE TWO FOUR FIVE CIN"
# Low income: FOUR, BABY, TEEN, HELP. Housing: FIVE.
POOR = "FOUR BABY TEEN HELP FIVE"
ASSESSED = " ".join(who for who in EVERYBODY.split() if who != "BLANK")

EXPECTED: dict[str, tuple[str, str]] = {
    # ONE: domestic abuse and a language barrier. TWO: mental health and a minoritised ethnicity. Moving in is one, so
    # is being Gypsy, Roma or Traveller by code; SAYS is White British by code.
    "disadvantage_count_0_1": (FEW, KNOWN),
    "disadvantage_count_2_3": ("ONE TWO", KNOWN),
    "disadvantage_count_4_plus": ("FOUR FIVE CIN", KNOWN),
    # FOUR's and FIVE's plans are seven months old, with no review and no tool: two flags. CIN's are not known.
    "drifting_4_plus": ("FOUR FIVE", "FOUR FIVE"),
    "interpreter_used": ("FIVE", "FIVE ONE"),
    # NONE's second assessment cannot be read, its third is open; ONE's other was the year before.
    "parental_factor_alcohol": ("FOUR", ASSESSED),
    "parental_factor_drugs": ("FOUR FIVE CIN", ASSESSED),
    "parental_factor_domestic_abuse": ("ONE FIVE CIN", ASSESSED),
    "parental_factor_mental_health": ("TWO FOUR FIVE", ASSESSED),
    "parental_factor_learning_disability": ("FOUR CIN", ASSESSED),
    "parental_factor_illness_disability": ("FIVE CIN", ASSESSED),
    "ethnicity_grt": ("GRT SAYS", " ".join(who for who in EVERYBODY.split() if who != "BLANK")),
    "ethnicity_recorded": (" ".join(who for who in EVERYBODY.split() if who != "BLANK"), EVERYBODY),
    "poverty_housing": (POOR, EVERYBODY),
    # BABY and TEEN are not of school age.
    "poverty_free_meals": ("FOUR HELP", " ".join(who for who in EVERYBODY.split() if who not in BORN)),
    "poverty_housing_need": ("FIVE", EVERYBODY),
    "material_help_offered": ("HELP", POOR),
    "material_help_missing": ("FOUR FIVE BABY TEEN", POOR),
    # SOON's ten working days are not up.
    "previous_area_history_asked": ("MOVE LATE SENT", "MOVE LATE SENT SOON"),
    "previous_area_history_obtained": ("MOVE", "MOVE LATE SENT"),
    "previous_area_history_missing": ("SENT SOON", "MOVE LATE SENT SOON"),
}


@pytest.fixture(scope="module", autouse=True)
def dozen(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[None]:
    """The facts of the county, with fourteen months of history."""
    with facts_of(county(), AS_AT, tmp_path_factory.mktemp("disadvantages"), sqlite_template):
        yield


def names(text: str) -> Counter[str]:
    return Counter(text.split())


def test_every_measure_of_disadvantage_is_worked_out_here() -> None:
    assert set(EXPECTED) == {key for key, entry in REGISTRY.items() if entry.id.startswith("ID")}


@pytest.mark.parametrize("key", EXPECTED)
def test_measure(key: str) -> None:
    above, below = EXPECTED[key]
    assert counted(key, YEAR, AS_AT) == (names(above), names(below))
    figure = measure(local_scope(), [key], Filters()).iloc[0]
    assert (figure["numerator"], figure["denominator"]) == (names(above).total(), names(below).total())
    assert figure["value"] == pytest.approx(names(above).total() / names(below).total())


@pytest.mark.parametrize("key", [key for key in EXPECTED if REGISTRY[key].unit == "children"])
def test_the_list_is_of_the_children_counted(key: str) -> None:
    assert Counter(children_behind(local_scope(), key, Filters())["person_id"]) == names(EXPECTED[key][0])


def test_the_heritage_listed_is_in_the_family_s_own_words() -> None:
    rows = children_behind(local_scope(), "ethnicity_grt", Filters()).set_index("person_id")["heritage"]
    assert rows["SAYS"] == "Romany Gypsy"
    assert rows.isna()["GRT"]
