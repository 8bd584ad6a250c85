"""Figures counted on fingers, and what must hold of any: splits add up, a run is its months, nothing is made up."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from access.scope import Scope, local_scope
from queries.door import ask
from queries.filters import Basis, Filters, Population
from queries.households import TABLES
from queries.indicators import REGISTRY, Fact, Kind, UnknownIndicator
from queries.measure import SPLITS, Period, UnknownSplit, measure
from queries.methods.intervals import byar
from tests.conftest import County
from tests.queries.by_hand import FEEDS, end, happening, household, plan, put_in_force
from tests.queries.figures import LONG, SOME, counts, one

EVERYTHING = local_scope()
COLUMNS = ["key", "month", "numerator", "denominator", "covered", "mark", "value", "low", "high"]


# --- Shares, counts and rates ---


def test_a_share_is_its_numerator_of_its_denominator_with_wilsons_interval(facts_url: str) -> None:
    """Of four children on plans for neglect, one has been on hers 15 months; a fifth's plan is not for neglect."""
    other = {"neglect_initial": 0, "neglect_latest": 0}
    put_in_force(
        facts_url,
        plans=[
            plan("P1", spell_months=15),
            *(plan(f"P{n}", spell_months=14) for n in (2, 3, 4)),
            plan("P5", spell_months=40, **other),
        ],
    )
    row = one(LONG)
    assert counts(row) == (1, 4, 4)
    assert row["value"] == 0.25
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(1, 4, method="wilson"))
    assert row["month"] == pd.Timestamp("2026-10-31")


def test_a_count_stands_alone(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1"), plan("P2", plan_type="CIN", neglect_cin=1)])
    row = one("neglect_plans_open")
    assert (row["numerator"], row["covered"], row["value"]) == (2, 2, 2.0)
    assert pd.isna(row["denominator"])
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_a_rate_is_per_10_000_children_of_the_area_with_byars_interval(facts_url: str) -> None:
    """Three of 12,000 children: 2.5 per 10,000. Garwood's exact limits of 3 are 0.6187 and 8.7673."""
    put_in_force(
        facts_url,
        plans=[plan(f"P{n}") for n in range(3)],
        authorities=[{"code": "A", "child_population": 4_000}, {"code": "B", "child_population": 8_000}],
    )
    row = one("neglect_rate")
    assert row["value"] == pytest.approx(2.5)
    assert (row["low"], row["high"]) == pytest.approx((0.6187 / 1.2, 8.7673 / 1.2), abs=1e-4)
    own = one("neglect_rate", scope=Scope(("A",), None, False, exact=True))
    assert own["value"] == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("scope", "filters"),
    [
        (EVERYTHING, Filters(teams=("North",))),
        (EVERYTHING, Filters(min_disadvantages=1)),
        (Scope(None, ("T1",), False, exact=True), Filters()),
    ],
    ids=["part by team", "part by need", "part by scope"],
)
def test_there_is_no_rate_for_part_of_an_area(facts_url: str, scope: Scope, filters: Filters) -> None:
    """The children of an area are known; how many of them a team serves is not."""
    put_in_force(facts_url, plans=[plan("P1", disadvantage_count=2)])
    assert one("neglect_rate", Filters(month=end("2026-10")))["value"] == pytest.approx(1.0)
    row = one("neglect_rate", filters, scope)
    assert row["numerator"] == 1
    assert np.isnan(row[["value", "low", "high"]].astype(float)).all()


def test_there_is_no_rate_where_one_authority_does_not_say_how_many_children_it_has(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], authorities=[{"code": "A"}, {"code": "B", "child_population": None}])
    assert np.isnan(one("neglect_rate")["value"])
    assert one("neglect_rate", scope=Scope(("A",), None, False, exact=True))["value"] == pytest.approx(1.0)


def test_a_rate_of_several_authorities_split_by_authority_is_each_ones_own(facts_url: str) -> None:
    """One child of 5,000 is 2 per 10,000; three of 10,000 are 3."""
    put_in_force(
        facts_url,
        plans=[plan("P1"), *(plan(f"Q{n}", authority="B") for n in range(3))],
        authorities=[{"code": "A", "child_population": 5_000}, {"code": "B", "child_population": 10_000}],
    )
    split = measure(EVERYTHING, ["neglect_rate"], Filters(), by=["authority"])
    assert split["value"].tolist() == pytest.approx([2.0, 3.0])


