import numpy as np
import pandas as pd
import pytest

from charts.theme import LIGHT
from charts.xmr import MEANINGS, sparkline, xmr
from tests.charts.looking import columns_sent, layers

COLUMNS = {"month", "value", "mean", "lower", "upper", "point", "base", "signal"}


def marks(spec, kind):
    return [layer for layer, _ in layers(spec, kind)]


def test_only_the_listed_columns_are_sent(monthly, words):
    assert columns_sent(xmr(monthly, **words)) == COLUMNS
    assert columns_sent(xmr(monthly, target=0.9, **words)) == COLUMNS | {"target", "name"}
    assert columns_sent(sparkline(monthly, description="The last two years.", target=0.9)) == COLUMNS | {"target"}


def test_points_differ_by_shape_as_well_as_colour(monthly, words):
    [points] = marks(xmr(monthly, **words).to_dict(), "point")
    for channel in ("color", "shape"):
        scale = points["encoding"][channel]["scale"]
        assert scale["domain"] == list(MEANINGS)
        assert len(set(scale["range"])) == len(MEANINGS)
    assert points["encoding"]["color"]["scale"]["range"][0] == LIGHT.grey


def test_points_are_said_in_plain_words(monthly, words):
    spec = xmr(monthly, **words).to_dict()
    [(points, rows)] = layers(spec, "point")
    assert {row["signal"] for row in rows} == {"within its usual range", "better"}
    assert [tip["title"] for tip in points["encoding"]["tooltip"]] == ["month", "value", "average", "signal"]


def test_a_missing_month_is_sent_as_missing(monthly, words):
    spec = xmr(monthly, **words).to_dict()
    [(_, rows)] = layers(spec, "point")
    assert rows[5]["value"] is None


def test_limits_break_where_the_base_changes(monthly, words):
    lines = marks(xmr(monthly, **words).to_dict(), "line")
    broken = {line["encoding"]["y"]["field"]: "detail" in line["encoding"] for line in lines}
    assert broken == {"lower": True, "upper": True, "mean": True, "value": False}


def test_the_target_is_labelled_with_its_value_or_as_told(monthly, words):
    def names(**options):
        spec = xmr(monthly, target=0.9, **options, **words).to_dict()
        return {row["name"] for _, rows in layers(spec, "text") for row in rows}

    assert names() == {"target 90 %"}
    assert names(target_name="proposed 90 %") == {"proposed 90 %"}
    assert names(number_format=",.1f") == {"target 0.9"}


@pytest.mark.parametrize(
    ("crowded", "align"),
    [(slice(12, 24), "left"), (slice(0, 12), "right")],
)
def test_the_targets_name_keeps_clear_of_the_points(months, words, crowded, align):
    value = np.full(24, 0.5)
    value[crowded] = np.where(np.arange(12) % 2, 0.93, 0.87)
    frame = pd.DataFrame({"month": months, "value": value, "mean": 0.7, "lower": 0.4, "upper": 1.0})
    spec = xmr(frame.assign(point="common", base=0), target=0.9, **words).to_dict()
    assert {text["mark"]["align"] for text in marks(spec, "text")} == {align}


def test_every_mark_lies_within_the_axis(monthly, words):
    spec = xmr(monthly, target=1.2, **words).to_dict()
    low, high = marks(spec, "point")[0]["encoding"]["y"]["scale"]["domain"]
    assert low < 0.6
    assert high > 1.2


def test_first_and_last_months_are_marked(monthly, words):
    axis = marks(xmr(monthly, **words).to_dict(), "point")[0]["encoding"]["x"]["axis"]
    assert axis["values"][0] == {"year": 2024, "month": 11}
    assert axis["values"][-1] == {"year": 2026, "month": 10}
    # Where space is short the middle one gives way.
    assert axis["labelExpr"].endswith("timeFormat(datum.value, '%b %y') : ''")


def test_a_sparkline_has_neither_title_nor_axes(monthly):
    spec = sparkline(monthly, description="The last two years.").to_dict()
    assert "title" not in spec
    axes = [layer["encoding"][channel]["axis"] for layer in spec["layer"] for channel in ("x", "y")]
    assert axes == [None] * len(axes)


def test_a_run_chart_without_limits_and_an_empty_one_still_draw(monthly, words):
    bare = monthly.assign(lower=np.nan, upper=np.nan)
    assert columns_sent(xmr(bare, **words)) == COLUMNS
    assert xmr(monthly.head(0), **words).to_dict()["height"] == 150
