"""Putting the sector's usual dirt into a clean county, so that the loader has something to do.

What dirt there is stands in dirt_kinds.py: each kind named and counted. Rows are chosen by chance from those it can
happen to, never from the planted families, and are few enough that the county still resembles the published figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas._libs.tslibs.nattype import NaTType

from data.demo.draws import Flags, Ints, Streams

Frames = dict[str, pd.DataFrame]
Among = Callable[[Frames], "pd.Series[bool]"]


@dataclass(frozen=True)
class Overwritten:
    """Rows whose values are spoilt: the columns in `values`, each by a constant or worked out from the chosen rows."""

    name: str
    count: int
    table: str
    values: Mapping[str, str | pd.Timestamp | NaTType | Callable[[pd.DataFrame], pd.Series] | None]
    among: Among
    found: Among

    def put(self, frames: Frames, rows: Ints) -> None:
        frame = frames[self.table].copy()
        for column, value in self.values.items():
            at = frame.index[rows]
            frame.loc[at, column] = value(frame.iloc[rows]).to_numpy() if callable(value) else value
        frames[self.table] = frame


@dataclass(frozen=True)
class Added:
    """Rows that should not be there: made from rows of `source`, given `id_column` = DIRT-<mark>-<number>."""

    name: str
    count: int
    table: str
    source: str
    mark: str
    id_column: str
    make: Callable[[Frames, pd.DataFrame], pd.DataFrame]
    among: Among

    def found(self, frames: Frames) -> "pd.Series[bool]":
        return frames[self.table][self.id_column].str.startswith(f"DIRT-{self.mark}-").fillna(False).astype(bool)

    def put(self, frames: Frames, rows: Ints) -> None:
        made = self.make(frames, frames[self.source].iloc[rows].reset_index(drop=True))
        made[self.id_column] = [f"DIRT-{self.mark}-{number + 1}" for number in range(len(made))]
        append(frames, self.table, made)


@dataclass(frozen=True)
class Repeated:
    """Rows of `source` that turn up again in `table` under the same id; `make` gives the repeats."""

    name: str
    count: int
    table: str
    source: str
    id_column: str
    make: Callable[[Frames, pd.DataFrame], pd.DataFrame]
    among: Among
    found: Among

    def put(self, frames: Frames, rows: Ints) -> None:
        append(frames, self.table, self.make(frames, frames[self.source].iloc[rows].reset_index(drop=True)))


Dirt = Overwritten | Added | Repeated


def append(frames: Frames, table: str, extra: pd.DataFrame) -> None:
    """Rows at the end of a table, in the table's own column types."""
    base = frames[table]
    extra = extra.reindex(columns=base.columns)
    frames[table] = pd.concat([base, extra.astype(base.dtypes.to_dict())], ignore_index=True)


def at_scale(kind: Dirt, scale: float) -> int:
    """How many rows of a kind a county of this size is meant to have: at least one."""
    return max(round(kind.count * min(scale, 1.0)), 1)


def add_dirt(frames: Frames, streams: Streams, kinds: tuple[Dirt, ...], scale: float) -> Frames:
    """The county's tables with every kind of dirt put in; the frames given are left as they were."""
    dirty = dict(frames)
    touched: dict[str, Flags] = {}
    for kind in kinds:
        source = kind.table if isinstance(kind, Overwritten) else kind.source
        frame = dirty[source]
        free = _free(touched, source, len(frame))
        possible = np.flatnonzero(kind.among(dirty).to_numpy(dtype=np.bool_) & free & ~_planted(frame))
        rows = np.sort(streams(f"dirt: {kind.name}").permutation(possible)[: at_scale(kind, scale)])
        touched[source][rows] = True
        kind.put(dirty, rows)
    return dirty


def _free(touched: dict[str, Flags], table: str, rows: int) -> Flags:
    """Rows no other kind has touched; rows added since count as touched."""
    before = touched.get(table, np.zeros(rows, dtype=np.bool_))
    grown = np.ones(rows, dtype=np.bool_)
    grown[: len(before)] = before
    touched[table] = grown
    return ~grown


def _planted(frame: pd.DataFrame) -> Flags:
    """Rows of the planted families, whose persons are P900101 and on."""
    people = [column for column in frame.columns if column.endswith("person_id")]
    if not people:
        return np.zeros(len(frame), dtype=np.bool_)
    return frame[people[0]].fillna("").str.fullmatch(r"P900\d{3}").to_numpy(dtype=np.bool_)
