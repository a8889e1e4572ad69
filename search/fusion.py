"""Two rankings into one: nearness of meaning and match of words, each measured against the best there is.

Convex combination with the theoretical minimum as the lower end (Bruch, Gai, Ingber 2023, "An Analysis of
Fusion Functions for Hybrid Retrieval", section 4): a cosine of 0 and a BM25 score of 0 both mean "nothing in
common", so each score is divided by the highest of its kind. Unlike ranks, it keeps how far apart the
candidates are: the only passage with a rare word stays far ahead.
"""

from __future__ import annotations

from collections.abc import Mapping

SCORE_MEANING = (
    "0 to 1, comparable within one answer: the mean of nearness in meaning and match of words, each relative "
    "to the best passage of the library for this situation. 1 means that no passage is nearer and none matches "
    "the words better. Method texts count three quarters; what quotes the situation word for word comes first."
)


def fused(meaning: Mapping[int, float], words: Mapping[int, float], weight: float) -> dict[int, float]:
    """Scores (0 to 1) of all passages in either mapping.

    ``meaning`` holds cosines, ``words`` BM25 scores by passage number; a passage that is missing in one has
    nothing of it. ``weight`` is the share (0 to 1) of meaning.
    """
    nearest, best = _highest(meaning), _highest(words)
    return {
        number: weight * max(meaning.get(number, 0.0), 0.0) / nearest + (1 - weight) * words.get(number, 0.0) / best
        for number in {**words, **meaning}
    }


def _highest(scores: Mapping[int, float]) -> float:
    highest = max(scores.values(), default=0.0)
    return highest if highest > 0 else 1.0
