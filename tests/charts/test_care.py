import pandas as pd
import pytest

from charts.care import HEIGHT, UNSCORED, care_by_home
from charts.theme import LIGHT
from tests.charts.looking import columns_sent, layers, secret


@pytest.fixture
def care():
    return secret(
        pd.DataFrame(
            {
                "place": [0, 1, 2],
                "grades": [[2, 4], [5, 5, 5], [2, 2]],
                "gap": [2, 0, 0],
                "look": ["unequal", "poor", "other"],
                "domain": ["safety", "physical", "physical"],
                "unscored": [1, 0, 0],
            }
        )
    )


def test_nothing_is_sent_that_says_whose_home_it_is(care, words):
    told = {"place", "grade", "height", "look", "gap", "domain", "best", "worst", "words", "from", "to"}
    assert columns_sent(care_by_home(care, **words)) == told


def test_there_is_a_mark_for_each_child_in_the_look_of_its_home(care, words):
    spec = care_by_home(care, **words).to_dict()
    drawn = {
        (layer["mark"]["shape"], layer["mark"]["color"]): rows
        for layer, rows in layers(spec, "point")
        if "shape" in layer["mark"]
    }
    assert {look: [row["grade"] for row in rows] for look, rows in drawn.items()} == {
        ("circle", LIGHT.focus): [2, 2],
        ("square", LIGHT.look): [5, 5, 5],
        ("diamond", LIGHT.look): [2, 4],
    }
    hollow = [rows for layer, rows in layers(spec, "point") if layer["mark"]["filled"] is False]
    assert [row["grade"] for row in hollow[0]] == [UNSCORED]


def test_children_at_one_grade_are_set_apart_and_each_is_seen(care, words):
    spec = care_by_home(care, **words).to_dict()
    heights = [row["height"] for _, rows in layers(spec, "point") for row in rows if row["place"] == 1]
    assert len(set(heights)) == 3
    assert sum(heights) / 3 == pytest.approx(5)


def test_homes_are_joined_from_the_best_to_the_worst(care, words):
    spec = care_by_home(care, **words).to_dict()
    joined = {row["place"]: (row["best"], row["worst"]) for _, rows in layers(spec, "rule") for row in rows}
    assert joined[0] == (2, 4)


def test_groups_are_named_with_how_many_homes_each_on_a_line_of_its_own(care, words):
    spec = care_by_home(care, **words).to_dict()
    ((_, rows),) = layers(spec, "text")
    assert [(row["words"], row["place"]) for row in rows] == [("far apart: 1 home", 0), ("alike: 2 homes", 1)]
    assert len({row["height"] for row in rows}) == 2
    assert spec["height"] == HEIGHT


def test_the_best_is_at_the_top_and_named(care, words):
    axis = care_by_home(care, **words).to_dict()["layer"][0]["encoding"]["y"]
    assert axis["scale"]["reverse"] is True
    for name in ("1 best", "5 worst", "no score"):
        assert name in axis["axis"]["labelExpr"]
