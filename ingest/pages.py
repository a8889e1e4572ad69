"""Writes a page's text piece by piece, and keeps for each piece where it stands in the text and on the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ingest.document import LineBox, Page, Span
from ingest.hyphens import join_lines

Box = tuple[float, float, float, float]
# Between the cells of a row, in every format: `ingest.telling_rows` takes rows apart by it.
CELL_SEPARATOR = " | "


class PageWriter:
    """Collects one page. ``Box`` is left, top, right, bottom as fractions of the displayed page."""

    def __init__(self, number: int, label: str | None = None, ocr: float | None = None) -> None:
        self.number = number
        self._label = label
        self._ocr = ocr
        self._pieces: list[str] = []
        self._length = 0
        self._boxes: list[LineBox] = []

    def add(
        self,
        lines: Sequence[str],
        boxes: Sequence[Box] = (),
        known: Collection[str] = (),
        separator: str = "\n",
    ) -> Span:
        """Append lines as one run of text; returns where it stands."""
        text, places = join_lines(lines, known)
        before = separator if self._length else ""
        start = self._length + len(before)
        self._pieces += (before, text)
        self._length = start + len(text)
        for (low, high), box in zip(places, boxes, strict=False):
            self._boxes.append(LineBox(start + low, start + high, *box))
        return Span(self.number, start, self._length)

    def page(self) -> Page:
        return Page(self.number, "".join(self._pieces), self._label, tuple(self._boxes), self._ocr)
