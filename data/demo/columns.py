"""Columns that may be empty."""

import numpy as np
import pandas as pd

from data.demo.draws import Flags, Ints, Texts


def only_if(known: Flags, said: object) -> Texts:
    """What is said (one text for all, or one each) where known; None elsewhere."""
    values = np.broadcast_to(np.asarray(said, dtype=object), known.shape)
    column: Texts = np.where(known, values, np.array(None, dtype=object))
    return column


def yes_no(flag: Flags, known: Flags) -> Texts:
    """'Y' or 'N', None where not known."""
    return only_if(known, np.where(flag, "Y", "N"))


def whole(values: Ints, known: Flags) -> pd.Series:
    """Whole numbers, missing where not known."""
    return pd.Series(pd.arrays.IntegerArray(np.asarray(values, dtype=np.int64), ~known))
