"""What is planted in the synthetic county is found by the product's own figures and lists, in the whole county.

Each truth of data/demo/truths.py has a test, marked `shown`: a figure or a list that is shown says it. A truth that is
added and not marked fails the last test. Here are those that run through the county and those of the Drift page; of the
other pages' families, tests/test_families_found.py.
"""

from dataclasses import is_dataclass
from datetime import date

import pandas as pd
import pytest

from charts.findings import beyond_chance
from data.demo import truths
from data.demo.truths import (
    DIAGNOSED_STAY_LONGER,
    DRIFTING_TEAM,
    REPEAT_ELSEWHERE,
    SILENT_DRIFT,
    STALLED_PLAN,
    TIMELY_TEAM,
    TRUTHS,
    UNANSWERED_SIGNAL,
)
from data.facts.tables import event
from data.facts.terms import FLAGS
from queries.drift import drift_by_team, flag_counts, plan_survival
from queries.filters import Filters, Population
from queries.holdings import choices, flags_in_words
from queries.lists import children_behind
from queries.measure import measure
from queries.trends import trends
from tests import test_families_found
from tests.looked_for import EVERYTHING, LAST, SHOWN, facts_of, figure, listed, now, shown, team_called, up

pytestmark = pytest.mark.usefixtures("whole_county")


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


@shown(SILENT_DRIFT)
def test_the_silent_drift_is_among_those_nobody_has_challenged() -> None:
    rows = listed("drift_without_challenge", *SILENT_DRIFT.children)
    assert set(rows.index) == set(SILENT_DRIFT.children)
    for key in ("drift_escalated", "drift_supervised", "drift_questioned", "drift_midpoint"):
        assert listed(key, *SILENT_DRIFT.children).empty


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


@shown(UNANSWERED_SIGNAL)
def test_the_signal_that_nobody_answered_is_listed_among_those_without_a_response() -> None:
    """Not brought, low attendance and not seen, and no action on health or school: the plan acts on the home."""
    child = UNANSWERED_SIGNAL.child
    rows = listed("triple_signal", child)
    signals = ["signal_not_brought", "signal_low_attendance", "signal_not_seen"]
    assert rows.loc[child, signals].tolist() == [1, 1, 1]
    assert rows.loc[child, ["medical_action", "educational_action"]].tolist() == [0, 0]
    assert LAST - pd.Timedelta(days=60) <= rows.loc[child, "two_signals_since"] < LAST - pd.Timedelta(days=14)
    assert (
        len(children_behind(EVERYTHING, "triple_signal", Filters())) == figure("triple_signal", Filters())["numerator"]
    )
    assert now(child)[["missed_2plus_6m", "persistent_absence", "signals_acted_on"]].iloc[0].tolist() == [1, 1, 0]
    assert listed("equal_weight", child).empty


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


# --- All of them ---


def test_every_truth_is_found_here_or_among_the_families() -> None:
    defined = {value for value in vars(truths).values() if is_dataclass(value) and not isinstance(value, type)}
    assert defined == set(TRUTHS), "a truth is written down and not in the list of truths"
    assert test_families_found.shown is shown
    assert set(SHOWN) == set(TRUTHS)
