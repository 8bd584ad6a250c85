"""Events of child protection plans: reviews, visits, starts and ends."""

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Ints, Timeline, months_later, working_days_between, working_days_later
from data.facts.ends import ends
from data.facts.event_rows import (
    as_at_day,
    categories,
    childhood_end,
    either,
    events,
    in_time,
    spell_categories,
    within,
    yes,
)
from data.facts.months import PlanMonths
from data.facts.spells import elsewhere_ends
from data.facts.terms import TWO_YEARS_DAYS


def reviews(facts: PlanMonths) -> pd.DataFrame:
    """Review conferences of child protection spells: each one held, and the next if it fell due and was not held.

    Counted on the day held, or the day due if that came first.
    """
    meetings, spells = facts.meetings, facts.cp.spells
    as_at = as_at_day(facts)
    held = meetings.reviews[["spell", "held", "due"]]
    spell = np.arange(len(spells))
    stop = np.minimum(childhood_end(facts), as_at)
    due = meetings.review_due(spell, stop) if len(spells) else spell
    missed = pd.DataFrame({"spell": spell, "held": NO_DAY, "due": due})[due < stop]
    every = pd.concat([held, missed], ignore_index=True)
    who = spells["person"].to_numpy(dtype=np.int64)[every["spell"]]
    done, due = every["held"].to_numpy(dtype=np.int64), every["due"].to_numpy(dtype=np.int64)
    day = np.minimum(done, due)
    return events(
        who,
        day,
        kind="review",
        due=due,
        done=done,
        in_time=in_time(due, done, facts).where(facts.records.told("ssd_cp_reviews", day)),
        **categories(facts, who, day),
    )


def visits(facts: PlanMonths) -> pd.DataFrame:
    """Child protection visits: seen or not, and seen alone where the child is old enough (local setting). Those made
    outside a spell are shown apart (counted = 0)."""
    records, name = facts.records, "ssd_cp_visits"
    who, day = records.owner(name, "cppv_person_id"), records.day(name, "cppv_cp_visit_date")
    seen = records[name]["cppv_cp_visit_seen"].map({"Y": 1, "N": 0}).astype("Int8")
    alone = records[name]["cppv_cp_visit_seen_alone"].map({"Y": 1, "N": 0}).astype("Int8")
    safe = np.maximum(who, 0)
    known = (who >= 0) & (day < NO_DAY)
    old_enough = known & (months_later(facts.people.born[safe], facts.practice.seen_alone_age * 12) <= day)
    return events(
        who,
        day,
        kind="visit",
        done=day,
        seen=seen,
        seen_alone=alone.where(old_enough),
        counted=yes(facts.meetings.spell_on(who, np.where(known, day, -NO_DAY)) >= 0),
        **categories(facts, who, day),
    )


def visits_due(facts: PlanMonths) -> pd.DataFrame:
    """Each interval in which a child on a child protection plan had to be seen: was the child seen by its end?

    The clock starts with the plan (or the child's birth, if later) and again each time the child is seen. Counted on
    the day seen, or the day due if that came first; an interval that the plan's end cut short is not counted. Unborn
    children are left out.
    """
    spells, seen = facts.cp.spells, facts.meetings.seen
    number = np.arange(len(spells))
    begins = facts.meetings.visits_begin(spells["person"].to_numpy(dtype=np.int64), number)
    started = pd.DataFrame({"spell": number, "from": begins})
    spell = facts.meetings.spell_on(seen.owner, seen.day)
    inside = (spell >= 0) & ~facts.people.unborn(seen.owner, seen.day)
    again = pd.DataFrame({"spell": spell[inside], "from": seen.day[inside]})
    every = pd.concat([started, again], ignore_index=True).drop_duplicates()
    number = every["spell"].to_numpy(dtype=np.int64)
    who = spells["person"].to_numpy(dtype=np.int64)[number]
    begun = every["from"].to_numpy(dtype=np.int64)
    due = working_days_later(begun, facts.practice.visit_working_days)
    done = seen.next_day(who, begun)
    day = np.minimum(done, due)
    stop = np.minimum(childhood_end(facts)[number], as_at_day(facts) + 1)
    kept = (day < stop) & ~facts.people.unborn(who, day)
    who, day, due, done, begun = who[kept], day[kept], due[kept], done[kept], begun[kept]
    return events(
        who,
        day,
        kind="visit_due",
        trigger=begun,
        due=due,
        done=done,
        days=working_days_between(begun, done),
        in_time=within(begun, done, facts.practice.visit_working_days, facts).where(
            facts.records.told("ssd_cp_visits", day) & facts.meetings.tells_who_was_seen
        ),
        **categories(facts, who, day),
    )


