"""Teams beside each other: on a funnel, never in order."""

import pandas as pd

from access.scope import Scope
from queries.disclosure import showing_refused
from queries.filters import Filters
from queries.holdings import NOT_RECORDED
from queries.measure import measure
from queries.methods.funnel import Funnel, funnel

SMALLEST_TEAM = 10


def team_funnel(scope: Scope, key: str, filters: Filters) -> Funnel:
    """Each team's share, by the indicator of that key, on a funnel around the whole.

    Teams of under ten are left out: one child more would move such a team across the picture. So are children whose
    team is not recorded: no team of theirs can be compared. Where a team's count is hidden from the scope, the others
    stand around the share of all children, which is not of themselves alone. There is no funnel where that is hidden,
    nor where the scope is not given teams together with what is chosen.
    """
    if showing_refused(scope, filters, ["team"]):
        return funnel(pd.DataFrame({"group": [], "numerator": [], "denominator": []}))
    counted = measure(scope, [key], filters, by=["team"]).rename(columns={"team": "group"})
    teams = (counted["denominator"] >= SMALLEST_TEAM) & (counted["group"] != NOT_RECORDED) & counted["group"].notna()
    counted = counted[teams.fillna(False)].reset_index(drop=True)
    told = counted["numerator"].notna()
    if told.all():
        return funnel(counted)
    # Of the teams that can be shown alone, the line would lie too high, and no team would seem to stand out.
    every = measure(scope, [key], filters)["value"].iloc[-1]
    return funnel(counted[told if pd.notna(every) else told & False].reset_index(drop=True), every)
