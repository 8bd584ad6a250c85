"""Care and court, special needs; whose records these are and what was loaded."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authorities",
        sa.Column("authority_code", sa.String(9), nullable=False),
        sa.Column("authority_name", sa.String(100), nullable=False),
        sa.Column("id_prefix", sa.String(20), nullable=False, server_default=sa.text("''")),
        sa.Column("source_kind", sa.String(20), nullable=False),
        sa.Column("child_population", sa.Integer()),
        sa.PrimaryKeyConstraint("authority_code", name="pk_authorities"),
    )
    op.create_table(
        "census_provenance",
        sa.Column("authority_code", sa.String(9), nullable=False),
        sa.Column("table_name", sa.String(60), nullable=False),
        sa.Column("row_id", sa.String(48), nullable=False),
        sa.Column("census_year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority_code", "table_name", "row_id", name="pk_census_provenance"),
    )
    op.create_table(
        "loads",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("authority_code", sa.String(9)),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("as_at", sa.DateTime()),
        sa.Column("synthetic", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("rows_read", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows_kept", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows_rejected", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows_queried", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("load_id", name="pk_loads"),
    )
    op.create_index("ix_loads_authority_code", "loads", ["authority_code"])
    op.create_index("ix_loads_sha256", "loads", ["sha256"])
    op.create_table(
        "ssd_ehcp_active_plans",
        sa.Column("ehcp_active_ehcp_id", sa.String(48), nullable=False),
        sa.Column("ehcp_ehcp_request_id", sa.String(48)),
        sa.Column("ehcp_active_ehcp_last_review_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("ehcp_active_ehcp_id", name="pk_ssd_ehcp_active_plans"),
    )
    op.create_index("ix_ssd_ehcp_active_plans_ehcp_ehcp_request_id", "ssd_ehcp_active_plans", ["ehcp_ehcp_request_id"])
    op.create_table(
        "ssd_ehcp_assessment",
        sa.Column("ehca_ehcp_assessment_id", sa.String(48), nullable=False),
        sa.Column("ehca_ehcp_request_id", sa.String(48)),
        sa.Column("ehca_ehcp_assessment_outcome_date", sa.DateTime()),
        sa.Column("ehca_ehcp_assessment_outcome", sa.String(100)),
        sa.Column("ehca_ehcp_assessment_exceptions", sa.String(100)),
        sa.PrimaryKeyConstraint("ehca_ehcp_assessment_id", name="pk_ssd_ehcp_assessment"),
    )
    op.create_index("ix_ssd_ehcp_assessment_ehca_ehcp_request_id", "ssd_ehcp_assessment", ["ehca_ehcp_request_id"])
    op.create_table(
        "ssd_ehcp_named_plan",
        sa.Column("ehcn_named_plan_id", sa.String(48), nullable=False),
        sa.Column("ehcn_ehcp_asmt_id", sa.String(48)),
        sa.Column("ehcn_named_plan_start_date", sa.DateTime()),
        sa.Column("ehcn_named_plan_ceased_date", sa.DateTime()),
        sa.Column("ehcn_named_plan_ceased_reason", sa.String(100)),
        sa.PrimaryKeyConstraint("ehcn_named_plan_id", name="pk_ssd_ehcp_named_plan"),
    )
    op.create_index("ix_ssd_ehcp_named_plan_ehcn_ehcp_asmt_id", "ssd_ehcp_named_plan", ["ehcn_ehcp_asmt_id"])
    op.create_table(
        "ssd_ehcp_requests",
        sa.Column("ehcr_ehcp_request_id", sa.String(48), nullable=False),
        sa.Column("ehcr_send_table_id", sa.String(48)),
        sa.Column("ehcr_ehcp_req_date", sa.DateTime()),
        sa.Column("ehcr_ehcp_req_outcome_date", sa.DateTime()),
        sa.Column("ehcr_ehcp_req_outcome", sa.String(100)),
        sa.PrimaryKeyConstraint("ehcr_ehcp_request_id", name="pk_ssd_ehcp_requests"),
    )
    op.create_index("ix_ssd_ehcp_requests_ehcr_send_table_id", "ssd_ehcp_requests", ["ehcr_send_table_id"])
    op.create_table(
        "ssd_sen_need",
        sa.Column("senn_table_id", sa.String(48), nullable=False),
        sa.Column("senn_active_ehcp_id", sa.String(48)),
        sa.Column("senn_active_ehcp_need_type", sa.String(100)),
        sa.Column("senn_active_ehcp_need_rank", sa.String(1)),
        sa.PrimaryKeyConstraint("senn_table_id", name="pk_ssd_sen_need"),
    )
    op.create_index("ix_ssd_sen_need_senn_active_ehcp_id", "ssd_sen_need", ["senn_active_ehcp_id"])
    op.create_table(
        "authority_people",
        sa.Column("person_id", sa.String(48), nullable=False),
        sa.Column("authority_code", sa.String(9), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_authority_people"),
        sa.ForeignKeyConstraint(
            ["authority_code"], ["authorities.authority_code"], name="fk_authority_people_authority_code"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_authority_people_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_authority_people_authority_code", "authority_people", ["authority_code"])
    op.create_table(
        "load_rejections",
        sa.Column("rejection_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(400)),
        sa.Column("line", sa.Integer()),
        sa.Column("entity", sa.String(60), nullable=False),
        sa.Column("record_key", sa.String(200)),
        sa.Column("field", sa.String(100)),
        sa.Column("value", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(20)),
        sa.Column("treatment", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("rejection_id", name="pk_load_rejections"),
        sa.ForeignKeyConstraint(["load_id"], ["loads.load_id"], name="fk_load_rejections_load_id"),
    )
    op.create_index("ix_load_rejections_load_id", "load_rejections", ["load_id"])
    op.create_table(
        "load_tables",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(60), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows_kept", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("missing_columns", sa.Text()),
        sa.PrimaryKeyConstraint("load_id", "table_name", name="pk_load_tables"),
        sa.ForeignKeyConstraint(["load_id"], ["loads.load_id"], name="fk_load_tables_load_id"),
    )
    op.create_table(
        "ssd_cla_episodes",
        sa.Column("clae_cla_episode_id", sa.String(48), nullable=False),
        sa.Column("clae_person_id", sa.String(48)),
        sa.Column("clae_cla_placement_id", sa.String(48)),
        sa.Column("clae_cla_episode_start_date", sa.DateTime()),
        sa.Column("clae_cla_episode_start_reason", sa.String(100)),
        sa.Column("clae_cla_primary_need_code", sa.String(3)),
        sa.Column("clae_cla_episode_ceased_date", sa.DateTime()),
        sa.Column("clae_cla_episode_ceased_reason", sa.String(255)),
        sa.Column("clae_cla_id", sa.String(48)),
        sa.Column("clae_referral_id", sa.String(48)),
        sa.Column("clae_cla_last_iro_contact_date", sa.DateTime()),
        sa.Column("clae_entered_care_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("clae_cla_episode_id", name="pk_ssd_cla_episodes"),
        sa.ForeignKeyConstraint(
            ["clae_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cla_episodes_clae_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_cla_episodes_clae_person_id",
        "ssd_cla_episodes",
        ["clae_person_id", "clae_cla_episode_start_date"],
    )
    op.create_index("ix_ssd_cla_episodes_clae_referral_id", "ssd_cla_episodes", ["clae_referral_id"])
    op.create_table(
        "ssd_legal_status",
        sa.Column("lega_legal_status_id", sa.String(48), nullable=False),
        sa.Column("lega_person_id", sa.String(48)),
        sa.Column("lega_legal_status", sa.String(100)),
        sa.Column("lega_legal_status_start_date", sa.DateTime()),
        sa.Column("lega_legal_status_end_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("lega_legal_status_id", name="pk_ssd_legal_status"),
        sa.ForeignKeyConstraint(
            ["lega_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_legal_status_lega_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_legal_status_lega_person_id",
        "ssd_legal_status",
        ["lega_person_id", "lega_legal_status_start_date"],
    )
    op.create_table(
        "ssd_missing",
        sa.Column("miss_table_id", sa.String(48), nullable=False),
        sa.Column("miss_person_id", sa.String(48)),
        sa.Column("miss_missing_episode_start_date", sa.DateTime()),
        sa.Column("miss_missing_episode_type", sa.String(100)),
        sa.Column("miss_missing_episode_end_date", sa.DateTime()),
        sa.Column("miss_missing_rhi_offered", sa.String(2)),
        sa.Column("miss_missing_rhi_accepted", sa.String(2)),
        sa.PrimaryKeyConstraint("miss_table_id", name="pk_ssd_missing"),
        sa.ForeignKeyConstraint(
            ["miss_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_missing_miss_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_missing_miss_person_id", "ssd_missing", ["miss_person_id", "miss_missing_episode_start_date"]
    )
    op.create_table(
        "ssd_pre_proceedings",
        sa.Column("prep_table_id", sa.String(48), nullable=False),
        sa.Column("prep_person_id", sa.String(48)),
        sa.Column("prep_plo_family_id", sa.String(48)),
        sa.Column("prep_pre_pro_decision_date", sa.DateTime()),
        sa.Column("prep_initial_pre_pro_meeting_date", sa.DateTime()),
        sa.Column("prep_pre_pro_outcome", sa.String(100)),
        sa.Column("prep_agree_stepdown_issue_date", sa.DateTime()),
        sa.Column("prep_cp_plans_referral_period", sa.Integer()),
        sa.Column("prep_legal_gateway_outcome", sa.String(100)),
        sa.Column("prep_prev_pre_proc_child", sa.Integer()),
        sa.Column("prep_prev_care_proc_child", sa.Integer()),
        sa.Column("prep_pre_pro_letter_date", sa.DateTime()),
        sa.Column("prep_care_pro_letter_date", sa.DateTime()),
        sa.Column("prep_pre_pro_meetings_num", sa.Integer()),
        sa.Column("prep_pre_pro_parents_legal_rep", sa.String(1)),
        sa.Column("prep_parents_legal_rep_point_of_issue", sa.String(2)),
        sa.Column("prep_court_reference", sa.String(48)),
        sa.Column("prep_care_proc_court_hearings", sa.Integer()),
        sa.Column("prep_care_proc_short_notice", sa.String(1)),
        sa.Column("prep_proc_short_notice_reason", sa.String(100)),
        sa.Column("prep_la_inital_plan_approved", sa.String(1)),
        sa.Column("prep_la_initial_care_plan", sa.String(100)),
        sa.Column("prep_la_final_plan_approved", sa.String(1)),
        sa.Column("prep_la_final_care_plan", sa.String(100)),
        sa.PrimaryKeyConstraint("prep_table_id", name="pk_ssd_pre_proceedings"),
        sa.ForeignKeyConstraint(
            ["prep_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_pre_proceedings_prep_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_pre_proceedings_prep_person_id",
        "ssd_pre_proceedings",
        ["prep_person_id", "prep_pre_pro_decision_date"],
    )
    op.create_index("ix_ssd_pre_proceedings_prep_plo_family_id", "ssd_pre_proceedings", ["prep_plo_family_id"])
    op.create_table(
        "ssd_send",
        sa.Column("send_table_id", sa.String(48), nullable=False),
        sa.Column("send_person_id", sa.String(48)),
        sa.Column("send_upn", sa.String(48)),
        sa.Column("send_uln", sa.String(48)),
        sa.Column("send_upn_unknown", sa.String(6)),
        sa.PrimaryKeyConstraint("send_table_id", name="pk_ssd_send"),
        sa.ForeignKeyConstraint(
            ["send_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_send_send_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_send_send_person_id", "ssd_send", ["send_person_id"])
    op.create_index("ix_ssd_send_send_upn", "ssd_send", ["send_upn"])


def downgrade() -> None:
    for table in (
        "ssd_send",
        "ssd_pre_proceedings",
        "ssd_missing",
        "ssd_legal_status",
        "ssd_cla_episodes",
        "load_tables",
        "load_rejections",
        "authority_people",
        "ssd_sen_need",
        "ssd_ehcp_requests",
        "ssd_ehcp_named_plan",
        "ssd_ehcp_assessment",
        "ssd_ehcp_active_plans",
        "loads",
        "census_provenance",
        "authorities",
    ):
        op.drop_table(table)
