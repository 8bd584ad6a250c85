import numpy as np
import pandas as pd
import pytest

from charts.known import FULL, ROW, known
from tests.charts.looking import columns_sent, layers, plain, secret

NAN = float("nan")


def told(name: str, shares: list[float], hidden: tuple[int, ...] = ()) -> pd.DataFrame:
    months = pd.date_range("2022-03-31", periods=len(shares), freq="ME")
    frame = pd.DataFrame({"record": name, "month": months, "share": shares, "hidden": False})
    frame.loc[list(hidden), "hidden"] = True
    return frame


@pytest.fixture
def records():
    return secret(
        pd.concat([told("Health", [NAN, 0.5, NAN, 0.9], (2,)), told("School", [1.0, NAN, 0.8, 0.8])], ignore_index=True)
    )


def test_only_the_listed_columns_are_sent(records, words):
    sent = columns_sent(known(records, **words))
    assert sent == {"record", "month", "share", "from", "to", "foot", "top", "label", "head"}


def test_a_month_not_told_of_is_a_shaded_gap_and_a_hidden_one_is_neither(records, words):
    spec = known(records, **words).to_dict()
    gaps, bars = (rows for _, rows in layers(spec, "rect"))
    assert [(row["record"], row["from"]) for row in gaps] == [("Health", "2022-03-01"), ("School", "2022-04-01")]
    assert [(row["record"], row["from"]) for row in bars if row["record"] == "Health"] == [
        ("Health", "2022-04-01"),
        ("Health", "2022-06-01"),
    ]
    # A gap is as high as a month of which everything is known: it cannot be taken for a low share.
    assert all(row["top"] - row["foot"] == pytest.approx(FULL) for row in gaps)
    half = next(row for row in bars if row["share"] == 0.5)
    assert half["top"] - half["foot"] == pytest.approx(0.5 * FULL)
    assert half["to"] == "2022-05-01"
    assert spec["height"] == 2 * ROW


def test_each_record_says_its_newest_share_and_since_when_it_is_told(records, words):
    [(_, rows)] = layers(known(records, **words).to_dict(), "text")
    assert [plain(row["label"]) for row in rows] == [
        "Health: 90 % in June 2022; none before April 2022",
        "School: 80 % in June 2022",
    ]


@pytest.mark.parametrize(("hidden", "said"), [((), "not recorded here"), ((0, 1), "hidden")])
def test_a_record_never_told_of_says_why(words, hidden, said):
    [(_, rows)] = layers(known(told("Health", [np.nan, np.nan], hidden), **words).to_dict(), "text")
    assert [row["label"] for row in rows] == [f"Health: {said}"]
