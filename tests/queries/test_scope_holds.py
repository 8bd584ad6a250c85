"""Whoever asks, and whatever they ask: nothing comes out that their scope does not hold. Tried ten thousand times.

The facts are those of one random county. What is true is counted here a second time, from every row, by plain loops
over a frame; what comes out of the questions is held against that. The draws are the same at every run.
"""

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import data.facts.refresh
from access.roles import RIGHTS, Act, Role
from access.scope import NotAllowed, Scope
from access.viewer import Viewer
from data import records
from data.facts import store
from data.facts.tables import plan_month, sibling_month
from data.facts.terms import DISADVANTAGES
from data.load.write import load_frames
from data.practice import Practice
from queries.disclosure import crossing_refused, nought_is_shown, showing_refused
from queries.door import name_of
from queries.drift import flag_counts, plans_by_duration
from queries.filters import COLUMN_OF, Filters, Population
from queries.holdings import as_seen, choices, holdings
from queries.lists import children_behind
from queries.measure import measure
from tests.data.facts import counties
from tests.signing_in import at_work, viewer

AS_AT = date(2026, 10, 31)
MONTHS = [stamp.date() for stamp in pd.date_range(end=AS_AT, periods=3, freq="ME")]
DRAWS, PAIRS = 10_000, 1_000
# In so many tests each, so that none takes long.
PARTS = 5
PLACES = ("teams", "localities")
# What of a child's row the second count looks at.
COUNTED = [
    *("person_id", "household_key", "team_id", "month", "neglect_initial", "neglect_latest", "drifting"),
    *COLUMN_OF.values(),
    *DISADVANTAGES,
    "disadvantage_count",
]
QUESTIONS = ("measure", "measure", "split", "ladder", "flags", "cases", "options", "holdings", "name", "page")
PAGES = (
    *(
        "overview",
        "strategy",
        "drift",
        "siblings",
        "neurodiversity",
        "disadvantage",
        "health",
        "assessment",
        "challenge",
    ),
    *("accounts", "audit", "your account"),
)


@dataclass(frozen=True)
class World:
    """Every row there is, and people of every role who look at it."""

    rows: pd.DataFrame
    siblings: pd.DataFrame
    viewers: list[Viewer]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("scopes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'records.sqlite'}")
        patch.setenv("FACTS_URL", f"duckdb:///{folder / 'facts'}")
        patch.setattr(data.facts.refresh, "HISTORY_MONTHS", len(MONTHS))
        shutil.copy(sqlite_template, folder / "records.sqlite")
        engine = records.engine_for(f"sqlite:///{folder / 'records.sqlite'}")
        load_frames(
            engine,
            counties.frames(counties.make(11, AS_AT, 700, len(MONTHS))),
            kind="demo",
            source="seed 11",
            authority_code="301",
            authority_name="County 301",
            as_at=AS_AT,
            synthetic=True,
        )
        data.facts.refresh.refresh(engine, f"duckdb:///{folder / 'facts'}", Practice())
        engine.dispose()
        with store.reader(f"duckdb:///{folder / 'facts'}").connect() as connection:
            rows, siblings = (
                pd.DataFrame(connection.execute(sa.select(*(table.c[name] for name in names))).all(), columns=names)
                for table, names in ((plan_month, COUNTED), (sibling_month, ["person_id", "month", "team_id"]))
            )
        yield World(rows, siblings, everybody(rows))


@pytest.fixture(autouse=True)
def nobody_is_idle(world: World) -> None:
    everybody_at_work(world)


def everybody_at_work(world: World) -> None:
    """These tests are of what a session may see, not of how long it lasts."""
    for who in world.viewers:
        at_work(who)


def everybody(rows: pd.DataFrame) -> list[Viewer]:
    """Two of each role; of managers six, with one to three teams each."""
    chance = random.Random(5)
    teams = sorted(rows["team_id"].dropna().unique())
    found = [viewer(role, username=f"{role}{n}".replace(" ", "-")) for role in Role for n in range(2) if not own(role)]
    for number in range(6):
        mine = chance.sample(teams, min(len(teams), 1 + number % 3))
        found.append(viewer(Role.TEAM_MANAGER, mine, f"manager-{number}"))
    return found


