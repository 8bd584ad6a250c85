"""Challenge, opened as each role opens it, beside the figures and the list of children that `queries` give."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from access.audit import Event
from access.roles import Role
from access.scope import Scope, local_scope
from charts.words import share_in_words
from data.facts.tables import plan_month
from pages.parts.list_columns import columns_of
from queries.challenge import FIGURES, SPOKEN
from queries.door import cases
from queries.filters import Filters, Population
from queries.headlines import Headline, headlines
from queries.holdings import choices
from queries.indicators import REGISTRY
from queries.lists import children_behind
from tests.conftest import County
from tests.pages.opening import CHALLENGE, NAMES_A_CHILD, counts_shown, drawn, markdown, open_page, opened_well, press
from tests.queries.by_hand import FEEDS, Row, happening, plan, put_in_force
from tests.signing_in import audit_of, token

FOLDS = tuple(f"fold_{name}" for name in ("silence", "stages", "contact"))
BOARD = Scope(authorities=None, teams=None, may_open_cases=False, exact=False)
SILENT = "drift_without_challenge"


def figures(filters: Filters | None = None, scope: Scope | None = None) -> dict[str, Headline]:
    return headlines(scope or local_scope(), FIGURES, filters or Filters())


def share(figure: Headline, one: str = "child", many: str = "children") -> str:
    return share_in_words(figure.numerator, figure.denominator, one, many)


# --- As an analyst sees it ---


def test_it_opens_with_its_question_and_the_answer(challenge: AppTest, small_county: County) -> None:
    assert challenge.title[0].value == "Challenge"
    assert "*When a plan drifts, does anybody say so, and does it change anything?*" in markdown(challenge)
    silent = figures()[SILENT]
    assert silent.numerator
    said = challenge.subheader[0].value
    assert said == f"No challenge is recorded for {share(silent)} whose plan has drifted for four weeks or more."


def test_what_it_says_is_what_the_figures_say(challenge: AppTest, small_county: County) -> None:
    found, words = figures(), markdown(challenge)
    assert f"In three months {share(found['escalations_per_100_plans'], 'plan', 'plans')} were escalated." in words
    for key, what in (("escalation_in_timescale", "In time"), ("escalation_outcome", "The plan changed")):
        assert f"{what}: {share(found[key], 'escalation', 'escalations')}" in words
    assert f"A contact in date is named for {share(found['named_contact_present'])}" in words
    conferences = share(found["contact_restated_cp"], "review conference", "review conferences")
    assert f"Restated at {conferences}" in words


def test_what_was_not_recorded_a_year_ago_is_not_none(small_county: County, facts_url: str) -> None:
    """Where supervision began in between, silence could not be told a year before; and there was none where no plan had
    drifted for so long."""
    now = plan("P1", drifting=1, drift_held=1, challenged=0, drift_unchallenged=1)
    put_in_force(facts_url, plans=[now, plan("P1", "2025-10", drifting=1, drift_held=1)])
    assert "It was not recorded a year ago." in markdown(opened_well(open_page(CHALLENGE)))
    put_in_force(facts_url, plans=[now, plan("P1", "2025-10", drift_held=0)], snapshot_id="again")
    assert "There were none a year ago." in markdown(opened_well(open_page(CHALLENGE)))


def test_as_many_children_are_listed_as_the_figure_counts(challenge: AppTest, small_county: County) -> None:
    listed = challenge.dataframe[0].value
    assert 0 < len(listed) == figures()[SILENT].numerator
    expected = children_behind(local_scope(), SILENT, Filters())
    assert listed["pseudonym"].tolist() == expected["pseudonym"].tolist()
    assert "person_id" not in listed
    page = challenge.selectbox(key="challenge_list")
    assert [REGISTRY[key].name for key in (SILENT, "named_contact_missing")] == page.options


def test_the_other_list_is_of_plans_without_a_contact(small_county: County) -> None:
    page = opened_well(open_page(CHALLENGE))
    page.selectbox(key="challenge_list").set_value(REGISTRY["named_contact_missing"].name)
    page = opened_well(page.run())
    listed = page.dataframe[0].value
    assert len(listed) == figures()["named_contact_missing"].numerator
    assert "In date" not in set(listed["contact_state"])


def test_every_fold_opens_on_a_table_and_definitions(challenge: AppTest, small_county: County) -> None:
    charts = drawn(challenge)
    assert len(charts) >= 2
    for chart in charts:
        assert len(chart.name) > 15 and sum(map(len, chart.rows)) > 0, chart.spec
        assert not chart.columns & NAMES_A_CHILD, chart.name
    assert len(challenge.table) == 1  # who raises and who answers: always open
    page = opened_well(open_page(CHALLENGE, opened=FOLDS))
    tables = [table.value for table in page.table]
    assert len(tables) >= 1 + len(charts)
    how = next(table for table in tables if "Challenged how" in table.columns)
    found = figures()
    assert how["Children"].tolist() == [found[key].numerator for key in SPOKEN]
    words = markdown(page)
    for entry in REGISTRY.values():
        if entry.id[:2] in ("EP", "PC"):
            assert f"**{entry.id} {entry.name}.**" in words
    assert "Local settings: an escalation is answered within 5, 7 working days, stage by stage." in words


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({"sex": "Female"}, Filters(sexes=("Female",))),
        ({"plans": "All child protection plans"}, Filters(population=Population.ALL_CP)),
        ({"drifting": "true"}, Filters(drifting_only=True)),
    ],
)
def test_a_choice_changes_the_answer(asked: dict[str, str | list[str]], filters: Filters, small_county: County) -> None:
    page = opened_well(open_page(CHALLENGE, **asked))
    silent = figures(filters)[SILENT]
    assert share(silent) in page.subheader[0].value
    assert len(page.dataframe[0].value) == silent.numerator
    assert ("who was drifting then is not part of those records" in markdown(page)) == filters.drifting_only


# --- Where little or nothing is held ---


def test_without_supervision_records_silence_is_not_told(small_county: County, facts_url: str) -> None:
    """Half a record cannot tell of silence: escalations alone do not say that nobody spoke."""
    held = [name for name in FEEDS if name != "ssd_x_reflective_supervision"]
    put_in_force(facts_url, plans=[plan("P1", drifting=1, drift_held=1)], feeds=held)
    page = opened_well(open_page(CHALLENGE))
    assert page.subheader[0].value == "Whether drifting plans are challenged is not recorded here."
    assert "Not held: reflective supervision" in markdown(page)


def test_a_census_alone_says_not_recorded_and_never_nought(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=("ssd_cp_plans", "ssd_cin_plans", "ssd_assessment_factors"))
    page = opened_well(open_page(CHALLENGE))
    assert page.subheader[0].value == "Whether drifting plans are challenged is not recorded here."
    assert not drawn(page)
    assert "0 of 0" not in markdown(page) and "0 %" not in markdown(page)


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(CHALLENGE))
    assert page.subheader[0].value == "Whether drifting plans are challenged is not recorded here."


def test_where_no_child_matches_it_says_so_and_draws_nothing(small_county: County) -> None:
    page = opened_well(open_page(CHALLENGE, least="8"))
    assert page.subheader[0].value == "No plans match this choice."
    assert not drawn(page) and not page.dataframe


# --- As others see it ---


def crowd() -> tuple[list[Row], list[Row]]:
    """Sixty children, fifty of them drifting for four weeks: nobody has challenged 3 of those; 21 were escalated, 2 had
    a challenge recorded. Of the escalations 4 are late."""
    plans = [
        plan(
            f"P{n}",
            drifting=int(n < 50),
            drift_held=int(n < 50),
            challenge_escalation=int(20 <= n < 41),
            challenge_session=int(10 <= n < 20 or n > 40),
            challenge_note=int(5 <= n < 7),
            challenge_midpoint=int(3 <= n < 20),
            challenged=int(n >= 3),
            drift_unchallenged=int(n < 3) if n < 50 else None,
            contact_named=int(n < 57),
            contact_state="In date" if n < 57 else "Nobody named",
        )
        for n in range(60)
    ]
    of = {"neglect_cin": 0, "plan_type": "CP", "stage": 1, "raised_to": "Local authority"}
    events = []
    for n in range(20, 41):
        by = "Health" if n < 24 else "Police"
        home = {"household_key": f"home of P{n}", "raised_by": by}
        late = int(n < 24)
        events.append(happening("escalation", "2026-06-10", f"P{n}", **of, **home, in_time=1 - late, open_late=0))
        closed = {"in_time": 1 - late, "plan_changed": 1 - late}
        events.append(happening("escalation_closed", "2026-06-20", f"P{n}", **of, **home, **closed))
    return plans, events


def test_what_a_board_must_not_see_is_in_no_chart_table_or_sentence(small_county: County, facts_url: str) -> None:
    plans, events = crowd()
    put_in_force(facts_url, plans=plans, events=events)
    page = opened_well(open_page(CHALLENGE, signed_in=token(Role.BOARD_MEMBER), opened=FOLDS))
    assert "is hidden" in page.subheader[0].value
    assert not page.dataframe
    for chart in drawn(page):
        numbers = json.dumps([frame.to_dict("list") for frame in chart.rows], default=str)
        for told in (3 / 50, 21 / 50, 2 / 50, 57 / 60, 17 / 21, 4 / 21):
            assert str(told)[:6] not in numbers, chart.name
    cells = {str(cell) for table in page.table for cell in table.value.to_numpy().ravel()}
    assert not cells & {"2", "3", "4", "17", "21", "47", "57", "0"}
    agencies = next(table.value for table in page.table if "Agency" in table.value.columns).set_index("Agency")
    assert agencies.loc["Local authority", "Theirs to answer"] in ("20", 20)
    # The four of Health's are hidden, so Health is not in it: as if it had raised none.
    assert "Health" not in agencies.index


def test_a_board_is_shown_multiples_of_five_and_no_list(small_county: County) -> None:
    page = opened_well(open_page(CHALLENGE, signed_in=token(Role.BOARD_MEMBER), opened=FOLDS))
    assert not page.dataframe
    assert "not opened in your role" in markdown(page)
    # In so small a county nearly all is hidden: what a board sees of a crowd stands above.
    assert all(count % 5 == 0 for count in counts_shown(page))


def test_a_leader_says_why_before_the_list_opens(small_county: County) -> None:
    page = opened_well(open_page(CHALLENGE, signed_in=token(Role.SENIOR_LEADER)))
    assert not page.dataframe
    page.text_input[0].set_value("Asked about by the board last week")
    page = opened_well(press(page, "Open the list"))
    assert len(page.dataframe[0].value) == figures()[SILENT].numerator
    assert any(SILENT in detail for _, _, detail in audit_of("test-senior-leader"))


def test_a_manager_sees_their_own_children_exactly(small_county: County) -> None:
    behind = children_behind(local_scope(), SILENT, Filters())
    team = behind["team"].mode()[0]
    held = plan_month.select().with_only_columns(plan_month.c.team_id).where(plan_month.c.team == team)
    team_id = cases(local_scope(), held)["team_id"].iloc[0]
    page = opened_well(open_page(CHALLENGE, signed_in=token(Role.TEAM_MANAGER, (team_id,)), team=team))
    own = figures(Filters(teams=(team,)))[SILENT]
    assert len(page.dataframe[0].value) == own.numerator == (behind["team"] == team).sum()
    assert set(page.dataframe[0].value["team"]) == {team}
    assert "about" not in page.subheader[0].value


def test_every_column_of_every_list_has_a_heading(small_county: County) -> None:
    for entry in REGISTRY.values():
        if entry.id[:2] in ("EP", "PC") and entry.unit == "children":
            assert columns_of(local_scope(), entry.listed)


def test_figures_that_are_refused_are_written_down_once(small_county: County) -> None:
    """A board member asks for one ethnicity in one team: nothing of it is shown, and the trail says so."""
    scope = BOARD
    asked = {"team": choices(scope)["teams"][0], "ethnicity": choices(scope)["ethnicity_groups"][0]}
    page = opened_well(open_page(CHALLENGE, signed_in=token(Role.BOARD_MEMBER, username="asks-too-much"), **asked))
    assert "Ethnicity is not shown together with a team" in page.warning[0].value
    page.run()
    refused = [detail for event, _, detail in audit_of("asks-too-much") if event == Event.REFUSED]
    assert len(refused) == 1 and "Ethnicity is not shown" in refused[0]
