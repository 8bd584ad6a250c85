"""Events of plans that ended: did it hold? Each is counted on the day its window had run, and only then (SO03)."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import NO_DAY, Timeline, months_later
from data.facts.ends import ELSEWHERE, NEXT_WITHIN_DAYS, ends
from data.facts.event_rows import events, spell_categories, yes
from data.facts.months import PlanMonths

Truths = npt.NDArray[np.bool_]


def held_six_months(facts: PlanMonths) -> pd.DataFrame:
    """Ended child protection spells six months on: held = no referral since, whatever was decided of it."""
    referred = Timeline.of(
        facts.records.owner("ssd_cin_episodes", "cine_person_id"),
        facts.records.day("ssd_cin_episodes", "cine_referral_date"),
    )
    told = facts.records["ssd_cin_episodes"]["cine_referral_date"].notna().any()
    return _held(facts, 6, [(referred, 0)], known=bool(told))


def held_a_year(facts: PlanMonths) -> pd.DataFrame:
    """The same twelve months on: no child protection plan since, and no child in need plan begun after the 28 days in
    which one is a step down."""
    in_need = facts.cin.spells
    begun = Timeline.of(*(in_need[name].to_numpy(dtype=np.int64) for name in ("person", "start")))
    return _held(facts, 12, [(_plans(facts), 0), (begun, NEXT_WITHIN_DAYS)], known=not in_need.empty)


def held_two_years(facts: PlanMonths) -> pd.DataFrame:
    """The same twenty-four months on: no child protection plan since."""
    return _held(facts, 24, [(_plans(facts), 0)], known=True)


def _plans(facts: PlanMonths) -> Timeline:
    return Timeline.of(*(facts.cp.spells[name].to_numpy(dtype=np.int64) for name in ("person", "start")))


def _held(facts: PlanMonths, months: int, returns: list[tuple[Timeline, int]], *, known: bool) -> pd.DataFrame:
    """Ended spells on the day so many months later.

    returns  what would show that it did not hold, each from so many days after the end on
    known    whether the records tell of all of them: else "none came" is not said

    Children who moved away, died or turned 18 by then are shown apart (counted = 0): no return of theirs could be seen.
    Circumstances are those of the day the plan ended: whose decision that was.
    """
    spells, people = facts.cp.spells, facts.people
    ended = spells["end"].to_numpy(dtype=np.int64) < NO_DAY
    who, start, end = (spells[name].to_numpy(dtype=np.int64)[ended] for name in ("person", "start", "end"))
    outcome = ends(facts)[ended].reset_index(drop=True)
    initial, latest = (column[ended].reset_index(drop=True) for column in spell_categories(facts))
    day = months_later(end, months)
    back: Truths = np.full(len(who), False)
    for line, grace in returns:
        back |= line.count(who, day, end + grace) > 0
    gone = (people.died[who] <= day) | (people.eighteen[who] <= day)
    return events(
        who,
        day,
        kind=f"exit_{months}m",
        trigger=start,
        done=end,
        as_of=end,
        outcome=outcome,
        exit_held=yes(~back).where(back | (known & facts.told_before(end, 0))),
        counted=yes(~gone & (outcome != ELSEWHERE).fillna(True).to_numpy(dtype=bool)),
        neglect_initial=initial,
        neglect_latest=latest,
    )
