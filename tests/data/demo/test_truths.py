"""Everything truths.py says is in the county is in it, found in the raw tables by plain means."""

import pandas as pd
import pytest

from data.demo.truths import (
    CHILD_CARER,
    DIAGNOSED_STAY_LONGER,
    DRIFTING_TEAM,
    MOVED_IN,
    OVERLOOKED_SIBLING,
    REPEAT_ELSEWHERE,
    SILENT_DRIFT,
    STALLED_PLAN,
    TIMELY_TEAM,
    TRUTHS,
    UNANSWERED_SIGNAL,
    UNIFORMLY_POOR,
)

Frames = dict[str, pd.DataFrame]
AS_AT = pd.Timestamp(2026, 10, 31)


def of(frames: Frames, table: str, person_column: str, *people: str) -> pd.DataFrame:
    rows = frames[table]
    return rows[rows[person_column].isin(people)]


def open_plan(frames: Frames, person: str) -> pd.Series:
    plans = of(frames, "ssd_cp_plans", "cppl_person_id", person)
    current = plans[plans["cppl_cp_plan_end_date"].isna() & (plans["cppl_cp_plan_ola"] == "N")]
    assert len(current) == 1
    return current.iloc[0]


def team_on(frames: Frames, rows: pd.DataFrame, person: str, on: str) -> pd.Series:
    """The team allocated to each row's child on the row's day, by the rows' index."""
    allocated = frames["ssd_involvements"].sort_values("invo_involvement_start_date")
    asked = rows.dropna(subset=[on]).reset_index(names="row").sort_values(on)
    found = pd.merge_asof(
        asked, allocated, left_on=on, right_on="invo_involvement_start_date", left_by=person, right_by="invo_person_id"
    )
    return found.set_index("row")["invo_professional_team"]


def test_every_truth_says_what_to_look_for() -> None:
    assert len(TRUTHS) == 12
    assert all(len(truth.look_for) > 40 for truth in TRUTHS)


def late_reviews(frames: Frames) -> pd.DataFrame:
    """Reviews of plans begun in the county: team, held, and whether held more than four days after due."""
    reviews = frames["ssd_cp_reviews"].dropna(subset=["cppr_cp_review_date", "cppr_cp_review_due"])
    team = team_on(frames, reviews, "cppr_person_id", "cppr_cp_review_date")
    late = reviews["cppr_cp_review_date"] > reviews["cppr_cp_review_due"] + pd.Timedelta(days=4)
    held = reviews["cppr_cp_review_date"]
    table = pd.DataFrame({"team": team, "held": held, "late": late}).dropna(subset=["team"])
    return table[table["held"] > pd.Timestamp(2021, 1, 1)]


def test_the_timely_team_s_reviews_became_timely_when_it_says(county: Frames) -> None:
    rows = late_reviews(county)
    mine = rows[rows["team"] == TIMELY_TEAM.team_id]
    after = mine["held"] >= pd.Timestamp(TIMELY_TEAM.since)
    assert mine.loc[~after, "late"].mean() == pytest.approx(TIMELY_TEAM.late_before, abs=0.06)
    assert mine.loc[after, "late"].mean() < 0.04
    assert rows.loc[rows["team"] != TIMELY_TEAM.team_id, "late"].mean() < 0.02


def lengths(frames: Frames) -> pd.Series:
    """Mean days of plans begun 2016 to May 2023 (all can have run their course), by diagnosed at the start or not."""
    plans = frames["ssd_cp_plans"]
    plans = plans[
        (plans["cppl_cp_plan_ola"] == "N") & plans["cppl_cp_plan_start_date"].between("2016-01-01", "2023-05-31")
    ]
    conditions = frames["ssd_x_neurodiversity"]
    told = conditions[conditions["neur_status"] == "diagnosed"].groupby("neur_person_id")["neur_status_date"].min()
    diagnosed = plans["cppl_person_id"].map(told) <= plans["cppl_cp_plan_start_date"]
    days = (plans["cppl_cp_plan_end_date"].fillna(AS_AT) - plans["cppl_cp_plan_start_date"]).dt.days
    return days[days > 0].groupby(diagnosed).mean()


def test_plans_last_longer_after_a_diagnosis(county: Frames) -> None:
    mean = lengths(county)
    assert mean[True] / mean[False] == pytest.approx(DIAGNOSED_STAY_LONGER.factor, abs=0.2)


def core_groups_held(frames: Frames) -> pd.Series:
    meetings = frames["ssd_x_core_group_meetings"]
    due = meetings[(meetings["corg_plan_type"] == "CP") & (meetings["corg_due_date"] <= AS_AT)]
    team = team_on(frames, due, "corg_person_id", "corg_due_date")
    return due["corg_held_date"].notna().groupby(team).mean()


