"""SSD tables from a child's first contact to the end of an assessment: contacts, early help, referrals,
assessments and the factors found, section 47 enquiries.

`ssd_cin_episodes` holds one row per referral.
"""

from sqlalchemy import Column, Index, String, Table, Text

from data.records.columns import (
    LOCAL_ID,
    child_of,
    date,
    flag,
    key,
    link,
    metadata,
    person,
    text,
    unused_link,
)

ssd_contacts = Table(
    "ssd_contacts",
    metadata,
    key("cont_contact_id"),
    person("cont_person_id", index=False),
    date("cont_contact_date"),
    text("cont_contact_source_code", 48),
    text("cont_contact_source_desc", 255),
    text("cont_contact_outcome_json", 4000),
    Index(None, "cont_person_id", "cont_contact_date"),
)

ssd_early_help_episodes = Table(
    "ssd_early_help_episodes",
    metadata,
    key("earl_episode_id"),
    person("earl_person_id", index=False),
    date("earl_episode_start_date"),
    date("earl_episode_end_date"),
    Column("earl_episode_reason", Text),
    Column("earl_episode_end_reason", Text),
    Column("earl_episode_organisation", Text),
    unused_link("earl_episode_worker_id", 100),
    Index(None, "earl_person_id", "earl_episode_start_date"),
)

ssd_cin_episodes = Table(
    "ssd_cin_episodes",
    metadata,
    key("cine_referral_id"),
    person("cine_person_id", index=False),
    date("cine_referral_date"),
    text("cine_cin_primary_need_code", 3),
    text("cine_referral_source_code", 48),
    text("cine_referral_source_desc", 255),
    text("cine_referral_outcome_json", 4000),
    flag("cine_referral_nfa"),
    text("cine_close_reason", 100),
    date("cine_close_date"),
    link("cine_referral_team"),
    unused_link("cine_referral_worker_id"),
    Index(None, "cine_person_id", "cine_referral_date"),
)

ssd_cin_assessments = Table(
    "ssd_cin_assessments",
    metadata,
    key("cina_assessment_id"),
    person("cina_person_id", index=False),
    link("cina_referral_id"),
    date("cina_assessment_start_date"),
    flag("cina_assessment_child_seen"),
    date("cina_assessment_auth_date"),
    text("cina_assessment_outcome_json", 1000),
    flag("cina_assessment_outcome_nfa"),
    link("cina_assessment_team"),
    unused_link("cina_assessment_worker_id", 100),
    Index(None, "cina_person_id", "cina_assessment_start_date"),
)

ssd_assessment_factors = Table(
    "ssd_assessment_factors",
    metadata,
    key("cinf_table_id"),
    Column(
        "cinf_assessment_id",
        String(48),
        child_of("ssd_cin_assessments.cina_assessment_id"),
        primary_key=True,
        index=True,
        info={LOCAL_ID: True},
    ),
    Column("cinf_assessment_factors_json", Text),
)

ssd_s47_enquiry = Table(
    "ssd_s47_enquiry",
    metadata,
    key("s47e_s47_enquiry_id"),
    link("s47e_referral_id"),
    person("s47e_person_id", index=False),
    date("s47e_s47_start_date"),
    date("s47e_s47_end_date"),
    flag("s47e_s47_nfa"),
    text("s47e_s47_outcome_json", 1000),
    link("s47e_s47_completed_by_team"),
    unused_link("s47e_s47_completed_by_worker_id", 100),
    Index(None, "s47e_person_id", "s47e_s47_start_date"),
)
