"""`measure`: what is printed and where, and what is said of a question that cannot be answered."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from queries.indicators import REGISTRY
from queries.measure import SPLITS
from tests.conftest import County
from tests.manage.running import Run


def test_measure_prints_a_table_to_read(small_county: County, run: Run) -> None:
    result = run("measure", "DD03", "drifting")
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["id", "name", "month", "numerator", "denominator", "value", "low", "high"]
    assert [line.split()[0] for line in lines[1:]] == ["DD03"] * 5 + ["DD15"]
    assert "2026-10" in lines[1]
    assert " %" in lines[1]


def test_measure_prints_csv_and_json_that_say_the_same(small_county: County, run: Run) -> None:
    words = ("measure", "DD03", "neglect_rate", "DD06", "--by", "team", "--months", "2", "--format")
    rows = list(csv.DictReader(io.StringIO(run(*words, "csv").stdout)))
    objects = json.loads(run(*words, "json").stdout)
    assert len(rows) == len(objects) > 10
    for row, told in zip(rows, objects, strict=True):
        assert {name: None if value == "" else value for name, value in row.items()} == {
            name: f"{value:.4f}" if isinstance(value, float) else None if value is None else str(value)
            for name, value in told.items()
        }
    assert {row["month"] for row in rows} == {"2026-09", "2026-10"}
    assert {row["key"] for row in rows} >= {"plans_open_9m_plus", "neglect_rate", "rereferral_12m"}


def test_measure_by_a_group_adds_up_to_the_whole(small_county: County, run: Run) -> None:
    whole = json.loads(run("measure", "DD15", "--format", "json").stdout)
    for by in ("team", "age_band"):
        split = json.loads(run("measure", "DD15", "--by", by, "--format", "json").stdout)
        assert sum(row["numerator"] for row in split) == whole[0]["numerator"]
        assert sum(row["denominator"] for row in split) == whole[0]["denominator"]
    both = json.loads(run("measure", "DD15", "--by", "team", "--by", "sex", "--format", "json").stdout)
    assert {"team", "sex"} <= set(both[0])


def test_measure_counts_where_when_and_over_what_it_is_told(small_county: County, run: Run) -> None:
    def figure(*words: str) -> dict[str, Any]:
        (row,) = json.loads(run("measure", *words, "--format", "json").stdout)
        return dict(row)

    every = figure("plans_open_9m_plus")
    assert figure("plans_open_9m_plus", "--where", "drifting_only=yes")["denominator"] < every["denominator"]
    assert figure("plans_open_9m_plus", "--where", "population=all_cp")["denominator"] > every["denominator"]
    assert figure("plans_open_9m_plus", "--month", "2025-01")["month"] == "2025-01"
    sizes = [figure("DD06", "--period", p)["denominator"] for p in ("month", "ytd", "12m")]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    teams = [row["team"] for row in json.loads(run("measure", "DD15", "--by", "team", "--format", "json").stdout)]
    parts = [figure("DD15", "--where", f"team={team}")["denominator"] for team in teams[:2]]
    assert figure("DD15", "--where", f"team={teams[0]}", "--where", f"team={teams[1]}")["denominator"] == sum(parts)


def test_every_indicator_can_be_measured_at_once(small_county: County, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("measure", *REGISTRY, "--format", "csv").stdout)))
    assert [row["key"] for row in rows] == list(REGISTRY)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["DD99"], "There is no indicator 'DD99'. There are: AT01, AT02"),
        (["DD03", "--by", "colour"], f"Figures cannot be split by colour. They can be by: {', '.join(SPLITS)}."),
        (["DD03", "--by", "person_id"], "Figures cannot be split by person_id."),
        (["DD03", "--where", "colour=red"], "'colour' is not a filter. Filters: plan_type, team,"),
        (["DD03", "--where", "plan_type=cp"], "plan_type cannot be cp. It can be: CP, CIN."),
        (["DD03", "--where", "plan_type"], "Write name=value, for example plan_type=CP."),
        (["DD03", "--month", "October"], "'October' is not a month. Write it as 2026-10."),
        (["DD03", "--month", "2026-10-31"], "'2026-10-31' is not a month."),
        (["DD03", "--month", ""], "'' is not a month."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_measured_is_refused_with_what_can(
    small_county: County, run: Run, words: list[str], says: str
) -> None:
    result = run("measure", *words, code=1)
    assert says in result.stderr
    assert result.stdout == ""


def test_a_team_there_is_not_is_told_and_not_counted_as_nobody(small_county: County, run: Run) -> None:
    """A slip in a team's name would otherwise be read as "no children"."""
    result = run("measure", "DD03", "--where", "team=Nroth", code=1)
    assert "Nroth" in result.stderr


