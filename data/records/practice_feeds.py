"""Extension tables about the work on a plan: neglect tools, parenting capacity, actions, escalations, the
named contact, reflective supervision, core groups, and looks taken at a flag.

None of this is in the Standard Safeguarding Dataset. Each table is optional: with no rows it means "not
recorded here", never zero. A plan is referred to by person and start date as well as by id, because case
systems have been seen to change form ids overnight.
"""

from sqlalchemy import Column, Float, Index, String

from data.records.columns import (
    LOCAL_ID,
    child_of,
    date,
    extension_table,
    flag,
    key,
    link,
    person,
    text,
    whole,
)

# Any tool: scale direction and range are columns, because tools differ and some may not be copied.
ssd_x_neglect_tools = extension_table(
    "ssd_x_neglect_tools",
    "negt",
    key("negt_tool_id"),
    person("negt_person_id", index=False),
    link("negt_family_group_id"),
    link("negt_referral_id"),
    text("negt_tool_name", 100),
    text("negt_tool_version", 20),
    date("negt_completed_date"),
    text("negt_completed_by_role", 100),
    text("negt_agency", 100),
    text("negt_purpose", 20),
    Column("negt_overall_score", Float),
    Column("negt_scale_min", Float),
    Column("negt_scale_max", Float),
    flag("negt_higher_is_worse"),
    text("negt_overall_band", 48),
    link("negt_shared_at_meeting_id"),
    Index(None, "negt_person_id", "negt_completed_date"),
)

# The child scored may not be the child the tool was opened for: one tool can score a whole sibling group.
ssd_x_neglect_tool_items = extension_table(
    "ssd_x_neglect_tool_items",
    "neti",
    key("neti_item_id"),
    Column(
        "neti_tool_id",
        String(48),
        child_of("ssd_x_neglect_tools.negt_tool_id"),
        index=True,
        info={LOCAL_ID: True},
    ),
    text("neti_domain", 100),
    Column("neti_score", Float),
    link("neti_child_id"),
)

ssd_x_parenting_capacity = extension_table(
    "ssd_x_parenting_capacity",
    "parc",
    key("parc_table_id"),
    person("parc_person_id", index=False),
    link("parc_parent_person_id"),
    text("parc_parent_role", 20),
    date("parc_assessed_date"),
    text("parc_tool_name", 100),
    whole("parc_capacity_rating"),
    whole("parc_motivation_rating"),
    whole("parc_scale_min"),
    whole("parc_scale_max"),
    text("parc_engagement", 20),
    text("parc_unique_need", 200),
    flag("parc_support_offered_flag"),
    Index(None, "parc_person_id", "parc_assessed_date"),
)

ssd_x_plan_actions = extension_table(
    "ssd_x_plan_actions",
    "pact",
    key("pact_action_id"),
    person("pact_person_id", index=False),
    text("pact_plan_type", 3),
    link("pact_plan_id"),
    date("pact_plan_start_date"),
    text("pact_action_text", 500),
    text("pact_neglect_theme", 48),
    text("pact_lead_agency", 100),
    text("pact_lead_role", 100),
    date("pact_due_date"),
    date("pact_original_due_date"),
    whole("pact_times_extended"),
    date("pact_completed_date"),
    text("pact_status", 20),
    text("pact_outcome", 20),
    date("pact_last_reviewed_date"),
    Index(None, "pact_person_id", "pact_due_date"),
)

ssd_x_escalations = extension_table(
    "ssd_x_escalations",
    "escl",
    key("escl_escalation_id"),
    person("escl_person_id", index=False),
    text("escl_plan_type", 3),
    link("escl_plan_id"),
    date("escl_raised_date"),
    text("escl_raised_by_agency", 100),
    text("escl_raised_to_agency", 100),
    whole("escl_stage"),
    text("escl_reason", 100),
    date("escl_target_resolution_date"),
    date("escl_resolved_date"),
    text("escl_resolution", 48),
    text("escl_child_impact_note", 500),
    Index(None, "escl_person_id", "escl_raised_date"),
)

ssd_x_plan_escalation_contact = extension_table(
    "ssd_x_plan_escalation_contact",
    "plec",
    key("plec_table_id"),
    person("plec_person_id", index=False),
    text("plec_plan_type", 3),
    link("plec_plan_id"),
    date("plec_plan_start_date"),
    text("plec_contact_role", 100),
    text("plec_contact_name", 200),
    text("plec_contact_phone_or_email", 200),
    text("plec_agency", 100),
    date("plec_start_date"),
    date("plec_end_date"),
    date("plec_verified_date"),
    date("plec_restated_at_review_date"),
    link("plec_restated_review_id"),
    Index(None, "plec_person_id", "plec_start_date"),
)

# A whole-team session names no child.
ssd_x_reflective_supervision = extension_table(
    "ssd_x_reflective_supervision",
    "refs",
    key("refs_session_id"),
    date("refs_session_date"),
    text("refs_theme", 100),
    text("refs_facilitator_agency", 100),
    person("refs_child_person_id", index=False),
    link("refs_family_group_id"),
    whole("refs_agreed_actions_count"),
    Index(None, "refs_child_person_id", "refs_session_date"),
)

ssd_x_reflective_attendance = extension_table(
    "ssd_x_reflective_attendance",
    "refa",
    key("refa_table_id"),
    Column(
        "refa_session_id",
        String(48),
        child_of("ssd_x_reflective_supervision.refs_session_id"),
        index=True,
        info={LOCAL_ID: True},
    ),
    text("refa_agency", 100),
    text("refa_role", 100),
    text("refa_level", 20),
)

ssd_x_core_group_meetings = extension_table(
    "ssd_x_core_group_meetings",
    "corg",
    key("corg_meeting_id"),
    person("corg_person_id", index=False),
    text("corg_plan_type", 3),
    link("corg_plan_id"),
    date("corg_due_date"),
    date("corg_held_date"),
    text("corg_meeting_type", 20),
    whole("corg_agencies_invited"),
    whole("corg_agencies_present"),
    flag("corg_health_present"),
    flag("corg_education_present"),
    flag("corg_parents_attended"),
    flag("corg_contingency_restated"),
    Index(None, "corg_person_id", "corg_due_date"),
)

# Also holds recorded challenge (flag "challenge") and the chair's mid-point review (flag "midpoint").
ssd_x_flag_reviews = extension_table(
    "ssd_x_flag_reviews",
    "flrv",
    key("flrv_review_id"),
    person("flrv_person_id", index=False),
    link("flrv_household_key"),
    text("flrv_flag", 48),
    text("flrv_reason", 500),
    text("flrv_action", 500),
    date("flrv_next_look_date"),
    text("flrv_author", 100),
    date("flrv_reviewed_date"),
    Index(None, "flrv_person_id", "flrv_reviewed_date"),
)
