"""DOCX as pages and blocks. The one file that speaks to python-docx.

Word stores no pages; it leaves a mark where it last broke one. Those marks, and manual page breaks, are our
pages; a file without any is not paged. Deleted text of tracked changes, hidden text, comments, and headers
and footers are left out; inserted text and text boxes are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ingest import normalise
from ingest.blocks import BULLET
from ingest.document import Block, Page, Reading, Role, Span
from ingest.outcome import State, UnreadableError
from ingest.pages import PageWriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}instrText", f"{W}pPr", f"{W}rPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING_STYLE = re.compile(r"(?:heading|titre|título|titulo|überschrift)\s*(\d)", re.IGNORECASE)
_PAGE_BREAK = "\f"
MOST_HEADING_WORDS = 16

Element = Any  # an lxml element: python-docx gives them untyped


def read_docx(path: Path) -> Reading:
    """Read a DOCX.

    Raises:
        UnreadableError: it is no DOCX that can be opened, or holds no text.
    """
    document = _open(path)
    writer = _Writer(document)
    body = document.element.body
    for element in _children(body):
        writer.add(element)
    writer.add_footnotes(document)
    return writer.reading()


def _open(path: Path) -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError, EOFError) as error:
        raise UnreadableError(State.DAMAGED, "The DOCX's parts are missing or broken.") from error


def _children(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those inside content controls and of inserted sections."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _children(child)


class _Writer:
    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._pages: list[Page] = []
        self._page = PageWriter(1)
        self._blocks: list[Block] = []
        core = document.core_properties
        created = core.created.isoformat() if core.created else ""
        pairs = (("title", core.title), ("author", core.author), ("created", created))
        self._properties = tuple((name, normalise.line(value)) for name, value in pairs if value)

    def add(self, element: Element) -> None:
        if element.tag == f"{W}tbl":
            self._add_table(element)
        else:
            self._add_paragraph(element)
        for box in element.iter(f"{W}txbxContent"):
            if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
                for inner in _children(box):
                    self._add_paragraph(inner) if inner.tag == f"{W}p" else self._add_table(inner)

    def _add_paragraph(self, paragraph: Element) -> None:
        spans = []
        for number, part in enumerate(_text(paragraph).split(_PAGE_BREAK)):
            if number:
                self._next_page()
            text = normalise.line(part.replace("\n", " "))
            if text:
                spans.append(self._page.add([text]))
        if spans:
            role, level = self._role(paragraph)
            self._blocks.append(Block(role, tuple(spans), level))

    def _next_page(self) -> None:
        self._pages.append(self._page.page())
        self._page = PageWriter(self._page.number + 1)

    def _role(self, paragraph: Element) -> tuple[Role, int]:
        text = normalise.line(_text(paragraph))
        level = self._level(paragraph)
        if level is None and _is_bold_title(paragraph, text):
            level = 9
        if level is not None and len(text.split()) <= 3 * MOST_HEADING_WORDS and any(map(str.isalpha, text)):
            return Role.HEADING, level
        listed = paragraph.find(f"{W}pPr/{W}numPr") is not None or "list" in self._style_name(paragraph).casefold()
        return (Role.BULLET if listed or BULLET.match(text) else Role.PARAGRAPH), 0

    def _level(self, paragraph: Element) -> int | None:
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None and int(own.get(f"{W}val", "9")) < 9:
            return int(own.get(f"{W}val")) + 1
        name = self._style_name(paragraph)
        match = _HEADING_STYLE.match(name)
        if match:
            return int(match[1])
        return 1 if name.casefold() in {"title", "titre", "título"} else None

    def _style_name(self, paragraph: Element) -> str:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        found = self._styles.get(style.get(f"{W}val")) if style is not None else None
        while found is not None and found.base_style is not None and not _HEADING_STYLE.match(found.name or ""):
            if (found.name or "").casefold() in {"title", "titre", "título"} or "list" in (
                found.name or ""
            ).casefold():
                break
            found = found.base_style
        return (found.name or "") if found is not None else ""

    def _add_table(self, table: Element) -> None:
        header: tuple[str, ...] = ()
        for number, row in enumerate(table.iterfind(f"{W}tr")):
            texts = [normalise.line(_cell(cell)) for cell in row.iterfind(f"{W}tc")]
            if any(_PAGE_BREAK in _cell(cell) for cell in row.iterfind(f"{W}tc")):
                self._next_page()
            filled = [(column, text) for column, text in enumerate(texts) if text]
            if not filled:
                continue
            spans = [
                self._page.add([text], separator=" | " if place else "\n") for place, (_, text) in enumerate(filled)
            ]
            span = Span(spans[0].page, spans[0].start, spans[-1].end)
            named = tuple(header[column] if column < len(header) else "" for column, _ in filled)
            self._blocks.append(Block(Role.ROW, (span,), 0, named if any(named) else ()))
            if number == 0 and len(filled) > 1:
                header = tuple(texts)

    def add_footnotes(self, document: Any) -> None:
        from docx.oxml import parse_xml

        parse: Any = parse_xml
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/footnotes") and not relation.is_external:
                for note in parse(relation.target_part.blob).iterfind(f"{W}footnote"):
                    self._add_footnote(note)

    def _add_footnote(self, note: Element) -> None:
        text = normalise.line(" ".join(_text(paragraph) for paragraph in note.iterfind(f"{W}p")))
        if text:
            self._blocks.append(Block(Role.FOOTNOTE, (self._page.add([text]),)))

    def reading(self) -> Reading:
        pages = (*self._pages, self._page.page())
        return Reading(MEDIA_TYPE, pages, tuple(self._blocks), len(pages) > 1, self._properties)


def _cell(cell: Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iter(f"{W}p"))


def _text(element: Element) -> str:
    """Its text with tabs and breaks; a page break is a form feed."""
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT or (child.tag == f"{W}r" and _is_hidden(child)):
            continue
        parts.append(_LEAVES[child.tag](child) if child.tag in _LEAVES else _text(child))
    return "".join(parts)


_LEAVES: dict[str, Callable[[Element], str]] = {
    f"{W}t": lambda leaf: leaf.text or "",
    f"{W}tab": lambda _: "\t",
    f"{W}cr": lambda _: "\n",
    f"{W}noBreakHyphen": lambda _: "-",
    f"{W}lastRenderedPageBreak": lambda _: _PAGE_BREAK,
    f"{W}br": lambda leaf: _PAGE_BREAK if leaf.get(f"{W}type") == "page" else "\n",
    _FALLBACK: lambda _: "",
}


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "true") not in {"0", "false"}


def _is_bold_title(paragraph: Element, text: str) -> bool:
    """A short paragraph all in bold does a heading's work where styles are not used."""
    if not text or len(text.split()) > MOST_HEADING_WORDS or text[-1] in ".,;" or BULLET.match(text):
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if _text(run).strip()]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(b is not None and b.get(f"{W}val", "true") not in {"0", "false"} for b in marks)
