"""SSD tables that show a case moving on: legal status, periods of care, pre-proceedings, going missing.

Left out on purpose: `ssd_sdq_scores` (only for children a year or more in care), `ssd_voice_of_child` and
`ssd_s251_finance` (placeholders, empty), and the other tables about children in care and care leavers.
"""

from sqlalchemy import Index, Table

from data.records.columns import date, flag, key, link, metadata, person, text, unused_link, whole

ssd_legal_status = Table(
    "ssd_legal_status",
    metadata,
    key("lega_legal_status_id"),
    person("lega_person_id", index=False),
    text("lega_legal_status", 100),
    date("lega_legal_status_start_date"),
    date("lega_legal_status_end_date"),
    Index(None, "lega_person_id", "lega_legal_status_start_date"),
)

ssd_cla_episodes = Table(
    "ssd_cla_episodes",
    metadata,
    key("clae_cla_episode_id"),
    person("clae_person_id", index=False),
    unused_link("clae_cla_placement_id"),
    date("clae_cla_episode_start_date"),
    text("clae_cla_episode_start_reason", 100),
    text("clae_cla_primary_need_code", 3),
    date("clae_cla_episode_ceased_date"),
    text("clae_cla_episode_ceased_reason", 255),
    unused_link("clae_cla_id"),
    link("clae_referral_id"),
    date("clae_cla_last_iro_contact_date"),
    date("clae_entered_care_date"),
    Index(None, "clae_person_id", "clae_cla_episode_start_date"),
)

ssd_pre_proceedings = Table(
    "ssd_pre_proceedings",
    metadata,
    key("prep_table_id"),
    person("prep_person_id", index=False),
    link("prep_plo_family_id"),
    date("prep_pre_pro_decision_date"),
    date("prep_initial_pre_pro_meeting_date"),
    text("prep_pre_pro_outcome", 100),
    date("prep_agree_stepdown_issue_date"),
    whole("prep_cp_plans_referral_period"),
    text("prep_legal_gateway_outcome", 100),
    whole("prep_prev_pre_proc_child"),
    whole("prep_prev_care_proc_child"),
    date("prep_pre_pro_letter_date"),
    date("prep_care_pro_letter_date"),
    whole("prep_pre_pro_meetings_num"),
    flag("prep_pre_pro_parents_legal_rep"),
    text("prep_parents_legal_rep_point_of_issue", 2),
    text("prep_court_reference", 48),
    whole("prep_care_proc_court_hearings"),
    flag("prep_care_proc_short_notice"),
    text("prep_proc_short_notice_reason", 100),
    # "inital" is how the standard spells it.
    flag("prep_la_inital_plan_approved"),
    text("prep_la_initial_care_plan", 100),
    flag("prep_la_final_plan_approved"),
    text("prep_la_final_care_plan", 100),
    Index(None, "prep_person_id", "prep_pre_pro_decision_date"),
)

ssd_missing = Table(
    "ssd_missing",
    metadata,
    key("miss_table_id"),
    person("miss_person_id", index=False),
    date("miss_missing_episode_start_date"),
    text("miss_missing_episode_type", 100),
    date("miss_missing_episode_end_date"),
    text("miss_missing_rhi_offered", 2),
    text("miss_missing_rhi_accepted", 2),
    Index(None, "miss_person_id", "miss_missing_episode_start_date"),
)
