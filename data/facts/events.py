"""event: what happened or fell due, each in the month it is counted in.

Each function of EVENTS gives one kind: a frame with `who` (child number), `day` (the day it is counted on) and that
kind's own columns. Adding a kind is adding a function to the list.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import (
    NO_DAY,
    Ints,
    Timeline,
    dates,
    day_number,
    days,
    months_later,
    pick,
    working_days_between,
    working_days_later,
)
from data.facts.ends import ends
from data.facts.months import TWO_YEARS_DAYS, PlanMonths
from data.facts.people import holding
from data.facts.spells import elsewhere_ends

ASSESSMENT_WORKING_DAYS = 45
CONFERENCE_WORKING_DAYS = 15
CORE_GROUP_WORKING_DAYS = 10
REFERRAL_MONTHS = 12
NEXT_PLAN_WITHIN_DAYS = 28


def referrals(facts: PlanMonths) -> pd.DataFrame:
    """Every referral, no further action included. Re-referral: an earlier one, on an earlier day, in the twelve
    months to the day. For neglect: it led to a completed assessment with factor 16A."""
    records = facts.records
    table = records["ssd_cin_episodes"]
    who, day = (
        records.owner("ssd_cin_episodes", "cine_person_id"),
        records.day("ssd_cin_episodes", "cine_referral_date"),
    )
    earlier = Timeline.of(who, day).last_day(who, day - 1)
    assessed = facts.people.assessments
    with_16a = (holding(assessed["factors"], "16A") == 1).fillna(False).astype(bool)
    completed = assessed["authorised"] < NO_DAY
    for_neglect = assessed[with_16a & completed]
    named = for_neglect["referral"].isin(table["cine_referral_id"].dropna())
    neglect = table["cine_referral_id"].isin(for_neglect.loc[named, "referral"])
    unnamed = for_neglect[~named]
    # An assessment that names no referral we hold goes to the child's last before it began.
    last = Timeline.of(who, day).last(*(unnamed[name].to_numpy(dtype=np.int64) for name in ("person", "start")))
    neglect = neglect | table.index.isin(last[last >= 0])
    again = (earlier < NO_DAY) & (months_later(earlier, REFERRAL_MONTHS) >= day)
    return _events(who, day, kind="referral", done=day, rereferral=_yes(again), neglect=_yes(neglect))


def assessments(facts: PlanMonths) -> pd.DataFrame:
    """Every assessment, counted when authorised (open ones when due), in time within 45 working days of the referral.

    The referral is the one it names; if that is missing, the child's last before the assessment began; if there is
    none either, it is shown apart (counted = 0).
    """
    records, frame = facts.records, facts.people.assessments
    who = frame["person"].to_numpy(dtype=np.int64)
    start, done = frame["start"].to_numpy(dtype=np.int64), frame["authorised"].to_numpy(dtype=np.int64)
    referred = records.day("ssd_cin_episodes", "cine_referral_date")
    trigger = _linked_or_last(
        named=_day_of(records["ssd_cin_episodes"]["cine_referral_id"], referred, frame["referral"]),
        line=Timeline.of(records.owner("ssd_cin_episodes", "cine_person_id"), referred),
        who=who,
        day=start,
    )
    due = working_days_later(trigger, ASSESSMENT_WORKING_DAYS)
    return _events(
        who,
        np.where(done < NO_DAY, done, due),
        kind="assessment",
        trigger=trigger,
        due=due,
        done=done,
        days=working_days_between(trigger, done),
        in_time=_within(trigger, done, ASSESSMENT_WORKING_DAYS, facts),
        neglect=holding(frame["factors"], "16A"),
        counted=_yes(trigger < NO_DAY),
    )


def conferences(facts: PlanMonths) -> pd.DataFrame:
    """Initial conferences held, in time within 15 working days of the section 47 enquiry's start.

    The enquiry is the one named; if that is missing, the child's last before the conference. Transfers in, and
    conferences with no enquiry to be found, are shown apart (counted = 0).
    """
    records, name = facts.records, "ssd_initial_cp_conference"
    table = records[name]
    who, held = records.owner(name, "icpc_person_id"), records.day(name, "icpc_icpc_date")
    began = records.day("ssd_s47_enquiry", "s47e_s47_start_date")
    trigger = _linked_or_last(
        named=_day_of(records["ssd_s47_enquiry"]["s47e_s47_enquiry_id"], began, table["icpc_s47_enquiry_id"]),
        line=Timeline.of(records.owner("ssd_s47_enquiry", "s47e_person_id"), began),
        who=who,
        day=held,
    )
    due = working_days_later(trigger, CONFERENCE_WORKING_DAYS)
    return _events(
        who,
        held,
        kind="conference",
        trigger=trigger,
        due=due,
        done=held,
        days=working_days_between(trigger, held),
        in_time=_within(trigger, held, CONFERENCE_WORKING_DAYS, facts),
        neglect=_neglect_of_spell(facts, who, held),
        counted=_yes((trigger < NO_DAY) & (table["icpc_icpc_transfer_in"] != "Y").to_numpy()),
    )


def first_core_groups(facts: PlanMonths) -> pd.DataFrame:
    """Conferences that led to a plan: was the first core group within 10 working days? Counted in the month of the
    conference; not yet due and not held waits. Nothing is counted before core groups began to be recorded."""
    records, name = facts.records, "ssd_initial_cp_conference"
    named = records[name]["icpc_icpc_id"].isin(records["ssd_cp_plans"]["cppl_icpc_id"].dropna())
    led = ((records[name]["icpc_icpc_outcome_cp_flag"] == "Y") | named).to_numpy(dtype=bool)
    who, conference = records.owner(name, "icpc_person_id"), records.day(name, "icpc_icpc_date")
    who, conference = who[led], conference[led]
    held_line = facts.meetings.core_groups
    line = Timeline.of(held_line["person"].to_numpy(dtype=np.int64), held_line["held"].to_numpy(dtype=np.int64))
    held = line.next_day(who, conference - 1)
    due = working_days_later(conference, CORE_GROUP_WORKING_DAYS)
    return _events(
        who,
        conference,
        kind="core_group_first",
        trigger=conference,
        due=due,
        done=held,
        days=working_days_between(conference, held),
        in_time=_within(conference, held, CORE_GROUP_WORKING_DAYS, facts),
        neglect=_neglect_of_spell(facts, who, conference),
        counted=_yes(records.begun("ssd_x_core_group_meetings", np.where(due < NO_DAY, due, 0))),
    )


def reviews(facts: PlanMonths) -> pd.DataFrame:
    """Review conferences of child protection spells: each one held, and the next if it fell due and was not held.

    Counted on the day held, or the day due if that came first.
    """
    meetings, spells = facts.meetings, facts.cp.spells
    as_at = _as_at(facts)
    held = meetings.reviews[["spell", "held", "due"]]
    spell = np.arange(len(spells))
    stop = np.minimum(_childhood_end(facts), as_at)
    due = meetings.review_due(spell, stop) if len(spells) else spell
    missed = pd.DataFrame({"spell": spell, "held": NO_DAY, "due": due})[due < stop]
    every = pd.concat([held, missed], ignore_index=True)
    who = spells["person"].to_numpy(dtype=np.int64)[every["spell"]]
    done, due = every["held"].to_numpy(dtype=np.int64), every["due"].to_numpy(dtype=np.int64)
    day = np.minimum(done, due)
    return _events(
        who,
        day,
        kind="review",
        due=due,
        done=done,
        in_time=_in_time(due, done, facts).where(facts.records.begun("ssd_cp_reviews", day)),
        **_categories(facts, who, day),
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
    return _events(
        who,
        day,
        kind="visit",
        done=day,
        seen=seen,
        seen_alone=alone.where(old_enough),
        counted=_yes(facts.meetings.spell_on(who, np.where(known, day, -NO_DAY)) >= 0),
        **_categories(facts, who, day),
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
    stop = np.minimum(_childhood_end(facts)[number], _as_at(facts) + 1)
    kept = (day < stop) & ~facts.people.unborn(who, day)
    who, day, due, done, begun = who[kept], day[kept], due[kept], done[kept], begun[kept]
    return _events(
        who,
        day,
        kind="visit_due",
        trigger=begun,
        due=due,
        done=done,
        days=working_days_between(begun, done),
        in_time=_within(begun, done, facts.practice.visit_working_days, facts).where(
            facts.records.begun("ssd_cp_visits", day)
        ),
        **_categories(facts, who, day),
    )


def plan_starts(facts: PlanMonths) -> pd.DataFrame:
    """Child protection spells by their start: repeats, and how long they have run. A re-opening is not a start."""
    spells = facts.cp.spells
    who, start = spells["person"].to_numpy(dtype=np.int64), spells["start"].to_numpy(dtype=np.int64)
    previous_end = spells.groupby("person")["end"].shift(1)
    ended = np.where(previous_end.notna(), previous_end.fillna(0), NO_DAY).astype(np.int64)
    elsewhere = elsewhere_ends(facts.records).last_day(who, start)
    records, name = facts.records, "ssd_initial_cp_conference"
    moved_in = (records[name]["icpc_icpc_transfer_in"] == "Y").to_numpy(dtype=bool)
    owner = np.where(moved_in, records.owner(name, "icpc_person_id"), -1)
    transfer = Timeline.of(owner, records.day(name, "icpc_icpc_date")).count(who, start) > 0
    initial, latest = _spell_categories(facts)
    neglect = (_either(initial, latest) == 1).fillna(False)
    counted = neglect.astype("int64")
    neglect_before = counted.groupby(spells["person"]).cumsum() - counted > 0
    return _events(
        who,
        start,
        kind="plan_start",
        done=spells["end"].to_numpy(dtype=np.int64),
        days=_days_run(facts),
        outcome=ends(facts),
        repeat_ever=_yes((ended < NO_DAY) | _had_plans_before(facts, who, start)),
        repeat_24m=_yes((ended < NO_DAY) & (months_later(ended, 24) >= start)),
        repeat_12m=_yes((ended < NO_DAY) & (months_later(ended, 12) >= start)),
        repeat_neglect=_yes(neglect & neglect_before),
        repeat_any_authority=_yes(
            (ended < NO_DAY) | (elsewhere < NO_DAY) | transfer | _had_plans_before(facts, who, start)
        ),
        neglect_initial=initial,
        neglect_latest=latest,
    )


def plan_ends(facts: PlanMonths) -> pd.DataFrame:
    """Child protection spells by their end: how long they lasted and how they ended."""
    spells = facts.cp.spells
    initial, latest = _spell_categories(facts)
    end = spells["end"].to_numpy(dtype=np.int64)
    length = end - spells["start"].to_numpy(dtype=np.int64)
    return _events(
        spells["person"].to_numpy(dtype=np.int64),
        end,
        kind="plan_end",
        trigger=spells["start"].to_numpy(dtype=np.int64),
        done=end,
        days=np.where(end < NO_DAY, length, np.nan),
        outcome=ends(facts),
        lasted_2y=_yes(length >= TWO_YEARS_DAYS),
        neglect_initial=initial,
        neglect_latest=latest,
    )


EVENTS: tuple[Callable[[PlanMonths], pd.DataFrame], ...] = (
    referrals,
    assessments,
    conferences,
    first_core_groups,
    reviews,
    visits,
    visits_due,
    plan_starts,
    plan_ends,
)


def happened(facts: PlanMonths, kind: Callable[[PlanMonths], pd.DataFrame], since: int) -> pd.DataFrame:
    """One kind's rows of the event table (but the household's columns), from `since` to the authority's as-at."""
    as_at = _as_at(facts)
    raw = kind(facts)
    kept = raw[(raw["who"] >= 0) & (raw["day"] <= as_at) & (raw["day"] >= since)].reset_index(drop=True)
    who, day = kept["who"].to_numpy(dtype=np.int64), kept["day"].to_numpy(dtype=np.int64)
    frame = pd.concat([facts.people.dimensions(who, day), kept], axis=1)
    event_date = dates(day)
    frame["event_date"] = event_date
    frame["month"] = event_date + pd.offsets.MonthEnd(0)
    for column in ("trigger_date", "due_date", "done_date"):
        if column in frame:
            numbers = frame[column].to_numpy(dtype=np.int64)
            hidden = (numbers > as_at) & (column != "due_date")
            frame[column] = dates(np.where(hidden, NO_DAY, numbers))
    return frame


