"""What a sheet's markup tells before it is parsed: the last row that holds something, and the merged cells.

A sheet may be formatted down to its last row (1,048,576), and openpyxl keeps each row it meets: 120 MB of markup
are looked through here in about a second, in bounded memory, so that only rows with content are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_PIECE = 1024 * 1024
_TAG = re.compile(rb"<(?:\w+:)?(row|c|v|is|f|mergeCell)(?=[\s/>])([^>]*)>")
_ROW = re.compile(rb"""\br=["'](\d+)""")
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})\d""")
_RANGE = re.compile(rb"""\bref=["']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)""")
MOST_MERGES = 20_000


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: rows and columns from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The last row and the widest column with a value, 0 without any. Formulas may have no stored result."""

    last: int
    widest: int
    merges: tuple[Merge, ...]
    uncalculated: int


def scanned(markup: IO[bytes]) -> Scan:
    """Look through the markup of a worksheet. Its tags are found as bytes: UTF-8, as all programs write it."""
    row = column = last = widest = uncalculated = 0
    formula = False
    merges: list[Merge] = []
    for name, rest, empty in _tags(markup):
        if name == b"row":
            number = _ROW.search(rest)
            row, column = int(number[1]) if number else row + 1, 0
        elif name == b"c":
            place = _CELL.search(rest)
            column = column_number(place[1]) if place else column + 1
        elif name == b"mergeCell" and len(merges) < MOST_MERGES and (found := _RANGE.search(rest)):
            left, top, right, bottom = found.groups()
            merges.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))
        elif name in {b"v", b"is"} and not empty:
            last, widest = max(last, row), max(widest, column)
        uncalculated += formula and (name != b"v" or empty)
        formula = name == b"f"
    return Scan(last, widest, tuple(merges), uncalculated + formula)


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _tags(markup: IO[bytes]) -> Iterator[tuple[bytes, bytes, bool]]:
    """Names and attributes of the tags that count, and whether they are empty, whatever pieces the markup is in."""
    held = b""
    while piece := markup.read(_PIECE):
        held += piece
        whole = max(held.rfind(b"<"), 0)
        yield from _found(held, whole)
        held = held[whole:][-_PIECE:]
    yield from _found(held, len(held))


def _found(held: bytes, whole: int) -> Iterator[tuple[bytes, bytes, bool]]:
    for tag in _TAG.finditer(held, 0, whole):
        yield tag[1], tag[2], tag[2].endswith(b"/") or held.startswith(b"</", tag.end())
