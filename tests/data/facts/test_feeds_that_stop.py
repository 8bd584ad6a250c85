"""A feed that is no longer in the source tells of nothing after the day it was last loaded as at."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.facts.refresh import refresh
from data.practice import Practice
from tests.data.facts.refreshed import facts
from tests.data.load.sources import cp_plan, frames_of, loaded, person, referral


def source(**more: Any) -> dict[str, pd.DataFrame]:
    """A child on an open plan for neglect, and what else the source holds."""
    return frames_of(
        ssd_person=[person(1)],
        ssd_cin_episodes=[referral()],
        ssd_cp_plans=[cp_plan()],
        **more,
    )


ACTION = {
    "pact_action_id": "A1",
    "pact_person_id": "P1",
    "pact_plan_type": "CP",
    "pact_plan_id": "CP1",
    "pact_original_due_date": "2025-02-01",
    "pact_due_date": "2025-02-01",
    "pact_status": "open",
    "pact_recorded_date": "2025-01-15",
}


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_an_action_does_not_grow_later_once_its_feed_has_stopped(records_engine: Engine, tmp_path: Path) -> None:
    """The action was due on 1 February 2025 and the feed was last there as at 31 March: overdue in February and
    March, and from April on not recorded. Without the feed's end it would be overdue for ever."""
    loaded(records_engine, source(ssd_x_plan_actions=[ACTION]), as_at=date(2025, 3, 31))
    loaded(records_engine, source(), as_at=date(2025, 6, 30))
    url = f"duckdb:///{tmp_path / 'facts'}"
    refresh(records_engine, url, Practice())
    held = facts(url)["plan_month"].set_index(pd.Index(facts(url)["plan_month"]["month"].astype(str)))
    overdue = held["actions_overdue"].to_dict()
    assert [overdue[month] for month in ("2025-02-28", "2025-03-31")] == [1, 1]
    assert [overdue[month] for month in ("2025-04-30", "2025-05-31", "2025-06-30")] == [None, None, None]
    assert held["flag_action_late"].to_dict()["2025-03-31"] == 1
    assert held["flag_action_late"].to_dict()["2025-06-30"] is None


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_feed_that_comes_back_tells_of_the_months_between(records_engine: Engine, tmp_path: Path) -> None:
    loaded(records_engine, source(ssd_x_plan_actions=[ACTION]), as_at=date(2025, 3, 31))
    loaded(records_engine, source(), as_at=date(2025, 5, 31))
    loaded(records_engine, source(ssd_x_plan_actions=[ACTION]), as_at=date(2025, 6, 30))
    url = f"duckdb:///{tmp_path / 'facts'}"
    refresh(records_engine, url, Practice())
    held = facts(url)["plan_month"]
    months = held.loc[held["month"].astype(str) >= "2025-02-28", "actions_overdue"]
    assert months.tolist() == [1] * len(months)