_COLUMN = {"trigger": "trigger_date", "due": "due_date", "done": "done_date"}


def _events(who: Ints, day: Ints, *, kind: str, **columns: pd.Series | npt.NDArray[Any]) -> pd.DataFrame:
    frame = pd.DataFrame({"who": who, "day": day, "kind": kind})
    for name, values in columns.items():
        frame[_COLUMN.get(name, name)] = values.array if isinstance(values, pd.Series) else values
    if "days" in frame:
        frame["days"] = frame["days"].round().astype("Int32")
    if "counted" not in frame:
        frame["counted"] = pd.array([1] * len(frame), dtype="Int8")
    return frame


def _as_at(facts: PlanMonths) -> int:
    return day_number(facts.records.authority.as_at)


def _yes(true: "pd.Series | np.ndarray[tuple[int], np.dtype[np.bool_]]") -> pd.Series:
    return pd.Series(np.asarray(true)).astype("Int8")


def _in_time(due: Ints, done: Ints, facts: PlanMonths) -> pd.Series:
    """1 done by its due day, 0 done later or past due and not done, NULL not yet due or no clock."""
    as_at = _as_at(facts)
    in_time = pd.Series(done <= due).astype("Int8")
    happened_by_now = np.where(done <= as_at, done, NO_DAY)
    waits = (happened_by_now == NO_DAY) & (due >= as_at)
    return in_time.where((due < NO_DAY) & ~waits)


