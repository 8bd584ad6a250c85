"""The clocks of a plan in force: review conferences, visits, core groups.

Reviews: the first within 3 calendar months of the conference (of the plan's start if no conference is found), then
within 6 months of the last; matched to a spell by child and date, because plan ids on reviews are often missing.
Visits: seen at least every 15 working days (local setting). Due on the as-at day is due, not overdue.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, months_later, working_days_between, working_days_later
from data.facts.read import Records
from data.facts.spells import Plans
from data.practice import Practice

FIRST_REVIEW_MONTHS, LATER_REVIEW_MONTHS = 3, 6
# How far from a plan's start its conference may lie and still be taken for the plan's own: either side where one names
# the other, before it where only the child and the date say so.
CONFERENCE_BEFORE_PLAN_DAYS = 28


@dataclass(frozen=True)
class Meetings:
    """Reviews, visits and core groups of one authority's child protection spells."""

    records: Records
    cp: Plans
    practice: Practice
    born: Ints

    def spell_on(self, who: Ints, day: Ints) -> Ints:
        """The spell each child is in on the day, its end day included; -1 where in none."""
        spells = self.cp.spells
        row = self._spell_starts.last(who, day)
        end = np.where(row >= 0, spells["end"].to_numpy()[np.maximum(row, 0)], -1) if len(spells) else row
        return np.where((row >= 0) & (day <= end), row, -1)

    @cached_property
    def _spell_starts(self) -> Timeline:
        return Timeline.of(self.cp.spells["person"].to_numpy(), self.cp.spells["start"].to_numpy())

    @cached_property
    def conference(self) -> Ints:
        """Each spell's conference day, else its start: the trigger of the first review."""
        spells = self.cp.spells
        table = self.records["ssd_initial_cp_conference"]
        held = self.records.day("ssd_initial_cp_conference", "icpc_icpc_date")
        by_id = pd.Series(held, index=table["icpc_icpc_id"]).groupby(level=0).min()
        by_plan = pd.Series(held, index=table["icpc_cp_plan_id"]).groupby(level=0).min()
        first_plan = self.cp.plans.drop_duplicates("spell").set_index("spell")
        link = first_plan["conference"].map(by_id).fillna(first_plan["id"].map(by_plan)).fillna(NO_DAY)
        by_link = link.to_numpy(dtype=np.int64)
        start = spells["start"].to_numpy(dtype=np.int64)
        owner = self.records.owner("ssd_initial_cp_conference", "icpc_person_id")
        by_date = Timeline.of(owner, held).last_day(spells["person"].to_numpy(dtype=np.int64), start)
        near = start - by_date <= CONFERENCE_BEFORE_PLAN_DAYS
        usable = np.abs(start - by_link) <= CONFERENCE_BEFORE_PLAN_DAYS
        return np.where(usable, by_link, np.where(near & (by_date <= start), by_date, start))

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """Reviews held in a spell: frame[spell, held, due, late, late_so_far], in order; one a child and day."""
        owner = self.records.owner("ssd_cp_reviews", "cppr_person_id")
        held = self.records.day("ssd_cp_reviews", "cppr_cp_review_date")
        known = (owner >= 0) & (held < NO_DAY)
        frame = pd.DataFrame({"person": owner[known], "held": held[known]}).drop_duplicates()
        frame["spell"] = self.spell_on(frame["person"].to_numpy(), frame["held"].to_numpy())
        frame = frame[frame["spell"] >= 0].sort_values(["spell", "held"]).reset_index(drop=True)
        spell = frame["spell"].to_numpy(dtype=np.int64)
        after_start = frame["held"].to_numpy() > self.cp.spells["start"].to_numpy()[spell]
        frame = pd.DataFrame(frame.loc[after_start]).reset_index(drop=True)
        spell = frame["spell"].to_numpy(dtype=np.int64)
        previous = frame.groupby("spell")["held"].shift(1)
        first = previous.isna().to_numpy()
        trigger = np.where(first, self.conference[spell], previous.fillna(0).to_numpy(dtype=np.int64))
        frame["due"] = months_later(trigger, np.where(first, FIRST_REVIEW_MONTHS, LATER_REVIEW_MONTHS))
        frame["late"] = (frame["held"] > frame["due"]).astype(np.int64)
        frame["late_so_far"] = frame.groupby("spell")["late"].cumsum()
        return frame

    @cached_property
    def _review_line(self) -> Timeline:
        return Timeline.of(self.reviews["spell"].to_numpy(dtype=np.int64), self.reviews["held"].to_numpy())

    def review_due(self, spell: Ints, day: Ints) -> Ints:
        """The day the spell's next review is due, as things stood on the day."""
        last = self._review_line.last_day(spell, day)
        held_any = last < NO_DAY
        trigger = np.where(held_any, last, self.conference[spell])
        return months_later(trigger, np.where(held_any, LATER_REVIEW_MONTHS, FIRST_REVIEW_MONTHS))

    def late_reviews(self, spell: Ints, day: Ints) -> Ints:
        """How many of the spell's reviews held by the day were late."""
        row = self._review_line.last(spell, day)
        if self.reviews.empty:
            return np.zeros(len(spell), dtype=np.int64)
        return np.where(row >= 0, self.reviews["late_so_far"].to_numpy()[np.maximum(row, 0)], 0)

    @cached_property
    def tells_who_was_seen(self) -> bool:
        """Whether the visits say at all if the child was seen: without that, nobody is known to be seen late."""
        return bool(self.records["ssd_cp_visits"]["cppv_cp_visit_seen"].notna().any())

    @cached_property
    def seen(self) -> Timeline:
        """Child protection visits at which the child was seen."""
        seen = (self.records["ssd_cp_visits"]["cppv_cp_visit_seen"] == "Y").to_numpy(dtype=bool)
        owner = np.where(seen, self.records.owner("ssd_cp_visits", "cppv_person_id"), -1)
        return Timeline.of(owner, self.records.day("ssd_cp_visits", "cppv_cp_visit_date"))

    def visits_begin(self, who: Ints, spell: Ints) -> Ints:
        """The day the visit clock starts: with the spell, or with the child's birth if that comes later."""
        start, born = self.cp.spells["start"].to_numpy(dtype=np.int64)[spell], self.born[who]
        return np.where(born < NO_DAY, np.maximum(start, born), start)

    def visit_due(self, who: Ints, spell: Ints, day: Ints) -> Ints:
        """The day the child must next be seen: the interval from when last seen, or from the start if not since."""
        last, begin = self.seen.last_day(who, day), self.visits_begin(who, spell)
        from_day = np.where(last < NO_DAY, np.maximum(last, begin), begin)
        return working_days_later(from_day, self.practice.visit_working_days)

    def seen_in_time(self, who: Ints, spell: Ints, day: Ints) -> pd.Series:
        """1 seen within the interval, 0 not, NULL while a new plan's first visit is not yet due."""
        last = self.seen.last_day(who, day)
        born = self.born[who]
        interval = self.practice.visit_working_days
        # A visit before birth saw no child.
        recent = (working_days_between(last, day) <= interval) & ((born == NO_DAY) | (last >= born))
        waits = working_days_between(self.visits_begin(who, spell), day) <= interval
        return pd.Series(recent).astype("Int8").where(recent | ~waits)

    @cached_property
    def core_groups(self) -> pd.DataFrame:
        """Recorded core groups: frame[person, due, held], NO_DAY where missing."""
        table = self.records["ssd_x_core_group_meetings"]
        kind = table["corg_meeting_type"].fillna("core group").str.lower()
        kept = (kind.str.contains("core") & (table["corg_plan_type"].fillna("CP") != "CIN")).to_numpy(dtype=bool)
        return pd.DataFrame(
            {
                "person": self.records.owner("ssd_x_core_group_meetings", "corg_person_id"),
                "due": self.records.day("ssd_x_core_group_meetings", "corg_due_date"),
                "held": self.records.day("ssd_x_core_group_meetings", "corg_held_date"),
            }
        )[kept].reset_index(drop=True)

    @cached_property
    def _core_lines(self) -> tuple[Timeline, Timeline]:
        person = self.core_groups["person"].to_numpy(dtype=np.int64)
        return (
            Timeline.of(person, self.core_groups["due"].to_numpy(dtype=np.int64)),
            Timeline.of(person, self.core_groups["held"].to_numpy(dtype=np.int64)),
        )

    def core_group_overdue(self, who: Ints, spell: Ints, day: Ints) -> pd.Series:
        """1 a recorded core group fell due and neither it nor a later one was held; NULL where none is recorded.

        With the local interval rule on, also 1 when that long has passed since the last one (or the start).
        """
        due_line, held_line = self._core_lines
        start = self.cp.spells["start"].to_numpy(dtype=np.int64)[spell]
        row = due_line.last(who, day - 1)
        safe = np.maximum(row, 0)
        empty = self.core_groups.empty
        due = np.full(len(who), NO_DAY) if empty else self.core_groups["due"].to_numpy(dtype=np.int64)[safe]
        own_held = np.full(len(who), NO_DAY) if empty else self.core_groups["held"].to_numpy(dtype=np.int64)[safe]
        fell_due = (row >= 0) & (due > start)
        last_held = held_line.last_day(who, day)
        later_held = (last_held < NO_DAY) & (last_held >= due)
        overdue = fell_due & (own_held > day) & ~later_held
        recorded = fell_due | (held_line.count(who, day, start - 1) > 0)
        if self.practice.core_group_interval_days:
            since = np.where((last_held < NO_DAY) & (last_held > start), last_held, start)
            overdue |= (day - since > self.practice.core_group_interval_days) & recorded
        return pd.Series(overdue).astype("Int8").where(recorded)

    def next_core_group(self, who: Ints, day: Ints) -> Ints:
        """The next recorded due day on or after the day; NO_DAY where none is recorded."""
        return self._core_lines[0].next_day(who, day - 1)
