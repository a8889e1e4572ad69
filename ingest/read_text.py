"""Plain text and Markdown as pages and blocks. The one file that speaks to markdown-it and charset-normalizer."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import normalise
from ingest.blocks import BULLET, WORDLIKE, ends
from ingest.document import Block, Reading, Role, Span
from ingest.hyphens import known_words
from ingest.outcome import State, UnreadableError
from ingest.pages import CELL_SEPARATOR, PageWriter

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# It begins with a `key:`; a rule, text and another rule are none.
_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(?=[ \t]*[\w-]+[ \t]*:)(.*?)\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_UNDERLINE = re.compile(r"^[=\-~*_]{3,}\s*$")
_NUMBERED = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+\S")
MOST_HEADING_WORDS = 12
FULL_LINE = 60


def decoded(path: Path) -> str:
    """The file's text, line ends as newlines.

    Raises:
        UnreadableError: it is not text in any encoding that can be made out.
    """
    return decoded_text(path.read_bytes())


def decoded_text(data: bytes, said: str = "") -> str:
    """The same of bytes that are at hand; ``said`` is the encoding they claim to be in, a name that Python knows.

    UTF-8 comes first: what is not UTF-8 hardly ever passes for it, and pages often claim something else.
    """
    text = _decoded(data, utf_encoding(data) or "utf-8-sig") or _claimed(data, said) or _guessed(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def utf_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by the byte order mark, or by every other byte being zero as in western texts."""
    for mark, encoding in ((BOM_UTF32_LE, "utf-32"), (BOM_UTF32_BE, "utf-32"), (BOM_UTF16_LE, "utf-16")):
        if data.startswith(mark):
            return encoding
    if data.startswith(BOM_UTF16_BE):
        return "utf-16"
    head = data[:512]
    for encoding, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) > 1 and high.count(0) > 0.9 * len(high) and not low.count(0):
            return encoding
    return None


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _claimed(data: bytes, encoding: str) -> str:
    """Some bytes may be wrong; where more than one in a hundred is, it is another encoding."""
    try:
        text = data.decode(encoding, "replace") if encoding else ""
    except LookupError:
        return ""
    return text if text.count("\ufffd") * 100 <= len(text) else ""


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # The code pages of our languages first: short French texts pass for Czech ones as well.
    best = from_bytes(data, cp_isolation=["cp1252", "cp1256"]).best() or from_bytes(data).best()
    if best is None:
        raise UnreadableError(State.UNSUPPORTED, "It is not text in any known encoding.")
    return str(best)


def read_plain(path: Path) -> Reading:
    """Plain text: paragraphs parted by blank lines, pages by form feeds."""
    return plain_reading(decoded(path))


def plain_reading(text: str) -> Reading:
    """The same of a text that is at hand."""
    parts = text.rstrip("\f\n ").split("\f")
    known = known_words(text.splitlines())
    pages, blocks = [], []
    for number, part in enumerate(parts, start=1):
        writer = PageWriter(number)
        blocks += plain_blocks(part, writer, known)
        pages.append(writer.page())
    return Reading("text/plain", tuple(pages), tuple(blocks), paged=len(parts) > 1)


def plain_blocks(text: str, writer: PageWriter, known: Collection[str] = ()) -> list[Block]:
    """The blocks of a text, appended to the page of ``writer``; ``known`` are words that stand whole elsewhere."""
    return [
        Block(role, (writer.add(lines, known=known),), 1 if role is Role.HEADING else 0)
        for role, lines in _paragraphs(text)
    ]


def _paragraphs(text: str) -> Iterator[tuple[Role, list[str]]]:
    for chunk in re.split(r"\n[^\S\n]*\n", text):
        lines = [line for raw in chunk.split("\n") if (line := _line(raw))]
        if len(lines) > 1 and _UNDERLINE.match(lines[1]):
            yield Role.HEADING, lines[:1]
            lines = lines[2:]
        lines = [line for line in lines if not _UNDERLINE.match(line)]
        if len(lines) == 1 and _is_heading(lines[0]):
            yield Role.HEADING, lines
            continue
        yield from _bullets(lines)


def _line(raw: str) -> str:
    """A soft hyphen at its end stays: there it breaks a word."""
    line = normalise.line(raw)
    return f"{line}\u00ad" if line and raw.rstrip().endswith("\u00ad") else line


def _bullets(lines: Sequence[str]) -> Iterator[tuple[Role, list[str]]]:
    current: list[str] = []
    role = Role.PARAGRAPH
    for line in lines:
        if BULLET.match(line) and not (current and _runs_on(role, current[-1], line)):
            if current:
                yield role, current
            role, current = Role.BULLET, [line]
        else:
            current.append(line)
    if current:
        yield role, current


def _runs_on(role: Role, before: str, line: str) -> bool:
    """Whether a mark that may be a word only begins the next line of a running sentence."""
    running = role is Role.PARAGRAPH and len(before) >= FULL_LINE and not ends(before)
    return running and bool(WORDLIKE.match(line))


def _is_heading(line: str) -> bool:
    short = len(line.split()) <= MOST_HEADING_WORDS and line[-1] not in ".;,:?!"
    return short and any(map(str.isalpha, line)) and (line.isupper() or bool(_NUMBERED.match(line)))


def read_markdown(path: Path) -> Reading:
    """Markdown with tables; ``key: value`` lines of a front matter are properties."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    text, properties = _front_matter(decoded(path))
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    writer = PageWriter(1)
    blocks = [block for node in tree.children for block in _blocks(node, writer)]
    return Reading("text/markdown", (writer.page(),), tuple(blocks), paged=False, properties=properties)


def _front_matter(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return text, ()
    pairs = (line.partition(":") for line in match[1].split("\n"))
    named = [(key.strip().casefold(), value.strip().strip("\"'")) for key, _, value in pairs]
    return text[match.end() :], tuple((key, value) for key, value in named if key and value)


def _blocks(node: SyntaxTreeNode, writer: PageWriter) -> Iterator[Block]:
    if node.type == "table":
        yield from _table(node, writer)
    elif node.type in {"heading", "paragraph"}:
        yield from _leaf(node, writer)
    elif node.type in {"fence", "code_block"}:
        lines = [line for raw in node.content.split("\n") if (line := normalise.line(raw))]
        if lines:
            yield Block(Role.PARAGRAPH, (writer.add(lines),))
    else:
        for child in node.children:
            yield from _blocks(child, writer)


def _leaf(node: SyntaxTreeNode, writer: PageWriter) -> Iterator[Block]:
    text = normalise.line(_inline(node).replace("\n", " "))
    if not text:
        return
    if node.type == "heading":
        yield Block(Role.HEADING, (writer.add([text]),), int(node.tag[1]))
    else:
        inside = node.parent is not None and node.parent.type == "list_item"
        yield Block(Role.BULLET if inside else Role.PARAGRAPH, (writer.add([text]),))


def _table(node: SyntaxTreeNode, writer: PageWriter) -> Iterator[Block]:
    header: tuple[str, ...] = ()
    for row in (row for part in node.children for row in part.children):
        cells = [normalise.line(_inline(cell)) for cell in row.children]
        filled = [(column, text) for column, text in enumerate(cells) if text]
        if filled:
            spans = [
                writer.add([text], separator=CELL_SEPARATOR if at else "\n") for at, (_, text) in enumerate(filled)
            ]
            names = tuple(header[column] for column, _ in filled) if header else ()
            yield Block(Role.ROW, (Span(1, spans[0].start, spans[-1].end),), 0, names)
        header = header or tuple(cells)


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    return "".join(_inline(child) for child in node.children) if node.type != "html_inline" else ""
