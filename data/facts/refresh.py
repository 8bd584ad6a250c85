"""Refresh: build the facts from the records, one authority at a time, and put them in force in one step."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import households
from data.facts import store
from data.facts.asof import dates, day_number
from data.facts.caring import of_households
from data.facts.events import EVENTS, happened
from data.facts.homes import Homes, children_at_home, household_months, neglect_cohort, sibling_months
from data.facts.months import PlanMonths, month_ends
from data.facts.needed import FIRST_DATE, NEEDED
from data.facts.people import NOT_RECORDED
from data.facts.read import Authority, Records, authorities, newest_load, read
from data.facts.siblings import Siblings
from data.facts.strata import intersections
from data.practice import Practice
from data.records.engine import snapshot as one_view

# Raise when a rule changes: figures of different versions are not the same measure.
DEFINITIONS_VERSION = 5
HISTORY_MONTHS = 72
# Months worked out together: enough to be quick, few enough to show progress and stay small.
BLOCK_MONTHS = 12
Progress = Callable[[str, float], None]


class NothingToBuild(RuntimeError):
    """No authority's records have been loaded."""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh built: the snapshot's id, its as-at date and how many rows each table holds."""

    snapshot_id: str
    as_at: date
    rows: dict[str, int]


def refresh(engine: sa.Engine, facts_url: str, practice: Practice, progress: Progress | None = None) -> Refreshed:
    """Rebuild every fact of every authority from the records and swap them in.

    The snapshot's id is made from the as-at date and the content, so the same records give the same id.
    Raises NothingToBuild where no authority has been loaded, and Overtaken where a refresh of a later load ended
    first; the facts in force then stay as they are.
    """
    tell = progress or (lambda _text, _share: None)
    with one_view(engine) as connection:
        found = authorities(connection)
        if not found:
            raise NothingToBuild("No records have been loaded yet. Load some, or run: python manage.py demo")
        digest = hashlib.sha256(json.dumps(asdict(practice), sort_keys=True).encode())
        with store.build(facts_url) as building:
            for number, authority in enumerate(found):
                share = (number / len(found), 1 / len(found))
                for table, frame in _facts_of(connection, authority, practice, _within(tell, authority, *share)):
                    digest.update(_digest(frame))
                    building.write(table, frame)
            as_at = max(authority.as_at for authority in found)
            snapshot_id = f"{as_at:%Y%m%d}-{digest.hexdigest()[:12]}"
            building.write("snapshot", _snapshot(snapshot_id, as_at, found, practice, newest_load(connection)))
    tell("Facts ready", 1.0)
    return Refreshed(snapshot_id, as_at, building.rows)


def _within(tell: Progress, authority: Authority, start: float, length: float) -> Progress:
    return lambda text, share: tell(f"{authority.name}: {text}", start + share * length)


def _digest(frame: pd.DataFrame) -> bytes:
    """A digest of every value in its row and column."""
    rows = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    return hashlib.sha256(",".join(frame.columns).encode() + rows.tobytes()).digest()


def _snapshot(snapshot_id: str, as_at: date, found: list[Authority], practice: Practice, load_id: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "snapshot_id": [snapshot_id],
            "built_at": [datetime.now(UTC).replace(tzinfo=None)],
            "as_at": [as_at],
            "sources": [json.dumps([{"authority": a.name, "source": a.source_kind} for a in found])],
            "practice": [json.dumps(asdict(practice))],
            "definitions": [DEFINITIONS_VERSION],
            "load_id": [load_id],
        }
    )


def _facts_of(
    connection: sa.Connection, authority: Authority, practice: Practice, tell: Progress
) -> Iterator[tuple[str, pd.DataFrame]]:
    """One authority's rows, table by table, month-end by month-end."""
    records = None
    for table, share, done in read(connection, authority):
        tell(f"reading {table}" if table else "linking households", share * 0.4)
        records = done
    if records is None:
        return
    facts = PlanMonths(records, practice)
    ends = month_ends(_first_month(facts), authority.as_at)
    homes = Homes.of(households.link_households(records.tables, authority.as_at), records.persons, ends)
    siblings = Siblings(facts)
    latest = pd.DataFrame()
    for start in range(0, len(ends), BLOCK_MONTHS):
        block = ends[start : start + BLOCK_MONTHS]
        tell(f"{block[0]:%B %Y} to {block[-1]:%B %Y}", 0.45 + 0.35 * start / len(ends))
        months = _at_home(facts.at(block), homes)
        yield "plan_month", months.drop(columns=["who", "day"])
        at_home = []
        for as_at in block:
            latest = months[months["day"] == day_number(as_at)].reset_index(drop=True)
            at_home.append(children_at_home(homes, latest, latest["who"].to_numpy(dtype=np.int64), as_at))
        yield from _of_households(siblings, homes, pd.concat(at_home, ignore_index=True))
    for model, strata in intersections(latest):
        month = pd.Timestamp(ends[-1]) + pd.offsets.MonthEnd(0)
        yield "intersection_model", model.assign(authority=authority.code, month=month)
        yield "intersection", strata.assign(authority=authority.code, month=month)
    since = day_number(ends[0].replace(day=1))
    for number, kind in enumerate(EVENTS):
        tell(kind.__name__.replace("_", " "), 0.8 + 0.2 * number / len(EVENTS))
        yield "event", _at_home(happened(facts, kind, since), homes).drop(columns=["who", "day"])
    yield "authority", _authority(authority, latest, pd.Timestamp(ends[0]) + pd.offsets.MonthEnd(0))
    yield "feed", _feeds(records)


