"""Plans asked about again as they stood on an earlier day of the same spell: has drift held, did anything move."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.facts.asof import Ints
from data.facts.challenge import HELD_DAYS, SESSION_DAYS, Challenge

FlagsOn = Callable[[pd.DataFrame], pd.DataFrame]


def _before(
    rows: pd.DataFrame, begun: Ints, days: int, asked: "npt.NDArray[np.bool_]", flags_on: FlagsOn
) -> pd.DataFrame:
    """frame[flag_count, drifting] of the rows asked about, so many days before; NULL of the others, and of those whose
    spell had not begun."""
    earlier = rows.assign(day=rows["day"] - days)
    there = asked & (begun <= earlier["day"].to_numpy())
    if not there.any():
        return pd.DataFrame({"flag_count": pd.NA, "drifting": pd.NA}, index=range(len(rows)), dtype="Int16")
    found = flags_on(earlier[there].reset_index(drop=True))[["flag_count", "drifting"]].astype("Int16")
    return found.set_axis(np.flatnonzero(there)).reindex(range(len(rows)))


def drift_held(rows: pd.DataFrame, begun: Ints, drifting: pd.Series, flags_on: FlagsOn) -> pd.Series:
    """1 where a plan drifts and had drifted 28 days before, in the same spell; NULL where either is not known.

    rows: frame[who, day, clock, plan_type, plan]; begun: the day each one's spell began; flags_on: the drift flags of
    such rows
    """
    now = (drifting == 1).fillna(False).to_numpy(dtype=bool)
    there = begun <= rows["day"].to_numpy() - HELD_DAYS
    before = _before(rows, begun, HELD_DAYS, now, flags_on)["drifting"].astype("Int8")
    return drifting.astype("Int8").mask(now & ~there, 0).mask(now & there, before)


def supervision(
    rows: pd.DataFrame, begun: Ints, flags: pd.DataFrame, challenge: Challenge, flags_on: FlagsOn
) -> pd.DataFrame:
    """frame[supervised_90d, moved_since_session] (RS02).

    supervised_90d       brought to reflective supervision, or its family was, in the 90 days to the day
    moved_since_session  of plans that drifted 90 days before and had been brought to it in the 90 days to then: fewer
                         flags are up now; NULL of all others
    """
    who, day = (rows[name].to_numpy(dtype=np.int64) for name in ("who", "day"))
    then = day - SESSION_DAYS
    covered = challenge.sessions.count(who, then, then - SESSION_DAYS - 1) > 0
    before = _before(rows, begun, SESSION_DAYS, covered, flags_on)
    fewer = (flags["flag_count"].astype("Int16") < before["flag_count"]).astype("Int8")
    return pd.DataFrame(
        {
            "supervised_90d": challenge.supervised(who, day),
            "moved_since_session": fewer.where((before["drifting"] == 1).fillna(False)),
        }
    )
