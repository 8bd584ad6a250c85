"""The commands an analyst, an operator or a nightly job runs: demo, load, refresh, measure, accounts, audit.

Exit codes: 0 done, 1 refused or failed (the reason is printed), 2 the command was not understood.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from access import demonstration
from access.accounts import AccountRefused
from access.commands import Host, accounts_app, audit_app, operator
from access.scope import local_scope
from data import records
from data.demo import generate
from data.facts.refresh import NothingToBuild, refresh
from data.facts.store import NoFacts, Overtaken, discard, forget_old
from data.load.authority import LOCAL, remove_from_records
from data.load.benchmarks import load_benchmarks
from data.load.cin_census import load_cin_census
from data.load.cin_census.authority_names import authority_name_of
from data.load.history import faults_found, loads_made
from data.load.ledger import Refused
from data.load.ssd_source import load_ssd
from data.load.write import LoadSummary, load_frames
from data.practice import PracticeError, practice
from data.records.engine import RecordsBusy, SchemaTooNew
from data.records.partnership import authorities
from data.settings import settings
from data.spreadsheets import for_spreadsheets
from queries.holdings import indicators as worded
from queries.indicators import REGISTRY, UnknownIndicator
from queries.measure import Period, UnknownSplit, measure
from queries.measure_text import as_csv, as_json, as_text, notes
from queries.methods_page import methods_page
from queries.strategy.demonstration import demonstrate
from queries.strategy.kinds import KINDS
from queries.strategy.starting import start
from queries.where import UnknownFilter, filters_of, refuse_outside, refuse_unheld

app = typer.Typer(
    help="Neglect Strategy dashboard: load data, build the facts, check any number.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
load_app = typer.Typer(help="Load real data. Each load is one transaction.", no_args_is_help=True)
strategy_app = typer.Typer(help="What the partnership keeps about its Neglect Strategy.", no_args_is_help=True)
app.add_typer(load_app, name="load")
app.add_typer(strategy_app, name="strategy")
app.add_typer(accounts_app, name="accounts")
app.add_typer(audit_app, name="audit")


@app.callback()
def _before_each(context: typer.Context) -> None:
    # What a command writes is about children: nobody else on the machine may read it.
    os.umask(0o077)
    context.obj = Host(_records, _plainly)


# Progress and messages go to standard error, so that what `measure` prints can be piped.
console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

DEMO_AUTHORITY, DEMO_NAME, DEMO_CHILD_POPULATION = "999", "Synthetic County", 157_000
DEMO_AS_AT = date(2026, 10, 31)


class Format(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class _Bar:
    """A progress bar that is told what is being done and how much of it is done (0 to 1)."""

    def __init__(self, progress: Progress, start: float = 0.0, end: float = 1.0) -> None:
        self._progress, self._start, self._end = progress, start, end
        self._task = progress.task_ids[0] if progress.task_ids else progress.add_task("Starting", total=1.0)

    def part(self, start: float, end: float) -> "_Bar":
        return _Bar(self._progress, start, end)

    def __call__(self, text: str, share: float) -> None:
        done = self._start + share * (self._end - self._start)
        tenth = int(done * 10) > int(self._progress.tasks[0].completed * 10)
        self._progress.update(self._task, description=f"{text:<46.46}", completed=done)
        # Where no bar can be drawn (a log, a container), a line every tenth says that it is getting on.
        if tenth and not console.is_terminal:
            console.print(f"{int(done * 10) * 10:3d} %  {text}")


@contextmanager
def _bar() -> Iterator[_Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield _Bar(progress)


@contextmanager
def _plainly() -> Iterator[None]:
    """What can be expected to go wrong ends the command with its reason, not with a traceback."""
    expected = (
        *(Refused, NothingToBuild, NoFacts, Overtaken, PracticeError, RecordsBusy, SchemaTooNew),
        *(UnknownIndicator, UnknownSplit, UnknownFilter, AccountRefused, ValueError, OSError),
    )
    try:
        yield
    except expected as error:
        console.print(str(error), style="bold red")
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        # Only the kind of fault: a database's own message can hold the row it choked on.
        console.print(f"The database did not do as asked ({type(error).__name__}).", style="bold red")
        console.print("Check DATABASE_URL and FACTS_URL, that the servers are up, and that there is disk space.")
        raise typer.Exit(1) from error


def _records() -> Engine:
    engine = records.engine_for(settings().database_url)
    records.upgrade(engine)
    return engine


def _build(engine: Engine, bar: _Bar) -> str:
    """Build the facts, and say in a sentence what was built."""
    done = refresh(engine, settings().facts_url, practice(), bar)
    counts = ", ".join(
        f"{done.rows.get(name, 0):,} {name} rows"
        for name in ("plan_month", "household_month", "sibling_month", "event")
    )
    return f"Facts as at {done.as_at.day} {done.as_at:%B %Y}: {counts}. Snapshot {done.snapshot_id}."


def _tell(summary: LoadSummary, built: str = "") -> None:
    for message in [*summary.messages, built]:
        if message:
            console.print(message)


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed makes another county.")] = 2025,
    scale: Annotated[float, typer.Option(min=0.01, max=2.0, help="1 is a county of some 157,000 children.")] = 1.0,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where records are loaded already.")] = False,
) -> None:
    """Make the synthetic county, load it and build the facts."""
    with _plainly():
        engine = _records()
        if if_empty and _has_records(engine):
            _open_demonstration(engine)
            return
        with _bar() as bar:
            frames = generate(
                seed,
                authority_code=DEMO_AUTHORITY,
                authority_name=DEMO_NAME,
                as_at=DEMO_AS_AT,
                scale=scale,
                progress=bar.part(0, 0.3),
            )
            summary = load_frames(
                engine,
                frames,
                kind="demo",
                source=f"synthetic county, seed {seed}",
                authority_code=DEMO_AUTHORITY,
                authority_name=DEMO_NAME,
                as_at=DEMO_AS_AT,
                synthetic=True,
                child_population=round(DEMO_CHILD_POPULATION * scale),
                progress=bar.part(0.3, 0.7),
            )
            built = _build(engine, bar.part(0.7, 1))
        demonstrate(engine, DEMO_AS_AT, by=operator())
        _open_demonstration(engine)
        _tell(summary, built)


def _has_records(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(authorities.c.authority_code).limit(1)).first() is not None


@load_app.command("cin-census")
def load_census(
    files: Annotated[list[Path], typer.Argument(help="The returns' XML files, in any order.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="The authority's name.")] = None,
    build: Annotated[bool, typer.Option("--refresh/--no-refresh", help="Build the facts afterwards.")] = True,
) -> None:
    """Load DfE Children in Need census returns, of one year or several."""
    with _plainly():
        engine = _records()
        with _bar() as bar:
            summary = load_cin_census(engine, files, authority_name=name, progress=bar)
        _close_demonstration(engine)
        _tell(summary)
        if build:
            _rebuild(engine)


@load_app.command("benchmarks")
def load_published(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, show_default=False)],
) -> None:
    """Load the Department for Education's published CSV files, to stand beside our figures."""
    with _plainly():
        engine = _records()
        for file in files:
            console.print(f"{load_benchmarks(engine, file):,} figures loaded from {file.name}.")


