"""Random draws that come out the same on every machine.

Every subject (people, plans, practice ...) has a stream of its own, named rather than numbered, so that adding a
subject or drawing more in one leaves all the others as they were. Only uniform numbers are drawn; shapes come from
tables read by straight-line interpolation, because logarithms and exponentials may differ in their last digit between
processors.
"""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Table = Sequence[tuple[float, float]]

# Counties differ by chance from seed to seed. This number is mixed into every seed, and was chosen so that the county
# usually shown (seed 2025) is a typical one; after a change to what is drawn, calibration may ask for another.
EDITION = 4


class Streams:
    """The named random streams of one authority."""

    def __init__(self, seed: int, authority_code: str) -> None:
        self._root = [EDITION, seed, zlib.crc32(authority_code.encode())]

    def __call__(self, subject: str) -> np.random.Generator:
        """The stream of a subject, from its beginning."""
        return np.random.default_rng(np.random.SeedSequence([*self._root, zlib.crc32(subject.encode())]))


def uniform(rng: np.random.Generator, size: int, order: Ints | None = None, block: int = 1) -> Floats:
    """Numbers between 0 and 1.

    With an `order`, rows are taken by it in blocks of `block`, and within each block the numbers are spread evenly
    (one in each equal part), though which row gets which is by chance. Totals over a long time then vary less than by
    pure chance, which keeps a county near the figures it is made to resemble; within a block months are as random as
    ever.
    """
    drawn: Floats = rng.random(size)
    if order is None or size == 0:
        return drawn
    by_block = np.arange(size) // block
    shuffled = np.lexsort((rng.random(size), by_block))
    place = np.empty(size, dtype=np.int64)
    place[shuffled] = np.arange(size)
    length = np.minimum(block, size - by_block * block)
    even = (place - by_block * block + drawn) / length
    spread_out = np.empty(size, dtype=np.float64)
    spread_out[np.argsort(order, kind="stable")] = even
    return spread_out


def spread(rng: np.random.Generator, table: Table, size: int, order: Ints | None = None, block: int = 1) -> Ints:
    """Whole numbers whose distribution joins the table's points (share at or below, value) by straight lines."""
    shares, values = zip(*table, strict=True)
    drawn: Ints = np.floor(np.interp(uniform(rng, size, order, block), shares, values)).astype(np.int64)
    return drawn


def spread_real(rng: np.random.Generator, table: Table, size: int) -> Floats:
    """As `spread`, without rounding down."""
    shares, values = zip(*table, strict=True)
    return np.asarray(np.interp(rng.random(size), shares, values), dtype=np.float64)


def pick(
    rng: np.random.Generator,
    shares: Mapping[str, float],
    size: int,
    order: Ints | None = None,
    block: int = 1,
) -> Texts:
    """Names drawn by their shares, which need not add to one."""
    names = np.array(list(shares), dtype=object)
    upto = np.cumsum(np.array(list(shares.values()), dtype=np.float64))
    found = np.searchsorted(upto / upto[-1], uniform(rng, size, order, block), side="right")
    chosen: Texts = names[np.minimum(found, len(names) - 1)]
    return chosen


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Flags:
    """True with the given probability, one for all or one each."""
    return np.asarray(rng.random(size) < share, dtype=np.bool_)


def ids(prefix: str, numbers: Ints) -> Texts:
    """Ids made of a prefix and a number."""
    made: Texts = np.char.add(prefix, numbers.astype(str)).astype(object)
    return made
