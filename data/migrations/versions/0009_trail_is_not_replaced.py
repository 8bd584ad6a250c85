"""On SQLite an entry of the audit trail is not replaced either: a replacement fires no trigger of removal."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries "
            "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE entry_id = NEW.entry_id OR digest = NEW.digest) "
            "BEGIN SELECT RAISE(ABORT, 'The audit trail can only be added to.'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_replace")
