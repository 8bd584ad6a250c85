"""A picture never comes without its words, its table and its definition."""

from types import SimpleNamespace

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from access.scope import local_scope
from charts.theme import palette
from pages.parts.picture import threshold_in_words
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
        assert (
            f"Threshold: {threshold_in_words(entry.threshold)}." if entry.threshold else "No threshold is set."
        ) in words
        assert "[" not in words
        assert all(told[other].name in words for other in entry.read_with)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        ("[S] 45 working days", "45 working days (set by law)"),
        ("[N] low is better", "low is better (published nationally)"),
        ("[S/L] 10 working days", "10 working days (set by law and another authority's policy)"),
        ("[P]", "proposed here"),
        ("", ""),
    ],
)
def test_whose_a_threshold_is_stands_in_words(threshold: str, words: str) -> None:
    assert threshold_in_words(threshold) == words


def explaining_together(keys):
    from access.scope import local_scope
    from pages.parts.picture import definitions
    from queries.holdings import indicators

    definitions(local_scope(), indicators(local_scope(), *keys))


@by_facts
def test_the_review_is_explained_once() -> None:
    page = draw(explaining_together, keys=["plans_long", "drifting"])
    assert [caption.value for caption in page.caption] == ["The Review is the Oxfordshire review of July 2025."]


def tables():
    import pandas as pd

    from pages.parts.picture import written_out

    written_out(pd.DataFrame({"Children": [1_037]}))
    written_out(pd.DataFrame({"Children": []}), "No children.")


@by_facts
def test_an_empty_table_is_a_sentence_and_numbers_have_commas() -> None:
    page = draw(tables)
    (table,) = page.table
    assert table.value["Children"].tolist() == [1_037]
    shown = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_all().to_pandas()
    assert shown.iloc[0].tolist() == ["1,037"]
    assert markdown(page) == "No children."


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