def test_a_filter_that_a_figure_does_not_carry_is_said_beside_it(small_county: County, run: Run) -> None:
    """Re-referrals are not about a plan: asked of children on child in need plans alone they are the same for all."""
    result = run("measure", "DD06", "--where", "plan_type=CIN")
    assert "plan_type" in result.stderr
    assert result.stdout == run("measure", "DD06").stdout


def test_a_month_the_data_does_not_reach_is_refused_with_those_it_does(small_county: County, run: Run) -> None:
    for month in ("2031-01", "1999-05"):
        result = run("measure", "neglect_plans_open", "--month", month, code=1)
        assert f"{month} lies outside the data, which runs from 2020-11 to 2026-10." in result.stderr
        assert result.stdout == ""


def test_the_local_settings_that_shape_a_figure_are_said_apart_from_it(small_county: County, run: Run) -> None:
    """They go where messages go, so that figures can be piped; a figure that none shapes has none beside it."""
    result = run("measure", "plans_long", "--format", "csv")
    assert "Local settings in force: a plan is long from 15 months" in result.stderr
    assert "Local settings" not in result.stdout
    assert run("measure", "DD06").stderr == ""


def test_names_and_settings_are_those_the_facts_were_built_with(
    small_county: County, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setting changed since is in force only after a refresh: until then the old one is said."""
    (tmp_path / "practice.toml").write_text("long_plan_months = 9")
    monkeypatch.setenv("PRACTICE_FILE", str(tmp_path / "practice.toml"))
    result = run("measure", "plans_long")
    assert "Long plans: 15 months or more" in result.stdout
    assert "a plan is long from 15 months" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["measure"],
        ["measure", "DD03", "--period", "year"],
        ["measure", "DD03", "--months", "0"],
        ["measure", "DD03", "--months", "many"],
        ["measure", "DD03", "--format", "xml"],
        ["measure", "DD03", "--colour"],
        ["demo", "--scale", "0"],
        ["demo", "--scale", "3"],
        ["load"],
        ["load", "ssd"],
        ["load", "cin-census"],
        ["load", "ssd", "sqlite:///x.db", "--as-at", "yesterday"],
        ["load", "ssd", "sqlite:///x.db", "--child-population", "0"],
        ["load", "ssd", "sqlite:///x.db", "--codes", "no-such-file.toml"],
        ["accounts"],
        ["accounts", "add", "ann"],
        ["accounts", "add", "ann", "--name", "Ann", "--role", "king"],
        ["accounts", "role", "ann", "king"],
        ["accounts", "teams", "ann"],
        ["accounts", "list", "--format", "xml"],
        ["audit"],
        ["audit", "export", "--since", "yesterday"],
        ["audit", "export", "--event", "breakfast"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_a_command_that_is_not_understood_ends_with_2(empty: Path, run: Run, words: list[str]) -> None:
    result = run(*words, code=2)
    assert "Usage" in result.stderr + result.stdout
    assert not (empty / "facts").exists()


def test_help_says_what_there_is(run: Run) -> None:
    told = run("--help").stdout
    for name in ("demo", "load", "refresh", "measure", "loads", "faults", "indicators", "methods", "accounts", "audit"):
        assert name in told
