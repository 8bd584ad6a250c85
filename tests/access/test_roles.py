"""The one table of what roles may do holds together."""

import pytest

from access.roles import RIGHTS, Role


@pytest.mark.parametrize("role", list(Role))
def test_every_role_begins_with_a_page_it_may_open(role: Role) -> None:
    assert RIGHTS[role].first in RIGHTS[role].pages


def test_who_manages_teams_begins_with_their_own_children_and_who_leads_with_the_whole() -> None:
    assert RIGHTS[Role.TEAM_MANAGER].first == "caseload"
    assert RIGHTS[Role.ADMINISTRATOR].first == "accounts"
    assert {RIGHTS[role].first for role in (Role.SENIOR_LEADER, Role.BOARD_MEMBER, Role.ANALYST)} == {"overview"}
