"""Who in the home may be doing the caring: brothers and sisters to be asked, what they answered, young carers assessed.

An answer is a young carer record that says something (also "not a carer"), on each day it gives, or a completed
assessment with factor 7A. Before the young carer feed began the answer is NULL, not 0.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, months_later
from data.facts.needs import Needs
from data.facts.people import People, holding
from data.facts.read import Records
from data.practice import Practice

_CARERS = "ssd_x_young_carer"
_NOT_A_CARER = "not a carer"
# Parents' mental health, learning disability, illness or physical disability.
PARENT_FACTORS = ("4B", "5B", "6B")


@dataclass(frozen=True)
class Caring:
    """One authority's records of caring, ready to be asked for many children and days."""

    records: Records
    people: People
    needs: Needs
    practice: Practice

    @cached_property
    def _status(self) -> pd.Series:
        """What each young carer record says, empty where it says nothing: a blank answer is no answer."""
        return self.records[_CARERS]["ycar_status"].fillna("").str.lower()

    @cached_property
    def _answers(self) -> Timeline:
        """Days on which a child's caring was answered for."""
        assessed = self.people.assessments
        found = (holding(assessed["factors"], "7A") == 1).fillna(False).to_numpy(dtype=bool)
        owner = np.where(self._status != "", self.records.owner(_CARERS, "ycar_person_id"), -1)
        days = [self.records.day(_CARERS, name) for name in ("ycar_identified_date", "ycar_assessment_date")]
        by_factor = np.where(found, assessed["person"].to_numpy(dtype=np.int64), -1)
        return Timeline.of(
            np.concatenate([owner, owner, by_factor]),
            np.concatenate([*days, assessed["authorised"].to_numpy(dtype=np.int64)]),
        )

    @cached_property
    def _needs_assessed(self) -> Timeline:
        """When each young carer's needs assessment was completed: on the day given, else on the day they were found to
        be a carer, where the record says that it has been."""
        done = self._status.isin(["assessed", "support in place"])
        on, found = (self.records.day(_CARERS, name) for name in ("ycar_assessment_date", "ycar_identified_date"))
        carer = ~self._status.isin(["", _NOT_A_CARER])
        counted = (carer & ((on < NO_DAY) | done)).to_numpy(dtype=bool)
        owner = np.where(counted, self.records.owner(_CARERS, "ycar_person_id"), -1)
        return Timeline.of(owner, np.where(on < NO_DAY, on, found))

    def assessed(self, who: Ints, day: Ints, young_carer: "pd.Series[str]") -> pd.Series:
        """young_carer_assessed: of known young carers (young_carer "Yes"), 1 where their needs assessment is completed
        by the day, else 0. NULL for any other child, and before the feed began."""
        done = pd.Series(self._needs_assessed.count(who, day) > 0, name="young_carer_assessed").astype("Int8")
        return done.where((young_carer == "Yes").to_numpy(dtype=bool) & self.records.told(_CARERS, day))

    def at_home(self, who: Ints, day: Ints, home: Ints) -> pd.DataFrame:
        """The caring columns of sibling_month, of every child of some households, each on its day.

        frame[neurodivergent_or_disabled, lives_with_child, lives_with_parent, caring_due, caring_in_date,
        caring_ever_asked]
        """
        own = self.needs.neurodivergent_or_disabled(who, day)
        with_child = _another(own, day, home)
        with_parent = _any_of_home(self.people.factor(who, day, *PARENT_FACTORS), day, home)
        told = self.records.told(_CARERS, day)
        since = months_later(day, -self.practice.caring_question_months) - 1
        return pd.DataFrame(
            {
                "neurodivergent_or_disabled": own,
                "lives_with_child": with_child,
                "lives_with_parent": with_parent,
                "caring_due": self._due(who, day, with_child, with_parent),
                "caring_in_date": pd.Series(self._answers.count(who, day, since) > 0).astype("Int8").where(told),
                "caring_ever_asked": pd.Series(self._answers.count(who, day) > 0).astype("Int8").where(told),
            }
        )

    def _due(self, who: Ints, day: Ints, with_child: pd.Series, with_parent: pd.Series) -> pd.Series:
        """1 old enough to be asked and living with either; 0 too young, unborn, or with neither; NULL where the age, or
        whom the child lives with, is not known."""
        either = _or(with_child, with_parent)
        age = self.people.age(who, day).astype("Int16")
        too_young = (age < self.practice.caring_question_age).fillna(False).to_numpy(dtype=bool)
        too_young |= self.people.unborn(who, day)
        return either.mask(age.isna()).mask(too_young, 0).astype("Int8")


def of_households(children: pd.DataFrame, caring: pd.DataFrame) -> pd.DataFrame:
    """The caring columns of household_month: frame[day, home, caring_due, caring_in_date, caring_never,
    caring_for_child].

    children  frame[day, home]; caring: their `Caring.at_home`. Only households with a child to be asked are there
    """
    due = (caring["caring_due"] == 1).fillna(False).to_numpy(dtype=bool)
    asked = pd.DataFrame(
        {
            "day": children["day"].to_numpy()[due],
            "home": children["home"].to_numpy()[due],
            "caring_due": 1,
            "caring_in_date": caring["caring_in_date"].to_numpy()[due],
            "caring_never": (1 - caring["caring_ever_asked"]).to_numpy()[due],
            "caring_for_child": (caring["lives_with_child"] == 1).fillna(False).to_numpy(dtype=np.int8)[due],
        }
    )
    same_home = asked.groupby(["day", "home"])
    counted = same_home[["caring_due"]].sum()
    for name in ("caring_in_date", "caring_never"):
        # Before the feed began nothing is known of any child of the home.
        counted[name] = same_home[name].sum(min_count=1)
    counted["caring_for_child"] = same_home["caring_for_child"].max()
    return counted.astype("Int16").reset_index()


def _or(one: pd.Series, other: pd.Series) -> pd.Series:
    """1 where either is, 0 where both are known not to be, NULL else."""
    known = one.notna().to_numpy() & other.notna().to_numpy()
    true = ((one == 1).fillna(False) | (other == 1).fillna(False)).to_numpy(dtype=bool)
    return pd.Series(true).astype("Int8").where(true | known)


def _any_of_home(condition: pd.Series, day: Ints, home: Ints) -> pd.Series:
    """1 where the condition is 1 of any child of the household on the day, 0 where it is known and 0 of every one."""
    yes, unknown = _counts(condition, day, home)
    return _told(yes > 0, unknown == 0)


def _another(condition: pd.Series, day: Ints, home: Ints) -> pd.Series:
    """The same of the household's other children: the child's own condition does not count."""
    yes, unknown = _counts(condition, day, home)
    own_yes = (condition == 1).fillna(False).to_numpy(dtype=np.int64)
    own_unknown = condition.isna().to_numpy(dtype=np.int64)
    return _told(yes - own_yes > 0, unknown - own_unknown == 0)


def _counts(condition: pd.Series, day: Ints, home: Ints) -> tuple[Ints, Ints]:
    """Of each child: of how many of the household's children the condition is 1, and of how many it is not known."""
    yes = (condition == 1).fillna(False).to_numpy(dtype=np.int64)
    frame = pd.DataFrame({"yes": yes, "unknown": condition.isna().to_numpy(dtype=np.int64)})
    counted = frame.groupby([day, home])[["yes", "unknown"]].transform("sum").to_numpy(dtype=np.int64)
    return counted[:, 0], counted[:, 1]


def _told(true: "npt.NDArray[np.bool_]", known: "npt.NDArray[np.bool_]") -> pd.Series:
    return pd.Series(true).astype("Int8").where(true | known)
