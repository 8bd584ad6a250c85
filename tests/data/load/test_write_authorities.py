"""Several authorities in one store, and no synthetic child beside a real one."""

import pytest
from sqlalchemy import Engine

from data.load.faults import Refused
from data.records import rows_of
from data.records.ssd import ssd_x_escalations
from tests.data.load.sources import (
    count,
    county,
    cp_plan,
    escalation,
    everything,
    frames_of,
    loaded,
    person,
    rows_in,
    same,
    small_county,
)

ON_SQLITE = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


# --- Several authorities ---


def test_a_second_authority_has_its_prefix_in_every_id_and_its_links_hold(records_engine: Engine) -> None:
    loaded(records_engine, county(1))
    first = everything(records_engine)
    loaded(records_engine, county(1), authority_code="887", authority_name="Otherland")
    reviews = rows_in("ssd_cp_reviews", records_engine)
    assert reviews["cppr_person_id"].tolist() == ["887:P1", "P1"]
    assert reviews["cppr_cp_plan_id"].tolist() == ["887:CP1", "CP1"]
    assert reviews["cppr_cp_review_meeting_id"].tolist() == ["887:M1", "M1"]
    assert rows_in("ssd_department", records_engine)["dept_team_id"].tolist() == ["887:T1", "T1"]
    with records_engine.connect() as connection:
        for table in ("ssd_person", "ssd_cp_plans", "ssd_assessment_factors", "ssd_department"):
            mine = connection.execute(rows_of("931", table)).all()
            assert [tuple(row) for row in mine] == [tuple(row) for row in first[table].itertuples(index=False)]


def test_replacing_one_authority_leaves_the_others(records_engine: Engine) -> None:
    for code in ("931", "887", "825"):
        loaded(records_engine, small_county(2), authority_code=code)
    before = everything(records_engine)
    assert loaded(records_engine, small_county(1), authority_code="887").outcome == "loaded"
    loaded(records_engine, small_county(1))
    assert rows_in("ssd_person", records_engine)["pers_person_id"].tolist() == ["825:P1", "825:P2", "887:P1", "P1"]
    loaded(records_engine, small_county(2), authority_code="887")
    loaded(records_engine, small_county(2))
    assert same(before, everything(records_engine))


@ON_SQLITE
def test_an_id_too_long_to_take_a_prefix_is_refused_and_nothing_is_lost(records_engine: Engine) -> None:
    loaded(records_engine, small_county(1))
    before = everything(records_engine)
    with pytest.raises(Refused, match="up to 44 characters"):
        loaded(records_engine, frames_of(ssd_person=[person("x" * 44)]), authority_code="887")
    assert same(before, everything(records_engine))


# --- Synthetic and real ---


def test_real_data_removes_the_synthetic_authorities_and_says_so(records_engine: Engine) -> None:
    escalations = frames_of(ssd_x_escalations=[escalation(1, 1)])
    loaded(records_engine, {**small_county(3), **escalations}, kind="demo", authority_code="999", synthetic=True)
    loaded(records_engine, small_county(3), kind="demo", authority_code="998", synthetic=True)
    summary = loaded(records_engine, small_county(1))
    assert summary.removed_synthetic
    assert "The synthetic authorities were removed first: 998, 999." in summary.messages
    assert rows_in("authorities", records_engine)["authority_code"].tolist() == ["931"]
    assert rows_in("ssd_person", records_engine)["pers_person_id"].tolist() == ["P1"]
    assert count(records_engine, ssd_x_escalations) == 0


@ON_SQLITE
def test_real_data_under_the_code_of_a_synthetic_authority_replaces_it_whole(records_engine: Engine) -> None:
    loaded(records_engine, {**small_county(3), **frames_of(ssd_x_escalations=[escalation(1, 3)])}, synthetic=True)
    assert loaded(records_engine, small_county(1)).removed_synthetic
    assert rows_in("ssd_person", records_engine)["pers_person_id"].tolist() == ["P1"]


def test_synthetic_data_beside_real_is_refused(records_engine: Engine) -> None:
    loaded(records_engine, small_county(1))
    before = everything(records_engine)
    with pytest.raises(Refused, match="real children"):
        loaded(records_engine, small_county(3), kind="demo", authority_code="999", synthetic=True)
    assert same(before, everything(records_engine))
    assert rows_in("loads", records_engine)["outcome"].tolist() == ["loaded", "refused"]


@ON_SQLITE
def test_real_data_that_is_refused_leaves_the_synthetic_authority_where_it_was(records_engine: Engine) -> None:
    loaded(records_engine, small_county(2), kind="demo", authority_code="999", synthetic=True)
    before = everything(records_engine)
    with pytest.raises(Refused, match="ssd_person"):
        loaded(records_engine, frames_of(ssd_cp_plans=[cp_plan()]))
    assert same(before, everything(records_engine))
