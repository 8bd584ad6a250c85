import pandas as pd
import pytest

from charts.funnel import funnel
from charts.theme import LIGHT
from tests.charts.looking import columns_sent, layers, plain, secret


@pytest.fixture
def groups():
    rows = [
        ("North 1", 20, 100, 0.2, "inside"),
        ("South 2", 45, 90, 0.5, "above"),
        ("East 3, a name that is rather long", 2, 290, 0.007, "below"),
        ("West 4", 0, 0, None, "no data"),
    ]
    return secret(pd.DataFrame(rows, columns=["group", "numerator", "denominator", "share", "outside"]))


@pytest.fixture
def curve():
    sizes = [80, 150, 300]
    limits = {"low95": [0.1, 0.12, 0.15], "high95": [0.3, 0.28, 0.25], "low998": [0.05, 0.08, 0.1]}
    return secret(pd.DataFrame({"denominator": sizes, **limits, "high998": [0.4, 0.35, 0.3]}))


def test_only_the_listed_columns_are_sent(groups, curve, words):
    sent = columns_sent(funnel(groups, curve, whole=0.2, **words))
    limits = {"low95", "high95", "low998", "high998"}
    assert sent == {"group", "denominator", "share", "label", "label_y"} | limits


def test_only_groups_outside_are_named_and_orange_and_shaped(groups, curve, words):
    spec = funnel(groups, curve, whole=0.2, **words).to_dict()
    looks = {row["group"]: layer["mark"] for layer, rows in layers(spec, "point") for row in rows}
    assert {name: look["color"] for name, look in looks.items()} == {
        "North 1": LIGHT.focus,
        "South 2": LIGHT.look,
        "East 3, a name that is rather long": LIGHT.look,
    }
    assert looks["North 1"]["shape"] != looks["South 2"]["shape"]
    labels = [plain(row["label"]) for _, rows in layers(spec, "text") for row in rows]
    assert sorted(labels) == ["East 3, a name that is rather long", "South 2", "all teams 20 %"]


def test_a_name_that_would_leave_the_plot_stands_left_of_its_point(groups, curve, words):
    spec = funnel(groups, curve, whole=0.2, **words).to_dict()
    side = {row["label"][:5]: layer["mark"]["align"] for layer, rows in layers(spec, "text") for row in rows}
    assert (side["South"], side["East "]) == ("left", "right")


def test_every_point_is_within_the_axis(groups, curve, words):
    spec = funnel(groups, curve, whole=0.2, **words).to_dict()
    top = spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert 0.5 < top <= 0.6


def test_no_groups_still_draw(groups, curve, words):
    assert funnel(groups.head(0), curve, whole=0.0, **words).to_dict()["description"] == words["description"]
