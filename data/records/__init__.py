"""The system of record: the Standard Safeguarding Dataset's tables (version 1.4.5, its own names), extension
tables in the same style (`ssd_x_`), and the partnership's own.

    from data.records import metadata, engine_for, upgrade
    from data.records.ssd import ssd_person
    from data.records.partnership import loads
"""

from data.records import accounts, benchmarks, partnership, ssd, strategy
from data.records.columns import metadata
from data.records.engine import (
    RecordsBusy,
    SchemaTooNew,
    begin_writing,
    defer_foreign_keys,
    engine_for,
    snapshot,
    upgrade,
)
from data.records.ownership import (
    ID_COLUMNS,
    PARENT,
    PERSON_COLUMN,
    SHARED_TABLES,
    SSD_TABLES,
    rows_of,
)

__all__ = [
    "ID_COLUMNS",
    "PARENT",
    "PERSON_COLUMN",
    "SHARED_TABLES",
    "SSD_TABLES",
    "RecordsBusy",
    "SchemaTooNew",
    "accounts",
    "begin_writing",
    "benchmarks",
    "defer_foreign_keys",
    "engine_for",
    "metadata",
    "partnership",
    "rows_of",
    "snapshot",
    "ssd",
    "strategy",
    "upgrade",
]
