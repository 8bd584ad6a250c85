"""Health and school, opened as each role opens it, beside the figures and the list of children that `queries` give."""

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import Scope, local_scope
from charts.words import counted, percent, share_in_words
from data.facts.tables import event, plan_month
from data.facts.terms import NEGLECTS
from pages.parts.list_columns import columns_of
from queries.door import ask, cases
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.health_school import FIGURES, MONTHS
from queries.indicators import REGISTRY
from queries.lists import children_behind
from tests.conftest import County
from tests.pages.opening import (
    HEALTH,
    NAMES_A_CHILD,
    Asked,
    counts_shown,
    draw,
    drawn,
    markdown,
    open_page,
    opened_well,
    press,
)
from tests.queries.by_hand import FEEDS, Row, happening, plan, put_in_force
from tests.signing_in import audit_of, token, viewer

FOLDS = ("weights", "services", "absence", "known")
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)


def figures(filters: Filters | None = None, scope: Scope | None = None) -> dict[str, Headline]:
    return headlines(scope or local_scope(), FIGURES, filters or Filters(), months=MONTHS)


def share(figure: Headline) -> str:
    return share_in_words(figure.numerator, figure.denominator)


# --- As an analyst sees it ---


def test_it_opens_with_its_question_and_the_answer(health: AppTest, small_county: County) -> None:
    assert health.title[0].value == "Health and school"
    assert "*Is medical and educational neglect given the same weight as physical?*" in markdown(health)
    found = figures()
    both, physical = found["equal_weight"], found["equal_weight_physical"]
    assert f"the plan acts on it for {share(both)}." in health.subheader[0].value
    assert "a year ago." in health.subheader[0].value
    assert f"Where physical care is poor, it acts for **{share(physical)}**." in markdown(health)


def test_what_it_says_is_what_the_figures_say(health: AppTest, small_county: County) -> None:
    found, words = figures(), markdown(health)
    assert f"In six months {share(found['wnb_1plus'])} with a health record were not brought once or more" in words
    answered = found["wnb_response_5wd"]
    misses = share_in_words(answered.numerator, answered.denominator, "miss", "misses")
    assert f"Somebody responded within 5 working days to {misses}" in words
    assert f"Persistently absent: {share(found['persistent_absence'])}" in words
    assert f"Sessions are found for {share(found['attendance_matched'])} of school age." in words
    assert f"**no response is recorded for {share(found['triple_signal'])}**" in words


def test_as_many_children_are_listed_as_the_figure_counts(health: AppTest, small_county: County) -> None:
    listed = health.dataframe[0].value
    silent = figures()["triple_signal"]
    assert 0 < len(listed) == silent.numerator
    expected = children_behind(local_scope(), "triple_signal", Filters())
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    assert "person_id" not in listed
    assert f"{counted(len(listed), 'child', 'children')}: the same as the figure above." in markdown(health).lower()


def test_every_chart_has_a_name_and_none_carries_what_names_a_child(health: AppTest, small_county: County) -> None:
    charts = drawn(health)
    assert len(charts) == 4
    for chart in charts:
        assert len(chart.name) > 15, chart.spec
        assert sum(map(len, chart.rows)) > 0, chart.name
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len({chart.name for chart in charts}) == len(charts)


def test_every_fold_opens_on_a_table_and_definitions(health: AppTest, small_county: County) -> None:
    assert len(health.table) == 1  # where children are taught: always open
    page = opened_well(open_page(HEALTH, opened=tuple(f"fold_{name}" for name in FOLDS)))
    tables = [table.value for table in page.table]
    assert len(tables) == 1 + len(FOLDS)
    assert not any(set(table.columns) & NAMES_A_CHILD for table in tables)
    weighed = next(table for table in tables if "Neglect" in table.columns)
    found = figures()
    assert weighed["Plan acts on it"].tolist() == [found[f"equal_weight_{one}"].numerator for one in NEGLECTS]
    words = markdown(page)
    # Every measure of the page is defined on it, but those of the list, which its sentence explains.
    for entry in REGISTRY.values():
        if entry.id in ("ME01", "ME02", "ME03", "ME04"):
            assert f"**{entry.id} {entry.name.format(wnb_response_working_days=5)}.**" in words
    assert "Local settings: a missed appointment is answered within 5 working days." in words


def test_months_before_the_feed_are_drawn_as_a_gap(health: AppTest, small_county: County) -> None:
    strip = next(chart for chart in drawn(health) if chart.name.startswith("Children with a health record"))
    said = {str(row) for frame in strip.rows if "label" in frame for row in frame["label"]}
    assert any("none before April 2022" in label for label in said)
    months = next(frame for frame in strip.rows if "share" in frame and frame["share"].isna().all())
    gap = months[months["record"] == "Health"]["from"].astype(str).str[:7]
    assert gap.max() == "2022-03"
    assert len(gap) >= 12


