"""Facts older than the records are said to be: a reader must not take last month's figures for today's."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data.records.partnership import loads
from queries.door import newer_records
from tests.queries.by_hand import plan, put_in_force


@pytest.fixture
def records(records_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    monkeypatch.setenv("DATABASE_URL", records_engine.url.render_as_string(hide_password=False))
    return records_engine


def loaded(engine: sa.Engine, load_id: int, outcome: str) -> None:
    row = {"load_id": load_id, "kind": "ssd", "source": "a database", "outcome": outcome}
    with engine.begin() as connection:
        connection.execute(sa.insert(loads).values(started_at=sa.func.now(), **row))


def test_a_load_made_since_the_facts_were_built_makes_them_old(facts_url: str, records: sa.Engine) -> None:
    put_in_force(facts_url, plans=[plan("P1")])  # built from load 1
    assert not newer_records()
    loaded(records, 1, "loaded")
    assert not newer_records()
    loaded(records, 2, "refused")
    loaded(records, 3, "unchanged")
    assert not newer_records(), "neither changed the records"
    loaded(records, 4, "loaded")
    assert newer_records()


def test_records_that_cannot_be_reached_do_not_stop_a_page(
    facts_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    (tmp_path / "letter").write_text("Dear colleague, " * 300)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'letter'}")
    assert not newer_records()
