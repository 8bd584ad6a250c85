"""My caseload, opened as each role opens it."""

import pandas as pd
import pytest

from access.audit import Event
from access.roles import Role
from access.scope import local_scope
from data.facts.tables import plan_month
from queries.caseload import Need, caseload
from queries.door import cases
from queries.filters import Filters
from tests.conftest import County
from tests.pages.opening import CASELOAD, NAMES_A_CHILD, markdown, open_page, opened_well, press
from tests.queries.by_hand import plan, put_in_force
from tests.signing_in import audit_of, token


def team_of_most() -> tuple[str, str]:
    """The id and the name of the team that holds most children in the newest month."""
    team = caseload(local_scope(), Filters()).children["team"].mode()[0]
    held = plan_month.select().with_only_columns(plan_month.c.team_id).where(plan_month.c.team == team)
    return str(cases(local_scope(), held)["team_id"].iloc[0]), team


def test_a_manager_sees_own_children_the_most_pressing_first_and_why(small_county: County) -> None:
    team_id, team = team_of_most()
    page = opened_well(open_page(CASELOAD, signed_in=token(Role.TEAM_MANAGER, (team_id,))))
    every = caseload(local_scope(), Filters()).children
    own = every[every["team"] == team]
    rows = page.dataframe[0].value
    assert len(rows) == len(own)
    assert set(rows["team"]) == {team}
    assert not NAMES_A_CHILD & set(rows.columns)
    late = (own["need"] == Need.OVERDUE).sum()
    assert page.subheader[0].value.startswith(f"Something is overdue for {late} of {len(own)} children")
    assert rows["need"].tolist()[:late] == [str(Need.OVERDUE)] * late
    assert rows.loc[rows["need"] == Need.OVERDUE, "why"].str.contains("overdue|Core group|action", case=False).all()


def test_what_is_chosen_to_be_shown_is_shown_alone_and_stands_in_the_address(small_county: County) -> None:
    page = opened_well(open_page(CASELOAD, need=str(Need.SOON), order="Home by home"))
    rows = page.dataframe[0].value
    assert set(rows["need"]) == {str(Need.SOON)}
    assert rows["household"].is_monotonic_increasing
    assert len(rows) == caseload(local_scope(), Filters()).of(Need.SOON)


def test_a_leader_says_why_first_and_it_is_written_down(small_county: County) -> None:
    page = opened_well(open_page(CASELOAD, signed_in=token(Role.SENIOR_LEADER, username="asks-for-all")))
    assert not page.dataframe
    page.text_input[0].input("asked by the board")
    page = press(page, "Open the list")
    assert len(page.dataframe[0].value) == len(caseload(local_scope(), Filters()).children)
    written = [detail for event, _, detail in audit_of("asks-for-all") if event == Event.CASES_OPENED]
    assert len(written) == 4, "the list, what waits for whom, who is passed by, and the month before"
    assert all("asked by the board" in detail for detail in written)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_it_is_not_for_who_opens_no_case(role: Role, small_county: County) -> None:
    page = open_page(CASELOAD, signed_in=token(role))
    assert page.title[0].value == "Not for your role"
    assert not page.dataframe


def test_a_manager_of_nobody_is_told_what_to_do(small_county: County) -> None:
    page = opened_well(open_page(CASELOAD, signed_in=token(Role.TEAM_MANAGER, ("nobody's",))))
    assert "No child on a plan for neglect is to be listed here." in page.subheader[0].value


def test_nothing_due_and_nothing_recorded_are_not_overdue(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", visit_due=None, next_due=None, next_due_kind=None, actions_overdue=None)])
    page = opened_well(open_page(CASELOAD))
    assert page.subheader[0].value.startswith("Something is overdue for 0 of 1 child")
    assert page.dataframe[0].value["need"].tolist() == [str(Need.NOTHING)]
    assert pd.isna(page.dataframe[0].value["next_due"].iloc[0])
    assert "What we cannot say" in [header.value for header in page.header]
    assert "nothing here is a score" in markdown(page)
