"""What presses on a plan: tools not used or scores not moving, missed care, no challenge.

Every function takes child numbers and days (and, where it matters, the day the spell began), all the same length.
Before a feed has begun the answer is NULL, not 0.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.appointments import Appointments
from data.facts.asof import NO_DAY, Ints, Timeline, days, live, months_later
from data.facts.attendance import Attendance
from data.facts.read import Records
from data.practice import Practice

STUCK_SHARE = 0.75  # grade 4 of 1 to 5, as a share of the scale from best to worst
_PHYSICAL_DOMAINS = "physical|hygiene|nutrition|food|cloth|housing"
_NOT_NEGLECT_TOOLS = "home condition|condition of a home|condition of the home|daily hassles|chronology"

Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Signals:
    """One authority's tools, health, school and challenge records, ready to be asked."""

    records: Records
    practice: Practice

    @cached_property
    def _neglect_tools(self) -> pd.DataFrame:
        """Completed tools that are neglect tools: records of home conditions and of parents' hassles are not."""
        table = self.records["ssd_x_neglect_tools"]
        neglect = ~table["negt_tool_name"].fillna("").str.lower().str.contains(_NOT_NEGLECT_TOOLS)
        return table[neglect & table["negt_completed_date"].notna()]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Each score of a neglect tool, with the tool's columns, `child` and `worst`: how bad it is on the tool's own
        scale and in its own direction, from 0 to 1."""
        items = self.records["ssd_x_neglect_tool_items"]
        scored = items.merge(self._neglect_tools, left_on="neti_tool_id", right_on="negt_tool_id")
        child = scored["neti_child_id"].where(scored["neti_child_id"].notna(), scored["negt_person_id"])
        span = scored["negt_scale_max"] - scored["negt_scale_min"]
        share = (scored["neti_score"] - scored["negt_scale_min"]) / span.where(span > 0)
        return scored.assign(child=child, worst=share.where(scored["negt_higher_is_worse"] != "N", 1 - share))

    @cached_property
    def physical_grades(self) -> pd.DataFrame:
        """What neglect tools say of each child's physical care: frame[person, day, poor], in order of child and day.

        poor: 1 where the worst of its physical domains is at grade 4 to 5 of 5, else 0.
        """
        domain = self.scores["neti_domain"].fillna("").str.lower()
        scored = self.scores[domain.str.contains(_PHYSICAL_DOMAINS) & self.scores["worst"].notna()]
        worst = scored.groupby(["child", "negt_completed_date"], as_index=False)["worst"].max()
        frame = pd.DataFrame(
            {
                "person": self.records.persons.get_indexer(pd.Index(worst["child"])).astype(np.int64),
                "day": days(worst["negt_completed_date"]),
                "poor": (worst["worst"] >= STUCK_SHARE).astype("Int8"),
            }
        )
        return frame[frame["person"] >= 0].sort_values(["person", "day"]).reset_index(drop=True)

    @cached_property
    def tools(self) -> pd.DataFrame:
        """Completed neglect tools, child by child: frame[person, day, stuck, until], in order of child and day.

        A tool counts for the child it names and for each child its items name. Worst grade = the worst domain. stuck =
        this one and the one before of the same tool and version both at grade 4 to 5 of 5, and no better.
        """
        tools = self._neglect_tools
        by_child = self.scores.groupby(["negt_tool_id", "child"], as_index=False)["worst"].max()
        named = tools[["negt_tool_id", "negt_person_id"]].rename(columns={"negt_person_id": "child"}).dropna()
        by_child = by_child.merge(named, on=["negt_tool_id", "child"], how="outer").merge(tools, on="negt_tool_id")
        frame = pd.DataFrame(
            {
                "person": self.records.persons.get_indexer(pd.Index(by_child["child"])).astype(np.int64),
                "day": days(by_child["negt_completed_date"]),
                "tool": by_child["negt_tool_name"].fillna("") + " " + by_child["negt_tool_version"].fillna(""),
                "worst": by_child["worst"].to_numpy(dtype=float),
                "id": by_child["negt_tool_id"].to_numpy(),
            }
        )
        frame = frame[frame["person"] >= 0].sort_values(["person", "day", "tool", "id"]).reset_index(drop=True)
        same = frame.groupby(["person", "tool"])
        before = same["worst"].shift(1)
        frame["stuck"] = (frame["worst"] >= STUCK_SHARE) & (before >= STUCK_SHARE) & (frame["worst"] >= before)
        frame["until"] = same["day"].shift(-1, fill_value=NO_DAY)
        return frame

    @cached_property
    def _stuck(self) -> tuple[Timeline, Timeline]:
        """When a child's scores on one tool became stuck, and when that tool was next used."""
        stuck = self.tools[self.tools["stuck"]]
        person = stuck["person"].to_numpy(dtype=np.int64)
        return tuple(Timeline.of(person, stuck[name].to_numpy(dtype=np.int64)) for name in ("day", "until"))  # type: ignore[return-value]

    def tool_stuck(self, who: Ints, begun: Ints, day: Ints, unborn: Truths) -> pd.Series:
        """Drift flag 6: plan six months old and no neglect tool in six months; or the last two of a tool stuck.

        NULL for unborn children, until six months after the feed's first tool, and once the feed has stopped.
        """
        months = self.practice.tool_months
        line = Timeline.of(self.tools["person"].to_numpy(dtype=np.int64), self.tools["day"].to_numpy(dtype=np.int64))
        last = line.last_day(who, day)
        none_recent = (last >= NO_DAY) | (months_later(last, months) < day)
        stuck = live(*self._stuck, who, day) > 0
        flagged = ((months_later(begun, months) <= day) & none_recent) | stuck
        first = self.records.first_day("ssd_x_neglect_tools")
        begins = np.int64(NO_DAY) if first is None else months_later(np.array([first]), months)[0]
        told = (begins <= day) & self.records.told("ssd_x_neglect_tools", day)
        return pd.Series(flagged).astype("Int8").where(told & ~unborn)

    @cached_property
    def appointments(self) -> Appointments:
        return Appointments(self.records)

    @cached_property
    def attendance(self) -> Attendance:
        return Attendance(self.records)

    @cached_property
    def _visits_missed(self) -> Timeline:
        """Visits at which the child was not seen, and core groups the parents missed."""
        core_group = self.records["ssd_x_core_group_meetings"]["corg_meeting_type"].fillna("core group").str.lower()
        owners, held = [], []
        for table, person, day, answer in (
            ("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date", "cppv_cp_visit_seen"),
            ("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen"),
            ("ssd_x_core_group_meetings", "corg_person_id", "corg_held_date", "corg_parents_attended"),
        ):
            no = self.records[table][answer] == "N"
            if table == "ssd_x_core_group_meetings":
                no &= core_group.str.contains("core")
            owners.append(np.where(no, self.records.owner(table, person), -1))
            held.append(self.records.day(table, day))
        return Timeline.of(np.concatenate(owners), np.concatenate(held))

    def shown(self, who: Ints, day: Ints) -> dict[str, Ints]:
        """The three signals of the signal rule, each with its first day in the window (60 days); NO_DAY where it is not
        there.

        not_brought      not brought to an appointment in the window
        low_attendance   under 90 % attendance in the last half-term: the day that ended, or, where the half-term
                         before was low too, as far back as the window goes
        not_seen         in the window a visit with the child not seen, or a core group the parents missed
        """
        after = day - self.practice.signal_days - 1
        low = self.attendance.low_since(who, day, self.practice.signal_attendance)
        lines = {"not_brought": self.appointments.missed, "not_seen": self._visits_missed}
        first = {name: line.next_day(who, after) for name, line in lines.items()}
        found = {name: np.where(on <= day, on, NO_DAY) for name, on in first.items()}
        return found | {"low_attendance": np.where(low < NO_DAY, np.maximum(low, after + 1), NO_DAY)}

    def signal(self, who: Ints, day: Ints) -> pd.Series:
        """1 where two or more of the three signals are there. NULL where under two are recorded here."""
        feeds = ("ssd_x_health_appointments", "ssd_x_school_attendance", "ssd_cp_visits")
        recorded = np.sum([self.records.told(name, day) for name in feeds], axis=0)
        count = np.sum([on < NO_DAY for on in self.shown(who, day).values()], axis=0)
        return pd.Series(count >= 2).astype("Int8").where(recorded >= 2)

    def signal_unanswered(self, who: Ints, day: Ints, answered: Truths) -> pd.Series:
        """Drift flag 7: the signal, and no live action of the plan on a health or education theme."""
        signal = self.signal(who, day)
        flagged = signal.mask(answered & signal.notna().to_numpy(), 0)
        return flagged.where(self.records.told("ssd_x_plan_actions", day))

    @cached_property
    def _legal(self) -> Timeline:
        name = "ssd_pre_proceedings"
        columns = (
            "prep_pre_pro_decision_date",
            "prep_initial_pre_pro_meeting_date",
            "prep_pre_pro_letter_date",
            "prep_care_pro_letter_date",
        )
        held = [self.records.day(name, column) for column in columns]
        return Timeline.of(np.tile(self.records.owner(name, "prep_person_id"), len(columns)), np.concatenate(held))

    def legal_planning(self, who: Ints, begun: Ints, day: Ints) -> pd.Series:
        """1 a legal-planning or pre-proceedings decision since the spell began; NULL before the feed began."""
        decided = self._legal.count(who, day, begun - 1) > 0
        return pd.Series(decided).astype("Int8").where(decided | self.records.told("ssd_pre_proceedings", day))

    @cached_property
    def _escalated(self) -> Timeline:
        owner = self.records.owner("ssd_x_escalations", "escl_person_id")
        return Timeline.of(owner, self.records.day("ssd_x_escalations", "escl_raised_date"))

    def no_challenge(self, who: Ints, begun: Ints, day: Ints, long_plan: Truths) -> pd.Series:
        """Drift flag 8: a long spell, and in it no legal-planning decision and no escalation.

        NULL where neither is known and either is recorded by nobody: half a record cannot tell of silence.
        """
        legal = self.legal_planning(who, begun, day)
        spoken = (legal == 1).fillna(False).to_numpy(dtype=bool) | (self._escalated.count(who, day, begun - 1) > 0)
        both = legal.notna().to_numpy() & self.records.told("ssd_x_escalations", day)
        return pd.Series(long_plan & ~spoken).astype("Int8").where(both | spoken)
