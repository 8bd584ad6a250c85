"""Nothing is dropped in silence: every row of a source is kept, or taken out with its reason."""

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.load.clean import newest_activity
from data.load.faults import not_stored
from data.records import SSD_TABLES, metadata
from tests.data.load.sources import about, cin_plan, cleaned, county, cp_plan, frames_of, of_rule, person, referral


def visit(table: str, number: int, child: int = 1, day: str | None = "2025-02-01") -> dict[str, Any]:
    prefix, kind = ("cppv", "cp") if table == "ssd_cp_visits" else ("cinv", "cin")
    return {
        f"{prefix}_{kind}_visit_id": f"V{number}",
        f"{prefix}_person_id": f"P{child}",
        f"{prefix}_{kind}_visit_date": day,
    }


def test_a_clean_source_comes_through_whole_and_without_a_fault() -> None:
    source = county()
    kept, faults = cleaned(source)
    assert faults.empty
    assert {table: len(frame) for table, frame in kept.items()} == {t: len(frame) for t, frame in source.items()}
    for table, frame in kept.items():
        assert list(frame.columns) == list(metadata.tables[table].columns.keys())
        assert list(frame.index) == list(range(len(frame)))


def test_rows_without_an_id_are_rejected_with_their_line() -> None:
    kept, faults = cleaned(frames_of(ssd_person=[person(), {"pers_person_id": " "}, {"pers_person_id": "-1"}]))
    assert kept["ssd_person"]["pers_person_id"].tolist() == ["P1"]
    assert faults["line"].tolist() == [2, 3]
    assert faults["treatment"].tolist() == ["rejected", "rejected"]
    assert faults["field"].tolist() == ["pers_person_id", "pers_person_id"]


def test_the_same_row_twice_is_kept_once_and_another_row_with_its_id_is_rejected() -> None:
    """Line 2 repeats line 1; line 3 has the same id and another birth date."""
    kept, faults = cleaned(frames_of(ssd_person=[person(), person(), person(pers_dob="2016-01-01")]))
    assert len(kept["ssd_person"]) == 1
    assert kept["ssd_person"]["pers_dob"].tolist() == [pd.Timestamp("2015-03-04")]
    assert list(zip(faults["line"], faults["treatment"], faults["rule"], strict=True)) == [
        (2, "corrected", "duplicate row"),
        (3, "rejected", "8510"),
    ]


def test_rows_that_differ_only_in_trailing_spaces_are_the_same_row() -> None:
    _, faults = cleaned(frames_of(ssd_person=[person(pers_upn="A123"), person("1 ", pers_upn="A123   ")]))
    assert faults["treatment"].tolist() == ["corrected"]


def test_a_row_about_a_child_who_is_not_there_is_rejected() -> None:
    plans = [cp_plan(1, child=1), cp_plan(2, child=9), cp_plan(3, child=9, cppl_person_id=None)]
    kept, faults = cleaned(frames_of(ssd_person=[person()], ssd_cp_plans=plans))
    assert kept["ssd_cp_plans"]["cppl_cp_plan_id"].tolist() == ["CP1"]
    assert about(faults, "cppl_person_id") == [("CP2", "P9", "rejected"), ("CP3", None, "rejected")]


def test_rows_under_a_rejected_row_are_rejected_too() -> None:
    """An assessment without any date cannot stand, and so its factors cannot."""
    source = county(1)
    source["ssd_cin_assessments"][["cina_assessment_start_date", "cina_assessment_auth_date"]] = None
    kept, faults = cleaned(source)
    assert len(kept["ssd_assessment_factors"]) == 0
    assert faults.loc[faults["entity"] == "ssd_assessment_factors", "treatment"].tolist() == ["rejected"]


