"""The kinds of dirt found in published extracts of the Standard Safeguarding Dataset, counted for a full county."""

from collections.abc import Callable

import pandas as pd

from data.demo.dirt import Added, Among, Dirt, Frames, Overwritten, Repeated
from data.demo.front_door import SOURCE_NAMES

LONG_AGO = pd.Timestamp(1900, 1, 1)
HOSTEL = '{"BUILDING":"Harbour Hostel","HOUSE":"1","STREET":"Quay Road","UPRN":"999999999999"}'


def _where(table: str, column: str, test: Callable[[pd.Series], "pd.Series[bool]"]) -> Among:
    return lambda frames: test(frames[table][column]).fillna(False).astype(bool)


def _equals(table: str, column: str, *values: str) -> Among:
    return _where(table, column, lambda cells: cells.isin(values))


def _missing(table: str, column: str) -> Among:
    return _where(table, column, pd.Series.isna)


def _present(table: str, column: str) -> Among:
    return _where(table, column, pd.Series.notna)


def _spoilt(name: str, count: int, table: str, column: str, value: str, *among: str) -> Overwritten:
    """A column overwritten with one text: among rows holding one of the values given, or any that hold something."""
    possible = _equals(table, column, *among) if among else _present(table, column)
    return Overwritten(name, count, table, {column: value}, possible, _equals(table, column, value))


def _days(frame: pd.DataFrame, column: str, days: int) -> pd.Series:
    return frame[column] + pd.Timedelta(days=days)


def _plan_length(frames: Frames) -> pd.Series:
    plans = frames["ssd_cp_plans"]
    return (plans["cppl_cp_plan_end_date"] - plans["cppl_cp_plan_start_date"]).dt.days


def _plan_like(start: int, length: int | None, elsewhere: str = "N") -> Callable[[Frames, pd.DataFrame], pd.DataFrame]:
    """A CP plan like the chosen one, `start` days after it and `length` days long (None: to the same end)."""

    def make(frames: Frames, chosen: pd.DataFrame) -> pd.DataFrame:
        begins = _days(chosen, "cppl_cp_plan_start_date", start)
        ends = chosen["cppl_cp_plan_end_date"] if length is None else begins + pd.Timedelta(days=length)
        return chosen.assign(
            cppl_cp_plan_start_date=begins, cppl_cp_plan_end_date=ends, cppl_cp_plan_ola=elsewhere, cppl_icpc_id=None
        )

    return make


def _added_plan(name: str, count: int, mark: str, start: int, length: int | None, elsewhere: str = "N") -> Added:
    return Added(
        name,
        count,
        "ssd_cp_plans",
        "ssd_cp_plans",
        mark,
        "cppl_cp_plan_id",
        _plan_like(start, length, elsewhere),
        lambda frames: _plan_length(frames) > 200,
    )


def _as_object(chosen: pd.DataFrame) -> pd.Series:
    codes = chosen["cinf_assessment_factors_json"].str.findall(r'"(\w+)"')
    return codes.map(lambda listed: "{" + ",".join(f'"{code}":"Yes"' for code in listed) + "}")


def _cin_with_cp(frames: Frames, chosen: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cinp_referral_id": chosen["cppl_referral_id"],
            "cinp_person_id": chosen["cppl_person_id"],
            "cinp_cin_plan_start_date": _days(chosen, "cppl_cp_plan_start_date", 30),
            "cinp_cin_plan_end_date": _days(chosen, "cppl_cp_plan_end_date", -30),
        }
    )


def _review(days: int | None) -> Callable[[Frames, pd.DataFrame], pd.DataFrame]:
    """A review held so many days after the plan began; None: due two years ago by as-at and never held."""

    def make(frames: Frames, chosen: pd.DataFrame) -> pd.DataFrame:
        held = pd.NaT if days is None else _days(chosen, "cppl_cp_plan_start_date", days)
        return pd.DataFrame(
            {
                "cppr_person_id": chosen["cppl_person_id"],
                "cppr_cp_plan_id": chosen["cppl_cp_plan_id"],
                "cppr_cp_review_due": _days(chosen, "cppl_cp_plan_start_date", 85),
                "cppr_cp_review_date": held,
                "cppr_cp_review_outcome_continue_cp": None if days is None else "Y",
            }
        )

    return make


