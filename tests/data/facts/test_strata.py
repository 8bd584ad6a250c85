"""Who is in which intersection, and what is said of them: by hand, and on made-up counties where it is known."""

import numpy as np
import pandas as pd
import pytest

from data.facts.strata import FEWEST_HOUSEHOLDS, characteristics, intersections
from data.facts.terms import DISADVANTAGES, STRATUM


def rows(count: int, **given: object) -> pd.DataFrame:
    """So many plan_month rows, each child in a household of its own."""
    frame = pd.DataFrame(
        {
            "household_key": [f"home {n}" for n in range(count)],
            "age": pd.array([7] * count, dtype="Int16"),
            "age_band": "5 to 9",
            "sex": "Female",
            "ethnicity_group": "White British",
            "grt": pd.array([0] * count, dtype="Int8"),
            "neglect_initial": pd.array([1] * count, dtype="Int8"),
            "neglect_latest": pd.array([1] * count, dtype="Int8"),
            "drifting": pd.array([0] * count, dtype="Int8"),
            "long_plan": pd.array([0] * count, dtype="Int8"),
            **{name: pd.array([0] * count, dtype="Int8") for name in DISADVANTAGES},
        }
    )
    return frame.assign(**given)


def test_each_child_s_characteristics_by_hand() -> None:
    frame = rows(6)
    frame["age"] = pd.array([4, 5, 10, 11, None, None], dtype="Int16")
    frame["age_band"] = ["1 to 4", "5 to 9", "10 to 15", "10 to 15", "Unborn", "Not recorded"]
    frame["ethnicity_group"] = [
        "White British",
        "Asian",
        "Not recorded",
        "White British",
        "Gypsy, Roma or Traveller",
        "Black",
    ]
    # The fourth is coded White British and describes herself as a Romany Gypsy.
    frame["grt"] = pd.array([0, 0, None, 1, 1, 0], dtype="Int8")
    frame["child_send"] = pd.array([1, 0, None, 0, 0, 0], dtype="Int8")
    frame["low_income"] = pd.array([1, 1, 1, 1, None, 0], dtype="Int8")
    frame["parent_mental_health"] = pd.array([0, 1, 1, 1, None, 0], dtype="Int8")
    for name in ("parent_domestic_abuse", "language_barrier"):
        frame[name] = pd.array([0, 0, 1, 1, None, 0], dtype="Int8")
    # Counted once already, as the child's own needs and ethnicity: not again among the family's.
    frame["minoritised_ethnicity"] = pd.array([1] * 6, dtype="Int8")
    found = characteristics(frame)
    assert list(found.columns) == list(STRATUM)
    assert found["age"].tolist() == ["Under 5", "5 to 10", "5 to 10", "11 or over", "Under 5", "Not recorded"]
    assert found["ethnicity"].tolist() == [
        "White British",
        "Other minoritised",
        "Not recorded",
        "Gypsy, Roma or Traveller",
        "Gypsy, Roma or Traveller",
        "Other minoritised",
    ]
    assert found["needs"].tolist() == ["SEND or neurodivergent", *["Neither recorded"] * 5]
    assert found["family"].tolist() == ["0 or 1", "2 or 3", "4 or more", "4 or more", "0 or 1", "0 or 1"]


def test_children_and_households_are_counted_and_each_household_weighs_one() -> None:
    """Thirty girls alone, ten of whom drift; three brothers of one home, all drifting, weigh as much as one of them."""
    frame = rows(33)
    frame["sex"] = ["Female"] * 30 + ["Male"] * 3
    frame["household_key"] = [f"home {n}" for n in range(30)] + ["theirs"] * 3
    frame["drifting"] = pd.array([1] * 10 + [0] * 20 + [1] * 3, dtype="Int8")
    model, strata = next(iter(intersections(frame)))
    assert model[["outcome", "children", "households", "strata"]].iloc[0].tolist() == ["drifting", 33, 31, 2]
    boys = strata[strata["sex"] == "Male"].iloc[0]
    assert boys[["children", "households", "having"]].tolist() == [3, 1, 3]
    assert 11 / 31 < boys["estimate"] < 0.75
    girls = strata[strata["sex"] == "Female"].iloc[0]
    assert girls["estimate"] == pytest.approx(10 / 30, abs=0.03)
    assert model["p_between"].iloc[0] > 0.05


def test_who_is_on_no_child_protection_plan_or_not_known_to_drift_is_left_out() -> None:
    frame = rows(FEWEST_HOUSEHOLDS + 2)
    frame.loc[0, ["neglect_initial", "neglect_latest"]] = 0
    frame["drifting"] = frame["drifting"].mask(frame.index == 1)
    told = {model["outcome"].iloc[0]: model["children"].iloc[0] for model, _ in intersections(frame)}
    assert told == {"drifting": FEWEST_HOUSEHOLDS, "long_plan": FEWEST_HOUSEHOLDS + 1}


def test_of_too_few_households_nothing_is_worked_out() -> None:
    assert list(intersections(rows(FEWEST_HOUSEHOLDS - 1))) == []
    assert list(intersections(rows(0))) == []


def county(rng: np.random.Generator, homes: int, effect: float) -> pd.DataFrame:
    """Households of one to three children who share a fate, and one intersection (boys with needs) that fares worse."""
    size = rng.integers(1, 4, homes)
    home = np.repeat(np.arange(homes), size)
    count = len(home)
    frame = rows(count, household_key=[f"home {n}" for n in home])
    frame["age"] = pd.array(rng.integers(0, 17, count), dtype="Int16")
    frame["sex"] = rng.choice(["Female", "Male"], count)
    frame["ethnicity_group"] = rng.choice(["White British", "Asian"], homes, p=[0.7, 0.3])[home]
    frame["child_send"] = pd.array(rng.integers(0, 2, count), dtype="Int8")
    for name in ("low_income", "parent_mental_health", "parent_domestic_abuse"):
        frame[name] = pd.array(rng.integers(0, 2, homes)[home], dtype="Int8")
    worse = ((frame["sex"] == "Male") & (frame["child_send"] == 1)).to_numpy()
    frame["drifting"] = pd.array((rng.random(homes)[home] < 0.3 + effect * worse).astype(int), dtype="Int8")
    return frame


def test_an_intersection_that_truly_fares_worse_is_found_beyond_the_sum_of_the_parts() -> None:
    """Boys with needs: 75 % drift, of everybody else 30 %."""
    frame = county(np.random.default_rng(4), 1500, 0.45)
    model, strata = next(iter(intersections(frame)))
    assert model["p_between"].iloc[0] < 0.001
    assert model["p_beyond"].iloc[0] < 0.01
    assert 0 < model["share_beyond"].iloc[0] < model["share_between"].iloc[0]
    assert 0 < model["explained"].iloc[0] < 1
    theirs = (strata["sex"] == "Male") & (strata["needs"] == "SEND or neurodivergent")
    assert strata.loc[theirs, "estimate"].min() > strata.loc[~theirs, "estimate"].max()


def test_where_no_group_differs_none_is_found_though_brothers_and_sisters_share_a_fate() -> None:
    """Over twenty counties: at the stated one in twenty, never more than three."""
    found = [next(iter(intersections(county(np.random.default_rng(seed), 170, 0.0))))[0] for seed in range(20)]
    assert sum(model["p_between"].iloc[0] < 0.05 for model in found) <= 3
    assert sum(model["p_beyond"].iloc[0] < 0.05 for model in found) <= 3
