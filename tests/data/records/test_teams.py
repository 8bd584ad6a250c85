"""Which teams the records know, and which hold the most children."""

from sqlalchemy import Engine

from data.records.teams import busiest_teams, known_teams
from tests.data.load.sources import cin_plan, cp_plan, frames_of, involvement, loaded, person, referral


def test_a_team_is_known_by_its_listing_or_by_the_cases_it_works(records_engine: Engine) -> None:
    frames = frames_of(
        ssd_person=[person(1)],
        ssd_cp_plans=[cp_plan(1)],
        ssd_cin_episodes=[referral(1, cine_referral_team="T4")],
        ssd_cin_plans=[cin_plan(1, cinp_cin_plan_team="T3")],
        ssd_involvements=[involvement(1, 1, "T2"), involvement(2, 1, "T1")],
        ssd_department=[{"dept_team_id": "T1", "dept_team_name": "North"}, {"dept_team_id": "T9"}],
    )
    loaded(records_engine, frames)
    with records_engine.connect() as connection:
        assert known_teams(connection) == {"T1": "North", "T2": "T2", "T3": "T3", "T4": "T4", "T9": "T9"}


def test_the_busiest_teams_are_those_that_hold_the_most_children_on_plans_now(records_engine: Engine) -> None:
    frames = frames_of(
        ssd_person=[person(number) for number in range(1, 8)],
        ssd_cp_plans=[
            *(cp_plan(number, number) for number in range(1, 6)),
            *(cp_plan(number, number, end="2025-03-01") for number in (6, 7)),
        ],
        ssd_involvements=[
            involvement(1, 1, "T1"),
            involvement(2, 2, "T1"),
            involvement(3, 3, "T2"),
            involvement(4, 4, "T2"),
            # Was T1's, which would then hold four, and has gone to T2.
            involvement(5, 5, "T1", "2025-01-10"),
            involvement(6, 5, "T2", "2025-02-10"),
            # Another's meeting, and children whose plans have ended.
            involvement(7, 1, "T3", "2025-03-10", invo_professional_role_id="IRO"),
            *(involvement(number, number - 2, "T3") for number in (8, 9)),
            involvement(10, 4, None, "2025-03-10"),
        ],
    )
    loaded(records_engine, frames)
    with records_engine.connect() as connection:
        assert busiest_teams(connection, 2) == ["T2", "T1"]
        assert busiest_teams(connection, 1) == ["T2"]
        assert busiest_teams(connection, 5) == ["T2", "T1"]


def test_records_with_nothing_in_them_know_no_team(records_engine: Engine) -> None:
    with records_engine.connect() as connection:
        assert (known_teams(connection), busiest_teams(connection, 2)) == ({}, [])
