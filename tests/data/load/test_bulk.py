"""Many rows go in as they are, whatever is in them, on every database."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Engine, select

from data.load import bulk
from data.load.bulk import insert_frame
from data.load.codes import codes_for
from data.load.faults import Faults
from data.load.table_form import standard_form
from data.records.ssd import ssd_person, ssd_x_neglect_tools


def test_text_dates_numbers_and_nothing_go_in_as_they_are(records_engine: Engine) -> None:
    hostile = "Robert'); DROP TABLE ssd_person; -- %s ? :x"
    people = pd.DataFrame(
        {
            "pers_person_id": pd.Series(["P1", "P2", "P3"], dtype="str"),
            "pers_surname": pd.Series([hostile, None, "Zoë 🙂"], dtype="str"),
            "pers_dob": pd.Series(["2015-03-04", None, "2015-03-04"], dtype="datetime64[us]"),
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
