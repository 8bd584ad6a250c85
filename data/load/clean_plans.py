"""Doubts about plans, their reviews and visits: plans that overlap, dates out of order, lost links."""

from datetime import datetime

import pandas as pd

from data.load.doubts import (
    Frames,
    Query,
    after_death,
    among,
    before_referral,
    lost_link,
    matched,
    more_than_one_open,
    overlapping,
    running_with,
)

CP_DATES = {
    "cppl_person_id": "person",
    "cppl_cp_plan_start_date": "start",
    "cppl_cp_plan_end_date": "end",
}
CIN_DATES = {
    "cinp_person_id": "person",
    "cinp_cin_plan_start_date": "start",
    "cinp_cin_plan_end_date": "end",
}


def own(frames: Frames) -> pd.Series:
    """Plans that are not another authority's."""
    return frames["ssd_cp_plans"]["cppl_cp_plan_ola"].ne("Y")


def _all(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=frame.index)


def review_before_plan(frames: Frames, _: datetime) -> pd.Series:
    """Reviews held on or before the start of the plan they review."""
    started = matched(
        frames["ssd_cp_reviews"]["cppr_cp_plan_id"],
        frames["ssd_cp_plans"],
        "cppl_cp_plan_id",
        "cppl_cp_plan_start_date",
    )
    return frames["ssd_cp_reviews"]["cppr_cp_review_date"] <= started


def started_off_conference(frames: Frames, _: datetime) -> pd.Series:
    """Plans that start on another day than the conference that made them."""
    held = matched(
        frames["ssd_cp_plans"]["cppl_icpc_id"],
        frames["ssd_initial_cp_conference"],
        "icpc_icpc_id",
        "icpc_icpc_date",
    )
    return held.notna() & (frames["ssd_cp_plans"]["cppl_cp_plan_start_date"] != held)


def cin_beside_cp(frames: Frames, _: datetime) -> pd.Series:
    """Child in need plans that run at the same time as a child protection plan of the same child."""
    cin = frames["ssd_cin_plans"][list(CIN_DATES)].rename(columns=CIN_DATES)
    cp = frames["ssd_cp_plans"].loc[own(frames), list(CP_DATES)].rename(columns=CP_DATES)
    return running_with(cin, cp)


def open_cin_beside_open_cp(frames: Frames, _: datetime) -> pd.Series:
    """Open child in need plans of children who have an open child protection plan."""
    cin, cp = frames["ssd_cin_plans"], frames["ssd_cp_plans"]
    open_cp = cp.loc[own(frames) & cp["cppl_cp_plan_end_date"].isna(), "cppl_person_id"]
    return cin["cinp_cin_plan_end_date"].isna() & among(cin["cinp_person_id"], open_cp)


def cin_beside_cp_not_both_open(frames: Frames, as_at: datetime) -> pd.Series:
    return cin_beside_cp(frames, as_at) & ~open_cin_beside_open_cp(frames, as_at)


