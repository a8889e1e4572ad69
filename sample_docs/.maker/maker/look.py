"""Fonts and paragraph styles of a PDF file. Only fonts that reportlab brings: every machine has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from maker.content import Design

FAMILIES = {
    "times": ("Times-Roman", "Times-Bold"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "vera": ("Vera", "Vera-Bold"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """The styles by name, and what the page's furniture is drawn with."""

    styles: dict[str, Any]
    font: str
    bold: str
    colour: Any


def look_of(design: Design) -> Look:
    if design.font == "vera":
        _register_vera()
    font, bold = FAMILIES[design.font]
    colour = HexColor(design.colour)
    return Look(_styles(font, bold, design, colour), font, bold, colour)


def _register_vera() -> None:
    """Vera has the ligatures U+FB01 and U+FB02, which the built-in fonts of PDF cannot encode."""
    for name, file in (("Vera", "Vera"), ("Vera-Bold", "VeraBd"), ("Vera-Italic", "VeraIt")):
        pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="Vera-Bold", italic="Vera-Italic")


def _styles(font: str, bold: str, design: Design, colour: Any) -> dict[str, Any]:
    size = design.size
    body = ParagraphStyle(
        "body",
        fontName=font,
        fontSize=size,
        leading=size * 1.36,
        spaceAfter=size * 0.7,
        alignment=TA_JUSTIFY,
        allowWidows=0,
        allowOrphans=0,
    )

    def style(name: str, parent: Any = body, **changes: Any) -> Any:
        return ParagraphStyle(name, parent=parent, **changes)

    item = style("bullet", leftIndent=16, bulletIndent=3, spaceAfter=size * 0.4)
    cell = style("cell", fontSize=size - 2, leading=(size - 2) * 1.25, alignment=TA_LEFT, spaceAfter=0)
    heading = style("heading", fontName=bold, textColor=colour, alignment=TA_LEFT, keepWithNext=1)
    styles = [
        body,
        item,
        cell,
        style("numbered", item, leftIndent=22, bulletIndent=3),
        style("header cell", cell, fontName=bold),
        style("box", cell, spaceAfter=4, alignment=TA_JUSTIFY),
        style("box title", cell, fontName=bold, textColor=colour, spaceAfter=4),
        style("note", cell, fontSize=size - 3, leading=(size - 3) * 1.2),
        style("contents", cell, fontSize=size - 0.5, leading=size * 1.2),
        style(
            "heading 1",
            heading,
            fontSize=size + 6,
            leading=size + 10,
            spaceBefore=size,
            spaceAfter=size * 0.8,
        ),
        style("heading 2", heading, fontSize=size + 2, leading=size + 6, spaceBefore=size * 0.8, spaceAfter=6),
        style("heading 3", heading, fontSize=size, leading=size + 4, spaceBefore=4, spaceAfter=4),
        style("title", heading, fontSize=24, leading=30, spaceAfter=14),
        style("subtitle", body, fontSize=14, leading=19, alignment=TA_LEFT, spaceAfter=26),
        style("cover", body, alignment=TA_LEFT, spaceAfter=6),
        style(
            "sample",
            body,
            fontName=bold,
            alignment=TA_CENTER,
            borderWidth=1,
            borderPadding=8,
            borderColor=colour,
        ),
    ]
    return {each.name: each for each in styles}
