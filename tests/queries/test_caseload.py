"""The caseload: what is due for whom, counted by hand; and whom it leaves out."""

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from access.pseudonyms import pseudonyms
from access.roles import Role
from access.scope import NotAllowed, Scope, local_scope
from data.facts.tables import plan_month
from queries.caseload import HOME, Need, caseload, changes, due, home_of
from queries.door import cases
from queries.filters import Filters
from queries.holdings import month_of
from tests.conftest import County
from tests.queries.by_hand import end, happening, plan, put_in_force, sibling
from tests.signing_in import viewer

EVERYTHING = local_scope()
AS_AT = end("2026-10")


def county(facts_url: str) -> None:
    """Six children as at 31 October 2026, a Saturday."""
    put_in_force(
        facts_url,
        plans=[
            plan("late", visit_due=date(2026, 10, 19), next_due=date(2026, 10, 19), next_due_kind="Visit"),
            plan("later", review_due=date(2026, 9, 1), next_due=date(2026, 9, 1), next_due_kind="Review"),
            plan("action", actions_overdue=2, next_due=date(2026, 11, 2), next_due_kind="Visit"),
            plan("today", visit_due=AS_AT, next_due=AS_AT, next_due_kind="Visit", household_key="home"),
            plan("soon", next_due=date(2026, 11, 14), next_due_kind="Core group", household_key="home"),
            plan("after", next_due=date(2026, 11, 15), next_due_kind="Core group", drifting=1, flag_count=3),
            plan("quiet", next_due=None, next_due_kind=None, drifting=None),
            plan("other", neglect_initial=0, neglect_latest=0),
        ],
    )


def test_each_child_stands_under_what_presses_most(facts_url: str) -> None:
    county(facts_url)
    found = caseload(EVERYTHING, Filters())
    assert found.as_at == AS_AT
    assert found.children.set_index("person_id")["need"].to_dict() == {
        "later": Need.OVERDUE,
        "late": Need.OVERDUE,
        "action": Need.OVERDUE,
        "today": Need.SOON,
        "soon": Need.SOON,
        "after": Need.DRIFTING,
        "quiet": Need.NOTHING,
    }
    assert found.children["person_id"].tolist()[:3] == ["later", "late", "action"], "the longest overdue first"
    assert found.children["overdue_days"].dropna().tolist() == [60, 12]
    assert [found.of(need) for need in Need] == [3, 2, 1, 1]


def test_children_of_a_home_share_its_number(facts_url: str) -> None:
    county(facts_url)
    homes = caseload(EVERYTHING, Filters()).children.set_index("person_id")["household"]
    assert homes["today"] == homes["soon"]
    assert "household_key" not in caseload(EVERYTHING, Filters()).children


def test_a_home_is_every_child_of_it_eldest_first_and_a_manager_is_given_their_own(facts_url: str) -> None:
    told = {"age": 9, "worst_grade": 4, "last_seen": date(2026, 10, 1)}
    put_in_force(
        facts_url,
        plans=[plan("P1", household_key="home"), plan("P2", household_key="away")],
        siblings=[
            sibling("P1", "home", **told),
            sibling("P3", "home", age=12, in_cohort=0, plan_type="none", last_seen=None),
            sibling("P4", "home", age=3, team_id="T2", team="South"),
            sibling("P5", "other", age=3),
        ],
    )
    home = home_of(EVERYTHING, "P1", Filters())
    assert home.columns.tolist() == ["pseudonym", *HOME]
    assert home["age"].tolist() == [12, 9, 3]
    assert home["plan_type"].tolist() == ["none", "CP", "CP"]
    assert home["last_seen"].isna().tolist() == [True, False, True]
    manager = Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T1",))
    assert home_of(manager, "P1", Filters())["age"].tolist() == [12, 9]
    assert home_of(EVERYTHING, "P2", Filters()).empty
    elsewhere = Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T2",))
    assert home_of(elsewhere, "P1", Filters()).empty, "the child is not theirs to open"
    with pytest.raises(NotAllowed):
        home_of(Scope(None, None, may_open_cases=False), "P1", Filters())


def test_a_month_with_nobody_is_empty_and_dated_by_nobody(facts_url: str) -> None:
    county(facts_url)
    found = caseload(EVERYTHING, Filters(sexes=("Nobody's",)))
    assert (len(found.children), found.as_at) == (0, None)


def test_who_opens_no_case_has_no_caseload_and_a_leader_says_why(facts_url: str, small_county: County) -> None:
    with pytest.raises(NotAllowed):
        caseload(Scope(authorities=None, teams=None, may_open_cases=False), Filters())
    leader = viewer(Role.SENIOR_LEADER, username="caseload-leader").scope
    with pytest.raises(NotAllowed, match="Say why"):
        caseload(leader, Filters())


def test_a_manager_s_caseload_is_every_child_of_own_teams_and_no_other(small_county: County) -> None:
    every = caseload(EVERYTHING, Filters()).children
    assert set(every["need"]) >= {Need.OVERDUE, Need.SOON}
    asked = sa.select(plan_month.c.person_id, plan_month.c.team_id).where(
        plan_month.c.month == month_of(EVERYTHING, Filters())
    )
    teams = cases(EVERYTHING, asked).set_index("person_id")["team_id"]
    team = teams.value_counts().index[0]
    own = caseload(Scope(None, None, may_open_cases=True, own_only=True, own_teams=(team,)), Filters()).children
    assert len(own)
    assert set(own["person_id"]) == set(every["person_id"]) & set(teams[teams == team].index)


