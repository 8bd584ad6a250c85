"""Whether plans end just before the months that are watched: the counter-measure to long plans."""

import numpy as np
import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from data.facts.tables import event
from queries.disclosure import ROUND_TO, nought_is_shown, rounded
from queries.door import ask
from queries.drift import ends_since, plans_begun, plans_followed
from queries.filters import Filters
from queries.holdings import month_of
from queries.methods.bunching import bunching, chance_of

LINES = (15, 21, 24)
# One page in twenty, were there nothing to find, would call any of the lines met.
RARE = 0.05 / len(LINES)


def ends_before_lines(scope: Scope, filters: Filters) -> pd.DataFrame:
    """Of child protection plans that ended in the three years to the month: frame[months, before, expected, beyond],
    one row a line. before, expected: plans ended in the month before it, and how many the months beside it would have
    made; rounded or missing where the scope must not see them. beyond: whether that is more than chance, sure of
    whatever the rounded counts stand for."""
    month = month_of(scope, filters)
    plans = plans_followed(scope, filters, month)
    since, until = pd.Timestamp(ends_since(scope, filters)), pd.Timestamp(month)
    ended = plans[(plans["end"] >= since) & (plans["end"] <= until)]
    design = _plans_a_home(scope, filters, len(plans))
    rows = []
    for line in LINES:
        reached = pd.Series([start + pd.DateOffset(months=line) for start in ended["start"]], index=ended.index)
        found = bunching((ended["end"] - pd.to_datetime(reached)).dt.days if len(ended) else [], design=design)
        rows.append({"months": line, "before": found.before, "around": found.around, "chance": found.chance})
    frame = pd.DataFrame(rows).astype({"before": "Int64", "around": "Int64"})
    if not scope.exact:
        nought = nought_is_shown(filters)
        frame = frame.assign(**{name: rounded(frame[name], nought=nought) for name in ("before", "around")})
        out = ROUND_TO // 2
        frame["chance"] = [
            np.nan if pd.isna(before) or pd.isna(around) else chance_of(max(before - out, 0), around + out, design)
            for before, around in zip(frame["before"], frame["around"], strict=True)
        ]
    expected = (frame["around"].astype("float64") / 4).round()
    return frame.assign(expected=expected, beyond=frame["chance"] < RARE)[["months", "before", "expected", "beyond"]]


def _plans_a_home(scope: Scope, filters: Filters, plans: int) -> float:
    """How many plans there are to a household; 1 at least."""
    homes = ask(
        scope,
        sa.select(sa.func.count(sa.distinct(event.c.household_key)).label("homes")).where(
            *plans_begun(scope, filters, month_of(scope, filters))
        ),
    )["homes"].iloc[0]
    return max(1.0, plans / max(int(homes), 1))
