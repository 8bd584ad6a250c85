"""The extension tables: values that mean what they say."""

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]
AS_AT = pd.Timestamp(2026, 10, 31)


def test_was_not_brought_goes_with_the_attendance_code(clean: Frames) -> None:
    """Codes 3 and 7 are missed; 2, 4, 5 and 6 are not; 0 is to come, and nothing is said of it yet."""
    rows = clean["ssd_x_health_appointments"]
    said = rows.groupby("hapt_attendance_code")["hapt_was_not_brought"].unique().map(list).to_dict()
    assert {code: said[code] for code in ("3", "7")} == {"3": ["Y"], "7": ["Y"]}
    assert all(said[code] == ["N"] for code in ("2", "4", "5", "6"))
    to_come = rows[rows["hapt_attendance_code"] == "0"]
    assert to_come["hapt_was_not_brought"].isna().all()
    assert (to_come["hapt_appointment_date"] > AS_AT).all()


def test_children_neglected_are_less_often_brought(clean: Frames) -> None:
    rows = clean["ssd_x_health_appointments"]
    plans = clean["ssd_cp_plans"]
    neglected = plans.loc[plans["cppl_cp_plan_latest_category"] == "Neglect", "cppl_person_id"]
    missed = rows["hapt_was_not_brought"].eq("Y").groupby(rows["hapt_person_id"].isin(neglected)).mean()
    assert missed[True] > missed[False] + 0.02


def test_absence_never_exceeds_the_sessions_possible(clean: Frames) -> None:
    rows = clean["ssd_x_school_attendance"]
    missed = rows["satt_sessions_authorised_absent"] + rows["satt_sessions_unauthorised_absent"]
    assert (missed <= rows["satt_sessions_possible"]).fillna(True).all()
    at_home = rows["satt_elective_home_education_flag"] == "Y"
    assert rows.loc[at_home, "satt_sessions_possible"].isna().all()
    assert rows.loc[~at_home, "satt_sessions_possible"].notna().all()


def test_tools_keep_to_their_scales(clean: Frames) -> None:
    tools = clean["ssd_x_neglect_tools"]
    items = clean["ssd_x_neglect_tool_items"].merge(tools, left_on="neti_tool_id", right_on="negt_tool_id")
    assert (items["neti_score"] >= items["negt_scale_min"]).all()
    assert (items["neti_score"] <= items["negt_scale_max"]).all()
    assert set(tools["negt_higher_is_worse"]) == {"Y", "N"}
    worst = (
        items.groupby(["neti_tool_id", "negt_higher_is_worse"])["neti_score"]
        .agg(["min", "max"])
        .reset_index("negt_higher_is_worse")
    )
    expected = worst["max"].where(worst["negt_higher_is_worse"] == "Y", worst["min"])
    overall = tools.set_index("negt_tool_id")["negt_overall_score"]
    assert (overall == expected.reindex(overall.index)).all()


def test_some_tools_are_used_again_and_some_families_are_unequal(clean: Frames) -> None:
    tools = clean["ssd_x_neglect_tools"]
    assert tools["negt_purpose"].value_counts()["repeat"] > 1000
    items = clean["ssd_x_neglect_tool_items"].merge(tools, left_on="neti_tool_id", right_on="negt_tool_id")
    by_domain = items.groupby(["negt_family_group_id", "negt_tool_name", "negt_completed_date", "neti_domain"])
    scores = by_domain["neti_score"].agg(["min", "max", "size"])
    several = scores[scores["size"] > 1]
    assert 0.02 < (several["max"] - several["min"] >= 2).mean() < 0.3


def test_an_action_s_first_date_is_kept_when_it_is_put_off(clean: Frames) -> None:
    rows = clean["ssd_x_plan_actions"]
    put_off = rows["pact_times_extended"] > 0
    assert (rows.loc[put_off, "pact_due_date"] > rows.loc[put_off, "pact_original_due_date"]).all()
    assert (rows.loc[~put_off, "pact_due_date"] == rows.loc[~put_off, "pact_original_due_date"]).all()
    closed = rows["pact_status"].isin(["complete", "not met"])
    assert rows["pact_completed_date"].notna().eq(closed).all()


def test_escalation_is_rare(clean: Frames) -> None:
    rows = clean["ssd_x_escalations"]
    last_year = rows["escl_raised_date"] > AS_AT - pd.DateOffset(years=1)
    assert 20 < last_year.sum() < 120
    assert rows["escl_resolved_date"].isna().eq(rows["escl_resolution"] == "open").all()


