"""A large return is loaded in the memory of a small one: what is held is a batch of children, not the file."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import data.load.cin_census as census
from benchmarks.big_census import write_return
from data.load.cin_census import load_cin_census
from data.records import engine_for
from data.settings import ROOT
from tests.data.load.cin_census.stores import rows

# Linux keeps the most memory a process has held, and forgets it when asked.
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# A program of its own: `multiprocessing` would first run this one's main script again, and a test may have left another
# in its place.
APART = """
import json, sys, pathlib
from tests.data.load.cin_census.test_memory import peaks
print(json.dumps(peaks(pathlib.Path(sys.argv[1]))))
"""


def resident(line: str) -> float:
    """Memory of this process in MB: VmRSS as it is, VmHWM at its most."""
    (found,) = [text for text in STATUS.read_text().splitlines() if text.startswith(line)]
    return int(found.split()[1]) / 1024


@pytest.mark.skipif(not FORGET.exists(), reason="The peak of memory is only kept by Linux")
def test_memory_does_not_grow_with_the_file(sqlite_template: Path, tmp_path: Path) -> None:
    """Three returns of three authorities: a small one to settle in, one batch of 1,000 children, and four batches.
    Held whole, four times the children take about three times the memory (measured).

    In a process of its own: one that has run other tests has memory to spare, and would show no growth at all.
    """
    shutil.copy(sqlite_template, tmp_path / "records.sqlite")
    asked = [sys.executable, "-c", APART, str(tmp_path)]
    answer = subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    one, four, children = json.loads(answer.stdout)
    assert children > 4_500
    assert four < one * 1.5


def peaks(folder: Path) -> tuple[float, float, int]:
    """MB that one batch and four batches take, and how many children were loaded."""
    engine = engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    census.BATCH_CHILDREN = 1_000

    def taken(megabytes: float, authority: str) -> float:
        path = folder / f"{authority}.xml"
        write_return(path, megabytes, authority=authority)
        before = resident("VmRSS")
        FORGET.write_text("5")
        load_cin_census(engine, [path])
        return resident("VmHWM") - before

    taken(0.1, "201")
    one, four = taken(1.3, "931"), taken(5.2, "825")
    children = len(rows(engine, "ssd_person", "pers_person_id"))
    engine.dispose()
    return one, four, children