def own(role: Role) -> bool:
    return RIGHTS[role].own_teams_only


# --- What is true, counted a second time ---


def chosen(rows: pd.DataFrame, filters: Filters, teams: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Children on child protection plans for neglect whom the filters keep; of these team ids alone where given."""
    kept = rows["month"] == (filters.month or AS_AT)
    kept &= (rows["neglect_initial"] == 1) | (rows["neglect_latest"] == 1)
    for name, column in COLUMN_OF.items():
        if getattr(filters, name):
            kept &= rows[column].isin(getattr(filters, name))
    for name in filters.disadvantages:
        kept &= rows[name] == 1
    kept &= rows["disadvantage_count"] >= filters.min_disadvantages
    if filters.drifting_only:
        kept &= rows["drifting"] == 1
    if teams is not None:
        kept &= rows["team_id"].isin(teams)
    return rows[kept]


def fits(shown: object, true: pd.DataFrame, *, exact: bool) -> bool:
    """Whether what is shown of these children may be shown: as it is, or rounded and of enough of them."""
    if pd.isna(shown):
        return not exact
    if exact:
        return bool(shown == len(true))
    enough = len(true) == 0 or (len(true) > 7 and true["household_key"].nunique() >= 3)
    return bool(enough and shown % 5 == 0 and abs(shown - len(true)) <= 2)


# --- Drawing ---


def draw(chance: random.Random, rows: pd.DataFrame, mine: tuple[str, ...] = ()) -> Filters:
    """Filters as a reader might set them; of a manager's own teams half the time."""
    found: dict[str, object] = {"month": chance.choice(MONTHS), "population": Population.NEGLECT_CP}
    for name, column in COLUMN_OF.items():
        if chance.random() < 0.15:
            values = sorted(rows[column].dropna().unique())
            found[name] = tuple(chance.sample(values, min(len(values), chance.choice((1, 1, 1, 2)))))
    if mine and chance.random() < 0.5:
        names = sorted(rows.loc[rows["team_id"].isin(mine), "team"].dropna().unique())
        found["teams"] = tuple(names[: chance.randint(1, len(names))]) if names else ()
    if chance.random() < 0.15:
        found["disadvantages"] = (chance.choice(list(DISADVANTAGES)),)
    if chance.random() < 0.15:
        found["min_disadvantages"] = chance.randint(1, 4)
    found["drifting_only"] = chance.random() < 0.1
    return Filters(**found)  # type: ignore[arg-type]


# --- The questions, each with what must hold of its answer ---


def holds(who: Viewer, question: str, filters: Filters, world: World, chance: random.Random) -> None:
    scope = as_seen(who.scope, filters)
    if scope.teams is not None and who.account.role is not Role.ADMINISTRATOR:
        assert who.account.role is Role.TEAM_MANAGER
        assert set(scope.teams) == set(who.account.teams)
    true = chosen(world.rows, filters, scope.teams)
    try:
        answer(who, scope, question, filters, true, world, chance)
    except NotAllowed:
        allowed = question not in ("cases", "name") and (not showing_refused(scope, filters, ("age_band",)))
        assert not (allowed and question != "page")


def answer(
    who: Viewer,
    scope: Scope,
    question: str,
    filters: Filters,
    true: pd.DataFrame,
    world: World,
    chance: random.Random,
) -> None:
    if who.account.role is Role.ADMINISTRATOR and question not in ("page", "cases", "name"):
        true = true.iloc[:0]
    if question == "measure":
        told = measure(scope, ["drifting"], filters)
        row = told.iloc[0] if len(told) else None
        if row is not None and not (pd.isna(row["denominator"]) and scope.exact):
            known = true[true["drifting"].notna()]
            assert fits(row["denominator"], known, exact=scope.exact)
            assert fits(row["numerator"], known[known["drifting"] == 1], exact=scope.exact)
            if pd.notna(row["value"]):
                assert row["value"] == row["numerator"] / row["denominator"]
    elif question == "split":
        for row in measure(scope, ["drifting"], filters, by=["age_band"]).itertuples():
            known = true[(true["age_band"] == row.age_band) & true["drifting"].notna()]
            assert fits(row.denominator, known, exact=scope.exact)
    elif question == "ladder":
        shown = plans_by_duration(scope, filters)["children"]
        assert all(pd.isna(count) or count % 5 == 0 or scope.exact for count in shown)
        assert not scope.exact or shown.sum() == len(true)
    elif question == "flags":
        for row in flag_counts(scope, filters).itertuples():
            assert scope.exact or pd.isna(row.children) or (row.children % 5 == 0 and row.children != 5)
    elif question == "cases":
        opens(who, scope, filters, world)
    elif question == "options":
        for name, values in choices(scope).items():
            for value in values:
                them = world.rows[world.rows[COLUMN_OF[name]] == value]
                mine = name == "teams" and set(them["team_id"]) & set(who.account.teams)
                assert scope.exact or mine or them["person_id"].nunique() > 7
    elif question == "holdings":
        held = holdings(scope)
        assert scope.exact or held.children is None or held.children % 5 == 0
    elif question == "name":
        names(who, scope, world, chance)
    else:
        page = chance.choice(PAGES)
        assert who.may_open(page) == (page in RIGHTS[who.account.role].pages)


def opens(who: Viewer, scope: Scope, filters: Filters, world: World) -> None:
    """Who opens a list, and whose children are on it."""
    if not who.may(Act.OPEN_CASES):
        with pytest.raises(NotAllowed):
            children_behind(scope.for_a_reason("because"), "drifting", filters)
        return
    if scope.needs_reason:
        with pytest.raises(NotAllowed, match="Say why"):
            children_behind(scope, "drifting", filters)
        scope = scope.for_a_reason("because")
    listed = children_behind(scope, "drifting", filters)
    teams = who.account.teams if own(who.account.role) else None
    true = chosen(world.rows, filters, teams)
    assert sorted(listed["person_id"]) == sorted(true.loc[true["drifting"] == 1, "person_id"])


def names(who: Viewer, scope: Scope, world: World, chance: random.Random) -> None:
    """Who is told a child's name."""
    child = chance.choice(world.rows["person_id"].unique().tolist())
    held = [rows[(rows["person_id"] == child) & (rows["month"] == AS_AT)] for rows in (world.rows, world.siblings)]
    its_teams = set(pd.concat(held)["team_id"].dropna())
    may = who.may(Act.REVEAL_NAMES) and (not own(who.account.role) or bool(its_teams & set(who.account.teams)))
    scope = scope.for_a_reason("because")
    if may:
        assert name_of(scope, child).number == child
    else:
        with pytest.raises(NotAllowed):
            name_of(scope, child)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_leads_outside_the_scope(world: World, part: int) -> None:
    chance = random.Random(part)
    asked = dict.fromkeys(QUESTIONS, 0)
    for number in range(DRAWS // PARTS):
        if number % 100 == 0:
            everybody_at_work(world)
        who = chance.choice(world.viewers)
        question = chance.choice(QUESTIONS)
        holds(who, question, draw(chance, world.rows, who.account.teams), world, chance)
        asked[question] += 1
    assert min(asked.values()) > DRAWS / PARTS / 20


# --- One who compares ---


def between(shown: object) -> tuple[int, float]:
    """What a count shown can have been, to a reader who knows the rule; one that is not rounded is what it is."""
    if pd.isna(shown):
        return 0, float("inf")
    count = int(shown)  # type: ignore[call-overload]
    return (count - 2, count + 2) if count and count % 5 == 0 else (count, count)


# What of any two things pages offer together: see queries/disclosure.py.
TOGETHER = [
    pair
    for pair in combinations(COLUMN_OF.values(), 2)
    if pair != ("team", "locality") and not ("ethnicity_group" in pair and {*pair} & {"team", "locality"})
]


def test_all_that_is_shown_together_gives_no_few_children_away(world: World) -> None:
    """Every count of children by any two things, drifting and not, each narrowed by what the others leave it, over and
    over: parts add up to wholes, those drifting are among all, and who is hidden is taken to be at most seven."""
    board = next(who for who in world.viewers if who.account.role is Role.BOARD_MEMBER).scope
    bounds: dict[tuple[bool, frozenset[tuple[str, str]]], list[float]] = {}
    for drifting in (False, True):
        for by in [(), *((name,) for name in COLUMN_OF.values()), *TOGETHER]:
            shown = measure(board, ["plans_long"], Filters(drifting_only=drifting), by=by)
            hidden = (int(nought_is_shown(Filters(drifting_only=drifting), by)), 7)
            for row in shown.to_dict("records"):
                count = row["denominator"]
                cell = frozenset((name, row[name]) for name in by)
                bounds[drifting, cell] = list(hidden if pd.isna(count) else between(count))
    sums = defaultdict(list)
    for drifting, cell in bounds:
        for one in cell:
            sums[drifting, cell - {one}, one[0]].append((drifting, cell))
    for _ in range(30):
        for (drifting, whole, _name), parts in sums.items():
            low, high = (sum(bounds[part][side] for part in parts) for side in (0, 1))
            total = bounds[drifting, whole]
            total[0], total[1] = max(total[0], low), min(total[1], high)
            for part in parts:
                mine = bounds[part]
                mine[1] = min(mine[1], total[1] - (low - mine[0]))
                mine[0] = max(mine[0], total[0] - (high - mine[1]))
        for drifting, cell in bounds:
            if drifting and (False, cell) in bounds:
                bounds[True, cell][1] = min(bounds[True, cell][1], bounds[False, cell][1])
                bounds[False, cell][0] = max(bounds[False, cell][0], bounds[True, cell][0])
    assert len(bounds) > 500
    assert not [cell for cell, (low, high) in bounds.items() if low == high and 1 <= low <= 5]


@pytest.mark.parametrize("by", ["team", "age_band", "ethnicity_group"])
def test_a_group_that_is_empty_looks_like_one_of_a_few(world: World, by: str) -> None:
    """A row for every group that is offered, whether or not anybody is in it, and for no other; nought is nowhere."""
    board = next(who for who in world.viewers if who.account.role is Role.BOARD_MEMBER).scope
    named = {column: name for name, column in COLUMN_OF.items()}[by]
    shown = measure(board, ["plans_long"], Filters(drifting_only=True), by=[by])
    assert sorted(shown[by]) == sorted(choices(board)[named])
    assert not (shown[["numerator", "denominator", "covered"]] == 0).any(axis=None)
    assert (shown["denominator"].notna() | (shown["mark"] != "")).all()


def narrower(chance: random.Random, filters: Filters, rows: pd.DataFrame) -> Filters:
    """The filters with one more thing asked."""
    options: list[dict[str, object]] = [
        {"sexes": ("Female",)},
        {"age_bands": (chance.choice(sorted(rows["age_band"].dropna().unique())),)},
        {"min_disadvantages": filters.min_disadvantages + 1},
        {"drifting_only": True},
        {"disadvantages": (*filters.disadvantages, chance.choice(list(DISADVANTAGES)))},
        {"localities": (chance.choice(sorted(rows["locality"].dropna().unique())),)},
    ]
    return replace(filters, **chance.choice(options))  # type: ignore[arg-type]


@pytest.mark.parametrize("part", range(PARTS))
def test_two_choices_of_filters_do_not_give_a_few_children_away(world: World, part: int) -> None:
    board = next(who for who in world.viewers if who.account.role is Role.BOARD_MEMBER).scope
    chance, compared = random.Random(100 + part), 0
    while compared < PAIRS // PARTS:
        wide = draw(chance, world.rows)
        narrow = narrower(chance, wide, world.rows)
        if crossing_refused(wide) or crossing_refused(narrow):
            continue
        compared += 1
        one, other = (measure(board, ["drifting"], filters).iloc[0] for filters in (wide, narrow))
        for part in ("numerator", "denominator"):
            low = max(between(one[part])[0] - between(other[part])[1], 0)
            high = between(one[part])[1] - between(other[part])[0]
            assert not (low == high and 1 <= low <= 5), (wide, narrow, part)
        assert sorted(place for place in PLACES if getattr(narrow, place)) == [] or not narrow.ethnicity_groups
