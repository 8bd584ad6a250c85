"""Brothers and sisters: what the children of one home are given, side by side.

Columns of sibling_month (a row a child) and of household_month (a row a home) for the indicators SD01 to SD06.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, days, months_later, working_days_between
from data.facts.attention import Attention, reach, ways_passed_by
from data.facts.care_grades import CareGrades
from data.facts.homes import NO_PLAN
from data.facts.months import CIN, PlanMonths
from data.facts.sibling_gaps import SiblingGaps
from data.facts.spells import Plans

# Children assessed within so long of the first are assessed together: the statutory time for one assessment.
ASSESSED_WITHIN_WORKING_DAYS = 45
CLOSED_APART_DAYS, CLOSED_MONTHS = 28, 12
_HOME = ["day", "home"]
_NEEDED_HERE_ONLY = ["flagged"]


@dataclass(frozen=True)
class Siblings:
    """One authority's brothers and sisters, worked out for the children of some month-ends' homes."""

    facts: PlanMonths

    @cached_property
    def attention(self) -> Attention:
        facts = self.facts
        return Attention(facts.records, facts.practice, facts.people, facts.signals, facts.cp, facts.cin)

    @cached_property
    def care(self) -> CareGrades:
        return CareGrades(self.facts.records, self.facts.practice, self.facts.signals)

    @cached_property
    def gaps(self) -> SiblingGaps:
        return SiblingGaps(self.facts.practice, self.facts.people, self.facts.signals)

    def with_plans_for_any_need(self, children: pd.DataFrame) -> pd.DataFrame:
        """`children_at_home` with the plan type of children in need for another reason than neglect, whom plan_month
        does not hold: they are on a plan all the same."""
        who, day = _whom(children)
        in_need = self.attention.on_cin(who, day) & (children["plan_type"] == NO_PLAN).to_numpy(dtype=bool)
        return children.assign(plan_type=children["plan_type"].mask(in_need, CIN))

    def of_children(self, children: pd.DataFrame) -> pd.DataFrame:
        """Columns of sibling_month, a row for each of `children_at_home` [who, day, home]."""
        who, day = _whom(children)
        given = self.attention.columns(who, day)
        latest = self.care.latest(children)
        scores = self.care.of_children(latest, len(children))
        frame = pd.concat([given, scores, self.gaps.of_children(who, day)], axis=1)
        keys = children[_HOME].reset_index(drop=True)
        return frame.assign(passed_by_ways=ways_passed_by(pd.concat([keys, frame], axis=1)))

    def of_homes(
        self, children: pd.DataFrame, columns: pd.DataFrame, keys: "np.ndarray[tuple[int], np.dtype[np.object_]]"
    ) -> pd.DataFrame:
        """Columns of household_month, with `day` and `home`.

        children  `children_at_home`; columns: of each of them, by `of_children`; keys: home number -> household_key
        """
        every = pd.concat([children[["who", *_HOME]].reset_index(drop=True), columns], axis=1)
        frame = reach(every, self.facts.practice.passed_by_ways)
        parts: list[pd.DataFrame | pd.Series] = [
            self._assessed(every),
            self.care.of_homes(self.care.latest(children)),
            self._closed_apart(every),
            self.gaps.of_homes(every),
        ]
        frame = frame.join(parts)
        flagged = frame["flagged"].fillna(NO_DAY).astype("int64")
        frame["disparity_explained"] = self.care.explained(children, flagged, keys)
        return frame.drop(columns=_NEEDED_HERE_ONLY).reset_index()

    def _assessed(self, children: pd.DataFrame) -> pd.DataFrame:
        """By (day, home): frame[all_assessed]: every child's latest assessment was completed within 45 working days of
        the earliest of them; and if any child has been scored with a neglect tool, so has every child that is born.

        NULL where assessments are not recorded.
        """
        who, day = _whom(children)
        assessed = pd.Series(days(children["last_assessed"]), index=children.index)
        born = ~self.facts.people.unborn(who, day)
        marks = children[_HOME].assign(
            assessed=assessed,
            scored=children["last_scored"].notna(),
            without_score=born & children["last_scored"].isna().to_numpy(),
            told=children["has_assessment"].notna(),
        )
        same_home = marks.groupby(_HOME)
        first, last = (same_home["assessed"].agg(end).to_numpy(dtype=np.int64) for end in ("min", "max"))
        together = (last < NO_DAY) & ~(working_days_between(first, last) > ASSESSED_WITHIN_WORKING_DAYS)
        alike = ~(same_home["scored"].any() & same_home["without_score"].any())
        told = same_home["told"].all()
        return pd.DataFrame({"all_assessed": (alike & together).astype("Int8").where(told)})

    def _closed_apart(self, children: pd.DataFrame) -> pd.DataFrame:
        """By (day, home): frame[closed_apart]: of two children's plans of one type that ended in the twelve months, one
        ended 28 days or more before the other. NULL where the source does not tell of all twelve months."""
        who, day = _whom(children)
        back = months_later(day, -CLOSED_MONTHS)
        apart = pd.Series(False, index=children.groupby(_HOME).size().index)
        for plans in (self.facts.cp, self.facts.cin):
            ended = pd.Series(_ends(plans).last_day(who, day), index=children.index)
            ended = ended.where((ended < NO_DAY) & (ended >= back))
            ends = ended.groupby([children["day"], children["home"]]).agg(["min", "max"])
            apart |= (ends["max"] - ends["min"]) >= CLOSED_APART_DAYS
        told = pd.Series(self.facts.told_before(day, CLOSED_MONTHS), index=children.index)
        told = told.groupby([children["day"], children["home"]]).all()
        return pd.DataFrame({"closed_apart": apart.astype("Int8").where(apart | told)})


def _whom(children: pd.DataFrame) -> tuple[Ints, Ints]:
    return children["who"].to_numpy(dtype=np.int64), children["day"].to_numpy(dtype=np.int64)


def _ends(plans: Plans) -> Timeline:
    return Timeline.of(*(plans.spells[name].to_numpy(dtype=np.int64) for name in ("person", "end")))
