"""The kinds of column the records are made of, and the one MetaData every table hangs on.

Types follow the Standard Safeguarding Dataset: NVARCHAR(n) is String(n), NVARCHAR(MAX) is Text, DATETIME is a
naive DateTime, NCHAR(1) is String(1). Apart from primary keys almost every column may be null, as there.

A column made by `key`, `person` or `link` holds an id that only means something inside one authority. It is
marked so (`LOCAL_ID` in its info), because a second authority's ids are stored with its prefix in front.
"""

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.schema import SchemaItem

LOCAL_ID = "local_id"

# Only the first column goes into a name: PostgreSQL cuts names at 63 characters.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def key(name: str) -> Column[Any]:
    """The id of the row itself: the primary key, as the case system gave it."""
    return Column(name, String(48), primary_key=True, info={LOCAL_ID: True})


def person(name: str, *, index: bool = True, nullable: bool = True) -> Column[Any]:
    """The child a row is about. `index=False` where the table has an index of person and date together."""
    target = child_of("ssd_person.pers_person_id")
    return Column(name, String(48), target, index=index, nullable=nullable, info={LOCAL_ID: True})


def link(name: str, length: int = 48) -> Column[Any]:
    """An id of another row that may not exist: not enforced, because the sector's links have orphans."""
    return Column(name, String(length), index=True, info={LOCAL_ID: True})


def unused_link(name: str, length: int = 48) -> Column[Any]:
    """An id nothing is looked up by, so that it has no index; it still takes its authority's prefix."""
    return Column(name, String(length), info={LOCAL_ID: True})


def text(name: str, length: int, *, index: bool = False) -> Column[Any]:
    return Column(name, String(length), index=index)


def date(name: str) -> Column[Any]:
    return Column(name, DateTime)


def flag(name: str) -> Column[Any]:
    """'Y', 'N' or null; null is "not recorded", never "no"."""
    return Column(name, String(1))


def whole(name: str) -> Column[Any]:
    return Column(name, Integer)


def child_of(target: str) -> ForeignKey:
    """A foreign key that is checked at once, unless a transaction asks to wait until it commits.

    A reload takes a child's row out and puts it back in one transaction, while rows written here about that
    child stay: see `data.records.engine.defer_foreign_keys`.
    """
    return ForeignKey(target, deferrable=True)


def extension_table(name: str, prefix: str, *columns: SchemaItem) -> Table:
    """An `ssd_x_` table: the columns given, then who supplied the row and when it was recorded."""
    return Table(
        name,
        metadata,
        *columns,
        text(f"{prefix}_source_agency", 48),
        date(f"{prefix}_recorded_date"),
    )
