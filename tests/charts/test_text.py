from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.text import balanced, spread, width, wrap

WORDS = st.lists(st.text("abcdefghijW ", min_size=1, max_size=9), min_size=1, max_size=14).map(" ".join)


def test_widths_are_near_what_chromium_measures():
    # Source Sans as Streamlit serves it, measured on a canvas: 13 px regular, 16 px semibold.
    quiet = width("share of child protection plans for neglect still open", 13)
    bold = width("Half of the plans begun in 2025 had ended by day 287", 16, bold=True)
    assert 276.9 <= quiet <= 276.9 * 1.06
    assert 362.8 <= bold <= 362.8 * 1.06


@given(WORDS, st.integers(40, 400))
def test_no_line_is_wider_than_the_room_unless_it_is_one_word(words, room):
    lines = wrap(words, room, 16)
    assert " ".join(lines) == words
    assert all(width(line, 16) <= room or " " not in line for line in lines)
    even = balanced(words, room, 16)
    assert len(even) <= len(lines)
    assert " ".join(even) == words
    assert all(width(line, 16) <= room or " " not in line for line in even)


def test_balanced_lines_leave_no_word_alone():
    title = "Two teams differ more than chance would explain"
    assert wrap(title, 330, 16)[-1] == "explain"
    assert balanced(title, 330, 16) == ["Two teams differ more", "than chance would explain"]


def test_a_percent_sign_stays_with_its_number():
    lines = wrap("was 22 % a year ago", width("was 22", 16) + 2, 16)
    assert lines[0] == "was"
    assert "22\N{NO-BREAK SPACE}%" in lines


places = st.lists(st.tuples(st.floats(0, 280), st.integers(10, 40)), max_size=8)


@given(places)
def test_labels_never_overlap_and_keep_their_order(labels):
    wanted, sizes = [place for place, _ in labels], [float(size) for _, size in labels]
    if sum(sizes) > 280:
        sizes = [size * 280 / sum(sizes) for size in sizes]
    moved = spread(wanted, sizes, 0, 280)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [moved[i] for i in order] == sorted(moved)
    for before, after in pairwise(order):
        assert moved[after] - moved[before] >= (sizes[before] + sizes[after]) / 2 - 1e-6
    assert all(size / 2 - 1e-6 <= place <= 280 - size / 2 + 1e-6 for place, size in zip(moved, sizes, strict=True))


def test_labels_that_do_not_touch_stay_where_they_are():
    assert spread([200, 50, 100], [15, 15, 15], 0, 280) == [200, 50, 100]


def test_labels_that_touch_share_the_move():
    assert spread([100, 100], [10, 10], 0, 280) == [95, 105]
    # The third joins the block; its middle is the mean of the places wanted.
    assert spread([100, 100, 112], [10, 10, 10], 0, 280) == pytest.approx([94, 104, 114])


def test_labels_at_the_edge_are_kept_on_the_page():
    assert spread([279, 280], [10, 10], 0, 280) == [265, 275]
    assert spread([], [], 0, 280) == []


def test_too_many_labels_close_up_evenly():
    assert spread([5, 5, 5, 5], [10, 10, 10, 10], 0, 20) == [2.5, 7.5, 12.5, 17.5]