def _within(trigger: Ints, done: Ints, limit: int, facts: PlanMonths) -> pd.Series:
    """1 done at most so many working days after the trigger, 0 not, NULL not yet due or no clock.

    By days elapsed, so that what is done on a Saturday counts as on the Friday.
    """
    as_at = np.full(len(trigger), _as_at(facts))
    happened = done <= as_at
    elapsed = working_days_between(trigger, np.where(happened, done, as_at))
    waits = ~happened & (elapsed <= limit)
    return pd.Series(happened & (elapsed <= limit)).astype("Int8").where((trigger < NO_DAY) & ~waits)


def _day_of(ids: pd.Series, day: Ints, wanted: pd.Series) -> Ints:
    """The day of the row each wanted id names; NO_DAY where it names none."""
    known = pd.Series(day, index=ids.to_numpy())
    known = known[known.index.notna() & ~known.index.duplicated()]
    return np.asarray(wanted.map(known).fillna(NO_DAY), dtype=np.int64)


def _linked_or_last(*, named: Ints, line: Timeline, who: Ints, day: Ints) -> Ints:
    return np.where(named < NO_DAY, named, line.last_day(who, np.where(day < NO_DAY, day, -NO_DAY)))


def _childhood_end(facts: PlanMonths) -> Ints:
    """The day nothing more falls due for each spell: its end, the child's death or 18th birthday."""
    spells, people = facts.cp.spells, facts.people
    who = spells["person"].to_numpy(dtype=np.int64)
    end: Ints = np.minimum(spells["end"].to_numpy(dtype=np.int64), np.minimum(people.died[who], people.eighteen[who]))
    return end


