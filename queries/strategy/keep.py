"""The strategy's items, as they stand and as they stood; and how one is changed.

Nothing is overwritten. A change is a new version of its item, kept with who made it and when, together with an entry in
the audit trail, or not at all. Whoever changes what somebody else has changed meanwhile is told, and nothing is lost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from access import audit
from access.accounts import OPERATOR
from access.audit import Actor, Event
from access.roles import Act
from access.scope import NotAllowed, Scope
from access.times import now
from access.viewer import confirmed, records
from data.facts.tables import authority
from queries.door import ask
from queries.strategy.checks import Fault
from queries.strategy.kinds import Kind, Shape


class Refused(ValueError):
    """It cannot be kept so. `faults` says of each field what is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.reason for fault in faults))
        self.faults = faults


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed the item since it was read. `by`, `at` and the values it has now."""

    def __init__(self, theirs: "Item") -> None:
        super().__init__(
            f"{theirs.changed_by} changed this at {theirs.changed_at:%H:%M} on {theirs.changed_at.day} "
            f"{theirs.changed_at:%B %Y} (UTC), while you had it open. Theirs stands and yours was not kept: read "
            "theirs, then make your change again."
        )
        self.theirs = theirs


@dataclass(frozen=True)
class Item:
    """One version of an item. `values` has each of the kind's fields; what is not said is None."""

    kind: str
    item_id: str
    version: int
    values: Mapping[str, object]
    withdrawn: bool
    synthetic: bool
    changed_by: str
    changed_as: str
    changed_at: datetime

    def day(self, name: str) -> date | None:
        """A field that is a day."""
        value = self.values[name]
        return value if isinstance(value, date) else None

    def number(self, name: str) -> float | None:
        """A field that is a number."""
        value = self.values[name]
        return float(value) if isinstance(value, int | float) else None

    def words(self, name: str) -> str:
        """A field in words; empty where nothing is said."""
        value = self.values[name]
        return "" if value is None else str(value)


def current(scope: Scope, kind: Kind, *, withdrawn: bool = False) -> list[Item]:
    """Every item as it stands, in the kind's order; those withdrawn only where they are asked for. What was made up for
    the demonstration is left out unless all that is held is made up."""
    confirmed(scope)
    with_made_up = _all_is_made_up(scope)
    newest: dict[str, Item] = {}
    for item in _every(kind):
        newest[item.item_id] = item
    wanted = [item for item in newest.values() if withdrawn or not item.withdrawn]
    standing = [item for item in wanted if with_made_up or not item.synthetic]
    return sorted(standing, key=lambda item: [_ordered(item.values[name]) for name in kind.order])


def history(scope: Scope, kind: Kind, item_id: str) -> list[Item]:
    """Every version of one item, the newest first."""
    confirmed(scope)
    return _every(kind, item_id)[::-1]


def keep(
    scope: Scope, kind: Kind, values: Mapping[str, object], *, of: Item | None = None, withdrawn: bool = False
) -> Item:
    """Keep a new item, or the next version of one (`of`, as it was read).

    Raises NotAllowed for a role that does not keep the strategy, Refused where a value cannot be, ChangedMeanwhile
    where `of` is no longer the newest. Nothing is kept then.
    """
    viewer = confirmed(scope)
    if viewer is not None and not viewer.may(Act.KEEP_STRATEGY):
        raise NotAllowed("Your role does not change the strategy.")
    told = {one.name: _tidied(values.get(one.name)) for one in kind.fields}
    if not withdrawn:
        others = [item.values for item in current(scope, kind) if of is None or item.item_id != of.item_id]
        if faults := kind.faults(told, others):
            raise Refused(faults)
    synthetic = viewer is not None and viewer.account.demonstration
    by = OPERATOR if viewer is None else viewer.actor
    return put(kind, told, of=of, withdrawn=withdrawn, synthetic=synthetic, by=by)


def put(
    kind: Kind,
    values: Mapping[str, object],
    *,
    of: Item | None = None,
    withdrawn: bool = False,
    synthetic: bool = False,
    by: Actor = OPERATOR,
    engine: sa.Engine | None = None,
) -> Item:
    """`keep`, of values that are checked, by whoever may. Raises ChangedMeanwhile as it does."""
    item_id, version = (of.item_id, of.version + 1) if of else (str(uuid4()), 1)
    row = {name: _written(value) for name, value in values.items()} | {
        "item_id": item_id,
        "version": version,
        "withdrawn": withdrawn,
        "synthetic": synthetic,
        "changed_at": now(),
        "changed_by": by.username,
        "changed_as": by.role or "operator",
    }
    what = "withdrawn" if withdrawn else "changed" if of else "added"
    try:
        with (engine or records()).begin() as connection:
            connection.execute(sa.insert(kind.table).values(**row))
            audit.write(
                connection,
                Event.STRATEGY_CHANGED,
                by,
                page="strategy",
                kind=kind.name,
                item=item_id,
                version=version,
                what=what,
            )
    except IntegrityError as error:
        theirs = _every(kind, item_id, engine=engine)
        if not theirs or theirs[-1].version < version:
            raise
        raise ChangedMeanwhile(theirs[-1]) from error
    return next(item for item in _every(kind, item_id, engine=engine) if item.version == version)


def _every(kind: Kind, item_id: str | None = None, *, engine: sa.Engine | None = None) -> list[Item]:
    """Versions in order."""
    table = kind.table
    asked = sa.select(table).order_by(table.c.item_id, table.c.version)
    if item_id is not None:
        asked = asked.where(table.c.item_id == item_id)
    with (engine or records()).connect() as connection:
        rows = connection.execute(asked).mappings().all()
    return [
        Item(
            kind.name,
            str(row["item_id"]),
            int(row["version"]),
            {one.name: _read(one.shape, row[one.name]) for one in kind.fields},
            bool(row["withdrawn"]),
            bool(row["synthetic"]),
            str(row["changed_by"]),
            str(row["changed_as"]),
            row["changed_at"],
        )
        for row in rows
    ]


def _all_is_made_up(scope: Scope) -> bool:
    held = ask(scope, sa.select(sa.func.min(authority.c.synthetic).label("least")))["least"].iloc[0]
    return bool(held == 1)


def _tidied(value: object) -> object:
    """Blank words are nothing said."""
    if isinstance(value, str):
        return value.strip() or None
    return value


def _written(value: object) -> object:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str) if value else None
    return value


def _read(shape: Shape, value: object) -> object:
    if value is None or shape not in (Shape.MEASURES, Shape.POINTS, Shape.EVIDENCE):
        return value
    found = json.loads(str(value))
    return [(date.fromisoformat(day), float(at)) for day, at in found] if shape is Shape.POINTS else found


def _ordered(value: object) -> tuple[bool, object]:
    """What is not said comes last."""
    return value is None, value if value is not None else 0
