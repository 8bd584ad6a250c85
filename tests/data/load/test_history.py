"""The ledger read back: the loads, their faults, and how old each feed is."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.load.authority import remove_from_records
from data.load.faults import Refused
from data.load.history import faults_found, feed_dates
from data.load.ledger import load
from tests.data.load.sources import escalation, frames_of, loaded, small_county

TOOLS = frames_of(ssd_x_neglect_tools=[{"negt_tool_id": "N1", "negt_completed_date": "2025-01-01"}])
ITEMS = frames_of(ssd_x_neglect_tool_items=[{"neti_item_id": "I1", "neti_tool_id": "N1"}])
ESCALATIONS = frames_of(ssd_x_escalations=[escalation(1, 1)])


def feeds(engine: Engine, code: str = "931") -> dict[str, datetime]:
    with engine.connect() as connection:
        return feed_dates(connection, code)


def months(engine: Engine, *monthly: dict[str, pd.DataFrame], **how: object) -> None:
    """A load on the first of each month of 2025, each with these extension tables."""
    for month, extension in enumerate(monthly, start=1):
        loaded(engine, {**small_county(1), **extension}, as_at=date(2025, month, 1), **how)


def test_a_feed_is_as_old_as_the_last_load_that_had_it(records_engine: Engine) -> None:
    assert feeds(records_engine) == {}
    months(records_engine, {**ESCALATIONS, **TOOLS}, TOOLS, {})
    assert feeds(records_engine) == {
        "ssd_x_escalations": datetime(2025, 1, 1),
        "ssd_x_neglect_tools": datetime(2025, 2, 1),
    }
    loaded(records_engine, small_county(1), authority_code="887")
    assert feeds(records_engine, "887") == {}


def test_rows_that_went_with_the_table_above_them_have_no_date(records_engine: Engine) -> None:
    months(records_engine, {**TOOLS, **ITEMS}, {})
    assert feeds(records_engine)["ssd_x_neglect_tool_items"] == datetime(2025, 1, 1)
    months(records_engine, TOOLS)
    assert "ssd_x_neglect_tool_items" not in feeds(records_engine)


def test_a_refused_load_and_an_unchanged_one_make_no_feed_newer(records_engine: Engine) -> None:
    months(records_engine, ESCALATIONS)
    with pytest.raises(Refused), load(records_engine, kind="ssd", source="x", authority="931") as under_way:
        under_way.count("ssd_x_escalations")
        raise Refused("No.")
    assert feeds(records_engine) == {"ssd_x_escalations": datetime(2025, 1, 1)}


def test_what_was_removed_has_no_date(records_engine: Engine) -> None:
    months(records_engine, ESCALATIONS)
    remove_from_records(records_engine, "931")
    assert feeds(records_engine) == {}
    months(records_engine, {})
    assert feeds(records_engine) == {}


def test_what_a_demonstration_held_is_no_feed_of_the_real_records(records_engine: Engine) -> None:
    months(records_engine, ESCALATIONS, synthetic=True)
    assert feeds(records_engine) == {"ssd_x_escalations": datetime(2025, 1, 1)}
    months(records_engine, {})
    assert feeds(records_engine) == {}


def test_faults_of_a_load_there_is_not_are_refused(records_engine: Engine) -> None:
    with pytest.raises(Refused, match=r"There is no load 99\. Nothing has been loaded yet\."):
        faults_found(records_engine, 99)
    for _ in range(4):
        with load(records_engine, kind="ssd", source="x", authority="931"):
            pass
    with pytest.raises(Refused, match=r"There is no load 99\. The newest are: 4, 3, 2\."):
        faults_found(records_engine, 99)
    assert faults_found(records_engine, 2).empty