def _visit_after_death(frames: Frames, chosen: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cinv_person_id": chosen["pers_person_id"],
            "cinv_cin_visit_date": _days(chosen, "pers_death_date", 20),
            "cinv_cin_visit_seen": "N",
        }
    )


def _cin_copy(frames: Frames, chosen: pd.DataFrame) -> pd.DataFrame:
    kept = chosen.drop(columns="cppv_cp_plan_id")
    return kept.rename(columns=lambda name: name.replace("cppv_cp", "cinv_cin").replace("cppv_", "cinv_"))


def _long_closed(frames: Frames) -> "pd.Series[bool]":
    """CIN plans ended, and their referrals closed, three years ago or more."""
    ended = frames["ssd_cin_plans"]["cinp_cin_plan_end_date"]
    long_ago: pd.Series[bool] = ended < ended.max() - pd.Timedelta(days=1100)
    return long_ago & _referral_closed(frames, days_ago=1000)


def _never_closed(frames: Frames) -> "pd.Series[bool]":
    """CIN plans without an end whose referral was closed long ago."""
    return frames["ssd_cin_plans"]["cinp_cin_plan_end_date"].isna() & _referral_closed(frames, days_ago=1000)


def _referral_closed(frames: Frames, days_ago: int) -> "pd.Series[bool]":
    plans, referrals = frames["ssd_cin_plans"], frames["ssd_cin_episodes"].drop_duplicates("cine_referral_id")
    closed = plans["cinp_referral_id"].map(referrals.set_index("cine_referral_id")["cine_close_date"])
    long_ago: pd.Series[bool] = closed < referrals["cine_close_date"].max() - pd.Timedelta(days=days_ago)
    return long_ago


def _copied_visits(frames: Frames) -> "pd.Series[bool]":
    return frames["ssd_cin_visits"]["cinv_cin_visit_id"].isin(frames["ssd_cp_visits"]["cppv_cp_visit_id"])


def _current_homes(frames: Frames) -> "pd.Series[bool]":
    addresses = frames["ssd_address"]
    return addresses["addr_address_end_date"].isna() & (addresses["addr_address_type"] == "Home")


VISIT_SEEN = ("ssd_cp_visits", "cppv_cp_visit_seen")
FACTORS = ("ssd_assessment_factors", "cinf_assessment_factors_json")
CATEGORY = ("ssd_cp_plans", "cppl_cp_plan_latest_category")
ETHNICITY = ("ssd_person", "pers_ethnicity")
FAMILY = ("ssd_family", "fami_family_id")

