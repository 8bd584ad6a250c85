"""Extension tables about heritage, language, and a family's history in the authority they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_x_heritage",
        sa.Column("heri_table_id", sa.String(48), nullable=False),
        sa.Column("heri_person_id", sa.String(48)),
        sa.Column("heri_self_described", sa.String(100)),
        sa.Column("heri_described_by", sa.String(48)),
        sa.Column("heri_described_date", sa.DateTime()),
        sa.Column("heri_source_agency", sa.String(48)),
        sa.Column("heri_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("heri_table_id", name="pk_ssd_x_heritage"),
        sa.ForeignKeyConstraint(
            ["heri_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_heritage_heri_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_heritage_heri_person_id", "ssd_x_heritage", ["heri_person_id", "heri_described_date"])
    op.create_table(
        "ssd_x_language",
        sa.Column("lang_table_id", sa.String(48), nullable=False),
        sa.Column("lang_person_id", sa.String(48)),
        sa.Column("lang_first_language", sa.String(100)),
        sa.Column("lang_interpreter_needed", sa.String(1)),
        sa.Column("lang_interpreter_used", sa.String(1)),
        sa.Column("lang_from_date", sa.DateTime()),
        sa.Column("lang_source_agency", sa.String(48)),
        sa.Column("lang_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("lang_table_id", name="pk_ssd_x_language"),
        sa.ForeignKeyConstraint(
            ["lang_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_language_lang_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_language_lang_person_id", "ssd_x_language", ["lang_person_id", "lang_from_date"])
    op.create_table(
        "ssd_x_previous_area_checks",
        sa.Column("pach_check_id", sa.String(48), nullable=False),
        sa.Column("pach_person_id", sa.String(48)),
        sa.Column("pach_referral_id", sa.String(48)),
        sa.Column("pach_previous_authority", sa.String(100)),
        sa.Column("pach_moved_in_date", sa.DateTime()),
        sa.Column("pach_status_there", sa.String(20)),
        sa.Column("pach_sent_date", sa.DateTime()),
        sa.Column("pach_answered_date", sa.DateTime()),
        sa.Column("pach_history_received", sa.String(1)),
        sa.Column("pach_source_agency", sa.String(48)),
        sa.Column("pach_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("pach_check_id", name="pk_ssd_x_previous_area_checks"),
        sa.ForeignKeyConstraint(
            ["pach_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_previous_area_checks_pach_person_id",
            deferrable=True,
        ),
    )
    op.create_index(
        "ix_ssd_x_previous_area_checks_pach_person_id",
        "ssd_x_previous_area_checks",
        ["pach_person_id", "pach_sent_date"],
    )
    op.create_index(
        "ix_ssd_x_previous_area_checks_pach_referral_id", "ssd_x_previous_area_checks", ["pach_referral_id"]
    )


def downgrade() -> None:
    for table in ("ssd_x_previous_area_checks", "ssd_x_language", "ssd_x_heritage"):
        op.drop_table(table)
