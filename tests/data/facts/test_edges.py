"""Edges that need a source of their own kind, or a child of their own: each a sentence, each worked out by hand.

Two authorities in one store, as at Wednesday 30 September 2026: THIN's source leaves out what thin sources leave out;
EDGE's is whole.
"""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import data.facts.refresh
from data import records
from data.facts import store
from data.facts.tables import event, plan_month
from data.load.write import load_frames
from data.practice import Practice
from tests.data.facts.counties import County, add, began_long_ago, empty_county, frames

AS_AT = date(2026, 9, 30)
MAY, JUNE, SEPTEMBER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 1)


def thin() -> County:
    """Actions with a due date and no first date; core groups with the day held and no day due."""
    county = empty_county()
    add(county, "ssd_department", "THIN-0", "First Team")
    add(county, "ssd_person", "THIN", date(2015, 1, 1))
    add(county, "ssd_cp_plans", "THIN-1", "THIN", "THIN-2", MAY, None, "N", "Neglect", "Neglect")
    add(county, "ssd_initial_cp_conference", "THIN-2", "THIN", None, "THIN-1", "N", MAY, "Y")
    add(county, "ssd_x_plan_actions", "THIN-3", "THIN", "CP", "THIN-1", MAY, "routines", JUNE, None, 0, None, "open")
    add(county, "ssd_x_core_group_meetings", "THIN-4", "THIN", "CP", None, date(2026, 5, 12), "core group", "Y")
    return county


def edge() -> County:
    county = empty_county()
    began_long_ago(county, "")
    for who in ("UNDATED", "MEALS", "NOFLAG", "FORWARD", "MOVED", "CINREVIEW", "AHEAD"):
        add(county, "ssd_person", who, date(2015, 1, 1))
        end = date(2026, 9, 20) if who == "AHEAD" else None
        conference = "NOFLAG-2" if who == "NOFLAG" else None
        add(county, "ssd_cp_plans", f"{who}-1", who, conference, MAY, end, "N", "Neglect", "Neglect")
    # UNDATED: a diagnosis of which nobody wrote the day.
    add(county, "ssd_x_neurodiversity", "UNDATED-2", "UNDATED", "diagnosed", None)
    # MEALS: free school meals until June, from nobody knows when; and again since June.
    add(county, "ssd_x_disadvantage", "MEALS-2", "MEALS", "free school meals", None, JUNE)
    add(county, "ssd_x_disadvantage", "MEALS-3", "MEALS", "free school meals", JUNE, None)
    # NOFLAG: the conference made a plan, which names it; only the tick "led to a plan" is missing.
    add(county, "ssd_initial_cp_conference", "NOFLAG-2", "NOFLAG", None, "NOFLAG-1", "N", MAY, None)
    # FORWARD: first agreed for 20 October, brought forward to 1 September.
    later = date(2026, 10, 20)
    add(county, "ssd_x_plan_actions", "FORWARD-2", "FORWARD", "CP", None, MAY, None, SEPTEMBER, later, 1, None, "open")
    # MOVED: first agreed for 20 October, and moved twice already, to 1 December.
    last, moved = date(2026, 12, 1), "MOVED-2"
    add(county, "ssd_x_plan_actions", moved, "MOVED", "CP", None, MAY, None, last, later, 2, None, "open")
    # CINREVIEW: not brought, and the parents missed a child in need review, which is no core group.
    add(county, "ssd_x_health_appointments", "CINREVIEW-2", "CINREVIEW", SEPTEMBER, "3", "Y")
    add(county, "ssd_x_core_group_meetings", "CINREVIEW-3", "CINREVIEW", "CIN", SEPTEMBER, SEPTEMBER, "CIN review", "N")
    # AHEAD: the plan ended ten days ago; one is entered that begins next week, inside the gap that would join them.
    add(county, "ssd_cp_plans", "AHEAD-2", "AHEAD", None, date(2026, 10, 7), None, "N", "Neglect", "Neglect")
    return county


