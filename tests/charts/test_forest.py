import json

import pandas as pd
import pytest

from charts.forest import ROW, WIDEST_RATIO, forest
from charts.theme import DARK, LIGHT
from tests.charts.looking import SECRET, columns_sent, layers, plain, secret


@pytest.fixture
def groups():
    return secret(
        pd.DataFrame(
            {
                "group": ["all", "Low income", "Housing need", "Recent move"],
                "numerator": pd.array([90, 45, 15, None], dtype="Int64"),
                "denominator": pd.array([285, 115, 20, None], dtype="Int64"),
                "share": [0.316, 0.391, 0.75, None],
                "low": [0.25, 0.29, 0.5, None],
                "high": [0.39, 0.51, 0.9, None],
                "ratio": [None, 1.24, 2.37, None],
                "ratio_low": [None, 0.97, 1.59, None],
                "ratio_high": [None, 1.5, 9.9, None],
                "beyond": ["", "", "above", ""],
            }
        )
    )


def test_only_what_is_shown_is_sent(groups, words):
    sent = columns_sent(forest(groups, measured="ratio", **words))
    assert sent == {"group", "value", "low", "high", "told", "all", "name"}
    assert SECRET not in sent


@pytest.mark.parametrize("measured", ["share", "ratio"])
def test_a_hidden_group_is_written_so_and_drawn_nowhere(groups, words, measured):
    spec = forest(groups, measured=measured, **words).to_dict()
    told = {row["group"]: plain(row["told"]) for _, rows in layers(spec, "text") for row in rows if "told" in row}
    assert told == {"Low income": "39 % of 115", "Housing need": "75 % of 20", "Recent move": "hidden"}
    for mark in ("point", "rule"):
        assert "Recent move" not in [row.get("group") for _, rows in layers(spec, mark) for row in rows]


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_only_a_group_that_fares_worse_beyond_chance_is_orange_and_of_another_shape(groups, words, mode, colours):
    drawn = {}
    for worse in ("above", "below", ""):
        spec = forest(groups, measured="ratio", mode=mode, worse=worse, **words).to_dict()
        for layer, rows in layers(spec, "point"):
            for row in rows:
                drawn[worse, row["group"]] = (layer["mark"]["color"], layer["mark"]["shape"])
    assert drawn["above", "Housing need"] == (colours.look, "diamond")
    assert {look for name, look in drawn.items() if name != ("above", "Housing need")} == {(colours.focus, "circle")}


def test_an_interval_too_wide_is_cut_at_the_edge_and_its_numbers_are_in_the_table(groups, words):
    spec = forest(groups, measured="ratio", **words).to_dict()
    ends = [row["high"] for _, rows in layers(spec, "rule") for row in rows if "high" in row]
    assert max(ends) == WIDEST_RATIO


def test_the_line_is_where_all_are_and_says_how_many(groups, words):
    for measured, place in (("share", 0.316), ("ratio", 1.0)):
        spec = forest(groups, measured=measured, **words).to_dict()
        named = [row for _, rows in layers(spec, "text") for row in rows if "name" in row]
        assert [(row["all"], plain(row["name"])) for row in named] == [(place, "all 32 %")]


def test_rows_keep_their_order_and_the_picture_its_name(groups, words):
    spec = forest(groups, measured="ratio", **words).to_dict()
    assert json.dumps(["Low income", "Housing need", "Recent move"]) in json.dumps(spec)
    assert spec["height"] == 3 * ROW
    assert spec["description"] == words["description"]


def test_all_hidden_and_nobody_still_draw(groups, words):
    for frame in (groups.iloc[[0, 3]], groups.head(1)):
        assert forest(frame, measured="share", **words).to_dict()["height"] == ROW
