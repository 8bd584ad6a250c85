"""How often each child was brought to the health appointments that fell due in a year.

Due: seen (5, 6), arrived too late (7), cancelled by or for the patient (2), did not attend (3). Cancelled by the
service (4) and not yet held (0) are neither due nor missed. Missed: 3 and 7, and 2 only where the local rule has marked
it as not brought. Where there is no code, the mark alone tells.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import Ints, Timeline, months_later
from data.facts.read import Records

_NAME = "ssd_x_health_appointments"
_MONTHS = 12


@dataclass(frozen=True)
class MissedCare:
    """One authority's appointments, ready to be counted for many children and days."""

    records: Records

    @cached_property
    def _lines(self) -> tuple[Timeline, Timeline]:
        """Appointments due, and those of them the child was not brought to."""
        table = self.records[_NAME]
        code, mark = table["hapt_attendance_code"], table["hapt_was_not_brought"]
        missed = code.isin(["3", "7"]) | ((code.isna() | (code == "2")) & (mark == "Y"))
        due = code.isin(["2", "3", "5", "6", "7"]) | (code.isna() & mark.notna())
        owner, day = self.records.owner(_NAME, "hapt_person_id"), self.records.day(_NAME, "hapt_appointment_date")
        return tuple(Timeline.of(np.where(rows.to_numpy(dtype=bool), owner, -1), day) for rows in (due, missed))  # type: ignore[return-value]

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[appointments_due_12m, appointments_missed_12m]: in the twelve months to the day; NULL where the feed
        does not tell of it."""
        since, told = months_later(day, -_MONTHS), self.records.told(_NAME, day)
        counted = {
            name: pd.Series(line.count(who, day, since)).astype("Int16").where(told)
            for name, line in zip(("appointments_due_12m", "appointments_missed_12m"), self._lines, strict=True)
        }
        return pd.DataFrame(counted)
