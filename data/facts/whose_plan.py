"""Which spell a record of a plan belongs to: case systems change the ids of plans, so an id alone does not tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline


@dataclass(frozen=True)
class WhosePlan:
    """The spells of one authority, asked whose a record is.

    clocks      frame[person, start, end, plan_type]: every spell
    plan_clock  plan id -> row of clocks
    """

    clocks: pd.DataFrame
    plan_clock: "pd.Series[int]"

    def clock_of(self, person: Ints, plan_type: pd.Series, plan: pd.Series, days: Sequence[Ints]) -> Ints:
        """Each record's row of `clocks`; -1 where none fits. By the plan it names, where that is the child's own; else
        by the first of its days on which the child was in a spell of that type (of child protection where the type is
        not given)."""
        if self.clocks.empty:
            return np.full(len(person), -1)
        named = plan.map(self.plan_clock).fillna(-1).to_numpy(dtype=np.int64)
        is_cin = (plan_type == "CIN").to_numpy(dtype=np.int64)
        owner = np.where(person < 0, -1, person * 2 + is_cin)
        clock_is_cin = (self.clocks["plan_type"] == "CIN").to_numpy(dtype=np.int64)
        starts = Timeline.of(
            self.clocks["person"].to_numpy(dtype=np.int64) * 2 + clock_is_cin,
            self.clocks["start"].to_numpy(dtype=np.int64),
        )
        end = self.clocks["end"].to_numpy(dtype=np.int64)
        found = np.where((named >= 0) & (self.clocks["person"].to_numpy()[np.maximum(named, 0)] == person), named, -1)
        for day in days:
            row = starts.last(owner, day)
            fits = (row >= 0) & (day < NO_DAY) & (day <= end[np.maximum(row, 0)])
            found = np.where((found < 0) & fits, row, found)
        return found