def plan_starts(facts: PlanMonths) -> pd.DataFrame:
    """Child protection spells by their start: repeats, and how long they have run. A re-opening is not a start.

    A plan that a census return counts earlier ones for is a repeat, seen or not. How long after is only recorded from
    so long after the first return's year began: before, those known would be mostly the ones that are no repeats.
    """
    spells = facts.cp.spells
    who, start = spells["person"].to_numpy(dtype=np.int64), spells["start"].to_numpy(dtype=np.int64)
    previous_end = spells.groupby("person")["end"].shift(1)
    ended = np.where(previous_end.notna(), previous_end.fillna(0), NO_DAY).astype(np.int64)
    elsewhere = elsewhere_ends(facts.records).last_day(who, start)
    records, name = facts.records, "ssd_initial_cp_conference"
    moved_in = (records[name]["icpc_icpc_transfer_in"] == "Y").to_numpy(dtype=bool)
    owner = np.where(moved_in, records.owner(name, "icpc_person_id"), -1)
    transfer = Timeline.of(owner, records.day(name, "icpc_icpc_date")).count(who, start) > 0
    initial, latest = spell_categories(facts)
    neglect = (either(initial, latest) == 1).fillna(False)
    unseen = facts.earlier_unseen
    counted = neglect.astype("int64")
    neglect_before = counted.groupby(spells["person"]).cumsum() - counted > 0
    return events(
        who,
        start,
        kind="plan_start",
        done=spells["end"].to_numpy(dtype=np.int64),
        days=_days_run(facts),
        outcome=ends(facts),
        repeat_ever=yes((ended < NO_DAY) | unseen),
        repeat_24m=yes((ended < NO_DAY) & (months_later(ended, 24) >= start)).where(facts.told_before(start, 24)),
        repeat_12m=yes((ended < NO_DAY) & (months_later(ended, 12) >= start)).where(facts.told_before(start, 12)),
        repeat_neglect=yes(neglect & neglect_before).where(facts.told_before(start, 24)),
        repeat_any_authority=yes((ended < NO_DAY) | (elsewhere < NO_DAY) | transfer | unseen),
        neglect_initial=initial,
        neglect_latest=latest,
    )


def plan_ends(facts: PlanMonths) -> pd.DataFrame:
    """Child protection spells by their end: how long they lasted and how they ended."""
    spells = facts.cp.spells
    initial, latest = spell_categories(facts)
    end = spells["end"].to_numpy(dtype=np.int64)
    length = end - spells["start"].to_numpy(dtype=np.int64)
    return events(
        spells["person"].to_numpy(dtype=np.int64),
        end,
        kind="plan_end",
        trigger=spells["start"].to_numpy(dtype=np.int64),
        done=end,
        days=np.where(end < NO_DAY, length, np.nan),
        outcome=ends(facts),
        lasted_2y=yes(length >= TWO_YEARS_DAYS),
        neglect_initial=initial,
        neglect_latest=latest,
    )


def _days_run(facts: PlanMonths) -> Ints:
    start, end = (facts.cp.spells[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    run: Ints = np.minimum(end, as_at_day(facts)) - start
    return run
