"""A picture never comes without its words, its table and its definition; a list of children says what it knows."""

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from access.scope import local_scope
from charts.theme import palette
from data.facts.tables import FLAGS
from queries.drift import CASE_COLUMNS
from queries.holdings import flags_in_words, indicators
from queries.indicators import REGISTRY
from tests.conftest import County
from tests.pages.opening import OVERVIEW, Drawn, draw, drawn, markdown, open_page, opened_well
from tests.queries.by_hand import plan, put_in_force


def child(person_id: str, **given: object) -> dict[str, object]:
    """A row of the list: no flag up but those given."""
    known = {"age": 7, "team": "North 1", "plan_type": "CP", "spell_months": 16, "cumulative_days": 490}
    due = {"next_due": pd.Timestamp(2026, 11, 9), "next_due_kind": "Review", "overdue": 0}
    return {"person_id": person_id, **known, **due, **dict.fromkeys(FLAGS, 0), **given}


@pytest.fixture
def facts(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])


by_facts = pytest.mark.usefixtures("facts")


def listing(rows):
    import pandas as pd

    from access.scope import local_scope
    from pages.parts.picture import cases

    cases(local_scope(), pd.DataFrame(rows), key="x")


@by_facts
def test_a_flag_is_up_down_or_not_to_be_worked_out() -> None:
    """Three different things, shown as three: a dot, nothing, a dash."""
    rows = [child("A", flag_long_plan=1, flag_tool_stuck=None), child("B", flag_long_plan=0, flag_tool_stuck=1)]
    page = draw(listing, rows=rows)
    shown = page.dataframe[0].value.set_index("person_id")
    assert shown.loc["A", ["flag_long_plan", "flag_tool_stuck", "flag_no_challenge"]].tolist() == ["●", "–", ""]
    assert shown.loc["B", ["flag_long_plan", "flag_tool_stuck"]].tolist() == ["", "●"]
    assert "– it cannot be worked out" in markdown(page)


@by_facts
def test_every_flag_is_explained_above_the_list() -> None:
    words = markdown(draw(listing, rows=[child("A")])).lower()
    assert all(said.lower() in words for said in flags_in_words(local_scope()).values())


@by_facts
def test_the_list_carries_what_it_shows_and_nothing_else() -> None:
    """A hidden column is sent to the browser all the same: a name added to the frame must not go with it."""
    shown = draw(listing, rows=[child("A", household_key="H1", surname="Example")]).dataframe[0].value
    assert set(shown.columns) == {*CASE_COLUMNS, *FLAGS} - {"plan_type"}


@by_facts
def test_an_empty_list_is_drawn() -> None:
    rows = [child("A")]
    empty = pd.DataFrame(rows).iloc[:0]
    page = draw(listing, rows=empty)
    assert not page.exception
    assert page.dataframe[0].value.empty


def explaining(keys):
    from access.scope import local_scope
    from pages.parts.picture import definition
    from queries.holdings import indicators

    for entry in indicators(local_scope(), *keys):
        definition(local_scope(), entry)


@by_facts
def test_a_definition_says_what_is_asked_and_where_it_comes_from() -> None:
    page = draw(explaining, keys=list(REGISTRY))
    told = {entry.key: entry for entry in indicators(local_scope(), *REGISTRY)}
    for entry, element in zip(told.values(), page.markdown, strict=True):
        words = element.value
        assert words.startswith(f"**{entry.id} {entry.name}.** {entry.question}")
        assert f"Source: {entry.source}. Serves: {entry.clause}." in words
        assert (entry.threshold or "No threshold is set.") in words
        assert all(told[other].name in words for other in entry.read_with)


def without_a_chart():
    import pandas as pd

    from access.scope import local_scope
    from pages.parts.picture import picture

    picture(
        local_scope(), None, pd.DataFrame({"Rung": ["under 9"]}), key="x", words="About the picture.", empty="Too few."
    )


@by_facts
def test_without_a_chart_the_reason_stands_in_its_place() -> None:
    page = draw(without_a_chart)
    assert "Too few." in markdown(page)
    assert "About the picture." not in markdown(page)
    assert not page.table  # the fold is shut, so what is in it is not even sent


def test_charts_wear_the_colours_of_a_light_page(overview: AppTest) -> None:
    assert {axis_colour(chart) for chart in drawn(overview)} == {palette("light").quiet}


def test_charts_wear_the_colours_of_a_dark_page(small_county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    theme = property(lambda _context: SimpleNamespace(type="dark"))
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.theme", theme)
    page = opened_well(open_page(OVERVIEW))
    assert {axis_colour(chart) for chart in drawn(page)} == {palette("dark").quiet}


def axis_colour(chart: Drawn) -> str:
    return chart.spec["config"]["axis"]["labelColor"]


@by_facts
def test_what_is_past_its_day_is_marked() -> None:
    shown = draw(listing, rows=[child("A", overdue=1), child("B"), child("C", overdue=None)]).dataframe[0].value
    assert shown.set_index("person_id")["overdue"].fillna("").tolist() == ["overdue", "", ""]
