"""Cleaned frames into the records: one authority's rows replaced whole, in one transaction."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, select

from data.load.authority import (
    authorities_to_remove,
    authority_people,
    census_previous_plans,
    census_provenance,
    refuse_code,
    refuse_mistakable,
    register_authority,
    remove_authority,
    rows_with_prefix,
)
from data.load.bulk import insert_frame
from data.load.clean import clean, newest_activity
from data.load.codes import codes_for
from data.load.faults import merged, not_stored, put_right
from data.load.history import EXTENSION, feed_dates
from data.load.ledger import QUERIED, Load, Refused, TableCount, is_loaded, load
from data.load.table_form import primary_key, standard_name
from data.load.words import counted, what_was_found
from data.records import ID_COLUMNS, SSD_TABLES, begin_writing, defer_foreign_keys, metadata, rows_of

Progress = Callable[[str, float], None]

PLANS = ("ssd_cp_plans", "ssd_cin_plans")
# How far along a load is when its frames are clean; the rest is writing.
CLEANED = 0.4

people = metadata.tables["ssd_person"]


def no_progress(what: str, done: float) -> None:
    """For when nobody is watching."""


@dataclass(frozen=True)
class Replaced:
    """What replacing an authority did besides writing its rows.

    removed      codes of the synthetic authorities taken out to make room for a real one
    people_kept  children no longer in the source whose row stays, because extension tables speak of them
    """

    removed: tuple[str, ...]
    people_kept: int


@dataclass
class LoadSummary:
    """One load in numbers and in plain English (`messages`). `rejected` is the rows not stored, `merged` those of them
    that say what another row says."""

    load_id: int
    outcome: str
    authority_code: str
    as_at: datetime
    tables: dict[str, TableCount]
    rejected: int
    merged: int
    corrected: int
    queried: int
    missing_tables: tuple[str, ...]
    missing_columns: dict[str, tuple[str, ...]]
    removed_synthetic: bool
    messages: list[str] = field(default_factory=list)


def load_frames(
    engine: Engine,
    frames: Mapping[str, pd.DataFrame],
    *,
    kind: str,
    source: str,
    authority_code: str,
    authority_name: str,
    as_at: date | None,
    synthetic: bool,
    child_population: int | None = None,
    progress: Progress | None = None,
    codes_file: Path | None = None,
) -> LoadSummary:
    """Clean the frames and make them the authority's records, in one load.

    frames      table name to frame, columns as in the standard, values as the source has them
    as_at       the day the source was taken; its newest activity unless given
    codes_file  the authority's own mapping file, if it has one
    The same content loaded again changes nothing. Raises Refused, with the records as they were, when the source
    cannot be loaded at all.
    """
    tell = progress or no_progress
    moment = None if as_at is None else datetime(as_at.year, as_at.month, as_at.day)
    with load(engine, kind=kind, source=source, authority=authority_code, as_at=moment, synthetic=synthetic) as ledger:
        if "ssd_person" not in frames:
            raise Refused("The source has no ssd_person, so nothing in it can be tied to a child. Add it.")
        going = authorities_to_remove(ledger.connection, synthetic=synthetic)
        refuse_code(ledger.connection, authority_code, going=going)
        tell("Reading codes and dates", 0.0)
        cleaned = clean(frames, ledger, codes=codes_for(codes_file), as_at=moment)
        _refuse_if_emptied(ledger.connection, authority_code, cleaned)
        _count(ledger, frames, cleaned)
        ledger.as_at = moment or newest_activity(cleaned, datetime.now())
        ledger.sha256 = _digest(ledger, cleaned, authority_name, child_population)
        stale = _stale_feeds(ledger, frames, authority_code)
        tell("Comparing with what is loaded", CLEANED)
        replaced = Replaced((), 0)
        if is_loaded(ledger.connection, kind, authority_code, ledger.sha256):
            ledger.unchanged()
        else:
            replaced = replace_authority(
                ledger,
                authority_code,
                authority_name,
                cleaned,
                child_population=child_population,
                progress=lambda what, done: tell(what, CLEANED + (1 - CLEANED) * done),
            )
        load_id = ledger.load_id
    tell("Done", 1.0)
    summary = _summary(ledger, load_id, authority_code, authority_name, replaced, stale)
    if as_at is None:
        summary.messages.append(
            f"As at {summary.as_at.day} {summary.as_at:%B %Y}: the newest day anything in it is dated. If it was taken "
            "later, load it again with --as-at."
        )
    return summary


def _refuse_if_emptied(connection: Connection, code: str, cleaned: Mapping[str, pd.DataFrame]) -> None:
    """A source that is read while it is being rebuilt is empty, and would take everything out of the records."""
    if cleaned["ssd_person"].empty:
        raise Refused(
            "The source holds no child that can be kept, so nothing was changed. Was it being rebuilt? Load it again "
            "when that is done."
        )
    if any(len(cleaned[name]) for name in PLANS if name in cleaned):
        return
    counts = (connection.scalar(select(func.count()).select_from(rows_of(code, name).subquery())) for name in PLANS)
    held = sum(int(count or 0) for count in counts)
    if held:
        raise Refused(
            f"The source holds no plan, and the records hold {held:,} of authority {code}, so nothing was changed. "
            "Was it being rebuilt? Load it again when that is done."
        )


def replace_authority(
    load: Load,
    authority_code: str,
    authority_name: str,
    frames: Mapping[str, pd.DataFrame],
    progress: Progress | None = None,
    *,
    child_population: int | None = None,
) -> Replaced:
    """Put cleaned frames in the place of everything the records hold of the authority.

    Every table of the standard is replaced, even one `frames` lacks. An extension table that `frames` lacks is left
    alone, unless its rows hang under a table that is replaced. A child the source no longer has stays while such
    a table speaks of them. Refused when synthetic children would stand beside real ones; the other way round the
    synthetic authorities are removed.
    """
    if "ssd_person" not in frames:
        raise ValueError("An authority cannot be replaced without its ssd_person")
    tell = progress or no_progress
    connection = load.connection
    begin_writing(connection)
    removed = authorities_to_remove(connection, synthetic=load.opened["synthetic"])
    for code in removed:
        remove_authority(connection, code)
    prefix = register_authority(
        connection,
        authority_code,
        authority_name,
        source_kind=load.opened["kind"],
        child_population=child_population,
    )
    for name, frame in frames.items():
        refuse_mistakable(connection, name, prefix, frame[primary_key(name)[0]])
    ours = {table: _with_prefix(table, frame, prefix) for table, frame in frames.items()}
    replaced = _tables_to_replace(ours)
    staying = _people_to_keep(connection, replaced, prefix, set(ours["ssd_person"]["pers_person_id"]))
    connection.execute(delete(authority_people).where(authority_people.c.authority_code == authority_code))
    connection.execute(delete(census_provenance).where(census_provenance.c.authority_code == authority_code))
    connection.execute(delete(census_previous_plans).where(census_previous_plans.c.authority_code == authority_code))
    for name in reversed(replaced):
        table = metadata.tables[name]
        connection.execute(delete(table).where(rows_with_prefix(connection, table, prefix)))
    if staying:
        connection.execute(insert(people), staying)
    total = max(1, sum(len(frame) for frame in ours.values()))
    done = 0

    def written(rows: int) -> None:
        nonlocal done
        done += rows
        tell("Writing the records", done / total)

    for name in SSD_TABLES:
        if name in ours:
            insert_frame(connection, metadata.tables[name], ours[name], written)
    ids = [*ours["ssd_person"]["pers_person_id"], *(row["pers_person_id"] for row in staying)]
    members = pd.DataFrame({"person_id": ids, "authority_code": authority_code})
    insert_frame(connection, authority_people, members)
    return Replaced(tuple(removed), len(staying))


def _with_prefix(table: str, frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    if not prefix:
        return frame
    columns = metadata.tables[table].columns
    prefixed = frame.assign(**{name: prefix + frame[name] for name in ID_COLUMNS[table]})
    for name in ID_COLUMNS[table]:
        width = getattr(columns[name].type, "length", None)
        if width is not None and prefixed[name].str.len().gt(width).any():
            raise Refused(
                f"{table}.{name}: an id is too long to be kept beside another authority's. "
                f"Ids may have up to {width - len(prefix)} characters here."
            )
    return prefixed


def _tables_to_replace(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Tables to empty and fill, parents first."""
    chosen: list[str] = []
    for name in SSD_TABLES:
        parents = {key.column.table.name for key in metadata.tables[name].foreign_keys} - {"ssd_person"}
        if not name.startswith(EXTENSION) or name in frames or parents & set(chosen):
            chosen.append(name)
    return chosen


