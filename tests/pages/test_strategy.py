"""The Strategy page, opened as a reader of each role opens it, and changed by those who may."""

import secrets
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from queries.disclosure import ROUND_TO
from queries.filters import Filters
from queries.indicators import REGISTRY
from queries.strategy.against import against_targets, agreed, evidence_of, to_freeze
from queries.strategy.keep import current, history, keep
from queries.strategy.kinds import PRIORITY, SCRUTINY, TARGET
from tests.conftest import County
from tests.pages.opening import NAMES_A_CHILD, STRATEGY, drawn, markdown, open_page, opened_well, press
from tests.signing_in import audit_of, token, viewer

LOOKING = (Role.SENIOR_LEADER, Role.BOARD_MEMBER, Role.TEAM_MANAGER, Role.ANALYST)
CHANGING = "fold_strategy_change"


def opened(role: Role = Role.ANALYST, *, change: bool = False, username: str = "") -> AppTest:
    folds = (CHANGING,) if change else ()
    return opened_well(open_page(STRATEGY, opened=folds, signed_in=token(role, username=username)))


@pytest.mark.parametrize("role", LOOKING)
def test_each_role_sees_targets_recommendations_documents_and_scrutiny(role: Role, small_county: County) -> None:
    page = opened(role)
    assert [head.value for head in page.header][:4] == [
        "Are we where we said we would be?",
        "What has come of the recommendations?",
        "Are our own documents in date?",
        "Is the strategy scrutinised for its whole life?",
    ]
    assert "agreed targets" in page.subheader[0].value
    assert "Threshold of Needs" in markdown(page)
    charts = drawn(page)
    assert len(charts) == 4
    assert not any(chart.columns & NAMES_A_CHILD for chart in charts)


@pytest.mark.parametrize("role", LOOKING)
def test_only_who_keeps_the_strategy_is_offered_to_change_it(role: Role, small_county: County) -> None:
    labels = [fold.label for fold in opened(role).expander]
    assert ("Change the strategy" in labels) == (role in (Role.SENIOR_LEADER, Role.ANALYST))


def test_drafts_are_in_no_sentence_and_in_no_picture(small_county: County) -> None:
    scope = viewer(Role.ANALYST).scope
    stood = against_targets(scope, Filters())
    drafts = [one for one in stood if not one.target.agreed]
    assert drafts
    assert all(str(one.standing) == "" for one in drafts)
    pictured = {chart.name.split(":")[0] for chart in drawn(opened())}
    assert not pictured & {one.headline.entry.name for one in drafts}
    assert {one.headline.entry.name for one in agreed(stood) if one.target.steps} <= pictured


def test_the_standing_is_of_the_figure_measure_gives(small_county: County) -> None:
    for one in agreed(against_targets(viewer(Role.ANALYST).scope, Filters())):
        if one.value is None or one.target.goal is None:
            continue
        assert one.headline.value is not None
        good = (
            one.headline.value * 100 >= one.target.goal
            if one.target.direction == "up"
            else (one.headline.value * 100 <= one.target.goal)
        )
        assert (str(one.standing) == "met") == good


def test_with_a_filter_nothing_is_judged(small_county: County) -> None:
    stood = against_targets(viewer(Role.ANALYST).scope, Filters(sexes=("Female",)))
    assert {str(one.standing) for one in stood} == {""}


def test_what_is_frozen_is_what_a_board_would_see(small_county: County) -> None:
    keys = ["drifting", "plans_2y_open", "all_children_assessed"]
    mine, boards = (to_freeze(viewer(role).scope, keys) for role in (Role.ANALYST, Role.BOARD_MEMBER))
    assert mine == boards
    for one in mine:
        assert one["denominator"] is None or int(str(one["denominator"])) % ROUND_TO == 0


def test_a_priority_is_added_by_the_form_and_its_author_kept(small_county: County) -> None:
    name = f"leader-{secrets.token_hex(3)}"
    page = opened(Role.SENIOR_LEADER, change=True, username=name)
    page.selectbox("strategy_kind").select("priority").run()
    page.number_input[0].set_value(9)
    page.text_input[0].input("Heard <script>alert(1)</script>")
    press(page, "Keep a priority")
    assert not page.exception
    assert page.success[0].value.startswith("Kept.")
    scope = viewer(Role.SENIOR_LEADER, username=name).scope
    kept = [item for item in current(scope, PRIORITY) if item.changed_by == name]
    assert [item.words("title") for item in kept] == ["Heard <script>alert(1)</script>"]
    assert [event for event, *_ in audit_of(name)].count("strategy changed") == 1


