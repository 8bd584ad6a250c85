"""What the partnership keeps about its Neglect Strategy: every edit is a row of its own; none is changed or removed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _kept(name: str, *columns: "sa.Column[Any]") -> None:
    op.create_table(
        name,
        sa.Column("item_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        *columns,
        sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("synthetic", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_as", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "version", name=f"pk_{name}"),
    )


def upgrade() -> None:
    _kept(
        "strategies",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("approved_on", sa.Date),
        sa.Column("review_due", sa.Date),
        sa.Column("summary", sa.Text),
    )
    _kept(
        "strategy_priorities",
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text),
    )
    _kept(
        "strategy_targets",
        sa.Column("measure", sa.String(41), nullable=False),
        sa.Column("direction", sa.String(5), nullable=False),
        sa.Column("value_low", sa.Float),
        sa.Column("value_high", sa.Float),
        sa.Column("basis", sa.Text),
        sa.Column("source", sa.String(200)),
        sa.Column("owner", sa.String(200)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("agreed_by", sa.String(200)),
        sa.Column("agreed_on", sa.Date),
        sa.Column("effective_from", sa.Date),
        sa.Column("effective_to", sa.Date),
        sa.Column("baseline_value", sa.Float),
        sa.Column("baseline_date", sa.Date),
        sa.Column("trajectory", sa.Text),
    )
    _kept(
        "strategy_recommendations",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("asks", sa.Text),
        sa.Column("clause", sa.String(60)),
    )
    _kept(
        "strategy_actions",
        sa.Column("recommendation", sa.Integer, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("owner_agency", sa.String(200), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("evidence", sa.Text),
    )
    _kept(
        "strategy_policies",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("last_reviewed", sa.Date),
        sa.Column("review_due", sa.Date),
        sa.Column("where_kept", sa.String(400)),
    )
    _kept(
        "strategy_scrutiny",
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("planned_for", sa.Date, nullable=False),
        sa.Column("held_on", sa.Date),
        sa.Column("measures", sa.Text),
        sa.Column("evidence", sa.Text),
        sa.Column("finding", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("finding_owner", sa.String(200)),
        sa.Column("next_on", sa.Date),
    )
    _kept(
        "strategy_rebases",
        sa.Column("measure", sa.String(41), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    _kept(
        "strategy_commentary",
        sa.Column("measure", sa.String(41), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("so_what", sa.Text, nullable=False),
        sa.Column("now_what", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in (
        "commentary",
        "rebases",
        "scrutiny",
        "policies",
        "actions",
        "recommendations",
        "targets",
        "priorities",
    ):
        op.drop_table(f"strategy_{name}")
    op.drop_table("strategies")
