"""The header says whose return it is and for which year; without that nothing is loaded."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data.load.cin_census.header import Return, read_return_header
from data.load.ledger import Refused
from tests.data.load.cin_census.returns import a_return, child, header, save


def headed(folder: Path, year: int | str = 2024, **given: Any) -> Return:
    return read_return_header(save(folder, a_return(child(), head=header(year, **given))))


def test_what_a_header_says(tmp_path: Path) -> None:
    the_return = headed(tmp_path)
    assert the_return.authority == "931"
    assert the_return.year == 2024
    assert the_return.reference_date == datetime(2024, 3, 31)
    assert the_return.prepared == datetime(2024, 6, 1, 10)
    assert the_return.as_at == datetime(2024, 3, 31)
    assert the_return.doubts == ()


@pytest.mark.parametrize("name", ["cin_2024.xml", "CIN 2023-24.xml", "cin-2023_2024 final.xml", "cin_20190101.xml"])
def test_a_file_name_that_fits_the_year_or_says_none_is_no_doubt(tmp_path: Path, name: str) -> None:
    assert read_return_header(save(tmp_path, a_return(child(), year=2024), name)).doubts == ()


def test_names_of_several_years_are_not_judged(tmp_path: Path) -> None:
    path = save(tmp_path, a_return(child(), year=2024), "sent 2025-06-01 for 2024.xml")
    assert read_return_header(path).doubts == ()


@pytest.mark.parametrize(("name", "said"), [("cin_2023.xml", "2023"), ("CIN 2024-25.xml", "2025")])
def test_a_file_name_of_another_year_is_in_doubt(tmp_path: Path, name: str, said: str) -> None:
    (doubt,) = read_return_header(save(tmp_path, a_return(child(), year=2024), name)).doubts
    assert doubt.reason.startswith(f"The file's name says {said} but its reference date is 31 March 2024.")
    assert (doubt.field, doubt.value) == ("ReferenceDate", "2024-03-31")


@pytest.mark.parametrize(("written", "year"), [("2027", 2027), ("2026-27", 2027), ("2026/27", 2027), ("2098", 2098)])
def test_ways_to_write_a_year(tmp_path: Path, written: str, year: int) -> None:
    assert headed(tmp_path, written, ReferenceDate=f"{year}-03-31").year == year


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"Collection": None}, "Collection", "The header has no Collection"),
        ({"Collection": "SSDA903"}, "Collection", "Only the children in need census (CIN) can be loaded"),
        ({"Year": None}, "Year", "it cannot be known which year the return is for"),
        ({"Year": ""}, "Year", "The header has no Year"),
        ({"Year": "24"}, "Year", "write it as in 2026"),
        ({"Year": "2026-28"}, "Year", "write it as in 2026"),
        ({"Year": "1999"}, "Year", "This is not a census year"),
        ({"ReferenceDate": None}, "ReferenceDate", "it cannot be known how recent the return is"),
        ({"ReferenceDate": "Easter"}, "ReferenceDate", "write it as in 2026-03-31"),
        ({"ReferenceDate": "1066-03-31"}, "ReferenceDate", "This is not a date"),
        ({"LEA": None}, "LEA", "it cannot be known whose children these are"),
        ({"LEA": "E10000025"}, "LEA", "three figures, as in 931"),
    ],
)
def test_a_header_that_does_not_say_is_refused_with_what_to_do(
    tmp_path: Path, given: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        headed(tmp_path, **given)
    assert told in str(refused.value)
    (fault,) = refused.value.faults
    assert (fault.file, fault.field, fault.value) == ("return.xml", field, given[field] or None)
    assert fault.line is not None


def test_two_years_that_differ_are_refused(tmp_path: Path) -> None:
    head = header().replace("<Year>2024</Year>", "<Year>2024</Year><Year>2023</Year>")
    with pytest.raises(Refused, match="more than one Year, and they differ"):
        read_return_header(save(tmp_path, a_return(child(), head=head)))
    the_return = read_return_header(save(tmp_path, a_return(child(), head=head.replace("2023", "2024"))))
    assert the_return.year == 2024


def test_a_header_without_its_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The header has no Collection"):
        read_return_header(save(tmp_path, a_return(child(), head="<Header/>")))


@pytest.mark.parametrize(
    ("given", "rule", "field"),
    [
        ({"ReferenceDate": "2023-03-31"}, "100", "ReferenceDate"),
        ({"SourceLevel": "S"}, None, "SourceLevel"),
        ({"SourceLevel": None}, None, "SourceLevel"),
        ({"DateTime": "last week"}, None, "DateTime"),
    ],
)
def test_what_is_odd_is_a_doubt(tmp_path: Path, given: dict[str, Any], rule: str | None, field: str) -> None:
    (doubt,) = headed(tmp_path, **given).doubts
    assert (doubt.rule, doubt.field) == (rule, field)


@pytest.mark.parametrize(
    ("given", "as_at"),
    [
        ({}, datetime(2024, 3, 31)),
        ({"DateTime": None}, datetime(2024, 3, 31)),
        # A trial made in November knows nothing of the following March.
        ({"DateTime": "2023-11-20T16:30:00Z"}, datetime(2023, 11, 20)),
        # Made before its year began, or in a header whose year and date disagree: not believed.
        ({"DateTime": "2019-11-20T16:30:00"}, datetime(2024, 3, 31)),
        ({"DateTime": "2023-01-20T16:30:00", "ReferenceDate": "2023-07-21"}, datetime(2023, 7, 21)),
    ],
)
def test_as_at_is_the_reference_date_or_the_day_the_file_was_made_if_earlier(
    tmp_path: Path, given: dict[str, Any], as_at: datetime
) -> None:
    assert headed(tmp_path, **given).as_at == as_at


def test_returns_stand_in_order_of_year_then_date_then_when_made_then_serial(tmp_path: Path) -> None:
    in_order = [
        headed(tmp_path, 2023, DateTime="2025-01-01T00:00:00"),
        headed(tmp_path, 2024, ReferenceDate="2023-12-31"),
        headed(tmp_path, 2024, DateTime="2024-05-01T00:00:00"),
        headed(tmp_path, 2024, SerialNo="9"),
        headed(tmp_path, 2024, SerialNo="10"),
        headed(tmp_path, 2024, DateTime="2024-06-01T10:00:01"),
    ]
    orders = [the_return.order for the_return in in_order]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)
    # It is kept in a column of 48 characters.
    assert len(headed(tmp_path, 2024, SerialNo="9" * 60).order) == 48
