import pandas as pd
import pytest

from charts.labels import place, with_symbol


def test_labels_break_into_lines_and_take_the_room_of_all_of_them():
    ends = pd.DataFrame({"name": ["plans open 15 months or more", "repeats"], "share": [0.5, 0.5]})
    placed = place(ends, "share", "name", height=100, low=0, high=1)
    assert placed["label"].tolist() == ["plans open 15 months\nor more", "repeats"]
    # On a plot of 100 pixels the first takes 30 and the second, above it, 15: they touch, and neither wins. The first
    # would begin at 35, the second at 42.5 - 30: so the pair begins at 23.75; first lines at 23.75 + 22.5 and + 37.5.
    assert placed["label_y"].tolist() == pytest.approx([0.4625, 0.6125])


def test_suppressed_counts_are_symbols():
    assert with_symbol(pd.Series([1037, None, 0], dtype="Int64")) == ["1,037", "c", "0"]
    assert with_symbol(pd.Series([None], dtype="float64"), "k") == ["k"]
