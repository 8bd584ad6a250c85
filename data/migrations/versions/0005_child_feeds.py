"""Extension tables about the child's life."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_x_disadvantage",
        sa.Column("disv_table_id", sa.String(48), nullable=False),
        sa.Column("disv_person_id", sa.String(48)),
        sa.Column("disv_type", sa.String(48)),
        sa.Column("disv_from_date", sa.DateTime()),
        sa.Column("disv_to_date", sa.DateTime()),
        sa.Column("disv_source_agency", sa.String(48)),
        sa.Column("disv_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("disv_table_id", name="pk_ssd_x_disadvantage"),
        sa.ForeignKeyConstraint(
            ["disv_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_disadvantage_disv_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_disadvantage_disv_person_id", "ssd_x_disadvantage", ["disv_person_id", "disv_from_date"])
    op.create_table(
        "ssd_x_health_appointments",
        sa.Column("hapt_appointment_id", sa.String(48), nullable=False),
        sa.Column("hapt_person_id", sa.String(48)),
        sa.Column("hapt_appointment_date", sa.DateTime()),
        sa.Column("hapt_service", sa.String(100)),
        sa.Column("hapt_attendance_code", sa.String(4)),
        sa.Column("hapt_was_not_brought", sa.String(1)),
        sa.Column("hapt_rebooked_flag", sa.String(1)),
        sa.Column("hapt_followed_up_date", sa.DateTime()),
        sa.Column("hapt_notified_social_care_date", sa.DateTime()),
        sa.Column("hapt_source_agency", sa.String(48)),
        sa.Column("hapt_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("hapt_appointment_id", name="pk_ssd_x_health_appointments"),
        sa.ForeignKeyConstraint(
            ["hapt_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_health_appointments_hapt_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_health_appointments_hapt_person_id",
        "ssd_x_health_appointments",
        ["hapt_person_id", "hapt_appointment_date"],
    )
    op.create_table(
        "ssd_x_health_appointments_summary",
        sa.Column("haps_table_id", sa.String(48), nullable=False),
        sa.Column("haps_person_id", sa.String(48)),
        sa.Column("haps_month", sa.DateTime()),
        sa.Column("haps_service", sa.String(100)),
        sa.Column("haps_due", sa.Integer()),
        sa.Column("haps_was_not_brought", sa.Integer()),
        sa.Column("haps_source_agency", sa.String(48)),
        sa.Column("haps_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("haps_table_id", name="pk_ssd_x_health_appointments_summary"),
        sa.ForeignKeyConstraint(
            ["haps_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_health_appointments_summary_haps_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_health_appointments_summary_haps_person_id",
        "ssd_x_health_appointments_summary",
        ["haps_person_id", "haps_month"],
    )
    op.create_table(
        "ssd_x_neurodiversity",
        sa.Column("neur_table_id", sa.String(48), nullable=False),
        sa.Column("neur_person_id", sa.String(48)),
        sa.Column("neur_condition", sa.String(48)),
        sa.Column("neur_status", sa.String(20)),
        sa.Column("neur_status_date", sa.DateTime()),
        sa.Column("neur_referred_date", sa.DateTime()),
        sa.Column("neur_source", sa.String(48)),
        sa.Column("neur_sen_provision", sa.String(1)),
        sa.Column("neur_primary_need", sa.String(5)),
        sa.Column("neur_source_agency", sa.String(48)),
        sa.Column("neur_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("neur_table_id", name="pk_ssd_x_neurodiversity"),
        sa.ForeignKeyConstraint(
            ["neur_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_neurodiversity_neur_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_neurodiversity_neur_person_id",
        "ssd_x_neurodiversity",
        ["neur_person_id", "neur_status_date"],
    )
    op.create_table(
        "ssd_x_school_attendance",
        sa.Column("satt_table_id", sa.String(48), nullable=False),
        sa.Column("satt_person_id", sa.String(48)),
        sa.Column("satt_upn", sa.String(13)),
        sa.Column("satt_period_start", sa.DateTime()),
        sa.Column("satt_period_end", sa.DateTime()),
        sa.Column("satt_school_urn", sa.String(8)),
        sa.Column("satt_sessions_possible", sa.Integer()),
        sa.Column("satt_sessions_authorised_absent", sa.Integer()),
        sa.Column("satt_sessions_unauthorised_absent", sa.Integer()),
        sa.Column("satt_sessions_late_after_close", sa.Integer()),
        sa.Column("satt_sessions_part_time", sa.Integer()),
        sa.Column("satt_suspended_sessions", sa.Integer()),
        sa.Column("satt_on_roll_flag", sa.String(1)),
        sa.Column("satt_elective_home_education_flag", sa.String(1)),
        sa.Column("satt_source_agency", sa.String(48)),
        sa.Column("satt_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("satt_table_id", name="pk_ssd_x_school_attendance"),
        sa.ForeignKeyConstraint(
            ["satt_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_school_attendance_satt_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_school_attendance_satt_person_id",
        "ssd_x_school_attendance",
        ["satt_person_id", "satt_period_start"],
    )
    op.create_index("ix_ssd_x_school_attendance_satt_upn", "ssd_x_school_attendance", ["satt_upn"])
    op.create_table(
        "ssd_x_sibling_link",
        sa.Column("sibl_table_id", sa.String(48), nullable=False),
        sa.Column("sibl_person_id_a", sa.String(48)),
        sa.Column("sibl_person_id_b", sa.String(48)),
        sa.Column("sibl_decision", sa.String(10)),
        sa.Column("sibl_relationship", sa.String(20)),
        sa.Column("sibl_decided_by", sa.String(100)),
        sa.Column("sibl_decided_date", sa.DateTime()),
        sa.Column("sibl_reason", sa.String(200)),
        sa.Column("sibl_source_agency", sa.String(48)),
        sa.Column("sibl_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("sibl_table_id", name="pk_ssd_x_sibling_link"),
        sa.ForeignKeyConstraint(
            ["sibl_person_id_a"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_sibling_link_sibl_person_id_a",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["sibl_person_id_b"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_sibling_link_sibl_person_id_b",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_sibling_link_sibl_person_id_a", "ssd_x_sibling_link", ["sibl_person_id_a"])
    op.create_index("ix_ssd_x_sibling_link_sibl_person_id_b", "ssd_x_sibling_link", ["sibl_person_id_b"])
    op.create_table(
        "ssd_x_young_carer",
        sa.Column("ycar_table_id", sa.String(48), nullable=False),
        sa.Column("ycar_person_id", sa.String(48)),
        sa.Column("ycar_status", sa.String(20)),
        sa.Column("ycar_identified_date", sa.DateTime()),
        sa.Column("ycar_assessment_date", sa.DateTime()),
        sa.Column("ycar_source", sa.String(48)),
        sa.Column("ycar_cares_for", sa.String(20)),
        sa.Column("ycar_cares_for_person_id", sa.String(48)),
        sa.Column("ycar_source_agency", sa.String(48)),
        sa.Column("ycar_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("ycar_table_id", name="pk_ssd_x_young_carer"),
        sa.ForeignKeyConstraint(
            ["ycar_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_young_carer_ycar_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_young_carer_ycar_cares_for_person_id", "ssd_x_young_carer", ["ycar_cares_for_person_id"])
    op.create_index(
        "ix_ssd_x_young_carer_ycar_person_id", "ssd_x_young_carer", ["ycar_person_id", "ycar_identified_date"]
    )


def downgrade() -> None:
    for table in (
        "ssd_x_young_carer",
        "ssd_x_sibling_link",
        "ssd_x_school_attendance",
        "ssd_x_neurodiversity",
        "ssd_x_health_appointments_summary",
        "ssd_x_health_appointments",
        "ssd_x_disadvantage",
    ):
        op.drop_table(table)