def _people_to_keep(connection: Connection, replaced: list[str], prefix: str, coming: set[str]) -> list[dict[str, Any]]:
    """Rows of children who are gone from the source but named by a table that is left alone."""
    named: set[str] = set()
    for name in SSD_TABLES:
        if name not in replaced:
            table = metadata.tables[name]
            mine = rows_with_prefix(connection, table, prefix)
            for key in table.foreign_keys:
                if key.column.table is people:
                    named.update(connection.scalars(select(key.parent).where(mine, key.parent.is_not(None))))
    if not named:
        return []
    # Their rows go and come back in this transaction, while the rows about them stay.
    defer_foreign_keys(connection)
    if named <= coming:
        return []
    rows = connection.execute(select(people).where(rows_with_prefix(connection, people, prefix))).mappings()
    return [dict(row) for row in rows if row["pers_person_id"] in named - coming]


def _count(ledger: Load, frames: Mapping[str, pd.DataFrame], cleaned: Mapping[str, pd.DataFrame]) -> None:
    for table in SSD_TABLES:
        if table in frames:
            held = {standard_name(name) for name in frames[table].columns}
            missing = [name for name in cleaned[table].columns if name not in held]
            ledger.count(table, len(frames[table]), len(cleaned[table]), missing_columns=missing)
        elif not table.startswith(EXTENSION):
            ledger.count(table, present=False)


