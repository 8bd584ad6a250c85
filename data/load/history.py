"""What was loaded, when, and what was wrong with it: the ledger, read back."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, and_, func, select

from data.load.faults import Refused
from data.records import PARENT
from data.records.partnership import authorities, load_rejections, load_tables, loads

EXTENSION = "ssd_x_"

LOAD_COLUMNS = ("load_id", "started_at", "kind", "source", "outcome", "as_at", "reason")
ROW_COUNTS = ("rows_read", "rows_kept", "rows_rejected", "rows_queried")


def loads_made(engine: Engine, newest: int = 20) -> pd.DataFrame:
    """The latest loads, newest first: frame[LOAD_COLUMNS, ROW_COUNTS]."""
    columns = [loads.c[name] for name in (*LOAD_COLUMNS, *ROW_COUNTS)]
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(loads.c.load_id.desc()).limit(newest))
        return pd.DataFrame(rows.all(), columns=list(rows.keys()))


def faults_found(engine: Engine, load_id: int | None = None) -> pd.DataFrame:
    """Every row of a load that was refused, corrected or queried, with its place and reason; the latest load's unless
    one is named: frame[file_name, line, entity, record_key, field, value, reason, rule, treatment].

    Refused if there is no load of that number.
    """
    wanted = [c for c in load_rejections.c if c.name not in {"rejection_id", "load_id"}]
    with engine.connect() as connection:
        if load_id is None:
            # A load that changed nothing found nothing new: what there is to say was said by the one before.
            latest = select(loads.c.load_id).where(loads.c.outcome != "unchanged").order_by(loads.c.load_id.desc())
            load_id = connection.execute(latest.limit(1)).scalar()
        else:
            _refuse_unknown(connection, load_id)
        rows = connection.execute(
            select(*wanted).where(load_rejections.c.load_id == load_id).order_by(load_rejections.c.rejection_id)
        )
        return pd.DataFrame(rows.all(), columns=list(rows.keys()))


def _refuse_unknown(connection: Connection, load_id: int) -> None:
    if connection.scalar(select(loads.c.load_id).where(loads.c.load_id == load_id)) is None:
        newest = connection.scalars(select(loads.c.load_id).order_by(loads.c.load_id.desc()).limit(3)).all()
        known = f"The newest are: {', '.join(map(str, newest))}." if newest else "Nothing has been loaded yet."
        raise Refused(f"There is no load {load_id}. {known} See all of them with: python manage.py loads")


def feed_dates(connection: Connection, authority_code: str) -> dict[str, datetime]:
    """As at which day each extension table the records hold of an authority was last loaded, by table.

    A load without an extension table leaves its rows as they are, so this can be older than the authority's as-at day.
    Loads of another kind than the authority's records are now, and those before it was last removed, say nothing; nor
    does a table whose rows went when the table they hang under was loaded again without them.
    """
    ours = loads.c.authority_code == authority_code, loads.c.outcome == "loaded"
    kind = connection.scalar(select(authorities.c.source_kind).where(authorities.c.authority_code == authority_code))
    newest = connection.execute(select(loads).where(*ours).order_by(loads.c.load_id.desc()).limit(1)).first()
    if kind is None or newest is None:
        return {}
    removed = select(func.max(loads.c.load_id)).where(
        loads.c.authority_code == authority_code, loads.c.outcome == "removed"
    )
    last = (
        select(load_tables.c.table_name, func.max(loads.c.load_id).label("load_id"))
        .join(loads, loads.c.load_id == load_tables.c.load_id)
        .where(
            *ours,
            loads.c.kind == kind,
            loads.c.synthetic == newest.synthetic,
            loads.c.load_id > func.coalesce(removed.scalar_subquery(), 0),
            load_tables.c.present,
            load_tables.c.table_name.startswith(EXTENSION, autoescape=True),
        )
        .group_by(load_tables.c.table_name)
        .subquery()
    )
    found = connection.execute(
        select(last.c.table_name, last.c.load_id, loads.c.as_at).join(
            loads, and_(loads.c.load_id == last.c.load_id, loads.c.as_at.is_not(None))
        )
    ).all()
    loaded = {row.table_name: row.load_id for row in found}
    return {row.table_name: row.as_at for row in found if row.load_id >= loaded.get(_above(row.table_name), 0)}


def _above(table: str) -> str | None:
    """The table whose rows a table's rows hang under."""
    return PARENT[table][1] if table in PARENT else None
