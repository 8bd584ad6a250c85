"""What happens to a child hangs together: one plan at a time, inside a referral, over by eighteen."""

import pandas as pd

Frames = dict[str, pd.DataFrame]
AS_AT = pd.Timestamp(2026, 10, 31)
LATER = pd.Timestamp(2100, 1, 1)


def spells(frames: Frames, table: str, person: str, start: str, end: str) -> pd.DataFrame:
    rows = frames[table]
    return pd.DataFrame(
        {"person": rows[person], "start": rows[start], "end": rows[end].fillna(LATER)}, index=rows.index
    ).sort_values(["person", "start"])


def cp_plans(frames: Frames) -> pd.DataFrame:
    own = {**frames, "ssd_cp_plans": frames["ssd_cp_plans"][frames["ssd_cp_plans"]["cppl_cp_plan_ola"] == "N"]}
    return spells(own, "ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")


def cin_plans(frames: Frames) -> pd.DataFrame:
    return spells(frames, "ssd_cin_plans", "cinp_person_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")


def overlapping(rows: pd.DataFrame) -> int:
    before = rows.groupby("person")["end"].shift(1)
    return int((before > rows["start"]).sum())


def test_nothing_overlaps_or_runs_backwards(clean: Frames) -> None:
    referrals = spells(clean, "ssd_cin_episodes", "cine_person_id", "cine_referral_date", "cine_close_date")
    for rows in (cp_plans(clean), cin_plans(clean)):
        assert overlapping(rows) == 0
        assert (rows["end"] > rows["start"]).all()
    assert overlapping(referrals) == 0
    both = pd.concat([cp_plans(clean), cin_plans(clean)]).sort_values(["person", "start"])
    assert overlapping(both) == 0


def test_plans_lie_inside_their_referrals(clean: Frames) -> None:
    referrals = clean["ssd_cin_episodes"].set_index("cine_referral_id")
    plans = clean["ssd_cp_plans"].dropna(subset=["cppl_referral_id"])
    of = referrals.reindex(plans["cppl_referral_id"])
    assert (plans["cppl_cp_plan_start_date"].to_numpy() >= of["cine_referral_date"].to_numpy()).all()
    ends = plans["cppl_cp_plan_end_date"].fillna(LATER).to_numpy()
    assert (ends <= of["cine_close_date"].fillna(LATER).to_numpy()).all()
    assert (plans["cppl_person_id"].to_numpy() == of["cine_person_id"].to_numpy()).all()


def test_nobody_is_on_a_plan_at_eighteen(clean: Frames) -> None:
    births = clean["ssd_person"].set_index("pers_person_id")["pers_dob"]
    for rows in (cp_plans(clean), cin_plans(clean)):
        current = rows[rows["end"] == LATER]
        birth = births.reindex(current["person"]).dropna()
        assert (birth + pd.DateOffset(years=18) > AS_AT).all()


def test_children_move_between_plans_in_every_direction(clean: Frames) -> None:
    """Step-downs (CIN within 28 days of CP), step-ups, repeat plans, re-openings within 27 days: all happen."""
    cp, cin = cp_plans(clean), cin_plans(clean)
    moves = pd.concat([cp.assign(kind="CP"), cin.assign(kind="CIN")]).sort_values(["person", "start"])
    before = moves.groupby("person")[["kind", "end"]].shift(1)
    gap = (moves["start"] - before["end"]).dt.days
    near = gap <= 28
    assert ((moves["kind"] == "CIN") & (before["kind"] == "CP") & near).sum() > 1000
    assert ((moves["kind"] == "CP") & (before["kind"] == "CIN") & near).sum() > 300
    reopened = (moves["kind"] == "CP") & (before["kind"] == "CP") & (gap <= 27)
    assert 20 < reopened.sum() < 200


def test_plans_end_by_every_route(clean: Frames) -> None:
    plans = clean["ssd_cp_plans"].dropna(subset=["cppl_cp_plan_end_date"])
    reasons = clean["ssd_cin_episodes"].set_index("cine_referral_id")["cine_close_reason"]
    births = clean["ssd_person"].set_index("pers_person_id")["pers_dob"]
    care = clean["ssd_cla_episodes"].groupby("clae_person_id")["clae_cla_episode_start_date"].max()
    moved = plans["cppl_referral_id"].map(reasons) == "RC5"
    into_care = (plans["cppl_person_id"].map(care) - plans["cppl_cp_plan_end_date"]).dt.days.abs() <= 7
    eighteen = plans["cppl_cp_plan_end_date"] >= plans["cppl_person_id"].map(births) + pd.DateOffset(years=18)
    assert moved.sum() > 50 and into_care.sum() > 100 and eighteen.sum() > 20


def test_brothers_and_sisters_go_through_together_but_not_wholly(clean: Frames) -> None:
    conferences = clean["ssd_initial_cp_conference"]
    together = conferences.groupby("icpc_icpc_meeting_id")["icpc_person_id"].nunique()
    assert together.max() >= 5
    assert 1.4 < together.mean() < 2.4
    reviews = clean["ssd_cp_reviews"].dropna(subset=["cppr_cp_review_meeting_id"])
    days = reviews.groupby("cppr_cp_review_meeting_id")["cppr_cp_review_date"].nunique()
    assert (days == 1).all()


def test_some_children_on_plans_are_not_yet_born(clean: Frames) -> None:
    births = clean["ssd_person"].set_index("pers_person_id")["pers_dob"]
    plans = cp_plans(clean)
    birth = births.reindex(plans["person"])
    before_birth = birth.isna().to_numpy() | (birth.to_numpy() > plans["start"].to_numpy())
    assert 0.005 < before_birth.mean() < 0.08
