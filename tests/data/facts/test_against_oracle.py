"""The facts, every row and column of substance, held against a slow second reading of the rules (oracle.py).

Three small counties stand in one store, their children's ids the same, their last days unlike: a Saturday that is a
month-end, a bank holiday inside a month, and a 29 February. Each month-end of the history is a day to be right about.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import data.facts.refresh
from data import records
from data.facts import store, tables, terms
from data.load.write import load_frames
from data.practice import Practice
from tests.data.facts import counties, oracle, oracle_events, oracle_tools
from tests.data.facts.oracle_days import in_months, month_ends
from tests.data.facts.oracle_plans import Row, children_of

MONTHS = 8
CHILDREN = 110
AS_AT = {"301": date(2026, 10, 31), "302": date(2026, 4, 6), "303": date(2024, 2, 29)}
PLAN_MONTH = (
    *("plan_type", "category_initial", "category_latest", "neglect_initial", "neglect_latest", "neglect_cin"),
    *("plan_start", "spell_start", "spell_days", "spell_months", "spell_joined", "cumulative_days", "duration_band"),
    *("repeat_24m", "reviews_all_in_time", "review_due", "visit_due", "seen_in_time", "moves_24m", "legal_planning"),
    *("actions_due", "actions_overdue", "actions_not_met", "actions_redated", "action_closed"),
    *("age", "age_band", "neurodivergence", "sen"),
    *terms.FLAGS,
    "drifting",
    *terms.DISADVANTAGES,
    *("health_known", "missed_any_6m", "missed_2plus_6m", "school_age", "schooling", "attendance_known"),
    *("persistent_absence", "severe_absence", "sessions_possible", "sessions_unauthorised"),
    *("physical_signal", *(f"{name}_action" for name in terms.NEGLECTS), "signals_acted_on"),
    *("signal_not_brought", "signal_low_attendance", "signal_not_seen"),
    *("two_signals", "two_signals_since", "signals_unanswered"),
    *oracle_tools.COLUMNS,
    *("supervised_90d", "moved_since_session", "capacity_12m", "motivation_12m"),
    *("contact_named", "contact_state", "drift_held", *terms.CHALLENGES, "challenged", "drift_unchallenged"),
)
EVENTS = {
    "referral": "rereferral neglect",
    "assessment": "trigger_date due_date done_date in_time counted neglect",
    "conference": "trigger_date done_date in_time counted",
    "core_group_first": "trigger_date due_date done_date in_time",
    "review": "due_date done_date in_time",
    "visit_due": "trigger_date due_date done_date in_time",
    "visit": "seen seen_alone",
    "plan_start": "neglect_initial neglect_latest repeat_ever repeat_24m repeat_12m repeat_neglect "
    "repeat_any_authority",
    "plan_end": "neglect_initial neglect_latest lasted_2y",
    **{f"exit_{months}m": "trigger_date done_date exit_held counted" for months in (6, 12, 24)},
    "appointment": "plan_type neglect_initial neglect_latest neglect_cin missed cancelled done_date in_time",
    "escalation": "plan_type stage due_date done_date in_time open_late",
    "escalation_closed": "plan_type stage due_date in_time plan_changed",
    "formal_review": "plan_type restated",
    "first_tool": "plan_type trigger_date due_date done_date in_time",
    "tool": "plan_type neglect_initial neglect_latest neglect_cin tool",
}


@dataclass(frozen=True)
class Checked:
    """What the product says and what the oracle says, row by row; `about` names a row in a failed test."""

    engine: sa.Engine
    made: dict[str, counties.County]

    @cached_property
    def said(self) -> dict[tuple[str, str, date], Row]:
        """(authority, child, month) -> row of plan_month."""
        found = {}
        for row in self._rows(tables.plan_month):
            found[row["authority"], _own_id(row["person_id"]), row["month"]] = row
        return found

    @cached_property
    def right(self) -> dict[tuple[str, str, date], Row]:
        found = {}
        for authority, county in self.made.items():
            as_at = AS_AT[authority]
            months = month_ends(in_months(as_at.replace(day=1), 1 - MONTHS), as_at)
            for who, child in children_of(county).items():
                for month in months:
                    row = oracle.plan_month(child, min(month, as_at), as_at)
                    if row is not None:
                        found[authority, who, month] = row
        return found

    @cached_property
    def happened(self) -> dict[tuple[str, str, str, date], list[Row]]:
        """(kind, authority, child, day) -> rows of event."""
        found = defaultdict(list)
        for row in self._rows(tables.event):
            found[row["kind"], row["authority"], _own_id(row["person_id"]), row["event_date"]].append(row)
        return found

    @cached_property
    def ought(self) -> dict[tuple[str, str, str, date], list[Row]]:
        found = defaultdict(list)
        for authority, county in self.made.items():
            as_at = AS_AT[authority]
            first = in_months(as_at.replace(day=1), 1 - MONTHS)
            for who, child in children_of(county).items():
                for row in oracle_events.events(child, as_at):
                    if first <= row["event_date"] <= as_at:
                        found[row["kind"], authority, who, row["event_date"]].append(row)
        return found

    def _rows(self, table: sa.Table) -> Iterator[Row]:
        with self.engine.connect() as connection:
            for row in connection.execute(sa.select(table)).mappings():
                yield {name: _plain(value) for name, value in row.items()}


def _own_id(person_id: str) -> str:
    """A child's id without the prefix that a second authority's ids have."""
    return person_id.rpartition(":")[2]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Checked]:
    folder: Path = tmp_path_factory.mktemp("counties")
    shutil.copy(sqlite_template, folder / "records.sqlite")
    engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    made = {}
    for seed, (authority, as_at) in enumerate(AS_AT.items()):
        made[authority] = counties.make(seed, as_at, CHILDREN, MONTHS)
        load_frames(
            engine,
            counties.frames(made[authority]),
            kind="demo",
            source=f"seed {seed}",
            authority_code=authority,
            authority_name=f"County {authority}",
            as_at=as_at,
            synthetic=True,
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", MONTHS)
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
    engine.dispose()
    yield Checked(store.reader(f"duckdb:///{folder / 'facts'}"), made)


def tell(differences: list[tuple[Any, ...]]) -> str:
    """The first few of what differs, in words."""
    lines = [f"{key}: should be {right}, is {said}" for *key, right, said in differences[:4]]
    return f"{len(differences)} differ\n" + "\n".join(lines)


def test_there_is_something_to_check(checked: Checked) -> None:
    assert len(checked.right) > 800
    assert {row["plan_type"] for row in checked.right.values()} == {"CP", "CIN"}
    assert {kind for kind, *_ in checked.ought} == set(EVENTS)


def test_the_children_on_a_plan_each_month(checked: Checked) -> None:
    missing = sorted(set(checked.right) - set(checked.said))
    strangers = sorted(set(checked.said) - set(checked.right))
    assert (missing, strangers) == ([], [])


@pytest.mark.parametrize("column", PLAN_MONTH)
def test_plan_month(checked: Checked, column: str) -> None:
    compared = [
        (*key, row[column], checked.said[key][column])
        for key, row in checked.right.items()
        if key in checked.said and column in row
    ]
    assert compared
    wrong = [found for found in compared if found[-2] != found[-1]]
    assert not wrong, tell(wrong)


@pytest.mark.parametrize("kind", EVENTS)
def test_what_happened_and_when(checked: Checked, kind: str) -> None:
    every = sorted({key for key in (*checked.ought, *checked.happened) if key[0] == kind})
    # In the facts but in no count, so left out by the oracle: a visit on no plan; a review or an interval that waits.
    only_counted = {"visit": _on_a_plan, "review": _does_not_wait, "visit_due": _does_not_wait}.get(kind, _any)
    wrong = []
    for key in every:
        right = len(checked.ought.get(key, []))
        said = sum(only_counted(row) for row in checked.happened.get(key, []))
        if right != said:
            wrong.append((*key, right, said))
    assert not wrong, tell(wrong)


def _on_a_plan(row: Row) -> bool:
    return bool(row["counted"])


def _does_not_wait(row: Row) -> bool:
    return row["in_time"] is not None


def _any(row: Row) -> bool:
    return True


@pytest.mark.parametrize(("kind", "column"), [(kind, name) for kind, names in EVENTS.items() for name in names.split()])
def test_event(checked: Checked, kind: str, column: str) -> None:
    wrong = []
    for key, rows in checked.ought.items():
        found = checked.happened.get(key, [])
        if key[0] == kind and len(found) == len(rows):
            right = sorted((row[column] for row in rows), key=_order)
            said = sorted((row[column] for row in found), key=_order)
            if right != said and "either" not in right:
                wrong.append((*key, right, said))
    assert not wrong, tell(wrong)


def _order(value: Any) -> tuple[bool, str]:
    return value is None, str(value)
