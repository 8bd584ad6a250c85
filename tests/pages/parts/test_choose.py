"""What is chosen in the sidebar, or asked in the address, becomes Filters; what cannot be chosen is let fall."""

import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import local_scope
from access.viewer import records
from charts.words import plain
from data.records.teams import known_teams
from queries.filters import Basis, Filters, Population
from queries.holdings import choices, latest_month, months
from tests.conftest import County
from tests.pages.opening import Asked, draw
from tests.signing_in import viewer

# Every word there is in an address: none is a child's number, a name or a household.
WORDS = {"month", "team", "locality", "plans", "basis", "age", "sex", "ethnicity", "neurodivergence", "sen", "with"} | {
    "least",
    "drifting",
}


def choosing(viewer):
    import streamlit as st

    from pages.parts.choose import choose

    st.session_state["scope"], st.session_state["chosen"] = choose(viewer, "drift")


def chosen(asked: Asked | None = None) -> Filters:
    page = draw(choosing, asked, viewer=viewer())
    assert not page.exception
    return page.session_state["chosen"]


@pytest.fixture
def newest(small_county: County) -> Filters:
    """What is chosen while nothing is: the newest month, everybody."""
    return Filters(month=latest_month(local_scope()))


def test_nothing_asked_is_everybody_in_the_newest_month(newest: Filters) -> None:
    assert chosen() == newest
    assert set(newest.chosen()) == {"month"}


def test_what_is_asked_in_the_address_is_chosen(small_county: County) -> None:
    found, month = choices(local_scope()), months(local_scope())[5]
    asked: Asked = {
        "month": f"{month:%B %Y}",
        "team": found["teams"][:2],
        "locality": found["localities"][:1],
        "plans": "Child in need plans for neglect",
        "basis": "Initial category",
        "age": ["1 to 4", "5 to 9"],
        "sex": "Female",
        "ethnicity": found["ethnicity_groups"][-1],
        "neurodivergence": found["neurodivergence"][0],
        "sen": found["sen"][0],
        "with": ["Low income", "Parent: domestic abuse"],
        "least": "3",
        "drifting": "true",
    }
    assert set(asked) == WORDS
    assert chosen(asked) == Filters(
        month=month,
        teams=tuple(found["teams"][:2]),
        localities=tuple(found["localities"][:1]),
        population=Population.NEGLECT_CIN,
        basis=Basis.INITIAL,
        age_bands=("1 to 4", "5 to 9"),
        sexes=("Female",),
        ethnicity_groups=(found["ethnicity_groups"][-1],),
        neurodivergence=(found["neurodivergence"][0],),
        sen=(found["sen"][0],),
        disadvantages=("low_income", "parent_domestic_abuse"),
        min_disadvantages=3,
        drifting_only=True,
    )


@pytest.mark.parametrize(
    "asked",
    [{"least": "99"}, {"least": "-1"}, {"least": "many"}, {"drifting": "perhaps"}, {"person_id": "P100001"}],
    ids=str,
)
def test_what_is_no_choice_at_all_is_let_fall(asked: Asked, newest: Filters) -> None:
    assert chosen(asked) == newest


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "Brumaire 1799"},
        {"month": "October 2199"},
        {"team": "No such team"},
        {"locality": "' OR 1=1 --"},
        {"plans": "everyone"},
        {"basis": "either"},
        {"sex": "<script>alert(1)</script>"},
        {"with": "astrology"},
    ],
    ids=str,
)
def test_a_name_that_is_not_held_is_said_and_nothing_else_is_shown(asked: Asked, small_county: County) -> None:
    """A link with a slip in a team's name would otherwise open on the whole county's figures, and be read as the
    team's."""
    page = draw(choosing, asked, viewer=viewer())
    assert not page.exception
    assert "chosen" not in page.session_state
    (value,) = asked.values()
    assert page.warning[0].value.startswith(f"This link asks for “{plain(value)}”, which is not held here.")
    page.button[-1].click().run()


