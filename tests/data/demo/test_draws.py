"""Draws: repeatable, independent by subject, in the shares asked for."""

import numpy as np
import pytest

from data.demo.draws import Streams, chance, ids, pick, spread, uniform


def test_a_subject_s_stream_does_not_depend_on_the_others() -> None:
    alone = Streams(1, "999")("plans").random(5)
    streams = Streams(1, "999")
    streams("people").random(1000)
    assert np.array_equal(streams("plans").random(5), alone)


def test_streams_differ_by_seed_authority_and_subject() -> None:
    drawn = {
        tuple(Streams(seed, code)(subject).random(3))
        for seed, code, subject in ((1, "999", "a"), (2, "999", "a"), (1, "998", "a"), (1, "999", "b"))
    }
    assert len(drawn) == 4


def test_spread_follows_its_table() -> None:
    """Half at or below 10 and half between 10 and 30: the median is 10 and three quarters lie at or below 20."""
    drawn = spread(Streams(1, "x")("spread"), [(0, 0), (0.5, 10), (1, 30)], 20_000)
    assert drawn.min() == 0 and drawn.max() == 29
    assert np.mean(drawn < 10) == pytest.approx(0.5, abs=0.02)
    assert np.mean(drawn < 20) == pytest.approx(0.75, abs=0.02)


def test_pick_takes_shares_that_need_not_add_to_one() -> None:
    drawn = pick(Streams(1, "x")("pick"), {"a": 30, "b": 10}, 20_000)
    assert np.mean(drawn == "a") == pytest.approx(0.75, abs=0.02)


def test_even_draws_are_even_within_a_block_and_random_in_it() -> None:
    """In blocks of ten taken by the order given, each tenth of the unit interval is drawn exactly once."""
    order = np.arange(40)[::-1].copy()
    drawn = uniform(Streams(1, "x")("even"), 40, order, block=10)
    by_order = drawn[np.argsort(order)]
    tenths = np.floor(by_order.reshape(4, 10) * 10).astype(int)
    assert all(sorted(row) == list(range(10)) for row in tenths)
    assert not all(list(row) == list(range(10)) for row in tenths)


def test_even_draws_of_a_last_short_block_stay_below_one() -> None:
    drawn = uniform(Streams(1, "x")("short"), 13, np.arange(13), block=10)
    assert drawn.min() >= 0 and drawn.max() < 1


def test_chance_takes_one_share_or_one_each() -> None:
    rng = Streams(1, "x")("chance")
    assert chance(rng, np.array([0.0, 1.0]), 2).tolist() == [False, True]


def test_ids_are_texts() -> None:
    assert ids("P", np.array([7, 8])).tolist() == ["P7", "P8"]
