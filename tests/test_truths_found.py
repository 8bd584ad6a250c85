"""What is planted in the synthetic county is found by the product's own figures and lists, in the whole county.

Each truth of data/demo/truths.py has a test here, marked either
    shown    a figure or a list that is shown today says it
    not_yet  it belongs to pages that are still to come; the facts hold what those pages will need, as far as a column
             of theirs holds it
A truth that is added and not marked fails the last test. Not yet shown by a page: the girl who cares for her brother,
the family that moved in. In no column of the facts yet: reflective sessions, challenges and mid-point reviews.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from access.scope import local_scope
from charts.findings import beyond_chance
from data.demo import truths
from data.demo.truths import (
    CHILD_CARER,
    DIAGNOSED_STAY_LONGER,
    DRIFTING_TEAM,
    MOVED_IN,
    OVERLOOKED_SIBLING,
    REPEAT_ELSEWHERE,
    SILENT_DRIFT,
    STALLED_PLAN,
    TIMELY_TEAM,
    TRUTHS,
    UNANSWERED_SIGNAL,
    UNIFORMLY_POOR,
    UNLIKE_SIBLINGS,
)
from data.facts.tables import FLAGS, event, household_month, plan_month
from queries.door import ask, cases
from queries.drift import drift_by_team, flag_counts, plan_survival
from queries.filters import Filters, Population
from queries.holdings import choices, flags_in_words
from queries.lists import children_behind
from queries.measure import measure
from queries.siblings import care_home_by_home, care_within_homes
from queries.trends import trends

EVERYTHING = local_scope()
LAST = date(2026, 10, 31)
Test = Callable[..., None]
SHOWN: list[object] = []
NOT_YET: list[object] = []

pytestmark = pytest.mark.usefixtures("whole_county")


def shown(truth: object) -> Callable[[Test], Test]:
    SHOWN.append(truth)
    return lambda test: test


def not_yet(truth: object) -> Callable[[Test], Test]:
    NOT_YET.append(truth)
    return lambda test: test


# --- Asking ---


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


# --- What runs through the county ---


@shown(TIMELY_TEAM)
def test_the_team_s_reviews_are_seen_to_have_become_timely() -> None:
    """In the year to March 2025 about one in five was late and in no other team; since, hardly any.

    The two years' 95 % intervals lie apart. The chart calls the worst quarter worse than usual, and no quarter since.
    """
    team = team_called(TIMELY_TEAM.team_id)
    before = figure("cp_reviews_on_time", Filters(teams=(team,), month=date(2025, 3, 31)))
    after = figure("cp_reviews_on_time", Filters(teams=(team,), month=date(2026, 3, 31)))
    assert 1 - before["value"] == pytest.approx(TIMELY_TEAM.late_before, abs=0.1)
    assert after["value"] > 0.9
    assert before["high"] < after["low"]
    others = measure(EVERYTHING, ["cp_reviews_on_time"], Filters(month=date(2025, 3, 31)), by=["team"])
    others = others[(others["team"] != team) & (others["denominator"] >= 20)]
    assert len(others) == len(DRIFTING_TEAM.others)
    assert others["low"].min() > before["high"]
    points = trends(EVERYTHING, ["cp_reviews_on_time"], Filters(teams=(team,)))["cp_reviews_on_time"].frame
    worse = points.loc[points["point"] == "concern", "month"]
    assert len(worse) == 1
    assert worse.item() < pd.Timestamp(TIMELY_TEAM.since)
    since = points[points["month"] > pd.Timestamp(TIMELY_TEAM.since) + pd.DateOffset(months=3)]
    assert (since["value"] > points["value"].min() + 0.3).all()


def curve(filters: Filters, day: int) -> dict[str, tuple[float, float, float]]:
    """Of each cohort's plans, the share still open after so many days, with its interval."""
    steps = plan_survival(EVERYTHING, filters).curves
    last = steps[steps["day"] <= day].groupby("cohort", sort=False).last()
    return {str(row.Index): (row.low, row.open_share, row.high) for row in last.itertuples()}  # type: ignore[misc]


