"""Child protection and child in need plans, and review conferences."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.courses import CIN, CP
from data.demo.dates import NEVER, add_months, moments, to_working_day
from data.demo.draws import Ints, Texts, chance, ids, pick
from data.demo.workforce import team_ids, worker_ids, worker_number
from data.demo.world import World, by_group, person_ids, referral_ids, uniform_by_group

# What the case system stores is a description.
CATEGORY_NAMES = {
    "NEG": "Neglect",
    "EMO": "Emotional abuse",
    "PHY": "Physical abuse",
    "SAB": "Sexual abuse",
    "MUL": "Multiple: Neglect, Emotional abuse",
}
OTHER_MULTIPLE = "Multiple: Physical abuse, Emotional abuse"
PARTICIPATION = {"PN0": 34.0, "PN1": 12.0, "PN2": 2.0, "PN3": 1.0, "PN4": 3.0, "PN5": 8.0, "PN6": 26.0, "PN7": 14.0}


def plan_tables(world: World, conferences: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_cp_plans and ssd_cin_plans. `conferences`: conference id by plan id."""
    cp, cin = world.plans_of(CP), world.plans_of(CIN)
    half = cp["round_id"].to_numpy() % 2 == 0
    cp_plans = pd.DataFrame(
        {
            "cppl_cp_plan_id": cp["plan_id"],
            "cppl_referral_id": referral_ids(cp["episode"].to_numpy()),
            "cppl_icpc_id": cp["plan_id"].map(conferences),
            "cppl_person_id": cp["person_id"],
            "cppl_cp_plan_start_date": moments(cp["start"].to_numpy()),
            "cppl_cp_plan_end_date": moments(cp["end"].to_numpy(), world.span.as_at),
            "cppl_cp_plan_ola": "N",
            "cppl_cp_plan_initial_category": _described(cp["initial"].to_numpy(), half),
            "cppl_cp_plan_latest_category": _described(cp["latest"].to_numpy(), half),
        }
    )
    team = cin["team"].to_numpy()
    worker = worker_number(team, cin["family"].to_numpy() % 9, cin["start"].to_numpy())
    cin_plans = pd.DataFrame(
        {
            "cinp_cin_plan_id": cin["plan_id"],
            "cinp_referral_id": referral_ids(cin["episode"].to_numpy()),
            "cinp_person_id": cin["person_id"],
            "cinp_cin_plan_start_date": moments(cin["start"].to_numpy()),
            "cinp_cin_plan_end_date": moments(cin["end"].to_numpy(), world.span.as_at),
            "cinp_cin_plan_team": team_ids(team),
            "cinp_cin_plan_worker_id": worker_ids(worker),
        }
    )
    return cp_plans, cin_plans


def _described(category: Texts, with_neglect: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Texts:
    described = pd.Series(category).map(CATEGORY_NAMES).to_numpy()
    chosen: Texts = np.where((category == "MUL") & ~with_neglect, OTHER_MULTIPLE, described)
    return chosen


def review_table(world: World) -> pd.DataFrame:
    """ssd_cp_reviews: every conference held on a child, and the next one due of each open plan.

    The first is due three calendar months after the plan began, later ones six after the last; a day that is not a
    working day is brought forward.
    """
    rng = world.streams("reviews")
    cp = world.plans_of(CP)
    row, step = cp["round_id"].to_numpy(), cp["step"].to_numpy()
    start, end = cp["start"].to_numpy()[:, None], cp["end"].to_numpy()[:, None]
    days = _own_first_review(world.courses.meetings[row, step], start[:, 0])
    held = (days > start + 20) & (days <= end) & (days <= world.span.as_at)
    coming = (days > world.span.as_at) & (end > world.span.as_at)
    coming &= np.cumsum(coming, axis=1) == 1
    at, turn = np.nonzero(held | coming)
    earlier: Ints = np.cumsum(held, axis=1) - held
    first = earlier[at, turn] == 0
    last = days[at, np.maximum(turn - 1, 0)]
    due = np.where(first, add_months(start[at, 0], 3), add_months(last, 6))
    due = to_working_day(due, back=True)
    was_held = held[at, turn]
    meeting, _ = by_group(row[at], step[at], days[at, turn])
    ends_here = days[at, turn] == end[at, 0]
    quorate = np.where(uniform_by_group(rng, meeting) < 0.93, "Yes", "No")
    participation = only_if(chance(rng, 0.7, len(at)), pick(rng, PARTICIPATION, len(at)))
    return pd.DataFrame(
        {
            "cppr_cp_review_id": ids("V", 1_000_000 + np.arange(len(at))),
            "cppr_person_id": person_ids(cp["child"].to_numpy()[at]),
            "cppr_cp_plan_id": cp["plan_id"].to_numpy()[at],
            "cppr_cp_review_due": moments(due),
            "cppr_cp_review_date": moments(np.where(was_held, days[at, turn], NEVER)),
            "cppr_cp_review_meeting_id": only_if(was_held, ids("VM", 700_000 + meeting)),
            "cppr_cp_review_outcome_continue_cp": only_if(was_held, np.where(ends_here, "N", "Y")),
            "cppr_cp_review_quorate": only_if(was_held, quorate),
            "cppr_cp_review_participation": only_if(was_held, participation),
        }
    )


def _own_first_review(days: Ints, start: Ints) -> Ints:
    """The family's conferences, with one more for a child whose plan began too late for the family's next."""
    first: Ints = (days > start[:, None] + 20).argmax(axis=1)
    too_late = (days[np.arange(len(days)), first] > add_months(start, 3)) & (first > 0)
    own = days.copy()
    own[too_late, first[too_late] - 1] = to_working_day(start[too_late] + 82, back=True)
    return own
