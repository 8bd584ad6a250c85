"""Several returns become one history: a later return's row stands, in whatever order the files come."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

import data.load.cin_census as census
from data.load.cin_census import load_cin_census
from data.records import engine_for
from tests.data.load.cin_census.returns import (
    a_return,
    assessment,
    child,
    cp_plan,
    referral,
    save,
)
from tests.data.load.cin_census.stores import contents, faults, rows

Load = Callable[..., None]
sqlite_only = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


@pytest.fixture
def load(records_engine: Engine, tmp_path: Path) -> Load:
    """Loads returns given as text, in one call."""

    def load_texts(*texts: str) -> None:
        paths = [save(tmp_path, text, f"return-{number}.xml") for number, text in enumerate(texts)]
        load_cin_census(records_engine, paths)

    return load_texts


# Two years of one authority. C1: the plan is open in 2023 and ended in 2024, its latest category changed, a review
# each year. C2 is only in the return for 2023, with an open plan. C3 is only in the return for 2024.
Y2023 = a_return(
    child(
        "C1",
        referral(
            "2022-05-01",
            assessment("2022-05-02", "2022-06-01", ["16A"]),
            cp_plan("2022-06-10", category="NEG", reviews=["2022-09-01"]),
        ),
        disabilities=["LD"],
        Ethnicity="NOBT",
        UPN="A111111111111",
    ),
    child("C2", referral("2022-07-01", cp_plan("2022-08-01", category="EMO"))),
    year=2023,
)
Y2024 = a_return(
    child(
        "C1",
        referral(
            "2022-05-01",
            assessment("2022-05-02", "2022-06-01"),
            cp_plan("2022-06-10", "2023-12-01", category="EMO", reviews=["2023-03-01"]),
            CINclosureDate="2024-01-15",
            ReasonForClosure="RC7",
        ),
        disabilities=["AUT"],
        Ethnicity="WROM",
    ),
    child("C3", referral("2023-07-01")),
    year=2024,
)


@pytest.mark.parametrize(
    "calls", [[(Y2024, Y2023)], [(Y2023,), (Y2024,)], [(Y2024,), (Y2023,)]], ids=["one call", "as made", "later first"]
)
def test_two_years_in_either_order(records_engine: Engine, load: Load, calls: list[tuple[str, ...]]) -> None:
    for texts in calls:
        load(*texts)
    day = datetime
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_ethnicity", "pers_upn") == [
        # The later row stands whole: 2024 gave no pupil number.
        ("C1", "WROM", None),
        ("C2", "WBRI", None),
        ("C3", "WBRI", None),
    ]
    assert rows(records_engine, "authority_people", "person_id", "authority_code") == [
        ("C1", "931"),
        ("C2", "931"),
        ("C3", "931"),
    ]
    assert rows(records_engine, "ssd_disability", "disa_person_id", "disa_disability_code") == [("C1", "AUT")]
    assert rows(records_engine, "ssd_cin_episodes", "cine_referral_id", "cine_close_date") == [
        ("C1-R20220501", day(2024, 1, 15)),
        ("C2-R20220701", None),
        ("C3-R20230701", None),
    ]
    plan = ("cppl_cp_plan_id", "cppl_cp_plan_end_date", "cppl_cp_plan_latest_category")
    assert rows(records_engine, "ssd_cp_plans", *plan) == [
        ("C1-P20220610", day(2023, 12, 1), "EMO"),
        # Gone from the later return: it stays as it was last told.
        ("C2-P20220801", None, "EMO"),
    ]
    assert rows(records_engine, "ssd_cp_reviews", "cppr_cp_review_id") == [("C1-V20220901",), ("C1-V20230301",)]
    # The later return said nothing of factors, so it did not take them back.
    assert rows(records_engine, "ssd_assessment_factors", "cinf_assessment_factors_json") == [('["16A"]',)]
    provenance = rows(records_engine, "census_provenance", "table_name", "row_id", "census_year", "first_year")
    written = {(table, row): year for table, row, year, _ in provenance}
    assert written["ssd_person", "C1"] == 2024
    assert written["ssd_person", "C2"] == 2023
    assert written["ssd_assessment_factors", "C1-A20220502"] == 2023
    assert written["ssd_cin_assessments", "C1-A20220502"] == 2024
    first = {(table, row): year for table, row, _, year in provenance}
    assert (first["ssd_person", "C1"], first["ssd_person", "C3"]) == (2023, 2024)


def test_an_older_return_says_how_much_of_it_stands_as_a_later_one_has_it(
    records_engine: Engine, tmp_path: Path
) -> None:
    load_cin_census(records_engine, [save(tmp_path, Y2024)])
    summary = load_cin_census(records_engine, [save(tmp_path, Y2023, "older.xml")])
    # C1's person, disabilities, referral, assessment and plan; the rest of 2023 is new.
    assert any("older.xml): 5 rows stand as a later return has them." in line for line in summary.messages)
    assert summary.as_at == datetime(2023, 3, 31)
    counts = summary.tables["ssd_cin_episodes"]
    assert (counts.read, counts.kept, counts.rejected) == (2, 1, 0)


@sqlite_only
def test_the_same_content_again_changes_nothing(records_engine: Engine, load: Load, tmp_path: Path) -> None:
    load(Y2023, Y2024)
    before = contents(records_engine)
    for text in (Y2023, Y2024):
        load_cin_census(records_engine, [save(tmp_path, text)], force=True)
    assert contents(records_engine) == before


@sqlite_only
def test_a_second_authoritys_ids_have_its_code_in_front_and_its_links_hold(records_engine: Engine, load: Load) -> None:
    load(Y2023)
    load(Y2023.replace(">931<", ">825<"))
    load(Y2024.replace(">931<", ">825<"))
    plans = rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id", "cppl_referral_id")
    assert plans == [
        ("825:C1-P20220610", "825:C1", "825:C1-R20220501"),
        ("825:C2-P20220801", "825:C2", "825:C2-R20220701"),
        ("C1-P20220610", "C1", "C1-R20220501"),
        ("C2-P20220801", "C2", "C2-R20220701"),
    ]
    ended = rows(records_engine, "ssd_cp_plans", "cppl_cp_plan_id", "cppl_cp_plan_end_date")
    assert dict(ended)["825:C1-P20220610"] == datetime(2023, 12, 1)
    assert dict(ended)["C1-P20220610"] is None


# --- One child met twice in a file ---


TWICE = a_return(
    child("C1", referral("2023-05-01"), disabilities=["LD"], Ethnicity="WBRI"),
    child("C2"),
    child("C1", referral("2023-05-01"), referral("2023-09-01"), disabilities=["LD", "AUT"], Ethnicity="WROM"),
)


@pytest.mark.parametrize("batch", [1, 5_000], ids=["far apart", "close together"])
def test_a_child_met_twice_is_one_child(
    records_engine: Engine, load: Load, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(census, "BATCH_CHILDREN", batch)
    load(TWICE)
    assert rows(records_engine, "ssd_person", "pers_person_id", "pers_ethnicity") == [("C1", "WBRI"), ("C2", "WBRI")]
    assert rows(records_engine, "ssd_cin_episodes", "cine_referral_id") == [("C1-R20230501",), ("C1-R20230901",)]
    assert rows(records_engine, "ssd_disability", "disa_disability_code") == [("AUT",), ("LD",)]
    told = faults(records_engine, "entity", "rule", "treatment", "record_key")
    assert sorted(one for one in told if one[2] != "queried") == [
        # The same referral and the same disability again, and a person row that says something else.
        ("ssd_cin_episodes", "duplicate row", "corrected", "C1"),
        ("ssd_disability", "duplicate row", "corrected", "C1"),
        ("ssd_person", "8510", "rejected", "C1"),
    ]


@sqlite_only
def test_two_records_of_one_day_that_differ_keep_the_first(records_engine: Engine, load: Load) -> None:
    load(
        a_return(child("C1", referral("2023-05-01", assessment("2023-05-02", "2023-05-20"), assessment("2023-05-02"))))
    )
    assert rows(records_engine, "ssd_cin_assessments", "cina_assessment_auth_date") == [(datetime(2023, 5, 20),)]
    (told,) = faults(records_engine, "entity", "treatment", "line", treatment="rejected")
    assert told[:2] == ("ssd_cin_assessments", "rejected")


# --- Three years ---


def test_three_years_give_the_same_in_any_order(tmp_path: Path, sqlite_template: Path) -> None:
    y2025 = a_return(
        child("C1", referral("2024-06-01"), Ethnicity="REFU"), child("C2", disabilities=["NONE"]), year=2025
    )
    seen = []
    years = (Y2023, Y2024, y2025)
    for number, order in enumerate([(0, 1, 2), (2, 1, 0), (1, 2, 0)]):
        path = tmp_path / f"store-{number}.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        engine = engine_for(f"sqlite:///{path}")
        for year in order:
            load_cin_census(engine, [save(tmp_path, years[year])])
        seen.append(contents(engine))
        engine.dispose()
    assert all(one == seen[0] for one in seen[1:])
