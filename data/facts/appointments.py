"""Health appointments: due, missed, followed up. The one place that reads the attendance code.

Due: seen (5, 6), arrived too late (7), cancelled by or for the patient (2), did not attend (3), up to the day asked
about. Cancelled by the service (4) and not yet held (0) are neither due nor missed. Missed: 3 and 7, and 2 only where
the local rule has marked it as not brought. Where there is no code, the mark alone tells.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import Ints, Timeline, months_later
from data.facts.people import NOT_RECORDED
from data.facts.read import Records

NAME = "ssd_x_health_appointments"
MISSED, CANCELLED, KEPT = ("3", "7"), "2", ("5", "6")
# A child has a health record where an appointment fell due in so many months; misses are counted over fewer.
KNOWN_MONTHS, MISSED_MONTHS = 12, 6


@dataclass(frozen=True)
class Appointments:
    """One authority's appointments, ready to be asked for many children and days."""

    records: Records

    @cached_property
    def due(self) -> pd.DataFrame:
        """Those that fell due, or will: frame[who, day, service, missed, cancelled, followed].

        cancelled: by or for the patient, and not marked as not brought. followed: the day it was followed up.
        """
        table = self.records[NAME]
        code, mark = table["hapt_attendance_code"], table["hapt_was_not_brought"]
        marked = (code.isna() | (code == CANCELLED)) & (mark == "Y")
        frame = pd.DataFrame(
            {
                "who": self.records.owner(NAME, "hapt_person_id"),
                "day": self.records.day(NAME, "hapt_appointment_date"),
                "service": _as_usually_written(table["hapt_service"]),
                "missed": code.isin(MISSED) | marked,
                "cancelled": (code == CANCELLED) & ~marked,
                "followed": self.records.day(NAME, "hapt_followed_up_date"),
            }
        )
        held = code.isin([*MISSED, *KEPT, CANCELLED]) | (code.isna() & mark.notna())
        return frame[held].reset_index(drop=True)

    @cached_property
    def missed(self) -> Timeline:
        """Appointments that the child was not brought to."""
        return self._line(self.due["missed"])

    @cached_property
    def _every(self) -> Timeline:
        return self._line(pd.Series(True, index=self.due.index))

    @cached_property
    def followed_up(self) -> Timeline:
        """Days on which somebody followed up an appointment of the child's."""
        return Timeline.of(*(self.due[name].to_numpy(dtype=np.int64) for name in ("who", "followed")))

    def _line(self, keep: "pd.Series[bool]") -> Timeline:
        owner = self.due["who"].where(keep, -1).to_numpy(dtype=np.int64)
        return Timeline.of(owner, self.due["day"].to_numpy(dtype=np.int64))

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[health_known, missed_any_6m, missed_2plus_6m, appointments_due_12m, appointments_missed_12m].

        The first three are 1 / 0 / NULL; the others are counts of the twelve months to the day, NULL where the feed
        does not tell of it. health_known: an appointment fell due in those months.
        Misses are those of the six months to the day, of children whose health record is known; NULL until the feed
        has run so long. A child nobody made an appointment for has no record, and so no clean one.
        """
        told = self.records.told(NAME, day)
        year = months_later(day, -KNOWN_MONTHS) - 1
        due, missed = self._every.count(who, day, year), self.missed.count(who, day, year)
        known = due > 0
        begins = months_later(day, -MISSED_MONTHS)
        counted = self.missed.count(who, day, begins - 1)
        first = self.records.first_day(NAME)
        seen = told & known & (begins >= first) if first is not None else np.full(len(day), False)
        return pd.DataFrame(
            {
                "health_known": pd.Series(known).astype("Int8").where(told),
                "missed_any_6m": pd.Series(counted >= 1).astype("Int8").where(seen),
                "missed_2plus_6m": pd.Series(counted >= 2).astype("Int8").where(seen),
                "appointments_due_12m": pd.Series(due).astype("Int16").where(told),
                "appointments_missed_12m": pd.Series(missed).astype("Int16").where(told),
            }
        )


def _as_usually_written(service: "pd.Series[str]") -> "pd.Series[str]":
    """Services by one spelling each, the commonest, whatever the case they were written in."""
    words = service.str.strip()
    folded = words.str.casefold()
    usual = words.groupby(folded).agg(lambda written: written.value_counts().index[0])
    named = folded.map(usual).astype(object)
    return named.where(named.notna() & (folded != ""), NOT_RECORDED)