def test_named_contacts_grow_from_the_autumn_after_the_review(clean: Frames) -> None:
    """None before September 2025; by the as-at day most child protection plans have one, fewer child in need plans."""
    contacts = clean["ssd_x_plan_escalation_contact"]
    now = contacts[contacts["plec_end_date"].isna()]
    cp = clean["ssd_cp_plans"]
    cin = clean["ssd_cin_plans"]
    cp_share = cp.loc[cp["cppl_cp_plan_end_date"].isna(), "cppl_cp_plan_id"].isin(now["plec_plan_id"]).mean()
    cin_share = cin.loc[cin["cinp_cin_plan_end_date"].isna(), "cinp_cin_plan_id"].isin(now["plec_plan_id"]).mean()
    assert cp_share == pytest.approx(0.8, abs=0.1)
    assert cin_share == pytest.approx(0.55, abs=0.1)
    assert not now["plec_plan_id"].duplicated().any()


def test_restated_contacts_name_a_review_of_the_same_day(clean: Frames) -> None:
    rows = clean["ssd_x_plan_escalation_contact"].dropna(subset=["plec_restated_review_id"])
    held = clean["ssd_cp_reviews"].set_index("cppr_cp_review_id")["cppr_cp_review_date"]
    assert len(rows) > 100
    assert (
        held.reindex(rows["plec_restated_review_id"]).to_numpy() == rows["plec_restated_at_review_date"].to_numpy()
    ).all()


def test_sessions_become_more_frequent_and_several_agencies_come(clean: Frames) -> None:
    sessions = clean["ssd_x_reflective_supervision"]
    by_half = sessions["refs_session_date"].lt(pd.Timestamp(2026, 4, 20)).value_counts()
    assert by_half[False] > by_half[True]
    agencies = clean["ssd_x_reflective_attendance"].groupby("refa_session_id")["refa_agency"].nunique()
    assert 3 < agencies.mean() < 5


def test_teams_sit_under_localities(clean: Frames) -> None:
    teams = clean["ssd_department"].set_index("dept_team_id")
    held = clean["ssd_involvements"]["invo_professional_team"].unique()
    assert 14 <= len(held) <= 18
    assert teams.loc[held, "dept_team_parent_name"].nunique() == 5
    assert set(teams["dept_team_parent_id"].dropna()) <= set(teams.index)


def test_every_open_plan_has_one_allocated_worker(clean: Frames) -> None:
    now = clean["ssd_involvements"]
    now = now[now["invo_involvement_end_date"].isna()]
    assert not now["invo_person_id"].duplicated().any()
    plans = clean["ssd_cp_plans"]
    current = plans.loc[plans["cppl_cp_plan_end_date"].isna(), "cppl_person_id"]
    assert current.isin(now["invo_person_id"]).all()


def test_each_child_has_one_current_home(clean: Frames) -> None:
    homes = clean["ssd_address"]
    current = homes[homes["addr_address_end_date"].isna()]
    assert not current["addr_person_id"].duplicated().any()
    sharing = current.groupby("addr_address_json")["addr_person_id"].nunique()
    assert sharing.max() <= 6


def test_plans_are_adapted_for_children_with_needs_alone_and_only_while_they_have_a_plan(clean: Frames) -> None:
    """Each kind is there from March 2025; about one child in six with a plan and a need has all three today."""
    rows = clean["ssd_x_adapted_plan"]
    assert set(rows["adpl_kind"]) == {"communication needs", "reasonable adjustment", "direct work"}
    assert rows["adpl_date"].min() >= pd.Timestamp(2025, 3, 3)
    assert (rows["adpl_end_date"].isna() | (rows["adpl_end_date"] >= rows["adpl_date"])).all()
    sessions = rows[rows["adpl_kind"] == "direct work"]
    assert (sessions["adpl_date"] == sessions["adpl_end_date"]).all()
    needs = set(clean["ssd_x_neurodiversity"].dropna(subset=["neur_status"])["neur_person_id"])
    assert rows["adpl_person_id"].isin(needs).mean() > 0.6
    plans = clean["ssd_cp_plans"]
    now = set(plans.loc[plans["cppl_cp_plan_end_date"].isna(), "cppl_person_id"]) & needs
    recent = rows.index.isin(sessions.index[sessions["adpl_date"] > AS_AT - pd.Timedelta(days=90)])
    holds = rows[rows["adpl_end_date"].isna() | recent]
    kinds = holds.groupby("adpl_person_id")["adpl_kind"].nunique().reindex(sorted(now), fill_value=0)
    assert 0.05 < (kinds == 3).mean() < 0.35
