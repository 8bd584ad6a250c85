"""What every kind of event is made with: its rows, whether it was in time, whose plan it belongs to."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Ints, day_number, pick, working_days_between
from data.facts.months import PlanMonths

_COLUMN = {"trigger": "trigger_date", "due": "due_date", "done": "done_date"}


def events(who: Ints, day: Ints, *, kind: str, **columns: pd.Series | npt.NDArray[Any]) -> pd.DataFrame:
    frame = pd.DataFrame({"who": who, "day": day, "kind": kind})
    for name, values in columns.items():
        frame[_COLUMN.get(name, name)] = values.array if isinstance(values, pd.Series) else values
    if "days" in frame:
        frame["days"] = frame["days"].round().astype("Int32")
    if "counted" not in frame:
        frame["counted"] = pd.array([1] * len(frame), dtype="Int8")
    return frame


def as_at_day(facts: PlanMonths) -> int:
    return day_number(facts.records.authority.as_at)


def yes(true: "pd.Series | np.ndarray[tuple[int], np.dtype[np.bool_]]") -> pd.Series:
    return pd.Series(np.asarray(true)).astype("Int8")


def in_time(due: Ints, done: Ints, facts: PlanMonths) -> pd.Series:
    """1 done by its due day, 0 done later or past due and not done, NULL not yet due or no clock."""
    as_at = as_at_day(facts)
    in_time = pd.Series(done <= due).astype("Int8")
    happened_by_now = np.where(done <= as_at, done, NO_DAY)
    waits = (happened_by_now == NO_DAY) & (due >= as_at)
    return in_time.where((due < NO_DAY) & ~waits)


def within(trigger: Ints, done: Ints, limit: int, facts: PlanMonths) -> pd.Series:
    """1 done at most so many working days after the trigger, 0 not, NULL not yet due or no clock.

    By days elapsed, so that what is done on a Saturday counts as on the Friday.
    """
    as_at = np.full(len(trigger), as_at_day(facts))
    happened = done <= as_at
    elapsed = working_days_between(trigger, np.where(happened, done, as_at))
    waits = ~happened & (elapsed <= limit)
    return pd.Series(happened & (elapsed <= limit)).astype("Int8").where((trigger < NO_DAY) & ~waits)


def childhood_end(facts: PlanMonths) -> Ints:
    """The day nothing more falls due for each spell: its end, the child's death or 18th birthday."""
    spells, people = facts.cp.spells, facts.people
    who = spells["person"].to_numpy(dtype=np.int64)
    end: Ints = np.minimum(spells["end"].to_numpy(dtype=np.int64), np.minimum(people.died[who], people.eighteen[who]))
    return end


def spell_categories(facts: PlanMonths) -> tuple[pd.Series, pd.Series]:
    """Each spell's neglect by initial and by latest category: 1 if any of its plans, NULL if none says."""
    by_spell = facts.cp.plans.groupby("spell")[["neglect_initial", "neglect_latest"]].max()
    return by_spell["neglect_initial"].astype("Int8"), by_spell["neglect_latest"].astype("Int8")


def either(initial: pd.Series, latest: pd.Series) -> pd.Series:
    return pd.concat([initial, latest], axis=1).max(axis=1).astype("Int8")


def categories(facts: PlanMonths, who: Ints, day: Ints) -> dict[str, pd.Series]:
    """neglect_initial and neglect_latest of the spell each child was in on the day; NULL where in none."""
    spell = facts.meetings.spell_on(who, day)
    initial, latest = spell_categories(facts)
    return {
        "neglect_initial": pick(initial, spell).astype("Int8"),
        "neglect_latest": pick(latest, spell).astype("Int8"),
    }
