"""SSD's special-needs chain.

Only `ssd_send` names the child; the way to a need is person, `ssd_send`, request, active plan, need. It
reaches only children with an education, health and care plan, and is empty in most authorities.
"""

from sqlalchemy import Table

from data.records.columns import date, flag, key, link, metadata, person, text

ssd_send = Table(
    "ssd_send",
    metadata,
    key("send_table_id"),
    person("send_person_id"),
    text("send_upn", 48, index=True),
    text("send_uln", 48),
    text("send_upn_unknown", 6),
)

ssd_ehcp_requests = Table(
    "ssd_ehcp_requests",
    metadata,
    key("ehcr_ehcp_request_id"),
    link("ehcr_send_table_id"),
    date("ehcr_ehcp_req_date"),
    date("ehcr_ehcp_req_outcome_date"),
    text("ehcr_ehcp_req_outcome", 100),
)

ssd_ehcp_assessment = Table(
    "ssd_ehcp_assessment",
    metadata,
    key("ehca_ehcp_assessment_id"),
    link("ehca_ehcp_request_id"),
    date("ehca_ehcp_assessment_outcome_date"),
    text("ehca_ehcp_assessment_outcome", 100),
    text("ehca_ehcp_assessment_exceptions", 100),
)

ssd_ehcp_named_plan = Table(
    "ssd_ehcp_named_plan",
    metadata,
    key("ehcn_named_plan_id"),
    link("ehcn_ehcp_asmt_id"),
    date("ehcn_named_plan_start_date"),
    date("ehcn_named_plan_ceased_date"),
    text("ehcn_named_plan_ceased_reason", 100),
)

ssd_ehcp_active_plans = Table(
    "ssd_ehcp_active_plans",
    metadata,
    key("ehcp_active_ehcp_id"),
    link("ehcp_ehcp_request_id"),
    date("ehcp_active_ehcp_last_review_date"),
)

ssd_sen_need = Table(
    "ssd_sen_need",
    metadata,
    key("senn_table_id"),
    link("senn_active_ehcp_id"),
    text("senn_active_ehcp_need_type", 100),
    flag("senn_active_ehcp_need_rank"),
)
