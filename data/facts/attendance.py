"""School attendance: by half-term, and over the school year so far. Absent = authorised and unauthorised sessions.

The school year begins on 1 September. Sessions of a child taught at home, or on no school's roll, are nobody's to
miss: they are told apart and never counted as absence.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, months_between, pick, stamps
from data.facts.read import Records

NAME = "ssd_x_school_attendance"
# A half-term's attendance says nothing of a child once this many days have passed since it ended.
FRESH_DAYS = 100
# The Department for Education: missing a tenth, or half, of a pupil's own possible sessions or more.
PERSISTENT, SEVERE = 0.1, 0.5
# Statutory school age, in years completed on 31 August before the school year.
YOUNGEST, OLDEST = 5, 15
ON_ROLL, AT_HOME, OFF_ROLL, UNMATCHED = "On a school roll", "Taught at home", "On no school roll", "No school record"
NOT_OF_AGE = "Not of school age"


@dataclass(frozen=True)
class Attendance:
    """One authority's attendance, ready to be asked for many children and days."""

    records: Records

    @cached_property
    def _taught(self) -> "pd.Series[str]":
        """Where each row says the child is taught."""
        table = self.records[NAME]
        off_roll = (table["satt_on_roll_flag"] == "N").map({True: OFF_ROLL, False: ON_ROLL})
        return off_roll.mask(table["satt_elective_home_education_flag"] == "Y", AT_HOME)

    @cached_property
    def half_terms(self) -> pd.DataFrame:
        """frame[who, day, possible, absent, told, unauthorised], in order of child and day (the half-term's last).

        A child at two schools in one half-term has one attendance, over both. told: the possible sessions of those
        that say how many absences were unauthorised.
        """
        table = self.records[NAME]
        unauthorised = table["satt_sessions_unauthorised_absent"]
        absent = table[["satt_sessions_authorised_absent", "satt_sessions_unauthorised_absent"]]
        each = pd.DataFrame(
            {
                "who": self.records.owner(NAME, "satt_person_id"),
                "day": self.records.day(NAME, "satt_period_end"),
                "possible": table["satt_sessions_possible"],
                "absent": absent.sum(axis=1, min_count=1),
                "told": table["satt_sessions_possible"].where(unauthorised.notna(), 0),
                "unauthorised": unauthorised.fillna(0),
            }
        )
        kept = each[(self._taught == ON_ROLL) & (each["possible"] > 0) & each["absent"].notna()]
        return kept.groupby(["who", "day"], as_index=False)[["possible", "absent", "told", "unauthorised"]].sum()

    @cached_property
    def _line(self) -> Timeline:
        return Timeline.of(*(self.half_terms[name].to_numpy(dtype=np.int64) for name in ("who", "day")))

    @cached_property
    def _by_now(self) -> pd.DataFrame:
        """The half-terms' counts, added up child by child from the first to each."""
        counts = self.half_terms[["possible", "absent", "told", "unauthorised"]]
        return counts.groupby(self.half_terms["who"]).cumsum().astype("float64")

    def last_half_term(self, who: Ints, day: Ints) -> "npt.NDArray[np.float64]":
        """The share of sessions attended in each child's latest half-term; NaN where none is fresh."""
        fresh = day - self._line.last_day(who, day) <= FRESH_DAYS
        return np.where(fresh, pick(self._attended, self._line.last(who, day)).to_numpy(dtype=np.float64), np.nan)

    def low_since(self, who: Ints, day: Ints, share: float) -> Ints:
        """Since when each child's attendance has been under the share, half-term after half-term up to the latest: the
        last day of the first of them. NO_DAY where it is not, or none is fresh."""
        since = pick(self._runs_below(share), self._line.last(who, day)).fillna(NO_DAY).to_numpy(dtype=np.int64)
        return np.where(self.last_half_term(who, day) < share, since, NO_DAY)

    @cached_property
    def _attended(self) -> "pd.Series[float]":
        return 1 - self.half_terms["absent"] / self.half_terms["possible"]

    def _runs_below(self, share: float) -> "pd.Series[int]":
        """Of each half-term, the last day of the first in its run of those under the share (or not under it)."""
        terms, low = self.half_terms, self._attended < share
        before = terms.groupby("who")["day"].shift(1)
        broken = before.isna() | (terms["day"] - before > FRESH_DAYS) | (low != low.shift(1))
        return terms["day"].groupby(broken.cumsum()).transform("first")

    def columns(self, who: Ints, day: Ints, born: Ints) -> pd.DataFrame:
        """frame[school_age, schooling, attendance_known, persistent_absence, severe_absence, sessions_possible,
        sessions_unauthorised], over the school year so far. `born`: each child's birth day.

        attendance_known: a school-age child's sessions were found; NULL for other children, and while no half-term of
        the school year has ended. Absence is NULL where no sessions were found.
        """
        begins = school_year_begins(day)
        age = months_between(np.minimum(born, begins - 1), begins - 1) // 12
        of_age = (age >= YOUNGEST) & (age <= OLDEST)
        told = self.records.told(NAME, day) & self._begun(day, begins)
        year = self._over_the_year(who, day, begins)
        possible, absent = (year[name].to_numpy(dtype=np.float64) for name in ("possible", "absent"))
        matched = of_age & told & (possible > 0)
        share = pd.Series(absent / np.where(possible > 0, possible, np.nan))
        says_why = matched & (year["told"] > 0).to_numpy()
        return pd.DataFrame(
            {
                "school_age": pd.Series(of_age).astype("Int8").where(born < NO_DAY),
                "schooling": self._schooling(who, day, begins)
                .where(of_age & told)
                .mask(~of_age & (born < NO_DAY), NOT_OF_AGE),
                "attendance_known": pd.Series(possible > 0).astype("Int8").where(of_age & told),
                "persistent_absence": (share >= PERSISTENT).astype("Int8").where(matched),
                "severe_absence": (share >= SEVERE).astype("Int8").where(matched),
                "sessions_possible": year["told"].astype("Int32").where(says_why),
                "sessions_unauthorised": year["unauthorised"].astype("Int32").where(says_why),
            }
        )

    def _begun(self, day: Ints, begins: Ints) -> "npt.NDArray[np.bool_]":
        """Whether anybody's half-term of the school year has ended by each day."""
        ends = Timeline.of(np.zeros(len(self.half_terms), dtype=np.int64), self.half_terms["day"].to_numpy(np.int64))
        found: npt.NDArray[np.bool_] = ends.count(np.zeros(len(day), dtype=np.int64), day, begins - 1) > 0
        return found

    def _over_the_year(self, who: Ints, day: Ints, begins: Ints) -> pd.DataFrame:
        by_now = self._by_now.reset_index(drop=True)
        until, before = (by_now.reindex(self._line.last(who, upto)).fillna(0.0) for upto in (day, begins - 1))
        return until.reset_index(drop=True) - before.reset_index(drop=True)

    @cached_property
    def _rows(self) -> tuple[Timeline, pd.Series]:
        """Every row, one on a roll after the others of its day, and where it says the child is taught."""
        rows = pd.DataFrame(
            {
                "who": self.records.owner(NAME, "satt_person_id"),
                "day": self.records.day(NAME, "satt_period_end"),
                "taught": self._taught,
            }
        )
        rows = rows.assign(last=rows["taught"] == ON_ROLL).sort_values(["who", "day", "last", "taught"])
        return Timeline.of(*(rows[name].to_numpy(dtype=np.int64) for name in ("who", "day"))), rows["taught"]

    def _schooling(self, who: Ints, day: Ints, begins: Ints) -> pd.Series:
        line, taught = self._rows
        this_year = line.count(who, day, begins - 1) > 0
        return pick(taught, np.where(this_year, line.last(who, day), -1)).astype(object).fillna(UNMATCHED)


def school_year_begins(day: Ints) -> Ints:
    """1 September on or before each day."""
    month = stamps(day).astype("datetime64[M]")
    year = (month - np.timedelta64(8, "M")).astype("datetime64[Y]")
    september = year.astype("datetime64[M]") + np.timedelta64(8, "M")
    begins: Ints = september.astype("datetime64[D]").astype(np.int64)
    return begins