def _of_households(siblings: Siblings, homes: Homes, children: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """household_month and sibling_month of the children of some month-ends' households."""
    facts = siblings.facts
    children = siblings.with_plans_for_any_need(children)
    who, day = children["who"].to_numpy(dtype=np.int64), children["day"].to_numpy(dtype=np.int64)
    columns = siblings.of_children(children)
    households = household_months(homes, children)
    caring = facts.caring.at_home(who, day, children["home"].to_numpy(dtype=np.int64))
    dimensions = facts.people.dimensions(who, day)
    each = pd.concat([sibling_months(children, households, dimensions), columns, caring], axis=1)
    for of_homes in (of_households(children, caring), siblings.of_homes(children, columns, homes.keys)):
        households = households.merge(of_homes, on=["day", "home"], how="left")
    for table, frame in (("household_month", households), ("sibling_month", each)):
        as_at = dates(frame["day"].to_numpy(dtype=np.int64))
        told = frame.assign(as_at=as_at, month=as_at + pd.offsets.MonthEnd(0), authority=facts.records.authority.code)
        yield table, told.drop(columns=["who", "day", "home"], errors="ignore")


def _at_home(frame: pd.DataFrame, homes: Homes) -> pd.DataFrame:
    """With the household of each row's child (`who`) at the month-end of its `day`."""
    who, day = frame["who"].to_numpy(dtype=np.int64), frame["day"].to_numpy(dtype=np.int64)
    return pd.concat([frame, homes.columns(who, day)], axis=1)


def _first_month(facts: PlanMonths) -> date:
    """The month of the first plan or referral recorded, but no further back than six years, nor than the census returns
    cover."""
    as_at = facts.records.authority.as_at
    dated = (
        facts.records["ssd_cp_plans"]["cppl_cp_plan_start_date"],
        facts.records["ssd_cin_plans"]["cinp_cin_plan_start_date"],
        facts.records["ssd_cin_episodes"]["cine_referral_date"],
    )
    first = min((column.min() for column in dated if column.notna().any()), default=pd.Timestamp(as_at))
    back = pd.Timestamp(as_at) - pd.DateOffset(months=HISTORY_MONTHS - 1)
    covered = pd.Timestamp(facts.records.authority.covered_from or back)
    chosen: date = min(max(first, back, covered), pd.Timestamp(as_at)).date().replace(day=1)
    return chosen


def _authority(authority: Authority, latest: pd.DataFrame, first_month: pd.Timestamp) -> pd.DataFrame:
    cohort = latest[neglect_cohort(latest)]
    needed = cohort[["team", "age_band", "sex", "ethnicity_group"]]
    known = (needed != NOT_RECORDED).all(axis=1)
    alone = (cohort["household_size"].fillna(1) == 1).sum()
    return pd.DataFrame(
        {
            "authority": [authority.code],
            "name": [authority.name],
            "as_at": [authority.as_at],
            "first_month": [first_month],
            "source_kind": [authority.source_kind],
            "synthetic": [int(authority.synthetic)],
            "child_population": pd.array([authority.child_population], dtype="Int64"),
            "rows_read": [authority.rows_read],
            "rows_rejected": [authority.rows_rejected],
            "children": [len(cohort)],
            "households": [cohort["household_key"].nunique()],
            "unlinked": [int(alone)],
            "completeness": [float(known.mean()) if len(cohort) else None],
        }
    )


def _first_date(records: Records, name: str) -> date | None:
    first = records.first_day(name) if name in FIRST_DATE else None
    return None if first is None else date(1970, 1, 1) + timedelta(days=first)


def _feeds(records: Records) -> pd.DataFrame:
    rows = [
        {
            "table_name": name,
            "rows": len(records[name]),
            "first_date": _first_date(records, name),
        }
        for name in NEEDED
    ]
    return pd.DataFrame(rows).assign(authority=records.authority.code)
