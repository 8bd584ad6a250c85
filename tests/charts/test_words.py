import numpy as np
import pandas as pd
import pytest

from charts.words import (
    change_in_words,
    counted,
    interval_in_words,
    listed,
    number,
    percent,
    points_in_words,
    share_in_words,
    times_in_words,
)
from tests.charts.looking import plain


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.2226, "22 %"),
        (0, "0 %"),
        (1, "100 %"),
        (0.004, "under 1 %"),
        (0.005, "0 %"),
        (0.996, "over 99 %"),
        (None, "not recorded"),
        (np.nan, "not recorded"),
        (pd.NA, "not recorded"),
    ],
)
def test_percent(share, words):
    assert plain(percent(share)) == words


def test_a_percent_sign_stays_with_its_number():
    assert percent(0.22) == "22\N{NO-BREAK SPACE}%"


def test_percent_to_one_place():
    assert plain(percent(0.0644, 1)) == "6.4 %"
    assert plain(percent(0.0003, 1)) == "under 0.1 %"


def test_counts_take_their_noun():
    assert [counted(n, "child", "children") for n in (0, 1, 2, 1037)] == [
        "no children",
        "1 child",
        "2 children",
        "1,037 children",
    ]
    assert counted(2, "plan") == "2 plans"
    assert counted(pd.NA, "plan") == "not recorded"
    assert number(12345.0) == "12,345"


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        (61, 274, "61 of 274 children (22 %)"),
        (0, 14, "none of 14 children"),
        (14, 14, "all 14 children"),
        (1, 1, "the only child"),
        (0, 1, "none of 1 child"),
        (0, 0, "no children"),
        (None, 14, "not recorded"),
        (3, pd.NA, "not recorded"),
    ],
)
def test_shares(numerator, denominator, words):
    assert plain(share_in_words(numerator, denominator)) == words


def test_shares_of_other_things():
    assert plain(share_in_words(1, 2, "household", None)) == "1 of 2 households (50 %)"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (0.22, 0.19, "was 19 % a year ago"),
        (0.223, 0.219, "the same as a year ago"),
        (None, 0.19, "was 19 % a year ago"),
        (0.22, None, "not recorded a year ago"),
    ],
)
def test_changes(now, before, words):
    assert plain(change_in_words(now, before)) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (0.22, 0.19, "up 3 points"),
        (0.18, 0.19, "down 1 point"),
        (0.194, 0.186, "no change"),
        (None, 0.19, "not recorded"),
    ],
)
def test_differences_are_those_of_the_percents_shown(now, before, words):
    assert points_in_words(now, before) == words


def test_intervals():
    assert plain(interval_in_words(0.18, 0.27)) == "likely between 18 % and 27 %"
    assert interval_in_words(np.nan, 0.27) == "not recorded"


def test_names_in_a_row():
    assert listed([]) == "none"
    assert listed(["North 1"]) == "North 1"
    assert listed(["North 1", "South 2", "East 1"]) == "North 1, South 2 and East 1"


@pytest.mark.parametrize(
    ("ratio", "difference", "said"),
    [
        (1.9, 0.294, "1.9 times as often as all: 29 more in every 100"),
        (0.83, -0.055, "0.8 times as often as all: 6 fewer in every 100"),
        (1.01, 0.003, "as often as all"),
        (None, 0.1, "not recorded"),
        (float("nan"), None, "not recorded"),
    ],
)
def test_how_often_beside_all(ratio, difference, said):
    assert times_in_words(ratio, difference) == said
