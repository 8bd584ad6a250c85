"""The one door to the facts. Every question passes it with a Scope, and only what the Scope allows comes out.

A statement is refused unless every fact table in it can be narrowed to the scope; rows that name a child are given only
to a scope that may open cases. Answers are kept by scope, question and snapshot, so a page that asks the same twice
costs one query, and nobody is ever handed an answer worked out for a wider scope.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from access.scope import NotAllowed, Scope
from data.facts import store
from data.facts.tables import authority, event, feed, household_month, metadata, plan_month, snapshot
from data.settings import settings

_KEPT_ANSWERS = 256
_NAMES_A_CHILD = ("person_id", "household_key")
_OPEN_TO_ALL = (snapshot,)
_BY_AUTHORITY = (authority, feed)
_BY_TEAM = (plan_month, household_month, event)


class Unscoped(RuntimeError):
    """A question was put in a way that cannot be narrowed to a scope. A fault in the product, not in the data."""


def ask(scope: Scope, statement: "sa.Select[tuple[object, ...]]") -> pd.DataFrame:
    """The answer within the scope. Refuses a statement that would name a child: use `cases`."""
    named = [c.name for c in statement.selected_columns if isinstance(c, sa.Column) and c.name in _NAMES_A_CHILD]
    if named:
        raise Unscoped(f"{', '.join(named)} can only be read through cases()")
    return _answer(scope, statement)


def cases(scope: Scope, statement: "sa.Select[tuple[object, ...]]") -> pd.DataFrame:
    """Rows about single children, for a scope that may open cases. Raises NotAllowed for any other."""
    if not scope.may_open_cases:
        raise NotAllowed("Your role does not open single children's records.")
    return _answer(scope, statement)


def narrowed(scope: Scope, statement: "sa.Select[tuple[object, ...]]") -> "sa.Select[tuple[object, ...]]":
    """The statement with the scope's limits on every fact table it reads. Raises Unscoped where that cannot be done."""
    froms = [table for table in statement.get_final_froms() if isinstance(table, sa.Table)]
    everywhere = [element for element in visitors.iterate(statement) if isinstance(element, sa.Table)]
    hidden = {table.name for table in everywhere} - {table.name for table in froms}
    if hidden or len(froms) != len(statement.get_final_froms()):
        raise Unscoped(f"Read fact tables directly, not inside joins or subqueries: {', '.join(sorted(hidden))}")
    for table in froms:
        if metadata.tables.get(table.name) is not table:
            raise Unscoped(f"{table.name} is not a fact table")
        if table in _OPEN_TO_ALL:
            continue
        if scope.authorities is not None:
            statement = statement.where(table.c.authority.in_(sorted(scope.authorities)))
        if scope.teams is not None:
            limit = table.c.team_id.in_(sorted(scope.teams)) if table in _BY_TEAM else sa.true()
            statement = statement.where(limit)
    return statement


class _Answers:
    """The latest answers, by scope, question and the set of facts they came from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], pd.DataFrame] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> pd.DataFrame | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            found = self._kept.get(key)
        return None if found is None else found.copy()

    def put(self, key: tuple[object, ...], frame: pd.DataFrame) -> None:
        with self._lock:
            self._kept[key] = frame.copy()
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)


_answers = _Answers()


def _answer(scope: Scope, statement: "sa.Select[tuple[object, ...]]") -> pd.DataFrame:
    engine = store.reader(settings().facts_url)
    within = narrowed(scope, statement)
    compiled = within.compile(engine, compile_kwargs={"render_postcompile": True})
    key = (store.in_force(engine), scope, str(compiled), tuple(sorted((k, str(v)) for k, v in compiled.params.items())))
    kept = _answers.get(key)
    if kept is not None:
        return kept
    with engine.connect() as connection:
        result = connection.execute(within)
        columns: Sequence[str] = list(result.keys())
        frame = pd.DataFrame.from_records(result.all(), columns=list(columns))
    _answers.put(key, frame)
    return frame
