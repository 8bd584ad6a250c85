"""What was loaded, when, and what was wrong with it: the ledger, read back."""

import pandas as pd
from sqlalchemy import Engine, select

from data.records.partnership import load_rejections, loads

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
    one is named: frame[file_name, line, entity, record_key, field, value, reason, rule, treatment]."""
    wanted = [c for c in load_rejections.c if c.name not in {"rejection_id", "load_id"}]
    with engine.connect() as connection:
        if load_id is None:
            # A load that changed nothing found nothing new: what there is to say was said by the one before.
            latest = select(loads.c.load_id).where(loads.c.outcome != "unchanged").order_by(loads.c.load_id.desc())
            load_id = connection.execute(latest.limit(1)).scalar()
        rows = connection.execute(
            select(*wanted).where(load_rejections.c.load_id == load_id).order_by(load_rejections.c.rejection_id)
        )
        return pd.DataFrame(rows.all(), columns=list(rows.keys()))
