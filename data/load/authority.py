"""Whose rows are whose in a store that several authorities may share.

The first authority's ids are stored as they come; each later one's ids have '<code>:' in front in every id column,
so that links hold and two authorities' ids never meet. Real and synthetic children are never in one store.
"""

import re
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, Engine, Table, and_, delete, func, insert, select, true, update
from sqlalchemy.sql import ColumnElement

from data.load.ledger import CODE_WIDTH, REMOVED, Fault, Refused, load
from data.records import SSD_TABLES, begin_writing, metadata

authorities = metadata.tables["authorities"]
authority_people = metadata.tables["authority_people"]
census_provenance = metadata.tables["census_provenance"]
census_previous_plans = metadata.tables["census_previous_plans"]
loads = metadata.tables["loads"]
load_rejections = metadata.tables["load_rejections"]

NAME_WIDTH = 100
CODE = re.compile(rf"[A-Za-z0-9]{{1,{CODE_WIDTH}}}", re.ASCII)
# The code of an authority whose own was not given.
LOCAL = "LOCAL"


def register_authority(
    connection: Connection, code: str, name: str, *, source_kind: str, child_population: int | None = None
) -> str:
    """Add the authority, or bring its name and source up to date, and give the prefix its ids are stored with.

    A child population not given leaves the one already known. Refused as `refuse_code`, or if ids that are held would
    be taken for the authority's.
    """
    begin_writing(connection)
    refuse_code(connection, code)
    known = dict(connection.execute(select(authorities.c.authority_code, authorities.c.id_prefix)).all())
    about: dict[str, object] = {"authority_name": name[:NAME_WIDTH], "source_kind": source_kind}
    if child_population is not None:
        about["child_population"] = child_population
    if code in known:
        connection.execute(update(authorities).where(authorities.c.authority_code == code).values(about))
        return str(known[code])
    prefix = f"{code}:" if "" in known.values() else ""
    _refuse_taken(connection, code, prefix)
    connection.execute(insert(authorities).values(authority_code=code, id_prefix=prefix, **about))
    return prefix


def refuse_code(connection: Connection, code: str, *, going: Sequence[str] = ()) -> None:
    """Refused for what is no code, and for LOCAL beside any other code: they would be the same children twice.

    going  codes of the authorities about to be removed
    """
    if not CODE.fullmatch(code):
        raise Refused(
            f"{code!r} cannot be an authority's code. A code has 1 to {CODE_WIDTH} letters and figures, and no spaces: "
            "the three figures the Department for Education uses, as in 931."
        )
    held = set(connection.scalars(select(authorities.c.authority_code))) - {*going, code}
    if code == LOCAL and held:
        raise Refused(
            f"These records hold authority {', '.join(sorted(held))}, and no --authority was given (or {LOCAL}, which "
            "stands for none): the children would be counted twice. Give --authority as before."
        )
    if LOCAL in held:
        raise Refused(
            f"These records were loaded without --authority, as {LOCAL}. Loaded as {code} as well, the children would "
            "be counted twice. Leave --authority out as before, or remove the old records first with: python manage.py "
            f"remove-authority {LOCAL}"
        )


def refuse_mistakable(connection: Connection, table: str, prefix: str, ids: pd.Series) -> None:
    """Refused if the ids of an authority without a prefix begin as another's do: whose they are could not be told."""
    if prefix:
        return
    others = connection.scalars(select(authorities.c.id_prefix).where(authorities.c.id_prefix != "")).all()
    mistakable = ids[ids.str.startswith(tuple(others)).fillna(False).astype(bool)] if others else ids.iloc[:0]
    if not mistakable.empty:
        raise Refused(
            f"Ids in {table} begin with the mark of another authority in these records ({', '.join(others)}), so it "
            "could not be told whose they are. Nothing was loaded. Load this authority into records of its own: set "
            "DATABASE_URL to another address.",
            [Fault("This id begins with another authority's mark.", field=table, value=one) for one in mistakable],
        )


