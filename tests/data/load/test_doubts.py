"""The comparisons queries are made of."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data.load.doubts import among, matched, more_than_one_open, overlapping, running_with, unmatched


def spans(*rows: tuple[str, int, int | None]) -> pd.DataFrame:
    """Rows (person, first day, last day) counted from 1 January 2025."""
    day = pd.Timestamp("2025-01-01")
    return pd.DataFrame(
        {
            "person": pd.Series([row[0] for row in rows], dtype="str"),
            "start": pd.Series([day + pd.Timedelta(days=row[1]) for row in rows], dtype="datetime64[us]"),
            "end": pd.Series(
                [pd.NaT if row[2] is None else day + pd.Timedelta(days=row[2]) for row in rows], dtype="datetime64[us]"
            ),
        }
    )


def test_an_id_is_matched_and_nothing_matches_nothing() -> None:
    frame = pd.DataFrame({"key": ["a", "b", None], "said": pd.to_datetime(["2025-01-01", None, "2025-02-02"])})
    found = matched(pd.Series(["a", "b", "c", None], dtype="str"), frame, "key", "said")
    assert found.tolist()[0] == pd.Timestamp("2025-01-01")
    assert found.isna().tolist() == [False, True, True, True]
    assert str(matched(pd.Series([], dtype="str"), frame, "key", "said").dtype).startswith("datetime64")


def test_an_empty_id_is_neither_among_keys_nor_lost() -> None:
    ids, keys = pd.Series(["a", "z", None], dtype="str"), pd.Series(["a", None], dtype="str")
    assert among(ids, keys).tolist() == [True, False, False]
    assert unmatched(ids, keys).tolist() == [False, True, False]


def test_only_counted_rows_are_looked_at() -> None:
    frame = spans(("P1", 0, None), ("P1", 5, None))
    counted = pd.Series([True, False])
    assert not more_than_one_open(frame, "person", "end", counted).any()
    assert not overlapping(frame, "person", "start", "end", counted).any()


days = st.integers(0, 12)
rows = st.lists(
    st.tuples(st.sampled_from(["P1", "P2"]), days, st.none() | st.integers(1, 6)).map(
        lambda row: (row[0], row[1], None if row[2] is None else row[1] + row[2])
    ),
    max_size=7,
)


def together(one: tuple[str, int, int | None], other: tuple[str, int, int | None]) -> bool:
    """Whether two spans of one person share a night: the plain definition."""
    forever = 10_000
    return one[0] == other[0] and one[1] < (other[2] or forever) and other[1] < (one[2] or forever)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_overlaps_are_those_of_the_plain_definition(spread: list[tuple[str, int, int | None]]) -> None:
    """Of the rows in order of start, those that share a night with an earlier one."""
    frame = spans(*spread)
    order = sorted(range(len(spread)), key=lambda n: (spread[n][0], spread[n][1]))
    expected = {n for place, n in enumerate(order) if any(together(spread[n], spread[m]) for m in order[:place])}
    everything = pd.Series(True, index=frame.index)
    found = overlapping(frame, "person", "start", "end", everything)
    assert set(found.index[found]) == expected


@settings(max_examples=60, deadline=None)
@given(rows, rows)
def test_running_with_is_the_plain_definition(
    left: list[tuple[str, int, int | None]], right: list[tuple[str, int, int | None]]
) -> None:
    found = running_with(spans(*left), spans(*right))
    assert found.tolist() == [any(together(one, other) for other in right) for one in left]
