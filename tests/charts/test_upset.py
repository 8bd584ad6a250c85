import pandas as pd
import pytest

from charts.theme import DARK, LIGHT
from charts.upset import upset
from tests.charts.looking import SECRET, columns_sent, layers, plain, secret


@pytest.fixture
def sets():
    return secret(
        pd.DataFrame(
            {
                "group": ["all", "a and b", "b and c", "None of these"],
                "factors": [(), ("a", "b"), ("b", "c"), ()],
                "numerator": pd.array([90, 25, None, 10], dtype="Int64"),
                "denominator": pd.array([285, 65, 50, 20], dtype="Int64"),
                "share": [0.316, 0.385, None, 0.5],
                "low": [0.25, 0.26, None, 0.3],
                "high": [0.39, 0.52, None, 0.7],
                "beyond": ["", "", "", "above"],
            }
        )
    )


def test_only_what_is_shown_is_sent(sets, words):
    sent = columns_sent(upset(sets, **words))
    assert SECRET not in sent
    assert not {"numerator", "denominator", "share", "low", "high"} & sent


def test_a_dot_is_dark_where_a_set_has_the_factor_and_pale_where_not(sets, words):
    spec = upset(sets, **words).to_dict()
    dots = [(layer, rows) for layer, rows in layers(spec, "point") if rows and "factor" in rows[0]]
    by_colour = {layer["mark"]["color"]: {(row["set"], row["factor"]) for row in rows} for layer, rows in dots}
    assert by_colour[LIGHT.focus] == {("a and b", "a"), ("a and b", "b"), ("b and c", "b"), ("b and c", "c")}
    assert by_colour[LIGHT.grid] == {("a and b", "c"), ("b and c", "a")}


def test_the_three_parts_of_a_row_stand_on_one_line(sets, words):
    spec = upset(sets, **words).to_dict()
    lines: dict[str, set[float]] = {}
    for mark in ("point", "bar", "rule"):
        for _, rows in layers(spec, mark):
            for row in rows:
                if "set" in row:
                    lines.setdefault(row["set"], set()).add(row["y"])
    assert set(lines) == {"a and b", "b and c", "None of these"}
    assert all(len(places) == 1 for places in lines.values())


def test_a_hidden_outcome_is_written_so_and_a_set_without_a_count_is_left_out(sets, words):
    told = [
        plain(row["told"])
        for _, rows in layers(upset(sets, **words).to_dict(), "text")
        for row in rows
        if "told" in row
    ]
    assert told == ["38 %", "hidden", "50 %"]
    sets.loc[2, "denominator"] = None
    assert "b and c" not in str(upset(sets, **words).to_dict()["datasets"])


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_only_a_set_that_fares_worse_is_orange(sets, words, mode, colours):
    spec = upset(sets, mode=mode, **words).to_dict()
    shares = {
        row["set"]: (layer["mark"]["color"], layer["mark"]["shape"])
        for layer, rows in layers(spec, "point")
        for row in rows
        if "share_x" in row
    }
    assert shares == {"a and b": (colours.focus, "circle"), "None of these": (colours.look, "diamond")}
    quiet = upset(sets, mode=mode, worse="below", **words).to_dict()
    assert colours.look not in [layer["mark"]["color"] for layer, rows in layers(quiet, "point") if rows]


def test_bars_are_as_long_as_their_counts(sets, words):
    rows = {row["set"]: row for _, rows in layers(upset(sets, **words).to_dict(), "bar") for row in rows}
    length = {name: row["bar_to"] - row["bar_from"] for name, row in rows.items()}
    assert length["b and c"] / length["a and b"] == pytest.approx(50 / 65)
    assert rows["a and b"]["count"] == "65"


def test_without_a_set_it_still_draws(sets, words):
    assert upset(sets.head(1), **words).to_dict()["height"] > 0
