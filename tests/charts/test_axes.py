import pandas as pd
import pytest

from charts.axes import days_as_months, written


@pytest.mark.parametrize(("longest", "step"), [(730, 3), (1400, 6)])
def test_marks_fall_every_three_months_or_six_when_long(longest, step):
    values = days_as_months(pd.Series([0, longest])).to_dict()["axis"]["values"]
    assert values[1] == pytest.approx(step * 30.44, abs=0.1)
    assert values[-1] <= longest


def test_no_days_still_make_an_axis():
    assert days_as_months(pd.Series([], dtype=float)).to_dict()["scale"]["domain"][1] > 0


def test_shares_are_written_with_a_space():
    assert (
        written(".0%").to_dict()["labelExpr"] == "datum.value > 1.0001 ? '' : format(datum.value * 100, '.0f') + ' %'"
    )
    assert written(",.0f").to_dict()["format"] == ",.0f"
