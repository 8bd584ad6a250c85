"""What is held of brothers and sisters, every column, held against a slow second reading of the rules.

Homes of three children, their dates crowding round the edges: sixty days, ninety days, ten working days, 28 days.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

import data.facts.refresh
from data import records
from data.facts import store, tables
from data.facts.exact import chance_of_gap
from data.load.write import load_frames
from data.practice import Practice
from tests.data.facts import counties, oracle_siblings
from tests.data.facts.oracle_days import nth_working_day
from tests.data.facts.oracle_plans import Row, children_of

AS_AT, MONTHS, CHILDREN, SIZE = date(2026, 10, 31), 8, 150, 3
CHILD = (
    *(
        "last_seen",
        "last_assessed",
        *oracle_siblings.KINDS,
        "plan_type",
        "passed_by_ways",
        "last_scored",
        "worst_grade",
    ),
    *("grade_physical", "grade_safety", "sessions_possible_term", "sessions_absent_term"),
    *("appointments_due_12m", "appointments_missed_12m"),
)
HOME = (
    *(kind.replace("has_", "reach_") for kind in oracle_siblings.KINDS),
    *("child_passed_by", "all_assessed", "care_gap", "care_unequal", "uniformly_poor", "disparity_explained"),
    *("status_mismatch", "closed_apart"),
)


def made() -> counties.County:
    county = counties.make(11, AS_AT, CHILDREN, MONTHS)
    rng, old = Random(4), date(2005, 6, 1)
    counties.add(county, "ssd_cin_visits", "OLDX", "POLD", old, "Y", "N")
    counties.add(county, "ssd_cin_assessments", "OLDA", "POLD", None, old, old)
    counties.add(county, "ssd_x_flag_reviews", "OLDF", "POLD", None, "challenge", "Why", "What", old)
    people = [row["pers_person_id"] for row in county["ssd_person"] if row["pers_person_id"] != "POLD"]
    for first in range(0, len(people), SIZE):
        at_home(rng, county, people[first : first + SIZE])
    return county


def at_home(rng: Random, county: counties.County, family: list[str]) -> None:
    """Links three children, and gives them visits, tools, assessments and looks at a flag of their home's."""
    eldest, *others = family
    day = AS_AT - timedelta(rng.choice((0, 0, 31, 61, 122)))
    for other in others:
        counties.add(county, "ssd_x_sibling_link", f"L{other}", eldest, other, "link", date(2026, 1, 5))
    scored = day - timedelta(rng.choice((0, 13, 14, 15, 20, 200)))
    assessed = day - timedelta(200)
    tool = rng.choice(counties.TOOLS)
    for number, who in enumerate(family):
        for ago in rng.sample((0, 1, 59, 60, 61, 90), 2):
            seen = rng.choice(("Y", "Y", "N"))
            alone = rng.choice(("Y", "N", "N", None)) if seen == "Y" else None
            counties.add(county, "ssd_cin_visits", f"{who}X{ago}", who, day - timedelta(ago), seen, alone)
        if rng.random() < 0.8:
            done = nth_working_day(assessed, rng.choice((0, 1, 44, 45, 46))) if number else assessed
            counties.add(county, "ssd_cin_assessments", f"{who}AS", who, None, done - timedelta(30), done)
        if rng.random() < 0.8:
            score(rng, county, who, scored - timedelta(rng.choice((0, 0, 0, 89, 90, 91))), tool)
        for ago in rng.sample((0, 100, 364, 365, 366, 367), rng.randrange(5)):
            code = rng.choice("33256740")
            told = "Y" if code in "37" else "N" if code in "40" else rng.choice("YN")
            held = day - timedelta(ago)
            counties.add(county, "ssd_x_health_appointments", f"{who}HH{ago}", who, held, code, told)
        if rng.random() < 0.6:
            row = (date(2026, 9, 3), date(2026, 10, 23), 74, rng.choice((0, 0, 10, 30, 60)), 0)
            counties.add(county, "ssd_x_school_attendance", f"{who}SS", who, *row)
        if rng.random() < 0.5:
            looked = nth_working_day(scored, rng.choice((0, 9, 10, 11)))
            words = rng.choice((("They differ", "Seen weekly"), ("They differ", None), (None, "Seen weekly")))
            flag = rng.choice(("SD02", "SD02", "challenge"))
            counties.add(county, "ssd_x_flag_reviews", f"{who}FR", who, None, flag, *words, looked)


def score(rng: Random, county: counties.County, who: str, on: date, tool: tuple[str, str, str]) -> None:
    name, version, worse = tool
    counties.add(county, "ssd_x_neglect_tools", f"{who}NT", who, name, version, on, None, 1.0, 5.0, worse)
    for domain in ("physical", "safety"):
        grade = rng.choice((1.0, 2.0, 3.0, 4.0, 4.0, 5.0))
        item = f"{who}N{domain}"
        counties.add(
            county, "ssd_x_neglect_tool_items", item, f"{who}NT", domain, grade if worse == "Y" else 6 - grade, who
        )


