"""Conferences, plans, visits and reviews; who works a case."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_department",
        sa.Column("dept_team_id", sa.String(48), nullable=False),
        sa.Column("dept_team_name", sa.String(255)),
        sa.Column("dept_team_parent_id", sa.String(48)),
        sa.Column("dept_team_parent_name", sa.String(255)),
        sa.PrimaryKeyConstraint("dept_team_id", name="pk_ssd_department"),
    )
    op.create_index("ix_ssd_department_dept_team_parent_id", "ssd_department", ["dept_team_parent_id"])
    op.create_table(
        "ssd_professionals",
        sa.Column("prof_professional_id", sa.String(48), nullable=False),
        sa.Column("prof_staff_id", sa.String(48)),
        sa.Column("prof_professional_name", sa.String(300)),
        sa.Column("prof_social_worker_registration_no", sa.String(48)),
        sa.Column("prof_agency_worker_flag", sa.String(1)),
        sa.Column("prof_professional_job_title", sa.String(500)),
        sa.Column("prof_professional_caseload", sa.Integer()),
        sa.Column("prof_professional_department", sa.String(100)),
        sa.Column("prof_full_time_equivalency", sa.Float()),
        sa.PrimaryKeyConstraint("prof_professional_id", name="pk_ssd_professionals"),
    )
    op.create_table(
        "ssd_cin_plans",
        sa.Column("cinp_cin_plan_id", sa.String(48), nullable=False),
        sa.Column("cinp_referral_id", sa.String(48)),
        sa.Column("cinp_person_id", sa.String(48)),
        sa.Column("cinp_cin_plan_start_date", sa.DateTime()),
        sa.Column("cinp_cin_plan_end_date", sa.DateTime()),
        sa.Column("cinp_cin_plan_team", sa.String(48)),
        sa.Column("cinp_cin_plan_worker_id", sa.String(100)),
        sa.PrimaryKeyConstraint("cinp_cin_plan_id", name="pk_ssd_cin_plans"),
        sa.ForeignKeyConstraint(
            ["cinp_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cin_plans_cinp_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cin_plans_cinp_cin_plan_team", "ssd_cin_plans", ["cinp_cin_plan_team"])
    op.create_index("ix_ssd_cin_plans_cinp_person_id", "ssd_cin_plans", ["cinp_person_id", "cinp_cin_plan_start_date"])
    op.create_index("ix_ssd_cin_plans_cinp_referral_id", "ssd_cin_plans", ["cinp_referral_id"])
    op.create_table(
        "ssd_cin_visits",
        sa.Column("cinv_cin_visit_id", sa.String(48), nullable=False),
        sa.Column("cinv_person_id", sa.String(48)),
        sa.Column("cinv_cin_visit_date", sa.DateTime()),
        sa.Column("cinv_cin_visit_seen", sa.String(1)),
        sa.Column("cinv_cin_visit_seen_alone", sa.String(1)),
        sa.Column("cinv_cin_visit_bedroom", sa.String(1)),
        sa.PrimaryKeyConstraint("cinv_cin_visit_id", name="pk_ssd_cin_visits"),
        sa.ForeignKeyConstraint(
            ["cinv_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cin_visits_cinv_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cin_visits_cinv_person_id", "ssd_cin_visits", ["cinv_person_id", "cinv_cin_visit_date"])
    op.create_table(
        "ssd_cp_plans",
        sa.Column("cppl_cp_plan_id", sa.String(48), nullable=False),
        sa.Column("cppl_referral_id", sa.String(48)),
        sa.Column("cppl_icpc_id", sa.String(48)),
        sa.Column("cppl_person_id", sa.String(48)),
        sa.Column("cppl_cp_plan_start_date", sa.DateTime()),
        sa.Column("cppl_cp_plan_end_date", sa.DateTime()),
        sa.Column("cppl_cp_plan_ola", sa.String(1)),
        sa.Column("cppl_cp_plan_initial_category", sa.String(100)),
        sa.Column("cppl_cp_plan_latest_category", sa.String(100)),
        sa.PrimaryKeyConstraint("cppl_cp_plan_id", name="pk_ssd_cp_plans"),
        sa.ForeignKeyConstraint(
            ["cppl_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cp_plans_cppl_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cp_plans_cppl_icpc_id", "ssd_cp_plans", ["cppl_icpc_id"])
    op.create_index("ix_ssd_cp_plans_cppl_person_id", "ssd_cp_plans", ["cppl_person_id", "cppl_cp_plan_start_date"])
    op.create_index("ix_ssd_cp_plans_cppl_referral_id", "ssd_cp_plans", ["cppl_referral_id"])
    op.create_table(
        "ssd_cp_reviews",
        sa.Column("cppr_cp_review_id", sa.String(48), nullable=False),
        sa.Column("cppr_person_id", sa.String(48)),
        sa.Column("cppr_cp_plan_id", sa.String(48)),
        sa.Column("cppr_cp_review_due", sa.DateTime()),
        sa.Column("cppr_cp_review_date", sa.DateTime()),
        sa.Column("cppr_cp_review_meeting_id", sa.String(48)),
        sa.Column("cppr_cp_review_outcome_continue_cp", sa.String(1)),
        sa.Column("cppr_cp_review_quorate", sa.String(100)),
        sa.Column("cppr_cp_review_participation", sa.String(100)),
        sa.PrimaryKeyConstraint("cppr_cp_review_id", name="pk_ssd_cp_reviews"),
        sa.ForeignKeyConstraint(
            ["cppr_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cp_reviews_cppr_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cp_reviews_cppr_cp_plan_id", "ssd_cp_reviews", ["cppr_cp_plan_id"])
    op.create_index("ix_ssd_cp_reviews_cppr_cp_review_meeting_id", "ssd_cp_reviews", ["cppr_cp_review_meeting_id"])
    op.create_index("ix_ssd_cp_reviews_cppr_person_id", "ssd_cp_reviews", ["cppr_person_id", "cppr_cp_review_date"])
    op.create_table(
        "ssd_cp_visits",
        sa.Column("cppv_cp_visit_id", sa.String(48), nullable=False),
        sa.Column("cppv_person_id", sa.String(48)),
        sa.Column("cppv_cp_plan_id", sa.String(48)),
        sa.Column("cppv_cp_visit_date", sa.DateTime()),
        sa.Column("cppv_cp_visit_seen", sa.String(1)),
        sa.Column("cppv_cp_visit_seen_alone", sa.String(1)),
        sa.Column("cppv_cp_visit_bedroom", sa.String(1)),
        sa.PrimaryKeyConstraint("cppv_cp_visit_id", name="pk_ssd_cp_visits"),
        sa.ForeignKeyConstraint(
            ["cppv_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_cp_visits_cppv_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_cp_visits_cppv_cp_plan_id", "ssd_cp_visits", ["cppv_cp_plan_id"])
    op.create_index("ix_ssd_cp_visits_cppv_person_id", "ssd_cp_visits", ["cppv_person_id", "cppv_cp_visit_date"])
    op.create_table(
        "ssd_initial_cp_conference",
        sa.Column("icpc_icpc_id", sa.String(48), nullable=False),
        sa.Column("icpc_icpc_meeting_id", sa.String(48)),
        sa.Column("icpc_s47_enquiry_id", sa.String(48)),
        sa.Column("icpc_person_id", sa.String(48)),
        sa.Column("icpc_cp_plan_id", sa.String(48)),
        sa.Column("icpc_referral_id", sa.String(48)),
        sa.Column("icpc_icpc_transfer_in", sa.String(1)),
        sa.Column("icpc_icpc_target_date", sa.DateTime()),
        sa.Column("icpc_icpc_date", sa.DateTime()),
        sa.Column("icpc_icpc_outcome_cp_flag", sa.String(1)),
        sa.Column("icpc_icpc_outcome_json", sa.String(1000)),
        sa.Column("icpc_icpc_team", sa.String(48)),
        sa.Column("icpc_icpc_worker_id", sa.String(100)),
        sa.PrimaryKeyConstraint("icpc_icpc_id", name="pk_ssd_initial_cp_conference"),
        sa.ForeignKeyConstraint(
            ["icpc_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_initial_cp_conference_icpc_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_initial_cp_conference_icpc_cp_plan_id", "ssd_initial_cp_conference", ["icpc_cp_plan_id"])
    op.create_index(
        "ix_ssd_initial_cp_conference_icpc_icpc_meeting_id",
        "ssd_initial_cp_conference",
        ["icpc_icpc_meeting_id"],
    )
    op.create_index("ix_ssd_initial_cp_conference_icpc_icpc_team", "ssd_initial_cp_conference", ["icpc_icpc_team"])
    op.create_index(
        "ix_ssd_initial_cp_conference_icpc_person_id",
        "ssd_initial_cp_conference",
        ["icpc_person_id", "icpc_icpc_date"],
    )
    op.create_index("ix_ssd_initial_cp_conference_icpc_referral_id", "ssd_initial_cp_conference", ["icpc_referral_id"])
    op.create_index(
        "ix_ssd_initial_cp_conference_icpc_s47_enquiry_id",
        "ssd_initial_cp_conference",
        ["icpc_s47_enquiry_id"],
    )
    op.create_table(
        "ssd_involvements",
        sa.Column("invo_involvements_id", sa.String(48), nullable=False),
        sa.Column("invo_professional_id", sa.String(48)),
        sa.Column("invo_professional_role_id", sa.String(200)),
        sa.Column("invo_professional_team", sa.String(48)),
        sa.Column("invo_person_id", sa.String(48)),
        sa.Column("invo_involvement_start_date", sa.DateTime()),
        sa.Column("invo_involvement_end_date", sa.DateTime()),
        sa.Column("invo_worker_change_reason", sa.String(200)),
        sa.Column("invo_referral_id", sa.String(48)),
        sa.PrimaryKeyConstraint("invo_involvements_id", name="pk_ssd_involvements"),
        sa.ForeignKeyConstraint(
            ["invo_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_involvements_invo_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_involvements_invo_person_id",
        "ssd_involvements",
        ["invo_person_id", "invo_involvement_start_date"],
    )
    op.create_index("ix_ssd_involvements_invo_professional_id", "ssd_involvements", ["invo_professional_id"])
    op.create_index("ix_ssd_involvements_invo_professional_team", "ssd_involvements", ["invo_professional_team"])
    op.create_index("ix_ssd_involvements_invo_referral_id", "ssd_involvements", ["invo_referral_id"])


def downgrade() -> None:
    for table in (
        "ssd_involvements",
        "ssd_initial_cp_conference",
        "ssd_cp_visits",
        "ssd_cp_reviews",
        "ssd_cp_plans",
        "ssd_cin_visits",
        "ssd_cin_plans",
        "ssd_professionals",
        "ssd_department",
    ):
        op.drop_table(table)
