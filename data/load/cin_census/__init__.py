"""Loads children in need census returns: the DfE's XML, 2021 to 2026-27, several years stitched into one history.

load_cin_census(engine, [Path("cin_2025.xml"), Path("cin_2026.xml")])
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from data.load.authority import (
    authorities,
    authorities_to_remove,
    register_authority,
    remove_authority,
)
from data.load.cin_census.afterwards import query_shared_pupil_numbers, query_vanished
from data.load.cin_census.authority_names import authority_name_of
from data.load.cin_census.batch import Batch, cleaned
from data.load.cin_census.child import rows_of
from data.load.cin_census.faults import Report, unreadable
from data.load.cin_census.fields import Fields
from data.load.cin_census.files import ReturnFile, returns_in, rivals_of, the_ones_that_count
from data.load.cin_census.previous_plans import write_previous_plans
from data.load.cin_census.reader import STRAY_TEXT, Element, read_return
from data.load.cin_census.rows import COLUMNS
from data.load.cin_census.stitch import Stitching, has_equal, is_held, is_newest, is_replaced
from data.load.cin_census.summary import LoadedFile, summary_of
from data.load.codes import Codes, codes_for
from data.load.history import EXTENSION
from data.load.ledger import Load, Refused, load
from data.load.write import LoadSummary, Progress
from data.records import SSD_TABLES, begin_writing, metadata

__all__ = ["KIND", "load_cin_census"]

KIND = "cin-census"
# How many children, or rows, are cleaned and written together: about 80 MB. A fifth of it takes twice the time.
BATCH_CHILDREN, BATCH_ROWS = 5_000, 40_000


def load_cin_census(
    engine: Engine,
    paths: Sequence[Path],
    *,
    authority_name: str | None = None,
    progress: Progress | None = None,
    force: bool = False,
    codes_file: Path | None = None,
) -> LoadSummary:
    """Load one authority's census returns, in one transaction: all of the files or, if one is refused, none.

    paths           files in any order; a later return's values stand over an earlier's whatever the order, and the
                    last of one year replaces the others of that year
    authority_name  as it is to be shown; unless given, the name already known, or the one England's lists have
    progress        told what is being done and how much of all the bytes is read, 0 to 1
    force           read a file again that is already loaded (after a change to the mapping file)
    codes_file      the authority's own mapping file, if it has one
    Raises Refused, with the records as they were, naming the file at fault, the place in it and what to do.
    """
    tell = progress or _no_progress
    names = ", ".join(path.name for path in paths)
    with load(engine, kind=KIND, source=names, authority=None) as newest:
        files = returns_in(paths)
        for file in files:
            _refuse_the_future(file)
        authority = files[-1].the_return.authority
        newest.opened["authority_code"] = authority
        connection = newest.connection
        begin_writing(connection)
        used = [file for file in the_ones_that_count(files) if not is_replaced(connection, file.the_return)]
        to_read = [file for file in used if force or not is_held(connection, authority, file.sha256)]
        removed = _make_room(connection, authority) if to_read else []
        name = authority_name or _name_held(connection, authority) or authority_name_of(authority)
        prefix = register_authority(connection, authority, name, source_kind=KIND) if to_read else ""
        codes = codes_for(codes_file)
        read, total = 0, max(1, sum(file.size for file in to_read))
        loaded: list[LoadedFile] = []
        for file in files:
            under_way = newest if file is files[-1] else Load(connection, dict(newest.opened))
            one = LoadedFile(file, under_way)
            under_way.as_at, under_way.sha256 = file.the_return.as_at, file.sha256
            if file in to_read:
                _read_file(one, rivals_of(file, files), prefix, codes, _telling(tell, file.name, read, total))
                read += file.size
            elif file in used:
                under_way.unchanged()
            else:
                under_way.unchanged(f"Another return for {file.the_return.year} replaces it; nothing of it was used.")
            loaded.append(one)
            if under_way is not newest:
                under_way.opened["source"] = file.name
                under_way.finish()
        newest.opened["source"] = files[-1].name
        load_id = newest.load_id
    tell("Done", 1.0)
    return summary_of(loaded, load_id, name, removed)


def _refuse_the_future(file: ReturnFile) -> None:
    """A slip in the year would make every child an adult by the day the figures are as at."""
    day = file.the_return.as_at
    if day > datetime.now():
        raise unreadable(
            file.name,
            f"Its reference date, {day:%Y-%m-%d}, is still to come. Correct the header, or load it after that day.",
            field="ReferenceDate",
        )


def _name_held(connection: Connection, authority: str) -> str | None:
    return connection.scalar(select(authorities.c.authority_name).where(authorities.c.authority_code == authority))


def _make_room(connection: Connection, authority: str) -> list[str]:
    """Take out synthetic authorities, and give their codes. Refused if the authority's records are of another kind."""
    removed = authorities_to_remove(connection, synthetic=False)
    for code in removed:
        remove_authority(connection, code)
    kind = connection.scalar(select(authorities.c.source_kind).where(authorities.c.authority_code == authority))
    if kind not in (None, KIND):
        raise Refused(
            f"The records of authority {authority} came from its own database ({kind}), which says more than a census "
            "return and would be doubled by it. An authority has one kind of source. Load that source again instead, "
            "or set DATABASE_URL to other records for the returns."
        )
    return removed