@shown(DIAGNOSED_STAY_LONGER)
def test_plans_of_children_diagnosed_are_seen_to_last_longer() -> None:
    """Over plans of every category, so that there are enough: after a year twice as many are still open in the year
    to October 2026, intervals apart, and more in every year begun; half had ended some half as long again later."""
    every = tuple(choices(EVERYTHING)["neurodivergence"])
    diagnosed = Filters(neurodivergence=("Diagnosed",), population=Population.ALL_CP)
    others = Filters(neurodivergence=tuple(name for name in every if name != "Diagnosed"), population=Population.ALL_CP)
    longer, shorter = curve(diagnosed, 365), curve(others, 365)
    assert set(longer) == set(shorter)
    assert len(longer) == 4
    assert all(longer[cohort][1] > shorter[cohort][1] + 0.2 for cohort in longer)
    assert longer["last twelve months"][0] > shorter["last twelve months"][2]
    halves = [
        plan_survival(EVERYTHING, filters).medians.set_index("cohort")["median"] for filters in (diagnosed, others)
    ]
    ratio = (halves[0] / halves[1]).dropna()
    assert len(ratio) >= 3
    assert ratio.mean() == pytest.approx(DIAGNOSED_STAY_LONGER.factor, abs=0.35)


@shown(DRIFTING_TEAM)
def test_the_drifting_team_alone_is_outside_the_funnel() -> None:
    team = team_called(DRIFTING_TEAM.team_id)
    groups = drift_by_team(EVERYTHING, Filters()).groups
    assert set(groups["group"]) == {team, *(team_called(other) for other in DRIFTING_TEAM.others)}
    assert groups.set_index("group")["outside"].to_dict() == {
        name: "above" if name == team else "inside" for name in groups["group"]
    }
    assert beyond_chance(groups) == f"{team} drifts more than chance would explain"


@shown(DRIFTING_TEAM)
def test_the_drifting_team_drifts_by_the_flags_that_were_planted() -> None:
    """Core groups lapse, actions are put off, tools are not repeated: those flags are up more than in any other team.

    Of actions overdue its interval lies above every other team's.
    """
    team, words = team_called(DRIFTING_TEAM.team_id), flags_in_words(EVERYTHING)
    others = [team_called(other) for other in DRIFTING_TEAM.others]

    def shares(name: str) -> "pd.Series[float]":
        counts = flag_counts(EVERYTHING, Filters(teams=(name,))).set_index("flag")
        return counts["children"] / counts["recorded"]

    mine, most = shares(team), pd.concat([shares(other) for other in others], axis=1).max(axis=1)
    for flag, times in (("flag_core_group_overdue", 2.0), ("flag_action_late", 1.5), ("flag_tool_stuck", 1.0)):
        assert mine[words[flag]] > times * most[words[flag]], flag
    late = measure(EVERYTHING, ["plan_actions_overdue"], Filters(), by=["team"]).set_index("team")
    assert late.loc[team, "low"] > late.loc[others, "high"].max()


# --- Families on the Drift page ---


@shown(STALLED_PLAN)
def test_the_stalled_plan_is_listed_with_its_flags_and_reviews_all_on_time() -> None:
    children = STALLED_PLAN.children
    rows = listed("drifting", *children)
    assert set(rows.index) == set(children)
    for person in children:
        assert up(rows, person) == {"flag_long_plan", "flag_action_late", "flag_tool_stuck", "flag_no_challenge"}
    assert rows["spell_months"].tolist() == [STALLED_PLAN.months_on_plan] * 2
    assert rows["overdue"].eq(0).all()
    assert set(listed("plans_long", *children).index) == set(children)
    assert set(listed("cp_review_in_timescale", *children).index) == set(children)
    assert listed("legal_planning_by_15m", *children).empty
    assert now(*children)[["actions_due", "actions_overdue"]].eq(6).all(axis=None)


@shown(SILENT_DRIFT)
def test_the_silent_drift_is_listed_with_its_flags_and_a_review_overdue() -> None:
    """Ten months on a repeat plan: not yet long, so the want of legal planning is no flag of it."""
    children = SILENT_DRIFT.children
    rows = listed("drifting", *children)
    assert set(rows.index) == set(children)
    for person in children:
        assert up(rows, person) == {
            "flag_repeat_plan",
            "flag_review_overdue",
            "flag_core_group_overdue",
            "flag_action_late",
            "flag_tool_stuck",
        }
    assert rows["next_due_kind"].tolist() == ["Review"] * 2
    assert rows["overdue"].eq(1).all()
    assert (rows["cumulative_days"] > rows["spell_months"] * 31).all(), "the plan before counts as well"
    begun = facts_of(event, *children, kind="plan_start").sort_values("event_date").groupby("person_id")
    assert begun["repeat_24m"].last().tolist() == [1, 1]
    assert listed("cp_review_in_timescale", *children).empty


