"""plan_month: what was true of each child on a plan, month-end by month-end.

History is worked out from dates at every refresh, so that a correction at source corrects the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.actions import Actions
from data.facts.asof import NO_DAY, Ints, Timeline, dates, day_number, months_between, months_later
from data.facts.meetings import Meetings
from data.facts.people import People
from data.facts.read import Records
from data.facts.signals import Signals
from data.facts.spells import DaysInAny, Plans, cin_plans, cp_plans
from data.facts.tables import FLAGS
from data.practice import Practice

TWO_YEARS_DAYS = 730
DURATION_BANDS = ("3 months or less", "3 to 6 months", "6 months to 1 year", "1 to 2 years", "2 years or more")
MOVE_WITHIN_DAYS = 28
# A child on both plans counts once, as child protection.
CP, CIN = "CP", "CIN"


def month_ends(first: date, last: date) -> list[date]:
    """Month-ends from the month of `first` to the month of `last`; the last one is `last` itself if it comes before."""
    ends = [stamp.date() for stamp in pd.date_range(first, last, freq="ME")]
    return ends if ends and ends[-1] == last else [*ends, last]


@dataclass(frozen=True)
class PlanMonths:
    """Works out plan_month rows for one authority, one month-end at a time."""

    records: Records
    practice: Practice

    @cached_property
    def people(self) -> People:
        return People(self.records)

    @cached_property
    def cp(self) -> Plans:
        return cp_plans(self.records, self.practice)

    @cached_property
    def cin(self) -> Plans:
        return cin_plans(self.records)

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self.records, self.cp, self.practice)

    @cached_property
    def signals(self) -> Signals:
        return Signals(self.records, self.practice)

    @cached_property
    def clocks(self) -> pd.DataFrame:
        """Every spell of both plan types, CP first: frame[person, start, end, joined, plan_type]."""
        cp, cin = self.cp.spells.assign(plan_type=CP), self.cin.spells.assign(plan_type=CIN)
        return pd.concat([cp, cin], ignore_index=True)

    @cached_property
    def actions(self) -> Actions:
        return Actions(self.records, self.clocks, self.practice)

    def at(self, month_ends: Sequence[date]) -> pd.DataFrame:
        """The rows of some month-ends, with the columns of plan_month but the household's, and `who` and `day`.

        A year at a time is several times quicker than a month at a time, and a year's rows are a few megabytes.
        """
        each = [self._population(np.int64(day_number(as_at))) for as_at in month_ends]
        rows = pd.concat(each, ignore_index=True)
        who, day = rows["who"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=np.int64)
        frame = pd.concat([self.people.dimensions(who, day), self._plan(rows), self._clocks(rows)], axis=1)
        as_at = dates(day)
        frame = frame.assign(as_at=as_at, month=as_at + pd.offsets.MonthEnd(0))
        return pd.concat([rows[["who", "day"]], frame, self._flags(rows, frame)], axis=1)

    def _population(self, day: np.int64) -> pd.DataFrame:
        """Children on a plan on the day: frame[who, day, plan_type, plan, clock], one row a child, CP before CIN."""
        parts = []
        for plan_type, plans, offset in ((CP, self.cp, 0), (CIN, self.cin, len(self.cp.spells))):
            held = plans.plans[(plans.plans["start"] <= day) & (plans.plans["end"] > day)]
            # Overlapping plans: the one begun last is the one in force.
            held = held.drop_duplicates("person", keep="last")
            parts.append(
                pd.DataFrame(
                    {
                        "who": held["person"],
                        "plan_type": plan_type,
                        "plan": held.index,
                        "clock": held["spell"] + offset,
                    }
                )
            )
        rows = pd.concat(parts, ignore_index=True).drop_duplicates("who")
        who = rows["who"].to_numpy(dtype=np.int64)
        when = np.full(len(rows), day)
        neglect = (self.people.factor(who, when, "16A") == 1).fillna(False).to_numpy(dtype=bool)
        kept = self.people.is_child(who, when) & ((rows["plan_type"] == CP).to_numpy() | neglect)
        return rows[kept].assign(day=day).sort_values("who").reset_index(drop=True)

    def _plan(self, rows: pd.DataFrame) -> pd.DataFrame:
        is_cp = rows["plan_type"] == CP
        cp = self.cp.plans.reindex(rows["plan"].where(is_cp, -1)).reset_index(drop=True)
        cin = self.cin.plans.reindex(rows["plan"].where(~is_cp, -1)).reset_index(drop=True)
        clock = self.clocks.iloc[rows["clock"]].reset_index(drop=True)
        begun = clock["start"].to_numpy(dtype=np.int64)
        day = rows["day"].to_numpy(dtype=np.int64)
        start = cp["start"].where(is_cp, cin["start"]).to_numpy(dtype=np.int64)
        return pd.DataFrame(
            {
                "plan_type": rows["plan_type"],
                "category_initial": cp["initial"],
                "category_latest": cp["latest"],
                "neglect_initial": cp["neglect_initial"].fillna(False).astype("Int8"),
                "neglect_latest": cp["neglect_latest"].fillna(False).astype("Int8"),
                "neglect_cin": (~is_cp).astype("Int8"),
                "plan_start": dates(start),
                "spell_start": dates(begun),
                "spell_days": day - begun,
                "spell_months": months_between(begun, day),
                "spell_joined": clock["joined"].astype("Int8"),
                "cumulative_days": self._on_any_plan.upto(rows["who"].to_numpy(dtype=np.int64), day),
                "duration_band": _duration_band(begun, day),
            }
        )

    @property
    def _since_neglect(self) -> pd.DataFrame:
        """Every plan interval from each child's first plan for neglect on: frame[person, start, end]."""
        cp, cin = self.cp.plans, self.cin.plans
        for_neglect = pd.concat(
            [
                cp.loc[cp["neglect_initial"] | cp["neglect_latest"], ["person", "start"]],
                cin.loc[self._cin_for_neglect, ["person", "start"]],
            ]
        )
        first = for_neglect.groupby("person")["start"].min()
        every = pd.concat([cp[["person", "start", "end"]], cin[["person", "start", "end"]]], ignore_index=True)
        since = every["person"].map(first)
        kept = every[since.notna()].assign(start=np.maximum(every["start"], since)[since.notna()].astype(np.int64))
        return kept[kept["end"] > kept["start"]]

    @property
    def _cin_for_neglect(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Child in need plans for which the assessment latest by the plan's start holds 16A."""
        who = self.cin.plans["person"].to_numpy(dtype=np.int64)
        start = self.cin.plans["start"].to_numpy(dtype=np.int64)
        return (self.people.factor(who, start, "16A") == 1).fillna(False).to_numpy(dtype=bool)

    @cached_property
    def _on_any_plan(self) -> DaysInAny:
        return DaysInAny(self._since_neglect)

    def _clocks(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What falls due. Reviews, visits and core groups are child protection's: NULL on a child in need plan."""
        who, day = rows["who"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=np.int64)
        clock = rows["clock"].to_numpy(dtype=np.int64)
        on_cp = (rows["plan_type"] == CP).to_numpy(dtype=bool)
        spell = np.where(on_cp, clock, 0)
        begun = self.clocks["start"].to_numpy(dtype=np.int64)[clock]
        frame = pd.DataFrame({"repeat_24m": self._repeat_24m(clock, on_cp)})
        if len(self.cp.spells):
            review_due = np.where(on_cp, self.meetings.review_due(spell, day), NO_DAY)
            late = (self.meetings.late_reviews(spell, day) > 0) | (review_due < day)
            three_months = months_later(begun, 3) <= day
            visit_due = np.where(on_cp, self.meetings.visit_due(who, spell, day), NO_DAY)
            seen = self.meetings.seen_in_time(who, spell, day)
            overdue_group = self.meetings.core_group_overdue(who, spell, day).where(on_cp)
            core_due = np.where(on_cp, self.meetings.next_core_group(who, day), NO_DAY)
        else:
            nothing = np.full(len(rows), NO_DAY)
            review_due = visit_due = core_due = nothing
            late = three_months = np.full(len(rows), False)
            seen = overdue_group = pd.Series(pd.NA, index=range(len(rows)), dtype="Int8")
        unborn = self.people.unborn(who, day)
        reviews, visits = self.records.begun("ssd_cp_reviews", day), self.records.begun("ssd_cp_visits", day)
        review_due, visit_due = np.where(reviews, review_due, NO_DAY), np.where(visits & ~unborn, visit_due, NO_DAY)
        frame["reviews_all_in_time"] = pd.Series(~late).astype("Int8").where(on_cp & three_months & reviews)
        frame["review_due"] = dates(review_due)
        frame["last_seen"] = dates(self.meetings.seen.last_day(who, day))
        frame["visit_due"] = dates(visit_due)
        frame["seen_in_time"] = seen.where(on_cp & visits & ~unborn)
        frame["flag_review_overdue"] = pd.Series(review_due < day).astype("Int8").where(on_cp & reviews)
        frame["flag_core_group_overdue"] = overdue_group
        frame["moves_24m"] = self._moves(who, day)
        frame["legal_planning"] = self.signals.legal_planning(who, begun, day).where(on_cp)
        first = np.minimum(np.minimum(review_due, visit_due), core_due)
        frame["next_due"] = dates(first)
        kinds = np.select(
            [first == NO_DAY, first == review_due, first == visit_due], ["", "Review", "Visit"], "Core group"
        )
        frame["next_due_kind"] = pd.Series(kinds, dtype=object).where(first < NO_DAY)
        return pd.concat([frame, self.actions.counts(clock, day)], axis=1)

    def _repeat_24m(self, clock: Ints, on_cp: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> pd.Series:
        spells = self.cp.spells
        previous_end = spells.groupby("person")["end"].shift(1)
        known = previous_end.fillna(0).to_numpy(dtype=np.int64)
        within = previous_end.notna().to_numpy() & (months_later(known, 24) >= spells["start"].to_numpy(dtype=np.int64))
        repeats = np.concatenate([within, np.full(len(self.cin.spells), False)])
        return pd.Series(repeats[clock]).astype("Int8").where(on_cp)

    @cached_property
    def _move_line(self) -> Timeline:
        """When a child moved between plan types: the next plan of the other type begun before, or within 28 days of,
        the end of the last."""
        ordered = self.clocks.sort_values(["person", "start", "end"]).reset_index(drop=True)
        before = ordered.groupby("person")[["end", "plan_type"]].shift(1)
        moved = (before["plan_type"] != ordered["plan_type"]) & (ordered["start"] <= before["end"] + MOVE_WITHIN_DAYS)
        owner = ordered["person"].where(moved & before["end"].notna(), -1)
        return Timeline.of(owner.to_numpy(dtype=np.int64), ordered["start"].to_numpy(dtype=np.int64))

    def _moves(self, who: Ints, day: Ints) -> pd.Series:
        return pd.Series(self._move_line.count(who, day, months_later(day, -24))).astype("Int16")

    def _flags(self, rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
        """The eight drift flags of a child protection plan, their count, and whether they make drifting."""
        who, day = rows["who"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=np.int64)
        clock = rows["clock"].to_numpy(dtype=np.int64)
        begun = self.clocks["start"].to_numpy(dtype=np.int64)[clock]
        on_cp = (rows["plan_type"] == CP).to_numpy(dtype=bool)
        long_plan = (frame["spell_months"] >= self.practice.long_plan_months).to_numpy(dtype=bool)
        answered = self.actions.on_health_or_school(clock, day)
        flags = pd.DataFrame(
            {
                "flag_long_plan": pd.Series(long_plan).astype("Int8"),
                "flag_repeat_plan": frame["repeat_24m"],
                "flag_review_overdue": frame["flag_review_overdue"],
                "flag_core_group_overdue": frame["flag_core_group_overdue"],
                "flag_action_late": self.actions.late(clock, day),
                "flag_tool_stuck": self.signals.tool_stuck(who, begun, day, self.people.unborn(who, day)),
                "flag_signal_unanswered": self.signals.signal_unanswered(who, day, answered),
                "flag_no_challenge": self.signals.no_challenge(who, begun, day, long_plan),
            }
        )[list(FLAGS)].where(np.tile(on_cp[:, None], len(FLAGS)))
        flags["flag_count"] = flags[list(FLAGS)].sum(axis=1).astype("Int16")
        flags["flags_known"] = flags[list(FLAGS)].notna().sum(axis=1).astype("Int16")
        drifting = (flags["flag_count"] >= self.practice.drifting_flags).astype("Int8")
        flags["drifting"] = drifting.where(on_cp)
        return flags.drop(columns=["flag_review_overdue", "flag_core_group_overdue"])


def _duration_band(begun: Ints, day: Ints) -> pd.Series:
    """The Department for Education's bands: up to 3 months, to 6, under a year, under two years, 730 days or more."""
    bands = np.select(
        [
            day - begun >= TWO_YEARS_DAYS,
            months_later(begun, 12) <= day,
            months_later(begun, 6) < day,
            months_later(begun, 3) < day,
        ],
        [DURATION_BANDS[4], DURATION_BANDS[3], DURATION_BANDS[2], DURATION_BANDS[1]],
        DURATION_BANDS[0],
    )
    return pd.Series(bands, dtype=object)
