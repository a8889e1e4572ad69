from __future__ import annotations

import numpy as np
import pytest

from search.fusion import fused


def test_each_score_counts_relative_to_the_best_of_its_kind() -> None:
    meaning = {1: 0.8, 2: 0.4, 3: 0.2}
    words = {2: 10.0, 4: 5.0}
    assert fused(meaning, words, 0.6) == pytest.approx({
        1: 0.6 * 1.0,
        2: 0.6 * 0.5 + 0.4 * 1.0,
        3: 0.6 * 0.25,
        4: 0.4 * 0.5,
    })  # fmt: skip


def test_a_negative_cosine_has_nothing_in_common() -> None:
    assert fused({1: 0.5, 2: -0.3}, {2: 4.0}, 0.5) == pytest.approx({1: 0.5, 2: 0.5})
    assert fused({1: -0.1}, {}, 0.5) == {1: 0.0}


def test_nothing_gives_nothing() -> None:
    assert fused({}, {}, 0.5) == {}


@pytest.mark.parametrize("weight", [0.0, 0.55, 1.0])
def test_scores_lie_between_nothing_and_all(weight: float) -> None:
    random = np.random.default_rng(3)
    meaning = {int(number): float(random.uniform(-1, 1)) for number in random.integers(0, 99, 40)}
    words = {int(number): float(random.uniform(0, 30)) for number in random.integers(0, 99, 40)}
    scores = fused(meaning, words, weight)
    assert set(scores) == meaning.keys() | words.keys()
    assert all(0 <= score <= 1 + 1e-12 for score in scores.values())


def test_a_weight_of_one_or_none_is_the_order_of_one_kind() -> None:
    meaning, words = {1: 0.9, 2: 0.5, 3: 0.7}, {1: 1.0, 2: 9.0, 3: 5.0}
    alone = fused(meaning, words, 1.0)
    assert sorted(alone, key=lambda number: -alone[number]) == [1, 3, 2]
    alone = fused(meaning, words, 0.0)
    assert sorted(alone, key=lambda number: -alone[number]) == [2, 3, 1]


def test_a_rare_word_stays_far_ahead() -> None:
    """What ranks would hide: the second by words is much worse than the first."""
    scores = fused({}, {1: 40.0, 2: 2.0}, 0.5)
    assert scores == pytest.approx({1: 0.5, 2: 0.025})
