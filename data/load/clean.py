"""From frames as a source holds them to frames the records can keep.

Each table is brought to the standard's form, then rows that cannot stand are taken out, each with its reason; then
what is doubtful but kept is reported. For every table: rows read = rows kept + rows taken out.
"""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from data.load.clean_people import PEOPLE_QUERIES
from data.load.clean_plans import PLAN_QUERIES
from data.load.clean_referrals import REFERRAL_QUERIES
from data.load.codes import Codes, codes_for
from data.load.doubts import among
from data.load.ledger import CORRECTED, DUPLICATE_ROW, DUPLICATE_VISIT, QUERIED, REJECTED, FaultSink
from data.load.table_form import primary_key, report, standard_form
from data.records import PERSON_COLUMN, SSD_TABLES, metadata

# A row needs at least one of these dates to say when it happened; with none it says nothing that can be counted.
DATED_BY: dict[str, tuple[str, ...]] = {
    "ssd_contacts": ("cont_contact_date",),
    "ssd_early_help_episodes": ("earl_episode_start_date", "earl_episode_end_date"),
    "ssd_cin_episodes": ("cine_referral_date",),
    "ssd_cin_assessments": ("cina_assessment_start_date", "cina_assessment_auth_date"),
    "ssd_s47_enquiry": ("s47e_s47_start_date", "s47e_s47_end_date"),
    "ssd_initial_cp_conference": ("icpc_icpc_date", "icpc_icpc_target_date"),
    "ssd_cp_plans": ("cppl_cp_plan_start_date",),
    "ssd_cp_visits": ("cppv_cp_visit_date",),
    "ssd_cp_reviews": ("cppr_cp_review_date", "cppr_cp_review_due"),
    "ssd_cin_plans": ("cinp_cin_plan_start_date",),
    "ssd_cin_visits": ("cinv_cin_visit_date",),
    "ssd_cla_episodes": ("clae_cla_episode_start_date",),
    "ssd_legal_status": ("lega_legal_status_start_date",),
    "ssd_missing": ("miss_missing_episode_start_date",),
    "ssd_x_health_appointments": ("hapt_appointment_date",),
    "ssd_x_health_appointments_summary": ("haps_month",),
    "ssd_x_school_attendance": ("satt_period_start", "satt_period_end"),
    "ssd_x_neglect_tools": ("negt_completed_date",),
    "ssd_x_escalations": ("escl_raised_date",),
    "ssd_x_reflective_supervision": ("refs_session_date",),
    "ssd_x_parenting_capacity": ("parc_assessed_date",),
    "ssd_x_core_group_meetings": ("corg_held_date", "corg_due_date"),
    "ssd_x_flag_reviews": ("flrv_reviewed_date",),
}
NO_DATE_RULES = {"ssd_cp_plans": "8720", "ssd_cin_plans": "4010"}

# A plan that never ran: (start, end, rule when it ends before its start, rule when it ends the same day).
PLAN_DATES = {
    "ssd_cp_plans": ("cppl_cp_plan_start_date", "cppl_cp_plan_end_date", "8925", "8840"),
    "ssd_cin_plans": ("cinp_cin_plan_start_date", "cinp_cin_plan_end_date", "4011", "4012Q"),
}
# A tool opened for a home and a session of a whole team may name no child.
MAY_NAME_NO_CHILD = ("negt_person_id", "refs_child_person_id")

# Dates that show how recent an extract is.
ACTIVITY_DATES = (
    ("ssd_cin_episodes", "cine_referral_date"),
    ("ssd_cp_visits", "cppv_cp_visit_date"),
    ("ssd_cin_visits", "cinv_cin_visit_date"),
    ("ssd_cp_reviews", "cppr_cp_review_date"),
)


def clean(
    frames: Mapping[str, pd.DataFrame],
    faults: FaultSink,
    *,
    codes: Codes | None = None,
    as_at: datetime | None = None,
) -> dict[str, pd.DataFrame]:
    """The frames in the records' normal form, with only the rows that can stand; the rest is in `faults`.

    frames  table name to frame, columns as in the standard, values as the source has them; a column may be missing
    codes   the lists to read codes by; the shipped ones unless given
    as_at   the day the source was taken; the newest activity in it unless given
    ValueError for a table the standard does not have.
    """
    strange = sorted(set(frames) - set(SSD_TABLES))
    if strange:
        raise ValueError(f"Not a table of the standard or its extensions: {', '.join(strange)}")
    lists = codes or codes_for()
    kept: dict[str, pd.DataFrame] = {}
    for table in SSD_TABLES:
        if table in frames:
            frame = standard_form(table, frames[table], lists, faults)
            kept[table] = _rows_that_stand(table, frame, kept, faults)
    _take_out_doubled_visits(kept, faults)
    taken = as_at or newest_activity(kept, datetime.now())
    for query in (*PEOPLE_QUERIES, *REFERRAL_QUERIES, *PLAN_QUERIES):
        if all(table in kept for table in query.needs):
            rows = kept[query.table]
            found = rows[query.found(kept, taken)]
            report(
                faults,
                query.table,
                found,
                query.reason,
                field=query.field,
                rule=query.rule,
                treatment=QUERIED,
            )
    return {table: frame.reset_index(drop=True) for table, frame in kept.items()}


