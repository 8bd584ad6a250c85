"""Scope: what the person asking may see. It comes from who they are, never from the page or its address."""

from dataclasses import dataclass
from ipaddress import ip_address


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


def served_scope(address: str | None) -> Scope:
    """The local scope for an app that listens on `address`: only ever this machine's own.

    Raises NotAllowed for any other address, and for none, which would be every address the machine has.
    """
    try:
        own = address == "localhost" or ip_address(address or "").is_loopback
    except ValueError:
        own = False
    if not own:
        raise NotAllowed(
            "This copy has no sign-in yet, so it may listen on this machine's own address only. Start it from the "
            "project's folder with `make run`, or with `--server.address 127.0.0.1`."
        )
    return local_scope()
