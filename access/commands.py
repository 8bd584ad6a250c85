"""The operator's commands for accounts and for the audit trail: `manage.py accounts ...` and `manage.py audit ...`.

Who gives them holds the machine and need not sign in; what they change is in the trail with their name on the machine.
What is to be kept or piped goes to standard output, what is said about it to standard error.
"""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, NoReturn

import pandas as pd
import typer
from sqlalchemy import Engine

from access import accounts, audit, demonstration
from access.accounts import OPERATOR, Account, AccountRefused
from access.attempts import locked_usernames
from access.roles import Role
from access.sessions import last_started
from data.records.teams import known_teams
from data.spreadsheets import for_spreadsheets

accounts_app = typer.Typer(help="Accounts: who may sign in, as what, for which teams.", no_args_is_help=True)
audit_app = typer.Typer(help="The audit trail: who did what, when.", no_args_is_help=True)

# So many teams are listed to whoever names one there is not.
LISTED = 40


@dataclass(frozen=True)
class Host:
    """What these commands stand on: the object of the context they are run in.

    records  an engine on the records, their schema up to date
    plainly  within it, what can be expected to go wrong ends the command with its reason and exit code 1
    """

    records: Callable[[], Engine]
    plainly: Callable[[], AbstractContextManager[None]]


class Form(StrEnum):
    TEXT = "text"
    CSV = "csv"


Username = Annotated[str, typer.Argument(help="The username they sign in with.", show_default=False)]
Teams = Annotated[list[str] | None, typer.Option("--team", help="A team's id in the records; may be given again.")]


def operator() -> audit.Actor:
    """Whoever gives a command, with the name they have on this machine."""
    return replace(OPERATOR, system_user=_system_user())


def _system_user() -> str:
    if sys.platform == "win32":
        return getpass.getuser()
    # Not getpass: it would take the name from the environment, where anybody can write another.
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


@contextmanager
def _records(context: typer.Context) -> Iterator[Engine]:
    host = context.find_object(Host)
    if host is None:
        raise RuntimeError("The commands for accounts and the audit trail are mounted without a Host.")
    with host.plainly():
        yield host.records()


# --- Accounts ---


@accounts_app.command("add")
def add_account(
    context: typer.Context,
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[Role, typer.Option(help="Who they are to the partnership.")],
    team: Teams = None,
    email: Annotated[str | None, typer.Option(help="What the single sign-on knows them by.")] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in through the single sign-on only; needs --email.")
    ] = False,
) -> None:
    """Make an account and print its first password, once."""
    with _records(context) as engine:
        teams = _held(engine, team)
        if no_password:
            accounts.add_without_password(engine, username, name, role, email=email, teams=teams, by=operator())
            _say("The account is made. It has no password: it signs in through the single sign-on only.")
        else:
            _hand_over(accounts.add(engine, username, name, role, teams=teams, email=email, by=operator()))


@accounts_app.command("list")
def list_accounts(
    context: typer.Context,
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TEXT,
) -> None:
    """List every account: its role and teams, when it last signed in (UTC), whether it is locked out now."""
    with _records(context) as engine:
        frame = listing(engine)
        if form is Form.CSV:
            typer.echo(_csv(frame))
        elif frame.empty:
            _say("There are no accounts yet. Make one with: python manage.py accounts add")
        else:
            typer.echo(frame.replace("", "-").to_string(index=False, justify="left"))


@accounts_app.command("reset")
def reset_password(context: typer.Context, username: Username) -> None:
    """Give an account a new first password, printed once; forget its failed attempts and end its sessions."""
    with _records(context) as engine:
        _hand_over(accounts.reset_password(engine, _found(engine, username), by=operator()))


@accounts_app.command("disable")
def disable_account(context: typer.Context, username: Username) -> None:
    """Let an account sign in no longer, and end its sessions."""
    with _records(context) as engine:
        account = _found(engine, username)
        accounts.set_active(engine, account, False, by=operator())
        _say(f"{account.username} can no longer sign in, and is signed out everywhere.")


@accounts_app.command("enable")
def enable_account(context: typer.Context, username: Username) -> None:
    """Let an account that was disabled sign in again."""
    with _records(context) as engine:
        account = _found(engine, username)
        if account.demonstration:
            raise AccountRefused(
                f"{account.username} is a demonstration account. Where there are no real children, all of them come "
                "back with: python manage.py accounts demo"
            )
        accounts.set_active(engine, account, True, by=operator())
        _say(f"{account.username} can sign in again.")


@accounts_app.command("role")
def change_role(
    context: typer.Context,
    username: Username,
    role: Annotated[Role, typer.Argument(help="Who they are to the partnership.", show_default=False)],
    team: Teams = None,
) -> None:
    """Give an account another role, with the teams given and no others."""
    with _records(context) as engine:
        _put(engine, _found(engine, username), role, _held(engine, team))


