import numpy as np
import pandas as pd
import pytest

from charts.labels import LINE
from charts.repeat import HEIGHT, repeat
from tests.charts.looking import columns_sent, layers, plain, secret


@pytest.fixture
def lines(months):
    long = pd.DataFrame({"month": months, "line": "open 15 months or more", "share": np.linspace(0.10, 0.151, 24)})
    again = pd.DataFrame({"month": months, "line": "repeat plans", "share": np.linspace(0.12, 0.15, 24)})
    return secret(pd.concat([long, again], ignore_index=True))


def labels(spec):
    return [row for _, rows in layers(spec, "text") for row in rows]


def test_only_the_listed_columns_are_sent(lines, words):
    assert columns_sent(repeat(lines, **words)) == {"month", "line", "share", "label", "label_y"}


def test_lines_are_named_at_their_ends_without_overlap(lines, words):
    spec = repeat(lines, **words).to_dict()
    named = {row["label"].split()[0]: row["label_y"] for row in labels(spec)}
    top = spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    # "open 15 months or more 15 %" takes two lines, "repeat plans 15 %" one: middles a line and a half apart.
    assert (named["open"] - named["repeat"]) / top * HEIGHT >= 1.5 * LINE - 1e-6


def test_lines_differ_by_dash_as_well_as_colour(lines, words):
    encoding = repeat(lines, **words).to_dict()["layer"][0]["encoding"]
    for channel in ("color", "strokeDash"):
        first, second = encoding[channel]["scale"]["range"][:2]
        assert first != second


def test_shares_start_from_nought(lines, words):
    assert repeat(lines, **words).to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"][0] == 0


def test_a_line_ends_at_its_last_recorded_month(lines, words):
    lines.loc[lines.index[-1], "share"] = np.nan
    [repeats] = [row["label"] for row in labels(repeat(lines, **words).to_dict()) if row["label"].startswith("repeat")]
    assert plain(repeats) == "repeat plans 15 %"


def test_no_months_still_draw(lines, words):
    assert labels(repeat(lines.head(0), **words).to_dict()) == []


def test_a_month_with_nothing_on_either_side_is_a_dot(lines, words):
    again = lines["line"] == "repeat plans"
    gone = lines.assign(share=lines["share"].mask(again & ~lines.index.isin([26, 30, 31, lines.index[-1]])))
    spec = repeat(gone, **words).to_dict()
    ((_, dots),) = layers(spec, "circle")
    assert [row["month"][:7] for row in dots] == [f"{gone.loc[n, 'month']:%Y-%m}" for n in (26, gone.index[-1])]
    assert not layers(repeat(lines, **words).to_dict(), "circle")
