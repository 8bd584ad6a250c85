import pandas as pd

from charts.labels import place, with_symbol


def test_labels_break_into_lines_and_take_the_room_of_all_of_them():
    ends = pd.DataFrame({"name": ["plans open 15 months or more", "repeats"], "share": [0.5, 0.5]})
    placed = place(ends, "share", "name", height=100, low=0, high=1)
    assert placed["label"].tolist() == ["plans open 15 months\nor more", "repeats"]
    # Two lines and one of 15 pixels on a plot of 100: middles 22.5 pixels apart.
    assert round(placed["label_y"].iloc[1] - placed["label_y"].iloc[0], 3) == 0.225


def test_suppressed_counts_are_symbols():
    assert with_symbol(pd.Series([1037, None, 0], dtype="Int64")) == ["1,037", "c", "0"]
    assert with_symbol(pd.Series([None], dtype="float64"), "k") == ["k"]
