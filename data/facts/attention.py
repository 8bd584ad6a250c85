"""Who of a home's children is given attention: seen, seen alone, own tool, assessment, plan, health and school record.

A child is compared with the brothers and sisters it lives with, and never with a rule of how much is enough: what one
child of a home has, another has not. A kind of attention that a child cannot have (a baby is not seen alone), or that
nothing held tells of, is NULL: neither given nor withheld.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, dates, live, months_later
from data.facts.attendance import AT_HOME, OFF_ROLL, ON_ROLL, UNMATCHED
from data.facts.people import People
from data.facts.read import Records
from data.facts.signals import Signals
from data.facts.spells import Plans
from data.facts.terms import ATTENTION
from data.practice import Practice

Truths = npt.NDArray[np.bool_]
TOOL_MONTHS = 12
# What a school record can say of where a child is taught.
_HELD = (ON_ROLL, AT_HOME, OFF_ROLL)
# How far a kind of attention reaches among a home's children.
NONE_OF_THEM, SOME_OF_THEM, ALL_OF_THEM = 0, 1, 2


@dataclass(frozen=True)
class Attention:
    """One authority's visits, tools, assessments and plans, asked child by child."""

    records: Records
    practice: Practice
    people: People
    signals: Signals
    cp: Plans
    cin: Plans

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[last_seen, last_assessed, *ATTENTION]: days, and the kinds of attention each 1 / 0 / NULL."""
        unborn = self.people.unborn(who, day)
        born = self.people.born[who]
        seen = self._seen(who, day, born).where(~unborn)
        alone = self._seen_alone(who, day, born, seen).where(~unborn)
        last_seen = self._visits["seen"].last_day(who, day)
        assessed_on = self._assessed.last_day(who, day)
        schooling = self.signals.attendance.columns(who, day, born)["schooling"]
        frame = pd.DataFrame(
            {
                # A visit before the child was born saw no child.
                "last_seen": dates(np.where((last_seen >= born) | (born == NO_DAY), last_seen, NO_DAY)),
                "last_assessed": dates(assessed_on),
                "has_seen": seen,
                "has_seen_alone": alone,
                "has_tool": self._tool(who, day).where(~unborn),
                "has_assessment": _condition(assessed_on < NO_DAY, self.records.told("ssd_cin_assessments", day)),
                "has_plan": pd.Series(self.on_cp(who, day) | self.on_cin(who, day)).astype("Int8"),
                "has_health": self.signals.appointments.columns(who, day)["health_known"].where(~unborn),
                "has_school": schooling.isin(_HELD).astype("Int8").where(schooling.isin([*_HELD, UNMATCHED])),
            }
        )
        return frame[["last_seen", "last_assessed", *ATTENTION]]

    def on_cp(self, who: Ints, day: Ints) -> Truths:
        """On a child protection plan, whatever its category."""
        return self._live(self.cp, who, day)

    def on_cin(self, who: Ints, day: Ints) -> Truths:
        """On a child in need plan, whatever the need."""
        return self._live(self.cin, who, day)

    @staticmethod
    def _live(plans: Plans, who: Ints, day: Ints) -> Truths:
        person = plans.plans["person"].to_numpy(dtype=np.int64)
        starts, ends = (Timeline.of(person, plans.plans[edge].to_numpy(dtype=np.int64)) for edge in ("start", "end"))
        running: Truths = live(starts, ends, who, day) > 0
        return running

    @cached_property
    def _visits(self) -> dict[str, Timeline]:
        """Visits to the child of either kind: `seen`; of those `alone`, and `unanswered` where that is not recorded."""
        owners, held, seen, alone = [], [], [], []
        for table, prefix in (("ssd_cp_visits", "cppv_cp"), ("ssd_cin_visits", "cinv_cin")):
            visits = self.records[table]
            owners.append(self.records.owner(table, f"{prefix[:4]}_person_id"))
            held.append(self.records.day(table, f"{prefix}_visit_date"))
            seen.append((visits[f"{prefix}_visit_seen"] == "Y").to_numpy(dtype=bool))
            alone.append(visits[f"{prefix}_visit_seen_alone"].to_numpy(dtype=object))
        owner, day, was_seen, answer = (np.concatenate(part) for part in (owners, held, seen, alone))
        chosen = {"seen": was_seen, "alone": was_seen & (answer == "Y"), "unanswered": was_seen & pd.isna(answer)}
        return {name: Timeline.of(np.where(rows, owner, -1), day) for name, rows in chosen.items()}

    def _in_window(self, name: str, who: Ints, day: Ints, born: Ints) -> Truths:
        since = np.maximum(day - self.practice.sibling_seen_days, np.where(born < NO_DAY, born, -NO_DAY))
        found: Truths = self._visits[name].count(who, day, since - 1) > 0
        return found

    def _seen(self, who: Ints, day: Ints, born: Ints) -> pd.Series:
        """1 seen in the window; 0 not; NULL where the visits held would not tell, or the child was born in it.

        A child on a child protection plan is visited for that; whether any other is seen, both kinds of visit tell.
        """
        tells = {
            table: self._tells(table, column, day)
            for table, column in (("ssd_cp_visits", "cppv_cp_visit_seen"), ("ssd_cin_visits", "cinv_cin_visit_seen"))
        }
        seen = self._in_window("seen", who, day, born)
        told = tells["ssd_cp_visits"] & (tells["ssd_cin_visits"] | self.on_cp(who, day))
        just_born = (born < NO_DAY) & (day - born < self.practice.sibling_seen_days)
        return _condition(seen, seen | (told & ~just_born))

    def _tells(self, table: str, column: str, day: Ints) -> Truths:
        """Whether the feed tells of the whole window up to each day, and says at all who was seen."""
        first = self.records.first_day(table)
        if first is None or self.records[table][column].isna().all():
            return np.full(len(day), False)
        return self.records.told(table, day) & (day - self.practice.sibling_seen_days >= first)

    def _seen_alone(self, who: Ints, day: Ints, born: Ints, seen: pd.Series) -> pd.Series:
        """1 seen alone in the window; 0 not, though old enough; NULL too young, or a visit does not say."""
        alone, unanswered = (self._in_window(name, who, day, born) for name in ("alone", "unanswered"))
        old_enough = (self.people.age(who, day) >= self.practice.seen_alone_age).fillna(False).to_numpy(dtype=bool)
        return _condition(alone, old_enough & (alone | (seen.notna().to_numpy() & ~unanswered)))

    @cached_property
    def _tools(self) -> Timeline:
        return Timeline.of(*(self.signals.tools[name].to_numpy(dtype=np.int64) for name in ("person", "day")))

    def _tool(self, who: Ints, day: Ints) -> pd.Series:
        """1 a neglect tool that names the child, or scores it, in the twelve months to the day; 0 none."""
        back = months_later(day, -TOOL_MONTHS)
        used = self._tools.count(who, day, back - 1) > 0
        first = self.records.first_day("ssd_x_neglect_tools")
        told = self.records.told("ssd_x_neglect_tools", day) & (back >= first if first is not None else False)
        return _condition(used, used | told)

    @cached_property
    def _assessed(self) -> Timeline:
        frame = self.people.assessments
        return Timeline.of(*(frame[name].to_numpy(dtype=np.int64) for name in ("person", "authorised")))


def ways_passed_by(children: pd.DataFrame) -> "pd.Series[int]":
    """How many kinds of attention each child is without that another child of its home (day, home) has."""
    kinds = children[list(ATTENTION)]
    another = kinds.groupby([children["day"], children["home"]]).transform("max")
    return ((kinds == 0) & (another == 1)).sum(axis=1).astype("Int16")


def reach(children: pd.DataFrame, ways: int) -> pd.DataFrame:
    """By (day, home): frame[*reach of each kind, most_passed_by, child_passed_by].

    children  with day, home, *ATTENTION and passed_by_ways
    The reach of a kind is 0 none, 1 some, 2 all of the children it is recorded of; NULL where those are under two.
    child_passed_by: a child is without so many `ways` that another has; NULL where so few kinds can be compared that
    no child could be.
    """
    same_home = children.groupby(["day", "home"])
    found = {}
    for kind, column in REACH.items():
        known, given = same_home[kind].count(), same_home[kind].sum()
        reaches = np.select([given == 0, given < known], [NONE_OF_THEM, SOME_OF_THEM], ALL_OF_THEM)
        found[column] = pd.Series(reaches, index=known.index).astype("Int8").where(known > 1)
    frame = pd.DataFrame(found)
    compared = frame.notna().sum(axis=1)
    most = same_home["passed_by_ways"].max()
    frame["child_passed_by"] = (most >= ways).astype("Int8").where(compared >= ways)
    return frame


REACH = {kind: kind.replace("has_", "reach_") for kind in ATTENTION}


def _condition(true: Truths, known: Truths) -> pd.Series:
    return pd.Series(true).astype("Int8").where(known)
