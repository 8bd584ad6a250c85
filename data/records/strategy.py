"""What the partnership keeps here about its Neglect Strategy. None of it is about a child.

Nothing is ever changed or removed: every edit is a row of its own, numbered within its item, with who made it and when.
What stands now is each item's highest version; a withdrawn item is one whose highest version says so. Two people who
edit the same version cannot both be its next: the second insert breaks the primary key, and is told.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, String, Table, Text, false

from data.records.columns import metadata

NUMBERED = ("item_id", "version")
# Beside what an item says: whether it is withdrawn, whether it was made up for the demonstration, by whom and when.
ABOUT = ("withdrawn", "synthetic", "changed_at", "changed_by", "changed_as")


def _kept(name: str, *columns: "Column[object]") -> Table:
    return Table(
        name,
        metadata,
        Column("item_id", String(36), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        *columns,
        Column("withdrawn", Boolean, nullable=False, server_default=false()),
        Column("synthetic", Boolean, nullable=False, server_default=false()),
        Column("changed_at", DateTime, nullable=False),
        Column("changed_by", String(64), nullable=False),
        Column("changed_as", String(20), nullable=False),
    )


strategies = _kept(
    "strategies",
    Column("name", String(200), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("approved_on", Date),
    Column("review_due", Date),
    Column("summary", Text),
)

strategy_priorities = _kept(
    "strategy_priorities",
    Column("place", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("description", Text),
)

# Shares are in per cent, as they are published and agreed.
strategy_targets = _kept(
    "strategy_targets",
    Column("measure", String(41), nullable=False),
    Column("direction", String(5), nullable=False),
    Column("value_low", Float),
    Column("value_high", Float),
    Column("basis", Text),
    Column("source", String(200)),
    Column("owner", String(200)),
    Column("status", String(10), nullable=False),
    Column("agreed_by", String(200)),
    Column("agreed_on", Date),
    Column("effective_from", Date),
    Column("effective_to", Date),
    Column("baseline_value", Float),
    Column("baseline_date", Date),
    # JSON: [["2027-03-31", 58.0], ...], in order of day.
    Column("trajectory", Text),
)

strategy_recommendations = _kept(
    "strategy_recommendations",
    Column("number", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("asks", Text),
    Column("clause", String(60)),
)

strategy_actions = _kept(
    "strategy_actions",
    Column("recommendation", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("owner_agency", String(200), nullable=False),
    Column("due", Date),
    Column("status", String(40), nullable=False),
    Column("evidence", Text),
)

strategy_policies = _kept(
    "strategy_policies",
    Column("name", String(200), nullable=False),
    Column("owner", String(200)),
    Column("last_reviewed", Date),
    Column("review_due", Date),
    Column("where_kept", String(400)),
)

strategy_scrutiny = _kept(
    "strategy_scrutiny",
    Column("question", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("planned_for", Date, nullable=False),
    Column("held_on", Date),
    # JSON: the keys of the indicators looked at; and what they stood at when they were frozen.
    Column("measures", Text),
    Column("evidence", Text),
    Column("finding", Text),
    Column("decision", Text),
    Column("finding_owner", String(200)),
    Column("next_on", Date),
)

# Why a control chart's limits begin anew: never without a written reason.
strategy_rebases = _kept(
    "strategy_rebases",
    Column("measure", String(41), nullable=False),
    Column("month", Date, nullable=False),
    Column("reason", Text, nullable=False),
)

strategy_commentary = _kept(
    "strategy_commentary",
    Column("measure", String(41), nullable=False),
    Column("month", Date, nullable=False),
    Column("what", Text, nullable=False),
    Column("so_what", Text, nullable=False),
    Column("now_what", Text, nullable=False),
)
