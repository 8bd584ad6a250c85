"""What a refresh tells of itself, and of the records it was built from."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from data.facts import refresh as module
from data.facts.refresh import DEFINITIONS_VERSION, refresh
from data.practice import Practice
from tests.data.facts.refreshed import AS_AT, MID_JUNE, MONTHS, Built, facts

pytestmark = pytest.mark.usefixtures("short_history")


def test_the_snapshot_says_what_it_was_built_from_and_by(pair: Built) -> None:
    assert pair.done.as_at == pair.about["as_at"] == MID_JUNE
    assert pair.about["snapshot_id"] == pair.done.snapshot_id
    assert pair.done.snapshot_id.startswith("20250615-")
    assert datetime(2025, 1, 1) < pair.about["built_at"] <= datetime.now(UTC).replace(tzinfo=None)
    assert json.loads(pair.about["sources"]) == [{"authority": "Exampleshire", "source": "ssd"}]
    assert json.loads(pair.about["practice"]) == json.loads(json.dumps(asdict(Practice())))
    assert pair.about["definitions"] == DEFINITIONS_VERSION


def test_the_authority_is_told_of_by_its_latest_load(pair: Built) -> None:
    held = pair.facts["authority"].iloc[0]
    assert (held["authority"], held["name"], held["source_kind"], held["synthetic"]) == (
        "931",
        "Exampleshire",
        "ssd",
        0,
    )
    assert (held["child_population"], held["rows_read"], held["rows_rejected"]) == (5_000, 7, 0)
    assert (held["as_at"], held["children"], held["households"]) == (MID_JUNE, 2, 1)


def test_the_rows_told_of_are_the_rows_there_are(pair: Built, county: Built) -> None:
    for built in (pair, county):
        there = {name: len(frame) for name, frame in built.facts.items()} | {"snapshot": 1}
        assert {name: built.done.rows.get(name, 0) for name in there} == there
        assert set(built.done.rows) <= set(there)


def test_the_last_month_stands_for_its_end_and_is_true_on_the_datas_last_day(pair: Built) -> None:
    rows = pair.facts["plan_month"].query("person_id == 'P1'")
    days = list(zip(rows["month"], rows["as_at"], strict=True))
    assert days == [
        (date(2025, 3, 31), date(2025, 3, 31)),
        (date(2025, 4, 30), date(2025, 4, 30)),
        (date(2025, 5, 31), date(2025, 5, 31)),
        (date(2025, 6, 30), MID_JUNE),
    ]
    assert rows["spell_days"].tolist() == [(as_at - date(2025, 1, 10)).days for _, as_at in days]


def test_history_begins_with_the_first_plan_or_referral_and_goes_no_further_back_than_it_may(
    pair_engine: Engine, duckdb_url: str, pair: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pair.facts["plan_month"]["month"].nunique() == MONTHS
    monkeypatch.setattr(module, "HISTORY_MONTHS", 72)
    refresh(pair_engine, duckdb_url, Practice())
    assert sorted(set(facts(duckdb_url)["plan_month"]["month"]))[0] == date(2025, 1, 31)


def test_feeds_say_what_they_hold_and_since_when(pair: Built) -> None:
    held = pair.facts["feed"].set_index("table_name")
    assert held.loc["ssd_cp_plans", "rows"] == 2
    assert held.loc["ssd_cp_reviews", ["rows", "first_date"]].tolist() == [2, date(2025, 4, 1)]
    assert held.loc["ssd_x_plan_actions", ["rows", "first_date"]].tolist() == [0, None]


def test_progress_is_told_from_nought_to_one_and_never_goes_back(pair: Built) -> None:
    shares = [share for _, share in pair.progress]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1
    assert pair.progress[-1] == ("Facts ready", 1.0)
    assert all(text.startswith("Exampleshire: ") for text, _ in pair.progress[:-1])


def test_nothing_is_told_of_a_day_after_the_last_or_before_the_history(county: Built) -> None:
    for name, frame in county.facts.items():
        assert set(frame["authority"]) <= {"301"}, name
        for column in {"as_at", "month", "event_date", "done_date"} & set(frame):
            assert (frame[column].dropna() <= AS_AT).all(), (name, column)
        # Plans that were running when the history begins are there from their start, as a kind of their own.
        since = frame[frame["kind"] != "plan_running"] if "kind" in frame else frame
        for column in {"as_at", "month", "event_date"} & set(frame):
            assert (since[column] >= date(2026, 7, 1)).all(), (name, column)
