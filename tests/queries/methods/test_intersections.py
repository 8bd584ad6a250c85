"""The largest sets against full enumeration, child by child."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from queries.methods.intersections import largest

FACTORS = ["a", "b", "c", "d", "e"]


def children(seed: int, count: int = 300) -> pd.DataFrame:
    """One row a child: each factor 1, 0 or not recorded."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice([1, 0, None], (count, len(FACTORS)), p=[0.35, 0.4, 0.25])
    return pd.DataFrame(drawn, columns=FACTORS, dtype=object)


def combos(frame: pd.DataFrame) -> pd.DataFrame:
    counted = frame.groupby(FACTORS, dropna=False).size().rename("children").reset_index()
    return counted.astype(dict.fromkeys(FACTORS, "Int64"))


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_largest_sets_are_those_that_most_children_have(seed: int, size: int) -> None:
    frame = children(seed)
    counts: Counter[tuple[str, ...]] = Counter()
    for _, child in frame.iterrows():
        has = [name for name in FACTORS if child[name] == 1]
        counts.update(combinations(has, size))
    found = largest(combos(frame), FACTORS, size, most=4)
    assert [counts[one] for one in found] == sorted(counts.values(), reverse=True)[:4]


def test_a_small_set_is_left_out_and_not_recorded_is_not_yes() -> None:
    frame = pd.DataFrame({"a": [1, 1, None], "b": [1, None, 1], "c": [0, 1, 1], "children": [6, 5, 40]})
    frame = frame.astype({"a": "Int64", "b": "Int64", "c": "Int64"})
    assert largest(frame, ["a", "b", "c"], 2, most=9, least=6) == [("b", "c"), ("a", "b")]
    assert largest(frame, ["a", "b", "c"], 3, most=9) == []


def test_sets_of_the_same_size_keep_the_order_of_the_factors() -> None:
    frame = pd.DataFrame({"a": [1], "b": [1], "c": [1], "children": [9]})
    assert largest(frame, ["c", "a", "b"], 2, most=2) == [("c", "a"), ("c", "b")]


def test_of_nobody_there_is_no_set() -> None:
    assert largest(pd.DataFrame(columns=["a", "b", "children"]), ["a", "b"], 2, most=3, least=1) == []
