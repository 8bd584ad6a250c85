"""Whether plans end just before the months that are watched: the counter-measure to long plans."""

import numpy as np
import pandas as pd

from access.scope import Scope
from queries.disclosure import ROUND_TO, nought_is_shown, rounded_counts
from queries.drift import ends_since, plans_followed
from queries.filters import Filters
from queries.holdings import month_of
from queries.methods.bunching import beside, bunching, chance_of, just_before

LINES = (15, 21, 24)
# One page in twenty, were there nothing to find, would call any of the lines met.
RARE = 0.05 / len(LINES)
_MONTHS = {"before": just_before, "around": beside}


def ends_before_lines(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Of child protection plans that ended in the three years to the month: frame[months, before, expected, beyond],
    one row a line. before, expected: plans ended in the month before it, and how many the months beside it would have
    made; rounded or missing where the scope must not see them. beyond: whether that is more than chance, sure of
    whatever the rounded counts stand for."""
    month = month_of(scope, filters)
    plans = plans_followed(scope, filters, month)
    since, until = pd.Timestamp(ends_since(scope, filters)), pd.Timestamp(month)
    ended = plans[(plans["end"] >= since) & (plans["end"] <= until)]
    # Brothers' and sisters' plans end together: as many stand for one as a home has.
    design = max(1.0, len(plans) / max(plans["home"].nunique(), 1))
    rows = []
    for line in LINES:
        reached = pd.Series([start + pd.DateOffset(months=line) for start in ended["start"]], index=ended.index)
        days = (ended["end"] - pd.to_datetime(reached)).dt.days if len(ended) else pd.Series(dtype="int64")
        found = bunching(days, design=design)
        homes = {f"homes_{name}": ended["home"][which(days)].nunique() for name, which in _MONTHS.items()}
        rows.append({"months": line, "before": found.before, "around": found.around, "chance": found.chance, **homes})
    frame = pd.DataFrame(rows).astype({"before": "Int64", "around": "Int64"})
    if not scope.exact:
        for name in _MONTHS:
            frame[name] = rounded_counts(frame[name], frame[f"homes_{name}"], nought=nought_is_shown(filters))
        out = ROUND_TO // 2
        frame["chance"] = [
            np.nan if pd.isna(before) or pd.isna(around) else chance_of(max(before - out, 0), around + out, design)
            for before, around in zip(frame["before"], frame["around"], strict=True)
        ]
    expected = (frame["around"].astype("float64") / 4).round()
    return frame.assign(expected=expected, beyond=frame["chance"] < RARE)[["months", "before", "expected", "beyond"]]
