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


def shade_of(chart):
    scale = chart.to_dict()["layer"][0]["encoding"]["color"]["scale"]
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_a_way_of_ending_keeps_its_colour_whatever_else_is_drawn(words):
    """One reader sees few plans moved and another many: the same way is not to change colour between them."""
    ways = ["Moved to another authority", "No further plan", "Stepped down to child in need", "Turned 18", "Died"]
    few = pd.DataFrame({"day": 0, "cause": ways[:1] + ways[3:4], "share": [0.1, 0.2]})
    many = pd.DataFrame({"day": 0, "cause": [*ways, "Into care", "Other ways", "Not recorded"], "share": 0.1})
    drawn = shade_of(ends(many, look="Into care", **words))
    assert len(set(drawn.values())) == len(drawn)
    assert drawn["Into care"] == LIGHT.look
    assert shade_of(ends(few, look="Into care", **words)) == {way: drawn[way] for way in few["cause"]}


def hidden_until_the_end():
    """At quarters: the one way is hidden but on the first and last day; the other is thin, and known throughout."""
    days = [0, 91, 183, 274]
    parts = [("Stepped down to child in need", [0, None, None, 0.17]), ("Turned 18", [0, 0.0, 0.04, 0.04])]
    return pd.concat([pd.DataFrame({"day": days, "cause": cause, "share": share}) for cause, share in parts])


def test_what_is_first_shown_on_the_last_day_is_drawn(words):
    """A step up on the last day has no width: 17 % would be named and nothing drawn of it."""
    [(area, rows)] = layers(ends(hidden_until_the_end(), steps=False, **words).to_dict(), "area")
    assert area["mark"]["interpolate"] == "linear"
    way = [row for row in rows if row["cause"] == "Stepped down to child in need"]
    assert [round(row["to"] - row["from"], 3) for row in way] == [0.0, 0.056, 0.114, 0.17]
    thin = [row for row in rows if row["cause"] == "Turned 18"]
    assert [round(row["to"] - row["from"], 3) for row in thin] == [0, 0, 0.04, 0.04]
    assert [row["from"] for row in thin] == [row["to"] for row in way]


def test_a_way_hidden_on_the_last_day_has_no_band_and_is_not_called_open(words):
    other = pd.DataFrame({"day": [0, 91, 183, 274], "cause": "Other ways", "share": [0, 0.1, None, None]})
    chart = ends(pd.concat([hidden_until_the_end(), other]), steps=False, **words)
    assert names(chart)[-1] == "still open, or hidden: 79 %"
    assert not any("Other ways" in name for name in names(chart))
