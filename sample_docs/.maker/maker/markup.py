"""The small markup of the texts, a subset of Markdown with boxes, footnotes and layout switches.

``# `` to ``### `` are headings, ``- `` and ``1. `` list items, ``| a | b |`` table rows (the first one is the
header), ``> `` lines a shaded box whose first line is its title, ``^[...]`` a footnote, ``{name values}`` a
switch: ``{toc}``, ``{page}``, ``{columns 2}``, ``{arabic}``, ``{widths 20 80}`` (of the next table).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Shape(StrEnum):
    """What an element is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    BOX = "box"
    TABLE = "table"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class Element:
    """A unit of the body.

    ``text`` is the text, or the name of a switch; ``level`` that of a heading or the number of an item;
    ``rows`` the cells of a table or the lines of a box; ``values`` the numbers of a switch or the widths.
    """

    shape: Shape
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; where ``note`` is set, the mark of a footnote and nothing else."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str = ""


_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|\^\[(?P<note>.+?)\]")
_STARTER = re.compile(r"^(?P<mark>#{1,3}|-|\d+\.|>|\|)(?=\s)|^\{(?P<switch>[a-z]+)(?P<values>[ \d]*)\}$")


def runs(text: str) -> Iterator[Run]:
    """Split a text into runs; joined, their texts are the text without its marks and notes."""
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield Run(text[at : found.start()])
        bold, italic, note = found["bold"], found["italic"], found["note"]
        yield Run(bold or italic or "", bool(bold), bool(italic), note or "")
        at = found.end()
    if at < len(text):
        yield Run(text[at:])


def parse(body: str) -> list[Element]:
    """The elements of a body, in order."""
    elements: list[Element] = []
    widths: tuple[int, ...] = ()
    for lines in _groups(body):
        element = _element(lines, widths)
        if element.text == "widths":
            widths = element.values
        else:
            elements.append(element)
            widths = ()
    return elements


def _groups(body: str) -> Iterator[list[str]]:
    """Lines that belong together: an item with its continuation, the rows of a table, the lines of a box."""
    group: list[str] = []
    for line in [*body.strip().splitlines(), ""]:
        if group and not _continues(group, line):
            yield group
            group = []
        if line.strip():
            group.append(line.strip())


def _continues(group: list[str], line: str) -> bool:
    if not line.strip():
        return False
    starter = _STARTER.match(line)
    if group[0][0] in "|>":
        return line.startswith(group[0][0])
    return starter is None and group[0][0] not in "#{"


def _element(lines: list[str], widths: tuple[int, ...]) -> Element:
    text = " ".join(lines)
    starter = _STARTER.match(text)
    if starter is None:
        return Element(Shape.PARAGRAPH, text)
    if starter["switch"]:
        return Element(Shape.SWITCH, starter["switch"], values=tuple(int(n) for n in starter["values"].split()))
    return _marked(starter["mark"], text[starter.end() :].strip(), lines, widths)


def _marked(mark: str, text: str, lines: list[str], widths: tuple[int, ...]) -> Element:
    if mark[0] == "#":
        return Element(Shape.HEADING, text, level=len(mark))
    if mark == "-":
        return Element(Shape.BULLET, text)
    if mark == ">":
        return Element(Shape.BOX, rows=tuple((line[1:].strip(),) for line in lines))
    if mark == "|":
        return Element(Shape.TABLE, rows=tuple(_cells(line) for line in lines), values=widths)
    return Element(Shape.NUMBERED, text, level=int(mark[:-1]))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
