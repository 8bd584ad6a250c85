"""How child protection spells ended, from what the records show next: the sector's data holds no reason of its own."""

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, Timeline, day_number
from data.facts.months import PlanMonths

NEXT_WITHIN_DAYS = 28
ELSEWHERE = "Moved to another authority"


def ends(facts: PlanMonths) -> pd.Series:
    """How each spell ended, from what the records show next; missing while open.

    In order: died; turned 18; into care within 28 days; moved to another authority (closure reason RC5 within 28
    days); child in need plan running or begun within 28 days; no further plan.
    """
    records, spells, people = facts.records, facts.cp.spells, facts.people
    who, end = spells["person"].to_numpy(dtype=np.int64), spells["end"].to_numpy(dtype=np.int64)
    safe_end = np.where(end < NO_DAY, end, 0)
    until = safe_end + NEXT_WITHIN_DAYS
    care_owner = records.owner("ssd_cla_episodes", "clae_person_id")
    care = Timeline.of(care_owner, records.day("ssd_cla_episodes", "clae_cla_episode_start_date"))
    moved = (records["ssd_cin_episodes"]["cine_close_reason"] == "RC5").to_numpy(dtype=bool)
    closed_owner = np.where(moved, records.owner("ssd_cin_episodes", "cine_person_id"), -1)
    away = Timeline.of(closed_owner, records.day("ssd_cin_episodes", "cine_close_date"))
    cin = facts.cin.plans
    cin_who = cin["person"].to_numpy(dtype=np.int64)
    begun = Timeline.of(cin_who, cin["start"].to_numpy(dtype=np.int64))
    stopped = Timeline.of(cin_who, cin["end"].to_numpy(dtype=np.int64))
    on_cin = begun.count(who, until) - stopped.count(who, safe_end) > 0
    window = safe_end - NEXT_WITHIN_DAYS
    outcome = np.select(
        [
            people.died[who] <= safe_end,
            people.eighteen[who] <= safe_end,
            care.count(who, until, window) > 0,
            away.count(who, until, window) > 0,
            on_cin,
        ],
        ["Died", "Turned 18", "Into care", ELSEWHERE, "Stepped down to child in need"],
        # Without records of care or of child in need plans nobody can say that nothing followed.
        "Not recorded" if records["ssd_cla_episodes"].empty or cin.empty else "No further plan",
    )
    return pd.Series(outcome, dtype=object).where((end < NO_DAY) & (end <= day_number(facts.records.authority.as_at)))
