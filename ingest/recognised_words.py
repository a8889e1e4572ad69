"""Recognised words as the words of a page: in points, in types of few sizes. Pure."""

from __future__ import annotations

from collections import Counter

from ingest.direction import is_leftward
from ingest.raw_pdf import Word
from ingest.seen import Seen

# Words the engine is less sure of are dropped. Of Tesseract's words on 20 scans with noise, those below were wrong
# in 68 of 100 cases, those at 0.4 to 0.6 in 53, at 0.6 to 0.8 in 28, above in 2.
LEAST_SURE = 0.4
# Lines within these shares of a size are set in it: engines measure it line by line. Tesseract is off by up to 4 %
# in Latin lines of 10 points, 11 % in smaller ones, and 30 % in Arabic ones, where few letters reach up or down.
SAME_SIZE, SAME_SIZE_LEFTWARD = 0.12, 0.3


def words_in_points(seen: Seen, dpi: float) -> tuple[Word, ...]:
    """The words that are sure enough, of a picture with ``dpi`` dots an inch."""
    kept = [word for word in seen.words if word.confidence >= LEAST_SURE]
    scale = 72 / dpi
    letters: Counter[float] = Counter()
    for word in kept:
        letters[word.size] += len(word.text)
    settled = _settled(letters, SAME_SIZE_LEFTWARD if is_leftward(seen.text) else SAME_SIZE)
    return tuple(
        Word(
            word.text,
            word.left * scale,
            word.top * scale,
            word.right * scale,
            word.bottom * scale,
            word.base * scale,
            settled[word.size] * scale,
            bold=False,
        )
        for word in kept
    )


def _settled(letters: Counter[float], tolerance: float) -> dict[float, float]:
    """For each size the one it is taken for: first the most used takes those near it, then the next."""
    settled: dict[float, float] = {}
    for size, _ in letters.most_common():
        if size not in settled:
            near = [other for other in letters if other not in settled and abs(other - size) <= tolerance * size]
            settled |= dict.fromkeys(near, size)
    return settled
