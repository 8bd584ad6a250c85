"""The Overview, opened as a reader opens it, beside the figures that `measure` gives."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.roles import Role
from access.scope import local_scope
from charts.words import change_in_words, listed, percent, share_in_words
from queries.filters import Filters, Population
from queries.headlines import headlines
from queries.holdings import flags_in_words, indicators
from queries.measure import measure
from queries.strategy.scorecard import core, scorecard
from tests.conftest import County
from tests.pages.opening import NAMES_A_CHILD, OVERVIEW, draw, drawn, markdown, open_page, opened_well
from tests.queries.by_hand import plan, put_in_force
from tests.signing_in import viewer


@pytest.fixture
def figures(small_county: County) -> pd.DataFrame:
    """What `measure` says of each card this month, by key."""
    return measure(local_scope(), core(), Filters()).set_index("key")


def test_it_opens_with_its_question_and_the_answer(overview: AppTest, small_county: County) -> None:
    assert overview.title[0].value == "Are we meeting the Neglect Strategy?"
    drifting = headlines(local_scope(), ["drifting"], Filters())["drifting"]
    assert drifting.numerator
    said = overview.subheader[0].value
    assert said.startswith(f"{share_in_words(drifting.numerator, drifting.denominator)} on child protection plans for")
    assert change_in_words(drifting.value, drifting.before) in said


def test_each_card_says_what_measure_says(overview: AppTest, figures: pd.DataFrame) -> None:
    words = markdown(overview)
    for entry in indicators(local_scope(), *core()):
        figure = figures.loc[entry.key]
        one, many = entry.unit.removesuffix("s"), entry.unit
        card = words.split(f"**{entry.name}**\n", 1)[1].split("\n**", 1)[0]
        assert card.startswith(f"### {percent(figure['value'])}\n"), entry.name
        assert share_in_words(figure["numerator"], figure["denominator"], one, many) in card, entry.name


def test_each_card_has_a_trend_with_a_name_that_says_it(overview: AppTest, figures: pd.DataFrame) -> None:
    charts = drawn(overview)
    assert len(charts) == len(core())
    for entry, chart in zip(indicators(local_scope(), *core()), charts, strict=True):
        now = percent(figures.loc[entry.key, "value"])
        assert chart.name.startswith(f"{entry.name}, last 24 months: now {now}")
        assert not chart.name.endswith((" ", ":", ";"))
        assert sum(map(len, chart.rows)) > 0


def test_no_chart_carries_what_names_a_child(overview: AppTest) -> None:
    for chart in drawn(overview):
        assert not chart.columns & NAMES_A_CHILD, chart.name


def test_the_definitions_are_drawn_only_once_they_are_opened(overview: AppTest, small_county: County) -> None:
    definition = "**DD15 Children drifting in 2 or more ways.**"
    assert definition not in markdown(overview)
    words = markdown(opened_well(open_page(OVERVIEW, opened=("fold_overview",))))
    for entry in indicators(local_scope(), *core()):
        assert f"**{entry.id} {entry.name}.** {entry.question}" in words


def test_the_eight_flags_are_listed_with_the_definitions(small_county: County) -> None:
    words = markdown(opened_well(open_page(OVERVIEW, opened=("fold_overview",))))
    assert all(f"\n- {said}" in words for said in flags_in_words(local_scope()).values())


def test_a_filter_changes_every_figure_it_should(small_county: County) -> None:
    chosen = Filters(population=Population.ALL_CP, sexes=("Female",))
    page = opened_well(open_page(OVERVIEW, plans="All child protection plans", sex="Female"))
    drifting = headlines(local_scope(), ["drifting"], chosen)["drifting"]
    assert share_in_words(drifting.numerator, drifting.denominator) in page.subheader[0].value
    assert "on child protection plans " in page.subheader[0].value
    reviews = measure(local_scope(), ["cp_reviews_on_time"], chosen).iloc[0]
    assert share_in_words(reviews["numerator"], reviews["denominator"], "review", "reviews") in markdown(page)


def test_where_no_child_matches_it_says_so_and_calls_nothing_unrecorded(small_county: County) -> None:
    page = opened_well(open_page(OVERVIEW, least="8"))
    assert page.subheader[0].value == "No child protection plans for neglect match this choice."
    assert "### None to count" in markdown(page)
    assert "Not recorded" not in markdown(page)


def test_a_return_of_referrals_alone_says_what_it_cannot_tell(referrals: object) -> None:
    page = opened_well(open_page(OVERVIEW))
    assert page.subheader[0].value == "Which children are drifting is not recorded here."
    words = markdown(page)
    assert (
        "**Review conferences held on time**\n### Not recorded\n"
        "Not held here: child protection plans and review conferences." in words
    )
    # Six children referred in the one year that is held: nothing says whether in the year before, too.
    assert "**Re-referrals within 12 months**\n### Not recorded" in words
    assert "no plans held" in words
    assert "of not recorded" not in words


def test_without_facts_it_says_how_to_make_them(no_facts: object) -> None:
    page = opened_well(open_page(OVERVIEW))
    assert page.header[0].value == "No data yet"
    assert "python manage.py demo" in markdown(page)


def alone(viewer):
    from pages import overview

    overview.render(viewer)


def test_a_scope_that_holds_nothing_is_given_nothing(small_county: County) -> None:
    page = opened_well(draw(alone, viewer=viewer(Role.ADMINISTRATOR)))
    assert "No plans, referrals or assessments are held yet" in markdown(page)
    assert not drawn(page)


def test_each_card_says_whom_it_counts_and_when(overview: AppTest, small_county: County) -> None:
    said = [caption.value.split("  \n")[0] for caption in overview.main.caption]
    assert said[0] == "child protection plans for neglect, at the end of October 2026"
    assert "every child, in the twelve months to October 2026" in said
    assert "child in need plans for neglect, at the end of October 2026" in said
    assert "child protection plans for neglect, ended in the twelve months to October 2025" in said
    assert sum("2026" in one for one in said) == len(core()) - 1


def test_what_must_be_read_beside_a_measure_is_named_on_its_card(overview: AppTest, small_county: County) -> None:
    """The counter-measure stands wherever its partner is, in the words of the settings in force."""
    said = "\n".join(caption.value for caption in overview.main.caption)
    for entry in indicators(local_scope(), *core()):
        if entry.read_with:
            names = [other.name for other in indicators(local_scope(), *entry.read_with)]
            assert f"Read with: {listed(names)}" in said, entry.key
    assert "{" not in said


def test_every_missed_target_and_no_other_is_called_stuck(overview: AppTest, small_county: County) -> None:
    cards = scorecard(local_scope(), Filters(), core())
    stuck = [card.entry.name for card in cards.values() if card.stuck]
    assert stuck
    words = markdown(overview).split("### Every core measure")[0]
    for card in cards.values():
        assert (f"- **{card.entry.name}**: " in words) == (card.stuck or card.changed), card.entry.key


def test_england_stands_beside_with_its_year_and_the_licence(overview: AppTest, small_county: County) -> None:
    assert "England, year to March 2025: 85.7 %" in markdown(overview)
    assert "Open Government Licence v3.0" in "\n".join(caption.value for caption in overview.main.caption)


def test_with_a_filter_no_target_is_judged(small_county: County) -> None:
    words = markdown(opened_well(open_page(OVERVIEW, sex="Female")))
    assert "Targets are for everybody: clear the filters" in words
    assert "behind its course" not in words


def test_published_figures_of_several_areas_stand_beside_ours(figures: pd.DataFrame) -> None:
    """England, the region, neighbours and Oxfordshire, each with its year; what cannot be compared is not shown."""
    page = opened_well(open_page(OVERVIEW, opened=("fold_published",)))
    table = page.table[0].value.set_index("Measure")
    assert list(table.columns) == ["Here", "England", "South East", "Statistical neighbours", "Oxfordshire"]
    (repeats,) = indicators(local_scope(), "repeat_plan_ever")
    assert table.loc[repeats.name, "England"] == "24.5 % (2025)"
    assert table.loc[repeats.name, "Here"] == percent(figures.loc["repeat_plan_ever", "value"])
    assert set(table.index) <= {entry.name for entry in indicators(local_scope(), *core())}
    words = markdown(page)
    assert "Years end on 31 March." in words
    (absent,) = indicators(local_scope(), "persistent_absence")
    assert f"- {absent.name}: Children on child protection plans whatever for" in words
    assert "Open Government Licence" in words + " ".join(one.value for one in page.caption)


def test_what_each_measure_rests_on_is_told(figures: pd.DataFrame) -> None:
    page = opened_well(open_page(OVERVIEW, opened=("fold_complete",)))
    table = page.table[0].value.set_index("Measure")["Rests on"]
    for entry in indicators(local_scope(), *core()):
        figure = figures.loc[entry.key]
        if entry.key == "plan_actions_overdue":
            # Several actions stand on one child's row.
            assert table[entry.name] == "not known"
        elif figure["covered"]:
            share = percent(figure["denominator"] / figure["covered"])
            said = f"{share}: {figure['denominator']:,} of {figure['covered']:,} {entry.unit}"
            assert table[entry.name] == said
    assert table.str.contains(" of ").sum() > 15


def test_what_is_not_held_is_named(small_county: County, facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=("ssd_cp_plans", "ssd_cin_plans", "ssd_assessment_factors"))
    page = opened_well(open_page(OVERVIEW, opened=("fold_complete",)))
    table = page.table[0].value.set_index("Measure")["Rests on"]
    (coverage,) = indicators(local_scope(), "tool_coverage")
    assert table[coverage.name] == "not held: neglect tools"
    assert "0 %" not in " ".join(table)
