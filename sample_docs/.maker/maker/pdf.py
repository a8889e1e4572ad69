"""PDF files: laid out again and again until the contents list and the footnotes agree with the pages."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Table

from maker.look import Look, look_of
from maker.story import Story

if TYPE_CHECKING:
    from maker.content import Source

MARGIN = 62.0
FOOT = 58.0
GUTTER = 18.0
MOST_PASSES = 8
ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a pass learns for the next: headings and pages, room for footnotes by page, where 1 is printed."""

    entries: tuple[tuple[int, str, int], ...] = ()
    room: tuple[tuple[int, float], ...] = ()
    body_from: int = 1

    def label(self, page: int) -> str:
        """The number printed on a physical page."""
        return ROMAN[page] if page < self.body_from else str(page - self.body_from + 1)


def render_pdf(source: Source) -> bytes:
    """The file, dated as the document is: reportlab takes its clock from the variable for reproducible builds."""
    issued = datetime.fromisoformat(source.issued).replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(issued.timestamp()))
    layout = Layout()
    for _ in range(MOST_PASSES):
        one_pass = Pass(source, layout)
        content = one_pass.build()
        if one_pass.learnt() == layout:
            return content
        layout = one_pass.learnt()
    raise RuntimeError(f"{source.path}: the layout does not settle; shorten a footnote or move a heading")


class Pass:
    """One layout of the whole document, with what the pass before knew."""

    def __init__(self, source: Source, before: Layout) -> None:
        self.source = source
        self.before = before
        self.look: Look = look_of(source.design)
        self.size: tuple[float, float] = landscape(A4) if source.design.landscape else A4
        self.width = self.size[0] - 2 * MARGIN
        self.story = Story(source, self.look, self.width, self._contents())
        self.entries: list[tuple[int, str, int]] = []
        self.room = dict(before.room)
        self.body_from = 1
        self.notes_here: list[int] = []

    def learnt(self) -> Layout:
        return Layout(tuple(self.entries), tuple(sorted(self.room.items())), self.body_from)

    def build(self) -> bytes:
        buffer = io.BytesIO()
        design = self.source.design
        document = BaseDocTemplate(
            buffer,
            pagesize=self.size,
            invariant=1,
            pageCompression=0,  # the same bytes whichever zlib a machine has
            title=design.meta_title or None,
            author=design.meta_author or None,
        )
        document.addPageTemplates(self._templates())
        document.afterFlowable = lambda flowable: self._after(document, flowable)
        document.build(self.story.flowables())
        return buffer.getvalue()

    def _templates(self) -> list[Any]:
        names = ["cover", "columns 1", "columns 2"] if self.source.design.cover else ["columns 1", "columns 2"]
        made = []
        for name in names:
            columns = 2 if name == "columns 2" else 1
            width = (self.width - GUTTER * (columns - 1)) / columns
            frames = [self._frame(MARGIN + at * (width + GUTTER), width) for at in range(columns)]
            made.append(PageTemplate(name, frames, onPage=self._begin, onPageEnd=self._end))
        return made

    def _frame(self, left: float, width: float) -> Any:
        pads = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
        return Frame(left, FOOT, width, self.size[1] - FOOT - MARGIN, **pads)

    def _begin(self, canvas: Any, document: Any) -> None:
        """Leave room at the foot for the notes that the pass before met on this page."""
        self.notes_here = []
        canvas.setNamedCB("footnote", lambda _canvas, _kind, label: self.notes_here.append(int(label)))
        room = self.room.get(document.page, 0.0)
        for frame in document.pageTemplate.frames:
            frame.y1 = FOOT + room
            frame.height = self.size[1] - FOOT - MARGIN - room

    def _end(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        self._draw_notes(canvas, document.page)
        if document.pageTemplate.id == "cover":
            self._draw_cover(canvas)
        else:
            self._draw_furniture(canvas, self.before.label(document.page))
        canvas.restoreState()
        if self.source.design.roman and document.page == self.before.body_from:
            canvas.addPageLabel(0, "ROMAN_LOWER", 1)
            canvas.addPageLabel(document.page - 1, "ARABIC", 1)

    def _draw_notes(self, canvas: Any, page: int) -> None:
        texts = [f"{number} {self.story.notes[number - 1]}" for number in self.notes_here]
        notes = [self.story.paragraph(text, "note") for text in texts]
        heights = [note.wrap(self.width, 400)[1] for note in notes]
        needed = sum(heights) + 8 if notes else 0.0
        self.room[page] = max(self.room.get(page, 0.0), needed)
        top = FOOT + needed - 4
        if notes:
            canvas.line(MARGIN, top, MARGIN + 140, top)
        for note, height in zip(notes, heights, strict=True):
            top -= height
            note.drawOn(canvas, MARGIN, top - 2)

    def _draw_cover(self, canvas: Any) -> None:
        canvas.setFillColor(self.look.colour)
        canvas.rect(0, self.size[1] - 90, self.size[0], 90, stroke=0, fill=1)
        canvas.rect(0, 0, self.size[0], 26, stroke=0, fill=1)

    def _draw_furniture(self, canvas: Any, label: str) -> None:
        width, height = self.size
        canvas.setFont(self.look.font, 8)
        canvas.drawString(MARGIN, height - 40, self.source.running)
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, height - 45, width - MARGIN, height - 45)
        canvas.drawString(MARGIN, 34, self.source.footer)
        canvas.drawRightString(width - MARGIN, 34, label)

    def _after(self, document: Any, flowable: Any) -> None:
        if getattr(flowable, "starts_body", False):
            self.body_from = document.page + 1
        entry = getattr(flowable, "entry", None)
        if entry is None:
            return
        level, text = entry
        self._bookmark(document.canv, level, text)
        self.entries.append((level, text, document.page))

    def _bookmark(self, canvas: Any, level: int, text: str) -> None:
        outline = self.source.design.outline
        if outline == "none" or level > 2:
            return
        key = f"heading-{len(self.entries)}"
        canvas.bookmarkPage(key)
        stale = outline == "stale" and self.entries
        canvas.addOutlineEntry(self.entries[-1][1] if stale else text, key, level - 1, closed=0)

    def _contents(self) -> list[Any]:
        """The list of contents, its pages at the right; without its own heading, which is the first."""
        style = self.look.styles["contents"]
        rows = [
            [f"{'    ' * (level - 1)}{text}", self.before.label(page)]
            for level, text, page in self.before.entries[1:]
            if level < 3
        ]
        if not rows:
            return []
        font = ("FONT", (0, 0), (-1, -1), style.fontName, style.fontSize)
        right = ("ALIGN", (1, 0), (1, -1), "RIGHT")
        return [
            Table(
                rows,
                colWidths=[self.width - 40, 40],
                style=[font, right, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)],
            )
        ]
