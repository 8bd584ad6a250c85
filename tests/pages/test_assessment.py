"""Assessment and supervision, opened as each role opens it, beside the figures and the list that `queries` give."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import Scope, local_scope
from charts.assessment_tables import moved_most
from charts.words import share_in_words
from pages.parts.list_columns import columns_of
from queries.assessment import FIGURES, by_agency, by_tool, days_to_first, movement
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.indicators import REGISTRY
from queries.lists import children_behind
from tests.conftest import County
from tests.pages.opening import (
    ASSESSMENT,
    CHALLENGE,
    NAMES_A_CHILD,
    NEURODIVERSITY,
    counts_shown,
    drawn,
    markdown,
    open_page,
    opened_well,
    press,
)
from tests.queries.by_hand import FEEDS, Row, happening, plan, put_in_force
from tests.signing_in import audit_of, token

FOLDS = tuple(f"fold_{name}" for name in ("coverage", "first_tool", "moved", "supervised", "rated"))
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
LISTS = ("tool_missing", "drift_not_covered", "score_stuck")


def figures(filters: Filters | None = None, scope: Scope | None = None) -> dict[str, Headline]:
    return headlines(scope or local_scope(), FIGURES, filters or Filters())


def share(figure: Headline, one: str = "child", many: str = "children") -> str:
    return share_in_words(figure.numerator, figure.denominator, one, many)


# --- As an analyst sees it ---


def test_it_opens_with_its_question_and_the_answer(supervision: AppTest, small_county: County) -> None:
    assert supervision.title[0].value == "Assessment and supervision"
    coverage = figures()["tool_coverage"]
    assert coverage.numerator
    said = supervision.subheader[0].value
    assert said == f"A neglect tool was used in twelve months for {share(coverage)} on plans for neglect."


def test_what_it_says_is_what_the_figures_say(supervision: AppTest, small_county: County) -> None:
    found, words = figures(), markdown(supervision)
    assert f"Only {share(found['scored_twice'])} have been scored twice." in words
    assert f"Used again in time: {share(found['tool_again_in_time'])}" in words
    assert f"Brought to reflective supervision in 90 days: {share(found['drift_case_covered'])}" in words
    assert f"Both were rated in twelve months for {share(found['both_analysed'])}" in words
    assert f"for {share(found['scores_copied'], 'use', 'uses')}." in words


def test_what_is_drawn_adds_up_to_the_figures(small_county: County) -> None:
    found = figures()
    bands = days_to_first(local_scope(), Filters())
    soon = found["first_tool_in_time"]
    assert bands["children"].sum() == soon.denominator
    assert bands.loc[~bands["past"], "children"].sum() == soon.numerator
    assert bands["band"].tolist()[:2] == ["Used before", "1 to 10"]
    moved = movement(found).set_index("name")
    assert (moved[["worse", "same", "better"]].sum(axis=1) == moved["homes"]).all()
    assert moved.loc["Worst of all", "same"] == found["score_same"].numerator
    uses = found["tools_completed"].numerator
    assert by_tool(local_scope(), Filters())["uses"].sum() == by_agency(local_scope(), Filters())["uses"].sum() == uses


@pytest.mark.parametrize("key", LISTS)
def test_as_many_children_are_listed_as_the_figure_counts(key: str, small_county: County) -> None:
    page = opened_well(open_page(ASSESSMENT))
    assert page.selectbox(key="assessment_list").options == [REGISTRY[one].name for one in LISTS]
    page.selectbox(key="assessment_list").set_value(REGISTRY[key].name)
    page = opened_well(page.run())
    expected = children_behind(local_scope(), key, Filters())
    assert len(expected) == figures()[key].numerator
    listed = page.dataframe[0].value if page.dataframe else pd.DataFrame({"pseudonym": []})
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    assert "person_id" not in listed


def test_every_fold_opens_on_a_table_and_definitions(supervision: AppTest, small_county: County) -> None:
    charts = drawn(supervision)
    assert len(charts) >= 2
    for chart in charts:
        assert len(chart.name) > 15 and sum(map(len, chart.rows)) > 0, chart.spec
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len(supervision.table) == 1  # which tools: always open
    page = opened_well(open_page(ASSESSMENT, opened=FOLDS))
    tables = [table.value for table in page.table]
    assert len(tables) >= 1 + len(charts)
    days = next(table for table in tables if "Working days to the first tool" in table.columns)
    assert days["Children"].sum() == figures()["first_tool_in_time"].denominator
    words = markdown(page)
    for key in ("tool_coverage", "first_tool_in_time", "score_stuck", "drift_case_covered", "both_analysed"):
        entry = REGISTRY[key]
        assert f"**{entry.id} " in words
    assert "a first neglect tool is completed within 30 working days" in words


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({"sex": "Female"}, Filters(sexes=("Female",))),
        ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
        ({"drifting": "true"}, Filters(drifting_only=True)),
    ],
)
def test_a_choice_changes_the_answer(asked: dict[str, str | list[str]], filters: Filters, small_county: County) -> None:
    page = opened_well(open_page(ASSESSMENT, **asked))
    assert share(figures(filters)["tool_coverage"]) in page.subheader[0].value
    assert ("who was drifting then is not known" in markdown(page)) == filters.drifting_only


# --- Where little or nothing is held ---


def test_without_tools_nothing_is_said_of_them(small_county: County, facts_url: str) -> None:
    held = [name for name in FEEDS if "tool" not in name]
    put_in_force(facts_url, plans=[plan("P1", drifting=1, supervised_90d=1)], feeds=held)
    page = opened_well(open_page(ASSESSMENT))
    assert page.subheader[0].value == "Whether assessment tools are used is not recorded here."
    words = markdown(page)
    assert "Not held: neglect tools." in words
    assert "Brought to reflective supervision in 90 days: the only child whose plan drifts" in words
    assert "0 of 0" not in words and "0 %" not in words


def test_before_a_year_of_tools_is_held_coverage_is_not_told(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    page = opened_well(open_page(ASSESSMENT))
    assert page.subheader[0].value.startswith("Whether tools are used is not recorded for these children")
    assert "nobody has been scored twice" in markdown(page)


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(ASSESSMENT))
    assert page.subheader[0].value == "Whether assessment tools are used is not recorded here."


def test_where_no_child_matches_it_says_so_and_draws_nothing(small_county: County) -> None:
    page = opened_well(open_page(ASSESSMENT, least="8"))
    assert page.subheader[0].value == "No plans match this choice."
    assert not drawn(page) and not page.dataframe


# --- As others see it ---


def crowd() -> tuple[list[Row], list[Row]]:
    """Sixty children, 57 with a tool. Of 40 scored twice 3 are worse, 21 better. Of 30 first tools 4 were late; one of
    the tools in use was used for four children."""
    plans = [
        plan(
            f"P{n}",
            drifting=int(n < 30),
            tool_12m=int(n < 57),
            home_record_12m=int(n < 20),
            score_change=None if n >= 40 else -1 if n < 3 else 1 if n < 24 else 0,
            score_stuck=None if n >= 40 else int(n < 4),
            supervised_90d=int(n < 13),
            capacity_12m=int(n < 31),
            motivation_12m=int(n < 17),
        )
        for n in range(60)
    ]
    of = {"neglect_cin": 0, "plan_type": "CP"}
    events = []
    for n in range(30):
        home = {"household_key": f"home of P{n}"}
        days = {"days": 40 if n < 4 else 12, "in_time": int(n >= 4), "done_date": pd.Timestamp("2026-06-10").date()}
        events.append(happening("first_tool", "2026-06-10", f"P{n}", **of, **home, **days))
        which = {"tool": "Rare tool" if n < 4 else "Common tool", "agency": "Police" if n < 4 else "Health"}
        events.append(happening("tool", "2026-06-10", f"P{n}", **of, **home, **which, scores_copied=int(n < 17)))
    return plans, events


def test_what_a_board_must_not_see_is_in_no_chart_table_or_sentence(small_county: County, facts_url: str) -> None:
    plans, events = crowd()
    put_in_force(facts_url, plans=plans, events=events)
    page = opened_well(open_page(ASSESSMENT, signed_in=token(Role.BOARD_MEMBER), opened=FOLDS))
    assert "for all but 5 or fewer of about" in page.subheader[0].value
    assert not page.dataframe
    for chart in drawn(page):
        numbers = json.dumps([frame.to_dict("list") for frame in chart.rows], default=str)
        for told in (3 / 40, 21 / 40, 16 / 40, 57 / 60, 4 / 30, 26 / 30):
            assert str(told)[:6] not in numbers, chart.name
    cells = {str(cell) for table in page.table for cell in table.value.to_numpy().ravel()}
    assert not cells & {"3", "4", "13", "16", "17", "21", "24", "26", "31", "57"}
    assert "Rare tool" not in cells
    assert "Police" not in markdown(page)


def test_a_board_is_shown_multiples_of_five_and_no_list(small_county: County) -> None:
    page = opened_well(open_page(ASSESSMENT, signed_in=token(Role.BOARD_MEMBER), opened=FOLDS))
    assert not page.dataframe
    assert "not opened in your role" in markdown(page)
    counts = counts_shown(page)
    assert counts and all(count % 5 == 0 for count in counts)


def test_a_leader_says_why_before_the_list_opens(small_county: County) -> None:
    page = opened_well(open_page(ASSESSMENT, signed_in=token(Role.SENIOR_LEADER)))
    assert not page.dataframe
    page.text_input[0].set_value("Asked about by the board last week")
    page = opened_well(press(page, "Open the list"))
    assert len(page.dataframe[0].value) == figures()["tool_missing"].numerator
    assert any("tool_missing" in detail for _, _, detail in audit_of("test-senior-leader"))


def test_every_column_of_every_list_has_a_heading(small_county: County) -> None:
    for entry in REGISTRY.values():
        if entry.id[:2] in ("AT", "RS") and entry.unit == "children":
            assert columns_of(local_scope(), entry.listed)


def test_a_choice_of_few_children_is_told_to_the_end_of_the_page(small_county: County) -> None:
    """Too few to show anything of, and two choices beside which teams may not be compared: the page goes on."""
    for asked in ({"least": "4"}, {"age": "Under 1", "sex": "Female"}):
        for address in (ASSESSMENT, CHALLENGE, NEURODIVERSITY):
            page = opened_well(open_page(address, signed_in=token(Role.BOARD_MEMBER), **asked))
            assert page.header[-1].value == "What we cannot say", (address, asked)


def test_whether_scores_moved_is_hidden_where_how_many_there_are_is() -> None:
    hidden = pd.DataFrame([{"name": "Worst of all", "homes": pd.NA, "worse": pd.NA, "same": pd.NA, "better": pd.NA}])
    assert moved_most(hidden) == "How many children are better or worse is hidden"
