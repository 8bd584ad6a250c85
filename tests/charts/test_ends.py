import numpy as np
import pandas as pd
import pytest

from charts.ends import ends
from charts.theme import LIGHT
from tests.charts.looking import columns_sent, layers, plain, secret

SHARES = {"stepped down": [0, 0.3, 0.6], "turned 18": [0, 0.01, 0.004], "back within a year": [0, 0.1, 0.2]}


@pytest.fixture
def shares():
    parts = [pd.DataFrame({"day": [0, 100, 700], "cause": name, "share": share}) for name, share in SHARES.items()]
    return secret(pd.concat(parts))


def names(chart):
    return [plain(row["label"]) for _, rows in layers(chart.to_dict(), "text") for row in rows]


def test_only_the_listed_columns_and_their_stack_are_sent(shares, words):
    assert columns_sent(ends(shares, **words)) == {"day", "cause", "share", "from", "to", "label", "label_y"}


def test_bands_stack_in_the_order_given(shares, words):
    spec = ends(shares, **words).to_dict()
    [(_, rows)] = layers(spec, "area")
    last = [row for row in rows if row["day"] == 700]
    assert [row["cause"] for row in last] == list(SHARES)
    assert np.allclose([row["from"] for row in last], [0, 0.6, 0.604])
    assert np.allclose([row["to"] for row in last], [0.6, 0.604, 0.804])


def test_bands_and_what_is_left_are_named_with_their_shares(shares, words):
    assert names(ends(shares, **words)) == [
        "stepped down: 60 %",
        "turned 18: under 1 %",
        "back within a year: 20 %",
        "still open: 20 %",
    ]


def test_orange_points_at_one_way_of_ending_only(shares, words):
    spec = ends(shares, look="back within a year", **words).to_dict()
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["back within a year"] == LIGHT.look
    plain = ends(shares, **words).to_dict()["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert LIGHT.look not in plain


def test_no_ends_still_draw(shares, words):
    assert names(ends(shares.head(0), **words)) == ["still open: 100 %"]


def test_the_commonest_way_takes_the_first_colour(shares, words):
    spec = ends(shares.sort_values("cause", ascending=False), look="turned 18", **words).to_dict()
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    colour = dict(zip(scale["domain"], scale["range"], strict=True))
    assert colour == {"turned 18": LIGHT.look, "stepped down": LIGHT.series[0], "back within a year": LIGHT.series[1]}
