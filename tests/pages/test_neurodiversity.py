"""Neurodiversity and caring, opened as a reader opens it."""

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import Scope, local_scope
from charts.words import counted, percent, share_in_words
from data.facts.tables import plan_month
from queries.disclosure import LARGEST_UNSHOWN, ROUND_TO
from queries.door import ask
from queries.filters import Filters, Population
from queries.headlines import headlines
from queries.holdings import indicators
from queries.lists import children_behind
from queries.measure import measure
from queries.neurodiversity import homes_by_caring, plans_like_with_like
from tests.conftest import County
from tests.pages.opening import NAMES_A_CHILD, NEURODIVERSITY, draw, drawn, markdown, open_page, opened_well
from tests.signing_in import token, viewer

FOLDS = ("statuses", "recording", "sources", "like_with_like", "adapted", "homes", "carers")


def figure(key: str, filters: Filters | None = None) -> pd.Series:
    return measure(local_scope(), [key], filters or Filters()).iloc[0]


def share(key: str, one: str = "child", many: str = "children", filters: Filters | None = None) -> str:
    row = figure(key, filters)
    return share_in_words(row["numerator"], row["denominator"], one, many)


def test_it_opens_with_its_question_and_the_answer(neurodiversity: AppTest, small_county: County) -> None:
    assert neurodiversity.title[0].value == "Neurodiversity and caring"
    asked = share("caring_role_screened", "brother or sister", "brothers and sisters").lower()
    assert neurodiversity.subheader[0].value.lower().startswith(f"{asked} who may be caring were asked about it in the")
    words = markdown(neurodiversity)
    assert f"Never asked at all: {share('caring_never_asked', 'one', 'of them')}." in words
    assert f"{share('neurodivergent_share')} on plans for neglect are known to be neurodivergent" in words
    found = headlines(local_scope(), ["caring_role_screened"], Filters())["caring_role_screened"]
    assert found.before is None or percent(found.before) in neurodiversity.subheader[0].value


def test_as_many_children_are_listed_as_the_figure_counts(neurodiversity: AppTest, small_county: County) -> None:
    listed = neurodiversity.dataframe[0].value
    assert 0 < len(listed) == figure("caring_never_asked")["numerator"]
    expected = children_behind(local_scope(), "caring_never_asked", Filters())
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    assert not set(listed.columns) & NAMES_A_CHILD
    homes = counted(expected["household"].nunique(), "home")
    said = f"{counted(len(listed), 'child', 'children')} of {homes}: the same as the figure above."
    assert said in markdown(neurodiversity)


def test_every_chart_has_a_name_and_none_carries_what_names_a_child(
    neurodiversity: AppTest, small_county: County
) -> None:
    charts = drawn(neurodiversity)
    assert len(charts) >= 2
    for chart in charts:
        assert len(chart.name) > 15, chart.spec
        assert sum(map(len, chart.rows)) > 0, chart.name
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len({chart.name for chart in charts}) == len(charts)


def test_the_homes_drawn_are_those_of_the_figures(neurodiversity: AppTest, small_county: County) -> None:
    homes = next(chart for chart in drawn(neurodiversity) if "homes" in chart.columns)
    parts = next(frame for frame in homes.rows if {"why", "state", "homes"} <= set(frame.columns))
    expected = homes_by_caring(local_scope(), Filters())
    assert parts["homes"].sum() == expected["homes"].sum() == figure("caring_homes_never")["denominator"]


def test_every_fold_opens_on_a_table_or_definitions(small_county: County) -> None:
    page = opened_well(open_page(NEURODIVERSITY, opened=tuple(f"fold_{name}" for name in FOLDS)))
    words = markdown(page)
    for entry in indicators(local_scope(), "NC01", "NC02", "NC04", "young_carer_identified", "young_carer_assessed"):
        assert f"**{entry.id} {entry.name}.**" in words
    assert "Local settings: brothers and sisters are asked about caring from age 8;" in words
    tables = [table.value for table in page.table]
    assert not any(set(table.columns) & NAMES_A_CHILD for table in tables)
    statuses = next(table for table in tables if "What is recorded" in table.columns)
    assert statuses["Children"].astype(int).sum() == figure("neurodivergent_share")["denominator"]


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({"sex": "Female"}, Filters(sexes=("Female",))),
        ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
        ({"plans": "Child in need plans for neglect"}, Filters(population=Population.NEGLECT_CIN)),
        ({"with": ["Low income"], "least": "2"}, Filters(disadvantages=("low_income",), min_disadvantages=2)),
        ({"drifting": "true"}, Filters(drifting_only=True)),
    ],
    ids=["sex", "all plans", "in need", "disadvantages", "drifting"],
)
def test_it_answers_with_the_filters_set(
    asked: dict[str, str | list[str]], filters: Filters, small_county: County
) -> None:
    page = opened_well(open_page(NEURODIVERSITY, **asked))
    said = page.subheader[0].value.lower()
    if figure("caring_role_screened", filters)["denominator"]:
        assert said.startswith(
            share("caring_role_screened", "brother or sister", "brothers and sisters", filters).lower()
        )
    else:
        assert "matches this choice" in said or "not recorded" in said
    assert page.header[-1].value == "What we cannot say"


