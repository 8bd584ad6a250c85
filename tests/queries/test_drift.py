"""What the Drift and delay page asks: the ladder, survival, ends, who is drifting, and the children behind a figure."""

from datetime import date, timedelta

import pytest

from access.scope import Scope, local_scope
from data.facts.terms import FLAGS
from data.practice import Practice
from queries.drift import (
    AT_RISK_DAYS,
    PERIOD,
    drift_by_team,
    ended_so_far,
    flag_counts,
    flags_unknown,
    long_and_repeat,
    plan_ends,
    plan_survival,
    plans_by_duration,
)
from queries.filters import Basis, Filters, Population
from queries.holdings import flags_in_words
from queries.lists import children_behind
from queries.measure import measure
from queries.teams import SMALLEST_TEAM
from tests.conftest import County
from tests.queries.by_hand import Row, end, happening, plan, put_in_force

EVERYTHING = local_scope()
NOT_FOR_NEGLECT = {"neglect_initial": 0, "neglect_latest": 0}


# --- The ladder ---


def test_each_rung_holds_its_first_month_and_not_the_next_rungs(facts_url: str) -> None:
    months = [0, 8, 9, 11, 12, 14, 15, 20, 21, 23, 24, 60]
    put_in_force(
        facts_url,
        plans=[
            *(plan(f"P{n}", spell_months=n) for n in months),
            plan("P98", spell_months=30, **NOT_FOR_NEGLECT),
            plan("P99", "2026-09", spell_months=30),
        ],
    )
    ladder = plans_by_duration(EVERYTHING, Filters())
    assert ladder["band"].tolist() == ["under 9", "9 to 12", "12 to 15", "15 to 21", "21 to 24", "24 or more"]
    assert ladder["children"].tolist() == [2, 2, 2, 2, 2, 2]
    assert ladder["past"].tolist() == [False, False, False, True, True, True]


def test_the_ladder_and_what_is_called_long_are_local_practice(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan(f"P{n}", spell_months=n) for n in (5, 6, 17, 18, 19)],
        practice=Practice(ladder_months=(6, 18), long_plan_months=18),
    )
    ladder = plans_by_duration(EVERYTHING, Filters())
    assert ladder["band"].tolist() == ["under 6", "6 to 18", "18 or more"]
    assert ladder["children"].tolist() == [1, 2, 2]
    assert ladder["past"].tolist() == [False, False, True]


def test_a_rung_within_which_the_line_falls_is_not_past_it(facts_url: str) -> None:
    """Long from 15 months, rungs at 12 and 18: the rung 12 to 18 holds plans on either side of the line."""
    put_in_force(facts_url, plans=[plan("P1")], practice=Practice(ladder_months=(12, 18), long_plan_months=15))
    assert plans_by_duration(EVERYTHING, Filters())["past"].tolist() == [False, False, True]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(month=date(2025, 3, 31)),
        Filters(population=Population.ALL_CP),
        Filters(population=Population.NEGLECT_COHORT),
        Filters(basis=Basis.LATEST, sexes=("Female",)),
        Filters(teams=("Nobody's",)),
    ],
)
def test_the_rungs_add_up_to_the_children_on_plans(small_county: County, filters: Filters) -> None:
    ladder = plans_by_duration(EVERYTHING, filters)
    figure = measure(EVERYTHING, ["plans_open_15m_plus"], filters).iloc[0]
    assert ladder["children"].sum() == figure["denominator"]
    assert ladder.loc[ladder["past"], "children"].sum() == figure["numerator"]


# --- How long plans last ---


def ten(begun: str, lasted: int | None, outcome: str = "Closed") -> list[Row]:
    """Ten plans begun on one day that lasted so many days, or still run. Fewer than ten say nothing in a curve."""
    first = date.fromisoformat(begun)
    done = None if lasted is None else first + timedelta(days=lasted)
    way = None if done is None else outcome
    return [happening("plan_start", begun, f"P{begun}{lasted}{n}", done_date=done, outcome=way) for n in range(10)]


