"""Scope: what the person asking may see. It comes from who they are, never from the page or its address."""

from dataclasses import dataclass, replace


class NotAllowed(PermissionError):
    """The person asking may not do this. The message is safe to show."""


class SignedOut(NotAllowed):
    """The session behind the question has ended: nothing more is given to it."""

    def __init__(self) -> None:
        super().__init__("You have been signed out. Open this page again to sign in.")


@dataclass(frozen=True)
class Scope:
    """What may be read.

    authorities     codes, or None for every authority in the store
    teams           team ids, or None for every team
    may_open_cases  whether rows about single children may be read
    exact           whether small numbers are shown as they are; else by the rules of queries/disclosure.py
    own_only        only the reader's own teams are exact, and only their children are opened: with none, nothing is.
                    Counts of more than those teams are of the others, without them: who knows their own exactly could
                    take them from those of all, and have the others' small numbers
    own_teams       ids of those teams
    needs_reason    whether cases are opened only to a reason
    reason          the reason given
    session         the sign-in it was given to; None for whoever holds the machine and gives commands to it
    """

    authorities: tuple[str, ...] | None
    teams: tuple[str, ...] | None
    may_open_cases: bool
    exact: bool = False
    own_only: bool = False
    own_teams: tuple[str, ...] = ()
    needs_reason: bool = False
    reason: str = ""
    session: str | None = None

    @property
    def without_teams(self) -> tuple[str, ...]:
        """The teams whose children are in no count of this scope: the reader's own, where it is of more than those."""
        return self.own_teams if self.own_only and self.teams is None else ()

    def within_own_teams(self) -> "Scope":
        """The part of it in which the reader manages the teams: all of it exact."""
        return replace(self, teams=self.own_teams, exact=True)

    def for_a_reason(self, reason: str) -> "Scope":
        """The scope of a reader who has said why they open cases."""
        return replace(self, reason=reason.strip())

    def as_a_board(self) -> "Scope":
        """The part of it that a board sees: no case, and small numbers by the rule. Not for who manages teams."""
        return replace(
            self, may_open_cases=False, exact=False, own_only=False, own_teams=(), needs_reason=False, reason=""
        )

    def is_part_of(self, granted: "Scope") -> bool:
        """Whether this is what was granted; or that within the reader's own teams, to who has such; or that as a board
        sees it, to any other. With a reason or without."""
        plain = replace(self, reason="")
        return plain in (granted, granted.within_own_teams() if granted.own_only else granted.as_a_board())


NOTHING = Scope(authorities=(), teams=(), may_open_cases=False)


def local_scope() -> Scope:
    """Everything, for whoever gives commands to this machine: they can read its files as it is. Never for a page."""
    return Scope(authorities=None, teams=None, may_open_cases=True, exact=True)