@shown(SILENT_DRIFT)
def test_the_silent_drift_stands_at_the_head_of_the_list() -> None:
    """Most flags first: five of the eight are up."""
    rows = children_behind(EVERYTHING, "drifting", Filters())
    counts = rows.set_index("person_id")[list(FLAGS)].sum(axis=1)
    assert counts.is_monotonic_decreasing
    assert counts[list(SILENT_DRIFT.children)].tolist() == [5, 5]
    assert set(SILENT_DRIFT.children) <= set(counts.index[:5])


@shown(UNANSWERED_SIGNAL)
def test_the_signal_that_nobody_answered_is_the_one_flag_up() -> None:
    """One flag is not drifting: the child is counted by the flag and in the list of all, and not among the drifting.
    The visit is overdue, for a visit at which a child is not seen is none."""
    child = UNANSWERED_SIGNAL.child
    rows = listed("neglect_plans_open", child)
    assert up(rows, child) == {"flag_signal_unanswered"}
    assert (rows.loc[child, "next_due_kind"], rows.loc[child, "overdue"]) == ("Visit", 1)
    assert listed("drifting", child).empty
    assert listed("cp_visit_in_timescale", child).empty
    words = flags_in_words(EVERYTHING)["flag_signal_unanswered"]
    alike = Filters(teams=(now(child)["team"].item(),), age_bands=(now(child)["age_band"].item(),))
    counts = flag_counts(EVERYTHING, alike).set_index("flag").loc[words]
    behind = children_behind(EVERYTHING, "neglect_plans_open", alike).query("plan_type == 'CP'")
    assert counts["children"] == behind["flag_signal_unanswered"].sum() >= 1


@shown(REPEAT_ELSEWHERE)
def test_only_the_figure_of_any_authority_counts_the_repeat_plan() -> None:
    child = REPEAT_ELSEWHERE.child
    (start,) = facts_of(event, child, kind="plan_start").to_dict("records")
    repeats = {name: start[f"repeat_{name}"] for name in ("ever", "24m", "12m", "any_authority")}
    assert repeats == {"ever": 0, "24m": 0, "12m": 0, "any_authority": 1}
    assert "flag_repeat_plan" not in up(listed("neglect_plans_open", child), child)
    alone = Filters(teams=(start["team"],), age_bands=(start["age_band"],), sexes=(start["sex"],), month=start["month"])
    here, anywhere = (int(figure(key, alone)["numerator"]) for key in ("repeat_plan_ever", "repeat_plan_any_la"))
    assert anywhere == here + 1


# --- Brothers and sisters ---


def listed_home(key: str, person: str) -> pd.DataFrame:
    """The children of one child's home in the list behind a figure of homes, by their ids; none if it is not there."""
    rows = children_behind(EVERYTHING, key, Filters()).set_index("person_id")
    return rows[rows["household"] == rows.loc[person, "household"]] if person in rows.index else rows.iloc[:0]


@shown(OVERLOOKED_SIBLING)
def test_the_overlooked_sibling_is_listed_as_passed_by_among_the_others() -> None:
    """Seen with the others and never alone, no tool, no assessment, no plan: four kinds that both the others have."""
    child, others = OVERLOOKED_SIBLING.overlooked, OVERLOOKED_SIBLING.on_plan
    rows = listed_home("sibling_passed_by", child)
    assert set(rows.index) == {child, *others}
    assert rows.loc[child, ["has_seen", "has_seen_alone", "has_tool", "has_assessment"]].tolist() == [1, 0, 0, 0]
    assert (rows.loc[child, "plan_type"], rows.loc[child, "passed_by_ways"]) == ("none", 4)
    for other in others:
        assert rows.loc[other, ["has_seen", "has_seen_alone", "has_tool", "has_assessment"]].tolist() == [1, 1, 1, 1]
        assert (rows.loc[other, "plan_type"], rows.loc[other, "passed_by_ways"]) == ("CP", 0)
    assert not listed_home("plan_status_mismatch", child).empty
    assert listed_home("all_children_assessed", child).empty
    # The two who are scored are alike: of the home as a whole unequal care says nothing.
    assert listed_home("care_disparity", child).empty
    assert home(others[0])[["children", "children_cp", "children_no_plan", "reach_seen"]].tolist() == [3, 2, 1, 2]


