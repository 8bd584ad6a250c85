"""The children behind a figure: who may open the list, what it says, and whose a row is."""

from datetime import date

import pandas as pd
import pytest

from access.scope import local_scope
from data.facts.terms import FLAGS
from pages.parts.list_columns import columns_of, for_a_file
from queries.holdings import flags_in_words
from queries.indicators import REGISTRY
from queries.indicators.entry import LISTED
from queries.lists import shown_of
from tests.pages.opening import draw, markdown
from tests.queries.by_hand import plan, put_in_force


def child(person_id: str, **given: object) -> dict[str, object]:
    """A row of the list: no flag up but those given."""
    known = {"age": 7, "team": "North 1", "plan_type": "CP", "spell_months": 16, "cumulative_days": 490}
    due = {"next_due": pd.Timestamp(2026, 11, 9), "next_due_kind": "Review", "overdue": 0}
    return {
        "person_id": f"number of {person_id}",
        "pseudonym": person_id,
        **known,
        **due,
        **dict.fromkeys(FLAGS, 0),
        **given,
    }


@pytest.fixture
def facts(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])


by_facts = pytest.mark.usefixtures("facts")


def listing(rows):
    import pandas as pd

    from access.scope import local_scope
    from pages.parts.children import table_of
    from queries.indicators import REGISTRY
    from queries.lists import shown_of

    table_of(local_scope(), pd.DataFrame(rows), "x", shown_of(REGISTRY["drifting"]))


@by_facts
def test_a_flag_is_up_down_or_not_to_be_worked_out() -> None:
    """Three different things, shown as three: a dot, nothing, a dash."""
    rows = [child("A", flag_long_plan=1, flag_tool_stuck=None), child("B", flag_long_plan=0, flag_tool_stuck=1)]
    page = draw(listing, rows=rows)
    shown = page.dataframe[0].value.set_index("pseudonym")
    assert shown.loc["A", ["flag_long_plan", "flag_tool_stuck", "flag_no_challenge"]].tolist() == ["●", "–", ""]
    assert shown.loc["B", ["flag_long_plan", "flag_tool_stuck"]].tolist() == ["", "●"]
    assert "– cannot be worked out" in markdown(page)


@by_facts
def test_every_flag_is_explained_above_the_list() -> None:
    words = markdown(draw(listing, rows=[child("A")])).lower()
    assert all(said.lower() in words for said in flags_in_words(local_scope()).values())


@by_facts
def test_a_heading_is_told_from_its_meaning() -> None:
    assert "**Repeat**: repeat plan" in markdown(draw(listing, rows=[child("A")]))


@by_facts
def test_the_list_carries_what_it_shows_and_nothing_else() -> None:
    """A hidden column is sent to the browser all the same: a name added to the frame must not go with it."""
    shown = draw(listing, rows=[child("A", household_key="H1", surname="Example")]).dataframe[0].value
    assert set(shown.columns) == {"pseudonym", "overdue", *LISTED}


@by_facts
def test_a_list_that_is_taken_away_has_the_headings_of_the_page_and_says_of_when_it_is() -> None:
    rows = pd.DataFrame([child("A", flag_long_plan=1, flag_tool_stuck=None, overdue=1), child("B", overdue=None)])
    columns = columns_of(local_scope(), shown_of(REGISTRY["drifting"]))
    file = for_a_file(rows, columns, date(2026, 10, 31))
    assert list(file)[:2] == ["As at the end of", "Child"]
    assert set(file["As at the end of"]) == {"October 2026"}
    assert list(file)[2:] == [column.heading for column in columns.values()]
    assert file[["Long", "Tool", "Repeat"]].iloc[0].tolist() == ["yes", "not recorded", "no"]
    assert file["Late?"].tolist() == ["yes", "not recorded"]
    assert file["By"].tolist() == ["2026-11-09"] * 2


@by_facts
def test_an_empty_list_is_drawn() -> None:
    rows = [child("A")]
    empty = pd.DataFrame(rows).iloc[:0]
    page = draw(listing, rows=empty)
    assert not page.exception
    assert page.dataframe[0].value.empty


@by_facts
def test_what_is_past_its_day_is_marked() -> None:
    shown = draw(listing, rows=[child("A", overdue=1), child("B"), child("C", overdue=None)]).dataframe[0].value
    assert shown.set_index("pseudonym")["overdue"].fillna("").tolist() == ["overdue", "", ""]
