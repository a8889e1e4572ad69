"""What stands at the front of a document: headings, lines and labelled fields, and its file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ingest.document import Role, text_of
from ingest.phrases import fold, phrasebook
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.document import Block, Reading
    from ingest.phrases import Phrasebook

FRONT_PAGES = 2
_FRONT_LINES = 70  # of a page; a format without pages has all its text on one
_FRONT_BLOCKS = 30
_SPARSE_PAGE = 20  # words; a picture cover does not count as a page
_LABELLED = re.compile(r"^\W*([^\W\d][^:：.]{1,100}?)\s*[:：]\s*(.*)$")
_COLON = re.compile(r"\s*[:：]\s*")
_LABEL_WORD = re.compile(r"[^\W\d]\S*")
_LABEL_WORDS = 10
_CELLS = re.compile(r"^([^|]{2,100}?)\s*\|\s*(?::\s*\|)?\s*")  # a table row: its first cell is a label
_VALUE_LINES = 6
_FEW_WORDS = 60
_LONG_LINE = 20  # words; what a field says goes on in short lines, and a paragraph below it is not its value
_TITLE_LINES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a front page; ``page`` counts from 1, pages without text left out."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the front, or a short block that may be one: then its ``level`` is 0."""

    text: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The front of a document. ``name`` is the file's name without its ending, ``folders`` those above it."""

    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    fields: tuple[tuple[str, str], ...]
    properties: Mapping[str, str]
    name: str
    folders: str

    def labelled(self, label: str) -> tuple[str, ...]:
        """The values that stand after one of the labels of "date", "title", "country", ..., in their order."""
        return tuple(value for meaning, value in self.fields if meaning == label)


def cover_of(reading: Reading, name: str) -> Cover:
    """The front of ``reading``, of a file of this ``name`` (folders may stand before it)."""
    path = PurePosixPath(name.replace("\\", "/"))
    numbers = _front_pages(reading)
    lines = tuple(_lines(reading, numbers))
    return Cover(
        headings=tuple(_headings(reading, numbers)),
        lines=lines,
        fields=tuple(_fields(lines)),
        properties=dict(reading.properties),
        name=path.stem,
        folders=str(path.parent) if path.parent != PurePosixPath() else "",
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def _front_pages(reading: Reading) -> tuple[int, ...]:
    """The first two pages with text, and those before them that have hardly any."""
    found: list[int] = []
    full = 0
    for page in reading.pages:
        if full == FRONT_PAGES or len(found) > 2 * FRONT_PAGES:
            break
        found.append(page.number)
        full += len(page.text.split()) >= _SPARSE_PAGE
    return tuple(found)


def _lines(reading: Reading, numbers: tuple[int, ...]) -> Iterator[Line]:
    with_text = [page for page in reading.pages if page.number in numbers and page.text.strip()]
    for number, page in enumerate(with_text, 1):
        kept = (_CELLS.sub(r"\1: ", one_line(line)) for line in page.text.splitlines())
        yield from (Line(text, number) for text in islice(filter(None, kept), _FRONT_LINES))


def _headings(reading: Reading, numbers: tuple[int, ...]) -> Iterator[Heading]:
    front = (block for block in reading.blocks if block.spans and block.spans[0].page in numbers)
    for block in islice(front, _FRONT_BLOCKS):
        text = _CELLS.sub(r"\1: ", text_of(block.spans, reading.pages))
        short = text if block.role is Role.HEADING or len(text.split()) <= _FEW_WORDS else _before_fields(text)
        if short:
            yield Heading(short, _level(block), block.spans[0].page)


def _before_fields(text: str) -> str:
    """The first lines of a long block, where labelled ones follow soon: a title over a box of facts."""
    lines = text.splitlines()
    labelled = (at for at, line in enumerate(lines[:_TITLE_LINES]) if _LABELLED.match(line))
    return "\n".join(lines[: next(labelled, 0)])


def _level(block: Block) -> int:
    return block.level if block.role is Role.HEADING else 0


def cover_words() -> Mapping[str, Any]:
    """The lists of ``codelists/covers.json``."""
    return word_list("covers")


@cache
def cover_phrases(part: str, language: str) -> Phrasebook:
    """Finds the phrases of a part of that file that goes by language ("funding"), in ``language`` and English."""
    listed: Mapping[str, list[str]] = cover_words()[part]
    return phrasebook((cue, cue) for one in dict.fromkeys(("en", language)) for cue in listed.get(one, ()))


@cache
def _label_of(label: str) -> str | None:
    """What a label means: the longest known one that it starts with."""
    folded = f"{fold(label)} "
    fitting = [(len(start), meaning) for start, meaning in _folded_labels() if folded.startswith(start)]
    return max(fitting)[1] if fitting else None


@cache
def _folded_labels() -> tuple[tuple[str, str], ...]:
    labels: Mapping[str, list[str]] = cover_words()["labels"]
    return tuple((f"{fold(start)} ", meaning) for meaning, starts in labels.items() for start in starts)


def _fields(lines: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(lines):
        marks = list(_marks(line.text))
        for number, (meaning, _, start) in enumerate(marks):
            last = number + 1 == len(marks)
            end = len(line.text) if last else marks[number + 1][1]
            following = lines[at + 1 : at + 1 + _VALUE_LINES] if last else ()
            yield meaning, one_line(" ".join(_value(line.text[start:end], following)))


def _marks(line: str) -> Iterator[tuple[str, int, int]]:
    """Each known label in a line: what it means, where it starts, and where its value does."""
    before = 0
    for colon in _COLON.finditer(line):
        starts = [word.start() + before for word in _LABEL_WORD.finditer(line[before : colon.start()])]
        for start in starts[-_LABEL_WORDS:]:
            if meaning := _label_of(line[start : colon.start()]):
                yield meaning, start, colon.end()
                break
        before = colon.end()


def _value(first: str, following: tuple[Line, ...]) -> Iterator[str]:
    """The rest of a labelled line and the lines that go on with it: up to the next label."""
    yield first
    for line in following:
        if is_labelled(line.text) or first.rstrip().endswith((".", "»")) or len(line.text.split()) > _LONG_LINE:
            return
        yield line.text


def label_of(line: str) -> str | None:
    """What the first known label of a line means ("date", "covered", ...), or None where it has none."""
    return next((meaning for meaning, *_ in _marks(line)), None)


def is_labelled(line: str) -> bool:
    """Whether a line is of the form ``label: value``."""
    return _LABELLED.match(line) is not None


def spoken(cover: Cover) -> str:
    """The text of all headings and lines at the front."""
    return "\n".join(chain((heading.text for heading in cover.headings), (line.text for line in cover.lines)))