@shown(UNIFORMLY_POOR)
def test_the_uniformly_poor_household_is_listed_and_drawn_at_the_bad_end() -> None:
    """Every one of four at grade 5 for physical care: no disparity, and among the poor and not the alike."""
    children = UNIFORMLY_POOR.children
    rows = listed_home("uniformly_poor", children[0])
    assert set(rows.index) == set(children)
    assert rows[f"grade_{UNIFORMLY_POOR.domain}"].tolist() == [UNIFORMLY_POOR.grade] * 4
    for key in ("care_disparity", "care_disparity_watch", "sibling_passed_by", "plan_status_mismatch"):
        assert listed_home(key, children[0]).empty
    drawn = care_home_by_home(EVERYTHING, Filters())
    worst = drawn[(drawn["gap"] == 0) & (drawn["look"] == "poor")]
    assert [5, 5, 5, 5] in worst["grades"].tolist()
    assert home(children[0])[["care_gap", "uniformly_poor", "status_mismatch"]].tolist() == [0, 1, 0]


@shown(UNLIKE_SIBLINGS)
def test_more_homes_differ_in_attendance_than_chance_would_give_and_none_in_appointments() -> None:
    school, health = (figure(key, Filters()) for key in ("sibling_attendance_gap", "sibling_missed_gap"))
    assert school["low"] > 0.05
    assert health["value"] <= 0.05
    assert 3 <= figure("care_disparity", Filters())["numerator"] <= figure("uniformly_poor", Filters())["numerator"]
    within = care_within_homes(EVERYTHING, Filters())
    assert within is not None
    assert within.share < within.low, "brothers and sisters are still more alike than children of different homes"


# --- Not yet shown by a page ---


@not_yet(CHILD_CARER)
def test_of_the_girl_who_cares_for_her_brother_caring_is_not_recorded() -> None:
    """Not recorded, and not "no": nobody has asked her. Her brother's diagnosis and her parent's illness are known."""
    family = (CHILD_CARER.carer, CHILD_CARER.neurodivergent, CHILD_CARER.youngest)
    rows = now(*family)
    assert rows["young_carer"].tolist() == ["Not recorded"] * 3
    assert rows.loc[CHILD_CARER.neurodivergent, "neurodivergence"] == "Diagnosed"
    assert rows.loc[CHILD_CARER.carer, "neurodivergence"] == "Not recorded"
    assert rows["age"].max() == rows.loc[CHILD_CARER.carer, "age"] == 12
    assert rows["parent_illness_disability"].tolist() == rows["parent_mental_health"].tolist() == [1, 1, 1]
    assert home(CHILD_CARER.carer)[["children", "children_cin", "status_mismatch"]].tolist() == [3, 3, 0]


@not_yet(MOVED_IN)
def test_of_the_family_that_moved_in_the_move_is_known_and_the_plan_elsewhere_is_not_counted_here() -> None:
    """The move narrows the list to them; days on any plan are those of the plan here, and no start was elsewhere."""
    children = MOVED_IN.children
    moved = listed("neglect_plans_open", *children, filters=Filters(disadvantages=("recent_move",)))
    assert set(moved.index) == set(children)
    assert set(moved["plan_type"]) == {"CIN"}
    assert moved["cumulative_days"].tolist() == now(*children)["spell_days"].tolist()
    assert facts_of(event, *children, kind="plan_start").empty
    assert facts_of(plan_month, *children)["month"].min() > LAST - pd.Timedelta(days=MOVED_IN.moved_days_ago)


# --- All of them ---


def test_every_truth_is_found_above_and_marked_as_shown_or_as_not_yet() -> None:
    defined = {value for value in vars(truths).values() if is_dataclass(value) and not isinstance(value, type)}
    assert defined == set(TRUTHS), "a truth is written down and not in the list of truths"
    assert set(SHOWN) | set(NOT_YET) == set(TRUTHS)
    assert not set(SHOWN) & set(NOT_YET)
