"""What a call to load returns did, in numbers and in plain English."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from data.load.cin_census.files import ReturnFile
from data.load.cin_census.replaced import TakenBack
from data.load.faults import merged, not_stored, put_right
from data.load.ledger import QUERIED, Load, TableCount
from data.load.words import counted, what_was_found
from data.load.write import LoadSummary


@dataclass
class LoadedFile:
    """One file and its load.

    superseded  rows read that stand as a later year's return has them
    taken_back  what became of the rows of the return this one replaces
    """

    file: ReturnFile
    load: Load
    superseded: int = 0
    taken_back: TakenBack = field(default_factory=TakenBack)


def summary_of(loaded: Sequence[LoadedFile], load_id: int, name: str, removed: Sequence[str]) -> LoadSummary:
    """The summary of one call. `loaded` in order, the newest return last; `removed`, the synthetic authorities taken
    out to make room."""
    tables: dict[str, TableCount] = {}
    for one in loaded:
        for table, count in one.load.tables.items():
            whole = tables.setdefault(table, TableCount(present=count.present))
            whole.read += count.read
            whole.kept += count.kept
            whole.rejected += count.rejected
            whole.missing_columns = count.missing_columns
    faults = [one.load.faults.frame() for one in loaded]
    newest = loaded[-1].file.the_return
    unchanged = all(one.load.outcome == "unchanged" for one in loaded)
    summary = LoadSummary(
        load_id=load_id,
        outcome="unchanged" if unchanged else "loaded",
        authority_code=newest.authority,
        as_at=newest.as_at,
        tables=tables,
        rejected=sum(int(not_stored(frame).sum()) for frame in faults),
        merged=sum(int(merged(frame).sum()) for frame in faults),
        corrected=sum(int(put_right(frame).sum()) for frame in faults),
        queried=sum(int((frame["treatment"] == QUERIED).sum()) for frame in faults),
        missing_tables=tuple(table for table, count in tables.items() if not count.present),
        missing_columns={table: c.missing_columns for table, c in tables.items() if c.missing_columns},
        removed_synthetic=bool(removed),
    )
    summary.messages = [*_each_file(loaded, name), *_all_files(summary, removed)]
    return summary


def _each_file(loaded: Sequence[LoadedFile], name: str) -> list[str]:
    lines = []
    for one in loaded:
        year = one.file.the_return.year
        told = f"{name}, {year} census ({one.file.name})"
        if one.load.outcome == "unchanged":
            why = one.load.reason or "This file is already loaded; nothing was changed."
            lines.append(f"{told}: {why[0].lower()}{why[1:]}")
            continue
        read = sum(count.read for count in one.load.tables.values())
        kept = sum(count.kept for count in one.load.tables.values())
        lines.append(f"{told}: {kept:,} of {counted(read, 'row')} loaded, as at {one.file.the_return.as_at:%-d %B %Y}.")
        if one.superseded:
            stands = counted(one.superseded, "row stands", "rows stand")
            lines.append(f"{told}: {stands} as a later return has {'it' if one.superseded == 1 else 'them'}.")
        if one.taken_back.removed:
            rows = counted(one.taken_back.removed, "row was", "rows were")
            lines.append(f"{told}: {rows} removed that only the {year} return it replaces had; see the faults.")
        if one.taken_back.kept:
            rows = counted(one.taken_back.kept, "row was", "rows were")
            lines.append(
                f"{told}: {rows} kept as the {year} return it replaces had them, because an earlier year's return may "
                "have them too. Load the returns of earlier years again."
            )
    return lines


def _all_files(summary: LoadSummary, removed: Sequence[str]) -> list[str]:
    if summary.outcome == "unchanged":
        return []
    lines = what_was_found(
        rejected=summary.rejected, merged=summary.merged, corrected=summary.corrected, queried=summary.queried
    )
    lines.append(
        "A census return has no visits, review due dates, teams or brothers and sisters: what rests on them is shown "
        "as not recorded."
    )
    if removed:
        lines.append(f"The synthetic authorities were removed first: {', '.join(removed)}.")
    return lines
