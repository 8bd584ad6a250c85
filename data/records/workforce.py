"""SSD tables about who works a case: involvements, professionals, teams.

Professionals and departments name no child; whose they are is told by the prefix of their id.
"""

from sqlalchemy import Column, Float, Index, Table

from data.records.columns import date, flag, key, link, metadata, person, text, unused_link, whole

ssd_involvements = Table(
    "ssd_involvements",
    metadata,
    key("invo_involvements_id"),
    link("invo_professional_id"),
    text("invo_professional_role_id", 200),
    link("invo_professional_team"),
    person("invo_person_id", index=False),
    date("invo_involvement_start_date"),
    date("invo_involvement_end_date"),
    text("invo_worker_change_reason", 200),
    link("invo_referral_id"),
    Index(None, "invo_person_id", "invo_involvement_start_date"),
)

ssd_professionals = Table(
    "ssd_professionals",
    metadata,
    key("prof_professional_id"),
    unused_link("prof_staff_id"),
    text("prof_professional_name", 300),
    text("prof_social_worker_registration_no", 48),
    flag("prof_agency_worker_flag"),
    text("prof_professional_job_title", 500),
    whole("prof_professional_caseload"),
    text("prof_professional_department", 100),
    Column("prof_full_time_equivalency", Float),
)

ssd_department = Table(
    "ssd_department",
    metadata,
    key("dept_team_id"),
    text("dept_team_name", 255),
    link("dept_team_parent_id"),
    text("dept_team_parent_name", 255),
)