def actions_put_off(frames: Frames) -> pd.Series:
    actions = frames["ssd_x_plan_actions"]
    actions = actions[actions["pact_plan_type"] == "CP"]
    team = team_on(frames, actions, "pact_person_id", "pact_original_due_date")
    return (actions["pact_times_extended"] >= 2).groupby(team).mean()


def test_the_drifting_team_stands_out(county: Frames) -> None:
    others = list(DRIFTING_TEAM.others)
    held, put_off = core_groups_held(county), actions_put_off(county)
    assert held[DRIFTING_TEAM.team_id] < held[others].min() - 0.08
    assert put_off[DRIFTING_TEAM.team_id] > 2 * put_off[others].max()


def test_the_stalled_plan_does_not_move_and_nobody_says_so(county: Frames) -> None:
    for person in STALLED_PLAN.children:
        start = open_plan(county, person)["cppl_cp_plan_start_date"]
        assert 19 * 30 < (AS_AT - start).days < 21 * 31
        actions = of(county, "ssd_x_plan_actions", "pact_person_id", person)
        assert len(actions) == 6
        assert set(actions["pact_status"]) == {"open"}
        assert actions["pact_times_extended"].eq(3).all()
        scores = of(county, "ssd_x_neglect_tools", "negt_person_id", person)["negt_overall_score"]
        assert list(scores) == [4, 4, 4]
    for table, column in (
        ("ssd_pre_proceedings", "prep_person_id"),
        ("ssd_x_escalations", "escl_person_id"),
        ("ssd_x_reflective_supervision", "refs_child_person_id"),
        ("ssd_x_flag_reviews", "flrv_person_id"),
    ):
        assert of(county, table, column, *STALLED_PLAN.children).empty


def test_the_middle_child_is_overlooked(county: Frames) -> None:
    child, others = OVERLOOKED_SIBLING.overlooked, OVERLOOKED_SIBLING.on_plan
    assert of(county, "ssd_cp_plans", "cppl_person_id", child).empty
    assert of(county, "ssd_cin_plans", "cinp_person_id", child).empty
    assert of(county, "ssd_cin_assessments", "cina_person_id", child).empty
    assert of(county, "ssd_x_neglect_tools", "negt_person_id", child).empty
    visits = of(county, "ssd_cin_visits", "cinv_person_id", child)
    assert len(visits) > 5
    assert visits["cinv_cin_visit_seen"].eq("Y").all()
    assert visits["cinv_cin_visit_seen_alone"].eq("N").all()
    for other in others:
        assert open_plan(county, other)["cppl_cp_plan_initial_category"] == "Neglect"
        assert of(county, "ssd_cp_visits", "cppv_person_id", other)["cppv_cp_visit_seen_alone"].eq("Y").all()
    mothers = of(county, "ssd_mother", "moth_childs_person_id", child, *others)["moth_person_id"]
    assert len(set(mothers)) == 1


def test_nobody_has_asked_the_girl_whether_she_cares_for_her_brother(county: Frames) -> None:
    brother = of(county, "ssd_x_neurodiversity", "neur_person_id", CHILD_CARER.neurodivergent)
    assert list(brother["neur_status"]) == ["diagnosed"]
    family = (CHILD_CARER.carer, CHILD_CARER.neurodivergent, CHILD_CARER.youngest)
    assert of(county, "ssd_x_young_carer", "ycar_person_id", *family).empty
    assessments = of(county, "ssd_cin_assessments", "cina_person_id", CHILD_CARER.carer)
    factors = county["ssd_assessment_factors"].set_index("cinf_assessment_id")["cinf_assessment_factors_json"]
    found = factors[assessments["cina_assessment_id"].iloc[0]]
    assert "7A" not in found
    assert "4B" in found and "6B" in found


def test_every_child_of_the_uniformly_poor_household_is_graded_5(county: Frames) -> None:
    items = county["ssd_x_neglect_tool_items"].merge(
        county["ssd_x_neglect_tools"], left_on="neti_tool_id", right_on="negt_tool_id"
    )
    mine = items[
        (items["neti_child_id"].isin(UNIFORMLY_POOR.children)) & (items["neti_domain"] == UNIFORMLY_POOR.domain)
    ]
    latest = mine.sort_values("negt_completed_date").groupby("neti_child_id")["neti_score"].last()
    assert latest.to_dict() == dict.fromkeys(UNIFORMLY_POOR.children, float(UNIFORMLY_POOR.grade))


