"""Households: children joined by what they share.

Two children are a pair when they share a signal. A pair joins with
  high confidence    one mother, one meeting, one pre-proceedings family id, a local decision to link them, or two
                     weaker signals that agree (family id, address, referral on one day from one source and postcode)
  medium confidence  one family id or one current dwelling, and nothing else
  not at all         one referral day alone; one postcode alone
and never, whatever they share
  - when there is no day on which both were children. This keeps generations apart: two people whose ages differ by
    19 years or more are never paired, nor a young parent of 18 or over and a baby;
  - when one is recorded as the other's mother: a mother under 18 and her baby are two generations too;
  - when a local decision unlinks them. That cuts only this pair: a third child may still hold both in one household.
    The latest decision on a pair counts; of two on one day, unlink.

A household is everyone a chain of pairs holds together. One of more than `max_size` (those grown up in the window
counted) keeps only its high-confidence pairs; what is still larger is taken apart altogether. `dropped` lists both.

There are no fathers in the records: children who share only a father are linked by what else they share, or not at
all. "Not linked" therefore never means an only child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data.households.children import children, columns, there
from data.households.shared import BIT, DROPPED_COLUMNS, MEDIUM, SIGNALS, STRONG, TODAY_ONLY, WEAK, shared_ids

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOT_LINKED = "not linked"
LINK_COLUMNS = ["sibl_person_id_a", "sibl_person_id_b", "sibl_decision", "sibl_decided_date"]
MOTHER_COLUMNS = ["moth_person_id", "moth_childs_person_id"]


@dataclass(frozen=True)
class Households:
    """Who is linked with whom.

    members  frame[person_id, household_key, household_size, confidence, signals]: every child at as_at (under
             18, born or heard of, alive), alone or not. `signals` are the child's own, strongest first
             ("mother, meeting"). `confidence` (high, medium, not linked) is the household's: high only if its
             high-confidence pairs hold all of it together. A child of size 1 who is not "not linked" has linked
             siblings who have grown up.
    groups   frame[household_key, size, signals, confidence]: every household of two or more in the window, with
             all the signals that join it. `size` is its children at as_at: 0 or 1 once the others are grown up.
    dropped  frame[signal, source, shared_id, people, reason]: what was not trusted; signal "household" for
             groups larger than the cap, shared_id being the key they would have had.
    linked   frame[person_id, household_key, confidence, signals, counts_from, counts_until]: everyone who was a
             child in the window, for `at_month`.
    """

    members: pd.DataFrame
    groups: pd.DataFrame
    dropped: pd.DataFrame
    linked: pd.DataFrame


def link_households(
    records: Mapping[str, pd.DataFrame], as_at: date, *, years: int = 6, max_size: int = 12
) -> Households:
    """Link one authority's children by what the records say at as_at.

    Linked once, over everyone who was a child at some time in the `years` years to as_at: a sister who was 17
    six years ago was in the household then, and is found there by `at_month`, though she is 23 now. Who is
    family is taken as known now and carried back. A shared address is where they live now, so it links only
    those who are children at as_at; past addresses link nobody.

    The household key is the smallest person id in the household, shorter ids first, counting those grown up:
    the same at each refresh while membership is the same, and kept when a child with a later id joins. It
    changes when that person leaves the window or a household with a smaller id merges in, so what is kept under
    a key should be kept under a person id as well.

    `records` holds SSD tables by name, in normal form; a table or column that is not there links nobody.
    """
    people = children(records, as_at, years)
    shared, dropped = shared_ids(records, as_at, max_size)
    pairs = _sharing(shared, people, there(people, as_at).to_numpy())
    pairs = _corrected(pairs, columns(records, "ssd_x_sibling_link", LINK_COLUMNS), people)
    pairs = _within_one_generation(pairs, columns(records, "ssd_mother", MOTHER_COLUMNS), people)
    pairs, too_large = _capped(pairs, people, max_size)
    linked = _linked(pairs, people)
    members = at_month(linked, as_at)
    return Households(members, _groups(linked, members), pd.concat([dropped, too_large], ignore_index=True), linked)


def at_month(linked: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """The households as they were on a day: frame[person_id, household_key, household_size, confidence, signals].

    `linked` is `Households.linked`. Kept are those who were children on the day (born or heard of, alive, under
    18); the size counts them only. The key is the same on every day.
    """
    then = linked.loc[there(linked, as_at)].reset_index(drop=True)
    then["household_size"] = then.groupby("household_key")["person_id"].transform("size")
    return then[["person_id", "household_key", "household_size", "confidence", "signals"]]


def _sharing(shared: pd.DataFrame, people: pd.DataFrame, child_now: Flags) -> pd.DataFrame:
    """frame[a, b, signals]: each pair of children (rows of `people`, a < b), with the bits of what they share."""
    child = pd.Index(people["person_id"]).get_indexer(pd.Index(shared["person_id"]))
    known = child >= 0
    known[known] = child_now[child[known]] | ~shared["signal"][known].isin(TODAY_ONLY).to_numpy()
    shared, child = shared.loc[known], child[known]
    ties = pd.DataFrame(
        {
            "tie": shared.groupby(["source", "shared_id"], sort=False).ngroup().to_numpy(),
            "signals": shared["signal"].map(BIT).to_numpy(dtype="int64"),
            "child": child,
        }
    )
    ties = ties.loc[ties["tie"].duplicated(keep=False)]
    both = ties.merge(ties[["tie", "child"]], on="tie", suffixes=("", "_other"))
    both = both.loc[both["child"] < both["child_other"]]
    both = both.rename(columns={"child": "a", "child_other": "b"})[["a", "b", "signals"]]
    return _joined(both.drop_duplicates())


def _joined(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row a pair. Each bit comes once for a pair, so that adding them is the same as or-ing them."""
    return pairs.groupby(["a", "b"], as_index=False).sum()


