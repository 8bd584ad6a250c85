"""Accounts: who may sign in, as what, and for which teams. Every change is written to the audit trail with it, and ends
every session of the account it is made to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from access.attempts import forgive
from access.audit import Actor, Event, write
from access.passwords import first_password, hashed, weakness
from access.roles import RIGHTS, Rights, Role
from access.sessions import end_every
from access.times import now
from data.records.accounts import account_teams, accounts
from data.records.teams import known_teams

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")
# Who does what is done from the command line, by somebody who holds the machine.
OPERATOR = Actor(username="(command line)")


class AccountRefused(ValueError):
    """The account cannot be made or changed so. The message says why and is safe to show."""


@dataclass(frozen=True)
class Account:
    """One account, as the records have it now."""

    account_id: int
    username: str
    name: str
    email: str | None
    role: Role
    teams: tuple[str, ...]
    active: bool
    demonstration: bool
    must_change: bool
    has_password: bool

    @property
    def rights(self) -> Rights:
        return RIGHTS[self.role]

    @property
    def actor(self) -> Actor:
        return Actor(self.username, self.account_id, self.role)


def add(
    engine: sa.Engine,
    username: str,
    name: str,
    role: Role,
    *,
    teams: Sequence[str] = (),
    email: str | None = None,
    demonstration: bool = False,
    by: Actor = OPERATOR,
) -> str:
    """Make an account and give its first password, to be told once and changed at the first sign-in.

    Raises AccountRefused where the username or e-mail is taken or not one, or a team manager has no team.
    """
    password = first_password()
    with engine.begin() as connection:
        insert(
            connection,
            username,
            name,
            role,
            teams=teams,
            email=email,
            password_hash=hashed(password),
            demonstration=demonstration,
            by=by,
        )
    return password


def add_without_password(
    engine: sa.Engine,
    username: str,
    name: str,
    role: Role,
    *,
    email: str | None,
    teams: Sequence[str] = (),
    by: Actor = OPERATOR,
) -> None:
    """Make an account that signs in through the single sign-on only, by its e-mail address.

    Raises AccountRefused as `add` does, and where there is no address to know it by.
    """
    if not _mail(email):
        raise AccountRefused("An account without a password needs the e-mail address the single sign-on knows it by.")
    with engine.begin() as connection:
        insert(connection, username, name, role, teams=teams, email=email, must_change=False, by=by)


def insert(
    connection: sa.Connection,
    username: str,
    name: str,
    role: Role,
    *,
    teams: Sequence[str] = (),
    email: str | None = None,
    password_hash: str | None = None,
    must_change: bool = True,
    demonstration: bool = False,
    by: Actor = OPERATOR,
) -> None:
    """Make an account, and write it in the trail, in the caller's transaction. Raises AccountRefused as `add` does."""
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise AccountRefused("A username has 3 to 64 small letters, figures, dots, dashes or underscores.")
    _refuse_teams(role, teams)
    # Whoever knows the password everybody knows can leave nothing behind for when the children are real.
    demonstration = demonstration or _is_demonstration(connection, by)
    taken = accounts.c.username == username
    if _mail(email):
        taken |= accounts.c.email == _mail(email)
    if connection.execute(sa.select(accounts.c.account_id).where(taken)).first():
        raise AccountRefused("An account has this username or e-mail address already.")
    made = connection.execute(
        sa.insert(accounts).values(
            username=username,
            name=name.strip()[:100] or username,
            email=_mail(email),
            role=str(role),
            password_hash=password_hash,
            must_change=must_change,
            created_at=now(),
            demonstration=demonstration,
        )
    )
    _put_teams(connection, int(made.inserted_primary_key[0]), teams)  # type: ignore[index]
    write(connection, Event.ACCOUNT_ADDED, by, account=username, role=str(role), teams=sorted(teams))


def find(connection: sa.Connection, *, account_id: int | None = None, username: str = "") -> Account | None:
    """The account as it is now; None where there is none."""
    which = accounts.c.account_id == account_id if account_id is not None else accounts.c.username == username
    row = connection.execute(sa.select(accounts).where(which)).mappings().first()
    return None if row is None else _account(connection, row)


def find_by_email(connection: sa.Connection, email: str) -> Account | None:
    """The account that has this e-mail address, as the single sign-on tells it."""
    row = connection.execute(sa.select(accounts).where(accounts.c.email == _mail(email))).mappings().first()
    return None if row is None or not email else _account(connection, row)


