"""Whether plans end just short of a line more often than they would by chance: a sign that the line is being met.

Where nobody looks at a line, as many plans end in the month before it as in a month beside that one: the two months
before it, and the two after. The month before the line is held against those four by the binomial test, which allows
for how many there are in all. A steady rise or fall across the five does not matter: it comes out even.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

MONTH, BESIDE = 30, 2


@dataclass(frozen=True)
class Bunched:
    """before: plans that ended in the month before the line; around: in the four months beside it; expected: before,
    as the four would have it; chance: of so many or more, were there no line."""

    before: int
    around: int
    expected: float
    chance: float


def bunching(days: ArrayLike, *, design: float = 1.0) -> Bunched:
    """Of the day each plan ended, counted from its line (below 0: before it).

    design: how many plans stand for one: brothers' and sisters' plans end together
    """
    before, around = int(just_before(days).sum()), int(beside(days).sum())
    return Bunched(before, around, around / (2 * BESIDE), chance_of(before, around, design))


def just_before(days: ArrayLike) -> NDArray[np.bool_]:
    """Which ended in the month before the line."""
    when = np.asarray(days, dtype=np.float64)
    found: NDArray[np.bool_] = (when >= -MONTH) & (when < 0)
    return found


def beside(days: ArrayLike) -> NDArray[np.bool_]:
    """Which ended in the four months beside that one."""
    when = np.asarray(days, dtype=np.float64)
    found: NDArray[np.bool_] = (when >= -(1 + BESIDE) * MONTH) & (when < BESIDE * MONTH) & ~just_before(days)
    return found


def chance_of(before: int, around: int, design: float = 1.0) -> float:
    """The chance of so many or more before the line, of all five months' plans."""
    many, every = int(np.floor(before / design)), round((before + around) / design)
    return float(binom.sf(many - 1, max(every, many), 1 / (2 * BESIDE + 1)))