@load_app.command("ssd")
def load_standard_dataset(
    url: Annotated[str, typer.Argument(help="SQLAlchemy address of the database that holds the SSD.")],
    authority: Annotated[str, typer.Option(help="The authority's three-figure code.")] = LOCAL,
    name: Annotated[
        str | None, typer.Option(help="The authority's name; looked up from its code unless given.")
    ] = None,
    schema: Annotated[str | None, typer.Option(help="The schema the SSD tables are in.")] = None,
    as_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was extracted.")] = None,
    child_population: Annotated[int | None, typer.Option(min=1, help="Children aged 0 to 17 in the area.")] = None,
    codes: Annotated[Path | None, typer.Option(exists=True, help="The authority's own code mappings.")] = None,
    build: Annotated[bool, typer.Option("--refresh/--no-refresh", help="Build the facts afterwards.")] = True,
) -> None:
    """Copy what is needed from a Standard Safeguarding Dataset. The source is only read."""
    with _plainly():
        if as_at and as_at.date() > date.today():
            raise Refused(f"--as-at {as_at:%Y-%m-%d} is still to come. Give the day the data was extracted.")
        engine = _records()
        with _bar() as bar:
            summary = load_ssd(
                engine,
                url,
                schema=schema,
                authority_code=authority,
                authority_name=name or authority_name_of(authority),
                as_at=as_at.date() if as_at else None,
                child_population=child_population,
                codes_file=codes,
                progress=bar,
            )
        _close_demonstration(engine)
        _tell(summary)
        if build:
            _rebuild(engine)


def _open_demonstration(engine: Engine) -> None:
    """While all that is held is made up: an account of each role to look around with."""
    try:
        demonstration.make(engine, by=operator())
    except demonstration.DemonstrationRefused:
        # Beside real children there are none, and a county too small to have a team on a plan is nobody's to manage.
        return
    console.print(f"To look around, sign in as {', '.join(demonstration.names())}: {demonstration.PASSWORD}")


