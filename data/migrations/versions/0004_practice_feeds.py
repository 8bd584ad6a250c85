"""Extension tables about the work on a plan."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_x_core_group_meetings",
        sa.Column("corg_meeting_id", sa.String(48), nullable=False),
        sa.Column("corg_person_id", sa.String(48)),
        sa.Column("corg_plan_type", sa.String(3)),
        sa.Column("corg_plan_id", sa.String(48)),
        sa.Column("corg_due_date", sa.DateTime()),
        sa.Column("corg_held_date", sa.DateTime()),
        sa.Column("corg_meeting_type", sa.String(20)),
        sa.Column("corg_agencies_invited", sa.Integer()),
        sa.Column("corg_agencies_present", sa.Integer()),
        sa.Column("corg_health_present", sa.String(1)),
        sa.Column("corg_education_present", sa.String(1)),
        sa.Column("corg_parents_attended", sa.String(1)),
        sa.Column("corg_contingency_restated", sa.String(1)),
        sa.Column("corg_source_agency", sa.String(48)),
        sa.Column("corg_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("corg_meeting_id", name="pk_ssd_x_core_group_meetings"),
        sa.ForeignKeyConstraint(
            ["corg_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_core_group_meetings_corg_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_core_group_meetings_corg_person_id",
        "ssd_x_core_group_meetings",
        ["corg_person_id", "corg_due_date"],
    )
    op.create_index("ix_ssd_x_core_group_meetings_corg_plan_id", "ssd_x_core_group_meetings", ["corg_plan_id"])
    op.create_table(
        "ssd_x_escalations",
        sa.Column("escl_escalation_id", sa.String(48), nullable=False),
        sa.Column("escl_person_id", sa.String(48)),
        sa.Column("escl_plan_type", sa.String(3)),
        sa.Column("escl_plan_id", sa.String(48)),
        sa.Column("escl_raised_date", sa.DateTime()),
        sa.Column("escl_raised_by_agency", sa.String(100)),
        sa.Column("escl_raised_to_agency", sa.String(100)),
        sa.Column("escl_stage", sa.Integer()),
        sa.Column("escl_reason", sa.String(100)),
        sa.Column("escl_target_resolution_date", sa.DateTime()),
        sa.Column("escl_resolved_date", sa.DateTime()),
        sa.Column("escl_resolution", sa.String(48)),
        sa.Column("escl_child_impact_note", sa.String(500)),
        sa.Column("escl_source_agency", sa.String(48)),
        sa.Column("escl_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("escl_escalation_id", name="pk_ssd_x_escalations"),
        sa.ForeignKeyConstraint(
            ["escl_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_escalations_escl_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_escalations_escl_person_id", "ssd_x_escalations", ["escl_person_id", "escl_raised_date"])
    op.create_index("ix_ssd_x_escalations_escl_plan_id", "ssd_x_escalations", ["escl_plan_id"])
    op.create_table(
        "ssd_x_flag_reviews",
        sa.Column("flrv_review_id", sa.String(48), nullable=False),
        sa.Column("flrv_person_id", sa.String(48)),
        sa.Column("flrv_household_key", sa.String(48)),
        sa.Column("flrv_flag", sa.String(48)),
        sa.Column("flrv_reason", sa.String(500)),
        sa.Column("flrv_action", sa.String(500)),
        sa.Column("flrv_next_look_date", sa.DateTime()),
        sa.Column("flrv_author", sa.String(100)),
        sa.Column("flrv_reviewed_date", sa.DateTime()),
        sa.Column("flrv_source_agency", sa.String(48)),
        sa.Column("flrv_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("flrv_review_id", name="pk_ssd_x_flag_reviews"),
        sa.ForeignKeyConstraint(
            ["flrv_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_flag_reviews_flrv_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_flag_reviews_flrv_household_key", "ssd_x_flag_reviews", ["flrv_household_key"])
    op.create_index(
        "ix_ssd_x_flag_reviews_flrv_person_id", "ssd_x_flag_reviews", ["flrv_person_id", "flrv_reviewed_date"]
    )
    op.create_table(
        "ssd_x_neglect_tools",
        sa.Column("negt_tool_id", sa.String(48), nullable=False),
        sa.Column("negt_person_id", sa.String(48)),
        sa.Column("negt_family_group_id", sa.String(48)),
        sa.Column("negt_referral_id", sa.String(48)),
        sa.Column("negt_tool_name", sa.String(100)),
        sa.Column("negt_tool_version", sa.String(20)),
        sa.Column("negt_completed_date", sa.DateTime()),
        sa.Column("negt_completed_by_role", sa.String(100)),
        sa.Column("negt_agency", sa.String(100)),
        sa.Column("negt_purpose", sa.String(20)),
        sa.Column("negt_overall_score", sa.Float()),
        sa.Column("negt_scale_min", sa.Float()),
        sa.Column("negt_scale_max", sa.Float()),
        sa.Column("negt_higher_is_worse", sa.String(1)),
        sa.Column("negt_overall_band", sa.String(48)),
        sa.Column("negt_shared_at_meeting_id", sa.String(48)),
        sa.Column("negt_source_agency", sa.String(48)),
        sa.Column("negt_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("negt_tool_id", name="pk_ssd_x_neglect_tools"),
        sa.ForeignKeyConstraint(
            ["negt_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_neglect_tools_negt_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_neglect_tools_negt_family_group_id", "ssd_x_neglect_tools", ["negt_family_group_id"])
    op.create_index(
        "ix_ssd_x_neglect_tools_negt_person_id",
        "ssd_x_neglect_tools",
        ["negt_person_id", "negt_completed_date"],
    )
    op.create_index("ix_ssd_x_neglect_tools_negt_referral_id", "ssd_x_neglect_tools", ["negt_referral_id"])
    op.create_index(
        "ix_ssd_x_neglect_tools_negt_shared_at_meeting_id",
        "ssd_x_neglect_tools",
        ["negt_shared_at_meeting_id"],
    )
    op.create_table(
        "ssd_x_parenting_capacity",
        sa.Column("parc_table_id", sa.String(48), nullable=False),
        sa.Column("parc_person_id", sa.String(48)),
        sa.Column("parc_parent_person_id", sa.String(48)),
        sa.Column("parc_parent_role", sa.String(20)),
        sa.Column("parc_assessed_date", sa.DateTime()),
        sa.Column("parc_tool_name", sa.String(100)),
        sa.Column("parc_capacity_rating", sa.Integer()),
        sa.Column("parc_motivation_rating", sa.Integer()),
        sa.Column("parc_scale_min", sa.Integer()),
        sa.Column("parc_scale_max", sa.Integer()),
        sa.Column("parc_engagement", sa.String(20)),
        sa.Column("parc_unique_need", sa.String(200)),
        sa.Column("parc_support_offered_flag", sa.String(1)),
        sa.Column("parc_source_agency", sa.String(48)),
        sa.Column("parc_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("parc_table_id", name="pk_ssd_x_parenting_capacity"),
        sa.ForeignKeyConstraint(
            ["parc_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_parenting_capacity_parc_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_parenting_capacity_parc_parent_person_id",
        "ssd_x_parenting_capacity",
        ["parc_parent_person_id"],
    )
    op.create_index(
        "ix_ssd_x_parenting_capacity_parc_person_id",
        "ssd_x_parenting_capacity",
        ["parc_person_id", "parc_assessed_date"],
    )
    op.create_table(
        "ssd_x_plan_actions",
        sa.Column("pact_action_id", sa.String(48), nullable=False),
        sa.Column("pact_person_id", sa.String(48)),
        sa.Column("pact_plan_type", sa.String(3)),
        sa.Column("pact_plan_id", sa.String(48)),
        sa.Column("pact_plan_start_date", sa.DateTime()),
        sa.Column("pact_action_text", sa.String(500)),
        sa.Column("pact_neglect_theme", sa.String(48)),
        sa.Column("pact_lead_agency", sa.String(100)),
        sa.Column("pact_lead_role", sa.String(100)),
        sa.Column("pact_due_date", sa.DateTime()),
        sa.Column("pact_original_due_date", sa.DateTime()),
        sa.Column("pact_times_extended", sa.Integer()),
        sa.Column("pact_completed_date", sa.DateTime()),
        sa.Column("pact_status", sa.String(20)),
        sa.Column("pact_outcome", sa.String(20)),
        sa.Column("pact_last_reviewed_date", sa.DateTime()),
        sa.Column("pact_source_agency", sa.String(48)),
        sa.Column("pact_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("pact_action_id", name="pk_ssd_x_plan_actions"),
        sa.ForeignKeyConstraint(
            ["pact_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_plan_actions_pact_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_plan_actions_pact_person_id", "ssd_x_plan_actions", ["pact_person_id", "pact_due_date"])
    op.create_index("ix_ssd_x_plan_actions_pact_plan_id", "ssd_x_plan_actions", ["pact_plan_id"])
    op.create_table(
        "ssd_x_plan_escalation_contact",
        sa.Column("plec_table_id", sa.String(48), nullable=False),
        sa.Column("plec_person_id", sa.String(48)),
        sa.Column("plec_plan_type", sa.String(3)),
        sa.Column("plec_plan_id", sa.String(48)),
        sa.Column("plec_plan_start_date", sa.DateTime()),
        sa.Column("plec_contact_role", sa.String(100)),
        sa.Column("plec_contact_name", sa.String(200)),
        sa.Column("plec_contact_phone_or_email", sa.String(200)),
        sa.Column("plec_agency", sa.String(100)),
        sa.Column("plec_start_date", sa.DateTime()),
        sa.Column("plec_end_date", sa.DateTime()),
        sa.Column("plec_verified_date", sa.DateTime()),
        sa.Column("plec_restated_at_review_date", sa.DateTime()),
        sa.Column("plec_restated_review_id", sa.String(48)),
        sa.Column("plec_source_agency", sa.String(48)),
        sa.Column("plec_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("plec_table_id", name="pk_ssd_x_plan_escalation_contact"),
        sa.ForeignKeyConstraint(
            ["plec_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_plan_escalation_contact_plec_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_plan_escalation_contact_plec_person_id",
        "ssd_x_plan_escalation_contact",
        ["plec_person_id", "plec_start_date"],
    )
    op.create_index("ix_ssd_x_plan_escalation_contact_plec_plan_id", "ssd_x_plan_escalation_contact", ["plec_plan_id"])
    op.create_index(
        "ix_ssd_x_plan_escalation_contact_plec_restated_review_id",
        "ssd_x_plan_escalation_contact",
        ["plec_restated_review_id"],
    )
    op.create_table(
        "ssd_x_reflective_supervision",
        sa.Column("refs_session_id", sa.String(48), nullable=False),
        sa.Column("refs_session_date", sa.DateTime()),
        sa.Column("refs_theme", sa.String(100)),
        sa.Column("refs_facilitator_agency", sa.String(100)),
        sa.Column("refs_child_person_id", sa.String(48)),
        sa.Column("refs_family_group_id", sa.String(48)),
        sa.Column("refs_agreed_actions_count", sa.Integer()),
        sa.Column("refs_source_agency", sa.String(48)),
        sa.Column("refs_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("refs_session_id", name="pk_ssd_x_reflective_supervision"),
        sa.ForeignKeyConstraint(
            ["refs_child_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_reflective_supervision_refs_child_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_reflective_supervision_refs_child_person_id",
        "ssd_x_reflective_supervision",
        ["refs_child_person_id", "refs_session_date"],
    )
    op.create_index(
        "ix_ssd_x_reflective_supervision_refs_family_group_id",
        "ssd_x_reflective_supervision",
        ["refs_family_group_id"],
    )
    op.create_table(
        "ssd_x_neglect_tool_items",
        sa.Column("neti_item_id", sa.String(48), nullable=False),
        sa.Column("neti_tool_id", sa.String(48)),
        sa.Column("neti_domain", sa.String(100)),
        sa.Column("neti_score", sa.Float()),
        sa.Column("neti_child_id", sa.String(48)),
        sa.Column("neti_source_agency", sa.String(48)),
        sa.Column("neti_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("neti_item_id", name="pk_ssd_x_neglect_tool_items"),
        sa.ForeignKeyConstraint(
            ["neti_tool_id"],
            ["ssd_x_neglect_tools.negt_tool_id"],
            name="fk_ssd_x_neglect_tool_items_neti_tool_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_neglect_tool_items_neti_child_id", "ssd_x_neglect_tool_items", ["neti_child_id"])
    op.create_index("ix_ssd_x_neglect_tool_items_neti_tool_id", "ssd_x_neglect_tool_items", ["neti_tool_id"])
    op.create_table(
        "ssd_x_reflective_attendance",
        sa.Column("refa_table_id", sa.String(48), nullable=False),
        sa.Column("refa_session_id", sa.String(48)),
        sa.Column("refa_agency", sa.String(100)),
        sa.Column("refa_role", sa.String(100)),
        sa.Column("refa_level", sa.String(20)),
        sa.Column("refa_source_agency", sa.String(48)),
        sa.Column("refa_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("refa_table_id", name="pk_ssd_x_reflective_attendance"),
        sa.ForeignKeyConstraint(
            ["refa_session_id"],
            ["ssd_x_reflective_supervision.refs_session_id"],
            name="fk_ssd_x_reflective_attendance_refa_session_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_reflective_attendance_refa_session_id", "ssd_x_reflective_attendance", ["refa_session_id"]
    )


def downgrade() -> None:
    for table in (
        "ssd_x_reflective_attendance",
        "ssd_x_neglect_tool_items",
        "ssd_x_reflective_supervision",
        "ssd_x_plan_escalation_contact",
        "ssd_x_plan_actions",
        "ssd_x_parenting_capacity",
        "ssd_x_neglect_tools",
        "ssd_x_flag_reviews",
        "ssd_x_escalations",
        "ssd_x_core_group_meetings",
    ):
        op.drop_table(table)
