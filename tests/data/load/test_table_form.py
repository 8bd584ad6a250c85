"""One table comes to the standard's columns, codes, dates, flags and ids; what could not be kept is told."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import DateTime, Float, Integer, String

from data.load.codes import codes_for
from data.load.faults import Faults
from data.load.table_form import CODED, CODED_OR_KEPT, standard_form, standard_name
from data.records import SSD_TABLES, metadata
from tests.data.load.sources import about

CODES = codes_for()


def read(table: str, *rows: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    faults = Faults()
    return standard_form(table, pd.DataFrame(list(rows), dtype=object), CODES, faults), faults.frame()


def value(table: str, column: str, raw: Any) -> tuple[Any, list[tuple[str, str, str]]]:
    """What one raw value becomes, and the faults about its column."""
    key = next(iter(metadata.tables[table].primary_key.columns)).name
    frame, faults = read(table, {key: "1", column: raw})
    kept = frame[column].iloc[0]
    return (None if pd.isna(kept) else kept), about(faults, column)


@pytest.mark.parametrize("table", SSD_TABLES)
def test_every_table_has_the_standards_columns_and_types_even_when_empty(table: str) -> None:
    kinds = {DateTime: "datetime64[us]", Integer: "Int64", Float: "float64", String: "str"}
    frame, faults = read(table)
    for column in metadata.tables[table].columns:
        kind = next(dtype for sort, dtype in kinds.items() if isinstance(column.type, sort))
        assert str(frame[column.name].dtype) == kind
    assert faults.empty


def test_every_coded_column_is_a_column_of_the_records() -> None:
    known = {column.name for table in SSD_TABLES for column in metadata.tables[table].columns}
    assert set(CODED) | set(CODED_OR_KEPT) <= known
    assert set(CODED.values()) | set(CODED_OR_KEPT.values()) <= set(CODES.lists)


def test_column_names_are_read_in_any_case_and_by_older_names() -> None:
    assert standard_name(" PERS_Person_ID ") == "pers_person_id"
    frame, faults = read("ssd_person", {"PERS_PERSON_ID": "P1", "Pers_Common_Child_Id": "9434765919"})
    assert frame["pers_person_id"].tolist() == ["P1"]
    assert frame["pers_single_unique_id"].tolist() == ["9434765919"]
    assert faults.empty
    frame, _ = read("ssd_cla_episodes", {"clae_cla_episode_id": "1", "clae_cla_episode_ceased": "2024-01-31"})
    assert frame["clae_cla_episode_ceased_date"].tolist() == [pd.Timestamp("2024-01-31")]


def test_a_column_that_is_not_known_is_told_and_not_dropped_in_silence() -> None:
    _, faults = read("ssd_person", {"pers_person_id": "P1", "pers_shoe_size": "3"})
    assert faults[["field", "treatment"]].to_numpy().tolist() == [["pers_shoe_size", "queried"]]


def test_a_column_that_is_there_twice_is_read_once_and_told() -> None:
    faults = Faults()
    raw = pd.DataFrame([["P1", "P2"]], columns=["pers_person_id", "PERS_PERSON_ID"], dtype=object)
    assert standard_form("ssd_person", raw, CODES, faults)["pers_person_id"].tolist() == ["P1"]
    assert "twice" in faults.frame()["reason"].iloc[0]


@pytest.mark.parametrize(
    ("table", "column", "raw", "kept"),
    [
        ("ssd_person", "pers_ethnicity", "A5  ", "WROM"),
        ("ssd_person", "pers_ethnicity", "??", None),
        ("ssd_person", "pers_sex", "SSD_PH", None),
        ("ssd_person", "pers_send_flag", "Y    ", "Y"),
        ("ssd_person", "pers_is_mother", True, "Y"),
        ("ssd_person", "pers_dob", "1900-01-01", None),
        ("ssd_cp_plans", "cppl_cp_plan_latest_category", "Multiple: Neglect, Physical abuse", "MUL:NEG,PHY"),
        ("ssd_cp_plans", "cppl_cp_plan_ola", 0, "N"),
        ("ssd_cp_plans", "cppl_referral_id", "-1", None),
        ("ssd_cp_reviews", "cppr_cp_review_quorate", "yes", "Y"),
        ("ssd_cp_reviews", "cppr_cp_review_quorate", "Chair agreed to proceed", "Chair agreed to proceed"),
        ("ssd_cin_episodes", "cine_cin_primary_need_code", "n1", "N1"),
        ("ssd_cin_episodes", "cine_referral_source_code", "5d", "5D"),
        ("ssd_cin_episodes", "cine_close_reason", "rc8", "RC8"),
        ("ssd_cin_episodes", "cine_referral_team", "", None),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '{"16A": "Yes"}', '["16A"]'),
        ("ssd_missing", "miss_missing_rhi_offered", "na", "NA"),
        ("ssd_x_health_appointments", "hapt_attendance_code", 3, "3"),
        ("ssd_x_plan_actions", "pact_plan_type", "cp", "CP"),
        ("ssd_x_plan_actions", "pact_status", "Completed", "complete"),
        ("ssd_x_plan_actions", "pact_times_extended", "2.0", 2),
        ("ssd_x_neglect_tools", "negt_overall_score", "3.5", 3.5),
        ("ssd_x_neurodiversity", "neur_sen_provision", "k", "K"),
        ("ssd_sen_need", "senn_active_ehcp_need_rank", "1", "1"),
    ],
)
def test_values_come_to_their_normal_form_without_a_fault(table: str, column: str, raw: Any, kept: Any) -> None:
    assert value(table, column, raw) == (kept, [])


@pytest.mark.parametrize(
    ("table", "column", "raw", "kept"),
    [
        ("ssd_person", "pers_ethnicity", "Klingon", None),
        ("ssd_person", "pers_sex", "7", None),
        ("ssd_person", "pers_is_mother", "?", None),
        ("ssd_person", "pers_dob", "31/02/2020", None),
        ("ssd_cp_plans", "cppl_cp_plan_initial_category", "Harm", None),
        ("ssd_cp_plans", "cppl_cp_plan_initial_category", "Multiple: Neglect, Harm", "MUL:NEG"),
        ("ssd_cin_episodes", "cine_cin_primary_need_code", "N44", None),
        ("ssd_cin_episodes", "cine_referral_source_code", "LOCAL-77", "LOCAL-77"),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '["16A"', None),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '["16A", "XX"]', '["16A"]'),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '["18A"]', '["18A"]'),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '["21","7A"]', '["21","7A"]'),
        ("ssd_x_plan_actions", "pact_times_extended", "2.5", None),
        ("ssd_x_plan_actions", "pact_status", "pending", "pending"),
        ("ssd_x_neglect_tools", "negt_overall_score", "high", None),
        ("ssd_cp_plans", "cppl_referral_id", "R" * 49, None),
    ],
)
def test_what_is_not_understood_is_queried_with_its_value(table: str, column: str, raw: str, kept: Any) -> None:
    assert value(table, column, raw) == (kept, [("1", raw, "queried")])


@pytest.mark.parametrize(
    ("table", "column", "raw", "kept"),
    [
        ("ssd_person", "pers_dob", "1812-02-07", None),
        ("ssd_cp_plans", "cppl_cp_plan_end_date", "2205-01-01", None),
        ("ssd_person", "pers_nationality", "x" * 60, "x" * 48),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", '["16A","16A"]', '["16A"]'),
    ],
)
def test_what_was_put_right_is_told_with_its_value(table: str, column: str, raw: str, kept: Any) -> None:
    assert value(table, column, raw) == (kept, [("1", raw, "corrected")])


@pytest.mark.parametrize(
    ("raw", "rules"),
    [
        ('["21","16A"]', ["8869"]),
        ('["18A"]', ["8945Q"]),
        ('["19A"]', ["8950Q"]),
        ('["16A","16A"]', ["8898"]),
        ('["21"]', []),
    ],
)
def test_faults_of_factors_carry_their_census_rule(raw: str, rules: list[str]) -> None:
    _, faults = read("ssd_assessment_factors", {"cinf_table_id": "F1", "cinf_assessment_factors_json": raw})
    assert faults["rule"].tolist() == rules


def test_an_unknown_code_that_is_kept_is_told_once_with_the_number_of_rows() -> None:
    rows = [{"cine_referral_id": f"R{n}", "cine_referral_source_code": "77"} for n in range(5)]
    frame, faults = read("ssd_cin_episodes", *rows, {"cine_referral_id": "R9", "cine_referral_source_code": "78"})
    assert frame["cine_referral_source_code"].tolist() == ["77"] * 5 + ["78"]
    assert faults["key"].tolist() == ["R0", "R9"]
    assert [reason.rsplit(" ", 1)[1] for reason in faults["reason"]] == ["5", "1"]


def test_names_with_sql_in_them_are_only_names() -> None:
    name = "Robert'); DROP TABLE ssd_person; --"
    assert value("ssd_person", "pers_surname", name) == (name, [])


def test_a_fault_names_the_row_its_line_and_its_field() -> None:
    _, faults = read("ssd_person", {"pers_person_id": "P1"}, {"pers_person_id": "P2", "pers_sex": "??!"})
    (fault,) = faults.to_dict(orient="records")
    assert fault["reason"].startswith("Not a known code; left as not recorded.")
    assert {k: fault[k] for k in ("entity", "key", "field", "value", "line")} == {
        "entity": "ssd_person", "key": "P2", "field": "pers_sex", "value": "??!", "line": 2,
    }  # fmt: skip
