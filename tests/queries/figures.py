"""One figure at a time, for tests of the measuring engine."""

import pandas as pd

from access.scope import Scope, local_scope
from queries.filters import Filters
from queries.measure import measure

LONG = "plans_open_15m_plus"
# Shares, counts and rates, of stocks and of flows: what holds of these holds of the rest, which are made the same way.
SOME = (
    *("neglect_plans_open", "neglect_rate", "neglect_share", LONG, "cp_visit_in_timescale", "plan_actions_overdue"),
    *("rereferral_12m", "assessment_45wd", "assessment_open_late", "first_core_group_10wd", "cp_reviews_on_time"),
)


def one(name: str, filters: Filters | None = None, scope: Scope | None = None, **how: object) -> pd.Series:
    frame = measure(scope or local_scope(), [name], filters or Filters(), **how)  # type: ignore[arg-type]
    assert len(frame) == 1
    return frame.iloc[0]


def counts(row: pd.Series) -> tuple[int, int, int]:
    return int(row["numerator"]), int(row["denominator"]), int(row["covered"])