def _refuse_taken(connection: Connection, code: str, prefix: str) -> None:
    """Refused if ids already held begin with the prefix of an authority that is new."""
    for name in SSD_TABLES if prefix else ():
        table = metadata.tables[name]
        row_id = next(iter(table.primary_key.columns))
        taken = connection.scalar(select(row_id).where(func.substr(row_id, 1, len(prefix)) == prefix).limit(1))
        if taken is not None:
            raise Refused(
                f"{name} holds the id {taken!r} of another authority. The ids of authority {code} are stored with "
                f"{prefix} in front, so it could not be told whose that is. Load authority {code} into records of its "
                "own: set DATABASE_URL to another address."
            )


def rows_with_prefix(connection: Connection, table: Table, prefix: str) -> ColumnElement[bool]:
    """The rows of a table whose own id has the prefix; with the empty one, those that have no other's."""
    row_id = next(iter(table.primary_key.columns))
    if prefix:
        return func.substr(row_id, 1, len(prefix)) == prefix
    others = connection.scalars(select(authorities.c.id_prefix).where(authorities.c.id_prefix != ""))
    return and_(true(), *(func.substr(row_id, 1, len(other)) != other for other in others))


def authorities_to_remove(connection: Connection, *, synthetic: bool) -> list[str]:
    """The synthetic authorities that must go before real ones come in.

    Raises Refused when synthetic children would be loaded beside real ones.
    """
    held, real = set(connection.scalars(select(authorities.c.authority_code))), real_authorities(connection)
    if synthetic and real:
        raise Refused(
            "These records hold real children, so a synthetic authority cannot be loaded beside them. "
            "Use another DATABASE_URL for the demonstration."
        )
    return [] if synthetic else sorted(held.difference(real))


def real_authorities(connection: Connection) -> list[str]:
    """Codes of the authorities held whose children are real, or not known to be made up."""
    held = connection.scalars(select(authorities.c.authority_code).order_by(authorities.c.authority_code)).all()
    return [code for code in held if not _is_synthetic(connection, code)]


def remove_from_records(engine: Engine, code: str) -> list[str]:
    """Take an authority out in one transaction and say so on the ledger; gives the codes of those that are left.

    Refused if the records do not hold it.
    """
    with load(engine, kind=REMOVED, source="removed by hand", authority=code) as under_way:
        connection = under_way.connection
        begin_writing(connection)
        held = sorted(connection.scalars(select(authorities.c.authority_code)))
        if code not in held:
            raise Refused(
                f"These records hold no authority {code}. "
                + (f"They hold: {', '.join(held)}." if held else "They hold none at all.")
            )
        under_way.opened["synthetic"] = _is_synthetic(connection, code)
        remove_authority(connection, code)
        under_way.outcome = REMOVED
    return [other for other in held if other != code]


def remove_authority(connection: Connection, code: str) -> None:
    """Take an authority and everything about its children out of the records; its loads stay on the ledger, as
    counts: the rows they turned away hold what the source said of children, so they go."""
    prefix = connection.scalar(select(authorities.c.id_prefix).where(authorities.c.authority_code == code))
    if prefix is None:
        return
    connection.execute(delete(authority_people).where(authority_people.c.authority_code == code))
    connection.execute(delete(census_provenance).where(census_provenance.c.authority_code == code))
    connection.execute(delete(census_previous_plans).where(census_previous_plans.c.authority_code == code))
    for name in reversed(SSD_TABLES):
        table = metadata.tables[name]
        connection.execute(delete(table).where(rows_with_prefix(connection, table, prefix)))
    its_loads = select(loads.c.load_id).where(loads.c.authority_code == code)
    connection.execute(delete(load_rejections).where(load_rejections.c.load_id.in_(its_loads)))
    connection.execute(delete(authorities).where(authorities.c.authority_code == code))


def _is_synthetic(connection: Connection, code: str) -> bool:
    """Whether the last load that changed the authority was of made-up children; real unless it is known."""
    last = (
        select(loads.c.synthetic)
        .where(loads.c.authority_code == code, loads.c.outcome == "loaded")
        .order_by(loads.c.load_id.desc())
        .limit(1)
    )
    return bool(connection.scalar(last))