def test_the_latest_whole_years_and_the_year_to_the_month_each_have_a_curve(facts_url: str) -> None:
    """As at October 2026 the latest whole year begun is 2025. Of its 40 plans ten ended after 100 days, ten after 200,
    twenty are open: three quarters open on day 100, half on day 200, which is the day half had ended."""
    put_in_force(
        facts_url,
        plans=[plan("P1")],
        events=[
            *(row for lasted in (100, 200, None, None) for row in ten("2025-03-01", lasted)),
            *(row for year in (2022, 2023, 2024) for row in ten(f"{year}-05-01", 30)),
            *(row | NOT_FOR_NEGLECT for row in ten("2025-03-01", 5)),
            *ten("2026-01-01", 60),
        ],
    )
    found = plan_survival(EVERYTHING, Filters())
    assert found.curves["cohort"].unique().tolist() == ["begun in 2023", "begun in 2024", "begun in 2025", PERIOD]
    assert found.curves.groupby("cohort", sort=False)["kind"].first().tolist() == [
        *("before", "before", "focus", "period")
    ]
    focus = found.curves[found.curves["kind"] == "focus"].set_index("day")["open_share"]
    assert focus[[0, 100, 200]].tolist() == [1.0, 0.75, 0.5]
    assert focus.iloc[-1] == 0.5
    medians = found.medians.set_index("cohort")
    assert medians.loc["begun in 2025", ["begun", "median"]].tolist() == [40, 200]
    assert medians.loc["begun in 2024", ["begun", "median"]].tolist() == [10, 30]
    at_risk = found.at_risk[found.at_risk["cohort"] == "begun in 2025"].set_index("day")["at_risk"]
    assert at_risk[[0, 91, 182, 365]].tolist() == [40, 40, 30, 20]


