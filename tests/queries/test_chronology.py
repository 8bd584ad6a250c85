"""The chronology of a home: who is in it, which plans ran, what happened, and what a manager is not given."""

from datetime import date

import pandas as pd
import pytest

from access.scope import NotAllowed, Scope, local_scope
from queries.chronology import LANES, Chronology, chronology
from queries.filters import Filters
from tests.queries.by_hand import end, happening, plan, put_in_force, sibling

EVERYTHING = local_scope()


def home(facts_url: str) -> None:
    """Two children of a home: the younger on a plan that broke off once and rose to child protection."""
    at = {"household_key": "home"}
    put_in_force(
        facts_url,
        plans=[
            plan("P1", "2026-05", plan_type="CIN", **at),
            plan("P1", "2026-06", plan_type="CIN", **at),
            plan("P1", "2026-08", plan_type="CP", **at),
            plan("P1", "2026-09", plan_type="CP", **at),
            plan("P1", "2026-10", plan_type="CP", age=6, **at),
        ],
        siblings=[sibling("P1", "home", age=6), sibling("P2", "home", age=11, team_id="T2", team="South")],
        events=[
            happening("visit", "2026-09-04", seen=1, seen_alone=1),
            happening("visit", "2026-09-14", seen=0),
            happening("visit", "2026-09-15", seen=None),
            happening("review", "2026-10-01", done_date=None, in_time=0),
            happening("review", "2026-08-01", done_date=date(2026, 8, 1), in_time=1),
            happening("appointment", "2026-10-02", service="Dentist", missed=1),
            happening("appointment", "2026-10-03", "P2", service="Dentist", missed=0, cancelled=1, team_id="T2"),
            happening("escalation", "2026-10-05", stage=2),
            happening("tool", "2026-07-05", tool="Graded Care Profile 2", team_id="T2", team="South"),
            happening("visit_due", "2026-09-24", done_date=date(2026, 10, 3), in_time=0),
            happening("visit_due", "2026-09-04", done_date=date(2026, 9, 4), in_time=1),
            happening("plan_quarter", "2026-10-31"),
            happening("visit", "2026-10-06", "stranger", seen=1),
        ],
    )


def told(found: Chronology) -> list[tuple[str, str, bool]]:
    return [(f"{row.day:%Y-%m-%d}", row.words, row.look) for row in found.events.itertuples()]


def test_every_child_of_the_home_and_nobody_else_newest_first(facts_url: str) -> None:
    home(facts_url)
    found = chronology(EVERYTHING, "P1", Filters())
    assert found.children["age"].tolist() == [11, 6]
    assert told(found) == [
        ("2026-10-05", "Escalated at stage 2", False),
        ("2026-10-03", "Dentist: cancelled", False),
        ("2026-10-02", "Dentist: not brought", True),
        ("2026-10-01", "Review due, not held by then or since", True),
        ("2026-09-24", "Visit due, made late on 3 Oct 2026", True),
        ("2026-09-15", "Visit: not recorded whether the child was seen", False),
        ("2026-09-14", "Visit: the child was not seen", True),
        ("2026-09-04", "Visit: seen alone", False),
        ("2026-08-01", "Review held", False),
        ("2026-07-05", "Graded Care Profile 2 used", False),
    ]
    assert set(found.events["lane"]) < set(LANES)
    assert set(found.events["pseudonym"]) == set(found.children["pseudonym"])
    for frame in (found.children, found.plans, found.events):
        assert "person_id" not in frame


def test_plans_are_runs_of_one_kind_without_a_break(facts_url: str) -> None:
    home(facts_url)
    plans = chronology(EVERYTHING, "P1", Filters()).plans
    assert [(row.plan_type, row.began, row.ended) for row in plans.itertuples()] == [
        ("CIN", pd.Timestamp("2026-05-01"), pd.Timestamp(end("2026-06"))),
        ("CP", pd.Timestamp("2026-08-01"), pd.Timestamp(end("2026-10"))),
    ]


def test_what_lies_after_the_month_looked_at_is_not_told(facts_url: str) -> None:
    home(facts_url)
    found = chronology(EVERYTHING, "P1", Filters(month=end("2026-09")))
    assert told(found)[0] == ("2026-09-24", "Visit due, not made by then or since", True), "made in October"
    assert found.plans["ended"].max() == pd.Timestamp(end("2026-09"))


def test_a_manager_is_given_own_children_and_own_time_alone(facts_url: str) -> None:
    home(facts_url)
    own = chronology(Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T1",)), "P1", Filters())
    assert own.children["age"].tolist() == [6]
    assert not own.events["words"].str.contains("Graded|cancelled").any()
    other = chronology(Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T2",)), "P1", Filters())
    assert (len(other.children), len(other.plans), len(other.events)) == (0, 0, 0), "not theirs to open"


def test_who_opens_no_case_reads_no_chronology(facts_url: str) -> None:
    home(facts_url)
    with pytest.raises(NotAllowed):
        chronology(Scope(None, None, may_open_cases=False), "P1", Filters())
