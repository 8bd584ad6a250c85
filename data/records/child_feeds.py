"""Extension tables about the child's life: health appointments, school attendance, caring, neurodiversity, how the plan
is adapted to the child, disadvantage, heritage and language, moves from another authority, and corrections to who is a
sibling of whom.

None of this is in the Standard Safeguarding Dataset. Each table is optional: with no rows it means "not
recorded here", never zero.
"""

from sqlalchemy import Index

from data.records.columns import date, extension_table, flag, key, link, person, text, whole

# The attendance code is the NHS value as text; 4 (cancelled by provider) and 0 (not yet) are never "missed".
ssd_x_health_appointments = extension_table(
    "ssd_x_health_appointments",
    "hapt",
    key("hapt_appointment_id"),
    person("hapt_person_id", index=False),
    date("hapt_appointment_date"),
    text("hapt_service", 100),
    text("hapt_attendance_code", 4),
    flag("hapt_was_not_brought"),
    flag("hapt_rebooked_flag"),
    date("hapt_followed_up_date"),
    date("hapt_notified_social_care_date"),
    Index(None, "hapt_person_id", "hapt_appointment_date"),
)

# For partners who share monthly totals only.
ssd_x_health_appointments_summary = extension_table(
    "ssd_x_health_appointments_summary",
    "haps",
    key("haps_table_id"),
    person("haps_person_id", index=False),
    date("haps_month"),
    text("haps_service", 100),
    whole("haps_due"),
    whole("haps_was_not_brought"),
    Index(None, "haps_person_id", "haps_month"),
)

# Sessions are half days.
ssd_x_school_attendance = extension_table(
    "ssd_x_school_attendance",
    "satt",
    key("satt_table_id"),
    person("satt_person_id", index=False),
    text("satt_upn", 13, index=True),
    date("satt_period_start"),
    date("satt_period_end"),
    text("satt_school_urn", 8),
    whole("satt_sessions_possible"),
    whole("satt_sessions_authorised_absent"),
    whole("satt_sessions_unauthorised_absent"),
    whole("satt_sessions_late_after_close"),
    whole("satt_sessions_part_time"),
    whole("satt_suspended_sessions"),
    flag("satt_on_roll_flag"),
    flag("satt_elective_home_education_flag"),
    Index(None, "satt_person_id", "satt_period_start"),
)

ssd_x_young_carer = extension_table(
    "ssd_x_young_carer",
    "ycar",
    key("ycar_table_id"),
    person("ycar_person_id", index=False),
    text("ycar_status", 20),
    date("ycar_identified_date"),
    date("ycar_assessment_date"),
    text("ycar_source", 48),
    text("ycar_cares_for", 20),
    link("ycar_cares_for_person_id"),
    Index(None, "ycar_person_id", "ycar_identified_date"),
)

ssd_x_neurodiversity = extension_table(
    "ssd_x_neurodiversity",
    "neur",
    key("neur_table_id"),
    person("neur_person_id", index=False),
    text("neur_condition", 48),
    text("neur_status", 20),
    date("neur_status_date"),
    date("neur_referred_date"),
    text("neur_source", 48),
    flag("neur_sen_provision"),
    text("neur_primary_need", 5),
    Index(None, "neur_person_id", "neur_status_date"),
)

# A row says one thing of a child from a day on: what helps the child to communicate, an adjustment agreed, or a session
# of direct work held (which is over the day it was held).
ssd_x_adapted_plan = extension_table(
    "ssd_x_adapted_plan",
    "adpl",
    key("adpl_table_id"),
    person("adpl_person_id", index=False),
    text("adpl_kind", 24),
    date("adpl_date"),
    date("adpl_end_date"),
    text("adpl_detail", 500),
    Index(None, "adpl_person_id", "adpl_date"),
)

ssd_x_disadvantage = extension_table(
    "ssd_x_disadvantage",
    "disv",
    key("disv_table_id"),
    person("disv_person_id", index=False),
    text("disv_type", 48),
    date("disv_from_date"),
    date("disv_to_date"),
    Index(None, "disv_person_id", "disv_from_date"),
)

# How a child or family describe their own heritage. It stands beside the ethnicity code and never takes its place:
# heritage known through one parent is often not coded at all.
ssd_x_heritage = extension_table(
    "ssd_x_heritage",
    "heri",
    key("heri_table_id"),
    person("heri_person_id", index=False),
    text("heri_self_described", 100),
    text("heri_described_by", 48),
    date("heri_described_date"),
    Index(None, "heri_person_id", "heri_described_date"),
)

ssd_x_language = extension_table(
    "ssd_x_language",
    "lang",
    key("lang_table_id"),
    person("lang_person_id", index=False),
    text("lang_first_language", 100),
    flag("lang_interpreter_needed"),
    flag("lang_interpreter_used"),
    date("lang_from_date"),
    Index(None, "lang_person_id", "lang_from_date"),
)

# A family that moved in: whether the authority they came from was asked for their history, also where no plan or case
# of theirs was open there, and what came of it.
ssd_x_previous_area_checks = extension_table(
    "ssd_x_previous_area_checks",
    "pach",
    key("pach_check_id"),
    person("pach_person_id", index=False),
    link("pach_referral_id"),
    text("pach_previous_authority", 100),
    date("pach_moved_in_date"),
    text("pach_status_there", 20),
    date("pach_sent_date"),
    date("pach_answered_date"),
    flag("pach_history_received"),
    Index(None, "pach_person_id", "pach_sent_date"),
)

ssd_x_sibling_link = extension_table(
    "ssd_x_sibling_link",
    "sibl",
    key("sibl_table_id"),
    person("sibl_person_id_a"),
    person("sibl_person_id_b"),
    text("sibl_decision", 10),
    text("sibl_relationship", 20),
    text("sibl_decided_by", 100),
    date("sibl_decided_date"),
    text("sibl_reason", 200),
)