@dataclass(frozen=True)
class Checked:
    """What the product holds, and what the oracle says, by child or home and month."""

    engine: sa.Engine
    county: counties.County

    def rows(self, table: sa.Table) -> list[Row]:
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(table)).mappings().all()
        return [{k: v.date() if isinstance(v, datetime) else v for k, v in row.items()} for row in found]

    @cached_property
    def children(self) -> list[Row]:
        return self.rows(tables.sibling_month)

    @cached_property
    def homes(self) -> list[Row]:
        return self.rows(tables.household_month)

    @cached_property
    def right(self) -> tuple[dict[Any, Row], dict[Any, Row]]:
        """By (child, month), and by (home, month)."""
        people = children_of(self.county)
        half_terms = [row["satt_period_end"] for row in self.county["ssd_x_school_attendance"]]
        living = defaultdict(list)
        for row in self.children:
            living[row["household_key"], row["month"]].append(row["person_id"])
        by_child, by_home = {}, {}
        for (key, month), members in living.items():
            day = min(month, AS_AT)
            told = {who: oracle_siblings.child(people[who], day, half_terms) for who in members}
            ways = oracle_siblings.passed_by(told)
            by_child |= {(who, month): told[who] | {"passed_by_ways": ways[who]} for who in members}
            looks = [row for row in self.county["ssd_x_flag_reviews"] if row["flrv_person_id"] in members]
            home = {who: people[who] for who in members}
            by_home[key, month] = oracle_siblings.home(home, told, day, AS_AT, looks)
        return by_child, by_home


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Checked]:
    folder: Path = tmp_path_factory.mktemp("siblings")
    shutil.copy(sqlite_template, folder / "records.sqlite")
    engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
    county = made()
    load_frames(
        engine,
        counties.frames(county),
        kind="demo",
        source="seed 11",
        authority_code="301",
        authority_name="County 301",
        as_at=AS_AT,
        synthetic=True,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", MONTHS)
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
    engine.dispose()
    yield Checked(store.reader(f"duckdb:///{folder / 'facts'}"), county)


@pytest.mark.parametrize("column", CHILD)
def test_sibling_month(checked: Checked, column: str) -> None:
    right = checked.right[0]
    compared = [
        (r["person_id"], r["month"], right[r["person_id"], r["month"]][column], r[column]) for r in checked.children
    ]
    assert len({said for *_, said in compared}) > 1, "every row is the same: nothing is put to the test"
    assert [row for row in compared if row[2] != row[3]][:5] == []


@pytest.mark.parametrize("column", HOME)
def test_household_month(checked: Checked, column: str) -> None:
    right = checked.right[1]
    compared = [
        (r["household_key"], r["month"], right[r["household_key"], r["month"]][column], r[column])
        for r in checked.homes
    ]
    assert len({said for *_, said in compared}) > 1, "every row is the same: nothing is put to the test"
    assert [row for row in compared if row[2] != row[3]][:5] == []


def test_gaps_and_their_chance(checked: Checked) -> None:
    """From the children's own counts, which the test above holds right, home by home."""
    living = defaultdict(list)
    for row in checked.children:
        living[row["household_key"], row["month"]].append(row)
    told = []
    for home in checked.homes:
        members = living[home["household_key"], home["month"]]
        school = [
            (r["sessions_absent_term"], r["sessions_possible_term"])
            for r in members
            if r["sessions_possible_term"] is not None
        ]
        shares = [absent / possible for absent, possible in school]
        points = 100 * (max(shares) - min(shares)) if len(school) > 1 else None
        weeks = [(min(int(a / 10 + 0.5), max(1, int(p / 10 + 0.5))), max(1, int(p / 10 + 0.5))) for a, p in school]
        told.append(gap(home, "attendance", weeks, None if points is None else points >= 10 - 1e-9))
        health = [
            (r["appointments_missed_12m"], r["appointments_due_12m"])
            for r in members
            if r["appointments_due_12m"] is not None
        ]
        missed = [count for count, _ in health]
        told.append(gap(home, "missed", health, max(missed) >= 2 and min(missed) == 0 if len(health) > 1 else None))
        both = home["attendance_gap"] is not None and home["missed_gap"] is not None
        chances = [c for c in (home["attendance_gap_chance"], home["missed_gap_chance"]) if c is not None]
        if home["attendance_gap"] is None and home["missed_gap"] is None:
            assert home["gap_beyond_chance"] is None
        else:
            assert home["gap_beyond_chance"] == int(min(chances, default=1) <= (0.025 if both else 0.05))
    assert set(told) == {None, 0, 1}


def gap(home: Row, name: str, counts: list[tuple[int, int]], wide: bool | None) -> int | None:
    assert home[f"{name}_gap_wide"] == (None if wide is None else int(wide))
    if not wide:
        assert home[f"{name}_gap_chance"] is None
        assert home[f"{name}_gap"] == (None if wide is None else 0)
        return home[f"{name}_gap"]
    ordered = sorted(counts, key=lambda pair: (pair[1], pair[0]))
    chance = chance_of_gap(*(tuple(column) for column in zip(*ordered, strict=True)))
    assert home[f"{name}_gap_chance"] == pytest.approx(chance)
    assert home[f"{name}_gap"] == int(chance <= 0.05)
    return home[f"{name}_gap"]


def test_the_grades_drawn_are_those_that_differ_most_or_are_all_poor(checked: Checked) -> None:
    looked_at = [home for home in checked.homes if home["care_grades"]]
    assert looked_at
    for home in looked_at:
        grades = [int(grade) for grade in home["care_grades"].split()]
        assert grades == sorted(grades)
        assert home["care_worst"] == grades[-1]
        assert len(grades) > 1
        if home["care_unequal"]:
            assert grades[-1] - grades[0] >= home["care_gap"]
        elif home["uniformly_poor"]:
            assert grades[0] >= 4
