"""What the tests of planted truths ask with, of the whole synthetic county."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from access.scope import local_scope
from data.facts.tables import household_month, plan_month
from data.facts.terms import FLAGS
from queries.door import ask, cases
from queries.filters import Filters
from queries.lists import children_behind
from queries.measure import measure

EVERYTHING = local_scope()
LAST = date(2026, 10, 31)
Test = Callable[..., None]
SHOWN: list[object] = []


def shown(truth: object) -> Callable[[Test], Test]:
    """Marks a test in which a figure or a list that is shown says the truth."""
    SHOWN.append(truth)
    return lambda test: test


def team_called(team_id: str) -> str:
    """The name a team is chosen by."""
    named = ask(EVERYTHING, sa.select(plan_month.c.team).where(plan_month.c.team_id == team_id).distinct())
    return str(named["team"].item())


def listed(key: str, *people: str, filters: Filters | None = None) -> pd.DataFrame:
    """Those of the people who are in the list behind a figure, by their ids."""
    rows = children_behind(EVERYTHING, key, filters or Filters()).set_index("person_id")
    return rows[rows.index.isin(people)]


def up(rows: pd.DataFrame, person: str) -> set[str]:
    """The flags that are up for a child, of whom all eight must be known."""
    flags = rows.loc[person, list(FLAGS)]
    assert flags.notna().all()
    return {str(name) for name, value in flags.items() if value == 1}


def facts_of(table: sa.Table, *people: str, **where: Any) -> pd.DataFrame:
    chosen = [table.c[name] == value for name, value in where.items()]
    return cases(EVERYTHING, sa.select(table).where(table.c.person_id.in_(people), *chosen))


def now(*people: str) -> pd.DataFrame:
    return facts_of(plan_month, *people, month=LAST).set_index("person_id")


def home(person: str) -> pd.Series:
    """The household of a child on a plan, in the last month."""
    key = now(person)["household_key"].item()
    chosen = (household_month.c.household_key == key, household_month.c.month == LAST)
    rows = cases(EVERYTHING, sa.select(household_month).where(*chosen))
    assert len(rows) == 1
    return rows.iloc[0]


def figure(key: str, filters: Filters) -> pd.Series:
    frame = measure(EVERYTHING, [key], filters)
    assert len(frame) == 1
    return frame.iloc[0]


def listed_home(key: str, person: str) -> pd.DataFrame:
    """The children of one child's home in the list behind a figure of homes, by their ids; none if it is not there."""
    rows = children_behind(EVERYTHING, key, Filters()).set_index("person_id")
    return rows[rows["household"] == rows.loc[person, "household"]] if person in rows.index else rows.iloc[:0]