def test_a_tool_for_a_home_and_a_session_of_a_team_may_name_no_child() -> None:
    kept, faults = cleaned(
        frames_of(
            ssd_person=[person()],
            ssd_x_neglect_tools=[{"negt_tool_id": "N1", "negt_completed_date": "2025-01-01"}],
            ssd_x_reflective_supervision=[
                {"refs_session_id": "S1", "refs_session_date": "2025-01-01"},
                {"refs_session_id": "S2", "refs_session_date": "2025-01-01", "refs_child_person_id": "P9"},
            ],
        )
    )
    assert len(kept["ssd_x_neglect_tools"]) == 1
    assert kept["ssd_x_reflective_supervision"]["refs_session_id"].tolist() == ["S1"]
    assert about(faults, "refs_child_person_id") == [("S2", "P9", "rejected")]


@pytest.mark.parametrize("start", [None, "1900-01-01", "soon"])
def test_a_plan_without_a_start_is_rejected(start: str | None) -> None:
    kept, faults = cleaned(
        frames_of(ssd_person=[person()], ssd_cp_plans=[cp_plan(start=start)], ssd_cin_plans=[cin_plan(start=start)])
    )
    assert len(kept["ssd_cp_plans"]) == len(kept["ssd_cin_plans"]) == 0
    assert of_rule(faults, "8720") == [("CP1", "rejected")]
    assert of_rule(faults, "4010") == [("CN1", "rejected")]


def test_an_unreadable_date_is_told_with_its_value_and_does_not_cost_a_row_that_has_another() -> None:
    review = {"cppr_cp_review_id": "W1", "cppr_person_id": "P1", "cppr_cp_review_due": "31/02/2025"}
    held = {**review, "cppr_cp_review_id": "W2", "cppr_cp_review_date": "2025-03-01"}
    kept, faults = cleaned(frames_of(ssd_person=[person()], ssd_cp_reviews=[review, held]))
    assert kept["ssd_cp_reviews"]["cppr_cp_review_id"].tolist() == ["W2"]
    assert about(faults, "cppr_cp_review_due") == [("W1", "31/02/2025", "queried"), ("W2", "31/02/2025", "queried")]
    assert about(faults, "cppr_cp_review_date") == [("W1", None, "rejected")]


@pytest.mark.parametrize(
    ("end", "cp_rule", "cin_rule"), [("2025-01-09", "8925", "4011"), ("2025-01-10", "8840", "4012Q")]
)
def test_a_plan_that_ends_on_or_before_its_start_is_rejected(end: str, cp_rule: str, cin_rule: str) -> None:
    kept, faults = cleaned(
        frames_of(
            ssd_person=[person()],
            ssd_cp_plans=[cp_plan(start="2025-01-10", end=end)],
            ssd_cin_plans=[cin_plan(start="2025-01-10", end=end)],
        )
    )
    assert len(kept["ssd_cp_plans"]) == len(kept["ssd_cin_plans"]) == 0
    assert of_rule(faults, cp_rule) == [("CP1", "rejected")]
    assert of_rule(faults, cin_rule) == [("CN1", "rejected")]


def test_a_time_of_day_does_not_make_a_one_day_plan_last() -> None:
    plan = cp_plan(start="2025-01-10 09:00:00", end="2025-01-10 17:00:00")
    _, faults = cleaned(frames_of(ssd_person=[person()], ssd_cp_plans=[plan]))
    assert of_rule(faults, "8840") == [("CP1", "rejected")]


def test_a_visit_listed_under_both_kinds_of_plan_is_counted_once_as_child_protection() -> None:
    """V1 is in both lists. V2 is too, but of another child: two visits. V3 is in the second list only."""
    kept, faults = cleaned(
        frames_of(
            ssd_person=[person(1), person(2)],
            ssd_cp_visits=[visit("ssd_cp_visits", 1), visit("ssd_cp_visits", 2)],
            ssd_cin_visits=[
                visit("ssd_cin_visits", 1),
                visit("ssd_cin_visits", 2, child=2),
                visit("ssd_cin_visits", 3),
            ],
        )
    )
    assert kept["ssd_cp_visits"]["cppv_cp_visit_id"].tolist() == ["V1", "V2"]
    assert kept["ssd_cin_visits"]["cinv_cin_visit_id"].tolist() == ["V2", "V3"]
    assert of_rule(faults, "duplicate visit") == [("V1", "corrected")]


