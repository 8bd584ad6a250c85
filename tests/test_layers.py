"""What holds of the house as a whole: who may import whom, files short enough to read, indicators told completely."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from access.scope import local_scope
from data.facts import tables
from data.facts.needed import NEEDED
from data.records import metadata as records
from queries.door import ask
from queries.filters import Basis, Filters
from queries.indicators import REGISTRY, Good, Indicator, Kind
from queries.measure import measure
from tests.conftest import County

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("access", "charts", "data", "pages", "queries", "reports")
LONGEST = 400


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def imports(path: Path) -> set[str]:
    """The top-level packages a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


# --- Files ---


def test_no_file_is_too_long_to_read() -> None:
    files = [*sources(*FLOORS, "tests", "benchmarks"), *ROOT.glob("*.py")]
    assert len(files) > 100
    long = {str(path.relative_to(ROOT)): lines for path in files if (lines := _lines(path)) > LONGEST}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_called_by_what_it_is_not() -> None:
    """A file is named for what it works out; these names take in anything."""
    names = {path.stem for path in sources(*FLOORS)}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "managers", "base"}


@pytest.mark.parametrize("folder", ["data", "charts", "access", "queries", "reports"])
def test_nothing_below_the_pages_knows_streamlit(folder: str) -> None:
    assert {str(path) for path in sources(folder) if "streamlit" in imports(path)} == set()


@pytest.mark.parametrize(
    ("folder", "above"),
    [
        ("data", {"charts", "access", "queries", "reports", "pages"}),
        ("charts", {"access", "queries", "reports", "pages", "data"}),
        ("access", {"queries", "reports", "pages"}),
        ("queries", {"reports", "pages"}),
        ("reports", {"pages"}),
    ],
)
def test_imports_point_down_the_house(folder: str, above: set[str]) -> None:
    upward = above | {"app", "serve", "manage", "tests"}
    assert {str(path): found for path in sources(folder) if (found := imports(path) & upward)} == {}


def test_product_code_does_not_assert() -> None:
    """An assertion goes when Python runs with -O, and says nothing to whoever meets it."""
    asserting = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*sources(*FLOORS), *ROOT.glob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert asserting == []


# --- The registry ---

ENTRIES = pytest.mark.parametrize("entry", REGISTRY.values(), ids=REGISTRY)


def test_keys_and_names_are_each_ones_own() -> None:
    assert all(key == entry.key for key, entry in REGISTRY.items())
    for what in ("key", "name"):
        twice = [value for value, n in Counter(getattr(e, what) for e in REGISTRY.values()).items() if n > 1]
        assert twice == []


@ENTRIES
def test_an_indicator_says_what_it_is_asks_and_rests_on(entry: Indicator) -> None:
    assert re.fullmatch(r"[A-Z]{2}\d\d", entry.id)
    assert re.fullmatch(r"[a-z][a-z0-9_]{2,40}", entry.key), "a key is a column's name, also in PostgreSQL"
    assert entry.question.endswith("?")
    for text in (entry.name, entry.unit, entry.source, entry.clause):
        assert text.strip() == text
        assert len(text) > 2
    assert not entry.name.endswith(".")


@ENTRIES
def test_an_indicator_needs_tables_there_are_and_stands_beside_indicators_there_are(entry: Indicator) -> None:
    assert entry.needs
    for table in entry.needs:
        assert table in records.tables
        assert table in NEEDED, "facts are built without this table"
    assert set(entry.read_with) <= set(REGISTRY)
    assert entry.key not in entry.read_with
    assert len(set(entry.read_with)) == len(entry.read_with)


@ENTRIES
def test_an_indicator_has_the_parts_its_kind_needs(entry: Indicator) -> None:
    assert (entry.denominator is not None) == (entry.kind is Kind.SHARE)
    assert (entry.event_kind is not None) == (entry.fact == tables.event.name)
    facts = (tables.plan_month, tables.event, tables.household_month, tables.sibling_month)
    assert entry.fact in {table.name for table in facts}


@ENTRIES
def test_an_indicator_is_counted_from_its_own_fact(entry: Indicator) -> None:
    for basis in Basis:
        for part in (entry.counted(basis), entry.denominator):
            if part is not None:
                read = {c.table for c in visitors.iterate(part) if isinstance(c, sa.Column)}
                assert read <= {tables.metadata.tables[entry.fact]}


@ENTRIES
def test_a_threshold_says_whose_it_is_and_a_measure_with_a_better_way_has_one(entry: Indicator) -> None:
    if entry.threshold:
        assert re.match(r"\[(S|N|L|P)(/(S|N|L|P))?\]", entry.threshold), "statutory, national, local or proposed"
    elif entry.good not in (Good.CONTEXT, Good.RANGE):
        variants = [other for other in REGISTRY.values() if other.id == entry.id]
        assert any(other.threshold for other in variants), "no threshold for any of these: say so as context"


def test_kinds_of_event_that_are_counted_are_kinds_that_are_made(small_county: County) -> None:
    made = set(ask(local_scope(), sa.select(tables.event.c.kind).distinct())["kind"])
    assert {entry.event_kind for entry in REGISTRY.values() if entry.event_kind} <= made


def test_every_share_of_the_county_can_be_worked_out_from_something(small_county: County) -> None:
    """An indicator whose population is always empty, or whose every row is not recorded, counts nothing at all."""
    frame = measure(local_scope(), list(REGISTRY), Filters(), months=72).groupby("key")["covered"].sum()
    # Of the few drifting plans that had a session three to six months ago so small a county has none: they are counted
    # in the hand-worked county of tests/queries/indicators/test_supervision_dozen.py.
    assert frame[frame == 0].index.tolist() == ["moved_after"]
