"""plan_month: what was true of each child on a plan, month-end by month-end.

History is worked out from dates at every refresh, so that a correction at source corrects the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.actions import Actions
from data.facts.asof import NO_DAY, Ints, Timeline, dates, day_number, days, months_between, months_later, pick
from data.facts.caring import Caring
from data.facts.challenge import Challenge
from data.facts.health_school import HealthSchool
from data.facts.meetings import Meetings
from data.facts.needs import Needs
from data.facts.parenting import analysed
from data.facts.people import People
from data.facts.read import Records
from data.facts.signals import Signals
from data.facts.spells import DaysInAny, Plans, cin_plans, cp_plans
from data.facts.terms import FEWEST_FLAGS, FLAGS, TWO_YEARS_DAYS
from data.facts.then_and_now import drift_held, supervision
from data.facts.tools import Tools
from data.facts.whose_plan import WhosePlan
from data.practice import Practice

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
        return Meetings(self.records, self.cp, self.practice, self.people.born)

    @cached_property
    def signals(self) -> Signals:
        return Signals(self.records, self.practice)

    @cached_property
    def tools(self) -> Tools:
        return Tools(self.records, self.signals)

    @cached_property
    def needs(self) -> Needs:
        return Needs(self.records, self.people, self.practice)

    @cached_property
    def caring(self) -> Caring:
        return Caring(self.records, self.people, self.needs, self.practice)

    @cached_property
    def clocks(self) -> pd.DataFrame:
        """Every spell of both plan types, CP first: frame[person, start, end, joined, plan_type]."""
        cp, cin = self.cp.spells.assign(plan_type=CP), self.cin.spells.assign(plan_type=CIN)
        return pd.concat([cp, cin], ignore_index=True)

    @cached_property
    def earlier_unseen(self) -> "npt.NDArray[np.bool_]":
        """Child protection spells (a mask) that a census return says had plans before, of which the records hold none:
        when those ended, and for what they were, is not recorded."""
        told = self.records.previous_plans
        told = told[told["previous_plans"] > 0]
        owner = self.records.persons.get_indexer(pd.Index(told["person_id"])).astype(np.int64)
        spells = self.cp.spells
        who, start = (spells[name].to_numpy(dtype=np.int64) for name in ("person", "start"))
        counted = Timeline.of(owner, days(told["plan_start"])).last_day(who, start) == start
        first: npt.NDArray[np.bool_] = counted & ~spells["person"].duplicated().to_numpy(dtype=bool)
        return first

    def told_before(self, day: Ints, months: int) -> "npt.NDArray[np.bool_]":
        """Whether the source tells of all of the so many months before each day: a census return only of its years."""
        covered = self.records.authority.covered_from
        if covered is None:
            return np.full(len(day), True)
        told: npt.NDArray[np.bool_] = day >= months_later(np.array([day_number(covered)]), months)[0]
        return told

    @cached_property
    def whose(self) -> WhosePlan:
        cp, cin = self.cp.plans[["id", "spell"]], self.cin.plans[["id", "spell"]]
        plans = pd.concat([cp, cin.assign(spell=cin["spell"] + len(self.cp.spells))]).dropna().drop_duplicates("id")
        return WhosePlan(self.clocks, plans.set_index("id")["spell"])

    @cached_property
    def actions(self) -> Actions:
        return Actions(self.records, self.whose, self.practice)

    @cached_property
    def challenge(self) -> Challenge:
        return Challenge(self.records, self.whose)

    @cached_property
    def health_school(self) -> HealthSchool:
        return HealthSchool(self.records, self.practice, self.people, self.actions, self.signals)

    def on_plan(self, who: Ints, day: Ints) -> pd.DataFrame:
        """Each child's plan at the close of the day: frame[plan_type, neglect_initial, neglect_latest, neglect_cin],
        as in plan_month; plan_type is missing where plan_month would have no row."""
        cp, cin = self.cp.in_force(who, day), self.cin.in_force(who, day)
        child = self.people.is_child(who, day)
        on_cp = child & (cp >= 0)
        on_cin = child & (cp < 0) & (cin >= 0) & (self.people.factor(who, day, "16A") == 1).fillna(False).to_numpy(bool)
        neglect = {
            name: pick(self.cp.plans[name], np.where(on_cp, cp, -1)).astype("Int8").mask(on_cin, 0)
            for name in ("neglect_initial", "neglect_latest")
        }
        plan_type = pd.Series(np.select([on_cp, on_cin], [CP, CIN], ""), dtype=object).where(on_cp | on_cin)
        in_need = pd.Series(on_cin).astype("Int8").where(on_cp | on_cin)
        return pd.DataFrame({"plan_type": plan_type, **neglect, "neglect_cin": in_need})

    def at(self, month_ends: Sequence[date]) -> pd.DataFrame:
        """The rows of some month-ends, with the columns of plan_month but the household's, and `who` and `day`.

        A year at a time is several times quicker than a month at a time, and a year's rows are a few megabytes.
        """
        each = [self._population(np.int64(day_number(as_at))) for as_at in month_ends]
        rows = pd.concat(each, ignore_index=True)
        who, day = rows["who"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=np.int64)
        around = self.people.circumstances.columns(who, day, self.actions, self.practice)
        frame = pd.concat([self.people.dimensions(who, day), self._plan(rows), self._clocks(rows), around], axis=1)
        as_at = dates(day)
        frame = frame.assign(as_at=as_at, month=as_at + pd.offsets.MonthEnd(0))
        flags = self._flags(rows, frame)
        begun = self.clocks["start"].to_numpy(dtype=np.int64)[rows["clock"].to_numpy(dtype=np.int64)]
        parts = [
            rows[["who", "day"]],
            frame,
            flags,
            self.challenge.contact(rows["clock"].to_numpy(dtype=np.int64), days(frame["plan_start"]), day),
            self.challenge.columns(who, begun, day, drift_held(rows, begun, flags["drifting"], self.flags_on)),
            supervision(rows, begun, flags, self.challenge, self.flags_on),
            analysed(self.records, who, day, self.people.unborn(who, day)),
            self.tools.columns(who, begun, day, frame["plan_type"], self.people.unborn(who, day)),
            self.health_school.columns(who, day),
            self.needs.columns(who, day),
            self.caring.assessed(who, day, frame["young_carer"]),
        ]
        return pd.concat(parts, axis=1)

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
                "neglect_initial": cp["neglect_initial"].astype("Int8").mask(~is_cp, 0),
                "neglect_latest": cp["neglect_latest"].astype("Int8").mask(~is_cp, 0),
                "neglect_cin": (~is_cp).astype("Int8"),
                "plan_start": dates(start),
                "spell_start": dates(begun),
                "spell_days": day - begun,
                "spell_months": months_between(begun, day),
                "spell_joined": (clock["joined"] <= day).astype("Int8"),
                "cumulative_days": self._cumulative_days(rows["who"].to_numpy(dtype=np.int64), day),
                "duration_band": _duration_band(begun, day),
                "long_plan": (months_between(begun, day) >= self.practice.long_plan_months).astype(np.int8),
            }
        )

    @cached_property
    def first_for_neglect(self) -> tuple[Timeline, Ints]:
        """When each plan was known to be for neglect, and the earliest start of those known by then.

        A child in need plan is one once its child's assessment holds 16A, which may be known only while it runs.
        """
        cp, cin = self.cp.plans, self.cin.plans
        who, start, end = (cin[name].to_numpy(dtype=np.int64) for name in ("person", "start", "end"))
        from_start = (self.people.factor(who, start, "16A") == 1).fillna(False).to_numpy(dtype=bool)
        known = np.where(from_start, start, self.people.first_factor(who, start, "16A"))
        by_category = cp[(cp[["neglect_initial", "neglect_latest"]] == 1).any(axis=1)]
        plans = pd.concat(
            [
                by_category[["person", "start"]].assign(known=by_category["start"]),
                pd.DataFrame({"person": who, "start": start, "known": known})[known < end],
            ]
        ).sort_values(["person", "known"], kind="stable")
        earliest = plans.groupby("person")["start"].cummin().to_numpy(dtype=np.int64)
        return Timeline.of(*(plans[name].to_numpy(dtype=np.int64) for name in ("person", "known"))), earliest

    @cached_property
    def _on_any_plan(self) -> DaysInAny:
        every = [plans.plans[["person", "start", "end"]] for plans in (self.cp, self.cin)]
        return DaysInAny(pd.concat(every, ignore_index=True))

    def _cumulative_days(self, who: Ints, day: Ints) -> Ints:
        """Days on any plan since the first plan for neglect began; 0 while none is known to be for neglect."""
        known, earliest = self.first_for_neglect
        row = known.last(who, day)
        if not len(earliest):
            return np.zeros(len(who), dtype=np.int64)
        before = self._on_any_plan.upto(who, earliest[np.maximum(row, 0)])
        return np.where(row >= 0, self._on_any_plan.upto(who, day) - before, 0)

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
        reviews = self.records.told("ssd_cp_reviews", day)
        groups = self.records.told("ssd_x_core_group_meetings", day)
        visits = self.records.told("ssd_cp_visits", day) & self.meetings.tells_who_was_seen
        review_due, visit_due = np.where(reviews, review_due, NO_DAY), np.where(visits & ~unborn, visit_due, NO_DAY)
        frame["reviews_all_in_time"] = pd.Series(~late).astype("Int8").where(on_cp & three_months & reviews)
        frame["review_due"] = dates(review_due)
        frame["last_seen"] = dates(self.meetings.seen.last_day(who, day))
        frame["visit_due"] = dates(visit_due)
        frame["seen_in_time"] = seen.where(on_cp & visits & ~unborn)
        frame["flag_review_overdue"] = pd.Series(review_due < day).astype("Int8").where(on_cp & reviews)
        frame["flag_core_group_overdue"] = overdue_group.where(groups)
        frame["moves_24m"] = self._moves(who, day)
        frame["legal_planning"] = self.signals.legal_planning(who, begun, day).where(on_cp)
        first = np.minimum(np.minimum(review_due, visit_due), np.where(groups, core_due, NO_DAY))
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
        none = np.full(len(self.cin.spells), False)
        began = spells["start"].to_numpy(dtype=np.int64)
        # Of a child it is known where the return says that there was none before, or tells of all the time there is.
        unknown = self.earlier_unseen & ~self.told_before(began, 24)
        repeats, unseen = np.concatenate([within, none]), np.concatenate([unknown, none])
        return pd.Series(repeats[clock]).astype("Int8").where(on_cp & ~unseen[clock])

    @cached_property
    def _move_line(self) -> Timeline:
        """When a child moved between plan types, CP before CIN: straight over, or within 28 days off any plan."""
        parts = [
            pd.DataFrame({"person": plans["person"], "day": plans[edge], "type": plan_type, "step": step})
            for plan_type, plans in ((CP, self.cp.spells), (CIN, self.cin.spells))
            for edge, step in (("start", 1), ("end", -1))
        ]
        steps = pd.concat(parts).pivot_table(
            index=["person", "day"], columns="type", values="step", aggfunc="sum", fill_value=0
        )
        running = steps.reindex(columns=[CP, CIN], fill_value=0).groupby(level="person").cumsum()
        status = pd.Series(np.where(running[CP] > 0, CP, np.where(running[CIN] > 0, CIN, "")), index=running.index)
        changes = status[status != status.groupby(level="person").shift(1)].rename("status").reset_index()
        changes["until"] = changes.groupby("person")["day"].shift(-1, fill_value=NO_DAY)
        on_plan = changes[changes["status"] != ""]
        before = on_plan.groupby("person")[["status", "until"]].shift(1)
        moved = before["status"].notna() & (before["status"] != on_plan["status"])
        moved &= on_plan["day"] - before["until"].fillna(0) <= MOVE_WITHIN_DAYS
        owner = on_plan["person"].where(moved, -1)
        return Timeline.of(owner.to_numpy(dtype=np.int64), on_plan["day"].to_numpy(dtype=np.int64))

    def _moves(self, who: Ints, day: Ints) -> pd.Series:
        return pd.Series(self._move_line.count(who, day, months_later(day, -24) - 1)).astype("Int16")

    def _flags(self, rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
        """The eight drift flags of a child protection plan, their count, and whether they make drifting."""
        who, day = rows["who"].to_numpy(dtype=np.int64), rows["day"].to_numpy(dtype=np.int64)
        clock = rows["clock"].to_numpy(dtype=np.int64)
        begun = self.clocks["start"].to_numpy(dtype=np.int64)[clock]
        on_cp = (rows["plan_type"] == CP).to_numpy(dtype=bool)
        long_plan = (frame["spell_months"] >= self.practice.long_plan_months).to_numpy(dtype=bool)
        answered = self.actions.on_health_or_school(who, day)
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
        # Where most flags cannot be worked out, neither can this: few of them up says nothing of the rest.
        flags["drifting"] = drifting.where(on_cp & (flags["flags_known"] >= FEWEST_FLAGS).to_numpy(dtype=bool))
        return flags.drop(columns=["flag_review_overdue", "flag_core_group_overdue"])

    def flags_on(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The drift flags of rows of `_population`, with their count and whether they make drifting."""
        return self._flags(rows, pd.concat([self._plan(rows), self._clocks(rows)], axis=1))


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
