import json

import pandas as pd
import pytest

from charts.ladder import STEP, ladder
from charts.theme import DARK, LIGHT
from tests.charts.looking import columns_sent, layers, secret


@pytest.fixture
def bands():
    return secret(
        pd.DataFrame(
            {
                "band": ["under 15", "15 to 21", "24 and over"],
                "children": pd.array([1301, 41, None], dtype="Int64"),
                "past": [False, True, True],
            }
        )
    )


def test_only_the_listed_columns_are_sent(bands, words):
    assert columns_sent(ladder(bands, **words)) == {"band", "children", "past", "label"}


def test_counts_stand_at_the_ends_and_the_suppressed_is_a_symbol_not_a_nought(bands, words):
    spec = ladder(bands, **words).to_dict()
    sent = {row["band"]: row for data in spec["datasets"].values() for row in data}
    assert sent["under 15"]["label"] == "1,301"
    assert sent["24 and over"]["label"] == "c"
    assert sent["24 and over"].get("children") is None
    assert "24 and over" not in [row["band"] for _, rows in layers(spec, "bar") for row in rows]


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_bands_past_the_threshold_are_orange_and_heavier(bands, words, mode, colours):
    spec = ladder(bands, mode=mode, **words).to_dict()
    fills = {row["band"]: layer["mark"]["color"] for layer, rows in layers(spec, "bar") for row in rows}
    assert fills == {"under 15": colours.focus, "15 to 21": colours.look}
    weights = {row["band"]: layer["mark"]["fontWeight"] for layer, rows in layers(spec, "text") for row in rows}
    assert weights == {"under 15": 400, "15 to 21": 600, "24 and over": 600}


def test_the_axis_is_named_level_and_bands_keep_their_order(bands, words):
    spec = ladder(bands, axis="months on the plan", **words).to_dict()
    rung = spec["layer"][0]["encoding"]["y"]
    assert rung["axis"]["title"] == "months on the plan"
    assert rung["axis"]["titleAngle"] == 0
    assert rung["sort"] == ["under 15", "15 to 21", "24 and over"]
    assert spec["height"] == 3 * STEP


def test_no_bands_still_draw(bands, words):
    assert ladder(bands.head(0), **words).to_dict()["height"] == STEP


def test_all_suppressed_still_draw(bands, words):
    assert columns_sent(ladder(bands.tail(1), **words)) == {"band", "label"}


def test_long_names_take_two_lines_about_the_middle_of_their_bar(bands, words):
    named = bands.assign(band=["on a diagnostic pathway or waiting", "diagnosed", 'not "recorded"'])
    axis = ladder(named, **words).to_dict()["layer"][0]["encoding"]["y"]["axis"]
    lines = json.loads(axis["labelExpr"].removesuffix("[datum.value]"))
    assert lines["on a diagnostic pathway or waiting"] == ["on a diagnostic", "pathway or waiting"]
    assert lines['not "recorded"'] == ['not "recorded"']
    assert axis["labelBaseline"]["condition"]["value"] == "bottom"
    assert "diagnosed" not in axis["labelBaseline"]["condition"]["test"]
