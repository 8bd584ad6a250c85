"""Whose rows are whose in a store that several authorities may share.

The first authority's ids are stored as they come; each later one's ids have '<code>:' in front in every id column,
so that links hold and two authorities' ids never meet. Real and synthetic children are never in one store.
"""

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, true, update
from sqlalchemy.sql import ColumnElement

from data.load.ledger import Refused
from data.records import SSD_TABLES, metadata

authorities = metadata.tables["authorities"]
authority_people = metadata.tables["authority_people"]
census_provenance = metadata.tables["census_provenance"]
census_previous_plans = metadata.tables["census_previous_plans"]
loads = metadata.tables["loads"]

CODE_WIDTH, NAME_WIDTH = 9, 100


def register_authority(
    connection: Connection, code: str, name: str, *, source_kind: str, child_population: int | None = None
) -> str:
    """Add the authority, or bring its name and source up to date, and give the prefix its ids are stored with.

    A child population not given leaves the one already known.
    """
    if not 0 < len(code) <= CODE_WIDTH:
        raise ValueError(f"An authority's code has 1 to {CODE_WIDTH} characters: {code!r}")
    known = dict(connection.execute(select(authorities.c.authority_code, authorities.c.id_prefix)).all())
    about: dict[str, object] = {"authority_name": name[:NAME_WIDTH], "source_kind": source_kind}
    if child_population is not None:
        about["child_population"] = child_population
    if code in known:
        connection.execute(update(authorities).where(authorities.c.authority_code == code).values(about))
        return str(known[code])
    prefix = f"{code}:" if "" in known.values() else ""
    connection.execute(insert(authorities).values(authority_code=code, id_prefix=prefix, **about))
    return prefix


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
    held = {code: _is_synthetic(connection, code) for code in connection.scalars(select(authorities.c.authority_code))}
    if synthetic and not all(held.values()):
        raise Refused(
            "These records hold real children, so a synthetic authority cannot be loaded beside them. "
            "Use another DATABASE_URL for the demonstration."
        )
    return [] if synthetic else sorted(code for code, made_up in held.items() if made_up)


def remove_authority(connection: Connection, code: str) -> None:
    """Take an authority and everything about its children out of the records; its loads stay on the ledger."""
    prefix = connection.scalar(select(authorities.c.id_prefix).where(authorities.c.authority_code == code))
    if prefix is None:
        return
    connection.execute(delete(authority_people).where(authority_people.c.authority_code == code))
    connection.execute(delete(census_provenance).where(census_provenance.c.authority_code == code))
    connection.execute(delete(census_previous_plans).where(census_previous_plans.c.authority_code == code))
    for name in reversed(SSD_TABLES):
        table = metadata.tables[name]
        connection.execute(delete(table).where(rows_with_prefix(connection, table, prefix)))
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