def _corrected(pairs: pd.DataFrame, decisions: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The pairs with local decisions taken: linked pairs added or strengthened, unlinked pairs cut."""
    taken = _numbered(people, decisions["sibl_person_id_a"], decisions["sibl_person_id_b"])
    taken["decision"] = decisions["sibl_decision"].astype(object).str.lower()
    taken["day"] = pd.to_datetime(decisions["sibl_decided_date"])
    taken = taken.loc[(taken["a"] >= 0) & (taken["a"] < taken["b"])]
    taken = taken.sort_values(["day", "decision"], na_position="first").drop_duplicates(["a", "b"], keep="last")
    link = taken.loc[taken["decision"] == "link", ["a", "b"]].assign(signals=BIT["correction"])
    unlink = taken.loc[taken["decision"] == "unlink"]
    return _without(_joined(pd.concat([pairs, link])), unlink, len(people))


def _within_one_generation(pairs: pd.DataFrame, mothers: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Without pairs who were never children on one day, and without a mother and her own child."""
    begins, ends = people["counts_from"].to_numpy(), people["counts_until"].to_numpy()
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    # A missing day is no bound: fmax and fmin pass over it, and no comparison with it is true.
    never_together = np.fmax(begins[a], begins[b]) >= np.fmin(ends[a], ends[b])
    own_child = _numbered(people, mothers["moth_person_id"], mothers["moth_childs_person_id"])
    return _without(pairs.loc[~never_together], own_child, len(people))


def _numbered(people: pd.DataFrame, one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """frame[a, b]: two columns of person ids as rows of `people`, a <= b; -1 for a person not there."""
    index = pd.Index(people["person_id"])
    both = np.stack([index.get_indexer(pd.Index(one)), index.get_indexer(pd.Index(other))], axis=1)
    return pd.DataFrame(np.sort(both, axis=1), columns=["a", "b"], index=one.index)


def _without(pairs: pd.DataFrame, cut: pd.DataFrame, people: int) -> pd.DataFrame:
    """The pairs that are not among those to cut."""
    return pairs.loc[~(pairs["a"] * people + pairs["b"]).isin(cut["a"] * people + cut["b"])]


def _strong(pairs: pd.DataFrame) -> Flags:
    bits = pairs["signals"].to_numpy()
    strong: Flags = ((bits & STRONG) > 0) | (np.bitwise_count(bits & WEAK) >= 2)
    return strong


def _components(pairs: pd.DataFrame, people: int) -> Numbers:
    """The household number of each person."""
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_array((ones, (pairs["a"].to_numpy(), pairs["b"].to_numpy())), shape=(people, people))
    labels: Numbers = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _keys(labels: Numbers, people: pd.DataFrame) -> pd.Series:
    """Each person's household key: the first person of the household, since people are in order of id."""
    _, first, household = np.unique(labels, return_index=True, return_inverse=True)
    return people["person_id"].iloc[first[household]].reset_index(drop=True)


def _capped(pairs: pd.DataFrame, people: pd.DataFrame, max_size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The pairs that join, none of them making a household larger than max_size; and those that would have."""
    pairs = pairs.loc[_strong(pairs) | ((pairs["signals"] & MEDIUM) > 0)]
    reports = []
    for keep_strong, reason in (
        (True, f"more than {max_size} children joined: only high-confidence links kept"),
        (False, f"more than {max_size} children joined by high-confidence links: none of them linked"),
    ):
        labels = _components(pairs, len(people))
        sizes = np.bincount(labels, minlength=len(people))[labels]
        large = sizes > max_size
        found = pd.DataFrame({"shared_id": _keys(labels, people), "people": sizes}).loc[large].drop_duplicates()
        reports.append(found.assign(signal="household", source="", reason=reason))
        pairs = pairs.loc[(_strong(pairs) & keep_strong) | ~large[pairs["a"].to_numpy()]]
    return pairs, pd.concat(reports)[DROPPED_COLUMNS]


def _linked(pairs: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    labels = _components(pairs, len(people))
    by_strong = pd.Series(_components(pairs.loc[_strong(pairs)], len(people)))
    sure = by_strong.groupby(labels).transform("nunique") == 1
    own = np.zeros(len(people), dtype=np.int64)
    for end in ("a", "b"):
        np.bitwise_or.at(own, pairs[end].to_numpy(), pairs["signals"].to_numpy())
    return pd.DataFrame(
        {
            "person_id": people["person_id"],
            "household_key": _keys(labels, people),
            "confidence": np.select([own == 0, sure], [NOT_LINKED, "high"], "medium"),
            "signals": pd.Series(own).map(_words).astype(str),
            "counts_from": people["counts_from"],
            "counts_until": people["counts_until"],
        }
    )


def _groups(linked: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    together = linked.loc[linked["confidence"] != NOT_LINKED]
    number, keys = pd.factorize(together["household_key"])
    signals = np.zeros(len(keys), dtype=np.int64)
    np.bitwise_or.at(signals, number, together["signals"].map(_bits).to_numpy(dtype="int64"))
    return pd.DataFrame(
        {
            "household_key": keys,
            "size": members["household_key"].value_counts().reindex(keys, fill_value=0).to_numpy(),
            "signals": pd.Series(signals).map(_words).astype(str),
            "confidence": together.drop_duplicates("household_key")["confidence"].to_numpy(),
        }
    )


@cache
def _words(bits: int) -> str:
    """The signals of a set of bits, strongest first: "mother, meeting"."""
    return ", ".join(signal for signal in SIGNALS if bits & BIT[signal])


@cache
def _bits(words: str) -> int:
    return sum(BIT[signal] for signal in words.split(", ") if signal)
