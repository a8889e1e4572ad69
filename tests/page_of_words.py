"""Words and lines as they would stand on a page, without a PDF: for tests of pure geometry."""

from __future__ import annotations

from ingest.lines import Line
from ingest.raw_pdf import Rule, Word

ADVANCE = 0.5  # of the type size, for every character


def words_at(text: str, left: float, base: float, size: float = 10.0, bold: bool = False) -> list[Word]:
    """A run of words from ``left`` on, on the baseline ``base``, a blank of one character between them."""
    words = []
    for part in text.split():
        right = left + len(part) * ADVANCE * size
        words.append(Word(part, left, base - 0.7 * size, right, base + 0.2 * size, base, size, bold))
        left = right + ADVANCE * size
    return words


def column_at(texts: list[str], left: float, base: float, pitch: float = 12.0, size: float = 10.0) -> list[Word]:
    """Lines under each other."""
    return [word for n, text in enumerate(texts) for word in words_at(text, left, base + n * pitch, size)]


def line_at(
    text: str, left: float, base: float, size: float = 10.0, bold: bool = False, right: float = 0.0
) -> Line:
    """A line of a column from 50 to 500 points; as wide as its text, or up to ``right``."""
    end = right or left + len(text) * ADVANCE * size
    return Line(text, left, base - 0.7 * size, end, base + 0.2 * size, base, size, bold, 50.0, 500.0)


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    """Rules over the whole width and height, one at each x and y."""
    level = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return level + [Rule(x, ys[0], x, ys[-1]) for x in xs]
