"""Many rows go in as they are, whatever is in them, on every database."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from data.load import bulk
from data.load.bulk import insert_frame
from data.load.codes import codes_for
from data.load.faults import Faults
from data.load.table_form import standard_form
from data.records.ssd import ssd_person, ssd_x_neglect_tools


def test_text_dates_numbers_and_nothing_go_in_as_they_are(records_engine: Engine) -> None:
    hostile = "Robert'); DROP TABLE ssd_person; -- %s ? :x \\N \\. \t\n\\t"
    people = pd.DataFrame(
        {
            "pers_person_id": pd.Series(["P1", "P2", "P3", "P4"], dtype="str"),
            "pers_surname": pd.Series([hostile, None, "Zoë 🙂", ""], dtype="str"),
            "pers_dob": pd.Series(["2015-03-04", None, "2015-03-04", None], dtype="datetime64[us]"),
        }
    )
    tools = pd.DataFrame([{"negt_tool_id": "N1", "negt_person_id": "P1", "negt_overall_score": 3.5}])
    with records_engine.begin() as connection:
        insert_frame(connection, ssd_person, people)
        insert_frame(
            connection, ssd_x_neglect_tools, standard_form("ssd_x_neglect_tools", tools, codes_for(), Faults())
        )
    with records_engine.connect() as connection:
        columns = (ssd_person.c.pers_person_id, ssd_person.c.pers_surname, ssd_person.c.pers_dob)
        rows = connection.execute(select(*columns).order_by(ssd_person.c.pers_person_id)).all()
        scores = connection.scalars(select(ssd_x_neglect_tools.c.negt_overall_score)).all()
    assert [tuple(row) for row in rows] == [
        ("P1", hostile, datetime(2015, 3, 4)),
        ("P2", None, None),
        ("P3", "Zoë 🙂", datetime(2015, 3, 4)),
        ("P4", "", None),
    ]
    assert scores == [3.5]


def test_rows_beyond_one_chunk_go_in_too_and_progress_is_told(records_engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(bulk, "WRITE_ROWS", 3)
    told: list[int] = []
    people = pd.DataFrame({"pers_person_id": [f"P{n}" for n in range(7)]})
    with records_engine.begin() as connection:
        insert_frame(connection, ssd_person, people, told.append)
        ids = connection.scalars(select(ssd_person.c.pers_person_id)).all()
    assert sorted(ids) == sorted(people["pers_person_id"])
    assert told == [3, 3, 1]


def test_no_rows_is_no_statement(records_engine: Engine) -> None:
    with records_engine.begin() as connection:
        insert_frame(connection, ssd_person, pd.DataFrame({"pers_person_id": pd.Series([], dtype="str")}))
        assert connection.scalars(select(ssd_person.c.pers_person_id)).all() == []


def test_rows_put_in_before_anything_else_are_in_the_transaction(records_engine: Engine) -> None:
    people = pd.DataFrame({"pers_person_id": ["P1"]})
    with records_engine.connect() as connection:
        insert_frame(connection, ssd_person, people)
        connection.rollback()
        assert connection.scalars(select(ssd_person.c.pers_person_id)).all() == []
        connection.rollback()
        insert_frame(connection, ssd_person, people)
        connection.commit()
    with records_engine.connect() as connection:
        assert connection.scalars(select(ssd_person.c.pers_person_id)).all() == ["P1"]


def test_a_row_that_cannot_stand_is_a_fault_like_any_other(records_engine: Engine) -> None:
    """And not the driver's own, which nobody up the line would catch."""
    people = pd.DataFrame({"pers_person_id": ["P1", "P1"]})
    with records_engine.connect() as connection:
        with pytest.raises(IntegrityError):
            insert_frame(connection, ssd_person, people)
        connection.rollback()
        assert connection.scalars(select(ssd_person.c.pers_person_id)).all() == []


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_on_postgresql_rows_are_streamed(records_engine: Engine) -> None:
    statements: list[str] = []
    event.listen(records_engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    with records_engine.begin() as connection:
        insert_frame(connection, ssd_person, pd.DataFrame({"pers_person_id": ["P1"]}))
    assert statements == []
