"""Whoever manages teams knows those exactly: what they are shown of all must tell no more of the others than a board is
told of a county that holds the others alone. Asked of every measure, as a figure, by every split, and as a trend."""

import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from access.scope import Scope, local_scope
from data.facts.tables import event, household_month, intersection, intersection_model, plan_month, sibling_month
from queries import disadvantage, drift, neurodiversity, siblings
from queries.disclosure import Mark, rule_in_short, rule_in_words
from queries.door import ask
from queries.filters import Filters
from queries.holdings import choices, holdings
from queries.households import TABLES
from queries.indicators import REGISTRY
from queries.measure import COUNTS, SPLITS, measure
from queries.trends import trends
from tests.conftest import County
from tests.queries import by_hand

BY_TEAM = (plan_month, event, household_month, sibling_month)
OWN = ("T101", "T104")
MANAGER = Scope(None, None, may_open_cases=True, own_only=True, own_teams=OWN)
BOARD = Scope(None, None, may_open_cases=False)
MONTHS = 4


Asked = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="module")
def without_own(built_county: County, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the same facts, with no row of the manager's own teams."""
    folder = tmp_path_factory.mktemp("others") / "facts"
    shutil.copytree(sa.make_url(built_county.facts_url).database or "", folder)
    (file,) = folder.glob("facts-*.duckdb")
    with duckdb.connect(str(file)) as facts:
        for table in BY_TEAM:
            facts.execute(f"DELETE FROM {table.name} WHERE team_id IN ?", [list(OWN)])
    return f"duckdb:///{folder}"


@pytest.fixture
def others(small_county: County, without_own: str) -> Asked:
    """Answers what a board of the other teams alone would be told."""

    def asked(question: Callable[[], Any]) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FACTS_URL", without_own)
            return question()

    return asked


def only_added(sees: pd.DataFrame, board: pd.DataFrame, own: pd.DataFrame, rows: list[str]) -> int:
    """Assert that every count seen is the board's of the others with the own added, and hidden where that is; give how
    many are seen and not hidden."""
    both = board.merge(sees, on=rows, how="left", suffixes=("", "_seen"), validate="one_to_one")
    own = own[[*rows, *COUNTS]].astype({name: board[name].dtype for name in rows})
    both = both.merge(own, on=rows, how="left", suffixes=("", "_own"), validate="one_to_one")
    for name in COUNTS:
        told = both[name].astype("Int64") + both[f"{name}_own"].astype("Int64").fillna(0)
        pd.testing.assert_series_equal(both[f"{name}_seen"].astype("Int64"), told, check_names=False)
    # That it is nearly all is for who knows nobody's own few.
    assert (both["mark_seen"] == both["mark"].replace(str(Mark.NEARLY_ALL), str(Mark.HIDDEN))).all()
    return int(both["numerator_seen"].notna().sum())


@pytest.mark.parametrize("by", ["", *SPLITS])
def test_a_figure_of_all_tells_of_the_others_what_a_board_is_told(by: str, others: Asked) -> None:
    keys = [entry.key for entry in REGISTRY.values() if not by or by in TABLES[entry.fact].c]
    groups = [by] if by else []
    rows = ["key", "month", *groups]

    def asked(scope: Scope) -> pd.DataFrame:
        return measure(scope, keys, Filters(), by=groups, months=MONTHS)

    sees, own = asked(MANAGER), asked(MANAGER.within_own_teams())
    seen = only_added(sees, others(lambda: asked(BOARD)), own, rows)
    assert seen > 0 or by in ("authority", "service", "stage", "raised_by", "raised_to", "outcome", "tool", "agency")
    if by == "team":
        names = ask(MANAGER.within_own_teams(), sa.select(plan_month.c.team).distinct())["team"]
        mine = sees[sees["team"].isin(names)].merge(own, on=rows, suffixes=("", "_own"))
        assert set(mine["team"]) == set(names)
        assert (mine["mark"] == Mark.SHOWN).all()
        for name in COUNTS:
            pd.testing.assert_series_equal(mine[name], mine[f"{name}_own"], check_names=False, check_dtype=False)


def test_a_trend_of_all_tells_of_the_others_what_a_board_is_told(others: Asked) -> None:
    keys = [*REGISTRY]
    sees, board = trends(MANAGER, keys, Filters()), others(lambda: trends(BOARD, keys, Filters()))
    own = {key: run.frame for key, run in trends(MANAGER.within_own_teams().as_a_board(), keys, Filters()).items()}
    apart = 0
    for key in keys:
        mine, theirs = sees[key].frame, board[key].frame
        assert mine["month"].tolist() == theirs["month"].tolist()
        assert (mine["numerator"].isna() == theirs["numerator"].isna()).all()
        # The reader's own are exact, and those of a board rounded: within two of each other where both are told.
        added = (mine["numerator"] - theirs["numerator"] - own[key]["numerator"]).dropna()
        assert added.abs().le(2).all(), key
        apart += len(added)
    assert apart > 0


def test_what_is_no_measure_is_of_the_others_alone(others: Asked) -> None:
    for asked in (
        drift.plans_by_duration,
        drift.flag_counts,
        neurodiversity.status_counts,
        siblings.attention_reach,
        siblings.gaps_beyond_chance,
        disadvantage.recorded_factors,
    ):
        pd.testing.assert_frame_equal(asked(MANAGER, Filters()), others(partial(asked, BOARD, Filters())))


def test_no_row_of_their_own_is_in_what_the_door_gives_them_of_more(small_county: County) -> None:
    for table in BY_TEAM:
        count = sa.select(table.c.team_id, sa.func.count().label("n")).group_by(table.c.team_id)
        every = ask(local_scope(), count).set_index("team_id")["n"]
        found = ask(MANAGER, count).set_index("team_id")["n"]
        assert found.to_dict() == every.drop(labels=list(OWN)).to_dict()


def test_a_child_of_no_team_is_among_the_others(facts_url: str) -> None:
    rows = [by_hand.plan(f"P{n}", team_id=team, team=team) for n, team in enumerate(("T101", "T9", None))]
    by_hand.put_in_force(facts_url, plans=rows, models=[by_hand.model()], strata=[by_hand.stratum()])
    count = sa.select(sa.func.count().label("n")).select_from(plan_month)
    assert ask(MANAGER, count)["n"].iloc[0] == 2
    assert ask(MANAGER.within_own_teams(), count)["n"].iloc[0] == 1


def test_what_is_worked_out_over_a_whole_authority_is_not_for_them(facts_url: str) -> None:
    by_hand.put_in_force(facts_url, plans=[by_hand.plan("P")], models=[by_hand.model()], strata=[by_hand.stratum()])
    for table in (intersection_model, intersection):
        assert len(ask(local_scope(), sa.select(table))) == 1
        assert ask(MANAGER, sa.select(table)).empty


def test_how_many_children_there_are_in_all_is_not_told_them(small_county: County) -> None:
    held = holdings(MANAGER)
    assert (held.children, held.households, held.unlinked) == (None, None, None)
    assert holdings(BOARD).children is not None


def test_they_are_offered_what_others_have_enough_of_and_what_their_own_have(facts_url: str) -> None:
    own = [by_hand.plan("P", team_id="T101", team="Mine", sex="Unborn", ethnicity_group="Mixed")]
    few = [by_hand.plan("Q", team_id="T9", team="Theirs", ethnicity_group="Asian")]
    many = [by_hand.plan(f"R{n}", team_id="T8", team="Large", ethnicity_group="White British") for n in range(8)]
    by_hand.put_in_force(facts_url, plans=[*own, *few, *many])
    found = choices(MANAGER)
    assert found["teams"] == ["Large", "Mine"]
    assert found["ethnicity_groups"] == ["Mixed", "White British"]


def test_it_is_said_whose_counts_are_rounded_and_whose_are_left_out() -> None:
    for words in (rule_in_words, rule_in_short):
        assert words(MANAGER).startswith("Other teams rounded to the nearest 5, your own added as they are.")
        assert words(MANAGER, measured=False).startswith("Other teams only, rounded to the nearest 5: your own")
        assert words(BOARD) == words(BOARD, measured=False)
        assert words(BOARD).startswith("Rounded to the nearest 5.")
        assert words(MANAGER.within_own_teams()) == ""
