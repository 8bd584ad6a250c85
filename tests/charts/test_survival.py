import numpy as np
import pandas as pd
import pytest

from charts.labels import LINE
from charts.survival import HEIGHT, survival
from tests.charts.looking import columns_sent, layers, secret

CURVES = {
    "2023": ("before", 760, 0.4),
    "2024": ("before", 750, 0.41),
    "all": ("period", 760, 0.42),
    "2025": ("focus", 400, 0.6),
}


@pytest.fixture
def curves():
    parts = []
    for cohort, (kind, longest, last) in CURVES.items():
        days = np.arange(0, longest + 1, 10)
        share = 1 - (1 - last) * days / longest
        part = pd.DataFrame({"cohort": cohort, "day": days, "open_share": share, "kind": kind})
        parts.append(part.assign(low=share - 0.05, high=np.minimum(share + 0.05, 1), at_risk=99))
    return secret(pd.concat(parts))


@pytest.fixture
def at_risk():
    rows = [(cohort, day, count) for cohort in CURVES for day, count in ((0, 1300), (365, 200), (730, None))]
    return secret(pd.DataFrame(rows, columns=["cohort", "day", "at_risk"]))


def names(spec):
    return [row for _, rows in layers(spec, "text") for row in rows if "label_y" in row]


def test_only_the_listed_columns_are_sent(curves, at_risk, words):
    sent = columns_sent(survival(curves, at_risk, **words))
    assert sent == {"cohort", "day", "open_share", "low", "high", "label", "label_y"}


def test_names_beside_the_plot_stand_a_line_apart(curves, at_risk, words):
    spec = survival(curves, at_risk, **words).to_dict()
    heights = sorted(row["label_y"] * HEIGHT for row in names(spec) if "cohort" not in row)
    assert len(heights) == 3
    assert np.diff(heights).min() >= LINE - 1e-6


def test_a_cohort_that_stops_short_is_named_at_its_end_clear_of_other_lines(curves, at_risk, words):
    spec = survival(curves, at_risk, **words).to_dict()
    [name] = [row for row in names(spec) if "cohort" in row]
    assert (name["cohort"], name["day"]) == ("2025", 400)
    others = curves[(curves["cohort"] != "2025") & curves["day"].between(400, 460)]["open_share"]
    assert (abs(others - name["label_y"]) * HEIGHT).min() >= 12


def test_the_numbers_beneath_are_written_and_the_suppressed_are_symbols(curves, at_risk, words):
    spec = survival(curves, at_risk, **words).to_dict()
    written = [rows for _, rows in layers(spec, "text") if rows]
    numbers = [[row["label"] for row in rows] for rows in written if set(rows[0]) == {"day", "label"}]
    assert numbers == [["1,300", "200", "c"]] * 4
    beside = [rows[0]["label"] for rows in written if set(rows[0]) == {"label"}]
    assert beside == ["plans still watched at each point", *CURVES]


def test_the_latest_cohort_is_bold_and_the_period_dashed(curves, at_risk, words):
    spec = survival(curves, at_risk, **words).to_dict()
    lines = {row["cohort"]: layer["mark"] for layer, rows in layers(spec, "line") for row in rows}
    assert lines["2025"]["strokeWidth"] > lines["2023"]["strokeWidth"]
    assert lines["all"]["strokeDash"] != lines["2025"]["strokeDash"]


def test_months_are_marked_on_an_axis_of_days(curves, at_risk, words):
    axis = survival(curves, at_risk, **words).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert axis["values"][:3] == pytest.approx([0, 91.3, 182.6], abs=0.1)
    assert "'.0f'" in axis["labelExpr"]


def test_a_curve_known_at_quarters_falls_straight_from_one_to_the_next(curves, at_risk, words):
    """A step would say that nothing had ended until the next share that is shown."""
    spec = survival(curves, at_risk, steps=False, **words).to_dict()
    assert {layer["mark"]["interpolate"] for layer, _ in layers(spec, "line")} == {"linear"}


def test_the_last_quarter_of_a_year_is_marked(at_risk, words):
    year = pd.DataFrame({"cohort": "2024", "day": [0, 365], "open_share": [1.0, 0.5], "low": None, "high": None})
    axis = survival(year.assign(kind="before"), at_risk, **words).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert axis["values"][-1] == 365


def test_no_curves_still_draw(curves, at_risk, words):
    assert survival(curves.head(0), at_risk.head(0), **words).to_dict()["height"] == HEIGHT


def test_numbers_that_would_run_together_on_a_phone_are_left_out(curves, at_risk, words):
    close = pd.concat([at_risk, at_risk[at_risk["day"] == 365].assign(day=380, at_risk=7)])
    spec = survival(curves, close, **words).to_dict()
    days = {row["day"] for _, rows in layers(spec, "text") for row in rows if set(row) == {"day", "label"}}
    assert days == {0, 365, 730}
