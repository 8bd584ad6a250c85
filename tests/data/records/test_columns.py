"""The tables hold what the standard says, can be named in both databases, and are indexed where they are asked."""

import pytest
from sqlalchemy import DateTime, Integer, String, Table, Text

from data.records import PERSON_COLUMN, SSD_TABLES, metadata
from data.records.partnership import loads
from data.records.ssd import ssd_cp_plans, ssd_person

PREFIX = {table: next(iter(metadata.tables[table].columns)).name.split("_")[0] for table in SSD_TABLES}


def test_every_column_carries_its_tables_four_letter_prefix() -> None:
    for table in SSD_TABLES:
        assert len(PREFIX[table]) == 4
        assert {c.name.split("_")[0] for c in metadata.tables[table].columns} == {PREFIX[table]}, table
    assert len(set(PREFIX.values())) == len(SSD_TABLES)


def test_every_extension_table_says_who_supplied_a_row_and_when() -> None:
    extensions = [table for table in SSD_TABLES if table.startswith("ssd_x_")]
    assert len(extensions) == 21
    for table in extensions:
        last_two = list(metadata.tables[table].columns)[-2:]
        assert [c.name for c in last_two] == [f"{PREFIX[table]}_source_agency", f"{PREFIX[table]}_recorded_date"]


def test_a_plan_has_the_nine_columns_of_the_standard() -> None:
    assert [(c.name, type(c.type), getattr(c.type, "length", None)) for c in ssd_cp_plans.columns] == [
        ("cppl_cp_plan_id", String, 48),
        ("cppl_referral_id", String, 48),
        ("cppl_icpc_id", String, 48),
        ("cppl_person_id", String, 48),
        ("cppl_cp_plan_start_date", DateTime, None),
        ("cppl_cp_plan_end_date", DateTime, None),
        ("cppl_cp_plan_ola", String, 1),
        ("cppl_cp_plan_initial_category", String, 100),
        ("cppl_cp_plan_latest_category", String, 100),
    ]


def test_a_person_is_as_in_version_1_4_5() -> None:
    assert "pers_single_unique_id" in ssd_person.columns
    assert "pers_common_child_id" not in ssd_person.columns


def test_what_the_partnership_added_to_the_extension_tables_is_there() -> None:
    assert "plec_verified_date" in metadata.tables["ssd_x_plan_escalation_contact"].columns
    assert metadata.tables["ssd_x_core_group_meetings"].columns["corg_parents_attended"].type.length == 1  # type: ignore[attr-defined]
    assert "ssd_x_flag_reviews" in metadata.tables


def test_only_keys_and_the_standards_own_exceptions_may_not_be_null() -> None:
    required = {
        (table, c.name)
        for table in SSD_TABLES
        for c in metadata.tables[table].columns
        if not c.nullable and not c.primary_key
    }
    assert required == {("ssd_disability", "disa_person_id"), ("ssd_disability", "disa_disability_code")}


def test_the_dates_of_a_table_are_dates_and_its_ids_are_text() -> None:
    for table in SSD_TABLES:
        for column in metadata.tables[table].columns:
            if column.name.endswith(("_date", "_dob")):
                assert isinstance(column.type, DateTime), column
            if column.name.endswith("_id"):
                assert isinstance(column.type, String), column
                assert not isinstance(column.type, Text), column
            assert isinstance(column.type, String | DateTime | Integer) or column.type.__class__.__name__ == "Float"


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_name_is_longer_than_postgresql_keeps(table: Table) -> None:
    names = [table.name, *(str(c.name) for c in table.constraints), *(str(i.name) for i in table.indexes)]
    assert max(map(len, names)) <= 63


@pytest.mark.parametrize(("table", "column"), PERSON_COLUMN.items())
def test_rows_about_a_child_are_found_by_index(table: str, column: str) -> None:
    assert column in first_columns(metadata.tables[table])


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_enforced_key_is_indexed(table: Table) -> None:
    """Without an index, taking out one child reads every table about children from end to end."""
    assert {key.parent.name for key in table.foreign_keys} <= first_columns(table)


@pytest.mark.parametrize(
    "column",
    [
        "ssd_family.fami_family_id",
        "ssd_mother.moth_person_id",
        "ssd_mother.moth_childs_person_id",
        "ssd_initial_cp_conference.icpc_icpc_meeting_id",
        "ssd_cp_reviews.cppr_cp_review_meeting_id",
        "ssd_cp_reviews.cppr_cp_plan_id",
        "ssd_cin_assessments.cina_referral_id",
        "ssd_pre_proceedings.prep_plo_family_id",
        "ssd_x_sibling_link.sibl_person_id_b",
        "ssd_person.pers_legacy_id",
        "ssd_person.pers_upn",
        "loads.sha256",
    ],
)
def test_links_that_are_looked_up_are_indexed(column: str) -> None:
    table, name = column.split(".")
    assert name in first_columns(metadata.tables[table])


def test_a_load_must_say_how_it_ended() -> None:
    assert not loads.c.outcome.nullable


def first_columns(table: Table) -> set[str]:
    """The column each index, or the primary key, begins with."""
    keys = [list(table.primary_key.columns), *(list(index.columns) for index in table.indexes)]
    return {columns[0].name for columns in keys}
