"""Drift and delay, opened as a reader opens it, beside the figures and the list of children that `queries` give."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import NotAllowed, Scope, local_scope
from charts.words import counted, percent, share_in_words
from pages.drift import CLOCKS, FLOWS
from queries.disclosure import showing_refused
from queries.drift import HELD, drift_by_team
from queries.filters import Filters
from queries.headlines import headlines
from queries.holdings import choices, flags_in_words, indicators
from queries.lists import children_behind
from queries.measure import Period, measure
from tests.conftest import County
from tests.pages.opening import DRIFT, NAMES_A_CHILD, draw, drawn, markdown, open_page, opened_well, press
from tests.signing_in import token, viewer

FOLDS = ("ladder", "survival", "ends", "flows", "clocks", "funnel", "repeat")


def figure(key: str, filters: Filters | None = None) -> pd.Series:
    return measure(local_scope(), [key], filters or Filters()).iloc[0]


def test_it_opens_with_its_question_and_the_answer(drift: AppTest, small_county: County) -> None:
    assert drift.title[0].value == "Drift and delay"
    drifting = headlines(local_scope(), ["drifting"], Filters())["drifting"]
    share = share_in_words(drifting.numerator, drifting.denominator)
    assert drift.subheader[0].value.startswith(f"{share} on child protection plans for neglect are drifting")
    again = figure("repeat_plan_ever")
    begun = share_in_words(again["numerator"], again["denominator"], "plan", "plans")
    words = markdown(drift)
    reviews = figure("cp_review_in_timescale")
    on_time = share_in_words(reviews["numerator"], reviews["denominator"])
    assert f"Every review was on time for {on_time} on a plan three months or more." in words
    assert f"{begun} begun in the year to October 2026 were repeats" in words


def test_as_many_children_are_listed_as_the_figure_counts(drift: AppTest, small_county: County) -> None:
    listed = drift.dataframe[0].value
    assert len(listed) == figure("drifting")["numerator"]
    expected = children_behind(local_scope(), "drifting", Filters())
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    assert "person_id" not in listed
    assert f"{counted(len(listed), 'child', 'children')}: the same as the figure above." in markdown(drift).lower()


def test_as_many_are_listed_within_a_filter(small_county: County) -> None:
    chosen = Filters(sexes=("Female",))
    listed = opened_well(open_page(DRIFT, sex="Female")).dataframe[0].value
    assert 0 < len(listed) == figure("drifting", chosen)["numerator"] < figure("drifting")["numerator"]


def test_every_chart_has_a_name_and_none_carries_what_names_a_child(drift: AppTest, small_county: County) -> None:
    charts = drawn(drift)
    # The ladder, survival, ends, long beside repeat; and the funnel, where two teams hold enough children.
    compared = len(drift_by_team(local_scope(), Filters()).groups) > 1
    assert len(charts) == 4 + compared + len(CLOCKS) + len(FLOWS)
    assert ("Teams cannot be compared" in markdown(drift)) != compared
    for chart in charts:
        assert len(chart.name) > 15, chart.spec
        assert sum(map(len, chart.rows)) > 0, chart.name
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len({chart.name for chart in charts}) == len(charts)


def test_every_fold_opens_on_a_table_and_definitions(drift: AppTest, small_county: County) -> None:
    assert len(drift.table) == 2  # what is making plans drift, and whether ends held: always open
    page = opened_well(open_page(DRIFT, opened=tuple(f"fold_{name}" for name in FOLDS)))
    tables = [table.value for table in page.table]
    # A funnel without teams has no rows either.
    without_rows = drift_by_team(local_scope(), Filters()).groups.empty
    assert len(tables) == 2 + (len(FOLDS) - 2) + len(CLOCKS) + len(FLOWS) - without_rows
    assert ("There is nothing to list." in markdown(page)) == without_rows
    assert not any(set(table.columns) & NAMES_A_CHILD for table in tables)
    for entry in indicators(local_scope(), *CLOCKS, "plans_long", "drifting"):
        assert f"**{entry.id} {entry.name}.**" in markdown(page)
    assert "Local settings: a plan is long from 15 months;" in markdown(page)
    # The ladder's rungs hold every child on a plan, once.
    ladder = next(table for table in tables if "Months on the plan" in table.columns)
    assert ladder["Children"].sum() == figure("drifting")["denominator"]


def test_the_ladder_is_headed_by_its_figure(drift: AppTest, small_county: County) -> None:
    long = figure("plans_long")
    title = f"{counted(long['numerator'], 'child', 'children').capitalize()} on a plan for 15 months or more"
    assert title in [chart.name for chart in drawn(drift)]
    assert f"That is {share_in_words(long['numerator'], long['denominator'])}." in markdown(drift)


def test_the_flags_counted_are_the_flags_of_the_children_on_plans(drift: AppTest, small_county: County) -> None:
    flags = drift.table[0].value.set_index("Flag")
    assert list(flags.index) == list(flags_in_words(local_scope()).values())
    long = figure("plans_long")
    assert flags.loc["Plan 15 months or more", "Children"] == long["numerator"]
    assert flags.loc["Plan 15 months or more", "Share"] == percent(long["value"])


def test_plans_begun_and_ended_are_drawn_month_by_month(drift: AppTest, small_county: County) -> None:
    """Each newest point is the month's own count, and the months of a year add up to the year's."""
    for key, title in FLOWS.items():
        chart = next(one for one in drawn(drift) if one.name.startswith(f"{title}: "))
        months = measure(local_scope(), [key], Filters(), period=Period.MONTH, months=12)["value"]
        assert chart.name.startswith(f"{title}: {months.iloc[-1]:.0f} in October 2026")
        assert months.sum() == figure(key)["value"] > 0
    begun, ended = (f"{figure(key)['value']:,.0f} plans" for key in FLOWS)
    assert f"In twelve months {begun} began and {ended} ended." in markdown(drift)


def test_whether_ends_held_is_told_by_how_plans_ended(drift: AppTest, small_county: County) -> None:
    table = drift.table[1].value.set_index("How the plan ended")
    assert table.index[0] == "All of them"
    for key, heading in HELD.items():
        held = figure(key)
        assert table.loc["All of them", heading] == f"{held['numerator']} of {held['denominator']}"
        ways = [cell.split(" of ") for cell in table[heading].iloc[1:] if " of " in cell]
        assert sum(int(above) for above, _ in ways) == held["numerator"]
        assert sum(int(below) for _, below in ways) == held["denominator"] > 0
    year = figure("sustained_exit_12m")
    said = share_in_words(year["numerator"], year["denominator"], "plan", "plans")
    assert f"A year on, no new plan had begun for {said}" in markdown(drift)


def test_where_no_child_matches_it_says_so_and_draws_nothing_of_plans(small_county: County) -> None:
    page = opened_well(open_page(DRIFT, least="8"))
    assert page.subheader[0].value == "No child protection plans for neglect match this choice."
    assert not page.dataframe
    assert not drawn(page)
    assert "Not recorded here" not in markdown(page)
    assert page.header[-1].value == "What we cannot say"


def test_one_team_alone_is_not_compared(small_county: County) -> None:
    counts = measure(local_scope(), ["drifting"], Filters(), by=["team"])
    team = counts.sort_values("denominator")["team"].iloc[-1]
    page = opened_well(open_page(DRIFT, team=team))
    assert "Teams cannot be compared" in markdown(page)


def test_a_split_that_is_refused_is_said_in_its_place_and_the_page_goes_on(small_county: County) -> None:
    """Teams are not shown of one ethnicity alone: nothing else of the page is to be lost by that."""
    leader = token(Role.SENIOR_LEADER)
    scope = viewer(Role.SENIOR_LEADER).scope
    ethnicity = next(
        one
        for one in choices(scope)["ethnicity_groups"]
        if headlines(scope, ["drifting"], Filters(ethnicity_groups=(one,)))["drifting"].denominator
    )
    page = opened_well(open_page(DRIFT, signed_in=leader, ethnicity=ethnicity))
    refused = showing_refused(scope, Filters(ethnicity_groups=(ethnicity,)), ("team",))
    assert refused
    assert f"Teams are not compared for this choice. {refused}" in markdown(page)
    assert "What is making plans drift" in markdown(page)
    assert page.header[-1].value == "What we cannot say"


def test_once_a_reason_is_given_the_list_stands_in_the_place_of_the_form(small_county: County) -> None:
    page = opened_well(open_page(DRIFT, signed_in=token(Role.SENIOR_LEADER, username="leader-with-reason")))
    assert [box.label for box in page.text_input] == ["Why do you need to see these children?"]
    page.text_input[0].input("asked by the board")
    press(page, "Open the list")
    assert not page.text_input
    assert page.dataframe
    assert "Opened because: asked by the board" in markdown(page)


def test_what_nobody_asked_about_beforehand_is_refused_in_words(
    small_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotAllowed("That is not shown.")

    monkeypatch.setattr("queries.drift.long_and_repeat", refuse)
    page = opened_well(open_page(DRIFT))
    assert [warning.value for warning in page.warning] == ["That is not shown."]


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(DRIFT))
    assert page.subheader[0].value == "Which children are drifting is not recorded here."
    assert not page.dataframe
    assert "**Review conferences held on time**\nNot recorded here." in markdown(page)


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    page = opened_well(open_page(DRIFT))
    assert page.header[0].value == "No data yet"
    assert not page.dataframe


def alone(viewer):
    from pages import drift

    drift.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert page.subheader[0].value == "Nothing is held here yet."
    assert not page.dataframe
    assert not drawn(page)


def test_the_list_is_not_given_to_a_scope_that_opens_no_cases(small_county: County) -> None:
    closed = Scope(authorities=None, teams=None, may_open_cases=False, exact=True)
    with pytest.raises(NotAllowed):
        children_behind(closed, "drifting", Filters())
    page = opened_well(open_page(DRIFT, signed_in=token(Role.BOARD_MEMBER)))
    assert not page.dataframe
    assert "not opened in your role" in markdown(page)
