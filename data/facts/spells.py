"""Plans joined into spells.

Rules: other authorities' plans are removed first. Overlapping child protection plans are one spell from the earliest
start; a gap of 27 days or fewer (local setting) joins, 28 does not. Child in need plans are joined only where they
overlap or touch. A plan that ends on or before the day it starts is not a plan.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline
from data.facts.read import Records
from data.practice import Practice


@dataclass(frozen=True)
class Plans:
    """Plans and the spells they make, sorted by child and start.

    plans   frame[person, start, end, spell, initial, latest, neglect_initial, neglect_latest, conference]
    spells  frame[person, start, end, joined, plans]: row number = spell number; joined = the day the first gap
            was closed, NO_DAY where there was none
    Days are whole numbers since 1970-01-01, end = NO_DAY while open.
    """

    plans: pd.DataFrame
    spells: pd.DataFrame

    def in_force(self, who: Ints, day: Ints) -> Ints:
        """The row of `plans` each child is on at the close of the day, the one begun last of several; -1 where none."""
        person, start, end = (self.plans[name].to_numpy(dtype=np.int64) for name in ("person", "start", "end"))
        row = Timeline.of(person, start).last(who, day)
        if not len(person):
            return row
        # The one begun last may be over while an older one still runs.
        while (over := (row >= 0) & (end[np.maximum(row, 0)] <= day)).any():
            before = row - 1
            older = (before >= 0) & (person[np.maximum(before, 0)] == who)
            row = np.where(over, np.where(older, before, -1), row)
        return row


def holds_neglect(category: pd.Series) -> pd.Series:
    """1 where the category is neglect, or Multiple with neglect among its parts; NULL where it is not recorded.

    A bare Multiple is not neglect.
    """
    text = category.fillna("").astype(str)
    neglect = (text == "NEG") | (text.str.startswith("MUL:") & text.str.contains("NEG", regex=False))
    return neglect.astype("Int8").where(text != "")


def cp_plans(records: Records, practice: Practice) -> Plans:
    """This authority's own child protection plans."""
    table = records["ssd_cp_plans"]
    frame = pd.DataFrame(
        {
            "person": records.owner("ssd_cp_plans", "cppl_person_id"),
            "start": records.day("ssd_cp_plans", "cppl_cp_plan_start_date"),
            "end": records.day("ssd_cp_plans", "cppl_cp_plan_end_date"),
            "initial": table["cppl_cp_plan_initial_category"].to_numpy(),
            "latest": table["cppl_cp_plan_latest_category"].to_numpy(),
            "neglect_initial": holds_neglect(table["cppl_cp_plan_initial_category"]).array,
            "neglect_latest": holds_neglect(table["cppl_cp_plan_latest_category"]).array,
            "conference": table["cppl_icpc_id"].to_numpy(),
            "id": table["cppl_cp_plan_id"].to_numpy(),
        }
    )
    own = (table["cppl_cp_plan_ola"] != "Y").to_numpy()
    return _joined(frame[own], practice.spell_gap_days)


def cin_plans(records: Records) -> Plans:
    """Child in need plans, whatever the need; neglect is judged month by month from the assessment."""
    table = records["ssd_cin_plans"]
    frame = pd.DataFrame(
        {
            "person": records.owner("ssd_cin_plans", "cinp_person_id"),
            "start": records.day("ssd_cin_plans", "cinp_cin_plan_start_date"),
            "end": records.day("ssd_cin_plans", "cinp_cin_plan_end_date"),
            "team": table["cinp_cin_plan_team"].to_numpy(),
            "id": table["cinp_cin_plan_id"].to_numpy(),
        }
    )
    return _joined(frame, 0)


def elsewhere_ends(records: Records) -> Timeline:
    """When plans made by other authorities ended, child by child: for repeat plans in any authority."""
    table = records["ssd_cp_plans"]
    other = (table["cppl_cp_plan_ola"] == "Y").to_numpy()
    owner = np.where(other, records.owner("ssd_cp_plans", "cppl_person_id"), -1)
    return Timeline.of(owner, records.day("ssd_cp_plans", "cppl_cp_plan_end_date"))


def _joined(frame: pd.DataFrame, gap: int) -> Plans:
    sound = (frame["person"] >= 0) & (frame["start"] < NO_DAY) & (frame["end"] > frame["start"])
    plans = frame[sound].sort_values(["person", "start", "end"], kind="stable").reset_index(drop=True)
    reach = plans.groupby("person")["end"].cummax()
    before = reach.groupby(plans["person"]).shift(1)
    apart = before.isna() | (plans["start"] - before > gap)
    plans["spell"] = apart.cumsum() - 1
    by_spell = plans.groupby("spell")
    # The day a gap was closed: before it, nobody could know that the spell would go on.
    closed = plans["start"].where(~apart & (plans["start"] > before), NO_DAY)
    spells = pd.DataFrame(
        {
            "person": by_spell["person"].first(),
            "start": by_spell["start"].min(),
            "end": by_spell["end"].max(),
            "joined": closed.groupby(plans["spell"]).min(),
            "plans": by_spell.size(),
        }
    ).reset_index(drop=True)
    return Plans(plans, spells)


class DaysInAny:
    """Days each child has spent in any of some intervals, overlaps counted once."""

    def __init__(self, intervals: pd.DataFrame) -> None:
        """intervals: frame[person, start, end], end = NO_DAY while running."""
        joined = _joined(intervals, 0).spells
        self._start = joined["start"].to_numpy(dtype=np.int64)
        self._end = joined["end"].to_numpy(dtype=np.int64)
        length = joined["end"] - joined["start"]
        self._before = (length.groupby(joined["person"]).cumsum() - length).to_numpy(dtype=np.int64)
        self._starts = Timeline.of(joined["person"].to_numpy(dtype=np.int64), self._start)

    def upto(self, owner: Ints, day: Ints) -> Ints:
        """Days up to each day. The day itself is not counted: a plan begun today has lasted 0 days."""
        row = self._starts.last(owner, day)
        if not len(self._start):
            return np.zeros(len(owner), dtype=np.int64)
        safe = np.maximum(row, 0)
        running = np.minimum(day, self._end[safe]) - self._start[safe]
        return np.where(row >= 0, self._before[safe] + running, 0)
