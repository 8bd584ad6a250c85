"""Who may sign in, who is signed in, and what they did.

Times are naive and in UTC. `audit_entries` is only ever added to: triggers made by the migrations stop every change and
removal, and each entry holds the digest of the one before.
"""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, Text, false, text, true

from data.records.columns import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Integer, primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("email", String(254), unique=True),
    Column("role", String(20), nullable=False),
    # NULL: signs in through the single sign-on only.
    Column("password_hash", String(100)),
    Column("must_change", Boolean, nullable=False, server_default=true()),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("demonstration", Boolean, nullable=False, server_default=false()),
    Column("created_at", DateTime, nullable=False),
    Column("password_set_at", DateTime),
)

# The teams a team manager manages, by the id they have in the records (with its authority's prefix).
account_teams = Table(
    "account_teams",
    metadata,
    Column("account_id", ForeignKey("accounts.account_id"), primary_key=True),
    Column("team_id", String(48), primary_key=True),
)

# A session lives while it has no end and neither limit has passed. The id is a digest: what the browser holds is not
# kept.
sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.account_id"), nullable=False, index=True),
    Column("client", String(64), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String(30)),
)

# Failed attempts, for the lock-out; `client` is a keyed digest of the address, never the address.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("failure_id", Integer, primary_key=True),
    Column("failed_at", DateTime, nullable=False, index=True),
    Column("username", String(64), nullable=False, index=True),
    Column("client", String(64), nullable=False, index=True),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("entry_id", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False, index=True),
    Column("event", String(30), nullable=False, index=True),
    Column("account_id", Integer, index=True),
    Column("username", String(64), nullable=False, server_default=text("''")),
    Column("role", String(20)),
    Column("page", String(60)),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
)
