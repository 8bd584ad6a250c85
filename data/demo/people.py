"""Families and the children in them, before anything happens to them."""

import numpy as np
import pandas as pd

from data.demo.dates import NEVER, YEAR, eighteenth, to_working_day
from data.demo.draws import Floats, Ints, Streams, Table, chance, pick, spread

# Families first referred in a year, at full size.
FAMILIES_A_YEAR = 1755
WARM_UP_YEARS = 10

# Relative number of referrals by calendar month: schools and holidays make the pattern.
SEASON = (1.42, 1.32, 1.00, 0.86, 0.90, 0.96, 0.92, 0.60, 1.00, 1.10, 1.00, 0.92)

CHILDREN = {"1": 36.0, "2": 33.0, "3": 18.0, "4": 8.0, "5": 3.5, "6": 1.5}
# Age of the eldest at the first referral, and the gaps between births, in days.
ELDEST_AGE: Table = [(0, -120), (0.075, 0), (0.25, 800), (0.5, 2400), (0.75, 4200), (0.93, 5500), (1, 6400)]
BIRTH_GAP: Table = [(0, 330), (0.2, 560), (0.5, 900), (0.8, 1500), (1, 2600)]
DEATHS = 0.0004

ETHNICITY = {
    "WBRI": 66.0, "WOTH": 5.5, "MWBC": 3.0, "MOTH": 3.2, "MWAS": 2.0, "MWBA": 1.6, "APKN": 3.2, "AOTH": 1.6,
    "AIND": 0.9, "ABAN": 1.2, "BAFR": 2.2, "BCRB": 0.7, "BOTH": 0.6, "CHNE": 0.3, "OOTH": 1.6, "WIRI": 0.4,
    "WROM": 1.3, "WIRT": 0.7, "NOBT": 2.6, "REFU": 0.5,
}  # fmt: skip

NEURODIVERGENCE = {"boys": {"diagnosed": 11.0, "on pathway": 6.0, "suspected": 7.0, "": 76.0},
                   "girls": {"diagnosed": 5.0, "on pathway": 4.5, "suspected": 5.5, "": 85.0}}  # fmt: skip
CONDITIONS = {"autism": 46.0, "ADHD": 34.0, "speech/language": 9.0, "learning disability": 4.0,
              "dyslexia/dyspraxia": 4.0, "FASD": 2.0, "tic": 1.0}  # fmt: skip
# Age in days at which the present status was reached.
STATUS_AGE: Table = [(0, 800), (0.25, 1300), (0.6, 2000), (0.9, 3300), (1, 4600)]
DISABLED = 0.045


def season_of(first: int, last: int) -> tuple[Ints, Floats]:
    """Days from `first` to `last`, and the cumulative share of a period's referrals up to each."""
    days = np.arange(first, last + 1, dtype=np.int64)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weight = np.array(SEASON)[month]
    return days, np.cumsum(weight) / weight.sum()


def draw_families(streams: Streams, first: int, as_at: int, scale: float, teams: int, localities: int) -> pd.DataFrame:
    """One row a family: first_referral (day), size, locality and team (numbers), ethnicity.

    The same number of families begins in every twelve months up to `as_at`, at random within each.
    """
    rng = streams("families")
    years = round((as_at - first) / YEAR)
    a_year = max(round(FAMILIES_A_YEAR * scale), 20)
    begins = []
    for back in range(years):
        last_day = as_at - round(back * YEAR)
        days, upto = season_of(as_at - round((back + 1) * YEAR) + 1, last_day)
        begins.append(days[np.minimum(np.searchsorted(upto, rng.random(a_year)), len(days) - 1)])
    starts = to_working_day(np.sort(np.concatenate(begins)), back=True)
    count = len(starts)
    locality = rng.integers(0, localities, count)
    per_locality = teams // localities
    return pd.DataFrame(
        {
            "first_referral": starts,
            "size": pick(rng, CHILDREN, count).astype(np.int64),
            "locality": locality,
            "team": locality * per_locality + rng.integers(0, per_locality, count),
            "ethnicity": pick(rng, ETHNICITY, count),
        }
    )


def draw_children(streams: Streams, families: pd.DataFrame, as_at: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a child, and the families with `youngest_18` (day the last child turns 18) added.

    Columns: family, order (0 = eldest), birth, leaves (18th birthday, or death), death, sex, ethnicity, mother (0, or
    1 for a child of the household's second mother), elsewhere (lives with another relative), disabled,
    neuro (status), condition, neuro_day (when that status was reached).
    Children due more than four months after `as_at` are left out.
    """
    rng = streams("children")
    size = families["size"].to_numpy()
    family = np.repeat(np.arange(len(families), dtype=np.int64), size)
    order = np.arange(len(family), dtype=np.int64) - np.repeat(np.cumsum(size) - size, size)
    eldest = families["first_referral"].to_numpy() - spread(rng, ELDEST_AGE, len(families))
    gaps = np.where(order == 0, 0, spread(rng, BIRTH_GAP, len(family)))
    run = np.cumsum(gaps)
    birth = eldest[family] + run - np.repeat(run[np.cumsum(size) - size], size)
    count = len(family)
    death = np.where(chance(rng, DEATHS, count), birth + rng.integers(200, 5500, count), NEVER)
    ethnicity = np.where(
        chance(rng, 0.04, count), pick(rng, ETHNICITY, count), families["ethnicity"].to_numpy()[family]
    )
    two_mothers = chance(rng, 0.05, len(families))[family]
    children = pd.DataFrame(
        {
            "family": family,
            "order": order,
            "birth": birth,
            "leaves": np.minimum(eighteenth(birth), death),
            "death": np.where(death <= as_at, death, NEVER),
            "sex": pick(rng, {"F": 48.4, "M": 51.3, "U": 0.3}, count),
            "ethnicity": ethnicity,
            "mother": (two_mothers & (order > 0) & chance(rng, 0.6, count)).astype(np.int64),
            "elsewhere": chance(rng, 0.03, count),
            "disabled": chance(rng, DISABLED, count),
        }
    )
    children = _with_neurodivergence(streams, children, as_at)
    children = children[children["birth"] <= as_at + 120].reset_index(drop=True)
    last = children.groupby("family")["leaves"].max().reindex(range(len(families)), fill_value=as_at)
    return children, families.assign(youngest_18=last.to_numpy())


def _with_neurodivergence(streams: Streams, children: pd.DataFrame, as_at: int) -> pd.DataFrame:
    """Adds neuro, condition and neuro_day. A status not yet reached by `as_at` is one step weaker, or none."""
    rng = streams("neurodivergence")
    count = len(children)
    girls = (children["sex"] == "F").to_numpy()
    status = np.where(girls, pick(rng, NEURODIVERGENCE["girls"], count), pick(rng, NEURODIVERGENCE["boys"], count))
    status = np.where(children["disabled"] & chance(rng, 0.45, count), "diagnosed", status)
    reached = children["birth"].to_numpy() + spread(rng, STATUS_AGE, count)
    sooner = reached - rng.integers(200, 600, count)
    waiting = (status == "diagnosed") & (reached > as_at) & (sooner <= as_at)
    status = np.where(waiting, "on pathway", status)
    reached = np.where(waiting, sooner, reached)
    status = np.where(reached > as_at, "", status)
    return children.assign(
        neuro=status,
        condition=np.where(status == "", "", pick(rng, CONDITIONS, count)),
        neuro_day=np.where(status == "", NEVER, reached),
    )
