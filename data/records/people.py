"""SSD tables about who a child is: the person, family and mother links, addresses, disabilities.

Left out of the records on purpose: `ssd_immigration_status` (not needed to oversee neglect, and sensitive),
`ssd_linked_identifiers` (placeholders in every published extract), `ssd_cohort` (says only why a child is in
the extract).
"""

from sqlalchemy import Column, Index, String, Table

from data.records.columns import date, flag, key, link, metadata, person, text

ssd_person = Table(
    "ssd_person",
    metadata,
    key("pers_person_id"),
    link("pers_legacy_id"),
    text("pers_upn", 13, index=True),
    text("pers_forename", 100),
    text("pers_surname", 255),
    text("pers_sex", 20),
    text("pers_gender", 10),
    text("pers_ethnicity", 48),
    date("pers_dob"),
    text("pers_single_unique_id", 48),
    text("pers_upn_unknown", 6),
    text("pers_send_flag", 5),
    date("pers_expected_dob"),
    date("pers_death_date"),
    flag("pers_is_mother"),
    text("pers_nationality", 48),
)

ssd_family = Table(
    "ssd_family",
    metadata,
    key("fami_table_id"),
    link("fami_family_id"),
    person("fami_person_id"),
)

# A mother who is only a parent has no person row, so only the child's side is enforced.
ssd_mother = Table(
    "ssd_mother",
    metadata,
    key("moth_table_id"),
    link("moth_person_id"),
    person("moth_childs_person_id"),
    date("moth_childs_dob"),
)

ssd_address = Table(
    "ssd_address",
    metadata,
    key("addr_table_id"),
    person("addr_person_id", index=False),
    text("addr_address_type", 48),
    date("addr_address_start_date"),
    date("addr_address_end_date"),
    text("addr_address_postcode", 15, index=True),
    text("addr_address_json", 1000),
    Index(None, "addr_person_id", "addr_address_start_date"),
)

ssd_disability = Table(
    "ssd_disability",
    metadata,
    key("disa_table_id"),
    person("disa_person_id", nullable=False),
    Column("disa_disability_code", String(48), nullable=False),
)
