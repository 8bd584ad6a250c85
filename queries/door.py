"""The one door to the facts. Every question passes it with a Scope, and only what the Scope allows comes out.

Who asks is read afresh from the records at every question, before any answer that is kept: a session that has ended
gets nothing, in whatever browser. A statement is refused unless every fact table in it can be narrowed to the scope;
what names a child is given only to a scope that may open cases, and only once that stands in the audit trail. Answers
are kept by what they were narrowed to, question and snapshot, so a page that asks the same twice costs one query, and
nobody is ever handed an answer worked out for a wider scope.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.sql import elements, functions, operators
from sqlalchemy.sql.visitors import ExternallyTraversible

from access.opened import opened, revealing
from access.roles import Act
from access.scope import NotAllowed, Scope
from access.viewer import confirmed, records
from data.facts import store
from data.facts.read import newest_load
from data.facts.tables import (
    OF_WHOLE_AUTHORITIES,
    authority,
    event,
    feed,
    household_month,
    plan_month,
    sibling_month,
    snapshot,
)
from data.records import engine_for
from data.records.ssd import ssd_person
from data.settings import settings

_KEPT_ANSWERS = 256
_NAMES_A_CHILD = ("person_id", "household_key")
_OPEN_TO_ALL = (snapshot,)
_BY_AUTHORITY = (authority, feed, *OF_WHOLE_AUTHORITIES)
_BY_TEAM = (plan_month, household_month, sibling_month, event)

# What a question may be made of. Whatever else SQL can do (subqueries, raw text, functions that run a query of their
# own) could read past the scope, so anything not listed is refused until somebody adds it here on purpose.
_PARTS = {
    "_raw_columns",
    "_from_obj",
    "_where_criteria",
    "_group_by_clauses",
    "_having_criteria",
    "_order_by_clauses",
    "_limit_clause",
    "_offset_clause",
    "_distinct",
    "_label_style",
}
_ELEMENTS = {
    sa.Select,
    sa.Table,
    sa.Column,
    elements.AsBoolean,
    elements.BinaryExpression,
    elements.BindParameter,
    elements.BooleanClauseList,
    elements.Case,
    elements.ClauseList,
    elements.ExpressionClauseList,
    elements.False_,
    elements.Grouping,
    elements.Label,
    elements.Null,
    elements.True_,
    elements.UnaryExpression,
    elements._label_reference,
    functions.coalesce,
    functions.count,
    functions.max,
    functions.min,
    functions.sum,
    type(sa.select(plan_month).limit(1)._limit_clause),
}


_TYPES = {
    type(None),
    sa.types.NullType,
    sa.Boolean,
    sa.Date,
    sa.DateTime,
    sa.Float,
    sa.Integer,
    sa.Numeric,
    sa.SmallInteger,
    sa.String,
    sa.Text,
}


class Unscoped(RuntimeError):
    """A question was put in a way that cannot be narrowed to a scope. A fault in the product, not in the data."""


def ask(scope: Scope, statement: "sa.Select[*tuple[Any, ...]]") -> pd.DataFrame:
    """The answer within the scope, with its small numbers as they are: what leaves the queries floor is first made fit
    to be shown (queries/disclosure.py). Refuses a statement that could name a child: use `cases`."""
    return _answer(scope, _nameless(scope, statement))


def ask_by_home(scope: Scope, statement: "sa.Select[*tuple[Any, ...]]") -> pd.DataFrame:
    """As `ask`, of rows of one fact table about children, with [home]: which rows are of one household, by a number
    that means nothing outside this answer. It is for counting in how many households the children of some rows live."""
    within = _nameless(scope, statement)
    (table,) = within.get_final_froms()
    rows = _answer(scope, within.add_columns(table.c.household_key.label("home")))
    return rows.assign(home=pd.factorize(rows["home"])[0])


def _nameless(scope: Scope, statement: "sa.Select[*tuple[Any, ...]]") -> "sa.Select[*tuple[Any, ...]]":
    """The statement within the scope of who asks, read afresh. Raises Unscoped where it could name a child."""
    confirmed(scope)
    within = narrowed(scope, statement)
    # A table among the columns stands for all of its columns.
    if any(_names_a_child(part) for part in (*within.selected_columns, *within.get_children())):
        raise Unscoped(f"{' and '.join(_NAMES_A_CHILD)} are read through cases(), or inside count(distinct())")
    return within


def cases(
    scope: Scope, statement: "sa.Select[*tuple[Any, ...]]", *, told: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Rows about single children, with their person_id, for a scope that may open cases. A team manager gets those of
    their own teams.

    told  what is opened, for the audit trail, which also says which children; where it cannot be written, nothing is
          opened
    Raises NotAllowed for a scope that may not, or that has given no reason where one is needed.
    """
    viewer = confirmed(scope)
    if not scope.may_open_cases:
        raise NotAllowed("Your role does not open single children's records.")
    if scope.needs_reason and not scope.reason:
        raise NotAllowed("Say why you are opening these children's records first.")
    within = scope.within_own_teams() if scope.own_only else scope
    rows = _answer(within, narrowed(within, statement))
    if viewer is not None:
        # Rows of whole households name no child: that they were read is written down, and then whose children are.
        children = rows["person_id"] if "person_id" in rows else rows.iloc[:0, 0]
        opened(viewer, scope.reason, children, told or {})
    return rows


