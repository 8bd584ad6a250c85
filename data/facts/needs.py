"""What is recorded of a child's own needs, by whom, and how the plan is adapted to them.

Where no source speaks of a child the answer is NULL: not recorded is never "no". A child on a waiting list is
neurodivergent here as much as one with a diagnosis: the need is what counts.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import Ints, Timeline, live
from data.facts.people import NOT_RECORDED, People
from data.facts.read import Records
from data.practice import Practice

Truths = npt.NDArray[np.bool_]
_NEURO, _ADAPTED = "ssd_x_neurodiversity", "ssd_x_adapted_plan"
# The one disability code that says there is none.
NO_DISABILITY = "NONE"
# Words in a record's source by which it is of school; any other record is counted as of health.
_OF_SCHOOL = "school|census|educat|sen"
_SAYS_SO = "diagnos|pathway|await|suspect"
KINDS = {
    "communication_needs": "communication needs",
    "reasonable_adjustment": "reasonable adjustment",
    "direct_work": "direct work",
}


@dataclass(frozen=True)
class Needs:
    """One authority's records of children's needs, ready to be asked for many children and days.

    Every function takes child numbers and days, the same length.
    """

    records: Records
    people: People
    practice: Practice

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """The columns of plan_month on needs and on how the plan is adapted."""
        sources = {
            "neuro_by_code": self._by_code(who),
            "neuro_by_health": self._by_record("health", who, day),
            "neuro_by_school": self._by_record("school", who, day),
        }
        own = self.neurodivergent_or_disabled(who, day)
        frame = pd.DataFrame(sources).assign(needs_recorded=self.recorded(who, day), neurodivergent_or_disabled=own)
        about = (own == 1).fillna(False).to_numpy(dtype=bool) & self.records.told(_ADAPTED, day)
        for name, kind in KINDS.items():
            frame[name] = pd.Series(self._adapted(kind, who, day)).astype("Int8").where(about)
        return frame.assign(adapted_plan=frame[list(KINDS)].min(axis=1).astype("Int8"))

    def recorded(self, who: Ints, day: Ints) -> pd.Series:
        """1 where any source speaks of the child's needs by the day, 0 where none does. Disability codes have no date,
        so they speak of every day; so does the mark of an EHC plan."""
        coded = np.isin(who, list(self._coded))
        planned = (self.records["ssd_person"]["pers_send_flag"] == "Y").to_numpy(dtype=bool)[who]
        return pd.Series(coded | planned | self._any_record(who, day)).astype("Int8")

    def neurodivergent_or_disabled(self, who: Ints, day: Ints) -> pd.Series:
        """1 where the child has any status of neurodivergence but not recorded, or a disability code that names one;
        0 where a code or record speaks of the child and none says so; NULL where none speaks. An EHC plan alone says
        neither."""
        disabled = self.people.has_disability(who, *(self.people.disability_codes - {NO_DISABILITY}))
        so = disabled | (self.people.neurodivergence(who, day) != NOT_RECORDED).to_numpy(dtype=bool)
        known = so | np.isin(who, list(self._coded)) | self._any_record(who, day)
        return pd.Series(so).astype("Int8").where(known)

    @cached_property
    def _coded(self) -> set[int]:
        """Children of whom a disability code is recorded, be it that there is none."""
        table = self.records["ssd_disability"]
        owner = self.records.owner("ssd_disability", "disa_person_id")
        return set(owner[table["disa_disability_code"].notna().to_numpy(dtype=bool)])

    def _by_code(self, who: Ints) -> pd.Series:
        coded = np.isin(who, list(self._coded))
        return pd.Series(self.people.has_disability(who, "AUT")).astype("Int8").where(coded)

    @cached_property
    def _lines(self) -> dict[str, tuple[Timeline, Timeline]]:
        """By source: when its records began to speak of each child, and when they said that it is neurodivergent. A
        record without a date has always held."""
        table = self.records[_NEURO]
        owner = self.records.owner(_NEURO, "neur_person_id")
        since = self.people.since(_NEURO, "neur_status_date")
        school = table["neur_source"].fillna("").str.lower().str.contains(_OF_SCHOOL).to_numpy(dtype=bool)
        status = table["neur_status"].fillna("").str.lower()
        says = (status.str.contains(_SAYS_SO) | (table["neur_primary_need"] == "ASD")).to_numpy(dtype=bool)
        lines = {}
        for name, mine in (("school", school), ("health", ~school)):
            lines[name] = tuple(Timeline.of(np.where(rows, owner, -1), since) for rows in (mine, mine & says))
        return lines  # type: ignore[return-value]

    def _by_record(self, source: str, who: Ints, day: Ints) -> pd.Series:
        speaks, says = (line.count(who, day) > 0 for line in self._lines[source])
        return pd.Series(says).astype("Int8").where(speaks)

    def _any_record(self, who: Ints, day: Ints) -> Truths:
        spoken: Truths = np.any([line.count(who, day) > 0 for line, _ in self._lines.values()], axis=0)
        return spoken

    @cached_property
    def _adaptations(self) -> dict[str, tuple[Timeline, Timeline]]:
        """By kind: the days from which each record holds, and those from which it holds no more."""
        kind = self.records[_ADAPTED]["adpl_kind"].fillna("")
        owner = self.records.owner(_ADAPTED, "adpl_person_id")
        start = self.records.day(_ADAPTED, "adpl_date")
        end = np.maximum(self.records.day(_ADAPTED, "adpl_end_date"), start)
        lines = {}
        for name in KINDS.values():
            mine = np.where((kind == name).to_numpy(dtype=bool), owner, -1)
            lines[name] = (Timeline.of(mine, start), Timeline.of(mine, end))
        return lines

    def _adapted(self, kind: str, who: Ints, day: Ints) -> Truths:
        """Whether a record of the kind holds on the day; of direct work, whether a session was held lately."""
        begun, over = self._adaptations[kind]
        if kind == KINDS["direct_work"]:
            held: Truths = begun.count(who, day, day - self.practice.direct_work_days - 1) > 0
            return held
        running: Truths = live(begun, over, who, day) > 0
        return running