def test_a_rate_split_by_groups_whose_size_is_not_known_is_no_rate(facts_url: str) -> None:
    """Two children, one in each team: neither team's share of the area's children is known."""
    put_in_force(facts_url, plans=[plan("P1"), plan("P2", team="South")])
    split = measure(EVERYTHING, ["neglect_rate"], Filters(), by=["team"])
    assert split["numerator"].tolist() == [1, 1]
    assert split["value"].isna().all()


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_share_has_wilsons_interval(facts_url: str, given_counts: tuple[int, int]) -> None:
    numerator, denominator = given_counts
    put_in_force(facts_url, plans=[plan(f"P{n}", drifting=int(n < numerator)) for n in range(denominator)])
    row = one("drifting")
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(numerator, denominator, method="wilson"))
    assert row["value"] == pytest.approx(numerator / denominator)


def test_what_is_not_recorded_is_in_no_denominator_but_is_covered(facts_url: str) -> None:
    """Seen in time: one yes, one no, one not recorded. The figure rests on two of three children."""
    put_in_force(facts_url, plans=[plan(f"P{n}", seen_in_time=seen) for n, seen in enumerate((1, 0, None))])
    row = one("cp_visit_in_timescale")
    assert counts(row) == (1, 2, 3)
    assert row["value"] == 0.5


def test_where_nobody_is_recorded_there_is_no_value(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", seen_in_time=None)])
    row = one("cp_visit_in_timescale")
    assert counts(row) == (0, 0, 1)
    assert np.isnan(row[["value", "low", "high"]].astype(float)).all()


# --- What is not held ---


def test_an_indicator_whose_table_holds_nothing_is_not_recorded_here_and_not_nought(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=[n for n in FEEDS if n != "ssd_x_plan_actions"])
    frame = measure(EVERYTHING, ["plan_actions_overdue", "drifting"], Filters(), months=2)
    missing = frame[frame["key"] == "plan_actions_overdue"]
    assert missing[["numerator", "denominator", "covered", "value", "low", "high"]].isna().all(axis=None)
    assert frame.loc[frame["key"] == "drifting", "numerator"].notna().all()
    split = measure(EVERYTHING, ["plan_actions_overdue"], Filters(), by=["team"])
    assert split[["numerator", "denominator", "covered", "value"]].isna().all(axis=None)


def test_a_count_whose_table_holds_nothing_is_not_recorded_here_either(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], feeds=["ssd_cin_episodes"])
    for name in ("assessment_open_late", "neglect_plans_open", "neglect_rate"):
        assert one(name)[["numerator", "covered", "value"]].isna().all()


@pytest.mark.parametrize("name", ["neglect_plans_open", LONG, "rereferral_12m"])
@pytest.mark.parametrize("month", ["2031-01", "1999-05"])
def test_a_month_the_data_does_not_reach_is_not_recorded_and_not_nought(facts_url: str, name: str, month: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], events=[happening("referral", "2026-10-05", rereferral=1)])
    row = one(name, Filters(month=end(month)), period=Period.MONTH)
    assert row[["numerator", "covered", "value"]].isna().all()


