"""From the elements of a text to what reportlab flows onto pages."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.platypus import NextPageTemplate, PageBreak, Paragraph, Spacer, Table, TableStyle

from maker.hyphens import with_soft_hyphens
from maker.markup import Element, Run, Shape, parse, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maker.content import Source
    from maker.look import Look

_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BACKGROUND", (0, 0), (-1, 0), HexColor("#d9e2e6")),
]
_BOXED = [
    ("BACKGROUND", (0, 0), (-1, -1), HexColor("#eef3e2")),
    ("BOX", (0, 0), (-1, -1), 0.75, HexColor("#7a8f3c")),
]


class Story:
    """Makes the flowables of one document; ``notes`` are the texts of the footnotes met, in order."""

    def __init__(self, source: Source, look: Look, width: float, contents: list[Any]) -> None:
        self.source = source
        self.styles = look.styles
        self.width = width
        self.contents = contents
        self.columns = 1
        self.notes: list[str] = []
        self._numbers = count(1)

    def flowables(self) -> list[Any]:
        cover = self._cover() if self.source.design.cover else list(self._head())
        return [*cover, *(made for element in parse(self.source.body) for made in self._made(element))]

    def paragraph(self, text: str, style: str, **options: Any) -> Any:
        return Paragraph("".join(self._markup(run) for run in runs(text)), self.styles[style], **options)

    def _markup(self, run: Run) -> str:
        """Reportlab's own markup; a footnote's mark stands glued to the word before it, as in real files."""
        if run.note:
            number = next(self._numbers)
            self.notes.append(run.note)
            return f'<onDraw name="footnote" label="{number}"/><super>{number}</super>'
        text = escape(self._spelt(run.text))
        if run.bold:
            return f"<b>{text}</b>"
        return f"<i>{text}</i>" if run.italic else text

    def _spelt(self, text: str) -> str:
        if self.source.design.hyphens:
            text = with_soft_hyphens(text)
        return text.replace("fi", "ﬁ").replace("fl", "ﬂ") if self.source.design.ligatures else text

    def _cover(self) -> list[Any]:
        return [Spacer(1, 120), *self._head(), NextPageTemplate("columns 1"), PageBreak()]

    def _head(self) -> Iterator[Any]:
        source = self.source
        lines = [(source.title, "title"), (source.subtitle, "subtitle"), (source.programme, "cover")]
        lines += [(source.organisation, "cover"), (source.date_line, "cover")]
        yield from (self.paragraph(text, style) for text, style in lines if text)
        yield Spacer(1, 18)
        yield Paragraph(escape(source.sample_line), self.styles["sample"])
        yield Spacer(1, 18)

    def _made(self, element: Element) -> list[Any]:
        makers: dict[Shape, Callable[[Element], list[Any]]] = {
            Shape.HEADING: self._heading,
            Shape.PARAGRAPH: lambda e: [self.paragraph(e.text, "body")],
            Shape.BULLET: lambda e: [self.paragraph(e.text, "bullet", bulletText="•")],
            Shape.NUMBERED: lambda e: [self.paragraph(e.text, "numbered", bulletText=f"{e.level}.")],
            Shape.BOX: self._box,
            Shape.TABLE: self._table,
            Shape.SWITCH: self._switch,
        }
        return makers[element.shape](element)

    def _heading(self, element: Element) -> list[Any]:
        made = self.paragraph(element.text, f"heading {element.level}")
        made.entry = (element.level, element.text)
        return [made]

    def _box(self, element: Element) -> list[Any]:
        (title,), *lines = element.rows
        inside = [
            self.paragraph(title, "box title"),
            *(self.paragraph(line, "box") for (line,) in lines if line),
        ]
        width = self.width if self.columns == 1 else self.column_width
        return [Table([[inside]], colWidths=[width], style=TableStyle(_BOXED), spaceAfter=10, spaceBefore=4)]

    @property
    def column_width(self) -> float:
        return (self.width - 18) / 2

    def _table(self, element: Element) -> list[Any]:
        """Tables of landscape documents break inside rows, others between rows where that is possible."""
        width = self.width if self.columns == 1 else self.column_width
        shares = element.values or (1,) * len(element.rows[0])
        table = Table(
            [self._row(row, "cell" if at else "header cell") for at, row in enumerate(element.rows)],
            colWidths=[width * share / sum(shares) for share in shares],
            style=TableStyle(_GRID),
            repeatRows=1,
            splitByRow=not self.source.design.landscape,
            splitInRow=1,
            spaceBefore=4,
            spaceAfter=12,
        )
        return [table]

    def _row(self, row: tuple[str, ...], style: str) -> list[Any]:
        return [[self.paragraph(cell, style)] for cell in row]

    def _switch(self, element: Element) -> list[Any]:
        if element.text == "toc":
            return self.contents
        if element.text == "columns":
            self.columns = element.values[0]
            return [NextPageTemplate(f"columns {self.columns}"), PageBreak()]
        made = PageBreak()
        made.starts_body = element.text == "arabic"
        return [made]
