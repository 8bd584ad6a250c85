"""Columns that may be empty."""

import numpy as np
import pandas as pd

from data.demo.draws import Flags, Ints, Texts


def whole(values: Ints, known: Flags) -> pd.Series:
    """Whole numbers, missing where not known."""
    return pd.Series(pd.arrays.IntegerArray(np.asarray(values, dtype=np.int64), ~known))


def yes_no(flag: Flags, known: Flags) -> Texts:
    """'Y' or 'N', None where not known."""
    said: Texts = np.where(known, np.where(flag, "Y", "N"), None)
    return said
