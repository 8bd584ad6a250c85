"""Sets of facts so small that they can be told apart by how many households they hold."""

from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from data.facts.store import Building, build, narrow, reader
from data.facts.tables import metadata, snapshot


def about(snapshot_id: str, load_id: int = 1) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "snapshot_id": [snapshot_id],
            "built_at": [datetime(2026, 11, 1, 8, 30)],
            "as_at": [date(2026, 10, 31)],
            "sources": ["[]"],
            "practice": ["{}"],
            "definitions": [1],
            "load_id": [load_id],
        }
    )


homes = metadata.tables["household_month"]


def keys_of(count: int) -> list[str]:
    """The households of a set of so many; no two sets of different size share one."""
    return [f"{n} of {count}" for n in range(count)]


def households(count: int) -> pd.DataFrame:
    """So many households; columns that may be NULL are left out."""
    return pd.DataFrame(
        {
            "month": date(2026, 10, 31),
            "as_at": date(2026, 10, 31),
            "authority": "A",
            "household_key": keys_of(count),
            **dict.fromkeys(("children", "children_in_cohort", "children_cp"), 2),
            **dict.fromkeys(("children_cin", "children_no_plan", "children_drifting"), 0),
        }
    )


def put(url: str, snapshot_id: str, count: int = 0) -> Building:
    with build(url) as building:
        building.write("household_month", households(count))
        building.write("snapshot", about(snapshot_id))
    return building


def read(url: str) -> tuple[str, int]:
    """Which set is in force, and how many households it holds."""
    with reader(url).connect() as connection:
        narrow(connection, None, None)
        name = connection.execute(sa.select(snapshot.c.snapshot_id)).scalar_one()
        held = connection.execute(sa.select(sa.func.count()).select_from(metadata.tables["household_month"]))
        return str(name), int(held.scalar_one())