def test_the_signal_was_there_and_nothing_followed(county: Frames) -> None:
    child = UNANSWERED_SIGNAL.child
    appointments = of(county, "ssd_x_health_appointments", "hapt_person_id", child)
    missed = appointments[appointments["hapt_attendance_code"] == "3"]
    assert len(missed) == 2
    assert (AS_AT - missed["hapt_appointment_date"]).dt.days.max() <= 60
    assert missed[["hapt_followed_up_date", "hapt_notified_social_care_date"]].isna().all(axis=None)
    school = of(county, "ssd_x_school_attendance", "satt_person_id", child).sort_values("satt_period_end").iloc[-1]
    absent = school["satt_sessions_authorised_absent"] + school["satt_sessions_unauthorised_absent"]
    assert absent / school["satt_sessions_possible"] == pytest.approx(0.38, abs=0.02)
    visits = of(county, "ssd_cp_visits", "cppv_person_id", child).sort_values("cppv_cp_visit_date")
    assert list(visits["cppv_cp_visit_seen"].tail(3)) == ["N", "N", "N"]
    themes = set(of(county, "ssd_x_plan_actions", "pact_person_id", child)["pact_neglect_theme"])
    assert themes == {"home conditions", "supervision"}
    assert of(county, "ssd_x_escalations", "escl_person_id", child).empty


def test_the_family_that_moved_in_has_a_history_elsewhere(county: Frames) -> None:
    for person in MOVED_IN.children:
        plans = of(county, "ssd_cp_plans", "cppl_person_id", person)
        assert list(plans["cppl_cp_plan_ola"]) == ["Y"]
        moved = of(county, "ssd_x_disadvantage", "disv_person_id", person)
        assert list(moved["disv_type"]) == ["recent move between authorities"]
        since = moved["disv_from_date"].iloc[0]
        assert abs((AS_AT - since).days - MOVED_IN.moved_days_ago) <= 4
        assert plans["cppl_cp_plan_end_date"].iloc[0] < since
        assert len(of(county, "ssd_cin_plans", "cinp_person_id", person)) == 1


def test_only_counting_any_authority_shows_the_repeat_plan(county: Frames) -> None:
    plans = of(county, "ssd_cp_plans", "cppl_person_id", REPEAT_ELSEWHERE.child).sort_values("cppl_cp_plan_start_date")
    assert list(plans["cppl_cp_plan_ola"]) == ["Y", "N"]
    gap = plans["cppl_cp_plan_start_date"].iloc[1] - plans["cppl_cp_plan_end_date"].iloc[0]
    assert 17 * 30 < gap.days < 19 * 31
    assert (AS_AT - plans["cppl_cp_plan_start_date"].iloc[1]).days < 365


def test_the_silent_drift_is_silent_and_drifts(county: Frames) -> None:
    for person in SILENT_DRIFT.children:
        current = open_plan(county, person)
        plans = of(county, "ssd_cp_plans", "cppl_person_id", person)
        before = plans["cppl_cp_plan_end_date"].max()
        assert (current["cppl_cp_plan_start_date"] - before).days < 730
        reviews = of(county, "ssd_cp_reviews", "cppr_person_id", person)
        waiting = reviews[reviews["cppr_cp_review_date"].isna()]
        assert (waiting["cppr_cp_review_due"] < AS_AT - pd.Timedelta(days=28)).any()
        meetings = of(county, "ssd_x_core_group_meetings", "corg_person_id", person).sort_values("corg_due_date")
        assert meetings["corg_held_date"].tail(3).isna().all()
        assert of(county, "ssd_x_neglect_tools", "negt_person_id", person).empty
    for table, column in (
        ("ssd_x_escalations", "escl_person_id"),
        ("ssd_x_reflective_supervision", "refs_child_person_id"),
        ("ssd_x_flag_reviews", "flrv_person_id"),
    ):
        assert of(county, table, column, *SILENT_DRIFT.children).empty


def test_nothing_is_planted_when_not_asked_for(plain: Frames) -> None:
    """Teams and groups are alike, within what chance gives; no planted family is there."""
    assert not plain["ssd_person"]["pers_person_id"].str.match(r"P900\d{3}$").any()
    late = late_reviews(plain).groupby("team")["late"].mean()
    assert late[TIMELY_TEAM.team_id] < 0.03
    mean = lengths(plain)
    assert 0.85 < mean[True] / mean[False] < 1.15
    others = list(DRIFTING_TEAM.others)
    held, put_off = core_groups_held(plain), actions_put_off(plain)
    assert abs(held[DRIFTING_TEAM.team_id] - held[others].mean()) < 0.03
    assert put_off[DRIFTING_TEAM.team_id] < 1.3 * put_off[others].max()