def _spell_categories(facts: PlanMonths) -> tuple[pd.Series, pd.Series]:
    """Each spell's neglect by initial and by latest category: 1 if any of its plans, NULL if none says."""
    by_spell = facts.cp.plans.groupby("spell")[["neglect_initial", "neglect_latest"]].max()
    return by_spell["neglect_initial"].astype("Int8"), by_spell["neglect_latest"].astype("Int8")


def _either(initial: pd.Series, latest: pd.Series) -> pd.Series:
    return pd.concat([initial, latest], axis=1).max(axis=1).astype("Int8")


def _categories(facts: PlanMonths, who: Ints, day: Ints) -> dict[str, pd.Series]:
    """neglect_initial and neglect_latest of the spell each child was in on the day; NULL where in none."""
    spell = facts.meetings.spell_on(who, day)
    initial, latest = _spell_categories(facts)
    return {
        "neglect_initial": pick(initial, spell).astype("Int8"),
        "neglect_latest": pick(latest, spell).astype("Int8"),
    }


def _neglect_of_spell(facts: PlanMonths, who: Ints, day: Ints) -> pd.Series:
    """Whether the plan a conference led to is for neglect: the spell begun within 28 days of it. NULL: no plan."""
    spells = facts.cp.spells
    line = Timeline.of(spells["person"].to_numpy(dtype=np.int64), spells["start"].to_numpy(dtype=np.int64))
    known = np.where(day < NO_DAY, day, 0)
    row = line.next(who, known - 1)
    initial, latest = _spell_categories(facts)
    neglect = pick(_either(initial, latest), row).astype("Int8")
    start = pick(spells["start"], row).fillna(NO_DAY).to_numpy(dtype=np.int64)
    return neglect.where(start - known <= NEXT_PLAN_WITHIN_DAYS)


def _had_plans_before(facts: PlanMonths, who: Ints, start: Ints) -> "npt.NDArray[np.bool_]":
    """Whether a census return counts earlier plans for the one that began then: plans before the records begin."""
    told = facts.records.previous_plans
    told = told[told["previous_plans"] > 0]
    owner = facts.records.persons.get_indexer(pd.Index(told["person_id"])).astype(np.int64)
    line = Timeline.of(owner, days(told["plan_start"]))
    found: npt.NDArray[np.bool_] = line.last_day(who, start) == start
    return found


def _days_run(facts: PlanMonths) -> Ints:
    start, end = (facts.cp.spells[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    run: Ints = np.minimum(end, _as_at(facts)) - start
    return run
