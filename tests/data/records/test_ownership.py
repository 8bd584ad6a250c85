"""Whose a row is. Two authorities stand in one store: 931, whose ids are stored as they come, and 330, whose ids
begin '330:'."""

from collections import defaultdict

import pytest
from sqlalchemy import Engine, insert

from data.records import ID_COLUMNS, PARENT, PERSON_COLUMN, SHARED_TABLES, SSD_TABLES, metadata, rows_of
from data.records.partnership import authorities, authority_people

# Ids known beyond one authority, or that name no row anywhere: they keep their value.
NOT_LOCAL = {
    "pers_single_unique_id",
    "invo_professional_role_id",
}


def test_every_table_has_exactly_one_way_to_its_authority() -> None:
    ways = [*PERSON_COLUMN, *PARENT, *SHARED_TABLES]
    assert sorted(ways) == sorted(SSD_TABLES)
    assert set(ID_COLUMNS) == set(SSD_TABLES)
    assert {table for table in metadata.tables if table.startswith("ssd_")} == set(SSD_TABLES)


def test_what_the_ways_name_exists() -> None:
    for table, column in PERSON_COLUMN.items():
        assert column in metadata.tables[table].columns
    for table, (column, parent, parent_key) in PARENT.items():
        assert column in metadata.tables[table].columns
        assert [c.name for c in metadata.tables[parent].primary_key] == [parent_key]
        assert parent in PERSON_COLUMN or parent in PARENT


def test_parents_come_before_their_children() -> None:
    for table, (_, parent, _) in PARENT.items():
        if any(key.references(metadata.tables[parent]) for key in metadata.tables[table].foreign_keys):
            assert SSD_TABLES.index(parent) < SSD_TABLES.index(table)
    assert SSD_TABLES.index("ssd_person") < SSD_TABLES.index("ssd_cp_plans")


def test_every_id_takes_the_prefix_but_those_known_beyond_the_authority() -> None:
    ids = {c.name for table in SSD_TABLES for c in metadata.tables[table].columns if c.name.endswith("_id")}
    prefixed = {column for columns in ID_COLUMNS.values() for column in columns}
    assert ids - prefixed == NOT_LOCAL
    assert {name for name in prefixed if not name.endswith("_id")} == {
        "cine_referral_team",
        "cina_assessment_team",
        "cinp_cin_plan_team",
        "s47e_s47_completed_by_team",
        "icpc_icpc_team",
        "invo_professional_team",
        "flrv_household_key",
        "sibl_person_id_a",
        "sibl_person_id_b",
    }


def test_numbers_known_to_others_take_no_prefix() -> None:
    prefixed = {column for columns in ID_COLUMNS.values() for column in columns}
    numbers = {"pers_upn", "send_upn", "send_uln", "satt_upn", "satt_school_urn", "prep_court_reference"}
    assert not prefixed & (numbers | {"prof_social_worker_registration_no"})


def test_the_person_and_the_primary_key_of_every_table_take_the_prefix() -> None:
    for table in SSD_TABLES:
        assert {c.name for c in metadata.tables[table].primary_key} <= set(ID_COLUMNS[table])
        if table in PERSON_COLUMN:
            assert PERSON_COLUMN[table] in ID_COLUMNS[table]


@pytest.fixture
def two_authorities(records_engine: Engine) -> Engine:
    """One row in every table for each authority, its links filled as far up as the authority goes."""
    with records_engine.begin() as connection:
        for code, prefix in (("931", ""), ("330", "330:")):
            connection.execute(
                insert(authorities).values(
                    authority_code=code, authority_name=code, id_prefix=prefix, source_kind="ssd"
                )
            )
            for table in SSD_TABLES:
                connection.execute(insert(metadata.tables[table]).values(one_row(table, prefix)))
            connection.execute(insert(authority_people).values(person_id=f"{prefix}child", authority_code=code))
    return records_engine


def one_row(table: str, prefix: str) -> dict[str, str]:
    target = metadata.tables[table]
    row = {c.name: f"{prefix}{table}-row"[:48] for c in target.primary_key}
    if table in PERSON_COLUMN:
        row[PERSON_COLUMN[table]] = f"{prefix}child"
    if table in PARENT:
        column, parent, _ = PARENT[table]
        row[column] = f"{prefix}{parent}-row"[:48]
    if table == "ssd_disability":
        row["disa_disability_code"] = "AUT"
    return row


def test_each_authority_has_its_own_row_of_every_table(two_authorities: Engine) -> None:
    with two_authorities.connect() as connection:
        for table in SSD_TABLES:
            key = next(iter(metadata.tables[table].primary_key)).name
            found = defaultdict(list)
            for code in ("931", "330", "999"):
                found[code] = [row[key] for row in connection.execute(rows_of(code, table)).mappings()]
            expected = one_row(table, "")[key]
            assert found["931"] == [expected], table
            assert found["330"] == [one_row(table, "330:")[key]], table
            assert found["999"] == [], table


def test_a_row_that_names_no_child_belongs_to_the_authority_its_own_id_shows(two_authorities: Engine) -> None:
    """A whole-team supervision session, with the people who came to it."""
    session, attendance = (
        metadata.tables["ssd_x_reflective_supervision"],
        metadata.tables["ssd_x_reflective_attendance"],
    )
    with two_authorities.begin() as connection:
        for prefix in ("", "330:"):
            connection.execute(insert(session).values(refs_session_id=f"{prefix}team"))
            connection.execute(
                insert(attendance).values(refa_table_id=f"{prefix}came", refa_session_id=f"{prefix}team")
            )
    with two_authorities.connect() as connection:
        for code, prefix in (("931", ""), ("330", "330:")):
            sessions = connection.execute(rows_of(code, session.name)).mappings()
            came = connection.execute(rows_of(code, attendance.name)).mappings()
            own = [row["refs_session_id"] for row in sessions if row["refs_child_person_id"] is None]
            assert own == [f"{prefix}team"]
            assert f"{prefix}came" in {row["refa_table_id"] for row in came}


def test_a_parent_that_is_missing_makes_a_row_nobodys(two_authorities: Engine) -> None:
    requests = metadata.tables["ssd_ehcp_requests"]
    with two_authorities.begin() as connection:
        connection.execute(insert(requests).values(ehcr_ehcp_request_id="stray", ehcr_send_table_id="gone"))
    with two_authorities.connect() as connection:
        ids = [r["ehcr_ehcp_request_id"] for r in connection.execute(rows_of("931", requests.name)).mappings()]
    assert "stray" not in ids
