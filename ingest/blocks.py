"""Lines into blocks: where a paragraph ends, what is a bullet, what is a footnote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.captions import is_caption
from ingest.document import Role
from ingest.lines import Line

# A line's distance to the one above, in medians of the document, from which on a paragraph ends.
PARAGRAPH_GAP = 1.3
SMALL_PRINT = 0.93
BULLET = re.compile(
    r"^\s*(?:[•●▪■◦‣∙·⁃➢➤✓✔❖◆►▶→o–—*-]\s+(?=\S)|[•●▪■◦‣➢✓❖](?=\w)|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})[.)]\s+(?=\S))"
)
# Marks that may as well be a word or a dash of running text.
WORDLIKE = re.compile(r"^\s*(?:[o–—-]|\(?[0-9a-zA-Z]{1,5}[.)])\s")
_TERMINAL = re.compile(r"[.!?:;…؟。][\"'”’»)\]]*$")
_FOOTNOTE = re.compile(r"^\d{1,3}\s*[^\W\d_\"“«(]?")


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines stand on one page.

    ``places`` are the columns of its cells, from 0. ``aside`` where it stands in a box, ``goes_on`` where it is
    known to be the rest of the paragraph before.
    """

    role: Role
    lines: list[Line]
    level: int = 0
    cells: list[list[Line]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    aside: bool = False
    goes_on: bool = False

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in a document: type size in points, and line distance in type sizes."""

    size: float
    pitch: float


def typography(pages: Iterable[Sequence[Line]]) -> Typography:
    """The size most characters have, and the median distance of lines of that size."""
    weights: dict[float, int] = {}
    pitches: list[float] = []
    for lines in pages:
        for line in lines:
            size = round(line.size * 2) / 2
            weights[size] = weights.get(size, 0) + len(line.text)
        pitches += [
            (b.base - a.base) / b.size
            for a, b in pairwise(lines)
            if b.size > 1 and 0.9 < (b.base - a.base) / b.size < 2.2
        ]
    return Typography(max(weights, key=lambda s: weights[s], default=10.0), median(pitches) if pitches else 1.2)


def blocks_of(lines: Sequence[Line], usual: Typography) -> list[Draft]:
    """Paragraphs and bullets of a page, in the order of its lines."""
    blocks: list[Draft] = []
    for line in lines:
        if blocks and not _begins_item(blocks[-1], line) and _continues(blocks[-1], line, usual):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Draft(_role(line.text), [line]))
    return blocks


def _role(text: str) -> Role:
    if is_caption(text):
        return Role.CAPTION
    return Role.BULLET if BULLET.match(text) else Role.PARAGRAPH


def _begins_item(block: Draft, line: Line) -> bool:
    """A running sentence may go on with "o", a dash or "2." at a line's start: these need a list's looks."""
    if not BULLET.match(line.text):
        return False
    last = block.lines[-1]
    if not WORDLIKE.match(line.text) or ends(last.text) or _is_short(last) or line.left > last.left + 3:
        return True
    return block.role is Role.BULLET and abs(line.left - block.lines[0].left) <= 3


def _continues(block: Draft, line: Line, usual: Typography) -> bool:
    last = block.lines[-1]
    if is_caption(line.text) or (block.role is Role.CAPTION and ends(last.text)):
        return False
    if abs(line.size - last.size) > 0.08 * last.size or _is_label(last, line):
        return False
    if line.edge_left != last.edge_left or line.base < last.base:
        return not ends(last.text) and line.text[:1].islower()
    pitch = (line.base - last.base) / max(line.size, 1.0)
    if pitch > PARAGRAPH_GAP * usual.pitch:
        return False
    if block.role is Role.BULLET and line.left < block.lines[0].left - 3:
        return False
    return not (ends(last.text) and (_is_short(last) or line.left > last.left + 0.8 * line.size))


def _is_label(last: Line, line: Line) -> bool:
    """Whether a change of type parts two blocks: words that run on into the next line in another type do not."""
    if _is_short(last):
        larger = abs(line.size - last.size) > 0.03 * last.size
        return line.bold != last.bold or larger or (last.text.isupper() and not line.text.isupper())
    return line.bold != last.bold and ends(last.text)


def ends(text: str) -> bool:
    """Whether the text ends a sentence or introduces what follows."""
    return bool(_TERMINAL.search(text.rstrip()))


def _is_short(line: Line) -> bool:
    return line.right < line.edge_right - 0.12 * (line.edge_right - line.edge_left)


def mark_footnotes(blocks: Sequence[Draft], usual: Typography, height: float) -> None:
    """From the page's foot upwards: small print that begins with a number, and what follows it."""
    if all(block.size <= SMALL_PRINT * usual.size for block in blocks if not block.cells):
        return  # a page all in small print: there is no text that these could be notes to
    tail: list[Draft] = []
    for block in reversed(blocks):
        small = (
            not block.cells
            and not block.aside
            and block.size <= SMALL_PRINT * usual.size
            and block.lines[0].top > 0.4 * height
        )
        if not small:
            break
        tail.append(block)
        if _FOOTNOTE.match(block.text):
            for marked in tail:
                marked.role = Role.FOOTNOTE
            tail = []
