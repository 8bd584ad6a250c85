"""What can only be seen once a return is in its place among the others."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from data.load.cin_census.faults import Report
from data.load.cin_census.header import Return
from data.load.words import counted
from data.records import metadata

# Enough to work through; the rest are counted.
LISTED = 1_000

people = metadata.tables["ssd_person"]
authority_people = metadata.tables["authority_people"]
provenance = metadata.tables["census_provenance"]

# What can be open: table, its id, its child, the date that closes it, how the element is called.
OPEN = (
    ("ssd_cin_episodes", "cine_referral_id", "cine_person_id", "cine_close_date", "CINclosureDate"),
    ("ssd_cin_plans", "cinp_cin_plan_id", "cinp_person_id", "cinp_cin_plan_end_date", "CINPlanEndDate"),
    ("ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id", "cppl_cp_plan_end_date", "CPPendDate"),
)


def query_shared_pupil_numbers(connection: Connection, authority: str, report: Report) -> None:
    """Report children of the authority who have one pupil number between them (rule 1520). Over several returns it
    also shows a child whose LAchildID was changed by a new case system: their history is in two parts."""
    ours = select(people.c.pers_person_id, people.c.pers_upn).join(
        authority_people, authority_people.c.person_id == people.c.pers_person_id
    )
    ours = ours.where(authority_people.c.authority_code == authority, people.c.pers_upn.is_not(None))
    children = ours.subquery()
    shared = select(children.c.pers_upn).group_by(children.c.pers_upn).having(func.count() > 1)
    _report(
        connection,
        select(children.c.pers_person_id, children.c.pers_upn).where(children.c.pers_upn.in_(shared)),
        report,
        "ssd_person",
        "UPN",
        "More than one LAchildID has this pupil number. See whether they are the same child.",
        rule="1520",
    )


def query_vanished(connection: Connection, the_return: Return, report: Report) -> None:
    """Report what was open in an earlier return and is not in this one, the newest: it stays open as last told."""
    for name, key, child, closed, element in OPEN:
        table = metadata.tables[name]
        gone = (
            select(table.c[child], provenance.c.census_year)
            .join(provenance, provenance.c.row_id == table.c[key])
            .where(
                provenance.c.authority_code == the_return.authority,
                provenance.c.table_name == name,
                provenance.c.census_year < the_return.year,
                table.c[closed].is_(None),
            )
        )
        reason = (
            f"Open in the return of the year given, and not in the return for {the_return.year}. It is kept open, as "
            "last told. See whether it was closed."
        )
        _report(connection, gone, report, name, element, reason)


def _report(
    connection: Connection,
    doubtful: Select[tuple[Any, Any]],
    report: Report,
    table: str,
    element: str,
    reason: str,
    rule: str | None = None,
) -> None:
    """Report each (child, value) `doubtful` selects; those past LISTED are counted."""
    listed = connection.execute(doubtful.order_by(*doubtful.selected_columns).limit(LISTED)).all()
    for child, value in listed:
        report.query(table, reason, child=child, line=None, field=element, value=str(value), rule=rule)
    if len(listed) == LISTED:
        total = connection.scalar(select(func.count()).select_from(doubtful.subquery())) or 0
        if total > LISTED:
            more = f"{reason} {counted(total - LISTED, 'more is', 'more are')} not listed."
            report.query(table, more, child=None, line=None, field=element, rule=rule)