def test_what_is_due_is_each_clock_from_the_day_shown_on_and_core_groups_where_they_come_first(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[
            plan(
                "P1",
                review_due=date(2026, 12, 1),
                visit_due=AS_AT,
                next_due=AS_AT,
                next_due_kind="Visit",
            ),
            plan("P2", visit_due=date(2026, 10, 1), next_due=date(2026, 10, 1), next_due_kind="Visit"),
            plan("P3", next_due=date(2026, 11, 5), next_due_kind="Core group"),
            plan("P4", next_due=None, next_due_kind=None),
        ],
    )
    children = caseload(EVERYTHING, Filters()).children
    marks = children.set_index("person_id")["pseudonym"]
    assert [tuple(row) for row in due(children, AS_AT).itertuples(index=False)] == [
        (marks["P1"], "Visit", pd.Timestamp(AS_AT)),
        (marks["P3"], "Core group", pd.Timestamp("2026-11-05")),
        (marks["P1"], "Review", pd.Timestamp("2026-12-01")),
    ]
    assert due(children.iloc[:0], AS_AT).empty


def test_what_waits_is_due_by_its_own_clock_and_once_done_no_longer(facts_url: str) -> None:
    begun = {"spell_start": date(2026, 5, 1), "next_due": None, "next_due_kind": None}
    put_in_force(
        facts_url,
        plans=[plan(f"P{n}", **begun) for n in range(1, 6)],
        events=[
            happening("assessment", "2026-10-20", "P1", trigger_date=date(2026, 10, 1), due_date=date(2026, 10, 20)),
            happening(
                "assessment",
                "2026-10-20",
                "P2",
                trigger_date=date(2026, 10, 1),
                due_date=date(2026, 10, 20),
                done_date=date(2026, 10, 19),
            ),
            happening("first_tool", "2026-04-01", "P3", trigger_date=date(2026, 3, 1), due_date=date(2026, 4, 1)),
            happening("first_tool", "2026-06-01", "P4", trigger_date=date(2026, 5, 1), due_date=date(2026, 6, 1)),
            happening("escalation", "2026-10-30", "P5", due_date=date(2026, 11, 6), done_date=date(2026, 11, 4)),
        ],
    )
    children = caseload(EVERYTHING, Filters()).children.set_index("person_id")
    assert children["need"].to_dict() == {
        "P1": Need.OVERDUE,
        "P4": Need.OVERDUE,
        "P5": Need.SOON,
        "P2": Need.NOTHING,
        "P3": Need.NOTHING,
    }
    assert children["next_due_kind"].dropna().to_dict() == {
        "P1": "Assessment",
        "P4": "First neglect tool",
        "P5": "Answer to an escalation",
    }
    assert children["overdue_days"].dropna().to_dict() == {"P1": 11}, "what the law sets no time for comes after"


def test_who_is_passed_by_in_a_home_of_the_list_is_told_on_a_plan_or_not(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan("P1", household_key="home"), plan("P2", household_key="away"), plan("P3", household_key=None)],
        siblings=[
            sibling("P1", "home", passed_by_ways=0),
            sibling("P4", "home", age=7, passed_by_ways=4, in_cohort=0, plan_type="none"),
            sibling("P5", "home", age=9, passed_by_ways=2),
            sibling("P6", "away", age=9, passed_by_ways=3, team_id="T2", team="South"),
            sibling("P7", "elsewhere", age=9, passed_by_ways=6),
        ],
    )
    found = caseload(EVERYTHING, Filters())
    homes = found.children.set_index("person_id")["household"]
    told = found.passed_by[["household", "age", "passed_by_ways"]]
    assert [tuple(row) for row in told.itertuples(index=False)] == [(homes["P1"], 7, 4), (homes["P2"], 9, 3)]
    manager = Scope(None, None, may_open_cases=True, own_only=True, own_teams=("T1",))
    assert caseload(manager, Filters()).passed_by["passed_by_ways"].tolist() == [4]


def test_what_changed_is_who_came_who_left_and_whose_plan_began_or_ceased_to_drift(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[
            *(plan(child, "2026-09", drifting=then) for child, then in (("A", 0), ("B", 1), ("C", 0), ("D", 1))),
            *(plan(child, drifting=now) for child, now in (("A", 1), ("B", 0), ("C", 0), ("E", 1))),
            plan("F", "2026-09", drifting=None),
            plan("F", drifting=1),
        ],
        authorities=[{"first_month": end("2026-09")}],
    )
    children = caseload(EVERYTHING, Filters()).children
    found = changes(EVERYTHING, Filters(), children)
    assert found is not None
    mark = dict(zip("ABCDEF", pseudonyms(pd.Series([*"ABCDEF"])), strict=True))
    assert found.since == end("2026-09")
    assert (found.came, found.left) == ((mark["E"],), (mark["D"],))
    assert (found.began, found.ended) == ((mark["A"],), (mark["B"],)), "of F it was not recorded"
    before = Filters(month=end("2026-09"))
    assert changes(EVERYTHING, before, caseload(EVERYTHING, before).children) is None, "nothing is held before"