def test_where_no_child_matches_it_says_so_and_draws_nothing(small_county: County) -> None:
    page = opened_well(open_page(NEURODIVERSITY, least="8"))
    assert "No brother or sister who may be caring matches this choice." in page.subheader[0].value
    assert "No child on a plan for neglect matches this choice." in markdown(page)
    assert not page.dataframe
    assert not drawn(page)
    assert page.header[-1].value == "What we cannot say"


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(NEURODIVERSITY))
    assert page.subheader[0].value == "Whether brothers and sisters were asked about caring is not recorded here."
    assert "How many children are known to be neurodivergent is not recorded here." in markdown(page)
    assert not page.dataframe
    assert not drawn(page)


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    page = opened_well(open_page(NEURODIVERSITY))
    assert page.header[0].value == "No data yet"


def alone(viewer):
    from pages import neurodiversity

    neurodiversity.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert page.subheader[0].value == "Nothing is held here yet."
    assert not drawn(page)


# --- Roles ---


def counts_of(page: AppTest) -> dict[str, list[float]]:
    """By column, every whole number that the page's charts carry of children and homes."""
    found: dict[str, list[float]] = {}
    for chart in drawn(page):
        for frame in chart.rows:
            for name in {"children", "homes", "at_risk", "denominator", "numerator"} & set(frame.columns):
                found.setdefault(name, []).extend(frame[name].dropna().astype(float))
    return found


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.SENIOR_LEADER])
def test_who_may_not_see_small_numbers_is_sent_none(role: Role, small_county: County) -> None:
    """In the charts' own specifications: every count is a multiple of five above seven, or nought, or not there."""
    page = opened_well(open_page(NEURODIVERSITY, signed_in=token(role)))
    counts = counts_of(page)
    assert "children" in counts
    for name, values in counts.items():
        assert all(value == 0 or (value % ROUND_TO == 0 and value > LARGEST_UNSHOWN) for value in values), name
    for chart in drawn(page):
        assert not chart.columns & NAMES_A_CHILD
        for frame in chart.rows:
            if "low" in frame:
                assert frame["low"].isna().all()
    assert not page.dataframe


def test_a_board_member_opens_no_list(small_county: County) -> None:
    page = opened_well(open_page(NEURODIVERSITY, signed_in=token(Role.BOARD_MEMBER)))
    assert not page.dataframe
    assert not page.text_input


def test_a_leader_gives_a_reason_first(small_county: County) -> None:
    page = opened_well(open_page(NEURODIVERSITY, signed_in=token(Role.SENIOR_LEADER)))
    hidden = headlines(
        Scope(authorities=None, teams=None, may_open_cases=True, exact=False), ["caring_never_asked"], Filters()
    )["caring_never_asked"]
    if hidden.denominator:
        page.text_input[0].set_value("Preparing the Review's action plan")
        page = next(button for button in page.button if button.label == "Open the list").click().run()
        assert len(opened_well(page).dataframe[0].value) == figure("caring_never_asked")["numerator"]


def test_a_manager_lists_their_own_teams_children_alone(small_county: County) -> None:
    rows = children_behind(local_scope(), "caring_never_asked", Filters())
    team = rows["team"].value_counts().index[0]
    ids = measure(local_scope(), ["caring_never_asked"], Filters(teams=(team,)))
    held = children_behind(local_scope(), "caring_never_asked", Filters(teams=(team,)))
    assert len(held) == ids.iloc[0]["numerator"]
    found = viewer(Role.TEAM_MANAGER, (_id_of(team),))
    mine = children_behind(found.scope, "caring_never_asked", Filters())
    assert sorted(mine["person_id"]) == sorted(held["person_id"])
    page = opened_well(open_page(NEURODIVERSITY, signed_in=token(Role.TEAM_MANAGER, (_id_of(team),)), team=team))
    assert len(page.dataframe[0].value) == len(held)


def _id_of(team: str) -> str:
    statement = sa.select(plan_month.c.team_id).where(plan_month.c.team == team).distinct()
    return str(ask(local_scope(), statement).iloc[0, 0])


def test_a_small_county_compares_plans_only_where_there_are_enough(
    neurodiversity: AppTest, small_county: County
) -> None:
    found = plans_like_with_like(local_scope(), Filters())
    said = "There is nothing to draw: too few plans of children with and without a status are held."
    assert (said in markdown(neurodiversity)) == found.survival.curves.empty