def test_a_scope_that_holds_nothing_gets_a_frame_of_the_same_shape_with_nothing_in_it(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    for by in ([], ["team"]):
        frame = measure(Scope((), None, False, exact=True), [LONG, "rereferral_12m"], Filters(), by=by)
        assert frame.columns.tolist() == [*COLUMNS[:2], *by, *COLUMNS[2:]]
        assert frame["numerator"].dropna().empty


def test_a_team_with_no_children_counts_none(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    row = one(LONG, scope=Scope(None, ("T9",), False, exact=True))
    assert counts(row) == (0, 0, 0)
    assert np.isnan(row["value"])


# --- Splits ---


@pytest.mark.parametrize("by", [*([name] for name in SPLITS), ["team", "sex"]], ids="+".join)
def test_a_split_adds_up_to_the_whole(small_county: County, by: list[str]) -> None:
    able = [key for key in SOME if all(name in TABLES[REGISTRY[key].fact].c for name in by)]
    assert able
    whole = measure(EVERYTHING, able, Filters()).set_index("key")
    split = measure(EVERYTHING, able, Filters(), by=by)
    assert not split.duplicated(["key", "month", *by]).any()
    for column in ("numerator", "denominator", "covered"):
        added = split.groupby("key")[column].sum(min_count=1).reindex(whole.index)
        assert added.astype("Int64").equals(whole[column]), column
    assert whole["covered"].sum() > 0


def test_children_of_no_named_group_are_a_group(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", team=None), plan("P2"), plan("P3", spell_months=20)])
    split = measure(EVERYTHING, [LONG], Filters(), by=["team"])
    assert split["team"].isna().tolist() == [False, True]
    assert split["denominator"].tolist() == [2, 1]
    assert split["value"].tolist() == [0.5, 0.0]


def test_a_split_no_figure_can_be_made_by_is_refused_with_those_that_can(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    for by in (["person_id"], ["household_key"], ["team", "colour"], ["month; DROP TABLE plan_month"]):
        with pytest.raises(UnknownSplit, match=f"cannot be split by {by[-1]}.*can be by: authority, team, locality"):
            measure(EVERYTHING, [LONG], Filters(), by=by)


# --- Filters, populations and bases ---


def test_a_reader_may_cut_any_measure_to_another_population(facts_url: str) -> None:
    other = {"neglect_initial": 0, "neglect_latest": 0}
    need = {**other, "plan_type": "CIN", "neglect_cin": 1}
    put_in_force(facts_url, plans=[plan("P1"), plan("P2", **other), plan("P3", **need), plan("P4", **need)])
    sizes = {p: int(one(LONG, Filters(population=p))["denominator"]) for p in Population}
    assert sizes == {
        Population.NEGLECT_CP: 1,
        Population.NEGLECT_CIN: 2,
        Population.NEGLECT_COHORT: 3,
        Population.ALL_CP: 2,
        Population.EVERYONE: 4,
    }


def test_the_basis_of_neglect_changes_who_is_counted(facts_url: str) -> None:
    """One plan was for neglect at first only, two are now, one is both; a fifth never was."""
    rows = [(1, 0), (0, 1), (0, 1), (1, 1), (0, 0)]
    put_in_force(
        facts_url, plans=[plan(f"P{n}", neglect_initial=then, neglect_latest=now) for n, (then, now) in enumerate(rows)]
    )
    shares = {b: counts(one("neglect_share", Filters(basis=b)))[:2] for b in Basis}
    assert shares == {Basis.EITHER: (4, 5), Basis.INITIAL: (2, 5), Basis.LATEST: (3, 5)}
    assert {b: int(one(LONG, Filters(basis=b))["denominator"]) for b in Basis} == {b: n for b, (n, _) in shares.items()}


def test_filters_hold_for_stocks_and_flows_alike(facts_url: str) -> None:
    put_in_force(
        facts_url,
        plans=[plan("P1"), plan("P2", team="South", spell_months=16)],
        events=[
            happening("referral", f"2026-10-0{n}", team=team, rereferral=0) for n, team in ((1, "North"), (2, "South"))
        ],
    )
    frame = measure(EVERYTHING, [LONG, "rereferral_12m"], Filters(teams=("South",)))
    assert frame["denominator"].tolist() == [1, 1]
    assert frame["numerator"].tolist() == [1, 0]


def test_events_of_one_kind_are_not_counted_into_another(facts_url: str) -> None:
    put_in_force(
        facts_url,
        events=[
            happening("plan_start", "2026-10-01", repeat_24m=1),
            happening("plan_end", "2026-10-02", lasted_2y=1),
            happening("referral", "2026-10-03", rereferral=1),
        ],
    )
    frame = measure(
        EVERYTHING, ["repeat_plan_24m", "plans_2y_ended", "rereferral_12m", "cp_reviews_on_time"], Filters()
    )
    assert frame["covered"].tolist() == [1, 1, 1, 0]
    assert frame["numerator"].tolist() == [1, 1, 1, 0]


def test_households_are_no_part_of_these_figures(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")], households=[household("H1"), household("H2")])
    assert one("neglect_plans_open")["numerator"] == 1


# --- Asking ---


def test_indicators_come_in_the_order_asked_for_each_once(small_county: County) -> None:
    frame = measure(EVERYTHING, ["DD15", "rereferral_12m", "DD03", "drifting"], Filters())
    assert frame["key"].tolist() == [
        "drifting",
        "rereferral_12m",
        "plans_long",
        "plans_open_9m_plus",
        "plans_open_12m_plus",
        "plans_open_15m_plus",
        "plans_open_21m_plus",
    ]
    assert frame.columns.tolist() == COLUMNS


def test_asked_together_or_alone_a_figure_is_the_same(small_county: County) -> None:
    together = measure(EVERYTHING, list(REGISTRY), Filters(), months=2)
    for key in SOME:
        alone = measure(EVERYTHING, [key], Filters(), months=2)
        pd.testing.assert_frame_equal(together[together["key"] == key].reset_index(drop=True), alone)


def test_an_indicator_there_is_not_is_refused_with_those_there_are(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    with pytest.raises(UnknownIndicator, match=r"There is no indicator 'DD99'\. There are: AT01, AT02") as told:
        measure(EVERYTHING, ["DD03", "DD99"], Filters())
    assert str(told.value).startswith("There is no")


def test_however_many_figures_there_is_one_question_for_each_fact_table(
    small_county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real: Callable[..., pd.DataFrame] = ask

    def listening(scope: Scope, statement: object) -> pd.DataFrame:
        asked.append(str(statement))
        return real(scope, statement)  # type: ignore[arg-type]

    monkeypatch.setattr("queries.measure.ask", listening)
    measure(EVERYTHING, list(REGISTRY), Filters(), months=13)
    assert sum("FROM plan_month" in text for text in asked) == 1
    assert sum("FROM event" in text for text in asked) == 1


def test_every_figure_of_the_county_is_possible(small_county: County) -> None:
    frame = measure(EVERYTHING, list(REGISTRY), Filters(), months=24)
    shares = frame[frame["key"].map(lambda key: REGISTRY[key].kind is Kind.SHARE)]
    known = shares.dropna(subset=["value"])
    assert (known["numerator"] <= known["denominator"]).all()
    assert (shares["denominator"] <= shares["covered"]).all() or set(
        shares.loc[shares["denominator"] > shares["covered"], "key"]
    ) <= {"plan_actions_overdue", "plan_actions_not_met"}  # several actions a child
    assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all()
    rate = frame[frame["key"] == "neglect_rate"]
    assert rate["value"].tolist() == pytest.approx((rate["numerator"] / 6_280 * 10_000).tolist())
    assert (rate["low"].tolist(), rate["high"].tolist()) == tuple(
        pytest.approx(limit.tolist()) for limit in byar(rate["numerator"], pd.Series(0.628, index=rate.index))
    )


def test_postgresql_gives_the_same_figures_as_duckdb(
    facts_url: str, postgres_facts_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {
        "plans": [
            plan(
                f"P{n}",
                spell_months=n,
                disadvantage_count=n % 2 or None,
                seen_in_time=(1, 0, None)[n % 3],
                team=f"T{n % 4}",
            )
            for n in range(30)
        ],
        "events": [happening("referral", f"2026-0{n % 9 + 1}-03", rereferral=n % 2) for n in range(20)],
    }
    found = []
    for url in (facts_url, postgres_facts_url):
        put_in_force(url, **held)
        monkeypatch.setenv("FACTS_URL", url)
        whole = measure(EVERYTHING, list(REGISTRY), Filters(), months=3)
        split = [key for key, entry in REGISTRY.items() if entry.fact is not Fact.HOUSEHOLD_MONTH]
        found.append((whole, measure(EVERYTHING, split, Filters(), by=["team", "disadvantage_count"])))
    for duckdb, postgresql in zip(*found, strict=True):
        pd.testing.assert_frame_equal(duckdb, postgresql)
