"""What the tests of a refresh share: small records to build facts from, and the facts as a reader finds them."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from data.facts import refresh as module
from data.facts import store
from data.facts.refresh import Refreshed, refresh
from data.facts.tables import metadata, snapshot
from data.load.write import load_frames
from data.practice import Practice
from data.records import engine_for
from data.records.ssd import ssd_cp_plans
from tests.data.facts import counties
from tests.data.load.sources import everything, frames_of, same

Frames = dict[str, pd.DataFrame]
AS_AT = date(2026, 10, 31)
MID_JUNE = date(2025, 6, 15)
MONTHS = 4
HELD = {
    "plan_month": ("authority", "person_id", "month"),
    "household_month": ("authority", "household_key", "month"),
    "sibling_month": ("authority", "person_id", "month"),
    "intersection_model": ("authority", "outcome"),
    "intersection": ("authority", "outcome", "sex", "age", "ethnicity", "needs", "family"),
    "event": ("authority", "kind", "person_id", "event_date", "due_date", "done_date"),
    "authority": ("authority",),
    "feed": ("authority", "table_name"),
}


def facts(url: str) -> Frames:
    """Every fact, in an order of its own, values as a reader gets them."""
    found = {}
    with store.reader(url).connect() as connection:
        store.narrow(connection, None, None)
        for name, key in HELD.items():
            rows = connection.execute(sa.select(metadata.tables[name])).all()
            frame = pd.DataFrame(rows, columns=metadata.tables[name].columns.keys(), dtype=object)
            found[name] = in_order(frame.where(frame.notna(), None), key)
    return found


def in_order(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    return frame.sort_values(list(key), key=lambda column: column.astype(str), ignore_index=True)


def in_force(url: str) -> str:
    with store.reader(url).connect() as connection:
        return str(connection.execute(sa.select(snapshot.c.snapshot_id)).scalar_one())


def assert_same(left: Frames, right: Frames) -> None:
    for name in HELD:
        pd.testing.assert_frame_equal(left[name], right[name], obj=name)


def rich() -> Frames:
    """A small county that has something in every feed, its children brothers and sisters two by two."""
    pairs = [(f"P{n:04}", f"P{n + 1:04}") for n in range(0, 14, 2)]
    links = [
        {
            "sibl_table_id": f"L{one}",
            "sibl_person_id_a": one,
            "sibl_person_id_b": other,
            "sibl_decision": "link",
            "sibl_decided_date": date(2026, 1, 5),
        }
        for one, other in pairs
    ]
    return counties.frames(counties.make(5, AS_AT, 14, MONTHS)) | frames_of(ssd_x_sibling_link=links)


def put(engine: Engine, frames: Frames, code: str = "301", as_at: date = AS_AT) -> None:
    load_frames(
        engine,
        frames,
        kind="demo",
        source="a test",
        authority_code=code,
        authority_name=f"County {code}",
        as_at=as_at,
        synthetic=True,
    )


def set_plan_end(engine: Engine, day: datetime | None) -> None:
    """What a load of the corrected source would write."""
    with engine.begin() as connection:
        first = ssd_cp_plans.c.cppl_cp_plan_id == "CP1"
        connection.execute(sa.update(ssd_cp_plans).where(first).values(cppl_cp_plan_end_date=day))


# --- Records loaded once, and copied for each test that changes them ---


@dataclass(frozen=True)
class Built:
    """Records in a SQLite file, and what a refresh of them gave."""

    records: Path
    done: Refreshed
    facts: Frames
    about: dict[str, Any]
    progress: list[tuple[str, float]]

    def copy(self, folder: Path) -> Engine:
        return engine_for(f"sqlite:///{shutil.copy(self.records, folder / 'copied.sqlite')}")


def build_once(template: Path, folder: Path, load: Any) -> Built:
    records = Path(shutil.copy(template, folder / "records.sqlite"))
    engine = engine_for(f"sqlite:///{records}")
    load(engine)
    before = everything(engine)
    url, progress = f"duckdb:///{folder / 'facts'}", []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HISTORY_MONTHS", MONTHS)
        done = refresh(engine, url, Practice(), lambda text, share: progress.append((text, share)))
    assert same(before, everything(engine)), "a refresh changed the records"
    with store.reader(url).connect() as connection:
        about = dict(connection.execute(sa.select(snapshot)).mappings().one())
        # Everything into the one file, so that the file alone can be copied.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Built(records, done, facts(url), about, progress)
