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
    r"^\W*(?:(?:page|p\.?|pág(?:ina)?\.?|صفحة)?\s*\d{1,3}(?:\s*(?:of|de|sur|/|\||من)\s*\d{1,3})?|(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))\W*$"
)
_DIGITS = re.compile(r"\d+")


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the indices of its lines that are furniture.

    A line is, when the same words stand at the same height on three pages, or on both pages of a two-page
    file, whereby one number may count the pages; or when it is a page number at the edge.
    """
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in lines:
            for key in _keys(line, number) if _in_zone(line, height) else ():
                places[key].append((number, line.base))
    enough = min(3, max(2, len(pages)))
    return [
        {
            index
            for index, line in enumerate(lines)
            if _in_zone(line, height)
            and (
                _NUMBER_ONLY.match(_text(line))
                or any(_repeats(places[key], line, enough) for key in _keys(line, number))
            )
        }
        for number, (lines, height) in enumerate(zip(pages, heights, strict=True))
    ]


def _in_zone(line: Line, height: float) -> bool:
    return line.bottom < ZONE * height or line.top > (1 - ZONE) * height


def _text(line: Line) -> str:
    return line.text.casefold().strip()


def _keys(line: Line, page: int) -> list[str]:
    """Its words, and once for each of its numbers the same with that number as an offset to the page's.

    "Page 7 of 9" counts the pages; "Recommendation 7" at the top of every third page does not.
    """
    text = _text(line)
    counted = [
        f"{text[: found.start()]}#{int(found[0]) - page}{text[found.end() :]}" for found in _DIGITS.finditer(text)
    ]
    return [text, *counted]


def _repeats(places: Sequence[tuple[int, float]], line: Line, enough: int) -> bool:
    return len({number for number, base in places if abs(base - line.base) <= WANDER}) >= enough
