"""Do brothers and sisters miss school or appointments unlike, and more unlike than chance alone would make them?

A gap has a size (a local or proposed line) and a chance: how often children of a home who are cared for alike would lie
so far apart (exact.py). Both must hold before a home is pointed at. Days off school come in runs, an illness at a time:
taken day by day as if each stood alone, homes that are quite alike would be pointed at one time in four. So absences
are counted by the school week (local setting) for the chance of a gap, and never for its size.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, months_later, pick, stamps
from data.facts.attendance import FRESH_DAYS
from data.facts.exact import chances_of_gaps
from data.facts.people import People
from data.facts.signals import Signals
from data.practice import Practice

# A gap that care as equal as can be would show less often than this is beyond chance.
BEYOND_CHANCE = 0.05
SESSIONS_A_DAY = 2
MISSED_MONTHS = 12
# One child not brought this often, and a brother or sister never.
MISSED_OFTEN = 2
_HOME = ["day", "home"]


@dataclass(frozen=True)
class SiblingGaps:
    """One authority's attendance and appointments, asked by child and by home."""

    practice: Practice
    people: People
    signals: Signals

    def of_children(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[sessions_possible_term, sessions_absent_term, appointments_due_12m, appointments_missed_12m].

        Sessions are those of this term's half-terms that have ended, of children of school age; NULL where none are
        recorded. Appointments are those of the twelve months to the day; NULL where none fell due.
        """
        sessions = self._sessions(who, day)
        back = months_later(day, -MISSED_MONTHS) - 1
        due = self._due.count(who, day, back)
        missed = self.signals.appointments.missed.count(who, day, back)
        told = (due > 0) & self.signals.records.told("ssd_x_health_appointments", day)
        return sessions.assign(
            appointments_due_12m=pd.Series(due).astype("Int16").where(told),
            appointments_missed_12m=pd.Series(missed).astype("Int16").where(told),
        )

    @cached_property
    def _due(self) -> Timeline:
        frame = self.signals.appointments.due
        return Timeline.of(*(frame[name].to_numpy(dtype=np.int64) for name in ("who", "day")))

    @cached_property
    def _by_term(self) -> pd.DataFrame:
        """Half-terms with the sessions of their term so far: frame[who, day, term, possible, absent]."""
        frame = self.signals.attendance.half_terms[["who", "day", "possible", "absent"]].copy()
        frame["term"] = _term(frame["day"].to_numpy(dtype=np.int64))
        so_far = frame.groupby(["who", "term"])[["possible", "absent"]].cumsum()
        return frame.assign(possible=so_far["possible"], absent=so_far["absent"])

    def _sessions(self, who: Ints, day: Ints) -> pd.DataFrame:
        frame = self._by_term
        ends = frame["day"].to_numpy(dtype=np.int64)
        anybody = Timeline.of(np.zeros(len(ends), dtype=np.int64), ends).last_day(np.zeros_like(day), day)
        fresh = (anybody < NO_DAY) & (day - anybody <= FRESH_DAYS)
        row = Timeline.of(frame["who"].to_numpy(dtype=np.int64), ends).last(who, day)
        term = _term(np.where(fresh, anybody, 0))
        this_term = pick(frame["term"], row).fillna(-1).to_numpy(dtype=np.int64) == term
        of_age = self.signals.attendance.columns(who, day, self.people.born[who])["school_age"] == 1
        kept = this_term & fresh & of_age.fillna(False).to_numpy(dtype=bool)
        return pd.DataFrame(
            {
                f"sessions_{name}_term": pick(frame[name], row).round().astype("Int16").where(kept)
                for name in ("possible", "absent")
            }
        )

    def of_homes(self, children: pd.DataFrame) -> pd.DataFrame:
        """By (day, home), of children with the columns of `of_children`: frame[attendance_gap_points,
        attendance_gap_chance, attendance_gap, missed_gap, missed_gap_chance, gap_beyond_chance, ...].

        *_gap            1 wide enough, and beyond chance; 0 not; NULL with fewer than two children recorded
        *_gap_wide       1 wide enough, whatever its chance
        *_gap_chance     how often equal care would show so wide a gap; NULL where the gap is not wide enough to ask
        gap_beyond_chance  either of the two, each held to half the line where both can be asked
        """
        school = self._school(children.dropna(subset=["sessions_possible_term"]))
        health = _health(children.dropna(subset=["appointments_due_12m"]))
        frame = school.join(health, how="outer")
        both = frame[["attendance_gap", "missed_gap"]].notna().all(axis=1)
        line = np.where(both, BEYOND_CHANCE / 2, BEYOND_CHANCE)
        chance = frame[["attendance_gap_chance", "missed_gap_chance"]].astype("float64").min(axis=1)
        known = frame[["attendance_gap", "missed_gap"]].notna().any(axis=1)
        frame["gap_beyond_chance"] = (chance <= line).astype("Int8").where(known)
        return frame

    def _school(self, pupils: pd.DataFrame) -> pd.DataFrame:
        possible, absent = (pupils[f"sessions_{name}_term"].to_numpy(dtype=np.int64) for name in ("possible", "absent"))
        share = pd.Series(absent / possible, index=pupils.index)
        ends = share.groupby([pupils["day"], pupils["home"]]).agg(["max", "min", "size"])
        points = ((ends["max"] - ends["min"]) * 100).where(ends["size"] > 1)
        wide = points >= self.practice.attendance_gap_points - 1e-9
        run = SESSIONS_A_DAY * self.practice.absence_run_days
        chances = np.maximum((possible / run + 0.5).astype(np.int64), 1)
        missed = np.minimum((absent / run + 0.5).astype(np.int64), chances)
        chance = _chance(pupils, missed, chances, wide)
        return _told("attendance", ends["size"] > 1, wide, chance).assign(
            attendance_gap_points=points.round().astype("Int16")
        )


def _health(children: pd.DataFrame) -> pd.DataFrame:
    due, missed = (children[f"appointments_{name}_12m"].to_numpy(dtype=np.int64) for name in ("due", "missed"))
    same_home = pd.Series(missed, index=children.index).groupby([children["day"], children["home"]])
    ends = same_home.agg(["max", "min", "size"])
    wide = (ends["max"] >= MISSED_OFTEN) & (ends["min"] == 0)
    return _told("missed", ends["size"] > 1, wide, _chance(children, missed, due, wide))


def _chance(children: pd.DataFrame, missed: Ints, chances: Ints, wide: "pd.Series[bool]") -> "pd.Series[float]":
    """By (day, home): the chance of the gap, worked out where it is wide enough to ask."""
    places = pd.Series(np.arange(len(wide)), index=wide.index).where(wide, -1)
    place = places.reindex(pd.MultiIndex.from_frame(children[_HOME])).to_numpy(dtype=np.int64)
    asked = place >= 0
    found = np.full(len(wide), np.nan)
    answer = chances_of_gaps(place[asked], missed[asked], chances[asked])
    found[: len(answer)] = answer
    return pd.Series(found, index=wide.index)


def _told(name: str, known: "pd.Series[bool]", wide: "pd.Series[bool]", chance: "pd.Series[float]") -> pd.DataFrame:
    return pd.DataFrame(
        {
            f"{name}_gap": (chance <= BEYOND_CHANCE).astype("Int8").where(known),
            f"{name}_gap_wide": wide.astype("Int8").where(known),
            f"{name}_gap_chance": chance.where(known),
        }
    )


def _term(day: Ints) -> "npt.NDArray[np.int64]":
    """A number for the term in which each half-term's last day lies: autumn to December, spring to April, summer."""
    months = stamps(day).astype("datetime64[M]").astype(np.int64)
    return months // 4