def test_a_doubled_visit_stays_when_its_other_row_cannot() -> None:
    kept, _ = cleaned(
        frames_of(
            ssd_person=[person()],
            ssd_cp_visits=[visit("ssd_cp_visits", 1, day=None)],
            ssd_cin_visits=[visit("ssd_cin_visits", 1)],
        )
    )
    assert kept["ssd_cin_visits"]["cinv_cin_visit_id"].tolist() == ["V1"]


def test_a_disability_without_a_known_code_says_nothing() -> None:
    rows = [
        {"disa_table_id": f"D{n}", "disa_person_id": "P1", "disa_disability_code": c}
        for n, c in enumerate(["AUT", "x", None])
    ]
    kept, faults = cleaned(frames_of(ssd_person=[person()], ssd_disability=rows))
    assert kept["ssd_disability"]["disa_disability_code"].tolist() == ["AUT"]
    assert of_rule(faults, "8540") == [("D1", "queried"), ("D1", "rejected"), ("D2", "rejected")]


def test_a_table_the_standard_does_not_have_is_an_error_and_not_silence() -> None:
    with pytest.raises(ValueError, match="ssd_cp_plan"):
        cleaned(frames_of(ssd_person=[person()], ssd_cp_plan=[cp_plan()]))


def test_the_newest_activity_is_the_day_of_an_extract() -> None:
    """The referral of 2031 has not happened yet on 1 May 2025; the newest that has is the review of 1 April."""
    source = county(1)
    source["ssd_cin_episodes"] = frames_of(x=[referral(1), referral(2, start="2031-01-01")])["x"]
    kept, _ = cleaned(source)
    assert newest_activity(kept, datetime(2025, 5, 1, 15, 30)) == datetime(2025, 4, 1)
    assert newest_activity({}, datetime(2025, 5, 1, 15, 30)) == datetime(2025, 5, 1)


# --- Whatever a source holds ---

SMALL_IDS = st.sampled_from(
    ["1", "2", "3", "3 ", "", "-1", "0", "SSD_PH", None, 7, 2.0, "'; DROP TABLE ssd_person; --"]
)
VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["2025-01-10", "2025-01-11", "1900-01-01", "10/01/2025", "not a date", datetime(2025, 1, 12, 9, 30)]
    ),
    st.sampled_from(
        ["Y", "n", "true", "NEG", "Neglect", "Multiple: Neglect, ?", '["16A"', '["16A"]', "x" * 300, 5, 1.5]
    ),
)
TABLES = st.lists(st.sampled_from(SSD_TABLES), max_size=3, unique=True).map(lambda names: ["ssd_person", *names])


def dirty_rows(table: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = list(metadata.tables[table].columns.keys())
    ids = {name for name in columns if "_id" in name}
    row = st.fixed_dictionaries({name: SMALL_IDS if name in ids else VALUES for name in columns[:8]})
    return st.lists(row, max_size=5)


@st.composite
def dirty_sources(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    names = dict.fromkeys(draw(TABLES))
    return {name: pd.DataFrame(draw(dirty_rows(name)), dtype=object) for name in names}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dirty_sources())
def test_rows_read_are_rows_kept_and_rows_rejected(source: dict[str, pd.DataFrame]) -> None:
    """Of any source, table by table; each row taken out is told once, with a reason and the line it stood on.
    What is kept is clean: cleaning it again takes nothing out and changes nothing."""
    kept, faults = cleaned(source, as_at=datetime(2025, 6, 1))
    gone = faults[not_stored(faults)]
    for table, frame in source.items():
        out = gone[gone["entity"] == table]
        assert len(frame) == len(kept[table]) + len(out)
        assert out["line"].is_unique
        assert out["line"].between(1, len(frame)).all()
    assert faults["reason"].str.len().gt(20).all()
    assert set(faults["treatment"]) <= {"rejected", "corrected", "queried"}
    again, faults = cleaned(kept, as_at=datetime(2025, 6, 1))
    assert not not_stored(faults).any()
    assert "corrected" not in set(faults["treatment"])
    for table, frame in kept.items():
        pd.testing.assert_frame_equal(again[table], frame)
