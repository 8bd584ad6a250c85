"""One authority's records, read once for a refresh: only the columns the facts need, children numbered from 0."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from data import records
from data.facts.asof import NO_DAY, Ints, day_number, days
from data.facts.needed import FIRST_DATE, NEEDED
from data.load.faults import MERGED_RULES, REJECTED
from data.load.history import feed_dates
from data.records import rows_of

# Dates on which something happened; one after the as-at has not happened yet, and is taken as missing.
HAPPENED = (
    "cppl_cp_plan_start_date",
    "cppl_cp_plan_end_date",
    "cinp_cin_plan_start_date",
    "cinp_cin_plan_end_date",
    "cppr_cp_review_date",
    "corg_held_date",
    "icpc_icpc_date",
    "pach_sent_date",
    "pach_answered_date",
)


# Under what name `census_provenance` keeps which years' returns are held.
RETURNS_HELD = "return order"

# Outcomes of a load that left the records as they were.
NO_CHANGE = ("unchanged", "refused")


@dataclass(frozen=True)
class Authority:
    """Whose records these are, and what the last load said of them.

    covered_from  census returns: the first day of the years they cover without a gap; before it only what happened to
                  be still going on is told. None where the source is a case system's own records
    """

    code: str
    name: str
    as_at: date
    source_kind: str
    synthetic: bool
    child_population: int | None
    rows_read: int
    rows_rejected: int
    covered_from: date | None = None


@dataclass(frozen=True)
class Records:
    """One authority's records.

    tables          every table of NEEDED, empty where the source has none
    persons         the children's ids, in order of their numbers
    previous_plans  frame[person_id, plan_start, previous_plans]: what census returns say of earlier plans
    told_until      extension table -> the last day its feed tells of, where that is before the authority's as-at
    """

    authority: Authority
    tables: dict[str, pd.DataFrame]
    persons: pd.Index
    previous_plans: pd.DataFrame
    told_until: dict[str, int]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def owner(self, table: str, column: str) -> Ints:
        """Each row's child as a row number of ssd_person; -1 where the child is not there."""
        found = self.persons.get_indexer(pd.Index(self.tables[table][column]))
        return found.astype(np.int64)

    def day(self, table: str, column: str) -> Ints:
        """A date column as whole days since 1970-01-01, NO_DAY where missing."""
        return days(self.tables[table][column])

    def first_day(self, table: str) -> int | None:
        """The first day the feed has anything dated; None where it has nothing: not recorded here."""
        earliest = min(int(days(self.tables[table][column]).min(initial=NO_DAY)) for column in FIRST_DATE[table])
        return None if earliest >= NO_DAY else earliest

    def told(self, table: str, day: Ints) -> "npt.NDArray[np.bool_]":
        """Whether the feed tells of each day: from the first it has anything dated, until it stopped coming.

        Before and after, nothing it would tell is recorded: an action of a feed that came to an end last year would
        otherwise grow later for ever.
        """
        first = self.first_day(table)
        if first is None:
            return np.full(len(day), False)
        return (day >= first) & (day <= self.told_until.get(table, NO_DAY))


def authorities(connection: sa.Connection) -> list[Authority]:
    """Every authority in the store with its last successful load, in order of code.

    An authority whose load gave no as-at date is not there: nothing can be said as at an unknown day.
    """
    own, loads = records.partnership.authorities, records.partnership.loads
    done = connection.execute(
        sa.select(loads).where(loads.c.outcome == "loaded", loads.c.as_at.is_not(None)).order_by(loads.c.load_id)
    ).mappings()
    removed = dict(
        connection.execute(
            sa.select(loads.c.authority_code, sa.func.max(loads.c.load_id))
            .where(loads.c.outcome == "removed")
            .group_by(loads.c.authority_code)
        ).all()
    )
    # By kind as well: what a code's demonstration was as at says nothing of the real records that took its place.
    latest: dict[tuple[str, str], sa.RowMapping] = {}
    for row in done:
        if row["load_id"] <= removed.get(row["authority_code"], 0):
            continue
        of = (row["authority_code"], row["kind"])
        # Census returns come in any order and the newest speaks; of anything else, the load made last.
        if of not in latest or row["kind"] != "cin-census" or row["as_at"] >= latest[of]["as_at"]:
            latest[of] = row
    found = []
    for row in connection.execute(sa.select(own).order_by(own.c.authority_code)).mappings():
        load = latest.get((row["authority_code"], row["source_kind"]))
        if load is not None:
            found.append(
                Authority(
                    code=row["authority_code"],
                    name=row["authority_name"],
                    as_at=load["as_at"].date(),
                    source_kind=load["kind"],
                    synthetic=bool(load["synthetic"]),
                    child_population=row["child_population"],
                    rows_read=int(load["rows_read"]),
                    rows_rejected=_refused(connection, int(load["load_id"])),
                    covered_from=_covered_from(connection, row["authority_code"]),
                )
            )
    return found


