"""The demonstration accounts: one for each role, with a password everybody may know.

They are for made-up children only. They are made where every authority in the records is synthetic, closed when real
children are loaded, and the app does not start where that has failed.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from access.accounts import OPERATOR, Account, AccountRefused, change, find, insert
from access.audit import Actor, Event, take_turns
from access.passwords import hashed, matches
from access.roles import RIGHTS, Role
from data.facts import store
from data.load.authority import real_authorities
from data.records.accounts import accounts
from data.records.teams import busiest_teams
from data.settings import settings

PASSWORD = "demonstration-only-2026"  # noqa: S105  # nosec B105 - known to everybody, and meant to be
# How many teams the team manager manages.
TEAMS = 2

_ACCOUNTS: dict[str, tuple[str, Role]] = {
    "leader": ("Demonstration leader", Role.SENIOR_LEADER),
    "board": ("Demonstration board member", Role.BOARD_MEMBER),
    "manager": ("Demonstration manager", Role.TEAM_MANAGER),
    "analyst": ("Demonstration analyst", Role.ANALYST),
    "admin": ("Demonstration administrator", Role.ADMINISTRATOR),
}


class DemonstrationRefused(AccountRefused):
    """Demonstration accounts cannot be here. The message says why and is safe to show."""


def names() -> tuple[str, ...]:
    """Their usernames."""
    return tuple(_ACCOUNTS)


def make(engine: sa.Engine, *, by: Actor = OPERATOR) -> dict[str, str]:
    """Make the demonstration accounts, or bring them back to what they should be; username to password.

    The team manager gets the teams that hold the most children on child protection plans. Made again, nothing is
    changed or written down. Raises DemonstrationRefused where the records hold real children or no county, or where
    a username is somebody's; then none is made.
    """
    kept = hashed(PASSWORD)
    with engine.begin() as connection:
        # The trail's turn is also ours against `disable_beside_real_data`, which follows every load of real children.
        take_turns(connection)
        teams = _teams_of_a_synthetic_county(connection)
        for username, (name, role) in _ACCOUNTS.items():
            _settle(connection, username, name, role, teams if RIGHTS[role].own_teams_only else (), kept, by)
    return dict.fromkeys(_ACCOUNTS, PASSWORD)


def present(engine: sa.Engine) -> bool:
    """Whether any demonstration account can sign in."""
    with engine.connect() as connection:
        return bool(_open(connection))


def offered(engine: sa.Engine) -> list[Account]:
    """The five to offer whoever opens the app: none beside real children, nor one that such an account made."""
    with engine.connect() as connection:
        if _real(connection):
            return []
        found = (find(connection, username=username) for username in _open(connection) if username in _ACCOUNTS)
        return [account for account in found if account is not None and not account.must_change]


def refuse_with_real_data(engine: sa.Engine) -> None:
    """Raises DemonstrationRefused where a demonstration account can sign in and the records, or the facts in force,
    hold real children."""
    with engine.connect() as connection:
        can_sign_in = _open(connection)
        real = _real(connection) if can_sign_in else []
    if real:
        raise DemonstrationRefused(
            f"Real children are held here (authority {', '.join(real)}), and demonstration accounts, whose "
            f"password everybody may know, can sign in: {', '.join(can_sign_in)}. Close them first with: "
            "python manage.py accounts demo --off"
        )


def disable(engine: sa.Engine, why: str, *, by: Actor = OPERATOR) -> list[str]:
    """Close the demonstration accounts: no password, no sign-in, every session ended. Gives their usernames.

    Each is written in the trail, with `why`. The accounts stay, so that what they did keeps its name.
    """
    with engine.begin() as connection:
        take_turns(connection)
        return _close(connection, why, by)


def disable_beside_real_data(engine: sa.Engine, *, by: Actor = OPERATOR) -> list[str]:
    """`disable` where the records hold real children; else nothing. To be called after every load of real children."""
    with engine.begin() as connection:
        take_turns(connection)
        real = real_authorities(connection)
        return _close(connection, f"real children were loaded: {', '.join(real)}", by) if real else []


def _real(connection: sa.Connection) -> list[str]:
    """Codes of the authorities whose children are real in the records, or in the facts in force: these may have been
    built from other records."""
    return sorted({*real_authorities(connection), *store.real_authorities(settings().facts_url)})


def _teams_of_a_synthetic_county(connection: sa.Connection) -> list[str]:
    real = _real(connection)
    if real:
        raise DemonstrationRefused(
            f"Real children are held here (authority {', '.join(real)}), so no demonstration account can be made. Use "
            "another DATABASE_URL and another FACTS_URL for the demonstration."
        )
    teams = busiest_teams(connection, TEAMS)
    if not teams:
        raise DemonstrationRefused(
            "These records hold no team with a child on a plan, so there is nothing to demonstrate. Make the synthetic "
            "county first with: python manage.py demo"
        )
    return teams


def _settle(
    connection: sa.Connection, username: str, name: str, role: Role, teams: Sequence[str], kept: str, by: Actor
) -> None:
    """Make one account, or bring it back to what it should be."""
    held = find(connection, username=username)
    if held is None:
        insert(
            connection,
            username,
            name,
            role,
            teams=teams,
            password_hash=kept,
            must_change=False,
            demonstration=True,
            by=by,
        )
        return
    if not held.demonstration:
        raise DemonstrationRefused(
            f"The username {username} belongs to an account that is not for demonstration, so none was made."
        )
    if _is_as_made(connection, held, role, teams):
        return
    told = {"role": str(role), "teams": sorted(teams), "active": True, "demonstration": "made again"}
    values = {"role": str(role), "password_hash": kept, "must_change": False, "active": True}
    change(connection, held, by, Event.ACCOUNT_CHANGED, values, told, teams=teams)


def _is_as_made(connection: sa.Connection, held: Account, role: Role, teams: Sequence[str]) -> bool:
    if (held.role, held.teams, held.active, held.must_change) != (role, tuple(sorted(teams)), True, False):
        return False
    its_hash = sa.select(accounts.c.password_hash).where(accounts.c.account_id == held.account_id)
    return matches(PASSWORD, connection.scalar(its_hash))


def _open(connection: sa.Connection) -> list[str]:
    """Usernames of the demonstration accounts that can sign in."""
    can_sign_in = sa.select(accounts.c.username).where(accounts.c.demonstration, accounts.c.active)
    return list(connection.scalars(can_sign_in.order_by(accounts.c.username)))


def _close(connection: sa.Connection, why: str, by: Actor) -> list[str]:
    # One that was disabled has its password still, and could be let in again with it.
    ajar = accounts.c.active | accounts.c.password_hash.is_not(None)
    to_close = sa.select(accounts.c.username).where(accounts.c.demonstration, ajar).order_by(accounts.c.username)
    closed = list(connection.scalars(to_close))
    for username in closed:
        held = find(connection, username=username)
        if held is not None:
            shut = {"active": False, "password_hash": None}  # nosec B105 - no password at all
            change(connection, held, by, Event.ACCOUNT_CHANGED, shut, {"active": False, "why": why})
    return closed
