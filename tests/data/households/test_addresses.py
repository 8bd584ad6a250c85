"""Which dwelling a current address names."""

import json

import pandas as pd
import pytest

from data.households.addresses import PLACEMENT, UNREADABLE, current, dwelling
from tests.data.households.families import AS_AT, frame

NAMES = (
    "addr_person_id addr_address_type addr_address_start_date addr_address_end_date "
    "addr_address_postcode addr_address_json"
)


def addresses(*rows: tuple[object, ...]) -> pd.DataFrame:
    days = ("addr_address_start_date", "addr_address_end_date")
    return current({"ssd_address": frame(NAMES, rows, *days)}, AS_AT)


def at(house: str, **parts: object) -> str:
    return json.dumps({"ROOM": "", "FLAT": "", "HOUSE": house, "STREET": "High Street", "UPRN": "", **parts})


def test_the_property_number_comes_first() -> None:
    found = addresses(("a", "Home", None, None, "OX1 1AA", at("12", UPRN="00100120")))
    assert found[["source", "shared_id"]].values.tolist() == [["UPRN", "100120"]]


def test_without_one_it_is_postcode_house_and_flat_however_they_are_typed() -> None:
    found = addresses(
        ("a", "Home", None, None, "ox1 1aa", at("12a", FLAT="Flat 3")),
        ("b", "Home", None, None, "OX11AA ", at("12A", FLAT="flat  3")),
        ("c", "Home", None, None, "OX11AA", at("12A", FLAT="Flat 4")),
    )
    assert found["shared_id"].tolist() == ["OX11AA 12A/FLAT 3", "OX11AA 12A/FLAT 3", "OX11AA 12A/FLAT 4"]
    assert set(found["source"]) == {"postcode, house and flat"}


@pytest.mark.parametrize(
    ("postcode", "text"),
    [("OX11AA", at("")), ("", at("12")), (None, at("12")), ("OX11AA", None), ("OX11AA", "{}")],
)
def test_a_postcode_alone_or_a_house_without_one_is_no_dwelling(postcode: str | None, text: str | None) -> None:
    found = addresses(("a", "Home", None, None, postcode, text))
    assert found["shared_id"].isna().all()
    assert (found["set_aside"] == "").all(), "it says too little, but it was read"


def test_only_current_addresses_count() -> None:
    found = addresses(
        ("open", "Home", "2020-01-01", None, "OX11AA", at("1")),
        ("ends later", "Home", None, "2026-11-01", "OX11AA", at("1")),
        ("ended on the day", "Home", None, "2026-10-31", "OX11AA", at("1")),
        ("not begun", "Home", "2026-11-01", None, "OX11AA", at("1")),
    )
    assert found["person_id"].tolist() == ["open", "ends later"]


def test_a_placement_and_an_unreadable_address_are_set_aside_with_the_reason() -> None:
    found = addresses(
        ("a", "Foster Placement", None, None, "OX11AA", at("1")),
        ("b", "Home", None, None, "OX11AA", '{"HOUSE": "The "Old" Barn"}'),
    )
    assert found["set_aside"].tolist() == [PLACEMENT, UNREADABLE]


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("12 High Street, Oxford", "12 HIGH STREET OXFORD"),
        (", ,Flat 3,12 High Street", "FLAT 3 12 HIGH STREET"),
        (at("", BUILDING="Rose Cottage"), "ROSE COTTAGE/"),
        (at("12", FLAT=3, ROOM="B"), "12/3 B"),
        (at("1 23"), "1 23/"),
    ],
)
def test_what_a_text_says(text: str, house: str) -> None:
    assert dwelling(text) == ("", house, True)


@pytest.mark.parametrize("text", ["Oxford", "High Street 12", '{"HOUSE": ', "null", "[]"])
def test_what_cannot_be_read_is_not_guessed_at(text: str) -> None:
    assert dwelling(text) == ("", "", False)


@pytest.mark.parametrize("uprn", ["", "0", "-1", None, "unknown"])
def test_a_property_number_that_is_none_falls_back_on_the_house(uprn: object) -> None:
    assert dwelling(at("12", UPRN=uprn)) == ("", "12/", True)


def test_an_address_nested_too_deep_to_read_is_taken_as_a_plain_line() -> None:
    """One such row must not stop every refresh."""
    assert dwelling("[" * 5_000) == dwelling("no address at all")
