import pandas as pd
import pytest

from charts.services import STEP, services
from tests.charts.looking import columns_sent, layers, plain, secret


@pytest.fixture
def kinds():
    return secret(
        pd.DataFrame(
            {
                "service": ["dental", "CAMHS", "GP"],
                "numerator": pd.array([30, None, 5], dtype="Int64"),
                "denominator": pd.array([120, 40, 50], dtype="Int64"),
                "value": [0.25, None, 0.10],
                "low": [0.18, None, 0.04],
                "high": [0.33, None, 0.21],
                "cancelled": [0.05, None, None],
            }
        )
    )


def test_only_the_listed_columns_are_sent(kinds, words):
    sent = columns_sent(services(kinds, whole=0.2, **words))
    assert sent == {"service", "value", "low", "high", "cancelled", "count", "share", "name"}


def test_counts_stand_beside_and_the_hidden_is_a_symbol_without_a_point(kinds, words):
    spec = services(kinds, whole=0.2, **words).to_dict()
    said = [row for _, rows in layers(spec, "text") for row in rows]
    assert {row["service"]: row["count"] for row in said if "count" in row} == {
        "dental": "30 of 120",
        "CAMHS": "c of 40",
        "GP": "5 of 50",
    }
    points, cancelled = (rows for _, rows in layers(spec, "point"))
    assert [row["service"] for row in points] == ["dental", "GP"]
    assert [row["service"] for row in cancelled] == ["dental"]
    assert spec["height"] == 3 * STEP


def test_the_whole_is_a_line_with_its_name_and_services_keep_their_order(kinds, words):
    spec = services(kinds, whole=0.2, **words).to_dict()
    names = [plain(row["name"]) for _, rows in layers(spec, "text") for row in rows if "name" in row]
    assert names == ["all 20 %"]
    rows = next(layer["encoding"]["y"] for layer in spec["layer"] if "sort" in layer["encoding"].get("y", {}))
    assert rows["sort"] == ["dental", "CAMHS", "GP"]
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, pytest.approx(0.33 * 1.06)]
