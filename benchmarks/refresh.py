"""How long a refresh takes, and how much memory: of one authority, and of many in one store.

Each refresh runs in a process of its own, as the nightly job does, so that its peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.counties import Records, Tell
from benchmarks.figures import Figure, figure
from data.facts.refresh import refresh
from data.practice import Practice
from data.records import engine_for

AIM_ONE_SECONDS, AIM_MANY_SECONDS, AIM_MANY_MEGABYTES = 20.0, 420.0, 8192.0
RUNS_ONE = 3


@dataclass(frozen=True)
class Took:
    """One refresh: seconds by the clock, seconds of processor, the most memory held (MB), rows by table."""

    wall: float
    processor: float
    peak: float
    rows: dict[str, int]


def measured(records_url: str, facts_url: str) -> Took:
    """Run one refresh in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.refresh", records_url, facts_url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Took(**json.loads(done.stdout))


def refresh_figures(one: Records, many: Records, folder: Path, tell: Tell) -> list[Figure]:
    """The figures for one authority, several times over, and for many, once. The facts stay in the folder."""
    found = _made(one) + _made(many)
    alone = []
    for number in range(RUNS_ONE):
        tell(f"refresh of one authority, {number + 1} of {RUNS_ONE}")
        alone.append(measured(one.url, facts_of(folder, one)))
    tell(f"refresh of {len(many.codes)} authorities")
    together = [measured(many.url, facts_of(folder, many))]
    for took, count, seconds, megabytes in (
        (alone, 1, AIM_ONE_SECONDS, None),
        (together, len(many.codes), AIM_MANY_SECONDS, AIM_MANY_MEGABYTES),
    ):
        whose = "one authority" if count == 1 else f"{count} authorities"
        found += [
            figure(f"refresh of {whose}", (t.wall for t in took), "s", seconds),
            figure(f"  processor time, {whose}", (t.processor for t in took), "s"),
            figure(f"  peak memory, {whose}", (t.peak for t in took), "MB", megabytes),
        ]
    return found


def _made(records: Records) -> list[Figure]:
    whose = "an authority" if len(records.codes) == 1 else f"each of {len(records.codes)} authorities"
    if not records.loading:
        return []
    return [
        figure(f"generating {whose}", records.generating, "s"),
        figure(f"loading {whose}", records.loading, "s"),
    ]


def facts_of(folder: Path, records: Records) -> str:
    """Where the facts of these records are kept."""
    return f"duckdb:///{folder / Path(records.url).stem.replace('records', 'facts')}"


def peak_megabytes() -> float:
    """The most memory this process has held.

    Linux hands a child its parent's peak in getrusage, so there the kernel's own figure for the process comes first.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except FileNotFoundError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """One refresh, told on standard output as JSON."""
    records_url, facts_url = sys.argv[1:]
    engine = engine_for(records_url)
    began = time.perf_counter()
    rows = refresh(engine, facts_url, Practice()).rows
    took = Took(time.perf_counter() - began, time.process_time(), peak_megabytes(), rows)
    print(json.dumps(vars(took)))


if __name__ == "__main__":
    main()
