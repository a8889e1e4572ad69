"""Readings of short invented documents: a cover of a few lines, and pages of a body below it."""

from __future__ import annotations

from ingest.document import Block, Field, Page, Reading, Role, Span, Tag

BODY = {
    "en": "The distribution reached the villages late because the contracts had not been signed in time. ",
    "fr": "La distribution est arrivée tard dans les villages car les contrats n'étaient pas signés à temps. ",
    "es": "La distribución llegó tarde a las aldeas porque los contratos no se habían firmado a tiempo. ",
    "pt": "A distribuição chegou tarde às aldeias porque os contratos não tinham sido assinados a tempo. ",
    "ar": "وصل التوزيع إلى القرى متأخرا لأن العقود لم توقع في الوقت المناسب. ",
}
Line = tuple[Role, int, str]


def heading(text: str, level: int = 1) -> Line:
    return Role.HEADING, level, text


def paragraph(text: str) -> Line:
    return Role.PARAGRAPH, 0, text


def reading(*pages: list[Line], properties: tuple[tuple[str, str], ...] = ()) -> Reading:
    """A reading of pages of lines, as a reader would give it."""
    made: list[Page] = []
    blocks: list[Block] = []
    for number, lines in enumerate(pages, 1):
        text = ""
        for role, level, line in lines:
            blocks.append(Block(role, (Span(number, len(text), len(text) + len(line)),), level))
            text += line + "\n"
        made.append(Page(number, text))
    return Reading("application/pdf", tuple(made), tuple(blocks), properties=properties)


def report(language: str, *cover: Line, body: str = "", pages: int = 9, created: str = "") -> Reading:
    text = [paragraph((body or BODY[language]) * 8)]
    return reading(list(cover), *[text] * pages, properties=(("created", created),) if created else ())


def said(tags: tuple[Tag, ...], field: Field) -> list[str]:
    return [tag.value for tag in tags if tag.field is field]
