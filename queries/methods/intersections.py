"""Where disadvantages meet: the largest sets of them that children have together, pairs before triples.

Ten yes-or-no factors make a thousand exact combinations, most of a child or two: a table of them is noise, and points
at children. Here a pair is every child who has both, whatever else they have; pairs are large, stable and can be shown.
"""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd


def largest(
    combos: pd.DataFrame, factors: Sequence[str], size: int, most: int, least: int = 1
) -> list[tuple[str, ...]]:
    """The `most` sets of `size` factors that the most children have together, the largest first.

    combos  frame[*factors, children]: one row a combination; a factor is 1, or anything else where it is not so
    least   a set of fewer children is left out
    Equal sets stand in the order of the factors.
    """
    has = {name: combos[name].eq(1).fillna(False).to_numpy(dtype=bool) for name in factors}
    children = combos["children"].to_numpy()
    sized = []
    for chosen in combinations(factors, size):
        together = has[chosen[0]]
        for name in chosen[1:]:
            together = together & has[name]
        sized.append((int(children[together].sum()), chosen))
    ranked = sorted(sized, key=lambda pair: -pair[0])
    return [chosen for count, chosen in ranked if count >= least][:most]
