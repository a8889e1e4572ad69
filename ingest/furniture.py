"""Running headers, footers and page numbers: what repeats at the edge of pages and belongs to none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.layout import Line

# Shares of the page's height in which furniture stands, and how far it may wander, in points.
ZONE = 0.12
WANDER = 6.0
_NUMBER_ONLY = re.compile(
    r"^\W*(?:(?:page|p\.?|pág(?:ina)?\.?|صفحة)?\s*#(?:\s*(?:of|de|sur|/|\||من)\s*#)?|[ivxlc]{1,7})\W*$"
)
_DIGITS = re.compile(r"\d+")


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the indices of its lines that are furniture.

    A line is, when the same words (numbers aside) stand at the same height on three pages, or on both pages
    of a two-page file; or when it is a page number at the edge.
    """
    places: dict[tuple[str, bool], list[tuple[int, float]]] = defaultdict(list)
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in lines:
            if _in_zone(line, height):
                places[_key(line), line.top < height / 2].append((number, line.base))
    enough = min(3, max(2, len(pages)))
    return [
        {
            index
            for index, line in enumerate(lines)
            if _in_zone(line, height)
            and (
                _NUMBER_ONLY.match(_key(line)) or _repeats(places[_key(line), line.top < height / 2], line, enough)
            )
        }
        for lines, height in zip(pages, heights, strict=True)
    ]


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom < ZONE * height or line.top > (1 - ZONE) * height


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold().strip())


def _repeats(places: Sequence[tuple[int, float]], line: Line, enough: int) -> bool:
    return len({number for number, base in places if abs(base - line.base) <= WANDER}) >= enough