def test_in_december_the_year_is_whole(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", "2026-12")], events=[*ten("2026-02-01", 40), *ten("2025-02-01", 40)])

    def focus(month: str) -> str:
        curves = plan_survival(EVERYTHING, Filters(month=end(month))).curves
        return str(curves.loc[curves["kind"] == "focus", "cohort"].iloc[0])

    assert focus("2026-11") == "begun in 2025"
    assert focus("2026-12") == "begun in 2026"


def test_plans_are_seen_as_they_stood_at_the_month(facts_url: str) -> None:
    """A plan that ended after the month asked for was open then; one begun after it was not there."""
    put_in_force(facts_url, plans=[plan("P1")], events=[*ten("2025-01-10", 300), *ten("2026-09-01", 3)])
    june = Filters(month=end("2025-06"))
    curves = plan_survival(EVERYTHING, june).curves
    assert curves["cohort"].unique().tolist() == [PERIOD]
    assert (curves["open_share"] == 1.0).all()
    assert curves["day"].max() == (date(2025, 6, 30) - date(2025, 1, 10)).days
    assert plan_ends(EVERYTHING, june).empty
    assert plan_ends(EVERYTHING, Filters())["cause"].unique().tolist() == ["Closed"]


def test_the_curves_of_too_few_plans_are_left_out(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=ten("2025-03-01", 100)[:9])
    assert plan_survival(EVERYTHING, Filters()).curves.empty
    assert plan_ends(EVERYTHING, Filters()).empty


def test_where_no_plan_began_there_are_frames_with_columns_and_no_rows(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    found = plan_survival(EVERYTHING, Filters())
    assert found.curves.columns.tolist() == ["cohort", "day", "open_share", "low", "high", "kind"]
    assert found.at_risk.columns.tolist() == ["cohort", "day", "at_risk"]
    assert found.medians.columns.tolist() == ["cohort", "begun", "median", "low", "high", "ended"]
    assert found.curves.empty
    assert found.at_risk.empty
    assert found.medians.empty


def test_the_countys_curves_fall_and_keep_their_bounds(small_county: County) -> None:
    found = plan_survival(EVERYTHING, Filters())
    assert set(found.curves["kind"]) == {"focus", "before", "period"}
    for _, curve in found.curves.groupby("cohort"):
        assert curve["day"].is_monotonic_increasing
        assert curve["open_share"].is_monotonic_decreasing
        assert curve["open_share"].between(0, 1).all()
        assert (curve["low"] <= curve["open_share"]).all()
        assert (curve["open_share"] <= curve["high"]).all()
    assert set(found.at_risk["day"]) <= set(AT_RISK_DAYS)
    assert (found.medians["begun"] > 0).all()


ROUNDED = Scope(authorities=None, teams=None, may_open_cases=False)


def in_homes(rows: list[Row]) -> list[Row]:
    """Each child in a household of its own, so that no count is hidden for being of few households."""
    return [row | {"household_key": row["person_id"]} for row in rows]


def test_a_rounded_half_is_read_from_the_curve_that_is_drawn(facts_url: str) -> None:
    """Of 40 plans 20 had ended on day 200: the curve is drawn at quarters, and shows a half at the third."""
    begun = [*ten("2024-03-01", 100), *ten("2024-03-01", 200), *ten("2024-03-02", None), *ten("2024-03-03", None)]
    put_in_force(facts_url, plans=[plan("P1")], events=in_homes(begun))
    found = plan_survival(ROUNDED, Filters())
    half = found.medians.set_index("cohort")["median"]["begun in 2024"]
    curve = found.curves[found.curves["cohort"] == "begun in 2024"]
    assert half == 274
    assert found.medians.set_index("cohort")["ended"]["begun in 2024"] == 0.5
    assert half == curve.loc[curve["open_share"] <= 0.5, "day"].min()
    assert found.medians.set_index("cohort").loc["begun in 2024", ["low", "high"]].isna().all()


def test_a_cohort_without_a_line_is_named(facts_url: str) -> None:
    """Ten plans of 2025, of which two ended after 20 days: from then on too few are watched to draw a quarter."""
    begun = [*ten("2025-03-01", 20)[:2], *ten("2025-03-01", None)[:8], *ten("2024-03-01", None)]
    put_in_force(facts_url, plans=[plan("P1")], events=in_homes(begun))
    found = plan_survival(ROUNDED, Filters())
    assert "begun in 2025" in found.left_out
    assert "begun in 2024" in set(found.curves["cohort"])
    assert set(found.medians["cohort"]) == set(found.curves["cohort"])
    assert not set(found.left_out) & set(found.curves["cohort"])


# --- How plans end ---


def test_ends_compete_and_add_up_to_those_ended(facts_url: str) -> None:
    """Forty plans begun on one day: ten closed, ten into care, ten moved away, ten open. A quarter each."""
    ways = [("Closed", 50), ("Into care", 60), ("Moved away", 70), ("", None)]
    put_in_force(
        facts_url,
        plans=[plan("P1")],
        events=[row for way, lasted in ways for row in ten("2025-11-01", lasted, way)],
    )
    found = plan_ends(EVERYTHING, Filters())
    assert ended_so_far(found).to_dict() == pytest.approx({"Closed": 0.25, "Into care": 0.25, "Moved away": 0.25})
    on_55 = found[found["day"] <= 55].groupby("cause")["share"].max()
    assert on_55.to_dict() == {"Closed": 0.25, "Into care": 0.0, "Moved away": 0.0}


def test_a_way_nobody_ended_in_is_nought_and_not_missing(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=ten("2025-11-01", 50))
    assert ended_so_far(plan_ends(EVERYTHING, Filters())).to_dict() == {"Closed": 1.0}


def test_what_is_hidden_of_a_way_of_ending_is_missing_and_not_left_away(facts_url: str) -> None:
    """Three plans into care of forty: a reader of rounded numbers must not take that for none."""
    begun = [*ten("2025-11-01", 50), *ten("2025-11-02", 60, "Into care")[:3]]
    begun += [row for day in ("03", "04") for row in ten(f"2025-11-{day}", None)]
    put_in_force(facts_url, plans=[plan("P1")], events=in_homes(begun))
    assert ended_so_far(plan_ends(EVERYTHING, Filters()))["Into care"] > 0
    so_far = ended_so_far(plan_ends(ROUNDED, Filters()))
    assert "Into care" not in so_far.index
    assert so_far.isna().to_dict() == {"Closed": False, "Other ways": True}


def test_within_a_filter_that_no_plan_ended_so_is_hidden_as_a_few_are(facts_url: str) -> None:
    """Ten of thirty closed. Of one sex alone it is not said that none went into care, nor that none had ended early."""
    begun = [*ten("2025-01-01", 200), *ten("2025-01-02", None), *ten("2025-01-03", None)]
    put_in_force(facts_url, plans=[plan("P1")], events=[row | {"sex": "Female"} for row in in_homes(begun)])
    everybody, girls = Filters(), Filters(sexes=("Female",))
    assert ended_so_far(plan_ends(ROUNDED, everybody)).notna().to_dict() == {"Closed": True}
    assert ended_so_far(plan_ends(ROUNDED, girls)).notna().to_dict() == {"Closed": True, "Other ways": False}
    ways = plan_ends(ROUNDED, girls)
    assert ways.loc[ways["day"] == 0, "share"].tolist() == [0.0, 0.0]
    assert ways.loc[(ways["day"] == 91) & (ways["cause"] == "Closed"), "share"].isna().all()
    days = {
        who: plan_survival(ROUNDED, who).curves.query("cohort == 'begun in 2025'")["day"] for who in (everybody, girls)
    }
    assert 91 in set(days[everybody])
    assert 91 not in set(days[girls])
    assert days[girls].min() == 0


def test_without_plans_nobody_has_ended(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    found = plan_ends(EVERYTHING, Filters())
    assert found.empty
    assert ended_so_far(found).to_dict() == {}


def test_plans_begun_over_three_years_before_the_month_are_left_out(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=[*ten("2023-10-31", 30, "Into care"), *ten("2023-11-01", 50)])
    assert ended_so_far(plan_ends(EVERYTHING, Filters())).to_dict() == {"Closed": 1.0}


# --- Teams, and long plans beside repeat plans ---


def test_teams_stand_on_a_funnel_and_a_small_one_is_left_off(facts_url: str) -> None:
    rows = [("North", SMALLEST_TEAM, 4), ("South", SMALLEST_TEAM + 5, 3), ("Tiny", SMALLEST_TEAM - 1, 9)]
    put_in_force(
        facts_url,
        plans=[plan(f"{t}{n}", team=t, drifting=int(n < up)) for t, size, up in rows for n in range(size)],
    )
    frame = drift_by_team(EVERYTHING, Filters()).groups.set_index("group")
    assert frame["numerator"].to_dict() == {"North": 4, "South": 3}
    assert frame["denominator"].to_dict() == {"North": SMALLEST_TEAM, "South": SMALLEST_TEAM + 5}


def test_a_place_with_only_small_teams_has_an_empty_funnel(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    assert drift_by_team(EVERYTHING, Filters()).groups.empty


def test_long_plans_stand_beside_repeat_plans_month_by_month(small_county: County) -> None:
    frame = long_and_repeat(EVERYTHING, Filters(), months=13)
    assert frame.columns.tolist() == ["month", "line", "share", "numerator", "denominator"]
    assert frame.groupby("line").size().to_dict() == {"open 15 months or more": 13, "repeat within 24 months": 13}
    now = frame[frame["month"] == frame["month"].max()].set_index("line")
    measured = measure(EVERYTHING, ["plans_open_15m_plus", "repeat_plan_24m"], Filters())
    assert now["share"].tolist() == pytest.approx(measured["value"].tolist())


# --- Flags ---


def test_flags_are_counted_with_how_many_children_they_are_known_for(facts_url: str) -> None:
    """Long plan: up for two of three. Tool stuck: up for one of the two it is known for. The rest: not recorded."""
    put_in_force(
        facts_url,
        plans=[
            plan("P1", flag_long_plan=1, flag_tool_stuck=1),
            plan("P2", flag_long_plan=1, flag_tool_stuck=0),
            plan("P3", flag_long_plan=0, flag_tool_stuck=None),
            plan("P4", flag_long_plan=1, **NOT_FOR_NEGLECT),
        ],
    )
    counted = flag_counts(EVERYTHING, Filters()).set_index("flag")
    assert counted.index.tolist() == list(flags_in_words(EVERYTHING).values())
    assert counted.loc["Plan 15 months or more"].tolist() == [2, 3]
    assert counted.loc[FLAGS["flag_tool_stuck"]].tolist() == [1, 2]
    assert counted.loc[FLAGS["flag_review_overdue"]].tolist() == [0, 0]


def test_flags_of_the_county_agree_with_the_figures_that_count_them(small_county: County) -> None:
    counted = flag_counts(EVERYTHING, Filters()).set_index("flag")
    figures = measure(EVERYTHING, ["plans_open_15m_plus", "drifting"], Filters()).set_index("key")
    assert counted.loc["Plan 15 months or more", "children"] == figures.loc["plans_open_15m_plus", "numerator"]
    assert (counted["recorded"] <= figures.loc["drifting", "covered"]).all()
    assert (counted["children"] <= counted["recorded"]).all()
    rows = children_behind(EVERYTHING, "drifting", Filters())
    assert (rows[list(FLAGS)].eq(1).sum(axis=1) >= Practice().drifting_flags).all()


def test_flags_known_for_nobody_are_named(facts_url: str) -> None:
    """Flag 6 is known for one child of two: enough not to be named. Flag 8 for none."""
    known = dict.fromkeys(FLAGS, 0)
    put_in_force(
        facts_url,
        plans=[
            plan("P1", **known | {"flag_no_challenge": None, "flag_tool_stuck": None}),
            plan("P2", **known | {"flag_no_challenge": None}),
        ],
        practice=Practice(long_plan_months=12),
    )
    assert flags_unknown(EVERYTHING, Filters()) == ["12 months, no legal planning or escalation"]


def test_the_long_line_is_local_practices_own(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", flag_long_plan=1)], practice=Practice(long_plan_months=12))
    assert set(long_and_repeat(EVERYTHING, Filters())["line"]) == {"open 12 months or more", "repeat within 24 months"}


def test_a_scope_that_holds_nothing_is_answered_with_nothing(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=ten("2025-11-01", 50))
    nothing = Scope((), None, True, exact=True)
    assert plans_by_duration(nothing, Filters())["children"].sum() == 0
    assert plan_survival(nothing, Filters()).curves.empty
    assert plan_ends(nothing, Filters()).empty
    assert flag_counts(nothing, Filters())["recorded"].sum() == 0
    assert children_behind(nothing, "drifting", Filters()).empty
    assert drift_by_team(nothing, Filters()).groups.empty
    assert long_and_repeat(nothing, Filters()).empty


def test_the_ends_of_one_familys_plans_are_not_drawn_though_older_plans_run_in_other_homes(facts_url: str) -> None:
    """Twelve plans begun since in one home; five before that run on elsewhere, and are not in the curve."""
    rounded = Scope(None, None, may_open_cases=False)
    older = [happening("plan_start", "2023-01-10", f"Q{n}", household_key=f"other {n}") for n in range(5)]

    def begun(homes: int) -> list[Row]:
        told = {"done_date": date(2026, 3, 1), "outcome": "Closed"}
        return [
            happening("plan_start", "2025-03-01", f"P{n}", household_key=f"home {n % homes}", **told) for n in range(12)
        ]

    put_in_force(facts_url, events=[*older, *begun(1)], snapshot_id="one home")
    assert plan_ends(rounded, Filters()).empty
    put_in_force(facts_url, events=[*older, *begun(3)], snapshot_id="three homes")
    assert not plan_ends(rounded, Filters()).empty
