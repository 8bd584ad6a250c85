import numpy as np
import pandas as pd
import pytest

from charts.findings import (
    acted_on,
    between_in_words,
    beyond_chance,
    half_had_ended,
    how_plans_ended,
    meet_most,
    stands_out,
    with_many,
)
from tests.charts.looking import plain

PERIOD = "last twelve months"


def medians(**by_cohort: float) -> pd.DataFrame:
    """Cohorts in the order they are drawn: a year each, and the period last."""
    names = {name: name.replace("_", " ") for name in by_cohort}
    return pd.DataFrame({"cohort": list(names.values()), "median": list(by_cohort.values()), "ended": 0.618})


def outside(**by_team: str) -> pd.DataFrame:
    return pd.DataFrame({"group": list(by_team), "outside": list(by_team.values())})


# --- How long plans last ---


def test_the_latest_year_of_which_half_has_ended_is_told() -> None:
    table = medians(begun_in_2023=310.0, begun_in_2024=287.0, begun_in_2025=np.nan, last_twelve_months=301.0)
    assert half_had_ended(table, PERIOD) == "Half of the plans begun in 2024 had ended after 9 months (by day 287)"


def test_a_day_past_a_thousand_has_its_comma_and_no_decimals() -> None:
    assert half_had_ended(medians(begun_in_2023=1_037.0), PERIOD).endswith("after 34 months (by day 1,037)")


def test_where_only_the_period_reaches_half_the_period_is_told() -> None:
    """Small counties: no year reaches its half yet, the year's plans from every age together do."""
    table = medians(begun_in_2024=np.nan, begun_in_2025=np.nan, last_twelve_months=301.0)
    assert half_had_ended(table, PERIOD) == (
        "Half of the plans of the last twelve months had ended after 10 months (by day 301)"
    )


@pytest.mark.parametrize(
    "table",
    [medians(begun_in_2025=np.nan, last_twelve_months=np.nan), pd.DataFrame(columns=["cohort", "median"])],
    ids=["none reached", "none begun"],
)
def test_where_half_has_ended_in_no_year_that_is_said(table: pd.DataFrame) -> None:
    assert half_had_ended(table, PERIOD) == "In no year have half the plans ended yet"


def test_of_a_curve_at_quarters_half_is_told_within_months_and_not_as_a_day() -> None:
    table = medians(begun_in_2023=365.0, begun_in_2024=np.nan, last_twelve_months=np.nan)
    assert plain(half_had_ended(table, PERIOD, by_day=False)) == (
        "About 62 % of the plans begun in 2023 had ended within 12 months"
    )


# --- Teams ---


def test_no_team_one_team_and_several() -> None:
    assert beyond_chance(outside()) == "No team drifts more than chance would explain"
    assert beyond_chance(outside(North="inside", South="no data")) == "No team drifts more than chance would explain"
    assert beyond_chance(outside(North="inside", South="above")) == "South drifts more than chance would explain"
    several = outside(North="above", South="above", East="inside", West="above")
    assert beyond_chance(several) == "North, South and West drift more than chance would explain"


def test_a_team_that_drifts_less_than_chance_is_not_held_up() -> None:
    assert beyond_chance(outside(North="below")) == "No team drifts more than chance would explain"


def test_a_team_s_name_stands_in_a_title_as_it_is_written() -> None:
    """A chart's title is not Markdown: an escape would be read as a stroke."""
    table = pd.DataFrame({"group": ["Duty *1* [North]"], "outside": ["above"]})
    assert beyond_chance(table) == "Duty *1* [North] drifts more than chance would explain"


