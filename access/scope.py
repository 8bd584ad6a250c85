"""Scope: what the person asking may see. It comes from who they are, never from the page or its address."""

from dataclasses import dataclass


class NotAllowed(PermissionError):
    """The person asking may not do this. The message is safe to show."""


@dataclass(frozen=True)
class Scope:
    """What may be read.

    authorities     codes, or None for every authority in the store
    teams           team ids, or None for every team
    may_open_cases  whether rows about single children may be read
    """

    authorities: tuple[str, ...] | None
    teams: tuple[str, ...] | None
    may_open_cases: bool


def local_scope() -> Scope:
    """The one fixed scope until sign-in exists: everything, for whoever sits at this machine.

    Safe only because the app then listens on this machine's own address; see serve.py.
    """
    return Scope(authorities=None, teams=None, may_open_cases=True)
