"""What a call to load returns did, in numbers and in plain English."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.load.cin_census.files import ReturnFile
from data.load.ledger import CORRECTED, QUERIED, Load, TableCount, not_stored
from data.load.write import LoadSummary


@dataclass
class LoadedFile:
    """One file and its load. `superseded`: rows read that stand as a later return has them."""

    file: ReturnFile
    load: Load
    superseded: int = 0


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
        corrected=sum(int(((frame["treatment"] == CORRECTED) & ~not_stored(frame)).sum()) for frame in faults),
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
        told = f"{name}, {one.file.the_return.year} census ({one.file.name})"
        if one.load.outcome == "unchanged":
            lines.append(f"{told}: this file is already loaded; nothing was changed.")
            continue
        read = sum(count.read for count in one.load.tables.values())
        kept = sum(count.kept for count in one.load.tables.values())
        lines.append(f"{told}: {kept:,} of {read:,} rows loaded, as at {one.file.the_return.as_at:%-d %B %Y}.")
        if one.superseded:
            lines.append(f"{told}: {one.superseded:,} rows stand as a later return has them.")
    return lines


def _all_files(summary: LoadSummary, removed: Sequence[str]) -> list[str]:
    if summary.outcome == "unchanged":
        return []
    lines = []
    if summary.rejected:
        lines.append(f"{summary.rejected:,} rows were not stored; each is listed with the reason.")
    if summary.corrected:
        lines.append(f"{summary.corrected:,} values were corrected; each is listed.")
    if summary.queried:
        lines.append(f"{summary.queried:,} queries are listed for someone to look at; those rows were kept.")
    lines.append(
        "A census return has no visits, review due dates, teams or brothers and sisters: what rests on them is shown "
        "as not recorded."
    )
    if removed:
        lines.append(f"The synthetic authorities were removed first: {', '.join(removed)}.")
    return lines
