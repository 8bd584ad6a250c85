"""Facts written by hand, so that a test's answer can be counted on fingers. Only what a test names matters in them."""

import calendar
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from data.facts import store
from data.facts.terms import FLAGS, STRATUM
from data.practice import Practice

Row = dict[str, Any]


def end(text: str) -> date:
    """The last day of a month written 2026-10."""
    year, month = int(text[:4]), int(text[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])


def plan(child: str, month: str = "2026-10", **given: Any) -> Row:
    """A child on a child protection plan for neglect at a month-end: half a year on it, no flag up."""
    row = {
        "month": end(month),
        "as_at": end(month),
        "authority": "A",
        "person_id": child,
        "household_key": f"home of {child}",
        "team_id": "T1",
        "team": "North",
        "plan_type": "CP",
        "neglect_initial": 1,
        "neglect_latest": 1,
        "neglect_cin": 0,
        "plan_start": date(2026, 4, 30),
        "spell_start": date(2026, 4, 30),
        "spell_days": 184,
        "spell_months": 6,
        "flag_count": 0,
        "flags_known": len(FLAGS),
        "drifting": 0,
    }
    return row | given


def happening(kind: str, day: str, child: str = "P1", **given: Any) -> Row:
    """Something that happened on a day, to do with a plan for neglect, counted in the month of that day."""
    row = {
        "kind": kind,
        "month": end(day),
        "event_date": date.fromisoformat(day),
        "authority": "A",
        "person_id": child,
        "team_id": "T1",
        "team": "North",
        "neglect": 1,
        "neglect_initial": 1,
        "neglect_latest": 1,
        "counted": 1,
    }
    return row | given


def household(key: str, month: str = "2026-10", **given: Any) -> Row:
    """A household of two children, one of them on a plan."""
    row = {
        "month": end(month),
        "as_at": end(month),
        "authority": "A",
        "household_key": key,
        "team_id": "T1",
        "team": "North",
        "children": 2,
        "children_in_cohort": 1,
        "children_cp": 1,
        "children_cin": 0,
        "children_no_plan": 1,
        "status_mismatch": 1,
        "children_drifting": 0,
        "neglect_initial": 1,
        "neglect_latest": 1,
        "neglect_cin": 0,
    }
    return row | given


def sibling(child: str, key: str, month: str = "2026-10", **given: Any) -> Row:
    """A child on a plan for neglect who lives in the household `key`, where one child is on a plan."""
    row = {
        "month": end(month),
        "as_at": end(month),
        "authority": "A",
        "person_id": child,
        "household_key": key,
        "household_size": 2,
        "team_id": "T1",
        "team": "North",
        "plan_type": "CP",
        "in_cohort": 1,
        "children_cp": 1,
        "children_cin": 0,
        "children_drifting": 0,
        "neglect_initial": 1,
        "neglect_latest": 1,
        "neglect_cin": 0,
    }
    return row | given


def model(code: str = "A", **given: Any) -> Row:
    """What was found between an authority's intersections."""
    row = {"authority": code, "month": end("2026-10"), "outcome": "drifting", "children": 90, "households": 60}
    return row | {"strata": 12} | given


def stratum(code: str = "A", **given: Any) -> Row:
    """One of them."""
    row = {"authority": code, "month": end("2026-10"), "outcome": "drifting", "children": 9, "households": 6}
    return row | {"having": 3} | dict.fromkeys(STRATUM, "any") | given


def authority(code: str = "A", **given: Any) -> Row:
    """An authority whose data speaks of January 2020 to 31 October 2026."""
    row = {
        "authority": code,
        "name": f"County {code}",
        "as_at": date(2026, 10, 31),
        "first_month": date(2020, 1, 31),
        "source_kind": "demo",
        "synthetic": 1,
        "child_population": 10_000,
        "rows_read": 100,
        "rows_rejected": 2,
        "children": 10,
        "households": 5,
        "unlinked": 1,
        "completeness": 0.9,
    }
    return row | given


# Every table any indicator needs is held, unless a test says otherwise.
FEEDS = (
    "ssd_cp_plans",
    "ssd_cin_plans",
    "ssd_cin_episodes",
    "ssd_cin_assessments",
    "ssd_assessment_factors",
    "ssd_initial_cp_conference",
    "ssd_s47_enquiry",
    "ssd_cp_reviews",
    "ssd_cp_visits",
    "ssd_pre_proceedings",
    "ssd_x_plan_actions",
    "ssd_x_core_group_meetings",
    "ssd_x_disadvantage",
    "ssd_x_language",
    "ssd_x_previous_area_checks",
    "ssd_x_escalations",
    "ssd_x_neglect_tools",
    "ssd_x_health_appointments",
    "ssd_x_school_attendance",
    "ssd_disability",
    "ssd_x_neurodiversity",
    "ssd_x_young_carer",
    "ssd_x_adapted_plan",
    "ssd_cin_visits",
    "ssd_x_neglect_tool_items",
    "ssd_x_parenting_capacity",
    "ssd_x_flag_reviews",
    "ssd_x_reflective_supervision",
    "ssd_x_plan_escalation_contact",
)


def put_in_force(
    facts_url: str,
    *,
    plans: Iterable[Row] = (),
    events: Iterable[Row] = (),
    households: Iterable[Row] = (),
    siblings: Iterable[Row] = (),
    models: Iterable[Row] = (),
    strata: Iterable[Row] = (),
    authorities: Iterable[Row] = ({},),
    feeds: Iterable[str] = FEEDS,
    lacking: Mapping[str, Collection[str]] | None = None,
    practice: Practice | None = None,
    snapshot_id: str = "by-hand",
    others: Mapping[str, Iterable[Row]] | None = None,
) -> None:
    """Make these the facts in force. others: rows of any other fact table. lacking: tables that an authority, by its
    code, holds nothing of."""
    codes = [authority(**given) if "name" not in given else given for given in authorities]
    held = [
        {
            "authority": one["authority"],
            "table_name": name,
            "rows": int(name not in (lacking or {}).get(one["authority"], ())),
        }
        for one in codes
        for name in feeds
    ]
    about = {
        "snapshot_id": snapshot_id,
        "built_at": pd.Timestamp("2026-11-01"),
        "as_at": date(2026, 10, 31),
        "sources": "[]",
        "practice": json.dumps(asdict(practice or Practice())),
        "definitions": 1,
        "load_id": 1,
    }
    tables = {
        "plan_month": plans,
        "event": events,
        "household_month": households,
        "sibling_month": siblings,
        "intersection_model": models,
        "intersection": strata,
        "authority": codes,
        "feed": held,
        "snapshot": [about],
        **(others or {}),
    }
    with store.build(facts_url) as building:
        for name, rows in tables.items():
            frame = pd.DataFrame(list(rows))
            if len(frame):
                # Whole numbers with gaps stay whole numbers.
                building.write(name, frame.convert_dtypes())
