"""The tables a made-up county has, and the columns of each in the order `counties.add` takes their values."""

TABLES = {
    "ssd_person": "pers_person_id pers_dob pers_expected_dob pers_death_date pers_sex pers_ethnicity pers_send_flag",
    "ssd_family": "fami_table_id fami_family_id fami_person_id",
    "ssd_cp_plans": "cppl_cp_plan_id cppl_person_id cppl_icpc_id cppl_cp_plan_start_date cppl_cp_plan_end_date "
    "cppl_cp_plan_ola cppl_cp_plan_initial_category cppl_cp_plan_latest_category",
    "ssd_cin_plans": "cinp_cin_plan_id cinp_person_id cinp_cin_plan_start_date cinp_cin_plan_end_date",
    "ssd_cp_reviews": "cppr_cp_review_id cppr_person_id cppr_cp_plan_id cppr_cp_review_due cppr_cp_review_date",
    "ssd_cp_visits": "cppv_cp_visit_id cppv_person_id cppv_cp_plan_id cppv_cp_visit_date cppv_cp_visit_seen "
    "cppv_cp_visit_seen_alone",
    "ssd_cin_visits": "cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen "
    "cinv_cin_visit_seen_alone",
    "ssd_cin_episodes": "cine_referral_id cine_person_id cine_referral_date cine_cin_primary_need_code "
    "cine_close_date cine_close_reason",
    "ssd_cin_assessments": "cina_assessment_id cina_person_id cina_referral_id cina_assessment_start_date "
    "cina_assessment_auth_date",
    "ssd_assessment_factors": "cinf_table_id cinf_assessment_id cinf_assessment_factors_json",
    "ssd_s47_enquiry": "s47e_s47_enquiry_id s47e_person_id s47e_s47_start_date",
    "ssd_initial_cp_conference": "icpc_icpc_id icpc_person_id icpc_s47_enquiry_id icpc_cp_plan_id "
    "icpc_icpc_transfer_in icpc_icpc_date icpc_icpc_outcome_cp_flag",
    "ssd_disability": "disa_table_id disa_person_id disa_disability_code",
    "ssd_pre_proceedings": "prep_table_id prep_person_id prep_pre_pro_decision_date",
    "ssd_x_plan_actions": "pact_action_id pact_person_id pact_plan_type pact_plan_id pact_plan_start_date "
    "pact_neglect_theme pact_due_date pact_original_due_date pact_times_extended pact_completed_date pact_status "
    "pact_recorded_date pact_lead_agency pact_lead_role",
    "ssd_x_escalations": "escl_escalation_id escl_person_id escl_raised_date escl_target_resolution_date "
    "escl_resolved_date escl_stage escl_resolution escl_raised_by_agency escl_raised_to_agency",
    "ssd_x_plan_escalation_contact": "plec_table_id plec_person_id plec_plan_type plec_plan_id plec_plan_start_date "
    "plec_contact_role plec_contact_name plec_contact_phone_or_email plec_start_date plec_end_date plec_verified_date "
    "plec_restated_at_review_date plec_restated_review_id",
    "ssd_x_reflective_supervision": "refs_session_id refs_session_date refs_child_person_id refs_family_group_id",
    "ssd_x_core_group_meetings": "corg_meeting_id corg_person_id corg_plan_type corg_due_date corg_held_date "
    "corg_meeting_type corg_parents_attended",
    "ssd_x_neglect_tools": "negt_tool_id negt_person_id negt_tool_name negt_tool_version negt_completed_date "
    "negt_overall_score negt_scale_min negt_scale_max negt_higher_is_worse negt_family_group_id "
    "negt_completed_by_role negt_agency",
    "ssd_x_neglect_tool_items": "neti_item_id neti_tool_id neti_domain neti_score neti_child_id",
    "ssd_x_parenting_capacity": "parc_table_id parc_person_id parc_assessed_date parc_capacity_rating "
    "parc_motivation_rating",
    "ssd_x_health_appointments": "hapt_appointment_id hapt_person_id hapt_appointment_date hapt_attendance_code "
    "hapt_was_not_brought hapt_service hapt_followed_up_date",
    "ssd_x_school_attendance": "satt_table_id satt_person_id satt_period_start satt_period_end "
    "satt_sessions_possible satt_sessions_authorised_absent satt_sessions_unauthorised_absent "
    "satt_on_roll_flag satt_elective_home_education_flag",
    "ssd_x_neurodiversity": "neur_table_id neur_person_id neur_status neur_status_date neur_sen_provision",
    "ssd_department": "dept_team_id dept_team_name",
    "ssd_x_flag_reviews": "flrv_review_id flrv_person_id flrv_household_key flrv_flag flrv_reason flrv_action "
    "flrv_reviewed_date",
    "ssd_x_sibling_link": "sibl_table_id sibl_person_id_a sibl_person_id_b sibl_decision sibl_decided_date",
    "ssd_x_disadvantage": "disv_table_id disv_person_id disv_type disv_from_date disv_to_date",
    "ssd_x_heritage": "heri_table_id heri_person_id heri_self_described heri_described_date",
    "ssd_x_language": "lang_table_id lang_person_id lang_interpreter_needed lang_interpreter_used lang_from_date",
    "ssd_x_previous_area_checks": "pach_check_id pach_person_id pach_moved_in_date pach_sent_date pach_answered_date",
}
