"""Who lived with whom at each month-end, and household_month: households with a child in the neglect cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, day_number, days
from data.facts.people import NOT_RECORDED
from data.households import Households


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


def household_months(homes: Homes, months: pd.DataFrame, who: Ints, as_at: date) -> pd.DataFrame:
    """One month-end's households of two or more children, one or more of them in the neglect cohort.

    months: that month-end's plan_month rows; who: the child number of each of them.
    """
    cohort = neglect_cohort(months)
    wanted = np.unique(homes.home[who[cohort.to_numpy(dtype=bool)]])
    child = homes.members(wanted[wanted >= 0], day_number(as_at))
    plans = months.assign(child=who, cohort=cohort.to_numpy(dtype=bool))
    held = plans[["child", "plan_type", "drifting", "spell_days", "team_id", "team", "locality", "cohort"]]
    children = pd.DataFrame({"child": child, "home": homes.home[child]}).merge(held, on="child", how="left")
    status = children["plan_type"].fillna("none")
    children = children.assign(
        cp=status == "CP",
        cin=status == "CIN",
        none=status == "none",
        cohort=children["cohort"].eq(True),
        drift=(children["drifting"] == 1).fillna(False),
    )
    frame = (
        children.groupby("home")
        .agg(
            children=("child", "size"),
            children_in_cohort=("cohort", "sum"),
            children_cp=("cp", "sum"),
            children_cin=("cin", "sum"),
            children_no_plan=("none", "sum"),
            children_drifting=("drift", "sum"),
        )
        .reset_index()
    )
    frame = frame[frame["children"] >= 2]
    mixed = (frame[["children_cp", "children_cin", "children_no_plan"]] > 0).sum(axis=1) > 1
    frame["status_mismatch"] = mixed.astype("Int8")
    longest = children.sort_values("spell_days", ascending=False, kind="stable").drop_duplicates("home")
    frame = frame.merge(longest[["home", "team_id", "team", "locality"]], on="home", how="left")
    frame = frame.fillna({"team": NOT_RECORDED, "locality": NOT_RECORDED})
    key = pd.Series(homes.keys[frame["home"].to_numpy(dtype=np.int64)], dtype=object)
    linked = homes.groups[["signals", "confidence"]].reindex(key).reset_index(drop=True)
    return pd.concat([frame.drop(columns="home"), linked], axis=1).assign(household_key=key)
