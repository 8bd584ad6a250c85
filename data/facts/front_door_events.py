"""Events on the way to a plan: referrals, assessments, conferences, first core groups."""

import numpy as np
import pandas as pd

from data.facts.asof import (
    NO_DAY,
    Ints,
    Timeline,
    months_later,
    pick,
    working_days_between,
    working_days_later,
)
from data.facts.event_rows import either, events, spell_categories, within, yes
from data.facts.months import PlanMonths
from data.facts.people import holding
from data.facts.terms import PARENTAL_FACTORS

ASSESSMENT_WORKING_DAYS = 45
CONFERENCE_WORKING_DAYS = 15
CORE_GROUP_WORKING_DAYS = 10
REFERRAL_MONTHS = 12
PLAN_WITHIN_DAYS = 28


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
    # A census return tells of the referrals of its year: whether one came in the year before is known from its second.
    again_or_not = yes(again).where(facts.told_before(day, REFERRAL_MONTHS))
    return events(who, day, kind="referral", done=day, rereferral=again_or_not, neglect=yes(neglect))


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
    return events(
        who,
        np.where(done < NO_DAY, done, due),
        kind="assessment",
        trigger=trigger,
        due=due,
        done=done,
        days=working_days_between(trigger, done),
        in_time=within(trigger, done, ASSESSMENT_WORKING_DAYS, facts),
        neglect=holding(frame["factors"], "16A"),
        young_carer_factor=holding(frame["factors"], "7A").where(done < NO_DAY),
        counted=yes(trigger < NO_DAY),
        **{f"factor_{code.lower()}": holding(frame["factors"], code) for code in PARENTAL_FACTORS},
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
    return events(
        who,
        held,
        kind="conference",
        trigger=trigger,
        due=due,
        done=held,
        days=working_days_between(trigger, held),
        in_time=within(trigger, held, CONFERENCE_WORKING_DAYS, facts),
        neglect=_neglect_of_spell(facts, who, held),
        counted=yes((trigger < NO_DAY) & (table["icpc_icpc_transfer_in"] != "Y").to_numpy()),
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
    return events(
        who,
        conference,
        kind="core_group_first",
        trigger=conference,
        due=due,
        done=held,
        days=working_days_between(conference, held),
        in_time=within(conference, held, CORE_GROUP_WORKING_DAYS, facts),
        neglect=_neglect_of_spell(facts, who, conference),
        counted=yes(records.told("ssd_x_core_group_meetings", np.where(due < NO_DAY, due, 0))),
    )


def _day_of(ids: pd.Series, day: Ints, wanted: pd.Series) -> Ints:
    """The day of the row each wanted id names; NO_DAY where it names none."""
    known = pd.Series(day, index=ids.to_numpy())
    known = known[known.index.notna() & ~known.index.duplicated()]
    return np.asarray(wanted.map(known).fillna(NO_DAY), dtype=np.int64)


def _linked_or_last(*, named: Ints, line: Timeline, who: Ints, day: Ints) -> Ints:
    return np.where(named < NO_DAY, named, line.last_day(who, np.where(day < NO_DAY, day, -NO_DAY)))


def _neglect_of_spell(facts: PlanMonths, who: Ints, day: Ints) -> pd.Series:
    """Whether the plan a conference led to is for neglect: the spell begun within 28 days of it. NULL: no plan."""
    spells = facts.cp.spells
    line = Timeline.of(spells["person"].to_numpy(dtype=np.int64), spells["start"].to_numpy(dtype=np.int64))
    known = np.where(day < NO_DAY, day, 0)
    row = line.next(who, known - 1)
    initial, latest = spell_categories(facts)
    neglect = pick(either(initial, latest), row).astype("Int8")
    start = pick(spells["start"], row).fillna(NO_DAY).to_numpy(dtype=np.int64)
    return neglect.where(start - known <= PLAN_WITHIN_DAYS)
