"""The facts of needs and caring, every row, held against a slow second reading of the rules (oracle_caring.py), in a
random county whose answers and sessions crowd round the edges: six months, ninety days, the eighth birthday."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.facts import refresh as module
from data.facts.refresh import refresh
from data.practice import Practice
from data.records import engine_for
from tests.data.facts import counties, oracle_caring
from tests.data.facts.oracle_days import in_months, month_ends
from tests.data.facts.oracle_plans import Child, Row, children_of
from tests.data.facts.refreshed import AS_AT, facts, put

CHILDREN, MONTHS, SEED = 90, 3, 3
NEEDS = (
    *("needs_recorded", "neuro_by_code", "neuro_by_health", "neuro_by_school", "neurodivergent_or_disabled"),
    *("communication_needs", "reasonable_adjustment", "direct_work", "adapted_plan"),
)
MISSED = ("appointments_due_12m", "appointments_missed_12m")
AT_HOME = (
    *("neurodivergent_or_disabled", "lives_with_child", "lives_with_parent"),
    *("caring_due", "caring_in_date", "caring_ever_asked"),
)
OF_HOME = ("caring_due", "caring_in_date", "caring_never", "caring_for_child")
STATUSES = ("identified", "assessed", "support in place", "not a carer", None)
SOURCES = ("health record", "school census", None)
LONG_AGO = date(2005, 6, 1)


@dataclass(frozen=True)
class Checked:
    """The children by id, as plain rows, and the facts built of them, table by table."""

    children: dict[str, Child]
    facts: dict[str, list[dict[str, Any]]]


def near(rng: Random, months: int) -> date:
    """A day of the last months, so many months and a day either way back."""
    day = in_months(AS_AT.replace(day=1), -rng.randrange(MONTHS) + 1) - timedelta(1)
    return in_months(day, -months) + timedelta(rng.choice((-1, 0, 0, 1)))


def caring_rows(rng: Random, persons: list[Row]) -> dict[str, list[Row]]:
    """Young carer records, adapted plans and who lives with whom. One row of each feed is old: no feed is new."""
    carers = [_carer("OLD", 0, "not a carer", LONG_AGO, None)]
    adapted = [_adapted("OLD", 0, "direct work", LONG_AGO, LONG_AGO)]
    links: list[Row] = []
    home: list[str] = []
    for number, person in enumerate(persons, start=1):
        who = person["pers_person_id"]
        for turn in range(rng.choice((0, 0, 1, 2))):
            found, done = (rng.choice((None, near(rng, rng.choice((0, 6, 6, 9))))) for _ in range(2))
            carers.append(_carer(who, 10 * number + turn, rng.choice(STATUSES), found, done))
        for turn in range(rng.choice((0, 2, 5, 8))):
            kind = rng.choice(tuple(oracle_caring.KINDS.values()))
            begun = near(rng, 0) - timedelta(rng.choice((0, 89, 90, 91, 200)))
            over = begun if kind == "direct work" else rng.choice((None, near(rng, 0)))
            adapted.append(_adapted(who, 10 * number + turn, kind, begun, max(begun, over) if over else None))
        if home and rng.random() < 0.65:
            links.append(
                {
                    "sibl_table_id": f"L{number}",
                    "sibl_person_id_a": home[0],
                    "sibl_person_id_b": who,
                    "sibl_decision": "link",
                    "sibl_decided_date": date(2026, 1, 5),
                }
            )
        else:
            home = []
        home.append(who)
    return {"ssd_x_young_carer": carers, "ssd_x_adapted_plan": adapted, "ssd_x_sibling_link": links}


def _carer(who: str, number: int, status: str | None, found: date | None, done: date | None) -> Row:
    return {
        "ycar_table_id": f"Y{number}",
        "ycar_person_id": who,
        "ycar_status": status,
        "ycar_identified_date": found,
        "ycar_assessment_date": done,
    }


def _adapted(who: str, number: int, kind: str, begun: date, over: date | None) -> Row:
    return {
        "adpl_table_id": f"AP{number}",
        "adpl_person_id": who,
        "adpl_kind": kind,
        "adpl_date": begun,
        "adpl_end_date": over,
    }


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Checked]:
    folder = tmp_path_factory.mktemp("caring")
    rng = Random(SEED)
    county = counties.make(SEED, AS_AT, CHILDREN, MONTHS)
    for row in county["ssd_person"]:
        if rng.random() < 0.3 and row["pers_dob"]:
            row["pers_dob"] = in_months(near(rng, 0), -96) + timedelta(rng.choice((-1, 0, 1)))
    for row in county["ssd_x_neurodiversity"]:
        row["neur_source"] = rng.choice(SOURCES)
    # The grown woman whose rows are old is in no household.
    old = next(row["pers_person_id"] for row in county["ssd_person"] if row["pers_person_id"].endswith("OLD"))
    told = caring_rows(rng, [row for row in county["ssd_person"] if row["pers_person_id"] != old])
    for table, column in (("ssd_x_young_carer", "ycar_person_id"), ("ssd_x_adapted_plan", "adpl_person_id")):
        told[table][0][column] = old
    frames = counties.frames(county) | {name: pd.DataFrame(rows, dtype=object) for name, rows in told.items()}
    frames["ssd_x_neurodiversity"] = pd.DataFrame(county["ssd_x_neurodiversity"], dtype=object)
    children = children_of(county)
    for table, column in (("ssd_x_young_carer", "ycar_person_id"), ("ssd_x_adapted_plan", "adpl_person_id")):
        for row in told[table]:
            children[row[column]][table].append(row)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HISTORY_MONTHS", MONTHS)
        yield Checked(children, _built(folder, sqlite_template, frames))


def _built(folder: Path, template: Path, frames: dict[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    engine: Engine = engine_for(f"sqlite:///{shutil.copy(template, folder / 'records.sqlite')}")
    put(engine, frames)
    refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
    engine.dispose()
    return {name: frame.to_dict("records") for name, frame in facts(f"duckdb:///{folder / 'facts'}").items()}


def differs(said: dict[str, Any], right: dict[str, Any], names: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    return {name: (said[name], right[name]) for name in names if _plain(said[name]) != right[name]}


def _plain(value: Any) -> Any:
    return None if value is None or pd.isna(value) else int(value)


def test_what_is_recorded_of_each_child_and_how_the_plan_is_adapted(checked: Checked) -> None:
    seen: dict[str, set[Any]] = defaultdict(set)
    for row in checked.facts["plan_month"]:
        child, day = checked.children[row["person_id"]], row["as_at"]
        right = oracle_caring.needs(child, day, LONG_AGO) | oracle_caring.appointments(child, day)
        assert differs(row, right, (*NEEDS, *MISSED)) == {}, (row["person_id"], day)
        carer = row["young_carer"] == "Yes"
        assessed = oracle_caring.young_carer_assessed(child, day) if carer else None
        assert _plain(row["young_carer_assessed"]) == assessed, (row["person_id"], day)
        for name in (*NEEDS, *MISSED, "young_carer_assessed"):
            seen[name].add(_plain(row[name]))
    assert len(month_ends(in_months(AS_AT.replace(day=1), 1 - MONTHS), AS_AT)) == MONTHS
    assert all({0, 1} <= values for values in seen.values()), seen


def test_who_in_each_home_is_to_be_asked_and_was(checked: Checked) -> None:
    homes: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for row in checked.facts["sibling_month"]:
        homes[row["household_key"], row["as_at"]].append(row)
    assert len(homes) > 20
    households = {(row["household_key"], row["as_at"]): row for row in checked.facts["household_month"]}
    seen: dict[str, set[Any]] = defaultdict(set)
    for (key, day), rows in homes.items():
        home = {row["person_id"]: checked.children[row["person_id"]] for row in rows}
        for row in rows:
            assert differs(row, oracle_caring.at_home(row["person_id"], home, day), AT_HOME) == {}, (
                row["person_id"],
                day,
            )
            for name in AT_HOME:
                seen[name].add(_plain(row[name]))
        right = oracle_caring.household([oracle_caring.at_home(who, home, day) for who in home])
        assert differs(households[key, day], right, OF_HOME) == {}, (key, day)
    assert all({0, 1} <= values for values in seen.values()), seen
    assert None in seen["caring_due"]
    assert None in seen["lives_with_child"]
