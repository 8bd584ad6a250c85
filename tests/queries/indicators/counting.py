"""What every dozen of children is counted with: the facts made of them, and whom a measure counts, child by child."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import data.facts.refresh
from access.scope import local_scope
from data import records
from data.facts.tables import event
from data.load.write import load_frames
from data.practice import Practice
from data.settings import settings
from queries.door import cases
from queries.filters import Basis, in_population
from queries.households import TABLES
from queries.indicators import REGISTRY
from tests.data.facts.counties import County, frames


@contextmanager
def facts_of(county: County, as_at: date, folder: Path, empty_records: Path) -> Iterator[None]:
    """The facts of a made-up county, with fourteen months of history, in force while the block runs.

    empty_records  a store of records with its tables and nothing in them
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'records.sqlite'}")
        patch.setenv("FACTS_URL", f"duckdb:///{folder / 'facts'}")
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", 14)
        shutil.copy(empty_records, folder / "records.sqlite")
        engine = records.engine_for(settings().database_url)
        load_frames(
            engine,
            frames(county),
            kind="demo",
            source="children made up by hand",
            authority_code="931",
            authority_name="Synthetic County",
            as_at=as_at,
            synthetic=True,
        )
        data.facts.refresh.refresh(engine, settings().facts_url, Practice())
        engine.dispose()
        yield


def counted(key: str, year: date, as_at: date, basis: Basis = Basis.EITHER) -> tuple[Counter[str], Counter[str]]:
    """Child by child, what a measure adds up above and below the line at `as_at`; of what happens, from the month-end
    `year` on, unless the event stands for a quarter itself."""
    entry = REGISTRY[key]
    below = sa.literal(0) if entry.denominator is None else entry.denominator
    table = TABLES[entry.fact]
    over_a_year = entry.event_kind and not entry.spans_quarter
    chosen = [
        table.c.month.between(year, as_at) if over_a_year else table.c.month == as_at,
        in_population(table, entry.population, basis, entry.event_kind),
    ]
    if entry.event_kind:
        chosen.append(event.c.kind == entry.event_kind)
    sums = [
        sa.func.sum(entry.counted(basis)).label("above"),
        sa.func.sum(below).label("below"),
    ]
    found = cases(local_scope(), sa.select(table.c.person_id, *sums).where(*chosen).group_by(table.c.person_id))
    return _names(found, "above"), _names(found, "below")


def _names(found: pd.DataFrame, column: str) -> Counter[str]:
    return +Counter(found.fillna(0).set_index("person_id")[column].astype(int).to_dict())
