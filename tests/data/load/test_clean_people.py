"""Doubts about who a child is."""

from datetime import datetime

from tests.data.load.sources import cleaned, frames_of, of_rule, person

AS_AT = datetime(2026, 10, 31)


def test_a_birth_date_after_the_extract_is_queried_and_kept() -> None:
    """As at 31 October 2026 a birth on that day is possible and one on 1 November is not."""
    people = [person(1, pers_dob="2026-10-31"), person(2, pers_dob="2026-11-01")]
    kept, faults = cleaned(frames_of(ssd_person=people), as_at=AS_AT)
    assert of_rule(faults, "8520") == [("P2", "queried")]
    assert kept["ssd_person"]["pers_dob"].notna().all()


def test_a_child_without_birth_or_expected_date_is_queried_but_an_unborn_one_is_not() -> None:
    people = [person(1, pers_dob=None), person(2, pers_dob=None, pers_expected_dob="2027-01-01"), person(3)]
    _, faults = cleaned(frames_of(ssd_person=people), as_at=AS_AT)
    assert of_rule(faults, "8525Q") == [("P1", "queried")]
    assert len(faults) == 1


def test_a_pupil_number_of_two_children_is_queried_on_both() -> None:
    people = [person(1, pers_upn="A1"), person(2, pers_upn="A1 "), person(3, pers_upn="B2"), person(4), person(5)]
    _, faults = cleaned(frames_of(ssd_person=people), as_at=AS_AT)
    assert of_rule(faults, "1520") == [("P1", "queried"), ("P2", "queried")]


def test_a_death_before_birth_and_a_child_who_is_their_own_mother_are_queried() -> None:
    mothers = [
        {"moth_table_id": "M1", "moth_person_id": "P1", "moth_childs_person_id": "P1"},
        {"moth_table_id": "M2", "moth_person_id": "P9", "moth_childs_person_id": "P1"},
    ]
    kept, faults = cleaned(
        frames_of(ssd_person=[person(pers_death_date="2015-03-03")], ssd_mother=mothers), as_at=AS_AT
    )
    assert faults["field"].tolist() == ["pers_death_date", "moth_person_id"]
    assert faults["key"].tolist() == ["P1", "M1"]
    # A mother who is only a parent has no row of her own; the link to her is what joins brothers and sisters.
    assert kept["ssd_mother"]["moth_table_id"].tolist() == ["M1", "M2"]


def test_no_disability_beside_another_is_queried_and_so_is_a_repeat() -> None:
    """P1 has NONE and autism; P2 has NONE alone; P3 has autism twice."""
    codes = [("P1", "NONE"), ("P1", "AUT"), ("P2", "NONE"), ("P3", "AUT"), ("P3", "aut ")]
    rows = [
        {"disa_table_id": f"D{n}", "disa_person_id": child, "disa_disability_code": code}
        for n, (child, code) in enumerate(codes, start=1)
    ]
    people = [person(n) for n in (1, 2, 3)]
    kept, faults = cleaned(frames_of(ssd_person=people, ssd_disability=rows), as_at=AS_AT)
    assert of_rule(faults, "8790") == [("D1", "queried")]
    assert of_rule(faults, "8794") == [("D5", "queried")]
    assert len(kept["ssd_disability"]) == 5
