"""A text in pieces: which are words of the situation, which stand in the sentence that fits best."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters shown alike. All pieces of a text, joined, are the text."""

    text: str
    is_word: bool
    is_best: bool


def pieces(text: str, words: Sequence[tuple[int, int]], best: tuple[int, int] | None) -> list[Piece]:
    """``text`` cut where a word of ``words`` or the sentence ``best`` begins or ends."""
    ranges = [*words, *([best] if best else [])]
    inner = {edge for each in ranges for edge in each if 0 < edge < len(text)}
    edges = sorted({0, len(text)} | inner)
    return [
        Piece(text[start:end], covered(start, words), best is not None and covered(start, [best]))
        for start, end in pairwise(edges)
    ]


def covered(place: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in ranges)


def sentences(text: str, words: Sequence[tuple[int, int]], best: tuple[int, int] | None) -> list[list[Piece]]:
    """The pieces before, in and after the best sentence, so that each run is one element on the page."""
    runs: list[list[Piece]] = []
    for piece in pieces(text, words, best):
        if runs and runs[-1][-1].is_best == piece.is_best:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs
