"""How plans are adapted to neurodivergent and disabled children."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ssd_x_adapted_plan",
        sa.Column("adpl_table_id", sa.String(48), nullable=False),
        sa.Column("adpl_person_id", sa.String(48)),
        sa.Column("adpl_kind", sa.String(24)),
        sa.Column("adpl_date", sa.DateTime()),
        sa.Column("adpl_end_date", sa.DateTime()),
        sa.Column("adpl_detail", sa.String(500)),
        sa.Column("adpl_source_agency", sa.String(48)),
        sa.Column("adpl_recorded_date", sa.DateTime()),
        sa.PrimaryKeyConstraint("adpl_table_id", name="pk_ssd_x_adapted_plan"),
        sa.ForeignKeyConstraint(
            ["adpl_person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_ssd_x_adapted_plan_adpl_person_id",
            deferrable=True,
        ),
    )
    op.create_index("ix_ssd_x_adapted_plan_adpl_person_id", "ssd_x_adapted_plan", ["adpl_person_id", "adpl_date"])


def downgrade() -> None:
    op.drop_table("ssd_x_adapted_plan")
