"""OpenDocument texts as pages and blocks.

Pages are those that the program met when it last laid the text out, and that the author set; a file without
marks of the former is not paged. Deleted text of tracked changes, hidden text, comments, and headers and
footers are left out; inserted text and text boxes are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from ingest import media_types as types
from ingest import normalise
from ingest.block_writer import MOST_COLUMNS, BlockWriter, Cell, is_title
from ingest.document import Kind, Reading, Role
from ingest.odf import SOFT_BREAK, Element, attribute, chain, is_bold, is_shape, name_of, number, styles_in, text_in
from ingest.outcome import State, UnreadableError
from ingest.xml_parts import unpacked, xml_part

_TITLES = frozenset({"title", "titre", "título"})
_WRAPPERS = frozenset(
    "text:section text:list-item text:list-header text:index-body text:index-title text:numbered-paragraph".split()
)
_INDEX = re.compile(r"text:(?:table-of-content|[a-z]+-index|bibliography)")
_ROWS = frozenset({"table:table-rows", "table:table-header-rows", "table:table-row-group"})


def read_odt(path: Path) -> Reading:
    """Read an OpenDocument text.

    Raises:
        UnreadableError: it wants a password, or its parts are missing or broken.
    """
    with unpacked(path) as archive:
        _refuse_encrypted(archive)
        content, styles, meta = (xml_part(archive, f"{name}.xml") for name in ("content", "styles", "meta"))
    body = _find(content, "text") if content is not None else None
    if body is None:
        raise UnreadableError(State.DAMAGED, "The ODT's parts are missing or broken.")
    writer = _Writer(body, content, styles)
    writer.add_all(body)
    return Reading(types.ODT, writer.pages(), tuple(writer.blocks), writer.paged, _properties(meta))


def _refuse_encrypted(archive: ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        advice = "Open it in LibreOffice, save a copy without a password, then ingest that."
        raise UnreadableError(State.ENCRYPTED, "The document asks for a password.", advice)


def _find(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if name_of(element) == f"office:{name}"), None)


def _properties(meta: Element | None) -> tuple[tuple[str, str], ...]:
    if meta is None:
        return ()
    said = {name_of(element): element.text or "" for element in meta.iter()}
    pairs = (
        ("title", said.get("dc:title", "")),
        ("author", said.get("meta:initial-creator") or said.get("dc:creator", "")),
        ("created", said.get("meta:creation-date", "")),
    )
    return tuple((name, text) for name, value in pairs if (text := normalise.line(value)))


class _Writer:
    """Follows the elements of a text, which are at most 256 deep."""

    def __init__(self, body: Element, *parts: Element | None) -> None:
        self._out = BlockWriter()
        self._styles = styles_in(*parts)
        soft = (element for element in body.iter() if name_of(element) == "text:soft-page-break")
        self.paged = attribute(body, "text:use-soft-page-breaks") == "true" or next(soft, None) is not None
        self.blocks = self._out.blocks
        self.pages = self._out.pages

    def add_all(self, parent: Element, role: Role = Role.PARAGRAPH, kind: Kind | None = None) -> None:
        for child in parent:
            self._add(child, name_of(child), role, kind)

    def _add(self, element: Element, name: str, role: Role, kind: Kind | None) -> None:
        if name in {"text:p", "text:h"}:
            self._add_paragraph(element, name, role, kind)
        elif name == "text:list":
            self.add_all(element, Role.BULLET, kind)
        elif name == "table:table":
            self._begin(element, "table", "table:style-name")
            self._out.add_table(self._rows(element), kind)
        elif name in _WRAPPERS and attribute(element, "text:display") != "none":
            self.add_all(element, Role.PARAGRAPH if name == "text:list-header" else role, kind)
        elif _INDEX.fullmatch(name):
            self.add_all(element, role, Kind.OTHER)
        elif name == "text:soft-page-break":
            self._turn()
        elif is_shape(name):
            self._add_shape(element, kind)

    def _turn(self) -> None:
        if self.paged:
            self._out.turn()

    def _begin(self, element: Element, family: str, name: str) -> None:
        """Turn the page where the style says that one begins here."""
        style = next(chain(self._styles, family, attribute(element, name)), None)
        if style is not None and style.breaks and self.blocks:
            self._turn()

    def _add_paragraph(self, paragraph: Element, name: str, role: Role, kind: Kind | None) -> None:
        self._begin(paragraph, "paragraph", "text:style-name")
        text = text_in(paragraph, self._styles)
        spans = []
        for at, piece in enumerate(text.split(SOFT_BREAK)):
            if at:
                self._turn()
            spans += self._out.write([piece.replace("\n", " ")])
        plain = normalise.line(text.replace(SOFT_BREAK, "").replace("\n", " "))
        role, level = self._role(paragraph, name, plain, role)
        self._out.add_spans(role, plain, spans, level, kind)
        self._add_beside(paragraph, kind)

    def _role(self, paragraph: Element, name: str, text: str, role: Role) -> tuple[Role, int]:
        if name == "text:h":
            return Role.HEADING, number(paragraph, "text:outline-level", 10)
        styles = chain(self._styles, "paragraph", attribute(paragraph, "text:style-name"))
        names = {style.name.casefold() for style in styles}
        if names & _TITLES:
            return Role.HEADING, 1
        if "caption" in names:
            return Role.CAPTION, 0
        if role is Role.PARAGRAPH and is_title(text) and is_bold(paragraph, self._styles):
            return Role.HEADING, 9
        return role, 0

    def _add_beside(self, element: Element, kind: Kind | None) -> None:
        """Boxes that are set in it, and the notes that it refers to."""
        for child in element:
            name = name_of(child)
            if name == "text:note":
                self._add_note(child)
            elif is_shape(name):
                self._add_shape(child, kind)
            elif name.startswith("text:") and name != "text:tracked-changes":
                self._add_beside(child, kind)

    def _add_shape(self, shape: Element, kind: Kind | None) -> None:
        for child in shape:
            self._add(child, name_of(child), Role.PARAGRAPH, kind)

    def _add_note(self, note: Element) -> None:
        body = (child for child in note if name_of(child) == "text:note-body")
        text = " ".join(self._text(paragraph) for part in body for paragraph in _paragraphs(part))
        self._out.add(Role.FOOTNOTE, [text])

    def _text(self, paragraph: Element) -> str:
        return text_in(paragraph, self._styles).replace(SOFT_BREAK, "").replace("\n", " ")

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        """Its rows; pages are turned between them, and after one that a page's end cuts."""
        for child in table:
            name = name_of(child)
            if name in _ROWS:
                yield from self._rows(child)
            elif name == "text:soft-page-break":
                self._turn()
            elif name == "table:table-row":
                yield list(self._cells(child))
                self._after_row(child)

    def _cells(self, row: Element) -> Iterator[Cell]:
        column = 0
        for cell in row:
            if name_of(cell) not in {"table:table-cell", "table:covered-table-cell"} or column > MOST_COLUMNS:
                continue
            wide = number(cell, "table:number-columns-spanned", MOST_COLUMNS)
            text = " ".join(self._text(paragraph) for paragraph in _paragraphs(cell))
            yield Cell(column, wide, text)
            column += number(cell, "table:number-columns-repeated", MOST_COLUMNS)

    def _after_row(self, row: Element) -> None:
        breaks = [sum(name_of(inner) == "text:soft-page-break" for inner in cell.iter()) for cell in row]
        for _ in range(max(breaks, default=0)):
            self._turn()
        for cell in row:
            for paragraph in _paragraphs(cell):
                self._add_beside(paragraph, None)


def _paragraphs(parent: Element) -> Iterator[Element]:
    """All paragraphs in lists and tables below an element, without those in notes and boxes."""
    for child in parent:
        name = name_of(child)
        if name in {"text:p", "text:h"}:
            yield child
        elif not is_shape(name) and name not in {"text:note", "office:annotation", "text:tracked-changes"}:
            yield from _paragraphs(child)
