"""The county as a whole: repeatable, complete, whole in its links, and of the size asked for."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.demo import generate
from data.records import metadata

Frames = dict[str, pd.DataFrame]
SMALL = 0.03
ROOT = Path(__file__).parents[3]


def digest(frames: Frames) -> str:
    """A number that changes if any cell, column, row or order does."""
    hashed = [int(pd.util.hash_pandas_object(frames[name].astype("str")).sum()) for name in sorted(frames)]
    columns = [f"{name}:{','.join(frames[name].columns)}" for name in sorted(frames)]
    return f"{hashed}{columns}"


def test_the_same_seed_makes_the_same_county() -> None:
    first, second = generate(7, scale=SMALL), generate(7, scale=SMALL)
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[name])


def test_it_is_the_same_in_another_process_with_another_hash_seed() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from data.demo import generate; from test_county import digest; "
            f"print(digest(generate(7, scale={SMALL})))",
        ],
        env={**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest(generate(7, scale=SMALL))


def test_nothing_in_it_asks_what_day_it_is() -> None:
    """The county depends on its as-at day only, so the same one can be made in any year."""
    for source in (ROOT / "data" / "demo").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert "today(" not in text and "now(" not in text, source


@pytest.mark.parametrize("other", [{"seed": 8}, {"authority_code": "998"}])
def test_another_seed_or_authority_makes_another_county(other: dict[str, object]) -> None:
    asked: dict[str, object] = {"seed": 7, "scale": SMALL, **other}
    assert digest(generate(**asked)) != digest(generate(7, scale=SMALL))  # type: ignore[arg-type]


def test_every_table_and_column_of_the_records_is_there(county: Frames) -> None:
    tables = {name for name in metadata.tables if name.startswith("ssd_")}
    assert set(county) == tables
    for name in sorted(tables):
        assert set(county[name].columns) == set(metadata.tables[name].columns.keys()), name


def test_no_text_is_longer_than_its_column(clean: Frames) -> None:
    for name, frame in clean.items():
        for column in metadata.tables[name].columns:
            length = getattr(column.type, "length", None)
            if length is not None:
                texts = frame[column.name].dropna().astype("str")
                assert texts.empty or texts.str.len().max() <= length, (name, column.name)


def test_ids_are_unique_and_links_lead_somewhere(clean: Frames) -> None:
    for name, frame in clean.items():
        table = metadata.tables[name]
        keys = [column.name for column in table.primary_key]
        assert not frame.duplicated(keys).any(), name
        assert frame[keys].notna().all(axis=None), name
        for column in table.columns:
            for link in column.foreign_keys:
                parent = clean[link.column.table.name][link.column.name]
                assert frame[column.name].dropna().isin(parent).all(), (name, column.name)


def test_nothing_recorded_is_in_the_future_but_what_is_due(clean: Frames) -> None:
    """Only what falls due, an appointment to come, and a child to be born may lie after the as-at day."""
    may = {
        "pers_expected_dob",
        "cppr_cp_review_due",
        "corg_due_date",
        "pact_due_date",
        "pact_original_due_date",
        "hapt_appointment_date",
        "escl_target_resolution_date",
        "icpc_icpc_target_date",
        "flrv_next_look_date",
    }
    for name, frame in clean.items():
        for column in frame.select_dtypes("datetime").columns.difference(list(may)):
            assert not (frame[column] > pd.Timestamp(2026, 10, 31)).any(), (name, column)


def test_conferences_are_never_at_a_weekend(clean: Frames) -> None:
    for table, column in (
        ("ssd_initial_cp_conference", "icpc_icpc_date"),
        ("ssd_initial_cp_conference", "icpc_icpc_target_date"),
        ("ssd_cp_reviews", "cppr_cp_review_date"),
        ("ssd_cp_reviews", "cppr_cp_review_due"),
    ):
        days = clean[table][column].dropna().to_numpy().astype("datetime64[D]")
        assert np.is_busday(days).all(), column


def test_a_small_county_is_a_fraction_of_the_full_one(county: Frames) -> None:
    """A twentieth of the families makes about a twentieth of the referrals (a fifth either way, for chance)."""
    small = generate(scale=0.05)
    assert len(small["ssd_cin_episodes"]) == pytest.approx(len(county["ssd_cin_episodes"]) / 20, rel=0.2)
    assert set(small) == set(county)


@pytest.mark.parametrize("as_at", [date(2024, 6, 30), date(2027, 2, 28)])
def test_another_as_at_day_and_fewer_years_work(as_at: date) -> None:
    frames = generate(scale=SMALL, as_at=as_at, years=3)
    assert frames["ssd_cp_visits"]["cppv_cp_visit_date"].max() <= pd.Timestamp(as_at)
    plans = frames["ssd_cp_plans"]
    assert plans["cppl_cp_plan_end_date"].isna().any()


def test_feeds_begin_when_the_county_began_them(clean: Frames) -> None:
    """Nothing is back-cast: new screening tools from January 2025, named contacts from September 2025 and reflective
    supervision from October 2025; health appointments are shared from April 2022."""
    tools = clean["ssd_x_neglect_tools"]
    screening = tools.loc[tools["negt_tool_name"] == "Neglect Screening Tool", "negt_completed_date"]
    assert screening.min() >= pd.Timestamp(2025, 1, 15)
    assert clean["ssd_x_plan_escalation_contact"]["plec_start_date"].min() >= pd.Timestamp(2025, 9, 1)
    assert clean["ssd_x_reflective_supervision"]["refs_session_date"].min() >= pd.Timestamp(2025, 10, 1)
    assert clean["ssd_x_health_appointments"]["hapt_appointment_date"].min() >= pd.Timestamp(2022, 4, 1)


def test_progress_is_told_from_beginning_to_end() -> None:
    told: list[tuple[str, float]] = []
    generate(scale=SMALL, progress=lambda doing, share: told.append((doing, share)))
    shares = [share for _, share in told]
    assert shares[0] == 0.0 and shares[-1] == 1.0
    assert shares == sorted(shares)