PLAN_QUERIES = (
    Query(
        "8935",
        "ssd_cp_plans",
        "cppl_cp_plan_end_date",
        "The child has more than one open child protection plan. End those that are finished.",
        lambda frames, _: more_than_one_open(
            frames["ssd_cp_plans"], "cppl_person_id", "cppl_cp_plan_end_date", own(frames)
        ),
    ),
    Query(
        "8940",
        "ssd_cp_plans",
        "cppl_cp_plan_start_date",
        "The plan starts before the child's earlier one has ended. Check the dates of both.",
        lambda frames, _: overlapping(
            frames["ssd_cp_plans"],
            "cppl_person_id",
            "cppl_cp_plan_start_date",
            "cppl_cp_plan_end_date",
            own(frames),
        ),
    ),
    Query(
        "8905",
        "ssd_cp_plans",
        "cppl_cp_plan_initial_category",
        "The plan has no category of abuse, neither first nor latest, so it is in no count of neglect. Enter it.",
        lambda frames, _: (
            frames["ssd_cp_plans"][["cppl_cp_plan_initial_category", "cppl_cp_plan_latest_category"]].isna().all(axis=1)
        ),
    ),
    Query(
        "8915",
        "ssd_cp_plans",
        "cppl_cp_plan_start_date",
        "The plan starts after the child's date of death. Check both dates.",
        after_death("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date"),
        ("ssd_person",),
    ),
    Query(
        "8920",
        "ssd_cp_plans",
        "cppl_cp_plan_end_date",
        "The plan ends after the child's date of death. Check both dates.",
        after_death("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_end_date"),
        ("ssd_person",),
    ),
    Query(
        "1105",
        "ssd_cp_plans",
        "cppl_cp_plan_start_date",
        "The plan starts before its referral. Check both dates.",
        before_referral("ssd_cp_plans", "cppl_referral_id", "cppl_cp_plan_start_date"),
        ("ssd_cin_episodes",),
    ),
    Query(
        "2885",
        "ssd_cp_plans",
        "cppl_cp_plan_start_date",
        "The plan does not start on the day of its initial conference. Check both dates.",
        started_off_conference,
        ("ssd_initial_cp_conference",),
    ),
    Query(
        "8841",
        "ssd_cp_reviews",
        "cppr_cp_review_date",
        "The review was held on or before the day its plan started. Check both dates.",
        review_before_plan,
        ("ssd_cp_plans",),
    ),
    Query(
        "4001",
        "ssd_cin_plans",
        "cinp_cin_plan_end_date",
        "The child has an open child in need plan and an open child protection plan. End the one that is finished.",
        open_cin_beside_open_cp,
        ("ssd_cp_plans",),
    ),
    Query(
        "4016",
        "ssd_cin_plans",
        "cinp_cin_plan_start_date",
        "The child in need plan runs at the same time as a child protection plan. Check the dates of both.",
        cin_beside_cp_not_both_open,
        ("ssd_cp_plans",),
    ),
    Query(
        "4004",
        "ssd_cin_plans",
        "cinp_cin_plan_end_date",
        "The child has more than one open child in need plan. End those that are finished.",
        lambda frames, _: more_than_one_open(
            frames["ssd_cin_plans"], "cinp_person_id", "cinp_cin_plan_end_date", _all(frames["ssd_cin_plans"])
        ),
    ),
    Query(
        "4014",
        "ssd_cin_plans",
        "cinp_cin_plan_start_date",
        "The plan starts before the child's earlier one has ended. Check the dates of both.",
        lambda frames, _: overlapping(
            frames["ssd_cin_plans"],
            "cinp_person_id",
            "cinp_cin_plan_start_date",
            "cinp_cin_plan_end_date",
            _all(frames["ssd_cin_plans"]),
        ),
    ),
    Query(
        "4008",
        "ssd_cin_plans",
        "cinp_cin_plan_start_date",
        "The plan starts after the child's date of death. Check both dates.",
        after_death("ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date"),
        ("ssd_person",),
    ),
    Query(
        "4015",
        "ssd_cin_plans",
        "cinp_cin_plan_start_date",
        "The plan starts before its referral. Check both dates.",
        before_referral("ssd_cin_plans", "cinp_referral_id", "cinp_cin_plan_start_date"),
        ("ssd_cin_episodes",),
    ),
    Query(
        None,
        "ssd_cp_visits",
        "cppv_cp_visit_date",
        "The visit is after the child's date of death. Check both dates.",
        after_death("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date"),
        ("ssd_person",),
    ),
    Query(
        None,
        "ssd_cin_visits",
        "cinv_cin_visit_date",
        "The visit is after the child's date of death. Check both dates.",
        after_death("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date"),
        ("ssd_person",),
    ),
    lost_link("ssd_cp_visits", "cppv_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    lost_link("ssd_cp_reviews", "cppr_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    lost_link("ssd_cp_plans", "cppl_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    lost_link("ssd_cp_plans", "cppl_icpc_id", "ssd_initial_cp_conference", "icpc_icpc_id"),
    lost_link("ssd_cin_plans", "cinp_referral_id", "ssd_cin_episodes", "cine_referral_id"),
)
