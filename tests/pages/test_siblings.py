"""Brothers and sisters, opened as each role opens it, beside the figures and the lists of children `queries` give."""

import json
import re

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import Scope, local_scope
from charts.words import share_in_words
from data.facts.tables import household_month
from pages.parts.list_columns import columns_of
from pages.siblings import FIGURES, LISTS
from queries.door import cases
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.indicators import REGISTRY
from queries.indicators.siblings import SIBLINGS as MEASURES
from queries.lists import children_behind, shown_of
from queries.measure import measure
from queries.siblings import attention_reach, care_home_by_home, how_linked
from tests.conftest import County
from tests.pages.opening import NAMES_A_CHILD, SIBLINGS, draw, drawn, markdown, open_page, opened_well, press
from tests.queries.by_hand import FEEDS, Row, household, put_in_force, sibling
from tests.signing_in import token, viewer

FOLDS = tuple(f"fold_{name}" for name in ("attention", "care", "gaps"))
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
LINKS = (*FEEDS, "ssd_mother")


def figures(filters: Filters | None = None, scope: Scope | None = None) -> dict[str, Headline]:
    return headlines(scope or local_scope(), (*FIGURES, *LISTS), filters or Filters())


def share(figure: Headline) -> str:
    return share_in_words(figure.numerator, figure.denominator, "home", "homes")


# --- As an analyst sees it ---


def test_it_opens_with_its_question_and_the_answer(siblings: AppTest, small_county: County) -> None:
    assert siblings.title[0].value == "Brothers and sisters"
    assert "Is every child in the home seen, assessed and cared for?" in siblings.markdown[0].value
    passed = figures()["sibling_passed_by"]
    said = siblings.subheader[0].value
    assert share(passed).lower() in said.lower()
    assert "without 3 or more kinds of attention that another child there has" in said
    assert "a year ago." in said


def test_what_it_says_is_what_the_figures_say(siblings: AppTest, small_county: County) -> None:
    found, words = figures(), markdown(siblings)
    assert f"All children were assessed together in {share(found['all_children_assessed'])}" in words
    assert f"Children's plans differ in {share(found['plan_status_mismatch'])}" in words
    assert f"Care is 2 grades or more apart in {share(found['care_disparity'])}" in words
    assert "**No difference is not the same as fine.**" in words
    assert "**Each child's voice: not recorded here.**" in words
    linked = how_linked(local_scope(), Filters())
    assert share_in_words(linked.unlinked, linked.children) in words
    names = [chart.name for chart in drawn(siblings)]
    assert f"Care is poor for every child in {share(found['uniformly_poor'])}" in names


def test_the_homes_listed_are_those_counted_with_every_child_of_them(siblings: AppTest, small_county: County) -> None:
    listed = siblings.dataframe[0].value
    expected = children_behind(local_scope(), "sibling_passed_by", Filters())
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    homes = figures()["sibling_passed_by"].numerator
    assert listed["household"].nunique() == homes > 0
    assert (listed.groupby("household").size() >= 2).all()
    assert f"{len(listed)} children of {homes} home" in markdown(siblings)
    assert "as many homes as the figure counts" in markdown(siblings)
    assert not set(listed.columns) & NAMES_A_CHILD


@pytest.mark.parametrize("key", LISTS)
def test_each_list_is_of_the_homes_its_figure_counts(key: str, small_county: County) -> None:
    figure = figures()[key]
    page = opened_well(open_page(SIBLINGS))
    page.selectbox(key="which_homes").set_value(figure.entry.name).run()
    if not figure.numerator:
        assert "No child is to be listed here." in markdown(page)
        return
    listed = page.dataframe[0].value
    assert listed["household"].nunique() == figure.numerator
    assert set(listed.columns) == {"pseudonym", *shown_of(REGISTRY[key])}


def test_every_chart_has_a_name_and_none_carries_what_names_a_child(siblings: AppTest, small_county: County) -> None:
    charts = drawn(siblings)
    assert len(charts) == 3
    for chart in charts:
        assert len(chart.name) > 15, chart.spec
        assert sum(map(len, chart.rows)) > 0, chart.name
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len({chart.name for chart in charts}) == len(charts)


