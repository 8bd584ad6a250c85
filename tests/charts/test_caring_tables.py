import pandas as pd

from charts.caring_tables import figures_table, groups_table, homes_table, status_table


def test_hidden_counts_are_the_symbol():
    statuses = pd.DataFrame({"band": ["Diagnosed", "Suspected"], "children": pd.array([1034, None], dtype="Int64")})
    assert status_table(statuses)["Children"].tolist() == ["1,034", "c"]


def test_a_row_is_a_kind_of_household():
    homes = pd.DataFrame(
        {
            "why": ["A child", "A child", "A parent", "A parent"],
            "state": ["never asked", "all asked", "never asked", "all asked"],
            "homes": pd.array([18, 0, None, 16], dtype="Int64"),
        }
    )
    table = homes_table(homes)
    assert table.columns.tolist() == ["Household", "Never asked", "All asked"]
    assert table.to_numpy().tolist() == [["A child", "18", "0"], ["A parent", "c", "16"]]


def test_groups_are_told_in_months_with_how_many_were_watched():
    medians = pd.DataFrame(
        {
            "cohort": ["Diagnosed", "On a pathway", "None"],
            "begun": pd.array([61, None, 847], dtype="Int64"),
            "median": [456.6, 304.4, float("nan")],
            "low": [399.0, 300.0, float("nan")],
            "high": [565.0, float("nan"), float("nan")],
        }
    )
    at_risk = pd.DataFrame(
        {"cohort": ["Diagnosed", "Diagnosed", "None"], "day": [0, 365, 0], "at_risk": pd.array([41, None, 660])}
    )
    table = groups_table(medians, at_risk)
    assert table["Half had ended after"].tolist() == ["15 months", "10 months", "Not yet"]
    assert table["Likely between"].tolist() == ["13 and 19 months", "10 months or later", "Not said"]
    assert table["Plans"].tolist() == ["61", "c", "847"]
    assert table["Watched at 0 months"].tolist() == ["41", "c", "660"]
    assert groups_table(medians, at_risk.iloc[:0]).columns.tolist() == table.columns.tolist()[:4]


def test_figures_stand_beside_what_they_were():
    table = figures_table([("Direct work", "42 of 98 children (43 %)", "48 %")], "Recorded")
    assert table.columns.tolist() == ["Recorded", "Now", "A year ago"]
