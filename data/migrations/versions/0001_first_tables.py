"""The first of the Standard Safeguarding Dataset's tables: people and the front door."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_person",
        sa.Column("pers_person_id", sa.String(48), nullable=False),
        sa.Column("pers_legacy_id", sa.String(48)),
        sa.Column("pers_upn", sa.String(13)),
        sa.Column("pers_forename", sa.String(100)),
        sa.Column("pers_surname", sa.String(255)),
        sa.Column("pers_sex", sa.String(20)),
        sa.Column("pers_gender", sa.String(10)),
        sa.Column("pers_ethnicity", sa.String(48)),
        sa.Column("pers_dob", sa.DateTime()),
        sa.Column("pers_single_unique_id", sa.String(48)),
        sa.Column("pers_upn_unknown", sa.String(6)),
        sa.Column("pers_send_flag", sa.String(5)),
        sa.Column("pers_expected_dob", sa.DateTime()),
        sa.Column("pers_death_date", sa.DateTime()),
        sa.Column("pers_is_mother", sa.String(1)),
        sa.Column("pers_nationality", sa.String(48)),
        sa.PrimaryKeyConstraint("pers_person_id", name="pk_ssd_person"),
    )
    op.create_index("ix_ssd_person_pers_legacy_id", "ssd_person", ["pers_legacy_id"])
    op.create_index("ix_ssd_person_pers_upn", "ssd_person", ["pers_upn"])
    op.create_table(
        "ssd_address",
        sa.Column("addr_table_id", sa.String(48), nullable=False),
        sa.Column("addr_person_id", sa.String(48)),
        sa.Column("addr_address_type", sa.String(48)),
        sa.Column("addr_address_start_date", sa.DateTime()),
        sa.Column("addr_address_end_date", sa.DateTime()),
        sa.Column("addr_address_postcode", sa.String(15)),
        sa.Column("addr_address_json", sa.String(1000)),
        sa.PrimaryKeyConstraint("addr_table_id", name="pk_ssd_address"),
        sa.ForeignKeyConstraint(
            ["addr_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_address_addr_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_address_addr_address_postcode", "ssd_address", ["addr_address_postcode"])
    op.create_index("ix_ssd_address_addr_person_id", "ssd_address", ["addr_person_id", "addr_address_start_date"])
    op.create_table(
        "ssd_cin_assessments",
        sa.Column("cina_assessment_id", sa.String(48), nullable=False),
        sa.Column("cina_person_id", sa.String(48)),
        sa.Column("cina_referral_id", sa.String(48)),
        sa.Column("cina_assessment_start_date", sa.DateTime()),
        sa.Column("cina_assessment_child_seen", sa.String(1)),
        sa.Column("cina_assessment_auth_date", sa.DateTime()),
        sa.Column("cina_assessment_outcome_json", sa.String(1000)),
        sa.Column("cina_assessment_outcome_nfa", sa.String(1)),
        sa.Column("cina_assessment_team", sa.String(48)),
        sa.Column("cina_assessment_worker_id", sa.String(100)),
        sa.PrimaryKeyConstraint("cina_assessment_id", name="pk_ssd_cin_assessments"),
        sa.ForeignKeyConstraint(
            ["cina_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cin_assessments_cina_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cin_assessments_cina_assessment_team", "ssd_cin_assessments", ["cina_assessment_team"])
    op.create_index(
        "ix_ssd_cin_assessments_cina_person_id",
        "ssd_cin_assessments",
        ["cina_person_id", "cina_assessment_start_date"],
    )
    op.create_index("ix_ssd_cin_assessments_cina_referral_id", "ssd_cin_assessments", ["cina_referral_id"])
    op.create_table(
        "ssd_cin_episodes",
        sa.Column("cine_referral_id", sa.String(48), nullable=False),
        sa.Column("cine_person_id", sa.String(48)),
        sa.Column("cine_referral_date", sa.DateTime()),
        sa.Column("cine_cin_primary_need_code", sa.String(3)),
        sa.Column("cine_referral_source_code", sa.String(48)),
        sa.Column("cine_referral_source_desc", sa.String(255)),
        sa.Column("cine_referral_outcome_json", sa.String(4000)),
        sa.Column("cine_referral_nfa", sa.String(1)),
        sa.Column("cine_close_reason", sa.String(100)),
        sa.Column("cine_close_date", sa.DateTime()),
        sa.Column("cine_referral_team", sa.String(48)),
        sa.Column("cine_referral_worker_id", sa.String(48)),
        sa.PrimaryKeyConstraint("cine_referral_id", name="pk_ssd_cin_episodes"),
        sa.ForeignKeyConstraint(
            ["cine_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cin_episodes_cine_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cin_episodes_cine_person_id", "ssd_cin_episodes", ["cine_person_id", "cine_referral_date"])
    op.create_index("ix_ssd_cin_episodes_cine_referral_team", "ssd_cin_episodes", ["cine_referral_team"])
    op.create_table(
        "ssd_contacts",
        sa.Column("cont_contact_id", sa.String(48), nullable=False),
        sa.Column("cont_person_id", sa.String(48)),
        sa.Column("cont_contact_date", sa.DateTime()),
        sa.Column("cont_contact_source_code", sa.String(48)),
        sa.Column("cont_contact_source_desc", sa.String(255)),
        sa.Column("cont_contact_outcome_json", sa.String(4000)),
        sa.PrimaryKeyConstraint("cont_contact_id", name="pk_ssd_contacts"),
        sa.ForeignKeyConstraint(
            ["cont_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_contacts_cont_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_contacts_cont_person_id", "ssd_contacts", ["cont_person_id", "cont_contact_date"])
    op.create_table(
        "ssd_disability",
        sa.Column("disa_table_id", sa.String(48), nullable=False),
        sa.Column("disa_person_id", sa.String(48), nullable=False),
        sa.Column("disa_disability_code", sa.String(48), nullable=False),
        sa.PrimaryKeyConstraint("disa_table_id", name="pk_ssd_disability"),
        sa.ForeignKeyConstraint(
            ["disa_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_disability_disa_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_disability_disa_person_id", "ssd_disability", ["disa_person_id"])
    op.create_table(
        "ssd_early_help_episodes",
        sa.Column("earl_episode_id", sa.String(48), nullable=False),
        sa.Column("earl_person_id", sa.String(48)),
        sa.Column("earl_episode_start_date", sa.DateTime()),
        sa.Column("earl_episode_end_date", sa.DateTime()),
        sa.Column("earl_episode_reason", sa.Text()),
        sa.Column("earl_episode_end_reason", sa.Text()),
        sa.Column("earl_episode_organisation", sa.Text()),
        sa.Column("earl_episode_worker_id", sa.String(100)),
        sa.PrimaryKeyConstraint("earl_episode_id", name="pk_ssd_early_help_episodes"),
        sa.ForeignKeyConstraint(
            ["earl_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_early_help_episodes_earl_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_early_help_episodes_earl_person_id",
        "ssd_early_help_episodes",
        ["earl_person_id", "earl_episode_start_date"],
    )
    op.create_table(
        "ssd_family",
        sa.Column("fami_table_id", sa.String(48), nullable=False),
        sa.Column("fami_family_id", sa.String(48)),
        sa.Column("fami_person_id", sa.String(48)),
        sa.PrimaryKeyConstraint("fami_table_id", name="pk_ssd_family"),
        sa.ForeignKeyConstraint(
            ["fami_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_family_fami_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_family_fami_family_id", "ssd_family", ["fami_family_id"])
    op.create_index("ix_ssd_family_fami_person_id", "ssd_family", ["fami_person_id"])
    op.create_table(
        "ssd_mother",
        sa.Column("moth_table_id", sa.String(48), nullable=False),
        sa.Column("moth_person_id", sa.String(48)),
        sa.Column("moth_childs_person_id", sa.String(48)),
        sa.Column("moth_childs_dob", sa.DateTime()),
        sa.PrimaryKeyConstraint("moth_table_id", name="pk_ssd_mother"),
        sa.ForeignKeyConstraint(
            ["moth_childs_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_mother_moth_childs_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_mother_moth_childs_person_id", "ssd_mother", ["moth_childs_person_id"])
    op.create_index("ix_ssd_mother_moth_person_id", "ssd_mother", ["moth_person_id"])
    op.create_table(
        "ssd_s47_enquiry",
        sa.Column("s47e_s47_enquiry_id", sa.String(48), nullable=False),
        sa.Column("s47e_referral_id", sa.String(48)),
        sa.Column("s47e_person_id", sa.String(48)),
        sa.Column("s47e_s47_start_date", sa.DateTime()),
        sa.Column("s47e_s47_end_date", sa.DateTime()),
        sa.Column("s47e_s47_nfa", sa.String(1)),
        sa.Column("s47e_s47_outcome_json", sa.String(1000)),
        sa.Column("s47e_s47_completed_by_team", sa.String(48)),
        sa.Column("s47e_s47_completed_by_worker_id", sa.String(100)),
        sa.PrimaryKeyConstraint("s47e_s47_enquiry_id", name="pk_ssd_s47_enquiry"),
        sa.ForeignKeyConstraint(
            ["s47e_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_s47_enquiry_s47e_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_s47_enquiry_s47e_person_id", "ssd_s47_enquiry", ["s47e_person_id", "s47e_s47_start_date"])
    op.create_index("ix_ssd_s47_enquiry_s47e_referral_id", "ssd_s47_enquiry", ["s47e_referral_id"])
    op.create_index("ix_ssd_s47_enquiry_s47e_s47_completed_by_team", "ssd_s47_enquiry", ["s47e_s47_completed_by_team"])
    op.create_table(
        "ssd_assessment_factors",
        sa.Column("cinf_table_id", sa.String(48), nullable=False),
        sa.Column("cinf_assessment_id", sa.String(48), nullable=False),
        sa.Column("cinf_assessment_factors_json", sa.Text()),
        sa.PrimaryKeyConstraint("cinf_table_id", "cinf_assessment_id", name="pk_ssd_assessment_factors"),
        sa.ForeignKeyConstraint(
            ["cinf_assessment_id"],
            ["ssd_cin_assessments.cina_assessment_id"],
            name="fk_ssd_assessment_factors_cinf_assessment_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_assessment_factors_cinf_assessment_id", "ssd_assessment_factors", ["cinf_assessment_id"])


def downgrade() -> None:
    for table in (
        "ssd_assessment_factors",
        "ssd_s47_enquiry",
        "ssd_mother",
        "ssd_family",
        "ssd_early_help_episodes",
        "ssd_disability",
        "ssd_contacts",
        "ssd_cin_episodes",
        "ssd_cin_assessments",
        "ssd_address",
        "ssd_person",
    ):
        op.drop_table(table)