def newest_activity(frames: Mapping[str, pd.DataFrame], today: datetime) -> datetime:
    """The newest referral, visit or review date that is not after `today`; today when there is none."""
    dates = [frames[table][column] for table, column in ACTIVITY_DATES if table in frames]
    past = [newest for days in dates if pd.notna(newest := days[days <= today].max())]
    newest_day = pd.Timestamp(max(past, default=pd.Timestamp(today)))
    return newest_day.normalize().to_pydatetime()


def _rows_that_stand(
    table: str, frame: pd.DataFrame, kept: Mapping[str, pd.DataFrame], faults: FaultSink
) -> pd.DataFrame:
    """The rows that can be stored; each of the others is reported once, by the first reason that holds."""

    def without(
        wrong: pd.Series,
        reason: str,
        *,
        field: str | None = None,
        rule: str | None = None,
        treatment: str = REJECTED,
    ) -> pd.DataFrame:
        if not wrong.any():
            return frame
        report(faults, table, frame[wrong], reason, field=field, rule=rule, treatment=treatment)
        return frame[~wrong]

    keys = primary_key(table)
    for key in keys:
        frame = without(frame[key].isna(), "The row has no id, so it cannot be kept. Give it one at source.", field=key)
    repeats = frame[frame.duplicated(keys, keep=False)]
    frame = without(
        repeats.duplicated().reindex(frame.index, fill_value=False),
        "The same row stands here twice; kept once.",
        rule=DUPLICATE_ROW,
        treatment=CORRECTED,
    )
    frame = without(
        frame.duplicated(keys),
        "Another row has this id but says something else; the first was kept. Correct the ids at source.",
        field=keys[0],
        rule="8510" if table == "ssd_person" else None,
    )
    for column, parent, parent_key in _enforced_links(table):
        parents = kept[parent][parent_key] if parent in kept else pd.Series(dtype="str")
        unknown = ~among(frame[column], parents)
        if column in MAY_NAME_NO_CHILD:
            unknown &= frame[column].notna()
        frame = without(unknown, _unknown_parent(parent), field=column)
    if table == "ssd_disability":
        frame = without(
            frame["disa_disability_code"].isna(),
            "There is no disability code, or none that is known, so the row says nothing. Correct it at source.",
            field="disa_disability_code",
            rule="8540",
        )
    dates = list(DATED_BY.get(table, ()))
    if dates:
        frame = without(
            frame[dates].isna().all(axis=1),
            "There is no date, or none that can be read, so it cannot be placed in time. Enter it at source.",
            field=dates[0],
            rule=NO_DATE_RULES.get(table),
        )
    if table in PLAN_DATES:
        start, end, before, same_day = PLAN_DATES[table]
        frame = without(
            frame[end] < frame[start],
            "The plan ends before it starts. Correct its dates at source.",
            field=end,
            rule=before,
        )
        frame = without(
            frame[end] == frame[start],
            "The plan starts and ends on the same day, so it never ran. Correct or remove it at source.",
            field=end,
            rule=same_day,
        )
    return frame


def _enforced_links(table: str) -> list[tuple[str, str, str]]:
    """(column, parent table, parent's key) of the links the records insist on; the child's own first."""
    links = [(key.parent.name, key.column.table.name, key.column.name) for key in metadata.tables[table].foreign_keys]
    return sorted(links, key=lambda link: (link[0] != PERSON_COLUMN.get(table), link[0]))


def _unknown_parent(parent: str) -> str:
    if parent == "ssd_person":
        return "The child named is not in ssd_person, or none is named. Add the child to the extract."
    return f"The row it belongs to is not in {parent}, or was not kept. See whether that row is at fault."


def _take_out_doubled_visits(kept: dict[str, pd.DataFrame], faults: FaultSink) -> None:
    """Case systems list child protection visits as child in need visits too: the child protection row stays."""
    if "ssd_cin_visits" not in kept or "ssd_cp_visits" not in kept:
        return
    visits, cp_visits = kept["ssd_cin_visits"], kept["ssd_cp_visits"]
    known = pd.MultiIndex.from_frame(cp_visits[["cppv_cp_visit_id", "cppv_person_id"]])
    doubled = pd.MultiIndex.from_frame(visits[["cinv_cin_visit_id", "cinv_person_id"]]).isin(known)
    report(
        faults,
        "ssd_cin_visits",
        visits[doubled],
        "This visit is also in ssd_cp_visits; kept once, there.",
        rule=DUPLICATE_VISIT,
        treatment=CORRECTED,
    )
    kept["ssd_cin_visits"] = visits[~doubled]
