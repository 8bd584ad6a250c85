"""Values that stand in another column than the standard's are put where they belong, and that is told."""

from typing import Any

from tests.data.load.sources import cleaned, frames_of, person


def one_person(**columns: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The person as kept, and (field, treatment) of each fault."""
    kept, faults = cleaned(frames_of(ssd_person=[person(**columns)]))
    return kept["ssd_person"].iloc[0].to_dict(), list(zip(faults["field"], faults["treatment"], strict=True))


def test_gender_stands_for_sex_where_the_source_has_no_sex_at_all() -> None:
    for columns in ({"pers_gender": "02"}, {"pers_gender": "02", "pers_sex": "SSD_PH"}):
        kept, faults = one_person(**columns)
        assert kept["pers_sex"] == "F"
        assert faults == [("pers_sex", "queried")]


def test_gender_does_not_stand_for_sex_where_the_source_has_any() -> None:
    """The second person's sex is not recorded, and their gender does not fill it."""
    people = [person(1, pers_sex="M", pers_gender="F"), person(2, pers_sex=None, pers_gender="F")]
    kept, faults = cleaned(frames_of(ssd_person=people))
    assert kept["ssd_person"]["pers_sex"].isna().tolist() == [False, True]
    assert faults.empty


def test_a_pupil_number_among_the_reasons_for_having_none_is_moved() -> None:
    kept, faults = one_person(pers_upn_unknown="a931200004001")
    assert kept["pers_upn"] == "A931200004001"
    assert faults == [("pers_upn_unknown", "corrected")]


def test_a_pupil_number_already_there_is_not_overwritten() -> None:
    kept, _ = one_person(pers_upn="B931200004002", pers_upn_unknown="A931200004001")
    assert kept["pers_upn"] == "B931200004002"


def test_a_real_reason_stays() -> None:
    kept, faults = one_person(pers_upn_unknown="UN3")
    assert kept["pers_upn_unknown"] == "UN3"
    assert faults == []


def test_a_local_source_id_is_read_by_its_description() -> None:
    rows = [("1234", "Police"), ("5D", "Police"), (None, "Housing"), ("1234", "Neighbourhood watch"), ("77", None)]
    referrals = [
        {
            "cine_referral_id": f"R{n}",
            "cine_person_id": "P1",
            "cine_referral_date": "2024-01-02",
            "cine_referral_nfa": "Y",
            "cine_referral_source_code": code,
            "cine_referral_source_desc": description,
        }
        for n, (code, description) in enumerate(rows)
    ]
    kept, faults = cleaned(frames_of(ssd_person=[person()], ssd_cin_episodes=referrals))
    assert kept["ssd_cin_episodes"]["cine_referral_source_code"].tolist() == ["6", "5D", "4", "1234", "77"]
    assert faults["value"].tolist() == ["1234", "77"]
