"""The elements of WordprocessingML: what text a paragraph or a cell holds. Pure functions of lxml elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ingest.block_writer import MOST_COLUMNS, is_title, number_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEFT_OUT = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}instrText", f"{W}pPr", f"{W}rPr"}
# What stands around paragraphs, rows and cells: content controls, inserted and moved parts.
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# In texts: a page break that the author set, and one that Word met when it last laid the pages out.
SET_BREAK, MET_BREAK = "\f", "\v"
BREAKS = re.compile(f"([{SET_BREAK}{MET_BREAK}])")
Element = Any  # an lxml element: python-docx gives them untyped


def inside(parent: Element, *names: str) -> Iterator[Element]:
    """The children of these names, also those that are wrapped."""
    wanted = {W + name for name in names}
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, *names)


def cells_of(row: Element) -> Iterator[tuple[int, int, str]]:
    """For each cell its column (from 0), how many columns it takes up, and its text."""
    column = 0
    for cell in inside(row, "tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        wide = number_of(span.get(f"{W}val", "1").strip(), MOST_COLUMNS) if span is not None else 1
        yield column, wide, "\n".join(text_in(paragraph) for paragraph in _paragraphs(cell))
        column += wide


def _paragraphs(cell: Element) -> Iterator[Element]:
    """A cell's paragraphs, also those of tables in it."""
    for child in inside(cell, "p", "tbl"):
        if child.tag == f"{W}p":
            yield child
        else:
            for row in inside(child, "tr"):
                for inner in inside(row, "tc"):
                    yield from _paragraphs(inner)


def unbroken(text: str) -> str:
    return BREAKS.sub("", text).replace("\n", " ")


def text_in(element: Element) -> str:
    """Its text with tabs and breaks."""
    parts: list[str] = []
    for child in element:
        if child.tag in LEFT_OUT or (child.tag == f"{W}r" and _is_hidden(child)):
            continue
        parts.append(_LEAVES[child.tag](child) if child.tag in _LEAVES else text_in(child))
    return "".join(parts)


_LEAVES: dict[str, Callable[[Element], str]] = {
    f"{W}t": lambda leaf: leaf.text or "",
    f"{W}tab": lambda _: "\t",
    f"{W}cr": lambda _: "\n",
    f"{W}noBreakHyphen": lambda _: "-",
    f"{W}lastRenderedPageBreak": lambda _: MET_BREAK,
    f"{W}br": lambda leaf: SET_BREAK if leaf.get(f"{W}type") == "page" else "\n",
    FALLBACK: lambda _: "",
}


def _is_hidden(run: Element) -> bool:
    return is_on(run.find(f"{W}rPr/{W}vanish"))


def is_on(switch: Element) -> bool:
    """Whether a property is there and is not switched off."""
    return switch is not None and switch.get(f"{W}val", "true") not in {"0", "false", "off"}


def ends_page(section: Element) -> bool:
    """Whether these are the properties of a section after which a new page begins."""
    if section is None:
        return False
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val", "nextPage") not in {"continuous", "nextColumn"}


def is_bold_title(paragraph: Element, text: str) -> bool:
    """A short paragraph all in bold does a heading's work where styles are not used."""
    if not is_title(text):
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if text_in(run).strip()]
    return bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
