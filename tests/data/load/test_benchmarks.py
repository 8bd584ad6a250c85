"""Loading the Department's published files, and the figures that come with the product."""

import csv
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from access.scope import local_scope
from data.load.benchmarks import load_benchmarks
from data.load.faults import Refused
from data.records.benchmarks import benchmarks
from queries import benchmarks as module
from queries.benchmarks import PUBLISHED, beside, of_areas, published
from queries.indicators import REGISTRY

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "dfe"
SUBSEQUENT = "d3_cpps_subsequent_plan_2013_to_2025.csv"
HEAD = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,"
    "new_la_code,la_name,category,CPP_start,CPP_subsequent,CPP_subsequent_percent"
)
ENGLAND = "2025,Reporting year,National,E92000001,England,,,,,,Repeat,61840,15130,{}"
YORK = "2025,Reporting year,Local authority,E92000001,England,E12000003,Yorkshire,816,E06000014,York,Repeat,c,c,{}"


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    file = folder / "published.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def held(engine: sa.Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        asked = sa.select(
            benchmarks.c.measure, benchmarks.c.area, benchmarks.c.year, benchmarks.c.value, benchmarks.c.symbol
        )
        return [tuple(row) for row in connection.execute(asked.order_by(benchmarks.c.area, benchmarks.c.year))]


def test_a_figure_is_a_number_and_a_symbol_stays_a_symbol(records_engine: sa.Engine, tmp_path: Path) -> None:
    assert load_benchmarks(records_engine, written(tmp_path, ENGLAND.format("24.5"), YORK.format("c"))) == 2
    assert held(records_engine) == [
        ("repeat_plan_ever", "England", 2025, 24.5, None),
        ("repeat_plan_ever", "York", 2025, None, "c"),
    ]


def test_loaded_again_a_figure_is_replaced_and_not_doubled(records_engine: sa.Engine, tmp_path: Path) -> None:
    load_benchmarks(records_engine, written(tmp_path, ENGLAND.format("24.5")))
    load_benchmarks(records_engine, written(tmp_path, ENGLAND.format("24.6"), YORK.format("u")))
    assert [row[3:] for row in held(records_engine)] == [(24.6, None), (None, "u")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (ENGLAND.format("many"), "line 3, CPP_subsequent_percent: 'many' is neither a number nor one of c, z, x, k, u"),
        (ENGLAND.format("-1"), "line 3, CPP_subsequent_percent: '-1' is not a number of nought or more"),
        (ENGLAND.replace("National", "World").format("1"), "line 3, geographic_level: 'World' is not one of"),
        (ENGLAND.replace("2025", "20/21").format("1"), "line 3, time_period: '20/21' is not a year"),
        (YORK.format("1"), "line 3, time_period: '2025' is a second row of this area"),
    ],
)
def test_a_fault_names_its_place_and_nothing_is_loaded(
    line: str, said: str, records_engine: sa.Engine, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        load_benchmarks(records_engine, written(tmp_path, YORK.format("c"), line))
    assert f"published.csv, {said}" in str(refused.value)
    assert held(records_engine) == []


def test_a_file_of_another_kind_is_refused_by_name(records_engine: sa.Engine, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is none of the files known here"):
        load_benchmarks(records_engine, written(tmp_path, "1,2", head="one,two"))
    with pytest.raises(Refused, match="lacks the columns old_la_code"):
        load_benchmarks(records_engine, written(tmp_path, head=HEAD.replace("old_la_code,", "")))


def test_what_comes_with_the_product_is_of_measures_there_are_and_within_bounds() -> None:
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["measure"] for row in rows} <= set(REGISTRY)
    for row in rows:
        assert (row["value"] == "") != (row["symbol"] == "")
        assert row["value"] == "" or 0 <= float(row["value"]) <= 100
        assert row["source"]
        assert row["footnote"]
    keys = [(row["measure"], row["area"], row["year"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_hampshires_year_is_not_compared_with(small_county: object) -> None:
    frame = published(local_scope(), ["young_carer_identified"])
    doubted = frame[~frame["reliable"]]
    assert set(doubted["area"]) == {"South East", "Statistical neighbours"}
    assert doubted["footnote"].str.contains("Hampshire").all()
    assert beside(local_scope(), ["young_carer_identified"], "South East") == {}
    england = beside(local_scope(), ["young_carer_identified"])["young_carer_identified"]
    assert (england.year, england.value) == (2025, 3.7)


def test_areas_stand_in_the_order_practice_names_them_and_a_doubted_figure_is_not_shown(small_county: object) -> None:
    frame = of_areas(local_scope(), ["young_carer_identified", "repeat_plan_ever"])
    assert frame["measure"].unique().tolist() == ["young_carer_identified", "repeat_plan_ever"]
    carers = frame[frame["measure"] == "young_carer_identified"].set_index("area")
    assert carers.index.tolist() == ["England", "South East", "Statistical neighbours", "Oxfordshire"]
    assert carers["value"].isna().to_dict() == {
        "England": False,
        "South East": True,
        "Statistical neighbours": True,
        "Oxfordshire": False,
    }
    assert "Hampshire" in carers.loc["South East", "footnote"]
    assert not frame.duplicated(["measure", "area"]).any()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the Department's files are not part of the product")
@pytest.mark.parametrize("file", sorted(path.name for path in SAMPLES.glob("*.csv")))
def test_the_departments_files_give_the_figures_that_come_with_the_product(
    file: str, records_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = module._shipped()
    load_benchmarks(records_engine, SAMPLES / file)
    with records_engine.connect() as connection:
        loaded = pd.DataFrame(connection.execute(sa.select(benchmarks)).mappings().all())
    both = shipped.merge(loaded, on=["measure", "area", "year"], suffixes=("", "_loaded"))
    assert len(both) >= 12
    # What is taken from counts is rounded by the Department to the nearest five or ten before it is published.
    apart = (both["value"] - both["value_loaded"]).abs()
    assert (apart.fillna(0) <= 0.11).all(), both.loc[apart > 0.11, ["measure", "area", "year", "value", "value_loaded"]]
    assert (both["value"].isna() == both["value_loaded"].isna()).all()


def test_a_loaded_figure_stands_in_the_place_of_the_shipped_one(
    records_engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "records", lambda: records_engine)
    assert beside(local_scope(), ["repeat_plan_ever"])["repeat_plan_ever"].value == 24.5
    load_benchmarks(records_engine, written(tmp_path, ENGLAND.format("25.9").replace("2025", "2026")))
    found = beside(local_scope(), ["repeat_plan_ever"])["repeat_plan_ever"]
    assert (found.year, found.value) == (2026, 25.9)
    assert published(local_scope(), ["repeat_plan_ever"])["year"].max() == 2026