def test_there_is_a_mark_for_every_child_compared(siblings: AppTest, small_county: County) -> None:
    each = care_home_by_home(local_scope(), Filters())
    marks = pd.concat([frame for frame in drawn(siblings)[1].rows if "height" in frame and "grade" in frame])
    drawn_once = marks.drop_duplicates(["place", "height"])
    assert len(drawn_once) == each["grades"].map(len).sum() + each["unscored"].sum()


def test_every_fold_opens_on_a_table_and_definitions(small_county: County) -> None:
    page = opened_well(open_page(SIBLINGS, opened=FOLDS))
    assert len(page.table) == len(FOLDS) + 1  # and how homes were linked: always open
    words = markdown(page)
    for key in ("sibling_passed_by", "uniformly_poor", "care_disparity", "sibling_attendance_gap"):
        assert f"**{REGISTRY[key].id} " in words
    assert "Local settings: a child is passed by in 3 ways or more;" in words
    reach = attention_reach(local_scope(), Filters()).set_index("name")
    table = next(table.value for table in page.table if "Some, not all" in table.value.columns).set_index("What")
    assert table["Some, not all"].to_dict() == reach["some"].to_dict()


def test_filters_that_say_nothing_of_a_home_are_said_not_to_be_applied(small_county: County) -> None:
    page = opened_well(open_page(SIBLINGS, sex="Female"))
    assert "**Not applied here: sex.**" in markdown(page)
    assert share(figures()["sibling_passed_by"]).lower() in page.subheader[0].value.lower()


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({"plans": "Child in need plans for neglect"}, Filters(population=Population.NEGLECT_CIN)),
        ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
        ({"drifting": "true"}, Filters(drifting_only=True)),
    ],
)
def test_each_choice_of_plans(asked: dict[str, str], filters: Filters, small_county: County) -> None:
    page = opened_well(open_page(SIBLINGS, **asked))  # type: ignore[arg-type]
    passed = figures(filters)["sibling_passed_by"]
    if passed.denominator:
        assert share(passed).lower() in page.subheader[0].value.lower()
    else:
        assert page.subheader[0].value == "No homes of brothers and sisters match this choice."


# --- What is not there ---


def test_where_nothing_links_children_it_says_so(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, feeds=("ssd_cp_plans", "ssd_cin_plans"))
    page = opened_well(open_page(SIBLINGS))
    assert page.subheader[0].value == "Who is whose brother or sister is not recorded here."
    assert not drawn(page)
    assert not page.dataframe
    assert not page.table


def test_homes_of_which_nothing_is_recorded_are_not_said_to_be_alike(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, households=[household(f"H{n}") for n in range(9)], feeds=LINKS)
    page = opened_well(open_page(SIBLINGS))
    assert page.subheader[0].value == "Whether a child is passed by is not recorded here."
    words = markdown(page)
    assert "Nothing held tells of attention to two children of one home." in words
    assert "No two children of one home have been scored with one tool." in words
    assert not drawn(page)
    assert not re.search(r"\b0\s%", words)


def test_no_homes_at_all(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, feeds=LINKS)
    page = opened_well(open_page(SIBLINGS))
    assert page.subheader[0].value == "No homes of brothers and sisters match this choice."
    assert page.header[-1].value == "What we cannot say"


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(SIBLINGS))
    assert page.subheader[0].value == "Who is whose brother or sister is not recorded here."


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    page = opened_well(open_page(SIBLINGS))
    assert page.header[0].value == "No data yet"


def alone(viewer):
    from pages import siblings

    siblings.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert not drawn(page)
    assert not page.dataframe


# --- As others see it ---


def homes() -> tuple[list[Row], list[Row]]:
    """Fifty homes: 3 with a child passed by, 12 poor for every child, 3 unequal, 14 alike and well; 2 with a gap."""
    found, children = [], []
    for n in range(50):
        poor, unequal, well = n < 12, 12 <= n < 15, 15 <= n < 29
        grades = "4 4" if poor else "1 4" if unequal else "2 2" if well else None
        found.append(
            household(
                f"H{n}",
                child_passed_by=int(n < 3),
                all_assessed=int(n >= 20),
                reach_plan=1 if n < 3 else 2,
                reach_tool=1 if n < 17 else 2,
                care_gap=None if grades is None else 3 if unequal else 0,
                care_unequal=None if grades is None else int(unequal),
                uniformly_poor=None if grades is None else int(poor),
                care_grades=grades,
                care_worst=None if grades is None else int(grades[-1]),
                care_domain="safety",
                worst_grades=grades,
                closed_apart=0,
                attendance_gap=int(n < 2),
                attendance_gap_wide=int(n < 11),
                gap_beyond_chance=int(n < 2),
                signals="mother",
                confidence="high" if n > 4 else "medium",
            )
        )
        children += [sibling(f"C{n}{who}", f"H{n}", has_plan=1) for who in "ab"]
    return found, children


