"""Several returns of one authority as one history.

A row's id is the same in every return that has it, and `census_provenance` says which year's return last wrote it.
A later year's row stands over an earlier one's whole, in whatever order the files come. What a later year's return does
not speak of stays as it was last told: a return covers a year, and leaving a case out does not undo it. For the same
reason a child's disabilities, which stand or go as a set, are only replaced by a return that names some.

Two returns for one year are told apart by their headers (reference date, day made, serial number). The later one
replaces the other whole (see `replaced`), and of the other nothing is used once the later one is known.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)

from data.load.authority import refuse_mistakable
from data.load.bulk import insert_frame
from data.load.cin_census import replaced
from data.load.cin_census.batch import Batch
from data.load.cin_census.faults import Report
from data.load.cin_census.header import Return
from data.load.cin_census.replaced import TakenBack
from data.load.cin_census.rows import COLUMNS, Row
from data.load.ledger import DUPLICATE_ROW, Load
from data.load.table_form import primary_key
from data.records import ID_COLUMNS, defer_foreign_keys, metadata

provenance = metadata.tables["census_provenance"]
authority_people = metadata.tables["authority_people"]
disability = metadata.tables["ssd_disability"]

# Entries of census_provenance that are about a whole return and not a row.
FILE, ORDER = "return file", "return order"
_ID_WIDTH = 48
# Few enough to be parameters of one statement on either database.
LOOK_UP = 5_000

# The children already met in the file being read, each with a mark of every row of theirs. A table, because a large
# file has more children than should wait in memory.
_met = Table(
    "census_children_met",
    MetaData(),
    Column("child", String(_ID_WIDTH), primary_key=True),
    Column("marks", Text, nullable=False),
    prefixes=["TEMPORARY"],
)


def is_held(connection: Connection, authority: str, sha256: str) -> bool:
    """Whether this very file is among the returns the authority's records are made of."""
    held = _entries(authority, FILE).where(provenance.c.row_id == sha256[:_ID_WIDTH])
    return connection.execute(held).first() is not None


def is_newest(connection: Connection, the_return: Return) -> bool:
    """Whether no return held comes after this one."""
    orders = (row.row_id for row in connection.execute(_entries(the_return.authority, ORDER)))
    return all(order <= the_return.order for order in orders)


def has_equal(connection: Connection, the_return: Return) -> bool:
    """Whether a return is held whose header says neither that it comes before this one nor after."""
    its_year = _entries(the_return.authority, ORDER).where(provenance.c.census_year == the_return.year)
    return any(row.row_id == the_return.order for row in connection.execute(its_year))


def is_replaced(connection: Connection, the_return: Return) -> bool:
    """Whether a later return of the same year is held, so that nothing of this one is to be used."""
    its_year = _entries(the_return.authority, ORDER).where(provenance.c.census_year == the_return.year)
    return any(row.row_id > the_return.order for row in connection.execute(its_year))


def _entries(authority: str, what: str) -> Select[tuple[str, int]]:
    return select(provenance.c.row_id, provenance.c.census_year).where(
        provenance.c.authority_code == authority, provenance.c.table_name == what
    )


