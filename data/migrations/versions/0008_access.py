"""Accounts, sign-in sessions, failed attempts and the audit trail, which can only be added to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NO = "The audit trail can only be added to."


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(100)),
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("password_set_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("account_id", name="pk_accounts"),
        sa.UniqueConstraint("username", name="uq_accounts_username"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
    )
    op.create_table(
        "account_teams",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(48), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "team_id", name="pk_account_teams"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name="fk_account_teams_account_id"),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ended_by", sa.String(30)),
        sa.PrimaryKeyConstraint("session_id", name="pk_sign_in_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name="fk_sign_in_sessions_account_id"),
    )
    op.create_index("ix_sign_in_sessions_account_id", "sign_in_sessions", ["account_id"])
    op.create_table(
        "sign_in_failures",
        sa.Column("failure_id", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("failure_id", name="pk_sign_in_failures"),
    )
    for column in ("failed_at", "username", "client"):
        op.create_index(f"ix_sign_in_failures_{column}", "sign_in_failures", [column])
    op.create_table(
        "audit_entries",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("username", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("role", sa.String(20)),
        sa.Column("page", sa.String(60)),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_entries"),
        sa.UniqueConstraint("digest", name="uq_audit_entries_digest"),
    )
    for column in ("at", "event", "account_id"):
        op.create_index(f"ix_audit_entries_{column}", "audit_entries", [column])
    for statement in _made_append_only(op.get_bind().dialect.name):
        op.execute(statement)


def _made_append_only(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_entries_no_{action.lower()} BEFORE {action} ON audit_entries "
            f"BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
            for action in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NO}'; END $$",
        "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay()",
    ]


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_stay ON audit_entries")
        op.execute("DROP FUNCTION audit_entries_stay")
    for table in ("audit_entries", "sign_in_failures", "sign_in_sessions", "account_teams", "accounts"):
        op.drop_table(table)
