"""Running headers, footers and page numbers: what repeats at the edge of pages and belongs to none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.lines import Line

# Shares of the page's height in which furniture stands, and how far it may wander, in points.
ZONE = 0.12
WANDER = 6.0
_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMBER_ONLY = re.compile(
    r"^\W*(?:(?:page|p\.?|pág(?:ina)?\.?|صفحة)?\s*\d{1,3}(?:\s*(?:of|de|sur|/|\||من)\s*\d{1,3})?"
    rf"|{_ROMAN})\W*$"
)
_NUMBER = re.compile(rf"\d+|\b{_ROMAN}\b")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line at the edge of a page, or all lines of one height there: a layout may part a footer in two."""

    page: int
    text: str
    base: float
    lines: tuple[int, ...]


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the indices of its lines that are furniture.

    A line is, when the same words stand at the same height on three pages, or on both pages of a two-page file,
    whereby one number may count the pages; or when it is a page number at the edge.
    """
    rows = [row for page, lines in enumerate(pages) for row in _rows(page, lines, heights[page])]
    running = _repeated(rows, min(3, max(2, len(pages))))
    marked: list[set[int]] = [set() for _ in pages]
    for row in rows:
        if _NUMBER_ONLY.match(row.text) or any(_near(row.base, running.get(key, ())) for key in _patterns(row)):
            marked[row.page].update(row.lines)
    return marked


def _rows(page: int, lines: Sequence[Line], height: float) -> Iterator[_Row]:
    edge = [(line, index) for index, line in enumerate(lines) if _in_zone(line, height)]
    for line, index in edge:
        yield _Row(page, line.text.casefold().strip(), line.base, (index,))
    for base, group in groupby(
        sorted(edge, key=lambda e: (round(e[0].base), e[0].left)), lambda e: round(e[0].base)
    ):
        members = list(group)
        if len(members) > 1:
            text = " ".join(line.text.casefold().strip() for line, _ in members)
            yield _Row(page, text, base, tuple(index for _, index in members))


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom < ZONE * height or line.top > (1 - ZONE) * height


def _repeated(rows: Sequence[_Row], enough: int) -> dict[str, list[float]]:
    """The patterns that stand on enough pages, with the heights where they do."""
    places: dict[tuple[str, int], list[_Row]] = defaultdict(list)
    for row in rows:
        places[row.text, 0].append(row)
        for pattern, number in _counted(row):
            places[pattern, number - row.page].append(row)
    found: dict[str, list[float]] = defaultdict(list)
    for (pattern, _), same in places.items():
        for row in same:
            if len({other.page for other in same if _near(other.base, [row.base])}) >= enough:
                found[pattern].append(row.base)
    return found


def _counted(row: _Row) -> Iterator[tuple[str, int]]:
    """Its words once for each of its numbers, with that number left open.

    "Page 7 of 9" counts the pages; "Recommendation 7" at the top of every third page does not.
    """
    for found in _NUMBER.finditer(row.text):
        if found[0].isdigit():
            yield f"{row.text[: found.start()]}#{row.text[found.end() :]}", int(found[0])


def _patterns(row: _Row) -> list[str]:
    """What it may repeat: itself, or with one number, also a roman one, in place of a page's."""
    numbers = _NUMBER.finditer(row.text)
    return [row.text, *(f"{row.text[: found.start()]}#{row.text[found.end() :]}" for found in numbers)]


def _near(base: float, others: Sequence[float]) -> bool:
    return any(abs(base - other) <= WANDER for other in others)