def by_hand(facts_url: str) -> None:
    found, children = homes()
    put_in_force(facts_url, households=found, siblings=children, feeds=LINKS)


def test_what_a_board_must_not_see_is_in_no_chart_table_or_sentence(small_county: County, facts_url: str) -> None:
    """No home is drawn for a board; counts of 2 and 3, and their shares, are sent in no form."""
    by_hand(facts_url)
    page = opened_well(open_page(SIBLINGS, signed_in=token(Role.BOARD_MEMBER), opened=FOLDS))
    assert not page.dataframe
    assert not page.selectbox or all(box.key != "which_homes" for box in page.selectbox)
    assert page.subheader[0].value.startswith("In how many homes a child is passed by is hidden")
    reach, bands, gaps = drawn(page)
    assert not {"place", "grade", "height", "grades"} & bands.columns
    rows = [row for frame in bands.rows if "band" in frame for row in frame.to_dict("records")]
    told = {row["band"]: row.get("children") for row in rows}
    assert told["every child at grade 4 or 5"] == 10
    assert pd.isna(told["2 grades or more apart, not all poor"])
    for chart in (reach, bands, gaps):
        sent = json.dumps([frame.to_dict("list") for frame in chart.rows], default=str)
        for hidden in (3 / 50, 2 / 50, 3 / 29, 9 / 50):
            assert str(hidden)[:6] not in sent, chart.name
    cells = {str(cell) for table in page.table for cell in table.value.to_numpy().ravel()}
    assert not cells & {"2", "3", "12", "14"}
    assert "c" in cells


def test_a_board_is_shown_multiples_of_five(small_county: County, facts_url: str) -> None:
    by_hand(facts_url)
    page = opened_well(open_page(SIBLINGS, signed_in=token(Role.BOARD_MEMBER)))
    assert not page.dataframe
    assert "not opened in your role" in markdown(page)
    counts = [
        count
        for chart in drawn(page)
        for frame in chart.rows
        for name in frame.columns.intersection(["count", "children"])
        for count in frame[name].dropna()
    ]
    assert counts
    assert all(float(count) % 5 == 0 for count in counts)


def test_of_a_handful_of_homes_a_board_is_told_nothing(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, households=homes()[0][:6], feeds=LINKS)
    page = opened_well(open_page(SIBLINGS, signed_in=token(Role.BOARD_MEMBER)))
    assert page.subheader[0].value == "Too few homes match this choice to show anything of them."
    assert not drawn(page)


def test_a_leader_says_why_before_the_list_opens(small_county: County, facts_url: str) -> None:
    by_hand(facts_url)
    page = opened_well(open_page(SIBLINGS, signed_in=token(Role.SENIOR_LEADER)))
    assert not page.dataframe
    page.text_input[0].set_value("Asked about by the board last week")
    page = opened_well(press(page, "Open the list"))
    assert "Opened because: Asked about by the board last week" in markdown(page)
    assert page.dataframe[0].value["household"].nunique() == 3
    assert "as many homes" not in markdown(page), "an exact number would undo the rounded one"


def test_a_manager_sees_their_own_homes_drawn_and_others_in_bands(small_county: County) -> None:
    teams = measure(local_scope(), ["uniformly_poor"], Filters(), by=["team"]).sort_values("denominator")
    team = teams["team"].iloc[-1]
    ids = cases(local_scope(), sa.select(household_month.c.team_id).where(household_month.c.team == team).distinct())
    mine = token(Role.TEAM_MANAGER, (ids["team_id"].iloc[0],))
    own = opened_well(open_page(SIBLINGS, signed_in=mine, team=team))
    assert any("place" in chart.columns for chart in drawn(own))
    everyone = opened_well(open_page(SIBLINGS, signed_in=mine))
    assert not any("place" in chart.columns for chart in drawn(everyone))


def test_every_column_of_every_list_has_a_heading(small_county: County) -> None:
    for entry in MEASURES:
        assert columns_of(local_scope(), entry.listed)