def test_only_what_occurs_can_be_chosen(small_county: County) -> None:
    page = draw(choosing, viewer=viewer())
    found = choices(local_scope())
    offered = {box.label: list(box.options) for box in page.multiselect}
    assert offered["Team"] == found["teams"]
    assert offered["Age"] == found["age_bands"]
    assert offered["Ethnicity"][-1] == "Not recorded"
    assert page.selectbox[0].options == [f"{end:%B %Y}" for end in months(local_scope())]


def test_clearing_takes_every_filter_off(newest: Filters) -> None:
    asked: Asked = {"sex": "Female", "least": "2", "drifting": "true", "basis": "Latest category"}
    page = draw(choosing, asked, viewer=viewer())
    page.multiselect(key="team").select(choices(local_scope())["teams"][0])
    page.multiselect(key="with").select("Low income")
    page.selectbox(key="month").select_index(7)
    page.selectbox(key="plans").select("All child protection plans")
    assert len(page.run().session_state["chosen"].chosen()) == 8
    cleared: AppTest = page.button[0].click().run()
    assert cleared.session_state["chosen"] == newest


BOARD = Role.BOARD_MEMBER


def chosen_by(role: Role, asked: Asked, teams: tuple[str, ...] = ()) -> AppTest:
    page = draw(choosing, asked, viewer=viewer(role, teams, f"choosing-{role}-{len(teams)}".replace(" ", "-")))
    assert not page.exception
    return page


def offered_to_board(name: str) -> list[str]:
    return choices(viewer(BOARD).scope)[name]


def test_who_is_not_shown_small_numbers_chooses_one_of_each(small_county: County) -> None:
    """Several would be refused: what cannot be chosen is not offered. One is chosen by the same word in the address."""
    team = offered_to_board("teams")[0]
    page = chosen_by(BOARD, {"team": team})
    assert {box.label for box in page.multiselect} == {"Disadvantages recorded, all of"}
    assert page.session_state["chosen"].teams == (team,)
    assert chosen_by(BOARD, {}).session_state["chosen"].teams == ()


def test_a_link_with_several_is_answered_by_a_sentence_and_can_be_opened_without(small_county: County) -> None:
    page = chosen_by(BOARD, {"team": offered_to_board("teams")[:2]})
    assert "chosen" not in page.session_state
    assert page.warning[0].value.startswith("You can look at one team at a time, or at all of them.")
    next(button for button in page.button if button.label == "Show without it").click().run()
    assert page.session_state["chosen"].teams == ()
    ages = chosen_by(BOARD, {"age": offered_to_board("age_bands")[:2]})
    assert ages.warning[0].value.startswith("You can look at one age at a time")


def test_clearing_takes_a_single_choice_off_too(small_county: County) -> None:
    page = chosen_by(BOARD, {"team": offered_to_board("teams")[0], "sex": offered_to_board("sexes")[0]})
    next(button for button in page.button if button.label == "Clear all filters").click().run()
    assert set(page.session_state["chosen"].chosen()) == {"month"}


def managed(count: int) -> tuple[tuple[str, ...], list[str]]:
    """So many teams that hold children: their ids, and their names."""
    with records().connect() as connection:
        known = known_teams(connection)
    held = choices(local_scope())["teams"]
    found = [(team, name) for team, name in known.items() if name in held][:count]
    return tuple(team for team, _ in found), [name for _, name in found]


def test_a_manager_sees_several_teams_of_their_own_together_and_no_others(small_county: County) -> None:
    teams, names = managed(2)
    page = chosen_by(Role.TEAM_MANAGER, {"team": names}, teams)
    assert page.session_state["chosen"].teams == tuple(names)
    other = next(name for name in offered_to_board("teams") if name not in names)
    page = chosen_by(Role.TEAM_MANAGER, {"team": [names[0], other]}, teams)
    assert page.warning[0].value.startswith("You can look at your own teams together, at one other team at a time")


def test_a_manager_with_one_team_presses_the_button_for_it(small_county: County) -> None:
    teams, names = managed(1)
    page = chosen_by(Role.TEAM_MANAGER, {}, teams)
    next(button for button in page.button if button.label == "Only my teams").click().run()
    assert page.session_state["chosen"].teams == tuple(names)
