import pandas as pd
import pytest

from charts.group_tables import factors_table, groups_table, strata_table
from tests.charts.looking import plain


@pytest.fixture
def groups():
    return pd.DataFrame(
        {
            "group": ["all", "Poor", "*Old*"],
            "numerator": pd.array([90, 45, None], dtype="Int64"),
            "denominator": pd.array([285, 115, 20], dtype="Int64"),
            "mark": ["", "", "c"],
            "share": [0.316, 0.391, None],
            "low": [0.25, 0.29, None],
            "high": [0.39, 0.51, None],
            "ratio": [None, 1.24, None],
            "difference": [None, 0.075, None],
            "beyond": ["", "above", ""],
            "unsure": "",
        }
    )


def test_a_group_is_a_row_with_its_counts_its_share_and_how_it_stands_beside_all(groups):
    table = groups_table(groups, "Children", "Drifting")
    assert table.columns.tolist() == ["Children", "Drifting", "Of", "Share", "Likely", "Beside all"]
    assert [plain(str(value)) for value in table.iloc[1]] == [
        "Poor",
        "45",
        "115",
        "39 %",
        "29 % to 51 %",
        "1.2 times as often as all: 8 more in every 100; above all, beyond chance",
    ]
    assert table["Beside all"].iloc[0] == ""
    unsure = groups_table(groups.assign(beyond="", unsure=["", "above", ""]), "Children", "Drifting")
    assert unsure["Beside all"].iloc[1].endswith("beyond chance by the rounded counts, not for sure")


def test_what_is_hidden_is_its_symbol_and_a_name_is_no_markdown(groups):
    hidden = groups_table(groups, "Children", "Drifting").iloc[2]
    assert [str(value) for value in hidden] == ["\\*Old\\*", "c", "20", "c", "", ""]


def test_a_factor_s_answers_and_how_many_are_missing():
    factors = pd.DataFrame(
        {"factor": ["Low income", "Housing need"], "yes": [20, 5], "no": [0, 10], "unknown": [60, 5]}, dtype="object"
    ).astype({"yes": "Int64", "no": "Int64", "unknown": "Int64"})
    table = factors_table(factors)
    assert table["Recorded no"].tolist() == [0, 10]
    assert [plain(value) for value in table["Share not recorded"]] == ["75 %", "25 %"]
    factors.loc[1, "unknown"] = pd.NA
    hidden = factors_table(factors)
    assert hidden["Not recorded"].tolist() == ["60", "c"]
    assert hidden["Share not recorded"].tolist()[1] == "c"


def test_an_intersection_is_a_row_named_by_what_crosses_in_it():
    strata = pd.DataFrame({"sex": ["Female"], "children": [12], "estimate": [0.43], "low": [0.21], "high": [0.68]})
    table = strata_table(strata, {"sex": "Sex"})
    assert [plain(str(value)) for value in table.iloc[0]] == ["Female", "12", "43 %", "21 % to 68 %"]
