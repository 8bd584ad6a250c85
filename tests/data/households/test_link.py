"""Who is linked with whom: hand-made families as at 31 October 2026, and a plain union-find to compare with."""

import string
from datetime import date
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.households import Households, at_month, link_households
from tests.data.households.families import AS_AT, records


def linked(given: dict[str, pd.DataFrame], **options: int) -> Households:
    return link_households(given, AS_AT, **options)


def homes(found: pd.DataFrame) -> set[str]:
    """The households of a frame of members, each as its people's ids in one string."""
    return set(found.groupby("household_key")["person_id"].agg(lambda people: "".join(sorted(people))))


def of(found: Households, person: str) -> pd.Series:
    return found.members.set_index("person_id").loc[person]


# --- Families by hand


def test_half_siblings_are_linked_through_their_mother_with_high_confidence() -> None:
    """a and b share mother m; c is the father's elder child by another mother and shares nothing recorded."""
    found = linked(records({"a": 2015, "b": 2018, "c": 2012}, mother={"m": "ab", "n": "c"}))
    assert homes(found.members) == {"ab", "c"}
    assert of(found, "a").tolist() == ["a", 2, "high", "mother"]
    assert of(found, "c").tolist() == ["c", 1, "not linked", ""]
    assert found.groups.values.tolist() == [["a", 2, "mother", "high"]]


@pytest.mark.parametrize("signal", ["mother", "conference", "review", "pre_proceedings"])
def test_one_strong_signal_is_high_confidence(signal: str) -> None:
    found = linked(records({"a": 2015, "b": 2018}, **{signal: {"x": "ab"}}))
    assert found.groups["confidence"].tolist() == ["high"]


@pytest.mark.parametrize(("signal", "named"), [("family", "family"), ("uprn", "address"), ("house", "address")])
def test_one_weaker_signal_is_medium_confidence(signal: str, named: str) -> None:
    found = linked(records({"a": 2015, "b": 2018}, **{signal: {"7": "ab"}}))
    assert found.groups[["signals", "confidence"]].values.tolist() == [[named, "medium"]]


def test_two_weaker_signals_that_agree_are_high_confidence() -> None:
    found = linked(records({"a": 2015, "b": 2018}, family={"f": "ab"}, uprn={"7": "ab"}))
    assert found.groups[["signals", "confidence"]].values.tolist() == [["family, address", "high"]]


def test_two_weaker_signals_on_different_pairs_do_not_agree() -> None:
    """a and b share a family id, b and c a home: three children joined, each pair by one weak signal."""
    found = linked(records({"a": 2015, "b": 2016, "c": 2017}, family={"f": "ab"}, uprn={"7": "bc"}))
    assert found.groups.values.tolist() == [["a", 3, "family, address", "medium"]]
    assert of(found, "a")["signals"] == "family"
    assert of(found, "b")["signals"] == "family, address"


def test_a_household_is_only_as_sure_as_its_weakest_needed_link() -> None:
    """Two pairs with a mother each, who live in one house: that they are one household rests on the address."""
    found = linked(records(dict.fromkeys("abcd", 2015), mother={"m": "ab", "n": "cd"}, uprn={"7": "bc"}))
    assert found.groups.values.tolist() == [["a", 4, "mother, address", "medium"]]


def test_a_referral_on_one_day_joins_nobody_alone_and_agrees_with_another_signal() -> None:
    """Next door to each other (one postcode, two houses), referred together."""
    people, together = {"a": 2015, "b": 2016}, {"2025-03-01": "ab"}
    next_door = {"1": "a", "3": "b"}
    assert homes(linked(records(people, house=next_door, referred=together)).members) == {"a", "b"}
    found = linked(records(people, house=next_door, referred=together, family={"f": "ab"}))
    assert found.groups[["signals", "confidence"]].values.tolist() == [["family, referral", "high"]]


def test_a_postcode_alone_links_nobody() -> None:
    assert homes(linked(records({"a": 2015, "b": 2016}, house={"1": "a", "3": "b"})).members) == {"a", "b"}


def test_a_refuge_of_thirty_does_not_join_its_families() -> None:
    """Thirty children at one property number, two of them with one mother."""
    everyone = {f"p{n:02}": 2015 for n in range(30)}
    found = linked(records(everyone, uprn={"7": everyone}, mother={"m": ["p03", "p04"]}))
    assert found.groups["household_key"].tolist() == ["p03"]
    assert (found.members["confidence"] == "not linked").sum() == 28
    assert found.dropped.values.tolist() == [["address", "UPRN", "7", 30, "shared by more than 12 people"]]