def test_a_filter_changes_every_part_of_it(small_county: County) -> None:
    chosen = Filters(sexes=("Female",))
    page = opened_well(open_page(HEALTH, sex="Female"))
    found, words = figures(chosen), markdown(page)
    assert found["equal_weight"] != figures()["equal_weight"]
    assert share(found["equal_weight"]) in page.subheader[0].value
    assert share(found["wnb_1plus"]) in words
    listed = page.dataframe[0].value if page.dataframe else ()
    assert len(listed) == found["triple_signal"].numerator
    assert "**Only children recorded as Female. As at the end of October 2026.**" in words


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({"plans": "Child in need plans for neglect"}, Filters(population=Population.NEGLECT_CIN)),
        ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
        ({"drifting": "true"}, Filters(drifting_only=True)),
    ],
)
def test_each_choice_of_plans(asked: Asked, filters: Filters, small_county: County) -> None:
    page = opened_well(open_page(HEALTH, **asked))
    both = figures(filters)["equal_weight"]
    assert share(both) in page.subheader[0].value
    assert ("who was drifting then is not part of those records" in markdown(page)) == filters.drifting_only


def test_in_september_no_half_term_has_ended(small_county: County) -> None:
    page = opened_well(open_page(HEALTH, month="September 2026"))
    assert "No half-term of this school year has ended yet, or no sessions are found" in markdown(page)
    assert "Persistently absent: not recorded" in [chart.name for chart in drawn(page)][2]
    assert "**no school sessions**, for none of this school year are recorded yet" in markdown(page)
    sides = pd.concat([frame for frame in drawn(page)[0].rows if "count" in frame])
    assert set(sides.loc[sides["neglect"] == "Educational", "count"]) == {"not recorded"}


def test_before_health_shared_its_records_missed_appointments_are_not_in_it(small_county: County) -> None:
    page = opened_well(open_page(HEALTH, month="March 2022"))
    assert "**no health record**, for none goes back so far" in markdown(page)
    sides = pd.concat([frame for frame in drawn(page)[0].rows if "count" in frame])
    assert set(sides.loc[sides["neglect"] == "Medical", "count"]) == {"not recorded"}


# --- What is not there ---


def test_where_no_child_matches_it_says_so_and_draws_nothing(small_county: County) -> None:
    page = opened_well(open_page(HEALTH, least="8"))
    assert page.subheader[0].value == "No plans for neglect match this choice."
    assert not page.dataframe
    assert not drawn(page)
    assert page.header[-1].value == "What we cannot say"


def test_a_census_alone_says_not_recorded_and_never_nought(small_county: County, facts_url: str) -> None:
    """Plans are held, and nothing of health, school or what plans do."""
    census = [name for name in FEEDS if not name.startswith("ssd_x_")]
    put_in_force(facts_url, plans=[plan(f"P{n}") for n in range(20)], feeds=census)
    page = opened_well(open_page(HEALTH))
    assert page.subheader[0].value == ("Whether plans act on medical and educational neglect is not recorded here.")
    words = markdown(page)
    assert "Not held: health appointments, school attendance and plan actions. That is a gap" in words
    assert "There is nothing to draw. Not held: health appointments" in words
    assert "Not recorded here. Not held: school attendance." in words
    assert "That is not recorded here. Not held:" in words
    assert not re.search(r"\b0\s%", words)
    (strip,) = drawn(page)
    labels = [str(label) for frame in strip.rows if "label" in frame for label in frame["label"]]
    assert sorted(labels) == ["Health: not recorded here", "School: not recorded here"]
    assert not page.dataframe


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(HEALTH))
    assert page.subheader[0].value == "What plans do about health and school is not recorded here."
    assert not drawn(page)


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    page = opened_well(open_page(HEALTH))
    assert page.header[0].value == "No data yet"


def alone(viewer):
    from pages import health_school

    health_school.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert not drawn(page)
    assert not page.dataframe


# --- As others see it ---


def crowd(children: int = 60) -> tuple[list[Row], list[Row]]:
    """Children of as many households, of whom three are acted on by their plan for one kind of neglect."""
    plans = [
        plan(
            f"P{n}",
            health_known=1,
            missed_any_6m=int(n < 40),
            missed_2plus_6m=int(n < 3),
            medical_action=int(n < 3),
            school_age=1,
            schooling="On a school roll" if n > 2 else "Taught at home",
            attendance_known=1,
            persistent_absence=int(n < 30),
            severe_absence=int(n < 2),
            educational_action=int(n < 20),
            physical_signal=int(n < 50),
            physical_action=int(n < 45),
            signals_acted_on=int(n < 22) if n < 40 else None,
            two_signals=int(n < 30),
            signals_unanswered=int(n < 4) if n < 30 else None,
        )
        for n in range(children)
    ]
    of = {"service": "dental", "neglect_cin": 0, "plan_type": "CP", "cancelled": 0}
    events = [
        happening("appointment", "2026-06-10", f"P{n}", missed=int(n < 21), **of, household_key=f"home of P{n}")
        for n in range(children)
    ]
    return plans, events


