"""What children share, and which shared ids are discarded."""

import pandas as pd

from data.households.shared import shared_ids
from tests.data.households.families import AS_AT, frame, records

CROWD = [f"p{n}" for n in range(13)]


def found(given: dict[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """(signal, shared id) -> the people who share it, in one string."""
    kept, _ = shared_ids(given, AS_AT, 12)
    by_id = kept.groupby(["signal", "shared_id"])["person_id"]
    return {key: "".join(sorted(people)) for key, people in by_id}


def dropped(given: dict[str, pd.DataFrame]) -> list[tuple[str, str, int, str]]:
    _, away = shared_ids(given, AS_AT, 12)
    return list(away[["signal", "shared_id", "people", "reason"]].itertuples(index=False, name=None))


def test_every_signal_is_read_from_its_own_table() -> None:
    given = records(
        {"a": 2015, "b": 2016},
        mother={"m": "ab"},
        conference={"c": "ab"},
        review={"r": "ab"},
        pre_proceedings={"p": "ab"},
        family={"f": "ab"},
        uprn={"7": "ab"},
        referred={"2025-03-01": "ab"},
    )
    assert found(given) == {
        ("mother", "m"): "ab",
        ("meeting", "c"): "ab",
        ("meeting", "r"): "ab",
        ("pre-proceedings", "p"): "ab",
        ("family", "f"): "ab",
        ("address", "7"): "ab",
        ("referral", "2025-03-01 1A OX97"): "ab",
    }


def test_doubled_rows_and_missing_ids_count_once_or_not_at_all() -> None:
    given = records({"a": 2015})
    given["ssd_family"] = frame("fami_family_id fami_person_id", [("f", "a"), ("f", "a"), (None, "a"), ("f", None)])
    assert found(given) == {("family", "f"): "a"}
    assert dropped(given) == []


def test_placeholders_for_no_id_are_discarded() -> None:
    given = records({"a": 2015, "b": 2016}, family={"-1": "ab", "0": "ab", "": "a"})
    assert found(given) == {}
    assert dropped(given) == [("family", i, n, "not an id") for i, n in (("", 1), ("-1", 2), ("0", 2))]


def test_an_id_shared_by_thirteen_is_discarded_and_by_twelve_is_kept() -> None:
    people = dict.fromkeys(CROWD, 2015)
    assert len(found(records(people, family={"f": CROWD[:12]}))) == 1
    given = records(people, family={"f": CROWD}, review={"r": CROWD})
    assert found(given) == {}
    assert dropped(given) == [
        ("family", "f", 13, "shared by more than 12 people"),
        ("meeting", "r", 13, "shared by more than 12 people"),
    ]


def test_adults_count_towards_the_thirteen() -> None:
    """Two children at an address where eleven grown-up care leavers live: a hostel, not a home."""
    people = {person: 2015 if n < 2 else 1990 for n, person in enumerate(CROWD)}
    assert dropped(records(people, uprn={"7": CROWD}))[0][2] == 13


def test_a_person_recorded_as_their_own_mother_is_discarded_and_the_others_stay() -> None:
    given = records({"a": 2015, "b": 2016}, mother={"a": "ab"})
    assert found(given) == {("mother", "a"): "b"}
    assert dropped(given) == [("mother", "a", 1, "recorded as their own mother")]


def test_addresses_set_aside_are_counted_together() -> None:
    given = records({"a": 2015, "b": 2016}, uprn={"7": "ab"})
    given["ssd_address"]["addr_address_type"] = "Placement"
    assert found(given) == {}
    assert dropped(given) == [("address", "", 2, "a placement: children in one placement need not be related")]


def test_a_referral_needs_a_day_a_source_and_a_postcode() -> None:
    given = records({"a": 2015, "b": 2016}, house={"12": "ab"}, referred={"2025-03-01": "ab"})
    assert ("referral", "2025-03-01 1A OX11AA") in found(given)
    for table, column in (
        ("ssd_cin_episodes", "cine_referral_source_code"),
        ("ssd_cin_episodes", "cine_referral_date"),
        ("ssd_address", "addr_address_postcode"),
    ):
        blank = {**given, table: given[table].assign(**{column: None})}
        assert not any(signal == "referral" for signal, _ in found(blank)), column