def test_twins_are_two_children_of_one_household() -> None:
    found = linked(records({"a": "2020-02-02", "b": "2020-02-02"}, mother={"m": "ab"}))
    assert found.members["household_size"].tolist() == [2, 2]


def test_an_unborn_child_is_linked_and_counted() -> None:
    given = records({"a": 2015, "b": None}, expected={"b": "2027-01-20"}, conference={"c": "ab"})
    assert of(linked(given), "a")["household_size"] == 2


# --- Local corrections


def test_a_link_joins_two_children_who_share_nothing() -> None:
    found = linked(records({"a": 2015, "b": 2016}, decided=[("b", "a", "link", "2026-01-01")]))
    assert found.groups.values.tolist() == [["a", 2, "correction", "high"]]


def test_an_unlink_cuts_that_pair_and_a_meeting_with_a_third_child_still_holds_them() -> None:
    cut = [("a", "b", "unlink", "2026-01-01")]
    apart = linked(records({"a": 2015, "b": 2016}, mother={"m": "ab"}, decided=cut))
    assert homes(apart.members) == {"a", "b"}
    held = linked(records({"a": 2015, "b": 2016, "c": 2017}, mother={"m": "ab"}, review={"r": "abc"}, decided=cut))
    assert held.groups.values.tolist() == [["a", 3, "meeting", "high"]]


def test_the_latest_decision_on_a_pair_holds_whichever_way_round_it_was_written() -> None:
    decided = [("a", "b", "unlink", "2026-02-01"), ("b", "a", "link", "2026-01-01"), ("a", "b", "link", None)]
    assert linked(records({"a": 2015, "b": 2016}, decided=decided)).groups.empty
    decided = [("a", "b", "unlink", "2026-02-01"), ("b", "a", "link", "2026-03-01")]
    assert len(linked(records({"a": 2015, "b": 2016}, decided=decided)).groups) == 1
    decided = [("a", "b", "unlink", "2026-02-01"), ("b", "a", "link", "2026-02-01")]
    assert linked(records({"a": 2015, "b": 2016}, decided=decided)).groups.empty, "of two on one day, unlink"


def test_a_decision_about_somebody_who_is_not_there_or_about_one_child_alone_does_nothing() -> None:
    decided = [("a", "x", "link", None), ("x", "b", "unlink", None), ("a", "a", "link", None)]
    found = linked(records({"a": 2015, "b": 2016}, family={"f": "ab"}, decided=decided))
    assert found.groups.values.tolist() == [["a", 2, "family", "medium"]]


# --- Generations


def test_a_mother_under_18_and_her_baby_are_never_a_pair() -> None:
    """m is 16, b her baby. They are conferenced together; m's brother s lives with both."""
    two = records({"m": 2010, "b": 2026}, mother={"m": "b"}, conference={"c": "mb"})
    assert homes(linked(two).members) == {"m", "b"}
    three = records({"m": 2010, "b": 2026, "s": 2013}, mother={"m": "b"}, uprn={"7": "mbs"})
    assert homes(linked(three).members) == {"bms"}, "the home of all three still holds them together"


def test_people_who_were_never_children_on_one_day_are_never_a_pair() -> None:
    """g turned 18 on 1 January 2022. a was born the day before, b on the day: only a was a child beside g."""
    given = records({"g": 2004, "a": "2021-12-31", "b": "2022-01-01"}, family={"f": "gab"})
    assert homes(linked(given).linked) == {"abg"}
    alone = records({"g": 2004, "b": "2022-01-01"}, family={"f": "gb"}, decided=[("g", "b", "link", None)])
    assert homes(linked(alone).linked) == {"g", "b"}, "not even by a local decision"


def test_ages_25_years_apart_are_never_a_pair_however_long_the_window() -> None:
    given = records({"g": 2001, "b": "2026-06-01"}, family={"f": "gb"})
    assert homes(linked(given, years=10).linked) == {"g", "b"}


def test_a_shared_address_links_only_those_who_are_children_now() -> None:
    """g was 17 in 2021 and lives at 7 now; whether she lived there then nobody knows."""
    assert homes(linked(records({"g": 2004, "a": 2015}, uprn={"7": "ga"})).linked) == {"g", "a"}


