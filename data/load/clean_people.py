"""Doubts about who a child is: birth, pupil number, disability, mother."""

import pandas as pd

from data.load.doubts import Query, among

PEOPLE_QUERIES = (
    Query(
        "8520",
        "ssd_person",
        "pers_dob",
        "The birth date is after the day the data was taken. If the child is not yet born, use the expected date.",
        lambda frames, as_at: frames["ssd_person"]["pers_dob"] > as_at,
    ),
    Query(
        "8525Q",
        "ssd_person",
        "pers_dob",
        "There is neither a birth date nor an expected one, so no age can be worked out. Enter one.",
        lambda frames, _: frames["ssd_person"][["pers_dob", "pers_expected_dob"]].isna().all(axis=1),
    ),
    Query(
        None,
        "ssd_person",
        "pers_death_date",
        "The death date is before the birth date. Correct one of them.",
        lambda frames, _: frames["ssd_person"]["pers_death_date"] < frames["ssd_person"]["pers_dob"],
    ),
    Query(
        "1520",
        "ssd_person",
        "pers_upn",
        "More than one child has this pupil number. See whether they are the same child.",
        lambda frames, _: (
            frames["ssd_person"]["pers_upn"].notna() & frames["ssd_person"]["pers_upn"].duplicated(keep=False)
        ),
    ),
    Query(
        None,
        "ssd_mother",
        "moth_person_id",
        "The child is recorded as their own mother. Correct the relationship at source.",
        lambda frames, _: frames["ssd_mother"]["moth_person_id"] == frames["ssd_mother"]["moth_childs_person_id"],
    ),
    Query(
        "8790",
        "ssd_disability",
        "disa_disability_code",
        "The child has 'no disability' beside another disability. Remove the one that is wrong.",
        lambda frames, _: none_beside_another(frames["ssd_disability"]),
    ),
    Query(
        "8794",
        "ssd_disability",
        "disa_disability_code",
        "The child has this disability more than once. Remove the repeat.",
        lambda frames, _: frames["ssd_disability"].duplicated(["disa_person_id", "disa_disability_code"]),
    ),
)


def none_beside_another(disability: pd.DataFrame) -> pd.Series:
    """Rows saying NONE of children who have another code as well."""
    none = disability["disa_disability_code"] == "NONE"
    return none & among(disability["disa_person_id"], disability.loc[~none, "disa_person_id"])
