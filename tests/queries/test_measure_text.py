"""Figures as text, CSV and JSON: what is written can be read back, and what is missing is never a nought."""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from access.scope import Scope, local_scope
from data.facts.terms import FLAGS
from data.practice import Practice
from queries.filters import Filters
from queries.indicators import REGISTRY
from queries.measure import measure
from queries.measure_text import DECIMALS, as_csv, as_json, as_text, notes
from tests.conftest import County
from tests.queries.by_hand import FEEDS, plan, put_in_force

EVERYTHING = local_scope()
NAMES = ("plans_open_15m_plus", "neglect_plans_open", "neglect_rate", "plan_actions_overdue")


@pytest.fixture
def figures(facts_url: str) -> pd.DataFrame:
    """One of three children on a plan 15 months or more; actions not held here; a team and a count not recorded."""
    put_in_force(
        facts_url,
        plans=[
            plan("P1", spell_months=15, team="A, or “B”", disadvantage_count=2),
            plan("P2", team=None, disadvantage_count=None),
            plan("P3", team=None, disadvantage_count=None),
        ],
        feeds=[name for name in FEEDS if name != "ssd_x_plan_actions"],
    )
    return measure(EVERYTHING, NAMES, Filters())


def test_csv_reads_back_as_the_figures(figures: pd.DataFrame) -> None:
    back = pd.read_csv(io.StringIO(as_csv(figures, REGISTRY)))
    assert back.columns.tolist() == [
        *("id", "key", "name", "month", "numerator", "denominator", "value", "low", "high")
    ]
    assert back["key"].tolist() == list(NAMES)
    assert back["id"].tolist() == ["DD03", "DD01", "DD01", "DD12"]
    assert back["name"].tolist() == [REGISTRY[key].name for key in NAMES]
    assert set(back["month"]) == {"2026-10"}
    for column in ("numerator", "denominator", "value", "low", "high"):
        np.testing.assert_allclose(
            back[column].astype(float), figures[column].astype("float64"), atol=0.5 * 10**-DECIMALS, equal_nan=True
        )


def test_json_reads_back_as_the_figures_with_null_for_what_is_missing(figures: pd.DataFrame) -> None:
    long, count, rate, missing = json.loads(as_json(figures, REGISTRY))
    assert (long["id"], long["key"], long["month"]) == ("DD03", "plans_open_15m_plus", "2026-10")
    assert (long["numerator"], long["denominator"], long["value"]) == (1, 3, 0.3333)
    assert isinstance(long["numerator"], int)
    assert (count["numerator"], count["denominator"], count["value"], count["low"]) == (3, None, 3.0, None)
    assert rate["value"] == 3.0
    assert [missing[c] for c in ("numerator", "denominator", "value", "low", "high")] == [None] * 5


def test_csv_leaves_what_is_missing_empty(figures: pd.DataFrame) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(figures, REGISTRY))))
    assert [rows[3][c] for c in ("numerator", "denominator", "value", "low", "high")] == [""] * 5
    assert rows[1]["low"] == ""


def test_text_has_shares_as_percentages_and_a_dash_explained_for_what_is_missing(figures: pd.DataFrame) -> None:
    lines = as_text(figures, REGISTRY).splitlines()
    assert lines[0].split() == ["id", "name", "month", "numerator", "denominator", "value", "low", "high"]
    assert lines[1].split()[-8:] == ["1", "3", "33.3", "%", "6.1", "%", "79.2", "%"]
    assert lines[3].split()[-3:] == ["3.0", "0.6", "8.8"]
    assert lines[4].split()[-5:] == ["-"] * 5
    assert lines[-1] == "- : not recorded here, or not to be worked out"


