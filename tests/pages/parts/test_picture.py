"""A picture never comes without its words, its table and its definition."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from access.scope import local_scope
from charts.theme import palette
from queries.holdings import indicators
from queries.indicators import REGISTRY
from tests.conftest import County
from tests.pages.opening import OVERVIEW, Drawn, draw, drawn, markdown, open_page, opened_well
from tests.queries.by_hand import plan, put_in_force


@pytest.fixture
def facts(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])


by_facts = pytest.mark.usefixtures("facts")


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
