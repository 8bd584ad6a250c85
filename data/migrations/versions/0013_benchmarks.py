"""Published figures to stand beside our own."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benchmarks",
        sa.Column("measure", sa.String(41), nullable=False),
        sa.Column("area_code", sa.String(9), nullable=False),
        sa.Column("year", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("area", sa.String(100), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("symbol", sa.String(1)),
        sa.Column("footnote", sa.Text),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("loaded_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("measure", "area_code", "year", name="pk_benchmarks"),
    )


def downgrade() -> None:
    op.drop_table("benchmarks")