def _stale_feeds(ledger: Load, frames: Mapping[str, pd.DataFrame], authority_code: str) -> dict[str, datetime]:
    """Extension tables that are held and not in the source, and as at which day they were last loaded."""
    if authority_code in authorities_to_remove(ledger.connection, synthetic=ledger.opened["synthetic"]):
        return {}
    held = feed_dates(ledger.connection, authority_code)
    replaced = _tables_to_replace(frames)
    stale = {table: as_at for table, as_at in sorted(held.items()) if table not in replaced}
    for table in held:
        if table not in frames:
            ledger.count(table, present=False)
    return stale


def _digest(ledger: Load, frames: Mapping[str, pd.DataFrame], authority_name: str, child_population: int | None) -> str:
    """SHA-256 of what a load would write, whatever order its rows are in."""
    whole = hashlib.sha256(repr((authority_name, child_population, ledger.as_at)).encode())
    faults = ledger.faults.frame().drop(columns="line").astype("str")
    for name, frame in (*sorted(frames.items()), ("faults", faults)):
        whole.update(f"{name}:{','.join(frame.columns)}".encode())
        rows = pd.util.hash_pandas_object(frame, index=False).to_numpy()
        whole.update(np.sort(rows).tobytes())
    return whole.hexdigest()


def _summary(
    ledger: Load,
    load_id: int,
    authority_code: str,
    authority_name: str,
    replaced: Replaced,
    stale: Mapping[str, datetime],
) -> LoadSummary:
    faults = ledger.faults.frame()
    counts = ledger.tables
    as_at = ledger.as_at or datetime.now()
    summary = LoadSummary(
        load_id=load_id,
        outcome=ledger.outcome,
        authority_code=authority_code,
        as_at=as_at,
        tables=counts,
        rejected=int(not_stored(faults).sum()),
        merged=int(merged(faults).sum()),
        corrected=int(put_right(faults).sum()),
        queried=int((faults["treatment"] == QUERIED).sum()),
        missing_tables=tuple(n for n, count in counts.items() if not count.present and not n.startswith(EXTENSION)),
        missing_columns={n: count.missing_columns for n, count in counts.items() if count.missing_columns},
        removed_synthetic=bool(replaced.removed),
    )
    summary.messages = [*_messages(summary, authority_name, replaced), *_of_stale_feeds(stale)]
    return summary


def _messages(summary: LoadSummary, authority_name: str, replaced: Replaced) -> list[str]:
    read = sum(count.read for count in summary.tables.values())
    kept = sum(count.kept for count in summary.tables.values())
    if summary.outcome == "unchanged":
        return [f"{authority_name}: the source holds what is already loaded; nothing was changed."]
    day = f"{summary.as_at.day} {summary.as_at:%B %Y}"
    lines = [f"{authority_name}: {kept:,} of {counted(read, 'row')} loaded, as at {day}."]
    lines += what_was_found(
        rejected=summary.rejected, merged=summary.merged, corrected=summary.corrected, queried=summary.queried
    )
    if summary.missing_tables:
        names = ", ".join(summary.missing_tables)
        lines.append(f"Not in the source, so what rests on them is not shown: {names}.")
    for table, columns in summary.missing_columns.items():
        lines.append(f"{table} lacks {', '.join(columns)}: shown as not recorded.")
    if replaced.people_kept:
        lines.append(
            "Children no longer in the source but kept, because extension tables speak of them: "
            f"{replaced.people_kept:,}."
        )
    if summary.removed_synthetic:
        lines.append(f"The synthetic authorities were removed first: {', '.join(replaced.removed)}.")
    return lines


def _of_stale_feeds(stale: Mapping[str, datetime]) -> list[str]:
    return [
        f"{table} was last loaded as at {as_at.day} {as_at:%B %Y} and is not in this source: figures that rest on it "
        "stand as they were then. Ask for it to be put back in the extract."
        for table, as_at in stale.items()
    ]
