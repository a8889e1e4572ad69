"""DOCX as pages and blocks. The one file that speaks to python-docx.

Word stores no pages; it leaves a mark where it last broke one. Those marks, and manual page breaks, are our
pages; a file without any is not paged. Deleted text of tracked changes, hidden text, comments, and headers
and footers are left out; inserted text and text boxes are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ingest import normalise, zip_guard
from ingest.block_writer import can_be_heading
from ingest.blocks import BULLET
from ingest.document import Block, Page, Reading, Role, Span
from ingest.outcome import State, UnreadableError
from ingest.pages import CELL_SEPARATOR, PageWriter
from ingest.wordml import (
    BREAKS,
    FALLBACK,
    LEFT_OUT,
    MET_BREAK,
    SET_BREAK,
    Element,
    W,
    cells_of,
    ends_page,
    inside,
    is_bold_title,
    is_on,
    text_in,
    unbroken,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING_STYLE = re.compile(r"(?:heading|titre|título|titulo|überschrift)\s*(\d)", re.IGNORECASE)
_TITLE_STYLES = {"title", "titre", "título"}
_DEEPEST_STYLE = 20
# 9 is running text, and what is no number says nothing.
_OUTLINE_LEVELS = frozenset("012345678")
# Templates, and documents with macros: they are read as documents are.
_LIKE_DOCUMENTS = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)


def read_docx(path: Path) -> Reading:
    """Read a DOCX.

    Raises:
        UnreadableError: it is no DOCX that can be opened, or holds no text.
    """
    zip_guard.check(path)
    document = _open(path)
    writer = _Writer(document)
    for element in inside(document.element.body, "p", "tbl"):
        writer.add(element)
    return writer.reading()


def _open(path: Path) -> Any:
    from docx.opc.exceptions import PackageNotFoundError
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart
    from lxml.etree import XMLSyntaxError

    PartFactory.part_type_for.update(dict.fromkeys(_LIKE_DOCUMENTS, DocumentPart))
    try:
        return Package.open(str(path)).main_document_part.document
    except (
        AttributeError,
        PackageNotFoundError,
        BadZipFile,
        XMLSyntaxError,
        KeyError,
        ValueError,
        EOFError,
    ) as error:
        raise UnreadableError(State.DAMAGED, "The DOCX's parts are missing or broken.") from error


class _Writer:
    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._notes = dict(_notes(document))
        self._set_break = False
        self._pages: list[Page] = []
        self._page = PageWriter(1)
        self._blocks: list[Block] = []
        core = document.core_properties
        created = core.created.isoformat() if core.created else ""
        pairs = (("title", core.title), ("author", core.author), ("created", created))
        self._properties = tuple((name, normalise.line(value)) for name, value in pairs if value)

    def add(self, element: Element) -> None:
        self._add(element)
        for box in element.iter(f"{W}txbxContent"):
            if not any(ancestor.tag == FALLBACK for ancestor in box.iterancestors()):
                for inner in inside(box, "p", "tbl"):
                    self._add(inner)

    def _add(self, element: Element) -> None:
        if element.tag == f"{W}tbl":
            self._add_table(element)
        else:
            self._add_paragraph(element)

    def _add_paragraph(self, paragraph: Element) -> None:
        if self._blocks and is_on(paragraph.find(f"{W}pPr/{W}pageBreakBefore")):
            self._turn(SET_BREAK)
        spans = [self._page.add([text]) for text in self._pieces(text_in(paragraph))]
        if spans:
            role, level = self._role(paragraph)
            self._blocks.append(Block(role, tuple(spans), level))
        self._add_notes(paragraph)
        if ends_page(paragraph.find(f"{W}pPr/{W}sectPr")):
            self._turn(SET_BREAK)

    def _pieces(self, text: str) -> Iterator[str]:
        """What stands between page breaks; at each of them the page is turned."""
        for piece in BREAKS.split(text):
            if BREAKS.match(piece):
                self._turn(piece)
            elif line := normalise.line(piece.replace("\n", " ")):
                self._set_break = False
                yield line

    def _turn(self, mark: str) -> None:
        """Begin a page, but only once where Word met the break that the author set just before."""
        met_again = self._set_break and mark == MET_BREAK
        self._set_break = mark == SET_BREAK
        if not met_again:
            self._pages.append(self._page.page())
            self._page = PageWriter(self._page.number + 1)

    def _role(self, paragraph: Element) -> tuple[Role, int]:
        text = normalise.line(text_in(paragraph))
        level = self._level(paragraph)
        if level is None and is_bold_title(paragraph, text):
            level = 9
        if level is not None and can_be_heading(text):
            return Role.HEADING, level
        listed = paragraph.find(f"{W}pPr/{W}numPr") is not None or "list" in self._style_name(paragraph).casefold()
        return (Role.BULLET if listed or BULLET.match(text) else Role.PARAGRAPH), 0

    def _level(self, paragraph: Element) -> int | None:
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        given = own.get(f"{W}val", "").strip() if own is not None else ""
        if given in _OUTLINE_LEVELS:
            return int(given) + 1
        name = self._style_name(paragraph)
        match = _HEADING_STYLE.match(name)
        if match:
            return int(match[1])
        return 1 if name.casefold() in _TITLE_STYLES else None

    def _style_name(self, paragraph: Element) -> str:
        """The name of its style, or of the one that this is based on, that says what the paragraph is."""
        names = list(self._style_names(paragraph))
        telling = (name for name in names if _HEADING_STYLE.match(name) or _is_telling(name.casefold()))
        return next(telling, names[-1] if names else "")

    def _style_names(self, paragraph: Element) -> Iterator[str]:
        own = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._styles.get(own.get(f"{W}val")) if own is not None else None
        for _ in range(_DEEPEST_STYLE):
            if style is None:
                return
            yield style.name or ""
            style = style.base_style

    def _add_table(self, table: Element) -> None:
        header: dict[int, str] = {}
        for row in inside(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                header = self._add_row(row, header)

    def _add_row(self, row: Element, header: dict[int, str]) -> dict[int, str]:
        """Write a row; returns the table's header, which is its first row with more than one text."""
        filled = [(at, wide, raw) for at, wide, raw in cells_of(row) if normalise.line(unbroken(raw))]
        columns = tuple(header.get(at, "") for at, _, _ in filled)
        if len(filled) == 1:
            self._write_row([self._page.add([piece]) for piece in self._pieces(filled[0][2])], columns)
        elif filled:
            self._write_cells([raw for _, _, raw in filled], columns)
        self._add_notes(row)
        if header or len(filled) < 2:
            return header
        return {
            column: normalise.line(unbroken(raw)) for at, wide, raw in filled for column in range(at, at + wide)
        }

    def _write_cells(self, raws: list[str], columns: tuple[str, ...]) -> None:
        """All cells stand on the page where their row begins, also where a page ends within it."""
        breaks = max(len(BREAKS.findall(raw)) for raw in raws)
        before = int(any(BREAKS.match(raw.lstrip()) for raw in raws))
        self._turn_each(before)
        texts = [normalise.line(unbroken(raw)) for raw in raws]
        spans = [
            self._page.add([text], separator=CELL_SEPARATOR if place else "\n") for place, text in enumerate(texts)
        ]
        self._write_row([Span(spans[0].page, spans[0].start, spans[-1].end)], columns)
        self._turn_each(breaks - before)

    def _turn_each(self, times: int) -> None:
        for _ in range(times):
            self._turn(MET_BREAK)

    def _write_row(self, spans: list[Span], columns: tuple[str, ...]) -> None:
        self._set_break = False
        self._blocks.append(Block(Role.ROW, tuple(spans), 0, columns if any(columns) else ()))

    def _add_notes(self, element: Element) -> None:
        """The notes that are referred to in it, where they are referred to first."""
        for reference in element.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            note = self._notes.pop((reference.tag.removesuffix("Reference"), reference.get(f"{W}id")), None)
            if note is not None and not any(ancestor.tag in LEFT_OUT for ancestor in reference.iterancestors()):
                text = normalise.line(" ".join(text_in(paragraph) for paragraph in note.iterfind(f"{W}p")))
                if text:
                    self._blocks.append(Block(Role.FOOTNOTE, (self._page.add([text]),)))

    def reading(self) -> Reading:
        pages = (*self._pages, self._page.page())
        return Reading(MEDIA_TYPE, pages, tuple(self._blocks), len(pages) > 1, self._properties)


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], Element]]:
    """Footnotes and endnotes by their element's name and number."""
    from docx.oxml import parse_xml

    parse: Any = parse_xml
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            for note in parse(relation.target_part.blob):
                yield (note.tag, note.get(f"{W}id")), note


def _is_telling(name: str) -> bool:
    return name in _TITLE_STYLES or "list" in name
