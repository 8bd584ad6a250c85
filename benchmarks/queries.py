"""How long a page's headline figures take: over one authority alone, one among many, and many together.

Each set of facts is read by a process of its own, as an app reads it; the processes take turns, so that what else the
machine is doing falls on all alike. "Fresh" is with the door's kept answers forgotten; "kept" is the same page again.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from access.scope import Scope
from benchmarks.counties import ONE, Tell
from benchmarks.figures import Figure, figure, ratio
from pages.drift import FIGURES
from queries import door
from queries.filters import Filters
from queries.headlines import headlines
from queries.strategy.scorecard import core

PAGES = {"Overview": core(), "Drift": FIGURES}
AIM_ONE_MS, AIM_ALL_MS = 30.0, 1000.0
WARM_UP = 3


@dataclass(frozen=True)
class Case:
    """A question put to one set of facts: about one authority or about all of them."""

    name: str
    facts_url: str
    scope: Scope
    aim: float | None


def cases(one: str, many: str, partnership: str, server: str | None, counts: tuple[int, int]) -> list[Case]:
    """The cases, from the addresses of facts of one authority, of many, of very many, and of one on PostgreSQL."""
    single = Scope(authorities=(ONE,), teams=None, may_open_cases=True, exact=True)
    every = Scope(authorities=None, teams=None, may_open_cases=True, exact=True)
    found = [
        Case("one alone", one, single, AIM_ONE_MS),
        Case(f"one among {counts[0]}", many, single, AIM_ONE_MS),
        Case(f"one among {counts[1]}", partnership, single, AIM_ONE_MS),
        Case(f"all {counts[0]}", many, every, AIM_ALL_MS),
        Case(f"all {counts[1]}", partnership, every, AIM_ALL_MS),
    ]
    return [*found, Case("one alone, PostgreSQL", server, single, None)] if server else found


def query_figures(asked: list[Case], rounds: int, tell: Tell) -> list[Figure]:
    """Fresh and kept answers of each page in each case, what the fresh ones were made of, and ratios to one alone."""
    taken: dict[tuple[str, str], list[dict[str, float]]] = {(c.name, page): [] for c in asked for page in PAGES}
    with ExitStack() as stack:
        readers = {url: stack.enter_context(_reader(url)) for url in {case.facts_url for case in asked}}
        for number in range(-WARM_UP, rounds):
            tell(f"headline queries, round {number + 1} of {rounds}")
            for case in asked:
                for page in PAGES:
                    took = readers[case.facts_url].submit(ask_once, page, case.scope).result()
                    if number >= 0:
                        taken[case.name, page].append(took)
    found = []
    for page in PAGES:
        for case in asked:
            samples = taken[case.name, page]
            found.append(figure(f"{page}, {case.name}, fresh", (s["fresh"] for s in samples), "ms", case.aim))
            found += [
                figure(f"  of which {part}", (s[part] for s in samples), "ms")
                for part in ("writing SQL", "the database", "the rest")
            ]
            found.append(figure("  kept answers", (s["kept"] for s in samples), "ms"))
        alone = [s["fresh"] for s in taken[asked[0].name, page]]
        found += [
            ratio(f"{page}, {case.name} to {asked[0].name}", [s["fresh"] for s in taken[case.name, page]], alone)
            for case in asked[1:]
        ]
    return found


@contextmanager
def _reader(facts_url: str) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, get_context("spawn"), _open, (facts_url,)) as process:
        yield process


def _open(facts_url: str) -> None:
    os.environ["FACTS_URL"] = facts_url
    _watch()


_spent = {"writing SQL": 0.0, "the database": 0.0}


def ask_once(page: str, scope: Scope) -> dict[str, float]:
    """Milliseconds of a page's headline figures, fresh and kept, and what the fresh ones were made of."""
    door._answers._kept.clear()
    _spent.update(dict.fromkeys(_spent, 0.0))
    fresh = _milliseconds(page, scope)
    parts = dict(_spent)
    return {"fresh": fresh, **parts, "the rest": fresh - sum(parts.values()), "kept": _milliseconds(page, scope)}


def _milliseconds(page: str, scope: Scope) -> float:
    began = time.perf_counter()
    headlines(scope, PAGES[page], Filters())
    return (time.perf_counter() - began) * 1000


def _watch() -> None:
    """Add up the time SQLAlchemy takes to write SQL and the database to answer it."""
    write, depth = SQLCompiler.__init__, 0

    def timed(self: SQLCompiler, *given: Any, **named: Any) -> None:
        nonlocal depth
        began, depth = time.perf_counter(), depth + 1
        try:
            write(self, *given, **named)
        finally:
            depth -= 1
            if not depth:
                _spent["writing SQL"] += (time.perf_counter() - began) * 1000

    SQLCompiler.__init__ = timed

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def before(connection: sa.Connection, *_: object) -> None:
        connection.info["began"] = time.perf_counter()

    @sa.event.listens_for(sa.Engine, "after_cursor_execute")
    def after(connection: sa.Connection, *_: object) -> None:
        _spent["the database"] += (time.perf_counter() - connection.info["began"]) * 1000
