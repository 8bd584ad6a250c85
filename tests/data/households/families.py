"""Hand-made records of a few people, in the shape and normal form of the SSD tables."""

import json
from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

AS_AT = date(2026, 10, 31)

Shared = Mapping[str, Iterable[str]]  # a shared id -> the people who share it; "ab" is the people a and b


def day(when: str | int | None) -> pd.Timestamp:
    """A year stands for its first of January."""
    return pd.Timestamp(f"{when}-01-01" if isinstance(when, int) else when)


def frame(names: str, rows: Iterable[tuple[object, ...]], *days: str) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=names.split()).astype(object)
    return made.assign(**{name: pd.to_datetime(made[name]) for name in days})


def each(shared: Shared) -> list[tuple[object, ...]]:
    return [(shared_id, person) for shared_id, people in shared.items() for person in people]


def records(
    born: Mapping[str, str | int | None],
    *,
    expected: Mapping[str, str] | None = None,
    died: Mapping[str, str] | None = None,
    mother: Shared | None = None,
    conference: Shared | None = None,
    review: Shared | None = None,
    pre_proceedings: Shared | None = None,
    family: Shared | None = None,
    uprn: Shared | None = None,
    house: Shared | None = None,
    referred: Shared | None = None,
    decided: Iterable[tuple[str, str, str, str | None]] = (),
) -> dict[str, pd.DataFrame]:
    """One argument for each signal. `house` is a house number in one postcode; a `uprn` is in its own postcode.

    referred: a day -> the people referred on it, all by source 1A. decided: (one, other, link or unlink, day).
    """
    people = [
        (person, day(birth), day((expected or {}).get(person)), day((died or {}).get(person)))
        for person, birth in born.items()
    ]
    homes = [(p, f"OX9{n}", json.dumps({"UPRN": n, "HOUSE": "1"})) for n, p in each(uprn or {})]
    homes += [(p, "OX11AA", json.dumps({"UPRN": "", "HOUSE": n})) for n, p in each(house or {})]
    person_days = ("pers_dob", "pers_expected_dob", "pers_death_date")
    return {
        "ssd_person": frame("pers_person_id pers_dob pers_expected_dob pers_death_date", people, *person_days),
        "ssd_mother": frame("moth_person_id moth_childs_person_id", each(mother or {})),
        "ssd_initial_cp_conference": frame("icpc_icpc_meeting_id icpc_person_id", each(conference or {})),
        "ssd_cp_reviews": frame("cppr_cp_review_meeting_id cppr_person_id", each(review or {})),
        "ssd_pre_proceedings": frame("prep_plo_family_id prep_person_id", each(pre_proceedings or {})),
        "ssd_family": frame("fami_family_id fami_person_id", each(family or {})),
        "ssd_address": frame("addr_person_id addr_address_postcode addr_address_json", homes),
        "ssd_cin_episodes": frame(
            "cine_person_id cine_referral_source_code cine_referral_date",
            [(person, "1A", when) for when, person in each(referred or {})],
            "cine_referral_date",
        ),
        "ssd_x_sibling_link": frame(
            "sibl_person_id_a sibl_person_id_b sibl_decision sibl_decided_date", decided, "sibl_decided_date"
        ),
    }
