"""HTML as blocks: one page without number, without the site's furniture. The one file that speaks to lxml.html.

The tree is walked, not descended into: markup may be nested a hundred thousand deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import media_types as types
from ingest import normalise
from ingest.block_writer import MOST_COLUMNS, BlockWriter, Cell, is_title
from ingest.document import Reading, Role
from ingest.html_elements import (
    BLOCKS,
    Element,
    is_bold,
    is_left_out,
    is_note,
    is_table,
    name_of,
    number_in,
    rows_of,
)
from ingest.html_text import decoded_page, flattened, saved_page, unclosed

_PARTED = re.compile(r"\n[^\S\n]*\n\s*")
_BLANKS = re.compile(r"\s+")
_HEADING = re.compile(r"h[1-6]")
_ROLES = {"li": Role.BULLET, "caption": Role.CAPTION, "figcaption": Role.CAPTION}
_DATES = ("dcterms.created", "dc.date", "date", "article:published_time", "citation_publication_date")
_TOO_DEEP = "Its markup is nested too deep: its headings, lists and tables were read as paragraphs."


def read_html(path: Path) -> Reading:
    """Read a web page."""
    return page_reading(decoded_page(path.read_bytes()))


def read_mhtml(path: Path) -> Reading:
    """Read a web page that was saved with its pictures in one file.

    Raises:
        UnreadableError: there is no page in it.
    """
    return page_reading(saved_page(path.read_bytes()), types.MHTML)


def page_reading(text: str, media_type: str = types.HTML) -> Reading:
    """The same of markup that is at hand."""
    writer = BlockWriter()
    root, is_whole = _parsed(text)
    _write(root, writer)
    notes = () if is_whole else (_TOO_DEEP,)
    return Reading(media_type, writer.pages(), tuple(writer.blocks), False, _properties(root), notes)


def write_page(text: str, writer: BlockWriter) -> None:
    """Append the blocks of markup that is one part of a document."""
    _write(_parsed(text)[0], writer)


def _parsed(text: str) -> tuple[Element, bool]:
    """The root, and whether the markup could be kept as it is."""
    root, is_whole = _tree(unclosed(text))
    return (root, True) if is_whole else (_tree(flattened(text))[0], False)


def _tree(text: str) -> tuple[Element, bool]:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but comments
        return html.Element("html"), True
    return root, not any("depth" in entry.message for entry in parser.error_log)


def _properties(root: Element) -> tuple[tuple[str, str], ...]:
    said = {
        (meta.get("name") or meta.get("property") or "").casefold(): meta.get("content", "")
        for meta in root.iter("meta")
    }
    title = next((title.text_content() for title in root.iter("title")), "") or said.get("og:title", "")
    created = next((said[name] for name in _DATES if said.get(name)), "")
    author = said.get("author") or said.get("dc.creator", "")
    pairs = (("title", title), ("author", author), ("created", created))
    return tuple((name, text) for name, value in pairs if (text := normalise.line(value.replace("\n", " "))))


def _write(root: Element, writer: BlockWriter) -> None:
    """Append the text below an element."""
    from lxml.etree import iterwalk

    state = _Walk(writer)
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            state.leave(element)
        elif not state.enter(element):
            walk.skip_subtree()
    state.flush()


@dataclass(frozen=True, slots=True)
class _Frame:
    """An element that is open, and what it makes of the text in it."""

    name: str
    role: Role = Role.PARAGRAPH
    level: int = 0
    bold: bool = False
    kept: bool = False


class _Walk:
    """Collects text until a block ends."""

    def __init__(self, writer: BlockWriter) -> None:
        self._writer = writer
        self._open = [_Frame("")]
        self._text: list[str] = []
        self._is_bold = True

    def enter(self, element: Element) -> bool:
        """Go into an element; false where what is in it is left out, or written already."""
        name, outer = name_of(element), self._open[-1]
        if name in BLOCKS:
            self.flush()
        if is_left_out(element, name):
            self._open.append(_Frame(name))
            return False
        if name == "table" and is_table(element):
            self._add_table(element)
            self._open.append(_Frame(name))
            return False
        self._open.append(_frame(element, name, outer))
        if name == "br":
            self._text.append("\n")
        self._say(element.text)
        return True

    def leave(self, element: Element) -> None:
        if self._open[-1].name in BLOCKS:
            self.flush()
        self._open.pop()
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        frame = self._open[-1]
        self._text.append(text if frame.kept else _BLANKS.sub(" ", text))
        self._is_bold = self._is_bold and (frame.bold or not text.strip())

    def flush(self) -> None:
        """Write what was collected; two line breaks part paragraphs."""
        text, self._text = "".join(self._text), []
        is_bold, self._is_bold = self._is_bold, True
        frame = self._open[-1]
        for part in _PARTED.split(text):
            lines = part.split("\n")
            if frame.role is Role.PARAGRAPH and is_bold and is_title(normalise.line(part.replace("\n", " "))):
                self._writer.add(Role.HEADING, lines, 9)
            else:
                self._writer.add(frame.role, lines, frame.level)

    def _add_table(self, table: Element) -> None:
        for caption in table.iterfind("caption"):
            self._writer.add(Role.CAPTION, [_text_in(caption)])
        self._writer.add_table(_cells(table))


def _frame(element: Element, name: str, outer: _Frame) -> _Frame:
    bold = outer.bold or is_bold(element, name)
    if _HEADING.fullmatch(name):
        return _Frame(name, Role.HEADING, int(name[1]), bold)
    role = _ROLES.get(name, outer.role)
    if name in BLOCKS and is_note(element):
        role = Role.FOOTNOTE
    level = outer.level if role is outer.role else 0
    return _Frame(name, role, level, bold, outer.kept or name == "pre")


def _cells(table: Element) -> Iterator[list[Cell]]:
    """Its rows. A cell that reaches over several rows takes up its columns in each."""
    taken: dict[int, int] = {}
    for row in rows_of(table):
        cells: list[Cell] = []
        reach: dict[int, int] = {}
        column = 0
        for element in row:
            if name_of(element) not in {"td", "th"} or column >= MOST_COLUMNS:
                continue
            while column in taken:
                column += 1
            wide, high = number_in(element, "colspan", MOST_COLUMNS - 1), number_in(element, "rowspan", 10_000)
            cells.append(Cell(column, wide, _text_in(element)))
            reach |= dict.fromkeys(range(column, column + wide), high)
            column += wide
        taken = {at: rows - 1 for at, rows in (taken | reach).items() if rows > 1}
        if not is_left_out(row, "tr"):
            yield cells


def _text_in(element: Element) -> str:
    """All its text on one line, without what is left out."""
    from lxml.etree import iterwalk

    parts: list[str] = []
    walk = iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        name = name_of(inner)
        parts.append(" " if name in BLOCKS or name == "br" else "")
        if event == "end":
            parts.append("" if inner is element else inner.tail or "")
        elif is_left_out(inner, name):
            walk.skip_subtree()
        else:
            parts.append(inner.text or "")
    return _BLANKS.sub(" ", "".join(parts))