@dataclass(frozen=True)
class Named:
    """Whose record it is: the name, where one is recorded, and the case system's own number."""

    name: str
    number: str


def name_of(scope: Scope, person_id: str) -> Named:
    """The name of a child within the scope, written down before it is told.

    Raises NotAllowed for a scope that may not open the child's record, and where the telling cannot be written down.
    """
    viewer = confirmed(scope)
    if viewer is None or not viewer.may(Act.REVEAL_NAMES) or not scope.may_open_cases:
        raise NotAllowed("Your role does not see children's names.")
    if scope.needs_reason and not scope.reason:
        raise NotAllowed("Say why you are opening this child's record first.")
    within = scope.within_own_teams() if scope.own_only else scope
    if not any(_is_among(scope, within, table, person_id) for table in (plan_month, sibling_month)):
        raise NotAllowed("This child is not among those you may open.")
    revealing(viewer, person_id, scope.reason)
    people = sa.select(ssd_person.c.pers_forename, ssd_person.c.pers_surname).where(
        ssd_person.c.pers_person_id == person_id
    )
    with records().connect() as connection:
        found = connection.execute(people).first()
    return Named(" ".join(part for part in found or () if part), person_id)


def _is_among(scope: Scope, within: Scope, table: sa.Table, person_id: str) -> bool:
    """Whether the child is on a row of the table within the scope; of a manager of teams, on the newest of all months:
    a child who has moved on is another team's to name, also where nobody came after."""
    theirs = sa.select(table.c.person_id).where(table.c.person_id == person_id).limit(1)
    if within.own_only:
        newest = max(_newest(scope, table), _newest(within, table))
        theirs = theirs.where(table.c.month == newest)
    return not _answer(within, narrowed(within, theirs)).empty


def _newest(scope: Scope, table: sa.Table) -> date:
    """The newest month the table tells of within the scope; the earliest there can be where it tells of none."""
    rows = _answer(scope, narrowed(scope, sa.select(sa.func.max(table.c.month).label("month"))))
    newest: date | None = rows["month"].iloc[0]
    return date.min if pd.isna(newest) or newest is None else newest


def narrowed(scope: Scope, statement: "sa.Select[tuple[object, ...]]") -> "sa.Select[tuple[object, ...]]":
    """The statement with the scope's limits on every fact table it reads. Raises Unscoped where that cannot be done."""
    _refuse_unless_plain(statement)
    for table in statement.get_final_froms():
        if not isinstance(table, sa.Table) or table not in (*_OPEN_TO_ALL, *_BY_AUTHORITY, *_BY_TEAM):
            raise Unscoped(f"Read fact tables directly, without joins or aliases: {table} is not one")
        if table in _OPEN_TO_ALL:
            continue
        if scope.authorities is not None:
            statement = statement.where(table.c.authority.in_(sorted(scope.authorities)))
        if scope.teams is not None and table in _BY_TEAM:
            statement = statement.where(table.c.team_id.in_(sorted(scope.teams)))
        if scope.without_teams and table in _BY_TEAM:
            team = table.c.team_id
            statement = statement.where(sa.or_(team.is_(None), team.not_in(sorted(scope.without_teams))))
        if (scope.teams is not None or scope.own_only) and table in OF_WHOLE_AUTHORITIES:
            statement = statement.where(sa.false())
    return statement