def _refused(connection: sa.Connection, load_id: int) -> int:
    """Rows of a load that were not stored; one that stood twice and was kept once is not among them."""
    found = records.partnership.load_rejections
    refused = sa.select(sa.func.count()).where(
        found.c.load_id == load_id,
        found.c.treatment == REJECTED,
        sa.func.coalesce(found.c.rule, "").not_in(sorted(MERGED_RULES)),
    )
    return int(connection.scalar(refused) or 0)


def _covered_from(connection: sa.Connection, code: str) -> date | None:
    """1 April of the first of the census years held, back from the newest without a gap."""
    provenance = records.partnership.census_provenance
    held = sa.select(provenance.c.census_year).where(
        provenance.c.authority_code == code, provenance.c.table_name == RETURNS_HELD
    )
    years = sorted({int(year) for year in connection.scalars(held)}, reverse=True)
    if not years:
        return None
    first = next(year for year in years if year - 1 not in years)
    return date(first - 1, 4, 1)


def newest_load(connection: sa.Connection) -> int:
    """The number of the newest load that changed the records; 0 where there is none."""
    loads = records.partnership.loads
    newest = connection.scalar(sa.select(sa.func.max(loads.c.load_id)).where(loads.c.outcome.not_in(NO_CHANGE)))
    return int(newest or 0)


def read(connection: sa.Connection, authority: Authority) -> Iterator[tuple[str, float, Records | None]]:
    """Read one authority, table by table: yields (table, share done, None) and at the end the Records."""
    tables: dict[str, pd.DataFrame] = {}
    for number, (name, columns) in enumerate(NEEDED.items()):
        yield name, number / len(NEEDED), None
        tables[name] = _as_at(_frame(connection, authority.code, name, columns), authority.as_at)
    persons = pd.Index(tables["ssd_person"]["pers_person_id"])
    stopped = {
        table: day_number(last.date())
        for table, last in feed_dates(connection, authority.code).items()
        if last.date() < authority.as_at
    }
    yield "", 1.0, Records(authority, tables, persons, _previous_plans(connection, authority.code), stopped)


def _as_at(frame: pd.DataFrame, as_at: date) -> pd.DataFrame:
    for column in frame.columns.intersection(list(HAPPENED)):
        frame[column] = frame[column].where(frame[column] < pd.Timestamp(as_at) + pd.Timedelta(days=1))
    return frame


def _previous_plans(connection: sa.Connection, code: str) -> pd.DataFrame:
    table = records.partnership.census_previous_plans
    names = ["person_id", "plan_start", "previous_plans"]
    rows = connection.execute(sa.select(*(table.c[name] for name in names)).where(table.c.authority_code == code)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=names)


def _frame(connection: sa.Connection, code: str, table: str, names: tuple[str, ...]) -> pd.DataFrame:
    wanted = [records.metadata.tables[table].c[name] for name in names]
    # Rows are taken as the driver gives them and dates made a column at a time: on SQLite dates are text, and one
    # conversion a column is some ten times quicker than one a value.
    as_held = [sa.type_coerce(c, sa.types.NullType()) if isinstance(c.type, sa.DateTime) else c for c in wanted]
    cursor = connection.execute(rows_of(code, table).with_only_columns(*as_held)).cursor
    rows = cursor.fetchall() if cursor is not None else []
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pd.DataFrame({name: list(values) for name, values in zip(names, columns, strict=True)})
    for column in wanted:
        if isinstance(column.type, sa.DateTime):
            frame[column.name] = pd.to_datetime(frame[column.name], format="ISO8601")
        elif isinstance(column.type, sa.Float | sa.Integer):
            frame[column.name] = pd.to_numeric(frame[column.name])
        else:
            frame[column.name] = frame[column.name].astype(object)
    return frame
