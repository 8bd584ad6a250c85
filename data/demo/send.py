"""The special-needs chain of the Standard Safeguarding Dataset: children with an education, health and care plan."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import YEAR, moments, to_working_day
from data.demo.draws import ids, pick
from data.demo.needs import NEED_OF_CONDITION, OTHER_NEEDS, Needs
from data.demo.world import World, person_ids


def send_tables(world: World, needs: Needs) -> dict[str, pd.DataFrame]:
    """ssd_send, the EHC request, assessment, named plan and active plan tables, and ssd_sen_need."""
    rng = world.streams("special needs")
    children = world.children.reset_index(names="child")
    asked = to_working_day(
        children["birth"].to_numpy() + round(3.5 * YEAR) + rng.integers(0, round(3.5 * YEAR), len(children))
    )
    begun = asked + 140
    mine = children["kept"].to_numpy() & (needs.sen == "E") & needs.assessed & (begun < world.span.as_at)
    kept = children[mine].reset_index(drop=True)
    child, asked, begun, count = kept["child"].to_numpy(), asked[mine], begun[mine], int(mine.sum())
    own = kept["condition"].map(NEED_OF_CONDITION)
    need = own.where(own.notna(), pick(rng, OTHER_NEEDS, count))
    over = np.minimum(kept["leaves"].to_numpy(), 10**6 - 1)
    request, assessment, active = (ids(letters, 100_000 + child) for letters in ("QR", "QA", "QP"))
    return {
        "ssd_send": pd.DataFrame(
            {
                "send_table_id": ids("QS", 100_000 + child),
                "send_person_id": person_ids(child),
                "send_upn": ids("Z", 999_000_000_000 + child),
                "send_uln": None,
                "send_upn_unknown": None,
            }
        ),
        "ssd_ehcp_requests": pd.DataFrame(
            {
                "ehcr_ehcp_request_id": request,
                "ehcr_send_table_id": ids("QS", 100_000 + child),
                "ehcr_ehcp_req_date": moments(asked),
                "ehcr_ehcp_req_outcome_date": moments(asked + 42),
                "ehcr_ehcp_req_outcome": "Y",
            }
        ),
        "ssd_ehcp_assessment": pd.DataFrame(
            {
                "ehca_ehcp_assessment_id": assessment,
                "ehca_ehcp_request_id": request,
                "ehca_ehcp_assessment_outcome_date": moments(asked + 120),
                "ehca_ehcp_assessment_outcome": "Y",
                "ehca_ehcp_assessment_exceptions": "0",
            }
        ),
        "ssd_ehcp_named_plan": pd.DataFrame(
            {
                "ehcn_named_plan_id": ids("QN", 100_000 + child),
                "ehcn_ehcp_asmt_id": assessment,
                "ehcn_named_plan_start_date": moments(begun),
                "ehcn_named_plan_ceased_date": moments(over, world.span.as_at),
                "ehcn_named_plan_ceased_reason": only_if(over <= world.span.as_at, "1"),
            }
        ),
        "ssd_ehcp_active_plans": pd.DataFrame(
            {
                "ehcp_active_ehcp_id": active,
                "ehcp_ehcp_request_id": request,
                "ehcp_active_ehcp_last_review_date": moments(
                    np.maximum(np.minimum(over, world.span.as_at) - rng.integers(10, 360, count), begun)
                ),
            }
        ),
        "ssd_sen_need": pd.DataFrame(
            {
                "senn_table_id": ids("QD", 100_000 + child),
                "senn_active_ehcp_id": active,
                "senn_active_ehcp_need_type": need,
                "senn_active_ehcp_need_rank": "1",
            }
        ),
    }