def _close_demonstration(engine: Engine) -> None:
    """Real children are in the records now: nobody signs in any longer with a password everybody may know."""
    closed = demonstration.disable_beside_real_data(engine, by=operator())
    if closed:
        console.print(f"The demonstration accounts were closed: {', '.join(closed)}.")


@app.command("remove-authority")
def remove_authority(
    code: Annotated[str, typer.Argument(help="The authority's code, or LOCAL.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Take an authority and every row about its children out of the records and the facts."""
    with _plainly():
        engine = _records()
        if not yes:
            where = engine.url.render_as_string(hide_password=True)
            typer.confirm(
                f"Remove authority {code} and every row about its children from {where}?", abort=True, err=True
            )
        left = remove_from_records(engine, code)
        console.print(f"Authority {code} is no longer in the records.")
        if left:
            _rebuild(engine)
            forget_old(settings().facts_url)
        else:
            discard(settings().facts_url)
            console.print("The records hold no authority now, and the facts built from them are gone too.")


def _rebuild(engine: Engine) -> None:
    """Build the facts after a load; where that fails, say that the pages still show the old ones."""
    try:
        with _bar() as bar:
            built = _build(engine, bar)
    except BaseException:
        console.print(
            "The records have changed, but the facts were not built: the pages still show the old ones. "
            "Put right what is said below, then run: python manage.py refresh",
            style="bold red",
        )
        raise
    console.print(built)


@app.command("refresh")
def refresh_facts() -> None:
    """Build the facts anew from the records and put them in force."""
    with _plainly():
        with _bar() as bar:
            built = _build(_records(), bar)
        console.print(built)


@app.command("measure")
def print_measures(
    names: Annotated[
        list[str], typer.Argument(metavar="INDICATOR...", help="Ids such as DD03, or keys.", show_default=False)
    ],
    month: Annotated[str | None, typer.Option(help="Such as 2026-10; the newest unless given.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Split by this; may be given twice.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Such as plan_type=CP; may be given again.")] = None,
    period: Annotated[Period, typer.Option(help="What flows are counted over.")] = Period.TWELVE_MONTHS,
    months: Annotated[int, typer.Option(min=1, max=120, help="So many months to the one asked for.")] = 1,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TEXT,
) -> None:
    """Print numerator, denominator, value and interval, by the same engine that feeds the screen."""
    with _plainly():
        scope, filters = local_scope(), filters_of(where or (), month)
        refuse_unheld(scope, filters)
        refuse_outside(scope, filters)
        frame = measure(scope, names, filters, by=by or (), period=period, months=months)
        entries = worded(scope, *names)
        written = {Format.TEXT: as_text, Format.CSV: as_csv, Format.JSON: as_json}[form]
        typer.echo(written(frame, {entry.key: entry for entry in entries}))
        for note in notes(scope, entries, filters):
            console.print(note)


@strategy_app.command("start")
def start_strategy() -> None:
    """Put in the Review's recommendations, the document it found overdue, and draft targets to agree on."""
    with _plainly():
        made = start(_records(), by=operator())
        told = ", ".join(f"{count} {KINDS[name].many}" for name, count in made.items())
        console.print(f"Put in: {told}." if made else "There are recommendations already: nothing was put in.")


@app.command("loads")
def list_loads() -> None:
    """List the latest loads, newest first: what, when, how it went."""
    with _plainly():
        typer.echo(for_spreadsheets(loads_made(_records())).to_csv(index=False).rstrip("\n"))


@app.command("faults")
def list_faults(
    load: Annotated[int | None, typer.Option(help="A load's number; the latest unless given.")] = None,
) -> None:
    """List the rows of a load that were refused, corrected or queried, with file, line, field, value and reason."""
    with _plainly():
        typer.echo(for_spreadsheets(faults_found(_records(), load)).to_csv(index=False).rstrip("\n"))


@app.command("indicators")
def list_indicators() -> None:
    """List every indicator there is."""
    entries = [entry.worded(practice()) for entry in REGISTRY.values()]
    frame = pd.DataFrame([{"id": entry.id, "key": entry.key, "name": entry.name} for entry in entries])
    typer.echo(frame.to_string(index=False, justify="left"))


@app.command("methods")
def print_methods() -> None:
    """Print docs/methods.md, written from the registry."""
    typer.echo(methods_page(), nl=False)


if __name__ == "__main__":
    app()