# --- Month by month


def test_a_grown_up_sister_was_in_the_household_when_she_was_a_child() -> None:
    """g turned 18 on 15 March 2022; a was born in 2015; b on 1 June 2023, known of from a referral in April."""
    given = records(
        {"g": "2004-03-15", "a": 2015, "b": "2023-06-01"}, mother={"m": "gab"}, referred={"2023-04-10": "b"}
    )
    found = linked(given)
    assert of(found, "a").tolist() == ["a", 2, "high", "mother"]
    months = (date(2022, 2, 28), date(2022, 3, 31), date(2023, 3, 31), date(2023, 4, 30), date(2026, 10, 31))
    assert [homes(at_month(found.linked, month)) for month in months] == [{"ag"}, {"a"}, {"a"}, {"ab"}, {"ab"}]
    assert at_month(found.linked, date(2022, 2, 28))["household_size"].tolist() == [2, 2]


def test_a_child_whose_siblings_have_all_grown_up_is_alone_but_not_unlinked() -> None:
    found = linked(records({"g": 2004, "a": 2015}, mother={"m": "ga"}))
    assert of(found, "a").tolist() == ["a", 1, "high", "mother"]
    assert found.groups.values.tolist() == [["a", 1, "mother", "high"]]


def test_a_child_who_died_is_counted_until_then() -> None:
    found = linked(records({"a": 2015, "b": 2016}, died={"b": "2024-07-15"}, mother={"m": "ab"}))
    assert found.members["person_id"].tolist() == ["a"]
    assert homes(at_month(found.linked, date(2024, 6, 30))) == {"ab"}


def test_the_members_of_today_are_the_members_of_the_month_of_today() -> None:
    found = linked(records({"a": 2015, "b": 2016, "g": 2004}, mother={"m": "abg"}))
    pd.testing.assert_frame_equal(found.members, at_month(found.linked, AS_AT))


# --- Size


def test_a_household_over_the_cap_keeps_only_its_high_confidence_pairs() -> None:
    """Two sets of seven with one mother each, joined by one family id: fourteen. The family id goes."""
    first, second = string.ascii_lowercase[:7], string.ascii_lowercase[7:14]
    given = records(dict.fromkeys(first + second, 2015), mother={"m1": first, "m2": second}, family={"f": "gh"})
    found = linked(given)
    assert homes(found.members) == {first, second}
    assert found.groups["signals"].tolist() == ["mother", "mother"]
    reason = "more than 12 children joined: only high-confidence links kept"
    assert found.dropped.values.tolist() == [["household", "", "a", 14, reason]]


def test_a_household_over_the_cap_by_high_confidence_pairs_is_taken_apart_and_reported() -> None:
    everyone = string.ascii_lowercase[:14]
    given = records(dict.fromkeys(everyone, 2015), mother={"m1": everyone[:8], "m2": everyone[7:]})
    found = linked(given)
    assert homes(found.members) == set(everyone)
    assert (found.members["confidence"] == "not linked").all()
    assert found.dropped["reason"].tolist()[-1].endswith("none of them linked")
    assert found.dropped["people"].tolist() == [14, 14], "the first step took nothing away"


def test_twelve_children_are_not_too_many() -> None:
    everyone = string.ascii_lowercase[:12]
    assert homes(linked(records(dict.fromkeys(everyone, 2015), mother={"m": everyone})).members) == {everyone}


# --- Keys


def test_the_key_is_the_smallest_id_and_a_later_child_does_not_change_it() -> None:
    """9 is smaller than 10 and 100, though not in order of letters."""
    before = linked(records({"10": 2015, "9": 2016}, mother={"m": ["10", "9"]}))
    after = linked(records({"10": 2015, "9": 2016, "100": 2025}, mother={"m": ["10", "9", "100"]}))
    assert set(before.members["household_key"]) == set(after.members["household_key"]) == {"9"}


# --- Generated families, against pairs and sets made one at a time

LETTERS = "abcdefgh"
together = st.dictionaries(
    st.sampled_from("xyz"), st.sets(st.sampled_from(LETTERS), min_size=1, max_size=4), max_size=3
)
decisions = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.sampled_from(["link", "unlink"])), max_size=3
)
family = st.fixed_dictionaries(
    {
        "born": st.fixed_dictionaries({p: st.sampled_from([2001, 2006, 2010, 2020, 2025, None]) for p in LETTERS}),
        "mother": together,
        "review": together,
        "family": together,
        "uprn": together,
        "decided": decisions,
    }
)