def every(engine: sa.Engine) -> list[Account]:
    """All accounts, by username."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(accounts).order_by(accounts.c.username)).mappings().all()
        return [_account(connection, row) for row in rows]


def teams_known(engine: sa.Engine) -> dict[str, str]:
    """The teams a team manager can be given, id to name."""
    with engine.connect() as connection:
        return known_teams(connection)


def set_password(engine: sa.Engine, account: Account, password: str, *, by: Actor | None = None) -> None:
    """Give an account the password its owner has chosen. Raises AccountRefused where it is too weak."""
    weak = weakness(password, (account.username, *account.name.split()))
    if weak:
        raise AccountRefused(weak)
    values = {"password_hash": hashed(password), "must_change": False, "password_set_at": now()}
    with engine.begin() as connection:
        change(connection, account, by or account.actor, Event.PASSWORD_CHANGED, values, {})


def reset_password(engine: sa.Engine, account: Account, *, by: Actor = OPERATOR) -> str:
    """A new first password, to be told once and changed at the next sign-in; failed attempts are forgiven."""
    password = first_password()
    values = {"password_hash": hashed(password), "must_change": True, "password_set_at": now()}
    with engine.begin() as connection:
        forgive(connection, account.username)
        change(connection, account, by, Event.PASSWORD_CHANGED, values, {"reset": True})
    return password


def set_active(engine: sa.Engine, account: Account, active: bool, *, by: Actor = OPERATOR) -> None:
    """Let an account sign in, or no longer. Raises AccountRefused for a demonstration account that is to be let in."""
    if active and account.demonstration:
        raise AccountRefused("A demonstration account is made, and closed, by manage.py accounts demo.")
    with engine.begin() as connection:
        change(connection, account, by, Event.ACCOUNT_CHANGED, {"active": active}, {"active": active})


def set_role(engine: sa.Engine, account: Account, role: Role, teams: Sequence[str], *, by: Actor = OPERATOR) -> None:
    """Another role, and the teams that go with it. Raises AccountRefused where a team manager has no team."""
    _refuse_teams(role, teams)
    told = {"role": str(role), "teams": sorted(teams)}
    with engine.begin() as connection:
        change(connection, account, by, Event.ACCOUNT_CHANGED, {"role": str(role)}, told, teams=teams)


def change(
    connection: sa.Connection,
    account: Account,
    by: Actor,
    event: Event,
    values: Mapping[str, object],
    told: Mapping[str, object],
    *,
    teams: Sequence[str] | None = None,
) -> None:
    """Change an account in the caller's transaction, and end its sessions.

    values  columns of the account and what goes into them
    told    what the trail says of it; never a password or its hash
    teams   what its teams become; None leaves them
    Raises AccountRefused where a demonstration account would change one that is not.
    """
    if not account.demonstration and _is_demonstration(connection, by):
        raise AccountRefused(
            "A demonstration account changes other demonstration accounts only: everybody may know its password."
        )
    write(connection, event, by, account=account.username, changed=told)
    connection.execute(sa.update(accounts).where(accounts.c.account_id == account.account_id).values(**values))
    if teams is not None:
        _put_teams(connection, account.account_id, teams)
    end_every(connection, account.account_id, str(event))


def _is_demonstration(connection: sa.Connection, by: Actor) -> bool:
    acting = sa.select(accounts.c.demonstration).where(accounts.c.account_id == by.account_id)
    return bool(by.account_id is not None and connection.scalar(acting))


def _put_teams(connection: sa.Connection, account_id: int, teams: Sequence[str]) -> None:
    connection.execute(sa.delete(account_teams).where(account_teams.c.account_id == account_id))
    rows = [{"account_id": account_id, "team_id": team} for team in sorted(set(teams))]
    if rows:
        connection.execute(sa.insert(account_teams), rows)


def _account(connection: sa.Connection, row: sa.RowMapping) -> Account:
    mine = account_teams.c.account_id == row["account_id"]
    teams = connection.scalars(sa.select(account_teams.c.team_id).where(mine).order_by(account_teams.c.team_id))
    return Account(
        account_id=row["account_id"],
        username=row["username"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        teams=tuple(teams),
        active=row["active"],
        demonstration=row["demonstration"],
        must_change=row["must_change"],
        has_password=row["password_hash"] is not None,
    )


def _refuse_teams(role: Role, teams: Sequence[str]) -> None:
    if RIGHTS[role].own_teams_only and not teams:
        raise AccountRefused(f"A {role} needs at least one team.")
    if teams and not RIGHTS[role].own_teams_only:
        raise AccountRefused(f"A {role} has no teams of their own.")


def _mail(email: str | None) -> str | None:
    return (email or "").strip().lower() or None
