"""Tables of the partnership's own: whose children these are, and what was loaded, kept and refused.

One store may hold several authorities. The first authority's ids are stored as they come (an empty
`id_prefix`); each later one's have its prefix in front, so that two authorities' ids never meet.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, Text, false, text

from data.records.columns import child_of, metadata


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


authorities = Table(
    "authorities",
    metadata,
    Column("authority_code", String(9), primary_key=True),
    Column("authority_name", String(100), nullable=False),
    Column("id_prefix", String(20), nullable=False, server_default=text("''"), index=True, unique=True),
    Column("source_kind", String(20), nullable=False),
    Column("child_population", Integer),
)

authority_people = Table(
    "authority_people",
    metadata,
    Column("person_id", String(48), child_of("ssd_person.pers_person_id"), primary_key=True),
    Column(
        "authority_code",
        String(9),
        ForeignKey("authorities.authority_code"),
        nullable=False,
        index=True,
    ),
)

loads = Table(
    "loads",
    metadata,
    Column("load_id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("source", String(400), nullable=False),
    Column("sha256", String(64), index=True),
    Column("authority_code", String(9), index=True),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("as_at", DateTime),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    _count("rows_read"),
    _count("rows_kept"),
    _count("rows_rejected"),
    _count("rows_queried"),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
)

load_tables = Table(
    "load_tables",
    metadata,
    Column("load_id", ForeignKey("loads.load_id"), primary_key=True),
    Column("table_name", String(60), primary_key=True),
    Column("present", Boolean, nullable=False),
    _count("rows_read"),
    _count("rows_kept"),
    Column("missing_columns", Text),
)

load_rejections = Table(
    "load_rejections",
    metadata,
    Column("rejection_id", Integer, primary_key=True),
    Column("load_id", ForeignKey("loads.load_id"), nullable=False, index=True),
    Column("file_name", String(400)),
    Column("line", Integer),
    Column("entity", String(60), nullable=False),
    Column("record_key", String(200)),
    Column("field", String(100)),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("rule", String(20)),
    Column("treatment", String(20), nullable=False),
)

# Which year's return last wrote a row, so that an older return loaded later does not overwrite a newer one; and the
# first year whose return can have had it, so that a resubmission takes back only what no other return told.
census_provenance = Table(
    "census_provenance",
    metadata,
    Column("authority_code", String(9), primary_key=True),
    Column("table_name", String(60), primary_key=True),
    Column("row_id", String(48), primary_key=True),
    Column("census_year", Integer, nullable=False),
    Column("first_year", Integer, nullable=False, server_default=text("0")),
)

# How many child protection plans a child had had before this one began, as the census return says: the only count
# there is of plans from before the records begin.
census_previous_plans = Table(
    "census_previous_plans",
    metadata,
    Column("person_id", String(48), child_of("ssd_person.pers_person_id"), primary_key=True),
    Column("plan_start", Date, primary_key=True),
    Column("authority_code", String(9), ForeignKey("authorities.authority_code"), nullable=False, index=True),
    Column("previous_plans", Integer, nullable=False),
)
