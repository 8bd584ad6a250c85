"""Whether the end of a child's plans held, from the sentences of SO03. For the oracle only."""

from datetime import date, timedelta
from typing import Any

from tests.data.facts.oracle_days import in_months
from tests.data.facts.oracle_plans import Child, Spell, cin_plans, cin_spells, may_be_counted, own_plans, spells

Event = dict[str, Any]


def exits(child: Child, spell: Spell, as_at: date) -> list[Event]:
    """An ended spell six, twelve and twenty-four months later. Of those grown up or dead by then nothing is counted."""
    assert spell.end is not None
    found = []
    for months, came_back in ((6, referred), (12, on_a_plan), (24, on_a_protection_plan)):
        day = in_months(spell.end, months)
        answer = None if day > as_at else int(not came_back(child, spell.end, day, as_at))
        event = {"kind": f"exit_{months}m", "event_date": day, "trigger_date": spell.start, "done_date": spell.end}
        found.append({**event, "exit_held": answer, "counted": int(may_be_counted(child, day))})
    return found


def referred(child: Child, end: date, day: date, as_at: date) -> bool:
    return any(end < row["cine_referral_date"] <= day for row in child["ssd_cin_episodes"])


def on_a_protection_plan(child: Child, end: date, day: date, as_at: date) -> bool:
    return any(end < spell.start <= day for spell in spells(own_plans(child, as_at)))


def on_a_plan(child: Child, end: date, day: date, as_at: date) -> bool:
    stepped_down_by = end + timedelta(days=28)
    in_need = cin_spells(cin_plans(child, as_at))
    again = any(stepped_down_by < start <= day for start, _ in in_need)
    return again or on_a_protection_plan(child, end, day, as_at)
