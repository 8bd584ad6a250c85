"""Codes of England's authorities and their names."""

from data.load.cin_census.authority_names import NAMES, authority_name_of


def test_a_code_gives_the_name_and_an_unknown_one_itself() -> None:
    assert authority_name_of("931") == "Oxfordshire"
    assert authority_name_of("201") == "City of London"
    assert authority_name_of("975") == "Authority 975"


def test_each_code_is_there_once() -> None:
    codes = [line.split(",")[0] for line in NAMES.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(codes) == len(set(codes)) == 158
    assert all(len(code) == 3 and code.isdigit() for code in codes)