class Stitching:
    """One return being stitched into the authority's records: `begin`, `write` for each batch, `finish`.

    prefix      what the authority's ids are stored with in front
    superseded  rows read that stand as a later year's return has them
    replaces    whether another return of this year was held
    taken_back  what of that one was not told again
    """

    def __init__(self, load: Load, the_return: Return, prefix: str, report: Report) -> None:
        self.load = load
        self.connection = load.connection
        self.the_return = the_return
        self.authority = the_return.authority
        self.prefix = prefix
        self.report = report
        self.superseded = 0
        self.taken_back = TakenBack()
        self.replaces = False

    def begin(self) -> None:
        """Note whether a return of this year came before, and make the place where children already met are kept."""
        orders = _entries(self.authority, ORDER).where(provenance.c.census_year == self.the_return.year)
        self.replaces = self.connection.execute(orders).first() is not None
        if self.replaces:
            replaced.mark(self.connection, self.the_return)
        # A row that changes is taken out and put back, while rows that hang under it stay.
        defer_foreign_keys(self.connection)
        _met.drop(self.connection, checkfirst=True)
        _met.create(self.connection)

    def finish(self, sha256: str) -> None:
        """Take back what only the return had that this one replaces, and write down that this one is held."""
        _met.drop(self.connection)
        if self.replaces:
            self.taken_back = replaced.take_back(self.connection, self.the_return, self.report)
            self._forget_files()
        for what, row_id in ((FILE, sha256[:_ID_WIDTH]), (ORDER, self.the_return.order)):
            self._written(what, [row_id], self._known(what, [row_id]))

    def _forget_files(self) -> None:
        """The replaced file is no longer what the records are made of. Nor, where rows were kept that only it changed,
        are those of earlier years: they are read again when they are given again, and put those rows right."""
        outdated = provenance.c.census_year == self.the_return.year
        if self.taken_back.kept:
            outdated = provenance.c.census_year <= self.the_return.year
        its = provenance.c.authority_code == self.authority, provenance.c.table_name == FILE
        self.connection.execute(delete(provenance).where(*its, outdated))

    def write(self, batch: Batch, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Write a cleaned batch; the rows that now stand as this return has them, by table."""
        met = self._met_before({row.child for rows in batch.rows.values() for row in rows})
        marks: dict[str, dict[str, int]] = {child: dict(before) for child, before in met.items()}
        written: dict[str, pd.DataFrame] = {}
        for table in COLUMNS:
            rows = batch.rows[table]
            if table not in frames or frames[table].empty:
                self.load.count(table, read=len(rows))
                continue
            frame = frames[table][list(COLUMNS[table])]
            frame = self._without_repeats(table, frame, rows, met, marks)
            frame = self._with_prefix(table, frame)
            if table == "ssd_disability":
                written[table] = self._write_disabilities(frame)
            else:
                written[table] = self._write(table, frame)
            self.load.count(table, read=len(rows), kept=len(written[table]))
            self.superseded += len(frame) - len(written[table])
        self._remember(marks, met)
        return written

    def _met_before(self, children: Iterable[str]) -> dict[str, dict[str, int]]:
        """Marks of the rows these children had earlier in the file."""
        found: dict[str, dict[str, int]] = {}
        for some in _parts(list(children)):
            for row in self.connection.execute(select(_met).where(_met.c.child.in_(some))):
                found[row.child] = json.loads(row.marks)
        return found

    def _without_repeats(
        self,
        table: str,
        frame: pd.DataFrame,
        rows: list[Row],
        met: Mapping[str, Mapping[str, int]],
        marks: dict[str, dict[str, int]],
    ) -> pd.DataFrame:
        """The rows whose child and id were not in an earlier batch of the file; adds the marks of these rows."""
        hashes = pd.util.hash_pandas_object(frame, index=False)
        again: list[int] = []
        for place, key, mark in zip(frame.index, frame[primary_key(table)[0]], hashes, strict=True):
            row, name = rows[place], f"{table} {key}"
            before = met[row.child].get(name) if row.child in met else None
            if before is None:
                marks.setdefault(row.child, {})[name] = int(mark)
                continue
            again.append(place)
            if before == mark:
                self.report.correct(
                    table,
                    "The same row stands here twice; kept once.",
                    child=row.child,
                    line=row.line,
                    rule=DUPLICATE_ROW,
                )
            else:
                self.report.reject(
                    table,
                    "This child has another row of this kind and date that says something else; the first was kept. "
                    "Correct it at source.",
                    child=row.child,
                    line=row.line,
                    rule="8510" if table == "ssd_person" else None,
                )
        return frame.drop(index=again) if again else frame

    def _remember(self, marks: Mapping[str, Mapping[str, int]], met: Mapping[str, object]) -> None:
        self._delete(_met.c.child, list(met))
        entries = [{"child": child, "marks": json.dumps(of_child)} for child, of_child in marks.items()]
        if entries:
            self.connection.execute(insert(_met), entries)

    def _with_prefix(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        refuse_mistakable(self.connection, table, self.prefix, frame[primary_key(table)[0]])
        if not self.prefix:
            return frame
        columns = [name for name in ID_COLUMNS[table] if name in frame]
        return frame.assign(**{name: self.prefix + frame[name] for name in columns})

    def _write(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Write the rows that no later year's return holds; they are what is given back."""
        table, key = metadata.tables[name], primary_key(name)[0]
        known = self._known(name, frame[key].tolist())
        later = frame[key].map(known) > self.the_return.year
        self._told_earlier(name, frame.loc[later, key].tolist())
        frame = frame[~later]
        self._delete(table.c[key], [one for one in frame[key] if one in known])
        insert_frame(self.connection, table, frame)
        if name == "ssd_person":
            members = frame.loc[~frame[key].isin(known), [key]].set_axis(["person_id"], axis=1)
            insert_frame(self.connection, authority_people, members.assign(authority_code=self.authority))
        self._written(name, frame[key].tolist(), known)
        return frame

    def _write_disabilities(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Write whole sets: a child's disabilities are those of the last return that names any."""
        children = frame["disa_person_id"].drop_duplicates()
        known = self._known("ssd_disability", children.tolist())
        later = children.map(known) > self.the_return.year
        self._told_earlier("ssd_disability", children[later].tolist())
        children = children[~later]
        frame = frame[frame["disa_person_id"].isin(children)]
        # A set of this year began earlier in this file: of any other return of the year it would be marked.
        others = [child for child in children if known.get(child, self.the_return.year) != self.the_return.year]
        self._delete(disability.c.disa_person_id, others)
        insert_frame(self.connection, disability, frame)
        self._written("ssd_disability", children.tolist(), known)
        return frame

    def _known(self, table: str, ids: list[str]) -> dict[str, int]:
        """For those of the ids that are held, the year of the return that last wrote them."""
        found: dict[str, int] = {}
        for some in _parts(ids):
            held = _entries(self.authority, table).where(provenance.c.row_id.in_(some))
            found.update((row.row_id, row.census_year) for row in self.connection.execute(held))
        return found

    def _written(self, table: str, ids: list[str], known: Mapping[str, int]) -> None:
        """Note that these rows are now as this return has them."""
        year = self.the_return.year
        renewed = [one for one in ids if one in known and known[one] != year]
        self._update_entries(table, renewed, {"census_year": year})
        entries = pd.DataFrame({"row_id": [one for one in ids if one not in known]}, dtype=object).assign(
            authority_code=self.authority, table_name=table, census_year=year, first_year=year
        )
        insert_frame(self.connection, provenance, entries)

    def _told_earlier(self, table: str, ids: list[str]) -> None:
        """Note that this return has these rows too, though they stay as a later one has them."""
        year, first = self.the_return.year, provenance.c.first_year
        self._update_entries(table, ids, {"first_year": year}, or_(first > year, first == -year))

    def _update_entries(self, table: str, ids: list[str], values: dict[str, int], *where: ColumnElement[bool]) -> None:
        its = provenance.c.authority_code == self.authority, provenance.c.table_name == table
        for some in _parts(ids):
            self.connection.execute(
                update(provenance).where(*its, provenance.c.row_id.in_(some), *where).values(values)
            )

    def _delete(self, column: Column[Any], values: list[str]) -> None:
        for some in _parts(values):
            self.connection.execute(delete(column.table).where(column.in_(some)))


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), LOOK_UP):
        yield ids[first : first + LOOK_UP]
