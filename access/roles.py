"""Roles and what each may do: the one table. Whatever is not in it is not allowed."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who a person is to the partnership."""

    SENIOR_LEADER = "senior leader"
    BOARD_MEMBER = "board member"
    TEAM_MANAGER = "team manager"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What a person can do besides looking at a page."""

    OPEN_CASES = "open cases"
    REVEAL_NAMES = "reveal names"
    EXPORT = "export"
    KEEP_ACCOUNTS = "keep accounts"
    READ_AUDIT = "read the audit trail"
    KEEP_STRATEGY = "keep the strategy"


@dataclass(frozen=True)
class Rights:
    """What one role may do.

    pages           names of the pages it may open
    acts            what it may do on them
    reason          opening a list of children needs a reason, written down
    own_teams_only  cases are those of the account's own teams; all else is seen as the board sees it
    first           the page that opens first
    unsuppressed    small numbers are shown as they are (a team manager's own teams', for whom they are the caseload)
    """

    pages: frozenset[str]
    acts: frozenset[Act] = frozenset()
    reason: bool = False
    own_teams_only: bool = False
    unsuppressed: bool = False
    first: str = "overview"


_EVERYONES = frozenset({"your account"})
_LENSES = frozenset({"drift", "siblings", "neurodiversity", "disadvantage", "health", "challenge", "assessment"})
_FIGURES = _EVERYONES | _LENSES | {"overview", "strategy"}
_CASES = _FIGURES | {"caseload"}

RIGHTS: dict[Role, Rights] = {
    Role.SENIOR_LEADER: Rights(
        _CASES, frozenset({Act.OPEN_CASES, Act.REVEAL_NAMES, Act.EXPORT, Act.KEEP_STRATEGY}), reason=True
    ),
    Role.BOARD_MEMBER: Rights(_FIGURES, frozenset({Act.EXPORT})),
    Role.TEAM_MANAGER: Rights(
        _CASES,
        frozenset({Act.OPEN_CASES, Act.REVEAL_NAMES, Act.EXPORT}),
        own_teams_only=True,
        unsuppressed=True,
        first="caseload",
    ),
    Role.ANALYST: Rights(
        _CASES, frozenset({Act.OPEN_CASES, Act.REVEAL_NAMES, Act.EXPORT, Act.KEEP_STRATEGY}), unsuppressed=True
    ),
    Role.ADMINISTRATOR: Rights(
        _EVERYONES | {"accounts", "audit"},
        frozenset({Act.KEEP_ACCOUNTS, Act.READ_AUDIT, Act.EXPORT}),
        first="accounts",
    ),
}