def _read_file(one: LoadedFile, rivals: Sequence[str], prefix: str, codes: Codes, tell: Callable[[int], None]) -> None:
    """Read one return into the records, a batch of children at a time. `rivals`, files it was used in place of though
    nothing says that it is the later."""
    file, the_return = one.file, one.file.the_return
    report = Report(one.load, file.name)
    for doubt in the_return.doubts:
        report.query(
            "Header",
            doubt.reason,
            child=None,
            line=doubt.line,
            field=doubt.field,
            value=doubt.value,
            rule=doubt.rule,
        )
    for name in rivals:
        report.query(
            "Header",
            f"{name} is for {the_return.year} too, and neither header says which replaces the other (ReferenceDate, "
            "DateTime and SerialNo are the same). This file was used and the other was not, by the order of their "
            "names. If the other is the one that counts, load it by itself.",
            child=None,
            line=None,
            field="SerialNo",
        )
    connection, authority = one.load.connection, the_return.authority
    if has_equal(connection, the_return) and not is_held(connection, authority, file.sha256):
        report.query(
            "Header",
            f"A return for {the_return.year} with this very header (ReferenceDate, DateTime and SerialNo) was loaded "
            "before and differs from this one. This one was used in its place, as the one given last. If the other is "
            "the one that counts, load it again.",
            child=None,
            line=None,
            field="SerialNo",
        )
    newest = is_newest(connection, the_return)
    stitching = Stitching(one.load, the_return, prefix, report)
    stitching.begin()
    digest = hashlib.sha256()

    def on_read(piece: bytes) -> None:
        digest.update(piece)
        tell(len(piece))

    batch, children, headers = Batch(), 0, 0
    for element in read_return(the_return.path, on_read):
        if element.name == "Child":
            children += 1
            batch.add(rows_of(element, report, codes.of("flag")))
            if batch.children >= BATCH_CHILDREN or batch.size >= BATCH_ROWS:
                _write(batch, stitching, codes)
                batch = Batch()
        else:
            headers += element.name == "Header"
            _between_children(element, report)
    _write(batch, stitching, codes)
    _refuse_if_not_whole(file, headers, children, report, digest.hexdigest())
    stitching.finish(file.sha256)
    query_shared_pupil_numbers(one.load.connection, the_return.authority, report)
    if newest:
        query_vanished(one.load.connection, the_return, report)
    report.close()
    _count_the_rest(one.load, report)
    one.superseded, one.taken_back = stitching.superseded, stitching.taken_back


def _write(batch: Batch, stitching: Stitching, codes: Codes) -> None:
    frames = cleaned(batch, codes, stitching.the_return.reference_date, stitching.report)
    written = stitching.write(batch, frames)
    if "ssd_cp_plans" in written:
        write_previous_plans(
            stitching.load,
            stitching.authority,
            batch.previous_plans,
            written["ssd_cp_plans"],
            stitching.prefix,
            stitching.report,
        )


def _between_children(element: Element, report: Report) -> None:
    """Report what stands in the file beside the children and is not as it should be."""
    if element.name == "Header":
        inside = Fields(report, "Header", None, element)
        for part in ("CollectionDetails", "Source"):
            Fields(report, "Header", None, *inside.within(part))
    elif element.name == STRAY_TEXT:
        reason = "There is text between the elements, where none belongs; it was passed over."
        report.query("Message", reason, child=None, line=element.line, value=element.text)
    else:
        name = element.name[:100]
        report.often("Message", name, f"The census has no {name} here, so it was passed over.", element.line)


def _refuse_if_not_whole(file: ReturnFile, headers: int, children: int, report: Report, sha256: str) -> None:
    if sha256 != file.sha256:
        raise unreadable(file.name, "The file changed while it was being read.")
    if headers > 1:
        raise unreadable(file.name, "There is more than one Header: is this several returns in one file?")
    if not children:
        raise unreadable(file.name, "There is no Child in it.", field="Children")
    if report.turned_away["ssd_person"] == children:
        raise unreadable(file.name, "None of its children has an LAchildID that can be kept.", field="LAchildID")


def _count_the_rest(load: Load, report: Report) -> None:
    """Count rows turned away, and say what a census return cannot tell."""
    for table, rows in report.turned_away.items():
        load.count(table, read=rows)
    for table, given in COLUMNS.items():
        columns = [column.name for column in metadata.tables[table].columns]
        load.count(table, missing_columns=[column for column in columns if column not in given])
    for table in SSD_TABLES:
        if table not in COLUMNS and not table.startswith(EXTENSION):
            load.count(table, present=False)


def _telling(tell: Progress, name: str, before: int, total: int) -> Callable[[int], None]:
    read = before

    def on_read(size: int) -> None:
        nonlocal read
        read += size
        tell(f"Reading {name}", min(read / total, 1.0))

    return on_read


def _no_progress(what: str, done: float) -> None:
    return None