DIRT: tuple[Dirt, ...] = (
    # Sentinels and placeholders.
    Overwritten(
        "unfinished assessment authorised on 1 January 1900", 60, "ssd_cin_assessments",
        {"cina_assessment_auth_date": LONG_AGO}, _missing("ssd_cin_assessments", "cina_assessment_auth_date"),
        _where("ssd_cin_assessments", "cina_assessment_auth_date", lambda cells: cells == LONG_AGO),
    ),
    _spoilt("team written as nothing at all", 60, "ssd_cin_plans", "cinp_cin_plan_team", ""),
    _spoilt("worker written as -1", 60, "ssd_cin_plans", "cinp_cin_plan_worker_id", "-1"),
    _spoilt("SSD_PH for why a pupil number is unknown", 20, "ssd_person", "pers_upn_unknown", "SSD_PH", "UN4"),
    _spoilt("a pupil number where its lack is explained", 5, "ssd_person", "pers_upn_unknown", "Z99900012345", "UN4"),
    _spoilt("family id -1", 1500, *FAMILY, "-1"),
    _spoilt("family id 0", 500, *FAMILY, "0"),
    Overwritten(
        "family id missing", 1500, "ssd_family", {"fami_family_id": None}, _present(*FAMILY), _missing(*FAMILY)
    ),
    # Codes, descriptions and slips.
    Overwritten(
        "referral source described, not coded", 80, "ssd_cin_episodes",
        {"cine_referral_source_code": lambda chosen: chosen["cine_referral_source_desc"]},
        _present("ssd_cin_episodes", "cine_referral_source_desc"),
        _equals("ssd_cin_episodes", "cine_referral_source_code", *SOURCE_NAMES.values()),
    ),
    _spoilt("category coded, not described", 150, *CATEGORY, "NEG", "Neglect"),
    _spoilt("category with stray spaces and capitals", 40, *CATEGORY, "NEGLECT  ", "Neglect"),
    Overwritten(
        "bare Multiple, which may hide neglect", 12, "ssd_cp_plans",
        {"cppl_cp_plan_initial_category": "Multiple", "cppl_cp_plan_latest_category": "Multiple"},
        _equals(*CATEGORY, "Emotional abuse"), _equals(*CATEGORY, "Multiple"),
    ),
    _spoilt("ethnicity ??", 25, *ETHNICITY, "??"),
    _spoilt("ethnicity misspelt CNHE", 4, *ETHNICITY, "CNHE", "CHNE"),
    _spoilt("ethnicity misspelt MWBa", 10, *ETHNICITY, "MWBa", "MWBA"),
    _spoilt("ethnicity in the old local code", 15, *ETHNICITY, "A1", "WBRI"),
    _spoilt("flag written y", 700, *VISIT_SEEN, "y", "Y"),
    _spoilt("flag written true", 500, *VISIT_SEEN, "true", "Y"),
    _spoilt("flag written 1", 500, *VISIT_SEEN, "1", "Y"),
    _spoilt("flag with a trailing space", 100, *VISIT_SEEN, "N ", "N"),
    _spoilt("fixed-width flag padded with spaces", 300, "ssd_person", "pers_send_flag", "Y    ", "Y"),
    # Assessment factors.
    _spoilt("factor JSON cut short", 12, *FACTORS, '["4B","3B"'),
    Overwritten(
        "factors as an object, not a list", 400, "ssd_assessment_factors", {"cinf_assessment_factors_json": _as_object},
        _present(*FACTORS), _where(*FACTORS, lambda cells: cells.str.startswith("{")),
    ),
    Overwritten(
        "factors with a null among them", 20, "ssd_assessment_factors",
        {"cinf_assessment_factors_json": lambda chosen: chosen["cinf_assessment_factors_json"].str[:-1] + ",null]"},
        _where(*FACTORS, lambda cells: cells.str.endswith("]")),
        _where(*FACTORS, lambda cells: cells.str.contains("null")),
    ),
    Overwritten(
        "factor 21 (none) beside others", 8, "ssd_assessment_factors",
        {"cinf_assessment_factors_json": lambda chosen: chosen["cinf_assessment_factors_json"].str[:-1] + ',"21"]'},
        _where(*FACTORS, lambda cells: cells.str.endswith("]") & ~cells.str.contains('"21"|null')),
        _where(*FACTORS, lambda cells: cells.str.contains(r'.,"21"')),
    ),
    Overwritten(
        "retired factors 18A and 19A", 25, "ssd_assessment_factors",
        {
            "cinf_assessment_factors_json": lambda chosen: chosen["cinf_assessment_factors_json"]
            .str.replace("18C", "18A").str.replace("19C", "19A")
        },
        _where(*FACTORS, lambda cells: cells.str.startswith("[") & cells.str.contains("18C|19C")),
        _where(*FACTORS, lambda cells: cells.str.contains("18A|19A")),
    ),
    # Links that lead nowhere.
    _spoilt("visit to a plan that is not there", 29, "ssd_cp_visits", "cppv_cp_plan_id", "CP-NOWHERE"),
    Overwritten(
        "visit without a plan id", 60, "ssd_cp_visits", {"cppv_cp_plan_id": None},
        _present("ssd_cp_visits", "cppv_cp_plan_id"), _missing("ssd_cp_visits", "cppv_cp_plan_id"),
    ),
    Overwritten(
        "review without a plan id", 60, "ssd_cp_reviews", {"cppr_cp_plan_id": None},
        _present("ssd_cp_reviews", "cppr_cp_plan_id"), _missing("ssd_cp_reviews", "cppr_cp_plan_id"),
    ),
    Added(
        "visit to somebody who is not in the extract", 10, "ssd_cp_visits", "ssd_cp_visits", "NOBODY",
        "cppv_cp_visit_id", lambda frames, chosen: chosen.assign(cppv_person_id="P999999999"),
        _present("ssd_cp_visits", "cppv_person_id"),
    ),
    # Plans that cannot be.
    _added_plan("CP plan ending before it began", 6, "BACKWARDS", 40, -20),
    _added_plan("CP plan ending the day it began", 5, "SAMEDAY", 60, 0),
    _added_plan("CP plan overlapping another", 8, "OVERLAP", 50, None),
    _added_plan("another authority's temporary CP plan", 24, "ELSEWHERE", -100, 90, "Y"),
    Added(
        "CIN plan while on a CP plan", 15, "ssd_cin_plans", "ssd_cp_plans", "BOTH", "cinp_cin_plan_id", _cin_with_cp,
        lambda frames: _plan_length(frames) > 200,
    ),
    Overwritten(
        "CIN plan never closed", 12, "ssd_cin_plans", {"cinp_cin_plan_end_date": pd.NaT}, _long_closed, _never_closed
    ),
    Added(
        "review on or before the plan's start", 10, "ssd_cp_reviews", "ssd_cp_plans", "EARLY", "cppr_cp_review_id",
        _review(-2), lambda frames: _plan_length(frames) > 200,
    ),
    Added(
        "review long due and without a date", 10, "ssd_cp_reviews", "ssd_cp_plans", "UNDATED", "cppr_cp_review_id",
        _review(None), lambda frames: _plan_length(frames) > 200,
    ),
    # Repeats.
    Repeated(
        "CP visit listed again as a CIN visit", 1500, "ssd_cin_visits", "ssd_cp_visits", "cinv_cin_visit_id", _cin_copy,
        _where("ssd_cp_visits", "cppv_cp_visit_id", lambda cells: cells.str.startswith("W")), _copied_visits,
    ),
    Repeated(
        "the same row twice", 10, "ssd_address", "ssd_address", "addr_table_id", lambda frames, chosen: chosen,
        _present("ssd_address", "addr_address_end_date"),
        _where("ssd_address", "addr_table_id", pd.Series.duplicated),
    ),
    Repeated(
        "two different rows under one id", 4, "ssd_x_health_appointments", "ssd_x_health_appointments",
        "hapt_appointment_id", lambda frames, chosen: chosen.assign(hapt_service="another service"),
        _present("ssd_x_health_appointments", "hapt_appointment_id"),
        _where("ssd_x_health_appointments", "hapt_appointment_id", pd.Series.duplicated),
    ),
    # People and homes.
    Added(
        "second current address", 40, "ssd_address", "ssd_address", "TWOHOMES", "addr_table_id",
        lambda frames, chosen: chosen.assign(addr_address_json="", addr_address_postcode="ZZ99XX"), _current_homes,
    ),
    Overwritten(
        "hostel shared by more than twelve", 30, "ssd_address",
        {"addr_address_json": HOSTEL, "addr_address_postcode": "ZZ11HH"}, _current_homes,
        _where("ssd_address", "addr_address_json", lambda cells: cells == HOSTEL),
    ),
    _spoilt("blank postcode", 60, "ssd_address", "addr_address_postcode", ""),
    Overwritten(
        "child recorded as its own mother", 5, "ssd_mother",
        {"moth_person_id": lambda chosen: chosen["moth_childs_person_id"]},
        _present("ssd_mother", "moth_childs_person_id"),
        lambda frames: frames["ssd_mother"]["moth_person_id"] == frames["ssd_mother"]["moth_childs_person_id"],
    ),
    Overwritten(
        "birth date in the future", 6, "ssd_person", {"pers_dob": lambda chosen: chosen["pers_expected_dob"]},
        lambda frames: frames["ssd_person"]["pers_dob"].isna() & frames["ssd_person"]["pers_expected_dob"].notna(),
        lambda frames: (frames["ssd_person"]["pers_forename"] == "Unborn") & frames["ssd_person"]["pers_dob"].notna(),
    ),
    Added(
        "visit after the child died", 2, "ssd_cin_visits", "ssd_person", "DIED", "cinv_cin_visit_id",
        _visit_after_death, _present("ssd_person", "pers_death_date"),
    ),
    Added(
        "NONE beside another disability", 6, "ssd_disability", "ssd_disability", "NONE", "disa_table_id",
        lambda frames, chosen: chosen.assign(disa_disability_code="NONE"),
        _equals("ssd_disability", "disa_disability_code", "AUT", "BEH", "LD", "COMM"),
    ),
)  # fmt: skip