def build(folder: Path, empty_store: Path, counties: dict[str, County]) -> sa.Engine:
    """Load the counties, by authority code, and build six months of facts; an engine on the facts."""
    shutil.copy(empty_store, folder / "records.sqlite")
    engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    for code, county in counties.items():
        load_frames(
            engine,
            frames(county),
            kind="demo",
            source="edges",
            authority_code=code,
            authority_name=f"County {code}",
            as_at=AS_AT,
            synthetic=True,
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", 6)
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
    engine.dispose()
    return store.reader(f"duckdb:///{folder / 'facts'}")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> sa.Engine:
    return build(tmp_path_factory.mktemp("edges"), sqlite_template, {"401": thin(), "402": edge()})


def today(facts: sa.Engine, who: str, column: str) -> Any:
    """One column of the child's row today."""
    child = plan_month.c.person_id.endswith(who)
    with facts.connect() as connection:
        return connection.execute(
            sa.select(plan_month.c[column]).where(plan_month.c.month == AS_AT, child)
        ).scalar_one()


def happened(facts: sa.Engine, who: str, kind: str) -> list[Any]:
    child = event.c.person_id.endswith(who)
    with facts.connect() as connection:
        return list(connection.execute(sa.select(event).where(event.c.kind == kind, child)))


def test_a_source_that_keeps_only_the_present_due_date_has_actions(facts: sa.Engine) -> None:
    assert (today(facts, "THIN", "actions_due"), today(facts, "THIN", "actions_overdue")) == (1, 1)


def test_a_source_that_keeps_only_the_day_held_has_core_groups(facts: sa.Engine) -> None:
    # Held on the sixth working day after Friday 1 May (Monday 4 May is a bank holiday).
    (found,) = happened(facts, "THIN", "core_group_first")
    assert (found.in_time, found.counted) == (1, 1)


def test_a_diagnosis_without_a_date_is_a_diagnosis(facts: sa.Engine) -> None:
    assert today(facts, "UNDATED", "neurodivergence") == "Diagnosed"


def test_an_old_entry_without_a_start_does_not_cancel_a_new_one(facts: sa.Engine) -> None:
    assert today(facts, "MEALS", "low_income") == 1


def test_a_conference_whose_plan_names_it_led_to_a_plan(facts: sa.Engine) -> None:
    # No core group was ever held, so it counts, and as late.
    (found,) = happened(facts, "NOFLAG", "core_group_first")
    assert found.in_time == 0


def test_bringing_an_action_forward_does_not_change_the_date_first_agreed(facts: sa.Engine) -> None:
    assert (today(facts, "FORWARD", "actions_due"), today(facts, "FORWARD", "actions_overdue")) == (0, 0)


def test_an_action_moved_twice_is_flagged_though_its_first_date_is_still_to_come(facts: sa.Engine) -> None:
    assert (today(facts, "MOVED", "actions_due"), today(facts, "MOVED", "flag_action_late")) == (0, 1)
    assert today(facts, "FORWARD", "flag_action_late") == 0


def test_parents_missing_a_child_in_need_review_is_not_a_missed_core_group(facts: sa.Engine) -> None:
    assert today(facts, "CINREVIEW", "flag_signal_unanswered") == 0


def test_a_plan_entered_for_next_week_does_not_undo_an_end(facts: sa.Engine) -> None:
    (found,) = happened(facts, "AHEAD", "plan_end")
    assert found.event_date == date(2026, 9, 20)


def test_children_and_their_plans_are_enough_to_build_on(tmp_path: Path, sqlite_template: Path) -> None:
    # The least a source can hold; what rests on the rest is not recorded.
    county = empty_county()
    add(county, "ssd_person", "LEAST", date(2015, 1, 1))
    add(county, "ssd_cp_plans", "LEAST-1", "LEAST", None, MAY, None, "N", "Neglect", "Neglect")
    facts = build(tmp_path, sqlite_template, {"403": county})
    names = ("spell_months", "reviews_all_in_time", "seen_in_time", "actions_due", "legal_planning", "flag_tool_stuck")
    assert [today(facts, "LEAST", name) for name in names] == [4, None, None, None, None, None]
