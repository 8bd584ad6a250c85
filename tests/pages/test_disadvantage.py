"""Intersecting disadvantage, opened as a reader opens it, beside the figures and the lists that `queries` give."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import Scope, local_scope
from charts.words import share_in_words
from queries.disadvantage import FACTORS, LISTS, OUTCOMES
from queries.disclosure import LARGEST_UNSHOWN, ROUND_TO
from queries.filters import Filters
from queries.headlines import headlines
from queries.holdings import indicators
from queries.lists import children_behind
from queries.measure import measure
from queries.splits import SPLIT_BY
from tests.conftest import County
from tests.pages.opening import (
    DISADVANTAGE,
    DRIFT,
    NAMES_A_CHILD,
    draw,
    drawn,
    markdown,
    open_page,
    opened_well,
)
from tests.queries.by_hand import plan, put_in_force
from tests.signing_in import token, viewer

FOLDS = ("at_least", "upset", "groups", "found")
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


def test_it_opens_with_its_question_and_the_answer(disadvantage: AppTest, small_county: County) -> None:
    assert disadvantage.title[0].value == "Intersecting disadvantage"
    figures = headlines(local_scope(), ["drifting_4_plus", "disadvantage_count_4_plus"], Filters())
    many, held = figures["drifting_4_plus"], figures["disadvantage_count_4_plus"]
    words = markdown(disadvantage)
    assert "Where disadvantages meet, do children wait longer or get less?" in words
    said = share_in_words(held.numerator, held.denominator)
    assert f"Of children on any plan for neglect, {said} have 4 or more of eleven disadvantages recorded" in words
    if many.denominator:
        assert disadvantage.subheader[0].value.endswith("a year ago.")
    assert disadvantage.header[-1].value == "What we cannot say"


def test_every_chart_has_a_name_and_none_carries_what_names_a_child(
    disadvantage: AppTest, small_county: County
) -> None:
    charts = drawn(disadvantage)
    assert 2 <= len(charts) <= 3
    for chart in charts:
        assert len(chart.name) > 15
        assert sum(map(len, chart.rows)) > 0
        assert not chart.columns & (NAMES_A_CHILD | {"heritage"})
    assert len({chart.name for chart in charts}) == len(charts)


def test_every_factor_stands_in_the_table_with_what_is_not_recorded(
    disadvantage: AppTest, small_county: County
) -> None:
    table = disadvantage.table[0].value
    assert table["Factor"].tolist() == list(FACTORS.values())
    held = measure(local_scope(), ["neglect_plans_open"], Filters())["numerator"].iloc[0]
    assert (table[["Recorded yes", "Recorded no", "Not recorded"]].sum(axis=1) == held).all()


def test_the_folds_open_on_tables_and_definitions(small_county: County) -> None:
    page = opened_well(open_page(DISADVANTAGE, opened=tuple(f"fold_{name}" for name in FOLDS)))
    assert not any(set(table.value.columns) & NAMES_A_CHILD for table in page.table)
    words = markdown(page)
    for entry in indicators(local_scope(), "drifting", "disadvantage_count_4_plus", "parental_factor_alcohol"):
        assert f"**{entry.id} {entry.name}.**" in words
    assert "Assessments that found parental mental health" in words


@pytest.mark.parametrize("key", LISTS)
def test_as_many_are_listed_as_the_figure_counts(key: str, small_county: County) -> None:
    entry = indicators(local_scope(), key)[0]
    page = opened_well(open_page(DISADVANTAGE, list=entry.name))
    expected = children_behind(local_scope(), key, Filters())
    if expected.empty:
        assert not page.dataframe
    else:
        listed = page.dataframe[0].value
        assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
        assert not NAMES_A_CHILD & set(listed.columns)
        assert ": the same as the figure above." in markdown(page)


@pytest.mark.parametrize("key", OUTCOMES[1:])
def test_another_outcome_can_be_looked_at_from_the_address(key: str, small_county: County) -> None:
    entry = indicators(local_scope(), key)[0]
    page = opened_well(open_page(DISADVANTAGE, outcome=entry.name))
    assert f"**{entry.name}:**" in markdown(page)
    assert any(entry.name.lower() in chart.name.lower() for chart in drawn(page))


@pytest.mark.parametrize("address", [DISADVANTAGE, DRIFT])
@pytest.mark.parametrize("by", [name for name in SPLIT_BY if name != "grt_group"])
def test_a_page_s_figures_are_split_from_its_address(by: str, address: str, small_county: County) -> None:
    before = drawn(opened_well(open_page(address)))
    page = opened_well(open_page(address, split=SPLIT_BY[by]))
    assert len(drawn(page)) == len(before) + 1
    assert "each household counts once" in markdown(page)


@pytest.mark.parametrize("address", [DISADVANTAGE, DRIFT])
def test_the_board_is_shown_groups_rounded_and_no_child(address: str, small_county: County) -> None:
    page = opened_well(open_page(address, signed_in=token(Role.BOARD_MEMBER), split="Sex", opened=("fold_split",)))
    assert not page.dataframe
    tables = [table.value for table in page.table if "Of" in table.value]
    assert tables
    for table in tables:
        for count in pd.to_numeric(table["Of"], errors="coerce").dropna():
            assert count % ROUND_TO == 0
            assert count > LARGEST_UNSHOWN or count == 0


def test_the_board_s_charts_carry_no_count_that_is_not_shown(small_county: County) -> None:
    """Every number sent to the browser is a rounded count, a place on the picture, or follows from rounded counts."""
    for chart in drawn(opened_well(open_page(DISADVANTAGE, signed_in=token(Role.BOARD_MEMBER)))):
        for frame in chart.rows:
            assert not {"numerator", "denominator", "top", "rest", "bottom", "households"} & set(frame.columns)
            if "children" in frame:
                assert (frame["children"] % ROUND_TO == 0).all()
            if "told" in frame:
                of = frame["told"].str.extract(r" of ([\d,]+)$")[0].dropna().str.replace(",", "").astype(int)
                assert (of % ROUND_TO == 0).all()
                hidden = frame["told"] == "hidden"
                values = [name for name in ("value", "low", "high", "share_x", "low_x", "high_x") if name in frame]
                assert frame.loc[hidden, values].isna().all(axis=None)


@pytest.mark.parametrize("role", [Role.SENIOR_LEADER, Role.TEAM_MANAGER, Role.ANALYST, Role.BOARD_MEMBER])
def test_each_role_is_given_the_page(role: Role, small_county: County) -> None:
    teams = ("T101",) if role is Role.TEAM_MANAGER else ()
    page = opened_well(open_page(DISADVANTAGE, signed_in=token(role, teams)))
    words = markdown(page)
    assert ("not opened in your role" in words) == (role is Role.BOARD_MEMBER)
    assert ("say why" in words) == (role is Role.SENIOR_LEADER)
    assert bool(page.dataframe) <= (role in (Role.ANALYST, Role.TEAM_MANAGER))


def test_where_no_child_matches_it_says_so_and_draws_nothing(small_county: County) -> None:
    page = opened_well(open_page(DISADVANTAGE, least="8"))
    assert page.subheader[0].value == "No plans for neglect match this choice."
    assert not drawn(page)
    assert page.header[-1].value == "What we cannot say"


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(DISADVANTAGE))
    assert page.subheader[0].value == "Which disadvantages children have is not recorded here."
    assert "Not held here: child protection plans" in markdown(page)
    assert not page.dataframe


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    assert opened_well(open_page(DISADVANTAGE)).header[0].value == "No data yet"


def test_for_the_board_too_few_children_are_said_to_be_too_few(
    small_county: County, facts_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three children on plans: nothing at all is shown of them."""
    put_in_force(facts_url, plans=[plan(f"P{n}", disadvantage_band="2 or 3", disadvantage_count=2) for n in range(3)])
    page = opened_well(open_page(DISADVANTAGE, signed_in=token(Role.BOARD_MEMBER)))
    assert page.subheader[0].value == "Too few children, or none, match this choice to show anything of them."
    assert not drawn(page)


def alone(viewer):
    from pages import disadvantage

    disadvantage.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert page.subheader[0].value == "Nothing is held here yet."
    assert not drawn(page)
