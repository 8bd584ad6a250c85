"""XmR charts against the published rules, said a second time: whole numbers and fractions, one point after another.

A thousand random series with ties, gaps and short runs. Every limit, every point's kind and meaning, and both icons.
"""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pandas as pd
import pytest

from queries.methods.spc import Good, xmr

SERIES, SEED = 1_000, 20
LIMIT, SCREEN = Fraction("2.66"), Fraction("3.267")
Values = list[Fraction | None]


def centre(values: Values) -> tuple[Fraction, Fraction | None]:
    """The mean, and the average moving range without the large ones; None where no two neighbours are recorded."""
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if not ranges:
        return sum(known, Fraction(0)) / len(known), None
    average = sum(ranges, Fraction(0)) / len(ranges)
    kept = [one for one in ranges if one < SCREEN * average]
    return sum(known, Fraction(0)) / len(known), sum(kept, Fraction(0)) / len(kept) if kept else Fraction(0)


def sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def judged(values: Values) -> tuple[list[str], list[int], tuple[float, float]]:
    """Of each point: which rule it breaks, and which way; and the limits."""
    mean, spread = centre(values)
    size = len(values)
    side = [0 if value is None else sign(value - mean) for value in values]
    reach = None if spread is None else LIMIT * spread
    far = [value is not None and reach is not None and abs(value - mean) > reach for value in values]
    near = [
        value is not None and reach is not None and not far[n] and abs(value - mean) > reach * 2 / 3
        for n, value in enumerate(values)
    ]
    rules, ways = ["none"] * size, [0] * size
    for n in range(size):
        rising = _trend(values, n)
        if far[n]:
            rules[n], ways[n] = "outside", side[n]
        elif rising:
            rules[n], ways[n] = "trend", rising
        elif near[n] and any(
            sum(near[m] for m in three) >= 2 and len({side[m] for m in three}) == 1 and side[n]
            for three in _windows(size, 3, n)
        ):
            rules[n], ways[n] = "two_of_three", side[n]
        elif side[n] and any(all(side[m] == side[n] for m in seven) for seven in _windows(size, 7, n)):
            rules[n], ways[n] = "shift", side[n]
    limits = (float("nan"),) * 2 if reach is None else (float(mean - reach), float(mean + reach))
    return rules, ways, limits


def _windows(size: int, wide: int, holding: int) -> list[range]:
    return [range(a, a + wide) for a in range(holding - wide + 1, holding + 1) if a >= 0 and a + wide <= size]


def _trend(values: Values, n: int) -> int:
    """Which way seven points that hold it go; where it ends one run and begins another, the later one's way."""
    found = 0
    for seven in _windows(len(values), 7, n):
        run = [values[m] for m in seven]
        steps = {sign(b - a) if a is not None and b is not None else 0 for a, b in pairwise(run)}
        if steps in ({1}, {-1}):
            found = steps.pop()
    return found


def drawn(rng: Random) -> Values:
    """A series of up to 40 points: steady, stepped, drifting or climbing, with ties and gaps."""
    size, step = rng.randint(1, 40), rng.choice([1, 2, 5, 50])
    shape, at = rng.choice(["steady", "stepped", "drifting", "climbing"]), rng.randint(0, 40)
    values: Values = []
    for n in range(size):
        moved = {"steady": 0, "stepped": 8 * (n > at), "drifting": n // 2, "climbing": n}[shape]
        noise = rng.choice([0] * (9 if shape == "climbing" else 2) + [rng.randint(-3, 3), rng.randint(-12, 12)])
        values.append(None if rng.random() < 0.06 else Fraction(20 + moved + noise, step))
    return values if any(value is not None for value in values) else [Fraction(1)]


def meaning(way: int, good: Good) -> str:
    if not way:
        return "common"
    if good in ("range", "context"):
        return "neutral"
    return "improvement" if (way > 0) == (good == "up") else "concern"


def assured(limits: tuple[float, float], goal: float, good: Good) -> str | None:
    if good in ("range", "context") or limits[0] != limits[0]:
        return None
    beyond = "fail" if good == "up" else "pass"
    before = "pass" if good == "up" else "fail"
    return beyond if goal > limits[1] else before if goal < limits[0] else "hit_and_miss"


@pytest.mark.parametrize("good", ["up", "down", "range", "context"])
def test_a_thousand_series_are_judged_as_the_rules_say(good: Good) -> None:
    rng, kinds = Random(SEED), set()
    for _ in range(SERIES):
        values = drawn(rng)
        goal = float(rng.randint(0, 60)) + 0.123
        numbers = pd.Series([np.nan if value is None else float(value) for value in values])
        chart = xmr(numbers, good=good, target=goal)
        rules, ways, limits = judged(values)
        assert chart.frame["special"].tolist() == rules, values
        assert chart.frame["direction"].tolist() == ways, values
        assert chart.frame["point"].tolist() == [meaning(way, good) for way in ways], values
        assert tuple(chart.frame[["lower", "upper"]].iloc[-1]) == pytest.approx(limits, nan_ok=True), values
        last = max(n for n, value in enumerate(values) if value is not None)
        level = f"{meaning(ways[last], good)}_{'high' if ways[last] > 0 else 'low'}" if ways[last] else "common"
        assert chart.variation == level, values
        assert chart.assurance == assured(limits, goal, good), values
        kinds |= set(rules)
    assert kinds == {"none", "outside", "trend", "two_of_three", "shift"}
