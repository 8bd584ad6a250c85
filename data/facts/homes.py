"""Who lived with whom at each month-end: household_month, of households with a child in the neglect
cohort, and sibling_month, of their children."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, day_number, days
from data.facts.people import NOT_RECORDED
from data.households import Households

# The plan type of a child who is on none.
NO_PLAN = "none"


@dataclass(frozen=True)
class Homes:
    """Households by number, so that a size is looked up and not merged.

    home     each child's household number; -1 for a child in none
    keys     household number -> household_key
    sizes    [month, household number] -> children in it at that month-end
    """

    persons: pd.Index
    home: Ints
    keys: "np.ndarray[tuple[int], np.dtype[np.object_]]"
    ends: Ints
    counts_from: Ints
    counts_until: Ints
    sizes: Ints
    groups: pd.DataFrame

    @classmethod
    def of(cls, linked: Households, persons: pd.Index, ends: Sequence[date]) -> "Homes":
        """Number the households of one authority's children (`persons`: their ids) and size them at each month-end."""
        frame = linked.linked
        number, keys = pd.factorize(frame["household_key"])
        start = days(frame["counts_from"])
        begun = np.where(start == NO_DAY, -NO_DAY, start)
        until = days(frame["counts_until"])

        def of_each(values: Ints, otherwise: int) -> Ints:
            """The values by child instead of by row; a child in no household has `otherwise`."""
            found = pd.Series(values, index=frame["person_id"].to_numpy()).reindex(persons, fill_value=otherwise)
            return found.to_numpy(dtype=np.int64)

        month_ends = np.array([day_number(end) for end in ends], dtype=np.int64)
        sizes = [np.bincount(number[(begun <= day) & (until > day)], minlength=len(keys)) for day in month_ends]
        return cls(
            persons=persons,
            home=of_each(number.astype(np.int64), -1),
            keys=np.asarray(keys, dtype=object),
            ends=month_ends,
            counts_from=of_each(begun, int(NO_DAY)),
            counts_until=of_each(until, -int(NO_DAY)),
            sizes=np.array(sizes, dtype=np.int64),
            groups=linked.groups.set_index("household_key"),
        )

    def columns(self, who: Ints, day: Ints) -> pd.DataFrame:
        """frame[household_key, household_size] at the month-end on or after each day; alone where in no household."""
        month = np.minimum(np.searchsorted(self.ends, day), len(self.ends) - 1)
        home = self.home[who]
        safe = np.maximum(home, 0)
        size = self.sizes[month, safe] if len(self.keys) else np.ones(len(who))
        key = self.keys[safe] if len(self.keys) else np.full(len(who), None)
        counted = (home >= 0) & (size > 0)
        return pd.DataFrame(
            {
                "household_key": np.where(home >= 0, key, self.persons.to_numpy()[who]),
                "household_size": pd.array(np.where(counted, size, 1), dtype="Int16"),
            }
        )

    def members(self, homes: Ints, day: int) -> Ints:
        """The children (numbers) in these households on the day."""
        there = (self.counts_from <= day) & (self.counts_until > day)
        return np.flatnonzero(there & np.isin(self.home, homes)).astype(np.int64)


def neglect_cohort(months: pd.DataFrame) -> pd.Series:
    """True where a plan_month row is in the neglect cohort, by either category."""
    return (months[["neglect_initial", "neglect_latest", "neglect_cin"]] == 1).any(axis=1)


# What is true of a household where it is of any child of it.
_OF_ANY_CHILD = ["neglect_initial", "neglect_latest", "neglect_cin"]
_PLACE = ["team_id", "team", "locality"]


def children_at_home(homes: Homes, months: pd.DataFrame, who: Ints, as_at: date) -> pd.DataFrame:
    """The children of one month-end's households of two or more, one or more of them in the neglect cohort.

    months  that month-end's plan_month rows; who: the child number of each of them
    frame[who, day, home, plan_type, in_cohort, drifting, spell_days, team_id, team, locality, neglect_initial,
    neglect_latest, neglect_cin], by child number. A child on no plan has plan_type none, and the rest missing.
    """
    cohort = neglect_cohort(months)
    wanted = np.unique(homes.home[who[cohort.to_numpy(dtype=bool)]])
    child = homes.members(wanted[wanted >= 0], day_number(as_at))
    home = homes.home[child]
    held = months[["plan_type", "drifting", "spell_days", *_PLACE, *_OF_ANY_CHILD]]
    plans = held.assign(who=who, in_cohort=cohort.to_numpy(dtype=bool))
    children = pd.DataFrame({"who": child, "day": day_number(as_at), "home": home}).merge(plans, on="who", how="left")
    several = np.bincount(home, minlength=len(homes.keys))[home] > 1
    children = children.assign(
        plan_type=children["plan_type"].fillna(NO_PLAN), in_cohort=children["in_cohort"].eq(True).astype("Int8")
    )
    return children[several].reset_index(drop=True)


def household_months(homes: Homes, children: pd.DataFrame) -> pd.DataFrame:
    """household_month (but the month and authority) of `children_at_home`, of one month-end or of several, with `home`
    and `day`."""
    status = children["plan_type"]
    counted = children[["day", "home", *_OF_ANY_CHILD]].assign(
        children=1,
        children_in_cohort=children["in_cohort"],
        children_cp=(status == "CP").astype("Int64"),
        children_cin=(status == "CIN").astype("Int64"),
        children_no_plan=(status == NO_PLAN).astype("Int64"),
        children_drifting=(children["drifting"] == 1).fillna(False).astype("Int64"),
    )
    same_home = counted.groupby(["day", "home"])
    added = [str(name) for name in counted if str(name).startswith("children")]
    frame = pd.concat([same_home[added].sum(), same_home[_OF_ANY_CHILD].max()], axis=1).reset_index()
    mixed = (frame[["children_cp", "children_cin", "children_no_plan"]] > 0).sum(axis=1) > 1
    frame["status_mismatch"] = mixed.astype("Int8")
    longest = children.sort_values("spell_days", ascending=False, kind="stable").drop_duplicates(["day", "home"])
    frame = frame.merge(longest[["day", "home", *_PLACE]], on=["day", "home"], how="left")
    frame = frame.fillna({"team": NOT_RECORDED, "locality": NOT_RECORDED})
    key = pd.Series(homes.keys[frame["home"].to_numpy(dtype=np.int64)], dtype=object)
    linked = homes.groups[["signals", "confidence"]].reindex(key).reset_index(drop=True)
    return pd.concat([frame, linked], axis=1).assign(household_key=key)


def sibling_months(children: pd.DataFrame, households: pd.DataFrame, dimensions: pd.DataFrame) -> pd.DataFrame:
    """sibling_month (but the month and authority) of `children_at_home`, with `who` and `day`.

    households  their household_month rows, by `household_months`
    dimensions  of each child on its day. A child on a plan is its own team's, any other the household's: whoever works
                with the household works with them
    """
    home = children[["day", "home"]].merge(households, on=["day", "home"], how="left")
    on_plan = (children["plan_type"] != NO_PLAN).to_numpy(dtype=bool)
    columns = ["household_key", "children_cp", "children_cin", "children_drifting", *_OF_ANY_CHILD]
    frame = pd.concat([dimensions, children[["who", "day", "plan_type", "in_cohort"]], home[columns]], axis=1)
    place = {name: dimensions[name].where(on_plan, home[name]) for name in _PLACE}
    return frame.assign(**place, household_size=home["children"])
