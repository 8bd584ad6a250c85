"""A picture never comes without its words, its table and its definition; a list of children says what it knows."""

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from charts.theme import palette
from queries.drift import CASE_COLUMNS, FLAGS
from queries.indicators import REGISTRY
from tests.conftest import County
from tests.pages.opening import OVERVIEW, Drawn, draw, drawn, markdown, open_page, opened_well


def child(person_id: str, **given: object) -> dict[str, object]:
    """A row of the list: no flag up but those given."""
    known = {"age": 7, "team": "North 1", "plan_type": "CP", "spell_months": 16, "cumulative_days": 490}
    due = {"next_due": pd.Timestamp(2026, 11, 9), "next_due_kind": "Review"}
    return {"person_id": person_id, **known, **due, **dict.fromkeys(FLAGS, 0), **given}


def listing(rows):
    import pandas as pd

    from pages.parts.picture import cases

    cases(pd.DataFrame(rows), key="x")


def test_a_flag_is_up_down_or_not_to_be_worked_out() -> None:
    """Three different things, shown as three: a dot, nothing, a dash."""
    rows = [child("A", flag_long_plan=1, flag_tool_stuck=None), child("B", flag_long_plan=0, flag_tool_stuck=1)]
    page = draw(listing, rows=rows)
    shown = page.dataframe[0].value.set_index("person_id")
    assert shown.loc["A", ["flag_long_plan", "flag_tool_stuck", "flag_no_challenge"]].tolist() == ["●", "–", ""]
    assert shown.loc["B", ["flag_long_plan", "flag_tool_stuck"]].tolist() == ["", "●"]
    assert "– it cannot be worked out" in markdown(page)


def test_every_flag_is_explained_above_the_list() -> None:
    words = markdown(draw(listing, rows=[child("A")])).lower()
    assert all(said.lower() in words for said in FLAGS.values())


def test_the_list_carries_what_it_shows_and_nothing_else() -> None:
    """A hidden column is sent to the browser all the same: a name added to the frame must not go with it."""
    shown = draw(listing, rows=[child("A", household_key="H1", surname="Example")]).dataframe[0].value
    assert set(shown.columns) == {*CASE_COLUMNS, *FLAGS} - {"plan_type"}


def test_an_empty_list_is_drawn() -> None:
    rows = [child("A")]
    empty = pd.DataFrame(rows).iloc[:0]
    page = draw(listing, rows=empty)
    assert not page.exception
    assert page.dataframe[0].value.empty


def explaining(keys):
    from pages.parts.picture import definition
    from queries.indicators import REGISTRY

    for key in keys:
        definition(REGISTRY[key])


def test_a_definition_says_what_is_asked_and_where_it_comes_from() -> None:
    page = draw(explaining, keys=list(REGISTRY))
    for entry, element in zip(REGISTRY.values(), page.markdown, strict=True):
        words = element.value
        assert words.startswith(f"**{entry.id} {entry.name}.** {entry.question}")
        assert f"Source: {entry.source}. Serves: {entry.clause}." in words
        assert (entry.threshold or "No threshold is set.") in words
        assert all(REGISTRY[other].name in words for other in entry.read_with)


def without_a_chart():
    import pandas as pd

    from pages.parts.picture import picture

    picture(None, pd.DataFrame({"Rung": ["under 9"]}), key="x", words="About the picture.", empty="Too few.")


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
