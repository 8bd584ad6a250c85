"""Published figures to stand beside our own: those that come with the product, and those that were loaded since."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import sqlalchemy as sa

from access.scope import Scope
from access.viewer import confirmed, records
from data.records.benchmarks import benchmarks
from data.settings import ROOT
from queries.holdings import practice

PUBLISHED = ROOT / "data" / "benchmarks" / "published.csv"
# Where nothing else is said, the area to compare with.
ENGLAND = "England"
ATTRIBUTION = (
    "Published figures: Department for Education; contains public sector information licensed under the Open "
    "Government Licence v3.0. They count all children or all plans, where ours may count neglect alone."
)
SYMBOLS = {
    "c": "suppressed",
    "z": "not applicable",
    "x": "not available",
    "k": "rounds to nought",
    "u": "unreliable",
}
COLUMNS = ("measure", "area", "level", "year", "value", "symbol", "reliable", "footnote", "source")


@dataclass(frozen=True)
class Published:
    """One published figure: of which area and year (to 31 March), in per cent, and what to know of it."""

    area: str
    year: int
    value: float
    footnote: str


def published(scope: Scope, measures: Sequence[str]) -> pd.DataFrame:
    """frame[COLUMNS] of the measures, by measure, area and year. value: per cent, missing where `symbol` stands in its
    place; reliable: False where the figure is not to be compared with, and `footnote` says why.

    A figure that was loaded stands in the place of the one that came with the product.
    """
    confirmed(scope)
    table = benchmarks.c
    asked = sa.select(
        *(table[name] for name in ("measure", "area", "level", "year", "value", "symbol", "footnote", "source"))
    ).where(table.measure.in_(list(measures)))
    with records().connect() as connection:
        loaded = pd.DataFrame(connection.execute(asked).mappings().all())
    shipped = _shipped()
    shipped = shipped[shipped["measure"].isin(list(measures))]
    if len(loaded):
        # What is known to be unreliable stays so when its number is loaded again.
        doubted = shipped.loc[~shipped["reliable"], ["measure", "area", "year", "footnote"]]
        loaded = loaded.merge(doubted, on=["measure", "area", "year"], how="left", suffixes=("", "_doubt"))
        doubt = loaded["footnote_doubt"].notna()
        loaded = loaded.assign(reliable=~doubt, footnote=loaded["footnote_doubt"].where(doubt, loaded["footnote"]))
    frame = pd.concat([shipped[list(COLUMNS)], loaded.reindex(columns=list(COLUMNS))] if len(loaded) else [shipped])
    newest = frame.drop_duplicates(["measure", "area", "year"], keep="last")
    return newest[list(COLUMNS)].sort_values(["measure", "area", "year"], ignore_index=True)


def beside(scope: Scope, measures: Sequence[str], area: str = ENGLAND) -> dict[str, Published]:
    """The newest figure of an area that may be compared with, by measure."""
    frame = published(scope, measures)
    usable = frame[(frame["area"] == area) & frame["value"].notna() & frame["reliable"]]
    newest = usable.drop_duplicates("measure", keep="last")
    return {
        str(row.measure): Published(str(row.area), int(str(row.year)), float(str(row.value)), str(row.footnote or ""))
        for row in newest.itertuples()
    }


def of_areas(scope: Scope, measures: Sequence[str]) -> pd.DataFrame:
    """frame[measure, area, year, value, footnote]: the newest figure of each measure and each area that local practice
    compares with, in its order. value, per cent, is missing where that figure is not to be compared with, or only a
    symbol is published: footnote says why."""
    areas = list(practice(scope).compared_areas)
    frame = published(scope, measures)
    newest = frame[frame["area"].isin(areas)].drop_duplicates(["measure", "area"], keep="last")
    symbols = newest["symbol"].map(SYMBOLS)
    footnote = newest["footnote"].fillna("").where(symbols.isna(), symbols)
    told = newest.assign(value=newest["value"].where(newest["reliable"]), footnote=footnote)
    order = {name: number for number, name in enumerate([*measures, *areas])}
    told = told.sort_values(["measure", "area"], key=lambda names: names.map(order), ignore_index=True)
    return told[["measure", "area", "year", "value", "footnote"]]


@lru_cache(maxsize=1)
def _shipped() -> pd.DataFrame:
    frame = pd.read_csv(PUBLISHED, dtype={"symbol": str, "footnote": str})
    return frame.assign(reliable=frame["reliable"] == 1)
