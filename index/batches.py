"""Texts of like length together: padding a short text to a long one's length is work for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.library import Vectors

MOST_TEXTS = 32
MOST_TOKENS = 8_192


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Places in ``lengths``, longest first, in groups of at most `MOST_TEXTS` texts and `MOST_TOKENS` tokens,
    counted as padded to the longest of the group. A text longer than that is a group of its own.
    """  # noqa: D205
    groups: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        group = groups[-1] if groups else []
        room = min(MOST_TEXTS, MOST_TOKENS // max(1, lengths[group[0]])) if group else 0
        if len(group) < room:
            group.append(place)
        else:
            groups.append([place])
    return groups


def in_batches(lengths: Sequence[int], dimension: int, run: Callable[[list[int]], Vectors]) -> Vectors:
    """What ``run`` gives for the places of each group, scaled to unit length and in the given order."""
    vectors = np.zeros((len(lengths), dimension), dtype=np.float32)
    for group in batches(lengths):
        vectors[group] = unit(run(group))
    return vectors


def unit(vectors: Vectors) -> Vectors:
    """The rows of ``vectors`` (n, dimension) scaled to length 1; none may be zero."""
    scaled: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return scaled
