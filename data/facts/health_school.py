"""Health and school beside the plan: three kinds of neglect and what the plan does about each, signals and responses.

A gap in a record is a gap: where nothing is known of a child's health or schooling the answer is NULL, never 0.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.actions import THEMES, Actions
from data.facts.asof import NO_DAY, Ints, Timeline, dates, months_later, working_days_between
from data.facts.people import People
from data.facts.read import Records
from data.facts.signals import Signals
from data.practice import Practice

# What tells that nothing was done after a signal: half a record cannot tell of silence.
RESPONSE_FEEDS = ("ssd_x_plan_actions", "ssd_x_escalations")
# A grade of physical care counts for so long.
GRADE_MONTHS = 12


@dataclass(frozen=True)
class Responses:
    """What was done about a child, whatever it was about: an action agreed, an escalation, a section 47 enquiry."""

    records: Records
    actions: Actions

    @cached_property
    def _lines(self) -> tuple[Timeline, ...]:
        raised = Timeline.of(
            self.records.owner("ssd_x_escalations", "escl_person_id"),
            self.records.day("ssd_x_escalations", "escl_raised_date"),
        )
        begun = Timeline.of(
            self.records.owner("ssd_s47_enquiry", "s47e_person_id"),
            self.records.day("ssd_s47_enquiry", "s47e_s47_start_date"),
        )
        return self.actions.agreed, raised, begun

    def first(self, who: Ints, since: Ints) -> Ints:
        """The day of the first of them on or after each day; NO_DAY where there is none."""
        found: Ints = np.min([line.next_day(who, since - 1) for line in self._lines], axis=0)
        return found

    def told(self, day: Ints) -> "npt.NDArray[np.bool_]":
        """Whether the records would tell of one on each day."""
        told: npt.NDArray[np.bool_] = np.all([self.records.told(name, day) for name in RESPONSE_FEEDS], axis=0)
        return told


@dataclass(frozen=True)
class HealthSchool:
    """One authority's health and school records beside its plans, ready to be asked for many children and days."""

    records: Records
    practice: Practice
    people: People
    actions: Actions
    signals: Signals

    @cached_property
    def responses(self) -> Responses:
        return Responses(self.records, self.actions)

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """The columns of plan_month on health and school."""
        health = self.signals.appointments.columns(who, day)
        school = self.signals.attendance.columns(who, day, self.people.born[who])
        acted = pd.DataFrame({f"{name}_action": self.actions.on_theme(name, who, day) for name in THEMES})
        frame = pd.concat([health, school, acted], axis=1)
        frame["physical_signal"] = self._poor_physical_care(who, day)
        frame["signals_acted_on"] = _each_acted_on(frame)
        return pd.concat([frame, self._signals(who, day, health)], axis=1)

    def _poor_physical_care(self, who: Ints, day: Ints) -> pd.Series:
        """1 physical care at grade 4 to 5 of 5 on the latest neglect tool that grades it, in twelve months; 0 better;
        NULL where none does."""
        graded = self.signals.physical_grades
        line = Timeline.of(graded["person"].to_numpy(dtype=np.int64), graded["day"].to_numpy(dtype=np.int64))
        row = line.last(who, day)
        poor = graded["poor"].reindex(row).reset_index(drop=True)
        fresh = (row >= 0) & (months_later(line.last_day(who, day), GRADE_MONTHS) >= day)
        return poor.where(fresh & self.records.told("ssd_x_neglect_tools", day)).astype("Int8")

    def _signals(self, who: Ints, day: Ints, health: pd.DataFrame) -> pd.DataFrame:
        """Which of the three signals are there, whether two are, since when, and whether anybody responded."""
        found = self.signals.shown(who, day)
        attended = self.signals.attendance.last_half_term(who, day)
        recorded = {
            "not_brought": (health["health_known"] == 1).fillna(False).to_numpy(dtype=bool),
            "low_attendance": ~np.isnan(attended),
            "not_seen": self.records.told("ssd_cp_visits", day) | self.records.told("ssd_cin_visits", day),
        }
        there = {name: on < NO_DAY for name, on in found.items()}
        told = self.signals.signal(who, day).notna().to_numpy(dtype=bool)
        two = np.sum(list(there.values()), axis=0) >= 2
        known = told & (two | (np.sum(list(recorded.values()), axis=0) >= 2))
        second = np.where(two & told, np.sort(list(found.values()), axis=0)[1], NO_DAY)
        return pd.DataFrame(
            {
                **{
                    f"signal_{name}": pd.Series(there[name]).astype("Int8").where(recorded[name] | there[name])
                    for name in found
                },
                "two_signals": pd.Series(two).astype("Int8").where(known),
                "two_signals_since": dates(second),
                "signals_unanswered": self._unanswered(who, day, second),
            }
        )

    def _unanswered(self, who: Ints, day: Ints, second: Ints) -> pd.Series:
        """1 where nothing was done in the working days local practice allows after the second signal; 0 where something
        was. NULL where they are not over yet, where there are no two signals, or nobody records what is done."""
        limit = self.practice.signal_response_working_days
        shown = second < NO_DAY
        since = np.where(shown, second, day)
        followed = self.signals.appointments.followed_up.next_day(who, since - 1)
        first = np.minimum(self.responses.first(who, since), followed)
        answered = (first <= day) & (working_days_between(since, first) <= limit)
        waits = working_days_between(since, day) <= limit
        told = self.responses.told(since) & self.responses.told(day)
        return pd.Series(~answered).astype("Int8").where(shown & (answered | (told & ~waits)))


def _each_acted_on(frame: pd.DataFrame) -> pd.Series:
    """1 where the plan acts on each of the two signals, medical and educational, that the child shows; 0 where on one
    of them it does not; NULL where the child shows neither, or actions are not recorded."""
    pairs = (("missed_any_6m", "medical_action"), ("persistent_absence", "educational_action"))
    shown = pd.DataFrame({signal: (frame[signal] == 1).fillna(False).astype(bool) for signal, _ in pairs})
    acted = pd.DataFrame({signal: frame[action] for signal, action in pairs})
    left = ((acted == 0).fillna(False).astype(bool) & shown).any(axis=1)
    unknown = (acted.isna() & shown).any(axis=1)
    return (~left).astype("Int8").where(shown.any(axis=1) & ~unknown)