def test_text_explains_no_dash_where_there_is_none(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    text = as_text(measure(EVERYTHING, ["drifting"], Filters()), REGISTRY)
    assert "not recorded" not in text
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("by", [["team"], ["disadvantage_count"], ["team", "disadvantage_count"]], ids="+".join)
def test_groups_are_written_and_a_group_not_recorded_is_called_so(figures: pd.DataFrame, by: list[str]) -> None:
    split = measure(EVERYTHING, ["plans_open_15m_plus"], Filters(), by=by)
    text = as_text(split, REGISTRY)
    assert "Not recorded" in text
    assert text.splitlines()[0].split()[3 : 3 + len(by)] == by
    back = list(csv.DictReader(io.StringIO(as_csv(split, REGISTRY))))
    assert [row[by[0]] == "" for row in back] == split[by[0]].isna().tolist()
    assert [row[by[0]] is None for row in json.loads(as_json(split, REGISTRY))] == split[by[0]].isna().tolist()
    if by == ["team"]:
        assert back[0]["team"] == "A, or “B”"
        assert "“B”" in as_json(split, REGISTRY)
    if by == ["disadvantage_count"]:
        assert text.splitlines()[1].split()[-9] == "2"


def test_nothing_at_all_is_said_in_words_and_reads_back_as_nothing(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    nothing = measure(Scope((), None, False, exact=True), ["drifting"], Filters())
    assert as_text(nothing, REGISTRY) == "Nothing is recorded here for that."
    assert json.loads(as_json(nothing, REGISTRY)) == []
    assert list(csv.DictReader(io.StringIO(as_csv(nothing, REGISTRY)))) == []


def test_large_counts_are_set_off_in_text_and_plain_elsewhere(figures: pd.DataFrame) -> None:
    large = figures.iloc[:2].assign(numerator=pd.array([1234, 56789], dtype="Int64"), value=[0.5, 56789.0])
    assert "1,234" in as_text(large, REGISTRY)
    assert "56,789.0" in as_text(large, REGISTRY)
    assert "56789.0" in as_csv(large, REGISTRY)
    assert json.loads(as_json(large, REGISTRY))[1]["value"] == 56789.0


def test_long_names_are_written_whole(small_county: County) -> None:
    frame = measure(EVERYTHING, list(REGISTRY), Filters())
    text = as_text(frame, REGISTRY)
    assert all(entry.name in text for entry in REGISTRY.values())
    assert "..." not in text


def test_the_settings_that_shape_the_figures_are_said_with_their_values(facts_url: str) -> None:
    """DD03 at local practice's line and DD11 rest on settings; DD06 on none."""
    settings = Practice(long_plan_months=12, visit_working_days=10)
    put_in_force(facts_url, plans=[plan("P1")], practice=settings)
    entries = [REGISTRY[key].worded(settings) for key in ("plans_long", "cp_visits_on_time", "rereferral_12m")]
    assert entries[0].name == "Long plans: 12 months or more"
    (said,) = notes(EVERYTHING, entries, Filters())
    assert said == (
        "Local settings in force: a plan is long from 12 months; a gap of 27 days or fewer joins two plans; "
        "a child is seen every 10 working days."
    )
    assert notes(EVERYTHING, entries[2:], Filters()) == []


def test_filters_that_events_do_not_record_are_said_with_whose_figures_they_leave_alone(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1")])
    chosen = Filters(plan_types=("CIN",), drifting_only=True, sexes=("Female",))
    (said,) = notes(EVERYTHING, [REGISTRY["rereferral_12m"], REGISTRY["neglect_plans_open"]], chosen)
    assert said == "drifting_only and plan_type not applied to rereferral_12m: these events do not record it."


def test_flags_that_nobody_can_work_out_are_named_beside_drifting(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", **dict.fromkeys(FLAGS, 0) | {"flag_tool_stuck": None})])
    assert notes(EVERYTHING, [REGISTRY["drifting"].worded(Practice())], Filters())[-1] == (
        "Flags that cannot be worked out here, so that drifting is a floor: No recent tool, or scores stuck."
    )


def test_a_name_that_a_spreadsheet_would_run_is_only_text_there(facts_url: str) -> None:
    put_in_force(facts_url, plans=[plan("P1", team="=cmd|' /C calc'!A0"), plan("P2", team="North-East")])
    split = measure(EVERYTHING, ["neglect_plans_open"], Filters(), by=["team"])
    rows = list(csv.DictReader(io.StringIO(as_csv(split, REGISTRY))))
    assert [row["team"] for row in rows] == ["'=cmd|' /C calc'!A0", "North-East"]
