"""What a row of a lesson log or a response matrix says, as tags and as a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import shorten

from ingest.document import Field, Kind, Origin, Tag
from ingest.phrases import words
from ingest.row_meaning import CONTENT, Meaning, kind_of_type
from ingest.row_values import due_of, response_of, status_of
from ingest.vocabulary import FIRST_YEAR, LAST_YEAR, canonical

# What a column says beyond doubt is still understood by a program.
_SURE = 0.95
_READ = 0.85  # taken out of a sentence
_LISTED = {
    Meaning.COUNTRY: Field.COUNTRY,
    Meaning.SECTOR: Field.SECTOR,
    Meaning.TYPE: Field.SECTOR,
    Meaning.HAZARD: Field.HAZARD,
    Meaning.ORGANISATION: Field.ORGANISATION,
}
_SPLIT = re.compile(r"\s*(?:[;,|\n•]|\s/\s|(?<=[^\W\d_]{3})/(?=[^\W\d_]{3}))\s*")
_AND = re.compile(r"\s+(?:and|et|y|e|و|&)\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST_VALUES = 20
_LONGEST = 100
_LONGEST_TEXT = 300
Cells = Mapping[Meaning, str]


def place_tags(cells: Cells) -> tuple[Tag, ...]:
    """Where, when, about what and by whom: the columns of a lesson log, in the vocabulary's values."""
    found = dict.fromkeys(_places(cells))
    return tuple(Tag(field, value, _SURE, Origin.FILE) for field, value in found)


def _places(cells: Cells) -> Iterator[tuple[Field, str]]:
    for meaning, field in _LISTED.items():
        for value in _values(field, cells.get(meaning, ""))[:_MOST_VALUES]:
            yield field, value
    years = {int(year) for year in _YEAR.findall(cells.get(Meaning.YEAR, ""))}
    for year in sorted(year for year in years if FIRST_YEAR <= year <= LAST_YEAR):
        yield Field.YEAR, str(year)


def _values(field: Field, cell: str) -> list[str]:
    """A cell's values: as a whole where that is one ("Bosnia and Herzegovina"), else piece by piece."""
    written = " ".join(cell.split())
    if not written or len(written) > _MOST_VALUES * _LONGEST:
        return []
    if field is Field.ORGANISATION:  # an open list: whatever stands there is a name
        return [
            name for piece in _SPLIT.split(cell) if 0 < len(piece) <= _LONGEST and (name := _known(field, piece))
        ]
    whole = _known(field, written) if field is not Field.HAZARD or not _SPLIT.search(cell) else None
    if whole:
        return [whole] if len(whole) <= _LONGEST else []
    return [value for piece in _SPLIT.split(cell) for value in _of_piece(field, piece)]


def _of_piece(field: Field, piece: str) -> list[str]:
    if not piece or len(piece) > _LONGEST:
        return []
    whole = _known(field, piece)
    return [whole] if whole else [value for part in _AND.split(piece) if (value := _known(field, part))]


def _known(field: Field, written: str) -> str | None:
    return canonical(field, written.lower() if field is Field.HAZARD else written)


def answer_tags(cells: Cells) -> tuple[Tag, ...]:
    """What was answered, what is done, by whom, by when, and how far it is."""
    found = (
        (Field.RESPONSE, response_of(cells.get(Meaning.RESPONSE, ""))),
        (Field.ACTION, _shortened(cells.get(Meaning.ACTION, ""), _LONGEST_TEXT)),
        (Field.OWNER, _shortened(cells.get(Meaning.OWNER, ""), 2 * _LONGEST)),
        (Field.DUE, due_of(cells.get(Meaning.DUE, ""))),
        (Field.STATUS, status_of(cells.get(Meaning.STATUS, ""))),
    )
    return tuple(Tag(field, value, _READ, Origin.TEXT) for field, value in found if value)


def _shortened(text: str, width: int) -> str:
    return shorten(text, width, placeholder=" …") if any(map(str.isalnum, text)) else ""


def log_kind(cells: Cells) -> Kind | None:
    """The kind of a log's row: what its type says, else a lesson, a good practice, else its longest text."""
    named = kind_of_type(cells.get(Meaning.TYPE, ""))
    if named:
        return named
    for meaning in (Meaning.LESSON, Meaning.GOOD_PRACTICE):
        if words(cells.get(meaning, "")):
            return CONTENT[meaning]
    lengths = {meaning: len(words(cells.get(meaning, ""))) for meaning in CONTENT}
    longest = max(lengths, key=lambda meaning: lengths[meaning])
    return CONTENT[longest] if lengths[longest] else None
