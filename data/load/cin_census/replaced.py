"""A return that replaces another of its own year: a resubmission is the whole of its year's return.

What only the replaced return had goes. What a return of an earlier year had too stays: that return is not in the
records as it was, so what it said cannot be put back, and the row is queried. So is a child other records speak of.

While the new return is read, what its year had told is marked in `census_provenance` by a negative year. A row that is
told again gets its year back; what is still marked at the end was not.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from data.load.cin_census.afterwards import LISTED
from data.load.cin_census.faults import Report
from data.load.cin_census.header import Return
from data.load.cin_census.rows import COLUMNS, PREVIOUS_PLANS
from data.load.ledger import CORRECTED, QUERIED, REPLACED_RETURN
from data.load.table_form import primary_key
from data.load.words import counted
from data.records import PARENT, PERSON_COLUMN, metadata

provenance = metadata.tables["census_provenance"]
people = metadata.tables["ssd_person"]
# These go with their child, or their plan.
authority_people = metadata.tables["authority_people"]
previous_plans = metadata.tables[PREVIOUS_PLANS]

# Provenance of disabilities is by child: they stand or go as a set.
BY_CHILD = ("ssd_disability",)


@dataclass(frozen=True)
class TakenBack:
    """What only the replaced return told: rows removed, and rows kept because an earlier return may have them."""

    removed: int = 0
    kept: int = 0


def mark(connection: Connection, the_return: Return) -> None:
    """Mark everything the returns of this year have told so far."""
    ours = _of_rows(the_return)
    told = update(provenance).where(ours, provenance.c.census_year == the_return.year)
    connection.execute(told.values(census_year=-the_return.year))
    first_told = update(provenance).where(
        ours, provenance.c.census_year > the_return.year, provenance.c.first_year == the_return.year
    )
    connection.execute(first_told.values(first_year=-the_return.year))


def take_back(connection: Connection, the_return: Return, report: Report) -> TakenBack:
    """Remove what is still marked and only the replaced return had; keep and report the rest that is."""
    removed = kept = 0
    for name in reversed(COLUMNS):
        table, key = metadata.tables[name], key_of(name)
        marked = _of_rows(the_return, name), provenance.c.census_year == -the_return.year
        only_then = select(provenance.c.row_id).where(*marked, provenance.c.first_year == the_return.year)
        going = key.in_(only_then), ~_spoken_of(table)
        reason = (
            f"The return for {the_return.year} that was loaded before had this; the one that replaces it does not, or "
            "not in a form that can be kept. Removed."
        )
        removed += _report(connection, name, going, report, reason, CORRECTED)
        _remove(connection, table, going)
        connection.execute(
            delete(provenance).where(
                *marked,
                provenance.c.first_year == the_return.year,
                ~exists().where(key == provenance.c.row_id).correlate(provenance),
            )
        )
        left = key.in_(select(provenance.c.row_id).where(*marked, provenance.c.first_year < the_return.year))
        reason = (
            f"Only the replaced return for {the_return.year} changed this; the return that replaces it does not have "
            "it, but one of an earlier year may. Kept as the replaced return had it. Load the returns of earlier "
            "years again to have it as they do."
        )
        kept += _report(connection, name, (left,), report, reason, QUERIED)
        reason = (
            f"The return that replaces the one for {the_return.year} does not have this, but other records belong to "
            "it. Kept. See whether it should have been in the return."
        )
        _report(connection, name, (key.in_(only_then),), report, reason, QUERIED)
        connection.execute(update(provenance).where(*marked).values(census_year=provenance.c.first_year))
    # Told by a later return too, so it stays; but this year's no longer has it.
    later = update(provenance).where(_of_rows(the_return), provenance.c.first_year == -the_return.year)
    connection.execute(later.values(first_year=the_return.year + 1))
    return TakenBack(removed, kept)


def key_of(name: str) -> Column[Any]:
    """The column of a table that `census_provenance` knows its rows by."""
    return metadata.tables[name].c[PERSON_COLUMN[name] if name in BY_CHILD else primary_key(name)[0]]


def _of_rows(the_return: Return, *names: str) -> ColumnElement[bool]:
    """Entries about the authority's rows of these tables, or of any; not those about whole returns."""
    its = provenance.c.authority_code == the_return.authority
    return its & provenance.c.table_name.in_(names or tuple(COLUMNS))


def _spoken_of(table: Table) -> ColumnElement[bool]:
    """Whether rows that would stay hang under a row of the table."""
    hanging = [
        exists().where(key.parent == key.column).correlate(table)
        for other in metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table and other not in (authority_people, previous_plans)
    ]
    return or_(False, *hanging)


def _remove(connection: Connection, table: Table, going: tuple[ColumnElement[bool], ...]) -> None:
    """Delete rows and what goes with them."""
    if table is people:
        ids = select(people.c.pers_person_id).where(*going)
        connection.execute(delete(previous_plans).where(previous_plans.c.person_id.in_(ids)))
        connection.execute(delete(authority_people).where(authority_people.c.person_id.in_(ids)))
    if table.name == "ssd_cp_plans":
        its = previous_plans.c.person_id == bindparam("whose"), previous_plans.c.plan_start == bindparam("start")
        plans = select(table.c.cppl_person_id, table.c.cppl_cp_plan_start_date).where(*going)
        keys = [{"whose": plan[0], "start": plan[1].date()} for plan in connection.execute(plans)]
        if keys:
            connection.execute(delete(previous_plans).where(*its), keys)
    connection.execute(delete(table).where(*going))


def _report(
    connection: Connection,
    name: str,
    which: tuple[ColumnElement[bool], ...],
    report: Report,
    reason: str,
    treatment: str,
) -> int:
    """Report the rows and give how many there are; those past LISTED are counted."""
    table, key = metadata.tables[name], key_of(name)
    total = connection.scalar(select(func.count()).select_from(table).where(*which)) or 0
    if not total:
        return 0
    for child, row in connection.execute(_rows(name).where(*which).order_by(key).limit(LISTED)):
        report.reject(name, reason, child=child, line=None, value=row, rule=REPLACED_RETURN, treatment=treatment)
    if total > LISTED:
        more = f"{reason} {counted(total - LISTED, 'more is', 'more are')} not listed."
        report.reject(name, more, child=None, line=None, rule=REPLACED_RETURN, treatment=treatment)
    return int(total)


def _rows(name: str) -> Select[tuple[Any, ...]]:
    """(child, row's id) of a table's rows."""
    table, row = metadata.tables[name], metadata.tables[name].c[primary_key(name)[0]]
    if name not in PARENT:
        return select(table.c[PERSON_COLUMN[name]], row)
    link, parent, parent_key = PARENT[name]
    above = metadata.tables[parent]
    return select(above.c[PERSON_COLUMN[parent]], row).join(above, above.c[parent_key] == table.c[link])
