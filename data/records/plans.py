"""SSD tables about plans: initial conferences, child protection plans with their visits and reviews, child in
need plans with their visits.

Plan, referral and conference ids are plain columns: published extracts hold visits and reviews whose plan is
not there, and such a row is matched by person and date instead.
"""

from sqlalchemy import Index, Table

from data.records.columns import date, flag, key, link, metadata, person, text, unused_link

ssd_initial_cp_conference = Table(
    "ssd_initial_cp_conference",
    metadata,
    key("icpc_icpc_id"),
    link("icpc_icpc_meeting_id"),
    link("icpc_s47_enquiry_id"),
    person("icpc_person_id", index=False),
    link("icpc_cp_plan_id"),
    link("icpc_referral_id"),
    flag("icpc_icpc_transfer_in"),
    date("icpc_icpc_target_date"),
    date("icpc_icpc_date"),
    flag("icpc_icpc_outcome_cp_flag"),
    text("icpc_icpc_outcome_json", 1000),
    link("icpc_icpc_team"),
    unused_link("icpc_icpc_worker_id", 100),
    Index(None, "icpc_person_id", "icpc_icpc_date"),
)

ssd_cp_plans = Table(
    "ssd_cp_plans",
    metadata,
    key("cppl_cp_plan_id"),
    link("cppl_referral_id"),
    link("cppl_icpc_id"),
    person("cppl_person_id", index=False),
    date("cppl_cp_plan_start_date"),
    date("cppl_cp_plan_end_date"),
    flag("cppl_cp_plan_ola"),
    text("cppl_cp_plan_initial_category", 100),
    text("cppl_cp_plan_latest_category", 100),
    Index(None, "cppl_person_id", "cppl_cp_plan_start_date"),
)

ssd_cp_visits = Table(
    "ssd_cp_visits",
    metadata,
    key("cppv_cp_visit_id"),
    person("cppv_person_id", index=False),
    link("cppv_cp_plan_id"),
    date("cppv_cp_visit_date"),
    flag("cppv_cp_visit_seen"),
    flag("cppv_cp_visit_seen_alone"),
    flag("cppv_cp_visit_bedroom"),
    Index(None, "cppv_person_id", "cppv_cp_visit_date"),
)

ssd_cp_reviews = Table(
    "ssd_cp_reviews",
    metadata,
    key("cppr_cp_review_id"),
    person("cppr_person_id", index=False),
    link("cppr_cp_plan_id"),
    date("cppr_cp_review_due"),
    date("cppr_cp_review_date"),
    link("cppr_cp_review_meeting_id"),
    flag("cppr_cp_review_outcome_continue_cp"),
    text("cppr_cp_review_quorate", 100),
    text("cppr_cp_review_participation", 100),
    Index(None, "cppr_person_id", "cppr_cp_review_date"),
)

ssd_cin_plans = Table(
    "ssd_cin_plans",
    metadata,
    key("cinp_cin_plan_id"),
    link("cinp_referral_id"),
    person("cinp_person_id", index=False),
    date("cinp_cin_plan_start_date"),
    date("cinp_cin_plan_end_date"),
    link("cinp_cin_plan_team"),
    unused_link("cinp_cin_plan_worker_id", 100),
    Index(None, "cinp_person_id", "cinp_cin_plan_start_date"),
)

ssd_cin_visits = Table(
    "ssd_cin_visits",
    metadata,
    key("cinv_cin_visit_id"),
    person("cinv_person_id", index=False),
    date("cinv_cin_visit_date"),
    flag("cinv_cin_visit_seen"),
    flag("cinv_cin_visit_seen_alone"),
    flag("cinv_cin_visit_bedroom"),
    Index(None, "cinv_person_id", "cinv_cin_visit_date"),
)
