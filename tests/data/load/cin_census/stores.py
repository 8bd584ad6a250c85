"""What a store holds, to compare."""

from typing import Any

from sqlalchemy import Engine, select

from data.records import metadata

HISTORY = ("loads", "load_tables", "load_rejections")


def rows(engine: Engine, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in order; some columns or all."""
    source = metadata.tables[table]
    chosen = [source.c[name] for name in columns] or list(source.c)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(select(*chosen))]
    return sorted(found, key=repr)


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every table but the history of loads, by name; tables without rows are left out."""
    held = {name: rows(engine, name) for name in metadata.tables if name not in HISTORY}
    return {name: found for name, found in held.items() if found}


def faults(engine: Engine, *columns: str, treatment: str | None = None) -> list[tuple[Any, ...]]:
    """What load_rejections holds, in the order told."""
    table = metadata.tables["load_rejections"]
    wanted = select(*(table.c[name] for name in columns)).order_by(table.c.rejection_id)
    if treatment is not None:
        wanted = wanted.where(table.c.treatment == treatment)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(wanted)]
