"""Doubts about plans, reviews and visits: each is reported, and its row kept."""

from typing import Any

import pandas as pd
import pytest

from tests.data.load.sources import about, cin_plan, cleaned, cp_plan, frames_of, of_rule, person, referral


def faults_of(**tables: Any) -> pd.DataFrame:
    source = frames_of(**{"ssd_person": [person()], **tables})
    kept, faults = cleaned(source)
    assert all(len(kept[name]) == len(frame) for name, frame in source.items())
    return faults


def test_several_open_plans_are_queried_on_each() -> None:
    """The second starts while the first runs, so it is also an overlap; the third is another child's."""
    plans = [cp_plan(1), cp_plan(2, start="2025-03-01"), cp_plan(3, child=2)]
    faults = faults_of(ssd_person=[person(1), person(2)], ssd_cp_plans=plans)
    assert of_rule(faults, "8935") == [("CP1", "queried"), ("CP2", "queried")]
    assert of_rule(faults, "8940") == [("CP2", "queried")]


def test_a_plan_inside_a_longer_one_overlaps_even_if_a_short_one_ended_between() -> None:
    """10 January to 1 December; 1 to 10 February; and from 1 March, which is still inside the first."""
    plans = [
        cp_plan(1, end="2025-12-01"),
        cp_plan(2, start="2025-02-01", end="2025-02-10"),
        cp_plan(3, start="2025-03-01", end="2025-04-01"),
    ]
    assert of_rule(faults_of(ssd_cp_plans=plans), "8940") == [("CP2", "queried"), ("CP3", "queried")]


def test_a_plan_that_starts_the_day_another_ends_does_not_overlap() -> None:
    plans = [cp_plan(1, end="2025-03-01"), cp_plan(2, start="2025-03-01")]
    assert faults_of(ssd_cp_plans=plans).empty


def test_another_authoritys_plan_overlaps_nothing() -> None:
    plans = [cp_plan(1), cp_plan(2, cppl_cp_plan_ola="Y")]
    assert faults_of(ssd_cp_plans=plans, ssd_cin_plans=[cin_plan(end="2025-01-10")]).empty


def test_a_plan_without_any_category_is_queried() -> None:
    empty = {"cppl_cp_plan_initial_category": None, "cppl_cp_plan_latest_category": None}
    assert of_rule(faults_of(ssd_cp_plans=[cp_plan(1, **empty)]), "8905") == [("CP1", "queried")]
    assert faults_of(ssd_cp_plans=[cp_plan(1, cppl_cp_plan_initial_category=None)]).empty


@pytest.mark.parametrize(
    ("died", "rules"), [("2025-01-09", {"8915", "8920"}), ("2025-01-20", {"8920"}), ("2025-02-01", set())]
)
def test_plans_after_death_are_queried(died: str, rules: set[str]) -> None:
    """The plan runs from 10 January to 1 February 2025."""
    faults = faults_of(ssd_person=[person(pers_death_date=died)], ssd_cp_plans=[cp_plan(end="2025-02-01")])
    assert set(faults["rule"]) == rules


def test_other_events_after_death_are_queried() -> None:
    faults = faults_of(
        ssd_person=[person(pers_death_date="2024-01-01")],
        ssd_cin_plans=[cin_plan()],
        ssd_cp_visits=[{"cppv_cp_visit_id": "V1", "cppv_person_id": "P1", "cppv_cp_visit_date": "2024-01-02"}],
        ssd_cin_visits=[{"cinv_cin_visit_id": "V2", "cinv_person_id": "P1", "cinv_cin_visit_date": "2024-01-02"}],
    )
    assert of_rule(faults, "4008") == [("CN1", "queried")]
    assert sorted(faults["key"]) == ["CN1", "V1", "V2"]


def test_plans_before_their_referral_are_queried() -> None:
    late = [referral(start="2026-01-01")]
    faults = faults_of(
        ssd_cin_episodes=late,
        ssd_cp_plans=[cp_plan(cppl_referral_id="R1")],
        ssd_cin_plans=[cin_plan(cinp_referral_id="R1", end="2025-01-10")],
    )
    assert of_rule(faults, "1105") == [("CP1", "queried")]
    assert of_rule(faults, "4015") == [("CN1", "queried")]


def test_a_plan_that_does_not_start_at_its_conference_is_queried() -> None:
    def faults(held: str) -> pd.DataFrame:
        conference = {"icpc_icpc_id": "I1", "icpc_person_id": "P1", "icpc_icpc_date": held}
        return faults_of(ssd_initial_cp_conference=[conference], ssd_cp_plans=[cp_plan(cppl_icpc_id="I1")])

    assert faults("2025-01-10").empty
    assert of_rule(faults("2025-01-08"), "2885") == [("CP1", "queried")]


@pytest.mark.parametrize(("held", "doubted"), [("2025-01-09", True), ("2025-01-10", True), ("2025-01-11", False)])
def test_a_review_on_or_before_the_start_of_its_plan_is_queried(held: str, doubted: bool) -> None:
    review = {"cppr_cp_review_id": "W1", "cppr_person_id": "P1", "cppr_cp_plan_id": "CP1", "cppr_cp_review_date": held}
    faults = faults_of(ssd_cp_plans=[cp_plan()], ssd_cp_reviews=[review])
    assert of_rule(faults, "8841") == ([("W1", "queried")] if doubted else [])


def test_a_child_in_need_plan_beside_a_child_protection_plan_is_queried() -> None:
    """Both open: 4001. One of them ended, but they ran together: 4016. One after the other: no doubt."""
    both_open = faults_of(ssd_cp_plans=[cp_plan()], ssd_cin_plans=[cin_plan()])
    assert of_rule(both_open, "4001") == [("CN1", "queried")]
    assert of_rule(both_open, "4016") == []
    one_ended = faults_of(ssd_cp_plans=[cp_plan()], ssd_cin_plans=[cin_plan(end="2025-01-11")])
    assert of_rule(one_ended, "4016") == [("CN1", "queried")]
    assert faults_of(ssd_cp_plans=[cp_plan()], ssd_cin_plans=[cin_plan(end="2025-01-10")]).empty


def test_several_child_in_need_plans_at_once_are_queried() -> None:
    faults = faults_of(ssd_cin_plans=[cin_plan(1), cin_plan(2, start="2024-06-01")])
    assert of_rule(faults, "4004") == [("CN1", "queried"), ("CN2", "queried")]
    assert of_rule(faults, "4014") == [("CN2", "queried")]


def test_visits_and_reviews_of_a_plan_that_is_not_there_are_kept_and_queried() -> None:
    faults = faults_of(
        ssd_cp_plans=[cp_plan()],
        ssd_cp_visits=[
            {
                "cppv_cp_visit_id": f"V{n}",
                "cppv_person_id": "P1",
                "cppv_cp_plan_id": plan,
                "cppv_cp_visit_date": "2025-02-01",
            }
            for n, plan in enumerate(["CP1", "CP9", None])
        ],
        ssd_cp_reviews=[
            {
                "cppr_cp_review_id": "W1",
                "cppr_person_id": "P1",
                "cppr_cp_plan_id": "CP9",
                "cppr_cp_review_due": "2025-04-01",
            }
        ],
    )
    assert about(faults, "cppv_cp_plan_id") == [("V1", "CP9", "queried")]
    assert about(faults, "cppr_cp_plan_id") == [("W1", "CP9", "queried")]
