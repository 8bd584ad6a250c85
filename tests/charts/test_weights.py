import pandas as pd
import pytest

from charts.theme import DARK, LIGHT
from charts.weights import STEP, weights
from tests.charts.looking import columns_sent, layers, plain, secret


@pytest.fixture
def sides():
    return secret(
        pd.DataFrame(
            {
                "neglect": ["Medical", "Educational", "Physical"],
                "numerator": pd.array([42, None, 0], dtype="Int64"),
                "denominator": pd.array([213, 188, 0], dtype="Int64"),
                "value": [42 / 213, None, None],
                "low": [0.15, None, None],
                "high": [0.26, None, None],
                "mark": ["", "c", ""],
                "less": [True, False, False],
            }
        )
    )


def test_only_the_listed_columns_are_sent(sides, words):
    sent = columns_sent(weights(sides, **words))
    assert sent == {"neglect", "all", "none", "value", "low", "high", "count"}


def test_what_is_hidden_has_its_symbol_and_no_bar(sides, words):
    spec = weights(sides, **words).to_dict()
    said = {row["neglect"]: plain(row["count"]) for _, rows in layers(spec, "text") for row in rows}
    assert said == {"Medical": "42 of 213 (20 %)", "Educational": "c", "Physical": "shows in nobody"}
    assert {row["neglect"] for _, rows in layers(spec, "bar") for row in rows} == {"Medical"}
    assert spec["height"] == 3 * STEP


def test_not_recorded_is_said_and_is_no_nought(sides, words):
    gone = sides.assign(numerator=pd.NA, denominator=pd.NA, value=None, mark="")
    spec = weights(gone, **words).to_dict()
    assert {row["count"] for _, rows in layers(spec, "text") for row in rows} == {"not recorded"}


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_only_what_is_acted_on_less_is_orange(sides, words, mode, colours):
    alike = sides.assign(numerator=42, denominator=213, value=0.2, low=0.15, high=0.26, mark="")
    spec = weights(alike, mode=mode, **words).to_dict()
    fills = {row["neglect"]: layer["mark"]["color"] for layer, rows in layers(spec, "bar")[1:] for row in rows}
    assert fills == {"Medical": colours.look, "Educational": colours.focus, "Physical": colours.focus}
    weight = {row["neglect"]: layer["mark"]["fontWeight"] for layer, rows in layers(spec, "text") for row in rows}
    assert weight == {"Medical": 600, "Educational": 400, "Physical": 400}
