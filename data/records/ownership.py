"""Whose a row is: the person it is about, the row it hangs under, the authority it came from.

`PERSON_COLUMN`  table -> the column naming the child the row is about. `ssd_mother` has two people: the child
                 (`moth_childs_person_id`, used here) and the mother (`moth_person_id`, who may have no row).
                 `ssd_x_sibling_link` has two children: `sibl_person_id_a` (used here), `sibl_person_id_b`.
`PARENT`         table without a person -> (its link column, parent table, parent's key).
`SHARED_TABLES`  tables that name no child at all: teams and professionals.
`ID_COLUMNS`     table -> every column holding an id that only means something inside one authority, and so
                 takes that authority's prefix. Not pupil, property or registration numbers.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from data.records import ssd
from data.records.columns import LOCAL_ID, metadata
from data.records.partnership import authorities, authority_people

SSD_TABLES: tuple[str, ...] = tuple(t.name for t in metadata.sorted_tables if t.name in set(ssd.__all__))
"""Every SSD and extension table, parents before children: insert in this order, delete in the reverse."""

PARENT: dict[str, tuple[str, str, str]] = {
    "ssd_assessment_factors": ("cinf_assessment_id", "ssd_cin_assessments", "cina_assessment_id"),
    "ssd_ehcp_requests": ("ehcr_send_table_id", "ssd_send", "send_table_id"),
    "ssd_ehcp_assessment": ("ehca_ehcp_request_id", "ssd_ehcp_requests", "ehcr_ehcp_request_id"),
    "ssd_ehcp_named_plan": ("ehcn_ehcp_asmt_id", "ssd_ehcp_assessment", "ehca_ehcp_assessment_id"),
    "ssd_ehcp_active_plans": ("ehcp_ehcp_request_id", "ssd_ehcp_requests", "ehcr_ehcp_request_id"),
    "ssd_sen_need": ("senn_active_ehcp_id", "ssd_ehcp_active_plans", "ehcp_active_ehcp_id"),
    "ssd_x_neglect_tool_items": ("neti_tool_id", "ssd_x_neglect_tools", "negt_tool_id"),
    "ssd_x_reflective_attendance": ("refa_session_id", "ssd_x_reflective_supervision", "refs_session_id"),
}

SHARED_TABLES: frozenset[str] = frozenset({"ssd_department", "ssd_professionals"})


def _person_column(table: str) -> str:
    if table == "ssd_person":
        return "pers_person_id"
    people = metadata.tables["ssd_person"]
    return next(c.name for c in metadata.tables[table].columns for k in c.foreign_keys if k.references(people))


PERSON_COLUMN: dict[str, str] = {
    table: _person_column(table) for table in SSD_TABLES if table not in PARENT and table not in SHARED_TABLES
}

ID_COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(c.name for c in metadata.tables[table].columns if c.info.get(LOCAL_ID)) for table in SSD_TABLES
}


def rows_of(authority_code: str, table: str) -> Select[tuple[object, ...]]:
    """One table's rows that belong to one authority, all columns.

    A row belongs to the authority of its child, or of the row it hangs under. A row that names no child (a
    team, a professional, a whole-team supervision session, a tool opened for a home) belongs to the authority
    whose prefix its own id carries; with one authority in the store that is every such row.
    """
    target = metadata.tables[table]
    return select(target).where(_belongs_to(authority_code, table))


def _belongs_to(authority_code: str, table: str) -> ColumnElement[bool]:
    if table in PARENT:
        column, parent, parent_key = PARENT[table]
        parents = select(metadata.tables[parent].c[parent_key]).where(_belongs_to(authority_code, parent))
        return metadata.tables[table].c[column].in_(parents)
    if table in SHARED_TABLES:
        return _id_carries_prefix_of(authority_code, table)
    person = metadata.tables[table].c[PERSON_COLUMN[table]]
    people = select(authority_people.c.person_id).where(authority_people.c.authority_code == authority_code)
    if not person.nullable:
        return person.in_(people)
    return or_(person.in_(people), and_(person.is_(None), _id_carries_prefix_of(authority_code, table)))


def _id_carries_prefix_of(authority_code: str, table: str) -> ColumnElement[bool]:
    """The first authority has the empty prefix, and owns every id that no other authority's prefix begins."""
    target = metadata.tables[table]
    row_id = next(iter(target.primary_key.columns))
    mine, other = authorities.alias("mine"), authorities.alias("other")
    begins_other = and_(
        other.c.id_prefix != "", func.substr(row_id, 1, func.length(other.c.id_prefix)) == other.c.id_prefix
    )
    begins_mine = func.substr(row_id, 1, func.length(mine.c.id_prefix)) == mine.c.id_prefix
    return exists().where(
        mine.c.authority_code == authority_code,
        begins_mine,
        or_(mine.c.id_prefix != "", ~exists().where(begins_other).correlate(target)),
    )