def test_what_a_board_must_not_see_is_in_no_chart_table_or_sentence(small_county: County, facts_url: str) -> None:
    """Of 3 in 40, and of all but 5 in 50, neither the count nor its share is sent to the browser."""
    plans, events = crowd()
    put_in_force(facts_url, plans=plans, events=events)
    folds = tuple(f"fold_{name}" for name in FOLDS)
    page = opened_well(open_page(HEALTH, signed_in=token(Role.BOARD_MEMBER), opened=folds))
    assert not page.dataframe
    sides = drawn(page)[0]
    sent = pd.concat([frame for frame in sides.rows if "count" in frame])
    said = sent.groupby("neglect")["count"].first()
    assert sorted(said[["Medical", "Physical"]]) == ["c", "nearly all"]
    assert said["Educational"].replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ") == "20 of 30 (67 %)"
    assert set(sent.loc[sent["value"].notna(), "neglect"]) == {"Educational"} if "value" in sent else True
    for chart in drawn(page):
        numbers = json.dumps([frame.to_dict("list") for frame in chart.rows], default=str)
        for share_told in (3 / 40, 45 / 50, 21 / 60, 4 / 30, 2 / 60):
            assert str(share_told)[:6] not in numbers, chart.name
    cells = {str(cell) for table in page.table for cell in table.value.to_numpy().ravel()}
    assert not cells & {"3", "21", "45", "2", "4"}
    assert "about 20 of 60" in markdown(page) or percent(20 / 60) in [chart.name for chart in drawn(page)][1]
    assert "a number of children that is hidden" in markdown(page)


def test_a_board_is_shown_multiples_of_five(small_county: County) -> None:
    page = opened_well(open_page(HEALTH, signed_in=token(Role.BOARD_MEMBER)))
    assert not page.dataframe
    assert "not opened in your role" in markdown(page) or not figures(scope=BOARD)["triple_signal"].numerator
    counts = counts_shown(page)
    assert counts and all(count % 5 == 0 for count in counts)


def test_a_leader_says_why_before_the_list_opens(small_county: County) -> None:
    page = opened_well(open_page(HEALTH, signed_in=token(Role.SENIOR_LEADER)))
    assert not page.dataframe
    if not figures(scope=BOARD)["triple_signal"].numerator and not figures(scope=BOARD)["triple_signal"].mark:
        pytest.skip("nobody is counted")
    page.text_input[0].set_value("Asked about by the board last week")
    page = opened_well(press(page, "Open the list"))
    assert "Opened because: Asked about by the board last week" in markdown(page)
    assert len(page.dataframe[0].value) == figures()["triple_signal"].numerator
    assert any(what == "list opened" or "triple_signal" in detail for what, _, detail in audit_of("test-senior-leader"))


def test_a_manager_sees_their_own_children_and_their_own_teams_exactly(small_county: County) -> None:
    behind = children_behind(local_scope(), "triple_signal", Filters())
    team = behind["team"].mode()[0]
    found = cases(local_scope(), plan_month.select().with_only_columns(plan_month.c.person_id, plan_month.c.team_id))
    ids = found.set_index("person_id")["team_id"]
    team_id = ids[behind.loc[behind["team"] == team, "person_id"].iloc[0]]
    team_id = team_id if isinstance(team_id, str) else team_id.iloc[-1]
    mine = token(Role.TEAM_MANAGER, (team_id,))
    page = opened_well(open_page(HEALTH, signed_in=mine, team=team))
    own = figures(Filters(teams=(team,)))
    assert len(page.dataframe[0].value) == own["triple_signal"].numerator
    assert "the same as the figure above" in markdown(page)
    assert "about" not in page.subheader[0].value


def test_every_column_of_every_list_has_a_heading(small_county: County) -> None:
    for entry in REGISTRY.values():
        if entry.id.startswith("ME") and entry.unit == "children":
            assert columns_of(local_scope(), entry.listed)


def test_appointments_of_a_child_name_nobody_at_the_door(small_county: County) -> None:
    counts = ask(local_scope(), event.select().with_only_columns(event.c.service).where(event.c.kind == "appointment"))
    assert set(counts.columns) == {"service"}