# --- How plans end ---


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"Into care": 0.124, "Stepped down": 0.5}, "After 28 months, 12 % of plans had ended in care"),
        ({"Into care": 0.004}, "After 28 months, under 1 % of plans had ended in care"),
        ({"Into care": 1.0}, "After 28 months, 100 % of plans had ended in care"),
        ({"Stepped down": 0.5}, "No plan is known to have ended in care"),
        ({}, "No plan is known to have ended in care"),
        ({"Stepped down": 0.17, "Other ways": 0.2}, "How many plans ended in care is hidden: too few to show"),
        ({"Stepped down": 0.17, "Other ways": np.nan}, "How many plans ended in care is hidden: too few to show"),
        ({"Into care": 0.124, "Not recorded": 0.3}, "How plans ended is recorded only in part"),
        ({"Not recorded": 1.0}, "How plans ended is recorded only in part"),
    ],
)
def test_how_plans_ended(shares: dict[str, float], words: str) -> None:
    assert plain(how_plans_ended(pd.Series(shares, dtype=float), 28)) == words


def beside(**beyond):
    return pd.DataFrame({"group": ["all", *beyond], "beyond": ["", *beyond.values()], "unsure": ""})


def test_groups_that_fare_worse_are_named_and_no_other():
    groups = beside(Poor="above", Young="below", Old="")
    assert stands_out(groups, "above") == "Children in “Poor” fare worse than all by more than chance would explain"
    assert stands_out(groups, "below") == "Children in “Young” fare worse than all by more than chance would explain"
    assert stands_out(groups, "").startswith("Children in “Poor” and “Young” differ from all")
    quiet = beside(Poor="", Young="below")
    assert stands_out(quiet, "above") == "No group fares worse than all the children by more than chance would explain"
    unsure = quiet.assign(unsure=["", "above", ""])
    assert stands_out(unsure, "above").startswith("“Poor” stands out from all, though rounded counts of so few cannot")
    assert stands_out(unsure, "below") == "Children in “Young” fare worse than all by more than chance would explain"


@pytest.mark.parametrize(
    ("beyond", "ends"),
    [
        ("above", "more than chance would explain"),
        ("below", "less than chance would leave"),
        ("", "no further apart than chance would take them"),
    ],
)
def test_those_with_many_stand_beside_all(beyond, ends):
    groups = pd.DataFrame({"group": ["all", "4 or more"], "share": [0.33, 0.27], "beyond": ["", beyond]})
    assert plain(with_many(groups, "4 or more")) == f"27 % with 4 or more recorded, 33 % of all: {ends}"
    groups["share"] = [0.33, None]
    assert "hidden, or not recorded" in with_many(groups, "4 or more")
    assert "hidden, or not recorded" in with_many(groups.head(1), "4 or more")


def test_the_largest_set_is_named():
    sets = beside(A="", B="above").assign(denominator=pd.array([285, 66, 59], dtype="Int64"))
    assert meet_most(sets, "above").startswith("A meet most often: 66 children. Children in “B” fare worse")


@pytest.mark.parametrize(
    ("between", "beyond", "said"),
    [
        (False, False, "Intersections do not differ"),
        (True, False, "enough to explain it"),
        (True, True, "3 % of all variation lies there"),
        (False, True, "3 % of all variation lies there"),
    ],
)
def test_what_lies_between_intersections_is_said_in_words(between, beyond, said):
    assert said in plain(between_in_words(between, beyond, 0.2, 0.03))


# --- Three kinds of neglect ---


@pytest.mark.parametrize(
    ("less", "value", "said"),
    [
        ([True, True, False], 0.2, "Plans act less on medical and educational neglect than on physical neglect"),
        ([False, True, False], 0.2, "Plans act less on educational neglect than on physical neglect"),
        ([False, False, False], 0.2, "Plans act on the three kinds of neglect alike, as far as chance lets us tell"),
        ([False, False, False], np.nan, "Whether plans act on all three alike cannot be said here"),
    ],
)
def test_which_neglect_is_acted_on_less(less: list[bool], value: float, said: str) -> None:
    sides = pd.DataFrame({"neglect": ["Medical", "Educational", "Physical"], "value": value, "less": less})
    assert acted_on(sides) == said
