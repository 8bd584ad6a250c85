import pandas as pd
import pytest

from charts.parts import BAR, STEP, Part, parts
from charts.theme import DARK, LIGHT
from tests.charts.looking import columns_sent, layers, secret

NAMED = (Part("some", "some, not all"), Part("none", "none"), Part("every", "every child"))


@pytest.fixture
def reach():
    return secret(
        pd.DataFrame(
            {
                "name": ["Own plan", "Own tool", "Nobody's"],
                "some": pd.array([60, None, 0], dtype="Int64"),
                "none": pd.array([0, 100, 0], dtype="Int64"),
                "every": pd.array([160, 95, 0], dtype="Int64"),
                "homes": pd.array([220, 200, 0], dtype="Int64"),
            }
        )
    )


def sent(spec, *columns):
    return [
        tuple(row.get(name) for name in columns)
        for rows in spec["datasets"].values()
        for row in rows
        if columns[0] in row
    ]


def test_only_what_is_drawn_is_sent(reach, words):
    assert columns_sent(parts(reach, NAMED, **words)) == {
        "name",
        "told",
        "part",
        "count",
        "words",
        "from",
        "to",
        "fits",
    }


def test_parts_begin_where_the_last_ended_and_the_first_at_nought(reach, words):
    rows = sent(parts(reach, NAMED, **words).to_dict(), "part", "name", "from", "to")
    assert [(part, begin, end) for part, name, begin, end in rows if name == "Own plan"] == [
        (0, 0.0, pytest.approx(60 / 220)),
        (2, pytest.approx(60 / 220), pytest.approx(1.0)),
    ]


def test_a_hidden_part_is_its_symbol_and_no_count(reach, words):
    spec = parts(reach, NAMED, **words).to_dict()
    hidden = [row for row in sent(spec, "part", "words", "count", "name") if row[3] == "Own tool" and row[1] == "c"]
    assert [(part, count) for part, _, count, _ in hidden] == [(3, None)]
    assert ("Own tool: some, not all in c of 200 homes",) in sent(spec, "told")
    assert [layer["mark"]["color"] for layer, _ in layers(spec, "bar")] == [LIGHT.look, LIGHT.grid, LIGHT.focus]


def test_counts_and_shares_stand_over_the_bars_and_bars_of_nobody_are_left_out(reach, words):
    spec = parts(reach, NAMED, **words).to_dict()
    assert [told.replace("\N{NO-BREAK SPACE}", " ") for (told,) in sent(spec, "told")] == [
        "Own plan: some, not all in 60 of 220 homes (27 %)",
        "Own tool: some, not all in c of 200 homes",
    ]
    assert spec["height"] == 2 * STEP
    assert BAR < STEP


def test_words_are_written_only_where_they_fit(reach, words):
    fits = {
        (name, part): fit for part, name, fit in sent(parts(reach, NAMED, **words).to_dict(), "part", "name", "fits")
    }
    assert fits["Own plan", 2]
    narrow = reach.head(1).assign(some=pd.array([10], dtype="Int64"), none=pd.array([50], dtype="Int64"))
    fits = dict(sent(parts(narrow, NAMED, **words).to_dict(), "part", "fits"))
    assert fits == {0: False, 1: True, 2: True}


def test_dark_pages_have_colours_of_their_own(reach, words):
    spec = parts(reach, NAMED, mode="dark", **words).to_dict()
    assert [layer["mark"]["color"] for layer, _ in layers(spec, "bar")] == [DARK.look, DARK.grid, DARK.focus]


def test_nothing_still_draws(reach, words):
    assert parts(reach.head(0), NAMED, **words).to_dict()["height"] == STEP
