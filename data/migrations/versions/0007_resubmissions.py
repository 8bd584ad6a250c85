"""The first year a census row was told, so that a resubmission can take back what it replaces; prefixes are unique."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "census_provenance", sa.Column("first_year", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    provenance = sa.table(
        "census_provenance",
        *(sa.column(name) for name in ("authority_code", "table_name", "census_year", "first_year")),
    )
    # Nothing says which of the returns held were the first to have a row: any from the earliest on can have been.
    held = provenance.alias("held")
    earliest = (
        sa.select(sa.func.min(held.c.census_year))
        .where(held.c.authority_code == provenance.c.authority_code, held.c.table_name == "return order")
        .scalar_subquery()
    )
    op.execute(provenance.update().values(first_year=sa.func.coalesce(earliest, 0)))
    op.create_index("ix_authorities_id_prefix", "authorities", ["id_prefix"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_authorities_id_prefix", table_name="authorities")
    op.drop_column("census_provenance", "first_year")
