"""What makes a row doubtful though it is kept: the form of a query, and the comparisons queries are made of.

Each comparison takes frames in normal form and gives a mask over one table's rows. A missing date or id is never
a fault here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

Frames = Mapping[str, pd.DataFrame]
Found = Callable[[Frames, datetime], pd.Series]
FAR_AHEAD = pd.Timestamp("2200-01-01")


@dataclass(frozen=True)
class Query:
    """A doubt: the row is kept and reported, for someone to look at.

    rule    number of the CIN census rule, if there is one
    table   whose rows are in doubt
    field   the column to look at
    reason  what is wrong and what to do, for a data manager
    found   (frames, as-at day) to a mask over the table's rows
    beside  other tables `found` looks at; without one of them the query is not asked
    """

    rule: str | None
    table: str
    field: str
    reason: str
    found: Found
    beside: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.table, *self.beside)


def among(ids: pd.Series, keys: pd.Series) -> pd.Series:
    """Ids that are among the keys; an empty id is not. As objects, because that is ten times as fast."""
    return ids.notna() & ids.astype(object).isin(keys.dropna().astype(object))


def matched(ids: pd.Series, frame: pd.DataFrame, key: str, column: str) -> pd.Series:
    """For each id, the value of `column` in the row of `frame` whose `key` it is; empty where there is none."""
    lookup = frame.dropna(subset=[key]).drop_duplicates(key).set_index(key)[column]
    return lookup.reindex(ids).set_axis(ids.index)


def unmatched(ids: pd.Series, keys: pd.Series) -> pd.Series:
    """Ids that are in no row."""
    return ids.notna() & ~among(ids, keys)


def more_than_one_open(frame: pd.DataFrame, person: str, end: str, counted: pd.Series) -> pd.Series:
    """Open rows of people who have several open; only `counted` rows are looked at."""
    is_open = frame[end].isna() & counted
    return is_open & frame.loc[is_open, person].duplicated(keep=False).reindex(frame.index, fill_value=False)


def overlapping(frame: pd.DataFrame, person: str, start: str, end: str, counted: pd.Series) -> pd.Series:
    """Rows that start before an earlier one of the same person has ended; the day of the end is not an overlap."""
    rows = frame.loc[counted, [person, start, end]].sort_values([person, start], kind="stable")
    latest_end = rows[end].fillna(FAR_AHEAD).groupby(rows[person]).cummax()
    earlier_end = latest_end.groupby(rows[person]).shift()
    return (rows[start] < earlier_end).reindex(frame.index, fill_value=False)


def running_with(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """Rows of `left` whose time overlaps any row of `right` of the same person.

    Both have the columns person, start and end (empty when open); the day one ends and the other starts is no
    overlap.
    """
    pairs = left.rename_axis("row").reset_index().merge(right, on="person", suffixes=("", "_other"))
    together = (pairs["start"] < pairs["end_other"].fillna(FAR_AHEAD)) & (
        pairs["start_other"] < pairs["end"].fillna(FAR_AHEAD)
    )
    return pd.Series(left.index.isin(pairs.loc[together, "row"]), index=left.index)


def before_referral(table: str, referral: str, start: str) -> Found:
    """Rows that start before the referral they belong to."""

    def found(frames: Frames, _: datetime) -> pd.Series:
        referred = matched(
            frames[table][referral], frames["ssd_cin_episodes"], "cine_referral_id", "cine_referral_date"
        )
        return frames[table][start] < referred

    return found


def after_death(table: str, person: str, day: str) -> Found:
    """Rows dated after the death of the child they are about."""

    def found(frames: Frames, _: datetime) -> pd.Series:
        died = matched(frames[table][person], frames["ssd_person"], "pers_person_id", "pers_death_date")
        return frames[table][day] > died

    return found


def lost_link(table: str, column: str, parent: str, key: str) -> Query:
    """A doubt about an id that leads nowhere: the row is kept, and matched by child and date instead."""
    return Query(
        None,
        table,
        column,
        f"This id is in no row of {parent}; the row is matched by child and date. Correct the id at source.",
        lambda frames, _: unmatched(frames[table][column], frames[parent][key]),
        (parent,),
    )