def county(families: list[dict]) -> dict:
    """Many families as one set of records: everything of the third family has 2 in front ("2a", "2x")."""
    merged: dict = {"decided": []}
    for number, one in enumerate(families):
        named = {letter: f"{number}{letter}" for letter in LETTERS + "xyz"}
        merged["decided"] += [(named[a], named[b], decision, "2026-01-01") for a, b, decision in one["decided"]]
        merged.setdefault("born", {}).update({named[person]: year for person, year in one["born"].items()})
        for kind in NAMED:
            shared = {named[i]: {named[person] for person in people} for i, people in one[kind].items()}
            merged.setdefault(kind, {}).update(shared)
    return merged


counties = st.lists(family, min_size=5, max_size=12).map(county)
NAMED = {"mother": "mother", "review": "meeting", "family": "family", "uprn": "address"}


def overlap(born: dict[str, int | None], one: str, other: str) -> bool:
    years = [born[person] for person in (one, other)]
    return None in years or abs(years[0] - years[1]) < 18


def expected(case: dict, max_size: int) -> tuple[dict[str, str], dict[str, str]]:
    """Households with their confidence, and each child's signals, looking at every pair one at a time."""
    born = case["born"]
    people = [person for person, year in born.items() if year is None or year >= 2003]
    latest: dict[frozenset[str], str] = {}
    for one, other, decision, _ in case["decided"]:
        pair = frozenset((one, other))
        latest[pair] = "unlink" if "unlink" in (decision, latest.get(pair)) else "link"
    pairs: dict[tuple[str, str], set[str]] = {}
    for pair in combinations(people, 2):
        signals = {
            NAMED[kind]
            for kind in NAMED
            for together in case[kind].values()
            if set(pair) <= set(together) and len(together) <= max_size
        }
        if any(born[p] is not None and born[p] < 2009 for p in pair):
            signals -= {"address"}
        decision = latest.get(frozenset(pair))
        signals |= {"correction"} if decision == "link" else set()
        if signals and decision != "unlink" and overlap(born, *pair):
            pairs[pair] = signals

    def strong(signals: set[str]) -> bool:
        return bool(signals & {"mother", "meeting", "correction"}) or {"family", "address"} <= signals

    for keep in (strong, lambda signals: False):
        sizes = {p: len(home) for home in joined(people, pairs) for p in home}
        pairs = {pair: s for pair, s in pairs.items() if sizes[pair[0]] <= max_size or keep(s)}
    own = {p: {s for pair, signals in pairs.items() if p in pair for s in signals} for p in people}
    order = ["mother", "meeting", "correction", "family", "address"]
    words = {p: ", ".join(sorted(signals, key=order.index)) for p, signals in own.items()}
    sure = joined(people, {pair: s for pair, s in pairs.items() if strong(s)})
    confidence = {
        "".join(sorted(home)): "not linked" if len(home) == 1 else "high" if home in sure else "medium"
        for home in joined(people, pairs)
    }
    return confidence, words


def joined(people: list[str], pairs: dict[tuple[str, str], set[str]]) -> list[set[str]]:
    sets = [{person} for person in people]
    for one, other in pairs:
        both = [home for home in sets if one in home or other in home]
        sets = [home for home in sets if home not in both] + [set().union(*both)]
    return sets


@settings(max_examples=25, deadline=None)
@given(case=counties, max_size=st.sampled_from([3, 12]))
def test_generated_families_are_those_of_a_plain_union_find(case: dict, max_size: int) -> None:
    found = linked(records(**case), max_size=max_size).linked
    households, signals = expected(case, max_size)
    assert homes(found) == set(households)
    assert found.set_index("person_id")["signals"].to_dict() == signals
    for _, home in found.groupby("household_key"):
        assert set(home["confidence"]) == {households["".join(sorted(home["person_id"]))]}


@settings(max_examples=5, deadline=None)
@given(case=counties, seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(case: dict, seed: int) -> None:
    as_given = records(**case)
    shuffled = {name: table.sample(frac=1, random_state=seed) for name, table in as_given.items()}
    before, after = linked(as_given), linked(shuffled)
    for name in ("members", "groups", "dropped", "linked"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))