def _refuse_unless_plain(statement: "sa.Select[tuple[object, ...]]") -> None:
    """Raises Unscoped unless the statement is one select, made only of what is listed above."""
    if type(statement) is not sa.Select:
        raise Unscoped(f"Ask with a select, not with {type(statement).__name__}")
    held = {name: getattr(statement, name) for name, _ in statement._traverse_internals if name not in _PARTS}
    parts = [name for name, value in held.items() if not (isinstance(value, Collection | None) and not value)]
    if parts or statement.get_execution_options():
        raise Unscoped(f"The door does not know this part of a select: {', '.join(parts) or 'execution options'}")
    for element in _all_within(statement):
        # A type of one's own could write SQL of its own around what it is the type of.
        if type(getattr(element, "type", None)) not in _TYPES:
            raise Unscoped(f"The door does not know the type {type(getattr(element, 'type', None)).__name__}")
        if type(element) not in _ELEMENTS and not _is_number(element):
            raise Unscoped(f"The door does not know {type(element).__name__}: say it in plain columns and sums")
        if isinstance(element, sa.Select) and element is not statement:
            raise Unscoped("Read fact tables directly, not inside subqueries")
        if isinstance(element, sa.Column) and not isinstance(element.table, sa.Table):
            raise Unscoped(f"{element.name} is not a column of a fact table")
        if isinstance(element, elements.BinaryExpression | elements.UnaryExpression) and _by_hand(element):
            raise Unscoped("The door does not know operators written by hand")


def _by_hand(element: "elements.BinaryExpression[object] | elements.UnaryExpression[object]") -> bool:
    used = (element.operator, getattr(element, "modifier", None))
    return any(isinstance(one, operators.custom_op) for one in used)


def _all_within(element: ExternallyTraversible) -> Iterator[ExternallyTraversible]:
    """The element and everything in it, but not the star of count(*): anywhere else a star is every column."""
    yield element
    if not _counts_rows(element):
        for child in element.get_children():
            yield from _all_within(child)


def _counts_rows(element: ExternallyTraversible) -> bool:
    if not isinstance(element, functions.count):
        return False
    counted = next(iter(element.clauses))
    return isinstance(counted, elements.ColumnClause) and counted.is_literal and counted.name == "*"


def _is_number(element: ExternallyTraversible) -> bool:
    """A whole number written into the SQL: with the star of count(*), the only raw text there is need of."""
    if type(element) is not elements.ColumnClause or not element.is_literal:
        return False
    return element.name.isascii() and element.name.isdigit()


def _names_a_child(element: ExternallyTraversible) -> bool:
    """Whether a column that names a child stands anywhere in it but where distinct ones are only counted."""
    if isinstance(element, sa.Table) or _counts_distinct(element):
        return False
    if isinstance(element, sa.Column) and element.name in _NAMES_A_CHILD:
        return True
    return any(_names_a_child(child) for child in element.get_children())


def _counts_distinct(element: ExternallyTraversible) -> bool:
    if not isinstance(element, functions.count):
        return False
    counted = next(iter(element.clauses))
    if not isinstance(counted, elements.UnaryExpression) or counted.operator is not operators.distinct_op:
        return False
    # A bare column, or one where a condition holds that is not about any id: counting distinct answers to a question
    # about an id would tell the id.
    return isinstance(counted.element, sa.Column) or _is_column_under_condition(counted.element)


def _is_column_under_condition(element: ExternallyTraversible) -> bool:
    if not isinstance(element, elements.Case) or len(element.whens) != 1 or element.value is not None:
        return False
    ((condition, column),) = element.whens
    return isinstance(column, sa.Column) and element.else_ is None and not _names_a_child(condition)


def newer_records() -> bool:
    """Whether records have been loaded since the facts in force were built: the pages then show the past.

    False where the records cannot be reached from here: a page is shown all the same.
    """
    engine = store.reader(settings().facts_url)
    with engine.connect() as connection:
        built_from = connection.execute(sa.select(snapshot.c.load_id)).scalar_one()
    records = _records(settings().database_url)
    try:
        with records.connect() as connection:
            return newest_load(connection) > int(built_from)
    except sa.exc.SQLAlchemyError:
        return False
    finally:
        # Asked once a page: a connection kept for the next is one more that a server must hold.
        records.dispose()


@lru_cache(maxsize=2)
def _records(url: str) -> sa.Engine:
    return engine_for(url)


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


def _answer(scope: Scope, within: "sa.Select[tuple[object, ...]]") -> pd.DataFrame:
    engine = store.reader(settings().facts_url)
    in_force = store.in_force(engine)
    compiled = within.compile(engine, compile_kwargs={"render_postcompile": True})
    asked = tuple(sorted((name, repr(value)) for name, value in compiled.params.items()))
    key = (in_force, scope.authorities, scope.teams, scope.without_teams, str(compiled), asked)
    kept = _answers.get(key)
    if kept is not None:
        return kept
    with engine.connect() as connection:
        store.narrow(connection, scope.authorities, scope.teams, without_teams=scope.without_teams)
        result = connection.execute(within)
        columns: Sequence[str] = list(result.keys())
        frame = pd.DataFrame.from_records(result.all(), columns=list(columns))
    # A new set may have come into force while this was being read: then nobody knows which of the two it tells of.
    if store.in_force(engine) == in_force:
        _answers.put(key, frame)
    return frame