def test_what_is_missing_is_said_by_field_and_nothing_is_kept(small_county: County) -> None:
    page = opened(change=True)
    before = len(current(viewer(Role.ANALYST).scope, TARGET))
    page.selectbox("strategy_kind").select("target").run()
    press(page, "Keep a target")
    assert {error.value for error in page.error} == {
        r"**Measure.** Measure is needed\.",
        r"**Good is.** Good is is needed\.",
        r"**Status.** Status is needed\.",
    }
    assert len(current(viewer(Role.ANALYST).scope, TARGET)) == before


def test_the_second_of_two_editors_is_told_and_sees_what_the_first_kept(small_county: County) -> None:
    scope = viewer(Role.ANALYST, username="first-editor").scope
    item = keep(scope, PRIORITY, {"place": 50, "title": f"Shared {secrets.token_hex(3)}"})
    page = opened(Role.SENIOR_LEADER, change=True)
    page.selectbox("strategy_kind").select("priority").run()
    page.selectbox("strategy_which_priority").select(item.item_id).run()
    keep(scope, PRIORITY, item.values | {"title": "The first's"}, of=item)
    page.text_input[0].input("The second's")
    press(page, "Keep this change")
    assert "first\\-editor changed this" in page.error[0].value
    assert history(scope, PRIORITY, item.item_id)[0].words("title") == "The first's"
    press(page, "Open it as it is now")
    assert page.text_input[0].value == "The first's"


def test_withdrawing_is_asked_first(small_county: County) -> None:
    scope = viewer(Role.ANALYST).scope
    item = keep(scope, PRIORITY, {"place": 60, "title": f"To go {secrets.token_hex(3)}"})
    page = opened(change=True)
    page.selectbox("strategy_kind").select("priority").run()
    page.selectbox("strategy_which_priority").select(item.item_id).run()
    press(page, "Withdraw a priority")
    assert item.item_id in {one.item_id for one in current(scope, PRIORITY)}
    press(page, "Yes, withdraw it")
    assert item.item_id not in {one.item_id for one in current(scope, PRIORITY)}
    # It can still be read, and brought back.
    page.selectbox("strategy_which_priority").select(item.item_id).run()
    assert "This is withdrawn" in markdown(page)
    press(page, "Keep this change")
    assert item.item_id in {one.item_id for one in current(scope, PRIORITY)}
    assert [one.withdrawn for one in history(scope, PRIORITY, item.item_id)] == [False, True, False]


def test_every_measure_with_a_target_is_in_the_registry(small_county: County) -> None:
    for item in current(viewer(Role.ANALYST).scope, TARGET):
        assert item.words("measure") in REGISTRY
        assert item.day("effective_from") is None or isinstance(item.day("effective_from"), date)


def test_measures_are_named_in_the_words_of_the_settings_in_force(small_county: County) -> None:
    page = opened(change=True)
    page.selectbox("strategy_kind").select("target").run()
    options = [option for box in page.selectbox for option in box.options]
    assert "DD15 Children drifting in 2 or more ways" in options
    assert not any("{" in option for option in options)
    assert "{" not in markdown(page)


def test_what_the_measures_stand_at_is_kept_with_scrutiny_as_a_board_sees_it(small_county: County) -> None:
    scope = viewer(Role.ANALYST).scope
    asked = {"question": f"Frozen? {secrets.token_hex(3)}", "owner": "Scrutineer", "planned_for": date(2026, 10, 1)}
    item = keep(scope, SCRUTINY, asked | {"measures": ["drifting", "all_children_assessed"]})
    page = opened(change=True)
    page.selectbox("strategy_kind").select("scrutiny").run()
    page.selectbox("strategy_which_scrutiny").select(item.item_id).run()
    press(page, "Keep what the measures stand at now")
    assert page.success[0].value == "Kept, as a board sees them."
    newest = history(scope, SCRUTINY, item.item_id)[0]
    assert newest.values["evidence"] == to_freeze(scope, ["drifting", "all_children_assessed"])
    assert evidence_of(newest)["name"].tolist() == [
        "Children drifting in 2 or more ways",
        "Homes where every child was assessed",
    ]
    # A later edit of its words leaves what was frozen as it was.
    later = keep(scope, SCRUTINY, newest.values | {"owner": "Another"}, of=newest)
    assert later.values["evidence"] == newest.values["evidence"]
