"""Previous child protection plans, as census returns count them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "census_previous_plans",
        sa.Column("person_id", sa.String(48), nullable=False),
        sa.Column("plan_start", sa.Date(), nullable=False),
        sa.Column("authority_code", sa.String(9), nullable=False),
        sa.Column("previous_plans", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "plan_start", name="pk_census_previous_plans"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["ssd_person.pers_person_id"],
            name="fk_census_previous_plans_person_id",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authorities.authority_code"],
            name="fk_census_previous_plans_authority_code",
        ),
    )
    op.create_index("ix_census_previous_plans_authority_code", "census_previous_plans", ["authority_code"])


def downgrade() -> None:
    op.drop_index("ix_census_previous_plans_authority_code", table_name="census_previous_plans")
    op.drop_table("census_previous_plans")