@accounts_app.command("teams")
def change_teams(
    context: typer.Context,
    username: Username,
    teams: Annotated[list[str], typer.Argument(metavar="TEAM...", help="Ids in the records.", show_default=False)],
) -> None:
    """Give a team manager these teams in the place of those they had."""
    with _records(context) as engine:
        account = _found(engine, username)
        _put(engine, account, account.role, _held(engine, teams))


@accounts_app.command("demo")
def demonstration_accounts(
    context: typer.Context,
    off: Annotated[bool, typer.Option("--off", help="Close them instead.")] = False,
) -> None:
    """Make an account for each role, with a password everybody may know. Only where all children are made up."""
    with _records(context) as engine:
        if off:
            closed = demonstration.disable(engine, "closed by hand", by=operator())
            _say(f"Closed: {', '.join(closed)}." if closed else "No demonstration account was open.")
            return
        for username, password in demonstration.make(engine, by=operator()).items():
            typer.echo(f"{username:<8}  {password}")
        _say("Everybody may know this password. The accounts are closed when real children are loaded.")


def listing(engine: Engine) -> pd.DataFrame:
    """Every account by username, as text: frame[username, name, role, teams, email, active, demonstration,
    last_sign_in, locked_now]. What is not so or not known is empty; nothing tells of a password."""
    with engine.connect() as connection:
        seen, locked = last_started(connection), locked_usernames(connection)
    columns = ["username", "name", "role", "teams", "email", "active", "demonstration", "last_sign_in", "locked_now"]
    rows = [
        (
            *(one.username, one.name, str(one.role), "; ".join(one.teams), one.email or ""),
            *("yes" if one.active else "no", "yes" if one.demonstration else "no"),
            seen[one.account_id].isoformat(" ", "minutes") if one.account_id in seen else "",
            "yes" if one.username in locked else "no",
        )
        for one in accounts.every(engine)
    ]
    return pd.DataFrame(rows, columns=columns)


def _found(engine: Engine, username: str) -> Account:
    with engine.connect() as connection:
        account = accounts.find(connection, username=username.strip().lower())
    if account is None:
        raise AccountRefused(f"There is no account {username!r}. List them with: python manage.py accounts list")
    return account


def _held(engine: Engine, teams: list[str] | None) -> list[str]:
    """The teams, refused if the records do not know one: a slip in an id would be a page without children."""
    if not teams:
        return []
    with engine.connect() as connection:
        known = known_teams(connection)
    unknown = [team for team in teams if team not in known]
    if unknown:
        some = "; ".join(f"{team} {name}" for team, name in list(known.items())[:LISTED])
        there_are = f"There are: {some}." if some else "They hold none at all: load them first."
        raise AccountRefused(f"The records hold no team with the id {', '.join(unknown)}. {there_are}")
    return teams


def _put(engine: Engine, account: Account, role: Role, teams: list[str]) -> None:
    accounts.set_role(engine, account, role, teams, by=operator())
    of_teams = f" of {', '.join(teams)}" if teams else ""
    _say(f"{account.username} is now {role}{of_teams}, and is signed out everywhere.")


def _hand_over(password: str) -> None:
    typer.echo(password)
    _say("This is the first password. It is not shown again, and must be changed at the first sign-in.")


# --- The audit trail ---


@audit_app.command("verify")
def verify_trail(context: typer.Context) -> None:
    """Walk the trail from its first entry and say whether it holds. Keep the newest digest somewhere else."""
    with _records(context) as engine:
        held = audit.verify(engine)
        typer.echo(f"Entries that hold: {held.entries:,}. Newest digest that holds: {held.newest}")
        if held.broken is not None:
            _stop(
                f"Entry {held.broken} is the first that does not hold: it was changed or put in, or one before it was "
                "taken out."
            )


@audit_app.command("export")
def export_trail(
    context: typer.Context,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day wanted (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day wanted (UTC).")] = None,
    user: Annotated[str, typer.Option(help="Only what this username did.")] = "",
    event: Annotated[list[audit.Event] | None, typer.Option(help="Only this; may be given again.")] = None,
) -> None:
    """Print the trail, newest first, as CSV. That it was printed is written in it first."""
    with _records(context) as engine:
        asked = {
            "since": f"{since:%Y-%m-%d}" if since else None,
            "until": f"{until:%Y-%m-%d}" if until else None,
            "user": user,
            "events": [str(one) for one in event or ()],
        }
        # Committed before a line is read: where this cannot be written, nothing is printed.
        with engine.begin() as connection:
            audit.write(connection, audit.Event.EXPORTED, operator(), what="audit trail", asked=asked)
        frame = audit.read(
            engine,
            since=since,
            until=until and until + timedelta(days=1),
            username=user,
            events=tuple(event or ()),
            newest=None,
        )
        typer.echo(_csv(frame))


def _csv(frame: pd.DataFrame) -> str:
    return for_spreadsheets(frame).to_csv(index=False).rstrip("\n")


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _stop(text: str) -> NoReturn:
    _say(text)
    raise typer.Exit(1)
