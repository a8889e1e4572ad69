"""Writes blocks and pages in reading order, for formats that are a tree of elements: HTML, ODT, RTF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest import normalise
from ingest.blocks import BULLET
from ingest.document import Block, Kind, Page, Role, Span
from ingest.pages import CELL_SEPARATOR, PageWriter

MOST_TITLE_WORDS = 16
# What a file says of a cell's width is cut to this.
MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its column, from 0, how many it takes up, and its text."""

    column: int
    wide: int
    text: str


class BlockWriter:
    """Collects the blocks of a document; its pages are turned by whoever writes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pages: list[Page] = []
        self._page = PageWriter(1)

    def turn(self) -> None:
        """Begin the next page."""
        self._pages.append(self._page.page())
        self._page = PageWriter(self._page.number + 1)

    def write(self, lines: Iterable[str]) -> list[Span]:
        """Append lines to the page without making a block of them yet: one span, none where nothing is left."""
        kept = [mended for line in lines if (mended := normalise.line(line))]
        return [self._page.add(kept)] if kept else []

    def add(self, role: Role, lines: Sequence[str], level: int = 0, kind: Kind | None = None) -> None:
        """Append a block; none, where nothing is left of its lines."""
        self.add_spans(role, " ".join(lines), self.write(lines), level, kind)

    def add_spans(
        self, role: Role, text: str, spans: Sequence[Span], level: int = 0, kind: Kind | None = None
    ) -> None:
        """The same of a text that is written already, perhaps over several pages.

        A heading of fifty words, or of figures only, is none; a paragraph that begins like an item is one.
        """
        if not spans:
            return
        if role is Role.HEADING and not can_be_heading(text):
            role, level = Role.PARAGRAPH, 0
        if role is Role.PARAGRAPH and is_item(normalise.line(text)):
            role = Role.BULLET
        self.blocks.append(Block(role, tuple(spans), level, kind=kind))

    def add_table(self, rows: Iterable[Sequence[Cell]], kind: Kind | None = None) -> None:
        """Append a table's rows; its first row with more than one text names the columns."""
        header: dict[int, str] = {}
        for row in rows:
            filled = [cell for cell in row if normalise.line(cell.text)]
            if filled:
                self._add_row(filled, tuple(header.get(cell.column, "") for cell in filled), kind)
            if not header and len(filled) > 1:
                header = {
                    column: normalise.line(cell.text)
                    for cell in filled
                    for column in range(cell.column, cell.column + cell.wide)
                }

    def _add_row(self, cells: Sequence[Cell], columns: tuple[str, ...], kind: Kind | None) -> None:
        texts = [normalise.line(cell.text) for cell in cells]
        spans = [self._page.add([text], separator=CELL_SEPARATOR if at else "\n") for at, text in enumerate(texts)]
        whole = Span(spans[0].page, spans[0].start, spans[-1].end)
        self.blocks.append(Block(Role.ROW, (whole,), 0, columns if any(columns) else (), kind=kind))

    def pages(self) -> tuple[Page, ...]:
        return (*self._pages, self._page.page())


def number_of(text: str, most: int) -> int:
    """A number that a file gives for a width, 1 to ``most``; 1 where it is none."""
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def can_be_heading(text: str) -> bool:
    """Whether a text that is marked as a heading may be one: it has letters, and is no paragraph."""
    return len(text.split()) <= 3 * MOST_TITLE_WORDS and any(map(str.isalpha, text))


def is_item(text: str) -> bool:
    """Whether a paragraph begins like an item of a list."""
    return BULLET.match(text) is not None


def is_title(text: str) -> bool:
    """Whether a text that stands out does a heading's work where headings are not marked as such."""
    words = text.split()
    if not 0 < len(words) <= MOST_TITLE_WORDS or text[-1] in ".,;" or is_item(text):
        return False
    return any(map(str.isalpha, text))
