"""What a board sees of what happens over time, month after month, gives no small count away.

Twelve months to every month and three months to every month overlap: each is known to two, or to be few. An attacker
who puts all of them together is played here, by linear programming over the months they are made of. Where the least
and the most that a small count can be leave one whole number, it has been told.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from access.scope import Scope, local_scope
from queries.disclosure import LARGEST_PRIMARY, LARGEST_UNSHOWN, ROUND_TO
from queries.filters import Filters
from queries.indicators import REGISTRY
from queries.indicators.entry import Fact
from queries.measure import Period, counted, measure
from queries.trends import trends

BOARD = Scope(None, None, may_open_cases=False)
FLOWS = [entry.key for entry in REGISTRY.values() if entry.fact is Fact.EVENT and not entry.spans_quarter]
LAST = date(2026, 10, 31)
MONTHS_LOOKED_AT, ASKED_OF = 12, 24
MORE_THAN_ANY = 10**6
NEARLY = 1e-6


@dataclass(frozen=True)
class Window:
    """A sum over months, and what it is known to lie between."""

    within: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    least: float
    most: float


def known(shown: float | None, true: int) -> tuple[float, float]:
    """What is told by a count as a board sees it. Hidden for another reason than being few, it tells nothing."""
    if shown is None or pd.isna(shown):
        return (1, LARGEST_UNSHOWN) if 1 <= true <= LARGEST_UNSHOWN else (0, MORE_THAN_ANY)
    out = ROUND_TO // 2
    return (0, 0) if shown == 0 else (max(shown - out, LARGEST_UNSHOWN + 1), shown + out)


def could_be(aim: "np.ndarray[tuple[int], np.dtype[np.float64]]", windows: list[Window]) -> tuple[float, float]:
    """The least and the most a sum of months can be, all else being as it is known."""
    rows = np.array([window.within for window in windows])
    limits = np.concatenate([[window.most for window in windows], [-window.least for window in windows]])
    both = np.vstack([rows, -rows])
    least, most = (linprog(sign * aim, A_ub=both, b_ub=limits, bounds=(0, None)) for sign in (1, -1))
    return (least.fun if least.status == 0 else 0.0), (-most.fun if most.status == 0 else MORE_THAN_ANY)


def test_the_attacker_finds_what_can_be_found() -> None:
    """Of three months the first two come to 10 and all to 13: the last is 3. Known to two, it is anything to 9."""
    two, three = np.array([1.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0])
    last = three - two
    assert could_be(last, [Window(two, 10, 10), Window(three, 13, 13)]) == (3, 3)
    low, high = could_be(last, [Window(two, *known(10, 10)), Window(three, *known(15, 13))])
    assert (low, high) == (1, 9)


@pytest.mark.usefixtures("whole_county")
def test_no_small_count_follows_from_all_the_windows_a_board_can_ask_for() -> None:
    ends = [stamp.date() for stamp in pd.date_range(end=LAST, periods=MONTHS_LOOKED_AT, freq="ME")]
    years = measure(BOARD, FLOWS, Filters(month=LAST), period=Period.TWELVE_MONTHS, months=ASKED_OF)
    runs = {end: trends(BOARD, FLOWS, Filters(month=end)) for end in ends}
    truth = counted(local_scope(), FLOWS, Filters(month=LAST), period=Period.MONTH, months=ASKED_OF + 24)
    tried = 0
    for key in FLOWS:
        months = truth[truth["key"] == key].sort_values("month", ignore_index=True)
        place = {pd.Timestamp(month): number for number, month in enumerate(months["month"])}
        seen = [(row, 12) for row in years[years["key"] == key].to_dict("records")]
        for end in ends:
            seen += [(row, 3) for row in runs[end][key].frame.to_dict("records")]
        for part in ("numerator", "denominator"):
            true = months[part].fillna(0).astype("int64").to_numpy()
            windows, small = [], {}
            for row, length in seen:
                last = place.get(pd.Timestamp(row["month"]))
                if last is None or last + 1 < length:
                    continue
                within = np.zeros(len(true))
                within[last + 1 - length : last + 1] = 1
                count = int(within @ true)
                low, high = known(row[part], count)
                assert low <= count <= high, (key, part, row["month"], length)
                windows.append(Window(within, low, high))
                if 1 <= count <= LARGEST_PRIMARY:
                    small[last, length] = within, count
            for number in np.flatnonzero((true >= 1) & (true <= LARGEST_PRIMARY)):
                small[int(number), 1] = np.eye(len(true))[number], int(true[number])
            for (last, length), (aim, count) in small.items():
                tried += 1
                low, high = could_be(aim, windows)
                told = low > count - 1 + NEARLY and high < count + 1 - NEARLY
                assert not told, (key, part, months["month"][last], length, count)
    assert tried > 200, "there was something to find"
