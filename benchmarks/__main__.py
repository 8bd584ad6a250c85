"""Measure speed and memory, print a plain table, and keep it in artefacts/benchmarks.json.

    python -m benchmarks                       # everything: about half an hour, most of it making 20 authorities
    python -m benchmarks queries repaint       # only these parts: refresh, queries, repaint
    python -m benchmarks --keep var/benchmarks # leave what was made there, and use it again the next time
    python -m benchmarks --quick               # small and few: only to see that it runs; its figures say nothing

A large census return has a measurement of its own: python -m benchmarks.big_census.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.counties import multiplied, records_of
from benchmarks.figures import KEPT, Figure, keep, machine, table
from benchmarks.queries import cases, query_figures
from benchmarks.refresh import facts_of, measured, refresh_figures
from benchmarks.repaint import repaint_figures
from tests import postgres

MANY, PARTNERSHIP = 20, 153


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    scale: float = 1.0
    many: int = MANY
    partnership: int = PARTNERSHIP
    rounds: int = 15
    repaints: int = 20


QUICK = Size(scale=0.03, many=3, partnership=9, rounds=3, repaints=4)
Measured = tuple[list[Figure], list[str]]


def tell(text: str) -> None:
    """What is being done, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def measure_refresh(folder: Path, size: Size) -> Measured:
    """One authority, and many in one store."""
    one, many = (records_of(folder, count, size.scale, tell) for count in (1, size.many))
    figures = refresh_figures(one, many, folder, tell)
    return figures, [
        f"Each of the {size.many} authorities is generated from a seed of its own; loading is not refresh."
    ]


def measure_queries(folder: Path, size: Size) -> Measured:
    """A page's headline figures over one authority, one among many, and many."""
    one, many = (_facts(folder, count, size.scale) for count in (1, size.many))
    partnership = folder / f"facts-{size.partnership}-at-{size.scale:g}"
    if not partnership.exists():
        tell(f"multiplying facts to {size.partnership} authorities")
        multiplied(many, partnership, size.partnership)
    notes = [
        f"Facts of {size.partnership} authorities are those of {size.many} generated ones, each copied under several "
        "codes, in order of authority."
    ]
    with _server_facts(folder, size.scale) as (server, missing):
        notes += [missing] if missing else []
        counts = (size.many, size.partnership)
        asked = cases(one, many, f"duckdb:///{partnership}", server, counts)
        return query_figures(asked, size.rounds, tell), notes


def measure_repaint(folder: Path, size: Size) -> Measured:
    """From a filter change to the repainted chart, beside a bare app; memory of open sessions."""
    return repaint_figures(_facts(folder, 1, size.scale), folder, size.repaints, tell)


def _facts(folder: Path, count: int, scale: float) -> str:
    records = records_of(folder, count, scale, tell)
    url = facts_of(folder, records)
    if not Path(url.removeprefix("duckdb:///")).exists():
        tell(f"building the facts of {count}")
        measured(records.url, url)
    return url


@contextmanager
def _server_facts(folder: Path, scale: float) -> Iterator[tuple[str | None, str]]:
    """The address of one authority's facts on a PostgreSQL server of this run, or why there is none."""
    try:
        with postgres.server() as server, postgres.database(server) as url:
            address = url.render_as_string(hide_password=False)
            tell("building the facts of one on PostgreSQL")
            measured(records_of(folder, 1, scale, tell).url, address)
            yield address, ""
    except postgres.NotAvailable as missing:
        yield None, f"{missing}: not measured on PostgreSQL."


PARTS: dict[str, Callable[[Path, Size], Measured]] = {
    "refresh": measure_refresh,
    "queries": measure_queries,
    "repaint": measure_repaint,
}


def main() -> None:
    """Measure the parts asked for, one after the other."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them unless given")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to leave what is made, for the next time")
    parser.add_argument("--quick", action="store_true", help="only to see that it runs")
    options = parser.parse_args()
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    size = QUICK if options.quick else Size()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    place = nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="benchmarks-")
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    with place as folder:
        for part in options.parts or PARTS:
            figures, notes = PARTS[part](Path(folder).resolve(), size)
            keep(part, figures, ["Quick: sizes are not the real ones.", *notes] if options.quick else notes)
            print(f"\n{part}\n\n{table(figures)}\n")
            print("\n".join(notes))
    print(f"\nKept in {KEPT}")


if __name__ == "__main__":
    main()
